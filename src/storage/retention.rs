//! What is forgotten, and when (P6, P20): answers, exceptions, duties, what was delivered, old questions.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::fact;
use super::journal::REMEMBERED_DAYS;
use super::row::RowOf;

/// How long things are kept, in days. The upper bounds of P20 are checked by the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Answers to a session, and what was said privately about it, after its end.
    pub rsvp_days: u32,
    /// Duties, after the end of their session.
    pub duty_days: u32,
    /// Deliveries that could not be sent, and what was said in rooms.
    pub dead_letter_days: u32,
    /// Who changed which setting.
    pub audit_days: u32,
}

impl Default for Retention {
    /// The upper bounds of P20.
    fn default() -> Self {
        Self { rsvp_days: 7, duty_days: 30, dead_letter_days: 30, audit_days: 90 }
    }
}

/// Something that is kept for some time after the end of its session.
struct AfterSession {
    /// The fact that says up to which end of a session it was done, in Unix time.
    swept: &'static str,
    /// How long it is kept.
    kept: TimeDelta,
    /// Deletes what belongs to sessions that ended after `?1` and not after `?2`.
    deletes: &'static [&'static str],
}

fn after_session(retention: &Retention) -> [AfterSession; 3] {
    let days = |days: u32| TimeDelta::days(i64::from(days));
    [
        AfterSession {
            swept: "exceptions_swept",
            kept: TimeDelta::zero(),
            deletes: &["DELETE FROM rsvp WHERE answer = 'away'
                AND (community, session_id) IN (SELECT community, id FROM session WHERE ends > ?1 AND ends <= ?2)"],
        },
        AfterSession {
            swept: "rsvps_swept",
            kept: days(retention.rsvp_days),
            deletes: &[
                "DELETE FROM rsvp
                 WHERE (community, session_id) IN (SELECT community, id FROM session WHERE ends > ?1 AND ends <= ?2)",
                "DELETE FROM delivery WHERE member IS NOT NULL AND state NOT IN ('planned', 'claimed', 'dead')
                 AND (community, session_id) IN (SELECT community, id FROM session WHERE ends > ?1 AND ends <= ?2)",
            ],
        },
        AfterSession {
            swept: "duties_swept",
            kept: days(retention.duty_days),
            deletes: &[
                "DELETE FROM duty
                 WHERE (community, session_id) IN (SELECT community, id FROM session WHERE ends > ?1 AND ends <= ?2)",
                "DELETE FROM duty_offer
                 WHERE (community, session_id) IN (SELECT community, id FROM session WHERE ends > ?1 AND ends <= ?2)",
            ],
        },
    ]
}

/// Messages, which go by when they were done with: a reminder in somebody's own words has no session.
struct AfterDone {
    /// The fact that says up to when a message was done with that is gone, in Unix time.
    swept: &'static str,
    /// How long it is kept, at most.
    kept: TimeDelta,
    /// Deletes what was done with up to `?1`.
    delete: &'static str,
}

fn after_done(retention: &Retention) -> [AfterDone; 2] {
    let days = |days: u32| TimeDelta::days(i64::from(days));
    [
        AfterDone {
            swept: "messages_swept",
            kept: days(retention.rsvp_days),
            delete: "DELETE FROM delivery WHERE done_at IS NOT NULL AND done_at <= ? AND member IS NOT NULL AND state <> 'dead'",
        },
        AfterDone {
            swept: "dead_letters_swept",
            kept: days(retention.dead_letter_days),
            delete: "DELETE FROM delivery WHERE done_at IS NOT NULL AND done_at <= ?",
        },
    ]
}

/// The hour that an instant is in. Messages go by the hour, so that one sweep serves many of them.
fn hour_of(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant - TimeDelta::seconds(instant.timestamp().rem_euclid(3_600))
}

/// When something is to be forgotten next; none where nothing is kept that goes by its age.
pub async fn next_sweep(
    db: &mut SqliteConnection,
    retention: &Retention,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let mut next: Option<DateTime<Utc>> = None;
    for kind in after_session(retention) {
        let swept = swept_until(db, kind.swept).await?;
        let first: Option<i64> = sqlx::query_scalar("SELECT min(ends) FROM session WHERE ends > ?")
            .bind(swept)
            .fetch_one(&mut *db)
            .await?;
        let first = first.map(|ends| RowOf::new("session", "first").instant("ends", ends)).transpose()?;
        next = next.into_iter().chain(first.map(|ends| ends + kind.kept)).min();
    }
    for kind in after_done(retention) {
        let swept = swept_until(db, kind.swept).await?;
        let first: Option<i64> = sqlx::query_scalar("SELECT min(done_at) FROM delivery WHERE done_at > ?")
            .bind(swept)
            .fetch_one(&mut *db)
            .await?;
        let first = first.map(|done| RowOf::new("delivery", "first").instant("done_at", done)).transpose()?;
        next = next.into_iter().chain(first.map(|done| hour_of(done) + kind.kept)).min();
    }
    Ok(next)
}

async fn swept_until(db: &mut SqliteConnection, name: &'static str) -> Result<i64, StorageError> {
    let value = fact::get(db, name).await?;
    let row = RowOf::new("fact", name);
    value.map_or(Ok(i64::MIN), |text| text.parse().map_err(|_| row.bad("value")))
}

/// Forgets what is no longer to be kept.
pub async fn sweep(
    db: &mut SqliteConnection,
    retention: &Retention,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    for kind in after_session(retention) {
        let from = swept_until(db, kind.swept).await?;
        let until = (now - kind.kept).timestamp();
        if until <= from {
            continue;
        }
        for delete in kind.deletes {
            sqlx::query(*delete).bind(from).bind(until).execute(&mut *db).await?;
        }
        fact::put(db, kind.swept, &until.to_string()).await?;
    }
    for kind in after_done(retention) {
        // The whole hour goes when its first message has been kept long enough: none is kept too long.
        let until = (hour_of(now) - kind.kept).timestamp() + 3_599;
        if until > swept_until(db, kind.swept).await? {
            sqlx::query(kind.delete).bind(until).execute(&mut *db).await?;
            fact::put(db, kind.swept, &until.to_string()).await?;
        }
    }
    sweep_by_age(db, retention, now).await
}

/// Forgets what goes by its own age.
async fn sweep_by_age(
    db: &mut SqliteConnection,
    retention: &Retention,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let before = |days: u32| (now - TimeDelta::days(i64::from(days))).timestamp();
    for (delete, before) in [
        ("DELETE FROM audit WHERE at <= ?", before(retention.audit_days)),
        // Here it is days.
        ("DELETE FROM erasure WHERE day <= ?", before(REMEMBERED_DAYS).div_euclid(24 * 60 * 60)),
        ("DELETE FROM button WHERE expires <= ?", now.timestamp()),
        ("DELETE FROM question WHERE expires <= ?", now.timestamp()),
    ] {
        sqlx::query(delete).bind(before).execute(&mut *db).await?;
    }
    Ok(())
}
