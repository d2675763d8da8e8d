//! Taking up what is due, and marking what came of it.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::facts::{Known, gather, present};
use super::{DeliveryRow, delivery_columns, recipient_text};
use crate::domain::delivery::{Delivery, DeliveryFacts, DeliveryState, Present, Recipient, Unsure, Verdict};
use crate::domain::id::{CommunityId, MemberId};
use crate::domain::rsvp::{Answer, offer_ends};
use crate::domain::zone::Zones;
use crate::storage::error::StorageError;
use crate::storage::row::json_text;
use crate::storage::rsvp;

pub use super::facts::QuietHours;

/// A delivery that was taken up to be sent.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The delivery.
    pub delivery: Delivery,
    /// What its text may need.
    pub facts: DeliveryFacts,
    /// What is to be done with it: to send it, or, where it may have arrived earlier, to find that out first.
    pub verdict: Verdict,
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
    /// It is tried again at this time.
    Again(DateTime<Utc>),
    /// It is tried again at this time, and this time does not count.
    Uncounted(DateTime<Utc>),
    /// It may have arrived: it is tried again at this time.
    Unsure(DateTime<Utc>, Unsure),
}

/// How deliveries are taken up.
#[derive(Debug, Clone, Copy)]
pub struct Taking<'a> {
    /// The clock laws, for quiet hours.
    pub zones: &'a Zones,
    /// The quiet hours of those who chose none; none: they have none.
    pub quiet: Option<QuietHours>,
    /// How long a seat is held for whoever waits.
    pub hold: TimeDelta,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Takes up these deliveries, as far as they are still due. What is too late or no longer true is marked
/// so instead (G5, G6), what falls into quiet hours is put off; how many rows were looked at is the second value.
pub async fn claim(
    db: &mut SqliteConnection,
    wanted: &[(CommunityId, i64)],
    taking: Taking<'_>,
) -> Result<(Vec<Taken>, usize), StorageError> {
    let wanted: Vec<(&str, i64)> = wanted.iter().map(|(community, id)| (community.as_str(), *id)).collect();
    let rows: Vec<DeliveryRow> = sqlx::query_as(concat!(
        "SELECT ",
        delivery_columns!("json_each(?) AS w CROSS JOIN delivery d "),
        "WHERE d.community = w.value ->> 0 AND d.id = w.value ->> 1 AND d.state = 'planned' ORDER BY w.key"
    ))
    .bind(json_text(&wanted))
    .fetch_all(&mut *db)
    .await?;
    let looked_at = rows.len();
    let mut known = Known::default();
    let mut taken = Vec::new();
    for row in rows {
        let delivery = Delivery::try_from(row)?;
        taken.extend(take(db, delivery, &mut known, taking).await?);
    }
    Ok((taken, looked_at))
}

/// Takes one up, unless it waits or is of no use. One that may have arrived is taken up in any case.
async fn take(
    db: &mut SqliteConnection,
    mut delivery: Delivery,
    known: &mut Known,
    taking: Taking<'_>,
) -> Result<Option<Taken>, StorageError> {
    let now = taking.now;
    let mut present = present(db, known, &delivery, taking).await?;
    let verdict = judge(db, &delivery, &present, now).await?;
    hold_anew(db, &delivery, (&mut present, verdict), taking).await?;
    let (late, silent) = match verdict {
        Verdict::Send { late, silent } => (late, silent),
        _ if delivery.unsure.is_some() => (false, false),
        Verdict::Wait(until) => {
            hold(db, &delivery, until).await?;
            return Ok(None);
        }
        Verdict::Expired => {
            settle(db, &delivery, &Settled::Expired, now).await?;
            return Ok(None);
        }
        Verdict::Withdrawn => {
            settle(db, &delivery, &Settled::Withdrawn, now).await?;
            return Ok(None);
        }
    };
    mark_claimed(db, &delivery, late, now).await?;
    delivery.attempts += 1;
    let facts = gather(db, known, &delivery, present, (late, silent, now)).await?;
    Ok(Some(Taken { delivery, facts, verdict }))
}

