//! `/me delete`: everything that is held on the speaker goes, and what others counted on is passed on.

use std::collections::{BTreeMap, BTreeSet};

use super::told;
use crate::commands::rsvp::{beyond_roster, hand_over, settle_session};
use crate::commands::{Answer, Context, Done, Problem};
use crate::domain::group::{Group, Status};
use crate::domain::id::{GroupId, MemberId, SessionId};
use crate::domain::joining;
use crate::domain::outcome::rsvp::Heir;
use crate::domain::outcome::{MeOutcome, Outcome};
use crate::domain::roster::DutyRole;
use crate::domain::session::Session;
use crate::language::invocation::Invocation;
use crate::storage;

/// Erases the speaker, after a yes (P22). Nobody who waits, holds a session with them, or comes to
/// a group that they alone held is left behind.
///
/// # Errors
/// Trouble with the database; then nothing was erased.
pub async fn delete(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let Some(member) = context.known() else { return told(MeOutcome::NothingKept) };
    if !invocation.confirmed {
        return ask(context, member).await;
    }
    let (community, now) = (&context.community.id, context.now);
    let erased = storage::erase::erase(context.db, community, member, &context.asked, now).await?;
    // They are not known any more, and still are answered in their language.
    context.answer_in = context.member.take().and_then(|member| member.language);
    context.actor.member = None;
    for session in &erased.seats_freed {
        // A seat that became free goes to whoever waits longest.
        let session = storage::session::get(context.db, &context.community.id, *session).await?;
        if let Some(session) = session {
            settle_session(context, &session).await?;
        }
    }
    let handed_over = pass_groups_on(context, &erased.groups_without_roster).await?;
    let duties = erased.duties_reopened.len();
    reopen(context, erased.duties_reopened, &erased.groups_without_roster).await?;
    told(MeOutcome::Deleted { duties, handed_over })
}

/// What others would notice is said before the yes.
async fn ask(context: &mut Context<'_>, member: MemberId) -> Answer {
    let (community, now) = (&context.community.id, context.now);
    let duties = storage::duty::promised_by(context.db, community, member, now).await?.len();
    let mut alone = Vec::new();
    for (id, _) in storage::roster::of_member(context.db, community, member).await? {
        let roster = storage::roster::of_group(context.db, community, id).await?;
        if roster.iter().all(|one| one.member == member) {
            alone.extend(running(context, id).await?.map(|group| group.name));
        }
    }
    alone.dedup();
    let heirs = !beyond_roster(context, Some(member)).await?.is_empty();
    let question = Outcome::Me(MeOutcome::AskDelete { duties, alone, heirs });
    Ok(Done::Ask { question, if_yes: Invocation::new("me delete").confirmed() })
}

/// A group, unless it has ended.
async fn running(context: &mut Context<'_>, id: GroupId) -> Result<Option<Group>, Problem> {
    let seen = storage::group::get(context.db, &context.community.id, id, None).await?;
    Ok(seen.map(|seen| seen.group).filter(|group| group.status != Status::Ended))
}

/// Groups that nobody holds any more go to the coordinators, else to the admins, who are told. Gives their names.
async fn pass_groups_on(context: &mut Context<'_>, groups: &[GroupId]) -> Result<Vec<String>, Problem> {
    let heirs = beyond_roster(context, None).await?;
    let mut names = Vec::new();
    if heirs.is_empty() {
        return Ok(names);
    }
    for id in groups {
        if let Some(group) = running(context, *id).await? {
            hand_over(context, &group, &heirs, Some(&Heir::InCharge)).await?;
            names.push(group.name);
        }
    }
    Ok(names)
}

/// Those who hold a group with them learn that a duty is open again. Who just took a group over has
/// been told of more than that.
async fn reopen(
    context: &mut Context<'_>,
    duties: Vec<(SessionId, DutyRole)>,
    handed_over: &[GroupId],
) -> Result<(), Problem> {
    let mut open: BTreeMap<GroupId, Vec<(Session, DutyRole)>> = BTreeMap::new();
    for (id, role) in duties {
        let found = storage::session::get(context.db, &context.community.id, id).await?;
        if let Some(session) = found.filter(|session| !handed_over.contains(&session.group)) {
            open.entry(session.group).or_default().push((session, role));
        }
    }
    for (group, mut duties) in open {
        duties.sort_by_key(|(session, role)| (session.starts, *role));
        let roster = storage::roster::of_group(context.db, &context.community.id, group).await?;
        let mut asked: BTreeSet<MemberId> = roster.into_iter().map(|one| one.member).collect();
        if asked.is_empty() {
            asked = beyond_roster(context, None).await?;
        }
        let notices = joining::duties_open(&duties, &asked, context.now);
        storage::delivery::record(context.db, &context.community.id, &notices).await?;
    }
    Ok(())
}
