//! What the commands of `commands/group/` found out or did.

use chrono::{DateTime, Utc};

use crate::domain::group::{Group, Membership, Venue};
use crate::domain::id::{GroupId, SeriesId, SessionId};
use crate::domain::recurrence::Recurrence;
use crate::domain::zone::{ClockNote, ZoneName};

/// What the commands of `commands/group/` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupOutcome {
    /// A group was made.
    Created(Box<Created>),
    /// Some of the groups that the speaker may know of.
    Listed {
        /// Those of this page.
        groups: Vec<GroupLine>,
        /// Which page, 1 is the first.
        page: u32,
        /// True where there are more.
        more: bool,
        /// True where not all groups were looked at.
        filtered: bool,
    },
    /// All that the speaker may know about one group.
    Card(Box<GroupCard>),
    /// A setting was changed.
    Edited(Box<Edited>),
    /// Shall the schedule change, from the next session on?
    AskSchedule(Box<Rescheduled>),
    /// The schedule changed, from the next session on.
    Rescheduled(Box<Rescheduled>),
    /// Shall the group end?
    AskEnd {
        /// Its name.
        name: String,
        /// How many people count on its next sessions.
        concerned: usize,
    },
    /// The group has ended.
    Ended {
        /// Which.
        group: GroupId,
        /// Its name.
        name: String,
    },
    /// A group that was just made is gone again.
    Unmade {
        /// Its name.
        name: String,
    },
    /// A group that had ended meets again.
    Resumed {
        /// Its name.
        name: String,
    },
}

/// When a group meets, by one of its series.
#[derive(Debug, Clone, PartialEq)]
pub struct Meets {
    /// The rule and its first time.
    pub recurrence: Recurrence,
    /// The zone whose wall clock counts.
    pub zone: ZoneName,
    /// How long, in minutes.
    pub minutes: u32,
}

/// A session that is ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// Which.
    pub session: SessionId,
    /// When it starts.
    pub starts: DateTime<Utc>,
    /// The zone it is told in.
    pub zone: ZoneName,
}

/// A group that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Created {
    /// Its facts.
    pub group: Group,
    /// When it meets.
    pub meets: Meets,
    /// Its first session.
    pub first: Ahead,
    /// The first of the next sessions that the clocks touch.
    pub touched: Option<(Ahead, ClockNote)>,
    /// True where its zone changes its clocks within a year.
    pub clocks_change: bool,
    /// True where some months lack its day.
    pub skips_months: bool,
    /// Other groups of that name that the speaker may know of.
    pub namesakes: usize,
    /// Who was asked to hold the first session.
    pub asked: Vec<String>,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupLine {
    /// The name that the speaker may read.
    pub name: String,
    /// Its next session.
    pub next: Option<Ahead>,
    /// Where it meets.
    pub venue: Venue,
    /// The street or place.
    pub address: Option<String>,
    /// Who may take part.
    pub membership: Membership,
    /// True for one's own group.
    pub own: bool,
}

/// How many seats are left, in words that do not count people (P4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatsLeft {
    /// There is no limit.
    Unlimited,
    /// More than a few.
    Several,
    /// One to three.
    Few,
    /// None: there is a waiting list.
    Full,
}

impl SeatsLeft {
    /// Puts a number of free seats into words; none: no limit.
    #[must_use]
    pub fn of(free: Option<usize>) -> Self {
        match free {
            None => Self::Unlimited,
            Some(0) => Self::Full,
            Some(1..=3) => Self::Few,
            Some(_) => Self::Several,
        }
    }
}

/// All that somebody may know about a group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupCard {
    /// The name that they may read.
    pub name: String,
    /// Its facts.
    pub group: Group,
    /// When it meets.
    pub meets: Vec<Meets>,
    /// Its next session, and how many seats are left.
    pub next: Option<(Ahead, SeatsLeft)>,
    /// True where the speaker belongs to it.
    pub own: bool,
    /// True where the speaker may change it.
    pub changeable: bool,
}

/// A setting that was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// Which group.
    pub group: GroupId,
    /// Its name.
    pub name: String,
    /// Which setting.
    pub field: &'static str,
    /// Its value before, as it can be typed.
    pub before: String,
    /// Its value now, as it can be typed.
    pub after: String,
    /// How many waiting people were offered a seat by it.
    pub offered: usize,
}

/// A schedule that changes from the next session on.
#[derive(Debug, Clone, PartialEq)]
pub struct Rescheduled {
    /// Which group.
    pub group: GroupId,
    /// Its name.
    pub name: String,
    /// The series from before.
    pub before: SeriesId,
    /// When it meets now.
    pub meets: Meets,
    /// The next session.
    pub next: Ahead,
    /// How many people are told privately.
    pub told: usize,
}
