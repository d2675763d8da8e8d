//! `/rsvp list`: one's own answers.

use std::collections::BTreeMap;

use super::{named, seats, told};
use crate::commands::{Answer, Context, Problem};
use crate::domain::group::Group;
use crate::domain::id::{GroupId, MemberId};
use crate::domain::outcome::RsvpOutcome;
use crate::domain::outcome::rsvp::AnswerTold;
use crate::domain::rsvp::Answer as Rsvp;
use crate::domain::session::AgendaEntry;
use crate::language::invocation::Invocation;
use crate::storage;

/// How many answers are told; the rest is counted.
const TOLD_MAX: usize = 5;

/// Tells one's own answers: places on offer first, then what one comes to every time, then single answers.
///
/// # Errors
/// Trouble with the database.
pub async fn list(context: &mut Context<'_>, _: &Invocation) -> Answer {
    let Some(member) = context.known() else {
        return told(RsvpOutcome::Answers { answers: Vec::new(), total: 0 });
    };
    let ahead = storage::session::agenda(context.db, &context.community.id, member, context.now).await?;
    let always = storage::rsvp::standing_of_member(context.db, &context.community.id, member).await?;
    let comes_as_usual = |entry: &AgendaEntry| {
        entry.answer == Some(Rsvp::Coming)
            && entry.session.takes_place()
            && always.contains(&entry.session.group)
    };
    let is_offer = |entry: &&AgendaEntry| matches!(entry.answer, Some(Rsvp::Offered { .. }));
    let single: Vec<&AgendaEntry> =
        ahead.iter().filter(|entry| entry.answer.is_some() && !comes_as_usual(entry)).collect();
    let total = single.len() + always.len();
    let mut groups = Groups { member, known: BTreeMap::new() };
    let mut answers = Vec::new();
    for entry in single.iter().filter(|entry| is_offer(entry)).take(TOLD_MAX) {
        answers.extend(once(context, &mut groups, entry).await?);
    }
    for group in always.iter().take(TOLD_MAX) {
        let next = ahead.iter().find(|entry| entry.session.group == *group && comes_as_usual(entry));
        let name = groups.get(context, *group).await?.map(|group| group.name);
        answers.extend(
            name.map(|group| AnswerTold::Always { group, next: next.map(|entry| entry.session.starts) }),
        );
    }
    for entry in single.iter().filter(|entry| !is_offer(entry)).take(TOLD_MAX) {
        answers.extend(once(context, &mut groups, entry).await?);
    }
    answers.truncate(TOLD_MAX);
    told(RsvpOutcome::Answers { answers, total })
}

/// One's answer to one session.
async fn once(
    context: &mut Context<'_>,
    groups: &mut Groups,
    entry: &AgendaEntry,
) -> Result<Option<AnswerTold>, Problem> {
    let (Some(answer), Some(group)) = (entry.answer, groups.get(context, entry.session.group).await?) else {
        return Ok(None);
    };
    let place = match answer {
        Rsvp::Waiting => seats(context, &entry.session).await?.place(groups.member),
        Rsvp::Coming | Rsvp::Offered { .. } | Rsvp::Away => None,
    };
    let cancelled = !entry.session.takes_place();
    Ok(Some(AnswerTold::Once { session: named(&group, &entry.session), answer, place, cancelled }))
}

/// The groups of one person's answers, each looked up once.
struct Groups {
    member: MemberId,
    known: BTreeMap<GroupId, Option<Group>>,
}

impl Groups {
    async fn get(&mut self, context: &mut Context<'_>, id: GroupId) -> Result<Option<Group>, Problem> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let seen = storage::group::get(context.db, &context.community.id, id, Some(self.member)).await?;
        let group = seen.map(|seen| seen.group);
        self.known.insert(id, group.clone());
        Ok(group)
    }
}
