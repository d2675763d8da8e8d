//! `openchair console`: the bot in this terminal.

use std::io::{self, BufReader, IsTerminal};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::signals::stop_asked;
use super::{ClockLaws, House, StartError};
use crate::agenda::Agenda;
use crate::chat::console::{
    CommandWords, Console, ConsoleSettings, Dial, NameKind, NameSource, Streams, Turn, TurnProblem,
};
use crate::chat::contract::Chat;
use crate::clock::{Clock, HandClock, SystemClock};
use crate::config::Loaded;
use crate::domain::community::Community;
use crate::domain::id::CommunityId;
use crate::domain::member::{Account, Role};
use crate::domain::zone::CurrentZones;
use crate::language::table::DESCRIPTIONS;
use crate::message::{Instant, InstantForm};
use crate::storage::group::Viewer;
use crate::storage::{self, Storage};
use crate::wording::{self, Voice};

/// How the terminal is used.
#[derive(Debug, Clone)]
pub struct Manner {
    /// The community to talk in.
    pub community: CommunityId,
    /// Who sits there, by their login name.
    pub person: String,
    /// True where `/clock` may move the clock.
    pub trying: bool,
    /// True where `NO_COLOR` asks for no colours.
    pub plain: bool,
}

/// Talks until the end of input.
///
/// # Errors
/// The database cannot be opened, or the terminal cannot be used.
pub async fn talk(loaded: &Loaded, manner: Manner) -> Result<(), StartError> {
    let house = House::open(loaded, ClockLaws::of(&loaded.config), None).await?;
    let clock = clock(manner.trying);
    let community = house.community(manner.community.clone()).await?;
    let dial = Arc::new(WallClock {
        clock: clock.clone(),
        community: community.clone(),
        zones: house.zones.clone(),
        agenda: std::sync::OnceLock::new(),
    });
    let console = Arc::new(Console::new(
        console_settings(&house, &community, &manner, clock.now()).await?,
        Arc::clone(&dial) as Arc<dyn Dial>,
        streams(),
    )?);
    let chats = vec![Arc::clone(&console) as Arc<dyn Chat>];
    let household = house.household(chats, clock.clock(), house.authorities());
    let _first = dial.agenda.set(Arc::clone(&household.agenda));
    let (stop, shutdown) = watch::channel(false);
    let upkeep = house.look_after(clock.clock(), shutdown.clone(), manner.trying);
    let running = clock.runs_by_itself().then(|| {
        let (agenda, ticking) = (Arc::clone(&household.agenda), clock.clock());
        let watching = shutdown.clone();
        tokio::spawn(async move { agenda.run(&*ticking, watching).await })
    });
    let asking = stop.clone();
    let asked = tokio::spawn(async move {
        stop_asked().await;
        asking.send_replace(true);
    });
    let ended = console.run(&*household.bot, shutdown).await;
    asked.abort();
    stop.send_replace(true);
    if let Some(running) = running {
        let _stopped = running.await;
    }
    house.close(upkeep).await;
    Ok(ended?)
}

/// The terminal, or a pipe.
fn streams() -> Streams {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Streams::Terminal;
    }
    Streams::Piped { input: Box::new(BufReader::new(io::stdin())), output: Box::new(io::stdout()) }
}

async fn console_settings(
    house: &House,
    community: &Community,
    manner: &Manner,
    now: DateTime<Utc>,
) -> Result<ConsoleSettings, StartError> {
    let viewer = Viewer { member: None, role: Role::Admin };
    let groups = storage::group::names(&mut *house.storage.read().await?, &community.id, viewer).await?;
    let zones = house.zones.current();
    let voice =
        Voice { texts: &house.texts, language: community.language, zone: community.zone, zones: &zones, now };
    Ok(ConsoleSettings {
        community: manner.community.clone(),
        person: manner.person.clone(),
        language: None,
        colours: io::stdout().is_terminal() && !manner.plain,
        phrases: wording::console::phrases(&voice),
        words: CommandWords::of(DESCRIPTIONS),
        help_command: "help",
        begun: !groups.is_empty(),
        names: Some(names(&house.storage, community)),
    })
}

