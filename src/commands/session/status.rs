//! `/session status`: what was said unasked about a session, for whoever holds its group (G11). Numbers, no names.

use crate::commands::context::Context;
use crate::commands::group::ahead;
use crate::commands::{Answer, Done, find};
use crate::domain::outcome::{Outcome, SessionOutcome};
use crate::language::invocation::Invocation;
use crate::storage::delivery::status as rows;

/// Tells how many messages about a session stand where; `again` first puts back what could not be sent.
///
/// # Errors
/// Not found, or not one's own.
pub async fn status(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let (group, session) = find::session(context, invocation).await?;
    context.may_change(&group).await?;
    let community = &context.community.id;
    let again = match invocation.yes_no("again")? {
        Some(true) => Some(rows::redrive(context.db, community, session.id, context.now).await?),
        _ => None,
    };
    let tallies = rows::of_session(context.db, community, session.id).await?;
    let told = SessionOutcome::Status { group: group.name, ahead: ahead(&session), tallies, again };
    Ok(Done::Told(Outcome::Session(told)))
}
