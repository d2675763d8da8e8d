//! The chat of stories in the suite: what is delivered stays until somebody looks.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use openchair::chat::contract::{Chat, Destination, Place};
use openchair::message::plain;
use openchair::story::chat::StoryChat;

use super::{By, Peer, Running, Seen};

pub struct Listeners {
    chat: Arc<StoryChat>,
    seen: Mutex<Vec<Seen>>,
}

pub async fn open() -> (Listeners, Running) {
    let chat = Arc::new(StoryChat::default());
    let running = Running::new(Arc::clone(&chat) as Arc<dyn Chat>);
    (Listeners { chat, seen: Mutex::default() }, running)
}

#[async_trait]
impl Peer for Listeners {
    fn chat(&self) -> Arc<dyn Chat> {
        Arc::clone(&self.chat) as Arc<dyn Chat>
    }

    /// The player of the story hands events to the bot itself.
    fn listens(&self) -> bool {
        false
    }

    async fn says(&self, _: &str, _: &Place, _: &str) {}

    async fn presses(&self, _: &str, _: &str) {}

    fn seen(&self) -> Vec<Seen> {
        let mut seen = self.seen.lock().unwrap();
        seen.extend(self.chat.collect().into_iter().map(|delivery| Seen {
            by: match delivery.to {
                Destination::Person(account) => By::Person(account.id),
                Destination::Room(room) => By::Room(room.id),
            },
            text: plain::text(&delivery.message),
            buttons: delivery.message.buttons.into_iter().map(|button| button.label).collect(),
        }));
        seen.clone()
    }
}
