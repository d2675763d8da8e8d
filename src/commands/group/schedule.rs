//! A schedule is changed from the next session on: what people counted on keeps its date, or they
//! are told that it does not take place.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::commands::context::Context;
use crate::commands::problem::Problem;
use crate::domain::group::Group;
use crate::domain::outcome::group::Meets;
use crate::domain::refusal::Refusal;
use crate::domain::reminder::{self, SessionChange};
use crate::domain::session::{Series, Session, SessionState};
use crate::storage;

use super::create::lay_out;

/// How far ahead slots of the new schedule are compared with the sessions of the old one.
const COMPARED: TimeDelta = TimeDelta::days(400);

/// Ends a series now and begins another. A session ahead whose date both have stays the same session,
/// with its answers, and cancelled where it was cancelled; one that the new schedule does not have goes,
/// or is cancelled where people counted on it.
///
/// # Errors
/// No session ahead; trouble with the database.
pub(in crate::commands) async fn reschedule(
    context: &mut Context<'_>,
    group: &Group,
    old: &Series,
    new: &Meets,
) -> Result<Session, Problem> {
    let now = context.zones.local(&old.zone, context.now);
    let community = &context.community.id;
    let ended = Series { ends_before: Some(now), ..old.clone() };
    storage::series::update(context.db, community, &ended).await?;
    let series = storage::series::insert(
        context.db,
        community,
        group.id,
        (new.zone, new.minutes),
        new.recurrence.clone(),
    )
    .await?;
    let ahead = storage::session::of_series(context.db, community, old.id, now).await?;
    let mut slots = slots_by_date(context, &series);
    for session in ahead.into_iter().filter(|session| session.slot >= now) {
        match take(&mut slots, session.slot.date()) {
            Some(slot) => carry_over(context, session, &series, slot).await?,
            None => let_go(context, group, session).await?,
        }
    }
    lay_out(context, &series).await?;
    context.replan_group(group.id).await?;
    let first = storage::session::next_of_group(context.db, community, group.id, context.now).await?;
    first.ok_or_else(|| Refusal::NoSessionAhead.into())
}

fn slots_by_date(context: &Context<'_>, series: &Series) -> BTreeSet<NaiveDateTime> {
    let until = context.now + COMPARED;
    let times = context.zones.sessions(&series.zone, &series.recurrence, context.now);
    times.take_while(|time| time.utc < until).map(|time| time.slot).collect()
}

fn take(slots: &mut BTreeSet<NaiveDateTime>, date: NaiveDate) -> Option<NaiveDateTime> {
    let slot = slots.iter().copied().find(|slot| slot.date() == date)?;
    slots.remove(&slot);
    Some(slot)
}

async fn carry_over(
    context: &mut Context<'_>,
    mut session: Session,
    series: &Series,
    slot: NaiveDateTime,
) -> Result<(), Problem> {
    session.series = Some(series.id);
    session.slot = slot;
    session.zone = series.zone;
    session.minutes = series.minutes;
    if session.state == SessionState::Moved {
        session.state = SessionState::Planned;
    }
    session.moved_to = None;
    session.starts = context.zones.resolve(&series.zone, slot).utc;
    session.revision += 1;
    Ok(storage::session::save(context.db, &context.community.id, &session, context.zones).await?)
}

async fn let_go(context: &mut Context<'_>, group: &Group, mut session: Session) -> Result<(), Problem> {
    let community = &context.community.id;
    let told = storage::session::concerned(context.db, community, session.id).await?;
    if told.is_empty() {
        return Ok(storage::session::remove(context.db, community, session.id).await?);
    }
    session.state = SessionState::Cancelled;
    session.revision += 1;
    storage::session::save(context.db, community, &session, context.zones).await?;
    let roomless = Group { room: None, ..group.clone() };
    let notices =
        reminder::session_notices(SessionChange::Cancelled, &roomless, &session, &told, context.now);
    Ok(storage::delivery::record(context.db, community, &notices).await?)
}
