//! Recurring rules and their sessions in local time.
//!
//! A rule speaks the vocabulary of RFC 5545, a small part of it: what a support group needs. Everything here is wall
//! time without a zone; `domain::zone` turns it into instants. Sessions are found by arithmetic from the series'
//! anchor, month by month, as sets of days in one machine word: a ten-year-old series costs what a new one costs.
//!
//! Decisions where implementations differ:
//! - The start is a session only when the rule itself generates it (as python-dateutil and rrule.js read it).
//! - `UNTIL` is inclusive; a bare date includes that whole day.
//! - `COUNT` counts sessions that are excluded; extra dates are not counted.
//! - A day that a month lacks is no session; it never slides to another day.
//! - `BYDAY=MO,1TU` means every Monday and the first Tuesday, never their intersection.

mod days;
mod plan;
mod refusal;
mod rule;
mod series;
mod shape;
#[cfg(test)]
mod tests;
mod text;

pub use refusal::RuleRefusal;
pub use rule::{End, Frequency, NthWeekday, Rule, RuleParts};
pub use series::{Recurrence, Slots};
pub use shape::Shape;

/// Most sessions that `COUNT` may ask for.
pub const COUNT_MAX: u16 = 1_000;
/// Largest `INTERVAL`.
pub const INTERVAL_MAX: u16 = 366;
/// Most exceptions, and most extra dates, of one series.
pub const DATES_MAX: usize = 500;
/// First and last year in which a session may lie.
pub const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;
