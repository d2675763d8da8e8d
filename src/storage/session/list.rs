//! Lists of sessions: what is on, and what lies ahead for a member.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, SqliteConnection};

use super::{earliest_start, read, session_columns};
use crate::domain::id::{CommunityId, GroupId, MemberId, SessionId};
use crate::domain::member::Role;
use crate::domain::roster::DutyRole;
use crate::domain::rsvp::Answer;
use crate::domain::session::{AgendaEntry, SeatCount, Session, Upcoming};
use crate::domain::text::folded;
use crate::storage::error::StorageError;
use crate::storage::group::{self, Page, Viewer};
use crate::storage::row::RowOf;
use crate::storage::rsvp;

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
struct SeatCountRow {
    seats: Option<u32>,
    taken: u32,
    coming: u32,
    waiting: u32,
    first_timers: u32,
}

impl From<SeatCountRow> for SeatCount {
    fn from(row: SeatCountRow) -> Self {
        let SeatCountRow { seats, taken, coming, waiting, first_timers } = row;
        Self { capacity: seats, taken, coming, waiting, first_timers }
    }
}

/// The answer in a row that left-joins them; none where there is none.
fn read_answer(row: &SqliteRow) -> Result<Option<Answer>, StorageError> {
    let word: Option<String> = row.try_get("answer")?;
    let of = RowOf::new("rsvp", row.try_get::<i64, _>("session_id")?);
    word.map(|word| rsvp::answer(&of, &word, row.try_get("offered_until")?)).transpose()
}

/// The columns of a [`SeatCount`], of a session `s` and its group `g`.
macro_rules! seat_columns {
    () => {
        "coalesce(s.capacity, g.capacity) AS seats,
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
    // The page is found first, so that seats are counted for what is shown only.
    let mut query = QueryBuilder::<Sqlite>::new("WITH page AS (SELECT s.id ");
    let language = filter.language.as_deref().map(folded);
    match language.filter(|_| filter.group.is_none()) {
        Some(word) => by_language(db, &mut query, community, &word).await?,
        None => {
            query.push(BY_START).push(" WHERE s.community = ").push_bind(community.as_str());
        }
    }
    narrow(&mut query, filter, now);
    keep_visible(&mut query, viewer);
    query.push(" ORDER BY s.starts, s.id LIMIT ").push_bind(page.take).push(" OFFSET ").push_bind(page.skip);
    query.push(concat!(
        ") SELECT ",
        session_columns!(),
        ", mine.answer, mine.offered_until, ",
        seat_columns!(),
        " FROM page CROSS JOIN session s ON s.id = page.id
          CROSS JOIN \"group\" g ON g.community = s.community AND g.id = s.group_id
          LEFT JOIN rsvp mine ON mine.community = s.community AND mine.session_id = s.id AND mine.member = "
    ));
    query.push_bind(viewer.member.map(|member| member.0));
    query.push(" WHERE s.community = ").push_bind(community.as_str()).push(" ORDER BY s.starts, s.id");
    let rows = query.build().fetch_all(&mut *db).await?;
    let mut upcoming = Vec::with_capacity(rows.len());
    for row in rows {
        upcoming.extend(with_group(db, community, viewer, &row).await?);
    }
    Ok(upcoming)
}

/// Looks through the sessions in the order of their starts, until the page is full.
const BY_START: &str =
    " FROM session s CROSS JOIN \"group\" g ON g.community = s.community AND g.id = s.group_id ";
/// Looks through the groups that have a word.
const BY_WORD: &str =
    " FROM group_word w CROSS JOIN \"group\" g ON g.community = w.community AND g.id = w.group_id
    CROSS JOIN session s ON s.community = g.community AND s.group_id = g.id ";
/// Up to so many groups of a language it is quicker to look through all their sessions.
const RARE: i64 = 300;

/// Begins to look for sessions in a language: a common one is met soon in the order of starts, a rare one never.
async fn by_language(
    db: &mut SqliteConnection,
    query: &mut QueryBuilder<Sqlite>,
    community: &CommunityId,
    word: &str,
) -> Result<(), StorageError> {
    let groups: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT 1 FROM group_word WHERE community = ? AND list = 'language' AND word = ? LIMIT ?)",
    )
    .bind(community.as_str())
    .bind(word)
    .bind(RARE + 1)
    .fetch_one(db)
    .await?;
    if groups <= RARE {
        query.push(BY_WORD).push(" WHERE w.list = 'language' AND w.word = ").push_bind(word.to_owned());
        query.push(" AND w.community = ").push_bind(community.as_str().to_owned());
    } else {
        query.push(BY_START).push(" WHERE s.community = ").push_bind(community.as_str().to_owned());
        query.push(
            " AND EXISTS (SELECT 1 FROM group_word w WHERE w.community = g.community AND w.list = 'language'
                AND w.folded = g.folded AND w.group_id = g.id AND w.word = ",
        );
        query.push_bind(word.to_owned()).push(")");
    }
    Ok(())
}

