//! `openchair preview` as a function: options in, lines out.

use chrono::{DateTime, Utc};
use openchair::cli::preview::{PreviewArgs, preview};
use openchair::domain::zone::Zones;

fn asked(options: &[(&str, &str)]) -> PreviewArgs {
    let mut args =
        PreviewArgs { zone: "America/New_York".to_owned(), count: 8, json: true, ..PreviewArgs::default() };
    for (option, value) in options {
        let value = (*value).to_owned();
        match *option {
            "when" => args.when = Some(value),
            "rrule" => args.rrule = Some(value),
            "start" => args.start = Some(value),
            "zone" => args.zone = value,
            "except" => args.except.push(value),
            "also" => args.also.push(value),
            "from" => args.from = Some(value),
            "count" => args.count = value.parse().unwrap(),
            "plain" => args.json = false,
            other => panic!("{other}"),
        }
    }
    args
}

fn now() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn lines(options: &[(&str, &str)]) -> Vec<String> {
    preview(&asked(options), &Zones::embedded(), now()).unwrap()
}

/// The instants alone, as `03-08T07:30`.
fn instants(options: &[(&str, &str)]) -> Vec<String> {
    let utc = |line: &String| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["utc"].as_str().unwrap()[5..16].to_owned()
    };
    lines(options).iter().map(utc).collect()
}

fn refusal(options: &[(&str, &str)]) -> String {
    preview(&asked(options), &Zones::embedded(), now()).unwrap_err().to_string()
}

#[test]
fn json_lines_have_three_fields() {
    let found = lines(&[("rrule", "RRULE:FREQ=DAILY;COUNT=3"), ("start", "2026-03-07T02:30")]);
    assert_eq!(
        found,
        [
            r#"{"local":"2026-03-07T02:30:00","utc":"2026-03-07T07:30:00Z","note":null}"#,
            r#"{"local":"2026-03-08T03:30:00","utc":"2026-03-08T07:30:00Z","note":"the clocks skip 02:30 on this day; it moves forward"}"#,
            r#"{"local":"2026-03-09T02:30:00","utc":"2026-03-09T06:30:00Z","note":null}"#,
        ]
    );
    let repeated = lines(&[("rrule", "FREQ=DAILY;COUNT=1"), ("start", "2026-11-01T01:30")]);
    assert!(
        repeated[0].contains("2026-11-01T05:30:00Z") && repeated[0].contains("comes twice"),
        "{repeated:?}"
    );
}

#[test]
fn people_read_a_weekday_and_both_times() {
    let found = lines(&[("when", "every tuesday 19:00"), ("count", "1"), ("plain", "")]);
    assert_eq!(found, ["Tue 2026-03-03 19:00  2026-03-04T00:00:00Z"]);
}

#[test]
fn every_way_to_write_a_time_is_one_time() {
    let starts = [
        "2026-03-29T19:30",
        "2026-03-29T19:30:00",
        "2026-03-29 19:30",
        "20260329T193000",
        "20260329T233000Z",
        "2026-03-30T01:30:00+02:00",
    ];
    for start in starts {
        let found = instants(&[("rrule", "FREQ=DAILY;COUNT=1"), ("start", start)]);
        assert_eq!(found, ["03-29T23:30"], "{start}");
    }
}

#[test]
fn exceptions_and_extra_dates_are_dates_times_or_instants() {
    let base = [("rrule", "FREQ=DAILY;COUNT=4"), ("start", "2026-06-01T19:00")];
    for except in ["2026-06-02", "20260602", "2026-06-02T19:00", "20260602T190000", "20260602T230000Z"] {
        let found = instants(&[&base[..], &[("except", except)]].concat());
        assert_eq!(found, ["06-01T23:00", "06-03T23:00", "06-04T23:00"], "{except}");
    }
    let found = instants(
        &[&base[..], &[("except", "20260602T190000,20260603T190000"), ("also", "2026-06-10 08:00")]].concat(),
    );
    assert_eq!(found, ["06-01T23:00", "06-04T23:00", "06-10T12:00"]);
    let found = instants(
        &[&base[..], &[("also", "2026-06-01T08:00"), ("also", "2026-06-02T08:00"), ("except", "2026-06-02")]]
            .concat(),
    );
    assert_eq!(
        found,
        ["06-01T23:00", "06-03T23:00", "06-04T23:00"],
        "what lies before the start is not shown"
    );
}

