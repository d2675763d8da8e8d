//! The reminders that people ask for in their own words. Each is a delivery that waits; its words go with it.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::{RowOf, json_text};
use crate::domain::id::{CommunityId, MemberId};
use crate::domain::reminder::OwnReminder;

/// A member's own reminders that wait, in the order in which they come.
///
/// # Errors
/// [`StorageError`].
pub async fn own(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
) -> Result<Vec<OwnReminder>, StorageError> {
    let rows: Vec<(i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT id, due, detail FROM delivery
         WHERE community = ? AND member = ? AND kind = 'own_reminder' AND state IN ('planned', 'claimed')
         ORDER BY due, id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .fetch_all(db)
    .await?;
    let read = |(id, due, text): (i64, i64, Option<String>)| {
        let of = RowOf::new("delivery", id);
        Ok(OwnReminder { id, due: of.instant("due", due)?, text: text.ok_or_else(|| of.bad("detail"))? })
    };
    rows.into_iter().map(read).collect()
}

/// Takes back some of a member's own reminders: nothing of them is kept. What is being sent right now
/// may still arrive.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn take_back(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    reminders: &[OwnReminder],
) -> Result<(), StorageError> {
    let ids: Vec<i64> = reminders.iter().map(|reminder| reminder.id).collect();
    sqlx::query(
        "DELETE FROM delivery WHERE community = ? AND member = ? AND kind = 'own_reminder'
         AND id IN (SELECT value FROM json_each(?))",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(json_text(&ids))
    .execute(db)
    .await?;
    Ok(())
}

/// Lets what waits for the end of a member's quiet hours be looked at again now, after they chose others. It is
/// not late for having waited.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn look_again(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE delivery SET try_at = ?3, held_until = ?3
         WHERE community = ?1 AND member = ?2 AND state = 'planned' AND held_until > ?3 AND try_at = held_until",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reminder::own_reminder;
    use crate::storage::community::tests::{home, house};
    use crate::storage::member::tests::somebody;
    use crate::storage::{delivery, export, member};

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    #[tokio::test]
    async fn p21_p22_own_words_are_the_persons_alone_and_go_when_they_take_them_back() {
        let (_storage, mut db) = house().await;
        let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let ben = member::insert(&mut db, &home(), &somebody("Ben")).await.unwrap();
        let notices = [
            own_reminder(ana, "water the plants".to_owned(), at(20)),
            own_reminder(ana, "call Cora".to_owned(), at(10)),
            own_reminder(ana, "call Cora".to_owned(), at(10)),
            own_reminder(ben, "call Cora".to_owned(), at(10)),
        ];
        delivery::record(&mut db, &home(), &notices).await.unwrap();
        let words = |own: &[OwnReminder]| own.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        let mine = own(&mut db, &home(), ana).await.unwrap();
        assert_eq!(words(&mine), ["call Cora", "water the plants"], "in order, and the same one once");
        let held = export::export(&mut db, &home(), ana, "asked").await.unwrap().unwrap();
        assert_eq!(held.messages.len(), 2);
        assert!(held.messages.iter().any(|message| message.detail.as_deref() == Some("call Cora")));
        take_back(&mut db, &home(), ben, &mine).await.unwrap();
        assert_eq!(own(&mut db, &home(), ana).await.unwrap().len(), 2, "nobody takes back another's");
        take_back(&mut db, &home(), ana, &mine[..1]).await.unwrap();
        assert_eq!(words(&own(&mut db, &home(), ana).await.unwrap()), ["water the plants"]);
        let kept: i64 =
            sqlx::query_scalar("SELECT count(*) FROM delivery").fetch_one(&mut *db).await.unwrap();
        assert_eq!(kept, 2, "the row is gone, not marked");
    }
}
