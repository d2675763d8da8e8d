//! Whether the database is sound: a quick look after each start, a thorough one now and then, both in the background.

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::connection::{Storage, reading};
use super::error::{StorageError, Trouble};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Nothing is wrong.
    Sound,
    /// What SQLite and SQLCipher say, for the log: pages and tables, never what is in them.
    Damaged(Vec<String>),
}

impl Storage {
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
