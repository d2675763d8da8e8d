//! `/session add`: a single session beside the schedule.

use crate::commands::context::Context;
use crate::commands::problem::Problem;
use crate::commands::{Answer, Done, find};
use crate::domain::group::{Group, Status};
use crate::domain::outcome::{Outcome, SessionOutcome};
use crate::domain::refusal::{Refusal, Sought};
use crate::domain::reminder::{self, SessionChange};
use crate::domain::session::NewSession;
use crate::domain::zone::ZoneName;
use crate::language::invocation::Invocation;
use crate::storage;

use super::{change, told};

/// Adds a session, in the zone of the group's schedule, and tells the group's room.
///
/// # Errors
/// What cannot be read; a time in the past; a group that has ended or is not one's own.
pub async fn add(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let group = find::group(context, invocation).await?;
    context.may_change(&group).await?;
    if group.status == Status::Ended {
        return Err(Refusal::GroupEnded { group: group.name }.into());
    }
    let (zone, usual) = habits(context, &group).await?;
    let speaker = context.speaker(&zone);
    let Some(slot) = invocation.moment("at", speaker)? else {
        return Err(Refusal::NothingThere(Sought::Session).into());
    };
    let time = context.zones.session_at(&zone, slot);
    if time.utc <= context.now {
        return Err(Refusal::InThePast.into());
    }
    let minutes = invocation.number("minutes")?.unwrap_or(usual);
    let new = NewSession { group: group.id, series: None, slot, zone, minutes, capacity: None };
    let session = storage::session::insert(context.db, &context.community.id, &new, context.zones).await?;
    let told = told(context, &session).await?;
    let notices = reminder::session_notices(SessionChange::Added, &group, &session, &told, context.now);
    storage::delivery::record(context.db, &context.community.id, &notices).await?;
    context.replan(session.id).await?;
    let added = SessionOutcome::Added { change: change(&group, &session, &told), note: time.note };
    Ok(Done::Told(Outcome::Session(added)))
}

/// The zone and length of the group's sessions; without a schedule, the speaker's and the usual.
async fn habits(context: &mut Context<'_>, group: &Group) -> Result<(ZoneName, u32), Problem> {
    let series = storage::series::of_group(context.db, &context.community.id, group.id).await?;
    let last = series.last().map(|series| (series.zone, series.minutes));
    Ok(last.unwrap_or((context.zone(), context.settings.minutes)))
}
