//! What a rule amounts to, for sentences about it.

use chrono::{Datelike, Weekday};

use super::{Frequency, NthWeekday, Recurrence, RuleParts};

/// The rules that people say, recognised; everything else is `Other` and is shown by its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// One session.
    Once,
    /// Every n-th day.
    Daily {
        /// Every how many days.
        every: u16,
    },
    /// On weekdays of every n-th week.
    Weekly {
        /// Every how many weeks.
        every: u16,
        /// From Monday to Sunday, each once.
        weekdays: Vec<Weekday>,
    },
    /// On the n-th weekdays of every n-th month.
    NthWeekdays {
        /// Every how many months.
        every: u16,
        /// From the first to the last of the month.
        weekdays: Vec<(i8, Weekday)>,
    },
    /// Every week except the n-th of the month; −1 is the last.
    WeeklyExcept {
        /// The day of the week.
        weekday: Weekday,
        /// Which one of the month is left out.
        nth: i8,
    },
    /// On days of every n-th month; −1 is the last day.
    MonthDays {
        /// Every how many months.
        every: u16,
        /// Days of the month, positive ones first.
        days: Vec<i8>,
    },
    /// On one date of every n-th year.
    Yearly {
        /// Every how many years.
        every: u16,
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
    /// The first or last workday (Monday to Friday) of every n-th month.
    Workday {
        /// Every how many months.
        every: u16,
        /// 1 is the first, −1 the last.
        position: i16,
    },
    /// A rule that has no short name.
    Other,
}

impl Recurrence {
    /// What the rule amounts to.
    pub fn shape(&self) -> Shape {
        let Some(rule) = self.rule() else { return Shape::Once };
        let parts = rule.parts();
        let date = self.start().date();
        match parts.frequency {
            Frequency::Daily if is_plain(parts) => Shape::Daily { every: parts.interval },
            Frequency::Weekly if parts.months.is_empty() => {
                let mut weekdays: Vec<Weekday> = parts.weekdays.iter().map(|day| day.weekday).collect();
                if weekdays.is_empty() {
                    weekdays.push(date.weekday());
                }
                Shape::Weekly { every: parts.interval, weekdays }
            }
            Frequency::Monthly => monthly(parts, u8::try_from(date.day()).unwrap_or(1)),
            Frequency::Yearly => yearly(parts, self),
            Frequency::Daily | Frequency::Weekly => Shape::Other,
        }
    }
}

fn is_plain(parts: &RuleParts) -> bool {
    parts.weekdays.is_empty()
        && parts.month_days.is_empty()
        && parts.months.is_empty()
        && parts.positions.is_empty()
}

fn monthly(parts: &RuleParts, start_day: u8) -> Shape {
    let every = parts.interval;
    if !parts.months.is_empty() || !parts.weekdays.is_empty() && !parts.month_days.is_empty() {
        return Shape::Other;
    }
    if let [position] = parts.positions.as_slice() {
        return if is_workweek(&parts.weekdays) {
            Shape::Workday { every, position: *position }
        } else {
            Shape::Other
        };
    }
    if !parts.positions.is_empty() {
        return Shape::Other;
    }
    if parts.weekdays.is_empty() {
        return Shape::MonthDays { every, days: month_days(parts, start_day) };
    }
    let Some(mut weekdays) =
        parts.weekdays.iter().map(|day| Some((day.nth?, day.weekday))).collect::<Option<Vec<_>>>()
    else {
        return Shape::Other;
    };
    if let Some((weekday, nth)) = left_out(&weekdays).filter(|_| every == 1) {
        return Shape::WeeklyExcept { weekday, nth };
    }
    weekdays.sort_by_key(|(nth, weekday)| (*nth < 0, *nth, weekday.num_days_from_monday()));
    Shape::NthWeekdays { every, weekdays }
}

fn month_days(parts: &RuleParts, start_day: u8) -> Vec<i8> {
    let mut days = parts.month_days.clone();
    if days.is_empty() {
        days.extend(i8::try_from(start_day));
    }
    days.sort_by_key(|day| (*day < 0, *day));
    days
}

fn is_workweek(weekdays: &[NthWeekday]) -> bool {
    weekdays.len() == 5
        && weekdays.iter().all(|day| day.nth.is_none() && !matches!(day.weekday, Weekday::Sat | Weekday::Sun))
}

/// Four of one weekday's five counts, from one end of the month, are every week but the fifth count.
fn left_out(weekdays: &[(i8, Weekday)]) -> Option<(Weekday, i8)> {
    let (first, weekday) = *weekdays.first()?;
    let one_kind = weekdays.iter().all(|(nth, day)| *day == weekday && nth.signum() == first.signum());
    let missing = (1..=5)
        .map(|nth| nth * first.signum())
        .filter(|nth| !weekdays.iter().any(|(known, _)| known == nth))
        .collect::<Vec<i8>>();
    match missing.as_slice() {
        [nth] if one_kind && weekdays.len() == 4 => Some((weekday, *nth)),
        _ => None,
    }
}

fn yearly(parts: &RuleParts, series: &Recurrence) -> Shape {
    let date = series.start().date();
    let one_date = parts.weekdays.is_empty()
        && parts.positions.is_empty()
        && parts.months.len() <= 1
        && parts.month_days.len() <= 1
        // A day alone means that day of every month.
        && (parts.month_days.is_empty() || parts.months.len() == 1);
    let month = parts.months.first().copied().or_else(|| u8::try_from(date.month()).ok());
    let day = match parts.month_days.first() {
        Some(day) => u8::try_from(*day).ok(),
        None => u8::try_from(date.day()).ok(),
    };
    match (month, day) {
        (Some(month), Some(day)) if one_date => Shape::Yearly { every: parts.interval, month, day },
        _ => Shape::Other,
    }
}
