//! A look at the database from outside, also while the bot runs: nothing is locked, nothing is made, nothing is written.

use std::fs;
use std::path::PathBuf;

use secrecy::SecretString;
use sqlx::SqliteConnection;

use super::check::Checks;
use super::connection::reading;
use super::lock;
use super::open::{self, Location, OpenError};
use super::rotation::{self, Copy};
use super::{schema, space};

/// A database that is only looked at.
#[derive(Debug)]
pub struct Look {
    /// A connection that cannot write.
    pub db: SqliteConnection,
    /// The version of its schema.
    pub schema: i64,
    /// True where this program knows that schema; an older one is brought up to date at the next start.
    pub current: bool,
}

/// What the files of a location tell without being opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The process that has the database, where one has it.
    pub process: Option<Process>,
    /// How large the database is, in bytes; none where there is none.
    pub database_bytes: Option<u64>,
    /// How long its write-ahead log is, in bytes.
    pub log_bytes: u64,
    /// How much room is left on the disk, in bytes; none where the system does not tell.
    pub free_bytes: Option<u64>,
    /// What the last checks found.
    pub checks: Checks,
    /// The copies that were made by themselves, oldest first.
    pub copies: Vec<Copy>,
    /// Databases that a restore moved aside.
    pub replaced: Vec<PathBuf>,
}

/// A process that has the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process {
    /// Its number, where it could be read.
    pub pid: Option<u32>,
}

impl Look {
    /// Looks at the database of a location.
    ///
    /// # Errors
    /// [`OpenError`]: one sentence with the next step.
    pub async fn at(location: &Location, given: Option<&SecretString>) -> Result<Self, OpenError> {
        let database = location.database();
        if !database.exists() {
            return Err(OpenError::Missing { folder: location.data.clone() });
        }
        let key = open::existing_key(location, given)?;
        let mut db = open::examine_with(&database, &key, reading(&database, &key)).await?;
        let older = open::refuse_unknown(schema::standing(&mut db).await?, &database)?;
        Ok(Self { db, schema: older.unwrap_or_else(schema::newest), current: older.is_none() })
    }
}

impl Surroundings {
    /// Looks at the files of a location.
    #[must_use]
    pub fn of(location: &Location) -> Self {
        let size = |path: PathBuf| fs::metadata(path).ok().map(|data| data.len());
        let entries = fs::read_dir(&location.data).into_iter().flatten().flatten();
        let is_replaced = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("openchair-replaced-") && name.ends_with(".db")
        };
        let mut replaced: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_replaced).collect();
        replaced.sort();
        Self {
            process: lock::holder_of(&location.lock()).map(|pid| Process { pid }),
            database_bytes: size(location.database()),
            log_bytes: size(location.log()).unwrap_or(0),
            free_bytes: space::free_bytes(&location.data),
            checks: Checks::read(&location.checks()),
            copies: rotation::copies(location).unwrap_or_default(),
            replaced,
        }
    }
}
