//! What the commands of `commands/session/` found out or did.

use chrono::{DateTime, NaiveDate, Utc};

use super::group::{Ahead, SeatsLeft};
use crate::domain::delivery::{DeliveryState, NoticeKind};
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
    /// What was said unasked about a session: numbers, no names.
    Status {
        /// The group's name.
        group: String,
        /// The session.
        ahead: Ahead,
        /// The numbers, by what was said.
        tallies: Vec<(Topic, Tally)>,
        /// How many were just put back to be tried again.
        again: Option<u64>,
    },
}

/// What unasked messages about a session are about, as far as whoever holds it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Private reminders.
    Reminders,
    /// The room's reminder.
    Room,
    /// That it is cancelled, moved, added.
    Changes,
    /// Places that are offered.
    Places,
    /// Turns to hold it.
    Turns,
}

impl Topic {
    /// The topic of a kind of message; none where it is not about a session.
    #[must_use]
    pub fn of(kind: NoticeKind) -> Option<Self> {
        match kind {
            NoticeKind::Reminder => Some(Self::Reminders),
            NoticeKind::RoomReminder => Some(Self::Room),
            NoticeKind::Cancelled | NoticeKind::Restored | NoticeKind::Moved | NoticeKind::Added => {
                Some(Self::Changes)
            }
            NoticeKind::OfferMade | NoticeKind::OfferLapsed => Some(Self::Places),
            NoticeKind::DutyAsked
            | NoticeKind::DutyOpen
            | NoticeKind::CoverAsked
            | NoticeKind::CoordinatorAlert => Some(Self::Turns),
            NoticeKind::GroupEnded
            | NoticeKind::GroupChanged
            | NoticeKind::LawChanged
            | NoticeKind::JoinAsked
            | NoticeKind::JoinAnswered
            | NoticeKind::HandedOver
            | NoticeKind::CredentialExpiry
            | NoticeKind::OwnReminder
            | NoticeKind::Digest => None,
        }
    }
}

/// How many messages stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Still to come, or being sent.
    pub ahead: u64,
    /// Sent in time.
    pub sent: u64,
    /// Sent late.
    pub late: u64,
    /// Left out because it was too late.
    pub expired: u64,
    /// Left out because it was no longer true.
    pub withdrawn: u64,
    /// Not taken by the chat, for this person or room.
    pub blocked: u64,
    /// Nobody can tell whether they arrived; they are not sent again.
    pub unsure: u64,
    /// Could not be sent; can be tried again.
    pub dead: u64,
}

impl Tally {
    /// Adds so many that stand at a state.
    pub fn add(&mut self, state: DeliveryState, late: bool, count: u64) {
        let place = match state {
            DeliveryState::Planned | DeliveryState::Claimed => &mut self.ahead,
            DeliveryState::Sent if late => &mut self.late,
            DeliveryState::Sent => &mut self.sent,
            DeliveryState::Expired => &mut self.expired,
            DeliveryState::Withdrawn => &mut self.withdrawn,
            DeliveryState::Blocked => &mut self.blocked,
            DeliveryState::Dead => &mut self.dead,
        };
        *place += count;
    }
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
