//! The table "hard times", and the recurring phrases that real groups write, against the expander.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use openchair::domain::member::Language;
use openchair::domain::recurrence::Recurrence;
use openchair::domain::zone::{ZoneName, Zones};
use openchair::language::when::{WhenProblem, understand};
use serde_json::Value;

use crate::formats::data_file;

fn read(name: &str) -> Option<Value> {
    data_file(name).map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn texts<'a>(case: &'a Value, field: &str) -> Vec<&'a str> {
    case[field]
        .as_array()
        .map(|items| items.iter().map(|item| item.as_str().unwrap()).collect())
        .unwrap_or_default()
}

#[test]
fn every_row_of_the_table_holds() {
    let Some(table) = read("recurrence/hard_times.json") else { return };
    let cases = table["cases"].as_array().unwrap();
    assert!(cases.len() >= 13, "the table has {} rows", cases.len());
    let checked: usize = cases.iter().map(|case| instants(case) + dates(case) + aliases(case)).sum();
    assert!(checked >= 30, "only {checked} facts were checked");
}

/// The instants that a row expects of its local times.
fn instants(case: &Value) -> usize {
    let expected = texts(case, "utc");
    if expected.is_empty() {
        return 0;
    }
    let zones = Zones::embedded();
    let zone: ZoneName = case["tz"].as_str().unwrap().parse().unwrap();
    let time = NaiveTime::parse_from_str(case["local"].as_str().unwrap(), "%H:%M").unwrap();
    let found: Vec<String> = texts(case, "dates")
        .iter()
        .map(|date| zones.resolve(&zone, date.parse::<NaiveDate>().unwrap().and_time(time)).utc)
        .map(|utc| utc.format("%Y-%m-%dT%H:%M:%SZ").to_string())
        .collect();
    assert_eq!(found, expected, "{}", case["name"]);
    found.len()
}

/// What a row's rule means, told by each day of its month.
fn dates(case: &Value) -> usize {
    let Some(rule) = case["rrule"].as_str() else { return 0 };
    let belongs: fn(NaiveDate) -> bool = match rule {
        "FREQ=MONTHLY;BYDAY=5FR" => |date| date.weekday() == Weekday::Fri && date.day() > 28,
        "FREQ=MONTHLY;BYDAY=2WE,3WE,4WE,5WE" => |date| date.weekday() == Weekday::Wed && date.day() > 7,
        "FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=3,4,5,6,7,8,9" => |date| {
            let monday =
                date.weekday() == Weekday::Wed && date - TimeDelta::days(2) >= date.with_day(1).unwrap();
            monday && (date - TimeDelta::days(2)).day() <= 7
        },
        other => panic!("{other} is new in the table"),
    };
    let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let time = NaiveTime::parse_from_str(case["local"].as_str().unwrap(), "%H:%M").unwrap();
    let series = Recurrence::new(start.and_time(time), Some(rule.parse().unwrap())).unwrap();
    let expected: Vec<NaiveDateTime> =
        start.iter_days().take(1461).filter(|date| belongs(*date)).map(|date| date.and_time(time)).collect();
    let found: Vec<NaiveDateTime> = series.all().take(expected.len()).collect();
    assert_eq!(found, expected, "{}", case["name"]);
    let zones = Zones::embedded();
    let zone: ZoneName = case["tz"].as_str().unwrap().parse().unwrap();
    let from = DateTime::<Utc>::MIN_UTC;
    assert!(zones.sessions(&zone, &series, from).take(48).all(|session| session.local.time() == time));
    found.len()
}

/// Names that feeds still use answer as their successors do, and stay what they are.
fn aliases(case: &Value) -> usize {
    let Some(pairs) = case["tz_aliases"].as_object() else { return 0 };
    let zones = Zones::embedded();
    for (alias, name) in pairs {
        let (alias_zone, zone) =
            (alias.parse::<ZoneName>().unwrap(), name.as_str().unwrap().parse::<ZoneName>().unwrap());
        assert_eq!(alias_zone.as_str(), alias);
        let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_time(NaiveTime::MIN);
        for hours in (0..17_520).step_by(7) {
            let local = start + TimeDelta::hours(hours);
            assert_eq!(zones.resolve(&alias_zone, local), zones.resolve(&zone, local), "{alias} {local}");
        }
    }
    pairs.len()
}

