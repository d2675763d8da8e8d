//! Recording what is to be said, and keeping planned reminders in step with what people count on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::recipient_text;
use crate::domain::delivery::{Notice, Recipient};
use crate::domain::group::Group;
use crate::domain::id::{CommunityId, GroupId, MemberId, SessionId};
use crate::domain::member::ReminderChoice;
use crate::domain::reminder::{self, Occasion};
use crate::domain::session::Session;
use crate::storage::error::StorageError;
use crate::storage::row::{RowOf, json_text};
use crate::storage::session::{self, session_columns};
use crate::storage::{community, group, member};

/// How many rows go into one statement: SQLite takes 32,766 values at once.
const BATCH: usize = 1_000;

/// Records what is to be said. What is recorded already stays as it is: a sent one is not sent again
/// (G2), a withdrawn one is planned anew, and one that waits gets its new time. Those to somebody who
/// is not kept any more are left out.
pub async fn record(
    db: &mut SqliteConnection,
    community: &CommunityId,
    notices: &[Notice],
) -> Result<(), StorageError> {
    for batch in notices.chunks(BATCH) {
        let count = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let first = community::new_ids(db, community, count).await?;
        let platforms = platforms(db, community, batch).await?;
        let rows: Vec<(i64, &Notice, &str)> = (first..)
            .zip(batch)
            .filter_map(|(id, notice)| Some((id, notice, platform(notice, &platforms)?)))
            .collect();
        if !rows.is_empty() {
            insert(db, community, &rows).await?;
        }
    }
    Ok(())
}

fn platform<'a>(notice: &'a Notice, platforms: &'a BTreeMap<MemberId, String>) -> Option<&'a str> {
    match &notice.recipient {
        Recipient::Member(member) => platforms.get(member).map(String::as_str),
        Recipient::Room(room) => Some(&room.platform),
    }
}

/// Where the members among the recipients are reached.
async fn platforms(
    db: &mut SqliteConnection,
    community: &CommunityId,
    notices: &[Notice],
) -> Result<BTreeMap<MemberId, String>, StorageError> {
    let member = |notice: &Notice| match notice.recipient {
        Recipient::Member(member) => Some(member.0),
        Recipient::Room(_) => None,
    };
    let members: BTreeSet<i64> = notices.iter().filter_map(member).collect();
    if members.is_empty() {
        return Ok(BTreeMap::new());
    }
    let members: Vec<i64> = members.into_iter().collect();
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT id, platform FROM member WHERE community = ? AND id IN (SELECT value FROM json_each(?))",
    )
    .bind(community.as_str())
    .bind(json_text(&members))
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(id, platform)| (MemberId(id), platform)).collect())
}

async fn insert(
    db: &mut SqliteConnection,
    community: &CommunityId,
    rows: &[(i64, &Notice, &str)],
) -> Result<(), StorageError> {
    let mut insert = QueryBuilder::<Sqlite>::new(
        "INSERT INTO delivery (community, id, kind, platform, member, room, recipient, about, group_id, session_id,
           offset_minutes, occasion, revision, detail, due, try_at, class, state) ",
    );
    insert.push_values(rows, |mut row, (id, notice, platform)| {
        let (member, room) = match &notice.recipient {
            Recipient::Member(member) => (Some(member.0), None),
            Recipient::Room(room) => (None, Some(room.id.as_str())),
        };
        row.push_bind(community.as_str())
            .push_bind(*id)
            .push_bind(notice.kind.word())
            .push_bind(*platform)
            .push_bind(member)
            .push_bind(room)
            .push_bind(recipient_text(&notice.recipient))
            .push_bind(notice.about.map(|member| member.0))
            .push_bind(notice.group.map_or(0, |group| group.0))
            .push_bind(notice.session.map_or(0, |session| session.0))
            .push_bind(notice.offset_minutes)
            .push_bind(notice.occasion())
            .push_bind(notice.revision)
            .push_bind(notice.detail.as_deref())
            .push_bind(notice.due.timestamp())
            .push_bind(notice.due.timestamp())
            .push_bind(notice.class())
            .push("'planned'");
    });
    insert.push(
        " ON CONFLICT (community, session_id, kind, offset_minutes, group_id, recipient, revision, occasion)
          DO UPDATE SET due = excluded.due, try_at = excluded.due, state = 'planned', reason = NULL, done_at = NULL,
            attempts = 0, held_until = NULL
          WHERE delivery.state = 'withdrawn' OR (delivery.state = 'planned' AND delivery.due <> excluded.due)",
    );
    insert.build().execute(db).await?;
    Ok(())
}

