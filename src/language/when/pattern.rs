//! What recurs: every day, weekdays of every n-th week, n-th weekdays and days of the month, a date of the year.

use chrono::{NaiveDate, Weekday};

use super::lexer::Kind;
use super::lexicon::{Word, word_for};
use super::parser::Parser;
use super::problem::WhenProblem;
use crate::domain::member::Language;

/// A recurring pattern as it was said. `every` is the interval in its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    Days {
        every: u16,
    },
    /// Without weekdays, the first day gives them.
    Weeks {
        every: u16,
        weekdays: Vec<Weekday>,
    },
    /// One weekday without "every": every one, or the coming one?
    BareWeekday(Weekday),
    Nths {
        every: u16,
        weekdays: Vec<(i8, Weekday)>,
    },
    /// Without days, the first day gives them.
    MonthDays {
        every: u16,
        days: Vec<i8>,
    },
    Workdays {
        every: u16,
        positions: Vec<i8>,
    },
    /// Without a date, the first day gives it.
    Years {
        every: u16,
        date: Option<NaiveDate>,
    },
}

const WORKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
const WEEKEND: [Weekday; 2] = [Weekday::Sat, Weekday::Sun];
/// Largest day of a month.
const DAY_MAX: i8 = 31;

/// What stands before a number or "first".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Every,
    /// Months are already spoken of.
    OfMonth,
    Alone,
}

type Found = Option<Result<Pattern, WhenProblem>>;

