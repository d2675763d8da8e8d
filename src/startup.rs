//! The wiring: the only place that names every concrete type. It reads top to bottom.

use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinHandle;

use crate::agenda::upkeep::{Upkeep, UpkeepRules};
use crate::agenda::{Agenda, Means, ReadZones, Render, Rules};
use crate::bot::{Authorities, Authority, Bot, Buttons, Pace, Parts};
use crate::chat::contract::{Chat, Shutdown};
use crate::clock::Clock;
use crate::config::{self, Config, Environment, Loaded, Mistakes};
use crate::domain::community::Community;
use crate::domain::id::CommunityId;
use crate::domain::settings::Settings;
use crate::domain::zone::{CurrentZones, ZoneName, Zones};
use crate::storage::retention::Retention;
use crate::storage::rotation::Rotation;
use crate::storage::{self, Location, OpenError, Storage, StorageError};
use crate::wording::{self, Texts, TextsError, Voice};
use crate::zoneinfo::{self, LoadedZones, NotUsed};

pub mod console;
pub mod run;
mod signals;
pub mod stage;

/// Why the program does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration has mistakes.
    #[error("{0}")]
    Config(#[from] Mistakes),
    /// The database cannot be opened.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// The database does not answer.
    #[error("{0}")]
    Storage(#[from] StorageError),
    /// The sentences cannot be read: the program was not built whole.
    #[error("{0}")]
    Texts(#[from] TextsError),
    /// The name of a community.
    #[error("{0}")]
    Community(#[from] crate::domain::id::BadCommunityName),
    /// The system gives no randomness.
    #[error("the system gives no randomness ({0}); try again, and if it stays so, look at the system's log")]
    Randomness(String),
    /// The terminal cannot be used.
    #[error("the terminal cannot be used ({0})")]
    Terminal(#[from] std::io::Error),
    /// There is nothing to run.
    #[error("{0}")]
    NothingToRun(String),
    /// A chat gave up.
    #[error("{0}")]
    Chat(#[from] crate::chat::contract::Hopeless),
}

impl StartError {
    /// The exit code: 2 where the configuration or the call is wrong, otherwise 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Community(_) => 2,
            _ => 1,
        }
    }
}

/// Reads the configuration.
///
/// # Errors
/// Every mistake in it.
pub fn load(
    config: Option<&Path>,
    data: Option<&Path>,
    environment: &Environment,
) -> Result<Loaded, StartError> {
    Ok(config::load(config, data, environment)?)
}

/// Where the database and its key are.
#[must_use]
pub fn location(loaded: &Loaded) -> Location {
    Location { data: loaded.data.clone(), key_file: loaded.key_file.clone() }
}

/// The zone data: the embedded, or that of the system or of a named folder where it is newer.
#[must_use]
pub fn zones(config: &Config) -> LoadedZones {
    zoneinfo::load(config.clock.zoneinfo.as_deref())
}

/// The zone data, of the folder that was named on the command line.
#[must_use]
pub fn zones_of(folder: Option<&Path>) -> LoadedZones {
    zoneinfo::load(folder)
}

/// The clock laws: those in force, and how they are read again while the program runs (G8).
pub struct ClockLaws {
    zones: Zones,
    read: ReadZones,
}

impl ClockLaws {
    /// Those of the folder that the configuration names, or of the system, or the program's own.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let folder = config.clock.zoneinfo.clone();
        Self { zones: zones(config).zones, read: Arc::new(move || read_again(folder.as_deref())) }
    }

    /// Laws that stay as they are, for stories.
    #[must_use]
    pub fn fixed(zones: Zones) -> Self {
        Self { zones, read: Arc::new(|| None) }
    }
}

/// The zone data as it is now. None where the folder cannot be read: it may be half replaced, and what was read before is
/// better than the program's own then.
fn read_again(folder: Option<&Path>) -> Option<Zones> {
    let loaded = zoneinfo::load(folder);
    match loaded.not_used {
        Some(reason @ (NotUsed::Broken { .. } | NotUsed::Missing { .. })) => {
            tracing::debug!(%reason, "the time zones stay as they were read before");
            None
        }
        _ => Some(loaded.zones),
    }
}

/// What a bot and its agenda share.
pub struct House {
    /// The database.
    pub storage: Arc<Storage>,
    /// Every sentence.
    pub texts: Arc<Texts>,
    /// The clock laws in force.
    pub zones: CurrentZones,
    read_zones: ReadZones,
    config: Config,
    buttons: Arc<Buttons>,
}

/// A bot with its agenda: what hears, and what speaks unasked.
pub struct Household {
    /// Hears events and answers them.
    pub bot: Arc<Bot>,
    /// Does what falls due.
    pub agenda: Arc<Agenda>,
}

impl House {
    /// Opens the database and everything that stands around it. `seed` makes opaque ids repeatable, for stories.
    ///
    /// # Errors
    /// The database cannot be opened.
    pub async fn open(loaded: &Loaded, laws: ClockLaws, seed: Option<u64>) -> Result<Self, StartError> {
        let storage = Arc::new(Storage::open(&location(loaded), loaded.secrets.key.as_ref()).await?);
        let salt = storage::fact::deployment(&mut *storage.read().await?).await?;
        let dice = dice(seed)?;
        let buttons = Arc::new(Buttons::new(dice, salt, settings(&loaded.config)));
        Ok(Self {
            storage,
            texts: Arc::new(Texts::load()?),
            zones: CurrentZones::new(laws.zones),
            read_zones: laws.read,
            config: loaded.config.clone(),
            buttons,
        })
    }

    /// A bot and its agenda over these chats.
    #[must_use]
    pub fn household(&self, chats: Vec<Arc<dyn Chat>>, clock: Arc<dyn Clock>, may: Authorities) -> Household {
        let agenda = Arc::new(Agenda::new(self.means(chats), rules(&self.config)));
        let bot = Bot::new(Parts {
            storage: Arc::clone(&self.storage),
            clock,
            texts: Arc::clone(&self.texts),
            zones: self.zones.clone(),
            settings: settings(&self.config),
            communities: communities(&self.config),
            elsewhere: community(&self.config, CommunityId::home()),
            authorities: may,
            help_lines: self.config.help_lines.clone(),
            wake: agenda.waker(),
            buttons: Arc::clone(&self.buttons),
            pace: Pace {
                person_per_minute: self.config.limits.person_per_minute,
                community_per_minute: self.config.limits.community_per_minute,
            },
        });
        Household { bot: Arc::new(bot), agenda }
    }

    fn means(&self, chats: Vec<Arc<dyn Chat>>) -> Means {
        Means {
            storage: Arc::clone(&self.storage),
            chats,
            zones: self.zones.clone(),
            read_zones: Arc::clone(&self.read_zones),
            render: self.render(),
            buttons: Arc::clone(&self.buttons) as Arc<dyn crate::agenda::MintButtons>,
            dice: self.buttons.dice(),
        }
    }

    /// Puts what is said unasked into words, in the language and zone of whoever is told.
    fn render(&self) -> Render {
        let (texts, zones) = (Arc::clone(&self.texts), self.zones.clone());
        Arc::new(move |facts| {
            let zones = zones.current();
            let voice = Voice {
                texts: &texts,
                language: facts.language,
                zone: facts.zone,
                zones: &zones,
                now: facts.now,
            };
            wording::notice::notice(facts, &voice)
        })
    }

    /// A community as it is kept. What the configuration says about it wins; one that nobody knows is made.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn community(&self, id: CommunityId) -> Result<Community, StorageError> {
        let described = community(&self.config, id);
        let mut tx = self.storage.write().await?;
        if self.config.communities.contains_key(described.id.as_str()) {
            storage::community::put(&mut tx, &described).await?;
        }
        let kept = storage::community::ensure(&mut tx, &described.id, &described).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Keeps the database well in the background until shutdown: checks, copies, room on the disk. Where the clock is moved
    /// by hand no copies are made: their times would be made up.
    pub fn look_after(&self, clock: Arc<dyn Clock>, shutdown: Shutdown, by_hand: bool) -> JoinHandle<()> {
        let opened = self.storage.opened();
        opened.remarks.iter().for_each(|remark| tracing::warn!("{remark}"));
        if opened.erased_again > 0 {
            let people = opened.erased_again;
            tracing::warn!(people, "the database is an earlier copy: people erased since were erased again");
        }
        let backup = &self.config.backup;
        let kept = Rotation { hourly: backup.hourly, daily: backup.daily, weekly: backup.weekly };
        let rotation = if by_hand { Rotation::OFF } else { kept };
        let upkeep =
            Upkeep::new(Arc::clone(&self.storage), UpkeepRules { rotation, ..UpkeepRules::default() });
        tokio::spawn(async move { upkeep.run(&*clock, shutdown).await })
    }

    /// Closes the database after all that used it has ended; `upkeep` ends by itself once it was asked to.
    pub async fn close(&self, upkeep: JoinHandle<()>) {
        let _ended = upkeep.await;
        self.storage.close().await;
    }

    /// Who may do what, by the configuration.
    #[must_use]
    pub fn authorities(&self) -> Authorities {
        let config = self.config.clone();
        Box::new(move |community, account| {
            let role = config.community(community.as_str()).roles.of_account(account);
            Authority { role, coordinates_all: false }
        })
    }
}

fn dice(seed: Option<u64>) -> Result<StdRng, StartError> {
    match seed {
        Some(seed) => Ok(StdRng::seed_from_u64(seed)),
        None => StdRng::try_from_rng(&mut rand::rngs::SysRng)
            .map_err(|error| StartError::Randomness(error.to_string())),
    }
}

/// What the commands need of the configuration.
#[must_use]
pub fn settings(config: &Config) -> Settings {
    let minutes = |minutes: u32| TimeDelta::minutes(i64::from(minutes));
    Settings {
        capacity: config.defaults.capacity,
        minutes: config.defaults.minutes,
        offer_hold: TimeDelta::hours(i64::from(config.defaults.offer_hours)),
        layout_days: config.defaults.layout_days,
        undo: minutes(config.defaults.undo_minutes),
        question: minutes(config.defaults.question_minutes),
        rsvp_days: config.retention.rsvp_days,
        offsets_minutes: config.reminders.offsets_minutes.clone(),
        quiet: config.reminders.quiet(),
    }
}

fn rules(config: &Config) -> Rules {
    Rules {
        default_offsets: config.reminders.offsets_minutes.clone(),
        hold: TimeDelta::hours(i64::from(config.defaults.offer_hours)),
        layout_days: config.defaults.layout_days,
        retention: Retention {
            rsvp_days: config.retention.rsvp_days,
            duty_days: config.retention.duty_days,
            dead_letter_days: config.retention.dead_letter_days,
            audit_days: config.retention.audit_days,
        },
        quiet: config.reminders.quiet(),
    }
}

fn communities(config: &Config) -> Vec<Community> {
    let ids = config.communities.keys().filter_map(|name| CommunityId::new(name).ok());
    ids.map(|id| community(config, id)).collect()
}

/// A community as the configuration describes it; where it names no zone, the zone of this machine counts.
fn community(config: &Config, id: CommunityId) -> Community {
    let described = config.community(id.as_str());
    Community {
        title: described.title,
        zone: described.zone.unwrap_or_else(machine_zone),
        language: described.language.unwrap_or(config.defaults.language),
        id,
    }
}

/// The zone this machine is set to; UTC where it tells none.
fn machine_zone() -> ZoneName {
    let told = iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok());
    told.unwrap_or(ZoneName::UTC)
}
