//! What the bot does unasked: the plan, the outbox and the one loop that sleeps.
//!
//! Everything that waits for its time is in the database. [`Agenda::next_wakeup`] says when the next of it
//! is due; [`Agenda::work`] does what is due, and called again at the same time does nothing.

mod delivery;
mod digest;
mod keep;
pub mod plan;
mod runner;
mod seats;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Mutex, Notify};

use crate::chat::contract::{Chat, Destination};
use crate::domain::delivery::DeliveryFacts;
use crate::domain::id::CommunityId;
use crate::domain::zone::Zones;
use crate::message::Message;
use crate::storage::retention::{self, Retention};
use crate::storage::{Storage, StorageError, Tx, delivery as rows, group, rsvp, series};
use plan::{Plan, Task};

/// Puts a delivery into words at the moment it is sent. None: there is nothing to say.
pub type Render = Arc<dyn Fn(&DeliveryFacts) -> Option<Message> + Send + Sync>;

/// Makes the buttons of an unasked message pressable (P30). Given by start-up, because the same is done for answers.
#[async_trait]
pub trait MintButtons: Send + Sync {
    /// Exchanges what each button of the message does for an opaque id, and records it in this transaction.
    async fn mint(
        &self,
        tx: &mut Tx,
        community: &CommunityId,
        to: &Destination,
        (message, now): (&mut Message, DateTime<Utc>),
    ) -> Result<(), StorageError>;
}

/// The rules that the agenda keeps to, from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How long before a session people are reminded who chose no times, in minutes.
    pub default_offsets: Vec<u32>,
    /// How long a seat is held for whoever waits.
    pub hold: TimeDelta,
    /// How many days ahead sessions are laid out.
    pub layout_days: u32,
    /// How long things are kept.
    pub retention: Retention,
}

impl Default for Rules {
    /// What `config.example.toml` says.
    fn default() -> Self {
        Self {
            default_offsets: vec![24 * 60, 60],
            hold: TimeDelta::hours(12),
            layout_days: 90,
            retention: Retention::default(),
        }
    }
}

/// What the agenda works with.
pub struct Means {
    /// The database.
    pub storage: Arc<Storage>,
    /// The chats that run, each of another platform. What is for a chat that does not run waits.
    pub chats: Vec<Arc<dyn Chat>>,
    /// The zone data in use.
    pub zones: Zones,
    /// Puts deliveries into words.
    pub render: Render,
    /// Makes buttons pressable.
    pub buttons: Arc<dyn MintButtons>,
}

/// What one call of [`Agenda::work`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WorkDone {
    /// Messages that a platform took.
    pub sent: usize,
    /// Deliveries that were settled otherwise: too late, no longer true, refused, put off.
    pub not_sent: usize,
    /// Other rows that were dealt with: seats passed on, pauses ended, series laid out, a sweep.
    pub kept: usize,
}

impl WorkDone {
    /// True where nothing was done.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.not_sent += other.not_sent;
        self.kept += other.kept;
    }
}

/// Does what falls due: one value per process.
pub struct Agenda {
    means: Means,
    rules: Rules,
    wake: Arc<Notify>,
    /// One call works at a time: whatever is found claimed at its start is an earlier process's.
    working: Mutex<()>,
}

impl Agenda {
    /// An agenda over a database.
    #[must_use]
    pub fn new(means: Means, rules: Rules) -> Self {
        Self { means, rules, wake: Arc::new(Notify::new()), working: Mutex::new(()) }
    }

    /// Wakes the runner: call `notify_one` on it after each commit that may have planned something.
    #[must_use]
    pub fn waker(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// When there is something to do next; none where nothing waits.
    ///
    /// # Errors
    /// [`StorageError`] where the database cannot be read.
    pub async fn next_wakeup(&self) -> Result<Option<DateTime<Utc>>, StorageError> {
        Ok(self.plan().await?.next_wakeup())
    }

    /// Does everything that is due. Calling it again with the same time does nothing.
    ///
    /// # Errors
    /// [`StorageError`]; what was done until then stays done, the rest is due still.
    pub async fn work(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let _one_at_a_time = self.working.lock().await;
        let mut all = WorkDone::default();
        loop {
            // Each task does a batch per round, so that a long one does not hold up the telling.
            let mut round = WorkDone::default();
            for task in self.plan().await?.due(now) {
                round.add(self.perform(task, now).await?);
            }
            if round.is_nothing() {
                return Ok(all);
            }
            all.add(round);
        }
    }

    async fn plan(&self) -> Result<Plan, StorageError> {
        let mut db = self.means.storage.read().await?;
        let mut plan = Plan::default();
        for chat in &self.means.chats {
            plan.add(Task::Recover, rows::first_orphan(&mut db, chat.platform()).await?);
            plan.add(Task::Deliver, rows::next_due(&mut db, chat.platform()).await?);
        }
        plan.add(Task::Resume, group::next_resume(&mut db).await?);
        plan.add(Task::PassSeats, rsvp::next_offer_end(&mut db).await?);
        plan.add(Task::PlanDigests, Some(rows::digest::next_planned(&mut db).await?));
        plan.add(Task::LayOut, series::next_lay_out(&mut db, self.rules.layout_days).await?);
        plan.add(Task::Sweep, retention::next_sweep(&mut db, &self.rules.retention).await?);
        Ok(plan)
    }

    async fn perform(&self, task: Task, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        match task {
            Task::Recover => self.recover(now).await,
            Task::Resume => self.resume(now).await,
            Task::PassSeats => self.pass_seats(now).await,
            Task::PlanDigests => self.plan_digests(now).await,
            Task::Deliver => self.deliver(now).await,
            Task::LayOut => self.lay_out(now).await,
            Task::Sweep => self.sweep(now).await,
        }
    }
}
