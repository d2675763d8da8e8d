//! Series: the recurring rules of groups, and the sessions that are laid out from them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::{RowOf, json_text, wall_text};
use super::{community, rsvp, session};
use crate::domain::id::{CommunityId, GroupId, SeriesId};
use crate::domain::recurrence::{Recurrence, Rule};
use crate::domain::session::{NewSession, Series, Session};
use crate::domain::zone::{ZoneName, Zones};

/// A single date further away than this is not laid out on demand.
const ON_DEMAND_DAYS_MAX: i64 = 750;
/// What was laid out is looked through again so far: a change of law moves slots over the horizon of its time (G8).
const OVERLAP: TimeDelta = TimeDelta::days(1);
/// Even beyond the horizon so many sessions are laid out, so that there is a next one also when one has passed.
const AHEAD_MIN: usize = 2;

/// From when until when sessions are laid out, and by which clocks.
#[derive(Debug, Clone, Copy)]
pub struct Horizon<'a> {
    /// Sessions that start before it are not laid out.
    pub now: DateTime<Utc>,
    /// Sessions that start at or after it are not laid out, except the next ones of a series.
    pub until: DateTime<Utc>,
    /// The zone data in use.
    pub zones: &'a Zones,
}

impl<'a> Horizon<'a> {
    /// 90 days ahead (3-time.md), where the configuration does not count.
    #[must_use]
    pub fn usual(now: DateTime<Utc>, zones: &'a Zones) -> Self {
        Self::ahead(now, 90, zones)
    }

    /// So many whole days ahead, to the end of the UTC day.
    #[must_use]
    pub fn ahead(now: DateTime<Utc>, days: u32, zones: &'a Zones) -> Self {
        let last_day = (now + days_ahead(days)).date_naive();
        Self { now, until: session::next_day(last_day).and_time(NaiveTime::MIN).and_utc(), zones }
    }
}

fn days_ahead(days: u32) -> TimeDelta {
    TimeDelta::days(i64::from(days))
}

#[derive(sqlx::FromRow)]
struct SeriesRow {
    community: String,
    id: i64,
    group_id: i64,
    zone: String,
    starts_at: String,
    rule: Option<String>,
    except_dates: String,
    also_dates: String,
    minutes: i64,
    ends_before: Option<String>,
}

impl TryFrom<SeriesRow> for Series {
    type Error = StorageError;

    fn try_from(row: SeriesRow) -> Result<Self, StorageError> {
        let of = RowOf::new("series", row.id);
        let slots = |column, text: &str| -> Result<Vec<NaiveDateTime>, StorageError> {
            let texts: Vec<String> = of.json(column, text)?;
            texts.iter().map(|text| of.wall(column, text)).collect()
        };
        let rule: Option<Rule> = row.rule.map(|text| text.parse().map_err(|_| of.bad("rule"))).transpose()?;
        let recurrence = Recurrence::new(of.wall("starts_at", &row.starts_at)?, rule)
            .map_err(|_| of.bad("starts_at"))?
            .excepting(slots("except_dates", &row.except_dates)?)
            .map_err(|_| of.bad("except_dates"))?
            .adding(slots("also_dates", &row.also_dates)?)
            .map_err(|_| of.bad("also_dates"))?;
        Ok(Self {
            id: SeriesId(row.id),
            group: GroupId(row.group_id),
            zone: of.zone("zone", &row.zone)?,
            recurrence,
            minutes: of.count("minutes", row.minutes)?,
            ends_before: row.ends_before.map(|text| of.wall("ends_before", &text)).transpose()?,
        })
    }
}

/// Keeps a new series of a group; its sessions are laid out by [`lay_out`].
pub async fn insert(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    (zone, minutes): (ZoneName, u32),
    recurrence: Recurrence,
) -> Result<Series, StorageError> {
    let id = SeriesId(community::new_id(db, community).await?);
    let series = Series { id, group, zone, recurrence, minutes, ends_before: None };
    sqlx::query(
        "INSERT INTO series (community, id, group_id, zone, starts_at, minutes) VALUES (?, ?, ?, ?, '', ?)",
    )
    .bind(community.as_str())
    .bind(series.id.0)
    .bind(series.group.0)
    .bind(series.zone.as_str())
    .bind(series.minutes)
    .execute(&mut *db)
    .await?;
    update(db, community, &series).await?;
    Ok(series)
}

