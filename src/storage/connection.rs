//! The open database: one writer, a few readers, and their limits.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Sqlite, SqliteConnection};
use tokio::sync::oneshot;

use super::error::{StorageError, Trouble};
use super::key::Key;
use super::lock::Lock;
use super::open::{Location, OpenError, Opened, Place};
use super::{fact, journal, schema};

/// How long a command waits for the one before it, in seconds.
const WRITE_WAIT_SECONDS: u64 = 30;
/// How long a reader may read, in seconds: a forgotten one would let the write-ahead log grow without bound.
const READ_SECONDS_MAX: u64 = 10;
/// How long closing waits for those who still use the database.
const CLOSE_WAIT: Duration = Duration::from_secs(5);
/// How many may read at once.
const READERS_MAX: u32 = 4;
/// How many steps of SQLite's machine pass between two looks at the limit; a few hundred microseconds.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// The open database of a deployment. The lock that keeps other processes out is held as long as this lives.
#[derive(Debug)]
pub struct Storage {
    writer: SqlitePool,
    /// None in memory, where a second connection would see another database.
    readers: Option<SqlitePool>,
    damaged: AtomicBool,
    /// True from an erasure until nothing of it is left in the write-ahead log.
    unscrubbed: AtomicBool,
    /// How many transactions were committed by this process.
    commits: Arc<AtomicU64>,
    /// None in memory.
    pub(super) place: Option<Place>,
    pub(super) opened: Opened,
    _lock: Option<Lock>,
}

/// The writing transaction. Dropped without [`Tx::commit`], it changes nothing.
///
/// It leads to the connection that the functions of this module take. Commands must not begin
/// transactions of their own on it.
#[derive(Debug)]
pub struct Tx {
    connection: PoolConnection<Sqlite>,
    commits: Arc<AtomicU64>,
}

/// A connection that can only read, for ten seconds. Each statement sees what was committed before it.
#[derive(Debug)]
pub struct Reader {
    connection: PoolConnection<Sqlite>,
    /// Ends the watch when the reader is dropped.
    _watch: Option<oneshot::Sender<()>>,
}

impl Tx {
    /// Keeps what was done. It returns after it is on disk (G1).
    ///
    /// # Errors
    /// [`StorageError::Database`]; then nothing was changed.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        sqlx::query("COMMIT").execute(&mut *self.connection).await?;
        // Counted while nobody else can write yet, so that whoever writes next finds it counted.
        self.commits.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// Takes back what was done, as dropping it does, and tells whether that worked.
    ///
    /// # Errors
    /// [`StorageError::Database`]; what was done is taken back all the same when the connection is given back.
    pub async fn rollback(mut self) -> Result<(), StorageError> {
        sqlx::query("ROLLBACK").execute(&mut *self.connection).await?;
        Ok(())
    }
}

impl Deref for Tx {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Deref for Reader {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Storage {
    /// A database in memory, gone with this value: the fake that tests use.
    ///
    /// # Errors
    /// [`OpenError`] where SQLite has no memory left.
    pub async fn in_memory() -> Result<Self, OpenError> {
        let options = settings(SqliteConnectOptions::new().in_memory(true));
        // The one connection is for readers too, who leave it writable again.
        let writer = writer_options("PRAGMA query_only = OFF; ROLLBACK")
            .min_connections(1)
            .connect_with(options)
            .await?;
        let storage = Self {
            writer,
            readers: None,
            damaged: AtomicBool::new(false),
            unscrubbed: AtomicBool::new(false),
            commits: Arc::default(),
            place: None,
            opened: Opened::default(),
            _lock: None,
        };
        let mut db = storage.writer.acquire().await?;
        schema::migrate(&mut db).await.map_err(|source| OpenError::Migration { source })?;
        fact::found(&mut db).await?;
        drop(db);
        Ok(storage)
    }

