//! The week ahead: who is told of it, and what there is to tell.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::domain::delivery::{Delivery, NoticeKind, Recipient};
use crate::domain::digest::{LOOKS_AHEAD, WeekLine, next_planning};
use crate::domain::id::{CommunityId, MemberId};
use crate::domain::roster::WANTED;
use crate::domain::zone::ZoneName;
use crate::storage::error::StorageError;
use crate::storage::fact;
use crate::storage::row::RowOf;
use crate::storage::series::row_community;

/// The fact that says when digests were planned last, in Unix time.
const PLANNED: &str = "digests_planned";

/// Somebody who wants to be told of the week ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Whose they are.
    pub community: CommunityId,
    /// Who.
    pub member: MemberId,
    /// On whose clock it is Monday morning.
    pub zone: ZoneName,
}

/// When digests are to be planned next; at once where they never were.
pub async fn next_planned(db: &mut SqliteConnection) -> Result<DateTime<Utc>, StorageError> {
    let Some(text) = fact::get(db, PLANNED).await? else { return Ok(DateTime::UNIX_EPOCH) };
    let of = RowOf::new("fact", PLANNED);
    let seconds = text.parse().map_err(|_| of.bad("value"))?;
    Ok(next_planning(of.instant("value", seconds)?))
}

/// Notes that the digests that were to be planned by now are.
pub async fn planned(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StorageError> {
    fact::put(db, PLANNED, &now.timestamp().to_string()).await
}

#[derive(sqlx::FromRow)]
struct HolderRow {
    community: String,
    id: i64,
    zone: String,
}

/// Those who want reminders and are on the roster of a group that has not ended.
pub async fn holders(db: &mut SqliteConnection) -> Result<Vec<Holder>, StorageError> {
    let rows: Vec<HolderRow> = sqlx::query_as(
        "SELECT m.community, m.id, coalesce(m.zone, c.zone) AS zone
         FROM member m JOIN community c ON c.id = m.community
         WHERE m.reminders = 1 AND EXISTS (
           SELECT 1 FROM roster r JOIN \"group\" g ON g.community = r.community AND g.id = r.group_id
           WHERE r.community = m.community AND r.member = m.id AND g.status <> 'ended')
         ORDER BY m.community, m.id",
    )
    .fetch_all(db)
    .await?;
    let read = |row: HolderRow| {
        let of = RowOf::new("member", row.id);
        Ok(Holder {
            community: row_community("member", row.id, &row.community)?,
            member: MemberId(row.id),
            zone: of.zone("zone", &row.zone)?,
        })
    };
    rows.into_iter().map(read).collect()
}

#[derive(sqlx::FromRow)]
struct WeekRow {
    id: i64,
    starts: i64,
    coming: i64,
    held: i64,
}

/// The sessions of a digest; none for other deliveries.
pub(super) async fn week(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    now: DateTime<Utc>,
) -> Result<Vec<WeekLine>, StorageError> {
    match (delivery.notice.kind, &delivery.notice.recipient) {
        (NoticeKind::Digest, Recipient::Member(member)) => {
            week_of(db, &delivery.community, *member, now).await
        }
        _ => Ok(Vec::new()),
    }
}

/// The sessions of the week from now on in the groups that somebody holds or looks after.
async fn week_of(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<WeekLine>, StorageError> {
    let rows: Vec<WeekRow> = sqlx::query_as(
        "SELECT s.id, s.starts,
           (SELECT count(*) FROM rsvp r WHERE r.community = ?1 AND r.session_id = s.id AND r.answer = 'coming') AS coming,
           (SELECT count(*) FROM duty d WHERE d.community = ?1 AND d.session_id = s.id AND d.state = 'accepted') AS held
         FROM (SELECT DISTINCT group_id FROM roster WHERE community = ?1 AND member = ?2) AS mine
         JOIN \"group\" g ON g.community = ?1 AND g.id = mine.group_id
         JOIN session s ON s.community = ?1 AND s.group_id = g.id AND s.starts >= ?3 AND s.starts < ?4
         WHERE s.state IN ('planned', 'moved') AND (g.status = 'active'
           OR (g.status = 'paused' AND g.paused_until IS NOT NULL AND s.starts >= g.paused_until))
         ORDER BY s.starts, s.id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .bind((now + LOOKS_AHEAD).timestamp())
    .fetch_all(db)
    .await?;
    let wanted = u32::try_from(WANTED.len()).unwrap_or(0);
    let read = |row: WeekRow| {
        let of = RowOf::new("session", row.id);
        let held: u32 = of.count("held", row.held)?;
        Ok(WeekLine {
            starts: of.instant("starts", row.starts)?,
            coming: of.count("coming", row.coming)?,
            open: wanted.saturating_sub(held),
        })
    };
    rows.into_iter().map(read).collect()
}
