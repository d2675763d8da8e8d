//! `/remind me` and `/remind clear`: reminders in a person's own words, seen by nobody else.

use chrono::{DateTime, TimeDelta, Utc};

use super::told;
use crate::commands::{Answer, Context, Problem};
use crate::domain::member::quiet_until;
use crate::domain::outcome::RemindOutcome;
use crate::domain::refusal::Refusal;
use crate::domain::reminder::{OWN_REMINDER_AHEAD_DAYS, OWN_REMINDERS_MAX, OwnReminder, own_reminder};
use crate::domain::text::TextProblem;
use crate::language::invocation::Invocation;
use crate::language::value::{self, BadArgument, Moment, ValueProblem};
use crate::storage;

/// The most characters of a reminder.
const TEXT_MAX: usize = 200;

/// Reminds the speaker of something in their own words.
///
/// # Errors
/// What cannot be read, a time in the past or too far ahead, too many that wait; consent is asked first (P2).
pub async fn me(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let text = text(context, invocation)?;
    let due = due(context, invocation)?;
    if due <= context.now {
        return Err(Refusal::InThePast.into());
    }
    if due - context.now > TimeDelta::days(i64::from(OWN_REMINDER_AHEAD_DAYS)) {
        return Err(Refusal::TooFarAhead { days: OWN_REMINDER_AHEAD_DAYS }.into());
    }
    let member = context.consenting()?;
    if waiting(context).await?.len() >= OWN_REMINDERS_MAX as usize {
        return Err(Refusal::TooManyReminders { max: OWN_REMINDERS_MAX }.into());
    }
    let notice = own_reminder(member, text.clone(), due);
    storage::delivery::record(context.db, &context.community.id, &[notice]).await?;
    told(RemindOutcome::Own { text, due, quiet: is_quiet(context, due) })
}

/// The words to come. In "tomorrow 9:00" there are none: the day belongs to the time.
fn text(context: &Context<'_>, invocation: &Invocation) -> Result<String, BadArgument> {
    let speaker = context.speaker(&context.zone());
    let text = invocation.line("text", TEXT_MAX)?.unwrap_or_default();
    let when = invocation.typed("when").unwrap_or_default();
    if value::day(&text, speaker).is_some() && value::time(when, speaker).is_some() {
        return Err(BadArgument::new("text", ValueProblem::Text(TextProblem::Empty)));
    }
    Ok(text)
}

/// When it is to come, on the clock of the speaker's zone.
fn due(context: &Context<'_>, invocation: &Invocation) -> Result<DateTime<Utc>, BadArgument> {
    let zone = context.zone();
    let speaker = context.speaker(&zone);
    match invocation.soon("when", speaker)? {
        Some(Moment::Wait(minutes)) => Ok(context.said_at + TimeDelta::minutes(i64::from(minutes))),
        Some(Moment::At(local)) => Ok(context.zones.resolve(&zone, local).utc),
        None => Err(BadArgument::new("when", ValueProblem::Soon)),
    }
}

/// True where a time falls into the speaker's quiet hours.
fn is_quiet(context: &Context<'_>, due: DateTime<Utc>) -> bool {
    let choice = context.member.as_ref().map(|member| &member.reminders);
    let hours = choice.and_then(|choice| choice.quiet_or(context.settings.quiet));
    hours.is_some_and(|hours| quiet_until(hours, &context.zone(), context.zones, due).is_some())
}

/// Takes one's own reminders back: all, or the one of a number of `/remind status`. Nothing of them is kept.
///
/// # Errors
/// A number that no reminder has.
pub async fn clear(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let number = invocation.number("number")?;
    let mut own = waiting(context).await?;
    let all = own.len();
    if let Some(number) = number {
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        own = own.into_iter().skip(at).take(1).collect();
    }
    if let Some(member) = context.known() {
        storage::reminder::take_back(context.db, &context.community.id, member, &own).await?;
    }
    told(RemindOutcome::Cleared { count: own.len(), left: all - own.len() })
}

/// The speaker's own reminders that wait, in the order in which they come.
pub(super) async fn waiting(context: &mut Context<'_>) -> Result<Vec<OwnReminder>, Problem> {
    let Some(member) = context.known() else { return Ok(Vec::new()) };
    Ok(storage::reminder::own(context.db, &context.community.id, member).await?)
}
