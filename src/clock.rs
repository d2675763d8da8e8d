//! The clock: the system's, and one that is moved by hand.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// Tells the time and waits for it. `bot` and the agenda's runner read it (invariant 2); adapters may wait on it.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time.
    fn now(&self) -> DateTime<Utc>;

    /// Returns when the clock shows this time, or a later one; at once where it does already.
    async fn sleep_until(&self, time: DateTime<Utc>);

    /// Returns after this long, measured; for whoever waits and never asks what time it is.
    async fn pause(&self, how_long: Duration) {
        let how_long = TimeDelta::from_std(how_long).unwrap_or(TimeDelta::MAX);
        self.sleep_until(self.now().checked_add_signed(how_long).unwrap_or(DateTime::<Utc>::MAX_UTC)).await;
    }

    /// How long the machine has run, sleep included. Setting the clock does not change it, so that a clock that
    /// was set is noticed (G7). None where the system does not tell.
    fn running(&self) -> Option<Duration> {
        None
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the system's clock is read")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that waits for the system's clock")]
    async fn sleep_until(&self, time: DateTime<Utc>) {
        // tokio waits in steps of a millisecond: one more keeps a sleeper from waking a moment too early.
        while let Ok(left) = (time - self.now()).to_std() {
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.max(Duration::from_millis(1))).await;
        }
    }

    /// A clock that is set meanwhile makes it neither shorter nor longer.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that waits for the system's clock")]
    async fn pause(&self, how_long: Duration) {
        tokio::time::sleep(how_long).await;
    }

    #[cfg(target_os = "linux")]
    fn running(&self) -> Option<Duration> {
        let ran = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Some(Duration::new(ran.tv_sec.try_into().ok()?, ran.tv_nsec.try_into().ok()?))
    }
}

/// A clock that stands until somebody moves it; for stories and tests, and to try things out.
#[derive(Debug)]
pub struct HandClock {
    shown: watch::Sender<DateTime<Utc>>,
    /// By how much it was set without time passing.
    stepped: Mutex<TimeDelta>,
}

impl HandClock {
    /// A clock that stands at this time.
    #[must_use]
    pub fn at(time: DateTime<Utc>) -> Self {
        Self { shown: watch::Sender::new(time), stepped: Mutex::default() }
    }

    /// Moves it, forward or back; whoever waited for that time wakes up.
    pub fn set(&self, time: DateTime<Utc>) {
        self.shown.send_replace(time);
    }

    /// Sets it, forward or back, as an admin sets the clock of a machine: no time passes.
    pub fn step(&self, time: DateTime<Utc>) {
        *self.stepped.lock().unwrap_or_else(PoisonError::into_inner) += time - self.now();
        self.set(time);
    }

    /// Moves it forward by so much.
    pub fn advance(&self, by: TimeDelta) {
        self.shown.send_modify(|time| *time += by);
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.shown.borrow()
    }

    async fn sleep_until(&self, time: DateTime<Utc>) {
        // The clock cannot be dropped while it is waited on, so the wait ends only when the time has come.
        let _ = self.shown.subscribe().wait_for(|shown| *shown >= time).await;
    }

    fn running(&self) -> Option<Duration> {
        let stepped = *self.stepped.lock().unwrap_or_else(PoisonError::into_inner);
        (self.now() - stepped - DateTime::UNIX_EPOCH).to_std().ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_774_000_000, 0).unwrap()
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_hand_passes_its_time() {
        let clock = Arc::new(HandClock::at(noon()));
        let sleeper = tokio::spawn({
            let clock = Arc::clone(&clock);
            async move {
                clock.sleep_until(noon() + TimeDelta::hours(1)).await;
                clock.now()
            }
        });
        clock.advance(TimeDelta::minutes(59));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished(), "one minute is left");
        clock.set(noon() + TimeDelta::hours(3));
        assert_eq!(sleeper.await.unwrap(), noon() + TimeDelta::hours(3));
    }

    #[tokio::test]
    async fn nobody_sleeps_until_the_past() {
        HandClock::at(noon()).sleep_until(noon()).await;
        SystemClock.sleep_until(noon()).await;
    }

    #[tokio::test]
    async fn g7_the_system_clock_has_reached_the_time_when_a_sleeper_wakes() {
        let until = SystemClock.now() + TimeDelta::milliseconds(20);
        SystemClock.sleep_until(until).await;
        assert!(SystemClock.now() >= until);
    }
}
