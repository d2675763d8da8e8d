//! Duties: who holds which session, who was asked, and what is open.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::error::StorageError;
use super::row::RowOf;
use super::session::{self, session_columns};
use crate::domain::id::{CommunityId, GroupId, MemberId, SessionId};
use crate::domain::roster::{Duty, DutyRole, DutyState, WANTED};
use crate::domain::session::Session;

/// One row of either table: of a duty, or of somebody who was asked.
#[derive(sqlx::FromRow)]
struct DutyRow {
    session_id: i64,
    role: String,
    state: String,
    member: Option<i64>,
}

/// The duties of a session, every wanted one, the open ones too.
pub async fn of_session(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<Vec<Duty>, StorageError> {
    let rows: Vec<DutyRow> = sqlx::query_as(
        "SELECT session_id, role, state, member FROM duty WHERE community = ?1 AND session_id = ?2
         UNION ALL SELECT session_id, role, state, member FROM duty_offer WHERE community = ?1 AND session_id = ?2
         ORDER BY role, state, member",
    )
    .bind(community.as_str())
    .bind(session.0)
    .fetch_all(db)
    .await?;
    duties(session, &rows)
}

fn duties(session: SessionId, rows: &[DutyRow]) -> Result<Vec<Duty>, StorageError> {
    let duty = |role: DutyRole| {
        let mine: Vec<&DutyRow> =
            rows.iter().filter(|row| row.session_id == session.0 && row.role == role.word()).collect();
        Ok(Duty { session, role, state: state(&mine)? })
    };
    WANTED.into_iter().map(duty).collect()
}

fn state(rows: &[&DutyRow]) -> Result<DutyState, StorageError> {
    let with = |word: &str| rows.iter().find(|row| row.state == word);
    if let Some(row) = with("accepted") {
        let by = row.member.ok_or_else(|| RowOf::new("duty", row.session_id).bad("member"))?;
        return Ok(DutyState::Accepted { by: MemberId(by) });
    }
    let asked: Vec<MemberId> =
        rows.iter().filter(|row| row.state == "offered").filter_map(|row| row.member).map(MemberId).collect();
    Ok(if !asked.is_empty() {
        DutyState::Offered { to: asked }
    } else if with("handed back").is_some() {
        DutyState::HandedBack
    } else if with("declined").is_some() {
        DutyState::Declined
    } else {
        DutyState::Open
    })
}

/// The group's next sessions with their duties, open ones included.
pub async fn of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(Session, Vec<Duty>)>, StorageError> {
    let sessions = session::of_group(db, community, group, now, limit).await?;
    let mut ahead = Vec::with_capacity(sessions.len());
    for session in sessions.into_iter().filter(Session::takes_place) {
        let duties = of_session(db, community, session.id).await?;
        ahead.push((session, duties));
    }
    Ok(ahead)
}

/// Asks somebody to take a duty; false where they were asked already or it is taken.
pub async fn offer(
    db: &mut SqliteConnection,
    community: &CommunityId,
    (session, role): (SessionId, DutyRole),
    member: MemberId,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "INSERT INTO duty_offer (community, session_id, role, member, state)
         SELECT ?1, ?2, ?3, ?4, 'offered'
         WHERE NOT EXISTS (SELECT 1 FROM duty WHERE community = ?1 AND session_id = ?2 AND role = ?3 AND state = 'accepted')
         ON CONFLICT (community, session_id, role, member) DO NOTHING",
    )
    .bind(community.as_str())
    .bind(session.0)
    .bind(role.word())
    .bind(member.0)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody promises a duty. True where they won it; false where somebody has it already, or where
/// they hold another duty of this session. Nobody else stays asked.
pub async fn accept(
    db: &mut SqliteConnection,
    community: &CommunityId,
    (session, role): (SessionId, DutyRole),
    member: MemberId,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "INSERT INTO duty (community, session_id, role, state, member)
         SELECT ?1, ?2, ?3, 'accepted', ?4
         WHERE NOT EXISTS (SELECT 1 FROM duty WHERE community = ?1 AND session_id = ?2 AND state = 'accepted'
                             AND (role = ?3 OR member = ?4))
         ON CONFLICT (community, session_id, role) DO UPDATE SET state = excluded.state, member = excluded.member
           WHERE duty.state <> 'accepted'",
    )
    .bind(community.as_str())
    .bind(session.0)
    .bind(role.word())
    .bind(member.0)
    .execute(&mut *db)
    .await?;
    let won = done.rows_affected() == 1;
    if won {
        sqlx::query("DELETE FROM duty_offer WHERE community = ? AND session_id = ? AND role = ? AND state = 'offered'")
            .bind(community.as_str())
            .bind(session.0)
            .bind(role.word())
            .execute(db)
            .await?;
    }
    Ok(won)
}

