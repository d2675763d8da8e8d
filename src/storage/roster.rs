//! Who is willing to hold a group, and who looks after its roster.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::RowOf;
use crate::domain::id::{CommunityId, GroupId, MemberId};
use crate::domain::roster::{OnRoster, RosterPart};

#[derive(sqlx::FromRow)]
struct RosterRow {
    member: i64,
    name: String,
    part: String,
    since: i64,
}

impl RosterRow {
    fn read(self, group: GroupId) -> Result<OnRoster, StorageError> {
        let row = RowOf::new("roster", format!("{} {}", group.0, self.member));
        Ok(OnRoster {
            member: MemberId(self.member),
            part: row.word("part", &self.part, RosterPart::from_word)?,
            since: row.instant("since", self.since)?,
            name: self.name,
        })
    }
}

/// Everybody on a group's roster: those who hold it first, then by how long they have.
///
/// # Errors
/// [`StorageError`].
pub async fn of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
) -> Result<Vec<OnRoster>, StorageError> {
    let rows = sqlx::query_as::<_, RosterRow>(
        "SELECT r.member, m.name, r.part, r.since FROM roster AS r
         JOIN member AS m ON m.community = r.community AND m.id = r.member
         WHERE r.community = ? AND r.group_id = ? ORDER BY r.part DESC, r.since, r.member",
    )
    .bind(community.as_str())
    .bind(group.0)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|row| row.read(group)).collect()
}

/// The groups that somebody holds or looks after.
///
/// # Errors
/// [`StorageError`].
pub async fn of_member(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
) -> Result<Vec<(GroupId, RosterPart)>, StorageError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT group_id, part FROM roster WHERE community = ? AND member = ? ORDER BY group_id, part",
    )
    .bind(community.as_str())
    .bind(member.0)
    .fetch_all(db)
    .await?;
    let read = |(group, part): (i64, String)| {
        let row = RowOf::new("roster", format!("{group} {}", member.0));
        Ok((GroupId(group), row.word("part", &part, RosterPart::from_word)?))
    };
    rows.into_iter().map(read).collect()
}

/// Puts somebody on a group's roster; false where they are on it already.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn add(
    db: &mut SqliteConnection,
    community: &CommunityId,
    (group, part): (GroupId, RosterPart),
    member: MemberId,
    since: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "INSERT INTO roster (community, group_id, member, part, since) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (community, group_id, member, part) DO NOTHING",
    )
    .bind(community.as_str())
    .bind(group.0)
    .bind(member.0)
    .bind(part.word())
    .bind(since.timestamp())
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes somebody off a group's roster; false where they were not on it.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn remove(
    db: &mut SqliteConnection,
    community: &CommunityId,
    (group, part): (GroupId, RosterPart),
    member: MemberId,
) -> Result<bool, StorageError> {
    let done =
        sqlx::query("DELETE FROM roster WHERE community = ? AND group_id = ? AND member = ? AND part = ?")
            .bind(community.as_str())
            .bind(group.0)
            .bind(member.0)
            .bind(part.word())
            .execute(db)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// True where nobody is left who holds the group or looks after it: somebody has to be asked.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn nobody_left(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
) -> Result<bool, StorageError> {
    let left: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM roster WHERE community = ? AND group_id = ?)")
            .bind(community.as_str())
            .bind(group.0)
            .fetch_one(db)
            .await?;
    Ok(!left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};
    use crate::storage::group::{self, tests::circle};
    use crate::storage::member::{self, tests::somebody};

    #[tokio::test]
    async fn people_come_and_go_and_the_last_one_is_noticed() {
        let (_storage, mut db) = house().await;
        let group = group::insert(&mut db, &home(), &circle("Sunday circle"), None).await.unwrap();
        let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let ben = member::insert(&mut db, &home(), &somebody("Ben")).await.unwrap();
        assert!(nobody_left(&mut db, &home(), group).await.unwrap());
        let since = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let (holds, looks_after) = ((group, RosterPart::Facilitator), (group, RosterPart::Coordinator));
        assert!(add(&mut db, &home(), looks_after, ana, since(1)).await.unwrap());
        assert!(add(&mut db, &home(), holds, ben, since(3)).await.unwrap());
        assert!(add(&mut db, &home(), holds, ana, since(2)).await.unwrap());
        assert!(!add(&mut db, &home(), holds, ana, since(9)).await.unwrap());
        let roster = of_group(&mut db, &home(), group).await.unwrap();
        let people: Vec<_> = roster.iter().map(|one| (one.name.as_str(), one.part, one.since)).collect();
        assert_eq!(
            people,
            [
                ("Ana", RosterPart::Facilitator, since(2)),
                ("Ben", RosterPart::Facilitator, since(3)),
                ("Ana", RosterPart::Coordinator, since(1)),
            ]
        );
        assert_eq!(of_member(&mut db, &home(), ben).await.unwrap(), [holds]);
        let standing = group::standing(&mut db, &home(), group, Some(ana)).await.unwrap();
        assert!(standing.on_roster && standing.coordinates && !standing.belongs);
        for (what, who) in [(holds, ana), (holds, ben)] {
            assert!(remove(&mut db, &home(), what, who).await.unwrap());
            assert!(!nobody_left(&mut db, &home(), group).await.unwrap());
        }
        assert!(!remove(&mut db, &home(), holds, ben).await.unwrap());
        assert!(remove(&mut db, &home(), looks_after, ana).await.unwrap());
        assert!(nobody_left(&mut db, &home(), group).await.unwrap());
    }
}