/// Whoever is told late of a seat, or after their quiet hours, has as long to answer as everybody (G5).
async fn hold_anew(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    (present, verdict): (&mut Present, Verdict),
    taking: Taking<'_>,
) -> Result<(), StorageError> {
    let told = match verdict {
        Verdict::Wait(until) => until,
        Verdict::Send { late: true, .. } => taking.now,
        _ => return Ok(()),
    };
    let (Some(Answer::Offered { until }), Some(session), Recipient::Member(member)) =
        (present.answer, &present.session, &delivery.notice.recipient)
    else {
        return Ok(());
    };
    let anew = until.max(offer_ends(told, session.starts, taking.hold));
    rsvp::hold_until(db, &delivery.community, session.id, *member, anew).await?;
    present.answer = Some(Answer::Offered { until: anew });
    Ok(())
}

async fn judge(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    present: &Present,
    now: DateTime<Utc>,
) -> Result<Verdict, StorageError> {
    let verdict = delivery.judge(present, now);
    let late = matches!(verdict, Verdict::Send { late: true, .. });
    if late && delivery.notice.tells_the_time() && is_covered(db, delivery, present, now).await? {
        return Ok(Verdict::Expired);
    }
    Ok(verdict)
}

/// True where something newer about the same session is due to the same recipient, and true: after an
/// outage only the newest is sent.
async fn is_covered(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    present: &Present,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let notice = &delivery.notice;
    let newer: Vec<DeliveryRow> = sqlx::query_as(concat!(
        "SELECT ",
        delivery_columns!("delivery d"),
        "WHERE d.community = ? AND d.session_id = ? AND d.recipient = ? AND d.state = 'planned'
           AND (d.due, d.id) > (?, ?) AND d.due <= ?"
    ))
    .bind(delivery.community.as_str())
    .bind(notice.session.map_or(0, |session| session.0))
    .bind(recipient_text(&notice.recipient))
    .bind(notice.due.timestamp())
    .bind(delivery.id)
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    for row in newer {
        let newer = Delivery::try_from(row)?;
        if newer.notice.tells_the_time() && matches!(newer.judge(present, now), Verdict::Send { .. }) {
            return Ok(true);
        }
    }
    Ok(false)
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

/// Looks once more whether a delivery that was taken up is still true (G6). None: its row is gone.
pub async fn recheck(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    taking: Taking<'_>,
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
    let present = present(db, &mut Known::default(), delivery, taking).await?;
    Ok(Some(delivery.judge(&present, taking.now)))
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
        Settled::Again(at) => return put_off(db, delivery, *at, (0, delivery.unsure)).await,
        Settled::Uncounted(at) => return put_off(db, delivery, *at, (1, delivery.unsure)).await,
        Settled::Unsure(at, unsure) => return put_off(db, delivery, *at, (0, Some(*unsure))).await,
    };
    sqlx::query(
        "UPDATE delivery SET state = ?, receipt = ?, reason = ?, claimed_at = NULL, done_at = ?,
           tried_at = NULL, look_up_from = NULL WHERE community = ? AND id = ?",
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

/// Plans it for a later time. `uncounted` is how many attempts do not count.
async fn put_off(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    at: DateTime<Utc>,
    (uncounted, unsure): (u32, Option<Unsure>),
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE delivery SET state = 'planned', claimed_at = NULL, try_at = ?, attempts = max(attempts - ?, 0),
           tried_at = ?, look_up_from = ? WHERE community = ? AND id = ?",
    )
    .bind(at.timestamp())
    .bind(uncounted)
    .bind(unsure.map(|unsure| unsure.since.timestamp()))
    .bind(unsure.map(|unsure| unsure.look_up_from.timestamp()))
    .bind(delivery.community.as_str())
    .bind(delivery.id)
    .execute(db)
    .await?;
    Ok(())
}

/// Lets it wait for the end of its reader's quiet hours.
async fn hold(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    until: DateTime<Utc>,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE delivery SET try_at = ?1, held_until = ?1 WHERE community = ?2 AND id = ?3")
        .bind(until.timestamp())
        .bind(delivery.community.as_str())
        .bind(delivery.id)
        .execute(db)
        .await?;
    Ok(())
}

/// Gives back what an earlier process had taken up and not marked: the lock on the database makes every
/// such claim an orphan. It may have arrived, and is looked up at once (G3). That try does not count: however
/// often a process ends, nothing is given up for it.
pub async fn release_orphans(db: &mut SqliteConnection, platform: &str) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE delivery SET state = 'planned', try_at = min(try_at, claimed_at),
           tried_at = coalesce(tried_at, claimed_at), look_up_from = claimed_at, claimed_at = NULL,
           attempts = max(attempts - 1, 0)
         WHERE state = 'claimed' AND platform = ?",
    )
    .bind(platform)
    .execute(db)
    .await?;
    Ok(())
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
