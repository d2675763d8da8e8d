//! What was typed and cannot be read, and what to type instead.

use super::{Voice, list, problem};
use crate::language::typed::NotUnderstood;
use crate::language::value::{BadArgument, ValueProblem};
use crate::message::{Line, Message, Span};

/// A line that is no command.
#[must_use]
pub fn not_understood(problem: &NotUnderstood, voice: &Voice<'_>) -> Message {
    voice.tell(match problem {
        NotUnderstood::NotACommand => voice.say("question-nothing-asked").line(),
        NotUnderstood::TooLong { max } => voice.say("problem-line-too-long").count("max", *max).line(),
        NotUnderstood::UnknownCommand { typed, nearest: None } => {
            voice.say("problem-command").user("typed", typed).line()
        }
        NotUnderstood::UnknownCommand { typed, nearest: Some(nearest) } => voice
            .say("problem-command-nearest")
            .user("typed", typed)
            .command("nearest", &format!("/{nearest}"))
            .line(),
        NotUnderstood::Incomplete { commands } => {
            let commands = commands.iter().map(|name| vec![Span::Command(format!("/{name}"))]).collect();
            voice.say("problem-command-goes-on").phrase("commands", list::or(commands, voice)).line()
        }
        NotUnderstood::UnknownArgument { typed, nearest } => voice
            .say("problem-argument")
            .user("typed", typed)
            .command("nearest", &format!("{nearest}:"))
            .line(),
        NotUnderstood::Twice { argument } => {
            voice.say("problem-argument-twice").command("argument", &format!("{argument}:")).line()
        }
        NotUnderstood::Missing { argument, example } => voice
            .say("problem-argument-missing")
            .command("argument", argument)
            .command("example", example)
            .line(),
        NotUnderstood::TooMuch { words, example } => {
            voice.say("problem-too-much").user("words", words).command("example", example).line()
        }
    })
}

/// An argument that cannot be read.
#[must_use]
pub fn bad_argument(bad: &BadArgument, voice: &Voice<'_>) -> Message {
    voice.tell(value(&bad.problem, voice))
}

fn value(problem: &ValueProblem, voice: &Voice<'_>) -> Line {
    match problem {
        ValueProblem::Text(problem) => problem::text(*problem, voice),
        ValueProblem::Number { min, max, .. } => {
            voice.say("problem-number").count("min", *min).count("max", *max).line()
        }
        ValueProblem::Choice { choices, .. } => {
            let choices = choices.iter().map(|word| vec![Span::Command((*word).to_owned())]).collect();
            voice.say("problem-choice").phrase("choices", list::or(choices, voice)).line()
        }
        ValueProblem::YesNo { .. } => voice.say("problem-yes-no").line(),
        ValueProblem::Zone(problem) => problem::zone(problem, voice),
        ValueProblem::Language { .. } => voice.say("problem-language").line(),
        ValueProblem::When(_) | ValueProblem::Weekday { .. } => voice.say("problem-rule").line(),
        ValueProblem::Duration(_) => voice.say("problem-offsets").line(),
        ValueProblem::Link => voice.say("problem-link").line(),
    }
}
