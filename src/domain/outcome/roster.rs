//! What the commands of `commands/roster.rs` found out or did.

use super::group::Ahead;
use crate::domain::roster::DutyRole;

/// What the commands of `commands/roster.rs` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum RosterOutcome {
    /// Who holds the next sessions.
    Shown {
        /// The group's name.
        group: String,
        /// Who is willing to hold it.
        people: Vec<String>,
        /// Its next sessions, each with its turns.
        sessions: Vec<(Ahead, Vec<Turn>)>,
    },
    /// Somebody is willing to hold a group now.
    Joined {
        /// The group's name.
        group: String,
        /// False where they were already.
        new: bool,
    },
    /// A turn was promised.
    Accepted {
        /// The group's name.
        group: String,
        /// The session.
        ahead: Ahead,
        /// To do what.
        role: DutyRole,
    },
    /// The turn was promised by the same person before.
    AlreadyYours {
        /// The session.
        ahead: Ahead,
        /// To do what.
        role: DutyRole,
    },
    /// Somebody else was first.
    Taken {
        /// The session.
        ahead: Ahead,
        /// The turn that is still open.
        other: Option<DutyRole>,
    },
    /// A request was answered with "not this time".
    Declined,
    /// A promised turn is open again.
    HandedBack {
        /// The session.
        ahead: Ahead,
        /// How many others are told.
        told: usize,
    },
    /// There is no turn to answer or to hand back.
    NoTurn,
}

/// A turn of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// To do what.
    pub role: DutyRole,
    /// Who has it, or whether somebody was asked.
    pub state: TurnState,
}

/// Who has a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TurnState {
    /// Nobody, and nobody was asked.
    Open,
    /// So many people were asked and have not answered.
    Asked(usize),
    /// This person.
    Held(String),
}
