//! Who comes: answers to sessions, and standing ones.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::delivery;
use super::error::StorageError;
use super::row::{RowOf, json_text};
use super::series::row_community;
use crate::domain::delivery::{Notice, NoticeKind};
use crate::domain::id::{CommunityId, GroupId, MemberId, SessionId};
use crate::domain::reminder::private_notice;
use crate::domain::rsvp::{Answer, Rsvp, Seats, offer_ends};
use crate::domain::session::Session;

#[derive(sqlx::FromRow)]
struct RsvpRow {
    session_id: i64,
    member: i64,
    answer: String,
    offered_until: Option<i64>,
    position: i64,
    standing: bool,
    first_time: bool,
}

/// Reads an answer from its two columns.
pub(super) fn answer(of: &RowOf, word: &str, offered_until: Option<i64>) -> Result<Answer, StorageError> {
    match (word, offered_until) {
        ("coming", None) => Ok(Answer::Coming),
        ("waiting", None) => Ok(Answer::Waiting),
        ("away", None) => Ok(Answer::Away),
        ("offered", Some(until)) => Ok(Answer::Offered { until: of.instant("offered_until", until)? }),
        _ => Err(of.bad("answer")),
    }
}

/// Writes an answer as its two columns.
fn answer_columns(answer: Answer) -> (&'static str, Option<i64>) {
    match answer {
        Answer::Coming => ("coming", None),
        Answer::Waiting => ("waiting", None),
        Answer::Away => ("away", None),
        Answer::Offered { until } => ("offered", Some(until.timestamp())),
    }
}

/// The seats of a session: its own number of them or the group's, the answers in order of arrival,
/// and those who promised to hold it. None where the session does not exist.
pub async fn seats(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
) -> Result<Option<Seats>, StorageError> {
    Ok(seats_of(db, community, &[session]).await?.remove(&session))
}

/// The seats of several sessions at once; sessions that do not exist are left out.
pub async fn seats_of(
    db: &mut SqliteConnection,
    community: &CommunityId,
    sessions: &[SessionId],
) -> Result<BTreeMap<SessionId, Seats>, StorageError> {
    let ids = ids_text(sessions);
    let capacities: Vec<(i64, Option<i64>)> = sqlx::query_as(
        "SELECT s.id, coalesce(s.capacity, g.capacity) FROM json_each(?2) wanted
         CROSS JOIN session s ON s.community = ?1 AND s.id = wanted.value
         CROSS JOIN \"group\" g ON g.community = ?1 AND g.id = s.group_id",
    )
    .bind(community.as_str())
    .bind(&ids)
    .fetch_all(&mut *db)
    .await?;
    let mut seats = BTreeMap::new();
    for (id, capacity) in capacities {
        let of = RowOf::new("session", id);
        let capacity = capacity.map(|seats| of.count("capacity", seats)).transpose()?;
        seats.insert(SessionId(id), Seats { capacity, rsvps: Vec::new(), holders: BTreeSet::new() });
    }
    for (session, rsvp) in rsvps(db, community, &ids).await? {
        seats.entry(session).and_modify(|seats| seats.rsvps.push(rsvp));
    }
    for (session, member) in holders(db, community, &ids).await? {
        seats.entry(session).and_modify(|seats| _ = seats.holders.insert(member));
    }
    Ok(seats)
}

fn ids_text(sessions: &[SessionId]) -> String {
    json_text(&sessions.iter().map(|session| session.0).collect::<Vec<_>>())
}

/// The answers to some sessions, each session's in order of arrival.
async fn rsvps(
    db: &mut SqliteConnection,
    community: &CommunityId,
    ids: &str,
) -> Result<Vec<(SessionId, Rsvp)>, StorageError> {
    let rows: Vec<RsvpRow> = sqlx::query_as(
        "SELECT r.session_id, r.member, r.answer, r.offered_until, r.position, r.standing, r.first_time
         FROM json_each(?2) wanted CROSS JOIN rsvp r ON r.community = ?1 AND r.session_id = wanted.value
         ORDER BY r.session_id, r.position, r.member",
    )
    .bind(community.as_str())
    .bind(ids)
    .fetch_all(db)
    .await?;
    let read = |row: RsvpRow| {
        let of = RowOf::new("rsvp", row.session_id);
        let rsvp = Rsvp {
            member: MemberId(row.member),
            answer: answer(&of, &row.answer, row.offered_until)?,
            order: row.position,
            standing: row.standing,
            first_time: row.first_time,
        };
        Ok((SessionId(row.session_id), rsvp))
    };
    rows.into_iter().map(read).collect()
}

