//! `openchair preview`: the dates of a rule or a phrase, found in a time zone.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use serde::Serialize;

use super::preview_words::sentence;
use crate::domain::member::Language;
use crate::domain::recurrence::{Recurrence, Rule, RuleRefusal};
use crate::domain::zone::{ClockNote, SessionTime, ZoneName, ZoneProblem, Zones};
use crate::language::when::{self, WhenProblem};

/// Most dates that one preview shows.
const COUNT_MAX: usize = 10_000;

/// What `openchair preview` is asked.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PreviewArgs {
    /// When the group meets, in words: "every tuesday 19:00"
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["rrule", "start"], required_unless_present = "rrule")]
    pub when: Option<String>,
    /// A rule of RFC 5545: "FREQ=WEEKLY;BYDAY=TU"
    #[arg(long, value_name = "RRULE", requires = "start")]
    pub rrule: Option<String>,
    /// The first local date and time: 2026-03-29T19:30
    #[arg(long, value_name = "LOCAL")]
    pub start: Option<String>,
    /// The time zone: Europe/Vienna
    #[arg(long)]
    pub zone: String,
    /// A local date, with or without a time, that is left out; may be repeated
    #[arg(long, value_name = "LOCAL")]
    pub except: Vec<String>,
    /// An extra local date and time; may be repeated
    #[arg(long, value_name = "LOCAL")]
    pub also: Vec<String>,
    /// Show dates from here on [default: the start; with --when: now]
    #[arg(long, value_name = "LOCAL")]
    pub from: Option<String>,
    /// How many dates to show
    #[arg(long, default_value_t = 8)]
    pub count: usize,
    /// Read time zones from this folder
    #[arg(long, value_name = "DIR")]
    pub zoneinfo: Option<PathBuf>,
    /// One JSON object per line: local, utc, note
    #[arg(long)]
    pub json: bool,
}

/// Why there is no preview; always wrong usage (exit code 2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreviewRefusal {
    /// The zone is not one.
    #[error("--zone: {0}")]
    Zone(#[from] ZoneProblem),
    /// The rule, or the dates around it, cannot be used.
    #[error("--rrule: {0}")]
    Rule(#[from] RuleRefusal),
    /// The phrase is not understood.
    #[error("--when: {}", sentence(.0))]
    When(WhenProblem),
    /// An argument that goes with another one is missing.
    #[error("{option} is missing: {remedy}")]
    Missing {
        /// The option.
        option: &'static str,
        /// What to write.
        remedy: &'static str,
    },
    /// A date or time that cannot be read.
    #[error("{option} {text} is not a local time: write it as 2026-03-29T19:30")]
    Time {
        /// The option.
        option: &'static str,
        /// What was written.
        text: String,
    },
    /// More dates than one preview shows.
    #[error("--count {count} is too many: ask for at most {COUNT_MAX}")]
    Count {
        /// What was asked.
        count: usize,
    },
}

/// One line of `--json`.
#[derive(Debug, Serialize)]
struct Line {
    local: String,
    utc: String,
    note: Option<String>,
}

/// The lines that the preview shows; none when the rule has no dates.
///
/// # Errors
/// Says which option cannot be used, and what to write instead.
pub fn preview(args: &PreviewArgs, zones: &Zones, now: DateTime<Utc>) -> Result<Vec<String>, PreviewRefusal> {
    if args.count > COUNT_MAX {
        return Err(PreviewRefusal::Count { count: args.count });
    }
    let zone: ZoneName = args.zone.parse()?;
    let reader = Reader { zones, zone: &zone };
    let (series, default_from) = match (&args.when, &args.rrule) {
        (Some(text), _) => {
            let local = zones.local(&zone, now);
            let understood = when::understand(text, local, Language::En).map_err(PreviewRefusal::When)?;
            (understood.recurrence, now)
        }
        (None, rule) => {
            let series = reader.series(rule.as_deref(), args.start.as_deref())?;
            let start = zones.resolve(&zone, series.start()).utc;
            (series, start)
        }
    };
    let series = reader.with_dates(series, args)?;
    let from = match &args.from {
        Some(text) => reader.instant("--from", text)?,
        None => default_from,
    };
    Ok(zones
        .sessions(&zone, &series, from)
        .take(args.count)
        .map(|session| line(&session, args.json))
        .collect())
}

/// Reads the options' times in the zone.
struct Reader<'a> {
    zones: &'a Zones,
    zone: &'a ZoneName,
}

