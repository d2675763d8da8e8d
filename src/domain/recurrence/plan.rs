//! A rule made ready for arithmetic: which days of any month belong to it, as the bits of one word.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::days::Days;
use super::{End, Frequency, Rule, RuleParts, YEARS};

/// The days of one month: bit 0 is the first.
pub(super) type MonthDays = u32;

/// Every weekday, as bits from Monday.
const ALL_WEEKDAYS: u8 = 0b111_1111;

/// A rule with its anchor. Days are counted from 1 January of year 1 (day 1, a Monday), months from January of year 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Plan {
    frequency: Frequency,
    interval: i32,
    anchor_day: i32,
    anchor_month: i32,
    /// Days from Monday to the first day of a week.
    week_start: i32,
    /// Bit 0 is January.
    months: u16,
    /// Days of the month from the start and from the end; `None` is any day.
    month_days: Option<(MonthDays, MonthDays)>,
    weekdays: u8,
    /// (n, days from Monday).
    nth_weekdays: Vec<(i32, i32)>,
    /// Whether n counts within the year rather than the month.
    nth_in_year: bool,
    positions: Vec<i16>,
    /// The first day that can have a session.
    pub(super) first_day: i32,
    /// The last day that can have a session.
    pub(super) last_day: i32,
}

/// One month on the line of days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Month {
    /// Months since January of year 0.
    pub(super) index: i32,
    /// The number of its first day.
    pub(super) first_day: i32,
    /// How many days it has.
    length: i32,
}

impl Month {
    /// The month of this index; outside of what a calendar holds there is none.
    pub(super) fn at(index: i32) -> Option<Self> {
        let month0 = index.rem_euclid(12);
        let first = NaiveDate::from_ymd_opt(index.div_euclid(12), month0.cast_unsigned() + 1, 1)?;
        let length = match month0 {
            1 => 28 + i32::from(first.leap_year()),
            3 | 5 | 8 | 10 => 30,
            _ => 31,
        };
        Some(Self { index, first_day: first.num_days_from_ce(), length })
    }

    /// The index of the month in which a day lies.
    pub(super) fn index_of(day: i32) -> Option<i32> {
        let date = NaiveDate::from_num_days_from_ce_opt(day)?;
        Some(date.year() * 12 + i32::try_from(date.month0()).ok()?)
    }

    fn all(self) -> MonthDays {
        u32::MAX >> (32 - self.length)
    }
}

/// Days from Monday to the weekday of this day.
fn weekday_of(day: i32) -> i32 {
    (day - 1).rem_euclid(7)
}

/// The last day of the last year that is kept.
fn last_day_of_all() -> i32 {
    NaiveDate::from_ymd_opt(*YEARS.end(), 12, 31).map_or(i32::MAX / 2, |date| date.num_days_from_ce())
}

impl Plan {
    /// Fills what the rule leaves open from the start (RFC 5545, 3.3.10) and finds its last day.
    pub(super) fn new(start: NaiveDateTime, rule: &Rule) -> Self {
        let parts = rule.parts();
        let date = start.date();
        let mut plan = Self {
            frequency: parts.frequency,
            interval: i32::from(parts.interval),
            anchor_day: date.num_days_from_ce(),
            anchor_month: date.year() * 12 + date.month0().cast_signed(),
            week_start: parts.week_start.num_days_from_monday().cast_signed(),
            months: parts.months.iter().fold(0, |bits, month| bits | 1 << (month - 1)),
            month_days: month_days(parts),
            weekdays: plain_weekdays(parts),
            nth_weekdays: parts
                .weekdays
                .iter()
                .filter_map(|day| {
                    Some((i32::from(day.nth?), day.weekday.num_days_from_monday().cast_signed()))
                })
                .collect(),
            nth_in_year: parts.frequency == Frequency::Yearly && parts.months.is_empty(),
            positions: parts.positions.clone(),
            first_day: date.num_days_from_ce(),
            last_day: last_day_of_all(),
        };
        plan.take_open_parts_from(date, parts);
        plan.set_last_day(start.time(), parts.end);
        plan
    }

    fn take_open_parts_from(&mut self, date: NaiveDate, parts: &RuleParts) {
        let no_day = parts.weekdays.is_empty() && parts.month_days.is_empty();
        match parts.frequency {
            Frequency::Weekly if parts.weekdays.is_empty() => {
                self.weekdays = 1 << date.weekday().num_days_from_monday();
            }
            Frequency::Monthly | Frequency::Yearly if no_day => {
                self.month_days = Some((1 << date.day0(), 0));
                if parts.frequency == Frequency::Yearly && parts.months.is_empty() {
                    self.months = 1 << date.month0();
                }
            }
            _ => {}
        }
        if self.months == 0 {
            self.months = 0xFFF;
        }
    }

