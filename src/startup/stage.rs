//! The stage of a story: the real bot and agenda over a temporary database, with a clock moved by hand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, Utc};

use super::{ClockLaws, House, Household, StartError};
use crate::bot::{Authorities, Authority};
use crate::chat::contract::{Answer, Chat, Inbox, Incoming};
use crate::clock::{Clock, HandClock};
use crate::config::{Config, Loaded, Secrets};
use crate::domain::member::Role;
use crate::domain::zone::{ZoneName, Zones};
use crate::story::chat::StoryChat;
use crate::story::play::{Stage, account_of};
use crate::story::script::Opening;
use crate::story::tell::{BadOpening, Theatre};

/// From the first start on every story draws the same opaque ids, so that it can be repeated; each
/// further start draws others, since the ids from before are still kept.
const SEED: u64 = 1;

/// Makes a stage for each story.
pub struct StoryTheatre {
    /// The zone data that stories are told with.
    pub zones: Zones,
    /// Where temporary databases are made.
    pub temporary: PathBuf,
}

impl StoryTheatre {
    /// A theatre with this zone data, whose stages are set up in the system's temporary folder.
    #[must_use]
    pub fn new(zones: Zones) -> Self {
        Self { zones, temporary: std::env::temp_dir() }
    }
}

struct StoryStage {
    /// Dropped with the stage, with all that is in it.
    folder: tempfile::TempDir,
    config: Config,
    zone: ZoneName,
    zones: Zones,
    roles: BTreeMap<String, Role>,
    chat: Arc<StoryChat>,
    clock: Arc<HandClock>,
    household: Option<Household>,
    /// How often the bot was started.
    starts: u64,
}

#[async_trait]
impl Theatre for StoryTheatre {
    async fn open(&self, opening: &Opening, chat: Arc<StoryChat>) -> Result<Box<dyn Stage>, BadOpening> {
        let zone: ZoneName = opening
            .zone
            .parse()
            .map_err(|error: crate::domain::zone::ZoneProblem| BadOpening::Begins(error.to_string()))?;
        let mut config = Config::defaults();
        if let Some(own) = &opening.config {
            config = config.overlay(&own.text, "the story").map_err(|mistakes| bad_config(&mistakes))?;
        }
        config.defaults.zone.get_or_insert(zone);
        let folder = tempfile::Builder::new().prefix("openchair-story-").tempdir_in(&self.temporary);
        let folder = folder
            .map_err(|error| BadOpening::Stage(format!("a temporary folder cannot be made: {error}")))?;
        let begins = self.zones.resolve(&zone, opening.begins).utc;
        let mut stage = StoryStage {
            folder,
            config,
            zone,
            zones: self.zones.clone(),
            roles: opening.roles.iter().map(|(name, role)| (account_of(name).id, *role)).collect(),
            chat,
            clock: Arc::new(HandClock::at(begins)),
            household: None,
            starts: 0,
        };
        stage.start().await.map_err(|error| BadOpening::Stage(error.to_string()))?;
        Ok(Box::new(stage))
    }
}

fn bad_config(mistakes: &crate::config::Mistakes) -> BadOpening {
    let line = mistakes.iter().next().and_then(|mistake| mistake.place).map_or(0, |(line, _)| line);
    BadOpening::Config { line, problem: mistakes.to_string() }
}

impl StoryStage {
    /// Opens the house over the story's database, as a start of the program does.
    async fn start(&mut self) -> Result<(), StartError> {
        let data = self.folder.path().join("data");
        let loaded = Loaded {
            config: self.config.clone(),
            file: None,
            key_file: self.folder.path().join("data.key"),
            data,
            secrets: Secrets::default(),
        };
        let house =
            House::open(&loaded, ClockLaws::fixed(self.zones.clone()), Some(SEED + self.starts)).await?;
        self.starts += 1;
        let chat = Arc::clone(&self.chat) as Arc<dyn Chat>;
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        self.household = Some(house.household(vec![chat], clock, self.authorities()));
        Ok(())
    }

    /// Roles as the story's opening gives them; its coordinators look after every group.
    fn authorities(&self) -> Authorities {
        let roles = self.roles.clone();
        Box::new(move |_, account| {
            let role = roles.get(&account.id).copied().unwrap_or_default();
            Authority { role, coordinates_all: role == Role::Coordinator }
        })
    }
}

#[async_trait]
impl Stage for StoryStage {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.zones.resolve(&self.zone, local).utc
    }

    fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        self.zones.local(&self.zone, instant)
    }

    async fn set_clock(&mut self, to: DateTime<Utc>) {
        self.clock.set(to);
    }

    async fn hear(&mut self, incoming: Incoming) -> Vec<Answer> {
        match &self.household {
            Some(household) => household.bot.hear(incoming).await,
            None => Vec::new(),
        }
    }

    async fn next_wakeup(&mut self) -> Result<Option<DateTime<Utc>>, String> {
        let Some(household) = &self.household else { return Ok(None) };
        household.agenda.next_wakeup().await.map_err(|error| error.to_string())
    }

    async fn work(&mut self) -> Result<(), String> {
        let Some(household) = &self.household else { return Ok(()) };
        household.agenda.work(self.clock.now()).await.map(|_| ()).map_err(|error| error.to_string())
    }

    async fn restart(&mut self) -> Result<(), String> {
        self.household = None;
        self.start().await.map_err(|error| error.to_string())
    }
}
