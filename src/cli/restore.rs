//! `openchair restore SRC`: a copy becomes the database again.

use std::path::Path;

use secrecy::SecretString;

use crate::storage::Location;
use crate::storage::backup::{BackupError, restore as put_back};

/// Puts the copy in place and gives what to say about it, line by line. `replace` is `--replace`.
///
/// # Errors
/// [`BackupError`], one sentence with the next step.
pub async fn restore(
    location: &Location,
    key: Option<&SecretString>,
    source: &Path,
    replace: bool,
) -> Result<Vec<String>, BackupError> {
    let restored = put_back(location, key, source, replace).await?;
    let mut lines = vec![format!(
        "{} is now what {} holds: {} rows, each compared.",
        restored.path.display(),
        source.display(),
        restored.rows
    )];
    if let Some(aside) = restored.moved_aside {
        lines.push(format!(
            "The database that was there is now {}. Delete it when you no longer need it.",
            aside.display()
        ));
    }
    if !restored.sealed {
        lines.push(format!(
            "There is no {}.hash, so only the checks inside the copy were made.",
            source.display()
        ));
    }
    lines.push(match restored.erased_again {
        0 => "Nobody in it was erased since, as far as this data folder remembers.".to_owned(),
        1 => "One person in it was erased since, and has been erased again.".to_owned(),
        count => format!("{count} people in it were erased since, and have been erased again."),
    });
    Ok(lines)
}
