//! `/join`: belonging to a group, at once or by request.

use std::collections::BTreeSet;

use super::{group_told, named, told};
use crate::commands::{Answer, Context, Problem, find};
use crate::domain::group::{Group, Membership, Status};
use crate::domain::id::MemberId;
use crate::domain::joining;
use crate::domain::member::Role;
use crate::domain::membership::{Belonging, MembershipState};
use crate::domain::outcome::RsvpOutcome;
use crate::domain::outcome::rsvp::SessionTold;
use crate::domain::refusal::Refusal;
use crate::language::invocation::Invocation;
use crate::storage;

/// The most characters of what somebody writes with a request.
const NOTE_MAX: usize = 300;

/// Somebody joins an open group, or asks to join another.
///
/// # Errors
/// Not found, ended; a note that is too long; consent is asked first (P2).
pub async fn join(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let note = invocation.line("note", NOTE_MAX)?;
    let group = find::group(context, invocation).await?;
    if group.status == Status::Ended {
        return Err(Refusal::GroupEnded { group: group.name }.into());
    }
    let member = context.consenting_to(group.see)?;
    let about = group_told(&group);
    let standing =
        storage::group::standing(context.db, &context.community.id, group.id, Some(member)).await?;
    if standing.belongs || standing.on_roster {
        let next = next(context, &group).await?;
        return told(RsvpOutcome::Belongs { group: about, already: true, next });
    }
    if group.membership == Membership::Open {
        put(context, &group, member, MembershipState::Belongs, None).await?;
        let next = next(context, &group).await?;
        return told(RsvpOutcome::Belongs { group: about, already: false, next });
    }
    if !standing.requested || note.is_some() {
        put(context, &group, member, MembershipState::Requested, note).await?;
    }
    if !standing.requested {
        let mut asked = in_charge(context, &group).await?;
        asked.remove(&member);
        let notices = joining::asked(&group, &asked, member, context.now);
        storage::delivery::record(context.db, &context.community.id, &notices).await?;
    }
    told(RsvpOutcome::Asked { group: about, already: standing.requested })
}

async fn put(
    context: &mut Context<'_>,
    group: &Group,
    member: MemberId,
    state: MembershipState,
    note: Option<String>,
) -> Result<(), Problem> {
    let belonging = Belonging { group: group.id, member, state, since: context.now, note };
    storage::membership::put(context.db, &context.community.id, &belonging).await?;
    Ok(())
}

async fn next(context: &mut Context<'_>, group: &Group) -> Result<Option<SessionTold>, Problem> {
    let next =
        storage::session::next_of_group(context.db, &context.community.id, group.id, context.now).await?;
    Ok(next.map(|session| named(group, &session)))
}

/// Those who are asked about a group: everybody on its roster, else the coordinators, else the admins.
pub(in crate::commands) async fn in_charge(
    context: &mut Context<'_>,
    group: &Group,
) -> Result<BTreeSet<MemberId>, Problem> {
    let roster = storage::roster::of_group(context.db, &context.community.id, group.id).await?;
    if roster.is_empty() {
        return beyond_roster(context, None).await;
    }
    Ok(roster.into_iter().map(|one| one.member).collect())
}

/// The coordinators that are known, else the admins; without somebody who cannot be meant.
pub(in crate::commands) async fn beyond_roster(
    context: &mut Context<'_>,
    without: Option<MemberId>,
) -> Result<BTreeSet<MemberId>, Problem> {
    let people = storage::member::with_role(context.db, &context.community.id, Role::Coordinator).await?;
    let of_role = |role: Role| -> BTreeSet<MemberId> {
        let fitting = people.iter().filter(|member| member.role == role && Some(member.id) != without);
        fitting.map(|member| member.id).collect()
    };
    let coordinators = of_role(Role::Coordinator);
    Ok(if coordinators.is_empty() { of_role(Role::Admin) } else { coordinators })
}
