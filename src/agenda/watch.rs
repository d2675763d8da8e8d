//! Whether the clock can be believed (G7). Pure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// A clock so far behind the last time that was seen is not believed.
const BEHIND_MAX: TimeDelta = TimeDelta::minutes(5);
/// A clock that jumps so far ahead while the program runs is not believed at once.
const JUMP_MAX: TimeDelta = TimeDelta::hours(1);
/// After so long it is believed all the same: nobody has set it back.
const DOUBT: Duration = Duration::from_secs(60 * 60);
/// How much later than the last kept time it is kept again.
const KEEP_EVERY: TimeDelta = TimeDelta::minutes(2);

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockTrouble {
    /// It shows a time before one that was seen already.
    #[error(
        "the clock shows {now}, but it was {seen} before: nothing is sent until it is right. If it is right now, stop the bot and run openchair status --trust-clock"
    )]
    Behind {
        /// The last time that was seen.
        seen: DateTime<Utc>,
        /// What it shows.
        now: DateTime<Utc>,
    },
    /// It was set far ahead while the program ran.
    #[error(
        "the clock was set ahead from {seen} to {now}: nothing is sent for an hour, so that it can be set back. If it is right, start the bot again"
    )]
    Ahead {
        /// What it showed before.
        seen: DateTime<Utc>,
        /// What it shows.
        now: DateTime<Utc>,
    },
}

/// The last times that were seen.
#[derive(Debug, Default)]
pub struct Watch {
    seen: Option<DateTime<Utc>>,
    kept: Option<DateTime<Utc>>,
    last: Option<(DateTime<Utc>, Duration)>,
    /// Since when of the machine's running time a jump is doubted, and from which time it was.
    doubted: Option<(Duration, DateTime<Utc>)>,
}

impl Watch {
    /// Knows the last time that an earlier process saw.
    pub fn remember(&mut self, seen: DateTime<Utc>) {
        self.seen = self.seen.max(Some(seen));
        self.kept = self.kept.max(Some(seen));
    }

    /// Looks at the clock. `running` is how long the machine has run, sleep included, which setting the clock
    /// does not change; none where the system does not tell.
    ///
    /// # Errors
    /// Why the time is not believed.
    pub fn look(&mut self, now: DateTime<Utc>, running: Option<Duration>) -> Result<(), ClockTrouble> {
        let seen = self.seen.unwrap_or(now);
        if now < seen - BEHIND_MAX {
            self.last = None;
            self.doubted = None;
            return Err(ClockTrouble::Behind { seen, now });
        }
        if let Some(running) = running {
            self.doubt_a_jump(now, running);
            let doubted = self.doubted.filter(|(since, _)| running.saturating_sub(*since) < DOUBT);
            if let Some((_, seen)) = doubted {
                return Err(ClockTrouble::Ahead { seen, now });
            }
            self.doubted = None;
        }
        self.seen = Some(seen.max(now));
        Ok(())
    }

    fn doubt_a_jump(&mut self, now: DateTime<Utc>, running: Duration) {
        let Some((last, ran)) = self.last.replace((now, running)) else { return };
        let passed = TimeDelta::from_std(running.saturating_sub(ran)).unwrap_or(TimeDelta::MAX);
        let jump = (now - last) - passed;
        if jump > JUMP_MAX {
            self.doubted.get_or_insert((running, last));
        } else if jump < -JUMP_MAX {
            // It was set back again.
            self.doubted = None;
        }
    }

    /// The last time that was believed, where it is to be kept for the next process.
    pub fn to_keep(&mut self) -> Option<DateTime<Utc>> {
        let seen = self.seen?;
        let due = self.kept.is_none_or(|kept| seen - kept >= KEEP_EVERY);
        due.then(|| {
            self.kept = Some(seen);
            seen
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_774_000_000, 0).unwrap() + TimeDelta::minutes(minute)
    }

    fn ran(minutes: u64) -> Option<Duration> {
        Some(Duration::from_secs(minutes * 60))
    }

    #[test]
    fn g7_a_clock_behind_the_last_seen_is_not_believed_until_it_is_right() {
        let mut watch = Watch::default();
        watch.remember(at(0));
        assert_eq!(watch.look(at(-5), ran(1)), Ok(()), "small steps happen");
        assert_eq!(watch.look(at(-6), ran(1)), Err(ClockTrouble::Behind { seen: at(0), now: at(-6) }));
        assert!(watch.look(at(-365 * DAY), ran(1)).is_err());
        assert_eq!(watch.look(at(3), ran(2)), Ok(()), "set right from a year back, at once");
    }

    #[test]
    fn g7_a_clock_set_a_year_ahead_is_doubted_and_forgotten_when_it_is_set_back() {
        let mut watch = Watch::default();
        assert_eq!(watch.look(at(0), ran(0)), Ok(()));
        let trouble = ClockTrouble::Ahead { seen: at(0), now: at(365 * DAY) };
        assert_eq!(watch.look(at(365 * DAY), ran(1)), Err(trouble));
        assert!(watch.look(at(365 * DAY + 30), ran(31)).is_err());
        assert_eq!(watch.look(at(40), ran(40)), Ok(()), "what was doubted was never seen");
        assert_eq!(watch.to_keep(), Some(at(40)));
    }

    #[test]
    fn g7_a_jump_that_stays_for_an_hour_is_believed() {
        let mut watch = Watch::default();
        assert_eq!(watch.look(at(0), ran(0)), Ok(()));
        assert!(watch.look(at(2 * DAY), ran(1)).is_err());
        assert!(watch.look(at(2 * DAY + 59), ran(60)).is_err());
        assert_eq!(watch.look(at(2 * DAY + 60), ran(61)), Ok(()));
    }

    #[test]
    fn g7_a_machine_that_slept_for_a_month_is_believed() {
        let mut watch = Watch::default();
        assert_eq!(watch.look(at(0), ran(0)), Ok(()));
        assert_eq!(watch.look(at(30 * DAY), ran(30 * 24 * 60)), Ok(()));
        let mut untold = Watch::default();
        assert_eq!(untold.look(at(0), None), Ok(()));
        assert_eq!(untold.look(at(30 * DAY), None), Ok(()));
    }

    #[test]
    fn the_time_is_kept_now_and_then() {
        let mut watch = Watch::default();
        assert_eq!(watch.to_keep(), None);
        for (minute, kept) in [(0, true), (1, false), (2, true), (3, false), (9, true)] {
            assert_eq!(watch.look(at(minute), None), Ok(()));
            assert_eq!(watch.to_keep(), kept.then(|| at(minute)));
        }
    }
}
