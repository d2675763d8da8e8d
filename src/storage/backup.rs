//! Copies of the database and the way back: whole, encrypted with the same key, and compared row by row.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::check::{self, Health};
use super::content::{self, Content};
use super::key::Key;
use super::open::{self, Location, OpenError};
use super::{connection, files, schema};

/// A copy that was made and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The copy.
    pub path: PathBuf,
    /// What opens it, for a person: the key file, or the key given from outside.
    pub key: String,
    /// How many rows it has.
    pub rows: u64,
}

/// A copy that was put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The database that is there now.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: u64,
    /// Where the database went that was there before.
    pub moved_aside: Option<PathBuf>,
}

/// Why there is no copy, or why it is not in place.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it is, and its fields are named in it")]
pub enum BackupError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("{} is there already, and a backup never overwrites. Name another file.", .path.display())]
    Taken { path: PathBuf },
    #[error("{} is a folder. Name a file in it, such as {}.", .path.display(), .path.join("openchair-backup.db").display())]
    Folder { path: PathBuf },
    #[error("The folder of {} does not exist. Make it, or name a file elsewhere.", .path.display())]
    NoFolder { path: PathBuf },
    #[error("There is no file {}. Name a copy that `openchair backup` made.", .path.display())]
    NoCopy { path: PathBuf },
    #[error("There is a database in {} already. To put the copy in its place, add --replace; the present one is kept beside it.", .folder.display())]
    Occupied { folder: PathBuf },
    #[error("The copy {} differs from what was copied, so it was removed. Check the disk, then try again.", .path.display())]
    Differs { path: PathBuf },
    #[error("The copy {} is damaged and was not put in place. Use an older copy.", .path.display())]
    Damaged { path: PathBuf },
    #[error("{}: {source}. The file {} was left as it was.", .path.display(), .path.display())]
    File { path: PathBuf, source: io::Error },
}

/// Copies the whole database into a new file, encrypted with the same key.
pub(super) async fn copy_into(db: &mut SqliteConnection, copy: &Path) -> Result<(), OpenError> {
    drop(files::make_private_file(copy).map_err(|source| open::file_problem(copy, source))?);
    let name = copy.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO ?").bind(name).execute(db).await?;
    let synced = File::open(copy).and_then(|file| file.sync_all());
    synced.map_err(|source| open::file_problem(copy, source))?;
    Ok(())
}

/// Copies the database of a location into a new file, also while the bot runs, then opens the copy and compares
/// every row. What is left of a copy that failed is removed.
///
/// # Errors
/// [`BackupError`]; the database is never changed.
pub async fn back_up(
    location: &Location,
    given: Option<&SecretString>,
    destination: &Path,
) -> Result<Copied, BackupError> {
    let database = location.database();
    if !database.exists() {
        return Err(OpenError::Missing { folder: location.data.clone() }.into());
    }
    let key = open::existing_key(location, given)?;
    let mut db = open::examine(&database, &key).await?;
    is_free(destination)?;
    let draft = draft_of(destination);
    remove_draft(&draft)?;
    let copied = copy_and_compare(&mut db, (&database, &draft), &key).await;
    let named = match copied {
        Ok(content) => name_copy(&draft, destination).map(|()| content),
        Err(error) => Err(error),
    };
    let content = match named {
        Ok(content) => content,
        Err(error) => {
            open::remove_database(&draft).ok();
            return Err(error);
        }
    };
    Ok(Copied { path: destination.to_owned(), key: key.origin(), rows: content.rows })
}

fn is_free(destination: &Path) -> Result<(), BackupError> {
    let path = destination.to_owned();
    if destination.is_dir() {
        return Err(BackupError::Folder { path });
    }
    if destination.exists() {
        return Err(BackupError::Taken { path });
    }
    let folder = destination.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(BackupError::NoFolder { path });
    }
    Ok(())
}

fn draft_of(path: &Path) -> PathBuf {
    path.with_added_extension("new")
}

fn remove_draft(draft: &Path) -> Result<(), BackupError> {
    open::remove_database(draft).map_err(|source| open::file_problem(draft, source).into())
}

