//! `/me agenda`: what lies ahead for oneself.

use std::collections::BTreeMap;

use super::told;
use crate::commands::rsvp::{link_now, named, seats};
use crate::commands::{Answer, Context, Problem};
use crate::domain::group::{Group, Status};
use crate::domain::id::{GroupId, MemberId};
use crate::domain::outcome::MeOutcome;
use crate::domain::outcome::me::{AgendaLine, AgendaState};
use crate::domain::roster::DutyRole;
use crate::domain::rsvp::Answer as Rsvp;
use crate::domain::session::{AgendaEntry, Session};
use crate::language::invocation::Invocation;
use crate::storage;

/// How many entries a page has.
const PAGE: usize = 5;

/// Why a session is on somebody's calendar.
#[derive(Clone, Copy)]
enum Reason {
    Answered(Rsvp),
    Holds(DutyRole),
    Asked(DutyRole),
}

/// A session on somebody's calendar, with its group and the reason.
struct Entry {
    group: Group,
    session: Session,
    reason: Reason,
}

/// Tells what the speaker comes to, waits for, is offered, holds or is asked to hold.
///
/// # Errors
/// A page that is no number.
pub async fn agenda(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let page = invocation.number("page")?.unwrap_or(1).max(1);
    let Some(member) = context.known() else {
        return told(MeOutcome::Agenda { lines: Vec::new(), page: 1, left: 0 });
    };
    let ahead = ahead(context, member).await?;
    let skipped = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(PAGE);
    let left = ahead.len().saturating_sub(skipped);
    let mut lines = Vec::new();
    for entry in ahead.iter().skip(skipped).take(PAGE) {
        lines.push(line(context, member, entry).await?);
    }
    // A page beyond the last one of a calendar that has entries is not an empty calendar.
    let page = if ahead.is_empty() { 1 } else { page };
    told(MeOutcome::Agenda { lines, page, left })
}

/// Everything ahead, by its start, without single times off and without groups that have ended.
async fn ahead(context: &mut Context<'_>, member: MemberId) -> Result<Vec<Entry>, Problem> {
    let (community, now) = (&context.community.id, context.now);
    let own = storage::session::agenda(context.db, community, member, now).await?;
    let mut found: Vec<(Session, Reason)> = own.into_iter().filter_map(own_reason).collect();
    let asked = storage::duty::asked_of(context.db, community, member, now).await?;
    found.extend(asked.into_iter().map(|(session, role)| (session, Reason::Asked(role))));
    found.sort_by_key(|(session, _)| (session.starts, session.id));
    let mut groups: BTreeMap<GroupId, Option<Group>> = BTreeMap::new();
    let mut entries = Vec::new();
    for (session, reason) in found {
        let group = match groups.get(&session.group) {
            Some(known) => known.clone(),
            None => {
                let seen = storage::group::get(context.db, community, session.group, Some(member)).await?;
                let found = seen.map(|seen| seen.group);
                groups.insert(session.group, found.clone());
                found
            }
        };
        let group = group.filter(|group| group.status != Status::Ended);
        entries.extend(group.map(|group| Entry { group, session, reason }));
    }
    Ok(entries)
}

fn own_reason(entry: AgendaEntry) -> Option<(Session, Reason)> {
    let reason = match (entry.duty, entry.answer) {
        (Some(role), _) => Reason::Holds(role),
        (None, None | Some(Rsvp::Away)) => return None,
        (None, Some(answer)) => Reason::Answered(answer),
    };
    Some((entry.session, reason))
}

async fn line(context: &mut Context<'_>, member: MemberId, entry: &Entry) -> Result<AgendaLine, Problem> {
    let Entry { group, session, .. } = entry;
    let state = state(context, member, entry).await?;
    let comes = matches!(state, AgendaState::Coming | AgendaState::Holds { .. });
    let link = if comes { link_now(context, group, session) } else { None };
    Ok(AgendaLine { session: named(group, session), state, link })
}

async fn state(context: &mut Context<'_>, member: MemberId, entry: &Entry) -> Result<AgendaState, Problem> {
    if !entry.session.takes_place() {
        return Ok(AgendaState::Cancelled);
    }
    if !entry.group.status.meets_at(entry.session.starts) {
        return Ok(AgendaState::Paused);
    }
    Ok(match entry.reason {
        Reason::Holds(role) => AgendaState::Holds { role },
        Reason::Asked(role) => AgendaState::Asked { role },
        Reason::Answered(Rsvp::Offered { until }) => AgendaState::Offered { until },
        Reason::Answered(Rsvp::Waiting) => {
            let place = seats(context, &entry.session).await?.place(member);
            AgendaState::Waiting { place: place.unwrap_or(1) }
        }
        Reason::Answered(Rsvp::Coming | Rsvp::Away) => AgendaState::Coming,
    })
}
