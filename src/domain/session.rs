//! One dated meeting, and the series it comes from.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::group::{Group, words};
use super::id::{GroupId, SeriesId, SessionId};
use super::recurrence::Recurrence;
use super::roster::DutyRole;
use super::rsvp::Answer;
use super::zone::{ZoneName, Zones};

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

    /// The same session, not taking place.
    #[must_use]
    pub fn cancelled(self) -> Self {
        Self { state: SessionState::Cancelled, revision: self.revision + 1, ..self }
    }

    /// The same session, taking place after all, at the time it had.
    #[must_use]
    pub fn restored(self) -> Self {
        let state = if self.moved_to.is_some() { SessionState::Moved } else { SessionState::Planned };
        Self { state, revision: self.revision + 1, ..self }
    }

    /// The same session at another wall time in its zone. Back at its own time it is as it was planned.
    #[must_use]
    pub fn moved(self, to: NaiveDateTime, zones: &Zones) -> Self {
        let moved_to = Some(to).filter(|to| *to != self.slot);
        let starts = zones.resolve(&self.zone, to).utc;
        Self { moved_to, starts, ..self }.restored()
    }

    /// By how much its start is another by these clocks: its wall time stands (G8).
    #[must_use]
    pub fn shift_by(&self, zones: &Zones) -> TimeDelta {
        zones.resolve(&self.zone, self.local()).utc - self.starts
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

/// A session to be laid out beside the series, or at its start.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSession {
    /// Whose it is.
    pub group: GroupId,
    /// The series that lays it out; none for a single one.
    pub series: Option<SeriesId>,
    /// Its wall time.
    pub slot: NaiveDateTime,
    /// The zone of the wall time.
    pub zone: ZoneName,
    /// How long it lasts.
    pub minutes: u32,
    /// Seats, where they differ from the group's.
    pub capacity: Option<u32>,
}

/// How full a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeatCount {
    /// Seats; none: no limit.
    pub capacity: Option<u32>,
    /// Seats that somebody has or is offered; those who hold the session need none.
    pub taken: u32,
    /// People who come, those who hold it included.
    pub coming: u32,
    /// People who wait or are offered a seat.
    pub waiting: u32,
    /// People who come to this group for the first time.
    pub first_timers: u32,
}

impl SeatCount {
    /// Seats left; none: no limit.
    #[must_use]
    pub fn free(self) -> Option<u32> {
        self.capacity.map(|capacity| capacity.saturating_sub(self.taken))
    }
}

/// A session in a list of what is on.
#[derive(Debug, Clone, PartialEq)]
pub struct Upcoming {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub group: Group,
    /// How full it is.
    pub seats: SeatCount,
    /// The answer of whoever asks.
    pub answer: Option<Answer>,
}

/// A session that concerns a person.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaEntry {
    /// The session.
    pub session: Session,
    /// What they answered; none where they only hold a duty.
    pub answer: Option<Answer>,
    /// The duty they promised.
    pub duty: Option<DutyRole>,
}
