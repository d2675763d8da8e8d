//! `/roster`: who is willing, who holds which session. Nobody is assigned: people take turns, and
//! hand them back without a reason.

use std::collections::BTreeSet;

use super::context::Context;
use super::group::ahead;
use super::problem::Problem;
use super::{Answer, Done, find, rsvp};
use crate::domain::group::{Group, Standing};
use crate::domain::id::MemberId;
use crate::domain::joining;
use crate::domain::member::Role;
use crate::domain::outcome::roster::{Turn, TurnState};
use crate::domain::outcome::{Outcome, RosterOutcome};
use crate::domain::refusal::Refusal;
use crate::domain::roster::{Duty, DutyRole, DutyState, OnRoster, RosterPart};
use crate::domain::session::Session;
use crate::language::invocation::Invocation;
use crate::storage;

/// How many sessions the roster shows (6-words.md: at most five lines).
const SHOWN: u32 = 4;

fn told(outcome: RosterOutcome) -> Answer {
    Ok(Done::Told(Outcome::Roster(outcome)))
}

/// The next sessions of a group, and who holds them.
///
/// # Errors
/// Not found, or several could be meant.
pub async fn show(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let group = find::group(context, invocation).await?;
    let community = &context.community.id;
    let roster = storage::roster::of_group(context.db, community, group.id).await?;
    let duties = storage::duty::of_group(context.db, community, group.id, context.now, SHOWN).await?;
    let mut sessions = Vec::new();
    for (session, duties) in duties.iter().filter(|(session, _)| session.takes_place()) {
        let mut turns = Vec::new();
        for duty in duties {
            turns.push(turn(context, duty, &roster).await?);
        }
        sessions.push((ahead(session), turns));
    }
    let willing = roster.iter().filter(|one| one.part == RosterPart::Facilitator);
    let people = willing.map(|one| one.name.clone()).collect();
    told(RosterOutcome::Shown { group: group.name, people, sessions })
}

async fn turn(context: &mut Context<'_>, duty: &Duty, roster: &[OnRoster]) -> Result<Turn, Problem> {
    let state = match &duty.state {
        DutyState::Accepted { by } => TurnState::Held(name_of(context, *by, roster).await?),
        DutyState::Offered { to } => TurnState::Asked(to.len()),
        DutyState::Open | DutyState::Declined | DutyState::HandedBack => TurnState::Open,
    };
    Ok(Turn { role: duty.role, state })
}

async fn name_of(
    context: &mut Context<'_>,
    member: MemberId,
    roster: &[OnRoster],
) -> Result<String, Problem> {
    if let Some(found) = roster.iter().find(|one| one.member == member) {
        return Ok(found.name.clone());
    }
    let found = storage::member::get(context.db, &context.community.id, member).await?;
    Ok(found.map(|member| member.name).unwrap_or_default())
}

/// The speaker is willing to hold a group from now on.
///
/// # Errors
/// Not found, or several could be meant.
pub async fn join(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let group = find::group(context, invocation).await?;
    let member = context.enrolled().await?;
    let new = enter(context, &group, member).await?;
    told(RosterOutcome::Joined { group: group.name, new })
}

async fn enter(context: &mut Context<'_>, group: &Group, member: MemberId) -> Result<bool, Problem> {
    let place = (group.id, RosterPart::Facilitator);
    Ok(storage::roster::add(context.db, &context.community.id, place, member, context.now).await?)
}

/// The speaker takes a turn: the one they were asked for, or one that is open. When two accept, one wins.
///
/// # Errors
/// Not found; a person who was not asked and is not on the roster.
pub async fn accept(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let (group, session) = session_to_hold(context, invocation).await?;
    if !session.is_ahead(context.now) {
        return Err(
            if session.takes_place() { Refusal::SessionOver } else { Refusal::SessionCancelled }.into()
        );
    }
    let duties = storage::duty::of_session(context.db, &context.community.id, session.id).await?;
    let standing = context.standing(&group).await?;
    let asked = context.known().and_then(|member| asked_role(&duties, member));
    if asked.is_none() && !may_hold(context, standing) {
        return Err(Refusal::NeedsRole(Role::Facilitator).into());
    }
    let member = context.enrolled().await?;
    let wanted = invocation.choice("role")?.and_then(DutyRole::from_word);
    if let Some(own) = duties.iter().find(|duty| duty.holder() == Some(member))
        && wanted.is_none_or(|wanted| wanted == own.role)
    {
        return told(RosterOutcome::AlreadyYours { ahead: ahead(&session), role: own.role });
    }
    let open = duties.iter().find(|duty| duty.is_open()).map(|duty| duty.role);
    let Some(role) = wanted.or(asked).or(open) else {
        return told(RosterOutcome::Taken { ahead: ahead(&session), other: None });
    };
    if !storage::duty::accept(context.db, &context.community.id, (session.id, role), member).await? {
        return told(RosterOutcome::Taken { ahead: ahead(&session), other: open });
    }
    if context.actor.role >= Role::Facilitator {
        enter(context, &group, member).await?;
    }
    // Whoever holds the session needs no seat: the one they had goes to the next.
    rsvp::settle_session(context, &session).await?;
    told(RosterOutcome::Accepted { group: group.name, ahead: ahead(&session), role })
}

