//! The only sleeper, and the second door for time: it waits for the next thing to do and does it.

use std::sync::atomic::Ordering;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{join, join_all};

use super::Agenda;
use super::line::Line;
use super::plan::Task;
use super::upkeep::Upkeep;
use super::watch::Watch;
use crate::chat::contract::Shutdown;
use crate::clock::{Clock, HandClock};
use crate::storage::{StorageError, fact};

/// The longest sleep: a clock that was set, or a computer that slept, is noticed after it (G7).
const SLEEP_MAX: TimeDelta = TimeDelta::seconds(30);
/// The shortest sleep, which keeps something that cannot be done from being tried without a pause.
const SLEEP_MIN: TimeDelta = TimeDelta::milliseconds(25);
/// The pause after the database could not be used.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

/// What has a loop of its own, so that a slow platform holds up nothing else.
#[derive(Clone, Copy)]
enum Part<'a> {
    House,
    Line(&'a Line),
}

/// What is known of the clock.
#[derive(Debug, Default)]
pub(super) struct Looking {
    watch: Watch,
    begun: bool,
}

impl Agenda {
    /// Does what falls due until shutdown. A batch that was begun is ended first.
    pub async fn run(&self, clock: &dyn Clock, shutdown: Shutdown) {
        if let Err(error) = self.look_at(clock).await {
            tracing::error!(%error, "the last time that was seen cannot be read");
        }
        let lines = self.lines.iter().map(|line| self.drive(Part::Line(line), clock, shutdown.clone()));
        join(self.drive(Part::House, clock, shutdown.clone()), join_all(lines)).await;
    }

    async fn drive(&self, part: Part<'_>, clock: &dyn Clock, mut shutdown: Shutdown) {
        let mut woken = self.wake.listen();
        while !*shutdown.borrow_and_update() {
            woken.mark_unchanged();
            let until = self.turn(part, clock).await;
            tokio::select! {
                () = clock.sleep_until(until) => {}
                _ = woken.changed() => {}
                changed = shutdown.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Does what is due; returns until when to sleep.
    async fn turn(&self, part: Part<'_>, clock: &dyn Clock) -> DateTime<Utc> {
        let result = match part {
            Part::House => self.keep_all(clock).await,
            Part::Line(line) => self.send_all(line, clock).await,
        };
        let now = clock.now();
        match result {
            Ok(next) => next.unwrap_or(DateTime::<Utc>::MAX_UTC).clamp(now + SLEEP_MIN, now + SLEEP_MAX),
            Err(error) => {
                tracing::error!(%error, "the agenda could not use the database, and tries again");
                self.means.storage.mind(&error, now);
                now + PAUSE
            }
        }
    }

    async fn keep_all(&self, clock: &dyn Clock) -> Result<Option<DateTime<Utc>>, StorageError> {
        self.look_at(clock).await?;
        while !self.round(clock.now(), |task| task != Task::Deliver).await?.is_nothing() {}
        Ok(self.house_plan().await?.next_wakeup())
    }

    async fn send_all(&self, line: &Line, clock: &dyn Clock) -> Result<Option<DateTime<Utc>>, StorageError> {
        while self.believed.load(Ordering::Acquire) {
            let next = self.next_on(line).await?;
            let now = clock.now();
            let due = next.is_some_and(|next| next <= now);
            if !due || self.deliver_on(line, now).await?.is_nothing() {
                return Ok(next);
            }
        }
        Ok(None)
    }

    /// Looks whether the clock can be believed. While it cannot, nothing is done, and the log and
    /// `openchair status` say so (G7).
    ///
    /// # Errors
    /// [`StorageError`] where the last time that was seen cannot be read or kept.
    pub async fn look_at(&self, clock: &dyn Clock) -> Result<(), StorageError> {
        let mut looking = self.looking.lock().await;
        if !looking.begun {
            let mut db = self.means.storage.read().await?;
            let seen = fact::get(&mut db, fact::CLOCK_SEEN).await?;
            if let Some(seen) = seen.and_then(|seen| DateTime::parse_from_rfc3339(&seen).ok()) {
                looking.watch.remember(seen.to_utc());
            }
            looking.begun = true;
        }
        let trouble = looking.watch.look(clock.now(), clock.running()).err();
        let believed = trouble.is_none();
        let changed = self.believed.swap(believed, Ordering::AcqRel) != believed;
        let keep = looking.watch.to_keep().filter(|_| believed);
        if !changed && keep.is_none() {
            return Ok(());
        }
        let mut tx = self.means.storage.write().await?;
        if let Some(seen) = keep {
            fact::put(&mut tx, fact::CLOCK_SEEN, &seen.to_rfc3339()).await?;
        }
        match trouble {
            Some(trouble) => {
                tracing::error!(%trouble, "nothing is sent");
                fact::put(&mut tx, fact::CLOCK_TROUBLE, &trouble.to_string()).await?;
            }
            None => fact::remove(&mut tx, fact::CLOCK_TROUBLE).await?,
        }
        tx.commit().await?;
        self.wake.wake();
        Ok(())
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

impl Upkeep {
    /// Keeps the database well until shutdown. What was begun then is left; nothing of it is needed.
    pub async fn run(&self, clock: &dyn Clock, mut shutdown: Shutdown) {
        while !*shutdown.borrow_and_update() {
            let round = async {
                let now = clock.now();
                self.work(now).await;
                clock.sleep_until(Self::next(now)).await;
            };
            tokio::select! {
                () = round => {}
                changed = shutdown.changed() => if changed.is_err() { return },
            }
        }
    }
}
