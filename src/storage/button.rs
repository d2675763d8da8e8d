//! What buttons do: kept under ids that say nothing (P30).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::RowOf;
use crate::domain::id::CommunityId;

/// What happens when a button is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// The action, as `language` wrote it.
    pub action: String,
    /// Who alone may press it, as a keyed hash of their account; none: anybody.
    pub asked: Option<String>,
    /// True where it answers a question, and goes when that is answered.
    pub answers: bool,
    /// Until when it works.
    pub expires: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct ButtonRow {
    action: String,
    asked: Option<String>,
    answers: bool,
    expires: i64,
}

/// Keeps what a button does.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn insert(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: &str,
    pressed: &Pressed,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO button (community, id, action, asked, answers, expires) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(community.as_str())
    .bind(id)
    .bind(&pressed.action)
    .bind(&pressed.asked)
    .bind(pressed.answers)
    .bind(pressed.expires.timestamp())
    .execute(db)
    .await?;
    Ok(())
}

/// What a button does; none where it is unknown or works no longer.
///
/// # Errors
/// [`StorageError`].
pub async fn get(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Pressed>, StorageError> {
    let row = sqlx::query_as::<_, ButtonRow>(
        "SELECT action, asked, answers, expires FROM button WHERE community = ? AND id = ? AND expires > ?",
    )
    .bind(community.as_str())
    .bind(id)
    .bind(now.timestamp())
    .fetch_optional(db)
    .await?;
    let read = |row: ButtonRow| {
        let expires = RowOf::new("button", id).instant("expires", row.expires)?;
        Ok(Pressed { action: row.action, asked: row.asked, answers: row.answers, expires })
    };
    row.map(read).transpose()
}

/// Removes the buttons that answer somebody's question, so that it is answered once.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn remove_answers(
    db: &mut SqliteConnection,
    community: &CommunityId,
    asked: &str,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM button WHERE community = ? AND asked = ? AND answers")
        .bind(community.as_str())
        .bind(asked)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[tokio::test]
    async fn p30_a_button_works_in_its_community_until_it_expires() {
        let (_storage, mut db) = house().await;
        let pressed = Pressed {
            action: "{}".to_owned(),
            asked: Some("hash".to_owned()),
            answers: false,
            expires: at(100),
        };
        insert(&mut db, &home(), "abc", &pressed).await.unwrap();
        assert_eq!(get(&mut db, &home(), "abc", at(99)).await.unwrap(), Some(pressed));
        assert_eq!(get(&mut db, &home(), "abc", at(100)).await.unwrap(), None);
        let away = CommunityId::new("away").unwrap();
        assert_eq!(get(&mut db, &away, "abc", at(99)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_answers_to_ones_own_question_go_together() {
        let (_storage, mut db) = house().await;
        for (id, asked, answers) in
            [("yes", "ana", true), ("no", "ana", true), ("card", "ana", false), ("b", "ben", true)]
        {
            let pressed =
                Pressed { action: "{}".to_owned(), asked: Some(asked.to_owned()), answers, expires: at(100) };
            insert(&mut db, &home(), id, &pressed).await.unwrap();
        }
        remove_answers(&mut db, &home(), "ana").await.unwrap();
        for (id, there) in [("yes", false), ("no", false), ("card", true), ("b", true)] {
            assert_eq!(get(&mut db, &home(), id, at(1)).await.unwrap().is_some(), there, "{id}");
        }
    }
}