/// Somebody says "not this time" to a duty, asked or not; they are not asked for it again.
pub async fn decline(
    db: &mut SqliteConnection,
    community: &CommunityId,
    (session, role): (SessionId, DutyRole),
    member: MemberId,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO duty_offer (community, session_id, role, member, state) VALUES (?, ?, ?, ?, 'declined')
         ON CONFLICT (community, session_id, role, member) DO UPDATE SET state = excluded.state",
    )
    .bind(community.as_str())
    .bind(session.0)
    .bind(role.word())
    .bind(member.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody hands a promised duty back: it is open again and no name stays. False where they did not have it.
pub async fn hand_back(
    db: &mut SqliteConnection,
    community: &CommunityId,
    (session, role): (SessionId, DutyRole),
    member: MemberId,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "UPDATE duty SET state = 'handed back', member = NULL
         WHERE community = ? AND session_id = ? AND role = ? AND member = ? AND state = 'accepted'",
    )
    .bind(community.as_str())
    .bind(session.0)
    .bind(role.word())
    .bind(member.0)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Reads a session and the role of somebody's duty in it.
fn session_and_role(row: &SqliteRow) -> Result<(Session, DutyRole), StorageError> {
    let word: String = row.try_get("role")?;
    let role = RowOf::new("duty", &word).word("role", &word, DutyRole::from_word)?;
    Ok((session::read(row)?, role))
}

/// The duties that somebody promised for sessions ahead, in order.
pub async fn promised_by(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<(Session, DutyRole)>, StorageError> {
    let promised = concat!(
        "SELECT ",
        session_columns!(),
        ", d.role FROM duty d CROSS JOIN session s ON s.community = d.community AND s.id = d.session_id
         WHERE d.community = ? AND d.member = ? AND d.state = 'accepted' AND s.ends > ? ORDER BY s.starts, s.id"
    );
    sessions_of(db, promised, (community, member), now).await
}

/// The duties that somebody was asked to take and has not answered, for sessions that have not started.
pub async fn asked_of(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<(Session, DutyRole)>, StorageError> {
    let asked = concat!(
        "SELECT ",
        session_columns!(),
        ", o.role FROM duty_offer o CROSS JOIN session s ON s.community = o.community AND s.id = o.session_id
         WHERE o.community = ? AND o.member = ? AND o.state = 'offered' AND s.starts > ? ORDER BY s.starts, s.id"
    );
    sessions_of(db, asked, (community, member), now).await
}

/// The sessions and roles that a query finds for somebody, at a time.
async fn sessions_of(
    db: &mut SqliteConnection,
    query: &'static str,
    (community, member): (&CommunityId, MemberId),
    now: DateTime<Utc>,
) -> Result<Vec<(Session, DutyRole)>, StorageError> {
    let rows = sqlx::query(query)
        .bind(community.as_str())
        .bind(member.0)
        .bind(now.timestamp())
        .fetch_all(db)
        .await?;
    rows.iter().map(session_and_role).collect()
}

/// Hands back every duty that a member promised in sessions of a group ahead; says which.
pub async fn hand_back_all(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<(Session, DutyRole)>, StorageError> {
    let promised = promised_by(db, community, member, now).await?;
    let mut handed_back = Vec::new();
    for (session, role) in promised.into_iter().filter(|(session, _)| session.group == group) {
        if hand_back(db, community, (session.id, role), member).await? {
            handed_back.push((session, role));
        }
    }
    Ok(handed_back)
}

/// Forgets that somebody was asked for duties of a group, and what they answered.
pub async fn forget_offers(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
) -> Result<(), StorageError> {
    sqlx::query(
        "DELETE FROM duty_offer WHERE community = ?1 AND member = ?2
           AND session_id IN (SELECT id FROM session WHERE community = ?1 AND group_id = ?3)",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(group.0)
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};
    use crate::storage::group::tests::circle;
    use crate::storage::session::tests::{laid_out, people, sundays, utc};

    #[tokio::test]
    async fn promise_4_of_two_who_accept_one_wins_and_the_other_is_no_longer_asked() {
        let (_storage, mut db) = house().await;
        let series = sundays(&mut db, &circle("Sunday circle")).await;
        let session = laid_out(&mut db, &series, utc("03-20T12:00")).await[0].clone();
        let [ana, ben] = people(&mut db, ["ana", "ben"]).await;
        let (lead, co) = ((session.id, DutyRole::Lead), (session.id, DutyRole::Co));
        let states = async |db: &mut SqliteConnection| {
            let duties = of_session(db, &home(), session.id).await.unwrap();
            duties.into_iter().map(|duty| duty.state).collect::<Vec<_>>()
        };
        assert_eq!(states(&mut db).await, [DutyState::Open, DutyState::Open]);
        for member in [ana, ben] {
            assert!(offer(&mut db, &home(), lead, member).await.unwrap());
        }
        assert_eq!(states(&mut db).await, [DutyState::Offered { to: vec![ana, ben] }, DutyState::Open]);
        assert_eq!(asked_of(&mut db, &home(), ben, utc("03-20T12:00")).await.unwrap().len(), 1);
        assert!(accept(&mut db, &home(), lead, ana).await.unwrap());
        assert!(!accept(&mut db, &home(), lead, ben).await.unwrap(), "ana was first");
        assert!(!accept(&mut db, &home(), co, ana).await.unwrap(), "one person holds one place");
        assert!(!offer(&mut db, &home(), lead, ben).await.unwrap(), "it is taken");
        assert_eq!(asked_of(&mut db, &home(), ben, utc("03-20T12:00")).await.unwrap(), []);
        decline(&mut db, &home(), co, ben).await.unwrap();
        assert_eq!(states(&mut db).await, [DutyState::Accepted { by: ana }, DutyState::Declined]);
        let promised = promised_by(&mut db, &home(), ana, utc("03-20T12:00")).await.unwrap();
        assert_eq!(promised, [(session.clone(), DutyRole::Lead)]);
        let back = hand_back_all(&mut db, &home(), session.group, ana, utc("03-20T12:00")).await.unwrap();
        assert_eq!(back, promised);
        assert_eq!(states(&mut db).await, [DutyState::HandedBack, DutyState::Declined]);
        assert!(accept(&mut db, &home(), lead, ben).await.unwrap(), "it is open again");
    }

    #[tokio::test]
    async fn who_leaves_is_forgotten_among_those_who_were_asked() {
        let (_storage, mut db) = house().await;
        let series = sundays(&mut db, &circle("Sunday circle")).await;
        let session = laid_out(&mut db, &series, utc("03-20T12:00")).await[0].clone();
        let [ana, ben] = people(&mut db, ["ana", "ben"]).await;
        for member in [ana, ben] {
            offer(&mut db, &home(), (session.id, DutyRole::Lead), member).await.unwrap();
        }
        decline(&mut db, &home(), (session.id, DutyRole::Co), ana).await.unwrap();
        forget_offers(&mut db, &home(), session.group, ana).await.unwrap();
        let duties = of_session(&mut db, &home(), session.id).await.unwrap();
        let states: Vec<_> = duties.into_iter().map(|duty| duty.state).collect();
        assert_eq!(states, [DutyState::Offered { to: vec![ben] }, DutyState::Open]);
    }
}
