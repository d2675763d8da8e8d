//! What is due, and when something is due next.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::domain::id::CommunityId;
use crate::storage::error::StorageError;
use crate::storage::row::RowOf;
use crate::storage::series::row_community;

/// A delivery that is due, as far as its turn depends on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// Its place among what is due at once, see [`crate::domain::delivery::Notice::class`].
    pub class: i64,
    /// When it is to be tried.
    pub at: DateTime<Utc>,
    /// Its number inside the community.
    pub id: i64,
    /// Whose it is.
    pub community: CommunityId,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    community: String,
    id: i64,
    class: i64,
    try_at: i64,
}

impl TryFrom<DueRow> for Due {
    type Error = StorageError;

    fn try_from(row: DueRow) -> Result<Self, StorageError> {
        Ok(Self {
            class: row.class,
            at: RowOf::new("delivery", row.id).instant("try_at", row.try_at)?,
            id: row.id,
            community: row_community("delivery", row.id, &row.community)?,
        })
    }
}

/// Everything that is to be tried on a platform by now, and reminders that become due until a later time.
pub async fn due(
    db: &mut SqliteConnection,
    platform: &str,
    (now, reminders_until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Due>, StorageError> {
    let rows: Vec<DueRow> = sqlx::query_as(
        "SELECT community, id, class, try_at FROM delivery
         WHERE platform = ?1 AND state = 'planned' AND try_at <= ?3
           AND (try_at <= ?2 OR (class BETWEEN 1 AND 3 AND held_until IS NULL))",
    )
    .bind(platform)
    .bind(now.timestamp())
    .bind(reminders_until.timestamp())
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Due::try_from).collect()
}

/// When the next delivery is to be tried on a platform.
pub async fn next_due(
    db: &mut SqliteConnection,
    platform: &str,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let first: Option<i64> =
        sqlx::query_scalar("SELECT min(try_at) FROM delivery WHERE platform = ? AND state = 'planned'")
            .bind(platform)
            .fetch_one(db)
            .await?;
    first.map(|at| RowOf::new("delivery", "first").instant("try_at", at)).transpose()
}

/// When the next reminder is due on a platform, and how many are from then on, for so long.
pub async fn burst(
    db: &mut SqliteConnection,
    platform: &str,
    span: TimeDelta,
) -> Result<Option<(DateTime<Utc>, u32)>, StorageError> {
    let (first, count): (Option<i64>, i64) = sqlx::query_as(
        "WITH first AS (SELECT min(try_at) AS at FROM delivery
           WHERE platform = ?1 AND state = 'planned' AND class BETWEEN 1 AND 3 AND held_until IS NULL)
         SELECT first.at, (SELECT count(*) FROM delivery d WHERE d.platform = ?1 AND d.state = 'planned'
           AND d.try_at BETWEEN first.at AND first.at + ?2) FROM first",
    )
    .bind(platform)
    .bind(span.num_seconds())
    .fetch_one(db)
    .await?;
    let of = RowOf::new("delivery", "burst");
    let count = of.count("id", count)?;
    first.map(|at| Ok((of.instant("try_at", at)?, count))).transpose()
}

/// Since when something has been taken up and not marked, on a platform. While nothing is being sent,
/// that is the work of a process that ended in between.
pub async fn first_orphan(
    db: &mut SqliteConnection,
    platform: &str,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let first: Option<i64> =
        sqlx::query_scalar("SELECT min(claimed_at) FROM delivery WHERE platform = ? AND state = 'claimed'")
            .bind(platform)
            .fetch_one(db)
            .await?;
    first.map(|at| RowOf::new("delivery", "first").instant("claimed_at", at)).transpose()
}
