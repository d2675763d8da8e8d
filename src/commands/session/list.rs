//! `/sessions`: what is on, and is it on tonight.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use crate::commands::context::Context;
use crate::commands::group::list::name_for;
use crate::commands::problem::Problem;
use crate::commands::{Answer, Done, find};
use crate::domain::outcome::group::SeatsLeft;
use crate::domain::outcome::session::SessionLine;
use crate::domain::outcome::{Outcome, SessionOutcome};
use crate::domain::session::Upcoming;
use crate::language::invocation::Invocation;
use crate::storage;
use crate::storage::group::Page;
use crate::storage::session::SessionFilter;

/// How many sessions stand on one page (6-words.md: at most five lines).
const PAGE: u32 = 5;

/// The sessions that are ahead or going on, as far as the speaker may know of them, in their zone.
///
/// # Errors
/// What cannot be read; not found.
pub async fn sessions(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let zone = context.zone();
    let day = invocation.day("day", context.speaker(&zone))?;
    let mut filter = SessionFilter { language: invocation.line("language", 40)?, ..SessionFilter::default() };
    if let Some(day) = day {
        filter.from = Some(midnight(context, day));
        filter.until = Some(midnight(context, day.checked_add_days(Days::new(1)).unwrap_or(day)));
    }
    let mut group = None;
    if invocation.given("group").is_some() {
        let found = find::group(context, invocation).await?;
        let standing = context.standing(&found).await?;
        filter.group = Some(found.id);
        group = Some(name_for(context, &found, standing));
    }
    let page = invocation.number("page")?.unwrap_or(1).max(1);
    let part = Page { skip: (page - 1) * PAGE, take: PAGE + 1 };
    let viewer = context.viewer();
    let mut found =
        storage::session::upcoming(context.db, &context.community.id, viewer, (&filter, part), context.now)
            .await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let mut sessions = Vec::new();
    for upcoming in found {
        sessions.push(line(context, upcoming).await?);
    }
    Ok(Done::Told(Outcome::Session(SessionOutcome::Listed { sessions, page, more, day, group })))
}

/// When a day begins for the speaker.
fn midnight(context: &Context<'_>, day: NaiveDate) -> DateTime<Utc> {
    context.zones.resolve(&context.zone(), day.and_time(NaiveTime::MIN)).utc
}

async fn line(context: &mut Context<'_>, upcoming: Upcoming) -> Result<SessionLine, Problem> {
    let standing = context.standing(&upcoming.group).await?;
    let free = upcoming.seats.free().map(|free| free as usize);
    Ok(SessionLine {
        group: name_for(context, &upcoming.group, standing),
        starts: upcoming.session.starts,
        zone: context.zone(),
        state: upcoming.session.state,
        seats: SeatsLeft::of(free),
        answer: upcoming.answer,
    })
}