/// Sessions of one group whose reminders are to be planned.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// Whose.
    pub group: &'a Group,
    /// Which.
    pub sessions: &'a [Session],
}

/// Brings the planned reminders of sessions in step with what is wanted now: plans what is missing,
/// withdraws what is no longer wanted. What was sent, or is being sent, stays.
pub async fn reconcile(
    db: &mut SqliteConnection,
    community: &CommunityId,
    of: Planned<'_>,
    default_offsets: &[u32],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let ids: Vec<i64> = of.sessions.iter().map(|session| session.id.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let coming = coming(db, community, &ids).await?;
    let mut wanted = Vec::new();
    for session in of.sessions {
        let coming = coming.get(&session.id).map(Vec::as_slice).unwrap_or_default();
        let occasion = Occasion { group: of.group, session, coming, default_offsets };
        wanted.extend(reminder::reminders(&occasion, now));
    }
    let planned = planned(db, community, &ids, now).await?;
    bring_in_step(db, community, &planned, wanted, now).await
}

/// Withdraws what is planned and not wanted, plans what is wanted and not planned.
async fn bring_in_step(
    db: &mut SqliteConnection,
    community: &CommunityId,
    planned: &PlannedRows,
    mut wanted: Vec<Notice>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    withdraw(db, community, &unwanted(planned, &wanted), now).await?;
    wanted.retain(|notice| {
        planned.get(&identity(notice)).is_none_or(|(_, due)| *due != notice.due.timestamp())
    });
    record(db, community, &wanted).await
}

/// What tells one reminder from another, as in the table's own rule of uniqueness.
type Identity = (i64, String, i64, String, i64);

/// The reminders that wait, with their numbers and due times.
type PlannedRows = BTreeMap<Identity, (i64, i64)>;

fn identity(notice: &Notice) -> Identity {
    (
        notice.session.map_or(0, |session| session.0),
        notice.kind.word().to_owned(),
        i64::from(notice.offset_minutes),
        recipient_text(&notice.recipient),
        notice.revision,
    )
}

fn unwanted(planned: &PlannedRows, wanted: &[Notice]) -> Vec<i64> {
    let wanted: BTreeSet<Identity> = wanted.iter().map(identity).collect();
    planned.iter().filter(|(identity, _)| !wanted.contains(*identity)).map(|(_, (id, _))| *id).collect()
}

#[derive(sqlx::FromRow)]
struct PlannedRow {
    id: i64,
    session_id: i64,
    kind: String,
    offset_minutes: i64,
    recipient: String,
    revision: i64,
    due: i64,
}

impl PlannedRow {
    fn entry(self) -> (Identity, (i64, i64)) {
        let identity = (self.session_id, self.kind, self.offset_minutes, self.recipient, self.revision);
        (identity, (self.id, self.due))
    }
}

/// The reminders of sessions that wait for their time. What is due already waits for its platform or for quiet hours
/// to end, and is looked at when it is sent.
async fn planned(
    db: &mut SqliteConnection,
    community: &CommunityId,
    sessions: &[i64],
    now: DateTime<Utc>,
) -> Result<PlannedRows, StorageError> {
    let rows: Vec<PlannedRow> = sqlx::query_as(
        "SELECT id, session_id, kind, offset_minutes, recipient, revision, due FROM delivery
         WHERE community = ? AND session_id IN (SELECT value FROM json_each(?))
           AND kind IN ('reminder', 'room_reminder') AND state = 'planned' AND due > ?",
    )
    .bind(community.as_str())
    .bind(json_text(sessions))
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(PlannedRow::entry).collect())
}

async fn withdraw(
    db: &mut SqliteConnection,
    community: &CommunityId,
    ids: &[i64],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE delivery SET state = 'withdrawn', done_at = ?
         WHERE community = ? AND id IN (SELECT value FROM json_each(?)) AND state = 'planned'",
    )
    .bind(now.timestamp())
    .bind(community.as_str())
    .bind(json_text(ids))
    .execute(db)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ComingRow {
    session_id: i64,
    member: i64,
    offsets: String,
}

