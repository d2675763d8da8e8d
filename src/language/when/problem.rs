//! Why a phrase about time is not understood. Keys and pieces of it, no sentences: those are in `wording`.

use chrono::NaiveDate;

use crate::domain::recurrence::RuleRefusal;

/// What stands in the way of understanding a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenProblem {
    /// Nothing was said.
    Empty,
    /// More was said than a phrase needs.
    TooLong {
        /// Most characters accepted.
        limit: usize,
    },
    /// A word that has no meaning here.
    UnknownWord {
        /// As typed.
        word: String,
        /// A known word that looks like it.
        nearest: Option<&'static str>,
    },
    /// No time of day.
    NoTime,
    /// No day or weekday.
    NoDay,
    /// A time that no clock shows.
    BadTime {
        /// As typed.
        word: String,
    },
    /// A text that looks like a date and is none.
    BadDate {
        /// As typed.
        word: String,
    },
    /// A day that its month does not have.
    NoSuchDate {
        /// As typed.
        word: String,
        /// The last day of that month, which may be meant.
        last: NaiveDate,
    },
    /// A day that no month has.
    NoSuchMonthDay {
        /// As typed.
        word: String,
    },
    /// It can be read in several ways; each choice is a whole phrase that has one reading.
    Ambiguous {
        /// As typed.
        word: String,
        /// Whole phrases, the likelier first.
        choices: Vec<String>,
    },
    /// A session would end before it starts.
    EndBeforeStart {
        /// As typed.
        word: String,
    },
    /// The last day lies before the first.
    EndsBeforeItBegins {
        /// The last day.
        until: NaiveDate,
        /// The first session's day.
        start: NaiveDate,
    },
    /// Two things are said that cannot both hold.
    Contradiction {
        /// The first, as typed.
        first: String,
        /// The second, as typed.
        second: String,
    },
    /// An exception that does not go with this kind of schedule.
    CannotCombine {
        /// The exception, as typed.
        word: String,
    },
    /// A date is excepted on which there is no session.
    NotASession {
        /// The date.
        date: NaiveDate,
    },
    /// No day ever fits.
    NeverMeets,
    /// A raw rule that cannot be used.
    Rule(RuleRefusal),
}

impl WhenProblem {
    /// The stable name under which `wording` finds its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "when-empty",
            Self::TooLong { .. } => "when-too-long",
            Self::UnknownWord { .. } => "when-unknown-word",
            Self::NoTime => "when-no-time",
            Self::NoDay => "when-no-day",
            Self::BadTime { .. } => "when-bad-time",
            Self::BadDate { .. } => "when-bad-date",
            Self::NoSuchDate { .. } => "when-no-such-date",
            Self::NoSuchMonthDay { .. } => "when-no-such-month-day",
            Self::Ambiguous { .. } => "when-ambiguous",
            Self::EndBeforeStart { .. } => "when-end-before-start",
            Self::EndsBeforeItBegins { .. } => "when-ends-before-it-begins",
            Self::Contradiction { .. } => "when-contradiction",
            Self::CannotCombine { .. } => "when-cannot-combine",
            Self::NotASession { .. } => "when-not-a-session",
            Self::NeverMeets => "when-never-meets",
            Self::Rule(_) => "when-rule",
        }
    }
}

impl From<RuleRefusal> for WhenProblem {
    fn from(refusal: RuleRefusal) -> Self {
        Self::Rule(refusal)
    }
}
