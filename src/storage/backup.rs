//! Copies of the database and the way back: whole, encrypted with the same key, and compared row by row.
//!
//! `VACUUM INTO` keeps the encryption and its key. What a copy holds is written beside it as a hash over all rows, for
//! SQLite's own check does not see a value that was changed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::check::{self, Health};
use super::content::{self, Content};
use super::key::Key;
use super::open::{self, Location, OpenError, Place};
use super::{connection, files, journal, schema, seal};

/// How often a copy is begun; while the last one is made, writers wait.
const ATTEMPTS: u32 = 4;

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
    /// How many people were erased again, who were erased after the copy was made (P25).
    pub erased_again: u64,
    /// True where the hash beside the copy was there and fitted; without it the copy's own checks must do.
    pub sealed: bool,
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
    #[error("The copy {} does not hold what it held when it was made: {} says so. Use another copy.", .path.display(), .hash.display())]
    Changed { path: PathBuf, hash: PathBuf },
    #[error("There is too little room for a copy in {}. Free some space, or let fewer copies be kept: [backup] in the config.", .folder.display())]
    NoRoom { folder: PathBuf },
    #[error("{}: {source}. The file {} was left as it was.", .path.display(), .path.display())]
    File { path: PathBuf, source: io::Error },
}

/// Copies the whole database into a new file, encrypted with the same key.
async fn copy_into(db: &mut SqliteConnection, copy: &Path) -> Result<(), OpenError> {
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
    if !location.database().exists() {
        return Err(OpenError::Missing { folder: location.data.clone() }.into());
    }
    let key = open::existing_key(location, given)?;
    copy(&Place { location: location.clone(), key }, destination).await
}

