//! A series' sessions in local time: the rule's, without the exceptions, with the extra dates.

use std::collections::{BTreeSet, btree_set};
use std::iter::Peekable;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::days::Days;
use super::plan::Plan;
use super::{DATES_MAX, Rule, RuleRefusal, YEARS};

/// When a group meets, in its own wall time. A session's local start is its identity: its slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    start: NaiveDateTime,
    rule: Option<Rule>,
    except: BTreeSet<NaiveDateTime>,
    also: BTreeSet<NaiveDateTime>,
    plan: Option<Plan>,
}

impl Recurrence {
    /// A series that begins here; without a rule it is this one session.
    ///
    /// # Errors
    /// Refuses a start outside the years that are kept.
    pub fn new(start: NaiveDateTime, rule: Option<Rule>) -> Result<Self, RuleRefusal> {
        check_years([&start])?;
        let plan = rule.as_ref().map(|rule| Plan::new(start, rule));
        Ok(Self { start, rule, except: BTreeSet::new(), also: BTreeSet::new(), plan })
    }

    /// Leaves these slots out, beside those already left out. An exception wins over an extra date.
    ///
    /// # Errors
    /// Refuses more than 500 of them, and dates outside the years that are kept.
    pub fn excepting(mut self, slots: impl IntoIterator<Item = NaiveDateTime>) -> Result<Self, RuleRefusal> {
        self.except.extend(slots);
        check_dates(&self.except, "exceptions")?;
        Ok(self)
    }

    /// Adds these slots; one that the rule has too counts once.
    ///
    /// # Errors
    /// Refuses more than 500 of them, and dates outside the years that are kept.
    pub fn adding(mut self, slots: impl IntoIterator<Item = NaiveDateTime>) -> Result<Self, RuleRefusal> {
        self.also.extend(slots);
        check_dates(&self.also, "extra dates")?;
        Ok(self)
    }

    /// The anchor: where the series begins and at what time of day it meets.
    pub fn start(&self) -> NaiveDateTime {
        self.start
    }

    /// The rule, if it is more than one session.
    pub fn rule(&self) -> Option<&Rule> {
        self.rule.as_ref()
    }

    /// The slots that are left out.
    pub fn except(&self) -> &BTreeSet<NaiveDateTime> {
        &self.except
    }

    /// The extra slots.
    pub fn also(&self) -> &BTreeSet<NaiveDateTime> {
        &self.also
    }

    /// The slots that are not before this local time, in order, each once. Costs the same wherever it begins.
    pub fn from(&self, from: NaiveDateTime) -> Slots<'_> {
        let time = self.start.time();
        let first_day = from.date().num_days_from_ce() + i32::from(from.time() > time);
        let once = self.plan.is_none() && from <= self.start;
        Slots {
            days: self.plan.as_ref().map(|plan| Days::new(plan, first_day)),
            time,
            single: once.then_some(self.start),
            upcoming: None,
            also: self.also.range(from..).peekable(),
            except: &self.except,
        }
    }

    /// Every slot of the series.
    pub fn all(&self) -> Slots<'_> {
        self.from(self.also.first().copied().map_or(self.start, |first| first.min(self.start)))
    }

    /// Whether the series has this slot.
    pub fn contains(&self, slot: NaiveDateTime) -> bool {
        self.from(slot).next() == Some(slot)
    }
}

fn check_dates(dates: &BTreeSet<NaiveDateTime>, what: &'static str) -> Result<(), RuleRefusal> {
    if dates.len() > DATES_MAX {
        return Err(RuleRefusal::TooManyDates { what, limit: DATES_MAX });
    }
    check_years(dates)
}

fn check_years<'a>(dates: impl IntoIterator<Item = &'a NaiveDateTime>) -> Result<(), RuleRefusal> {
    match dates.into_iter().map(Datelike::year).find(|year| !YEARS.contains(year)) {
        Some(year) => Err(RuleRefusal::Year { year }),
        None => Ok(()),
    }
}

/// The slots of a series in order.
#[derive(Debug, Clone)]
pub struct Slots<'r> {
    days: Option<Days<'r>>,
    time: NaiveTime,
    single: Option<NaiveDateTime>,
    /// The rule's next slot, already taken from `days`.
    upcoming: Option<NaiveDateTime>,
    also: Peekable<btree_set::Range<'r, NaiveDateTime>>,
    except: &'r BTreeSet<NaiveDateTime>,
}

impl Slots<'_> {
    fn regular(&mut self) -> Option<NaiveDateTime> {
        match &mut self.days {
            Some(days) => {
                NaiveDate::from_num_days_from_ce_opt(days.next()?).map(|date| date.and_time(self.time))
            }
            None => self.single.take(),
        }
    }

    fn any(&mut self) -> Option<NaiveDateTime> {
        if self.upcoming.is_none() {
            self.upcoming = self.regular();
        }
        match (self.upcoming, self.also.peek().map(|slot| **slot)) {
            (Some(regular), Some(extra)) if extra < regular => self.also.next().copied(),
            (Some(regular), extra) => {
                if extra == Some(regular) {
                    self.also.next();
                }
                self.upcoming.take()
            }
            (None, _) => self.also.next().copied(),
        }
    }
}

impl Iterator for Slots<'_> {
    type Item = NaiveDateTime;

    fn next(&mut self) -> Option<NaiveDateTime> {
        loop {
            let slot = self.any()?;
            if !self.except.contains(&slot) {
                return Some(slot);
            }
        }
    }
}
