//! A platform with moods and a finite memory of keys, at which the program can be made to end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use openchair::chat::contract::{
    Abilities, Chat, Delivered, Destination, Hopeless, Inbox, LookedUp, Shutdown,
};
use openchair::clock::{Clock, HandClock};
use openchair::message::Message;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The name under which it is known.
pub const PLATFORM: &str = "sim";
/// For how long a key that comes again shows nothing new.
pub const MEMORY: TimeDelta = TimeDelta::minutes(3);

/// How it is at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It takes everything.
    Healthy,
    /// Answers are lost, also after a message was taken, and it asks to wait.
    Flaky,
    /// It takes one now and then, and asks to wait for the rest.
    Limiting,
    /// It cannot be reached.
    Down,
}

/// A message that somebody sees.
#[derive(Debug, Clone)]
pub struct Shown {
    pub key: String,
    pub at: DateTime<Utc>,
    pub late: bool,
    pub taken_back: bool,
    /// By how much the clock was behind the time of an earlier message.
    pub behind: TimeDelta,
}

struct State {
    mood: Mood,
    dice: StdRng,
    shown: Vec<Shown>,
    remembered: HashMap<String, (DateTime<Utc>, usize)>,
    /// After so many further calls the program ends, before or after the platform has done what it was asked.
    ends_in: Option<(u32, bool)>,
    ended: bool,
    limited_until: Option<DateTime<Utc>>,
}

/// The platform. It outlives the program.
pub struct Platform {
    clock: Arc<HandClock>,
    state: Mutex<State>,
}

impl Platform {
    pub fn new(clock: Arc<HandClock>, seed: u64) -> Self {
        let state = State {
            mood: Mood::Healthy,
            dice: StdRng::seed_from_u64(seed),
            shown: Vec::new(),
            remembered: HashMap::new(),
            ends_in: None,
            ended: false,
            limited_until: None,
        };
        Self { clock, state: Mutex::new(state) }
    }

    pub fn set_mood(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    /// The program ends at one of the next calls.
    pub fn end_in(&self, calls: u32, after: bool) {
        self.state.lock().unwrap().ends_in = Some((calls, after));
    }

    /// True once the program has ended here.
    pub fn has_ended(&self) -> bool {
        self.state.lock().unwrap().ended
    }

    /// The program is started again.
    pub fn begin(&self) {
        let mut state = self.state.lock().unwrap();
        (state.ended, state.ends_in) = (false, None);
    }

    pub fn shown(&self) -> Vec<Shown> {
        self.state.lock().unwrap().shown.clone()
    }

    /// Counts a call; true where the program ends at this side of it.
    fn ends(&self, after: bool) -> bool {
        let mut state = self.state.lock().unwrap();
        if !after && let Some((calls, _)) = &mut state.ends_in {
            *calls = calls.saturating_sub(1);
        }
        if state.ends_in == Some((0, after)) {
            state.ended = true;
        }
        state.ended
    }

    /// One call: the program may end before or after it, and others have their turn in between.
    async fn call<T>(&self, act: impl FnOnce(&mut State, DateTime<Utc>) -> T) -> T {
        if self.ends(false) {
            return std::future::pending().await;
        }
        let yields = self.state.lock().unwrap().dice.random_range(0..3);
        for _ in 0..yields {
            tokio::task::yield_now().await;
        }
        let result = act(&mut self.state.lock().unwrap(), self.clock.now());
        if self.ends(true) {
            return std::future::pending().await;
        }
        tokio::task::yield_now().await;
        result
    }
}

impl State {
    fn deliver(&mut self, message: &Message, key: &str, now: DateTime<Utc>) -> Delivered {
        let chance = self.dice.random_range(0..100);
        match self.mood {
            Mood::Down => Delivered::Unreachable,
            Mood::Flaky if chance < 10 => Delivered::Unreachable,
            Mood::Flaky if chance < 20 => Delivered::Unsure,
            Mood::Flaky if chance < 35 => {
                self.show(message, key, now);
                Delivered::Unsure
            }
            Mood::Flaky if chance < 45 => Delivered::TryAgainAfter(Duration::from_secs(chance)),
            Mood::Limiting => self.limited(message, key, now),
            Mood::Flaky | Mood::Healthy => Delivered::Receipt(self.show(message, key, now)),
        }
    }

    /// One message in five seconds.
    fn limited(&mut self, message: &Message, key: &str, now: DateTime<Utc>) -> Delivered {
        if let Some(until) = self.limited_until.filter(|until| now < *until) {
            return Delivered::TryAgainAfter((until - now).to_std().unwrap());
        }
        self.limited_until = Some(now + TimeDelta::seconds(5));
        Delivered::Receipt(self.show(message, key, now))
    }

    fn show(&mut self, message: &Message, key: &str, now: DateTime<Utc>) -> String {
        if let Some((at, place)) = self.remembered.get(key)
            && (now - *at).abs() < MEMORY
        {
            return format!("m{place}");
        }
        let place = self.shown.len();
        let behind = self.shown.iter().map(|earlier| earlier.at - now).max().unwrap_or_default();
        self.shown.push(Shown {
            key: key.to_owned(),
            at: now,
            late: message.late,
            taken_back: false,
            behind,
        });
        self.remembered.insert(key.to_owned(), (now, place));
        format!("m{place}")
    }
}

#[async_trait]
impl Chat for Platform {
    fn platform(&self) -> &str {
        PLATFORM
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            buttons: true,
            private_replies: true,
            edits: true,
            remembers_keys: Duration::from_secs(120),
            per_second: Some(40),
        }
    }

    async fn run(&self, _: &dyn Inbox, _: Shutdown) -> Result<(), Hopeless> {
        Ok(())
    }

    async fn deliver(&self, _: &Destination, message: &Message, key: &str) -> Delivered {
        self.call(|state, now| state.deliver(message, key, now)).await
    }

    async fn look_up(&self, _: &Destination, key: &str, _: DateTime<Utc>) -> LookedUp {
        self.call(|state, _| {
            if state.mood == Mood::Down {
                return LookedUp::Unreachable;
            }
            let found = state.shown.iter().position(|shown| shown.key == key);
            found.map_or(LookedUp::Nothing, |place| LookedUp::Found(format!("m{place}")))
        })
        .await
    }

    async fn take_back(&self, _: &Destination, receipt: &str) -> Delivered {
        self.call(|state, _| {
            if state.mood == Mood::Down {
                return Delivered::Unreachable;
            }
            let place: usize = receipt.trim_start_matches('m').parse().unwrap();
            state.shown[place].taken_back = true;
            Delivered::Receipt(receipt.to_owned())
        })
        .await
    }
}
