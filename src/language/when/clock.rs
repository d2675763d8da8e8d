//! Times of day: `19:00`, `7pm`, `7:30 p.m.`, noon, and from one to another.

use chrono::{NaiveTime, Timelike};

use super::lexer::{Half, Hands, Kind};
use super::lexicon::Word;
use super::parser::Parser;
use super::problem::WhenProblem;
use crate::domain::member::Language;

/// A time of day, and how long a session lasts when an end was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::language) struct Hours {
    pub(in crate::language) start: NaiveTime,
    /// Minutes.
    pub(in crate::language) length: Option<u32>,
}

/// A session that ends before it starts by the clock runs over midnight only when both times say so plainly:
/// it starts in the evening and ends by the morning. `19:00-18:00` is a slip.
const EVENING_FROM: u32 = 18 * 60;
const MORNING_UNTIL: u32 = 8 * 60;

/// What was said where a time stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Hands(Hands),
    /// At either end of a day, unless it ends a range.
    Midnight,
}

impl Parser<'_> {
    /// Takes a time or a range of times, if one comes next.
    pub(in crate::language) fn hours(&mut self) -> Option<Result<Hours, WhenProblem>> {
        let from = self.at;
        self.skip(&[Word::At, Word::From, Word::Of, Word::The]);
        let Some(first) = self.clock_hands(self.at > from) else {
            self.at = from;
            return None;
        };
        let mark = self.at;
        let second = if self.eat_range_mark() { self.clock_hands(true) } else { None };
        if second.is_none() {
            self.at = mark;
        }
        Some(self.between(from, first, second))
    }

    fn eat_range_mark(&mut self) -> bool {
        let marked = match self.peek() {
            Some(Kind::Dash | Kind::Word(Word::To | Word::Until | Word::Through)) => true,
            Some(Kind::Word(Word::At)) => self.language == Language::Es,
            _ => false,
        };
        self.at += usize::from(marked);
        if marked {
            self.skip(&[Word::The]);
        }
        marked
    }

    /// The hands of a clock, if they come next. `introduced`: "at" or "from" makes an hour of a bare number.
    fn clock_hands(&mut self, introduced: bool) -> Option<Said> {
        let oclock = match self.word_ahead(1) {
            Some(Word::Oclock) => true,
            Some(Word::Hour) => introduced,
            _ => false,
        };
        let hands = match self.peek()? {
            Kind::Time(hands) => hands,
            Kind::Dotted(hour, minute) if self.half_ahead(1).is_some() => {
                Hands { hour, minute, ..Hands::default() }
            }
            Kind::Word(Word::Noon) => Hands { hour: 12, ..Hands::default() },
            Kind::Word(Word::Midnight) => {
                self.at += 1;
                return Some(Said::Midnight);
            }
            Kind::Number(hour) | Kind::Word(Word::Number(hour)) => {
                let is_time = introduced
                    || self.evening
                    || oclock
                    || self.half_ahead(1).is_some()
                    || self.begins_range();
                if !is_time || self.is_of_something() {
                    return None;
                }
                Hands { hour, bare: true, ..Hands::default() }
            }
            _ => return None,
        };
        self.at += 1 + usize::from(oclock);
        let half = self.half_ahead(0);
        self.at += half.map_or(0, |(_, steps)| steps);
        Some(Said::Hands(Hands { half: hands.half.or(half.map(|(half, _)| half)), ..hands }))
    }

    /// A number that a unit or a month follows is no hour.
    fn is_of_something(&self) -> bool {
        let unit = matches!(
            self.word_ahead(1),
            Some(
                Word::Month(_)
                    | Word::Times
                    | Word::Day
                    | Word::Week
                    | Word::MonthUnit
                    | Word::YearUnit
                    | Word::Minute
            )
        );
        unit || self.word_ahead(1) == Some(Word::Of) && matches!(self.word_ahead(2), Some(Word::Month(_)))
    }

    /// `7-8:30pm`: the first number is an hour because the second is.
    fn begins_range(&self) -> bool {
        let second_is_time = matches!(self.ahead(2), Some(Kind::Time(_)))
            || self.number_ahead(2).is_some() && self.half_ahead(3).is_some();
        self.ahead(1) == Some(Kind::Dash) && second_is_time
    }

    /// "pm" or "de la tarde", and how many tokens it takes.
    fn half_ahead(&self, steps: usize) -> Option<(Half, usize)> {
        match self.word_ahead(steps)? {
            Word::Am => Some((Half::Morning, 1)),
            Word::Pm => Some((Half::Afternoon, 1)),
            Word::Of if self.word_ahead(steps + 1) == Some(Word::The) => match self.word_ahead(steps + 2)? {
                Word::Tomorrow => Some((Half::Morning, 3)),
                Word::Evening => Some((Half::Afternoon, 3)),
                _ => None,
            },
            _ => None,
        }
    }

    fn between(&self, from: usize, first: Said, second: Option<Said>) -> Result<Hours, WhenProblem> {
        let Said::Hands(first) = first else {
            return Err(self.ambiguous(from, &["00:00".to_owned(), "23:59".to_owned()]));
        };
        let Some(second) = second else {
            let first = self.one_reading(from, first, None)?.0;
            return Ok(Hours { start: self.checked(from, first)?, length: None });
        };
        let second = match second {
            Said::Hands(hands) => hands,
            Said::Midnight => Hands::default(),
        };
        let (first, second) = share_half(first, second);
        let (first, second) = self.one_reading(from, first, Some(second))?;
        let start = self.checked(from, first)?;
        let (begin, end) = (minute_of_day(start), minute_of_day(self.checked(from, second)?));
        let length = match end.checked_sub(begin) {
            Some(length) if length > 0 => length,
            None if begin >= EVENING_FROM && end <= MORNING_UNTIL => end + 24 * 60 - begin,
            _ => return Err(WhenProblem::EndBeforeStart { word: self.typed_since(from) }),
        };
        Ok(Hours { start, length: Some(length) })
    }

    /// A bare "7" is seven in the morning or in the evening: only "tonight" tells.
    fn one_reading(
        &self,
        from: usize,
        first: Hands,
        second: Option<Hands>,
    ) -> Result<(Hands, Hands), WhenProblem> {
        let open = |hands: &Hands| hands.bare && hands.half.is_none() && (1..=12).contains(&hands.hour);
        let in_half =
            |hands: Hands, half| if open(&hands) { Hands { half: Some(half), ..hands } } else { hands };
        if !open(&first) && !second.as_ref().is_some_and(open) {
            return Ok((first, second.unwrap_or_default()));
        }
        if self.evening {
            return Ok((
                in_half(first, Half::Afternoon),
                in_half(second.unwrap_or_default(), Half::Afternoon),
            ));
        }
        let choices = [Half::Afternoon, Half::Morning].map(|half| {
            let written = |hands| {
                let hands = in_half(hands, half);
                format!("{:02}:{:02}", hands.hour_of_day().unwrap_or(hands.hour), hands.minute)
            };
            second.map_or_else(|| written(first), |second| format!("{}-{}", written(first), written(second)))
        });
        Err(self.ambiguous(from, &choices))
    }

    fn checked(&self, from: usize, hands: Hands) -> Result<NaiveTime, WhenProblem> {
        hands
            .hour_of_day()
            .and_then(|hour| NaiveTime::from_hms_opt(hour, hands.minute, 0))
            .ok_or_else(|| WhenProblem::BadTime { word: self.typed_since(from) })
    }
}

