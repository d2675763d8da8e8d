//! Who belongs to a group, or asked to.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::RowOf;
use crate::domain::id::{CommunityId, GroupId, MemberId};
use crate::domain::membership::{Belonging, MembershipState};

#[derive(sqlx::FromRow)]
struct MembershipRow {
    group_id: i64,
    member: i64,
    state: String,
    since: i64,
    note: Option<String>,
}

impl MembershipRow {
    fn read(self) -> Result<Belonging, StorageError> {
        let row = RowOf::new("membership", format!("{} {}", self.group_id, self.member));
        Ok(Belonging {
            group: GroupId(self.group_id),
            member: MemberId(self.member),
            state: row.word("state", &self.state, MembershipState::from_word)?,
            since: row.instant("since", self.since)?,
            note: self.note,
        })
    }
}

/// Keeps somebody's place in a group, over an earlier one.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn put(
    db: &mut SqliteConnection,
    community: &CommunityId,
    belonging: &Belonging,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO membership (community, group_id, member, state, since, note) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (community, group_id, member)
         DO UPDATE SET state = excluded.state, since = excluded.since, note = excluded.note",
    )
    .bind(community.as_str())
    .bind(belonging.group.0)
    .bind(belonging.member.0)
    .bind(belonging.state.word())
    .bind(belonging.since.timestamp())
    .bind(&belonging.note)
    .execute(db)
    .await?;
    Ok(())
}

/// Removes somebody from a group, or their request; false where there was nothing.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn remove(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
) -> Result<bool, StorageError> {
    let done = sqlx::query("DELETE FROM membership WHERE community = ? AND group_id = ? AND member = ?")
        .bind(community.as_str())
        .bind(group.0)
        .bind(member.0)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Those who belong to a group, or those who wait for an answer, in order of time.
///
/// # Errors
/// [`StorageError`].
pub async fn of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    state: MembershipState,
) -> Result<Vec<Belonging>, StorageError> {
    sqlx::query_as::<_, MembershipRow>(
        "SELECT group_id, member, state, since, note FROM membership
         WHERE community = ? AND group_id = ? AND state = ? ORDER BY since, member",
    )
    .bind(community.as_str())
    .bind(group.0)
    .bind(state.word())
    .fetch_all(db)
    .await?
    .into_iter()
    .map(MembershipRow::read)
    .collect()
}

/// Somebody's places in all groups.
///
/// # Errors
/// [`StorageError`].
pub async fn of_member(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
) -> Result<Vec<Belonging>, StorageError> {
    sqlx::query_as::<_, MembershipRow>(
        "SELECT group_id, member, state, since, note FROM membership
         WHERE community = ? AND member = ? ORDER BY since, group_id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .fetch_all(db)
    .await?
    .into_iter()
    .map(MembershipRow::read)
    .collect()
}

/// The groups with requests that wait for an answer.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn groups_with_requests(
    db: &mut SqliteConnection,
    community: &CommunityId,
) -> Result<BTreeSet<GroupId>, StorageError> {
    let groups: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT group_id FROM membership WHERE community = ? AND state = 'requested'",
    )
    .bind(community.as_str())
    .fetch_all(db)
    .await?;
    Ok(groups.into_iter().map(GroupId).collect())
}

/// Removes the requests made before a time, which nobody answered (P28); says how many.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn expire_requests(
    db: &mut SqliteConnection,
    community: &CommunityId,
    before: DateTime<Utc>,
) -> Result<u64, StorageError> {
    let done =
        sqlx::query("DELETE FROM membership WHERE community = ? AND state = 'requested' AND since < ?")
            .bind(community.as_str())
            .bind(before.timestamp())
            .execute(db)
            .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};
    use crate::storage::group::{self, tests::circle};
    use crate::storage::member::{self, tests::somebody};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[tokio::test]
    async fn a_request_becomes_belonging_and_ends_without_a_trace() {
        let (_storage, mut db) = house().await;
        let group = group::insert(&mut db, &home(), &circle("Sunday circle"), None).await.unwrap();
        let member = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let note = Some("May I?".to_owned());
        let request = Belonging { group, member, state: MembershipState::Requested, since: at(10), note };
        put(&mut db, &home(), &request).await.unwrap();
        let waiting = of_group(&mut db, &home(), group, MembershipState::Requested).await.unwrap();
        assert_eq!(waiting, std::slice::from_ref(&request));
        assert_eq!(groups_with_requests(&mut db, &home()).await.unwrap(), BTreeSet::from([group]));
        assert!(group::standing(&mut db, &home(), group, Some(member)).await.unwrap().requested);
        let belongs = Belonging { state: MembershipState::Belongs, since: at(20), note: None, ..request };
        put(&mut db, &home(), &belongs).await.unwrap();
        assert!(group::standing(&mut db, &home(), group, Some(member)).await.unwrap().belongs);
        assert_eq!(of_member(&mut db, &home(), member).await.unwrap(), [belongs]);
        assert!(groups_with_requests(&mut db, &home()).await.unwrap().is_empty());
        assert_eq!(
            expire_requests(&mut db, &home(), at(1_000)).await.unwrap(),
            0,
            "it is no request any more"
        );
        let found = member::by_name_in_group(&mut db, &home(), group, "ana").await.unwrap();
        assert_eq!(found.len(), 1);
        assert!(remove(&mut db, &home(), group, member).await.unwrap());
        assert!(!remove(&mut db, &home(), group, member).await.unwrap());
        assert!(member::by_name_in_group(&mut db, &home(), group, "ana").await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn p28_old_requests_expire() {
        let (_storage, mut db) = house().await;
        let group = group::insert(&mut db, &home(), &circle("Sunday circle"), None).await.unwrap();
        for (name, seconds) in [("Ana", 10), ("Ben", 20)] {
            let member = member::insert(&mut db, &home(), &somebody(name)).await.unwrap();
            let state = MembershipState::Requested;
            put(&mut db, &home(), &Belonging { group, member, state, since: at(seconds), note: None })
                .await
                .unwrap();
        }
        assert_eq!(expire_requests(&mut db, &home(), at(20)).await.unwrap(), 1);
        let left = of_group(&mut db, &home(), group, MembershipState::Requested).await.unwrap();
        assert_eq!(left.iter().map(|one| one.since).collect::<Vec<_>>(), [at(20)]);
    }
}
