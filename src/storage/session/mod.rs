//! Sessions: dated meetings, laid out ahead of time.

pub mod laws;
mod list;
#[cfg(test)]
pub(super) mod tests;

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

pub use list::{SessionFilter, agenda, seat_count, upcoming};

use super::community;
use super::error::StorageError;
use super::row::{RowOf, wall_text};
use crate::domain::id::{CommunityId, GroupId, MemberId, SeriesId, SessionId};
use crate::domain::session::{NewSession, Session, SessionState};
use crate::domain::zone::Zones;

/// The columns of a [`SessionRow`], of a table named `s`.
macro_rules! session_columns {
    () => {
        "s.id AS session_id, s.group_id AS session_group, s.series_id, s.slot, s.moved_to, s.zone AS session_zone, \
         s.starts, s.minutes, s.state AS session_state, s.capacity AS session_capacity, s.revision AS session_revision"
    };
}
pub(super) use session_columns;

/// A row of the table, as far as the domain knows it.
#[derive(sqlx::FromRow)]
struct SessionRow {
    session_id: i64,
    session_group: i64,
    series_id: Option<i64>,
    slot: String,
    moved_to: Option<String>,
    session_zone: String,
    starts: i64,
    minutes: i64,
    session_state: String,
    session_capacity: Option<i64>,
    session_revision: i64,
}

impl TryFrom<SessionRow> for Session {
    type Error = StorageError;

    fn try_from(row: SessionRow) -> Result<Self, StorageError> {
        let of = RowOf::new("session", row.session_id);
        Ok(Self {
            id: SessionId(row.session_id),
            group: GroupId(row.session_group),
            series: row.series_id.map(SeriesId),
            slot: of.wall("slot", &row.slot)?,
            moved_to: row.moved_to.map(|text| of.wall("moved_to", &text)).transpose()?,
            zone: of.zone("zone", &row.session_zone)?,
            starts: of.instant("starts", row.starts)?,
            minutes: of.count("minutes", row.minutes)?,
            state: of.word("state", &row.session_state, SessionState::from_word)?,
            capacity: row.session_capacity.map(|seats| of.count("capacity", seats)).transpose()?,
            revision: row.session_revision,
        })
    }
}

/// Reads the session in a row that has the columns of `session_columns!`.
pub(super) fn read(row: &SqliteRow) -> Result<Session, StorageError> {
    SessionRow::from_row(row)?.try_into()
}

fn sessions(rows: Vec<SessionRow>) -> Result<Vec<Session>, StorageError> {
    rows.into_iter().map(Session::try_from).collect()
}

/// The session of this number.
pub async fn get(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<Option<Session>, StorageError> {
    let row: Option<SessionRow> = sqlx::query_as(concat!(
        "SELECT ",
        session_columns!(),
        " FROM session s WHERE s.community = ? AND s.id = ?"
    ))
    .bind(community.as_str())
    .bind(session.0)
    .fetch_optional(db)
    .await?;
    row.map(Session::try_from).transpose()
}

/// The group's next session that takes place, or the one that is being held.
pub async fn next_of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    now: DateTime<Utc>,
) -> Result<Option<Session>, StorageError> {
    let ahead = of_group(db, community, group, now, 8).await?;
    if let Some(next) = ahead.iter().find(|session| session.takes_place()) {
        return Ok(Some(next.clone()));
    }
    // A row of cancelled sessions is rare; then the whole future is looked through.
    let ahead = of_group(db, community, group, now, u32::MAX).await?;
    Ok(ahead.into_iter().find(Session::takes_place))
}

/// The group's sessions that have not ended, cancelled ones included, the next one first.
pub async fn of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Session>, StorageError> {
    let rows: Vec<SessionRow> = sqlx::query_as(concat!(
        "SELECT ",
        session_columns!(),
        " FROM session s WHERE s.community = ? AND s.group_id = ? AND s.starts > ? AND s.ends > ?
         ORDER BY s.starts, s.id LIMIT ?"
    ))
    .bind(community.as_str())
    .bind(group.0)
    .bind(earliest_start(now))
    .bind(now.timestamp())
    .bind(limit)
    .fetch_all(db)
    .await?;
    sessions(rows)
}

