//! `/group create`: a group, its schedule and its first sessions, in one line.

use chrono::{Datelike, Months, NaiveDateTime};

use super::{ahead, audit, settings};
use crate::commands::context::Context;
use crate::commands::problem::Problem;
use crate::commands::{Answer, Done};
use crate::domain::delivery::NoticeKind;
use crate::domain::group::{Group, Kind, Membership, SeeWhoComes, Status, Venue};
use crate::domain::id::{GroupId, MemberId, SessionId};
use crate::domain::member::Role;
use crate::domain::outcome::group::{Ahead, Created, Meets};
use crate::domain::outcome::{GroupOutcome, Outcome};
use crate::domain::recurrence::{End, Frequency, Recurrence, Rule};
use crate::domain::refusal::{Refusal, Sought};
use crate::domain::reminder;
use crate::domain::roster::DutyRole;
use crate::domain::roster::RosterPart;
use crate::domain::session::{Series, Session};
use crate::domain::text;
use crate::domain::zone::ClockNote;
use crate::language::invocation::Invocation;
use crate::language::value::{BadArgument, ValueProblem};
use crate::storage;

/// How many of the next sessions are looked at for changes of the clocks (3-time.md).
const LOOKED_AT: usize = 24;

/// Makes a group. It meets from now on; for a few minutes it can be taken back.
///
/// # Errors
/// What cannot be read; a rule without a session ahead; somebody asked whom nobody knows.
pub async fn create(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let mut group = draft(context, invocation)?;
    let meets = schedule(context, invocation)?;
    let namesakes = storage::group::by_name(context.db, &context.community.id, context.viewer(), &group.name)
        .await?
        .len();
    let creator = context.enrolled().await?;
    group.id = storage::group::insert(context.db, &context.community.id, &group, None).await?;
    take_charge(context, group.id, creator).await?;
    let series = storage::series::insert(
        context.db,
        &context.community.id,
        group.id,
        (meets.zone, meets.minutes),
        meets.recurrence.clone(),
    )
    .await?;
    let sessions = lay_out(context, &series).await?;
    let Some(first) = sessions.first() else { return Err(Refusal::NoSessionAhead.into()) };
    let asked = ask_facilitators(context, invocation, first, creator).await?;
    audit(context, group.id, "created").await?;
    let created = Created {
        first: ahead(first),
        touched: touched(context, &series),
        clocks_change: clocks_change(context, &series),
        skips_months: skips_months(&meets.recurrence),
        namesakes,
        asked,
        group,
        meets,
    };
    Ok(Done::Told(Outcome::Group(GroupOutcome::Created(Box::new(created)))))
}

/// The group as the line describes it, with the defaults for the rest.
fn draft(context: &Context<'_>, invocation: &Invocation) -> Result<Group, Problem> {
    let name = invocation.name("name")?.ok_or_else(|| missing("name"))?;
    let membership =
        settings::word(invocation, "membership", Membership::from_word)?.unwrap_or(Membership::Open);
    Ok(Group {
        id: GroupId(0),
        name,
        public_name: invocation.name("public-name")?,
        description: invocation.line("description", 500)?,
        languages: invocation.list("languages")?.unwrap_or_default(),
        audiences: invocation.list("audience")?.unwrap_or_default(),
        membership,
        kind: settings::word(invocation, "kind", Kind::from_word)?.unwrap_or(Kind::Support),
        capacity: Some(invocation.number("capacity")?.unwrap_or(context.settings.capacity)),
        see: settings::word(invocation, "see", SeeWhoComes::from_word)?.unwrap_or(SeeWhoComes::Count),
        venue: settings::word(invocation, "venue", Venue::from_word)?.unwrap_or(Venue::Online),
        address: invocation.line("address", 200)?,
        access: invocation.line("access", 300)?,
        link: invocation.link("link")?,
        status: Status::Active,
        listed: true,
        channel_reminder: invocation.yes_no("channel-reminder")?.unwrap_or(true),
        language: context.language(),
        room: context.room.clone(),
        review: None,
        revision: 0,
    })
}

fn missing(argument: &'static str) -> Problem {
    BadArgument::new(argument, ValueProblem::Text(text::TextProblem::Empty)).into()
}

/// When it meets, as the line says it.
fn schedule(context: &Context<'_>, invocation: &Invocation) -> Result<Meets, Problem> {
    let zone = invocation.zone("zone")?.unwrap_or_else(|| context.zone());
    let speaker = context.speaker(&zone);
    let understood = invocation.recurrence("when", speaker)?.ok_or_else(|| missing("when"))?;
    let given = invocation.number("minutes")?.or(understood.minutes);
    let recurrence = match invocation.number("sessions")? {
        Some(count) => limited(understood.recurrence, count)?,
        None => understood.recurrence,
    };
    Ok(Meets { recurrence, zone, minutes: given.unwrap_or(context.settings.minutes) })
}

