//! Sessions whose start was computed by other zone data than that in use, and how they follow it (G8).

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::{SessionRow, earliest_start, session_columns, sessions};
use crate::domain::id::{CommunityId, GroupId, SessionId};
use crate::domain::session::Session;
use crate::storage::error::StorageError;
use crate::storage::row::json_text;
use crate::storage::series::row_community;

/// Some of the groups with sessions ahead that other data than this computed, of any community, in order; those after a
/// place in that order.
pub async fn behind(
    db: &mut SqliteConnection,
    data: &str,
    after: Option<&(CommunityId, GroupId)>,
    (now, limit): (DateTime<Utc>, u32),
) -> Result<Vec<(CommunityId, GroupId)>, StorageError> {
    let (community, group) = after.map_or(("", 0), |(community, group)| (community.as_str(), group.0));
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT community, group_id FROM session WHERE (community, group_id) > (?, ?) AND starts > ? AND zone_data <> ?
         GROUP BY community, group_id ORDER BY community, group_id LIMIT ?",
    )
    .bind(community)
    .bind(group)
    .bind(earliest_start(now))
    .bind(data)
    .bind(limit)
    .fetch_all(db)
    .await?;
    let read = |(community, group): (String, i64)| {
        Ok((row_community("session", group, &community)?, GroupId(group)))
    };
    rows.into_iter().map(read).collect()
}

/// The sessions ahead of a group that other data than this computed, those that go on included.
pub async fn of_group_behind(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    data: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, StorageError> {
    let rows: Vec<SessionRow> = sqlx::query_as(concat!(
        "SELECT ",
        session_columns!(),
        " FROM session s WHERE s.community = ? AND s.group_id = ? AND s.starts > ? AND s.zone_data <> ?
         ORDER BY s.starts, s.id"
    ))
    .bind(community.as_str())
    .bind(group.0)
    .bind(earliest_start(now))
    .bind(data)
    .fetch_all(db)
    .await?;
    sessions(rows)
}

/// Notes that this data was asked about all of the group's sessions ahead.
pub async fn mark(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    data: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE session SET zone_data = ?1 WHERE community = ?2 AND group_id = ?3 AND starts > ?4 AND zone_data <> ?1",
    )
    .bind(data)
    .bind(community.as_str())
    .bind(group.0)
    .bind(earliest_start(now))
    .execute(db)
    .await?;
    Ok(())
}

/// Moves the start and end of sessions by so much. Their wall times, answers and revisions stay.
pub async fn shift(
    db: &mut SqliteConnection,
    community: &CommunityId,
    shifts: &[(SessionId, TimeDelta)],
) -> Result<(), StorageError> {
    let shifts: Vec<(i64, i64)> = shifts.iter().map(|(id, by)| (id.0, by.num_seconds())).collect();
    sqlx::query(
        "UPDATE session SET starts = starts + w.seconds, ends = ends + w.seconds
         FROM (SELECT value ->> 0 AS id, value ->> 1 AS seconds FROM json_each(?1)) AS w
         WHERE community = ?2 AND session.id = w.id",
    )
    .bind(json_text(&shifts))
    .bind(community.as_str())
    .execute(db)
    .await?;
    Ok(())
}
