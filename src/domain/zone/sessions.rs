//! The sessions of a series as instants: each once, in order of time.

use std::collections::VecDeque;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{ClockNote, ZoneName, Zones};
use crate::domain::recurrence::{Recurrence, Slots};

/// Longest gap that clocks may skip, and more: Samoa skipped a day.
const GAP_MAX: TimeDelta = TimeDelta::hours(26);

/// One session of a series, found in its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionTime {
    /// The local start by the rule: the session's identity.
    pub slot: NaiveDateTime,
    /// What the clocks show when it starts; it differs from the slot where the clocks skip it.
    pub local: NaiveDateTime,
    /// The instant of its start.
    pub utc: DateTime<Utc>,
    /// What the clocks did to it, if anything.
    pub note: Option<ClockNote>,
}

impl Zones {
    /// The sessions of a series in its zone that do not start before an instant. Two slots on one instant are one session.
    pub fn sessions<'a>(
        &'a self,
        zone: &'a ZoneName,
        series: &'a Recurrence,
        from: DateTime<Utc>,
    ) -> SessionTimes<'a> {
        let local = self.local(zone, from);
        // A slot that was skipped lies before the instant it moved to.
        let earliest = local.checked_sub_signed(GAP_MAX).unwrap_or(local);
        SessionTimes {
            zones: self,
            zone,
            slots: series.from(earliest),
            from,
            waiting: VecDeque::new(),
            reached: earliest,
            last: None,
            ended: false,
        }
    }

    /// One slot in its zone.
    pub fn session_at(&self, zone: &ZoneName, slot: NaiveDateTime) -> SessionTime {
        let resolved = self.resolve(zone, slot);
        let moved = match resolved.note {
            Some(ClockNote::Skipped { seconds }) => TimeDelta::seconds(i64::from(seconds)),
            Some(ClockNote::Repeated) | None => TimeDelta::zero(),
        };
        let local = slot.checked_add_signed(moved).unwrap_or(slot);
        SessionTime { slot, local, utc: resolved.utc, note: resolved.note }
    }
}

/// The sessions of a series in its zone, in order of time.
#[derive(Debug, Clone)]
pub struct SessionTimes<'a> {
    zones: &'a Zones,
    zone: &'a ZoneName,
    slots: Slots<'a>,
    from: DateTime<Utc>,
    /// Sessions in order of time, of which the first may still be overtaken by a later slot.
    waiting: VecDeque<SessionTime>,
    /// The last slot taken.
    reached: NaiveDateTime,
    last: Option<DateTime<Utc>>,
    ended: bool,
}

impl SessionTimes<'_> {
    /// Takes slots until the first waiting session can no longer be overtaken: a session that was moved forward over a
    /// gap comes after the slots up to its new local time.
    fn look_ahead(&mut self) {
        while !self.ended {
            if self
                .waiting
                .front()
                .is_some_and(|first| first.local == first.slot || first.local <= self.reached)
            {
                return;
            }
            let Some(slot) = self.slots.next() else {
                self.ended = true;
                return;
            };
            let session = self.zones.session_at(self.zone, slot);
            self.reached = slot;
            if session.utc < self.from {
                continue;
            }
            let place = self.waiting.partition_point(|earlier| earlier.utc <= session.utc);
            self.waiting.insert(place, session);
        }
    }
}

impl Iterator for SessionTimes<'_> {
    type Item = SessionTime;

    fn next(&mut self) -> Option<SessionTime> {
        loop {
            self.look_ahead();
            let session = self.waiting.pop_front()?;
            if self.last.replace(session.utc) != Some(session.utc) {
                return Some(session);
            }
        }
    }
}
