//! Taking up what is due, and marking what came of it.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::facts::{Known, gather, present};
use super::{DeliveryRow, delivery_columns, recipient_text};
use crate::domain::delivery::{Delivery, DeliveryFacts, DeliveryState, NoticeKind, Verdict};
use crate::domain::id::{CommunityId, MemberId};
use crate::storage::error::StorageError;
use crate::storage::row::RowOf;

/// A delivery that was taken up to be sent.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The delivery.
    pub delivery: Delivery,
    /// What its text may need.
    pub facts: DeliveryFacts,
}

/// What came of a delivery that was taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The platform took it and gave it this id.
    Sent(String),
    /// The platform will not take it for this person or place.
    Blocked(&'static str),
    /// It could not be sent, for this reason.
    Dead(String),
    /// It came too late to be of use.
    Expired,
    /// What it says is no longer true, or there is nothing to say.
    Withdrawn,
    /// It is tried again.
    Again(Again),
}

/// When a delivery is tried again.
pub type Again = DateTime<Utc>;

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

/// Takes up some of what is due on a platform, in the order in which it is due. What is too late or no
/// longer true is marked so instead (G5, G6); how many rows were looked at is the second value.
pub async fn claim(
    db: &mut SqliteConnection,
    platform: &str,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<(Vec<Taken>, usize), StorageError> {
    let rows: Vec<DeliveryRow> = sqlx::query_as(concat!(
        "SELECT ",
        delivery_columns!(),
        "WHERE d.platform = ? AND d.state = 'planned' AND d.try_at <= ? ORDER BY d.try_at, d.id LIMIT ?"
    ))
    .bind(platform)
    .bind(now.timestamp())
    .bind(limit)
    .fetch_all(&mut *db)
    .await?;
    let looked_at = rows.len();
    let mut known = Known::default();
    let mut taken = Vec::new();
    for row in rows {
        let mut delivery = Delivery::try_from(row)?;
        let present = present(db, &mut known, &delivery).await?;
        match judge(db, &delivery, &present, now).await? {
            Verdict::Send { late } => {
                mark_claimed(db, &delivery, late, now).await?;
                delivery.attempts += 1;
                let facts = gather(db, &delivery, present, late, now).await?;
                taken.push(Taken { delivery, facts });
            }
            Verdict::Expired => settle(db, &delivery, &Settled::Expired, now).await?,
            Verdict::Withdrawn => settle(db, &delivery, &Settled::Withdrawn, now).await?,
        }
    }
    Ok((taken, looked_at))
}

async fn judge(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    present: &crate::domain::delivery::Present,
    now: DateTime<Utc>,
) -> Result<Verdict, StorageError> {
    let verdict = delivery.notice.judge(present, now);
    let late_reminder =
        verdict == Verdict::Send { late: true } && delivery.notice.kind == NoticeKind::Reminder;
    if late_reminder && has_newer_reminder(db, delivery, now).await? {
        return Ok(Verdict::Expired);
    }
    Ok(verdict)
}

/// True where a later reminder of the same session to the same person is due as well: after an outage
/// only the newest is sent.
async fn has_newer_reminder(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let notice = &delivery.notice;
    let found: i64 = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM delivery WHERE community = ? AND session_id = ? AND kind = 'reminder'
           AND recipient = ? AND revision = ? AND state = 'planned' AND due > ? AND due <= ?)",
    )
    .bind(delivery.community.as_str())
    .bind(notice.session.map_or(0, |session| session.0))
    .bind(recipient_text(&notice.recipient))
    .bind(notice.revision)
    .bind(notice.due.timestamp())
    .bind(now.timestamp())
    .fetch_one(db)
    .await?;
    Ok(found != 0)
}

async fn mark_claimed(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    late: bool,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE delivery SET state = 'claimed', claimed_at = ?, attempts = attempts + 1, late = ?
         WHERE community = ? AND id = ?",
    )
    .bind(now.timestamp())
    .bind(late)
    .bind(delivery.community.as_str())
    .bind(delivery.id)
    .execute(db)
    .await?;
    Ok(())
}

/// Looks once more, right before the request, whether a delivery is still true (G6). None: its row is
/// gone, or somebody else has marked it.
pub async fn recheck(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    now: DateTime<Utc>,
) -> Result<Option<Verdict>, StorageError> {
    let claimed: i64 = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM delivery WHERE community = ? AND id = ? AND state = 'claimed')",
    )
    .bind(delivery.community.as_str())
    .bind(delivery.id)
    .fetch_one(&mut *db)
    .await?;
    if claimed == 0 {
        return Ok(None);
    }
    let present = present(db, &mut Known::default(), delivery).await?;
    Ok(Some(delivery.notice.judge(&present, now)))
}

/// Marks what came of a delivery. One whose row is gone, because its person was erased, stays gone.
pub async fn settle(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    settled: &Settled,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (state, receipt, reason) = match settled {
        Settled::Sent(receipt) => (DeliveryState::Sent, Some(receipt.as_str()), None),
        Settled::Blocked(reason) => (DeliveryState::Blocked, None, Some(*reason)),
        Settled::Dead(reason) => (DeliveryState::Dead, None, Some(reason.as_str())),
        Settled::Expired => (DeliveryState::Expired, None, None),
        Settled::Withdrawn => (DeliveryState::Withdrawn, None, None),
        Settled::Again(at) => return put_off(db, delivery, *at).await,
    };
    sqlx::query(
        "UPDATE delivery SET state = ?, receipt = ?, reason = ?, claimed_at = NULL, done_at = ?
         WHERE community = ? AND id = ?",
    )
    .bind(state.word())
    .bind(receipt)
    .bind(reason)
    .bind(now.timestamp())
    .bind(delivery.community.as_str())
    .bind(delivery.id)
    .execute(db)
    .await?;
    Ok(())
}

async fn put_off(db: &mut SqliteConnection, delivery: &Delivery, at: Again) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE delivery SET state = 'planned', claimed_at = NULL, try_at = ? WHERE community = ? AND id = ?",
    )
    .bind(at.timestamp())
    .bind(delivery.community.as_str())
    .bind(delivery.id)
    .execute(db)
    .await?;
    Ok(())
}

/// What an earlier process had taken up and not marked, oldest first. The lock on the database makes
/// every such claim an orphan.
pub async fn orphans(db: &mut SqliteConnection, platform: &str) -> Result<Vec<Delivery>, StorageError> {
    let rows: Vec<DeliveryRow> = sqlx::query_as(concat!(
        "SELECT ",
        delivery_columns!(),
        "WHERE d.state = 'claimed' AND d.platform = ? ORDER BY d.claimed_at, d.id"
    ))
    .bind(platform)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// Switches a person's reminders off because their platform refused a message: what was planned is
/// withdrawn, and planned anew when they switch reminders on (P10).
pub async fn switch_off(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE member SET reminders = 0 WHERE community = ? AND id = ?")
        .bind(community.as_str())
        .bind(member.0)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "UPDATE delivery SET state = 'withdrawn', reason = 'an earlier one was refused', done_at = ?
         WHERE community = ? AND member = ? AND kind = 'reminder' AND state = 'planned'",
    )
    .bind(now.timestamp())
    .bind(community.as_str())
    .bind(member.0)
    .execute(db)
    .await?;
    Ok(())
}
