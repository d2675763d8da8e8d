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

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, ConnectOptions, sqlite::SqliteConnectOptions};

    use super::*;
    use crate::domain::id::CommunityId;
    use crate::storage::population::{self, populate};
    use crate::storage::{content, export};

    /// Which versions the population fits. A migration that is added fails here until its author has kept the
    /// population of the version before as it was, and filled the new one.
    const POPULATED: [i64; 1] = [1];

    #[test]
    fn every_version_has_a_population_to_migrate() {
        let versions: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
        assert_eq!(versions, POPULATED);
    }

    async fn tables(db: &mut SqliteConnection) -> Vec<String> {
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            .fetch_all(db)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn populated_data_survives_every_migration_to_the_newest() {
        for version in POPULATED {
            let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
            MIGRATIONS.run_direct(Some(version), &mut db, false).await.unwrap();
            sqlx::query("INSERT INTO community (id, title, zone, language) VALUES ('home', 'Home', 'Europe/Vienna', 'en')")
                .execute(&mut db)
                .await
                .unwrap();
            sqlx::query("INSERT INTO fact (name, value) VALUES ('a', 'b')").execute(&mut db).await.unwrap();
            let home = CommunityId::home();
            populate(&mut db, &home).await;
            for table in tables(&mut db).await {
                let sql = AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
                let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap();
                assert!(rows > 0, "version {version}: {table} is empty, so nothing is proved for it");
            }
            let before = content::of(&mut db).await.unwrap();
            migrate(&mut db).await.unwrap();
            assert_eq!(standing(&mut db).await.unwrap(), Standing::Current);
            if version == newest() {
                assert_eq!(
                    content::of(&mut db).await.unwrap(),
                    before,
                    "running migrations again changes nothing"
                );
            }
            let held = export::export(&mut db, &home, population::ANA, "ana-asked").await.unwrap().unwrap();
            assert_eq!((held.answers.len(), held.duties.len()), (2, 3));
            let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut db).await.unwrap();
            assert!(broken.is_empty(), "a row points to nothing");
        }
    }

    #[tokio::test]
    async fn where_a_database_stands_is_told_by_its_migrations() {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        migrate(&mut db).await.unwrap();
        for (change, expected) in [
            ("DELETE FROM _sqlx_migrations WHERE version = 1", Standing::Older(0)),
            (
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (77, '', 1, x'00', 0)",
                Standing::Newer(77),
            ),
            ("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1", Standing::Different(1)),
        ] {
            sqlx::query("SAVEPOINT change").execute(&mut db).await.unwrap();
            sqlx::query(change).execute(&mut db).await.unwrap();
            assert_eq!(standing(&mut db).await.unwrap(), expected, "{change}");
            sqlx::query("ROLLBACK TO change").execute(&mut db).await.unwrap();
        }
    }
}
