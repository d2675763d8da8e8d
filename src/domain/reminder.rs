//! Who is told what, and when: the reminders of a session, and the notices that a change causes.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::delivery::{Notice, NoticeKind, Recipient};
use super::group::Group;
use super::id::MemberId;
use super::member::ReminderChoice;
use super::session::Session;

/// How long before a session its room is told, in minutes.
pub const ROOM_REMINDER_MINUTES: u32 = 60;

/// A session as seen by whoever plans its reminders.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// Whose session it is.
    pub group: &'a Group,
    /// Which.
    pub session: &'a Session,
    /// Those who come or hold it, with what they chose.
    pub coming: &'a [(MemberId, ReminderChoice)],
    /// How long before a session people are reminded who chose no times, in minutes.
    pub default_offsets: &'a [u32],
}

/// Every reminder that the session should have from now on, each once. What would be due already is
/// left out: whoever says "I'm coming" at the last minute needs no reminder.
#[must_use]
pub fn reminders(of: &Occasion, now: DateTime<Utc>) -> Vec<Notice> {
    if !of.session.takes_place() || !of.group.status.meets_at(of.session.starts) {
        return Vec::new();
    }
    let mut notices: Vec<Notice> = room_reminder(of).into_iter().collect();
    let reminded: BTreeSet<(MemberId, u32)> = of
        .coming
        .iter()
        .filter(|(_, choice)| choice.on)
        .flat_map(|(member, choice)| {
            offsets(choice, of.default_offsets).iter().map(|offset| (*member, *offset))
        })
        .collect();
    notices.extend(
        reminded.into_iter().map(|(member, offset)| {
            before_session(NoticeKind::Reminder, Recipient::Member(member), of, offset)
        }),
    );
    notices.retain(|notice| notice.due > now);
    notices
}

fn offsets<'a>(choice: &'a ReminderChoice, default: &'a [u32]) -> &'a [u32] {
    if choice.offsets_minutes.is_empty() { default } else { &choice.offsets_minutes }
}

fn room_reminder(of: &Occasion) -> Option<Notice> {
    let room = of.group.room.clone().filter(|_| of.group.channel_reminder)?;
    Some(before_session(NoticeKind::RoomReminder, Recipient::Room(room), of, ROOM_REMINDER_MINUTES))
}

fn before_session(kind: NoticeKind, recipient: Recipient, of: &Occasion, offset_minutes: u32) -> Notice {
    Notice {
        kind,
        recipient,
        group: Some(of.group.id),
        session: Some(of.session.id),
        offset_minutes,
        due: of.session.starts - TimeDelta::minutes(i64::from(offset_minutes)),
        revision: of.session.revision,
        about: None,
        detail: None,
    }
}

/// What happened to one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionChange {
    /// It does not take place.
    Cancelled,
    /// It takes place after all.
    Restored,
    /// It takes place at another time.
    Moved {
        /// When it would have started.
        from: DateTime<Utc>,
    },
    /// It is a new one, beside the series.
    Added,
}

impl SessionChange {
    fn kind(self) -> NoticeKind {
        match self {
            Self::Cancelled => NoticeKind::Cancelled,
            Self::Restored => NoticeKind::Restored,
            Self::Moved { .. } => NoticeKind::Moved,
            Self::Added => NoticeKind::Added,
        }
    }
}

/// Tells of a change to one session: the group's room once, and privately everybody who counted on
/// it. `told` are those who come, wait, are offered a seat or hold a duty there, without whoever made
/// the change. `session` is as it is after the change.
#[must_use]
pub fn session_notices(
    change: SessionChange,
    group: &Group,
    session: &Session,
    told: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let detail = match change {
        SessionChange::Moved { from } => Some(from.to_rfc3339_opts(SecondsFormat::Secs, true)),
        _ => None,
    };
    let notice = |recipient| Notice {
        kind: change.kind(),
        recipient,
        group: Some(group.id),
        session: Some(session.id),
        offset_minutes: 0,
        due: now,
        revision: session.revision,
        about: None,
        detail: detail.clone(),
    };
    recipients(group, told).map(notice).collect()
}

/// Tells of a change to a group: its room once, and privately those who counted on its sessions.
/// `kind` is [`NoticeKind::GroupEnded`] or [`NoticeKind::GroupChanged`]; `detail` says what changed.
#[must_use]
pub fn group_notices(
    kind: NoticeKind,
    group: &Group,
    told: &BTreeSet<MemberId>,
    detail: Option<&str>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let notice = |recipient| Notice {
        kind,
        recipient,
        group: Some(group.id),
        session: None,
        offset_minutes: 0,
        due: now,
        revision: group.revision,
        about: None,
        detail: detail.map(str::to_owned),
    };
    recipients(group, told).map(notice).collect()
}

fn recipients<'a>(group: &Group, told: &'a BTreeSet<MemberId>) -> impl Iterator<Item = Recipient> + use<'a> {
    let room = group.room.clone().map(Recipient::Room);
    room.into_iter().chain(told.iter().copied().map(Recipient::Member))
}

/// Tells one person something about a session now: an offer, a lapsed one, a duty.
#[must_use]
pub fn private_notice(
    kind: NoticeKind,
    member: MemberId,
    session: &Session,
    detail: Option<&str>,
    now: DateTime<Utc>,
) -> Notice {
    Notice {
        kind,
        recipient: Recipient::Member(member),
        group: Some(session.group),
        session: Some(session.id),
        offset_minutes: 0,
        due: now,
        revision: session.revision,
        about: None,
        detail: detail.map(str::to_owned),
    }
}
