//! A command as somebody gave it, and what a button does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::id::{GroupId, SeriesId, SessionId};

/// A command with its arguments, before anything is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invocation {
    /// The command's words, such as `rsvp coming`.
    pub command: String,
    /// The arguments by name.
    pub arguments: BTreeMap<String, Given>,
    /// True once the person has answered the command's question with yes.
    #[serde(default)]
    pub confirmed: bool,
}

/// What stands in an argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Given {
    /// What somebody typed.
    Typed(String),
    /// A group, session or member that a button points at; it cannot be typed.
    Exact(i64),
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Carries out a command for whoever presses.
    Run(Invocation),
    /// Records consent, then carries out the command that asked for it (P2).
    Consent(Invocation),
    /// Declines that anything is kept; nothing is.
    DeclineConsent,
    /// Leaves everything as it is.
    Dismiss,
    /// Takes back what was just done.
    Undo(Undo),
}

/// What can be taken back, for a few minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undo {
    /// A group was made: it goes, with its series and sessions.
    GroupCreated(GroupId),
    /// A group was ended: it meets again.
    GroupEnded(GroupId),
    /// Settings were changed: the values from before come back.
    GroupEdited {
        /// Which group.
        group: GroupId,
        /// Which setting.
        field: String,
        /// What it was.
        value: String,
    },
    /// The schedule was changed: an earlier series goes on.
    Rescheduled {
        /// Which group.
        group: GroupId,
        /// The series from before.
        series: SeriesId,
    },
    /// A session was added: it goes.
    SessionAdded(SessionId),
    /// A session was cancelled: it takes place.
    SessionCancelled(SessionId),
    /// A cancelled session was restored: it is cancelled again.
    SessionRestored(SessionId),
    /// A session was moved: it goes back.
    SessionMoved {
        /// Which session.
        session: SessionId,
        /// Its wall time before, `YYYY-MM-DDTHH:MM:SS`; none: where it was laid out.
        from: Option<String>,
    },
}

impl Invocation {
    /// A command without arguments.
    #[must_use]
    pub fn new(command: &str) -> Self {
        Self { command: command.to_owned(), arguments: BTreeMap::new(), confirmed: false }
    }

    /// With an argument as it could be typed.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.insert(name.to_owned(), Given::Typed(value.into()));
        self
    }

    /// With an argument that points at one thing.
    #[must_use]
    pub fn exact(mut self, name: &str, id: i64) -> Self {
        self.arguments.insert(name.to_owned(), Given::Exact(id));
        self
    }

    /// The same, after its question was answered with yes.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.confirmed = true;
        self
    }

    /// What stands in an argument.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&Given> {
        self.arguments.get(name)
    }

    /// What was typed for an argument.
    #[must_use]
    pub fn typed(&self, name: &str) -> Option<&str> {
        match self.arguments.get(name) {
            Some(Given::Typed(text)) => Some(text),
            _ => None,
        }
    }
}

impl Action {
    /// As text, for `message::Button::press`.
    #[must_use]
    pub fn encode(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From text.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