impl Parser<'_> {
    /// Takes a pattern, if one comes next.
    pub(super) fn pattern(&mut self) -> Found {
        let from = self.at;
        // "De lunes a viernes"
        self.skip(&[Word::On, Word::The, Word::Of]);
        let every = self.word_ahead(0) == Some(Word::Every);
        self.skip(&[Word::Every, Word::The]);
        let found = self
            .by_adverb(from)
            .or_else(|| if every { self.by_interval() } else { self.by_day_number() })
            .or_else(|| self.by_nth(from, if every { Said::Every } else { Said::Alone }))
            .or_else(|| self.by_weekday(every));
        if found.is_none() {
            self.at = from;
        }
        found
    }

    /// Daily, weekly, fortnightly…
    fn by_adverb(&mut self, from: usize) -> Found {
        let pattern = match self.word_ahead(0)? {
            Word::Daily => Pattern::Days { every: 1 },
            Word::Weekly => weeks(1),
            Word::Fortnightly => weeks(2),
            Word::Monthly => month_days(1),
            Word::Yearly => Pattern::Years { every: 1, date: None },
            Word::Biweekly => {
                self.at += 1;
                let meant = match self.language {
                    Language::En => "every two weeks",
                    Language::Es => "cada dos semanas",
                };
                return Some(Err(self.ambiguous(from, &[meant.to_owned()])));
            }
            _ => return None,
        };
        self.at += 1;
        Some(self.completed(pattern))
    }

    /// After "every": day, other week, 3 months, other tuesday…
    fn by_interval(&mut self) -> Found {
        let unit_at = |parser: &Self, steps| {
            matches!(
                parser.word_ahead(steps),
                Some(Word::Day | Word::Week | Word::MonthUnit | Word::YearUnit)
            )
        };
        if self.word_ahead(0) == Some(Word::Other) && self.weekday_ahead(1) {
            self.at += 1;
            return Some(Ok(Pattern::Weeks { every: 2, weekdays: self.weekdays() }));
        }
        let ordinal = self.nth_ahead(0).and_then(|nth| u32::try_from(nth).ok());
        let every = match (self.number_ahead(0).or(ordinal), self.word_ahead(0)) {
            (Some(number), _) if unit_at(self, 1) => u16::try_from(number).unwrap_or(u16::MAX),
            (None, Some(Word::Other)) if unit_at(self, 1) => 2,
            (None, _) if unit_at(self, 0) => return self.by_unit(1),
            _ => return None,
        };
        self.at += 1;
        self.by_unit(every)
    }

    fn by_unit(&mut self, every: u16) -> Found {
        let unit = self.word_ahead(0)?;
        self.at += 1;
        // "Los días laborables"
        if unit == Word::Day && self.eat(Word::Workday) {
            return Some(Ok(Pattern::Weeks { every, weekdays: WORKDAYS.to_vec() }));
        }
        Some(self.completed(match unit {
            Word::Day => Pattern::Days { every },
            Word::Week => weeks(every),
            Word::MonthUnit => month_days(every),
            _ => Pattern::Years { every, date: None },
        }))
    }

    /// "Day 15 of every month", "días 1 y 15 de cada mes".
    fn by_day_number(&mut self) -> Found {
        let from = self.at;
        if self.eat(Word::Day)
            && let Some(days) = self.day_numbers()
        {
            let every = self.of_month().unwrap_or(1);
            return Some(self.checked_days(from, every, days));
        }
        self.at = from;
        None
    }

    /// What may follow a unit: "every 2 weeks **on monday**", "monthly **on the first monday**", "monthly on the 15th".
    pub(super) fn completed(&mut self, pattern: Pattern) -> Result<Pattern, WhenProblem> {
        let mark = self.at;
        self.skip(&[Word::On, Word::The, Word::Every]);
        match pattern {
            Pattern::Weeks { every, .. } if self.weekday_ahead(0) && !self.date_follows() => {
                return Ok(Pattern::Weeks { every, weekdays: self.weekdays() });
            }
            Pattern::MonthDays { every, .. } => {
                if let Some(found) = self.by_nth(mark, Said::OfMonth) {
                    return found.map(|found| with_interval(found, every));
                }
                self.eat(Word::Day);
                if self.at > mark
                    && let Some(days) = self.day_numbers()
                {
                    return self.checked_days(mark, every, days);
                }
            }
            _ => {}
        }
        self.at = mark;
        Ok(pattern)
    }

    /// Numbers after "monthly on": days of the month. An hour is not one.
    fn day_numbers(&mut self) -> Option<Vec<i8>> {
        let mut days = Vec::new();
        loop {
            let mark = self.at;
            if !days.is_empty() && !self.eat_list_mark() {
                break;
            }
            let Some(Kind::Number(day)) = self.peek() else {
                self.at = mark;
                break;
            };
            days.push(i8::try_from(day).ok()?);
            self.at += 1;
        }
        (!days.is_empty()).then_some(days)
    }

    /// "First and third monday", "last day of the month", "15th of every month".
    fn by_nth(&mut self, from: usize, said: Said) -> Found {
        let mark = self.at;
        self.nth_ahead(0)?;
        let nths = self.nths();
        let word = self.word_ahead(0);
        if matches!(word, Some(Word::Weekday(..))) {
            return Some(self.nth_weekdays(from, nths, said));
        }
        let day = self.eat(Word::Day);
        if self.eat(Word::Workday) {
            let every = self.of_month().unwrap_or(1);
            return Some(Ok(Pattern::Workdays { every, positions: nths }));
        }
        let every = self.of_month();
        if day || every.is_some() || said == Said::OfMonth {
            return Some(self.checked_days(from, every.unwrap_or(1), nths));
        }
        // "The 15th" may be the next one or all of them; "the first" alone is neither.
        match nths.first() {
            Some(nth) if *nth > 5 || said == Said::Every => {
                let choice = match self.language {
                    Language::En => format!("{nth}th of every month"),
                    Language::Es => format!("día {nth} de cada mes"),
                };
                Some(Err(self.ambiguous(from, &[choice])))
            }
            _ => {
                self.at = mark;
                None
            }
        }
    }

    /// One or several of first, third, last, joined by "and" or commas.
    pub(super) fn nths(&mut self) -> Vec<i8> {
        let mut nths = Vec::new();
        while let Some(nth) = self.nth_ahead(0) {
            nths.push(nth);
            self.at += 1;
            let mark = self.at;
            let marked = self.eat_list_mark();
            self.skip(&[Word::The]);
            // "First monday and third thursday" goes on after its weekday.
            if !marked || self.nth_ahead(0).is_none() {
                self.at = mark;
                break;
            }
        }
        nths
    }

    fn nth_weekdays(&mut self, from: usize, nths: Vec<i8>, said: Said) -> Result<Pattern, WhenProblem> {
        let mut days = Vec::new();
        let mut group = nths;
        let first = group.first().copied().unwrap_or(1);
        let mut weekdays;
        loop {
            weekdays = self.weekdays();
            days.extend(weekdays.iter().flat_map(|weekday| group.iter().map(move |nth| (*nth, *weekday))));
            let mark = self.at;
            let marked = self.eat_list_mark();
            self.skip(&[Word::The, Word::Every]);
            if !marked || self.nth_ahead(0).is_none() {
                self.at = mark;
                break;
            }
            group = self.nths();
            if !self.weekday_ahead(0) {
                self.at = mark;
                break;
            }
        }
        if let Some((nth, _)) = days.iter().find(|(nth, _)| *nth > 5) {
            return Err(WhenProblem::NoSuchMonthDay { word: format!("{nth}") });
        }
        let every = self.of_month();
        // "Every second friday" is every other friday to one, the second of the month to another.
        if said == Said::Every && every.is_none() && days.len() == 1 && (2..=5).contains(&first) {
            return Err(self.every_second(from, first, weekdays.first().copied().unwrap_or(Weekday::Mon)));
        }
        Ok(Pattern::Nths { every: every.unwrap_or(1), weekdays: days })
    }

    fn every_second(&self, from: usize, nth: i8, weekday: Weekday) -> WhenProblem {
        let day = word_for(self.language, Word::Weekday(weekday, false));
        let ordinal = word_for(self.language, Word::Nth(nth));
        let choices = match self.language {
            Language::En => [format!("every {nth} weeks on {day}"), format!("{ordinal} {day} of the month")],
            Language::Es => [format!("cada {nth} semanas los {day}"), format!("{ordinal} {day} del mes")],
        };
        self.ambiguous(from, &choices)
    }

    /// "Of the month", "of every other month", "in each month"; the interval in months.
    fn of_month(&mut self) -> Option<u16> {
        let mark = self.at;
        self.skip(&[Word::Of, Word::On, Word::The]);
        self.skip(&[Word::Every, Word::The]);
        let every = if self.eat(Word::Other) {
            2
        } else {
            match self.number_ahead(0).filter(|_| self.word_ahead(1) == Some(Word::MonthUnit)) {
                Some(number) => {
                    self.at += 1;
                    u16::try_from(number).unwrap_or(u16::MAX)
                }
                None => 1,
            }
        };
        if self.eat(Word::MonthUnit) || self.eat(Word::Monthly) {
            return Some(every);
        }
        self.at = mark;
        None
    }

    fn checked_days(&self, from: usize, every: u16, days: Vec<i8>) -> Result<Pattern, WhenProblem> {
        if days.iter().any(|day| *day == 0 || *day > DAY_MAX) {
            return Err(WhenProblem::NoSuchMonthDay { word: self.typed_since(from) });
        }
        Ok(Pattern::MonthDays { every, days })
    }

    /// Weekdays with or without "every".
    fn by_weekday(&mut self, said_every: bool) -> Found {
        let set = match self.word_ahead(0)? {
            Word::Workday => Some(WORKDAYS.to_vec()),
            Word::Weekend => Some(WEEKEND.to_vec()),
            Word::Weekday(_, true) => None,
            Word::Weekday(weekday, false) => {
                let weekdays = self.weekdays();
                return Some(Ok(if said_every || weekdays.len() > 1 {
                    Pattern::Weeks { every: 1, weekdays }
                } else {
                    Pattern::BareWeekday(weekday)
                }));
            }
            _ => return None,
        };
        Some(Ok(match set {
            Some(weekdays) => {
                self.at += 1;
                Pattern::Weeks { every: 1, weekdays }
            }
            None => Pattern::Weeks { every: 1, weekdays: self.weekdays() },
        }))
    }

    fn weekday_ahead(&self, steps: usize) -> bool {
        matches!(self.word_ahead(steps), Some(Word::Weekday(..)))
    }

    /// One or several weekdays: "mon and thu", "mon, wed & fri", "mon-fri", "monday to friday".
    pub(super) fn weekdays(&mut self) -> Vec<Weekday> {
        let mut weekdays = Vec::new();
        while let Some(Word::Weekday(weekday, _)) = self.word_ahead(0) {
            self.at += 1;
            weekdays.push(weekday);
            let range = self.peek() == Some(Kind::Dash)
                || matches!(self.word_ahead(0), Some(Word::To | Word::Through))
                || self.language == Language::Es && self.word_ahead(0) == Some(Word::At);
            if let Some(Word::Weekday(last, _)) = self.word_ahead(1).filter(|_| range) {
                self.at += 2;
                let mut day = weekday;
                while day != last {
                    day = day.succ();
                    weekdays.push(day);
                }
            }
            let mark = self.at;
            if self.eat_list_mark() {
                self.skip(&[Word::The, Word::Every, Word::On]);
            }
            if !self.weekday_ahead(0) {
                self.at = mark;
            }
        }
        weekdays
    }
}

fn weeks(every: u16) -> Pattern {
    Pattern::Weeks { every, weekdays: Vec::new() }
}

fn month_days(every: u16) -> Pattern {
    Pattern::MonthDays { every, days: Vec::new() }
}

fn with_interval(pattern: Pattern, interval: u16) -> Pattern {
    match pattern {
        Pattern::Nths { weekdays, .. } => Pattern::Nths { every: interval, weekdays },
        Pattern::MonthDays { days, .. } => Pattern::MonthDays { every: interval, days },
        Pattern::Workdays { positions, .. } => Pattern::Workdays { every: interval, positions },
        other => other,
    }
}
