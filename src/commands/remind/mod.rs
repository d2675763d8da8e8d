//! `/remind`: whether and when somebody is reminded privately of the sessions they come to, and of what
//! they want in their own words.

mod own;
mod quiet;
mod status;

pub use own::{clear, me};
pub use quiet::quiet;
pub use status::status;

use super::{Answer, Context, Done, Problem};
use crate::domain::member::ReminderChoice;
use crate::domain::outcome::{Outcome, RemindOutcome};
use crate::domain::refusal::Refusal;
use crate::language::duration::DurationProblem;
use crate::language::invocation::Invocation;
use crate::language::value::{BadArgument, ValueProblem};
use crate::storage;

/// A session is laid out so many days ahead; what would come before that cannot be planned.
const MINUTES_OF_A_DAY: u32 = 24 * 60;

fn told(outcome: RemindOutcome) -> Answer {
    Ok(Done::Told(Outcome::Remind(outcome)))
}

/// Private reminders come from now on (P10).
///
/// # Errors
/// Consent is asked first (P2).
pub async fn on(context: &mut Context<'_>, _: &Invocation) -> Answer {
    let member = context.consenting()?;
    let before = choose(context, |choice| choice.on = true).await?;
    let rosters = storage::roster::of_member(context.db, &context.community.id, member).await?;
    told(RemindOutcome::On {
        offsets_minutes: offsets(context),
        already: before.is_some_and(|before| before.on),
        digest: !rosters.is_empty(),
    })
}

/// Private reminders no longer come; those that were planned are withdrawn.
///
/// # Errors
/// Trouble with the database.
pub async fn off(context: &mut Context<'_>, _: &Invocation) -> Answer {
    let before = choose(context, |choice| choice.on = false).await?;
    let own = own::waiting(context).await?.len();
    told(RemindOutcome::Off { already: !before.is_some_and(|before| before.on), own })
}

/// Reminders come at other times. Whether they come at all stays as it is.
///
/// # Errors
/// Times that cannot be read, or before a session is laid out; consent is asked first (P2).
pub async fn when(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let speaker = context.speaker(&context.zone());
    let empty = || BadArgument::new("offsets", ValueProblem::Duration(DurationProblem::Empty));
    let chosen = invocation.offsets("offsets", speaker)?.ok_or_else(empty)?;
    let days = context.settings.layout_days;
    if chosen.iter().any(|minutes| *minutes > days.saturating_mul(MINUTES_OF_A_DAY)) {
        return Err(Refusal::TooEarly { days }.into());
    }
    context.consenting()?;
    let before = choose(context, |choice| choice.offsets_minutes.clone_from(&chosen)).await?;
    told(RemindOutcome::Chosen {
        offsets_minutes: offsets(context),
        on: before.is_some_and(|before| before.on),
    })
}

/// How long before a session somebody is reminded: as they chose, else as everybody.
fn offsets(context: &Context<'_>) -> Vec<u32> {
    let own = context.member.as_ref().map(|member| &member.reminders.offsets_minutes);
    own.filter(|own| !own.is_empty()).unwrap_or(&context.settings.offsets_minutes).clone()
}

/// Keeps another choice and plans the reminders ahead by it. Gives the choice from before; none
/// where nothing is kept of the speaker.
async fn choose(
    context: &mut Context<'_>,
    change: impl FnOnce(&mut ReminderChoice) + Send,
) -> Result<Option<ReminderChoice>, Problem> {
    let Some(member) = &mut context.member else { return Ok(None) };
    let before = member.reminders.clone();
    change(&mut member.reminders);
    storage::member::update(context.db, &context.community.id, member).await?;
    let default = &context.settings.offsets_minutes;
    let community = &context.community.id;
    storage::delivery::reconcile_member(context.db, community, member.id, default, context.now).await?;
    Ok(Some(before))
}
