//! How much a platform takes now: its own limit, what it asked for, and whether it can be reached. Pure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, RngExt as _};

/// The most deliveries that are on their way at once. Each batch costs two waits for the disk.
pub const BATCH_MAX: u32 = 64;
/// The shortest and the longest wait before something is tried again (G9).
const WAIT: (TimeDelta, TimeDelta) = (TimeDelta::seconds(2), TimeDelta::minutes(5));
/// For how long a platform that limits the bot is watched before its rate is known.
const WATCH: TimeDelta = TimeDelta::seconds(20);
/// The furthest that a start is moved forward.
pub const LEAD_MAX: TimeDelta = TimeDelta::minutes(10);

/// What came of a batch, as far as the platform is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    /// How many it took, or refused for good: it is there.
    pub taken: u32,
    /// The longest that it asked to wait.
    pub wait: Option<Duration>,
    /// It could not be reached.
    pub unreachable: bool,
    /// It does not accept the bot's credentials.
    pub refused: bool,
}

/// The gate in front of a platform.
#[derive(Debug)]
pub struct Gate {
    per_second: Option<u32>,
    tokens: f64,
    filled: Option<DateTime<Utc>>,
    closed_until: Option<DateTime<Utc>>,
    failures: u32,
    refused: bool,
    /// How many are sent at once: fewer after the platform asked to wait, more with each batch that it took.
    window: u32,
    /// Since when it limits the bot, and how much it took since then.
    watched: Option<(DateTime<Utc>, u32)>,
    rate: Option<f64>,
}

impl Gate {
    /// An open one, to a platform that takes so many in a second.
    #[must_use]
    pub fn new(per_second: Option<u32>) -> Self {
        Self {
            per_second,
            tokens: f64::from(per_second.unwrap_or(0)),
            filled: None,
            closed_until: None,
            failures: 0,
            refused: false,
            window: BATCH_MAX,
            watched: None,
            rate: None,
        }
    }

    /// How many may be sent now.
    pub fn open(&mut self, now: DateTime<Utc>) -> u32 {
        if self.refused || self.closed_until.is_some_and(|until| now < until) {
            return 0;
        }
        let window = if self.failures > 0 { 1 } else { self.window };
        let Some(per_second) = self.per_second else { return window };
        let passed = self.filled.map_or(TimeDelta::zero(), |filled| now - filled).max(TimeDelta::zero());
        let limit = f64::from(per_second);
        self.tokens = limit.min(self.tokens + passed.as_seconds_f64() * limit);
        self.filled = Some(now);
        (0..window).take_while(|count| f64::from(*count) + 1.0 <= self.tokens).count() as u32
    }

    /// When it opens, seen from a time at which something is wanted; none: not before the program is started again.
    #[must_use]
    pub fn opens(&self, wanted: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.refused {
            return None;
        }
        let refilled = match (self.per_second, self.filled) {
            (Some(per_second), Some(filled)) if self.tokens < 1.0 => {
                let millis = (1.0 - self.tokens) * 1_000.0 / f64::from(per_second.max(1));
                Some(filled + TimeDelta::milliseconds(millis.ceil() as i64))
            }
            _ => None,
        };
        Some(self.closed_until.into_iter().chain(refilled).fold(wanted, DateTime::max))
    }

    /// Learns from a batch. True where it has learned the platform's rate, or that the platform refuses the bot.
    pub fn learn(&mut self, sent: u32, answers: Answers, now: DateTime<Utc>, dice: &mut impl Rng) -> bool {
        self.tokens = (self.tokens - f64::from(sent)).max(0.0);
        if answers.refused {
            self.refused = true;
            return true;
        }
        if answers.unreachable {
            self.failures += 1;
            self.closed_until = Some(now + backoff(self.failures, dice));
            return false;
        }
        if answers.taken > 0 {
            self.failures = 0;
        }
        match answers.wait {
            Some(wait) => {
                self.window = 1;
                let wait = TimeDelta::from_std(wait).unwrap_or(WAIT.1);
                self.closed_until = Some(now + wait.max(TimeDelta::zero()));
                self.watched.get_or_insert((now, 0));
            }
            None if answers.taken > 0 => self.window = (self.window * 2).min(BATCH_MAX),
            None => {}
        }
        self.measure(answers.taken, now)
    }

    /// Counts what a platform takes that limits the bot.
    fn measure(&mut self, taken: u32, now: DateTime<Utc>) -> bool {
        let Some((since, count)) = self.watched else { return false };
        let (passed, count) = (now - since, count + taken);
        if passed < WATCH {
            self.watched = Some((since, count));
            return false;
        }
        self.rate = Some(f64::from(count) / passed.as_seconds_f64());
        self.watched = Some((now, 0));
        true
    }

    /// There is nothing more to send: the next burst is measured anew.
    pub fn rest(&mut self) {
        self.watched = None;
    }

