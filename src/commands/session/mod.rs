//! Commands about sessions.

use super::context::Context;
use super::group::ahead;
use super::problem::Problem;
use crate::domain::group::Group;
use crate::domain::id::MemberId;
use crate::domain::outcome::session::Change;
use crate::domain::reminder::{self, SessionChange};
use crate::domain::session::Session;
use crate::storage;
use std::collections::BTreeSet;

mod add;
mod cancel;
mod list;
mod shift;
mod status;

pub use add::add;
pub use cancel::{cancel, restore};
pub(super) use cancel::{set_cancelled, set_planned};
pub use list::sessions;
pub(super) use shift::move_to;
pub use shift::shift;
pub use status::status;

/// Whoever counts on a session, without the one who changes it.
async fn told(context: &mut Context<'_>, session: &Session) -> Result<BTreeSet<MemberId>, Problem> {
    let mut told = storage::session::concerned(context.db, &context.community.id, session.id).await?;
    if let Some(member) = context.known() {
        told.remove(&member);
    }
    Ok(told)
}

fn change(group: &Group, session: &Session, told: &BTreeSet<MemberId>) -> Change {
    Change { group: group.name.clone(), ahead: ahead(session), told: told.len(), room: group.room.is_some() }
}

/// Saves a changed session, records who is told, and brings its reminders in step.
async fn save(
    context: &mut Context<'_>,
    (group, session): (&Group, &Session),
    (what, told): (SessionChange, &BTreeSet<MemberId>),
) -> Result<(), Problem> {
    storage::session::save(context.db, &context.community.id, session, context.zones).await?;
    let notices = reminder::session_notices(what, group, session, told, context.now);
    storage::delivery::record(context.db, &context.community.id, &notices).await?;
    context.replan(session.id).await
}
