//! Buttons: what they do is kept under an id that says nothing (P30).

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng as _};

use crate::agenda::MintButtons;
use crate::chat::contract::Destination;
use crate::domain::id::CommunityId;
use crate::domain::member::Account;
use crate::domain::settings::Settings;
use crate::language::invocation::Action;
use crate::message::Message;
use crate::storage::button::Pressed;
use crate::storage::{self, StorageError, Tx};

/// How long a button lives that does not answer a question: longer than its session is laid out ahead.
const CARD_LIFE: TimeDelta = TimeDelta::days(180);

/// Keeps what buttons do. One value serves the answers of the bot and what the agenda says unasked.
pub struct Buttons {
    dice: Mutex<StdRng>,
    salt: String,
    settings: Settings,
}

impl Buttons {
    /// Opaque ids come from the dice; accounts are hashed with the deployment's salt.
    #[must_use]
    pub fn new(dice: StdRng, salt: String, settings: Settings) -> Self {
        Self { dice: Mutex::new(dice), salt, settings }
    }

    /// Chance of its own for somebody else, drawn from this one.
    #[must_use]
    pub fn dice(&self) -> StdRng {
        StdRng::from_rng(&mut *self.dice.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sixteen random bytes as text.
    pub(super) fn opaque(&self) -> String {
        let mut bytes = [0_u8; 16];
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// An account as it stands on buttons and questions: whoever reads them learns no id.
    #[must_use]
    pub fn asked(&self, account: &Account) -> String {
        storage::member::asked(&self.salt, account)
    }

    /// Keeps what the buttons of a message do, and puts opaque ids in its place. A button in a room is
    /// for everybody, unless it answers what one person was asked.
    pub(super) async fn keep(
        &self,
        db: &mut storage::Connection,
        community: &CommunityId,
        (message, private): (&mut Message, bool),
        (asked, now): (Option<&str>, DateTime<Utc>),
    ) -> Result<(), StorageError> {
        for button in &mut message.buttons {
            let action = std::mem::replace(&mut button.press, self.opaque());
            let answers = Action::decode(&action).is_some_and(|action| is_answer(&action));
            let pressed = Pressed {
                asked: asked.filter(|_| private || answers).map(str::to_owned),
                expires: now + self.life(&action),
                answers,
                action,
            };
            storage::button::insert(db, community, &button.press, &pressed).await?;
        }
        Ok(())
    }

    fn life(&self, action: &str) -> TimeDelta {
        match Action::decode(action) {
            Some(Action::Undo(_)) => self.settings.undo,
            Some(action) if is_answer(&action) => self.settings.question,
            _ => CARD_LIFE,
        }
    }
}

/// True for a button that answers a question: it works once.
pub(super) fn is_answer(action: &Action) -> bool {
    match action {
        Action::Run(invocation) => invocation.confirmed,
        Action::Consent(_) | Action::DeclineConsent | Action::Dismiss | Action::Undo(_) => true,
    }
}

#[async_trait]
impl MintButtons for Buttons {
    async fn mint(
        &self,
        tx: &mut Tx,
        community: &CommunityId,
        to: &Destination,
        (message, now): (&mut Message, DateTime<Utc>),
    ) -> Result<(), StorageError> {
        let asked = match to {
            Destination::Person(account) => Some(self.asked(account)),
            Destination::Room(_) => None,
        };
        let private = asked.is_some();
        self.keep(tx, community, (message, private), (asked.as_deref(), now)).await
    }
}