/// No session that still goes on started before this (a session lasts a day at most).
pub(super) fn earliest_start(now: DateTime<Utc>) -> i64 {
    now.timestamp() - i64::from(*crate::domain::session::MINUTES.end()) * 60
}

/// The group's sessions on a day of their own zone; failing that, those that were moved away from it.
pub async fn on_day(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    day: NaiveDate,
) -> Result<Vec<Session>, StorageError> {
    // Whatever the zone, a day's sessions start within a day of it in UTC; a moved one is looked for by its slot.
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
    let (from, to) = (midnight - 86_400, midnight + 2 * 86_400);
    let rows: Vec<SessionRow> = sqlx::query_as(concat!(
        "SELECT ",
        session_columns!(),
        " FROM session s WHERE s.community = ?1 AND s.group_id = ?2
         AND ((s.starts BETWEEN ?3 AND ?4 AND substr(coalesce(s.moved_to, s.slot), 1, 10) = ?5)
           OR (s.moved_to IS NOT NULL AND substr(s.slot, 1, 10) = ?5))
         ORDER BY s.starts, s.id"
    ))
    .bind(community.as_str())
    .bind(group.0)
    .bind(from)
    .bind(to)
    .bind(day.to_string())
    .fetch_all(db)
    .await?;
    let (there, moved_away): (Vec<_>, Vec<_>) =
        sessions(rows)?.into_iter().partition(|session| session.local().date() == day);
    Ok(if there.is_empty() { moved_away } else { there })
}

/// The sessions that a series has laid out from this wall time of its slots on.
pub async fn of_series(
    db: &mut SqliteConnection,
    community: &CommunityId,
    series: SeriesId,
    from: chrono::NaiveDateTime,
) -> Result<Vec<Session>, StorageError> {
    let rows: Vec<SessionRow> = sqlx::query_as(concat!(
        "SELECT ",
        session_columns!(),
        " FROM session s WHERE s.community = ? AND s.series_id = ? AND s.slot >= ? ORDER BY s.slot"
    ))
    .bind(community.as_str())
    .bind(series.0)
    .bind(wall_text(from))
    .fetch_all(db)
    .await?;
    sessions(rows)
}

/// Lays out a single session. Those with a standing RSVP come to it too.
pub async fn insert(
    db: &mut SqliteConnection,
    community: &CommunityId,
    new: &NewSession,
    zones: &Zones,
) -> Result<Session, StorageError> {
    let inserted = insert_all(db, community, std::slice::from_ref(new), zones).await?;
    super::rsvp::seat_standing(db, community, &inserted).await?;
    inserted.into_iter().next().ok_or_else(|| RowOf::new("session", wall_text(new.slot)).bad("slot"))
}

/// How many rows go into one statement: SQLite takes 32,766 values at once.
const BATCH: usize = 1_000;

/// Inserts those sessions that are not there yet, told apart by series and slot; gives back the new ones.
pub(super) async fn insert_all(
    db: &mut SqliteConnection,
    community: &CommunityId,
    new: &[NewSession],
    zones: &Zones,
) -> Result<Vec<Session>, StorageError> {
    let mut inserted = Vec::with_capacity(new.len());
    for batch in new.chunks(BATCH) {
        let count = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let first = community::new_ids(db, community, count).await?;
        let laid_out: Vec<Session> =
            batch.iter().zip(first..).map(|(new, id)| laid_out(new, SessionId(id), zones)).collect();
        let kept = insert_batch(db, community, &laid_out, zones.data()).await?;
        inserted.extend(laid_out.into_iter().filter(|session| kept.contains(&session.id.0)));
    }
    Ok(inserted)
}

fn laid_out(new: &NewSession, id: SessionId, zones: &Zones) -> Session {
    Session {
        id,
        group: new.group,
        series: new.series,
        slot: new.slot,
        moved_to: None,
        zone: new.zone,
        starts: zones.resolve(&new.zone, new.slot).utc,
        minutes: new.minutes,
        state: SessionState::Planned,
        capacity: new.capacity,
        revision: 0,
    }
}

