//! What a delivery speaks of, gathered when it is sent.

use std::collections::HashMap;

use chrono::{DateTime, NaiveTime, Utc};
use sqlx::SqliteConnection;

use super::claim::Taking;
use crate::domain::community::Community;
use crate::domain::delivery::{Delivery, DeliveryFacts, NoticeKind, Present, Recipient};
use crate::domain::group::Group;
use crate::domain::id::{CommunityId, GroupId, MemberId, SessionId};
use crate::domain::member::{Language, Member, quiet_until};
use crate::domain::rsvp::Answer;
use crate::domain::session::Session;
use crate::domain::zone::ZoneName;
use crate::storage::error::StorageError;
use crate::storage::row::RowOf;
use crate::storage::{community, group, member, rsvp, session};

/// What was looked up already for the deliveries of one claim: many speak of the same session.
#[derive(Default)]
pub(super) struct Known {
    groups: HashMap<(CommunityId, GroupId), Option<Group>>,
    sessions: HashMap<(CommunityId, SessionId), Option<Session>>,
    members: HashMap<(CommunityId, MemberId), Option<Member>>,
    homes: HashMap<CommunityId, Community>,
}

impl Known {
    async fn group(
        &mut self,
        db: &mut SqliteConnection,
        community: &CommunityId,
        id: Option<GroupId>,
    ) -> Result<Option<Group>, StorageError> {
        let Some(id) = id else { return Ok(None) };
        let key = (community.clone(), id);
        if let Some(known) = self.groups.get(&key) {
            return Ok(known.clone());
        }
        let found = group::get(db, community, id, None).await?.map(|seen| seen.group);
        self.groups.insert(key, found.clone());
        Ok(found)
    }

    async fn session(
        &mut self,
        db: &mut SqliteConnection,
        community: &CommunityId,
        id: Option<SessionId>,
    ) -> Result<Option<Session>, StorageError> {
        let Some(id) = id else { return Ok(None) };
        let key = (community.clone(), id);
        if let Some(known) = self.sessions.get(&key) {
            return Ok(known.clone());
        }
        let found = session::get(db, community, id).await?;
        self.sessions.insert(key, found.clone());
        Ok(found)
    }

    async fn member(
        &mut self,
        db: &mut SqliteConnection,
        community: &CommunityId,
        id: MemberId,
    ) -> Result<Option<Member>, StorageError> {
        let key = (community.clone(), id);
        if let Some(known) = self.members.get(&key) {
            return Ok(known.clone());
        }
        let found = member::get(db, community, id).await?;
        self.members.insert(key, found.clone());
        Ok(found)
    }

    /// The community that a delivery belongs to.
    async fn home(
        &mut self,
        db: &mut SqliteConnection,
        delivery: &Delivery,
    ) -> Result<Community, StorageError> {
        if let Some(known) = self.homes.get(&delivery.community) {
            return Ok(known.clone());
        }
        let found = community::get(db, &delivery.community)
            .await?
            .ok_or_else(|| RowOf::new("delivery", delivery.id).bad("community"))?;
        self.homes.insert(delivery.community.clone(), found.clone());
        Ok(found)
    }
}

/// From when to when somebody wants quiet, on their own clock. Where both are the same, never.
pub type QuietHours = (NaiveTime, NaiveTime);

/// How the thing that a delivery speaks of stands now, for its recipient.
pub(super) async fn present(
    db: &mut SqliteConnection,
    known: &mut Known,
    delivery: &Delivery,
    taking: Taking<'_>,
) -> Result<Present, StorageError> {
    let mut present = Present {
        group: known.group(db, &delivery.community, delivery.notice.group).await?,
        session: known.session(db, &delivery.community, delivery.notice.session).await?,
        ..Present::default()
    };
    if let Recipient::Member(member) = delivery.notice.recipient {
        add_answers(db, delivery, member, &mut present).await?;
        add_choices(db, known, delivery, (member, taking), &mut present).await?;
    }
    Ok(present)
}

#[derive(sqlx::FromRow)]
struct AnswersRow {
    answer: Option<String>,
    offered_until: Option<i64>,
    holds: bool,
    asked: bool,
    unheld: bool,
}

