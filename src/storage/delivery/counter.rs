//! How many deliveries stand where, how late they came, and what is known of the platforms: for the admin (G11).

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::domain::delivery::{DeliveryState, LATE_AFTER, MAY_HAVE_ARRIVED, NoticeKind};
use crate::storage::error::StorageError;
use crate::storage::fact;
use crate::storage::row::RowOf;

/// How many deliveries of one kind stand where on one platform, of those that are still kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// What about.
    pub kind: NoticeKind,
    /// Where to.
    pub platform: String,
    /// Those that wait for their time, or to be tried again.
    pub planned: u64,
    /// Those among the planned that should have been sent already.
    pub overdue: u64,
    /// Those that are being sent, or were when the bot ended.
    pub claimed: u64,
    /// Those that a platform took.
    pub sent: u64,
    /// Those among the sent that came late, and said so.
    pub late: u64,
    /// Those that came too late to be of use.
    pub expired: u64,
    /// Those that the platform will not take for this person or place.
    pub blocked: u64,
    /// Those of which nobody can tell whether they arrived; they are not sent again.
    pub unsure: u64,
    /// Those that could not be sent; they can be tried again.
    pub dead: u64,
    /// Those whose cause is gone.
    pub withdrawn: u64,
}

/// How long deliveries took from when they were due until a platform took them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// How many were sent.
    pub count: u64,
    /// Half of them took no longer.
    pub p50: TimeDelta,
    /// Ninety-nine of a hundred took no longer.
    pub p99: TimeDelta,
}

/// What is known of a platform.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlatformFacts {
    /// How many deliveries it takes in a second, where it limits the bot.
    pub drain_per_second: Option<f64>,
    /// Since when it does not accept the bot's credentials.
    pub refused_since: Option<DateTime<Utc>>,
    /// Since when something is overdue there.
    pub overdue_since: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct CounterRow {
    kind: String,
    platform: String,
    state: String,
    late: bool,
    overdue: bool,
    unsure: bool,
    number: i64,
}

