//! What the commands of `commands/session/` found out or did.

use chrono::{DateTime, NaiveDate, Utc};

use super::group::{Ahead, SeatsLeft};
use crate::domain::rsvp::Answer;
use crate::domain::session::SessionState;
use crate::domain::zone::{ClockNote, ZoneName};

/// What the commands of `commands/session/` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionOutcome {
    /// What is on.
    Listed {
        /// The sessions of this page, by their start.
        sessions: Vec<SessionLine>,
        /// Which page, 1 is the first.
        page: u32,
        /// True where there are more.
        more: bool,
        /// The day that was asked for.
        day: Option<NaiveDate>,
        /// The group that was asked for.
        group: Option<String>,
    },
    /// A single session was added.
    Added {
        /// What it is.
        change: Change,
        /// What the clocks did to its time.
        note: Option<ClockNote>,
    },
    /// Shall the session be cancelled?
    AskCancel(Change),
    /// It does not take place.
    Cancelled {
        /// Which.
        change: Change,
        /// The next one that takes place.
        next: Option<Ahead>,
    },
    /// Shall the cancelled session take place?
    AskRestore(Change),
    /// It takes place after all.
    Restored(Change),
    /// Shall the session take place at another time?
    AskMove {
        /// Which, at its new time.
        change: Change,
        /// When it would have started.
        from: DateTime<Utc>,
    },
    /// It takes place at another time.
    Moved {
        /// Which, at its new time.
        change: Change,
        /// When it would have started.
        from: DateTime<Utc>,
        /// Where it was moved to before that, as wall time; none: where it was laid out.
        was: Option<String>,
    },
    /// A session that was just added is gone again.
    Removed(Change),
}

/// A session that is changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The group's name.
    pub group: String,
    /// The session.
    pub ahead: Ahead,
    /// How many people are told privately.
    pub told: usize,
    /// True where the group's room is told.
    pub room: bool,
}

/// A session in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionLine {
    /// The name of its group that the speaker may read.
    pub group: String,
    /// When it starts.
    pub starts: DateTime<Utc>,
    /// The zone it is told in: the reader's.
    pub zone: ZoneName,
    /// What became of it.
    pub state: SessionState,
    /// How many seats are left.
    pub seats: SeatsLeft,
    /// What the speaker answered.
    pub answer: Option<Answer>,
}