async fn add_answers(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    member: MemberId,
    present: &mut Present,
) -> Result<(), StorageError> {
    let Some(session) = delivery.notice.session.map(|session| session.0) else { return Ok(()) };
    let row: AnswersRow = sqlx::query_as(
        "SELECT r.answer, r.offered_until,
           EXISTS (SELECT 1 FROM duty WHERE community = ?1 AND session_id = ?2 AND member = ?3 AND state = 'accepted') AS holds,
           EXISTS (SELECT 1 FROM duty_offer WHERE community = ?1 AND session_id = ?2 AND member = ?3 AND state = 'offered') AS asked,
           NOT EXISTS (SELECT 1 FROM duty WHERE community = ?1 AND session_id = ?2 AND role = 'lead' AND state = 'accepted') AS unheld
         FROM (SELECT 1) LEFT JOIN rsvp r ON r.community = ?1 AND r.session_id = ?2 AND r.member = ?3",
    )
    .bind(delivery.community.as_str())
    .bind(session)
    .bind(member.0)
    .fetch_one(db)
    .await?;
    let of = RowOf::new("rsvp", session);
    present.answer = row.answer.map(|word| rsvp::answer(&of, &word, row.offered_until)).transpose()?;
    present.holds = row.holds;
    present.asked = row.asked;
    present.unheld = row.unheld;
    Ok(())
}

/// What the recipient chose: whether they want reminders, and when they want quiet.
async fn add_choices(
    db: &mut SqliteConnection,
    known: &mut Known,
    delivery: &Delivery,
    (id, taking): (MemberId, Taking<'_>),
    present: &mut Present,
) -> Result<(), StorageError> {
    let Some(member) = known.member(db, &delivery.community, id).await? else { return Ok(()) };
    present.reminders = member.reminders.on;
    let Some(quiet) = member.reminders.quiet_or(taking.quiet) else { return Ok(()) };
    let zone = match member.zone {
        Some(zone) => zone,
        None => known.home(db, delivery).await?.zone,
    };
    present.quiet_until = quiet_until(quiet, &zone, taking.zones, taking.now);
    present.meets_in_quiet = present
        .session
        .as_ref()
        .is_some_and(|session| quiet_until(quiet, &zone, taking.zones, session.starts).is_some());
    Ok(())
}

/// Everything that the text of a delivery may need.
pub(super) async fn gather(
    db: &mut SqliteConnection,
    known: &mut Known,
    delivery: &Delivery,
    present: Present,
    (late, silent, now): (bool, bool, DateTime<Utc>),
) -> Result<DeliveryFacts, StorageError> {
    let notice = &delivery.notice;
    let (language, zone) = speech(db, known, delivery, &present).await?;
    let held_until = match present.answer {
        Some(Answer::Offered { until }) => Some(until),
        _ => None,
    };
    Ok(DeliveryFacts {
        kind: notice.kind,
        recipient: notice.recipient.clone(),
        language,
        zone,
        next: next(db, delivery, &present, now).await?,
        group: present.group,
        session: present.session,
        offset_minutes: notice.offset_minutes,
        held_until,
        earlier_start: notice.earlier_start(),
        about: notice.about,
        detail: notice.detail.clone(),
        due: notice.due,
        week: super::digest::week(db, delivery, now).await?,
        late,
        silent,
        now,
    })
}

/// The language to speak and the zone to tell times in: the person's own, or those of the room's group.
async fn speech(
    db: &mut SqliteConnection,
    known: &mut Known,
    delivery: &Delivery,
    present: &Present,
) -> Result<(Language, ZoneName), StorageError> {
    let home = known.home(db, delivery).await?;
    let Recipient::Member(id) = delivery.notice.recipient else {
        let language = present.group.as_ref().map_or(home.language, |group| group.language);
        return Ok((language, present.session.as_ref().map_or(home.zone, |session| session.zone)));
    };
    let member = known.member(db, &delivery.community, id).await?;
    let language = member.as_ref().and_then(|member| member.language).unwrap_or(home.language);
    Ok((language, member.and_then(|member| member.zone).unwrap_or(home.zone)))
}

/// The session that takes place next, for those whose session does not.
async fn next(
    db: &mut SqliteConnection,
    delivery: &Delivery,
    present: &Present,
    now: DateTime<Utc>,
) -> Result<Option<Session>, StorageError> {
    let (Some(group), NoticeKind::Cancelled | NoticeKind::GroupChanged | NoticeKind::LawChanged) =
        (delivery.notice.group, delivery.notice.kind)
    else {
        return Ok(None);
    };
    let after = present.session.as_ref().map_or(now, |session| session.ends().max(now));
    session::next_of_group(db, &delivery.community, group, after).await
}