/// (id in the file, words that its text must have, how it is said here, the rule)
#[rustfmt::skip]
const SAID: &[(&str, &str, &str, &str)] = &[
    ("code4recovery/12-step-meeting-list#156", "one week on, one week off", "every other friday 19:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
    ("1204", "No Mtg On The 1st Wednesday", "every wednesday 19:00 except the 1st wednesday of the month", "FREQ=MONTHLY;BYDAY=2WE,3WE,4WE,5WE"),
    ("1711", "Closed on 3rd Saturday every month", "every saturday 19:00 except the 3rd", "FREQ=MONTHLY;BYDAY=1SA,2SA,4SA,5SA"),
    ("442", "3rd Friday of fhe month 9:30 PM to 10:30 PM", "3rd Friday of the month 9:30 PM to 10:30 PM", "FREQ=MONTHLY;BYDAY=3FR"),
    ("186", "CLOSED SUMMER MONTHS", "every monday 19:00 except in june, july and august", "FREQ=WEEKLY;BYMONTH=1,2,3,4,5,9,10,11,12;BYDAY=MO"),
    ("118", "1st Thursday", "1st thursday 19:00", "FREQ=MONTHLY;BYDAY=1TH"),
    ("118", "Every other Thursday is JFT", "every thursday 19:00 except the 1st", "FREQ=MONTHLY;BYDAY=2TH,3TH,4TH,5TH"),
    ("121", "4th Thurs", "4th thurs 19:00", "FREQ=MONTHLY;BYDAY=4TH"),
    ("142", "1st Thur", "1st thur 19:00", "FREQ=MONTHLY;BYDAY=1TH"),
    ("249", "1st Thursday", "1st thursday 19:00", "FREQ=MONTHLY;BYDAY=1TH"),
    ("331", "3rd Friday", "3rd friday 19:00", "FREQ=MONTHLY;BYDAY=3FR"),
    ("458", "3rd Sunday", "3rd sunday 19:00", "FREQ=MONTHLY;BYDAY=3SU"),
    ("487", "Last Friday", "last friday 19:00", "FREQ=MONTHLY;BYDAY=-1FR"),
    ("672", "First Tuesday", "first tuesday 19:00", "FREQ=MONTHLY;BYDAY=1TU"),
    ("716", "First Monday of every month", "first monday of every month 19:00", "FREQ=MONTHLY;BYDAY=1MO"),
    ("746", "the last friday of the month", "the last friday of the month 19:00", "FREQ=MONTHLY;BYDAY=-1FR"),
    ("785", "5th Friday", "5th friday 19:00", "FREQ=MONTHLY;BYDAY=5FR"),
    ("656", "last Saturday of the month", "last saturday of the month 19:00", "FREQ=MONTHLY;BYDAY=-1SA"),
    ("803", "Last Sunday of the month", "last sunday of the month 19:00", "FREQ=MONTHLY;BYDAY=-1SU"),
    ("2391", "2nd Tuesday", "2nd tuesday 19:00", "FREQ=MONTHLY;BYDAY=2TU"),
    ("2447", "last Wednesday", "last wednesday 19:00", "FREQ=MONTHLY;BYDAY=-1WE"),
    ("1560", "3rd Wed", "3rd wed. 19:00", "FREQ=MONTHLY;BYDAY=3WE"),
    ("code4recovery/12-step-meeting-list#145", "first Wednesday AFTER the first Monday", "RRULE:FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=3,4,5,6,7,8,9 19:00", "FREQ=MONTHLY;BYMONTHDAY=3,4,5,6,7,8,9;BYDAY=WE"),
    ("bmlt-enabled/yap#115", "each month", "monthly on the 12th 19:00", "FREQ=MONTHLY;BYMONTHDAY=12"),
];

#[test]
fn phrases_of_real_groups_that_name_a_rule_can_be_said() {
    let Some(file) = read("recurrence/real_recurrence_phrases.json") else { return };
    let written: HashMap<&str, &str> = file["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["id"].as_str().unwrap(), item["text"].as_str().unwrap()))
        .collect();
    let now = NaiveDate::from_ymd_opt(2026, 3, 27).unwrap().and_hms_opt(18, 0, 0).unwrap();
    for (id, words, phrase, rule) in SAID {
        assert!(written[id].contains(words), "{id}: {}", written[id]);
        let understood = understand(phrase, now, Language::En).unwrap();
        let found = understood.recurrence.rule().map(ToString::to_string);
        assert_eq!(found.as_deref(), Some(*rule), "{phrase}");
        assert_eq!(understood.recurrence.from(now).take(8).count(), 8, "{phrase} has eight dates to show");
    }
}

#[test]
fn a_real_phrase_with_two_readings_is_asked_about() {
    let now = NaiveDate::from_ymd_opt(2026, 3, 27).unwrap().and_hms_opt(18, 0, 0).unwrap();
    for phrase in ["every second Friday 19:00", "Every 3rd Thursday 19:00"] {
        let problem = understand(phrase, now, Language::En).unwrap_err();
        assert!(
            matches!(&problem, WhenProblem::Ambiguous { choices, .. } if choices.len() == 2),
            "{phrase}: {problem:?}"
        );
    }
}
