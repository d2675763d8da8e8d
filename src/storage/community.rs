//! Communities, and the numbers given to what is in them.

use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::RowOf;
use crate::domain::community::Community;
use crate::domain::id::CommunityId;
use crate::domain::member::Language;

#[derive(sqlx::FromRow)]
struct CommunityRow {
    id: String,
    title: String,
    zone: String,
    language: String,
}

impl CommunityRow {
    fn read(self) -> Result<Community, StorageError> {
        let row = RowOf::new("community", &self.id);
        Ok(Community {
            zone: row.zone("zone", &self.zone)?,
            language: row.word("language", &self.language, Language::from_tag)?,
            id: row.word("id", &self.id, |id| CommunityId::new(id).ok())?,
            title: self.title,
        })
    }
}

/// Makes a community, or gives one that is there the title, zone and language of the configuration.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn put(db: &mut SqliteConnection, community: &Community) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO community (id, title, zone, language) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, zone = excluded.zone, language = excluded.language",
    )
    .bind(community.id.as_str())
    .bind(&community.title)
    .bind(community.zone.as_str())
    .bind(community.language.tag())
    .execute(db)
    .await?;
    Ok(())
}

/// The community of this name as it is kept; where there is none it is made, like the given one.
///
/// # Errors
/// [`StorageError`].
pub async fn ensure(
    db: &mut SqliteConnection,
    id: &CommunityId,
    like: &Community,
) -> Result<Community, StorageError> {
    if let Some(kept) = get(db, id).await? {
        return Ok(kept);
    }
    let made = Community { id: id.clone(), ..like.clone() };
    put(db, &made).await?;
    Ok(made)
}

/// One community.
///
/// # Errors
/// [`StorageError`].
pub async fn get(db: &mut SqliteConnection, id: &CommunityId) -> Result<Option<Community>, StorageError> {
    sqlx::query_as::<_, CommunityRow>("SELECT id, title, zone, language FROM community WHERE id = ?")
        .bind(id.as_str())
        .fetch_optional(db)
        .await?
        .map(CommunityRow::read)
        .transpose()
}

/// All communities, by their short names.
///
/// # Errors
/// [`StorageError`].
pub async fn list(db: &mut SqliteConnection) -> Result<Vec<Community>, StorageError> {
    sqlx::query_as::<_, CommunityRow>("SELECT id, title, zone, language FROM community ORDER BY id")
        .fetch_all(db)
        .await?
        .into_iter()
        .map(CommunityRow::read)
        .collect()
}

/// Takes `count` numbers for new things of a community and gives the first of them; the others follow it.
/// A number is never given twice, so that a late button or an old record cannot mean somebody else.
///
/// # Errors
/// [`StorageError::Database`], also where there is no such community.
pub(super) async fn new_ids(
    db: &mut SqliteConnection,
    community: &CommunityId,
    count: u32,
) -> Result<i64, StorageError> {
    let last: i64 =
        sqlx::query_scalar("UPDATE community SET last_id = last_id + ? WHERE id = ? RETURNING last_id")
            .bind(count)
            .bind(community.as_str())
            .fetch_one(db)
            .await?;
    Ok(last - i64::from(count) + 1)
}

/// A number for one new thing of a community.
///
/// # Errors
/// [`StorageError::Database`], also where there is no such community.
pub(super) async fn new_id(db: &mut SqliteConnection, community: &CommunityId) -> Result<i64, StorageError> {
    new_ids(db, community, 1).await
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::storage::{Storage, Tx};

    /// The community that the tests of this module live in.
    pub(in crate::storage) fn home() -> CommunityId {
        CommunityId::home()
    }

    /// A database in memory with the communities `home` and `away`.
    pub(in crate::storage) async fn house() -> (Storage, Tx) {
        let storage = Storage::in_memory().await.unwrap();
        let mut db = storage.write().await.unwrap();
        for id in ["home", "away"] {
            put(&mut db, &described(id, "Home")).await.unwrap();
        }
        (storage, db)
    }

    /// A community of this name and title, not kept yet.
    pub(in crate::storage) fn described(id: &str, title: &str) -> Community {
        Community {
            id: CommunityId::new(id).unwrap(),
            title: title.to_owned(),
            zone: "Europe/Vienna".parse().unwrap(),
            language: Language::Es,
        }
    }

    #[tokio::test]
    async fn a_community_is_made_once_and_follows_the_configuration() {
        let (_storage, mut db) = house().await;
        let changed = described("home", "Our house");
        put(&mut db, &changed).await.unwrap();
        assert_eq!(get(&mut db, &home()).await.unwrap(), Some(changed.clone()));
        assert_eq!(list(&mut db).await.unwrap(), vec![described("away", "Home"), changed]);
        assert_eq!(get(&mut db, &CommunityId::new("nowhere").unwrap()).await.unwrap(), None);
    }

    #[tokio::test]
    async fn one_that_is_there_stays_and_one_that_is_not_is_made() {
        let (_storage, mut db) = house().await;
        let like = described("home", "Somewhere");
        assert_eq!(ensure(&mut db, &home(), &like).await.unwrap().title, "Home");
        let new = CommunityId::new("nyc").unwrap();
        assert_eq!(ensure(&mut db, &new, &like).await.unwrap(), described("nyc", "Somewhere"));
        assert_eq!(get(&mut db, &new).await.unwrap(), Some(described("nyc", "Somewhere")));
    }

    #[tokio::test]
    async fn numbers_are_given_once_per_community_and_survive_a_change_of_title() {
        let (_storage, mut db) = house().await;
        assert_eq!(new_id(&mut db, &home()).await.unwrap(), 1);
        assert_eq!(new_ids(&mut db, &home(), 5).await.unwrap(), 2);
        put(&mut db, &described("home", "Our house")).await.unwrap();
        assert_eq!(new_id(&mut db, &home()).await.unwrap(), 7);
        assert_eq!(new_id(&mut db, &CommunityId::new("away").unwrap()).await.unwrap(), 1);
        assert!(new_id(&mut db, &CommunityId::new("nowhere").unwrap()).await.is_err());
    }
}
