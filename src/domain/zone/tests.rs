//! Local times, clock changes and the sessions around them.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;

use super::*;
use crate::domain::recurrence::{Recurrence, Rule};

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn zone(name: &str) -> ZoneName {
    name.parse().unwrap()
}

#[test]
fn local_times_become_instants() {
    let skipped = |seconds| Some(ClockNote::Skipped { seconds });
    let cases = [
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z", skipped(3600)),
        ("America/New_York", "2026-03-08T01:59", "2026-03-08T06:59:00Z", None),
        ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00:00Z", None),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z", Some(ClockNote::Repeated)),
        ("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00:00Z", None),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z", skipped(1800)),
        ("Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:30:00Z", skipped(3600)),
        ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30:00Z", Some(ClockNote::Repeated)),
        ("Pacific/Apia", "2011-12-30T19:00", "2011-12-31T05:00:00Z", skipped(86_400)),
        ("Pacific/Kwajalein", "1993-08-21T19:00", "1993-08-22T07:00:00Z", skipped(86_400)),
        ("America/Caracas", "2007-12-09T02:45", "2007-12-09T06:45:00Z", Some(ClockNote::Repeated)),
        ("Asia/Kolkata", "2026-01-05T19:00", "2026-01-05T13:30:00Z", None),
        ("Europe/Vienna", "2150-07-01T12:00", "2150-07-01T10:00:00Z", None),
        ("Australia/Sydney", "2150-01-01T12:00", "2150-01-01T01:00:00Z", None),
    ];
    let zones = Zones::embedded();
    for (name, wall, instant, note) in cases {
        let resolved = zones.resolve(&zone(name), local(wall));
        assert_eq!((resolved.utc, resolved.note), (utc(instant), note), "{name} {wall}");
    }
}

#[test]
fn the_next_clock_change_is_found() {
    let zones = Zones::embedded();
    let vienna = zone("Europe/Vienna");
    let change =
        zones.next_change(&vienna, utc("2026-03-01T00:00:00Z"), utc("2026-04-01T00:00:00Z")).unwrap();
    assert_eq!((change.utc, change.before, change.after), (utc("2026-03-29T01:00:00Z"), 3600, 7200));
    assert_eq!(zones.next_change(&vienna, change.utc, utc("2026-10-25T00:59:59Z")), None);
    assert!(zones.next_change(&vienna, change.utc, utc("2026-10-25T01:00:00Z")).is_some());
    assert_eq!(zones.next_change(&vienna, utc("2026-05-01T00:00:00Z"), utc("2026-04-01T00:00:00Z")), None);
    assert_eq!(zones.next_change(&zone("America/Phoenix"), change.utc, utc("2030-01-01T00:00:00Z")), None);
}

#[test]
fn an_end_in_utc_is_read_in_the_zone() {
    let zones = Zones::embedded();
    let new_york = zone("America/New_York");
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let cases = [
        // The session at 01:45 has passed when the clocks show 01:30 for the second time.
        (time(1, 45), "2026-11-01T06:30:00Z", "2026-11-01T01:45"),
        (time(1, 45), "2026-11-01T05:30:00Z", "2026-10-31T01:45"),
        // The skipped 02:30 is at 03:30, not yet at 03:00.
        (time(2, 30), "2026-03-08T07:00:00Z", "2026-03-07T02:30"),
        (time(2, 30), "2026-03-08T07:30:00Z", "2026-03-08T02:30"),
        (time(19, 0), "2026-06-02T23:00:00Z", "2026-06-02T19:00"),
        (time(19, 0), "2026-06-02T22:59:59Z", "2026-06-01T19:00"),
    ];
    for (time, instant, expected) in cases {
        assert_eq!(zones.until(&new_york, time, utc(instant)), local(expected), "{time} {instant}");
    }
}

fn sessions(name: &str, series: &Recurrence, from: &str, count: usize) -> Vec<String> {
    let (zones, zone) = (Zones::embedded(), zone(name));
    let sessions = zones.sessions(&zone, series, utc(from));
    sessions.take(count).map(|session| session.utc.format("%m-%dT%H:%M").to_string()).collect()
}

#[test]
fn the_hour_stays_when_the_clocks_change() {
    let rule: Rule = "FREQ=WEEKLY;BYDAY=SU".parse().unwrap();
    let series = Recurrence::new(local("2016-03-27T19:30"), Some(rule)).unwrap();
    let found = sessions("Europe/Vienna", &series, "2026-03-20T00:00:00Z", 3);
    assert_eq!(found, ["03-22T18:30", "03-29T17:30", "04-05T17:30"]);
}

