//! The connection to Discord. It is not built yet, and `run` says so.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
// The dependency is named here so that it resolves and compiles with everything else already.
use serenity as _;

use super::PLATFORM;
use crate::chat::contract::{Abilities, Chat, Delivered, Destination, Hopeless, Inbox, LookedUp, Shutdown};
use crate::message::Message;

/// What an admin reads who has set up Discord.
#[derive(Debug, thiserror::Error)]
#[error("Discord is not built into this version yet. openchair console works today.")]
struct NotBuilt;

/// Discord as a chat.
#[derive(Debug, Clone, Copy, Default)]
pub struct Discord;

#[async_trait]
impl Chat for Discord {
    fn platform(&self) -> &'static str {
        PLATFORM
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            buttons: false,
            private_replies: false,
            edits: false,
            remembers_keys: Duration::ZERO,
            per_second: None,
        }
    }

    async fn run(&self, _inbox: &dyn Inbox, _shutdown: Shutdown) -> Result<(), Hopeless> {
        Err(Hopeless(NotBuilt.to_string()))
    }

    async fn deliver(&self, _to: &Destination, _message: &Message, _key: &str) -> Delivered {
        Delivered::Rejected(NotBuilt.to_string())
    }

    async fn look_up(&self, _to: &Destination, _key: &str, _since: DateTime<Utc>) -> LookedUp {
        LookedUp::CannotTell
    }

    async fn take_back(&self, _to: &Destination, _receipt: &str) -> Delivered {
        Delivered::NotAllowed
    }
}