async fn holders(
    db: &mut SqliteConnection,
    community: &CommunityId,
    ids: &str,
) -> Result<Vec<(SessionId, MemberId)>, StorageError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT d.session_id, d.member FROM json_each(?2) wanted
         CROSS JOIN duty d ON d.community = ?1 AND d.session_id = wanted.value
         WHERE d.state = 'accepted' AND d.member IS NOT NULL",
    )
    .bind(community.as_str())
    .bind(ids)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(session, member)| (SessionId(session), MemberId(member))).collect())
}

/// Keeps the answers to a session as they are now; writes only what differs.
pub async fn save_seats(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
    seats: &Seats,
) -> Result<(), StorageError> {
    save_all(db, community, &BTreeMap::from([(session, seats)])).await
}

async fn save_all(
    db: &mut SqliteConnection,
    community: &CommunityId,
    seats: &BTreeMap<SessionId, &Seats>,
) -> Result<(), StorageError> {
    let ids = ids_text(&seats.keys().copied().collect::<Vec<_>>());
    let before: BTreeMap<(SessionId, MemberId), Rsvp> = rsvps(db, community, &ids)
        .await?
        .into_iter()
        .map(|(session, rsvp)| ((session, rsvp.member), rsvp))
        .collect();
    let stays = |(session, member): &(SessionId, MemberId)| {
        seats.get(session).is_some_and(|seats| seats.of(*member).is_some())
    };
    for (session, member) in before.keys().filter(|key| !stays(key)) {
        sqlx::query("DELETE FROM rsvp WHERE community = ? AND session_id = ? AND member = ?")
            .bind(community.as_str())
            .bind(session.0)
            .bind(member.0)
            .execute(&mut *db)
            .await?;
    }
    let all = seats.iter().flat_map(|(session, seats)| seats.rsvps.iter().map(|rsvp| (*session, rsvp)));
    let changed = all.filter(|(session, rsvp)| before.get(&(*session, rsvp.member)) != Some(*rsvp));
    put(db, community, &changed.collect::<Vec<_>>()).await
}

/// How seats are passed on.
#[derive(Debug, Clone, Copy)]
pub struct SeatRules<'a> {
    /// How long a seat is held for whoever waits.
    pub hold: TimeDelta,
    /// How long before a session people are reminded who chose no times, in minutes.
    pub default_offsets: &'a [u32],
    /// The time.
    pub now: DateTime<Utc>,
}

/// Keeps the answers to a session after a change, with all that follows from it: free seats are
/// offered to those who wait longest, who are told, and reminders are planned anew. Says who was
/// offered a seat.
pub async fn settle(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: &Session,
    seats: Seats,
    rules: SeatRules<'_>,
) -> Result<Vec<MemberId>, StorageError> {
    settle_all(db, community, vec![(session.clone(), seats)], rules).await
}

/// [`settle`] for several sessions of one group at once; the sessions are as they are kept.
pub async fn settle_all(
    db: &mut SqliteConnection,
    community: &CommunityId,
    mut changed: Vec<(Session, Seats)>,
    rules: SeatRules<'_>,
) -> Result<Vec<MemberId>, StorageError> {
    let mut promoted = Vec::new();
    let mut offers: Vec<Notice> = Vec::new();
    for (session, seats) in &mut changed {
        if session.takes_place() && rules.now < session.starts {
            let offered = seats.promote(offer_ends(rules.now, session.starts, rules.hold));
            let offer =
                |member: &MemberId| private_notice(NoticeKind::OfferMade, *member, session, None, rules.now);
            offers.extend(offered.iter().map(offer));
            promoted.extend(offered);
        }
    }
    save_all(db, community, &changed.iter().map(|(session, seats)| (session.id, seats)).collect()).await?;
    delivery::record(db, community, &offers).await?;
    let sessions: Vec<Session> = changed.into_iter().map(|(session, _)| session).collect();
    delivery::reconcile_sessions(db, community, &sessions, rules.default_offsets, rules.now).await?;
    Ok(promoted)
}

