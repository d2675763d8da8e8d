//! Carries a story out, step by step, on a stage that holds a real bot.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDateTime, Utc};

use crate::chat::buttons::{Buttons, Meant};
use crate::chat::contract::{Answer, Destination, Incoming, Place, Said};
use crate::domain::group::Room;
use crate::domain::id::CommunityId;
use crate::domain::member::Account;
use crate::message::{Message, plain};

use super::chat::{PLATFORM, StoryChat};
use super::script::{Action, Reader, Spot, Step};

/// Where people are when a story does not say.
pub const DEFAULT_ROOM: &str = "#lobby";

/// How often the bot may wake up without the clock moving on, before the player gives up.
const WAKE_UPS_MAX: usize = 1_000;

/// The most buttons that an error names.
const NAMED_MAX: usize = 8;

/// A bot, its database and its clock, as a story needs them.
#[async_trait]
pub trait Stage: Send {
    /// What the clock shows.
    fn now(&self) -> DateTime<Utc>;

    /// The instant of a wall time in the story's zone.
    fn instant(&self, local: NaiveDateTime) -> DateTime<Utc>;

    /// The wall time of an instant in the story's zone.
    fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime;

    /// Moves the clock. Nothing else happens.
    async fn set_clock(&mut self, to: DateTime<Utc>);

    /// The bot hears something and answers.
    async fn hear(&mut self, incoming: Incoming) -> Vec<Answer>;

    /// When the bot next has to do something unasked; none: never.
    ///
    /// # Errors
    /// A sentence about why it cannot tell.
    async fn next_wakeup(&mut self) -> Result<Option<DateTime<Utc>>, String>;

    /// The bot does everything that is due by now. It delivers through the story's chat.
    ///
    /// # Errors
    /// A sentence about what it could not do.
    async fn work(&mut self) -> Result<(), String>;

    /// Stops the bot and starts it again over the same database.
    ///
    /// # Errors
    /// A sentence about why it does not start.
    async fn restart(&mut self) -> Result<(), String>;
}

/// One thing the bot did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether somebody asked for it.
    pub kind: HappeningKind,
    /// The room in which everybody sees it.
    pub place: Option<String>,
    /// The one person who sees it.
    pub to: Option<String>,
    /// What it says, as plain text without its buttons.
    pub text: String,
    /// What its buttons say.
    pub buttons: Vec<String>,
    /// True where it came later than it was due.
    pub late: bool,
}

/// Whether somebody asked for what the bot did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HappeningKind {
    /// It answers a command or a press.
    Reply,
    /// It is unasked.
    Message,
}

impl HappeningKind {
    /// The word for it in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Message => "message",
        }
    }
}

/// Why a step could not be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nothing that the person sees has this button.
    #[error("{person} sees no button \"{label}\". {}", seen_buttons(seen))]
    NoButton {
        /// Who pressed.
        person: String,
        /// What.
        label: String,
        /// What there is to press, newest first.
        seen: Vec<String>,
    },
    /// The clock does not go backwards.
    #[error("The clock shows {now} already. It only moves forward.")]
    Backwards {
        /// What it shows, in the story's zone.
        now: NaiveDateTime,
    },
    /// A time that no calendar has.
    #[error("That is too far away for any calendar.")]
    TooFar,
    /// The bot wants to work again and again at one instant.
    #[error("The bot keeps waking up at {0} without getting any further.")]
    Stuck(NaiveDateTime),
    /// The bot itself says what is wrong.
    #[error("{0}")]
    Bot(String),
}

fn seen_buttons(seen: &[String]) -> String {
    if seen.is_empty() {
        return "No message on screen has a button.".to_owned();
    }
    let quoted: Vec<String> = seen.iter().map(|label| format!("\"{label}\"")).collect();
    format!("There is: {}.", quoted.join(", "))
}

/// Plays one story.
pub struct Player<'a> {
    stage: &'a mut dyn Stage,
    chat: Arc<StoryChat>,
    community: CommunityId,
    buttons: Buttons,
    /// Names as they were last written, by account id.
    names: BTreeMap<String, String>,
}

/// The account of a person in a story: the name in small letters.
#[must_use]
pub fn account_of(person: &str) -> Account {
    Account { platform: PLATFORM.to_owned(), id: person.to_lowercase() }
}

/// The room of that name in a story.
#[must_use]
pub fn room_of(name: &str) -> Room {
    Room { platform: PLATFORM.to_owned(), id: name.to_owned() }
}

impl<'a> Player<'a> {
    /// A player for a stage whose bot delivers to `chat`.
    pub fn new(stage: &'a mut dyn Stage, chat: Arc<StoryChat>, community: CommunityId) -> Self {
        Self { stage, chat, community, buttons: Buttons::default(), names: BTreeMap::new() }
    }

