//! Phrases about time that could not be read, and what to write instead.

use super::{Voice, list, problem};
use crate::language::duration::DurationProblem;
use crate::language::when::WhenProblem;
use crate::message::{Line, Span};

/// What stands in the way of understanding a phrase, and one that is understood.
#[must_use]
pub fn when_problem(problem: &WhenProblem, voice: &Voice<'_>) -> Line {
    match problem {
        WhenProblem::Empty => voice.say("when-empty").line(),
        WhenProblem::TooLong { limit } => voice.say("when-too-long").count("max", *limit).line(),
        WhenProblem::UnknownWord { word, nearest: Some(nearest) } => {
            voice.say("when-unknown-word-nearest").user("word", word).words("nearest", nearest).line()
        }
        WhenProblem::UnknownWord { word, nearest: None } => {
            voice.say("when-unknown-word").user("word", word).line()
        }
        WhenProblem::NoTime => voice.say("when-no-time").line(),
        WhenProblem::NoDay => voice.say("when-no-day").line(),
        WhenProblem::BadTime { word } => voice.say("when-bad-time").user("word", word).line(),
        WhenProblem::BadDate { word } => voice.say("when-bad-date").user("word", word).line(),
        WhenProblem::NoSuchDate { word, last } => {
            voice.say("when-no-such-date").user("word", word).words("last", &voice.date(*last)).line()
        }
        WhenProblem::NoSuchMonthDay { word } => voice.say("when-no-such-month-day").user("word", word).line(),
        WhenProblem::Ambiguous { word, choices } => {
            let choices =
                choices.iter().take(list::LINES_MAX).map(|choice| vec![Span::Command(choice.clone())]);
            let choices = list::or(choices.collect(), voice);
            voice.say("when-ambiguous").user("word", word).phrase("choices", choices).line()
        }
        other => impossible(other, voice),
    }
}

/// Phrases that can be read, and say something that cannot be.
fn impossible(problem: &WhenProblem, voice: &Voice<'_>) -> Line {
    match problem {
        WhenProblem::EndBeforeStart { word } => voice.say("when-end-before-start").user("word", word).line(),
        WhenProblem::EndsBeforeItBegins { until, start } => voice
            .say("when-ends-before-it-begins")
            .words("until", &voice.date(*until))
            .words("start", &voice.date(*start))
            .line(),
        WhenProblem::Contradiction { first, second } => {
            voice.say("when-contradiction").user("first", first).user("second", second).line()
        }
        WhenProblem::CannotCombine { word } => voice.say("when-cannot-combine").user("word", word).line(),
        WhenProblem::NotASession { date } => {
            voice.say("when-not-a-session").words("date", &voice.date(*date)).line()
        }
        WhenProblem::NeverMeets => voice.say("when-never-meets").line(),
        WhenProblem::Rule(refusal) => problem::rule(refusal, voice),
        _ => voice.say("when-no-day").line(),
    }
}

/// What stands in the way of understanding a length of time.
#[must_use]
pub fn duration_problem(problem: &DurationProblem, voice: &Voice<'_>) -> Line {
    match problem {
        DurationProblem::Empty => voice.say("when-length-empty").line(),
        DurationProblem::Unreadable { word } => voice.say("when-length-unreadable").user("word", word).line(),
        DurationProblem::OutOfRange { word } => {
            voice.say("when-length-out-of-range").user("word", word).line()
        }
        DurationProblem::TooMany { limit } => voice.say("when-length-too-many").count("max", *limit).line(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Language;
    use crate::wording::voice::with_voice;

    #[test]
    fn what_could_not_be_read_is_answered_with_what_can() {
        let word = || "25:00".to_owned();
        for (problem, told) in [
            (
                WhenProblem::UnknownWord { word: "ever tuesday".into(), nearest: None },
                "I could not read \"ever tuesday\". Try: every tuesday 19:00.",
            ),
            (
                WhenProblem::UnknownWord { word: "ever".into(), nearest: Some("every") },
                "I could not read \"ever\". Did you mean \"every\"?",
            ),
            (WhenProblem::BadTime { word: word() }, "No clock shows \"25:00\". Times go from 0:00 to 23:59."),
            (
                WhenProblem::NoSuchDate { word: "31 feb".into(), last: "2026-02-28".parse().unwrap() },
                "There is no \"31 feb\". The last day of that month is Saturday 28 February.",
            ),
            (
                WhenProblem::Ambiguous {
                    word: "03/04".into(),
                    choices: vec!["3 april".into(), "4 march".into()],
                },
                "\"03/04\" can mean more than one thing. Please choose: 3 april or 4 march.",
            ),
        ] {
            with_voice(Language::En, |voice| assert_eq!(voice.plain(&when_problem(&problem, voice)), told));
        }
    }
}
