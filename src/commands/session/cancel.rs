//! `/session cancel` and `/session restore`: a session does not take place, or does after all.

use crate::commands::context::Context;
use crate::commands::group::ahead;
use crate::commands::problem::Problem;
use crate::commands::{Answer, Done, find};
use crate::domain::group::Group;
use crate::domain::outcome::{Outcome, SessionOutcome};
use crate::domain::refusal::Refusal;
use crate::domain::reminder::SessionChange;
use crate::domain::session::{Session, SessionState};
use crate::domain::text::folded;
use crate::language::invocation::Invocation;
use crate::storage;

use super::{change, save, told};

/// Cancels a session, after a yes; whoever counted on it is told.
///
/// # Errors
/// Not found, not one's own, over, or cancelled already.
pub async fn cancel(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let (group, session) = find::session(context, invocation).await?;
    context.may_change(&group).await?;
    if session.ends() <= context.now {
        return Err(Refusal::SessionOver.into());
    }
    if session.state == SessionState::Cancelled {
        return Err(Refusal::SessionCancelled.into());
    }
    if !invocation.confirmed {
        let told = told(context, &session).await?;
        let question = SessionOutcome::AskCancel(change(&group, &session, &told));
        let if_yes = Invocation::new("session cancel").exact("session", session.id.0).confirmed();
        return Ok(Done::Ask { question: Outcome::Session(question), if_yes });
    }
    set_cancelled(context, &group, session).await
}

/// Cancels a session; whoever counted on it is told.
///
/// # Errors
/// Trouble with the database.
pub(in crate::commands) async fn set_cancelled(
    context: &mut Context<'_>,
    group: &Group,
    mut session: Session,
) -> Answer {
    let told = told(context, &session).await?;
    session.state = SessionState::Cancelled;
    session.revision += 1;
    save(context, (group, &session), (SessionChange::Cancelled, &told)).await?;
    let next = next(context, group).await?;
    let cancelled = SessionOutcome::Cancelled { change: change(group, &session, &told), next };
    Ok(Done::Told(Outcome::Session(cancelled)))
}

async fn next(
    context: &mut Context<'_>,
    group: &Group,
) -> Result<Option<crate::domain::outcome::group::Ahead>, Problem> {
    let next =
        storage::session::next_of_group(context.db, &context.community.id, group.id, context.now).await?;
    Ok(next.filter(Session::takes_place).as_ref().map(ahead))
}

/// Lets a cancelled session take place, after a yes.
///
/// # Errors
/// Not found, not one's own, over, or not cancelled.
pub async fn restore(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let (group, found) = find::session(context, invocation).await?;
    context.may_change(&group).await?;
    let named = invocation.typed("session").is_some_and(|text| folded(text) != folded(&group.name));
    let meant = if named { Some(found) } else { cancelled(context, &group, found).await? };
    let Some(session) = meant.filter(|session| session.state == SessionState::Cancelled) else {
        return Err(Refusal::NotCancelled.into());
    };
    if session.ends() <= context.now {
        return Err(Refusal::SessionOver.into());
    }
    if !invocation.confirmed {
        let told = told(context, &session).await?;
        let question = SessionOutcome::AskRestore(change(&group, &session, &told));
        let if_yes = Invocation::new("session restore").exact("session", session.id.0).confirmed();
        return Ok(Done::Ask { question: Outcome::Session(question), if_yes });
    }
    set_planned(context, &group, session).await
}

/// The session that is meant, or the next cancelled one of its group.
async fn cancelled(
    context: &mut Context<'_>,
    group: &Group,
    found: Session,
) -> Result<Option<Session>, Problem> {
    if found.state == SessionState::Cancelled {
        return Ok(Some(found));
    }
    let ahead =
        storage::session::of_group(context.db, &context.community.id, group.id, context.now, u32::MAX)
            .await?;
    Ok(ahead.into_iter().find(|session| session.state == SessionState::Cancelled))
}

/// Lets a cancelled session take place; whoever counted on it is told.
///
/// # Errors
/// Trouble with the database.
pub(in crate::commands) async fn set_planned(
    context: &mut Context<'_>,
    group: &Group,
    mut session: Session,
) -> Answer {
    let told = told(context, &session).await?;
    session.state = if session.moved_to.is_some() { SessionState::Moved } else { SessionState::Planned };
    session.revision += 1;
    save(context, (group, &session), (SessionChange::Restored, &told)).await?;
    Ok(Done::Told(Outcome::Session(SessionOutcome::Restored(change(group, &session, &told)))))
}
