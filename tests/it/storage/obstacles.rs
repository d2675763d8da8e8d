//! A database that is locked, missing, foreign, cut short, newer, or whose key is wrong: one sentence with the next
//! step, and nothing is changed.

use std::fs;

use openchair::storage::{Location, Storage};
use secrecy::SecretString;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::{Scratch, SmallDisk, keep, knows, past_all_checks};

/// A closed database with one member.
async fn closed() -> Scratch {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    storage.close().await;
    scratch
}

async fn key_of(scratch: &Scratch) -> String {
    fs::read_to_string(&scratch.location.key_file).unwrap()
}

/// Tries to open, checks the sentence, and that every file is as it was.
async fn refuses(scratch: &Scratch, word: &str, next_step: &str) {
    let before = scratch.data_files();
    let sentence = scratch.refusal().await;
    assert!(sentence.contains(word) && sentence.contains(next_step), "{sentence}");
    assert_eq!(scratch.data_files(), before, "{sentence}");
}

#[tokio::test]
async fn a_missing_key_is_not_replaced() {
    let scratch = closed().await;
    let key = key_of(&scratch).await;
    fs::remove_file(&scratch.location.key_file).unwrap();
    let names = || scratch.files().into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    let before = names();
    let sentence = scratch.refusal().await;
    assert!(sentence.contains("is missing") && sentence.contains("Put the file back"), "{sentence}");
    assert_eq!(names(), before, "nothing is made");
    // With the key given from outside, or put back, it opens.
    let given = SecretString::from(key.trim());
    let storage = Storage::open(&scratch.location, Some(&given)).await.unwrap();
    assert!(knows(&storage, "Ana").await);
    assert!(!scratch.location.key_file.exists());
}

#[tokio::test]
async fn a_wrong_key_opens_nothing_and_changes_nothing() {
    let scratch = closed().await;
    let key = key_of(&scratch).await;
    fs::write(&scratch.location.key_file, "ab".repeat(32)).unwrap();
    refuses(&scratch, "does not open with the key file", "Name the right key").await;
    fs::write(&scratch.location.key_file, "a secret").unwrap();
    refuses(&scratch, "is not a key", "64 hexadecimal digits").await;
    let given = SecretString::from("cd".repeat(32));
    let error = Storage::open(&scratch.location, Some(&given)).await.unwrap_err().to_string();
    assert!(error.contains("OPENCHAIR_KEY") && !error.contains("cdcd"), "{error}");
    fs::write(&scratch.location.key_file, key).unwrap();
    assert!(knows(&scratch.open().await, "Ana").await);
}

#[tokio::test]
async fn a_file_that_was_cut_short_is_kept_for_a_look() {
    for bytes in [0, 100, 4096 + 100] {
        let scratch = closed().await;
        let whole = fs::read(scratch.location.database()).unwrap();
        fs::write(scratch.location.database(), &whole[..bytes]).unwrap();
        refuses(&scratch, "is cut short", "openchair restore").await;
    }
    for pages in [1, 5] {
        let scratch = closed().await;
        let whole = fs::read(scratch.location.database()).unwrap();
        fs::write(scratch.location.database(), &whole[..pages * 4096]).unwrap();
        refuses(&scratch, "is damaged", "openchair restore").await;
    }
}

#[tokio::test]
async fn flipped_bits_are_found_and_then_nothing_is_written() {
    let scratch = closed().await;
    let mut bytes = fs::read(scratch.location.database()).unwrap();
    let pages = bytes.len() / 4096;
    assert!(pages > 10, "{pages}");
    bytes[(pages - 2) * 4096 + 1000] ^= 1;
    fs::write(scratch.location.database(), bytes).unwrap();
    let storage = scratch.open().await;
    let health = storage.check_thoroughly().await.unwrap();
    assert_ne!(health, openchair::storage::Health::Sound);
    let error = storage.write().await.unwrap_err().to_string();
    assert!(error.contains("openchair restore"), "{error}");
}

#[tokio::test]
async fn a_sound_database_is_found_sound_while_it_is_used() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    assert_eq!(storage.check_quickly().await.unwrap(), openchair::storage::Health::Sound);
    assert_eq!(storage.check_thoroughly().await.unwrap(), openchair::storage::Health::Sound);
    keep(&storage, &["Ben"]).await;
}

