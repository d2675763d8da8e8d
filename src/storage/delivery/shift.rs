//! Reminders that wait move with their sessions when a clock law changes (G8).

use chrono::TimeDelta;
use sqlx::SqliteConnection;

use crate::domain::id::{CommunityId, SessionId};
use crate::storage::error::StorageError;
use crate::storage::row::json_text;

/// Moves what waits to remind of these sessions by so much; it then waits for quiet hours anew. What was sent stays, and so
/// does what may have arrived already. One that would have been due by now comes late, and says what is left.
pub async fn shift(
    db: &mut SqliteConnection,
    community: &CommunityId,
    shifts: &[(SessionId, TimeDelta)],
) -> Result<(), StorageError> {
    let shifts: Vec<(i64, i64)> = shifts.iter().map(|(id, by)| (id.0, by.num_seconds())).collect();
    sqlx::query(
        "UPDATE delivery SET due = due + w.seconds, try_at = due + w.seconds, held_until = NULL
         FROM (SELECT value ->> 0 AS id, value ->> 1 AS seconds FROM json_each(?1)) AS w
         WHERE community = ?2 AND session_id = w.id AND kind IN ('reminder', 'room_reminder')
           AND state = 'planned' AND tried_at IS NULL",
    )
    .bind(json_text(&shifts))
    .bind(community.as_str())
    .execute(db)
    .await?;
    Ok(())
}
