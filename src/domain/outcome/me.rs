//! What the commands about oneself found out or did.

use chrono::{DateTime, Utc};

use super::rsvp::SessionTold;
use crate::domain::personal_data::PersonalData;
use crate::domain::roster::DutyRole;
use crate::domain::zone::ZoneName;

/// What the commands about oneself found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum MeOutcome {
    /// What lies ahead for somebody.
    Agenda {
        /// A page of it, by the start of the sessions.
        lines: Vec<AgendaLine>,
        /// Which page, from 1.
        page: u32,
        /// How many entries this page and those after it have.
        left: usize,
    },
    /// Times are told on another wall clock from now on.
    TimeZone {
        /// Whose.
        zone: ZoneName,
    },
    /// Another language is spoken from now on; it is the one of the answer.
    Language,
    /// Everything that is held.
    Exported {
        /// All of it.
        data: Box<PersonalData>,
    },
    /// Whether everything is to be erased.
    AskDelete {
        /// How many duties ahead would be open again.
        duties: usize,
        /// The groups that nobody else holds.
        alone: Vec<String>,
        /// True where somebody is known who would look after these groups.
        heirs: bool,
    },
    /// Everything was erased.
    Deleted {
        /// How many duties ahead are open again.
        duties: usize,
        /// The groups that others look after from now on.
        handed_over: Vec<String>,
    },
    /// Nothing is kept of this person.
    NothingKept,
}

/// One entry of what lies ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaLine {
    /// Which session.
    pub session: SessionTold,
    /// How the person and the session stand.
    pub state: AgendaState,
    /// The way into its call, for somebody who comes, when it is near (P11).
    pub link: Option<String>,
}

/// How a person and a session ahead stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgendaState {
    /// They come.
    Coming,
    /// They wait for a place.
    Waiting {
        /// Their place on the waiting list; 1 is next.
        place: usize,
    },
    /// A place is held for them.
    Offered {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// They promised to hold it.
    Holds {
        /// In which part.
        role: DutyRole,
    },
    /// They are asked to hold it.
    Asked {
        /// In which part.
        role: DutyRole,
    },
    /// The group rests on that day.
    Paused,
    /// It does not take place.
    Cancelled,
}