/// The same with the key at hand.
pub(super) async fn copy(place: &Place, destination: &Path) -> Result<Copied, BackupError> {
    let (database, key) = (place.location.database(), &place.key);
    let mut db = open::examine(&database, key).await?;
    is_free(destination)?;
    let draft = draft_of(destination);
    remove_draft(&draft)?;
    let copied = copy_and_compare(&mut db, (&database, &draft), key).await;
    let named = match copied {
        Ok(content) => name_copy(&draft, destination, &content).map(|()| content),
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
    for taken in [path.clone(), seal::beside(destination)] {
        if taken.exists() {
            return Err(BackupError::Taken { path: taken });
        }
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

/// Copies and compares. Where a running bot writes while the copy is made, it is made again; the last time writers
/// wait for it.
async fn copy_and_compare(
    db: &mut SqliteConnection,
    (database, draft): (&Path, &Path),
    key: &Key,
) -> Result<Content, BackupError> {
    for attempt in 1..=ATTEMPTS {
        remove_draft(draft)?;
        let alone = attempt == ATTEMPTS;
        let copied = copy_at_once(db, (database, draft), (key, alone)).await;
        let Some(source) = copied.map_err(|error| open::explained(error, draft, key))? else { continue };
        let mut copy = open::examine(draft, key).await?;
        let copied = content::of(&mut copy).await.map_err(OpenError::from)?;
        copy.close().await.map_err(OpenError::from)?;
        if copied == source {
            return Ok(copied);
        }
        break;
    }
    Err(BackupError::Differs { path: draft.to_owned() })
}

/// Copies, and reads what was copied; none where somebody wrote in between.
async fn copy_at_once(
    db: &mut SqliteConnection,
    (database, draft): (&Path, &Path),
    (key, alone): (&Key, bool),
) -> Result<Option<Content>, OpenError> {
    let mut guard = connection::looking(database, key).connect().await?;
    if alone {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut guard).await?;
    }
    let before = version(db).await?;
    copy_into(db, draft).await?;
    // From here on this connection sees one moment, and others may write.
    sqlx::query("BEGIN").execute(&mut *db).await?;
    let after = version(db).await?;
    guard.close().await?;
    let content = if before == after { Some(content::of(db).await?) } else { None };
    sqlx::query("COMMIT").execute(db).await?;
    Ok(content)
}

/// A number that differs after others have written (<https://www.sqlite.org/pragma.html#pragma_data_version>).
async fn version(db: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(db).await
}

/// Gives a finished file its name, and its seal before; one that has appeared there since is not replaced.
fn name_copy(draft: &Path, destination: &Path, content: &Content) -> Result<(), BackupError> {
    is_free(destination)?;
    let sealed = seal::write(destination, content).and_then(|()| fs::rename(draft, destination));
    sealed.map_err(|source| {
        files::remove_if_there(&seal::beside(destination)).ok();
        open::file_problem(destination, source)
    })?;
    files::sync_folder_of(destination);
    Ok(())
}

/// Checks a copy with the key of a location and makes it the database there, without those who were erased after it
/// was made, as far as the location remembers them (P25). A database that is there is moved aside, and only where
/// `replace` is said.
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
    let sealed = fits_its_seal(copy, &content)?;
    open::make_folder(&location.data)?;
    let _lock = open::lock(location)?;
    if database.exists() {
        put_in_order(location, &key).await;
    }
    let draft = location.data.join("openchair.db.restored");
    let placed = place_draft((copy, &draft), location, &key, &content).await;
    let erased_again = match placed {
        Ok(erased_again) => erased_again,
        Err(error) => {
            open::remove_database(&draft).ok();
            return Err(error);
        }
    };
    let moved_aside = if database.exists() { Some(move_aside(&database)?) } else { None };
    fs::rename(&draft, &database).map_err(|source| open::file_problem(&database, source))?;
    files::sync_folder_of(&database);
    // What was found in the one before says nothing of this one.
    files::remove_if_there(&location.checks()).ok();
    Ok(Restored { path: database, rows: content.rows, moved_aside, erased_again, sealed })
}

/// Whether there is a seal beside a copy; one that does not fit is an error.
fn fits_its_seal(copy: &Path, content: &Content) -> Result<bool, BackupError> {
    let seal = seal::read(copy).map_err(|source| open::file_problem(&seal::beside(copy), source))?;
    match seal {
        Some(seal) if !seal.fits(content) => {
            Err(BackupError::Changed { path: copy.to_owned(), hash: seal::beside(copy) })
        }
        seal => Ok(seal.is_some()),
    }
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

/// Makes a draft of the database from a copy; how many people were erased from it again.
async fn place_draft(
    (copy, draft): (&Path, &Path),
    location: &Location,
    key: &Key,
    content: &Content,
) -> Result<u64, BackupError> {
    remove_draft(draft)?;
    copy_file(copy, draft).map_err(|source| open::file_problem(draft, source))?;
    if checked(draft, key).await? != *content {
        return Err(BackupError::Differs { path: draft.to_owned() });
    }
    let erased = erase_again(draft, location, key).await;
    erased.map_err(|error| open::explained(error, draft, key).into())
}

/// Erases from a draft whom the location remembers. An older schema is left to the first start, which does the same.
async fn erase_again(draft: &Path, location: &Location, key: &Key) -> Result<u64, OpenError> {
    let mut db = connection::writing(draft, key).connect().await?;
    let mut found = 0;
    if schema::standing(&mut db).await? == schema::Standing::Current {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut db).await?;
        found = journal::reapply(&mut db, &location.erasures()).await?;
        sqlx::query("COMMIT").execute(&mut db).await?;
    }
    // Closing the only connection moves the write-ahead log into the file.
    db.close().await?;
    Ok(found)
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut file = files::make_private_file(to)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()
}

/// Takes the write-ahead log of the present database into its file, and its erasures into theirs. One that does not open
/// is left as it is.
async fn put_in_order(location: &Location, key: &Key) {
    if let Ok(mut db) = open::examine(&location.database(), key).await {
        journal::write(&mut db, &location.erasures()).await.ok();
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut db).await.ok();
        db.close().await.ok();
    }
}

/// Gives the present database a second name, with what SQLite keeps beside it, so that the copy can take its first
/// name in one step.
fn move_aside(database: &Path) -> Result<PathBuf, BackupError> {
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
