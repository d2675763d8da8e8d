//! `/me`: what lies ahead for oneself, one's choices, and one's data.

use super::{Answer, Context, Done, Problem};
use crate::domain::member::Member;
use crate::domain::outcome::{MeOutcome, Outcome};
use crate::language::invocation::Invocation;
use crate::storage;

mod agenda;
mod delete;

pub use agenda::agenda;
pub use delete::delete;

fn told(outcome: MeOutcome) -> Answer {
    Ok(Done::Told(Outcome::Me(outcome)))
}

/// Times are told on the wall clock of another zone.
///
/// # Errors
/// A zone that is not known; consent is asked first (P2).
pub async fn timezone(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let zone = invocation.zone("zone")?.unwrap_or_else(|| context.zone());
    context.consenting()?;
    choose(context, |member| member.zone = Some(zone)).await?;
    told(MeOutcome::TimeZone { zone })
}

/// Another language is spoken, from this answer on; the consent card is in it already.
///
/// # Errors
/// A language that is not known; consent is asked first (P2).
pub async fn language(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let language = invocation.language("code")?.unwrap_or_else(|| context.language());
    context.answer_in = Some(language);
    context.consenting()?;
    choose(context, |member| member.language = Some(language)).await?;
    told(MeOutcome::Language)
}

async fn choose(context: &mut Context<'_>, change: impl FnOnce(&mut Member) + Send) -> Result<(), Problem> {
    let Some(member) = &mut context.member else { return Ok(()) };
    change(member);
    Ok(storage::member::update(context.db, &context.community.id, member).await?)
}

/// Shows everything that is held on the speaker (P21).
///
/// # Errors
/// Trouble with the database.
pub async fn export(context: &mut Context<'_>, _: &Invocation) -> Answer {
    let Some(member) = context.known() else { return told(MeOutcome::NothingKept) };
    let data = storage::export::export(context.db, &context.community.id, member, &context.asked).await?;
    told(data.map_or(MeOutcome::NothingKept, |data| MeOutcome::Exported { data: Box::new(data) }))
}
