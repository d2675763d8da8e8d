//! `/group end`: a group stops meeting; those who counted on it are told.

use crate::commands::context::Context;
use crate::commands::{Answer, Done, find};
use crate::domain::delivery::NoticeKind;
use crate::domain::group::Status;
use crate::domain::outcome::{GroupOutcome, Outcome};
use crate::domain::refusal::Refusal;
use crate::domain::reminder;
use crate::language::invocation::Invocation;
use crate::storage;

use super::audit;

/// Ends a group, after a yes.
///
/// # Errors
/// Not found, not one's own, or ended already.
pub async fn end(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let mut group = find::group(context, invocation).await?;
    context.may_change(&group).await?;
    if group.status == Status::Ended {
        return Err(Refusal::GroupEnded { group: group.name }.into());
    }
    let mut told =
        storage::session::concerned_by_group(context.db, &context.community.id, group.id, context.now)
            .await?;
    if !invocation.confirmed {
        let question = GroupOutcome::AskEnd { name: group.name, concerned: told.len() };
        let if_yes = Invocation::new("group end").exact("group", group.id.0).confirmed();
        return Ok(Done::Ask { question: Outcome::Group(question), if_yes });
    }
    if let Some(member) = context.known() {
        told.remove(&member);
    }
    group.status = Status::Ended;
    group.revision = storage::group::update(context.db, &context.community.id, &group).await?;
    let notices = reminder::group_notices(NoticeKind::GroupEnded, &group, &told, None, context.now);
    storage::delivery::record(context.db, &context.community.id, &notices).await?;
    context.replan_group(group.id).await?;
    audit(context, group.id, "ended").await?;
    Ok(Done::Told(Outcome::Group(GroupOutcome::Ended { group: group.id, name: group.name })))
}
