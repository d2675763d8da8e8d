//! What was just done is taken back, with the same rights that it took.

use chrono::NaiveDateTime;

use super::context::Context;
use super::problem::{Problem, not_found};
use super::{Answer, Done, find, group, session};
use crate::domain::delivery::NoticeKind;
use crate::domain::group::{Group, Status};
use crate::domain::id::{GroupId, SessionId};
use crate::domain::outcome::session::Change;
use crate::domain::outcome::{GroupOutcome, Outcome, SessionOutcome};
use crate::domain::refusal::{Refusal, Sought};
use crate::domain::session::Session;
use crate::language::invocation::{Invocation, Undo};
use crate::storage;

/// Takes back what was just done.
///
/// # Errors
/// Not found, not one's own, or no longer possible.
pub async fn undo(context: &mut Context<'_>, undo: &Undo) -> Answer {
    match undo {
        Undo::GroupCreated(id) => unmake(context, *id).await,
        Undo::GroupEnded(id) => resume(context, *id).await,
        Undo::GroupEdited { group, field, value } => {
            let edit = Invocation::new("group edit").exact("group", group.0);
            let edit = edit.with("field", field).with("value", value).confirmed();
            group::edit::edit(context, &edit).await
        }
        Undo::Rescheduled { group, series } => {
            let group = own_group(context, *group).await?;
            group::edit::reschedule_back(context, group, *series).await
        }
        Undo::SessionAdded(id) => remove(context, *id).await,
        Undo::SessionCancelled(id) => {
            let (group, found) = own_session(context, *id).await?;
            session::set_planned(context, &group, found).await
        }
        Undo::SessionRestored(id) => {
            let (group, found) = own_session(context, *id).await?;
            session::set_cancelled(context, &group, found).await
        }
        Undo::SessionMoved { session: id, from } => {
            let (group, found) = own_session(context, *id).await?;
            let back = from.as_deref().map(|text| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M"));
            let back = back.transpose().map_err(|_| Problem::Refused(Refusal::OldButton))?;
            session::move_to(context, &group, found, back).await
        }
    }
}

async fn own_group(context: &mut Context<'_>, id: GroupId) -> Result<Group, Problem> {
    let named = Invocation::new("group info").exact("group", id.0);
    let group = find::group(context, &named).await?;
    context.may_change(&group).await?;
    Ok(group)
}

async fn own_session(context: &mut Context<'_>, id: SessionId) -> Result<(Group, Session), Problem> {
    let found = storage::session::get(context.db, &context.community.id, id).await?;
    let session = found.ok_or_else(|| not_found(Sought::Session))?;
    let group = own_group(context, session.group).await?;
    if session.ends() <= context.now {
        return Err(Refusal::SessionOver.into());
    }
    Ok((group, session))
}

/// A group that was just made goes; once somebody counts on it, it can only end.
async fn unmake(context: &mut Context<'_>, id: GroupId) -> Answer {
    let group = own_group(context, id).await?;
    let mut counting =
        storage::session::concerned_by_group(context.db, &context.community.id, id, context.now).await?;
    if let Some(member) = context.known() {
        counting.remove(&member);
    }
    if !counting.is_empty() {
        return Err(Refusal::PeopleCountOnIt { group: group.name }.into());
    }
    storage::group::remove(context.db, &context.community.id, id).await?;
    Ok(Done::Told(Outcome::Group(GroupOutcome::Unmade { name: group.name })))
}

async fn resume(context: &mut Context<'_>, id: GroupId) -> Answer {
    let mut group = own_group(context, id).await?;
    group.status = Status::Active;
    group.revision = storage::group::update(context.db, &context.community.id, &group).await?;
    let mut told =
        storage::session::concerned_by_group(context.db, &context.community.id, id, context.now).await?;
    if let Some(member) = context.known() {
        told.remove(&member);
    }
    let kind = NoticeKind::GroupChanged;
    let notices = crate::domain::reminder::group_notices(kind, &group, &told, Some("resumed"), context.now);
    storage::delivery::record(context.db, &context.community.id, &notices).await?;
    context.replan_group(id).await?;
    Ok(Done::Told(Outcome::Group(GroupOutcome::Resumed { name: group.name })))
}

/// An added session goes; where people count on it already it is cancelled, and they are told.
async fn remove(context: &mut Context<'_>, id: SessionId) -> Answer {
    let (group, found) = own_session(context, id).await?;
    let counting = storage::session::concerned(context.db, &context.community.id, id).await?;
    if !counting.is_empty() || group.room.is_some() {
        return session::set_cancelled(context, &group, found).await;
    }
    storage::session::remove(context.db, &context.community.id, id).await?;
    let change = Change { group: group.name, ahead: group::ahead(&found), told: 0, room: false };
    Ok(Done::Told(Outcome::Session(SessionOutcome::Removed(change))))
}
