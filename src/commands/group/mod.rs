//! Commands about groups.

use super::context::Context;
use super::problem::Problem;
use crate::domain::id::GroupId;
use crate::domain::outcome::group::Ahead;
use crate::domain::session::Session;
use crate::storage;
use crate::storage::audit::Change;

pub mod create;
pub mod edit;
pub mod end;
pub mod list;
pub mod schedule;
mod settings;

/// A session as it is told.
pub(super) fn ahead(session: &Session) -> Ahead {
    Ahead { session: session.id, starts: session.starts, zone: session.zone }
}

/// Notes who changed which setting of a group, never to what (P27).
async fn audit(context: &mut Context<'_>, group: GroupId, what: &str) -> Result<(), Problem> {
    let change = Change { group, member: context.known(), what: what.to_owned(), at: context.now };
    Ok(storage::audit::record(context.db, &context.community.id, &change).await?)
}
