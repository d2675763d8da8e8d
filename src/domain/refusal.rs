//! The kind "no": what a person asked for cannot be, and what they can do instead.

use chrono::{DateTime, Utc};

use super::group::Venue;
use super::member::Role;
use super::recurrence::RuleRefusal;
use super::zone::ZoneName;

/// What could not be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// A group by that name.
    Group,
    /// A session on that day.
    Session,
    /// A person by that name.
    Member,
    /// A request to join.
    Request,
}

/// One of several that could be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupChoice {
    /// The group's name.
    pub name: String,
    /// Its next session, by which groups of one name are told apart.
    pub next: Option<(DateTime<Utc>, ZoneName)>,
    /// Where it meets.
    pub venue: Venue,
    /// The street or place.
    pub address: Option<String>,
}

/// Why something that a person asked for was not done. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing, or they may not know of it (P7: the same words for both).
    NotFound {
        /// What was looked for.
        sought: Sought,
        /// The nearest name they may know of.
        nearest: Option<String>,
    },
    /// Several could be meant.
    Which {
        /// The first of them, at most five.
        choices: Vec<GroupChoice>,
        /// How many there are.
        count: usize,
    },
    /// There is nothing yet that could be meant.
    NothingThere(Sought),
    /// Only people of a higher role may do this.
    NeedsRole(Role),
    /// They may not change this group.
    NotYours {
        /// Its name.
        group: String,
    },
    /// The group has ended.
    GroupEnded {
        /// Its name.
        group: String,
    },
    /// The session is over.
    SessionOver,
    /// The session was cancelled.
    SessionCancelled,
    /// The session takes place; there is nothing to restore.
    NotCancelled,
    /// The time lies in the past.
    InThePast,
    /// The rule has no session ahead.
    NoSessionAhead,
    /// The rule cannot be kept.
    Rule(RuleRefusal),
    /// The session is at that time already.
    SameTime,
    /// People count on the group: it can be ended, not undone.
    PeopleCountOnIt {
        /// Its name.
        group: String,
    },
    /// One session alone is moved, not edited.
    MoveInstead,
    /// The group takes part by request.
    JoinFirst {
        /// Its name.
        group: String,
    },
    /// There is nothing of theirs to take back.
    NothingToWithdraw,
    /// Nobody asked them anything.
    NothingAsked,
    /// The button is old.
    OldButton,
    /// The button is for somebody else.
    NotYourButton,
    /// A reminder would come before its session is laid out.
    TooEarly {
        /// So many days before a session are the most.
        days: u32,
    },
    /// The time lies too far ahead.
    TooFarAhead {
        /// So many days ahead are the most.
        days: u32,
    },
    /// So many reminders of their own wait already.
    TooManyReminders {
        /// How many may wait.
        max: u32,
    },
    /// Too many commands in too short a time (P31).
    TooFast,
}
