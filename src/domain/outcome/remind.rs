//! What the commands about reminders found out or did.

use chrono::{DateTime, NaiveTime, Utc};

use crate::domain::delivery::{DeliveryState, NoticeKind};

/// What the commands about reminders found out or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemindOutcome {
    /// Private reminders come from now on.
    On {
        /// How long before a session, in minutes, longest first.
        offsets_minutes: Vec<u32>,
        /// True where they came before.
        already: bool,
        /// True where the week ahead is told too, because they hold a group.
        digest: bool,
    },
    /// Private reminders no longer come.
    Off {
        /// True where none came before.
        already: bool,
        /// How many reminders of their own still come.
        own: usize,
    },
    /// Other times were chosen.
    Chosen {
        /// How long before a session, in minutes, longest first.
        offsets_minutes: Vec<u32>,
        /// True where reminders come.
        on: bool,
    },
    /// When private messages wait.
    Quiet {
        /// From when to when; none: never.
        hours: Option<(NaiveTime, NaiveTime)>,
        /// True where that was chosen just now.
        chosen: bool,
    },
    /// They will be reminded in their own words.
    Own {
        /// Their words.
        text: String,
        /// When.
        due: DateTime<Utc>,
        /// True where it falls into their quiet hours.
        quiet: bool,
    },
    /// Reminders of their own were taken back.
    Cleared {
        /// How many.
        count: usize,
        /// How many still come.
        left: usize,
    },
    /// What was sent to them, and what comes.
    Status(Box<ReminderStatus>),
}

/// What was sent to somebody, and what comes. No group is named in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderStatus {
    /// How long before a session they are reminded, in minutes; none where reminders are off.
    pub offsets_minutes: Option<Vec<u32>>,
    /// From when to when private messages wait.
    pub quiet: Option<(NaiveTime, NaiveTime)>,
    /// What comes, on this page.
    pub ahead: Vec<ToCome>,
    /// How much comes after this page.
    pub ahead_left: usize,
    /// Which page.
    pub page: u32,
    /// What became of the newest messages, the newest first; only on the first page.
    pub past: Vec<Became>,
    /// How many older ones there are.
    pub past_left: usize,
}

/// Something that will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToCome {
    /// What about.
    pub kind: NoticeKind,
    /// When.
    pub due: DateTime<Utc>,
    /// Their own words and the number by which they take them back.
    pub own: Option<(u32, String)>,
}

/// Something that was sent, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Became {
    /// What about.
    pub kind: NoticeKind,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// What became of it.
    pub state: DeliveryState,
    /// True where it was sent late.
    pub late: bool,
    /// True where nobody can tell whether it arrived.
    pub unsure: bool,
}