impl Reader<'_> {
    fn series(&self, rule: Option<&str>, start: Option<&str>) -> Result<Recurrence, PreviewRefusal> {
        let missing = |option, remedy| PreviewRefusal::Missing { option, remedy };
        let rule =
            rule.ok_or(missing("--rrule", "write a rule such as FREQ=WEEKLY;BYDAY=TU, or use --when"))?;
        let start = start.ok_or(missing("--start", "write the first local time as 2026-03-29T19:30"))?;
        let start = self.local("--start", start)?;
        let until = |instant| self.zones.until(self.zone, start.time(), instant);
        let rule = Rule::parse_with(rule, &until)?;
        Ok(Recurrence::new(start, Some(rule))?)
    }

    fn with_dates(&self, series: Recurrence, args: &PreviewArgs) -> Result<Recurrence, PreviewRefusal> {
        let time = series.start().time();
        let mut also = Vec::new();
        for text in listed(&args.also) {
            also.push(match date(text) {
                Some(date) => date.and_time(time),
                None => self.local("--also", text)?,
            });
        }
        let series = series.adding(also)?;
        let mut except = Vec::new();
        for text in listed(&args.except) {
            match date(text) {
                Some(date) => {
                    except.push(date.and_time(time));
                    except.extend(series.also().iter().filter(|slot| slot.date() == date));
                }
                None => except.extend(self.slots_at(self.local("--except", text)?, time)),
            }
        }
        Ok(series.excepting(except)?)
    }

    /// A slot, and the series' own slot that the clocks moved onto the same instant.
    fn slots_at(&self, slot: NaiveDateTime, time: NaiveTime) -> Vec<NaiveDateTime> {
        let instant = |local| self.zones.resolve(self.zone, local).utc;
        let near = [0, -1].map(|days| slot.date().checked_add_signed(TimeDelta::days(days)));
        let moved = near
            .into_iter()
            .flatten()
            .map(|date| date.and_time(time))
            .filter(|local| instant(*local) == instant(slot));
        std::iter::once(slot).chain(moved).collect()
    }

    fn instant(&self, option: &'static str, text: &str) -> Result<DateTime<Utc>, PreviewRefusal> {
        let local = match date(text) {
            Some(date) => date.and_time(NaiveTime::MIN),
            None => match instant(text) {
                Some(instant) => return Ok(instant),
                None => self.local(option, text)?,
            },
        };
        Ok(self.zones.resolve(self.zone, local).utc)
    }

    fn local(&self, option: &'static str, text: &str) -> Result<NaiveDateTime, PreviewRefusal> {
        let refusal = || PreviewRefusal::Time { option, text: text.chars().take(40).collect() };
        let local =
            instant(text).map(|instant| self.zones.local(self.zone, instant)).or_else(|| wall_time(text));
        local.ok_or_else(refusal)
    }
}

/// Each value by itself, where several were given with commas as in an `EXDATE`.
fn listed(values: &[String]) -> impl Iterator<Item = &str> {
    values.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|value| !value.is_empty())
}

fn date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%Y%m%d"].iter().find_map(|format| NaiveDate::parse_from_str(text.trim(), format).ok())
}

fn wall_time(text: &str) -> Option<NaiveDateTime> {
    let formats = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y%m%dT%H%M%S",
        "%Y%m%dT%H%M",
    ];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok())?;
    // A leap second is the last second that other clocks have.
    local.with_nanosecond(0)
}

/// A time with its own offset, `Z` included.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let utc = text.strip_suffix(['Z', 'z']).and_then(wall_time).map(|time| time.and_utc());
    utc.or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc()))
}

fn line(session: &SessionTime, json: bool) -> String {
    let note = session.note.map(|note| match note {
        ClockNote::Skipped { .. } => {
            format!("the clocks skip {} on this day; it moves forward", session.slot.format("%H:%M"))
        }
        ClockNote::Repeated => {
            format!("{} comes twice on this day; the first is meant", session.slot.format("%H:%M"))
        }
    });
    let utc = session.utc.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    if json {
        let local = session.local.format("%Y-%m-%dT%H:%M:%S").to_string();
        return serde_json::to_string(&Line { local, utc, note }).unwrap_or_default();
    }
    let local = session.local.format("%a %Y-%m-%d %H:%M");
    note.map_or_else(|| format!("{local}  {utc}"), |note| format!("{local}  {utc}  {note}"))
}
