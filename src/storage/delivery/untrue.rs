//! What became untrue while it was on its way, and is taken back (G6).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{DeliveryRow, delivery_columns};
use crate::domain::delivery::Delivery;
use crate::storage::error::StorageError;
use crate::storage::row::RowOf;

/// A delivery that is to be taken back, with its id on the platform.
pub type Untrue = (Delivery, String);

/// Notes that a delivery is to be taken back at a time; none: that is over.
pub async fn take_back_at(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    at: Option<DateTime<Utc>>,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE delivery SET take_back_at = ? WHERE community = ? AND id = ?")
        .bind(at.map(|at| at.timestamp()))
        .bind(delivery.community.as_str())
        .bind(delivery.id)
        .execute(db)
        .await?;
    Ok(())
}

/// When something is to be taken back next on a platform.
pub async fn next_untrue(
    db: &mut SqliteConnection,
    platform: &str,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let first: Option<i64> = sqlx::query_scalar(
        "SELECT min(take_back_at) FROM delivery WHERE platform = ? AND take_back_at IS NOT NULL",
    )
    .bind(platform)
    .fetch_one(db)
    .await?;
    first.map(|at| RowOf::new("delivery", "first").instant("take_back_at", at)).transpose()
}

#[derive(sqlx::FromRow)]
struct UntrueRow {
    #[sqlx(flatten)]
    delivery: DeliveryRow,
    receipt: Option<String>,
}

/// What is to be taken back on a platform by now.
pub async fn untrue(
    db: &mut SqliteConnection,
    platform: &str,
    (now, most): (DateTime<Utc>, u32),
) -> Result<Vec<Untrue>, StorageError> {
    let rows: Vec<UntrueRow> = sqlx::query_as(concat!(
        "SELECT d.receipt, ",
        delivery_columns!("delivery d"),
        "WHERE d.platform = ? AND d.take_back_at <= ? ORDER BY d.take_back_at LIMIT ?"
    ))
    .bind(platform)
    .bind(now.timestamp())
    .bind(most)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| Ok((Delivery::try_from(row.delivery)?, row.receipt.unwrap_or_default())))
        .collect()
}
