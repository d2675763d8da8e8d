//! A database of an older program: it is copied, then brought up to date, or left as it was.

use std::path::PathBuf;

use sqlx::Connection;

use super::{Scratch, keep, knows, past_all_checks};

fn copy_of(scratch: &Scratch) -> PathBuf {
    scratch.location.data.join("openchair-before-update-0.db")
}

/// A database as it was before the first migration.
async fn from_before() -> Scratch {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    storage.close().await;
    drop(storage);
    std::fs::remove_file(scratch.location.database()).unwrap();
    let mut db = past_all_checks(&scratch.location).await;
    for sql in [
        "PRAGMA application_id = 1332768355",
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
           installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL,
           execution_time BIGINT NOT NULL)",
        "CREATE TABLE relic (name TEXT)",
        "INSERT INTO relic (name) VALUES ('from before')",
    ] {
        sqlx::query(sql).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
    scratch
}

#[tokio::test]
async fn an_older_database_is_copied_and_brought_up_to_date() {
    let scratch = from_before().await;
    let storage = scratch.open().await;
    assert_eq!(storage.opened().copy_before_update, Some(copy_of(&scratch)));
    keep(&storage, &["Ana"]).await;
    let mut reader = storage.read().await.unwrap();
    let relic: String = sqlx::query_scalar("SELECT name FROM relic").fetch_one(&mut *reader).await.unwrap();
    assert_eq!(relic, "from before");
    drop(reader);
    storage.close().await;
    drop(storage);
    let again = scratch.open().await;
    assert_eq!(again.opened().copy_before_update, None, "there is nothing to bring up to date any more");
    assert!(knows(&again, "Ana").await && copy_of(&scratch).exists());
    assert!(
        copy_of(&scratch).with_added_extension("hash").exists(),
        "it was compared, and says what it holds"
    );
    // P25: erasing covers that copy too.
    again.scrub().await.unwrap();
    assert!(!copy_of(&scratch).exists() && !copy_of(&scratch).with_added_extension("hash").exists());
}

#[tokio::test]
async fn an_update_that_fails_changes_nothing_and_leaves_a_copy() {
    let scratch = from_before().await;
    let mut db = past_all_checks(&scratch.location).await;
    sqlx::query("CREATE TABLE member (name TEXT)").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let sentence = scratch.refusal().await;
    assert!(sentence.contains("stayed as it was"), "{sentence}");
    assert!(copy_of(&scratch).exists());
    let mut db = past_all_checks(&scratch.location).await;
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .fetch_all(&mut db)
            .await
            .unwrap();
    assert_eq!(tables, ["_sqlx_migrations", "member", "relic"]);
}