#[test]
fn two_slots_on_one_instant_are_one_session_and_the_order_holds() {
    let rule: Rule = "FREQ=DAILY;COUNT=3".parse().unwrap();
    let series = Recurrence::new(local("2026-03-07T02:30"), Some(rule))
        .and_then(|series| {
            series.adding([local("2026-03-08T03:10"), local("2026-03-08T03:30"), local("2026-03-08T03:40")])
        })
        .unwrap();
    let found = sessions("America/New_York", &series, "2026-03-01T00:00:00Z", 9);
    assert_eq!(found, ["03-07T07:30", "03-08T07:10", "03-08T07:30", "03-08T07:40", "03-09T06:30"]);
}

#[test]
fn a_skipped_day_gives_no_second_session() {
    let rule: Rule = "FREQ=DAILY;COUNT=4".parse().unwrap();
    let series = Recurrence::new(local("2011-12-28T19:00"), Some(rule)).unwrap();
    let found = sessions("Pacific/Apia", &series, "2011-12-01T00:00:00Z", 9);
    assert_eq!(found, ["12-29T05:00", "12-30T05:00", "12-31T05:00"]);
}

#[test]
fn sessions_begin_at_the_instant_asked_for() {
    let rule: Rule = "FREQ=DAILY".parse().unwrap();
    let series = Recurrence::new(local("2020-01-01T01:45"), Some(rule)).unwrap();
    // The clocks show 01:30 for the second time: today's session at the first 01:45 is over.
    let found = sessions("America/New_York", &series, "2026-11-01T06:30:00Z", 1);
    assert_eq!(found, ["11-02T06:45"]);
    let found = sessions("America/New_York", &series, "2026-11-01T05:45:00Z", 1);
    assert_eq!(found, ["11-01T05:45"]);
}

#[test]
fn a_database_that_was_read_elsewhere_answers_first() {
    let vancouver = zone("America/Vancouver");
    let permanent = ZoneHistory::new(-8 * 3600, vec![(1_741_514_400, -7 * 3600)]);
    let zones = Zones::from_histories("2026a".to_owned(), HashMap::from([(vancouver, Arc::new(permanent))]));
    assert_eq!(zones.version(), "2026a");
    assert!(zones.is_from_system() && zones.data().starts_with("2026a "));
    assert_eq!(zones.resolve(&vancouver, local("2026-12-01T19:00")).utc, utc("2026-12-02T02:00:00Z"));
    assert_eq!(
        Zones::embedded().resolve(&vancouver, local("2026-12-01T19:00")).utc,
        utc("2026-12-02T03:00:00Z")
    );
    assert_eq!(
        zones.resolve(&zone("Europe/Vienna"), local("2026-12-01T19:00")).utc,
        utc("2026-12-01T18:00:00Z")
    );
}

#[test]
fn far_years_give_an_answer() {
    let zones = Zones::embedded();
    for zone in ZoneName::all() {
        for extreme in
            [NaiveDateTime::MIN, NaiveDateTime::MAX, local("9999-12-31T23:59"), local("0001-01-01T00:00")]
        {
            let resolved = zones.resolve(&zone, extreme);
            let _ = zones.local(&zone, resolved.utc);
            let _ = zones.until(&zone, extreme.time(), resolved.utc);
        }
    }
}

proptest! {
    #[test]
    fn no_two_sessions_are_on_one_instant(
        zone in prop::sample::select(ZoneName::all().collect::<Vec<_>>()),
        start in 0_i64..40_000_000,
        extras in prop::collection::vec(0_i64..20_000, 0..30),
        interval in 1_u16..4,
    ) {
        let start = local("1990-01-01T00:00") + TimeDelta::minutes(start / 2);
        let rule: Rule = format!("FREQ=DAILY;INTERVAL={interval};COUNT=400").parse().unwrap();
        let series = Recurrence::new(start, Some(rule)).unwrap()
            .adding(extras.iter().map(|minutes| start + TimeDelta::minutes(*minutes * 15))).unwrap();
        let zones = Zones::embedded();
        let from = zones.resolve(&zone, start).utc;
        let found: Vec<_> = zones.sessions(&zone, &series, from).map(|session| session.utc).collect();
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{} {}", zone, start);
        let all: BTreeSet<_> = series.all().map(|slot| zones.resolve(&zone, slot).utc).filter(|at| *at >= from).collect();
        prop_assert_eq!(found, all.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_resolved_time_shows_itself_unless_skipped(
        zone in prop::sample::select(ZoneName::all().collect::<Vec<_>>()),
        minutes in 0_i64..60_000_000,
    ) {
        let zones = Zones::embedded();
        let wall = NaiveDate::from_ymd_opt(1975, 1, 1).unwrap().and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
        let session = zones.session_at(&zone, wall);
        prop_assert_eq!(zones.local(&zone, session.utc), session.local);
        prop_assert_eq!(matches!(session.note, Some(ClockNote::Skipped { .. })), session.local != wall);
        if session.note == Some(ClockNote::Repeated) {
            let change = zones.next_change(&zone, session.utc, session.utc + TimeDelta::hours(25)).unwrap();
            prop_assert!(zones.local(&zone, change.utc) <= wall, "the second comes after the change");
        }
    }
}
