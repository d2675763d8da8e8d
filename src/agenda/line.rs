//! The line to one platform: its chat, its gate, and whose turn it is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::gate::Gate;
use super::turns::Turns;
use crate::chat::contract::Chat;

/// What is due is looked up again after so long, where something was written in between: what is
/// urgent does not wait for the end of a long burst.
const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(1);

/// The line to one platform.
pub(super) struct Line {
    pub(super) chat: Arc<dyn Chat>,
    gate: Mutex<Gate>,
    /// Held while a batch is on its way: whatever is found claimed by its next holder is nobody's any more.
    pub(super) queue: tokio::sync::Mutex<Queue>,
}

/// What waits on a line.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) turns: Turns,
    looked: Option<(DateTime<Utc>, u64)>,
    /// True once what an earlier process knew of the platform is known.
    pub(super) begun: bool,
}

impl Line {
    pub(super) fn new(chat: Arc<dyn Chat>) -> Self {
        let gate = Mutex::new(Gate::new(chat.abilities().per_second));
        Self { chat, gate, queue: tokio::sync::Mutex::default() }
    }

    pub(super) fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// Whether what is due is to be looked up, at this time and after so many commits.
    pub(super) fn is_stale(&self, now: DateTime<Utc>, commits: u64) -> bool {
        let changed = self.looked.is_none_or(|(at, seen)| seen != commits && (now - at).abs() >= LOOK_AGAIN);
        self.turns.is_over() || changed
    }

    pub(super) fn fill(&mut self, turns: Turns, now: DateTime<Utc>, commits: u64) {
        self.turns = turns;
        self.looked = Some((now, commits));
    }
}
