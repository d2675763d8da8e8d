//! A full disk: one sentence, nothing half-done, and it goes on when there is room again.

use openchair::domain::id::CommunityId;
use openchair::storage::{self, Location, Storage, StorageError, Trouble};

use super::{Scratch, SmallDisk, keep, knows, somebody};

/// Keeps members until the database refuses, all in one transaction that begins with `first`.
async fn fill(storage: &Storage, first: &str, limit_pages: Option<i64>) -> StorageError {
    let mut tx = storage.write().await.unwrap();
    if let Some(pages) = limit_pages {
        let sql = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    let home = CommunityId::home();
    for number in 0..1_000_000 {
        let name =
            if number == 0 { first.to_owned() } else { format!("{first} {number} {}", "x".repeat(2_000)) };
        if let Err(error) = storage::member::insert(&mut tx, &home, &somebody(&name)).await {
            return error;
        }
        if number % 500 == 499 {
            if let Err(error) = tx.commit().await {
                return error;
            }
            tx = storage.write().await.unwrap();
        }
    }
    panic!("the disk never became full");
}

#[tokio::test]
async fn a_transaction_that_does_not_fit_leaves_nothing() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let mut reader = storage.read().await.unwrap();
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *reader).await.unwrap();
    drop(reader);
    let error = fill(&storage, "Ben", Some(pages + 20)).await;
    assert_eq!(error.trouble(), Some(Trouble::Full));
    assert!(error.to_string().contains("nothing was changed. Free some space"), "{error}");
    assert!(knows(&storage, "Ana").await);
    assert!(!knows(&storage, "Ben").await, "half of the transaction is there");
    // There is room again.
    let mut tx = storage.write().await.unwrap();
    sqlx::query("PRAGMA max_page_count = 1000000").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    keep(&storage, &["Cora"]).await;
    assert!(knows(&storage, "Cora").await);
    assert_eq!(storage.check_thoroughly().await.unwrap(), storage::Health::Sound);
}

#[tokio::test]
async fn a_disk_that_fills_up_while_the_bot_runs_loses_nothing() {
    let Some(disk) = SmallDisk::mount(3_000) else { return };
    let storage = Storage::open(&disk.location(), None).await.unwrap();
    keep(&storage, &["Ana"]).await;
    let error = fill(&storage, "Ben", None).await;
    assert_eq!(error.trouble(), Some(Trouble::Full), "{error:?}");
    assert!(knows(&storage, "Ana").await, "it still answers");
    assert_eq!(storage.check_quickly().await.unwrap(), storage::Health::Sound);
    storage.close().await;
    drop(storage);
    assert_ne!(std::fs::read(disk.location().database()).unwrap().len(), 0);
}

#[tokio::test]
async fn a_first_start_on_a_full_disk_leaves_no_half_of_anything() {
    // Room for less and less: the key does not fit, the database does not fit.
    for left_kibibytes in [0, 4, 40, 150] {
        let Some(disk) = SmallDisk::mount(1_024) else { return };
        let ballast = vec![1; (1_024 - left_kibibytes) * 1_024 - 8_192];
        std::fs::write(disk.path("ballast"), &ballast).unwrap();
        if left_kibibytes == 0 {
            std::fs::write(disk.path("more"), vec![1; 8_192]).unwrap();
        }
        let location = disk.location();
        let error = Storage::open(&location, None).await.unwrap_err().to_string();
        assert!(error.contains("is full. Free some space"), "{left_kibibytes} KiB left: {error}");
        assert!(!location.database().exists());
        for half in ["openchair.db.new", "openchair.db.new-wal"] {
            assert!(!location.data.join(half).exists(), "{half} is left");
        }
        assert!(!disk.path("data.key.new").exists());
        for ballast in ["ballast", "more"] {
            std::fs::remove_file(disk.path(ballast)).ok();
        }
        let storage = Storage::open(&location, None).await.unwrap();
        keep(&storage, &["Ana"]).await;
    }
}

#[tokio::test]
async fn a_copy_that_does_not_fit_is_removed() {
    let Some(disk) = SmallDisk::mount(100) else { return };
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let copy = disk.path("copy.db");
    let error = storage::backup::back_up(&scratch.location, None, &copy).await.unwrap_err().to_string();
    assert!(error.contains("is full. Free some space"), "{error}");
    assert_eq!(std::fs::read_dir(copy.parent().unwrap()).unwrap().count(), 0);
    let elsewhere = Location { data: disk.path("data"), key_file: scratch.location.key_file.clone() };
    let whole = scratch.path("copy.db");
    storage::backup::back_up(&scratch.location, None, &whole).await.unwrap();
    let error = storage::backup::restore(&elsewhere, None, &whole, false).await.unwrap_err().to_string();
    assert!(error.contains("is full. Free some space"), "{error}");
    assert!(!elsewhere.database().exists() && !disk.path("data/openchair.db.restored").exists());
}
