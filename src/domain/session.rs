//! One dated meeting, and the series it comes from.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::group::words;
use super::id::{GroupId, SeriesId, SessionId};
use super::recurrence::Recurrence;
use super::zone::ZoneName;

/// The shortest and longest a session can be, in minutes.
pub const MINUTES: std::ops::RangeInclusive<u32> = 5..=24 * 60;

/// A group's recurring rule; a group may have several.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Number inside the community.
    pub id: SeriesId,
    /// Whose it is.
    pub group: GroupId,
    /// The zone whose wall clock counts.
    pub zone: ZoneName,
    /// The first session's wall time, the rule and its exceptions.
    pub recurrence: Recurrence,
    /// How long a session lasts.
    pub minutes: u32,
    /// No session of it starts at or after this wall time: where an edit split it, or where it ended.
    pub ends_before: Option<NaiveDateTime>,
}

words! {
    /// What became of a session.
    SessionState {
        /// It will take place as laid out.
        Planned = "planned",
        /// It takes place at another time.
        Moved = "moved",
        /// It does not take place.
        Cancelled = "cancelled",
        /// It is being held.
        Open = "open",
        /// It is over.
        Closed = "closed",
    }
}

/// One dated meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Number inside the community.
    pub id: SessionId,
    /// Whose it is.
    pub group: GroupId,
    /// The series that laid it out; none for a single one.
    pub series: Option<SeriesId>,
    /// Its wall time when it was laid out: its identity within the series.
    pub slot: NaiveDateTime,
    /// Where it was moved to, as wall time.
    pub moved_to: Option<NaiveDateTime>,
    /// The zone of both wall times.
    pub zone: ZoneName,
    /// When it starts; computed from wall time and zone.
    pub starts: DateTime<Utc>,
    /// How long it lasts.
    pub minutes: u32,
    /// What became of it.
    pub state: SessionState,
    /// Seats, where they differ from the group's.
    pub capacity: Option<u32>,
    /// Rises when its time or state changes, so that older messages about it are known as old (G6).
    pub revision: i64,
}

impl Session {
    /// The wall time it starts at, in its own zone.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        self.moved_to.unwrap_or(self.slot)
    }

    /// When it is over.
    #[must_use]
    pub fn ends(&self) -> DateTime<Utc> {
        self.starts + TimeDelta::minutes(i64::from(self.minutes))
    }

    /// True where it will take place, or takes place now.
    #[must_use]
    pub fn takes_place(&self) -> bool {
        matches!(self.state, SessionState::Planned | SessionState::Moved | SessionState::Open)
    }

    /// True until its end, unless it does not take place.
    #[must_use]
    pub fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        self.takes_place() && now < self.ends()
    }
}
