//! What was typed and cannot be read, and what to type instead.

use super::when::{duration_problem, when_problem};
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
        ValueProblem::Choice { typed, nearest: Some(nearest), .. } => {
            voice.say("problem-argument").user("typed", typed).command("nearest", nearest).line()
        }
        ValueProblem::Choice { choices, .. } => {
            let choices = choices.iter().map(|word| vec![Span::Command((*word).to_owned())]).collect();
            voice.say("problem-choice").phrase("choices", list::or(choices, voice)).line()
        }
        ValueProblem::YesNo { .. } => voice.say("problem-yes-no").line(),
        ValueProblem::Zone(problem) => problem::zone(problem, voice),
        ValueProblem::Language { .. } => voice.say("problem-language").line(),
        ValueProblem::When(problem) => when_problem(problem, voice),
        ValueProblem::Duration(problem) => duration_problem(problem, voice),
        ValueProblem::Weekday { typed } => voice.say("problem-weekday").user("typed", typed).line(),
        ValueProblem::Soon => voice.say("problem-soon").line(),
        ValueProblem::Hours => voice.say("problem-hours").line(),
        ValueProblem::Link => voice.say("problem-link").line(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Language;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    #[test]
    fn every_slip_in_a_line_is_answered_with_what_was_meant_or_what_works() {
        let typed = || "rvsp".to_owned();
        for (problem, told) in [
            (
                NotUnderstood::TooLong { max: 2000 },
                "That is more than I can read. Up to 2000 characters fit.",
            ),
            (
                NotUnderstood::UnknownCommand { typed: typed(), nearest: Some("rsvp coming") },
                "I don't know the command \"rvsp\". Did you mean /rsvp coming?",
            ),
            (
                NotUnderstood::UnknownCommand { typed: typed(), nearest: None },
                "I don't know the command \"rvsp\". /help shows what there is.",
            ),
            (
                NotUnderstood::Incomplete { commands: vec!["rsvp coming", "rsvp cant"] },
                "Please say which: /rsvp coming or /rsvp cant.",
            ),
            (
                NotUnderstood::UnknownArgument { typed: "zome".into(), nearest: "zone" },
                "I don't know \"zome\". Did you mean zone:?",
            ),
            (NotUnderstood::Twice { argument: "zone" }, "zone: is there twice. Please keep one."),
            (
                NotUnderstood::Missing { argument: "zone", example: "/me timezone Europe/Vienna" },
                "I still need this: zone. Try: /me timezone Europe/Vienna.",
            ),
            (
                NotUnderstood::TooMuch { words: "and more".into(), example: "/rsvp list" },
                "I don't know what to do with \"and more\". Try: /rsvp list.",
            ),
        ] {
            with_voice(Language::En, |voice| assert_eq!(plain::text(&not_understood(&problem, voice)), told));
        }
    }

    #[test]
    fn every_slip_in_an_argument_is_answered_with_what_fits() {
        let typed = || "capcity".to_owned();
        for (problem, told) in [
            (ValueProblem::Number { typed: typed(), min: 1, max: 9 }, "Please choose a number from 1 to 9."),
            (
                ValueProblem::Choice {
                    typed: typed(),
                    choices: &["name", "capacity"],
                    nearest: Some("capacity"),
                },
                "I don't know \"capcity\". Did you mean capacity?",
            ),
            (
                ValueProblem::Choice { typed: typed(), choices: &["open", "closed"], nearest: None },
                "Please choose open or closed.",
            ),
            (ValueProblem::YesNo { typed: typed() }, "Please say yes or no."),
            (ValueProblem::Weekday { typed: typed() }, "I could not read \"capcity\". Try: sunday."),
            (ValueProblem::Link, "A link begins with https:// and has no spaces."),
        ] {
            let bad = BadArgument { argument: "x", problem };
            with_voice(Language::En, |voice| assert_eq!(plain::text(&bad_argument(&bad, voice)), told));
        }
    }
}
