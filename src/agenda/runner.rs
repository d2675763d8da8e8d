//! The only sleeper, and the second door for time: it waits for the next thing to do and does it.

use chrono::{DateTime, TimeDelta, Utc};

use super::Agenda;
use crate::chat::contract::Shutdown;
use crate::clock::{Clock, HandClock};
use crate::storage::StorageError;

/// The longest sleep: a clock that was set, or a computer that slept, is noticed after it (G7).
const SLEEP_MAX: TimeDelta = TimeDelta::seconds(30);
/// The shortest sleep, which keeps something that cannot be done from being tried without a pause.
const SLEEP_MIN: TimeDelta = TimeDelta::milliseconds(200);
/// The pause after the database could not be used.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

impl Agenda {
    /// Does what falls due until shutdown. A batch that was begun is ended first.
    pub async fn run(&self, clock: &dyn Clock, mut shutdown: Shutdown) {
        while !*shutdown.borrow_and_update() {
            let until = self.round(clock).await;
            tokio::select! {
                () = clock.sleep_until(until) => {}
                () = self.wake.notified() => {}
                changed = shutdown.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Does what is due; returns until when to sleep.
    async fn round(&self, clock: &dyn Clock) -> DateTime<Utc> {
        let result = match self.work(clock.now()).await {
            Ok(_) => self.next_wakeup().await,
            Err(error) => Err(error),
        };
        let now = clock.now();
        match result {
            Ok(next) => next.unwrap_or(DateTime::<Utc>::MAX_UTC).clamp(now + SLEEP_MIN, now + SLEEP_MAX),
            Err(error) => {
                tracing::error!(%error, "the agenda could not use the database, and tries again");
                now + PAUSE
            }
        }
    }

    /// Moves the clock by hand to a later time; what falls due on the way is done with the clock at its
    /// due instant. For stories, and to try things out.
    ///
    /// # Errors
    /// [`StorageError`]; the clock then stands where the trouble was.
    pub async fn travel(&self, clock: &HandClock, to: DateTime<Utc>) -> Result<(), StorageError> {
        self.work(clock.now()).await?;
        while let Some(next) = self.next_wakeup().await?.filter(|next| *next <= to) {
            clock.set(next.max(clock.now()));
            // The runner may have been faster; only what stays due without anything done ends it.
            if self.work(clock.now()).await?.is_nothing() && self.next_wakeup().await? == Some(next) {
                break;
            }
        }
        clock.set(to.max(clock.now()));
        self.work(clock.now()).await?;
        Ok(())
    }
}
