//! What every chat adapter gives and gets. Each method's comment says what may block, who
//! retries and what failure means.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::domain::group::Room;
use crate::domain::id::CommunityId;
use crate::domain::member::{Account, Language};
use crate::message::Message;
/// One thing the bot answers. It belongs to the event it answers.
pub use crate::message::Said as Answer;

/// Something that somebody said to the bot or pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The community, as the platform's own event tells it (invariant 8).
    pub community: CommunityId,
    /// Who, as the platform vouches for it.
    pub account: Account,
    /// The name the platform shows for them.
    pub name: String,
    /// Where.
    pub place: Place,
    /// When it was said, which may be before it is read (invariant 2).
    pub said_at: DateTime<Utc>,
    /// The language their platform is set to, where it tells.
    pub language: Option<Language>,
    /// What.
    pub said: Said,
}

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In a room that others can read.
    Room(Room),
    /// Between one person and the bot.
    Private,
}

/// What reached the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A typed line, as it stands. Lines not addressed to the bot are answered with nothing.
    Line(String),
    /// A pressed button, by its opaque id (P30).
    Press(String),
}

/// The bot's ear. An adapter hands every event to it and shows what comes back.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Carries out what was said. It returns after all its effects are on disk (G1), in a few
    /// milliseconds; the adapter may wait for it. It never fails: trouble is an answer too.
    async fn hear(&self, incoming: Incoming) -> Vec<Answer>;
}

/// What a platform can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Buttons under a message.
    pub buttons: bool,
    /// Answers in a room that only one person sees.
    pub private_replies: bool,
    /// Messages that can be taken back later.
    pub edits: bool,
    /// For how long the platform shows one message for a key that is sent again. Zero where it cannot
    /// tell, as after a new login on Matrix.
    pub remembers_keys: Duration,
    /// The most deliveries it takes in a second; none: no limit is known.
    pub per_second: Option<u32>,
}

/// Who or what is told unasked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// One person, privately.
    Person(Account),
    /// A room.
    Room(Room),
}

/// What came of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The platform took it; the text is its id there.
    Receipt(String),
    /// The platform asks to wait. The caller sends nothing there before, and tries again.
    TryAgainAfter(Duration),
    /// The platform cannot be reached, so that it did not take the message. The caller tries the
    /// platform again later; such a try does not count.
    Unreachable,
    /// The connection broke while the message was on its way: it may have arrived. The caller repeats
    /// it with its key for as long as the platform remembers keys, and looks it up from then on.
    Unsure,
    /// The platform does not accept the bot's credentials. The caller sends nothing there any more
    /// and tells the admin.
    Unauthorized,
    /// The place or person is gone. The caller does not try again.
    PlaceGone,
    /// The platform does not let the bot speak there. The caller does not try again.
    NotAllowed,
    /// The platform will never take this message; the reason is for the admin's log.
    Rejected(String),
}

/// What became of a delivery of which it is not known whether it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedUp {
    /// It arrived; the text is its id on the platform.
    Found(String),
    /// It did not arrive, so that it may be sent again.
    Nothing,
    /// Nobody can tell any more: the caller does not repeat it, and reports it.
    CannotTell,
    /// The platform does not answer now. The caller asks again later.
    Unreachable,
}

/// Why an adapter stopped although nobody asked it to.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Hopeless(pub String);

/// Turns true when the program is to stop.
pub type Shutdown = watch::Receiver<bool>;

/// A chat platform.
#[async_trait]
pub trait Chat: Send + Sync {
    /// The platform's short name, as in [`Account::platform`].
    fn platform(&self) -> &str;

    /// What it can show.
    fn abilities(&self) -> Abilities;

    /// Listens until shutdown and hands events to the inbox. The adapter itself reconnects;
    /// it returns an error only when that is hopeless, with a sentence for the admin.
    async fn run(&self, inbox: &dyn Inbox, shutdown: Shutdown) -> Result<(), Hopeless>;

    /// Sends one recorded delivery. It may block for as long as the platform takes, but no longer than a
    /// minute: then it is [`Delivered::Unsure`]. It never retries by itself, and is safe to call twice
    /// with one key: the platform shows one message.
    async fn deliver(&self, to: &Destination, message: &Message, key: &str) -> Delivered;

    /// Finds what an earlier, unfinished `deliver` with this key, first tried at `since`, produced. It
    /// takes a minute at most.
    async fn look_up(&self, to: &Destination, key: &str, since: DateTime<Utc>) -> LookedUp;

    /// Takes a delivered message back, because what it says became untrue while it was on its way (G6).
    /// Taking back what is gone already is a success. Adapters without that ability say [`Delivered::NotAllowed`].
    async fn take_back(&self, to: &Destination, receipt: &str) -> Delivered;
}
