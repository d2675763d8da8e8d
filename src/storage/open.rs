//! Opening the database: key, lock, first look, migrations; every obstacle is one sentence with the next step.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::backup::{self, BackupError};
use super::connection::{Storage, looking, writing};
use super::error::{StorageError, Trouble};
use super::key::{Key, NoKey};
use super::lock::{Lock, NoLock};
use super::{check, fact, files, journal, schema, seal};

/// SQLCipher's page, in bytes; a whole database is a multiple of it.
pub(super) const PAGE_BYTES: u64 = 4_096;
/// How an unencrypted SQLite file begins (<https://www.sqlite.org/fileformat.html#magic_header_string>).
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// Where the data of a deployment is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The data folder.
    pub data: PathBuf,
    /// The file with the key, beside the data folder; not looked at where the key is given from outside.
    pub key_file: PathBuf,
}

/// A location and the key that fits it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) location: Location,
    pub(super) key: Key,
}

/// What opening did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// True where the database was made just now.
    pub created: bool,
    /// The key file, where it was made just now.
    pub key_made: Option<PathBuf>,
    /// The copy that was made before the schema was brought up to date.
    pub copy_before_update: Option<PathBuf>,
    /// How many people were erased again, because the database is a copy from before they were (P25).
    pub erased_again: u64,
    /// What the admin should mend, though the bot runs.
    pub remarks: Vec<Remark>,
}

/// Something that the admin should mend, though the bot runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// Other users of the computer may read the key.
    #[error("Other users may read the key file {0}. Make it private: chmod 600 {0}")]
    KeyOpenToOthers(PathBuf),
    /// Other users of the computer may look into the data folder.
    #[error("Other users may look into the data folder {0}. Make it private: chmod 700 {0}")]
    FolderOpenToOthers(PathBuf),
    /// A copy of the folder would hold its own key.
    #[error(
        "The key file {0} is inside the data folder, so a copy of the folder holds its own key. Move it out and name it in the config."
    )]
    KeyInFolder(PathBuf),
}

/// Why the database could not be opened. Nothing was changed, unless the sentence says otherwise.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it is, and its fields are named in it")]
pub enum OpenError {
    #[error("There is no database in {}. Start the bot once, or bring a copy back with `openchair restore`.", .folder.display())]
    Missing { folder: PathBuf },
    #[error("{} is not a folder. Name a folder for the data with --data or in the config.", .path.display())]
    NotAFolder { path: PathBuf },
    #[error("{} cannot be written to. Give this user the right to write there, or name another folder with --data.", .path.display())]
    ReadOnly { path: PathBuf },
    #[error("The disk that holds {} is full. Free some space and start again; nothing was lost.", .path.display())]
    Full { path: PathBuf },
    #[error("{} cannot be used: {source}. Name another folder with --data.", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("Another {} uses {}. Stop it first, or name another folder with --data.", process(*.pid), .folder.display())]
    Locked { folder: PathBuf, pid: Option<u32> },
    #[error("The key file {} is missing, and nothing else opens {}. Put the file back, or set OPENCHAIR_KEY.", .key_file.display(), .database.display())]
    KeyMissing { key_file: PathBuf, database: PathBuf },
    #[error("The key file {} cannot be read or made: {source}. Mend that, or name another file with `key_file` in the config.", .key_file.display())]
    KeyFile { key_file: PathBuf, source: io::Error },
    #[error("What {origin} holds is not a key. A key is 64 hexadecimal digits; put the right one there.")]
    BadKey { origin: String },
    #[error("{} does not open with {origin}. Either this key belongs to another database, or the file is no Openchair database. Name the right key, or bring a copy back with `openchair restore`.", .database.display())]
    WrongKey { database: PathBuf, origin: String },
    #[error("{} is an ordinary SQLite file, not an encrypted Openchair database. Move it away, or name another folder with --data.", .database.display())]
    Plain { database: PathBuf },
    #[error("{} is a database of another program. Move it away, or name another folder with --data.", .database.display())]
    Foreign { database: PathBuf },
    #[error("{} is cut short: it has {bytes} bytes, and a whole database is a multiple of 4096. Keep it, and bring a copy back with `openchair restore`.", .database.display())]
    Truncated { database: PathBuf, bytes: u64 },
    #[error("{} is damaged. Keep it, and bring a copy back with `openchair restore`.", .database.display())]
    Damaged { database: PathBuf },
    #[error("{} was used by a newer Openchair (schema {version}; this one knows {newest}). Install the newer program again, or restore a copy from before.", .database.display())]
    Newer { database: PathBuf, version: i64, newest: i64 },
    #[error("{} was made by another build of Openchair: its schema {version} differs. Use that build, or name another folder with --data.", .database.display())]
    Different { database: PathBuf, version: i64 },
    #[error(
        "This build has no SQLCipher, so nothing would be encrypted. Build it again with the features of its Cargo.toml."
    )]
    NoEncryption,
    #[error("The database was not brought up to date, because no copy of it could be made before. {reason}")]
    NoCopyBeforeUpdate { reason: String },
    #[error(
        "The schema could not be brought up to date, so it stayed as it was ({source}). Use the earlier program again, and report this."
    )]
    Migration { source: MigrateError },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

