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
    MIGRATIONS.run_direct(None, db, false).await?;
    advise(db).await.map_err(MigrateError::Execute)
}

/// Tells SQLite's planner how rows are spread: one community has nearly all of them, and the first column after it
/// tells most. Without this it holds the community alone to be as telling as a whole key, and reads all its rows to
/// find one. Counting real rows (`ANALYZE`) would make a query fast or slow by when it was last done.
async fn advise(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    // Makes the table of statistics where there is none; then reads it.
    sqlx::query("ANALYZE sqlite_schema").execute(&mut *db).await?;
    sqlx::query("DELETE FROM sqlite_stat1").execute(&mut *db).await?;
    // The numbers are: all rows, then how many share the first column, the first two, and so on
    // (<https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table>).
    sqlx::query(
        "WITH part AS (
           SELECT t.name AS tbl, i.name AS idx, i.origin, i.\"unique\" AND x.seqno + 1 = count(*) OVER whole AS one,
             x.seqno, sum(x.name <> 'community') OVER (whole ORDER BY x.seqno) AS told
           FROM sqlite_schema AS t, pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS x
           WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '_sqlx%'
           WINDOW whole AS (PARTITION BY t.name, i.name))
         INSERT INTO sqlite_stat1 (tbl, idx, stat)
         SELECT tbl, iif(origin = 'pk' AND tbl <> 'community', tbl, idx), '1000000 ' || group_concat(CASE
             WHEN one THEN 1 WHEN told = 0 THEN 1000000 WHEN told = 1 THEN 100 WHEN told = 2 THEN 10 ELSE 5 END, ' ')
         FROM (SELECT * FROM part ORDER BY tbl, idx, seqno) GROUP BY tbl, idx",
    )
    .execute(&mut *db)
    .await?;
    sqlx::query("ANALYZE sqlite_schema").execute(db).await?;
    Ok(())
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
            sqlx::query("INSERT INTO erasure (who, day) VALUES ('a', 1)").execute(&mut db).await.unwrap();
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

    /// One row each is found by its own columns, never by reading all rows of a community.
    #[tokio::test]
    async fn common_queries_go_by_the_index_that_tells_most() {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        migrate(&mut db).await.unwrap();
        for (query, index) in [
            (
                "SELECT * FROM \"group\" WHERE community = ?1 AND folded = ?2 ORDER BY id",
                "group_by_name (community=? AND folded=?)",
            ),
            (
                "SELECT * FROM member WHERE community = ?1 AND folded = ?2 ORDER BY id",
                "member_by_name (community=? AND folded=?)",
            ),
            (
                "DELETE FROM rsvp WHERE community = ?1 AND member = ?2",
                "rsvp_of_member (community=? AND member=?)",
            ),
            (
                "DELETE FROM delivery WHERE community = ?1 AND about = ?2",
                "delivery_about (community=? AND about=?)",
            ),
            (
                "DELETE FROM roster WHERE community = ?1 AND member = ?2",
                "roster_of_member (community=? AND member=?)",
            ),
            (
                "SELECT * FROM session WHERE community = ?1 AND group_id = ?2 AND starts > 5 ORDER BY starts LIMIT 1",
                "session_of_group (community=? AND group_id=? AND starts>?)",
            ),
            (
                "SELECT * FROM \"group\" WHERE community = ?1 AND status <> 'ended' ORDER BY folded, id LIMIT 5",
                "group_by_name (community=?)",
            ),
        ] {
            let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"));
            let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
            assert!(plan[0].3.contains(index), "{query}: {plan:?}");
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
