//! Sessions: dated meetings, laid out ahead of time.

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::community;
use super::error::StorageError;
use super::group::{Page, Viewer};
use super::row::{RowOf, wall_text};
use crate::domain::id::{CommunityId, GroupId, MemberId, SeriesId, SessionId};
use crate::domain::member::Role;
use crate::domain::roster::DutyRole;
use crate::domain::session::{AgendaEntry, NewSession, SeatCount, Session, SessionState, Upcoming};
use crate::domain::text::folded;
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
        let kept = insert_batch(db, community, &laid_out, zones.version()).await?;
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
    .bind(zones.version())
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

#[derive(sqlx::FromRow)]
struct AgendaRow {
    #[sqlx(flatten)]
    session: SessionRow,
    answer: Option<String>,
    offered_until: Option<i64>,
    duty: Option<String>,
}

/// What lies ahead for a member: sessions they come to, wait for, are offered or hold, cancelled ones
/// included, in order. Their single exceptions are in it as [`Answer::Away`](crate::domain::rsvp::Answer::Away).
pub async fn agenda(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<AgendaEntry>, StorageError> {
    let rows: Vec<AgendaRow> = sqlx::query_as(concat!(
        "WITH mine AS (
           SELECT session_id FROM rsvp WHERE community = ?1 AND member = ?2
           UNION SELECT session_id FROM duty WHERE community = ?1 AND member = ?2 AND state = 'accepted')
         SELECT ",
        session_columns!(),
        ", r.answer, r.offered_until, d.role AS duty
         FROM mine CROSS JOIN session s ON s.community = ?1 AND s.id = mine.session_id
         LEFT JOIN rsvp r ON r.community = ?1 AND r.session_id = s.id AND r.member = ?2
         LEFT JOIN duty d ON d.community = ?1 AND d.session_id = s.id AND d.member = ?2 AND d.state = 'accepted'
         WHERE s.ends > ?3 ORDER BY s.starts, s.id"
    ))
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    rows.into_iter().map(agenda_entry).collect()
}

fn agenda_entry(row: AgendaRow) -> Result<AgendaEntry, StorageError> {
    let of = RowOf::new("rsvp", row.session.session_id);
    let answer = row.answer.map(|word| super::rsvp::answer(&of, &word, row.offered_until)).transpose()?;
    let duty = row.duty.map(|word| of.word("role", &word, DutyRole::from_word)).transpose()?;
    Ok(AgendaEntry { session: row.session.try_into()?, answer, duty })
}

/// The day after this one; the last day there is has none.
pub(super) fn next_day(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// Which sessions are asked for; what is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Only of this group, whether it meets or not.
    pub group: Option<GroupId>,
    /// Only of groups that speak this language.
    pub language: Option<String>,
    /// Only those that start at or after this.
    pub from: Option<DateTime<Utc>>,
    /// Only those that start before this.
    pub until: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct UpcomingRow {
    #[sqlx(flatten)]
    session: SessionRow,
    answer: Option<String>,
    offered_until: Option<i64>,
    capacity: Option<u32>,
    taken: u32,
    coming: u32,
    waiting: u32,
    first_timers: u32,
}

/// The columns of a [`SeatCount`], of a session `s` and its group `g`.
macro_rules! seat_columns {
    () => {
        "coalesce(s.capacity, g.capacity) AS capacity,
         (SELECT count(*) FROM rsvp r WHERE r.community = s.community AND r.session_id = s.id
            AND r.answer IN ('coming', 'offered')
            AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.community = s.community AND d.session_id = s.id
                              AND d.member = r.member AND d.state = 'accepted')) AS taken,
         (SELECT count(*) FROM rsvp r WHERE r.community = s.community AND r.session_id = s.id
            AND r.answer = 'coming') AS coming,
         (SELECT count(*) FROM rsvp r WHERE r.community = s.community AND r.session_id = s.id
            AND r.answer IN ('waiting', 'offered')) AS waiting,
         (SELECT count(*) FROM rsvp r WHERE r.community = s.community AND r.session_id = s.id
            AND r.answer = 'coming' AND r.first_time = 1) AS first_timers"
    };
}