fn may_hold(context: &Context<'_>, standing: Standing) -> bool {
    standing.on_roster || standing.coordinates || context.actor.role >= Role::Facilitator
}

fn asked_role(duties: &[Duty], member: MemberId) -> Option<DutyRole> {
    let asks = |duty: &&Duty| matches!(&duty.state, DutyState::Offered { to } if to.contains(&member));
    duties.iter().find(asks).map(|duty| duty.role)
}

/// The session that is named; else the first one that the speaker was asked for; else the next.
async fn session_to_hold(
    context: &mut Context<'_>,
    invocation: &Invocation,
) -> Result<(Group, Session), Problem> {
    if invocation.given("session").is_none()
        && let Some(member) = context.known()
        && let Some((session, _)) =
            storage::duty::asked_of(context.db, &context.community.id, member, context.now).await?.first()
    {
        return exactly(context, session).await;
    }
    find::session(context, invocation).await
}

async fn exactly(context: &mut Context<'_>, session: &Session) -> Result<(Group, Session), Problem> {
    find::session(context, &Invocation::new("roster accept").exact("session", session.id.0)).await
}

/// "Not this time", or a promised turn handed back: in one step, without a reason.
///
/// # Errors
/// Not found.
pub async fn decline(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let Some(member) = context.known() else { return told(RosterOutcome::NoTurn) };
    let (group, session) = match own_turn(context, invocation, member).await? {
        Some(found) => found,
        None => return told(RosterOutcome::NoTurn),
    };
    let duties = storage::duty::of_session(context.db, &context.community.id, session.id).await?;
    if let Some(own) = duties.iter().find(|duty| duty.holder() == Some(member)) {
        return hand_back(context, (&group, &session), own.role, member).await;
    }
    let Some(role) = asked_role(&duties, member) else { return told(RosterOutcome::NoTurn) };
    storage::duty::decline(context.db, &context.community.id, (session.id, role), member).await?;
    told(RosterOutcome::Declined)
}

/// The session that is named; else the first that the speaker was asked for, or promised to hold.
async fn own_turn(
    context: &mut Context<'_>,
    invocation: &Invocation,
    member: MemberId,
) -> Result<Option<(Group, Session)>, Problem> {
    if invocation.given("session").is_some() {
        return find::session(context, invocation).await.map(Some);
    }
    let community = &context.community.id;
    let asked = storage::duty::asked_of(context.db, community, member, context.now).await?;
    let promised = storage::duty::promised_by(context.db, community, member, context.now).await?;
    match asked.first().or(promised.first()) {
        Some((session, _)) => exactly(context, session).await.map(Some),
        None => Ok(None),
    }
}

async fn hand_back(
    context: &mut Context<'_>,
    (group, session): (&Group, &Session),
    role: DutyRole,
    member: MemberId,
) -> Answer {
    storage::duty::hand_back(context.db, &context.community.id, (session.id, role), member).await?;
    let mut others: BTreeSet<MemberId> = rsvp::in_charge(context, group).await?;
    others.remove(&member);
    if others.is_empty() {
        others = rsvp::beyond_roster(context, Some(member)).await?;
    }
    let notices = joining::duties_open(&[(session.clone(), role)], &others, context.now);
    storage::delivery::record(context.db, &context.community.id, &notices).await?;
    context.replan(session.id).await?;
    told(RosterOutcome::HandedBack { ahead: ahead(session), told: others.len() })
}
