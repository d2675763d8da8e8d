//! The week ahead: who is told of it, and what there is to tell.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::domain::delivery::{Delivery, NoticeKind, Recipient};
use crate::domain::digest::{LOOKS_AHEAD, WeekLine, next_planning};
use crate::domain::id::{CommunityId, MemberId};
use crate::domain::roster::WANTED;
use crate::domain::zone::ZoneName;
use crate::storage::error::StorageError;
use crate::storage::fact;
use crate::storage::row::RowOf;
use crate::storage::series::row_community;

/// The fact that says when digests were planned last, in Unix time.
const PLANNED: &str = "digests_planned";

/// Somebody who wants to be told of the week ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Whose they are.
    pub community: CommunityId,
    /// Who.
    pub member: MemberId,
    /// On whose clock it is Monday morning.
    pub zone: ZoneName,
}

/// When digests are to be planned next; at once where they never were.
pub async fn next_planned(db: &mut SqliteConnection) -> Result<DateTime<Utc>, StorageError> {
    let Some(text) = fact::get(db, PLANNED).await? else { return Ok(DateTime::UNIX_EPOCH) };
    let of = RowOf::new("fact", PLANNED);
    let seconds = text.parse().map_err(|_| of.bad("value"))?;
    Ok(next_planning(of.instant("value", seconds)?))
}

