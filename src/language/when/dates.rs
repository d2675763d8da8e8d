//! Dates: `29 mar`, `march 29th 2026`, `2026-03-29`, `next friday`, `tomorrow`; and the question that `03/04` is.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::lexer::Kind;
use super::lexicon::{Word, word_for};
use super::parser::Parser;
use super::problem::WhenProblem;

/// A date, and what it was said as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::language) struct SaidDate {
    pub(in crate::language) date: NaiveDate,
    /// Only a weekday was said: today's may mean next week's.
    pub(in crate::language) weekday_only: bool,
}

/// Years ahead in which a date without a year is looked for: 29 February may be eight years away.
const YEARS_AHEAD: i32 = 8;

impl Parser<'_> {
    /// Takes a date, if one comes next.
    pub(in crate::language) fn date(&mut self) -> Option<Result<SaidDate, WhenProblem>> {
        let from = self.at;
        self.skip(&[Word::On, Word::The]);
        let found = self.weekday_date(from).or_else(|| self.plain_date(from).map(|date| date.map(explicit)));
        if found.is_none() {
            self.at = from;
        }
        found
    }

    /// Whether a date comes next, a lone weekday not counted.
    pub(super) fn date_follows(&mut self) -> bool {
        let from = self.at;
        let found = matches!(self.date(), Some(Err(_)) | Some(Ok(SaidDate { weekday_only: false, .. })));
        self.at = from;
        found
    }

    fn weekday_date(&mut self, from: usize) -> Option<Result<SaidDate, WhenProblem>> {
        let next = self.word_ahead(0) == Some(Word::Next);
        let steps = usize::from(next || self.word_ahead(0) == Some(Word::This));
        // "esta noche" is tonight, in two words.
        if steps == 1 && self.word_ahead(1) == Some(Word::Evening) && !next {
            self.at += 2;
            self.evening = true;
            return Some(Ok(explicit(self.now.date())));
        }
        let Some(Word::Weekday(weekday, false)) = self.word_ahead(steps) else { return None };
        self.at += steps + 1;
        let mark = self.at;
        while self.peek() == Some(Kind::Comma) || self.word_ahead(0) == Some(Word::The) {
            self.at += 1;
        }
        match self.plain_date(self.at) {
            Some(Ok(date)) if date.weekday() == weekday => Some(Ok(explicit(date))),
            Some(Ok(date)) => Some(Err(WhenProblem::Contradiction {
                first: self.typed_since(from),
                second: word_for(self.language, Word::Weekday(date.weekday(), false)).to_owned(),
            })),
            Some(Err(problem)) => Some(Err(problem)),
            None => {
                self.at = mark;
                Some(self.coming(from, weekday, next))
            }
        }
    }

    /// The weekday that comes next; "next friday" on a Friday is a question.
    fn coming(&self, from: usize, weekday: Weekday, next: bool) -> Result<SaidDate, WhenProblem> {
        let today = self.now.date();
        let wait = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
        if wait == 0 && next {
            let choices =
                [7, 0].map(|days| today.checked_add_days(Days::new(days)).unwrap_or(today).to_string());
            return Err(self.ambiguous(from, &choices));
        }
        let date = today.checked_add_days(Days::new(u64::from(wait))).ok_or(WhenProblem::NoDay)?;
        Ok(SaidDate { date, weekday_only: !next })
    }

    fn plain_date(&mut self, from: usize) -> Option<Result<NaiveDate, WhenProblem>> {
        let today = self.now.date();
        let date = match self.peek()? {
            Kind::Date(date) => Ok(date),
            Kind::BadDate => {
                self.at += 1;
                return Some(Err(self.bad_iso(from)));
            }
            Kind::Slashed(first, second, year) => {
                self.at += 1;
                return Some(self.slashed(from, (first, second), year));
            }
            Kind::Dotted(day, month) => {
                self.at += 1;
                let month_name = word_for(self.language, Word::Month(u8::try_from(month).unwrap_or(1)));
                return Some(Err(
                    self.ambiguous(from, &[format!("{day}:{month:02}"), format!("{day} {month_name}")])
                ));
            }
            Kind::Word(Word::Today) => Ok(today),
            Kind::Word(Word::Tonight) => {
                self.evening = true;
                Ok(today)
            }
            Kind::Word(Word::Tomorrow) => today.succ_opt().ok_or(WhenProblem::NoDay),
            _ => return self.day_and_month(from),
        };
        self.at += 1;
        Some(date)
    }

    /// `29 mar`, `29th of march 2026`, `march 29th, 2026`.
    fn day_and_month(&mut self, from: usize) -> Option<Result<NaiveDate, WhenProblem>> {
        let day_at = |parser: &Self, steps| {
            let nth = parser.nth_ahead(steps).and_then(|nth| u32::try_from(nth).ok());
            parser.number_ahead(steps).or(nth)
        };
        let (day, month, steps) = if let Some(Word::Month(month)) = self.word_ahead(0) {
            (day_at(self, 1)?, month, 2)
        } else {
            let day = day_at(self, 0)?;
            let of = usize::from(self.word_ahead(1) == Some(Word::Of));
            let Some(Word::Month(month)) = self.word_ahead(1 + of) else { return None };
            (day, month, 2 + of)
        };
        if day > 99 {
            return None;
        }
        self.at += steps;
        let year = self.year_after();
        Some(self.checked_date(from, day, u32::from(month), year))
    }

    /// A year of four digits after a date, with or without a comma or "of".
    fn year_after(&mut self) -> Option<i32> {
        let mark = usize::from(self.peek() == Some(Kind::Comma) || self.word_ahead(0) == Some(Word::Of));
        match self.ahead(mark) {
            Some(Kind::Number(year)) if (1_000..=9_999).contains(&year) => {
                self.at += mark + 1;
                i32::try_from(year).ok()
            }
            _ => None,
        }
    }

    /// A day of a month, in the year that comes next.
    pub(super) fn day_of(&self, from: usize, day: u32, month: u8) -> Result<NaiveDate, WhenProblem> {
        self.checked_date(from, day, u32::from(month), None)
    }

    fn slashed(
        &self,
        from: usize,
        (first, second): (u32, u32),
        year: Option<i32>,
    ) -> Result<NaiveDate, WhenProblem> {
        match (first, second) {
            (13.., _) => self.checked_date(from, first, second, year),
            (_, 13..) => self.checked_date(from, second, first, year),
            (first, second) if first == second => self.checked_date(from, first, second, year),
            _ => {
                let readings = [(first, second), (second, first)];
                let written =
                    |(day, month)| Some(self.checked_date(from, day, month, year).ok()?.to_string());
                let choices: Vec<String> = readings.into_iter().filter_map(written).collect();
                Err(self.ambiguous(from, &choices))
            }
        }
    }

    /// The date in its year, or the next one that is not past.
    fn checked_date(
        &self,
        from: usize,
        day: u32,
        month: u32,
        year: Option<i32>,
    ) -> Result<NaiveDate, WhenProblem> {
        let today = self.now.date();
        let last_year = if day == 29 && month == 2 { today.year() + YEARS_AHEAD } else { today.year() + 1 };
        let found = match year {
            Some(year) => NaiveDate::from_ymd_opt(year, month, day),
            None => (today.year()..=last_year)
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                .find(|date| *date >= today),
        };
        found.ok_or_else(|| self.no_such_date(from, month, year))
    }

    fn no_such_date(&self, from: usize, month: u32, year: Option<i32>) -> WhenProblem {
        let word = self.typed_since(from);
        let today = self.now.date();
        let last_of = |year| (28..=31).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day));
        let last = match year {
            Some(year) => last_of(year),
            None => last_of(today.year()).filter(|last| *last >= today).or_else(|| last_of(today.year() + 1)),
        };
        match last {
            Some(last) => WhenProblem::NoSuchDate { word, last },
            None => WhenProblem::BadDate { word },
        }
    }

    /// `2026-02-31` names a day that its month does not have; `2026-13-01` is no date at all.
    fn bad_iso(&self, from: usize) -> WhenProblem {
        let word = self.typed_since(from);
        let numbers: Vec<u32> = word.split(['-', '/', '.']).filter_map(|part| part.parse().ok()).collect();
        match numbers.as_slice() {
            [year, month, 1..=31] | [1..=31, month, year] if *year > 31 => {
                self.no_such_date(from, *month, i32::try_from(*year).ok())
            }
            _ => WhenProblem::BadDate { word },
        }
    }
}

fn explicit(date: NaiveDate) -> SaidDate {
    SaidDate { date, weekday_only: false }
}
