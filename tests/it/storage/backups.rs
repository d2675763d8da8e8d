//! `backup` and `restore`: whole, encrypted, compared; nothing is overwritten and nothing is lost.

use std::fs;

use openchair::cli::{backup::backup, restore::restore};
use openchair::domain::id::{CommunityId, MemberId};
use openchair::storage::{self, Location, Storage};
use sqlx::Connection;

use super::{Scratch, keep, knows, past_all_checks};

#[tokio::test]
async fn p25_a_copy_made_while_the_bot_runs_brings_everything_back() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["canary-ana"]).await;
    let copy = scratch.path("copy.db");
    let lines = backup(&scratch.location, None, &copy).await.unwrap();
    let key = scratch.location.key_file.display().to_string();
    assert!(lines[0].contains("rows, each compared"), "{lines:?}");
    assert!(lines[1].contains("copy.db.hash"), "{lines:?}");
    assert!(lines[2].contains("worthless without") && lines[2].contains(&key), "{lines:?}");
    let bytes = fs::read(&copy).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
    assert!(!bytes.windows(10).any(|window| window == b"canary-ana"), "the copy is not encrypted");
    keep(&storage, &["Ben"]).await;
    storage.close().await;
    drop(storage);

    let lines = restore(&scratch.location, None, &copy, true).await.unwrap();
    assert!(lines[1].contains("openchair-replaced-1.db"), "{lines:?}");
    assert!(lines[2].contains("Nobody in it was erased since"), "{lines:?}");
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
    fs::write(scratch.path("sealed.hash"), "mine too").unwrap();
    for (destination, words) in [
        (taken.clone(), "never overwrites"),
        (scratch.location.data.clone(), "is a folder"),
        (scratch.path("no/such/folder/copy.db"), "does not exist"),
        (scratch.path("sealed"), "sealed.hash is there already"),
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
    assert_eq!(copy.check_thoroughly().await.unwrap(), storage::Health::Sound);
    assert!(knows(&storage, "person 199").await, "nobody who wrote was lost");
}

async fn erase(storage: &Storage, id: MemberId) {
    let mut tx = storage.write().await.unwrap();
    let now = "2026-03-29T18:00:00Z".parse().unwrap();
    storage::erase::erase(&mut tx, &CommunityId::home(), id, "asked", now).await.unwrap();
    tx.commit().await.unwrap();
    storage.scrub().await.unwrap();
}

/// The rows of the file of erasures.
fn erasures(scratch: &Scratch) -> Vec<String> {
    let text = fs::read_to_string(scratch.location.data.join("openchair-erasures.txt")).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[tokio::test]
async fn p25_who_was_erased_after_a_copy_was_made_is_not_in_what_is_restored() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    let ids = keep(&storage, &["canary-ana", "Ben", "Cora"]).await;
    let copy = scratch.path("copy.db");
    backup(&scratch.location, None, &copy).await.unwrap();
    erase(&storage, ids[0]).await;
    erase(&storage, ids[2]).await;
    storage.close().await;
    drop(storage);
    let file = fs::read_to_string(scratch.location.data.join("openchair-erasures.txt")).unwrap();
    assert!(!file.contains("ana") && !file.contains("terminal"), "it names nobody: {file}");
    let lines = restore(&scratch.location, None, &copy, true).await.unwrap();
    assert!(lines.last().unwrap().contains("2 people in it were erased since, and have been erased again"));
    let restored = scratch.open().await;
    assert!(knows(&restored, "Ben").await);
    assert!(!knows(&restored, "canary-ana").await && !knows(&restored, "Cora").await);
    // Somebody who comes back is a new person, whom no earlier erasure concerns.
    keep(&restored, &["canary-ana"]).await;
    restored.close().await;
    drop(restored);
    let again = scratch.open().await;
    assert_eq!(again.opened().erased_again, 0);
    assert!(knows(&again, "canary-ana").await);
    assert_eq!(erasures(&scratch).len(), 2);
}

/// A copy that somebody put in place with another tool is noticed at the next start.
#[tokio::test]
async fn p25_a_copy_that_was_put_back_by_hand_loses_the_erased_too() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    let ids = keep(&storage, &["Ana", "Ben"]).await;
    let copy = scratch.path("copy.db");
    backup(&scratch.location, None, &copy).await.unwrap();
    erase(&storage, ids[0]).await;
    storage.close().await;
    drop(storage);
    fs::copy(&copy, scratch.location.database()).unwrap();
    let put_back = scratch.open().await;
    assert_eq!(put_back.opened().erased_again, 1);
    assert!(knows(&put_back, "Ben").await && !knows(&put_back, "Ana").await);
}

/// The file may be lost with its disk: the database then writes it anew.
#[tokio::test]
async fn p25_the_file_of_erasures_is_written_anew_from_the_database() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    let ids = keep(&storage, &["Ana", "Ben"]).await;
    erase(&storage, ids[0]).await;
    let before = erasures(&scratch);
    fs::remove_file(scratch.location.data.join("openchair-erasures.txt")).unwrap();
    storage.tidy().await.unwrap();
    assert_eq!(erasures(&scratch), before);
}

/// SQLite's own check finds nothing wrong with a value that somebody changed; the hash beside the copy does.
#[tokio::test]
async fn a_copy_whose_rows_were_changed_since_is_not_put_back() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let copy = scratch.path("copy.db");
    backup(&scratch.location, None, &copy).await.unwrap();
    storage.close().await;
    drop(storage);
    let location = Location { data: scratch.path("tampered"), key_file: scratch.location.key_file.clone() };
    fs::create_dir(&location.data).unwrap();
    fs::copy(&copy, location.database()).unwrap();
    let mut db = past_all_checks(&location).await;
    sqlx::query("UPDATE member SET name = 'Eve'").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    fs::copy(location.database(), &copy).unwrap();
    let before = scratch.data_files();
    let error = restore(&scratch.location, None, &copy, true).await.unwrap_err().to_string();
    assert!(error.contains("does not hold what it held") && error.contains("copy.db.hash"), "{error}");
    fs::write(scratch.path("copy.db.hash"), [0xff, 0xfe]).unwrap();
    let error = restore(&scratch.location, None, &copy, true).await.unwrap_err().to_string();
    assert!(error.contains("does not hold what it held"), "a broken seal fits nothing: {error}");
    fs::remove_file(scratch.path("copy.db.hash")).unwrap();
    assert_eq!(scratch.data_files().len(), before.len() - 1);
    let lines = restore(&scratch.location, None, &copy, true).await.unwrap();
    assert!(
        lines.iter().any(|line| line.contains("There is no") && line.contains("copy.db.hash")),
        "{lines:?}"
    );
}