#[tokio::test]
async fn a_foreign_file_is_left_alone() {
    let scratch = closed().await;
    fs::write(scratch.location.database(), vec![7; 8192]).unwrap();
    refuses(&scratch, "the file is no Openchair database", "openchair restore").await;

    let scratch = closed().await;
    fs::remove_file(scratch.location.database()).unwrap();
    let mut other = past_all_checks(&scratch.location).await;
    sqlx::query("CREATE TABLE recipes (name TEXT)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    refuses(&scratch, "is a database of another program", "Move it away").await;

    let scratch = closed().await;
    fs::remove_file(scratch.location.database()).unwrap();
    let plain = SqliteConnectOptions::new().filename(scratch.location.database()).create_if_missing(true);
    let mut plain = plain.connect().await.unwrap();
    sqlx::query("CREATE TABLE recipes (name TEXT)").execute(&mut plain).await.unwrap();
    plain.close().await.unwrap();
    refuses(&scratch, "is an ordinary SQLite file", "Move it away").await;

    let scratch = closed().await;
    fs::remove_file(scratch.location.database()).unwrap();
    fs::create_dir(scratch.location.database()).unwrap();
    refuses(&scratch, "is a database of another program", "Move it away").await;
}

#[tokio::test]
async fn a_newer_or_different_schema_is_refused() {
    let scratch = closed().await;
    let mut db = past_all_checks(&scratch.location).await;
    let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (9999, 'from the future', 1, x'00', 0)";
    sqlx::query(sql).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    refuses(&scratch, "newer Openchair (schema 9999", "Install the newer program").await;

    let scratch = closed().await;
    let mut db = past_all_checks(&scratch.location).await;
    sqlx::query("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1")
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    refuses(&scratch, "another build of Openchair", "Use that build").await;
}

#[tokio::test]
async fn a_second_process_is_told_who_has_it_and_the_first_goes_on() {
    let scratch = Scratch::new();
    let first = scratch.open().await;
    keep(&first, &["Ana"]).await;
    let sentence = scratch.refusal().await;
    let pid = format!("(process {})", std::process::id());
    assert!(sentence.contains(&pid) && sentence.contains("Stop it first"), "{sentence}");
    keep(&first, &["Ben"]).await;
    first.close().await;
    drop(first);
    assert!(knows(&scratch.open().await, "Ben").await);
}

#[tokio::test]
async fn what_only_looks_makes_nothing() {
    let scratch = Scratch::new();
    let error = Storage::open_if_there(&scratch.location, None).await.unwrap_err().to_string();
    assert!(error.contains("There is no database") && error.contains("Start the bot once"), "{error}");
    assert!(scratch.files().is_empty() && !scratch.location.data.exists());
}

#[tokio::test]
async fn a_file_in_place_of_the_folder_is_said() {
    let scratch = Scratch::new();
    fs::write(&scratch.location.data, "a file").unwrap();
    refuses(&scratch, "is not a folder", "--data").await;
    assert!(!scratch.location.key_file.exists());
}

#[tokio::test]
async fn a_read_only_disk_is_said_and_nothing_is_made() {
    let Some(disk) = SmallDisk::mount(4_000) else { return };
    let location = disk.location();
    let storage = Storage::open(&location, None).await.unwrap();
    keep(&storage, &["Ana"]).await;
    storage.close().await;
    drop(storage);
    disk.make_read_only();
    let sentence = Storage::open(&location, None).await.unwrap_err().to_string();
    assert!(sentence.contains("cannot be written to") && sentence.contains("--data"), "{sentence}");
    let elsewhere = Location { data: disk.path("other"), key_file: disk.path("other.key") };
    let sentence = Storage::open(&elsewhere, None).await.unwrap_err().to_string();
    assert!(sentence.contains("cannot be written to"), "{sentence}");
    assert!(!elsewhere.data.exists() && !elsewhere.key_file.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_of_somebody_else_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    fs::create_dir(&scratch.location.data).unwrap();
    fs::set_permissions(&scratch.location.data, PermissionsExt::from_mode(0o500)).unwrap();
    if fs::write(scratch.location.data.join("probe"), "").is_ok() {
        eprintln!("SKIPPED: this user may write everywhere; the read-only disk is tried instead");
        return;
    }
    refuses(&scratch, "cannot be written to", "--data").await;
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_is_begun_again() {
    let scratch = Scratch::new();
    fs::create_dir(&scratch.location.data).unwrap();
    fs::write(scratch.location.data.join("openchair.db.new"), vec![1; 5000]).unwrap();
    fs::write(scratch.location.data.join("openchair.db.new-wal"), vec![2; 5000]).unwrap();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let names: Vec<_> =
        scratch.files().into_iter().map(|(path, _)| path.file_name().unwrap().to_owned()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains(".new")), "{names:?}");
}