/// How many rows go into one statement: SQLite takes 32,766 values at once.
const BATCH: usize = 2_000;

async fn put(
    db: &mut SqliteConnection,
    community: &CommunityId,
    rsvps: &[(SessionId, &Rsvp)],
) -> Result<(), StorageError> {
    for batch in rsvps.chunks(BATCH) {
        let mut insert = QueryBuilder::<Sqlite>::new(
            "INSERT INTO rsvp (community, session_id, member, answer, offered_until, position, standing, first_time) ",
        );
        insert.push_values(batch, |mut row, (session, rsvp)| {
            let (word, until) = answer_columns(rsvp.answer);
            row.push_bind(community.as_str())
                .push_bind(session.0)
                .push_bind(rsvp.member.0)
                .push_bind(word)
                .push_bind(until)
                .push_bind(rsvp.order)
                .push_bind(rsvp.standing)
                .push_bind(rsvp.first_time);
        });
        insert.push(
            " ON CONFLICT (community, session_id, member) DO UPDATE SET answer = excluded.answer,
              offered_until = excluded.offered_until, position = excluded.position,
              standing = excluded.standing, first_time = excluded.first_time",
        );
        insert.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Seats those with a standing RSVP in sessions that were just laid out (all of one group), in the
/// order in which they said "every time".
pub(super) async fn seat_standing(
    db: &mut SqliteConnection,
    community: &CommunityId,
    sessions: &[Session],
) -> Result<(), StorageError> {
    let Some(group) = sessions.first().map(|session| session.group) else { return Ok(()) };
    let members = standing_of_group(db, community, group).await?;
    if members.is_empty() {
        return Ok(());
    }
    let capacity: Option<i64> =
        sqlx::query_scalar("SELECT capacity FROM \"group\" WHERE community = ? AND id = ?")
            .bind(community.as_str())
            .bind(group.0)
            .fetch_one(&mut *db)
            .await?;
    let capacity = capacity.map(|seats| RowOf::new("group", group.0).count("capacity", seats)).transpose()?;
    let seated = |session: &Session| {
        let mut seats =
            Seats { capacity: session.capacity.or(capacity), rsvps: Vec::new(), holders: BTreeSet::new() };
        for member in &members {
            seats.come(*member, true, false);
        }
        (session.id, seats.rsvps)
    };
    let seated: Vec<(SessionId, Vec<Rsvp>)> = sessions.iter().map(seated).collect();
    let rows: Vec<(SessionId, &Rsvp)> =
        seated.iter().flat_map(|(session, rsvps)| rsvps.iter().map(|rsvp| (*session, rsvp))).collect();
    put(db, community, &rows).await
}

/// Those who come every time, in the order in which they said so.
pub async fn standing_of_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
) -> Result<Vec<MemberId>, StorageError> {
    let members: Vec<i64> = sqlx::query_scalar(
        "SELECT member FROM standing_rsvp WHERE community = ? AND group_id = ? ORDER BY since, member",
    )
    .bind(community.as_str())
    .bind(group.0)
    .fetch_all(db)
    .await?;
    Ok(members.into_iter().map(MemberId).collect())
}

/// The groups whose every session somebody comes to.
pub async fn standing_of_member(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
) -> Result<Vec<GroupId>, StorageError> {
    let groups: Vec<i64> = sqlx::query_scalar(
        "SELECT group_id FROM standing_rsvp WHERE community = ? AND member = ? ORDER BY group_id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .fetch_all(db)
    .await?;
    Ok(groups.into_iter().map(GroupId).collect())
}

/// True where somebody comes to every session of the group.
pub async fn has_standing(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
) -> Result<bool, StorageError> {
    let found: i64 = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM standing_rsvp WHERE community = ? AND group_id = ? AND member = ?)",
    )
    .bind(community.as_str())
    .bind(group.0)
    .bind(member.0)
    .fetch_one(db)
    .await?;
    Ok(found != 0)
}

