//! A power cut: what was confirmed is on the disk, and what was being written after it is left out.

use std::fs;

use openchair::storage::{Health, Location, Storage};

use super::{Scratch, keep, knows};

/// The files as they lie on the disk at this moment, with the write-ahead log cut or spoilt behind a length.
fn at_the_cut(scratch: &Scratch, name: &str, synced: Option<u64>, torn: &[u8]) -> Location {
    let location = Location { data: scratch.path(name), key_file: scratch.path(&format!("{name}.key")) };
    fs::create_dir(&location.data).unwrap();
    fs::copy(&scratch.location.key_file, &location.key_file).unwrap();
    for file in fs::read_dir(&scratch.location.data).unwrap() {
        let file = file.unwrap();
        let copied = location.data.join(file.file_name());
        fs::copy(file.path(), &copied).unwrap();
        if let (Some(synced), true) = (synced, copied.to_string_lossy().ends_with("-wal")) {
            let mut log = fs::read(&copied).unwrap();
            log.truncate(usize::try_from(synced).unwrap());
            log.extend_from_slice(torn);
            fs::write(&copied, log).unwrap();
        }
    }
    // Shared memory is gone after a power cut.
    let _absent = fs::remove_file(location.data.join("openchair.db-shm"));
    location
}

fn log_length(scratch: &Scratch) -> u64 {
    let mut files = fs::read_dir(&scratch.location.data).unwrap().map(Result::unwrap);
    files
        .find(|file| file.file_name().to_string_lossy().ends_with("-wal"))
        .map_or(0, |file| file.metadata().unwrap().len())
}

#[tokio::test]
async fn g1_a_power_cut_keeps_what_was_confirmed() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    keep(&storage, &["Ana"]).await;
    let confirmed = log_length(&scratch);
    assert!(confirmed > 0, "the log holds what was confirmed");
    keep(&storage, &["Ben"]).await;
    let later = log_length(&scratch);
    assert!(later > confirmed, "each commit is written before it is confirmed");
    // The power goes while Ben is being written: a part of his pages is there, whole, torn, or as noise.
    let noise = vec![0x5a_u8; 5_000];
    for (number, (length, torn)) in [
        (confirmed, &[][..]),
        (confirmed, &noise),
        (confirmed + 1_000, &[]),
        (later - 1, &[]),
        (later - 100, &noise),
    ]
    .into_iter()
    .enumerate()
    {
        let location = at_the_cut(&scratch, &format!("cut{number}"), Some(length), torn);
        let after = Storage::open(&location, None).await.unwrap();
        assert!(knows(&after, "Ana").await, "confirmed, and gone after cut {number}");
        assert!(!knows(&after, "Ben").await, "half of what was not confirmed is there after cut {number}");
        assert_eq!(after.check_thoroughly().await.unwrap(), Health::Sound);
        keep(&after, &["Cora"]).await;
        after.close().await;
    }
    let location = at_the_cut(&scratch, "whole", None, &[]);
    let after = Storage::open(&location, None).await.unwrap();
    assert!(knows(&after, "Ana").await && knows(&after, "Ben").await, "both were confirmed");
}
