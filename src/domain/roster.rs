//! Who holds a session: duties that people accept, and hand back without a reason.

use chrono::{DateTime, Utc};

use super::group::words;
use super::id::{MemberId, SessionId};

words! {
    /// What somebody promises to do.
    DutyRole {
        /// Holds the session.
        Lead = "lead",
        /// Holds it together with the lead.
        Co = "co",
    }
}

/// Where a duty stands. Nobody is assigned: only the person moves it to accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyState {
    /// Nobody has it and nobody was asked.
    Open,
    /// Somebody was asked, and may say yes or not this time.
    Offered {
        /// Who was asked and has not answered.
        to: Vec<MemberId>,
    },
    /// Somebody promised it.
    Accepted {
        /// Who.
        by: MemberId,
    },
    /// All who were asked said "not this time".
    Declined,
    /// Somebody had promised it and gave it back; it is open again.
    HandedBack,
}

/// One promise for one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// For which session.
    pub session: SessionId,
    /// To do what.
    pub role: DutyRole,
    /// Where it stands.
    pub state: DutyState,
}

impl Duty {
    /// True where somebody who was not asked may take it too.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.state, DutyState::Accepted { .. })
    }

    /// Who promised it.
    #[must_use]
    pub fn holder(&self) -> Option<MemberId> {
        match self.state {
            DutyState::Accepted { by } => Some(by),
            _ => None,
        }
    }
}

/// How many people a session wants: one lead and one co (an empty second place is shown as open).
pub const WANTED: [DutyRole; 2] = [DutyRole::Lead, DutyRole::Co];

words! {
    /// What somebody on a group's roster is willing to do.
    RosterPart {
        /// Holds sessions.
        Facilitator = "facilitator",
        /// Looks after the roster.
        Coordinator = "coordinator",
    }
}

/// Somebody on a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRoster {
    /// Who.
    pub member: MemberId,
    /// The name they chose.
    pub name: String,
    /// Willing to do what.
    pub part: RosterPart,
    /// Since when.
    pub since: DateTime<Utc>,
}