    fn set_last_day(&mut self, time: NaiveTime, end: End) {
        if self.never_matches() {
            self.last_day = self.first_day - 1;
            return;
        }
        match end {
            End::Never => {}
            End::Until(until) => {
                let day = until.date().num_days_from_ce();
                self.last_day = self.last_day.min(if until.time() >= time { day } else { day - 1 });
            }
            End::Count(count) => {
                let last = Days::new(self, self.first_day).nth(usize::from(count.saturating_sub(1)));
                self.last_day = last.unwrap_or(self.last_day);
            }
        }
    }

    /// Rules that name a day that no calendar has, so that nobody looks for it until the year 9999.
    fn never_matches(&self) -> bool {
        let other_weekday = self.frequency == Frequency::Daily
            && self.interval % 7 == 0
            && self.weekdays & 1 << weekday_of(self.anchor_day) == 0;
        let longest = |month0: u32| match month0 {
            1 => 29,
            3 | 5 | 8 | 10 => 30,
            _ => 31,
        };
        let no_such_day = self.month_days.is_some_and(|(from_start, from_end)| {
            (0..12).filter(|month0| self.months & 1 << month0 != 0).all(|month0| {
                let known = u32::MAX >> (32 - longest(month0));
                (from_start | from_end) & known == 0
            })
        });
        let no_such_weekday =
            self.weekdays == 0 && !self.nth_in_year && self.nth_weekdays.iter().all(|(nth, _)| nth.abs() > 5);
        other_weekday || no_such_day || no_such_weekday
    }

    /// Whether the days of a period can only be told from the whole year.
    pub(super) fn needs_year(&self) -> bool {
        self.frequency == Frequency::Yearly
            && (self.nth_in_year && !self.nth_weekdays.is_empty() || self.by_position())
    }

    /// Whether the calendar's cycle bounds the search for a day.
    pub(super) fn is_by_month(&self) -> bool {
        matches!(self.frequency, Frequency::Monthly | Frequency::Yearly)
    }

    fn by_position(&self) -> bool {
        !self.positions.is_empty()
    }

    /// The first month from this one on in which the rule may have days.
    pub(super) fn next_month(&self, month: i32) -> Option<i32> {
        let mut next = self.reached(month)?;
        // After twelve that `BYMONTH` does not allow, a monthly rule may never meet one that it does.
        for _ in 0..12 {
            if self.allows(next) {
                break;
            }
            next = self.reached(next + 1)?;
        }
        Some(next)
    }

    fn allows(&self, month: i32) -> bool {
        self.months & 1 << month.rem_euclid(12) != 0
    }

    /// The first month from this one on that the interval may reach.
    fn reached(&self, month: i32) -> Option<i32> {
        match self.frequency {
            Frequency::Monthly => Some(month + (self.anchor_month - month).rem_euclid(self.interval)),
            Frequency::Yearly => {
                let (year, anchor) = (month.div_euclid(12), self.anchor_month.div_euclid(12));
                let wait = (anchor - year).rem_euclid(self.interval);
                Some(if wait == 0 { month } else { (year + wait) * 12 })
            }
            Frequency::Daily if self.interval > 31 => {
                let first = Month::at(month)?.first_day;
                Month::index_of(first + (self.anchor_day - first).rem_euclid(self.interval))
            }
            Frequency::Weekly if self.interval > 5 => {
                let first = Month::at(month)?.first_day;
                let wait = (self.week_of(self.anchor_day) - self.week_of(first)).rem_euclid(self.interval);
                let monday = (self.week_of(first) + wait) * 7 + self.week_start + 1;
                Month::index_of(monday.max(first))
            }
            Frequency::Daily | Frequency::Weekly => Some(month),
        }
    }

    fn week_of(&self, day: i32) -> i32 {
        (day - 1 - self.week_start).div_euclid(7)
    }

    /// The rule's days in a month of a period, for rules that need no whole year.
    pub(super) fn days_in(&self, month: Month) -> MonthDays {
        let days = self.candidates(month, None);
        if self.by_position() { self.pick(&[days]).first().copied().unwrap_or(0) } else { days }
    }

    /// The rule's days in every month of a year, for rules that need the whole year.
    pub(super) fn days_in_year(&self, year: i32) -> [MonthDays; 12] {
        let mut days = [0; 12];
        let Some(january) = Month::at(year * 12) else { return days };
        let Some(next_year) = Month::at(year * 12 + 12) else { return days };
        let length = next_year.first_day - january.first_day;
        let counted_in = self.nth_in_year.then_some((january.first_day, length));
        for (offset, bits) in (0..).zip(days.iter_mut()) {
            if self.allows(offset)
                && let Some(month) = Month::at(year * 12 + offset)
            {
                *bits = self.candidates(month, counted_in);
            }
        }
        if self.by_position() { self.pick(&days) } else { days }
    }

