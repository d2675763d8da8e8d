//! What the bot says unasked: each is recorded before it is sent (invariant 5, G1).

use chrono::{DateTime, TimeDelta, Utc};

use super::group::{Room, words};
use super::id::{GroupId, MemberId, SessionId};

words! {
    /// What a delivery is about.
    NoticeKind {
        /// A private reminder of a session, some time before it.
        Reminder = "reminder",
        /// The room is told that a session is near.
        RoomReminder = "room_reminder",
        /// A session does not take place.
        Cancelled = "cancelled",
        /// A cancelled session takes place after all.
        Restored = "restored",
        /// A session takes place at another time.
        Moved = "moved",
        /// A single session was added.
        Added = "added",
        /// The group has ended.
        GroupEnded = "group_ended",
        /// The group meets at another time from now on, or another of its facts changed.
        GroupChanged = "group_changed",
        /// A seat is held for somebody who waited.
        OfferMade = "offer_made",
        /// A held seat went on to the next.
        OfferLapsed = "offer_lapsed",
        /// Somebody is asked to hold a session.
        DutyAsked = "duty_asked",
        /// A promised duty is open again.
        DutyOpen = "duty_open",
        /// Somebody asks to join a group.
        JoinAsked = "join_asked",
        /// The answer to a request to join.
        JoinAnswered = "join_answered",
        /// A group needs somebody who looks after it.
        HandedOver = "handed_over",
    }
}

words! {
    /// Where a delivery stands. Rows are marked, never deleted, until retention takes them.
    DeliveryState {
        /// Waits for its time.
        Planned = "planned",
        /// Taken up by the runner; a receipt or a refusal follows.
        Claimed = "claimed",
        /// The platform took it.
        Sent = "sent",
        /// The platform will not take it for this person or place.
        Blocked = "blocked",
        /// It came too late to be of use.
        Expired = "expired",
        /// It could not be sent.
        Dead = "dead",
        /// Its cause is gone: withdrawn RSVP, cancelled session.
        Withdrawn = "withdrawn",
    }
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// One person, privately.
    Member(MemberId),
    /// Everybody in a room.
    Room(Room),
}

/// A delivery to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What about.
    pub kind: NoticeKind,
    /// Who is told.
    pub recipient: Recipient,
    /// Which group it concerns.
    pub group: Option<GroupId>,
    /// Which session it concerns.
    pub session: Option<SessionId>,
    /// How long before the session, in minutes; 0 where it is not a reminder.
    pub offset_minutes: u32,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// The session's (or group's) revision it speaks of; an older one is not sent (G6).
    pub revision: i64,
    /// What cannot be looked up when it is sent: an earlier time, a person's request.
    pub detail: Option<String>,
}

/// Until when a delivery that was held up is still of use (4-delivery.md, "Late policy");
/// none: it is sent however late.
#[must_use]
pub fn useful_until(
    kind: NoticeKind,
    offset_minutes: u32,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    match kind {
        NoticeKind::Reminder | NoticeKind::RoomReminder if offset_minutes >= 12 * 60 => {
            Some(starts - TimeDelta::hours(6))
        }
        NoticeKind::Reminder | NoticeKind::RoomReminder => Some(starts + TimeDelta::minutes(10)),
        NoticeKind::Cancelled | NoticeKind::Moved | NoticeKind::Restored | NoticeKind::Added => {
            Some(ends + TimeDelta::hours(24))
        }
        NoticeKind::DutyAsked | NoticeKind::DutyOpen => Some(starts),
        NoticeKind::OfferMade
        | NoticeKind::OfferLapsed
        | NoticeKind::GroupEnded
        | NoticeKind::GroupChanged
        | NoticeKind::JoinAsked
        | NoticeKind::JoinAnswered
        | NoticeKind::HandedOver => None,
    }
}

/// How long after its due time a delivery counts as late, and says so.
pub const LATE_AFTER: TimeDelta = TimeDelta::minutes(2);
