//! Everything that is held on one person, as they may take it with them (P21).

use chrono::{DateTime, Utc};
use serde::Serialize;

/// Everything that is held on one person. Its JSON is what they get; names in it are the groups' own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonalData {
    /// Who they are and what they chose.
    pub profile: Profile,
    /// The groups they belong to or asked to join.
    pub groups: Vec<GroupHeld>,
    /// The rosters they are on.
    pub rosters: Vec<RosterHeld>,
    /// The groups they come to every time.
    pub every_session: Vec<StandingHeld>,
    /// Their answers to single sessions.
    pub answers: Vec<AnswerHeld>,
    /// The duties they promised or were asked to take.
    pub duties: Vec<DutyHeld>,
    /// What the bot told them, or will.
    pub messages: Vec<MessageHeld>,
    /// What the bot told others about them, or will.
    pub messages_about: Vec<MessageHeld>,
    /// The settings of groups that they changed.
    pub changes: Vec<ChangeHeld>,
    /// Until when a question waits for their answer.
    pub question_until: Option<DateTime<Utc>>,
}

/// Who somebody is, and what they chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// The platform they speak on.
    pub platform: String,
    /// The platform's own id of them.
    pub account: String,
    /// The name they chose.
    pub name: String,
    /// Their time zone.
    pub time_zone: Option<String>,
    /// Their language, as a BCP 47 tag.
    pub language: Option<String>,
    /// Their role when last seen.
    pub role: String,
    /// The version of the consent card they agreed to.
    pub consent_version: Option<u32>,
    /// Whether they want private reminders.
    pub reminders: bool,
    /// How long before a session, in minutes.
    pub reminder_offsets_minutes: Vec<u32>,
    /// From when private messages wait, in their own zone.
    pub quiet_from: Option<String>,
    /// Until when private messages wait, in their own zone.
    pub quiet_to: Option<String>,
}

/// A group they belong to or asked to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupHeld {
    /// The group's name.
    pub group: String,
    /// `belongs` or `requested`.
    pub state: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What they wrote when they asked.
    pub note: Option<String>,
}

/// A roster they are on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterHeld {
    /// The group's name.
    pub group: String,
    /// `facilitator` or `coordinator`.
    pub part: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// A group they come to every time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingHeld {
    /// The group's name.
    pub group: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// An answer to one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerHeld {
    /// The group's name.
    pub group: String,
    /// When the session starts.
    pub session: DateTime<Utc>,
    /// `coming`, `waiting`, `offered` or `away`.
    pub answer: String,
    /// Until when a seat is held for them.
    pub held_until: Option<DateTime<Utc>>,
    /// Whether it comes from "every session".
    pub every_session: bool,
    /// Whether it was said to be their first time there.
    pub first_time: bool,
}

/// A duty they promised, or were asked to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DutyHeld {
    /// The group's name.
    pub group: String,
    /// When the session starts.
    pub session: DateTime<Utc>,
    /// `lead` or `co`.
    pub role: String,
    /// `accepted`, `offered` or `declined`.
    pub state: String,
}

/// Something said unasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageHeld {
    /// What about.
    pub kind: String,
    /// The group's name, where it concerns one.
    pub group: Option<String>,
    /// When the session starts, where it concerns one.
    pub session: Option<DateTime<Utc>>,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// Where it stands.
    pub state: String,
    /// What its cause wrote down.
    pub detail: Option<String>,
}

/// A change of a group's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeHeld {
    /// The group's name.
    pub group: String,
    /// Which setting.
    pub what: String,
    /// When.
    pub at: DateTime<Utc>,
}
