//! Whether the database is sound: a quick look after each start, a thorough one now and then, both in the background.
//!
//! What was found stands in a file beside the database, for nothing may be written into a damaged one.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::connection::{Storage, reading};
use super::error::{StorageError, Trouble};
use super::files;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Nothing is wrong.
    Sound,
    /// What SQLite and SQLCipher say, for the log: pages and tables, never what is in them.
    Damaged(Vec<String>),
}

/// When a check was made, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When it ended.
    pub at: DateTime<Utc>,
    /// The signs of damage; none where the database was sound.
    pub signs: Vec<String>,
}

/// The last checks of a database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// The last quick look.
    pub quick: Option<Checked>,
    /// The last look at every page and index.
    pub thorough: Option<Checked>,
    /// Damage that a command or a delivery ran into.
    pub met: Option<Checked>,
}

impl Checks {
    /// The signs of damage, where there are any. They hold until a thorough check finds none, or a copy is put in place.
    #[must_use]
    pub fn damage(&self) -> Option<&Checked> {
        let all = [&self.met, &self.thorough, &self.quick];
        all.into_iter().flatten().find(|checked| !checked.signs.is_empty())
    }

    /// Reads what was found. A file that is not there, or cannot be read, tells nothing.
    pub(super) fn read(path: &Path) -> Self {
        fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// A full disk is no reason not to go on: then it is known until the end of the process.
    fn write(&self, path: &Path) {
        if let Ok(text) = serde_json::to_vec_pretty(self) {
            files::replace_private_file(path, &text).ok();
        }
    }
}

/// The most signs that are kept; more say no more.
const SIGNS_MAX: usize = 10;

fn checked(at: DateTime<Utc>, health: &Health) -> Checked {
    let signs = match health {
        Health::Sound => Vec::new(),
        Health::Damaged(signs) => signs.iter().take(SIGNS_MAX).cloned().collect(),
    };
    Checked { at, signs }
}

impl Storage {
    /// What the last checks found; none in memory.
    #[must_use]
    pub fn checks(&self) -> Checks {
        self.place.as_ref().map(|place| Checks::read(&place.location.checks())).unwrap_or_default()
    }

    fn keep_checks(&self, checks: &Checks) {
        if let Some(place) = &self.place {
            checks.write(&place.location.checks());
        }
    }

    /// The quick check, and keeps what it found.
    ///
    /// # Errors
    /// As [`Storage::check_quickly`].
    pub async fn look_quickly(&self, now: DateTime<Utc>) -> Result<Health, StorageError> {
        let health = self.check_quickly().await?;
        self.keep_checks(&Checks { quick: Some(checked(now, &health)), ..self.checks() });
        Ok(health)
    }

    /// The thorough check, and keeps what it found. One that finds nothing lifts what was found before: then
    /// writing goes on.
    ///
    /// # Errors
    /// As [`Storage::check_thoroughly`].
    pub async fn look_thoroughly(&self, now: DateTime<Utc>) -> Result<Health, StorageError> {
        let health = self.check_thoroughly().await?;
        let found = checked(now, &health);
        if health == Health::Sound {
            self.keep_checks(&Checks { quick: Some(found.clone()), thorough: Some(found), met: None });
            self.go_on_writing();
        } else {
            self.keep_checks(&Checks { thorough: Some(found), ..self.checks() });
        }
        Ok(health)
    }

    /// Stops all writing where an error means that the file is damaged; any other means nothing here.
    pub fn mind(&self, error: &StorageError, now: DateTime<Utc>) {
        if matches!(error.trouble(), Some(Trouble::Damaged | Trouble::Unreadable)) {
            self.stop_writing();
            let met = Checked { at: now, signs: vec![error.to_string()] };
            self.keep_checks(&Checks { met: Some(met), ..self.checks() });
        }
    }

    /// Looks whether the pages of the database fit together; seconds at most. On damage nothing is written any more.
    ///
    /// # Errors
    /// [`StorageError::Database`] where it could not be looked at.
    pub async fn check_quickly(&self) -> Result<Health, StorageError> {
        self.check(false).await
    }

    /// Looks at every page and every index; a second for each hundred megabytes or so. On damage nothing is written
    /// any more.
    ///
    /// # Errors
    /// [`StorageError::Database`] where it could not be looked at.
    pub async fn check_thoroughly(&self) -> Result<Health, StorageError> {
        self.check(true).await
    }

    async fn check(&self, thorough_too: bool) -> Result<Health, StorageError> {
        // A connection of its own: this may take longer than readers may.
        let Some(place) = &self.place else { return Ok(Health::Sound) };
        let opened = reading(&place.location.database(), &place.key).connect().await;
        let health = match opened {
            Ok(mut db) => {
                let health = if thorough_too { thorough(&mut db).await } else { quick(&mut db).await };
                db.close().await.ok();
                health?
            }
            Err(error) => damaged(error)?,
        };
        if health != Health::Sound {
            self.stop_writing();
        }
        Ok(health)
    }
}

/// Looks whether the pages fit together.
async fn quick(db: &mut SqliteConnection) -> Result<Health, sqlx::Error> {
    judge(sqlx::query_scalar("PRAGMA quick_check").fetch_all(db).await)
}

/// Looks at the seal of every page in the file, which no flipped bit survives, then at pages and indexes.
pub(super) async fn thorough(db: &mut SqliteConnection) -> Result<Health, sqlx::Error> {
    let seals: Vec<String> =
        match sqlx::query_scalar("PRAGMA cipher_integrity_check").fetch_all(&mut *db).await {
            Ok(broken) => broken,
            Err(error) => return damaged(error),
        };
    if !seals.is_empty() {
        return Ok(Health::Damaged(seals));
    }
    judge(sqlx::query_scalar("PRAGMA integrity_check").fetch_all(db).await)
}

fn judge(said: Result<Vec<String>, sqlx::Error>) -> Result<Health, sqlx::Error> {
    match said {
        Ok(lines) if lines == ["ok"] => Ok(Health::Sound),
        Ok(lines) => Ok(Health::Damaged(lines)),
        Err(error) => damaged(error),
    }
}

/// A file that cannot even be read is damaged; anything else is an error of the look itself.
fn damaged(error: sqlx::Error) -> Result<Health, sqlx::Error> {
    match Trouble::of(&error) {
        Trouble::Damaged | Trouble::Unreadable => Ok(Health::Damaged(vec![error.to_string()])),
        _ => Err(error),
    }
}