/// The names of groups that the person may see, for completion (P7).
fn names(storage: &Arc<Storage>, community: &Community) -> NameSource {
    let (storage, community) = (Arc::clone(storage), community.id.clone());
    let runtime = tokio::runtime::Handle::current();
    Arc::new(move |person, kind| match kind {
        NameKind::Group | NameKind::Session => {
            let account =
                Account { platform: crate::chat::console::PLATFORM.to_owned(), id: person.to_lowercase() };
            runtime.block_on(group_names(&storage, &community, &account)).unwrap_or_default()
        }
        NameKind::Person | NameKind::Room => Vec::new(),
    })
}

async fn group_names(
    storage: &Storage,
    community: &CommunityId,
    account: &Account,
) -> Result<Vec<String>, storage::StorageError> {
    let mut db = storage.read().await?;
    let member = storage::member::by_account(&mut db, community, account).await?;
    let viewer = Viewer {
        member: member.as_ref().map(|member| member.id),
        role: member.map(|member| member.role).unwrap_or_default(),
    };
    storage::group::names(&mut db, community, viewer).await
}

/// The system's clock, or one that `/clock` moves.
#[derive(Clone)]
enum Ticking {
    System,
    Hand(Arc<HandClock>),
}

fn clock(trying: bool) -> Ticking {
    if trying { Ticking::Hand(Arc::new(HandClock::at(SystemClock.now()))) } else { Ticking::System }
}

impl Ticking {
    /// False where it stands until `/clock` moves it. What falls due then is done on the way; the times that such a
    /// clock shows are not kept as times that were seen (G7).
    fn runs_by_itself(&self) -> bool {
        matches!(self, Self::System)
    }

    fn clock(&self) -> Arc<dyn Clock> {
        match self {
            Self::System => Arc::new(SystemClock),
            Self::Hand(clock) => Arc::clone(clock) as Arc<dyn Clock>,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock().now()
    }
}

/// The clock as the terminal shows and moves it.
struct WallClock {
    clock: Ticking,
    community: Community,
    zones: CurrentZones,
    agenda: std::sync::OnceLock<Arc<Agenda>>,
}

#[async_trait]
impl Dial for WallClock {
    fn moment(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn shown(&self) -> Instant {
        let utc = self.clock.now();
        let local = self.zones.current().local(&self.community.zone, utc);
        let zone = self.community.zone.as_str().to_owned();
        Instant { utc, local, zone, form: InstantForm::Full, year: true }
    }

    async fn settle(&self) {
        if let Some(agenda) = self.agenda.get() {
            // The agenda's own loop meets the same trouble, logs it and tries again.
            let _trouble = agenda.work(self.clock.now()).await;
        }
    }

    async fn turn(&self, turn: Turn) -> Result<(), TurnProblem> {
        let (Ticking::Hand(clock), Some(agenda)) = (&self.clock, self.agenda.get()) else {
            return Err(TurnProblem::Fixed);
        };
        let to = self.target(clock.now(), turn)?;
        if to < clock.now() {
            return Err(TurnProblem::Backwards);
        }
        // Trouble on the way is logged by the agenda and tried again; the clock has moved all the same.
        if agenda.travel(clock, to).await.is_err() {
            clock.set(to);
        }
        Ok(())
    }
}

impl WallClock {
    fn target(&self, now: DateTime<Utc>, turn: Turn) -> Result<DateTime<Utc>, TurnProblem> {
        let zones = self.zones.current();
        match turn {
            Turn::Later { days, exact } => {
                let local = zones.local(&self.community.zone, now);
                let days = TimeDelta::try_days(i64::from(days)).ok_or(TurnProblem::TooFar)?;
                let there = local.checked_add_signed(days).ok_or(TurnProblem::TooFar)?;
                let there = zones.resolve(&self.community.zone, there).utc;
                there.checked_add_signed(exact).ok_or(TurnProblem::TooFar)
            }
            Turn::To(local) => Ok(zones.resolve(&self.community.zone, local).utc),
        }
    }
}