fn process(pid: Option<u32>) -> String {
    pid.map_or_else(|| "program".to_owned(), |pid| format!("Openchair (process {pid})"))
}

impl Location {
    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("openchair.db")
    }

    /// The folder of the copies that are made by themselves.
    #[must_use]
    pub fn copies(&self) -> PathBuf {
        self.data.join("backups")
    }

    /// The write-ahead log, which SQLite keeps beside the database.
    pub(super) fn log(&self) -> PathBuf {
        files::beside(&self.database(), "-wal")
    }

    /// Who was erased, as keyed hashes.
    pub(super) fn erasures(&self) -> PathBuf {
        self.data.join("openchair-erasures.txt")
    }

    /// What the last checks found.
    pub(super) fn checks(&self) -> PathBuf {
        self.data.join("openchair-checks.json")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.data.join("openchair.lock")
    }

    /// A database that is not finished yet; one that a power cut left behind is replaced.
    fn draft(&self) -> PathBuf {
        self.data.join("openchair.db.new")
    }

    fn copy_before_update(&self, version: i64) -> PathBuf {
        self.data.join(format!("openchair-before-update-{version}.db"))
    }

    /// Removes the copies that were made before updates. What cannot be removed stays encrypted.
    pub(super) fn remove_copies_before_updates(&self) {
        for version in 0..=schema::newest() {
            let copy = self.copy_before_update(version);
            files::remove_if_there(&copy).ok();
            files::remove_if_there(&seal::beside(&copy)).ok();
        }
    }

    fn remarks(&self, key: &Key) -> Vec<Remark> {
        let mut remarks = Vec::new();
        if files::is_open_to_others(&self.data) {
            remarks.push(Remark::FolderOpenToOthers(self.data.clone()));
        }
        if let Some(file) = &key.file {
            if files::is_open_to_others(file) {
                remarks.push(Remark::KeyOpenToOthers(file.clone()));
            }
            if file.starts_with(&self.data) {
                remarks.push(Remark::KeyInFolder(file.clone()));
            }
        }
        remarks
    }
}

impl Storage {
    /// Opens the database of a location, and makes it, its folder and its key where there is none. The key is the
    /// given one, else the key file's.
    ///
    /// # Errors
    /// [`OpenError`]: one sentence with the next step. Nothing that was there is changed before all is well.
    pub async fn open(location: &Location, given: Option<&SecretString>) -> Result<Self, OpenError> {
        let database = location.database();
        if database.exists() {
            let key = existing_key(location, given)?;
            let lock = lock(location)?;
            return open_existing(location, key, Some(lock)).await;
        }
        make_folder(&location.data)?;
        let lock = lock(location)?;
        let (key, key_made) = first_key(location, given)?;
        make_database(location, &key).await?;
        let remarks = location.remarks(&key);
        let opened = Opened { created: true, key_made, remarks, ..Opened::default() };
        let place = Place { location: location.clone(), key };
        Ok(Self::over(place, opened, Some(lock)).await?)
    }

    /// Opens a database that must be there, for commands that only look at it.
    ///
    /// # Errors
    /// [`OpenError::Missing`], and those of [`Storage::open`].
    pub async fn open_if_there(location: &Location, given: Option<&SecretString>) -> Result<Self, OpenError> {
        if !location.database().exists() {
            return Err(OpenError::Missing { folder: location.data.clone() });
        }
        Self::open(location, given).await
    }
}

/// The key of a database that is there; none is made for it.
pub(super) fn existing_key(location: &Location, given: Option<&SecretString>) -> Result<Key, OpenError> {
    match given {
        Some(text) => Key::given(text),
        None => Key::read(&location.key_file),
    }
    .map_err(|problem| no_key(problem, location, given.is_some()))
}

fn first_key(location: &Location, given: Option<&SecretString>) -> Result<(Key, Option<PathBuf>), OpenError> {
    match existing_key(location, given) {
        Err(OpenError::KeyMissing { .. }) => {
            let made = Key::make(&location.key_file).map_err(|problem| no_key(problem, location, false))?;
            Ok((made, Some(location.key_file.clone())))
        }
        other => other.map(|key| (key, None)),
    }
}

