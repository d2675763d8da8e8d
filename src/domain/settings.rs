//! What an admin decided for all communities, as far as the commands need it.

use chrono::{NaiveTime, TimeDelta};

/// What an admin decided for all communities, as far as the commands need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Seats of a group whose facilitator names no number.
    pub capacity: u32,
    /// Length of a session, in minutes, where nobody says how long.
    pub minutes: u32,
    /// How long a seat is held for somebody who waits.
    pub offer_hold: TimeDelta,
    /// How many days ahead sessions are laid out.
    pub layout_days: u32,
    /// For how long a change can be taken back with one press.
    pub undo: TimeDelta,
    /// For how long a question waits for its yes or no.
    pub question: TimeDelta,
    /// For how many days an answer is kept after its session (P20).
    pub rsvp_days: u32,
    /// How long before a session those are reminded who chose no times, in minutes.
    pub offsets_minutes: Vec<u32>,
    /// From when to when private messages wait, where nobody chose otherwise.
    pub quiet: Option<(NaiveTime, NaiveTime)>,
}
