//! What the commands about coming, joining and leaving found out or did.

use chrono::{DateTime, Utc};

use crate::domain::group::SeeWhoComes;
use crate::domain::id::{GroupId, MemberId, SessionId};
use crate::domain::rsvp::Answer;

/// A session as an answer names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTold {
    /// Which, for buttons.
    pub id: SessionId,
    /// The group's name.
    pub group: String,
    /// When it starts.
    pub starts: DateTime<Utc>,
}

/// A group as an answer names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTold {
    /// Which, for buttons.
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// One line of a person's own answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerTold {
    /// They come to every session of a group.
    Always {
        /// The group's name.
        group: String,
        /// When they come next.
        next: Option<DateTime<Utc>>,
    },
    /// Their answer to one session.
    Once {
        /// Which session.
        session: SessionTold,
        /// What they answered.
        answer: Answer,
        /// Their place on the waiting list, if they are on it; 1 is next.
        place: Option<usize>,
        /// True where the session does not take place.
        cancelled: bool,
    },
}

/// Somebody who asks to join a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTold {
    /// Who, for buttons.
    pub member: MemberId,
    /// The name they chose.
    pub name: String,
    /// Which group.
    pub group: GroupTold,
    /// What they wrote.
    pub note: Option<String>,
}

/// Who looks after a group whose last facilitator leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heir {
    /// The person who was named.
    Person {
        /// The name they chose.
        name: String,
    },
    /// The coordinators, or the admins where there are none.
    InCharge,
}

/// What the commands about coming, joining and leaving found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum RsvpOutcome {
    /// They come.
    Coming {
        /// To which session.
        session: SessionTold,
        /// Who may see that.
        see: SeeWhoComes,
        /// True where they came already.
        already: bool,
        /// The way into the call, from ten minutes before the start (P11).
        link: Option<String>,
        /// True where they have not yet heard of reminders.
        hint: bool,
    },
    /// They wait for a place.
    Waiting {
        /// In which session.
        session: SessionTold,
        /// Their place in the queue; 1 is next.
        place: usize,
        /// True where they waited already.
        already: bool,
        /// How long an open place is held for them, in minutes; none where little time is left.
        hold_minutes: Option<u32>,
    },
    /// The session that they would come to does not take place.
    NotTakingPlace {
        /// Which session.
        session: SessionTold,
        /// The next one that does.
        next: Option<SessionTold>,
    },
    /// They do not come.
    NotComing {
        /// To which session.
        session: SessionTold,
        /// True where they come to every other one.
        once: bool,
        /// True where they promised to hold it.
        holds: bool,
    },
    /// They have no answer to take back, but hold the session.
    StillHolds {
        /// Which session.
        session: SessionTold,
    },
    /// They come to every session.
    ComesAlways {
        /// Of which group.
        group: GroupTold,
        /// From which session on.
        first: Option<SessionTold>,
        /// How many of the sessions laid out are full, so that they wait.
        waiting: usize,
        /// True where they did already.
        already: bool,
        /// Who may see that.
        see: SeeWhoComes,
        /// True where they have not yet heard of reminders.
        hint: bool,
    },
    /// They no longer come to every session.
    NoLongerAlways {
        /// Of which group.
        group: GroupTold,
        /// How many answers to single sessions of it stay.
        kept: usize,
    },
    /// Their answers.
    Answers {
        /// The first of them.
        answers: Vec<AnswerTold>,
        /// How many there are.
        total: usize,
    },
    /// They belong to a group.
    Belongs {
        /// Which group.
        group: GroupTold,
        /// True where they did already.
        already: bool,
        /// Its next session.
        next: Option<SessionTold>,
    },
    /// They asked to join a group, and wait for an answer.
    Asked {
        /// Which group.
        group: GroupTold,
        /// True where they did already.
        already: bool,
    },
    /// They left a group.
    Left {
        /// Which group.
        group: GroupTold,
        /// How many duties of theirs are open again.
        duties: usize,
        /// Who looks after it now, where they were the last who did or named somebody.
        heir: Option<Heir>,
    },
    /// They are no part of the group.
    NothingToLeave {
        /// Which group.
        group: GroupTold,
    },
    /// Asks whether the last facilitator leaves.
    AskHandOver {
        /// Which group.
        group: GroupTold,
        /// Who would look after it.
        heir: Heir,
    },
    /// Nobody is known who could look after the group.
    NobodyToHandTo {
        /// Which group.
        group: GroupTold,
    },
    /// Those who ask to join.
    Requests {
        /// The first of them.
        requests: Vec<RequestTold>,
        /// How many there are.
        total: usize,
    },
    /// Somebody who asked belongs now.
    RequestAccepted {
        /// Who asked for what.
        request: RequestTold,
    },
    /// Somebody who asked gets a neutral answer.
    RequestDeclined {
        /// Who asked for what.
        request: RequestTold,
    },
}