/// Those who come to the sessions or hold them and want reminders.
async fn coming(
    db: &mut SqliteConnection,
    community: &CommunityId,
    sessions: &[i64],
) -> Result<BTreeMap<SessionId, Vec<(MemberId, ReminderChoice)>>, StorageError> {
    let rows: Vec<ComingRow> = sqlx::query_as(
        "WITH wanted AS (SELECT value AS id FROM json_each(?2)), coming AS (
           SELECT r.session_id, r.member FROM wanted CROSS JOIN rsvp r
             ON r.community = ?1 AND r.session_id = wanted.id AND r.answer = 'coming'
           UNION SELECT d.session_id, d.member FROM wanted CROSS JOIN duty d
             ON d.community = ?1 AND d.session_id = wanted.id AND d.state = 'accepted' AND d.member IS NOT NULL)
         SELECT c.session_id, c.member, m.offsets FROM coming c
         CROSS JOIN member m ON m.community = ?1 AND m.id = c.member AND m.reminders = 1",
    )
    .bind(community.as_str())
    .bind(json_text(sessions))
    .fetch_all(db)
    .await?;
    let mut coming: BTreeMap<SessionId, Vec<(MemberId, ReminderChoice)>> = BTreeMap::new();
    for row in rows {
        let offsets_minutes = RowOf::new("member", row.member).json("offsets", &row.offsets)?;
        let choice = ReminderChoice { on: true, offsets_minutes, quiet: None };
        coming.entry(SessionId(row.session_id)).or_default().push((MemberId(row.member), choice));
    }
    Ok(coming)
}

/// [`reconcile`] for one session, after its answers or duties changed.
pub async fn reconcile_session(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
    default_offsets: &[u32],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(session) = session::get(db, community, session).await? else { return Ok(()) };
    reconcile_sessions(db, community, &[session], default_offsets, now).await
}

/// [`reconcile`] for every session of a group that has not ended, after the group changed.
pub async fn reconcile_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    default_offsets: &[u32],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let sessions = session::of_group(db, community, group, now, u32::MAX).await?;
    reconcile_sessions(db, community, &sessions, default_offsets, now).await
}

/// Brings the private reminders of one member in step with what lies ahead for them, after they chose
/// other reminders.
pub async fn reconcile_member(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    default_offsets: &[u32],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(choice) = member::get(db, community, member).await?.map(|member| member.reminders) else {
        return Ok(());
    };
    let coming = [(member, choice)];
    let wanted: Vec<Notice> = ahead(db, community, member, now)
        .await?
        .iter()
        .flat_map(|session| reminder::private_reminders(session, &coming, default_offsets, now))
        .collect();
    let rows: Vec<PlannedRow> = sqlx::query_as(
        "SELECT id, session_id, kind, offset_minutes, recipient, revision, due FROM delivery
         WHERE community = ? AND member = ? AND kind = 'reminder' AND state = 'planned' AND due > ?",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .fetch_all(&mut *db)
    .await?;
    bring_in_step(db, community, &rows.into_iter().map(PlannedRow::entry).collect(), wanted, now).await
}

/// The sessions ahead that a member comes to or holds, of groups that meet then.
async fn ahead(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, StorageError> {
    let rows = sqlx::query(concat!(
        "WITH mine AS (
           SELECT session_id FROM rsvp WHERE community = ?1 AND member = ?2 AND answer = 'coming'
           UNION SELECT session_id FROM duty WHERE community = ?1 AND member = ?2 AND state = 'accepted')
         SELECT ",
        session_columns!(),
        " FROM mine CROSS JOIN session s ON s.community = ?1 AND s.id = mine.session_id
         CROSS JOIN \"group\" g ON g.community = ?1 AND g.id = s.group_id
         WHERE s.ends > ?3 AND (g.status = 'active'
           OR (g.status = 'paused' AND g.paused_until IS NOT NULL AND s.starts >= g.paused_until))"
    ))
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    rows.iter().map(session::read).collect()
}

/// [`reconcile`] for sessions of one group, which is looked up.
pub async fn reconcile_sessions(
    db: &mut SqliteConnection,
    community: &CommunityId,
    sessions: &[Session],
    default_offsets: &[u32],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(group) = sessions.first().map(|session| session.group) else { return Ok(()) };
    let Some(seen) = group::get(db, community, group, None).await? else { return Ok(()) };
    reconcile(db, community, Planned { group: &seen.group, sessions }, default_offsets, now).await
}