/// Keeps a series as it is now. It is laid out anew by the next [`lay_out`]; what is laid out stays.
pub async fn update(
    db: &mut SqliteConnection,
    community: &CommunityId,
    series: &Series,
) -> Result<(), StorageError> {
    let texts = |slots: &std::collections::BTreeSet<NaiveDateTime>| {
        json_text(&slots.iter().copied().map(wall_text).collect::<Vec<_>>())
    };
    sqlx::query(
        "UPDATE series SET zone = ?, starts_at = ?, rule = ?, except_dates = ?, also_dates = ?, minutes = ?,
           ends_before = ?, laid_out_until = 0
         WHERE community = ? AND id = ?",
    )
    .bind(series.zone.as_str())
    .bind(wall_text(series.recurrence.start()))
    .bind(series.recurrence.rule().map(ToString::to_string))
    .bind(texts(series.recurrence.except()))
    .bind(texts(series.recurrence.also()))
    .bind(series.minutes)
    .bind(series.ends_before.map(wall_text))
    .bind(community.as_str())
    .bind(series.id.0)
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! series_columns {
    () => {
        "SELECT community, id, group_id, zone, starts_at, rule, except_dates, also_dates, minutes, ends_before FROM series "
    };
}

/// The series of this number.
pub async fn get(
    db: &mut SqliteConnection,
    community: &CommunityId,
    series: SeriesId,
) -> Result<Option<Series>, StorageError> {
    let row: Option<SeriesRow> = sqlx::query_as(concat!(series_columns!(), "WHERE community = ? AND id = ?"))
        .bind(community.as_str())
        .bind(series.0)
        .fetch_optional(db)
        .await?;
    row.map(Series::try_from).transpose()
}

/// The series of a group, the oldest first; those that an edit ended are among them.
pub async fn of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
) -> Result<Vec<Series>, StorageError> {
    let rows: Vec<SeriesRow> =
        sqlx::query_as(concat!(series_columns!(), "WHERE community = ? AND group_id = ? ORDER BY id"))
            .bind(community.as_str())
            .bind(group.0)
            .fetch_all(db)
            .await?;
    rows.into_iter().map(Series::try_from).collect()
}

/// When the runner has to lay out sessions next, so that they are laid out so many days ahead; none
/// without a series.
pub async fn next_lay_out(
    db: &mut SqliteConnection,
    days: u32,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let first: Option<i64> =
        sqlx::query_scalar("SELECT min(laid_out_until) FROM series").fetch_one(db).await?;
    let first =
        first.map(|until| RowOf::new("series", "first").instant("laid_out_until", until)).transpose()?;
    Ok(first.map(|until| until - days_ahead(days)))
}

/// Some of the series whose sessions are not laid out so many days ahead, of any community.
pub async fn to_lay_out(
    db: &mut SqliteConnection,
    now: DateTime<Utc>,
    days: u32,
    limit: u32,
) -> Result<Vec<(CommunityId, Series)>, StorageError> {
    let rows: Vec<SeriesRow> = sqlx::query_as(concat!(
        series_columns!(),
        "WHERE laid_out_until <= ? ORDER BY laid_out_until LIMIT ?"
    ))
    .bind((now + days_ahead(days)).timestamp())
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row_community("series", row.id, &row.community)?, row.try_into()?)))
        .collect()
}

/// Reads the community of a row that was looked for in all of them.
pub(super) fn row_community(table: &'static str, id: i64, text: &str) -> Result<CommunityId, StorageError> {
    CommunityId::new(text).map_err(|_| RowOf::new(table, id).bad("community"))
}

/// Lays out the sessions of a series that are missing up to the horizon, and at least the next ones.
/// What exists stays as it is: cancelled, moved, or with its answers. Standing RSVPs come to the new
/// sessions in the order in which they were given. Gives back the new sessions.
pub async fn lay_out(
    db: &mut SqliteConnection,
    community: &CommunityId,
    series: &Series,
    horizon: Horizon<'_>,
) -> Result<Vec<Session>, StorageError> {
    let known: Option<i64> =
        sqlx::query_scalar("SELECT laid_out_until FROM series WHERE community = ? AND id = ?")
            .bind(community.as_str())
            .bind(series.id.0)
            .fetch_optional(&mut *db)
            .await?;
    let known = RowOf::new("series", series.id.0).instant("laid_out_until", known.unwrap_or(0))?;
    let missing = missing(db, community, series, known.max(horizon.now), horizon).await?;
    let inserted = insert_slots(db, community, series, &missing, horizon.zones).await?;
    sqlx::query("UPDATE series SET laid_out_until = max(laid_out_until, ?) WHERE community = ? AND id = ?")
        .bind(horizon.until.timestamp())
        .bind(community.as_str())
        .bind(series.id.0)
        .execute(db)
        .await?;
    Ok(inserted)
}