impl Hands {
    /// 0 to 23, as far as the hands go.
    fn hour_of_day(self) -> Option<u32> {
        match self.half {
            None => Some(self.hour),
            Some(Half::Morning) if self.hour <= 12 => Some(self.hour % 12),
            Some(Half::Afternoon) if (1..=12).contains(&self.hour) => Some(self.hour % 12 + 12),
            Some(_) => None,
        }
    }
}

/// In `7-8:30pm` the first time takes the half of the second, and in `7pm-8:30` the second that of the first, unless
/// that would turn the range around: `11-1pm` begins in the morning.
fn share_half(first: Hands, second: Hands) -> (Hands, Hands) {
    let minutes = |hands: Hands| (hands.hour % 12) * 60 + hands.minute;
    let turned = minutes(first) >= minutes(second);
    let shared = |half: Half| match (half, turned) {
        (half, false) => half,
        (Half::Morning, true) => Half::Afternoon,
        (Half::Afternoon, true) => Half::Morning,
    };
    match (first.half, second.half) {
        (None, Some(half)) if first.hour <= 12 => (Hands { half: Some(shared(half)), ..first }, second),
        (Some(half), None) if second.hour <= 12 && second.hour > 0 => {
            (first, Hands { half: Some(shared(half)), ..second })
        }
        _ => (first, second),
    }
}

fn minute_of_day(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}
