//! Why a rule is not accepted, in words that name the part and the remedy.

/// A rule, or the dates around it, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefusal {
    /// Nothing was written.
    #[error("the rule is empty: write one such as FREQ=WEEKLY;BYDAY=TU")]
    Empty,
    /// The text is longer than any sensible rule.
    #[error("the rule is longer than {limit} characters: keep it to the parts you need")]
    TooLong {
        /// Most characters accepted.
        limit: usize,
    },
    /// There is no `FREQ`.
    #[error("FREQ is missing: add FREQ=DAILY, FREQ=WEEKLY, FREQ=MONTHLY or FREQ=YEARLY")]
    NoFrequency,
    /// A frequency that a group does not meet in.
    #[error("FREQ={value} is not supported: use DAILY, WEEKLY, MONTHLY or YEARLY")]
    Frequency {
        /// What stood after `FREQ=`.
        value: String,
    },
    /// A part of RFC 5545 that is not supported here.
    #[error("{part} is not supported: leave it out, and say the days with BYDAY, BYMONTHDAY or BYMONTH")]
    Unsupported {
        /// The name of the part.
        part: &'static str,
    },
    /// A part that RFC 5545 does not know, or a piece without `=`.
    #[error("`{part}` is not a part of a rule: the parts are {}", super::text::PARTS.join(", "))]
    UnknownPart {
        /// What was written, shortened.
        part: String,
    },
    /// A part that is given more than once.
    #[error("{part} is given twice: keep one")]
    Twice {
        /// The name of the part.
        part: &'static str,
    },
    /// A value that cannot be read or is out of range.
    #[error("{part}={value} cannot be used: it takes {accepts}")]
    Value {
        /// The name of the part.
        part: &'static str,
        /// What was written, shortened.
        value: String,
        /// What the part takes.
        accepts: &'static str,
    },
    /// A part that does not go with the frequency (RFC 5545, 3.3.10).
    #[error("{part} cannot be used with FREQ={frequency}: {remedy}")]
    NotWith {
        /// The name of the part.
        part: &'static str,
        /// The frequency as written in a rule.
        frequency: &'static str,
        /// What to write instead.
        remedy: &'static str,
    },
    /// `COUNT` and `UNTIL` exclude each other.
    #[error("COUNT and UNTIL cannot both end a rule: keep one")]
    CountAndUntil,
    /// `UNTIL` is an instant, and no zone was given to read it in.
    #[error("UNTIL ends in Z, which needs a time zone: write a local date such as UNTIL=20261231")]
    UntilNeedsZone,
    /// Too many exceptions or extra dates.
    #[error("a series takes at most {limit} {what}: split it into two series")]
    TooManyDates {
        /// "exceptions" or "extra dates".
        what: &'static str,
        /// Most that are accepted.
        limit: usize,
    },
    /// A date outside the years that are kept.
    #[error("the year {year} cannot be used: a date lies in the years 1 to 9999")]
    Year {
        /// The year of the date.
        year: i32,
    },
}

impl RuleRefusal {
    /// The part of the rule that is at fault, where one is.
    pub fn part(&self) -> Option<&str> {
        match self {
            Self::NoFrequency | Self::Frequency { .. } => Some("FREQ"),
            Self::Unsupported { part }
            | Self::Twice { part }
            | Self::Value { part, .. }
            | Self::NotWith { part, .. } => Some(part),
            Self::UnknownPart { part } => Some(part),
            Self::CountAndUntil | Self::UntilNeedsZone => Some("UNTIL"),
            Self::Empty | Self::TooLong { .. } | Self::TooManyDates { .. } | Self::Year { .. } => None,
        }
    }
}
