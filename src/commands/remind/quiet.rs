//! `/remind quiet`: when private messages wait.

use chrono::NaiveTime;

use super::{choose, told};
use crate::commands::{Answer, Context};
use crate::domain::member::ReminderChoice;
use crate::domain::outcome::RemindOutcome;
use crate::language::invocation::Invocation;
use crate::language::value::{BadArgument, Hours, ValueProblem};
use crate::storage;

/// Private messages wait during these hours of the night, on the speaker's own clock, or at no hour. Without
/// hours it tells which hold.
///
/// # Errors
/// Hours that cannot be read; consent is asked first (P2).
pub async fn quiet(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let speaker = context.speaker(&context.zone());
    let (from, to) = (invocation.hours("from", speaker)?, invocation.hours("to", speaker)?);
    let Some(hours) = chosen(from, to)? else {
        let choice = context.member.as_ref().map(|member| &member.reminders);
        let default = context.settings.quiet;
        let hours = choice.map_or(default, |choice| choice.quiet_or(default));
        return told(RemindOutcome::Quiet { hours, chosen: false });
    };
    let member = context.consenting()?;
    choose(context, |choice| choice.quiet = Some(hours)).await?;
    storage::reminder::look_again(context.db, &context.community.id, member, context.now).await?;
    let hours = Some(hours).filter(|(from, to)| from != to);
    told(RemindOutcome::Quiet { hours, chosen: true })
}

/// The hours that were said; none where nothing was.
fn chosen(from: Option<Hours>, to: Option<Hours>) -> Result<Option<(NaiveTime, NaiveTime)>, BadArgument> {
    match (from, to) {
        (None, None) => Ok(None),
        (Some(Hours::Off), _) | (_, Some(Hours::Off)) => Ok(Some(ReminderChoice::NEVER_QUIET)),
        (Some(Hours::At(from)), Some(Hours::At(to))) => Ok(Some((from, to))),
        // Words without a name go to the last place, so one time alone lacks the other.
        (Some(Hours::Between(from, to)), None) | (None, Some(Hours::Between(from, to))) => {
            Ok(Some((from, to)))
        }
        (_, _) => Err(BadArgument::new("from", ValueProblem::Hours)),
    }
}
