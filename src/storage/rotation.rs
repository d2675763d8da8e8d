//! The copies that are made by themselves: every hour, kept for hours, days and weeks (P25).

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::backup::{self, BackupError};
use super::connection::Storage;
use super::{files, open, seal, space};

/// How the name of such a copy begins and ends; between them stands when it was made.
const NAME: (&str, &str) = ("openchair-", ".db");
/// How the time stands in the name.
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// How many copies are kept. All zero: none is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// One of each of so many hours.
    pub hourly: u32,
    /// One of each of so many days.
    pub daily: u32,
    /// One of each of so many weeks; none is kept for longer, unless it is the newest.
    pub weekly: u32,
}

/// A copy that was made by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// How large it is.
    pub bytes: u64,
}

impl Default for Rotation {
    /// What `config.example.toml` says.
    fn default() -> Self {
        Self { hourly: 24, daily: 7, weekly: 4 }
    }
}

impl Rotation {
    /// No copies.
    pub const OFF: Self = Self { hourly: 0, daily: 0, weekly: 0 };

    /// How long after a copy the next one is made; none where none is.
    #[must_use]
    pub fn interval(&self) -> Option<TimeDelta> {
        [
            (self.hourly, TimeDelta::hours(1)),
            (self.daily, TimeDelta::days(1)),
            (self.weekly, TimeDelta::weeks(1)),
        ]
        .into_iter()
        .find_map(|(count, interval)| (count > 0).then_some(interval))
    }

    /// How old a copy may become.
    #[must_use]
    pub fn oldest(&self) -> TimeDelta {
        let (hourly, daily, weekly) = (self.hourly.into(), self.daily.into(), self.weekly.into());
        TimeDelta::hours(hourly).max(TimeDelta::days(daily)).max(TimeDelta::weeks(weekly))
    }

    /// Which copies go, of all those made at these times, the newest of them just now. Of each hour, day and week with
    /// copies the newest counts. That hangs on the copies alone, so a clock that jumps removes nothing by itself; what is
    /// too old besides goes one at a time.
    #[must_use]
    pub fn goes(&self, made: &BTreeSet<DateTime<Utc>>) -> BTreeSet<DateTime<Utc>> {
        const HOUR: i64 = 3_600;
        // Weeks begin on Monday; the first of January 1970 was a Thursday.
        let slots =
            [(self.hourly, HOUR, 0), (self.daily, 24 * HOUR, 0), (self.weekly, 7 * 24 * HOUR, 3 * 24 * HOUR)];
        let Some(newest) = made.last() else { return BTreeSet::new() };
        let mut kept = BTreeSet::from([*newest]);
        for (count, seconds, shift) in slots {
            let mut seen = BTreeSet::new();
            for time in made.iter().rev() {
                if seen.len() == usize::try_from(count).unwrap_or(usize::MAX) {
                    break;
                }
                if seen.insert((time.timestamp() + shift).div_euclid(seconds)) {
                    kept.insert(*time);
                }
            }
        }
        let too_old = kept.first().copied().filter(|first| *newest - *first > self.oldest());
        made.iter().copied().filter(|time| !kept.contains(time) || Some(*time) == too_old).collect()
    }
}

/// The copies in the folder of a location, oldest first. Other files there are nobody's business.
///
/// # Errors
/// The folder cannot be read; one that is not there has none.
pub fn copies(location: &open::Location) -> io::Result<Vec<Copy>> {
    let entries = match fs::read_dir(location.copies()) {
        Ok(entries) => entries,
        Err(gone) if gone.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Some(made) = entry.file_name().to_str().and_then(time_of) {
            found.push(Copy { path: entry.path(), made, bytes: entry.metadata()?.len() });
        }
    }
    found.sort_by_key(|copy| copy.made);
    Ok(found)
}

fn time_of(name: &str) -> Option<DateTime<Utc>> {
    let time = name.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?;
    NaiveDateTime::parse_from_str(time, TIME).ok().map(|time| time.and_utc())
}

fn name_of(folder: &Path, made: DateTime<Utc>) -> PathBuf {
    folder.join(format!("{}{}{}", NAME.0, made.format(TIME), NAME.1))
}

