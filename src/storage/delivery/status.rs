//! What became of what is said unasked, for those it concerns (G11), and trying again what could not be sent.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::domain::delivery::{DeliveryState, MAY_HAVE_ARRIVED, NoticeKind};
use crate::domain::id::{CommunityId, MemberId, SessionId};
use crate::domain::outcome::remind::Became;
use crate::domain::outcome::session::{Tally, Topic};
use crate::storage::error::StorageError;
use crate::storage::row::RowOf;

/// Part of a list, with how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// The items.
    pub items: Vec<T>,
    /// How many there are, these included.
    pub total: usize,
}

/// Something that waits to be sent to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number inside the community.
    pub id: i64,
    /// What about.
    pub kind: NoticeKind,
    /// When it is tried.
    pub due: DateTime<Utc>,
}

/// What waits to be sent to a member, the next first.
///
/// # Errors
/// [`StorageError`].
pub async fn ahead_of(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    (skip, take): (usize, usize),
) -> Result<Part<Waiting>, StorageError> {
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(
        "SELECT id, kind, try_at FROM delivery
         WHERE community = ? AND member = ? AND state IN ('planned', 'claimed') ORDER BY try_at, id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .fetch_all(db)
    .await?;
    let total = rows.len();
    let read = |(id, kind, due): (i64, String, i64)| {
        let of = RowOf::new("delivery", id);
        let kind = of.word("kind", &kind, NoticeKind::from_word)?;
        Ok(Waiting { id, kind, due: of.instant("try_at", due)? })
    };
    let items = rows.into_iter().skip(skip).take(take).map(read).collect::<Result<_, StorageError>>()?;
    Ok(Part { items, total })
}

#[derive(sqlx::FromRow)]
struct BecameRow {
    id: i64,
    kind: String,
    due: i64,
    state: String,
    late: bool,
    unsure: bool,
}

/// What became of the newest messages to a member. What was withdrawn before its time, because they
/// chose otherwise, was never due and is left out.
///
/// # Errors
/// [`StorageError`].
pub async fn became(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    take: usize,
) -> Result<Part<Became>, StorageError> {
    let rows: Vec<BecameRow> = sqlx::query_as(
        "SELECT id, kind, due, state, late, state = 'dead' AND reason IS ? AS unsure FROM delivery
         WHERE community = ? AND member = ? AND done_at IS NOT NULL AND (state <> 'withdrawn' OR due <= done_at)
         ORDER BY due DESC, id DESC",
    )
    .bind(MAY_HAVE_ARRIVED)
    .bind(community.as_str())
    .bind(member.0)
    .fetch_all(db)
    .await?;
    let total = rows.len();
    let read = |row: BecameRow| {
        let of = RowOf::new("delivery", row.id);
        Ok(Became {
            kind: of.word("kind", &row.kind, NoticeKind::from_word)?,
            due: of.instant("due", row.due)?,
            state: of.word("state", &row.state, DeliveryState::from_word)?,
            late: row.late,
            unsure: row.unsure,
        })
    };
    let items = rows.into_iter().take(take).map(read).collect::<Result<_, StorageError>>()?;
    Ok(Part { items, total })
}

/// How many messages about a session stand where; nobody is named.
///
/// # Errors
/// [`StorageError`].
pub async fn of_session(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<Vec<(Topic, Tally)>, StorageError> {
    let rows: Vec<(String, String, bool, bool, i64)> = sqlx::query_as(
        "SELECT kind, state, late, state = 'dead' AND reason IS ? AS unsure, count(*) FROM delivery
         WHERE community = ? AND session_id = ? GROUP BY kind, state, late, unsure",
    )
    .bind(MAY_HAVE_ARRIVED)
    .bind(community.as_str())
    .bind(session.0)
    .fetch_all(db)
    .await?;
    let of = RowOf::new("delivery", format!("of session {}", session.0));
    let mut tallies: BTreeMap<Topic, Tally> = BTreeMap::new();
    for (kind, state, late, unsure, count) in rows {
        let kind = of.word("kind", &kind, NoticeKind::from_word)?;
        let state = of.word("state", &state, DeliveryState::from_word)?;
        let count = of.count("id", count)?;
        if let Some(topic) = Topic::of(kind) {
            let tally: &mut Tally = tallies.entry(topic).or_default();
            match unsure {
                true => tally.unsure += count,
                false => tally.add(state, late, count),
            }
        }
    }
    Ok(tallies.into_iter().collect())
}

/// Puts what could not be sent about a session back, to be tried at once; gives how much. What is no longer
/// true or of use then is left out as always. What a chat does not take from the bot stays as it is, and so
/// does what may have arrived.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn redrive(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<u64, StorageError> {
    let done = sqlx::query(
        "UPDATE delivery SET state = 'planned', attempts = 0, try_at = ?, claimed_at = NULL, done_at = NULL, reason = NULL
         WHERE community = ? AND session_id = ? AND state = 'dead' AND reason IS NOT ?",
    )
    .bind(now.timestamp())
    .bind(community.as_str())
    .bind(session.0)
    .bind(MAY_HAVE_ARRIVED)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reminder::{own_reminder, private_notice};
    use crate::storage::community::tests::{home, house};
    use crate::storage::delivery::record;
    use crate::storage::group::tests::circle;
    use crate::storage::member;
    use crate::storage::member::tests::somebody;
    use crate::storage::session::tests::{laid_out, sundays, utc};

    #[tokio::test]
    async fn g3_g11_what_may_have_arrived_is_counted_apart_and_stays_as_it_is() {
        let (_storage, mut db) = house().await;
        let series = sundays(&mut db, &circle("Sunday circle")).await;
        let session = laid_out(&mut db, &series, utc("03-23T12:00")).await[0].clone();
        let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let now = utc("03-24T12:00");
        for (minute, reason) in [(0, MAY_HAVE_ARRIVED), (1, "tried too often")] {
            let due = now + chrono::TimeDelta::minutes(minute);
            let notice = private_notice(NoticeKind::OfferLapsed, ana, &session, None, due);
            record(&mut db, &home(), &[notice]).await.unwrap();
            sqlx::query("UPDATE delivery SET state = 'dead', reason = ?, done_at = due WHERE due = ?")
                .bind(reason)
                .bind(due.timestamp())
                .execute(&mut *db)
                .await
                .unwrap();
        }
        let past = became(&mut db, &home(), ana, 1).await.unwrap();
        assert_eq!((past.total, past.items.len(), past.items[0].unsure), (2, 1, false), "the newest first");
        let tally = Tally { unsure: 1, dead: 1, ..Tally::default() };
        assert_eq!(of_session(&mut db, &home(), session.id).await.unwrap(), [(Topic::Places, tally)]);
        assert_eq!(redrive(&mut db, &home(), session.id, now).await.unwrap(), 1);
        let tally = Tally { unsure: 1, ahead: 1, ..Tally::default() };
        assert_eq!(of_session(&mut db, &home(), session.id).await.unwrap(), [(Topic::Places, tally)]);
    }

    #[tokio::test]
    async fn g11_what_waits_for_a_person_is_in_order_and_what_they_chose_away_is_no_news() {
        let (_storage, mut db) = house().await;
        let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let ben = member::insert(&mut db, &home(), &somebody("Ben")).await.unwrap();
        let at = |minute| utc("03-24T12:00") + chrono::TimeDelta::minutes(minute);
        let own = |who, minute| own_reminder(who, "x".to_owned(), at(minute));
        record(&mut db, &home(), &[own(ana, 3), own(ana, 1), own(ana, 2), own(ben, 1)]).await.unwrap();
        let ahead = ahead_of(&mut db, &home(), ana, (1, 1)).await.unwrap();
        assert_eq!((ahead.total, ahead.items.len(), ahead.items[0].due), (3, 1, at(2)));
        for (due, done) in [(1, 0), (2, 2)] {
            sqlx::query("UPDATE delivery SET state = 'withdrawn', done_at = ? WHERE due = ?")
                .bind(at(done).timestamp())
                .bind(at(due).timestamp())
                .execute(&mut *db)
                .await
                .unwrap();
        }
        let past = became(&mut db, &home(), ana, 5).await.unwrap();
        assert_eq!(past.items.iter().map(|one| one.due).collect::<Vec<_>>(), [at(2)]);
    }
}
