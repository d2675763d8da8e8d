//! One process per database: a lock on a small file in the data folder, held as long as the storage is open.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use super::files;

/// The lock; it ends with this value, or with the process, however that ends.
#[derive(Debug)]
pub(super) struct Lock {
    /// Never read: the operating system releases the lock when the file is closed.
    _file: File,
}

/// Why the lock was not given.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Another process has it, whose number is told where it could be read.
    Held(Option<u32>),
    /// The file could not be made or locked.
    File(io::Error),
}

impl Lock {
    /// Takes the lock at once or not at all.
    pub(super) fn take(path: &Path) -> Result<Self, NoLock> {
        let mut file = files::open_private_file(path).map_err(NoLock::File)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NoLock::Held(holder(&mut file))),
            Err(TryLockError::Error(error)) => return Err(NoLock::File(error)),
        }
        // The number only makes the message of a second process better, so a full disk is no obstacle here.
        let _ = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { _file: file })
    }
}

/// Who has the lock, without taking it; the number where it could be read. None where nobody has it.
pub(super) fn holder_of(path: &Path) -> Option<Option<u32>> {
    let mut file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(holder(&mut file)),
        _ => None,
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_has_it_and_the_next_gets_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("openchair.lock");
        let first = Lock::take(&path).unwrap();
        let second = Lock::take(&path);
        assert!(matches!(second, Err(NoLock::Held(Some(pid))) if pid == std::process::id()), "{second:?}");
        assert_eq!(holder_of(&path), Some(Some(std::process::id())));
        drop(first);
        assert_eq!(holder_of(&path), None);
        assert!(Lock::take(&path).is_ok());
    }
}
