//! How long it takes to find sessions: the next one after now, and one after another, in series that are ten years old.
#![allow(clippy::expect_used, missing_docs, reason = "a measurement that cannot be taken stops")]

use std::hint::black_box;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use openchair::domain::recurrence::Recurrence;
use openchair::domain::zone::{ZoneName, Zones};

const RULES: [(&str, &str); 7] = [
    ("weekly", "FREQ=WEEKLY;BYDAY=TU"),
    ("fortnightly", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
    ("nth weekday", "FREQ=MONTHLY;BYDAY=1MO,3MO"),
    ("last workday", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    ("daily", "FREQ=DAILY"),
    ("yearly by position", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1"),
    ("weekly, counted", "FREQ=WEEKLY;COUNT=1000"),
];

fn day(year: i32, month: u32, day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day).and_then(|date| date.and_hms_opt(19, 0, 0)).expect("a date")
}

fn ten_years_old(rule: &str) -> Recurrence {
    Recurrence::new(day(2016, 3, 1), Some(rule.parse().expect("a rule"))).expect("a series")
}

fn next_after_now(c: &mut Criterion) {
    let now = day(2026, 3, 27);
    let mut group = c.benchmark_group("next after now");
    for (name, rule) in RULES {
        let series = ten_years_old(rule);
        group.bench_function(name, |b| b.iter(|| black_box(&series).from(black_box(now)).next()));
    }
    group.finish();
}

fn iterate(c: &mut Criterion) {
    let now = day(2026, 3, 27);
    let mut group = c.benchmark_group("iterate 52");
    for (name, rule) in RULES {
        let series = ten_years_old(rule);
        group.bench_function(name, |b| b.iter(|| black_box(&series).from(black_box(now)).take(52).count()));
    }
    group.finish();
}

fn in_a_zone(c: &mut Criterion) {
    let zones = Zones::embedded();
    let zone: ZoneName = "America/New_York".parse().expect("a zone");
    let now: DateTime<Utc> = day(2026, 3, 27).and_utc();
    let mut group = c.benchmark_group("instants");
    let series = ten_years_old("FREQ=WEEKLY;BYDAY=TU");
    group.bench_function("next session", |b| {
        b.iter(|| zones.sessions(&zone, black_box(&series), black_box(now)).next());
    });
    group.bench_function("resolve", |b| b.iter(|| zones.resolve(&zone, black_box(day(2026, 3, 27)))));
    group.bench_function("recompute 10,000 series for 90 days", |b| {
        b.iter(|| {
            let sessions =
                (0..10_000).map(|_| zones.sessions(&zone, black_box(&series), now).take(13).count());
            sessions.sum::<usize>()
        });
    });
    group.finish();
}

fn hostile(c: &mut Criterion) {
    let rules = [
        ("no such day", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ("never matching", "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1"),
        ("never in a far cycle", "FREQ=YEARLY;INTERVAL=366;BYMONTHDAY=29;BYMONTH=2;BYDAY=MO;BYSETPOS=2"),
        ("thousand leap days", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000"),
    ];
    let mut group = c.benchmark_group("hostile");
    for (name, rule) in rules {
        group.bench_function(name, |b| b.iter(|| ten_years_old(black_box(rule)).all().next()));
    }
    group.finish();
}

criterion_group!(benches, next_after_now, iterate, in_a_zone, hostile);
criterion_main!(benches);