/// Copies and compares. What a running bot writes in between makes the two differ, so the second attempt keeps
/// writers waiting.
async fn copy_and_compare(
    db: &mut SqliteConnection,
    (database, draft): (&Path, &Path),
    key: &Key,
) -> Result<Content, BackupError> {
    let explained = |error: OpenError| open::explained(error, draft, key);
    for alone in [false, true] {
        remove_draft(draft)?;
        let mut guard = connection::looking(database, key).connect().await.map_err(OpenError::from)?;
        if alone {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut guard).await.map_err(OpenError::from)?;
        }
        copy_into(db, draft).await.map_err(explained)?;
        let source = content::of(db).await.map_err(OpenError::from)?;
        guard.close().await.map_err(OpenError::from)?;
        let mut copy = open::examine(draft, key).await?;
        let copied = content::of(&mut copy).await.map_err(OpenError::from)?;
        copy.close().await.map_err(OpenError::from)?;
        if copied == source {
            return Ok(copied);
        }
    }
    Err(BackupError::Differs { path: draft.to_owned() })
}

/// Gives a finished file its name; one that has appeared there since is not replaced.
fn name_copy(draft: &Path, destination: &Path) -> Result<(), BackupError> {
    is_free(destination)?;
    fs::rename(draft, destination).map_err(|source| open::file_problem(destination, source))?;
    files::sync_folder_of(destination);
    Ok(())
}

/// Checks a copy with the key of a location and makes it the database there. A database that is there is moved
/// aside, and only where `replace` is said.
///
/// What was erased after the copy was made is in it again; nothing here knows of it yet.
///
/// # Errors
/// [`BackupError`]; then what was there is still in its place.
pub async fn restore(
    location: &Location,
    given: Option<&SecretString>,
    copy: &Path,
    replace: bool,
) -> Result<Restored, BackupError> {
    if !copy.is_file() {
        return Err(BackupError::NoCopy { path: copy.to_owned() });
    }
    let database = location.database();
    if database.exists() && !replace {
        return Err(BackupError::Occupied { folder: location.data.clone() });
    }
    let key = open::existing_key(location, given)?;
    let content = checked(copy, &key).await?;
    open::make_folder(&location.data)?;
    let _lock = open::lock(location)?;
    let draft = location.data.join("openchair.db.restored");
    let placed = place_draft(copy, &draft, &key, &content).await;
    if let Err(error) = placed {
        open::remove_database(&draft).ok();
        return Err(error);
    }
    let moved_aside = if database.exists() { Some(move_aside(&database, &key).await?) } else { None };
    fs::rename(&draft, &database).map_err(|source| open::file_problem(&database, source))?;
    files::sync_folder_of(&database);
    Ok(Restored { path: database, rows: content.rows, moved_aside })
}

/// Looks at every page and row of a copy, and whether this program knows its schema.
async fn checked(copy: &Path, key: &Key) -> Result<Content, BackupError> {
    let mut db = open::examine(copy, key).await?;
    let health = check::thorough(&mut db).await.map_err(OpenError::from)?;
    if health != Health::Sound {
        return Err(BackupError::Damaged { path: copy.to_owned() });
    }
    open::refuse_unknown(schema::standing(&mut db).await.map_err(OpenError::from)?, copy)?;
    let content = content::of(&mut db).await.map_err(OpenError::from)?;
    db.close().await.map_err(OpenError::from)?;
    Ok(content)
}

async fn place_draft(copy: &Path, draft: &Path, key: &Key, content: &Content) -> Result<(), BackupError> {
    remove_draft(draft)?;
    copy_file(copy, draft).map_err(|source| open::file_problem(draft, source))?;
    if checked(draft, key).await? == *content {
        Ok(())
    } else {
        Err(BackupError::Differs { path: draft.to_owned() })
    }
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut file = files::make_private_file(to)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()
}

/// Gives the present database a second name, with what SQLite keeps beside it, so that the copy can take its first
/// name in one step. One that opens takes its write-ahead log into the file before.
async fn move_aside(database: &Path, key: &Key) -> Result<PathBuf, BackupError> {
    if let Ok(mut db) = open::examine(database, key).await {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut db).await.ok();
        db.close().await.ok();
    }
    let aside = (1_u32..)
        .map(|number| database.with_file_name(format!("openchair-replaced-{number}.db")))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| database.with_added_extension("replaced"));
    let problem = |source| BackupError::File { path: database.to_owned(), source };
    for beside in ["-wal", "-shm"] {
        let (from, to) = (files::beside(database, beside), files::beside(&aside, beside));
        if from.exists() {
            fs::rename(from, to).map_err(problem)?;
        }
    }
    if fs::hard_link(database, &aside).is_err() {
        // A file system without links: for a moment there is no database under the first name.
        fs::rename(database, &aside).map_err(problem)?;
    }
    Ok(aside)
}