/// Somebody comes to every session from now on; false where they did already.
pub async fn insert_standing(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
    since: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "INSERT INTO standing_rsvp (community, group_id, member, since) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(community.as_str())
    .bind(group.0)
    .bind(member.0)
    .bind(since.timestamp())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody no longer comes every time; false where they did not. What is laid out stays.
pub async fn remove_standing(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
) -> Result<bool, StorageError> {
    let done = sqlx::query("DELETE FROM standing_rsvp WHERE community = ? AND group_id = ? AND member = ?")
        .bind(community.as_str())
        .bind(group.0)
        .bind(member.0)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// True where nothing that is still kept tells of an earlier time in the group: no membership, no
/// place on the roster, no standing RSVP, no answer to any of its sessions. Answers go a week after
/// their session (P20), so somebody who comes back much later counts as new again.
pub async fn is_first_time(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
) -> Result<bool, StorageError> {
    let known: i64 = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM membership WHERE community = ?1 AND group_id = ?2 AND member = ?3 AND state = 'belongs')
             OR EXISTS (SELECT 1 FROM roster WHERE community = ?1 AND group_id = ?2 AND member = ?3)
             OR EXISTS (SELECT 1 FROM standing_rsvp WHERE community = ?1 AND group_id = ?2 AND member = ?3)
             OR EXISTS (SELECT 1 FROM rsvp r JOIN session s ON s.community = r.community AND s.id = r.session_id
                        WHERE r.community = ?1 AND r.member = ?3 AND s.group_id = ?2)",
    )
    .bind(community.as_str())
    .bind(group.0)
    .bind(member.0)
    .fetch_one(db)
    .await?;
    Ok(known == 0)
}

/// When the next offered seat goes on; none where none is offered.
pub async fn next_offer_end(db: &mut SqliteConnection) -> Result<Option<DateTime<Utc>>, StorageError> {
    let first: Option<i64> =
        sqlx::query_scalar("SELECT min(offered_until) FROM rsvp WHERE offered_until IS NOT NULL")
            .fetch_one(db)
            .await?;
    first.map(|until| RowOf::new("rsvp", "first").instant("offered_until", until)).transpose()
}

/// Some of the sessions, of any community, in which an offer has ended by now.
pub async fn with_ended_offers(
    db: &mut SqliteConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(CommunityId, SessionId)>, StorageError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT community, session_id FROM rsvp WHERE offered_until IS NOT NULL AND offered_until <= ?
         GROUP BY community, session_id ORDER BY min(offered_until), session_id LIMIT ?",
    )
    .bind(now.timestamp())
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|(community, id)| Ok((row_community("rsvp", id, &community)?, SessionId(id))))
        .collect()
}

