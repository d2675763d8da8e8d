//! `/session move`: one session takes place at another time.

use chrono::NaiveDateTime;

use crate::commands::context::Context;
use crate::commands::problem::Problem;
use crate::commands::{Answer, Done, find};
use crate::domain::group::Group;
use crate::domain::outcome::{Outcome, SessionOutcome};
use crate::domain::refusal::Refusal;
use crate::domain::reminder::SessionChange;
use crate::domain::session::{Session, SessionState};
use crate::language::invocation::Invocation;
use crate::language::value;

use super::{change, save, told};

/// How a wall time is written where it goes through a button.
const WALL: &str = "%Y-%m-%d %H:%M";

/// Moves a session, after a yes; whoever counted on it is told what was and what is.
///
/// # Errors
/// What cannot be read; a time in the past; not found, not one's own, over or cancelled.
pub async fn shift(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let (group, session) = find::session(context, invocation).await?;
    context.may_change(&group).await?;
    if session.ends() <= context.now {
        return Err(Refusal::SessionOver.into());
    }
    if session.state == SessionState::Cancelled {
        return Err(Refusal::SessionCancelled.into());
    }
    let to = target(context, invocation, &session)?;
    if to == session.local() {
        return Err(Refusal::SameTime.into());
    }
    let starts = context.zones.resolve(&session.zone, to).utc;
    if starts <= context.now {
        return Err(Refusal::InThePast.into());
    }
    if !invocation.confirmed {
        let told = told(context, &session).await?;
        let from = session.starts;
        let mut change = change(&group, &session, &told);
        change.ahead.starts = starts;
        let if_yes = Invocation::new("session move").exact("session", session.id.0);
        let if_yes = if_yes.with("to", to.format(WALL).to_string()).confirmed();
        let question = SessionOutcome::AskMove { change, from };
        return Ok(Done::Ask { question: Outcome::Session(question), if_yes });
    }
    move_to(context, &group, session, Some(to)).await
}

/// Where to: a bare time means the session's own day.
fn target(
    context: &Context<'_>,
    invocation: &Invocation,
    session: &Session,
) -> Result<NaiveDateTime, Problem> {
    let speaker = context.speaker(&session.zone);
    if let Some(time) = invocation.typed("to").and_then(|text| value::time(text, speaker)) {
        return Ok(session.local().date().and_time(time));
    }
    Ok(invocation.moment("to", speaker)?.unwrap_or_else(|| session.local()))
}

/// Moves a session to a wall time, or back to where it was laid out; whoever counted on it is told.
///
/// # Errors
/// Trouble with the database.
pub(in crate::commands) async fn move_to(
    context: &mut Context<'_>,
    group: &Group,
    mut session: Session,
    to: Option<NaiveDateTime>,
) -> Answer {
    let told = told(context, &session).await?;
    let from = session.starts;
    let was = session.moved_to.map(|local| local.format(WALL).to_string());
    session.moved_to = to.filter(|to| *to != session.slot);
    session.state = if session.moved_to.is_some() { SessionState::Moved } else { SessionState::Planned };
    session.starts = context.zones.resolve(&session.zone, session.local()).utc;
    session.revision += 1;
    save(context, (group, &session), (SessionChange::Moved { from }, &told)).await?;
    let moved = SessionOutcome::Moved { change: change(group, &session, &told), from, was };
    Ok(Done::Told(Outcome::Session(moved)))
}
