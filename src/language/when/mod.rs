//! The phrases that say when a group meets: a small grammar that never guesses.
//!
//! A phrase is read in any order: a pattern (`every other thu`, `first and third monday`, `monthly on the 15th`) or a
//! date, a time or a range of times, and optionally from when, until when, how often, except when. Decisions:
//! - A lone weekday (`tuesday 19:00`) and `every second friday` have two readings: they are asked about.
//! - A bare `at 7` is asked about; `7:00` is the morning, as a 24-hour clock shows it.
//! - A range that ends before it starts runs over midnight only from 18:00 on and until 08:00; else it is a slip.
//! - A date without a year is the next one. `next friday` on a Friday is asked about.
//! - An exception that is no session is a slip, and said.

mod build;
mod clock;
mod dates;
pub(in crate::language) mod lexer;
pub(in crate::language) mod lexicon;
pub(in crate::language) mod parser;
mod pattern;
mod phrase;
mod problem;
#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;

use crate::domain::member::Language;
use crate::domain::recurrence::{Recurrence, Rule};
use parser::Parser;
pub use problem::WhenProblem;

/// What a phrase means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The series; its start is its first session.
    pub recurrence: Recurrence,
    /// How long a session lasts, in minutes, when that was said.
    pub minutes: Option<u32>,
    /// What the person should know before it counts.
    pub cautions: Vec<Caution>,
}

/// Something about a series that its maker may not expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// Some months lack this day and have no session; "the last day of the month" is there in each.
    NotInEveryMonth {
        /// 29 to 31.
        day: u8,
    },
}

/// Reads a phrase such as `every other thu 6:30pm from 3 dec`, or a raw `RRULE:…` followed by a time.
/// `now` is the speaker's wall clock: "today" is theirs.
///
/// # Errors
/// Says which word stands in the way; what has several readings comes back as a question with its choices.
pub fn understand(text: &str, now: NaiveDateTime, language: Language) -> Result<Understood, WhenProblem> {
    let (rule, rest) = match raw_rule(text) {
        Some((rule, rest)) => (Some(rule.parse::<Rule>()?), rest),
        None => (None, text),
    };
    if rule.is_some() && rest.trim().is_empty() {
        return Err(WhenProblem::NoTime);
    }
    let mut parser = Parser::new(rest, now, language)?;
    let phrase = parser.phrase()?;
    parser.build(phrase, rule)
}

/// A raw rule in front of a phrase: everything up to the first blank.
fn raw_rule(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let (rule, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let head: String = rule.chars().take(6).collect::<String>().to_ascii_uppercase();
    (head == "RRULE:" || head.starts_with("FREQ=")).then_some((rule, rest))
}
