//! The whole phrase: a pattern or a date, a time, and from when, until when, except when.

use chrono::{NaiveDate, Weekday};

use super::clock::Hours;
use super::lexer::Kind;
use super::lexicon::Word;
use super::parser::Parser;
use super::pattern::Pattern;
use super::problem::WhenProblem;

/// How long a series goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Until(NaiveDate),
    Times(u16),
    Weeks(u32),
    Months(u32),
}

/// What is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Except {
    Date(NaiveDate),
    /// The first, the last friday… of each month.
    Nths(Vec<i8>, Option<Weekday>),
    Weekdays(Vec<Weekday>),
    Months(Vec<u8>),
}

/// A phrase taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrase {
    pub(super) pattern: Option<Pattern>,
    /// As typed, and its first token, for questions about it.
    pub(super) pattern_typed: String,
    pub(super) pattern_at: usize,
    pub(super) pattern_end: usize,
    pub(super) date: Option<NaiveDate>,
    pub(super) hours: Option<Hours>,
    /// Minutes, where a length was said apart from the time.
    pub(super) minutes: Option<u32>,
    pub(super) from: Option<NaiveDate>,
    pub(super) span: Option<Span>,
    /// Each with what was typed.
    pub(super) except: Vec<(Except, String)>,
}

impl Parser<'_> {
    /// Reads the rest of the text as a phrase.
    pub(super) fn phrase(&mut self) -> Result<Phrase, WhenProblem> {
        let mut phrase = Phrase::default();
        while self.peek().is_some() {
            if self.eat_list_mark() || self.eat_any(&[Word::Evening, Word::End]) {
                continue;
            }
            self.part(&mut phrase)?;
        }
        Ok(phrase)
    }

    fn part(&mut self, phrase: &mut Phrase) -> Result<(), WhenProblem> {
        let at = self.at;
        match self.word_ahead(0) {
            Some(Word::Except) => return self.except(phrase),
            Some(Word::For) => return self.for_how_long(phrase),
            _ => {}
        }
        if let Some(count) = self.number_ahead(0).filter(|_| self.word_ahead(1) == Some(Word::Times)) {
            self.at += 2;
            return self.set_span(phrase, at, Ok(Span::Times(u16::try_from(count).unwrap_or(u16::MAX))));
        }
        // Hours come before dates, so that "from 19:00" is no beginning; numbers that a unit follows are no hours.
        if let Some(hours) = self.hours() {
            return match (hours?, phrase.hours) {
                (hours, None) => {
                    phrase.hours = Some(hours);
                    Ok(())
                }
                (_, Some(_)) => Err(WhenProblem::Contradiction {
                    first: self.typed_since(at),
                    second: self.typed_since(at),
                }),
            };
        }
        match self.word_ahead(0) {
            Some(Word::From) => return self.beginning(phrase),
            Some(Word::Until | Word::Through) => return self.ending(phrase),
            Some(Word::At) if self.word_ahead(1) == Some(Word::From) => {
                // "A partir del 3 de diciembre"
                self.at += 1;
                return self.beginning(phrase);
            }
            _ => {}
        }
        if self.date_follows() {
            return self.single_date(phrase);
        }
        match self.pattern() {
            Some(pattern) => self.set_pattern(phrase, at, pattern?),
            None => {
                // "Every tusday": the slip is in the second word.
                self.skip(&[Word::Every, Word::On, Word::The, Word::Other]);
                if self.remaining() == 0 {
                    self.at = at;
                }
                Err(self.unknown())
            }
        }
    }

    fn set_pattern(&self, phrase: &mut Phrase, at: usize, pattern: Pattern) -> Result<(), WhenProblem> {
        let merged = match (phrase.pattern.take(), pattern) {
            (None, pattern) if phrase.date.is_none() => pattern,
            // "Weekly 19:00 on tuesdays": the day may follow the time.
            (Some(Pattern::Weeks { every, weekdays: none }), Pattern::Weeks { every: 1, weekdays })
                if none.is_empty() =>
            {
                Pattern::Weeks { every, weekdays }
            }
            (Some(Pattern::Weeks { every, weekdays: none }), Pattern::BareWeekday(day))
                if none.is_empty() =>
            {
                Pattern::Weeks { every, weekdays: vec![day] }
            }
            (Some(Pattern::MonthDays { every, days }), Pattern::Nths { weekdays, .. }) if days.is_empty() => {
                Pattern::Nths { every, weekdays }
            }
            _ => {
                let first = phrase.pattern_typed.clone();
                return Err(WhenProblem::Contradiction { first, second: self.typed_since(at) });
            }
        };
        phrase.pattern = Some(merged);
        phrase.pattern_typed = self.typed_since(at);
        (phrase.pattern_at, phrase.pattern_end) = (at, self.at);
        Ok(())
    }

    fn single_date(&mut self, phrase: &mut Phrase) -> Result<(), WhenProblem> {
        let at = self.at;
        let date = match self.date() {
            Some(date) => date?.date,
            None => return Err(self.unknown()),
        };
        match (&mut phrase.pattern, phrase.date) {
            (Some(Pattern::Years { date: open @ None, .. }), _) => *open = Some(date),
            (None, None) => {
                phrase.date = Some(date);
                phrase.pattern_typed = self.typed_since(at);
            }
            _ => {
                let first = phrase.pattern_typed.clone();
                return Err(WhenProblem::Contradiction { first, second: self.typed_since(at) });
            }
        }
        Ok(())
    }

    fn beginning(&mut self, phrase: &mut Phrase) -> Result<(), WhenProblem> {
        let at = self.at;
        self.skip(&[Word::From, Word::On, Word::Of, Word::To, Word::The]);
        let date = self.date().unwrap_or_else(|| Err(self.unknown()))?.date;
        if phrase.from.replace(date).is_some() {
            return Err(WhenProblem::Contradiction { first: date.to_string(), second: self.typed_since(at) });
        }
        Ok(())
    }

    fn ending(&mut self, phrase: &mut Phrase) -> Result<(), WhenProblem> {
        let at = self.at;
        self.skip(&[Word::Until, Word::Through, Word::On, Word::The]);
        let end_of = self.eat_any(&[Word::End]);
        self.skip(&[Word::Of, Word::The]);
        if let Some(Word::Month(month)) =
            self.word_ahead(0).filter(|_| self.number_ahead(1).is_none_or(|day| day > 31))
        {
            self.at += 1;
            let (before, last) = self.around_month(u32::from(month))?;
            if end_of {
                return self.set_span(phrase, at, Ok(Span::Until(last)));
            }
            // "Until june": is June still in it?
            let until = self.typed_since(at);
            let until = until.split_whitespace().next().unwrap_or("until");
            let choices = [last, before].map(|date| format!("{until} {date}"));
            return Err(self.ambiguous(at, &choices));
        }
        let span = self.date().unwrap_or_else(|| Err(self.unknown())).map(|said| Span::Until(said.date));
        self.set_span(phrase, at, span)
    }

    /// The day before the coming month of this number, and that month's last day.
    fn around_month(&self, month: u32) -> Result<(NaiveDate, NaiveDate), WhenProblem> {
        use chrono::Datelike;
        let today = self.now.date();
        let last_of = |year| (28..=31).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day));
        let last =
            [today.year(), today.year() + 1].into_iter().filter_map(last_of).find(|last| *last >= today);
        let last = last.ok_or(WhenProblem::NoDay)?;
        let before = last.with_day(1).and_then(|first| first.pred_opt()).ok_or(WhenProblem::NoDay)?;
        Ok((before, last))
    }

    fn set_span(
        &self,
        phrase: &mut Phrase,
        at: usize,
        span: Result<Span, WhenProblem>,
    ) -> Result<(), WhenProblem> {
        match phrase.span.replace(span?) {
            None => Ok(()),
            Some(_) => Err(WhenProblem::Contradiction {
                first: phrase.pattern_typed.clone(),
                second: self.typed_since(at),
            }),
        }
    }

    /// "For 10 weeks", "for 8 sessions", "for 90 minutes".
    fn for_how_long(&mut self, phrase: &mut Phrase) -> Result<(), WhenProblem> {
        let at = self.at;
        self.at += 1;
        self.skip(&[Word::The]);
        if let Some(minutes) = crate::language::duration::one_piece(self.text(), self.language) {
            self.at += 1;
            phrase.minutes = Some(minutes);
            return Ok(());
        }
        let hour_alone = matches!(self.word_ahead(0), Some(Word::Hour));
        let number = if hour_alone { 1 } else { self.number_ahead(0).ok_or_else(|| self.unknown())? };
        self.at += usize::from(!hour_alone);
        let span = match self.word_ahead(0) {
            Some(Word::Minute) => {
                phrase.minutes = Some(number);
                None
            }
            Some(Word::Hour) => {
                phrase.minutes = Some(number.saturating_mul(60));
                None
            }
            Some(Word::Week) => Some(Span::Weeks(number)),
            Some(Word::MonthUnit) => Some(Span::Months(number)),
            Some(Word::Times) => Some(Span::Times(u16::try_from(number).unwrap_or(u16::MAX))),
            _ => return Err(self.unknown()),
        };
        self.at += 1;
        span.map_or(Ok(()), |span| self.set_span(phrase, at, Ok(span)))
    }

    /// "Except the last", "except the first and third friday", "except 24 and 31 dec", "except in august".
    fn except(&mut self, phrase: &mut Phrase) -> Result<(), WhenProblem> {
        let at = self.at;
        self.skip(&[Word::Except, Word::For, Word::On, Word::The]);
        let before = phrase.except.len();
        loop {
            let mark = self.at;
            self.skip(&[Word::On, Word::The]);
            match self.exception() {
                Some(found) => {
                    let found = found?;
                    let typed = self.typed_since(at);
                    phrase.except.extend(found.into_iter().map(|except| (except, typed.clone())));
                }
                None if phrase.except.len() > before => {
                    self.at = mark;
                    return Ok(());
                }
                None => return Err(self.unknown()),
            }
            self.eat_list_mark();
        }
    }

    fn exception(&mut self) -> Option<Result<Vec<Except>, WhenProblem>> {
        if let Some(dates) = self.days_of_one_month() {
            return Some(dates);
        }
        if self.date_follows() {
            return Some(self.date()?.map(|said| vec![Except::Date(said.date)]));
        }
        if let Some(Word::Month(_)) = self.word_ahead(0) {
            let mut months = Vec::new();
            while let Some(Word::Month(month)) = self.word_ahead(0) {
                months.push(month);
                self.at += 1;
                let mark = self.at;
                self.eat_list_mark();
                if !matches!(self.word_ahead(0), Some(Word::Month(_))) {
                    self.at = mark;
                }
            }
            return Some(Ok(vec![Except::Months(months)]));
        }
        if self.nth_ahead(0).is_some() {
            let nths = self.nths();
            let weekday = match self.word_ahead(0) {
                Some(Word::Weekday(weekday, _)) => Some(weekday),
                _ => None,
            };
            self.at += usize::from(weekday.is_some());
            // "Except the last one of the month"
            if weekday.is_none() {
                self.eat(Word::Number(1));
            }
            self.skip(&[Word::Of, Word::The, Word::Every, Word::MonthUnit]);
            return Some(Ok(vec![Except::Nths(nths, weekday)]));
        }
        let weekdays = self.weekdays();
        (!weekdays.is_empty()).then(|| Ok(vec![Except::Weekdays(weekdays)]))
    }

    /// "24 and 31 dec": the month comes once, after several days.
    fn days_of_one_month(&mut self) -> Option<Result<Vec<Except>, WhenProblem>> {
        let from = self.at;
        let mut days = Vec::new();
        while let Some(Kind::Number(day)) = self.peek() {
            days.push((self.at, day));
            self.at += 1;
            if !self.eat_list_mark() {
                break;
            }
        }
        self.skip(&[Word::Of]);
        let month = match self.word_ahead(0) {
            Some(Word::Month(month)) if days.len() > 1 => month,
            _ => {
                self.at = from;
                return None;
            }
        };
        self.at += 1;
        let dates = days.into_iter().map(|(_, day)| self.day_of(from, day, month).map(Except::Date));
        Some(dates.collect())
    }
}

impl Phrase {
    /// Whether anything says that more than one session is meant.
    pub(super) fn goes_on(&self) -> bool {
        self.from.is_some() || self.span.is_some() || !self.except.is_empty()
    }
}
