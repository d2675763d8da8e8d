//! The schema: the migrations compiled in, and where a database stands among them.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Row, SqliteConnection};

/// All migrations, oldest first; they run forward only.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Marks a file as Openchair's in its header (<https://www.sqlite.org/pragma.html#pragma_application_id>): "Opnc".
pub(super) const APPLICATION_ID: i64 = 0x4F70_6E63;

/// Where a database stands among the migrations.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has them all.
    Current,
    /// Some are to come.
    Older(i64),
    /// A newer program changed it.
    Newer(i64),
    /// A migration it had is not the one of this program.
    Different(i64),
}

/// The newest version that this program knows.
pub(super) fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Compares a database with the migrations of this program.
pub(super) async fn standing(db: &mut SqliteConnection) -> Result<Standing, sqlx::Error> {
    let rows =
        sqlx::query("SELECT version, checksum FROM _sqlx_migrations ORDER BY version").fetch_all(db).await?;
    let mut last = 0;
    for row in rows {
        last = row.try_get::<i64, _>(0)?;
        let checksum = row.try_get::<Vec<u8>, _>(1)?;
        match MIGRATIONS.iter().find(|migration| migration.version == last) {
            None if last > newest() => return Ok(Standing::Newer(last)),
            Some(migration) if *migration.checksum == *checksum => {}
            _ => return Ok(Standing::Different(last)),
        }
    }
    Ok(if last == newest() { Standing::Current } else { Standing::Older(last) })
}

/// Runs the migrations that are to come, each in a transaction of its own.
pub(super) async fn migrate(db: &mut SqliteConnection) -> Result<(), MigrateError> {
    MIGRATIONS.run_direct(None, db, false).await
}
