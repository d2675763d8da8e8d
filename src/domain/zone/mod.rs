//! Time zones: names, and local time to instant.
//!
//! Two databases can answer: the one embedded in the program (chrono-tz), and the operating system's, read elsewhere
//! and handed in as a value. Both are asked the same question, "how far was this zone from UTC at this instant?", and
//! the policy for clock changes is decided here, once:
//! - A local time that the clocks skip moves forward by the gap (RFC 5545, 3.3.5): 02:30 becomes 03:30. A whole day
//!   that a zone skipped is such a gap.
//! - A local time that the clocks repeat is the first of the two.

mod current;
mod history;
mod name;
mod places;
mod sessions;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

pub use current::CurrentZones;
pub use history::ZoneHistory;
pub use name::{ZoneName, ZoneProblem};
pub use sessions::{SessionTime, SessionTimes};

/// A day, in seconds: no change of a zone's clocks is larger.
const DAY: i64 = 86_400;
/// Steps in which clock changes are looked for; no zone changes there and back within one (Ramadan is a month).
const LOOK_EVERY: i64 = 7 * DAY;
/// The first year for which no database lists clock changes; from it on, a like year stands in.
pub const LISTED_UNTIL: i32 = 2100;

/// The time zone database in use. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Zones {
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Embedded,
    System { version: Arc<str>, data: Arc<str>, histories: Arc<HashMap<Tz, Arc<ZoneHistory>>> },
}

/// What the clocks did to a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockNote {
    /// The time does not exist on that day: it moved forward by so many seconds.
    Skipped {
        /// The length of the gap.
        seconds: i32,
    },
    /// The time comes twice on that day: the first is meant.
    Repeated,
}

/// A local time, found in its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Resolved {
    /// The instant.
    pub utc: DateTime<Utc>,
    /// What the clocks did to the local time, if anything.
    pub note: Option<ClockNote>,
}

/// A change of a zone's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClockChange {
    /// The first instant with the new clocks.
    pub utc: DateTime<Utc>,
    /// Seconds ahead of UTC before it.
    pub before: i32,
    /// Seconds ahead of UTC from it on.
    pub after: i32,
}

impl Zones {
    /// The database that is part of the program.
    pub fn embedded() -> Self {
        Self { source: Source::Embedded }
    }

    /// A database that was read elsewhere. A zone that it lacks is answered from the embedded one.
    pub fn from_histories(version: String, histories: HashMap<ZoneName, Arc<ZoneHistory>>) -> Self {
        let data = format!("{version} {:016x}", history::mark(&histories)).into();
        let histories = histories.into_iter().map(|(name, history)| (name.tz(), history)).collect();
        Self { source: Source::System { version: version.into(), data, histories: Arc::new(histories) } }
    }

    /// The version of the embedded database, such as `2025b`.
    pub fn embedded_version() -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }

    /// The version in use, such as `2025b`.
    pub fn version(&self) -> &str {
        match &self.source {
            Source::Embedded => Self::embedded_version(),
            Source::System { version, .. } => version,
        }
    }

    /// Names exactly this data: the version, and a mark that is another where any zone's clocks differ. Distributions
    /// bring new laws under an old version, and a folder may tell none.
    pub fn data(&self) -> &str {
        match &self.source {
            Source::Embedded => Self::embedded_version(),
            Source::System { data, .. } => data,
        }
    }

    /// Whether the database came from the operating system.
    pub fn is_from_system(&self) -> bool {
        matches!(self.source, Source::System { .. })
    }

    /// The instant of a local time, and what the clocks did to it.
    pub fn resolve(&self, zone: &ZoneName, local: NaiveDateTime) -> Resolved {
        let seconds = local.and_utc().timestamp();
        let before = i64::from(self.offset_at(zone, seconds - DAY));
        let after = i64::from(self.offset_at(zone, seconds + DAY));
        let first = seconds - before;
        let (moment, note) = if before == after {
            (first, None)
        } else {
            let before_holds = i64::from(self.offset_at(zone, first)) == before;
            let after_holds = i64::from(self.offset_at(zone, seconds - after)) == after;
            match (before_holds, after_holds) {
                (true, true) => (first, Some(ClockNote::Repeated)),
                (true, false) => (first, None),
                (false, true) => (seconds - after, None),
                (false, false) => {
                    let gap = i32::try_from(after - before).unwrap_or(0);
                    (first, Some(ClockNote::Skipped { seconds: gap }))
                }
            }
        };
        let utc = DateTime::from_timestamp(moment, local.and_utc().timestamp_subsec_nanos());
        Resolved { utc: utc.unwrap_or_else(|| local.and_utc()), note }
    }

    /// What the zone's clocks show at an instant.
    pub fn local(&self, zone: &ZoneName, instant: DateTime<Utc>) -> NaiveDateTime {
        let offset = TimeDelta::seconds(i64::from(self.offset_at(zone, instant.timestamp())));
        let utc = instant.naive_utc();
        utc.checked_add_signed(offset).unwrap_or(utc)
    }

    /// The first change of the zone's clocks after `from` and not after `to`.
    pub fn next_change(
        &self,
        zone: &ZoneName,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Option<ClockChange> {
        let (mut low, end) = (from.timestamp(), to.timestamp());
        let before = self.offset_at(zone, low);
        while low < end {
            let mut high = low.saturating_add(LOOK_EVERY).min(end);
            if self.offset_at(zone, high) == before {
                low = high;
                continue;
            }
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if self.offset_at(zone, middle) == before { low = middle } else { high = middle }
            }
            let after = self.offset_at(zone, high);
            return DateTime::from_timestamp(high, 0).map(|utc| ClockChange { utc, before, after });
        }
        None
    }

    /// The last local time, at this time of day, whose instant is not later: what an `UNTIL` in UTC means in the zone.
    pub fn until(&self, zone: &ZoneName, time: NaiveTime, instant: DateTime<Utc>) -> NaiveDateTime {
        let near = self.local(zone, instant);
        // The clocks may have skipped or repeated hours, even a day, so the days around are tried.
        (-2..=1)
            .rev()
            .filter_map(|days| near.date().checked_add_signed(TimeDelta::days(days)))
            .map(|date| date.and_time(time))
            .find(|local| self.resolve(zone, *local).utc <= instant)
            .unwrap_or(near)
    }

    /// Seconds ahead of UTC at a Unix time.
    fn offset_at(&self, zone: &ZoneName, seconds: i64) -> i32 {
        let history = match &self.source {
            Source::Embedded => None,
            Source::System { histories, .. } => histories.get(&zone.tz()),
        };
        let seconds = history::within_listed(seconds);
        match history {
            Some(history) => history.offset_at(seconds),
            None => embedded_offset(zone.tz(), seconds),
        }
    }
}

fn embedded_offset(tz: Tz, seconds: i64) -> i32 {
    DateTime::from_timestamp(seconds, 0)
        .map_or(0, |utc| tz.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc())
}