impl Storage {
    /// Makes a copy in the folder of copies, checked as [`backup::back_up`] does, and removes those that are no longer
    /// kept. None in memory. `spare_bytes` are left free on the disk.
    ///
    /// # Errors
    /// [`BackupError`]; then no copy was removed either.
    pub async fn copy_by_itself(
        &self,
        rotation: Rotation,
        spare_bytes: u64,
        now: DateTime<Utc>,
    ) -> Result<Option<backup::Copied>, BackupError> {
        let Some(place) = &self.place else { return Ok(None) };
        let folder = place.location.copies();
        open::make_folder(&folder)?;
        let size = fs::metadata(place.location.database()).map_or(0, |data| data.len());
        if space::free_bytes(&folder).is_some_and(|free| free < size.saturating_add(spare_bytes)) {
            return Err(BackupError::NoRoom { folder });
        }
        remove_drafts(&folder);
        let copied = backup::copy(place, &name_of(&folder, now)).await?;
        let all = copies(&place.location).map_err(|source| open::file_problem(&folder, source))?;
        let goes = rotation.goes(&all.iter().map(|copy| copy.made).collect());
        for copy in all.iter().filter(|copy| goes.contains(&copy.made)) {
            let removed = open::remove_database(&copy.path)
                .and_then(|()| files::remove_if_there(&seal::beside(&copy.path)));
            removed.map_err(|source| open::file_problem(&copy.path, source))?;
        }
        Ok(Some(copied))
    }
}

/// Removes what a copy left behind that was cut short by the end of the program.
fn remove_drafts(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(NAME.0) && name.contains(".db.new") {
            files::remove_if_there(&entry.path()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-{text}:00Z").parse().unwrap()
    }

    /// Makes a copy every hour from one time to another, and gives the times of those that are left.
    fn rotate(rotation: Rotation, from: DateTime<Utc>, until: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
        let mut made = BTreeSet::new();
        run(rotation, &mut made, from, until);
        made
    }

    fn run(
        rotation: Rotation,
        made: &mut BTreeSet<DateTime<Utc>>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) {
        let mut now = from;
        while now <= until {
            made.insert(now);
            for gone in rotation.goes(made) {
                made.remove(&gone);
            }
            now += TimeDelta::hours(1);
        }
    }

    #[test]
    fn p25_a_month_of_hours_leaves_hours_days_and_weeks() {
        let made = rotate(Rotation { hourly: 4, daily: 3, weekly: 2 }, at("03-01T00:30"), at("03-31T12:30"));
        let left = [
            // The week before this one, up to its Sunday.
            "03-29T23:30",
            "03-30T23:30",
            // The last four hours; the newest of them stands for this day and for this week.
            "03-31T09:30",
            "03-31T10:30",
            "03-31T11:30",
            "03-31T12:30",
        ];
        assert_eq!(made, left.map(at).into());
    }

    #[test]
    fn p25_the_defaults_keep_about_five_weeks_in_thirty_odd_copies() {
        let rotation = Rotation::default();
        let made = rotate(rotation, at("01-01T00:00"), at("06-15T12:00"));
        assert!((30..=35).contains(&made.len()), "{}", made.len());
        let newest = *made.last().unwrap();
        assert!(made.iter().all(|time| newest - *time <= rotation.oldest()));
        for hours in 0..24 {
            assert!(made.contains(&(newest - TimeDelta::hours(hours))), "{hours} hours back");
        }
        for (back, slack) in [(1, 1), (2, 1), (6, 1), (7, 7), (14, 7), (20, 7)] {
            let (from, until) =
                (newest - TimeDelta::days(back + slack), newest - TimeDelta::days(back - slack));
            assert!(made.range(from..=until).next().is_some(), "{back} days back");
        }
    }

    #[test]
    fn after_a_long_pause_old_copies_go_one_at_a_time() {
        let rotation = Rotation::default();
        let mut made = rotate(rotation, at("01-01T00:00"), at("02-01T00:00"));
        let before = made.len();
        run(rotation, &mut made, at("09-01T00:00"), at("09-01T00:00"));
        assert!(made.len() + 3 >= before, "a clock that is wrong for an hour costs three or four copies");
        run(rotation, &mut made, at("09-01T01:00"), at("09-04T00:00"));
        assert!(*made.first().unwrap() >= at("09-01T00:00"), "in the end none is too old");
    }

    #[test]
    fn without_hours_a_copy_is_made_daily_and_without_any_count_never() {
        let cases = [
            (Rotation::default(), Some(TimeDelta::hours(1))),
            (Rotation { hourly: 0, daily: 7, weekly: 0 }, Some(TimeDelta::days(1))),
            (Rotation { hourly: 0, daily: 0, weekly: 2 }, Some(TimeDelta::weeks(1))),
            (Rotation::OFF, None),
        ];
        for (rotation, interval) in cases {
            assert_eq!(rotation.interval(), interval, "{rotation:?}");
        }
    }

    #[test]
    fn only_names_of_its_own_are_copies() {
        let made = at("03-29T18:00");
        let name = name_of(Path::new(""), made);
        assert_eq!(name.to_str(), Some("openchair-20260329T180000Z.db"));
        assert_eq!(time_of("openchair-20260329T180000Z.db"), Some(made));
        for other in
            ["openchair-mine.db", "openchair-20260329T180000Z.db.new", "openchair-20260329T180000Z.db.hash"]
        {
            assert_eq!(time_of(other), None, "{other}");
        }
    }
}
