//! Rules against RFC 5545's own examples, against a plain day-by-day scanner, and against hostile input.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> NaiveDateTime {
    let format = if text.len() > 10 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
    NaiveDateTime::parse_from_str(text, format)
        .unwrap_or_else(|_| NaiveDate::parse_from_str(text, format).unwrap().and_hms_opt(9, 0, 0).unwrap())
}

fn series(start: &str, rule: &str) -> Recurrence {
    Recurrence::new(at(start), Some(rule.parse().unwrap())).unwrap()
}

fn dates(series: &Recurrence, count: usize) -> String {
    series.all().take(count).map(|slot| slot.format("%Y-%m-%d").to_string()).collect::<Vec<_>>().join(" ")
}

#[expect(clippy::too_many_lines, reason = "a table")]
#[test]
fn the_examples_of_rfc_5545_give_their_dates() {
    let cases = [
        ("1997-09-02", "FREQ=DAILY;COUNT=10", "1997-09-02 1997-09-03 1997-09-04"),
        (
            "1997-09-02",
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12",
        ),
        (
            "1998-01-01",
            "FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
            "1998-01-01 1998-01-02 1998-01-03",
        ),
        (
            "1997-09-02",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30",
        ),
        ("1997-09-05", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05 1997-10-03 1997-11-07"),
        (
            "1997-09-07",
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            "1997-09-07 1997-09-28 1997-11-02 1997-11-30",
        ),
        ("1997-09-22", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22 1997-10-20 1997-11-17"),
        ("1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28 1997-10-29 1997-11-28"),
        ("1997-09-02", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02 1997-09-15 1997-10-02"),
        (
            "1997-09-30",
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            "1997-09-30 1997-10-01 1997-10-31 1997-11-01",
        ),
        (
            "1997-09-10",
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            "1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10",
        ),
        ("1997-06-10", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10 1997-07-10 1998-06-10"),
        (
            "1997-03-10",
            "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            "1997-03-10 1999-01-10 1999-02-10 1999-03-10",
        ),
        ("1997-05-19", "FREQ=YEARLY;BYDAY=20MO", "1997-05-19 1998-05-18 1999-05-17"),
        ("1997-03-13", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13 1997-03-20 1997-03-27 1998-03-05"),
        (
            "1997-09-02",
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13",
        ),
        (
            "1997-09-13",
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            "1997-09-13 1997-10-11 1997-11-08",
        ),
        (
            "1996-11-05",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996-11-05 2000-11-07 2004-11-02",
        ),
        ("1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 1997-10-07 1997-11-06"),
        (
            "1997-09-29",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "1997-09-29 1997-10-30 1997-11-27 1997-12-30",
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "1997-08-05 1997-08-10 1997-08-19 1997-08-24",
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "1997-08-05 1997-08-17 1997-08-19 1997-08-31",
        ),
        (
            "2007-01-15",
            "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30",
        ),
    ];
    for (start, rule, expected) in cases {
        let count = expected.split(' ').count();
        assert_eq!(dates(&series(start, rule), count), expected, "{start} {rule}");
    }
}

#[test]
fn months_without_the_day_have_no_session() {
    let cases = [
        ("2026-01-31", "FREQ=MONTHLY", "2026-01-31 2026-03-31 2026-05-31"),
        ("2024-02-29", "FREQ=YEARLY", "2024-02-29 2028-02-29 2032-02-29"),
        ("2096-02-29", "FREQ=YEARLY", "2096-02-29 2104-02-29"),
        ("2026-01-01", "FREQ=MONTHLY;BYDAY=5FR", "2026-01-30 2026-05-29 2026-07-31"),
        ("2026-01-01", "FREQ=MONTHLY;BYMONTHDAY=-31", "2026-01-01 2026-03-01 2026-05-01"),
        ("2026-01-01", "FREQ=YEARLY;BYDAY=53TH", "2026-12-31 2032-12-30 2037-12-31"),
        ("2026-01-01", "FREQ=YEARLY;BYMONTHDAY=15", "2026-01-15 2026-02-15 2026-03-15"),
        ("2026-01-01", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1", "2026-12-28 2027-12-27"),
        ("2026-01-01", "FREQ=MONTHLY;BYDAY=MO,1TU", "2026-01-05 2026-01-06 2026-01-12 2026-01-19"),
    ];
    for (start, rule, expected) in cases {
        let count = expected.split(' ').count();
        assert_eq!(dates(&series(start, rule), count), expected, "{start} {rule}");
    }
}

#[test]
fn a_start_that_the_rule_does_not_give_is_no_session() {
    assert_eq!(dates(&series("2026-01-01", "FREQ=WEEKLY;BYDAY=MO;COUNT=2"), 9), "2026-01-05 2026-01-12");
}

#[test]
fn rules_that_never_match_end_at_once() {
    let rules = [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=364;BYDAY=MO",
        "FREQ=DAILY;BYMONTH=2,4;BYMONTHDAY=31",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6;COUNT=1000",
        "FREQ=YEARLY;INTERVAL=366;BYMONTHDAY=29;BYMONTH=2;BYDAY=MO;BYSETPOS=2",
    ];
    for rule in rules {
        assert_eq!(series("2026-01-01", rule).all().next(), None, "{rule}");
    }
}

#[test]
fn an_end_is_inclusive_and_counts_what_is_left_out() {
    let daily = "2026-03-01 19:00";
    let cases = [
        ("FREQ=DAILY;UNTIL=20260303", 3),
        ("FREQ=DAILY;UNTIL=20260303T190000", 3),
        ("FREQ=DAILY;UNTIL=20260303T185959", 2),
        ("FREQ=DAILY;UNTIL=20260228", 0),
        ("FREQ=DAILY;COUNT=3", 3),
    ];
    for (rule, count) in cases {
        assert_eq!(series(daily, rule).all().count(), count, "{rule}");
    }
    let excepted = series(daily, "FREQ=DAILY;COUNT=3").excepting([at("2026-03-02 19:00")]).unwrap();
    assert_eq!(dates(&excepted, 9), "2026-03-01 2026-03-03");
}

#[test]
fn extra_dates_count_once_and_lose_against_exceptions() {
    let base = series("2026-03-01 19:00", "FREQ=WEEKLY;COUNT=3");
    let series = base
        .adding([
            at("2026-02-20 10:00"),
            at("2026-03-08 19:00"),
            at("2026-03-10 19:00"),
            at("2026-03-11 19:00"),
        ])
        .and_then(|series| series.excepting([at("2026-03-11 19:00"), at("2026-03-01 19:00")]))
        .unwrap();
    assert_eq!(dates(&series, 9), "2026-02-20 2026-03-08 2026-03-10 2026-03-15");
    assert!(series.contains(at("2026-03-10 19:00")));
    assert!(!series.contains(at("2026-03-11 19:00")));
}

#[test]
fn one_session_without_a_rule() {
    let once = Recurrence::new(at("2026-03-01 19:00"), None).unwrap();
    assert_eq!(dates(&once, 9), "2026-03-01");
    assert_eq!(once.from(at("2026-03-01 19:01")).next(), None);
}

#[test]
fn refusals_name_the_part() {
    let cases = [
        ("", None),
        ("RRULE:", None),
        ("BYDAY=MO", Some("FREQ")),
        ("FREQ=SECONDLY", Some("FREQ")),
        ("FREQ=HOURLY;INTERVAL=2", Some("FREQ")),
        ("FREQ=DAILY;BYHOUR=9,10", Some("BYHOUR")),
        ("FREQ=YEARLY;BYWEEKNO=20", Some("BYWEEKNO")),
        ("FREQ=YEARLY;BYYEARDAY=1", Some("BYYEARDAY")),
        ("FREQ=DAILY;INTERVAL=0", Some("INTERVAL")),
        ("FREQ=DAILY;INTERVAL=367", Some("INTERVAL")),
        ("FREQ=DAILY;COUNT=1000000000", Some("COUNT")),
        ("FREQ=DAILY;COUNT=1001", Some("COUNT")),
        ("FREQ=DAILY;COUNT=0", Some("COUNT")),
        ("FREQ=DAILY;COUNT=-1", Some("COUNT")),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260101", Some("UNTIL")),
        ("FREQ=DAILY;UNTIL=20260101T000000Z", Some("UNTIL")),
        ("FREQ=DAILY;UNTIL=20260231", Some("UNTIL")),
        ("FREQ=DAILY;UNTIL=2026-01-01", Some("UNTIL")),
        ("FREQ=DAILY;UNTIL=00000101", None),
        ("FREQ=WEEKLY;BYDAY=1MO", Some("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=0MO", Some("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=54MO", Some("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=", Some("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=é", Some("BYDAY")),
        ("FREQ=WEEKLY;BYMONTHDAY=1", Some("BYMONTHDAY")),
        ("FREQ=MONTHLY;BYMONTHDAY=0", Some("BYMONTHDAY")),
        ("FREQ=MONTHLY;BYMONTHDAY=32", Some("BYMONTHDAY")),
        ("FREQ=YEARLY;BYMONTH=13", Some("BYMONTH")),
        ("FREQ=WEEKLY;BYSETPOS=1", Some("BYSETPOS")),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", Some("BYSETPOS")),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", Some("BYSETPOS")),
        ("FREQ=WEEKLY;WKST=XX", Some("WKST")),
        ("FREQ=DAILY;FREQ=DAILY", Some("FREQ")),
        ("FREQ=DAILY;;COUNT=1", Some("")),
        ("FREQ=DAILY;COLOUR=RED", Some("COLOUR=RED")),
    ];
    for (text, part) in cases {
        let refusal = text.parse::<Rule>().expect_err(text);
        assert_eq!(refusal.part(), part, "{text}: {refusal}");
    }
    assert!(matches!("X".repeat(100_000).parse::<Rule>(), Err(RuleRefusal::TooLong { .. })));
}

#[test]
fn too_many_dates_and_far_years_are_refused() {
    let base = series("2026-03-01 19:00", "FREQ=DAILY");
    let days =
        |count: i64| (0..count).map(|day| at("2026-03-01 19:00") + TimeDelta::days(day)).collect::<Vec<_>>();
    assert!(base.clone().excepting(days(500)).is_ok());
    assert!(base.clone().excepting(days(501)).is_err());
    assert!(base.clone().adding(days(10_000)).is_err());
    for year in [-1, 0, 10_000] {
        let start = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(9, 0, 0).unwrap();
        assert_eq!(Recurrence::new(start, None), Err(RuleRefusal::Year { year }));
    }
}

#[test]
fn the_edges_of_the_calendar_hold() {
    assert_eq!(dates(&series("0001-01-01", "FREQ=DAILY"), 2), "0001-01-01 0001-01-02");
    assert_eq!(dates(&series("9999-12-30", "FREQ=DAILY"), 9), "9999-12-30 9999-12-31");
    for frequency in ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] {
        let series = series("2026-01-01", &format!("FREQ={frequency};INTERVAL=366"));
        assert!(series.from(at("9999-01-01")).count() <= 2, "{frequency}");
        assert_eq!(series.from(NaiveDateTime::MAX).next(), None);
        assert_eq!(series.from(NaiveDateTime::MIN).next(), Some(at("2026-01-01")));
    }
}

#[test]
fn shapes_are_recognised() {
    let cases = [
        ("FREQ=DAILY;INTERVAL=3", Shape::Daily { every: 3 }),
        ("FREQ=WEEKLY", Shape::Weekly { every: 1, weekdays: vec![Weekday::Thu] }),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO",
            Shape::Weekly { every: 2, weekdays: vec![Weekday::Mon, Weekday::Thu] },
        ),
        ("FREQ=MONTHLY", Shape::MonthDays { every: 1, days: vec![1] }),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15", Shape::MonthDays { every: 1, days: vec![15, -1] }),
        (
            "FREQ=MONTHLY;BYDAY=-1FR,1FR",
            Shape::NthWeekdays { every: 1, weekdays: vec![(1, Weekday::Fri), (-1, Weekday::Fri)] },
        ),
        ("FREQ=MONTHLY;BYDAY=2WE,3WE,4WE,5WE", Shape::WeeklyExcept { weekday: Weekday::Wed, nth: 1 }),
        ("FREQ=MONTHLY;BYDAY=-5FR,-4FR,-3FR,-2FR", Shape::WeeklyExcept { weekday: Weekday::Fri, nth: -1 }),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", Shape::Workday { every: 1, position: -1 }),
        ("FREQ=YEARLY", Shape::Yearly { every: 1, month: 1, day: 1 }),
        ("FREQ=YEARLY;BYMONTHDAY=15", Shape::Other),
        ("FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=3,4,5,6,7,8,9", Shape::Other),
        ("FREQ=DAILY;BYMONTH=2", Shape::Other),
    ];
    for (rule, shape) in cases {
        assert_eq!(series("2026-01-01", rule).shape(), shape, "{rule}");
    }
    assert_eq!(Recurrence::new(at("2026-01-01"), None).unwrap().shape(), Shape::Once);
}

// A second reading of RFC 5545, day by day from the start, that shares nothing with the arithmetic.

fn nth_of(date: NaiveDate, in_year: bool) -> (i32, i32) {
    let first = if in_year { date.with_ordinal(1) } else { date.with_day(1) }.unwrap();
    let last =
        if in_year { NaiveDate::from_ymd_opt(date.year(), 12, 31).unwrap() } else { last_of_month(date) };
    let from_start = (date - first).num_days() / 7 + 1;
    let from_end = (last - date).num_days() / 7 + 1;
    (i32::try_from(from_start).unwrap(), -i32::try_from(from_end).unwrap())
}

fn last_of_month(date: NaiveDate) -> NaiveDate {
    (28..=31).rev().find_map(|day| date.with_day(day)).unwrap()
}

fn allowed(parts: &RuleParts, start: NaiveDate, date: NaiveDate) -> bool {
    use Frequency::{Monthly, Weekly, Yearly};
    let no_day = parts.weekdays.is_empty() && parts.month_days.is_empty();
    let month = parts.months.is_empty() || parts.months.iter().any(|month| u32::from(*month) == date.month());
    let month = month
        && !(parts.frequency == Yearly && no_day && parts.months.is_empty() && date.month() != start.month());
    let from_end = -i32::try_from((last_of_month(date) - date).num_days()).unwrap() - 1;
    let month_day = if matches!(parts.frequency, Monthly | Yearly) && no_day {
        date.day() == start.day()
    } else {
        parts.month_days.is_empty()
            || parts
                .month_days
                .iter()
                .any(|day| i32::from(*day) == from_end || i64::from(*day) == i64::from(date.day()))
    };
    let (nth, nth_from_end) = nth_of(date, parts.frequency == Yearly && parts.months.is_empty());
    let weekday = if parts.weekdays.is_empty() {
        parts.frequency != Weekly || date.weekday() == start.weekday()
    } else {
        parts.weekdays.iter().any(|day| {
            day.weekday == date.weekday()
                && day.nth.is_none_or(|wanted| i32::from(wanted) == nth || i32::from(wanted) == nth_from_end)
        })
    };
    month && month_day && weekday
}

/// Which period a day lies in, counted from the start's.
fn period(parts: &RuleParts, start: NaiveDate, date: NaiveDate) -> i64 {
    match parts.frequency {
        Frequency::Daily => (date - start).num_days(),
        Frequency::Weekly => {
            (date.week(parts.week_start).first_day() - start.week(parts.week_start).first_day()).num_days()
                / 7
        }
        Frequency::Monthly => {
            i64::from(date.year() - start.year()) * 12 + i64::from(date.month()) - i64::from(start.month())
        }
        Frequency::Yearly => i64::from(date.year() - start.year()),
    }
}

fn scan(start: NaiveDateTime, rule: &Rule, years: i32) -> Vec<NaiveDateTime> {
    let parts = rule.parts();
    let first = start.date();
    let begin = NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap();
    let days: Vec<NaiveDate> = begin
        .iter_days()
        .take_while(|date| date.year() < first.year() + years)
        .filter(|date| period(parts, first, *date).rem_euclid(i64::from(parts.interval)) == 0)
        .filter(|date| allowed(parts, first, *date))
        .collect();
    let mut found = Vec::new();
    for group in days.chunk_by(|left, right| period(parts, first, *left) == period(parts, first, *right)) {
        for (index, date) in group.iter().enumerate() {
            let index = i64::try_from(index).unwrap();
            let from_end = index - i64::try_from(group.len()).unwrap();
            let wanted =
                |position: &i16| i64::from(*position) == index + 1 || i64::from(*position) == from_end;
            if parts.positions.is_empty() || parts.positions.iter().any(wanted) {
                found.push(date.and_time(start.time()));
            }
        }
    }
    found.retain(|slot| *slot >= start);
    match parts.end {
        End::Never => {}
        End::Count(count) => found.truncate(usize::from(count)),
        End::Until(until) => found.retain(|slot| *slot <= until),
    }
    found
}

fn any_weekday() -> impl Strategy<Value = Weekday> {
    (0_u8..7).prop_map(|day| Weekday::try_from(day).unwrap())
}

fn any_list<T: std::fmt::Debug + Clone + 'static>(
    item: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Vec<T>> {
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(item, 1..5)].boxed()
}

fn any_end() -> impl Strategy<Value = End> {
    prop_oneof![
        3 => Just(End::Never),
        1 => (1_u16..200).prop_map(End::Count),
        1 => (0_i64..4000).prop_map(|hours| End::Until(at("2024-01-01 00:00") + TimeDelta::hours(hours * 7))),
    ]
}

fn any_start() -> impl Strategy<Value = NaiveDateTime> {
    (0_i64..4_000, 0_i64..1440)
        .prop_map(|(day, minute)| at("2016-01-01 00:00") + TimeDelta::minutes(day * 1440 + minute))
}

prop_compose! {
    fn any_rule()(
        frequency in prop::sample::select(vec![Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::Yearly]),
        interval in prop_oneof![4 => Just(1_u16), 3 => 2_u16..8, 1 => 8_u16..=366],
        weekdays in any_list((prop::option::of(prop_oneof![1_i8..=5, -5_i8..=-1, 6_i8..=53]), any_weekday())),
        month_days in any_list(prop_oneof![1_i8..=31, -31_i8..=-1]),
        months in any_list(1_u8..=12),
        positions in any_list(prop_oneof![1_i16..=8, -8_i16..=-1, 9_i16..=366]),
        week_start in any_weekday(),
        end in any_end(),
    ) -> Rule {
        let by_month = matches!(frequency, Frequency::Monthly | Frequency::Yearly);
        let weekdays = weekdays.into_iter().map(|(nth, weekday)| NthWeekday { nth: nth.filter(|_| by_month), weekday }).collect();
        Rule::new(RuleParts {
            frequency,
            interval,
            weekdays,
            month_days: if frequency == Frequency::Weekly { Vec::new() } else { month_days },
            months,
            positions: if by_month { positions } else { Vec::new() },
            week_start,
            end,
        }).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn seek_equals_scan(start in any_start(), rule in any_rule(), hours in 0_i64..90_000) {
        let series = Recurrence::new(start, Some(rule.clone())).unwrap();
        let scanned = scan(start, &rule, 14);
        let horizon = NaiveDate::from_ymd_opt(start.year() + 14, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let from = start + TimeDelta::hours(hours) - TimeDelta::hours(1_000);
        let sought: Vec<_> = series.from(from).take_while(|slot| *slot < horizon).collect();
        let expected: Vec<_> = scanned.into_iter().filter(|slot| *slot >= from).collect();
        prop_assert_eq!(sought, expected, "{} from {}", rule, from);
    }

    #[test]
    fn print_then_parse_is_the_same_rule(rule in any_rule()) {
        prop_assert_eq!(rule.to_string().parse::<Rule>(), Ok(rule));
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,60}", tail in "[A-Z0-9=;,:+-]{0,40}") {
        let _ = text.parse::<Rule>();
        let _ = format!("FREQ=MONTHLY;{tail}").parse::<Rule>();
        let _ = format!("{tail}{text}").parse::<Rule>();
    }
}
