//! Erasing a person: everything that is held on them goes at once (P22).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::journal;
use super::row::RowOf;
use crate::domain::id::{CommunityId, GroupId, MemberId, SessionId};
use crate::domain::roster::DutyRole;

/// What an erased person leaves to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Duties of sessions to come that are open again; cover is to be asked for.
    pub duties_reopened: Vec<(SessionId, DutyRole)>,
    /// Sessions to come where a seat became free, for those who wait.
    pub seats_freed: Vec<SessionId>,
    /// Groups that have nobody on their roster any more; somebody is to be asked.
    pub groups_without_roster: Vec<GroupId>,
}

/// Erases a person, and remembers it by a keyed hash, so that a copy from before comes back without them. `asked` is
/// the keyed hash under which their questions and buttons are kept. After the commit call
/// [`super::Storage::scrub`], so that nothing is left in the write-ahead log either (P37).
///
/// # Errors
/// [`StorageError`].
pub async fn erase(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    asked: &str,
    now: DateTime<Utc>,
) -> Result<Erased, StorageError> {
    journal::record(db, community, member, now).await?;
    remove(db, community, member, asked, now).await
}

/// Erases a person without remembering it.
pub(super) async fn remove(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    asked: &str,
    now: DateTime<Utc>,
) -> Result<Erased, StorageError> {
    let erased = Erased {
        duties_reopened: reopen_duties(db, community, member, now).await?,
        seats_freed: seats(db, community, member, now).await?,
        groups_without_roster: held_alone(db, community, member).await?,
    };
    for delete in [
        "DELETE FROM question WHERE community = ? AND asked = ?",
        "DELETE FROM button WHERE community = ? AND asked = ?",
    ] {
        sqlx::query(delete).bind(community.as_str()).bind(asked).execute(&mut *db).await?;
    }
    for change in [
        "UPDATE audit SET member = NULL WHERE community = ? AND member = ?",
        // The rest goes with the row of the person, by the foreign keys of the schema.
        "DELETE FROM member WHERE community = ? AND id = ?",
    ] {
        sqlx::query(change).bind(community.as_str()).bind(member.0).execute(&mut *db).await?;
    }
    Ok(erased)
}

async fn reopen_duties(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<(SessionId, DutyRole)>, StorageError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "UPDATE duty SET state = 'handed back', member = NULL
         WHERE community = ?1 AND member = ?2 AND session_id IN (
           SELECT id FROM session WHERE community = ?1 AND ends > ?3 AND state IN ('planned', 'moved', 'open'))
         RETURNING session_id, role",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    let read = |(session, role): (i64, String)| {
        Ok((SessionId(session), RowOf::new("duty", session).word("role", &role, DutyRole::from_word)?))
    };
    let mut duties = rows.into_iter().map(read).collect::<Result<Vec<_>, StorageError>>()?;
    duties.sort_unstable();
    Ok(duties)
}

async fn seats(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<SessionId>, StorageError> {
    let sessions: Vec<i64> = sqlx::query_scalar(
        "SELECT session.id FROM rsvp
         JOIN session ON session.community = rsvp.community AND session.id = rsvp.session_id
         WHERE rsvp.community = ? AND rsvp.member = ? AND rsvp.answer IN ('coming', 'offered')
           AND session.ends > ? ORDER BY session.starts, session.id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .fetch_all(db)
    .await?;
    Ok(sessions.into_iter().map(SessionId).collect())
}

async fn held_alone(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
) -> Result<Vec<GroupId>, StorageError> {
    let groups: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT mine.group_id FROM roster AS mine
         JOIN \"group\" AS g ON g.community = mine.community AND g.id = mine.group_id
         WHERE mine.community = ?1 AND mine.member = ?2 AND g.status <> 'ended' AND NOT EXISTS (
           SELECT 1 FROM roster AS theirs
           WHERE theirs.community = ?1 AND theirs.group_id = mine.group_id AND theirs.member <> ?2)
         ORDER BY mine.group_id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .fetch_all(db)
    .await?;
    Ok(groups.into_iter().map(GroupId).collect())
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Row};

    use super::*;
    use crate::storage::Tx;
    use crate::storage::community::tests::{home, house};
    use crate::storage::population::{ANA, BEN, NOW, populate};

    /// Where anything of somebody is: every text and number of every row of every table that is theirs.
    async fn traces(db: &mut Tx, words: &[&str]) -> Vec<String> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlx%'",
        )
        .fetch_all(&mut **db)
        .await
        .unwrap();
        let mut found = Vec::new();
        for table in tables {
            let rows =
                sqlx::query(AssertSqlSafe(format!("SELECT * FROM \"{table}\""))).fetch_all(&mut **db).await;
            for row in rows.unwrap() {
                for column in 0..row.len() {
                    let text: Option<String> = row.try_get_unchecked(column).unwrap();
                    found.extend(
                        text.filter(|text| words.iter().any(|word| text.contains(word)))
                            .map(|text| format!("{table}: {text}")),
                    );
                }
            }
        }
        found
    }

    #[tokio::test]
    async fn p22_nothing_of_a_person_is_left_and_others_stay() {
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        let words = ["ana-canary", "ana-account", "ana-asked", &ANA.0.to_string()];
        assert!(traces(&mut db, &words).await.len() >= 12, "the test would prove nothing");
        let mut ben_before = traces(&mut db, &["ben-canary", &BEN.0.to_string()]).await;
        // What Ben was told about Ana goes with Ana.
        ben_before.retain(|trace| !trace.starts_with("delivery"));
        let erased = erase(&mut db, &home(), ANA, "ana-asked", NOW).await.unwrap();
        assert_eq!(traces(&mut db, &words).await, Vec::<String>::new());
        assert_eq!(traces(&mut db, &["ben-canary", &BEN.0.to_string()]).await, ben_before);
        assert_eq!(erased.duties_reopened.len(), 1);
        assert_eq!(erased.seats_freed.len(), 1, "a session that is over frees no seat");
        assert_eq!(
            erased.groups_without_roster.len(),
            1,
            "where Ben is on the roster too, nobody is missing"
        );
        let (state, member): (String, Option<i64>) =
            sqlx::query_as("SELECT state, member FROM duty WHERE session_id = ?")
                .bind(erased.duties_reopened[0].0.0)
                .fetch_one(&mut *db)
                .await
                .unwrap();
        assert_eq!((state.as_str(), member), ("handed back", None));
        let changes: i64 = sqlx::query_scalar("SELECT count(*) FROM audit WHERE member IS NULL")
            .fetch_one(&mut *db)
            .await
            .unwrap();
        assert_eq!(changes, 1, "the change stays, without a name (P27)");
    }

    #[tokio::test]
    async fn erasing_somebody_unknown_does_nothing() {
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        let erased = erase(&mut db, &home(), MemberId(404), "nobody", NOW).await.unwrap();
        assert_eq!(erased, Erased::default());
    }
}
