//! One suite over every adapter: what the chat contract promises, seen from the people's side of each platform.
//!
//! An adapter joins with a [`Peer`]: the adapter itself with an inbox behind it, and the people in front of it.

mod console;
#[cfg(all(feature = "pipe", unix))]
mod pipe;
mod story;
mod suite;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use openchair::chat::contract::{Chat, Inbox, Place};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::support::inbox::Echo;

/// A message on the screen of whoever may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Who sees it.
    pub by: By,
    /// What it says, without its buttons.
    pub text: String,
    /// What its buttons say.
    pub buttons: Vec<String>,
}

/// Who sees a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// One person alone, by the id of their account.
    Person(String),
    /// Everybody in a room, by its id.
    Room(String),
}

/// The people's side of a platform.
#[async_trait]
pub trait Peer: Send + Sync {
    /// The adapter, which is running.
    fn chat(&self) -> Arc<dyn Chat>;

    /// False where events reach the bot without the adapter, as in stories.
    fn listens(&self) -> bool {
        true
    }

    /// Somebody says a line.
    async fn says(&self, person: &str, place: &Place, line: &str);

    /// Somebody presses the newest button of that label that they see.
    async fn presses(&self, person: &str, label: &str);

    /// Everything that was ever shown and is still there, oldest first.
    fn seen(&self) -> Vec<Seen>;
}

/// An adapter that runs, with the bot that says back what it heard.
pub struct Running {
    pub echo: Arc<Echo>,
    stop: watch::Sender<bool>,
    task: JoinHandle<Result<(), openchair::chat::contract::Hopeless>>,
}

impl Running {
    /// Lets an adapter run.
    pub fn new(chat: Arc<dyn Chat>) -> Self {
        let echo = Arc::new(Echo::default());
        let (stop, shutdown) = watch::channel(false);
        let inbox = Arc::clone(&echo) as Arc<dyn Inbox>;
        let task = tokio::spawn(async move { chat.run(&*inbox, shutdown).await });
        Self { echo, stop, task }
    }

    /// Asks it to stop; it does, soon and without complaint.
    pub async fn stops(self) {
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(Duration::from_secs(10), self.task).await;
        ended.expect("it stops in time").expect("it does not panic").expect("it does not complain");
    }
}

/// Waits until this gives something.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..2_000 {
        if let Some(found) = look() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("waited in vain for {what}")
}

/// The suite as named tests over one adapter.
macro_rules! conforms {
    ($adapter:ident, $open:path) => {
        mod $adapter {
            use super::suite;

            conforms!(@ $open: g3_a_delivery_is_shown_once_and_found_by_its_key);
            conforms!(@ $open: g6_a_message_is_taken_back_where_the_platform_can);
            conforms!(@ $open: p5_what_is_private_is_seen_by_one_person);
            conforms!(@ $open: invariant_8_an_event_says_who_where_and_when);
            conforms!(@ $open: p30_a_pressed_button_comes_back_as_its_id);
            conforms!(@ $open: p29_what_people_wrote_changes_nothing_else);
            conforms!(@ $open: an_adapter_says_what_it_is_and_stops_when_asked);
        }
    };
    (@ $open:path: $check:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $check() {
            let (peer, running) = $open().await;
            suite::$check(&peer, &running.echo).await;
            running.stops().await;
        }
    };
}

conforms!(over_the_console, super::console::open);
conforms!(over_the_story, super::story::open);
#[cfg(all(feature = "pipe", unix))]
conforms!(over_the_pipe, super::pipe::open);