/// Counts the deliveries of all communities, by kind and platform.
///
/// # Errors
/// [`StorageError`].
pub async fn counters(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<Vec<Counter>, StorageError> {
    let rows: Vec<CounterRow> = sqlx::query_as(
        "SELECT kind, platform, state, late, state = 'planned' AND coalesce(held_until, due) < ? AS overdue,
           state = 'dead' AND reason IS ? AS unsure, count(*) AS number FROM delivery GROUP BY 1, 2, 3, 4, 5, 6",
    )
    .bind((now - LATE_AFTER).timestamp())
    .bind(MAY_HAVE_ARRIVED)
    .fetch_all(db)
    .await?;
    let mut counters: BTreeMap<(String, String), Counter> = BTreeMap::new();
    for row in rows {
        let of = RowOf::new("delivery", format!("of kind {}", row.kind));
        let kind = of.word("kind", &row.kind, NoticeKind::from_word)?;
        let state = of.word("state", &row.state, DeliveryState::from_word)?;
        let number = of.count("id", row.number)?;
        let key = (row.platform.clone(), row.kind);
        let counter = counters.entry(key).or_insert_with(|| Counter::of(kind, row.platform));
        match row.unsure {
            true => counter.unsure += number,
            false => counter.add(state, number, (row.late, row.overdue)),
        }
    }
    Ok(counters.into_values().collect())
}

impl Counter {
    fn of(kind: NoticeKind, platform: String) -> Self {
        let (planned, overdue, claimed, sent, late) = (0, 0, 0, 0, 0);
        let (expired, blocked, unsure, dead, withdrawn) = (0, 0, 0, 0, 0);
        Self {
            kind,
            platform,
            planned,
            overdue,
            claimed,
            sent,
            late,
            expired,
            blocked,
            unsure,
            dead,
            withdrawn,
        }
    }

    fn add(&mut self, state: DeliveryState, number: u64, (late, overdue): (bool, bool)) {
        match state {
            DeliveryState::Planned => {
                self.planned += number;
                self.overdue += if overdue { number } else { 0 };
            }
            DeliveryState::Claimed => self.claimed += number,
            DeliveryState::Sent => {
                self.sent += number;
                self.late += if late { number } else { 0 };
            }
            DeliveryState::Expired => self.expired += number,
            DeliveryState::Blocked => self.blocked += number,
            DeliveryState::Dead => self.dead += number,
            DeliveryState::Withdrawn => self.withdrawn += number,
        }
    }
}

/// How long what was sent since some time took. What waited for the end of quiet hours counts from then. None where
/// nothing was sent.
///
/// # Errors
/// [`StorageError`].
pub async fn lag(db: &mut SqliteConnection, since: DateTime<Utc>) -> Result<Option<Lag>, StorageError> {
    let seconds: Vec<i64> = sqlx::query_scalar(
        "SELECT max(done_at - coalesce(held_until, due), 0) AS lag FROM delivery
         WHERE state = 'sent' AND done_at >= ? ORDER BY lag",
    )
    .bind(since.timestamp())
    .fetch_all(db)
    .await?;
    // The smallest that so many of a hundred do not exceed.
    let percentile = |percent: usize| {
        let rank = (seconds.len() * percent).div_ceil(100).saturating_sub(1);
        seconds.get(rank).map(|seconds| TimeDelta::seconds(*seconds))
    };
    let count = u64::try_from(seconds.len()).unwrap_or(u64::MAX);
    Ok(percentile(50).zip(percentile(99)).map(|(p50, p99)| Lag { count, p50, p99 }))
}

/// What is known of each platform.
///
/// # Errors
/// [`StorageError`].
pub async fn platforms(
    db: &mut SqliteConnection,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, PlatformFacts>, StorageError> {
    let mut platforms: BTreeMap<String, PlatformFacts> = BTreeMap::new();
    let rows: Vec<(String, Option<i64>)> = sqlx::query_as(
        "SELECT platform, min(CASE WHEN state = 'planned' AND coalesce(held_until, due) < ? THEN due END)
         FROM delivery GROUP BY platform",
    )
    .bind((now - LATE_AFTER).timestamp())
    .fetch_all(&mut *db)
    .await?;
    for (platform, due) in rows {
        let overdue_since =
            due.map(|due| RowOf::new("delivery", &platform).instant("due", due)).transpose()?;
        platforms.insert(platform, PlatformFacts { overdue_since, ..PlatformFacts::default() });
    }
    for (platform, known) in &mut platforms {
        let rate = fact::get(db, &fact::drain_rate(platform)).await?;
        known.drain_per_second = rate.and_then(|rate| rate.parse().ok());
        let refused = fact::get(db, &fact::refused(platform)).await?;
        let refused = refused.and_then(|since| DateTime::parse_from_rfc3339(&since).ok());
        known.refused_since = refused.map(|since| since.to_utc());
    }
    Ok(platforms)
}

/// Puts everything back that could not be sent, to be tried at once; gives how much. What is no longer true or of use then
/// is left out as always; what may have arrived stays as it is (G3).
///
/// # Errors
/// [`StorageError::Database`].
pub async fn redrive_all(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<u64, StorageError> {
    let done = sqlx::query(
        "UPDATE delivery SET state = 'planned', attempts = 0, try_at = ?, claimed_at = NULL, done_at = NULL, reason = NULL
         WHERE state = 'dead' AND reason IS NOT ?",
    )
    .bind(now.timestamp())
    .bind(MAY_HAVE_ARRIVED)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};
    use crate::storage::population::populate;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// A delivery more, in this state, due and done at these times.
    async fn add(
        db: &mut SqliteConnection,
        (id, state): (i64, &str),
        due: i64,
        (done, late): (Option<i64>, bool),
    ) {
        sqlx::query(
            "INSERT INTO delivery (community, id, kind, platform, room, recipient, offset_minutes, occasion, revision,
               due, try_at, state, done_at, late) VALUES ('home', ?1, 'moved', 'matrix', 'r', 'room', 0, ?1, 0, ?2, ?2, ?3, ?4, ?5)",
        )
        .bind(id)
        .bind(due)
        .bind(state)
        .bind(done)
        .bind(late)
        .execute(db)
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn g11_every_state_is_counted_by_kind_and_platform() {
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        for (number, state) in
            ["planned", "planned", "claimed", "sent", "sent", "expired", "blocked", "dead", "withdrawn"]
                .into_iter()
                .enumerate()
        {
            let number = i64::try_from(number).unwrap();
            add(&mut db, (100 + number, state), 1_000 + number * 119, (None, number == 4)).await;
        }
        add(&mut db, (200, "dead"), 1_000, (None, false)).await;
        sqlx::query("UPDATE delivery SET reason = ? WHERE community = 'home' AND id = 200")
            .bind(MAY_HAVE_ARRIVED)
            .execute(&mut *db)
            .await
            .unwrap();
        let counted = counters(&mut db, at(1_121)).await.unwrap();
        let matrix = counted.iter().find(|counter| counter.platform == "matrix").unwrap();
        let expected = Counter {
            planned: 2,
            overdue: 1,
            claimed: 1,
            sent: 2,
            late: 1,
            expired: 1,
            blocked: 1,
            unsure: 1,
            dead: 1,
            withdrawn: 1,
            ..Counter::of(NoticeKind::Moved, "matrix".to_owned())
        };
        assert_eq!(*matrix, expected);
        assert!(
            counted.iter().any(|counter| counter.kind == NoticeKind::RoomReminder && counter.planned == 1)
        );
        let known = platforms(&mut db, at(1_121)).await.unwrap();
        assert_eq!(known["matrix"].overdue_since, Some(at(1_000)));
        assert_eq!(known["terminal"].overdue_since, None);
        assert_eq!(redrive_all(&mut db, at(2_000)).await.unwrap(), 1);
        let again = counters(&mut db, at(1_121)).await.unwrap();
        let matrix = again.iter().find(|counter| counter.platform == "matrix").unwrap();
        assert_eq!(
            (matrix.dead, matrix.unsure, matrix.planned),
            (0, 1, 3),
            "what may have arrived is not repeated"
        );
    }

    #[tokio::test]
    async fn g4_the_lag_is_told_by_its_percentiles() {
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        assert_eq!(lag(&mut db, at(0)).await.unwrap(), None, "what was never done took no time");
        for number in 0..200 {
            let took = if number < 197 { number % 2 } else { 60 };
            add(&mut db, (100 + number, "sent"), 1_000, (Some(1_000 + took), false)).await;
        }
        let seconds = TimeDelta::seconds;
        assert_eq!(
            lag(&mut db, at(0)).await.unwrap(),
            Some(Lag { count: 200, p50: seconds(1), p99: seconds(60) })
        );
        assert_eq!(lag(&mut db, at(2_000)).await.unwrap(), None, "it is too long ago");
    }
}
