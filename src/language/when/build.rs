//! From a phrase taken apart to a series: its rule, its first session, its end and its exceptions.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::lexicon::{Word, word_for};
use super::parser::Parser;
use super::pattern::Pattern;
use super::phrase::{Except, Phrase, Span};
use super::problem::WhenProblem;
use super::{Caution, Understood};
use crate::domain::member::Language;
use crate::domain::recurrence::{End, Frequency, NthWeekday, Recurrence, Rule, RuleParts};

/// The most often a weekday comes in a month.
const WEEKS_OF_MONTH: i8 = 5;

impl Parser<'_> {
    /// Puts a phrase together. `rule` is a raw rule that was given in front of it.
    pub(super) fn build(&self, phrase: Phrase, rule: Option<Rule>) -> Result<Understood, WhenProblem> {
        let hours = phrase.hours.ok_or(WhenProblem::NoTime)?;
        let minutes = hours.length.or(phrase.minutes);
        let earliest = phrase.from.map_or(self.now, |date| date.and_time(NaiveTime::MIN));
        let recurrence = match (rule, &phrase.pattern, phrase.date) {
            (Some(rule), None, None) => self.anchored(rule, hours.start, earliest)?,
            (Some(_), ..) => {
                let second = phrase.pattern_typed.clone();
                return Err(WhenProblem::Contradiction { first: "RRULE".to_owned(), second });
            }
            (None, None, Some(date)) if !phrase.goes_on() => {
                Recurrence::new(date.and_time(hours.start), None)?
            }
            (None, Some(Pattern::BareWeekday(weekday)), _) if !phrase.goes_on() => {
                return Err(self.every_or_once(&phrase, *weekday));
            }
            (None, Some(pattern), _) => {
                let parts = with_exceptions(self.parts(pattern, &phrase)?, &phrase)?;
                self.anchored(Rule::new(parts)?, hours.start, earliest)?
            }
            (None, None, _) => return Err(WhenProblem::NoDay),
        };
        let recurrence = ended(recurrence, phrase.span)?;
        let recurrence = without_dates(recurrence, &phrase, hours.start)?;
        let cautions = cautions(&recurrence);
        Ok(Understood { recurrence, minutes, cautions })
    }

    /// "Tuesday 19:00": every one, or the coming one?
    fn every_or_once(&self, phrase: &Phrase, weekday: Weekday) -> WhenProblem {
        let today = self.now.date();
        let wait = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
        let date = today.checked_add_days(Days::new(u64::from(wait))).unwrap_or(today);
        let day = word_for(self.language, Word::Weekday(weekday, false));
        let every = match self.language {
            Language::En => format!("every {day}"),
            Language::Es => format!("cada {day}"),
        };
        self.ambiguous_between(phrase.pattern_at, phrase.pattern_end, &[every, date.to_string()])
    }

    fn parts(&self, pattern: &Pattern, phrase: &Phrase) -> Result<RuleParts, WhenProblem> {
        let with = |frequency, every| RuleParts { interval: every, ..RuleParts::every(frequency) };
        let plain = |weekday: &Weekday| NthWeekday { nth: None, weekday: *weekday };
        Ok(match pattern {
            Pattern::Days { every } => with(Frequency::Daily, *every),
            Pattern::BareWeekday(weekday) => {
                RuleParts { weekdays: vec![plain(weekday)], ..with(Frequency::Weekly, 1) }
            }
            Pattern::Weeks { every, weekdays } if weekdays.is_empty() => {
                let first = phrase.from.ok_or(WhenProblem::NoDay)?;
                RuleParts { weekdays: vec![plain(&first.weekday())], ..with(Frequency::Weekly, *every) }
            }
            Pattern::Weeks { every, weekdays } => RuleParts {
                weekdays: weekdays.iter().map(plain).collect(),
                ..with(Frequency::Weekly, *every)
            },
            Pattern::Nths { every, weekdays } => RuleParts {
                weekdays: weekdays
                    .iter()
                    .map(|(nth, weekday)| NthWeekday { nth: Some(*nth), weekday: *weekday })
                    .collect(),
                ..with(Frequency::Monthly, *every)
            },
            Pattern::MonthDays { every, days } if days.is_empty() => {
                let first = phrase.from.ok_or(WhenProblem::NoDay)?;
                let day = i8::try_from(first.day()).map_err(|_| WhenProblem::NoDay)?;
                RuleParts { month_days: vec![day], ..with(Frequency::Monthly, *every) }
            }
            Pattern::MonthDays { every, days } => {
                RuleParts { month_days: days.clone(), ..with(Frequency::Monthly, *every) }
            }
            Pattern::Workdays { every, positions } => RuleParts {
                weekdays: [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]
                    .iter()
                    .map(plain)
                    .collect(),
                positions: positions.iter().map(|position| i16::from(*position)).collect(),
                ..with(Frequency::Monthly, *every)
            },
            Pattern::Years { every, date } => {
                let date = date.or(phrase.from).ok_or(WhenProblem::NoDay)?;
                let (month, day) = (u8::try_from(date.month()), i8::try_from(date.day()));
                RuleParts {
                    months: month.into_iter().collect(),
                    month_days: day.into_iter().collect(),
                    ..with(Frequency::Yearly, *every)
                }
            }
        })
    }

    /// The series from its first session on: the first day that fits, whatever the interval.
    fn anchored(
        &self,
        rule: Rule,
        time: NaiveTime,
        earliest: NaiveDateTime,
    ) -> Result<Recurrence, WhenProblem> {
        let base = earliest.date().and_time(time);
        let each = RuleParts { interval: 1, end: End::Never, ..rule.parts().clone() };
        let first = Recurrence::new(base, Some(Rule::new(each)?))?.from(earliest).next();
        Ok(Recurrence::new(first.ok_or(WhenProblem::NeverMeets)?, Some(rule))?)
    }
}

