//! What is on offer to one person: the seats that are held for them.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use crate::domain::id::{CommunityId, MemberId, SessionId};

/// The sessions in which a seat is held for somebody, by their start.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn seats_for(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<SessionId>, StorageError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT r.session_id FROM rsvp r JOIN session s ON s.community = r.community AND s.id = r.session_id
         WHERE r.community = ?1 AND r.member = ?2 AND r.answer = 'offered' AND r.offered_until > ?3 AND s.ends > ?3
           AND s.state IN ('planned', 'moved', 'open') ORDER BY s.starts, s.id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(SessionId).collect())
}
