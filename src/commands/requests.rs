//! `/requests`: who asks to join the groups that somebody may change, and their answers.

use std::collections::BTreeSet;

use super::problem::not_found;
use super::rsvp::group_told;
use super::{Answer, Context, Done, Problem, find};
use crate::domain::group::Group;
use crate::domain::id::{GroupId, MemberId};
use crate::domain::joining;
use crate::domain::membership::{Belonging, MembershipState};
use crate::domain::outcome::rsvp::RequestTold;
use crate::domain::outcome::{Outcome, RsvpOutcome};
use crate::domain::refusal::{GroupChoice, Refusal, Sought};
use crate::domain::text::folded;
use crate::language::invocation::{Given, Invocation};
use crate::storage;

/// How many requests are told; the rest is counted.
const TOLD_MAX: usize = 5;

/// Shows the open requests of one group, or of all that the speaker may change.
///
/// # Errors
/// Not found, not theirs.
pub async fn show(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let requests = open(context, invocation).await?;
    let total = requests.len();
    let requests = requests.into_iter().take(TOLD_MAX).map(|(_, request)| request).collect();
    told(RsvpOutcome::Requests { requests, total })
}

/// Welcomes somebody who asked to join.
///
/// # Errors
/// Not found, not theirs, several could be meant.
pub async fn accept(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let (group, request) = meant(context, invocation).await?;
    let belonging = Belonging {
        group: group.id,
        member: request.member,
        state: MembershipState::Belongs,
        since: context.now,
        note: None,
    };
    storage::membership::put(context.db, &context.community.id, &belonging).await?;
    answer(context, &group, request.member, true).await?;
    told(RsvpOutcome::RequestAccepted { request })
}

/// Says no to somebody who asked to join: they get a neutral answer, and nothing is kept (P28).
///
/// # Errors
/// Not found, not theirs, several could be meant.
pub async fn decline(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let (group, request) = meant(context, invocation).await?;
    storage::membership::remove(context.db, &context.community.id, group.id, request.member).await?;
    answer(context, &group, request.member, false).await?;
    told(RsvpOutcome::RequestDeclined { request })
}

fn told(outcome: RsvpOutcome) -> Answer {
    Ok(Done::Told(Outcome::Rsvp(outcome)))
}

async fn answer(
    context: &mut Context<'_>,
    group: &Group,
    asker: MemberId,
    accepted: bool,
) -> Result<(), Problem> {
    let notice = joining::answered(group, asker, accepted, context.now);
    storage::delivery::record(context.db, &context.community.id, &[notice]).await?;
    Ok(())
}

/// The one open request that is meant by a name, or by a button.
async fn meant(context: &mut Context<'_>, invocation: &Invocation) -> Result<(Group, RequestTold), Problem> {
    let requests = open(context, invocation).await?;
    let is_meant = |request: &RequestTold| match invocation.given("who") {
        Some(Given::Exact(id)) => request.member.0 == *id,
        Some(Given::Typed(name)) => folded(&request.name) == folded(name),
        None => false,
    };
    let mut fitting: Vec<_> = requests.into_iter().filter(|(_, request)| is_meant(request)).collect();
    let count = fitting.len();
    match (fitting.pop(), count) {
        (None, _) => Err(not_found(Sought::Request)),
        (Some(only), 1) => Ok(only),
        (Some(last), _) => {
            fitting.push(last);
            let choices = fitting.iter().take(TOLD_MAX).map(|(group, _)| choice(group)).collect();
            Err(Refusal::Which { choices, count }.into())
        }
    }
}

fn choice(group: &Group) -> GroupChoice {
    GroupChoice { name: group.name.clone(), next: None, venue: group.venue, address: group.address.clone() }
}

/// The open requests of the group that is named, else of every group that the speaker may change.
async fn open(
    context: &mut Context<'_>,
    invocation: &Invocation,
) -> Result<Vec<(Group, RequestTold)>, Problem> {
    let groups = match invocation.given("group") {
        Some(_) => {
            let group = find::group(context, invocation).await?;
            context.may_change(&group).await?;
            vec![group]
        }
        None => changeable(context).await?,
    };
    let mut open = Vec::new();
    for group in groups {
        let waiting = MembershipState::Requested;
        let requests =
            storage::membership::of_group(context.db, &context.community.id, group.id, waiting).await?;
        for request in requests {
            let member = storage::member::get(context.db, &context.community.id, request.member).await?;
            let told = member.map(|member| RequestTold {
                member: member.id,
                name: member.name,
                group: group_told(&group),
                note: request.note,
            });
            open.extend(told.map(|told| (group.clone(), told)));
        }
    }
    Ok(open)
}

/// The groups with open requests that the speaker may change.
async fn changeable(context: &mut Context<'_>) -> Result<Vec<Group>, Problem> {
    let asked: BTreeSet<GroupId> =
        storage::membership::groups_with_requests(context.db, &context.community.id).await?;
    let member = context.known();
    let mut groups = Vec::new();
    for id in asked {
        let Some(seen) = storage::group::get(context.db, &context.community.id, id, member).await? else {
            continue;
        };
        let standing = context.standing(&seen.group).await?;
        if seen.group.changeable_by(context.actor.role, standing) {
            groups.push(seen.group);
        }
    }
    Ok(groups)
}
