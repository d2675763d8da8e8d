//! `/remind status`: what was sent to oneself, what was late, left out or could not be sent, and what comes (G11).

use super::{offsets, own, told};
use crate::commands::{Answer, Context};
use crate::domain::outcome::RemindOutcome;
use crate::domain::outcome::remind::{ReminderStatus, ToCome};
use crate::domain::reminder::OwnReminder;
use crate::language::invocation::Invocation;
use crate::storage::delivery::status::{self as rows, Waiting};

/// How many lines each list has (6-words.md: at most five).
const PAGE: usize = 5;

/// What was sent to the speaker, and what comes.
///
/// # Errors
/// A page that is no number.
pub async fn status(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let mut page = invocation.number("page")?.unwrap_or(1).max(1);
    let choice = context.member.as_ref().map(|member| &member.reminders);
    let mut status = ReminderStatus {
        offsets_minutes: choice.filter(|choice| choice.on).map(|_| offsets(context)),
        quiet: choice.map_or(context.settings.quiet, |choice| choice.quiet_or(context.settings.quiet)),
        ahead: Vec::new(),
        ahead_left: 0,
        page,
        past: Vec::new(),
        past_left: 0,
    };
    let Some(member) = context.known() else { return told(RemindOutcome::Status(Box::new(status))) };
    let community = &context.community.id;
    let mut ahead = rows::ahead_of(context.db, community, member, (skip(page), PAGE)).await?;
    if ahead.items.is_empty() && ahead.total > 0 {
        // A page beyond the last one is the last one.
        page = u32::try_from(ahead.total.div_ceil(PAGE)).unwrap_or(1);
        ahead = rows::ahead_of(context.db, community, member, (skip(page), PAGE)).await?;
    }
    status.page = page;
    status.ahead_left = ahead.total.saturating_sub(skip(page) + ahead.items.len());
    if page == 1 {
        let past = rows::became(context.db, community, member, PAGE).await?;
        status.past_left = past.total - past.items.len();
        status.past = past.items;
    }
    let own = own::waiting(context).await?;
    status.ahead = ahead.items.iter().map(|waiting| to_come(waiting, &own)).collect();
    told(RemindOutcome::Status(Box::new(status)))
}

/// How many entries stand on the pages before.
fn skip(page: u32) -> usize {
    usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(PAGE)
}

/// What waits, with the person's own words and the number by which they take them back.
fn to_come(waiting: &Waiting, own: &[OwnReminder]) -> ToCome {
    let found = (1..).zip(own).find(|(_, one)| one.id == waiting.id);
    ToCome {
        kind: waiting.kind,
        due: waiting.due,
        own: found.map(|(number, one)| (number, one.text.clone())),
    }
}
