//! The walk over a rule's days, from any day on.

use super::plan::{Month, MonthDays, Plan};

/// After so many visited months without a day, a monthly or yearly rule has none: the calendar repeats itself after
/// 400 years, that is after at most 4,800 periods of months, or 400 of years.
const BARREN_MONTHS_MAX: u32 = 4_800;

/// The days of a rule in order, as numbers of days (see `Plan`).
#[derive(Debug, Clone)]
pub(super) struct Days<'p> {
    plan: &'p Plan,
    month: Option<Month>,
    /// Days of the current month that are still to come.
    pending: MonthDays,
    year: Option<(i32, [MonthDays; 12])>,
}

impl<'p> Days<'p> {
    /// The rule's days that are not before this one.
    pub(super) fn new(plan: &'p Plan, from_day: i32) -> Self {
        let from = from_day.max(plan.first_day);
        let mut days = Self { plan, month: None, pending: 0, year: None };
        if from > plan.last_day {
            return days;
        }
        days.month = Month::index_of(from).and_then(|index| plan.next_month(index)).and_then(Month::at);
        if let Some(month) = days.month {
            let passed = (from - month.first_day).clamp(0, 31);
            days.pending = days.load(month) & u32::MAX << passed;
        }
        days
    }

    fn load(&mut self, month: Month) -> MonthDays {
        if !self.plan.needs_year() {
            return self.plan.days_in(month);
        }
        let year = month.index.div_euclid(12);
        let months = match self.year {
            Some((known, months)) if known == year => months,
            _ => self.plan.days_in_year(year),
        };
        self.year = Some((year, months));
        usize::try_from(month.index.rem_euclid(12)).ok().and_then(|at| months.get(at).copied()).unwrap_or(0)
    }

    fn next_month(&mut self) -> Option<Month> {
        let index = self.month?.index + 1;
        let month = Month::at(self.plan.next_month(index)?)?;
        (month.first_day <= self.plan.last_day).then_some(month)
    }
}

impl Iterator for Days<'_> {
    type Item = i32;

    fn next(&mut self) -> Option<i32> {
        let mut barren = 0;
        while self.pending == 0 {
            self.month = self.next_month();
            self.pending = self.load(self.month?);
            barren += 1;
            if barren > BARREN_MONTHS_MAX && self.plan.is_by_month() {
                self.month = None;
            }
        }
        let day = self.month?.first_day + self.pending.trailing_zeros().cast_signed();
        self.pending &= self.pending - 1;
        if day > self.plan.last_day {
            (self.month, self.pending) = (None, 0);
            return None;
        }
        Some(day)
    }
}
