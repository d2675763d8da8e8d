//! The one question that a person was asked, so that a typed yes or no finds it.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::RowOf;
use crate::domain::id::CommunityId;

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What yes does, as `language` wrote it.
    pub yes: String,
    /// What no does; none: nothing.
    pub no: Option<String>,
    /// Where it was asked.
    pub place: String,
    /// Until when it waits.
    pub expires: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct QuestionRow {
    yes: String,
    no: Option<String>,
    place: String,
    expires: i64,
}

/// Keeps a person's question, over an earlier one. `asked` is a keyed hash of their account.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn put(
    db: &mut SqliteConnection,
    community: &CommunityId,
    asked: &str,
    question: &Question,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO question (community, asked, place, yes, no, expires) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (community, asked) DO UPDATE SET
           place = excluded.place, yes = excluded.yes, no = excluded.no, expires = excluded.expires",
    )
    .bind(community.as_str())
    .bind(asked)
    .bind(&question.place)
    .bind(&question.yes)
    .bind(&question.no)
    .bind(question.expires.timestamp())
    .execute(db)
    .await?;
    Ok(())
}

/// A person's question, while it waits.
///
/// # Errors
/// [`StorageError`].
pub async fn get(
    db: &mut SqliteConnection,
    community: &CommunityId,
    asked: &str,
    now: DateTime<Utc>,
) -> Result<Option<Question>, StorageError> {
    let row = sqlx::query_as::<_, QuestionRow>(
        "SELECT yes, no, place, expires FROM question WHERE community = ? AND asked = ? AND expires > ?",
    )
    .bind(community.as_str())
    .bind(asked)
    .bind(now.timestamp())
    .fetch_optional(db)
    .await?;
    let read = |row: QuestionRow| {
        let expires = RowOf::new("question", asked).instant("expires", row.expires)?;
        Ok(Question { yes: row.yes, no: row.no, place: row.place, expires })
    };
    row.map(read).transpose()
}

/// Removes a person's question.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn remove(
    db: &mut SqliteConnection,
    community: &CommunityId,
    asked: &str,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM question WHERE community = ? AND asked = ?")
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

    #[tokio::test]
    async fn a_person_has_one_question_until_it_is_answered_or_expires() {
        let (_storage, mut db) = house().await;
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let first = Question { yes: "a".to_owned(), no: None, place: String::new(), expires: at(50) };
        put(&mut db, &home(), "ana", &first).await.unwrap();
        let second = Question { yes: "b".to_owned(), no: Some("c".to_owned()), expires: at(100), ..first };
        put(&mut db, &home(), "ana", &second).await.unwrap();
        assert_eq!(get(&mut db, &home(), "ana", at(99)).await.unwrap(), Some(second));
        assert_eq!(get(&mut db, &home(), "ana", at(100)).await.unwrap(), None);
        assert_eq!(get(&mut db, &home(), "ben", at(1)).await.unwrap(), None);
        remove(&mut db, &home(), "ana").await.unwrap();
        assert_eq!(get(&mut db, &home(), "ana", at(99)).await.unwrap(), None);
    }
}
