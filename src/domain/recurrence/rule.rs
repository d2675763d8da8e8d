//! A recurring rule: its parts, and the checks that every rule has passed.

use chrono::{Datelike, NaiveDateTime, Weekday};

use super::{COUNT_MAX, INTERVAL_MAX, RuleRefusal, YEARS};

/// The period of a rule (RFC 5545 `FREQ`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// Every day, or every n-th.
    Daily,
    /// Every week, or every n-th.
    Weekly,
    /// Every month, or every n-th.
    Monthly,
    /// Every year, or every n-th.
    Yearly,
}

impl Frequency {
    /// As written in a rule.
    pub fn name(self) -> &'static str {
        match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

/// A weekday, possibly the n-th of its month (or year), counted from the end when negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NthWeekday {
    /// `None` is every one; otherwise ±1 to ±53.
    pub nth: Option<i8>,
    /// The day of the week.
    pub weekday: Weekday,
}

/// When a rule stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum End {
    /// It goes on.
    #[default]
    Never,
    /// After so many sessions, excluded ones counted.
    Count(u16),
    /// No session lies later than this local time; one at this time still counts.
    Until(NaiveDateTime),
}

/// What a rule consists of, before it is checked. Empty lists are parts that are not given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RuleParts {
    /// `FREQ`.
    pub frequency: Frequency,
    /// `INTERVAL`: every how many periods, 1 to 366.
    pub interval: u16,
    /// `BYDAY`.
    pub weekdays: Vec<NthWeekday>,
    /// `BYMONTHDAY`: 1 to 31, or −1 (the last day) to −31.
    pub month_days: Vec<i8>,
    /// `BYMONTH`: 1 to 12.
    pub months: Vec<u8>,
    /// `BYSETPOS`: which of the days of one period, ±1 to ±366.
    pub positions: Vec<i16>,
    /// `WKST`: where a week begins; it matters for every n-th week.
    pub week_start: Weekday,
    /// `COUNT` or `UNTIL`.
    pub end: End,
}

impl RuleParts {
    /// A rule of this frequency with nothing else said.
    pub fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            weekdays: Vec::new(),
            month_days: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Mon,
            end: End::Never,
        }
    }
}

/// A checked rule. Its lists are sorted and without doubles, so that equal rules are equal values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule(RuleParts);

impl Rule {
    /// Checks the parts and puts them in order.
    ///
    /// # Errors
    /// Refuses values out of range and parts that do not go together (RFC 5545, 3.3.10).
    pub fn new(mut parts: RuleParts) -> Result<Self, RuleRefusal> {
        check_ranges(&parts)?;
        check_together(&parts)?;
        parts.weekdays.sort_unstable_by_key(|day| (day.nth, day.weekday.num_days_from_monday()));
        parts.weekdays.dedup();
        parts.month_days.sort_unstable();
        parts.month_days.dedup();
        parts.months.sort_unstable();
        parts.months.dedup();
        parts.positions.sort_unstable();
        parts.positions.dedup();
        Ok(Self(parts))
    }

    /// A rule of this frequency with nothing else said; the start gives the day.
    pub fn every(frequency: Frequency) -> Self {
        Self(RuleParts::every(frequency))
    }

    /// What the rule consists of.
    pub fn parts(&self) -> &RuleParts {
        &self.0
    }
}

fn check_ranges(parts: &RuleParts) -> Result<(), RuleRefusal> {
    let value = |part, value: String, accepts| Err(RuleRefusal::Value { part, value, accepts });
    if !(1..=INTERVAL_MAX).contains(&parts.interval) {
        return value("INTERVAL", parts.interval.to_string(), "a number from 1 to 366");
    }
    if let Some(nth) =
        parts.weekdays.iter().filter_map(|day| day.nth).find(|nth| !in_range(i32::from(*nth), 53))
    {
        return value("BYDAY", nth.to_string(), "weekdays such as MO, 2TU or -1FR");
    }
    if let Some(day) = parts.month_days.iter().find(|day| !in_range(i32::from(**day), 31)) {
        return value("BYMONTHDAY", day.to_string(), "days from 1 to 31, or -1 to -31 from the end");
    }
    if let Some(month) = parts.months.iter().find(|month| !(1..=12).contains(*month)) {
        return value("BYMONTH", month.to_string(), "months from 1 to 12");
    }
    if let Some(position) = parts.positions.iter().find(|position| !in_range(i32::from(**position), 366)) {
        return value(
            "BYSETPOS",
            position.to_string(),
            "positions from 1 to 366, or -1 to -366 from the end",
        );
    }
    match parts.end {
        End::Count(count) if !(1..=COUNT_MAX).contains(&count) => {
            value("COUNT", count.to_string(), "a number from 1 to 1000")
        }
        End::Until(until) if !YEARS.contains(&until.year()) => Err(RuleRefusal::Year { year: until.year() }),
        _ => Ok(()),
    }
}

fn in_range(value: i32, limit: i32) -> bool {
    (1..=limit).contains(&value.abs())
}

fn check_together(parts: &RuleParts) -> Result<(), RuleRefusal> {
    let frequency = parts.frequency.name();
    let by_period = matches!(parts.frequency, Frequency::Monthly | Frequency::Yearly);
    if !by_period && parts.weekdays.iter().any(|day| day.nth.is_some()) {
        let remedy = "write FREQ=MONTHLY for the n-th weekday of a month";
        return Err(RuleRefusal::NotWith { part: "BYDAY", frequency, remedy });
    }
    if !by_period && !parts.positions.is_empty() {
        let remedy = "write FREQ=MONTHLY or FREQ=YEARLY";
        return Err(RuleRefusal::NotWith { part: "BYSETPOS", frequency, remedy });
    }
    if parts.frequency == Frequency::Weekly && !parts.month_days.is_empty() {
        let remedy = "write FREQ=MONTHLY for a day of the month";
        return Err(RuleRefusal::NotWith { part: "BYMONTHDAY", frequency, remedy });
    }
    Ok(())
}