/// Keeps to the times and the group that are asked for.
fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &SessionFilter, now: DateTime<Utc>) {
    query.push(" AND s.state <> 'closed' AND s.ends > ").push_bind(now.timestamp());
    let earliest = filter.from.map_or(i64::MIN, |from| from.timestamp() - 1).max(earliest_start(now));
    query.push(" AND s.starts > ").push_bind(earliest);
    if let Some(until) = filter.until {
        query.push(" AND s.starts < ").push_bind(until.timestamp());
    }
    match filter.group {
        Some(group) => query.push(" AND s.group_id = ").push_bind(group.0),
        None => query.push(
            " AND (g.status = 'active' OR (g.status = 'paused' AND g.paused_until IS NOT NULL AND s.starts >= g.paused_until))",
        ),
    };
}

/// Keeps to the groups that the viewer may know of. The rule itself is
/// [`Group::visible_to`](crate::domain::group::Group::visible_to), which has the last word.
fn keep_visible(query: &mut QueryBuilder<Sqlite>, viewer: Viewer) {
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
    row: &SqliteRow,
) -> Result<Option<Upcoming>, StorageError> {
    let session = read(row)?;
    let seen = group::get(db, community, session.group, viewer.member).await?;
    let Some(seen) = seen.filter(|seen| seen.group.visible_to(viewer.role, seen.standing)) else {
        return Ok(None);
    };
    let seats = SeatCountRow::from_row(row)?.into();
    Ok(Some(Upcoming { session, group: seen.group, seats, answer: read_answer(row)? }))
}

/// How full a session is; none where it does not exist.
pub async fn seat_count(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<Option<SeatCount>, StorageError> {
    let row: Option<SeatCountRow> = sqlx::query_as(concat!(
        "SELECT ",
        seat_columns!(),
        " FROM session s JOIN \"group\" g ON g.community = s.community AND g.id = s.group_id
          WHERE s.community = ? AND s.id = ?"
    ))
    .bind(community.as_str())
    .bind(session.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(SeatCount::from))
}

/// What lies ahead for a member: sessions they come to, wait for, are offered or hold, cancelled ones
/// included, in order. Their single exceptions are in it as [`Answer::Away`](crate::domain::rsvp::Answer::Away).
pub async fn agenda(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<AgendaEntry>, StorageError> {
    let rows = sqlx::query(concat!(
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
    rows.iter().map(agenda_entry).collect()
}

fn agenda_entry(row: &SqliteRow) -> Result<AgendaEntry, StorageError> {
    let session: Session = read(row)?;
    let duty: Option<String> = row.try_get("duty")?;
    let of = RowOf::new("duty", session.id.0);
    let duty = duty.map(|word| of.word("role", &word, DutyRole::from_word)).transpose()?;
    Ok(AgendaEntry { session, answer: read_answer(row)?, duty })
}
