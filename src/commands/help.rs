//! `/help` and `/help-now`.

use super::context::Context;
use super::{Answer, Done};
use crate::domain::outcome::{HelpOutcome, Outcome};
use crate::language::invocation::Invocation;
use crate::language::table::DESCRIPTIONS;
use crate::language::typed::nearest;

/// Help by example: everything, all commands that begin with a word, or one command.
///
/// # Errors
/// None.
pub async fn help(context: &mut Context<'_>, invocation: &Invocation) -> Answer {
    let role = context.actor.role;
    let Some(typed) = invocation.typed("command") else {
        return told(HelpOutcome::Overview { role });
    };
    let may = DESCRIPTIONS.iter().filter(|description| description.who_may <= role);
    let commands: Vec<&'static str> = may.map(|description| description.name).collect();
    let typed = typed.trim_start_matches(['/', '!']).to_lowercase();
    let under = |name: &&&str| **name == typed || name.split(' ').next() == Some(typed.as_str());
    let found: Vec<&'static str> = match commands.iter().find(|name| **name == typed) {
        Some(name) => vec![name],
        None => commands.iter().filter(under).copied().collect(),
    };
    if found.is_empty() {
        let nearest = nearest(&typed, commands.iter().copied());
        let typed = typed.chars().take(40).collect();
        return told(HelpOutcome::Unknown { typed, nearest });
    }
    told(HelpOutcome::Commands { commands: found })
}

fn told(outcome: HelpOutcome) -> Answer {
    Ok(Done::Told(Outcome::Help(outcome)))
}
