//! `/leave`: silently, and never so that a group is left without anybody.

use std::collections::BTreeSet;

use super::joining::beyond_roster;
use super::{group_told, seats_of, settle_all, told};
use crate::commands::problem::not_found;
use crate::commands::{Answer, Context, Done, Problem, find};
use crate::domain::group::Group;
use crate::domain::id::MemberId;
use crate::domain::joining;
use crate::domain::member::{Member, Role};
use crate::domain::outcome::rsvp::Heir;
use crate::domain::outcome::{Outcome, RsvpOutcome};
use crate::domain::refusal::{Refusal, Sought};
use crate::domain::roster::{DutyRole, RosterPart};
use crate::domain::session::Session;
use crate::domain::text::folded;
use crate::language::invocation::{Given, Invocation};
use crate::storage;

/// Somebody leaves a group: what they answered there goes, and what they promised is open again.
/// The last one who holds it hands it over, after a yes.
///
/// # Errors
/// Not found.
pub async fn leave(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let group = group_to_leave(context, invocation).await?;
    let Some(member) = context.known() else {
        return told(RsvpOutcome::NothingToLeave { group: group_told(&group) });
    };
    let roster = storage::roster::of_group(context.db, &context.community.id, group.id).await?;
    let others: BTreeSet<MemberId> =
        roster.iter().map(|one| one.member).filter(|one| *one != member).collect();
    let holds = roster.iter().any(|one| one.member == member);
    let named = if holds { named_heir(context, invocation, member).await? } else { None };
    let last = holds && others.is_empty();
    let heirs = match (&named, last) {
        (Some(person), _) => BTreeSet::from([person.id]),
        (None, true) => beyond_roster(context, Some(member)).await?,
        (None, false) => BTreeSet::new(),
    };
    if last && heirs.is_empty() {
        return told(RsvpOutcome::NobodyToHandTo { group: group_told(&group) });
    }
    if last && !invocation.confirmed {
        return Ok(ask(&group, named));
    }
    let heir = named.map(|person| Heir::Person { name: person.name }).or(last.then_some(Heir::InCharge));
    hand_over(context, &group, &heirs, heir.as_ref()).await?;
    let left = take_out(context, &group, member).await?;
    let told_of_duties = others.difference(&heirs).copied().collect();
    let open = joining::duties_open(&left.duties, &told_of_duties, context.now);
    storage::delivery::record(context.db, &context.community.id, &open).await?;
    told(if left.something || holds {
        RsvpOutcome::Left { group: group_told(&group), duties: left.duties.len(), heir }
    } else {
        RsvpOutcome::NothingToLeave { group: group_told(&group) }
    })
}

/// The group that is named or that can be meant; else the only one they are part of.
async fn group_to_leave(context: &mut Context<'_>, invocation: &Invocation) -> Result<Group, Problem> {
    let meant = find::group(context, invocation).await;
    let (Err(Problem::Refused(Refusal::Which { .. })), None, Some(member)) =
        (&meant, invocation.given("group"), context.known())
    else {
        return meant;
    };
    let community = &context.community.id;
    let belongs = storage::membership::of_member(context.db, community, member).await?;
    let holds = storage::roster::of_member(context.db, community, member).await?;
    let mut own: BTreeSet<_> = belongs.into_iter().map(|one| one.group).collect();
    own.extend(holds.into_iter().map(|(group, _)| group));
    own.extend(storage::rsvp::standing_of_member(context.db, community, member).await?);
    match (own.pop_first(), own.is_empty()) {
        (Some(only), true) => find::group(context, &invocation.clone().exact("group", only.0)).await,
        _ => meant,
    }
}

/// The facilitator who is named with `to:`.
async fn named_heir(
    context: &mut Context<'_>,
    invocation: &Invocation,
    leaver: MemberId,
) -> Result<Option<Member>, Problem> {
    let Some(given) = invocation.given("to") else { return Ok(None) };
    let people = storage::member::with_role(context.db, &context.community.id, Role::Facilitator).await?;
    let is_meant = |person: &Member| match given {
        Given::Exact(id) => person.id.0 == *id,
        Given::Typed(name) => folded(&person.name) == folded(name),
    };
    let meant = people.into_iter().find(|person| person.id != leaver && is_meant(person));
    meant.map(Some).ok_or_else(|| not_found(Sought::Member))
}

fn ask(group: &Group, named: Option<Member>) -> Done {
    let mut if_yes = Invocation::new("leave").exact("group", group.id.0);
    if let Some(person) = &named {
        if_yes = if_yes.exact("to", person.id.0);
    }
    let heir = named.map_or(Heir::InCharge, |person| Heir::Person { name: person.name });
    let question = Outcome::Rsvp(RsvpOutcome::AskHandOver { group: group_told(group), heir });
    Done::Ask { question, if_yes: if_yes.confirmed() }
}

/// Puts the heirs on the roster and tells them: a named person holds the group, others look after it.
pub(in crate::commands) async fn hand_over(
    context: &mut Context<'_>,
    group: &Group,
    heirs: &BTreeSet<MemberId>,
    heir: Option<&Heir>,
) -> Result<(), Problem> {
    let part = match heir {
        Some(Heir::Person { .. }) => RosterPart::Facilitator,
        Some(Heir::InCharge) | None => RosterPart::Coordinator,
    };
    for heir in heirs {
        storage::roster::add(context.db, &context.community.id, (group.id, part), *heir, context.now).await?;
    }
    let notices = joining::handed_over(group, heirs, context.now);
    storage::delivery::record(context.db, &context.community.id, &notices).await?;
    Ok(())
}

/// What was taken away from a group with a person.
struct Left {
    /// True where there was anything.
    something: bool,
    /// The duties that are open again, in order.
    duties: Vec<(Session, DutyRole)>,
}

async fn take_out(context: &mut Context<'_>, group: &Group, member: MemberId) -> Result<Left, Problem> {
    let (community, id, now) = (&context.community.id, group.id, context.now);
    let mut ahead = storage::session::agenda(context.db, community, member, now).await?;
    ahead.retain(|entry| entry.session.group == id);
    let duties = storage::duty::hand_back_all(context.db, community, id, member, now).await?;
    storage::duty::forget_offers(context.db, community, id, member).await?;
    for part in RosterPart::ALL {
        storage::roster::remove(context.db, community, (id, *part), member).await?;
    }
    let belonged = storage::membership::remove(context.db, community, id, member).await?;
    let always = storage::rsvp::remove_standing(context.db, community, id, member).await?;
    let counted_on = !ahead.is_empty();
    let mut all = seats_of(context, ahead.into_iter().map(|entry| entry.session).collect()).await?;
    for (_, seats) in &mut all {
        seats.withdraw(member, false);
    }
    settle_all(context, all).await?;
    let past = storage::rsvp::forget_answers(context.db, &context.community.id, id, member).await?;
    Ok(Left { something: belonged || always || past || counted_on, duties })
}