fn no_key(problem: NoKey, location: &Location, given: bool) -> OpenError {
    let key_file = location.key_file.clone();
    match problem {
        NoKey::Bad if given => {
            OpenError::BadKey { origin: "OPENCHAIR_KEY or the service manager's credential".to_owned() }
        }
        NoKey::Bad => OpenError::BadKey { origin: format!("the key file {}", key_file.display()) },
        NoKey::Missing => OpenError::KeyMissing { key_file, database: location.database() },
        NoKey::File(source) if source.kind() == io::ErrorKind::StorageFull => {
            OpenError::Full { path: key_file }
        }
        NoKey::File(source) => OpenError::KeyFile { key_file, source },
    }
}

pub(super) fn make_folder(folder: &Path) -> Result<(), OpenError> {
    if folder.exists() && !folder.is_dir() {
        return Err(OpenError::NotAFolder { path: folder.to_owned() });
    }
    files::make_private_folder(folder).map_err(|source| file_problem(folder, source))
}

pub(super) fn lock(location: &Location) -> Result<Lock, OpenError> {
    Lock::take(&location.lock()).map_err(|problem| match problem {
        NoLock::Held(pid) => OpenError::Locked { folder: location.data.clone(), pid },
        NoLock::File(source) => file_problem(&location.data, source),
    })
}

pub(super) fn file_problem(path: &Path, source: io::Error) -> OpenError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => OpenError::ReadOnly { path },
        io::ErrorKind::StorageFull => OpenError::Full { path },
        io::ErrorKind::NotADirectory => OpenError::NotAFolder { path },
        _ => OpenError::File { path, source },
    }
}

/// Makes the database under another name first, so that a crash or a full disk leaves none or a whole one.
async fn make_database(location: &Location, key: &Key) -> Result<(), OpenError> {
    let (draft, database) = (location.draft(), location.database());
    remove_database(&draft).map_err(|source| file_problem(&draft, source))?;
    drop(files::make_private_file(&draft).map_err(|source| file_problem(&draft, source))?);
    let made = fill_new(&draft, key).await;
    if let Err(error) = made {
        remove_database(&draft).ok();
        return Err(explained(error, &database, key));
    }
    fs::rename(&draft, &database).map_err(|source| file_problem(&database, source))?;
    files::sync_folder_of(&database);
    Ok(())
}

async fn fill_new(draft: &Path, key: &Key) -> Result<(), OpenError> {
    // The first look also tells SQLCipher to write nothing to stderr.
    let mut db = looking(draft, key).connect().await?;
    if sqlx::query("PRAGMA cipher_version").fetch_optional(&mut db).await?.is_none() {
        return Err(OpenError::NoEncryption);
    }
    db.close().await?;
    let mut db = writing(draft, key).connect().await?;
    sqlx::raw_sql(concat!("PRAGMA application_id = ", 0x4F70_6E63)).execute(&mut db).await?;
    schema::migrate(&mut db).await.map_err(migration)?;
    fact::found(&mut db).await?;
    // Closing the only connection moves the write-ahead log into the file.
    db.close().await?;
    Ok(())
}

fn migration(source: MigrateError) -> OpenError {
    match source {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)
            if Trouble::of(&error) != Trouble::Other =>
        {
            error.into()
        }
        source => OpenError::Migration { source },
    }
}

/// Removes a database with the files that SQLite keeps beside it.
pub(super) fn remove_database(path: &Path) -> io::Result<()> {
    for rest in ["", "-wal", "-shm", "-journal"] {
        files::remove_if_there(&files::beside(path, rest))?;
    }
    Ok(())
}

async fn open_existing(location: &Location, key: Key, lock: Option<Lock>) -> Result<Storage, OpenError> {
    let database = location.database();
    let mut db = examine(&database, &key).await?;
    let standing = schema::standing(&mut db).await?;
    db.close().await?;
    let damaged = check::Checks::read(&location.checks()).damage().is_some();
    let copy_before_update = match refuse_unknown(standing, &database)? {
        Some(_) if damaged => return Err(OpenError::Damaged { database }),
        Some(version) => Some(update(location, &key, version).await?),
        None => None,
    };
    let remarks = location.remarks(&key);
    let opened = Opened { copy_before_update, remarks, ..Opened::default() };
    let place = Place { location: location.clone(), key };
    let mut storage = Storage::over(place, opened, lock).await?;
    if damaged {
        storage.stop_writing();
        return Ok(storage);
    }
    // A file that may only be read is found out here too, not at the first command.
    let erased_again = erase_again(&storage, location).await;
    storage.opened.erased_again = erased_again.map_err(|error| storage_problem(error, &database))?;
    Ok(storage)
}

/// Erases again whom a copy from before still holds (P25).
async fn erase_again(storage: &Storage, location: &Location) -> Result<u64, StorageError> {
    let mut tx = storage.write().await?;
    let found = journal::reapply(&mut tx, &location.erasures()).await?;
    tx.commit().await?;
    if found > 0 {
        storage.scrub().await?;
    }
    Ok(found)
}

