//! Deliveries: what is said unasked, recorded before it is sent (invariant 5, G1).

mod claim;
pub mod counter;
pub mod digest;
mod due;
mod facts;
mod plan;
mod shift;
pub mod status;
#[cfg(test)]
mod tests;
mod untrue;

use std::collections::BTreeSet;

use sqlx::SqliteConnection;

pub use claim::{QuietHours, Settled, Taken, Taking, claim, recheck, release_orphans, settle, switch_off};
pub use due::{Due, burst, due, first_orphan, next_due};
pub use plan::{
    Planned, reconcile, reconcile_group, reconcile_member, reconcile_session, reconcile_sessions, record,
};
pub use shift::shift;
pub use untrue::{Untrue, next_untrue, take_back_at, untrue};

use super::error::StorageError;
use super::row::RowOf;
use super::series::row_community;
use crate::domain::delivery::{Delivery, DeliveryState, Notice, NoticeKind, Recipient, Unsure};
use crate::domain::group::Room;
use crate::domain::id::{CommunityId, GroupId, MemberId, SessionId};
use crate::domain::member::Account;

/// The columns of a [`DeliveryRow`], of a table named `d` in what they are read from, and its recipient `m`.
macro_rules! delivery_columns {
    ($from:literal) => {
        concat!(
            "d.community, d.id, d.kind, d.platform, d.member, d.room, d.about, d.group_id, d.session_id, \
             d.offset_minutes, d.due, d.revision, d.detail, d.attempts, d.held_until, d.tried_at, d.look_up_from, \
             m.account FROM ",
            $from,
            " LEFT JOIN member m ON m.community = d.community AND m.id = d.member "
        )
    };
}
pub(super) use delivery_columns;

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    community: String,
    id: i64,
    kind: String,
    platform: String,
    member: Option<i64>,
    room: Option<String>,
    about: Option<i64>,
    group_id: i64,
    session_id: i64,
    offset_minutes: i64,
    due: i64,
    revision: i64,
    detail: Option<String>,
    attempts: i64,
    held_until: Option<i64>,
    tried_at: Option<i64>,
    look_up_from: Option<i64>,
    account: Option<String>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StorageError;

    fn try_from(row: DeliveryRow) -> Result<Self, StorageError> {
        let of = RowOf::new("delivery", row.id);
        let recipient = match (row.member, row.room) {
            (Some(member), None) => Recipient::Member(MemberId(member)),
            (None, Some(id)) => Recipient::Room(Room { platform: row.platform.clone(), id }),
            _ => return Err(of.bad("recipient")),
        };
        let notice = Notice {
            kind: of.word("kind", &row.kind, NoticeKind::from_word)?,
            recipient,
            group: Some(GroupId(row.group_id)).filter(|group| group.0 != 0),
            session: Some(SessionId(row.session_id)).filter(|session| session.0 != 0),
            offset_minutes: of.count("offset_minutes", row.offset_minutes)?,
            due: of.instant("due", row.due)?,
            revision: row.revision,
            about: row.about.map(MemberId),
            detail: row.detail,
        };
        let unsure = match (row.tried_at, row.look_up_from) {
            (Some(since), Some(from)) => Some(Unsure {
                since: of.instant("tried_at", since)?,
                look_up_from: of.instant("look_up_from", from)?,
            }),
            _ => None,
        };
        Ok(Self {
            community: row_community("delivery", row.id, &row.community)?,
            id: row.id,
            notice,
            account: row.account.map(|id| Account { platform: row.platform, id }),
            attempts: of.count("attempts", row.attempts)?,
            held_until: row.held_until.map(|at| of.instant("held_until", at)).transpose()?,
            unsure,
        })
    }
}

/// How a recipient is told apart in a row.
fn recipient_text(recipient: &Recipient) -> String {
    match recipient {
        Recipient::Member(member) => format!("member:{}", member.0),
        Recipient::Room(room) => format!("room:{}:{}", room.platform, room.id),
    }
}

/// How many deliveries of a community stand where; states without any are left out.
pub async fn counts(
    db: &mut SqliteConnection,
    community: &CommunityId,
) -> Result<Vec<(DeliveryState, u64)>, StorageError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT state, count(*) FROM delivery WHERE community = ? GROUP BY state ORDER BY state",
    )
    .bind(community.as_str())
    .fetch_all(db)
    .await?;
    let of = RowOf::new("delivery", community);
    let read = |(word, count): (String, i64)| {
        Ok((of.word("state", &word, DeliveryState::from_word)?, of.count("id", count)?))
    };
    rows.into_iter().map(read).collect()
}

/// Those who were offered a seat in a session and have not been told yet.
pub async fn untold_offers(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<BTreeSet<MemberId>, StorageError> {
    let members: Vec<i64> = sqlx::query_scalar(
        "SELECT member FROM delivery WHERE community = ? AND session_id = ? AND kind = 'offer_made'
           AND state IN ('planned', 'claimed') AND member IS NOT NULL",
    )
    .bind(community.as_str())
    .bind(session.0)
    .fetch_all(db)
    .await?;
    Ok(members.into_iter().map(MemberId).collect())
}
