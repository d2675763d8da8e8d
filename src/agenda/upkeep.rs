//! What keeps the database well while the bot runs: checks, copies, room on the disk, nothing left of what was erased.
//!
//! It goes on beside the sending and never holds it up. [`Upkeep::work`] does what is due and says when to come
//! again; it is told the time, as the agenda is.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::storage::rotation::{self, Rotation};
use crate::storage::{Health, LOG_BYTES_MAX, LOW_SPACE_BYTES, Storage, space};

/// How often the disk and the write-ahead log are looked at, and what did not work is tried again.
const ROUND: TimeDelta = TimeDelta::minutes(1);
/// How long after a thorough check the next one is made.
const THOROUGH: TimeDelta = TimeDelta::weeks(1);
/// How long after a copy that failed the next one is tried.
const COPY_AGAIN: TimeDelta = TimeDelta::minutes(10);
/// How often the log says again that something needs somebody's hand.
const SAY_AGAIN: TimeDelta = TimeDelta::days(1);

/// The rules of upkeep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpkeepRules {
    /// How many copies are kept that are made by themselves.
    pub rotation: Rotation,
    /// Less room than this on the disk is told, in bytes.
    pub low_space_bytes: u64,
    /// A longer write-ahead log than this is emptied, in bytes.
    pub log_bytes_max: u64,
}

impl Default for UpkeepRules {
    /// What `config.example.toml` says.
    fn default() -> Self {
        Self { rotation: Rotation::default(), low_space_bytes: LOW_SPACE_BYTES, log_bytes_max: LOG_BYTES_MAX }
    }
}

/// What one round of [`Upkeep::work`] did and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// What the quick check found, where it was made.
    pub quick: Option<Health>,
    /// What the thorough check found, where it was made.
    pub thorough: Option<Health>,
    /// The copy that was made.
    pub copy: Option<PathBuf>,
    /// True where there is too little room on the disk.
    pub low_space: bool,
    /// True where something of an erasure is still in the write-ahead log.
    pub unscrubbed: bool,
}

/// Keeps one database well: one value per process.
pub struct Upkeep {
    storage: Arc<Storage>,
    rules: UpkeepRules,
    seen: Mutex<Seen>,
}

/// What upkeep remembers from round to round.
#[derive(Default)]
struct Seen {
    looked: bool,
    /// True once damage was looked at again.
    looked_again: bool,
    /// Where a copy failed: when it is tried again.
    copy_again: Option<DateTime<Utc>>,
    /// When the log last said that the disk is nearly full.
    said_low: Option<DateTime<Utc>>,
    /// When the log last said that the write-ahead log is long.
    said_long: Option<DateTime<Utc>>,
}

impl Upkeep {
    /// The upkeep of a database.
    #[must_use]
    pub fn new(storage: Arc<Storage>, rules: UpkeepRules) -> Self {
        Self { storage, rules, seen: Mutex::new(Seen::default()) }
    }

    /// Does what is due. What does not work is logged and tried again.
    pub async fn work(&self, now: DateTime<Utc>) -> Round {
        let mut seen = self.seen.lock().await;
        let mut round = Round::default();
        if !seen.looked {
            round.quick = self.look_first(now).await;
            seen.looked = true;
        }
        round.low_space = self.measure(&mut seen, now);
        self.empty_the_log(&mut seen, now).await;
        round.unscrubbed = self.storage.wants_scrub();
        round.thorough = self.look_thoroughly(&mut seen, now).await;
        round.copy = self.copy(&mut seen, now).await;
        round
    }

    /// When to come again after a round at this time.
    #[must_use]
    pub fn next(now: DateTime<Utc>) -> DateTime<Utc> {
        now + ROUND
    }

    /// After a start: whether the pages fit together; and what a crash left in the write-ahead log goes into the file.
    async fn look_first(&self, now: DateTime<Utc>) -> Option<Health> {
        let health = self.storage.look_quickly(now).await;
        let health = told(health, "quick check");
        if !self.storage.has_stopped_writing() && self.storage.tidy().await.is_err() {
            tracing::debug!("the write-ahead log could not be emptied at the start");
        }
        health
    }

