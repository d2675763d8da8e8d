//! `/group edit`: one setting at a time; the schedule asks first, since people count on it.

use std::collections::BTreeSet;

use crate::commands::context::Context;
use crate::commands::problem::Problem;
use crate::commands::{Answer, Done, find, rsvp};
use crate::domain::delivery::NoticeKind;
use crate::domain::group::{Group, Status};
use crate::domain::id::{MemberId, SeriesId, SessionId};
use crate::domain::outcome::group::{Ahead, Edited, Meets, Rescheduled};
use crate::domain::outcome::{GroupOutcome, Outcome};
use crate::domain::refusal::{Refusal, Sought};
use crate::domain::reminder;
use crate::domain::session::Series;
use crate::language::invocation::Invocation;
use crate::language::value::{self, BadArgument, ValueProblem};
use crate::storage;

use super::{ahead, audit, schedule, settings};

/// Changes one setting of a group.
///
/// # Errors
/// What cannot be read, or may not be changed.
pub async fn edit(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let mut group = find::group(context, invocation).await?;
    context.may_change(&group).await?;
    if group.status == Status::Ended {
        return Err(Refusal::GroupEnded { group: group.name }.into());
    }
    let Some(field) = invocation.choice("field")? else {
        return Err(Refusal::NothingThere(Sought::Group).into());
    };
    let value = invocation.typed("value").unwrap_or_default();
    if matches!(field, "when" | "zone" | "minutes") {
        return edit_schedule(context, invocation, group, field).await;
    }
    let before = settings::current(&group, field);
    settings::change(&mut group, field, value).map_err(|bad| BadArgument { argument: "value", ..bad })?;
    group.revision = storage::group::update(context.db, &context.community.id, &group).await?;
    let offered = if field == "capacity" { offer_new_seats(context, &group).await? } else { 0 };
    if matches!(field, "channel-reminder" | "listed") {
        context.replan_group(group.id).await?;
    }
    audit(context, group.id, field).await?;
    let after = settings::current(&group, field);
    let edited = Edited { group: group.id, name: group.name, field, before, after, offered };
    Ok(Done::Told(Outcome::Group(GroupOutcome::Edited(Box::new(edited)))))
}

/// More seats: those who wait longest are asked, in every session ahead.
async fn offer_new_seats(context: &mut Context<'_>, group: &Group) -> Result<usize, Problem> {
    let ahead =
        storage::session::of_group(context.db, &context.community.id, group.id, context.now, u32::MAX)
            .await?;
    let mut waited_for = rsvp::seats_of(context, ahead).await?;
    waited_for.retain(|(_, seats)| seats.waiting() > 0);
    Ok(rsvp::settle_all(context, waited_for).await?.len())
}

/// Another rule, zone or length, from the next session on. It asks first: people are told.
async fn edit_schedule(
    context: &mut Context<'_>,
    invocation: &Invocation,
    group: Group,
    field: &'static str,
) -> Answer {
    if invocation.choice("scope")? == Some("this") {
        return Err(Refusal::MoveInstead.into());
    }
    let series = storage::series::of_group(context.db, &context.community.id, group.id).await?;
    let Some(old) = series.into_iter().rfind(|series| series.ends_before.is_none()) else {
        return Err(Refusal::NothingThere(Sought::Session).into());
    };
    let new = wanted(context, invocation, &old, field)?;
    let first = context.zones.sessions(&new.zone, &new.recurrence, context.now).next();
    let Some(first) = first else { return Err(Refusal::NoSessionAhead.into()) };
    let told = storage::session::concerned_by_group(context.db, &context.community.id, group.id, context.now)
        .await?;
    if !invocation.confirmed {
        let next = Ahead { session: SessionId(0), starts: first.utc, zone: new.zone };
        let rescheduled = Rescheduled {
            group: group.id,
            name: group.name,
            before: old.id,
            meets: new,
            next,
            told: told.len(),
        };
        let if_yes = Invocation { confirmed: true, ..invocation.clone() }.exact("group", rescheduled.group.0);
        let question = GroupOutcome::AskSchedule(Box::new(rescheduled));
        return Ok(Done::Ask { question: Outcome::Group(question), if_yes });
    }
    carry_out(context, group, &old, (new, told)).await
}

/// The schedule from before goes on.
///
/// # Errors
/// Trouble with the database.
pub(in crate::commands) async fn reschedule_back(
    context: &mut Context<'_>,
    group: Group,
    before: SeriesId,
) -> Answer {
    let all = storage::series::of_group(context.db, &context.community.id, group.id).await?;
    let back = all.iter().find(|series| series.id == before);
    let now = all.iter().rfind(|series| series.ends_before.is_none());
    let (Some(back), Some(now)) = (back, now) else { return Err(Refusal::OldButton.into()) };
    let meets = Meets { recurrence: back.recurrence.clone(), zone: back.zone, minutes: back.minutes };
    let told = storage::session::concerned_by_group(context.db, &context.community.id, group.id, context.now)
        .await?;
    carry_out(context, group, now, (meets, told)).await
}

async fn carry_out(
    context: &mut Context<'_>,
    mut group: Group,
    old: &Series,
    (new, mut told): (Meets, BTreeSet<MemberId>),
) -> Answer {
    if let Some(member) = context.known() {
        told.remove(&member);
    }
    let first = schedule::reschedule(context, &group, old, &new).await?;
    group.revision = storage::group::update(context.db, &context.community.id, &group).await?;
    let notices = reminder::group_notices(NoticeKind::GroupChanged, &group, &told, Some("when"), context.now);
    storage::delivery::record(context.db, &context.community.id, &notices).await?;
    audit(context, group.id, "when").await?;
    let rescheduled = Rescheduled {
        group: group.id,
        name: group.name,
        before: old.id,
        meets: new,
        next: ahead(&first),
        told: told.len(),
    };
    Ok(Done::Told(Outcome::Group(GroupOutcome::Rescheduled(Box::new(rescheduled)))))
}

/// The schedule with one thing changed.
fn wanted(
    context: &Context<'_>,
    invocation: &Invocation,
    old: &Series,
    field: &'static str,
) -> Result<Meets, Problem> {
    let mut new = Meets { recurrence: old.recurrence.clone(), zone: old.zone, minutes: old.minutes };
    match field {
        "when" => {
            let speaker = context.speaker(&old.zone);
            if let Some(understood) = invocation.recurrence("value", speaker)? {
                new.recurrence = understood.recurrence;
                new.minutes = understood.minutes.unwrap_or(old.minutes);
            }
        }
        "zone" => new.zone = invocation.zone("value")?.unwrap_or(old.zone),
        _ => {
            let minutes = value::number(invocation.typed("value").unwrap_or_default(), 5, 1440);
            new.minutes = minutes.map_err(|problem: ValueProblem| BadArgument::new("value", problem))?;
        }
    }
    Ok(new)
}