    /// Over a file that has been examined and brought up to date.
    pub(super) async fn over(place: Place, opened: Opened, lock: Option<Lock>) -> Result<Self, StorageError> {
        let path = place.location.database();
        let writer = writer_options("ROLLBACK").connect_with(writing(&path, &place.key)).await?;
        let readers = pool_options("ROLLBACK")
            .max_connections(READERS_MAX)
            .idle_timeout(Duration::from_secs(60))
            .acquire_timeout(Duration::from_secs(READ_SECONDS_MAX))
            .connect_lazy_with(reading(&path, &place.key));
        let readers = Some(readers);
        Ok(Self {
            writer,
            readers,
            damaged: AtomicBool::new(false),
            unscrubbed: AtomicBool::new(false),
            commits: Arc::default(),
            place: Some(place),
            opened,
            _lock: lock,
        })
    }

    /// What opening did, and what the admin should know.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Begins the one transaction that may write; others wait for its end, in order.
    ///
    /// # Errors
    /// [`StorageError::WritingStopped`] on a damaged database; [`StorageError::Database`], busy among others.
    pub async fn write(&self) -> Result<Tx, StorageError> {
        if self.damaged.load(Ordering::Acquire) {
            return Err(StorageError::WritingStopped);
        }
        let mut connection = self.writer.acquire().await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
        Ok(Tx { connection, commits: Arc::clone(&self.commits) })
    }

    /// How many transactions were committed since the database was opened. While it stays the same,
    /// what was read before is still true, as far as anybody was told.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// A connection to read from. In memory it is the writer's, so a reader waits for an open [`Tx`].
    ///
    /// # Errors
    /// [`StorageError::Database`], busy among others.
    pub async fn read(&self) -> Result<Reader, StorageError> {
        self.read_for(Duration::from_secs(READ_SECONDS_MAX)).await
    }

    /// The same with another limit.
    ///
    /// # Errors
    /// As [`Storage::read`].
    pub async fn read_for(&self, limit: Duration) -> Result<Reader, StorageError> {
        let Some(readers) = &self.readers else {
            let mut connection = self.writer.acquire().await?;
            sqlx::query("PRAGMA query_only = ON").execute(&mut *connection).await?;
            return Ok(Reader { connection, _watch: None });
        };
        let mut connection = readers.acquire().await?;
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        connection
            .lock_handle()
            .await?
            .set_progress_handler(STEPS_BETWEEN_LOOKS, move || !seen.load(Ordering::Relaxed));
        let (watch, dropped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            if tokio::time::timeout(limit, dropped).await.is_err() {
                over.store(true, Ordering::Relaxed);
            }
        });
        Ok(Reader { connection, _watch: Some(watch) })
    }

    /// From now on nothing is written: the file is damaged, and what is left of it is kept for `openchair restore`.
    pub fn stop_writing(&self) {
        self.damaged.store(true, Ordering::Release);
    }

    /// A thorough check found nothing wrong.
    pub(super) fn go_on_writing(&self) {
        self.damaged.store(false, Ordering::Release);
    }

    /// True where nothing is written any more.
    #[must_use]
    pub fn has_stopped_writing(&self) -> bool {
        self.damaged.load(Ordering::Acquire)
    }

    /// Leaves nothing of what was erased in the write-ahead log or in copies made before an update (P37, P25), and
    /// remembers the erasure beside the database. Call it after the transaction that erased.
    ///
    /// # Errors
    /// [`StorageError::Database`], busy where somebody reads for too long; [`Storage::wants_scrub`] then says to call
    /// it again.
    pub async fn scrub(&self) -> Result<(), StorageError> {
        self.unscrubbed.store(true, Ordering::Release);
        let mut connection = self.writer.acquire().await?;
        if let Some(place) = &self.place {
            journal::write(&mut connection, &place.location.erasures()).await?;
        }
        empty_log(&mut connection).await?;
        if let Some(place) = &self.place {
            place.location.remove_copies_before_updates();
        }
        self.unscrubbed.store(false, Ordering::Release);
        Ok(())
    }

    /// True where [`Storage::scrub`] was called and did not succeed yet.
    #[must_use]
    pub fn wants_scrub(&self) -> bool {
        self.unscrubbed.load(Ordering::Acquire)
    }

    /// Brings the file of erasures up to date and empties the write-ahead log.
    ///
    /// # Errors
    /// [`StorageError::Database`], busy where somebody reads for too long.
    pub async fn tidy(&self) -> Result<(), StorageError> {
        let Some(place) = &self.place else { return Ok(()) };
        let mut connection = self.writer.acquire().await?;
        journal::write(&mut connection, &place.location.erasures()).await?;
        empty_log(&mut connection).await
    }