    /// The days before `BYSETPOS`: what every part allows. `year` is the first day and length of the
    /// year in which n-th weekdays are counted, if not in their month.
    fn candidates(&self, month: Month, year: Option<(i32, i32)>) -> MonthDays {
        if !self.allows(month.index) {
            return 0;
        }
        let mut days = month.all();
        if let Some((from_start, from_end)) = self.month_days {
            days &= from_start | from_end.reverse_bits() >> (32 - month.length);
        }
        if self.weekdays != ALL_WEEKDAYS || !self.nth_weekdays.is_empty() {
            let nth = self.nth_weekdays.iter().fold(0, |bits, nth| bits | nth_weekday(*nth, month, year));
            days &= weekday_bits(self.weekdays, month) | nth;
        }
        match self.frequency {
            Frequency::Daily if self.interval > 1 => days & self.days_of_interval(month),
            Frequency::Weekly if self.interval > 1 => days & self.weeks_of_interval(month),
            _ => days,
        }
    }

    fn days_of_interval(&self, month: Month) -> MonthDays {
        let mut bits = 0;
        let mut offset = (self.anchor_day - month.first_day).rem_euclid(self.interval);
        while offset < month.length {
            bits |= 1 << offset;
            offset += self.interval;
        }
        bits
    }

    fn weeks_of_interval(&self, month: Month) -> MonthDays {
        let anchor = self.week_of(self.anchor_day);
        let first_week = self.week_of(month.first_day);
        let mut bits = 0;
        let mut week = first_week + (anchor - first_week).rem_euclid(self.interval);
        loop {
            let offset = week * 7 + self.week_start + 1 - month.first_day;
            if offset >= month.length {
                return bits;
            }
            // A week that began in the month before keeps only its days in this one.
            bits |= if offset >= 0 { 0b111_1111 << offset } else { 0b111_1111 >> -offset };
            week += self.interval;
        }
    }

    /// Keeps the days that stand at the wanted positions, over all months of the period.
    fn pick<const MONTHS: usize>(&self, months: &[MonthDays; MONTHS]) -> [MonthDays; MONTHS] {
        let mut picked = [0; MONTHS];
        let total: u32 = months.iter().map(|days| days.count_ones()).sum();
        for position in &self.positions {
            let wanted = if *position > 0 {
                i64::from(*position) - 1
            } else {
                i64::from(total) + i64::from(*position)
            };
            let Ok(mut skip) = u32::try_from(wanted) else { continue };
            for (days, kept) in months.iter().zip(picked.iter_mut()) {
                if skip < days.count_ones() {
                    let rest = (0..skip).fold(*days, |bits, _| bits & (bits - 1));
                    *kept |= rest & rest.wrapping_neg();
                    break;
                }
                skip -= days.count_ones();
            }
        }
        picked
    }
}

/// The weekdays of `BYDAY` that have no number, as bits from Monday; every weekday where there is no `BYDAY`.
fn plain_weekdays(parts: &RuleParts) -> u8 {
    if parts.weekdays.is_empty() {
        return ALL_WEEKDAYS;
    }
    let plain = parts.weekdays.iter().filter(|day| day.nth.is_none());
    plain.fold(0, |bits, day| bits | 1 << day.weekday.num_days_from_monday())
}

/// `BYMONTHDAY` as bits from the first and from the last day of a month.
fn month_days(parts: &RuleParts) -> Option<(MonthDays, MonthDays)> {
    if parts.month_days.is_empty() {
        return None;
    }
    Some(parts.month_days.iter().fold((0, 0), |(from_start, from_end), day| {
        let bit = 1 << (day.unsigned_abs() - 1);
        if *day > 0 { (from_start | bit, from_end) } else { (from_start, from_end | bit) }
    }))
}

fn weekday_bits(weekdays: u8, month: Month) -> MonthDays {
    let first = weekday_of(month.first_day);
    let week = u64::from(weekdays);
    // Seven bits from the month's first weekday on, then repeated over the month.
    let turned = (week >> first | week << (7 - first)) & 0b111_1111;
    let repeated = turned | turned << 7 | turned << 14 | turned << 21 | turned << 28;
    (repeated & u64::from(month.all())) as MonthDays
}

/// The n-th weekday of the month, or of the year when its first day and length are given.
fn nth_weekday((nth, weekday): (i32, i32), month: Month, year: Option<(i32, i32)>) -> MonthDays {
    let (first_day, length) = match year {
        Some(year) => year,
        None => (month.first_day, month.length),
    };
    let offset = if nth > 0 {
        (weekday - weekday_of(first_day)).rem_euclid(7) + 7 * (nth - 1)
    } else {
        let last = length - 1;
        last - (weekday_of(first_day + last) - weekday).rem_euclid(7) + 7 * (nth + 1)
    };
    if !(0..length).contains(&offset) {
        return 0;
    }
    let in_month = first_day + offset - month.first_day;
    if (0..month.length).contains(&in_month) { 1 << in_month } else { 0 }
}
