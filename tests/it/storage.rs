//! The database from outside: what is on the disk, what happens when it is not as it should be, copies, erasing.

mod backups;
mod bytes;
mod full_disk;
mod obstacles;
mod power;
mod schema;
mod updates;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use openchair::domain::community::Community;
use openchair::domain::id::{CommunityId, MemberId};
use openchair::domain::member::{Account, Language, Member, ReminderChoice, Role};
use openchair::storage::{self, Location, Storage};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tempfile::TempDir;

/// A folder that is gone with this value, and the place for a database in it.
pub struct Scratch {
    folder: TempDir,
    /// Where the database is.
    pub location: Location,
}

impl Scratch {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location =
            Location { data: folder.path().join("data"), key_file: folder.path().join("data.key") };
        Self { folder, location }
    }

    /// A name in the folder, beside the data.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub async fn open(&self) -> Storage {
        Storage::open(&self.location, None).await.unwrap()
    }

    /// Opens the database, which must not work, and gives the sentence.
    pub async fn refusal(&self) -> String {
        let sentence = Storage::open(&self.location, None).await.unwrap_err().to_string();
        assert!(
            sentence.ends_with('.') && !sentence.contains('\n') && !sentence.contains("sqlx"),
            "{sentence}"
        );
        sentence
    }

    /// Every file in the folder and its content, to see that nothing was changed.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.folder.path(), &mut files);
        files.sort();
        files
    }

    /// The files that hold data, each with a hash of its content. The lock and SQLite's shared memory hold none, and
    /// an empty log neither; every attempt to open may touch them.
    pub fn data_files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let holds_nothing = |path: &Path, bytes: &[u8]| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name == "openchair.lock" || name.ends_with("-shm") || (name.ends_with("-wal") && bytes.is_empty())
        };
        let files = self.files().into_iter().filter(|(path, bytes)| !holds_nothing(path, bytes));
        files.map(|(path, bytes)| (path, Sha256::digest(bytes).to_vec())).collect()
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            match fs::read(&path) {
                Ok(bytes) => files.push((path, bytes)),
                // SQLite takes its log away when the last connection closes, also while this looks.
                Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
    }
}

pub fn home() -> Community {
    Community {
        id: CommunityId::home(),
        title: "Home".to_owned(),
        zone: "Europe/Vienna".parse().unwrap(),
        language: Language::En,
    }
}

pub fn somebody(name: &str) -> Member {
    Member {
        id: MemberId(0),
        account: Account { platform: "terminal".to_owned(), id: name.to_owned() },
        name: name.to_owned(),
        zone: None,
        language: None,
        role: Role::Member,
        consent: Some(1),
        reminders: ReminderChoice { on: false, offsets_minutes: Vec::new(), quiet: None },
    }
}

/// Keeps members of these names.
pub async fn keep(storage: &Storage, names: &[&str]) -> Vec<MemberId> {
    let mut tx = storage.write().await.unwrap();
    let home = storage::community::ensure(&mut tx, &CommunityId::home(), &home()).await.unwrap();
    let mut ids = Vec::new();
    for name in names {
        ids.push(storage::member::insert(&mut tx, &home.id, &somebody(name)).await.unwrap());
    }
    tx.commit().await.unwrap();
    ids
}

/// Opens the file of a location with its key, past all checks, and makes it where there is none.
pub async fn past_all_checks(location: &Location) -> SqliteConnection {
    let key = fs::read_to_string(&location.key_file).unwrap();
    SqliteConnectOptions::new()
        .filename(location.database())
        .create_if_missing(true)
        .pragma("key", format!("\"x'{}'\"", key.trim()))
        .connect()
        .await
        .unwrap()
}

/// Whether somebody of this name is kept.
pub async fn knows(storage: &Storage, name: &str) -> bool {
    let mut reader = storage.read().await.unwrap();
    !storage::member::by_name(&mut reader, &CommunityId::home(), name).await.unwrap().is_empty()
}

/// A small disk of its own, unmounted with this value; none where this user may not mount.
pub struct SmallDisk(TempDir);

impl SmallDisk {
    pub fn mount(kibibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kibibytes}k");
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        if !done.is_ok_and(|done| done.status.success()) {
            eprintln!(
                "SKIPPED: a small disk cannot be mounted here, so a really full or read-only disk is not tried"
            );
            return None;
        }
        Some(Self(folder))
    }

    pub fn location(&self) -> Location {
        Location { data: self.0.path().join("data"), key_file: self.0.path().join("data.key") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn make_read_only(&self) {
        let done = Command::new("mount").args(["-o", "remount,ro"]).arg(self.0.path()).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0.path()).status().ok();
    }
}