async fn insert_batch(
    db: &mut SqliteConnection,
    community: &CommunityId,
    sessions: &[Session],
    zone_data: &str,
) -> Result<std::collections::HashSet<i64>, StorageError> {
    let mut insert = QueryBuilder::<Sqlite>::new(
        "INSERT INTO session (community, id, group_id, series_id, slot, zone, zone_data, starts, minutes, ends, state, capacity) ",
    );
    insert.push_values(sessions, |mut row, session| {
        row.push_bind(community.as_str())
            .push_bind(session.id.0)
            .push_bind(session.group.0)
            .push_bind(session.series.map(|series| series.0))
            .push_bind(wall_text(session.slot))
            .push_bind(session.zone.as_str())
            .push_bind(zone_data)
            .push_bind(session.starts.timestamp())
            .push_bind(session.minutes)
            .push_bind(session.ends().timestamp())
            .push_bind(session.state.word())
            .push_bind(session.capacity);
    });
    insert.push(" ON CONFLICT (community, series_id, slot) DO NOTHING RETURNING id");
    Ok(insert.build_query_scalar().fetch_all(db).await?.into_iter().collect())
}

/// Keeps a session as it is now: time, state, seats, revision. Its start is what these zones make of its wall time.
pub async fn save(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: &Session,
    zones: &Zones,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE session SET series_id = ?, slot = ?, moved_to = ?, zone = ?, zone_data = ?, starts = ?, minutes = ?,
           ends = ?, state = ?, capacity = ?, revision = ?
         WHERE community = ? AND id = ?",
    )
    .bind(session.series.map(|series| series.0))
    .bind(wall_text(session.slot))
    .bind(session.moved_to.map(wall_text))
    .bind(session.zone.as_str())
    .bind(zones.data())
    .bind(session.starts.timestamp())
    .bind(session.minutes)
    .bind(session.ends().timestamp())
    .bind(session.state.word())
    .bind(session.capacity)
    .bind(session.revision)
    .bind(community.as_str())
    .bind(session.id.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a session away as if it had never been laid out, with all answers and duties.
pub async fn remove(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM session WHERE community = ? AND id = ?")
        .bind(community.as_str())
        .bind(session.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Everybody who counts on a session: who comes, waits, is offered a seat or promised a duty.
pub async fn concerned(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<std::collections::BTreeSet<MemberId>, StorageError> {
    let members: Vec<i64> = sqlx::query_scalar(
        "SELECT member FROM rsvp WHERE community = ?1 AND session_id = ?2 AND answer <> 'away'
         UNION SELECT member FROM duty WHERE community = ?1 AND session_id = ?2 AND state = 'accepted' AND member IS NOT NULL",
    )
    .bind(community.as_str())
    .bind(session.0)
    .fetch_all(db)
    .await?;
    Ok(members.into_iter().map(MemberId).collect())
}

/// Everybody who counts on a session of the group that has not ended.
pub async fn concerned_by_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    now: DateTime<Utc>,
) -> Result<std::collections::BTreeSet<MemberId>, StorageError> {
    let members: Vec<i64> = sqlx::query_scalar(
        "WITH ahead AS (SELECT id FROM session WHERE community = ?1 AND group_id = ?2 AND starts > ?3 AND ends > ?4)
         SELECT r.member FROM ahead CROSS JOIN rsvp r ON r.community = ?1 AND r.session_id = ahead.id
           WHERE r.answer <> 'away'
         UNION SELECT d.member FROM ahead CROSS JOIN duty d ON d.community = ?1 AND d.session_id = ahead.id
           WHERE d.state = 'accepted' AND d.member IS NOT NULL
         UNION SELECT member FROM standing_rsvp WHERE community = ?1 AND group_id = ?2",
    )
    .bind(community.as_str())
    .bind(group.0)
    .bind(earliest_start(now))
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    Ok(members.into_iter().map(MemberId).collect())
}

/// The day after this one; the last day there is has none.
pub(super) fn next_day(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}