/// Notes that the digests that were to be planned by now are.
pub async fn planned(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StorageError> {
    fact::put(db, PLANNED, &now.timestamp().to_string()).await
}

#[derive(sqlx::FromRow)]
struct HolderRow {
    community: String,
    id: i64,
    zone: String,
}

/// Those who want reminders and are on the roster of a group that has not ended.
pub async fn holders(db: &mut SqliteConnection) -> Result<Vec<Holder>, StorageError> {
    let rows: Vec<HolderRow> = sqlx::query_as(
        "SELECT m.community, m.id, coalesce(m.zone, c.zone) AS zone
         FROM member m JOIN community c ON c.id = m.community
         WHERE m.reminders = 1 AND EXISTS (
           SELECT 1 FROM roster r JOIN \"group\" g ON g.community = r.community AND g.id = r.group_id
           WHERE r.community = m.community AND r.member = m.id AND g.status <> 'ended')
         ORDER BY m.community, m.id",
    )
    .fetch_all(db)
    .await?;
    let read = |row: HolderRow| {
        let of = RowOf::new("member", row.id);
        Ok(Holder {
            community: row_community("member", row.id, &row.community)?,
            member: MemberId(row.id),
            zone: of.zone("zone", &row.zone)?,
        })
    };
    rows.into_iter().map(read).collect()
}

#[derive(sqlx::FromRow)]
struct WeekRow {
    id: i64,
    starts: i64,
    coming: i64,
    held: i64,
}

/// The sessions of a digest; none for other deliveries.
pub(super) async fn week(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    now: DateTime<Utc>,
) -> Result<Vec<WeekLine>, StorageError> {
    match (delivery.notice.kind, &delivery.notice.recipient) {
        (NoticeKind::Digest, Recipient::Member(member)) => {
            week_of(db, &delivery.community, *member, now).await
        }
        _ => Ok(Vec::new()),
    }
}

/// The sessions of the week from now on in the groups that somebody holds or looks after.
async fn week_of(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<WeekLine>, StorageError> {
    let rows: Vec<WeekRow> = sqlx::query_as(
        "SELECT s.id, s.starts,
           (SELECT count(*) FROM rsvp r WHERE r.community = ?1 AND r.session_id = s.id AND r.answer = 'coming') AS coming,
           (SELECT count(*) FROM duty d WHERE d.community = ?1 AND d.session_id = s.id AND d.state = 'accepted') AS held
         FROM (SELECT DISTINCT group_id FROM roster WHERE community = ?1 AND member = ?2) AS mine
         JOIN \"group\" g ON g.community = ?1 AND g.id = mine.group_id
         JOIN session s ON s.community = ?1 AND s.group_id = g.id AND s.starts >= ?3 AND s.starts < ?4
         WHERE s.state IN ('planned', 'moved') AND (g.status = 'active'
           OR (g.status = 'paused' AND g.paused_until IS NOT NULL AND s.starts >= g.paused_until))
         ORDER BY s.starts, s.id",
    )
    .bind(community.as_str())
    .bind(member.0)
    .bind(now.timestamp())
    .bind((now + LOOKS_AHEAD).timestamp())
    .fetch_all(db)
    .await?;
    let wanted = u32::try_from(WANTED.len()).unwrap_or(0);
    let read = |row: WeekRow| {
        let of = RowOf::new("session", row.id);
        let held: u32 = of.count("held", row.held)?;
        Ok(WeekLine {
            starts: of.instant("starts", row.starts)?,
            coming: of.count("coming", row.coming)?,
            open: wanted.saturating_sub(held),
        })
    };
    rows.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::roster::{DutyRole, RosterPart};
    use crate::storage::community::tests::{home, house};
    use crate::storage::group::tests::circle;
    use crate::storage::member::tests::somebody;
    use crate::storage::session::tests::{comes, laid_out, sundays, utc};
    use crate::storage::{duty, member, roster};

    #[tokio::test]
    async fn a_digest_is_for_those_who_hold_groups_and_want_reminders() {
        let (_storage, mut db) = house().await;
        let now = utc("03-23T06:00");
        let group = sundays(&mut db, &circle("Sunday circle")).await.group;
        let other = sundays(&mut db, &circle("Other circle")).await.group;
        let mut ids = Vec::new();
        for (name, on) in [("Ana", true), ("Ben", false), ("Cora", true)] {
            let mut settings = somebody(name);
            settings.reminders.on = on;
            settings.zone = (name == "Ana").then(|| "America/New_York".parse().unwrap());
            ids.push(member::insert(&mut db, &home(), &settings).await.unwrap());
        }
        for (group, part, who) in [
            (group, RosterPart::Facilitator, ids[0]),
            (group, RosterPart::Coordinator, ids[0]),
            (other, RosterPart::Facilitator, ids[0]),
            (group, RosterPart::Facilitator, ids[1]),
        ] {
            roster::add(&mut db, &home(), (group, part), who, now).await.unwrap();
        }
        let zone = "America/New_York".parse().unwrap();
        let ana = Holder { community: home(), member: ids[0], zone };
        assert_eq!(holders(&mut db).await.unwrap(), [ana], "once; Ben wants none, Cora holds nothing");
        sqlx::query("UPDATE \"group\" SET status = 'ended'").execute(&mut *db).await.unwrap();
        assert_eq!(holders(&mut db).await.unwrap(), [], "a group that has ended has no week");
    }

    #[tokio::test]
    async fn a_week_counts_who_comes_and_which_turns_are_open_in_ones_own_groups() {
        let (_storage, mut db) = house().await;
        let now = utc("03-23T06:00");
        let series = sundays(&mut db, &circle("Sunday circle")).await;
        let session = laid_out(&mut db, &series, now).await[0].clone();
        let foreign = sundays(&mut db, &circle("Other circle")).await;
        laid_out(&mut db, &foreign, now).await;
        let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let ben = member::insert(&mut db, &home(), &somebody("Ben")).await.unwrap();
        let of = (series.group, RosterPart::Facilitator);
        roster::add(&mut db, &home(), of, ana, now).await.unwrap();
        comes(&mut db, session.id, ben).await;
        duty::accept(&mut db, &home(), (session.id, DutyRole::Co), ana).await.unwrap();
        let line = WeekLine { starts: session.starts, coming: 1, open: 1 };
        assert_eq!(week_of(&mut db, &home(), ana, now).await.unwrap(), [line], "one week, one group");
        assert_eq!(week_of(&mut db, &home(), ben, now).await.unwrap(), [], "whoever only comes has none");
        sqlx::query("UPDATE session SET state = 'cancelled'").execute(&mut *db).await.unwrap();
        assert_eq!(week_of(&mut db, &home(), ana, now).await.unwrap(), []);
    }
}