/// The slots that may not be laid out yet; the last day of those that are is among them.
async fn missing(
    db: &mut SqliteConnection,
    community: &CommunityId,
    series: &Series,
    from: DateTime<Utc>,
    horizon: Horizon<'_>,
) -> Result<Vec<NaiveDateTime>, StorageError> {
    let found: Vec<(NaiveDateTime, DateTime<Utc>)> =
        slots(series, horizon.zones, (from - OVERLAP).max(horizon.now))
            .take_while(|(_, starts)| *starts < horizon.until)
            .collect();
    let new = found.iter().filter(|(_, starts)| *starts >= from).count();
    let slots: Vec<NaiveDateTime> = found.into_iter().map(|(slot, _)| slot).collect();
    if new >= AHEAD_MIN {
        return Ok(slots);
    }
    let next = self::slots(series, horizon.zones, horizon.now).map(|(slot, _)| slot).take(AHEAD_MIN);
    if from <= horizon.now {
        return Ok(next.collect());
    }
    let ahead: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM session WHERE community = ? AND series_id = ? AND slot >= ?",
    )
    .bind(community.as_str())
    .bind(series.id.0)
    .bind(wall_text(horizon.zones.local(&series.zone, horizon.now)))
    .fetch_one(db)
    .await?;
    let enough = usize::try_from(ahead).unwrap_or(0) + new >= AHEAD_MIN;
    Ok(if enough { slots } else { next.chain(slots.iter().copied()).collect() })
}

/// The slots of a series with their starts, from an instant on, up to where it was ended.
pub(super) fn slots<'a>(
    series: &'a Series,
    zones: &'a Zones,
    from: DateTime<Utc>,
) -> impl Iterator<Item = (NaiveDateTime, DateTime<Utc>)> + 'a {
    zones
        .sessions(&series.zone, &series.recurrence, from)
        .map(|time| (time.slot, time.utc))
        .take_while(|(slot, _)| series.ends_before.is_none_or(|end| *slot < end))
}

async fn insert_slots(
    db: &mut SqliteConnection,
    community: &CommunityId,
    series: &Series,
    slots: &[NaiveDateTime],
    zones: &Zones,
) -> Result<Vec<Session>, StorageError> {
    let new: Vec<NewSession> = slots.iter().map(|slot| new_session(series, *slot)).collect();
    let inserted = session::insert_all(db, community, &new, zones).await?;
    rsvp::seat_standing(db, community, &inserted).await?;
    Ok(inserted)
}

pub(super) fn new_session(series: &Series, slot: NaiveDateTime) -> NewSession {
    NewSession {
        group: series.group,
        series: Some(series.id),
        slot,
        zone: series.zone,
        minutes: series.minutes,
        capacity: None,
    }
}

/// The group's sessions on a day of its own zone; a date beyond the horizon is laid out now.
/// The second value holds those that are new.
pub async fn session_on(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    day: NaiveDate,
    horizon: Horizon<'_>,
) -> Result<(Vec<Session>, Vec<Session>), StorageError> {
    let there = session::on_day(db, community, group, day).await?;
    let last_day = (horizon.now + TimeDelta::days(ON_DEMAND_DAYS_MAX)).date_naive();
    if !there.is_empty() || day > last_day {
        return Ok((there, Vec::new()));
    }
    let mut new = Vec::new();
    for series in of_group(db, community, group).await? {
        let slots: Vec<NaiveDateTime> = day_slots(&series, day, horizon);
        new.extend(insert_slots(db, community, &series, &slots, horizon.zones).await?);
    }
    new.sort_by_key(|session| (session.starts, session.id));
    Ok((new.clone(), new))
}

fn day_slots(series: &Series, day: NaiveDate, horizon: Horizon<'_>) -> Vec<NaiveDateTime> {
    let ends_before = series.ends_before.unwrap_or(NaiveDateTime::MAX);
    let local_now = horizon.zones.local(&series.zone, horizon.now);
    let slots = series.recurrence.from(day.and_time(NaiveTime::MIN));
    slots
        .take_while(|slot| slot.date() == day && *slot < ends_before)
        .filter(|slot| *slot > local_now)
        .collect()
}
