//! P24: what is on the disk is encrypted, private, and opens with nothing but the key.

use super::{Scratch, keep, knows};

const CANARY: &str = "canary-of-the-coal-mine";

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[tokio::test]
async fn p24_no_byte_of_what_is_kept_stands_in_any_file() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &[CANARY]).await;
    assert!(knows(&storage, CANARY).await);
    // While it is open, the write-ahead log is there too; once closed, the file alone.
    for moment in ["open", "closed"] {
        if moment == "closed" {
            storage.close().await;
        }
        let files = scratch.files();
        assert!(files.iter().any(|(path, bytes)| path.ends_with("openchair.db") && bytes.len() >= 4096));
        assert_eq!(files.iter().any(|(path, _)| path.ends_with("openchair.db-wal")), moment == "open");
        for (path, bytes) in files {
            for word in [CANARY.as_bytes(), b"SQLite format 3", b"CREATE TABLE", b"terminal"] {
                assert!(!contains(&bytes, word), "{} while {moment}", path.display());
            }
        }
    }
}

#[tokio::test]
async fn p24_the_key_is_beside_the_folder_and_in_no_file_of_it() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    assert_eq!(storage.opened().key_made.as_ref(), Some(&scratch.location.key_file));
    let key = std::fs::read_to_string(&scratch.location.key_file).unwrap();
    let raw: Vec<u8> =
        (0..32).map(|byte| u8::from_str_radix(&key[byte * 2..byte * 2 + 2], 16).unwrap()).collect();
    for (path, bytes) in scratch.files() {
        if path.starts_with(&scratch.location.data) {
            assert!(
                !contains(&bytes, key.trim().as_bytes()) && !contains(&bytes, &raw),
                "{}",
                path.display()
            );
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn p24_everything_is_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&scratch.location.data), 0o700);
    for (path, _) in scratch.files() {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert!(storage.opened().remarks.is_empty());
    storage.close().await;
    drop(storage);
    std::fs::set_permissions(&scratch.location.key_file, PermissionsExt::from_mode(0o644)).unwrap();
    let remarks = scratch.open().await.opened().remarks.clone();
    assert_eq!(remarks.len(), 1, "{remarks:?}");
    assert!(remarks[0].to_string().contains("chmod 600"), "{}", remarks[0]);
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart_and_after_a_crash() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    assert!(storage.opened().created);
    keep(&storage, &["Ana"]).await;
    // A crash: the files as they are now, without anybody closing them.
    let crashed = Scratch::new();
    std::fs::create_dir(&crashed.location.data).unwrap();
    for (path, bytes) in scratch.files() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let to = if name == "data.key" { crashed.path(name) } else { crashed.location.data.join(name) };
        std::fs::write(to, bytes).unwrap();
    }
    assert!(knows(&crashed.open().await, "Ana").await);
    storage.close().await;
    drop(storage);
    let again = scratch.open().await;
    assert!(!again.opened().created && again.opened().key_made.is_none());
    assert!(knows(&again, "Ana").await);
}
