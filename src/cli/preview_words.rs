//! Why a phrase is not understood, in words for the command line.

use crate::language::when::WhenProblem;

/// One sentence with the remedy.
pub(super) fn sentence(problem: &WhenProblem) -> String {
    match problem {
        WhenProblem::Empty => "say when: every tuesday 19:00".to_owned(),
        WhenProblem::TooLong { limit } => format!("keep it under {limit} characters"),
        WhenProblem::UnknownWord { word, nearest: Some(nearest) } => {
            format!("`{word}` has no meaning here: did you mean `{nearest}`?")
        }
        WhenProblem::UnknownWord { word, nearest: None } => {
            format!("`{word}` has no meaning here: try every tuesday 19:00")
        }
        WhenProblem::NoTime => "the time is missing: add one such as 19:00".to_owned(),
        WhenProblem::NoDay => "the day is missing: add one such as every tuesday".to_owned(),
        WhenProblem::BadTime { word } => format!("`{word}` is no time of day: write 19:00 or 7pm"),
        WhenProblem::BadDate { word } => format!("`{word}` is no date: write 29 mar or 2026-03-29"),
        WhenProblem::NoSuchDate { word, last } => {
            format!("`{word}` does not exist: the last day of that month is {last}")
        }
        WhenProblem::NoSuchMonthDay { word } => {
            format!("no month has `{word}`: write a day from 1 to 31, or the last day of the month")
        }
        WhenProblem::Ambiguous { word, choices } => {
            format!("`{word}` can be read in several ways: write {}", choices.join(" or "))
        }
        WhenProblem::EndBeforeStart { word } => format!("`{word}` ends before it starts: write 19:00-20:30"),
        WhenProblem::EndsBeforeItBegins { until, start } => {
            format!("the last day, {until}, is before the first session on {start}")
        }
        WhenProblem::Contradiction { first, second } => {
            format!("`{first}` and `{second}` do not go together: keep one")
        }
        WhenProblem::CannotCombine { word } => {
            format!("`{word}` does not go with this schedule: leave out single dates")
        }
        WhenProblem::NotASession { date } => format!("there is no session on {date} to leave out"),
        WhenProblem::NeverMeets => "no day ever fits: name another day".to_owned(),
        WhenProblem::Rule(refusal) => refusal.to_string(),
    }
}