    /// Every page and index, once a week; and once in a process where damage was found, for only this check lifts that.
    async fn look_thoroughly(&self, seen: &mut Seen, now: DateTime<Utc>) -> Option<Health> {
        // In memory there is no file to look at.
        self.storage.location()?;
        let checks = self.storage.checks();
        let doubted = checks.damage().is_some() && !seen.looked_again;
        // A clock that was set back is no reason to wait for it.
        let fresh = checks.thorough.is_some_and(|last| (now - last.at).abs() < THOROUGH);
        if fresh && !doubted {
            return None;
        }
        seen.looked_again |= doubted;
        told(self.storage.look_thoroughly(now).await, "thorough check")
    }

    /// Looks how much room is left, and says so when it is little.
    fn measure(&self, seen: &mut Seen, now: DateTime<Utc>) -> bool {
        let Some(location) = self.storage.location() else { return false };
        let Some(free_bytes) = space::free_bytes(&location.data) else { return false };
        if free_bytes >= self.rules.low_space_bytes {
            seen.said_low = None;
            return false;
        }
        if is_time(&mut seen.said_low, now) {
            tracing::error!(
                free_megabytes = free_bytes / 1_000_000,
                "the disk is nearly full: free some space; on a full disk the bot answers, and keeps nothing new"
            );
        }
        true
    }

    /// Scrubs what an erasure left, where a reader was in the way then, and keeps the write-ahead log short.
    async fn empty_the_log(&self, seen: &mut Seen, now: DateTime<Utc>) {
        if self.storage.has_stopped_writing() {
            return;
        }
        if self.storage.wants_scrub() {
            match self.storage.scrub().await {
                Ok(()) => tracing::info!("the write-ahead log is empty now, after an erasure"),
                Err(error) => tracing::warn!(cause = %error, "an erasure is still in the write-ahead log"),
            }
        }
        let bytes = self.storage.log_bytes();
        let long = bytes > self.rules.log_bytes_max;
        if long && self.storage.tidy().await.is_err() && is_time(&mut seen.said_long, now) {
            let megabytes = bytes / 1_000_000;
            tracing::warn!(
                megabytes,
                "the write-ahead log is long and somebody reads in it: restart what reads"
            );
        }
    }

    /// Makes a copy where one is due, but none of a damaged database: it would push out the good ones.
    async fn copy(&self, seen: &mut Seen, now: DateTime<Utc>) -> Option<PathBuf> {
        let due = self.copy_due(seen, now)?;
        if now < due || self.storage.has_stopped_writing() {
            return None;
        }
        let made = self.storage.copy_by_itself(self.rules.rotation, self.rules.low_space_bytes, now).await;
        // What is forgotten in the database is forgotten in the file of erasures too.
        if self.storage.tidy().await.is_err() {
            tracing::debug!("the write-ahead log could not be emptied after a copy");
        }
        seen.copy_again = made.is_err().then_some(now + COPY_AGAIN);
        match made {
            Ok(copied) => copied.map(|copied| copied.path),
            Err(error) => {
                tracing::error!(cause = %error, "no copy of the database could be made");
                None
            }
        }
    }

    /// When the next copy is due; none where none is made.
    fn copy_due(&self, seen: &Seen, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let interval = self.rules.rotation.interval()?;
        let copies = rotation::copies(self.storage.location()?).unwrap_or_default();
        // One from the future was made by a clock that was wrong then, or is now.
        let last = copies.iter().rev().find(|copy| copy.made <= now).map(|copy| copy.made + interval);
        Some(seen.copy_again.filter(|again| *again - now <= COPY_AGAIN).or(last).unwrap_or(now))
    }
}

/// True where something was not said for a day; then it counts as said now.
fn is_time(said: &mut Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let due = said.is_none_or(|said| (now - said).abs() >= SAY_AGAIN);
    if due {
        *said = Some(now);
    }
    due
}

fn told<E: std::fmt::Display>(health: Result<Health, E>, check: &str) -> Option<Health> {
    match health {
        Ok(Health::Damaged(signs)) => {
            tracing::error!(
                check,
                ?signs,
                "the database is damaged, so nothing is written any more: stop, keep the file, and run openchair restore"
            );
            Some(Health::Damaged(signs))
        }
        Ok(Health::Sound) => Some(Health::Sound),
        Err(error) => {
            tracing::warn!(check, %error, "the database could not be checked");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_said_once_a_day() {
        let (mut said, noon) = (None, DateTime::UNIX_EPOCH);
        assert!(is_time(&mut said, noon));
        assert!(!is_time(&mut said, noon + TimeDelta::hours(23)));
        assert!(is_time(&mut said, noon + TimeDelta::hours(24)));
        assert!(is_time(&mut said, noon - TimeDelta::days(400)), "also after the clock was set back");
    }
}
