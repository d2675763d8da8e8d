//! What the bot does unasked: the plan, the outbox and the one loop that sleeps.
//!
//! Everything that waits for its time is in the database. [`Agenda::next_wakeup`] says when the next of it
//! is due; [`Agenda::work`] does what is due, and called again at the same time does nothing.

mod delivery;
mod digest;
pub mod gate;
mod keep;
mod laws;
mod line;
pub mod plan;
mod runner;
mod seats;
pub mod turns;
mod untrue;
pub mod upkeep;
mod waker;
pub mod watch;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use rand::rngs::StdRng;

use crate::chat::contract::{Chat, Destination};
use crate::domain::delivery::DeliveryFacts;
use crate::domain::id::CommunityId;
use crate::domain::zone::CurrentZones;
use crate::message::Message;
use crate::storage::retention::{self, Retention};
use crate::storage::{Reader, Storage, StorageError, Tx, delivery as rows, group, rsvp, series};
pub use laws::ReadZones;
use line::Line;
use plan::{Plan, Task};
pub use waker::Waker;

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
    /// The quiet hours of those who chose none.
    pub quiet: Option<rows::QuietHours>,
}

impl Default for Rules {
    /// What `config.example.toml` says.
    fn default() -> Self {
        Self {
            default_offsets: vec![24 * 60, 60],
            hold: TimeDelta::hours(12),
            layout_days: 90,
            retention: Retention::default(),
            quiet: NaiveTime::from_hms_opt(22, 0, 0).zip(NaiveTime::from_hms_opt(8, 0, 0)),
        }
    }
}

/// What the agenda works with.
pub struct Means {
    /// The database.
    pub storage: Arc<Storage>,
    /// The chats that run, each of another platform. What is for a chat that does not run waits.
    pub chats: Vec<Arc<dyn Chat>>,
    /// The zone data in use, for the whole program.
    pub zones: CurrentZones,
    /// Reads the zone data again.
    pub read_zones: ReadZones,
    /// Puts deliveries into words.
    pub render: Render,
    /// Makes buttons pressable.
    pub buttons: Arc<dyn MintButtons>,
    /// Chance, for waits that are drawn.
    pub dice: StdRng,
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

/// What the agenda works with, without what it keeps itself.
struct Own {
    storage: Arc<Storage>,
    zones: CurrentZones,
    read_zones: ReadZones,
    render: Render,
    buttons: Arc<dyn MintButtons>,
}

/// Does what falls due: one value per process.
pub struct Agenda {
    means: Own,
    lines: Vec<Line>,
    rules: Rules,
    wake: Arc<Waker>,
    dice: Mutex<StdRng>,
    looking: tokio::sync::Mutex<runner::Looking>,
    /// False while the clock is not believed: then nothing is done (G7).
    believed: AtomicBool,
    /// How far the laws are followed.
    following: Mutex<laws::Look>,
    /// One call keeps house at a time.
    keeping: tokio::sync::Mutex<()>,
}

impl Agenda {
    /// An agenda over a database.
    #[must_use]
    pub fn new(means: Means, rules: Rules) -> Self {
        let Means { storage, chats, zones, read_zones, render, buttons, dice } = means;
        Self {
            means: Own { storage, zones, read_zones, render, buttons },
            lines: chats.into_iter().map(Line::new).collect(),
            rules,
            wake: Arc::default(),
            dice: Mutex::new(dice),
            looking: tokio::sync::Mutex::default(),
            believed: AtomicBool::new(true),
            following: Mutex::default(),
            keeping: tokio::sync::Mutex::new(()),
        }
    }

