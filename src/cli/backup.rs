//! `openchair backup DEST`: an encrypted copy of the database, checked, also while the bot runs.

use std::path::Path;

use secrecy::SecretString;

use crate::storage::Location;
use crate::storage::backup::{BackupError, back_up};

/// Makes the copy and gives what to say about it, line by line.
///
/// # Errors
/// [`BackupError`], one sentence with the next step.
pub async fn backup(
    location: &Location,
    key: Option<&SecretString>,
    destination: &Path,
) -> Result<Vec<String>, BackupError> {
    let copied = back_up(location, key, destination).await?;
    Ok(vec![
        format!(
            "{} is a whole copy: {} rows, each compared with the database.",
            copied.path.display(),
            copied.rows
        ),
        format!("What it holds is written to {}.hash: keep the two together.", copied.path.display()),
        format!(
            "It is encrypted, and worthless without {}. The key is not in it: keep a copy of the key somewhere else.",
            copied.key
        ),
    ])
}
