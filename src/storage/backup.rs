//! Copies of the database: whole, encrypted with the same key, and checked.

use std::path::Path;

use sqlx::SqliteConnection;

use super::open::OpenError;

/// Copies the whole database into a new file, encrypted with the same key.
pub(super) async fn copy_into(db: &mut SqliteConnection, copy: &Path) -> Result<(), OpenError> {
    let name = copy.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO ?").bind(name).execute(db).await?;
    Ok(())
}