    /// What wakes the runner after a commit that may have planned something.
    #[must_use]
    pub fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.wake)
    }

    fn dice(&self) -> MutexGuard<'_, StdRng> {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When there is something to do next; none where nothing waits.
    ///
    /// # Errors
    /// [`StorageError`] where the database cannot be read.
    pub async fn next_wakeup(&self) -> Result<Option<DateTime<Utc>>, StorageError> {
        Ok(self.plan().await?.next_wakeup())
    }

    /// Does everything that is due and that the platforms take now. Calling it again with the same time does nothing.
    ///
    /// # Errors
    /// [`StorageError`]; what was done until then stays done, the rest is due still.
    pub async fn work(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut all = WorkDone::default();
        loop {
            // Each task does a batch per round, so that a long one does not hold up the telling.
            let round = self.round(now, |_| true).await?;
            if round.is_nothing() {
                return Ok(all);
            }
            all.add(round);
        }
    }

    /// One batch of each task that is due, of those that are wanted.
    async fn round(
        &self,
        now: DateTime<Utc>,
        wanted: impl Fn(Task) -> bool,
    ) -> Result<WorkDone, StorageError> {
        let mut round = WorkDone::default();
        if !self.believed.load(Ordering::Acquire) {
            return Ok(round);
        }
        for task in self.plan().await?.due(now).into_iter().filter(|task| wanted(*task)) {
            round.add(self.perform(task, now).await?);
        }
        Ok(round)
    }

    async fn plan(&self) -> Result<Plan, StorageError> {
        let mut plan = self.house_plan().await?;
        for line in &self.lines {
            plan.add(Task::Deliver, self.next_on(line).await?);
        }
        Ok(plan)
    }

    /// The plan without the telling.
    async fn house_plan(&self) -> Result<Plan, StorageError> {
        let mut db = self.means.storage.read().await?;
        let mut plan = Plan::default();
        plan.add(Task::FollowLaws, Some(self.next_look()));
        plan.add(Task::Resume, group::next_resume(&mut db).await?);
        plan.add(Task::PassSeats, rsvp::next_offer_end(&mut db).await?);
        plan.add(Task::PlanDigests, Some(rows::digest::next_planned(&mut db).await?));
        plan.add(Task::LayOut, series::next_lay_out(&mut db, self.rules.layout_days).await?);
        plan.add(Task::Sweep, retention::next_sweep(&mut db, &self.rules.retention).await?);
        Ok(plan)
    }

    /// When something is to be sent next on a platform, as its gate lets it.
    async fn next_on(&self, line: &Line) -> Result<Option<DateTime<Utc>>, StorageError> {
        let mut db = self.means.storage.read().await?;
        let platform = line.chat.platform();
        let times = [
            rows::next_due(&mut db, platform).await?,
            self.next_burst(line, &mut db).await?,
            rows::first_orphan(&mut db, platform).await?,
            rows::next_untrue(&mut db, platform).await?,
        ];
        Ok(times.into_iter().flatten().min().and_then(|wanted| line.gate().opens(wanted)))
    }

    /// When the next burst of reminders begins on a platform that is slow to take them: so early that its
    /// last one is on time. None where the platform is not known to be slow.
    async fn next_burst(&self, line: &Line, db: &mut Reader) -> Result<Option<DateTime<Utc>>, StorageError> {
        if line.gate().rate().is_none() {
            return Ok(None);
        }
        let burst = rows::burst(db, line.chat.platform(), gate::LEAD_MAX).await?;
        Ok(burst.map(|(first, count)| first - line.gate().lead(count)))
    }

    async fn perform(&self, task: Task, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let done = match task {
            Task::Deliver => return self.deliver(now).await,
            _ => self.keep_house(task, now).await?,
        };
        // What was decided may be told at once.
        if !done.is_nothing() {
            self.wake.wake();
        }
        Ok(done)
    }

    async fn keep_house(&self, task: Task, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let _one_at_a_time = self.keeping.lock().await;
        match task {
            Task::FollowLaws => self.follow_laws(now).await,
            Task::Resume => self.resume(now).await,
            Task::PassSeats => self.pass_seats(now).await,
            Task::PlanDigests => self.plan_digests(now).await,
            Task::LayOut => self.lay_out(now).await,
            Task::Sweep => self.sweep(now).await,
            Task::Deliver => Ok(WorkDone::default()),
        }
    }
}
