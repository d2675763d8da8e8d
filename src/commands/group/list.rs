//! `/groups` and `/group info`: finding a group, and its card.

use crate::commands::context::Context;
use crate::commands::problem::Problem;
use crate::commands::{Answer, Done, find};
use crate::domain::group::{Group, Standing, Venue};
use crate::domain::outcome::group::{GroupCard, GroupLine, Meets, SeatsLeft};
use crate::domain::outcome::{GroupOutcome, Outcome};
use crate::language::invocation::Invocation;
use crate::language::value::{BadArgument, ValueProblem, weekday};
use crate::storage;
use crate::storage::group::{GroupFilter, Page, Seen};

use super::{ahead, settings};

/// How many groups stand on one page (6-words.md: at most five lines).
const PAGE: u32 = 5;

/// The groups that the speaker may know of.
///
/// # Errors
/// What cannot be read.
pub async fn groups(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let filter = filter(context, invocation).await?;
    let page = invocation.number("page")?.unwrap_or(1).max(1);
    let part = Page { skip: (page - 1) * PAGE, take: PAGE + 1 };
    let viewer = context.viewer();
    let mut seen = storage::group::list(context.db, &context.community.id, viewer, &filter, part).await?;
    let more = seen.len() > PAGE as usize;
    seen.truncate(PAGE as usize);
    let mut groups = Vec::new();
    for one in seen {
        groups.push(line(context, one).await?);
    }
    let filtered = filter != GroupFilter::default();
    Ok(Done::Told(Outcome::Group(GroupOutcome::Listed { groups, page, more, filtered })))
}

async fn filter(context: &mut Context<'_>, invocation: &Invocation) -> Result<GroupFilter, Problem> {
    let mut filter = GroupFilter {
        language: invocation.line("language", 40)?,
        audience: invocation.line("audience", 40)?,
        venue: settings::word(invocation, "venue", Venue::from_word)?,
        ..GroupFilter::default()
    };
    if let Some(text) = invocation.typed("day") {
        let bad =
            || BadArgument::new("day", ValueProblem::Weekday { typed: text.chars().take(40).collect() });
        let day = weekday(text).ok_or_else(bad)?;
        filter.weekday = Some((day, context.now));
    }
    Ok(filter)
}

async fn line(context: &mut Context<'_>, seen: Seen) -> Result<GroupLine, Problem> {
    let Seen { group, standing } = seen;
    let next =
        storage::session::next_of_group(context.db, &context.community.id, group.id, context.now).await?;
    Ok(GroupLine {
        name: name_for(context, &group, standing),
        next: next.as_ref().map(ahead),
        venue: group.venue,
        membership: group.membership,
        own: is_own(standing),
        address: group.address,
    })
}

fn is_own(standing: Standing) -> bool {
    standing.belongs || standing.on_roster
}

/// The name that the speaker may read: the public one for those who do not belong (P8).
pub(in crate::commands) fn name_for(context: &Context<'_>, group: &Group, standing: Standing) -> String {
    if context.is_inside(standing) { group.name.clone() } else { group.shown_name().to_owned() }
}

/// A group's card.
///
/// # Errors
/// Not found, or several could be meant.
pub async fn info(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let group = find::group(context, invocation).await?;
    let standing = context.standing(&group).await?;
    let series = storage::series::of_group(context.db, &context.community.id, group.id).await?;
    let now = context.now;
    let zones = context.zones;
    let alive = series.into_iter().filter(|series| {
        let ends = series.ends_before.map(|end| zones.resolve(&series.zone, end).utc);
        ends.is_none_or(|end| end > now)
            && zones.sessions(&series.zone, &series.recurrence, now).next().is_some()
    });
    let meets = alive.map(|series| Meets {
        recurrence: series.recurrence,
        zone: series.zone,
        minutes: series.minutes,
    });
    let meets: Vec<Meets> = meets.collect();
    let next =
        storage::session::next_of_group(context.db, &context.community.id, group.id, context.now).await?;
    let next = match next {
        Some(session) => {
            let seats = storage::rsvp::seats(context.db, &context.community.id, session.id).await?;
            Some((ahead(&session), SeatsLeft::of(seats.and_then(|seats| seats.free()))))
        }
        None => None,
    };
    let card = GroupCard {
        name: name_for(context, &group, standing),
        changeable: group.changeable_by(context.actor.role, standing),
        own: is_own(standing),
        meets,
        next,
        group,
    };
    Ok(Done::Told(Outcome::Group(GroupOutcome::Card(Box::new(card)))))
}