    /// How many the platform took in a second, where it limits the bot and that was measured.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// Knows the rate that was measured by an earlier process.
    pub fn remember(&mut self, rate: f64) {
        self.rate = Some(rate);
    }

    /// True where the platform does not accept the bot's credentials.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// How much earlier a burst of so many begins, so that its last one is on time.
    #[must_use]
    pub fn lead(&self, burst: u32) -> TimeDelta {
        let Some(rate) = self.rate.filter(|rate| *rate > 0.0) else { return TimeDelta::zero() };
        TimeDelta::seconds((f64::from(burst) / rate) as i64).min(LEAD_MAX)
    }
}

/// How long to wait before the next attempt: anything from the shortest wait to one that doubles with each
/// attempt, so that many do not come back at once (G9).
pub fn backoff(attempts: u32, dice: &mut impl Rng) -> TimeDelta {
    let doubled = 1_i32.checked_shl(attempts.min(30)).unwrap_or(i32::MAX);
    let longest = WAIT.0.checked_mul(doubled).unwrap_or(WAIT.1).min(WAIT.1);
    TimeDelta::milliseconds(dice.random_range(WAIT.0.num_milliseconds()..=longest.num_milliseconds()))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_774_000_000, 0).unwrap() + TimeDelta::milliseconds(millis)
    }

    fn dice() -> StdRng {
        StdRng::seed_from_u64(7)
    }

    fn took(taken: u32) -> Answers {
        Answers { taken, ..Answers::default() }
    }

    #[test]
    fn g10_no_more_is_sent_than_the_platform_takes() {
        let mut gate = Gate::new(Some(40));
        assert_eq!(gate.open(at(0)), 40);
        gate.learn(40, took(40), at(0), &mut dice());
        assert_eq!(gate.open(at(0)), 0);
        assert_eq!(gate.opens(at(0)), Some(at(25)));
        assert_eq!(gate.open(at(500)), 20);
        assert_eq!(gate.open(at(60_000)), 40, "what was not used in a minute is not saved up");
    }

    #[test]
    fn g9_a_platform_that_asks_to_wait_is_left_alone_and_then_asked_carefully() {
        let mut gate = Gate::new(None);
        assert_eq!(gate.open(at(0)), BATCH_MAX);
        gate.learn(
            64,
            Answers { taken: 10, wait: Some(Duration::from_secs(5)), ..Answers::default() },
            at(0),
            &mut dice(),
        );
        assert_eq!((gate.open(at(4_999)), gate.opens(at(0))), (0, Some(at(5_000))));
        assert_eq!(gate.open(at(5_000)), 1);
        gate.learn(1, took(1), at(5_000), &mut dice());
        assert_eq!(gate.open(at(5_000)), 2);
        gate.learn(2, took(2), at(5_000), &mut dice());
        assert_eq!(gate.open(at(5_000)), 4);
    }

    #[test]
    fn g9_a_platform_that_cannot_be_reached_is_tried_with_one_message_after_longer_and_longer_waits() {
        let (mut gate, mut dice) = (Gate::new(None), dice());
        let mut now = at(0);
        for failures in 1..40 {
            gate.learn(1, Answers { unreachable: true, ..Answers::default() }, now, &mut dice);
            let opens = gate.opens(now).unwrap();
            let longest = TimeDelta::seconds(2_i64.pow(failures.min(8) + 1)).min(TimeDelta::minutes(5));
            assert!(
                (TimeDelta::seconds(2)..=longest).contains(&(opens - now)),
                "after {failures}: {}",
                opens - now
            );
            now = opens;
            assert_eq!(gate.open(now), 1);
        }
        gate.learn(1, took(1), now, &mut dice);
        assert_eq!(gate.open(now), BATCH_MAX);
    }

    #[test]
    fn g9_a_platform_that_refuses_the_bot_stays_closed() {
        let mut gate = Gate::new(None);
        assert!(gate.learn(1, Answers { refused: true, ..Answers::default() }, at(0), &mut dice()));
        assert!(gate.is_refused());
        assert_eq!((gate.open(at(86_400_000)), gate.opens(at(0))), (0, None));
    }

    #[test]
    fn g4_the_rate_of_a_platform_that_limits_the_bot_moves_the_next_start_forward() {
        let (mut gate, mut dice) = (Gate::new(None), dice());
        assert_eq!(gate.lead(100), TimeDelta::zero());
        let limited = Answers { taken: 1, wait: Some(Duration::from_secs(5)), ..Answers::default() };
        let mut learned = false;
        for turn in 0..6 {
            learned = gate.learn(1, limited, at(turn * 5_000), &mut dice) || learned;
        }
        assert!(learned);
        let rate = gate.rate().unwrap();
        assert!((0.15..0.3).contains(&rate), "{rate}");
        assert!(gate.lead(30) >= TimeDelta::seconds(100));
        assert_eq!(gate.lead(100_000), TimeDelta::minutes(10));
    }
}