    /// How long the write-ahead log is, in bytes.
    #[must_use]
    pub fn log_bytes(&self) -> u64 {
        let log = self.place.as_ref().map(|place| place.location.log());
        log.and_then(|log| std::fs::metadata(log).ok()).map_or(0, |data| data.len())
    }

    /// Where the database is; none in memory.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.place.as_ref().map(|place| &place.location)
    }

    /// Closes every connection; the write-ahead log goes into the database file. It does not wait long for who still holds
    /// one: the log is as good, only longer.
    pub async fn close(&self) {
        let closing = async {
            if let Some(readers) = &self.readers {
                readers.close().await;
            }
            self.writer.close().await;
        };
        if tokio::time::timeout(CLOSE_WAIT, closing).await.is_err() {
            tracing::debug!("the database is left while somebody uses it");
        }
    }
}

fn writer_options(when_back: &'static str) -> SqlitePoolOptions {
    pool_options(when_back)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(WRITE_WAIT_SECONDS))
}

/// A pool that does this with each connection that comes back. A dropped transaction is rolled back so, before the next
/// one gets the connection, and none that was only read in keeps the write-ahead log from being emptied. SQLite may have
/// ended it already, on a full disk for one, and then says so; that is no error.
fn pool_options(when_back: &'static str) -> SqlitePoolOptions {
    SqlitePoolOptions::new().test_before_acquire(false).after_release(move |connection, _| {
        Box::pin(async move {
            sqlx::raw_sql(when_back).execute(connection).await.ok();
            Ok(true)
        })
    })
}

/// Moves the whole write-ahead log into the file and leaves it empty. It waits a second for readers and no longer, for all
/// who write wait with it.
async fn empty_log(db: &mut SqliteConnection) -> Result<(), StorageError> {
    sqlx::query("PRAGMA busy_timeout = 1000").execute(&mut *db).await?;
    let emptied = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *db).await;
    sqlx::query("PRAGMA busy_timeout = 5000").execute(db).await?;
    let (busy, _, _): (i64, i64, i64) = emptied?;
    if busy == 0 {
        return Ok(());
    }
    Err(StorageError::Database { trouble: Trouble::Busy, source: sqlx::Error::PoolTimedOut })
}

/// Only the key, which must come before all else: for a first look at a file.
pub(super) fn looking(path: &Path, key: &Key) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .pragma("key", key.pragma())
        // SQLCipher would write to stderr by itself; what is wrong is told as an error of ours.
        .pragma("cipher_log_level", "NONE")
        // The pragmas hold the key, so they are never logged (P13).
        .disable_statement_logging()
}

/// For the connection that writes.
pub(super) fn writing(path: &Path, key: &Key) -> SqliteConnectOptions {
    settings(looking(path, key)).journal_mode(SqliteJournalMode::Wal)
}

/// For connections that read.
pub(super) fn reading(path: &Path, key: &Key) -> SqliteConnectOptions {
    settings(looking(path, key)).read_only(true).pragma("cache_size", "-1000")
}

