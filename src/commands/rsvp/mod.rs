//! Coming to sessions, once or every time; joining groups and leaving them.

use chrono::TimeDelta;

use super::{Answer, Context, Done, Problem};
use crate::domain::group::{Group, Standing, Status};
use crate::domain::id::MemberId;
use crate::domain::joining::LINK_SHOWN_BEFORE;
use crate::domain::outcome::rsvp::{GroupTold, SessionTold};
use crate::domain::outcome::{Outcome, RsvpOutcome};
use crate::domain::refusal::{Refusal, Sought};
use crate::domain::rsvp::Seats;
use crate::domain::session::Session;
use crate::storage;
use crate::storage::rsvp::SeatRules;

mod coming;
mod joining;
mod leaving;
mod list;
mod standing;

pub use coming::{cant, coming};
pub use joining::join;
pub(super) use joining::{beyond_roster, in_charge};
pub(super) use leaving::hand_over;
pub use leaving::leave;
pub use list::list;
pub use standing::{always, stop};

/// The answer that tells what was done.
fn told(outcome: RsvpOutcome) -> Answer {
    Ok(Done::Told(Outcome::Rsvp(outcome)))
}

/// A session as an answer names it.
pub(super) fn named(group: &Group, session: &Session) -> SessionTold {
    SessionTold { id: session.id, group: group.name.clone(), starts: session.starts }
}

/// A group as an answer names it.
pub(super) fn group_told(group: &Group) -> GroupTold {
    GroupTold { id: group.id, name: group.name.clone() }
}

/// Makes sure that the speaker may come to a group's sessions; says how they stand to it.
async fn may_come(context: &mut Context<'_>, group: &Group) -> Result<Standing, Problem> {
    if group.status == Status::Ended {
        return Err(Refusal::GroupEnded { group: group.name.clone() }.into());
    }
    let standing = context.standing(group).await?;
    if group.open_to(standing) {
        Ok(standing)
    } else {
        Err(Refusal::JoinFirst { group: group.name.clone() }.into())
    }
}

/// Gives free seats of a session to those who wait, and brings its reminders in step: who holds it has changed.
///
/// # Errors
/// Trouble with the database.
pub(super) async fn settle_session(context: &mut Context<'_>, session: &Session) -> Result<(), Problem> {
    let seats = seats(context, session).await?;
    settle(context, session, seats).await
}

/// Who comes to a session.
pub(super) async fn seats(context: &mut Context<'_>, session: &Session) -> Result<Seats, Problem> {
    let seats = storage::rsvp::seats(context.db, &context.community.id, session.id).await?;
    seats.ok_or_else(|| super::problem::not_found(Sought::Session))
}

/// Keeps who comes, with all that follows: free seats are offered, reminders planned anew.
async fn settle(context: &mut Context<'_>, session: &Session, seats: Seats) -> Result<(), Problem> {
    settle_all(context, vec![(session.clone(), seats)]).await?;
    Ok(())
}

/// The same for several sessions of one group. Gives those who were offered a seat.
pub(super) async fn settle_all(
    context: &mut Context<'_>,
    changed: Vec<(Session, Seats)>,
) -> Result<Vec<MemberId>, Problem> {
    let rules = SeatRules {
        hold: context.settings.offer_hold,
        default_offsets: &context.settings.offsets_minutes,
        now: context.now,
    };
    Ok(storage::rsvp::settle_all(context.db, &context.community.id, changed, rules).await?)
}

/// Who comes to each of some sessions.
pub(super) async fn seats_of(
    context: &mut Context<'_>,
    sessions: Vec<Session>,
) -> Result<Vec<(Session, Seats)>, Problem> {
    let ids: Vec<_> = sessions.iter().map(|session| session.id).collect();
    let mut seats = storage::rsvp::seats_of(context.db, &context.community.id, &ids).await?;
    let with_seats = |session: Session| seats.remove(&session.id).map(|seats| (session, seats));
    Ok(sessions.into_iter().filter_map(with_seats).collect())
}

/// True once, at a person's first answer: reminders are off, and they may not know of them.
async fn wants_hint(context: &mut Context<'_>, member: MemberId) -> Result<bool, Problem> {
    if context.member.as_ref().is_none_or(|member| member.reminders.on) {
        return Ok(false);
    }
    let ahead = storage::session::agenda(context.db, &context.community.id, member, context.now).await?;
    Ok(ahead.iter().all(|entry| entry.answer.is_none()))
}

/// The way into a session's call, for somebody who comes, when it is near (P11).
pub(super) fn link_now(context: &Context<'_>, group: &Group, session: &Session) -> Option<String> {
    let shown = session.starts - LINK_SHOWN_BEFORE <= context.now && context.now < session.ends();
    group.link.clone().filter(|_| shown)
}

/// How long an open place would be held, in minutes; none where less time is left than that.
fn hold_minutes(context: &Context<'_>, session: &Session) -> Option<u32> {
    let hold = context.settings.offer_hold;
    let enough = session.starts - context.now >= hold * 2 && hold > TimeDelta::zero();
    u32::try_from(hold.num_minutes()).ok().filter(|_| enough)
}
