//! `backup` and `restore`: whole, encrypted, compared; nothing is overwritten and nothing is lost.

use std::fs;

use openchair::cli::{backup::backup, restore::restore};
use openchair::storage::Storage;

use super::{Scratch, keep, knows};

#[tokio::test]
async fn p25_a_copy_made_while_the_bot_runs_brings_everything_back() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["canary-ana"]).await;
    let copy = scratch.path("copy.db");
    let lines = backup(&scratch.location, None, &copy).await.unwrap();
    let key = scratch.location.key_file.display().to_string();
    assert!(lines[0].contains("rows, each compared"), "{lines:?}");
    assert!(lines[1].contains("worthless without") && lines[1].contains(&key), "{lines:?}");
    let bytes = fs::read(&copy).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
    assert!(!bytes.windows(10).any(|window| window == b"canary-ana"), "the copy is not encrypted");
    keep(&storage, &["Ben"]).await;
    storage.close().await;
    drop(storage);

    let lines = restore(&scratch.location, None, &copy, true).await.unwrap();
    assert!(lines[1].contains("openchair-replaced-1.db"), "{lines:?}");
    assert!(lines[2].contains("erase them once more"), "{lines:?}");
    let restored = scratch.open().await;
    assert!(knows(&restored, "canary-ana").await && !knows(&restored, "Ben").await);
    drop(restored);
    // The replaced one is whole too.
    let aside = scratch.location.data.join("openchair-replaced-1.db");
    fs::rename(aside, scratch.location.database()).unwrap();
    assert!(knows(&scratch.open().await, "Ben").await);
}

#[tokio::test]
async fn p24_a_copy_does_not_open_with_another_key() {
    let (one, two) = (Scratch::new(), Scratch::new());
    for scratch in [&one, &two] {
        let storage = scratch.open().await;
        keep(&storage, &["Ana"]).await;
        storage.close().await;
    }
    let copy = one.path("copy.db");
    backup(&one.location, None, &copy).await.unwrap();
    let before = two.data_files();
    let error = restore(&two.location, None, &copy, true).await.unwrap_err().to_string();
    assert!(error.contains("does not open with the key file"), "{error}");
    assert_eq!(two.data_files(), before);
}

#[tokio::test]
async fn a_backup_never_overwrites_and_says_what_is_in_the_way() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let taken = scratch.path("taken");
    fs::write(&taken, "mine").unwrap();
    for (destination, words) in [
        (taken.clone(), "never overwrites"),
        (scratch.location.data.clone(), "is a folder"),
        (scratch.path("no/such/folder/copy.db"), "does not exist"),
    ] {
        let error = backup(&scratch.location, None, &destination).await.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    assert_eq!(fs::read_to_string(taken).unwrap(), "mine");
    let empty = Scratch::new();
    let error = backup(&empty.location, None, &scratch.path("copy.db")).await.unwrap_err().to_string();
    assert!(error.contains("There is no database"), "{error}");
    assert!(!scratch.path("copy.db").exists());
}

#[tokio::test]
async fn a_restore_replaces_nothing_unasked_and_takes_no_damaged_copy() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let copy = scratch.path("copy.db");
    backup(&scratch.location, None, &copy).await.unwrap();
    let error = restore(&scratch.location, None, &copy, false).await.unwrap_err().to_string();
    assert!(error.contains("add --replace"), "{error}");
    let error = restore(&scratch.location, None, &copy, true).await.unwrap_err().to_string();
    assert!(error.contains("Stop it first"), "while the bot runs: {error}");
    storage.close().await;
    drop(storage);
    let before = scratch.data_files();
    let error =
        restore(&scratch.location, None, &scratch.path("none.db"), true).await.unwrap_err().to_string();
    assert!(error.contains("There is no file"), "{error}");
    let whole = fs::read(&copy).unwrap();
    for page in 0..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 500] ^= 4;
        fs::write(scratch.path("flipped.db"), &bytes).unwrap();
        let tried = restore(&scratch.location, None, &scratch.path("flipped.db"), true).await;
        assert!(tried.is_err(), "a flipped bit in page {page} was not noticed");
    }
    fs::remove_file(scratch.path("flipped.db")).unwrap();
    assert_eq!(scratch.data_files(), before);
    assert!(knows(&scratch.open().await, "Ana").await);
}

#[tokio::test]
async fn a_restore_into_an_empty_place_needs_only_the_key() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let copy = scratch.path("copy.db");
    backup(&scratch.location, None, &copy).await.unwrap();
    storage.close().await;
    drop(storage);
    fs::remove_dir_all(&scratch.location.data).unwrap();
    let lines = restore(&scratch.location, None, &copy, false).await.unwrap();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(knows(&scratch.open().await, "Ana").await);
}

#[tokio::test]
async fn a_damaged_database_is_replaced_and_kept() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let copy = scratch.path("copy.db");
    backup(&scratch.location, None, &copy).await.unwrap();
    storage.close().await;
    drop(storage);
    fs::write(scratch.location.database(), "rubbish").unwrap();
    fs::write(scratch.location.data.join("openchair.db-wal"), "old log").unwrap();
    restore(&scratch.location, None, &copy, true).await.unwrap();
    assert!(knows(&scratch.open().await, "Ana").await);
    let aside =
        |rest: &str| fs::read_to_string(scratch.location.data.join(format!("openchair-replaced-1.db{rest}")));
    assert_eq!((aside("").unwrap().as_str(), aside("-wal").unwrap().as_str()), ("rubbish", "old log"));
}

#[tokio::test]
async fn a_copy_is_whole_while_others_write() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let copy = scratch.path("copy.db");
    let writing = async {
        for number in 0..200 {
            keep(&storage, &[&format!("person {number}")]).await;
        }
    };
    let (copied, ()) = tokio::join!(backup(&scratch.location, None, &copy), writing);
    copied.unwrap();
    let other = Scratch::new();
    fs::copy(&scratch.location.key_file, &other.location.key_file).unwrap();
    restore(&other.location, None, &copy, false).await.unwrap();
    let copy: Storage = other.open().await;
    assert!(knows(&copy, "Ana").await);
    assert_eq!(copy.check_thoroughly().await.unwrap(), openchair::storage::Health::Sound);
    assert!(knows(&storage, "person 199").await, "nobody who wrote was lost");
}