#[test]
fn a_session_that_moved_over_a_gap_is_excepted_by_either_time() {
    for except in ["2026-03-08T02:30", "2026-03-08T03:30", "20260308T073000Z", "2026-03-08"] {
        let found =
            instants(&[("rrule", "FREQ=DAILY;COUNT=3"), ("start", "2026-03-07T02:30"), ("except", except)]);
        assert_eq!(found, ["03-07T07:30", "03-09T06:30"], "{except}");
    }
}

#[test]
fn it_begins_where_it_is_asked_to() {
    let base = [("rrule", "FREQ=WEEKLY"), ("start", "2016-03-01T19:00"), ("count", "1")];
    for (from, expected) in [
        ("2026-03-03", "03-04T00:00"),
        ("2026-03-03T19:00", "03-04T00:00"),
        ("2026-03-04T00:00:01Z", "03-10T23:00"),
    ] {
        assert_eq!(instants(&[&base[..], &[("from", from)]].concat()), [expected], "{from}");
    }
}

#[test]
fn rules_without_dates_give_no_lines() {
    for rule in ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;UNTIL=20200101"] {
        assert!(lines(&[("rrule", rule), ("start", "2026-03-01T19:00")]).is_empty(), "{rule}");
    }
    assert!(lines(&[("rrule", "FREQ=DAILY"), ("start", "2026-03-01T19:00"), ("count", "0")]).is_empty());
}

#[test]
fn wrong_usage_names_the_option_and_the_remedy() {
    let rule = ("rrule", "FREQ=DAILY");
    let start = ("start", "2026-03-01T19:00");
    let cases = [
        (
            vec![rule, start, ("zone", "EST")],
            "--zone: EST does not follow the seasons: name a city's zone instead, such as America/New_York",
        ),
        (
            vec![rule, start, ("zone", "vienna")],
            "--zone: there is no time zone `vienna`: did you mean Europe/Vienna?",
        ),
        (
            vec![rule, ("start", "tomorrow")],
            "--start tomorrow is not a local time: write it as 2026-03-29T19:30",
        ),
        (
            vec![rule, ("start", "2026-02-31T19:00")],
            "--start 2026-02-31T19:00 is not a local time: write it as 2026-03-29T19:30",
        ),
        (vec![rule], "--start is missing: write the first local time as 2026-03-29T19:30"),
        (vec![start], "--rrule is missing: write a rule such as FREQ=WEEKLY;BYDAY=TU, or use --when"),
        (
            vec![("rrule", "FREQ=SECONDLY"), start],
            "--rrule: FREQ=SECONDLY is not supported: use DAILY, WEEKLY, MONTHLY or YEARLY",
        ),
        (
            vec![rule, ("start", "0000-01-01T19:00")],
            "--rrule: the year 0 cannot be used: a date lies in the years 1 to 9999",
        ),
        (vec![rule, start, ("count", "10001")], "--count 10001 is too many: ask for at most 10000"),
        (
            vec![("when", "31 february 19:00")],
            "--when: `31 february` does not exist: the last day of that month is 2027-02-28",
        ),
        (
            vec![("when", "every tuesday at 7")],
            "--when: `at 7` can be read in several ways: write every tuesday 19:00 or every tuesday 07:00",
        ),
    ];
    for (options, sentence) in cases {
        assert_eq!(refusal(&options), sentence);
    }
}

#[test]
fn leap_seconds_and_far_years_are_calm() {
    let found = instants(&[("rrule", "FREQ=DAILY;COUNT=1"), ("start", "2016-12-31T18:59:60")]);
    assert_eq!(found, ["12-31T23:59"]);
    let last = lines(&[("rrule", "FREQ=DAILY"), ("start", "9999-12-30T19:00"), ("zone", "Europe/Vienna")]);
    assert_eq!(last.len(), 2, "{last:?}");
    assert!(
        !lines(&[
            ("rrule", "FREQ=DAILY;COUNT=1"),
            ("start", "0001-01-01T00:00"),
            ("zone", "Pacific/Auckland")
        ])
        .is_empty()
    );
}
