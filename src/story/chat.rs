//! The chat that a story is told in: it keeps what is delivered until the player collects it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::chat::contract::{Abilities, Chat, Delivered, Destination, Hopeless, Inbox, LookedUp, Shutdown};
use crate::message::Message;

use super::script::Fate;

/// The platform's short name, as in the accounts and rooms of a story.
pub const PLATFORM: &str = "story";

/// Something that was delivered unasked.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// To whom.
    pub to: Destination,
    /// What.
    pub message: Message,
}

/// A chat that is there for as long as the story, whatever becomes of the bot.
#[derive(Debug, Default)]
pub struct StoryChat {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Receipts by key, so that a repeated delivery shows nothing twice.
    receipts: HashMap<String, String>,
    uncollected: Vec<Delivery>,
    /// What becomes of what is sent to whom; the newest last.
    fates: Vec<(Option<Destination>, Fate)>,
}

impl State {
    /// What becomes of a message: the newest that was said of all, or of whoever it is for.
    fn fate(&self, to: &Destination) -> Fate {
        let fits = |whom: &Option<Destination>| whom.as_ref().is_none_or(|whom| whom == to);
        let found = self.fates.iter().rev().find(|(whom, _)| fits(whom));
        found.map_or(Fate::Arrive, |(_, fate)| *fate)
    }
}

impl StoryChat {
    /// From now on this becomes of what is sent to somebody, or to all.
    pub fn set_fate(&self, to: Option<Destination>, fate: Fate) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).fates.push((to, fate));
    }

    /// What was delivered since the last time, in order.
    #[must_use]
    pub fn collect(&self) -> Vec<Delivery> {
        std::mem::take(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner).uncollected)
    }
}

#[async_trait]
impl Chat for StoryChat {
    fn platform(&self) -> &'static str {
        PLATFORM
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            buttons: true,
            private_replies: true,
            edits: false,
            remembers_keys: Duration::MAX,
            per_second: None,
        }
    }

    /// The player hands events to the bot itself, so there is nothing to listen to.
    async fn run(&self, _inbox: &dyn Inbox, mut shutdown: Shutdown) -> Result<(), Hopeless> {
        let _ended = shutdown.wait_for(|stop| *stop).await;
        Ok(())
    }

    async fn deliver(&self, to: &Destination, message: &Message, key: &str) -> Delivered {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(receipt) = state.receipts.get(key) {
            return Delivered::Receipt(receipt.clone());
        }
        match state.fate(to) {
            Fate::Arrive => {}
            Fate::Unanswered => return Delivered::Unreachable,
            Fate::Refused => return Delivered::NotAllowed,
            Fate::Rejected => return Delivered::Rejected("the story says so".to_owned()),
        }
        let receipt = format!("story-{}", state.receipts.len() + 1);
        state.receipts.insert(key.to_owned(), receipt.clone());
        state.uncollected.push(Delivery { to: to.clone(), message: message.clone() });
        Delivered::Receipt(receipt)
    }

    async fn look_up(&self, _to: &Destination, key: &str, _since: DateTime<Utc>) -> LookedUp {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.receipts.get(key).cloned().map_or(LookedUp::Nothing, LookedUp::Found)
    }

    async fn take_back(&self, _to: &Destination, _receipt: &str) -> Delivered {
        Delivered::NotAllowed
    }
}
