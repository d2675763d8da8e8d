//! `/rsvp coming` and `/rsvp cant`: one session.

use super::{hold_minutes, link_now, may_come, named, seats, settle, told, wants_hint};
use crate::commands::{Answer, Context, Problem, find};
use crate::domain::group::Group;
use crate::domain::id::{GroupId, MemberId};
use crate::domain::outcome::RsvpOutcome;
use crate::domain::refusal::{GroupChoice, Refusal};
use crate::domain::rsvp::{Answer as Rsvp, Came};
use crate::domain::session::{AgendaEntry, Session};
use crate::language::invocation::Invocation;
use crate::storage;

/// Somebody comes to a session, waits for a place, or takes the one held for them.
///
/// # Errors
/// Not found, over, by request only; consent is asked first (P2).
pub async fn coming(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let invocation = with_own_offer(context, invocation).await?;
    let (group, session) = find::session(context, &invocation).await?;
    may_come(context, &group).await?;
    if context.now >= session.ends() {
        return Err(Refusal::SessionOver.into());
    }
    if !session.takes_place() || !group.status.meets_at(session.starts) {
        return not_taking_place(context, &group, &session).await;
    }
    let member = context.consenting_to(group.see)?;
    come(context, member, &group, &session).await
}

async fn come(context: &mut Context<'_>, member: MemberId, group: &Group, session: &Session) -> Answer {
    let hint = wants_hint(context, member).await?;
    let first_time =
        storage::rsvp::is_first_time(context.db, &context.community.id, group.id, member).await?;
    let mut seats = seats(context, session).await?;
    let came = seats.come(member, false, first_time);
    settle(context, session, seats).await?;
    let about = named(group, session);
    told(match came {
        Came::Seated | Came::AlreadySeated => RsvpOutcome::Coming {
            session: about,
            see: group.see,
            already: came == Came::AlreadySeated,
            link: link_now(context, group, session),
            hint,
        },
        Came::Waiting { place } | Came::AlreadyWaiting { place } => RsvpOutcome::Waiting {
            session: about,
            place,
            already: matches!(came, Came::AlreadyWaiting { .. }),
            hold_minutes: hold_minutes(context, session),
        },
    })
}

/// Who names no session and is offered one place means that one.
async fn with_own_offer(context: &mut Context<'_>, invocation: &Invocation) -> Result<Invocation, Problem> {
    let (None, Some(member)) = (invocation.given("session"), context.known()) else {
        return Ok(invocation.clone());
    };
    let ahead = storage::session::agenda(context.db, &context.community.id, member, context.now).await?;
    let mut offered = ahead.iter().filter(|entry| matches!(entry.answer, Some(Rsvp::Offered { .. })));
    match (offered.next(), offered.next()) {
        (Some(only), None) => Ok(invocation.clone().exact("session", only.session.id.0)),
        _ => Ok(invocation.clone()),
    }
}

async fn not_taking_place(context: &mut Context<'_>, group: &Group, session: &Session) -> Answer {
    let after = context.now.max(session.ends());
    let next = storage::session::next_of_group(context.db, &context.community.id, group.id, after).await?;
    let next = next.filter(|next| group.status.meets_at(next.starts)).map(|next| named(group, &next));
    told(RsvpOutcome::NotTakingPlace { session: named(group, session), next })
}

/// Somebody does not come: their answer, waiting place or offer is taken back, without a reason.
///
/// # Errors
/// Not found, over, nothing to take back.
pub async fn cant(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let Some(member) = context.known() else { return Err(Refusal::NothingToWithdraw.into()) };
    let (group, session) = match invocation.given("session") {
        Some(_) => find::session(context, invocation).await?,
        None => own_session(context, member).await?,
    };
    if context.now >= session.ends() {
        return Err(Refusal::SessionOver.into());
    }
    let once = storage::rsvp::has_standing(context.db, &context.community.id, group.id, member).await?;
    let mut seats = seats(context, &session).await?;
    let holds = seats.holders.contains(&member);
    let about = named(&group, &session);
    let had = seats.withdraw(member, once);
    if !had && !once {
        if holds {
            return told(RsvpOutcome::StillHolds { session: about });
        }
        return Err(Refusal::NothingToWithdraw.into());
    }
    settle(context, &session, seats).await?;
    told(RsvpOutcome::NotComing { session: about, once, holds })
}

/// The next session that somebody counts on, where only one can be meant: in this room, else anywhere.
async fn own_session(context: &mut Context<'_>, member: MemberId) -> Result<(Group, Session), Problem> {
    let ahead = storage::session::agenda(context.db, &context.community.id, member, context.now).await?;
    let mut answered = nearest_of_each_group(&ahead, |entry| {
        matches!(entry.answer, Some(Rsvp::Coming | Rsvp::Waiting | Rsvp::Offered { .. }))
    });
    if answered.is_empty() {
        answered = nearest_of_each_group(&ahead, |entry| entry.duty.is_some());
    }
    let here = groups_here(context).await?;
    if answered.iter().any(|session| here.contains(&session.group)) {
        answered.retain(|session| here.contains(&session.group));
    }
    let mut meant = Vec::new();
    for session in answered {
        let seen =
            storage::group::get(context.db, &context.community.id, session.group, Some(member)).await?;
        meant.extend(seen.map(|seen| (seen.group, session)));
    }
    let count = meant.len();
    match (meant.pop(), count) {
        (None, _) => Err(Refusal::NothingToWithdraw.into()),
        (Some(only), 1) => Ok(only),
        (Some(last), _) => {
            meant.push(last);
            Err(Refusal::Which { choices: meant.iter().take(5).map(choice).collect(), count }.into())
        }
    }
}

fn nearest_of_each_group(ahead: &[AgendaEntry], wanted: impl Fn(&AgendaEntry) -> bool) -> Vec<Session> {
    let mut nearest: Vec<Session> = Vec::new();
    for entry in ahead.iter().filter(|entry| entry.session.takes_place() && wanted(entry)) {
        if nearest.iter().all(|session| session.group != entry.session.group) {
            nearest.push(entry.session.clone());
        }
    }
    nearest
}

async fn groups_here(context: &mut Context<'_>) -> Result<Vec<GroupId>, Problem> {
    let Some(room) = context.room.clone() else { return Ok(Vec::new()) };
    let here = storage::group::by_room(context.db, &context.community.id, context.viewer(), &room).await?;
    Ok(here.into_iter().map(|seen| seen.group.id).collect())
}

fn choice((group, session): &(Group, Session)) -> GroupChoice {
    GroupChoice {
        name: group.name.clone(),
        next: Some((session.starts, session.zone)),
        venue: group.venue,
        address: group.address.clone(),
    }
}
