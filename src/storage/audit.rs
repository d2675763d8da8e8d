//! Who changed which setting of a group, and when; never who came (P27).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::community;
use super::error::StorageError;
use super::row::RowOf;
use crate::domain::id::{CommunityId, GroupId, MemberId};

/// One change of a group's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which group.
    pub group: GroupId,
    /// Who; none where they have been erased since.
    pub member: Option<MemberId>,
    /// The setting, such as `capacity`; never its value.
    pub what: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct AuditRow {
    id: i64,
    group_id: i64,
    member: Option<i64>,
    what: String,
    at: i64,
}

impl AuditRow {
    fn read(self) -> Result<Change, StorageError> {
        let at = RowOf::new("audit", self.id).instant("at", self.at)?;
        Ok(Change { group: GroupId(self.group_id), member: self.member.map(MemberId), what: self.what, at })
    }
}

/// Records a change.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn record(
    db: &mut SqliteConnection,
    community: &CommunityId,
    change: &Change,
) -> Result<(), StorageError> {
    let id = community::new_id(db, community).await?;
    sqlx::query("INSERT INTO audit (community, id, group_id, member, what, at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(community.as_str())
        .bind(id)
        .bind(change.group.0)
        .bind(change.member.map(|member| member.0))
        .bind(&change.what)
        .bind(change.at.timestamp())
        .execute(db)
        .await?;
    Ok(())
}

/// The last changes of a group, newest first.
///
/// # Errors
/// [`StorageError`].
pub async fn of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    most: u32,
) -> Result<Vec<Change>, StorageError> {
    sqlx::query_as::<_, AuditRow>(
        "SELECT id, group_id, member, what, at FROM audit
         WHERE community = ? AND group_id = ? ORDER BY at DESC, id DESC LIMIT ?",
    )
    .bind(community.as_str())
    .bind(group.0)
    .bind(most)
    .fetch_all(db)
    .await?
    .into_iter()
    .map(AuditRow::read)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};
    use crate::storage::group::{self, tests::circle};
    use crate::storage::member::{self, tests::somebody};

    #[tokio::test]
    async fn p27_the_newest_change_comes_first() {
        let (_storage, mut db) = house().await;
        let group = group::insert(&mut db, &home(), &circle("Sunday circle"), None).await.unwrap();
        let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let change = |what: &str, seconds| Change {
            group,
            member: Some(ana),
            what: what.to_owned(),
            at: DateTime::from_timestamp(seconds, 0).unwrap(),
        };
        for one in [change("name", 1), change("capacity", 3), change("link", 2)] {
            record(&mut db, &home(), &one).await.unwrap();
        }
        let last = of_group(&mut db, &home(), group, 2).await.unwrap();
        assert_eq!(last, [change("capacity", 3), change("link", 2)]);
    }
}