fn ended(series: Recurrence, span: Option<Span>) -> Result<Recurrence, WhenProblem> {
    let (Some(span), Some(rule)) = (span, series.rule()) else { return Ok(series) };
    let start = series.start();
    let last = |date: Option<NaiveDate>| date.and_then(|date| date.pred_opt()).ok_or(WhenProblem::NeverMeets);
    let until = match span {
        Span::Times(count) => {
            let parts = RuleParts { end: End::Count(count), ..rule.parts().clone() };
            return Ok(Recurrence::new(start, Some(Rule::new(parts)?))?);
        }
        Span::Until(date) => date,
        Span::Weeks(weeks) => last(start.date().checked_add_days(Days::new(u64::from(weeks) * 7)))?,
        Span::Months(months) => last(start.date().checked_add_months(Months::new(months)))?,
    };
    if until < start.date() {
        return Err(WhenProblem::EndsBeforeItBegins { until, start: start.date() });
    }
    let end_of_day = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
    let parts = RuleParts { end: End::Until(until.and_time(end_of_day)), ..rule.parts().clone() };
    Ok(Recurrence::new(start, Some(Rule::new(parts)?))?)
}

fn without_dates(series: Recurrence, phrase: &Phrase, time: NaiveTime) -> Result<Recurrence, WhenProblem> {
    let mut slots = Vec::new();
    for (except, _) in &phrase.except {
        if let Except::Date(date) = except {
            let slot = date.and_time(time);
            if !series.contains(slot) {
                return Err(WhenProblem::NotASession { date: *date });
            }
            slots.push(slot);
        }
    }
    Ok(series.excepting(slots)?)
}

/// Works the exceptions that recur into the rule itself.
fn with_exceptions(mut parts: RuleParts, phrase: &Phrase) -> Result<RuleParts, WhenProblem> {
    for (except, typed) in &phrase.except {
        let cannot = || WhenProblem::CannotCombine { word: typed.clone() };
        match except {
            Except::Date(_) => {}
            Except::Months(months) => {
                if parts.frequency == Frequency::Yearly {
                    return Err(cannot());
                }
                let kept = (1..=12).filter(|month| !months.contains(month));
                parts.months =
                    kept.filter(|month| parts.months.is_empty() || parts.months.contains(month)).collect();
                if parts.months.is_empty() {
                    return Err(WhenProblem::NeverMeets);
                }
            }
            Except::Weekdays(weekdays) => {
                parts = every_weekday_named(parts)
                    .filter(|parts| parts.positions.is_empty())
                    .ok_or_else(cannot)?;
                parts.weekdays.retain(|day| !weekdays.contains(&day.weekday));
                if parts.weekdays.is_empty() {
                    return Err(WhenProblem::NeverMeets);
                }
            }
            Except::Nths(nths, weekday) => {
                parts = without_nths(parts, nths, *weekday).ok_or_else(cannot)?;
            }
        }
    }
    Ok(parts)
}

/// Every day, as every weekday of every week; rules without weekdays have none to leave out.
fn every_weekday_named(mut parts: RuleParts) -> Option<RuleParts> {
    if parts.frequency == Frequency::Daily && parts.interval == 1 && parts.weekdays.is_empty() {
        parts.frequency = Frequency::Weekly;
        parts.weekdays = (0..7_u8)
            .filter_map(|day| Weekday::try_from(day).ok())
            .map(|weekday| NthWeekday { nth: None, weekday })
            .collect();
    }
    (!parts.weekdays.is_empty()).then_some(parts)
}

/// Weekly but not in the n-th weeks of the month: a monthly rule of the weeks that remain.
fn without_nths(parts: RuleParts, nths: &[i8], weekday: Option<Weekday>) -> Option<RuleParts> {
    let parts = every_weekday_named(parts)?;
    if parts.frequency != Frequency::Weekly
        || parts.interval != 1
        || nths.iter().any(|nth| *nth > WEEKS_OF_MONTH)
    {
        return None;
    }
    let weekday = match (weekday, parts.weekdays.as_slice()) {
        (Some(weekday), days) => days.iter().find(|day| day.weekday == weekday)?.weekday,
        (None, [only]) => only.weekday,
        // The last of several weekdays is only one of them.
        (None, _) => return None,
    };
    let (from_start, from_end): (Vec<i8>, Vec<i8>) = nths.iter().partition(|nth| **nth > 0);
    let kept: Vec<i8> = match (from_start.is_empty(), from_end.is_empty()) {
        (_, true) => (1..=WEEKS_OF_MONTH).filter(|nth| !from_start.contains(nth)).collect(),
        (true, false) => (-WEEKS_OF_MONTH..=-1).filter(|nth| !from_end.contains(nth)).collect(),
        (false, false) => return None,
    };
    let mut weekdays: Vec<NthWeekday> =
        parts.weekdays.iter().copied().filter(|day| day.weekday != weekday).collect();
    weekdays.extend(kept.into_iter().map(|nth| NthWeekday { nth: Some(nth), weekday }));
    Some(RuleParts { frequency: Frequency::Monthly, weekdays, ..parts })
}

fn cautions(series: &Recurrence) -> Vec<Caution> {
    let Some(rule) = series.rule() else { return Vec::new() };
    let parts = rule.parts();
    let short = |day: &&i8| match (parts.frequency, parts.months.as_slice()) {
        (Frequency::Monthly, _) => **day > 28,
        (Frequency::Yearly, [2]) => **day > 28,
        _ => false,
    };
    let days = parts.month_days.iter().filter(short).filter_map(|day| u8::try_from(*day).ok());
    days.map(|day| Caution::NotInEveryMonth { day }).collect()
}
