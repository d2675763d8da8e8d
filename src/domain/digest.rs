//! The week ahead: when it is told to those who hold groups, and what it tells of each session.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::zone::{ZoneName, Zones};

/// It comes on Mondays at this hour, on the clock of whoever reads it.
const HOUR: TimeDelta = TimeDelta::hours(8);
/// The digests of a Monday are planned so long before it begins in UTC. Where the day begins first, 14 hours
/// ahead of UTC, 8:00 comes six hours after that.
const PLANNED_AHEAD: TimeDelta = TimeDelta::hours(12);

/// How far ahead a digest looks.
pub const LOOKS_AHEAD: TimeDelta = TimeDelta::days(7);

/// One session of a digest. Nobody is named in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekLine {
    /// When it starts.
    pub starts: DateTime<Utc>,
    /// How many come.
    pub coming: u32,
    /// How many of its turns nobody has.
    pub open: u32,
}

/// The Monday whose digests are the newest that were to be planned by now.
#[must_use]
pub fn monday(now: DateTime<Utc>) -> NaiveDate {
    (now + PLANNED_AHEAD).date_naive().week(Weekday::Mon).first_day()
}

/// When digests are planned next, after they were planned at a time.
#[must_use]
pub fn next_planning(after: DateTime<Utc>) -> DateTime<Utc> {
    let next = monday(after).checked_add_days(Days::new(7)).unwrap_or(NaiveDate::MAX);
    next.and_time(NaiveTime::MIN).and_utc() - PLANNED_AHEAD
}

/// When the digest of a Monday is due in a zone.
#[must_use]
pub fn due(monday: NaiveDate, zone: &ZoneName, zones: &Zones) -> DateTime<Utc> {
    zones.resolve(zone, monday.and_time(NaiveTime::MIN) + HOUR).utc
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        format!("2026-{text}:00Z").parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        format!("2026-{text}").parse().unwrap()
    }

    #[test]
    fn a_week_is_planned_on_the_sunday_before_it() {
        for (now, monday_then, next) in [
            ("03-22T11:59", "03-16", "03-22T12:00"),
            ("03-22T12:00", "03-23", "03-29T12:00"),
            ("03-23T08:00", "03-23", "03-29T12:00"),
            ("03-28T23:59", "03-23", "03-29T12:00"),
            ("03-29T12:00", "03-30", "04-05T12:00"),
        ] {
            assert_eq!(monday(utc(now)), day(monday_then), "{now}");
            assert_eq!(next_planning(utc(now)), utc(next), "{now}");
        }
    }

    #[test]
    fn it_is_due_at_eight_everywhere_and_never_before_it_is_planned() {
        let zones = Zones::embedded();
        let at = |zone: &str| due(day("03-30"), &zone.parse().unwrap(), &zones);
        assert_eq!(at("Europe/Vienna"), utc("03-30T06:00"), "the clocks changed the day before");
        assert_eq!(at("America/New_York"), utc("03-30T12:00"));
        assert_eq!(at("Pacific/Kiritimati"), utc("03-29T18:00"), "14 hours ahead");
        assert!(utc("03-29T12:00") < at("Pacific/Kiritimati"));
    }
}