/// The same recurrence, ending after so many sessions.
fn limited(recurrence: Recurrence, count: u32) -> Result<Recurrence, Problem> {
    let Some(rule) = recurrence.rule() else { return Ok(recurrence) };
    let mut parts = rule.parts().clone();
    parts.end = End::Count(u16::try_from(count).unwrap_or(u16::MAX));
    let rule = Rule::new(parts).map_err(Refusal::Rule)?;
    let limited = Recurrence::new(recurrence.start(), Some(rule))
        .and_then(|new| new.excepting(recurrence.except().iter().copied()))
        .and_then(|new| new.adding(recurrence.also().iter().copied()));
    limited.map_err(|refusal| Refusal::Rule(refusal).into())
}

/// Who makes a group holds it, or looks after it, and belongs to it.
async fn take_charge(context: &mut Context<'_>, group: GroupId, creator: MemberId) -> Result<(), Problem> {
    let part = if context.actor.role == Role::Coordinator {
        RosterPart::Coordinator
    } else {
        RosterPart::Facilitator
    };
    storage::roster::add(context.db, &context.community.id, (group, part), creator, context.now).await?;
    Ok(())
}

/// Lays the next sessions out, with the reminders that go to the room.
pub(super) async fn lay_out(context: &mut Context<'_>, series: &Series) -> Result<Vec<Session>, Problem> {
    let horizon = storage::series::Horizon::ahead(context.now, context.settings.layout_days, context.zones);
    let sessions = storage::series::lay_out(context.db, &context.community.id, series, horizon).await?;
    context.replan_group(series.group).await?;
    Ok(sessions)
}

/// Asks the named people to hold the first session. Nobody is assigned: they answer themselves.
async fn ask_facilitators(
    context: &mut Context<'_>,
    invocation: &Invocation,
    session: &Session,
    creator: MemberId,
) -> Result<Vec<String>, Problem> {
    let mut asked = Vec::new();
    for name in invocation.list("facilitators")?.unwrap_or_default() {
        let name = name.trim_start_matches('@');
        let found = storage::member::by_name(context.db, &context.community.id, name).await?;
        let [member] = found.as_slice() else {
            return Err(Refusal::NotFound { sought: Sought::Member, nearest: None }.into());
        };
        if member.id == creator {
            continue;
        }
        let duty = (session.id, DutyRole::Lead);
        if storage::duty::offer(context.db, &context.community.id, duty, member.id).await? {
            let notice = reminder::private_notice(
                NoticeKind::DutyAsked,
                member.id,
                session,
                Some(duty.1.word()),
                context.now,
            );
            storage::delivery::record(context.db, &context.community.id, &[notice]).await?;
            asked.push(member.name.clone());
        }
    }
    Ok(asked)
}

/// The first of the next sessions that falls into a change of the clocks.
fn touched(context: &Context<'_>, series: &Series) -> Option<(Ahead, ClockNote)> {
    let mut next = context.zones.sessions(&series.zone, &series.recurrence, context.now).take(LOOKED_AT);
    let (time, note) = next.find_map(|time| time.note.map(|note| (time, note)))?;
    Some((Ahead { session: SessionId(0), starts: time.utc, zone: series.zone }, note))
}

fn clocks_change(context: &Context<'_>, series: &Series) -> bool {
    let in_a_year = context.now.checked_add_months(Months::new(12)).unwrap_or(context.now);
    let last = last_slot(series).map(|slot| context.zones.resolve(&series.zone, slot).utc);
    let until = last.map_or(in_a_year, |last| last.min(in_a_year));
    context.zones.next_change(&series.zone, context.now, until).is_some()
}

/// The last slot of a series that ends; none where it goes on.
fn last_slot(series: &Series) -> Option<NaiveDateTime> {
    match series.recurrence.rule().map(|rule| rule.parts().end) {
        Some(End::Never) => None,
        _ => series.recurrence.all().last(),
    }
}

/// True where a monthly rule names a day that some months lack: 29, 30 or 31.
pub(super) fn skips_months(recurrence: &Recurrence) -> bool {
    let Some(parts) = recurrence.rule().map(Rule::parts) else { return false };
    let by_start = parts.month_days.is_empty() && parts.weekdays.is_empty() && recurrence.start().day() > 28;
    parts.frequency == Frequency::Monthly && (by_start || parts.month_days.iter().any(|day| *day > 28))
}