/// The version of a database whose schema is older than this program's; none where it is the same.
pub(super) fn refuse_unknown(standing: schema::Standing, database: &Path) -> Result<Option<i64>, OpenError> {
    let database = database.to_owned();
    match standing {
        schema::Standing::Current => Ok(None),
        schema::Standing::Older(version) => Ok(Some(version)),
        schema::Standing::Newer(version) => {
            Err(OpenError::Newer { database, version, newest: schema::newest() })
        }
        schema::Standing::Different(version) => Err(OpenError::Different { database, version }),
    }
}

/// Looks at a file as it stands, and opens it if it is an Openchair database of this key.
pub(super) async fn examine(database: &Path, key: &Key) -> Result<SqliteConnection, OpenError> {
    examine_with(database, key, looking(database, key)).await
}

/// The same with these options.
pub(super) async fn examine_with(
    database: &Path,
    key: &Key,
    options: SqliteConnectOptions,
) -> Result<SqliteConnection, OpenError> {
    look_from_outside(database)?;
    first_look(options).await.map_err(|error| explained(error, database, key))
}

fn look_from_outside(database: &Path) -> Result<(), OpenError> {
    let problem = |source| file_problem(database, source);
    let mut file = fs::File::open(database).map_err(problem)?;
    let data = file.metadata().map_err(problem)?;
    if !data.is_file() {
        return Err(OpenError::Foreign { database: database.to_owned() });
    }
    let mut header = [0_u8; 16];
    let read = file.read(&mut header).map_err(problem)?;
    if read == header.len() && header == *PLAIN_HEADER {
        return Err(OpenError::Plain { database: database.to_owned() });
    }
    let bytes = data.len();
    if bytes == 0 || !bytes.is_multiple_of(PAGE_BYTES) {
        return Err(OpenError::Truncated { database: database.to_owned(), bytes });
    }
    Ok(())
}

async fn first_look(options: SqliteConnectOptions) -> Result<SqliteConnection, OpenError> {
    let filename = options.get_filename().to_owned();
    let mut db = options.connect().await?;
    if sqlx::query("PRAGMA cipher_version").fetch_optional(&mut db).await?.is_none() {
        return Err(OpenError::NoEncryption);
    }
    let ours: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sqlite_schema, pragma_application_id AS app
         WHERE sqlite_schema.name = '_sqlx_migrations' AND app.application_id = ?",
    )
    .bind(schema::APPLICATION_ID)
    .fetch_one(&mut db)
    .await?;
    if ours == 0 {
        return Err(OpenError::Foreign { database: filename });
    }
    Ok(db)
}

/// Copies the database, then brings its schema up to date.
async fn update(location: &Location, key: &Key, version: i64) -> Result<PathBuf, OpenError> {
    let database = location.database();
    let copy = location.copy_before_update(version);
    for earlier in [&copy, &seal::beside(&copy)] {
        remove_database(earlier).map_err(|source| file_problem(earlier, source))?;
    }
    backup::copy(&Place { location: location.clone(), key: key.clone() }, &copy).await.map_err(|error| {
        match error {
            BackupError::Open(error) => error,
            other => OpenError::NoCopyBeforeUpdate { reason: other.to_string() },
        }
    })?;
    let run = async {
        let mut db = writing(&database, key).connect().await?;
        schema::migrate(&mut db).await.map_err(migration)?;
        db.close().await?;
        Ok(())
    };
    run.await.map_err(|error| explained(error, &database, key))?;
    Ok(copy)
}

/// Turns the database's own error into the sentence for somebody who is starting the bot.
pub(super) fn explained(error: OpenError, database: &Path, key: &Key) -> OpenError {
    let database = database.to_owned();
    match error {
        OpenError::Storage(StorageError::Database { trouble: Trouble::Unreadable, .. }) => {
            OpenError::WrongKey { database, origin: key.origin() }
        }
        OpenError::Storage(error) => storage_problem(error, &database),
        other => other,
    }
}

fn storage_problem(error: StorageError, database: &Path) -> OpenError {
    let path = database.to_owned();
    match error.trouble() {
        Some(Trouble::Damaged) => OpenError::Damaged { database: path },
        Some(Trouble::Full) => OpenError::Full { path },
        Some(Trouble::ReadOnly) => OpenError::ReadOnly { path },
        Some(Trouble::Busy) => OpenError::Locked { folder: path, pid: None },
        _ => OpenError::Storage(error),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A place for a database that is gone with the first value.
    pub(in crate::storage) fn scratch() -> (tempfile::TempDir, Location) {
        let folder = tempfile::tempdir().unwrap();
        let location =
            Location { data: folder.path().join("data"), key_file: folder.path().join("data.key") };
        (folder, location)
    }
}