/// Removes every answer of somebody to sessions of a group, past ones too; false where there was none.
/// Places that become free are not passed on: [`settle`] does that, session by session, before.
pub async fn forget_answers(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    member: MemberId,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "DELETE FROM rsvp WHERE community = ?1 AND member = ?2
           AND session_id IN (SELECT id FROM session WHERE community = ?1 AND group_id = ?3)",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(group.0)
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Holds the seat that somebody was offered until a later time.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn hold_until(
    db: &mut SqliteConnection,
    community: &CommunityId,
    session: SessionId,
    member: MemberId,
    until: DateTime<Utc>,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE rsvp SET offered_until = max(offered_until, ?)
         WHERE community = ? AND session_id = ? AND member = ? AND answer = 'offered'",
    )
    .bind(until.timestamp())
    .bind(community.as_str())
    .bind(session.0)
    .bind(member.0)
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::group::Group;
    use crate::storage::Tx;
    use crate::storage::community::tests::{home, house};
    use crate::storage::group::tests::circle;
    use crate::storage::session::tests::{comes, laid_out, people, sundays, utc};

    async fn two_seats(db: &mut Tx) -> Session {
        let series = sundays(db, &Group { capacity: Some(2), ..circle("Sunday circle") }).await;
        laid_out(db, &series, utc("03-20T12:00")).await[0].clone()
    }

    #[tokio::test]
    async fn answers_return_as_kept_and_p6_a_withdrawn_one_leaves_no_row() {
        let (_storage, mut db) = house().await;
        let session = two_seats(&mut db).await;
        let [ana, ben, cora] = people(&mut db, ["ana", "ben", "cora"]).await;
        for member in [ana, ben, cora] {
            comes(&mut db, session.id, member).await;
        }
        let mut seats = seats(&mut db, &home(), session.id).await.unwrap().unwrap();
        assert_eq!((seats.capacity, seats.place(cora)), (Some(2), Some(1)));
        seats.withdraw(ana, false);
        seats.promote(utc("03-21T12:00"));
        save_seats(&mut db, &home(), session.id, &seats).await.unwrap();
        assert_eq!(super::seats(&mut db, &home(), session.id).await.unwrap(), Some(seats));
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM rsvp").fetch_one(&mut *db).await.unwrap();
        assert_eq!(rows, 2);
        assert_eq!(next_offer_end(&mut db).await.unwrap(), Some(utc("03-21T12:00")));
        let ended = with_ended_offers(&mut db, utc("03-21T12:00"), 9).await.unwrap();
        assert_eq!(ended, [(home(), session.id)]);
        assert_eq!(with_ended_offers(&mut db, utc("03-21T11:59"), 9).await.unwrap(), []);
    }

    #[tokio::test]
    async fn settling_offers_a_free_seat_once_and_tells_of_it() {
        let (_storage, mut db) = house().await;
        let session = two_seats(&mut db).await;
        let [ana, ben, cora] = people(&mut db, ["ana", "ben", "cora"]).await;
        for member in [ana, ben, cora] {
            comes(&mut db, session.id, member).await;
        }
        let rules = SeatRules { hold: TimeDelta::hours(12), default_offsets: &[60], now: utc("03-20T12:00") };
        let mut seats = seats(&mut db, &home(), session.id).await.unwrap().unwrap();
        seats.withdraw(ana, false);
        assert_eq!(settle(&mut db, &home(), &session, seats.clone(), rules).await.unwrap(), [cora]);
        let seats = super::seats(&mut db, &home(), session.id).await.unwrap().unwrap();
        assert_eq!(seats.of(cora).unwrap().answer, Answer::Offered { until: utc("03-21T00:00") });
        assert_eq!(settle(&mut db, &home(), &session, seats, rules).await.unwrap(), []);
        let untold = delivery::untold_offers(&mut db, &home(), session.id).await.unwrap();
        assert_eq!(untold, BTreeSet::from([cora]));
    }

    #[tokio::test]
    async fn somebody_is_new_until_something_is_kept_that_tells_of_them() {
        let (_storage, mut db) = house().await;
        let session = two_seats(&mut db).await;
        let [ana, ben] = people(&mut db, ["ana", "ben"]).await;
        assert!(is_first_time(&mut db, &home(), session.group, ana).await.unwrap());
        comes(&mut db, session.id, ana).await;
        assert!(!is_first_time(&mut db, &home(), session.group, ana).await.unwrap());
        insert_standing(&mut db, &home(), session.group, ben, utc("03-20T12:00")).await.unwrap();
        assert!(!is_first_time(&mut db, &home(), session.group, ben).await.unwrap());
        assert!(remove_standing(&mut db, &home(), session.group, ben).await.unwrap());
        assert!(!remove_standing(&mut db, &home(), session.group, ben).await.unwrap());
        assert!(is_first_time(&mut db, &home(), session.group, ben).await.unwrap());
    }

    #[tokio::test]
    async fn who_leaves_a_group_leaves_no_answer_in_it() {
        let (_storage, mut db) = house().await;
        let session = two_seats(&mut db).await;
        let [ana, ben] = people(&mut db, ["ana", "ben"]).await;
        for member in [ana, ben] {
            comes(&mut db, session.id, member).await;
        }
        assert!(forget_answers(&mut db, &home(), session.group, ana).await.unwrap());
        assert!(!forget_answers(&mut db, &home(), session.group, ana).await.unwrap());
        let left = seats(&mut db, &home(), session.id).await.unwrap().unwrap().rsvps;
        assert_eq!(left.iter().map(|rsvp| rsvp.member).collect::<Vec<_>>(), [ben]);
    }
}