    /// Plays one step. What the bot did is added to `done` as it happens, so that it is there
    /// even where the step ends in trouble.
    ///
    /// # Errors
    /// A [`Trouble`]; the story can go on after it.
    pub async fn play(&mut self, action: &Action, done: &mut Vec<Happening>) -> Result<(), Trouble> {
        match action {
            Action::Begin => {}
            Action::Say { person, spot, text } => {
                let place = match spot {
                    None => Place::Room(room_of(DEFAULT_ROOM)),
                    Some(Spot::Room(room)) => Place::Room(room_of(room)),
                    Some(Spot::Private) => Place::Private,
                };
                self.hear(person, place, Said::Line(text.clone()), done).await;
            }
            Action::Press { person, label } => {
                let meant = self.button(person, label)?;
                self.hear(person, meant.place, Said::Press(meant.press), done).await;
            }
            Action::MoveTo(local) => self.advance(self.stage.instant(*local), done).await?,
            Action::Later(step) => {
                let target = self.after(*step)?;
                self.advance(target, done).await?;
            }
            Action::Restart => self.stage.restart().await.map_err(Trouble::Bot)?,
            Action::OffUntil(local) => self.off_until(self.stage.instant(*local)).await?,
            Action::OffFor(step) => self.off_until(self.after(*step)?).await?,
            Action::Fate { to, fate } => {
                let to = to.as_ref().map(|reader| match reader {
                    Reader::Person(person) => Destination::Person(account_of(person)),
                    Reader::Room(room) => Destination::Room(room_of(room)),
                });
                self.chat.set_fate(to, *fate);
            }
        }
        // What is due at once, such as a notice of cancellation, belongs to this step.
        self.advance(self.stage.now(), done).await
    }

    /// The bot stops; the clock goes on without it; it starts again.
    async fn off_until(&mut self, target: DateTime<Utc>) -> Result<(), Trouble> {
        let now = self.stage.now();
        if target < now {
            return Err(Trouble::Backwards { now: self.stage.local(now) });
        }
        self.stage.set_clock(target).await;
        self.stage.restart().await.map_err(Trouble::Bot)
    }

    /// The person says something; the answers appear.
    async fn hear(&mut self, person: &str, place: Place, said: Said, done: &mut Vec<Happening>) {
        let account = account_of(person);
        self.names.insert(account.id.clone(), person.to_owned());
        let incoming = Incoming {
            community: self.community.clone(),
            account: account.clone(),
            name: person.to_owned(),
            place: place.clone(),
            said_at: self.stage.now(),
            language: None,
            said,
        };
        for answer in self.stage.hear(incoming).await {
            let only = (answer.private || place == Place::Private).then(|| account.clone());
            done.push(self.show(&answer.message, only, place.clone(), HappeningKind::Reply));
        }
    }

    /// Moves the clock on; whatever falls due on the way is done with the clock at its due instant.
    async fn advance(&mut self, target: DateTime<Utc>, done: &mut Vec<Happening>) -> Result<(), Trouble> {
        let now = self.stage.now();
        if target < now {
            return Err(Trouble::Backwards { now: self.stage.local(now) });
        }
        let mut idle = 0;
        while let Some(due) =
            self.stage.next_wakeup().await.map_err(Trouble::Bot)?.filter(|due| *due <= target)
        {
            let now = self.stage.now();
            idle = if due > now { 0 } else { idle + 1 };
            if idle > WAKE_UPS_MAX {
                return Err(Trouble::Stuck(self.stage.local(now)));
            }
            if due > now {
                self.stage.set_clock(due).await;
            }
            self.stage.work().await.map_err(Trouble::Bot)?;
            self.collect(done);
        }
        if self.stage.now() < target {
            self.stage.set_clock(target).await;
        }
        Ok(())
    }

    /// The instant that many days and minutes from now.
    fn after(&self, step: Step) -> Result<DateTime<Utc>, Trouble> {
        let now = self.stage.now();
        let days = u64::try_from(step.days).map_err(|_| Trouble::TooFar)?;
        let start = if days == 0 {
            now
        } else {
            let local = self.stage.local(now).checked_add_days(Days::new(days)).ok_or(Trouble::TooFar)?;
            self.stage.instant(local)
        };
        start.checked_add_signed(step.exact).ok_or(Trouble::TooFar)
    }

    /// Shows what was delivered unasked.
    fn collect(&mut self, done: &mut Vec<Happening>) {
        for delivery in self.chat.collect() {
            let (only, place) = match delivery.to {
                Destination::Person(account) => (Some(account), Place::Private),
                Destination::Room(room) => (None, Place::Room(room)),
            };
            done.push(self.show(&delivery.message, only, place, HappeningKind::Message));
        }
    }

    /// Puts a message on the screen.
    fn show(
        &mut self,
        message: &Message,
        only: Option<Account>,
        place: Place,
        kind: HappeningKind,
    ) -> Happening {
        let to = only.as_ref().map(|account| self.names.get(&account.id).unwrap_or(&account.id).clone());
        let room = match (&place, &only) {
            (Place::Room(room), None) => Some(room.id.clone()),
            _ => None,
        };
        let labels = message.buttons.iter().map(|button| button.label.clone()).collect();
        self.buttons.show(&message.buttons, only, place);
        let (at, text) = (self.stage.now(), plain::text(message));
        Happening { at, kind, place: room, to, text, buttons: labels, late: message.late }
    }

    /// The newest button of that label that the person can see.
    fn button(&self, person: &str, label: &str) -> Result<Meant, Trouble> {
        let account = account_of(person);
        self.buttons.labelled(&account, label).ok_or_else(|| {
            let mut seen = self.buttons.labels(&account);
            seen.truncate(NAMED_MAX);
            Trouble::NoButton { person: person.to_owned(), label: label.to_owned(), seen }
        })
    }
}
