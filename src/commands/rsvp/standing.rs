//! `/rsvp always` and `/rsvp stop`: every session of a group.

use super::{group_told, may_come, named, seats_of, settle_all, told, wants_hint};
use crate::commands::{Answer, Context, Problem, find};
use crate::domain::group::Group;
use crate::domain::id::{GroupId, MemberId};
use crate::domain::outcome::RsvpOutcome;
use crate::domain::outcome::rsvp::SessionTold;
use crate::domain::refusal::Refusal;
use crate::domain::rsvp::{Answer as Rsvp, Came, Seats};
use crate::domain::session::Session;
use crate::language::invocation::Invocation;
use crate::storage;

/// Somebody comes to every session of a group from now on.
///
/// # Errors
/// Not found, ended, by request only; consent is asked first (P2).
pub async fn always(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let group = find::group(context, invocation).await?;
    may_come(context, &group).await?;
    let member = context.consenting_to(group.see)?;
    let hint = wants_hint(context, member).await?;
    let mut first_time =
        storage::rsvp::is_first_time(context.db, &context.community.id, group.id, member).await?;
    let new =
        storage::rsvp::insert_standing(context.db, &context.community.id, group.id, member, context.now)
            .await?;
    let mut seated = Seated::default();
    let sessions = ahead(context, &group).await?;
    let mut all = seats_of(context, sessions).await?;
    // Their own exceptions stay.
    all.retain(|(_, seats)| seats.of(member).is_none_or(|rsvp| rsvp.answer != Rsvp::Away));
    for (session, seats) in &mut all {
        let came = seats.come(member, true, first_time);
        first_time = false;
        seated.count(came, named(&group, session));
    }
    settle_all(context, all).await?;
    told(RsvpOutcome::ComesAlways {
        group: group_told(&group),
        first: seated.first,
        waiting: seated.waiting,
        already: !new,
        see: group.see,
        hint,
    })
}

/// Where somebody came to sit in a row of sessions.
#[derive(Default)]
struct Seated {
    first: Option<SessionTold>,
    waiting: usize,
}

impl Seated {
    fn count(&mut self, came: Came, session: SessionTold) {
        match came {
            Came::Seated | Came::AlreadySeated => self.first = self.first.take().or(Some(session)),
            Came::Waiting { .. } | Came::AlreadyWaiting { .. } => self.waiting += 1,
        }
    }
}

/// The sessions of a group that have not started, take place and are laid out.
async fn ahead(context: &mut Context<'_>, group: &Group) -> Result<Vec<Session>, Problem> {
    let all = storage::session::of_group(context.db, &context.community.id, group.id, context.now, u32::MAX)
        .await?;
    let meets = |session: &Session| session.takes_place() && group.status.meets_at(session.starts);
    Ok(all.into_iter().filter(|session| session.starts > context.now && meets(session)).collect())
}

/// Somebody no longer comes every time. Answers that came from it go, those given singly stay.
///
/// # Errors
/// Not found; nothing to take back.
pub async fn stop(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let Some(member) = context.known() else { return Err(Refusal::NothingToWithdraw.into()) };
    let group = group_to_stop(context, invocation, member).await?;
    if !storage::rsvp::remove_standing(context.db, &context.community.id, group.id, member).await? {
        return Err(Refusal::NothingToWithdraw.into());
    }
    let sessions = answered(context, group.id, member).await?;
    let answered = seats_of(context, sessions).await?;
    let single = |seats: &Seats| seats.of(member).is_some_and(|rsvp| !rsvp.standing);
    let (kept, mut gone): (Vec<_>, Vec<_>) = answered.into_iter().partition(|(_, seats)| single(seats));
    for (_, seats) in &mut gone {
        seats.withdraw(member, false);
    }
    settle_all(context, gone).await?;
    told(RsvpOutcome::NoLongerAlways { group: group_told(&group), kept: kept.len() })
}

/// The sessions of a group that somebody answered and that have not started.
async fn answered(
    context: &mut Context<'_>,
    group: GroupId,
    member: MemberId,
) -> Result<Vec<Session>, Problem> {
    let ahead = storage::session::agenda(context.db, &context.community.id, member, context.now).await?;
    let now = context.now;
    let of_group =
        ahead.into_iter().filter(|entry| entry.session.group == group && entry.session.starts > now);
    Ok(of_group.filter(|entry| entry.answer.is_some()).map(|entry| entry.session).collect())
}

/// The group that is named; else the only one to whose every session they come.
async fn group_to_stop(
    context: &mut Context<'_>,
    invocation: &Invocation,
    member: MemberId,
) -> Result<Group, Problem> {
    if invocation.given("group").is_none() {
        let always = storage::rsvp::standing_of_member(context.db, &context.community.id, member).await?;
        match always.as_slice() {
            [] => return Err(Refusal::NothingToWithdraw.into()),
            [only] => return find::group(context, &invocation.clone().exact("group", only.0)).await,
            _ => {}
        }
    }
    find::group(context, invocation).await
}