/// A page of the sessions that have not ended, by their start, as far as the viewer may know of their
/// groups (P7). Cancelled ones are among them: they are an answer to "is it on tonight?". Those of
/// groups that rest or have ended are left out, unless one group is asked for.
pub async fn upcoming(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
    (filter, page): (&SessionFilter, Page),
    now: DateTime<Utc>,
) -> Result<Vec<Upcoming>, StorageError> {
    let mut query = QueryBuilder::<Sqlite>::new(concat!(
        "SELECT ",
        session_columns!(),
        ", mine.answer, mine.offered_until, ",
        seat_columns!(),
        " FROM session s CROSS JOIN \"group\" g ON g.community = s.community AND g.id = s.group_id
          LEFT JOIN rsvp mine ON mine.community = s.community AND mine.session_id = s.id AND mine.member = "
    ));
    query.push_bind(viewer.member.map(|member| member.0));
    query.push(" WHERE s.community = ").push_bind(community.as_str());
    query.push(" AND s.ends > ").push_bind(now.timestamp());
    let earliest = filter.from.map_or(i64::MIN, |from| from.timestamp() - 1).max(earliest_start(now));
    query.push(" AND s.starts > ").push_bind(earliest);
    if let Some(until) = filter.until {
        query.push(" AND s.starts < ").push_bind(until.timestamp());
    }
    query.push(" AND s.state <> 'closed'");
    narrow(&mut query, viewer, filter);
    query.push(" ORDER BY s.starts, s.id LIMIT ").push_bind(page.take).push(" OFFSET ").push_bind(page.skip);
    let rows: Vec<UpcomingRow> = query.build_query_as().fetch_all(&mut *db).await?;
    let mut upcoming = Vec::with_capacity(rows.len());
    for row in rows {
        upcoming.extend(with_group(db, community, viewer, row).await?);
    }
    Ok(upcoming)
}

/// Keeps to the groups that are asked for and that the viewer may know of. The rule itself is
/// [`Group::visible_to`](crate::domain::group::Group::visible_to), which has the last word.
fn narrow(query: &mut QueryBuilder<Sqlite>, viewer: Viewer, filter: &SessionFilter) {
    match filter.group {
        Some(group) => query.push(" AND s.group_id = ").push_bind(group.0),
        None => query.push(
            " AND (g.status = 'active' OR (g.status = 'paused' AND g.paused_until IS NOT NULL AND s.starts >= g.paused_until))",
        ),
    };
    if let Some(language) = &filter.language {
        query.push(
            " AND EXISTS (SELECT 1 FROM group_word w WHERE w.community = g.community AND w.list = 'language'
                AND w.folded = g.folded AND w.group_id = g.id AND w.word = ",
        );
        query.push_bind(folded(language)).push(")");
    }
    if viewer.role == Role::Admin {
        return;
    }
    query.push(" AND ((g.listed = 1 AND (g.kind <> 'supervision' OR ");
    query.push_bind(viewer.role >= Role::Facilitator);
    query.push(
        ")) OR EXISTS (SELECT 1 FROM membership b WHERE b.community = g.community AND b.group_id = g.id
              AND b.state = 'belongs' AND b.member = ",
    );
    query.push_bind(viewer.member.map(|member| member.0));
    query.push(
        ") OR EXISTS (SELECT 1 FROM roster o WHERE o.community = g.community AND o.group_id = g.id AND o.member = ",
    );
    query.push_bind(viewer.member.map(|member| member.0)).push("))");
}

async fn with_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
    row: UpcomingRow,
) -> Result<Option<Upcoming>, StorageError> {
    let of = RowOf::new("rsvp", row.session.session_id);
    let answer = row.answer.map(|word| super::rsvp::answer(&of, &word, row.offered_until)).transpose()?;
    let session: Session = row.session.try_into()?;
    let seen = super::group::get(db, community, session.group, viewer.member).await?;
    let visible = seen.filter(|seen| seen.group.visible_to(viewer.role, seen.standing));
    let seats = SeatCount {
        capacity: row.capacity,
        taken: row.taken,
        coming: row.coming,
        waiting: row.waiting,
        first_timers: row.first_timers,
    };
    Ok(visible.map(|seen| Upcoming { session, group: seen.group, seats, answer }))
}

/// How full a session is; none where it does not exist.
pub async fn seat_count(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<Option<SeatCount>, StorageError> {
    let row: Option<(Option<u32>, u32, u32, u32, u32)> = sqlx::query_as(concat!(
        "SELECT ",
        seat_columns!(),
        " FROM session s JOIN \"group\" g ON g.community = s.community AND g.id = s.group_id
          WHERE s.community = ? AND s.id = ?"
    ))
    .bind(community.as_str())
    .bind(session.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(capacity, taken, coming, waiting, first_timers)| SeatCount {
        capacity,
        taken,
        coming,
        waiting,
        first_timers,
    }))
}
