//! Single facts about this database: who it is, when the clock was last seen.

use rand::TryRng;
use rand::rngs::SysRng;
use sqlx::SqliteConnection;

use super::error::StorageError;

/// The name under which the deployment's secret is kept.
const DEPLOYMENT: &str = "deployment";

/// Reads a fact.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn get(db: &mut SqliteConnection, name: &str) -> Result<Option<String>, StorageError> {
    Ok(sqlx::query_scalar("SELECT value FROM fact WHERE name = ?").bind(name).fetch_optional(db).await?)
}

/// Keeps a fact, over an earlier one of its name.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn put(db: &mut SqliteConnection, name: &str, value: &str) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(name)
        .bind(value)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets a fact.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn remove(db: &mut SqliteConnection, name: &str) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM fact WHERE name = ?").bind(name).execute(db).await?;
    Ok(())
}

/// The last time that was seen and believed, as RFC 3339 (G7).
pub const CLOCK_SEEN: &str = "clock_seen";
/// Why the clock is not believed at present, as a sentence; there is none while it is.
pub const CLOCK_TROUBLE: &str = "clock_trouble";
/// The time zone data in use: its version, and a mark of what is in it (G8).
pub const ZONE_DATA: &str = "zone_data";

/// How many deliveries a platform that limits the bot took in a second.
#[must_use]
pub fn drain_rate(platform: &str) -> String {
    format!("drain_rate:{platform}")
}

/// Since when a platform does not accept the bot's credentials, as RFC 3339.
#[must_use]
pub fn refused(platform: &str) -> String {
    format!("refused:{platform}")
}

/// The deployment's secret, made with its database: 32 hexadecimal digits. It salts the keys of deliveries and
/// the hashes of accounts, so that neither can be guessed from outside.
///
/// # Errors
/// [`StorageError::Database`] also where it is gone.
pub async fn deployment(db: &mut SqliteConnection) -> Result<String, StorageError> {
    Ok(sqlx::query_scalar("SELECT value FROM fact WHERE name = ?").bind(DEPLOYMENT).fetch_one(db).await?)
}

/// Makes the deployment's secret where there is none.
pub(super) async fn found(db: &mut SqliteConnection) -> Result<(), StorageError> {
    let mut bytes = [0_u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    sqlx::query("INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")
        .bind(DEPLOYMENT)
        .bind(secret)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[tokio::test]
    async fn a_fact_is_kept_over_the_earlier_one() {
        let storage = Storage::in_memory().await.unwrap();
        let mut db = storage.write().await.unwrap();
        assert_eq!(get(&mut db, "clock").await.unwrap(), None);
        put(&mut db, "clock", "1").await.unwrap();
        put(&mut db, "clock", "2").await.unwrap();
        assert_eq!(get(&mut db, "clock").await.unwrap().as_deref(), Some("2"));
    }

    #[tokio::test]
    async fn every_deployment_has_its_own_lasting_secret() {
        let (one, two) = (Storage::in_memory().await.unwrap(), Storage::in_memory().await.unwrap());
        let mut db = one.write().await.unwrap();
        let first = deployment(&mut db).await.unwrap();
        found(&mut db).await.unwrap();
        assert_eq!(deployment(&mut db).await.unwrap(), first);
        assert_ne!(deployment(&mut two.write().await.unwrap()).await.unwrap(), first);
    }
}
