//! The clock changes of one zone as a plain value, and how they go on where a database ends.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate};

use super::{LISTED_UNTIL, ZoneName};

/// When a zone's clocks changed and will change, up to the end of the year 2099.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ZoneHistory {
    /// Seconds ahead of UTC before the first change.
    first: i32,
    /// (Unix time, seconds ahead of UTC from then on), in order.
    changes: Box<[(i64, i32)]>,
}

impl ZoneHistory {
    /// A history from the offset before any change, and the changes as (Unix time, seconds ahead of UTC from then on).
    pub fn new(first: i32, mut changes: Vec<(i64, i32)>) -> Self {
        changes.sort_by_key(|(at, _)| *at);
        let mut current = first;
        // A change of name alone is no change of clocks.
        changes.retain(|(_, offset)| std::mem::replace(&mut current, *offset) != *offset);
        Self { first, changes: changes.into_boxed_slice() }
    }

    /// Seconds ahead of UTC at a Unix time.
    pub(super) fn offset_at(&self, seconds: i64) -> i32 {
        let passed = self.changes.partition_point(|(at, _)| *at <= seconds);
        match passed.checked_sub(1).and_then(|last| self.changes.get(last)) {
            Some((_, offset)) => *offset,
            None => self.first,
        }
    }
}

/// A number that is another where a zone more, a zone less or any change of clocks makes a difference; the same on every
/// machine (FNV-1a, 64 bits).
pub(super) fn mark(histories: &HashMap<ZoneName, Arc<ZoneHistory>>) -> u64 {
    let mut zones: Vec<_> = histories.iter().map(|(zone, history)| (zone.as_str(), history)).collect();
    zones.sort_unstable_by_key(|(zone, _)| *zone);
    zones.into_iter().fold(0xcbf2_9ce4_8422_2325, |mark, (zone, history)| {
        let changes = history.changes.iter().fold(
            stirred(stirred(mark, zone.as_bytes()), &history.first.to_le_bytes()),
            |mark, (at, offset)| stirred(stirred(mark, &at.to_le_bytes()), &offset.to_le_bytes()),
        );
        stirred(changes, &[0xff])
    })
}

fn stirred(mark: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(mark, |mark, byte| (mark ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The Unix time in a listed year that has the same date and weekday as this one: clock laws go by the calendar, and
/// the last listed 28 years hold every calendar there is.
pub(super) fn within_listed(seconds: i64) -> i64 {
    let like = || {
        let year = DateTime::from_timestamp(seconds, 0)?.year();
        let start = NaiveDate::from_yo_opt(year, 1)?;
        let same = |candidate: &i32| {
            NaiveDate::from_yo_opt(*candidate, 1).is_some_and(|other| {
                other.weekday() == start.weekday() && other.leap_year() == start.leap_year()
            })
        };
        let other = NaiveDate::from_yo_opt((LISTED_UNTIL - 28..LISTED_UNTIL).find(same)?, 1)?;
        Some(seconds - start.signed_duration_since(other).num_seconds())
    };
    if seconds < FIRST_UNLISTED { seconds } else { like().unwrap_or(seconds) }
}

/// 2100-01-01T00:00:00Z.
const FIRST_UNLISTED: i64 = 4_102_444_800;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listed_years_end_where_the_constant_says() {
        let end = NaiveDate::from_yo_opt(LISTED_UNTIL, 1).unwrap().and_time(chrono::NaiveTime::MIN);
        assert_eq!(end.and_utc().timestamp(), FIRST_UNLISTED);
    }

    #[test]
    fn a_later_year_follows_one_with_its_calendar() {
        for year in [2100, 2104, 2400, 9999] {
            let later = NaiveDate::from_ymd_opt(year, 3, 29).unwrap().and_hms_opt(1, 0, 0).unwrap().and_utc();
            let like = DateTime::from_timestamp(within_listed(later.timestamp()), 0).unwrap();
            assert!(like.year() < LISTED_UNTIL && like.year() >= LISTED_UNTIL - 28, "{year}");
            assert_eq!((like.month(), like.day(), like.weekday()), (3, 29, later.weekday()), "{year}");
        }
    }

    #[test]
    fn g8_data_has_another_mark_where_any_clock_differs() {
        let of = |zone: &str, first, changes: &[(i64, i32)]| {
            let history = Arc::new(ZoneHistory::new(first, changes.to_vec()));
            mark(&HashMap::from([(zone.parse().unwrap(), history)]))
        };
        let one = of("Europe/Vienna", 3600, &[(100, 7200)]);
        assert_eq!(one, of("Europe/Vienna", 3600, &[(100, 7200), (200, 7200)]), "a change of name alone");
        for other in [
            of("Europe/Berlin", 3600, &[(100, 7200)]),
            of("Europe/Vienna", 3601, &[(100, 7200)]),
            of("Europe/Vienna", 3600, &[(101, 7200)]),
            of("Europe/Vienna", 3600, &[(100, 7201)]),
            of("Europe/Vienna", 3600, &[]),
            mark(&HashMap::new()),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn offsets_hold_from_their_change_on() {
        let history = ZoneHistory::new(3600, vec![(200, 3600), (100, 7200), (150, 7200)]);
        assert_eq!(history.changes.len(), 2, "a change that changes nothing is dropped");
        let cases = [(i64::MIN, 3600), (99, 3600), (100, 7200), (199, 7200), (200, 3600), (i64::MAX, 3600)];
        for (at, offset) in cases {
            assert_eq!(history.offset_at(at), offset, "at {at}");
        }
    }
}