fn settings(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(200)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        // Kibibytes: enough for the names and settings of ten thousand groups.
        .pragma("cache_size", "-8000")
        .disable_statement_logging()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::open::tests::scratch;

    /// Counts without end.
    const ENDLESS: &str =
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    async fn facts(db: &mut SqliteConnection) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM fact").fetch_one(db).await.unwrap()
    }

    #[tokio::test]
    async fn a_dropped_transaction_changes_nothing_and_the_next_one_works() {
        let storage = Storage::in_memory().await.unwrap();
        let before = facts(&mut storage.read().await.unwrap()).await;
        let mut tx = storage.write().await.unwrap();
        fact::put(&mut tx, "seen", "1").await.unwrap();
        drop(tx);
        assert_eq!(facts(&mut storage.read().await.unwrap()).await, before);
        let mut tx = storage.write().await.unwrap();
        fact::put(&mut tx, "seen", "2").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(facts(&mut storage.read().await.unwrap()).await, before + 1);
    }

    #[tokio::test]
    async fn the_file_has_the_settings_that_were_promised() {
        let (_folder, location) = scratch();
        let storage = Storage::open(&location, None).await.unwrap();
        let mut tx = storage.write().await.unwrap();
        for (pragma, value) in [
            ("PRAGMA journal_mode", "wal"),
            ("PRAGMA synchronous", "2"),
            ("PRAGMA foreign_keys", "1"),
            ("PRAGMA secure_delete", "1"),
            ("PRAGMA temp_store", "2"),
            ("PRAGMA busy_timeout", "5000"),
        ] {
            let row = sqlx::query(pragma).fetch_one(&mut *tx).await.unwrap();
            let set = sqlx::Row::try_get_unchecked::<String, _>(&row, 0).unwrap();
            assert_eq!(set, value, "{pragma}");
        }
    }

    #[tokio::test]
    async fn a_reader_sees_what_was_committed_and_cannot_write() {
        let (_folder, location) = scratch();
        let storage = Storage::open(&location, None).await.unwrap();
        let mut tx = storage.write().await.unwrap();
        fact::put(&mut tx, "seen", "1").await.unwrap();
        let mut reader = storage.read().await.unwrap();
        assert_eq!(fact::get(&mut reader, "seen").await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(fact::get(&mut reader, "seen").await.unwrap().as_deref(), Some("1"));
        let error = fact::put(&mut reader, "seen", "2").await.unwrap_err();
        assert_eq!(error.trouble(), Some(Trouble::ReadOnly));
    }

    #[tokio::test]
    async fn a_reader_is_stopped_at_its_limit() {
        let (_folder, location) = scratch();
        let storage = Storage::open(&location, None).await.unwrap();
        let mut reader = storage.read_for(Duration::from_millis(50)).await.unwrap();
        let error = sqlx::query(ENDLESS).fetch_one(&mut *reader).await.unwrap_err();
        assert_eq!(StorageError::from(error).trouble(), Some(Trouble::TooLong));
        drop(reader);
        assert!(facts(&mut storage.read().await.unwrap()).await > 0, "the next reader has its own time");
    }

    #[tokio::test]
    async fn nothing_is_written_once_writing_was_stopped() {
        let storage = Storage::in_memory().await.unwrap();
        storage.stop_writing();
        assert!(matches!(storage.write().await, Err(StorageError::WritingStopped)));
        assert!(storage.read().await.is_ok());
    }

    /// P37: the pages of an encrypted file say nothing, so this is tried on a plain one with the same settings.
    #[tokio::test]
    async fn p37_what_was_erased_stands_in_no_file_any_more() {
        use crate::domain::id::CommunityId;
        use crate::storage::population::{ANA, NOW, populate};
        use crate::storage::{community, erase};

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plain.db");
        let plain = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let options = settings(plain).journal_mode(SqliteJournalMode::Wal);
        let writer = writer_options("ROLLBACK").connect_with(options).await.unwrap();
        schema::migrate(&mut writer.acquire().await.unwrap()).await.unwrap();
        fact::found(&mut writer.acquire().await.unwrap()).await.unwrap();
        let storage = Storage {
            writer,
            readers: None,
            damaged: AtomicBool::new(false),
            unscrubbed: AtomicBool::new(false),
            commits: Arc::default(),
            place: None,
            opened: Opened::default(),
            _lock: None,
        };
        let bytes = || {
            let files = std::fs::read_dir(folder.path()).unwrap();
            files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect::<Vec<u8>>()
        };
        let found = |word: &[u8]| bytes().windows(word.len()).any(|window| window == word);
        let home = CommunityId::home();
        let mut tx = storage.write().await.unwrap();
        community::put(&mut tx, &community::tests::described("home", "Home")).await.unwrap();
        populate(&mut tx, &home).await;
        tx.commit().await.unwrap();
        assert!(found(b"ana-canary") && found(b"ana-account"), "the test would prove nothing");
        let mut tx = storage.write().await.unwrap();
        erase::erase(&mut tx, &home, ANA, "ana-asked", NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(found(b"ana-canary"), "the write-ahead log still has it, so scrubbing is needed");
        storage.scrub().await.unwrap();
        for word in [&b"ana-canary"[..], b"ana-account", b"ana-asked"] {
            assert!(!found(word), "{}", String::from_utf8_lossy(word));
        }
        assert!(found(b"ben-canary"));
    }
}
