//! Who is told when somebody asks to join a group, is answered, or hands a group over.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::delivery::{Notice, NoticeKind, Recipient};
use super::group::Group;
use super::id::MemberId;
use super::reminder::private_notice;
use super::roster::DutyRole;
use super::session::Session;

/// From how long before the start the way into a call is shown to those who come (P11).
pub const LINK_SHOWN_BEFORE: TimeDelta = TimeDelta::minutes(10);

/// The detail of a [`NoticeKind::JoinAnswered`] notice that says yes.
pub const ACCEPTED: &str = "accepted";
/// The detail of a [`NoticeKind::JoinAnswered`] notice that says no.
pub const DECLINED: &str = "declined";

/// Tells those who look after a group that somebody asks to join it. What they wrote is read with
/// `/requests show`, never in the notice (P9).
#[must_use]
pub fn asked(group: &Group, told: &BTreeSet<MemberId>, asker: MemberId, now: DateTime<Utc>) -> Vec<Notice> {
    let notice =
        |to: &MemberId| Notice { about: Some(asker), ..of_group(NoticeKind::JoinAsked, *to, group, now) };
    told.iter().map(notice).collect()
}

/// Tells somebody the answer to their request to join.
#[must_use]
pub fn answered(group: &Group, asker: MemberId, accepted: bool, now: DateTime<Utc>) -> Notice {
    let detail = if accepted { ACCEPTED } else { DECLINED };
    Notice { detail: Some(detail.to_owned()), ..of_group(NoticeKind::JoinAnswered, asker, group, now) }
}

/// Tells those who look after a group from now on that they do.
#[must_use]
pub fn handed_over(group: &Group, heirs: &BTreeSet<MemberId>, now: DateTime<Utc>) -> Vec<Notice> {
    heirs.iter().map(|heir| of_group(NoticeKind::HandedOver, *heir, group, now)).collect()
}

/// Tells those who look after a group that duties are open again: of the nearest one only, since one
/// message is enough to look at the roster.
#[must_use]
pub fn duties_open(
    open: &[(Session, DutyRole)],
    told: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let Some((session, role)) = open.first() else { return Vec::new() };
    let notice = |to: &MemberId| private_notice(NoticeKind::DutyOpen, *to, session, Some(role.word()), now);
    told.iter().map(notice).collect()
}

fn of_group(kind: NoticeKind, to: MemberId, group: &Group, now: DateTime<Utc>) -> Notice {
    Notice {
        kind,
        recipient: Recipient::Member(to),
        group: Some(group.id),
        session: None,
        offset_minutes: 0,
        due: now,
        revision: group.revision,
        about: None,
        detail: None,
    }
}
