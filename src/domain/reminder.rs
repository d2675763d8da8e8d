//! Who is told what, and when: the reminders of a session, and the notices that a change causes.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Timelike, Utc};

use super::delivery::{Notice, NoticeKind, Recipient};
use super::group::Group;
use super::id::MemberId;
use super::member::ReminderChoice;
use super::roster::DutyRole;
use super::session::Session;
use super::zone::ZoneName;

/// How long before a session its room is told, in minutes.
pub const ROOM_REMINDER_MINUTES: u32 = 60;
/// From this offset on, in minutes, reminders at a full hour are spread.
const SPREAD_FROM_MINUTES: u32 = 12 * 60;
/// How far they are spread to each side, in seconds.
const SPREAD_SECONDS: i64 = 10 * 60;

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
    if !of.group.status.meets_at(of.session.starts) {
        return Vec::new();
    }
    let room = room_reminder(of).filter(|notice| of.session.takes_place() && notice.due > now);
    let private = private_reminders(of.session, of.coming, of.default_offsets, now);
    room.into_iter().chain(private).collect()
}

/// The private ones of [`reminders`], for a session whose group meets at its time.
#[must_use]
pub fn private_reminders(
    session: &Session,
    coming: &[(MemberId, ReminderChoice)],
    default_offsets: &[u32],
    now: DateTime<Utc>,
) -> Vec<Notice> {
    if !session.takes_place() {
        return Vec::new();
    }
    let reminded: BTreeSet<(MemberId, u32)> = coming
        .iter()
        .filter(|(_, choice)| choice.on)
        .flat_map(|(member, choice)| offsets(choice, default_offsets).iter().map(|offset| (*member, *offset)))
        .collect();
    reminded
        .into_iter()
        .map(|(member, offset)| {
            let notice = before_session(NoticeKind::Reminder, Recipient::Member(member), session, offset);
            Notice { due: spread(notice.due, offset, (member, session)), ..notice }
        })
        .filter(|notice| notice.due > now)
        .collect()
}

fn offsets<'a>(choice: &'a ReminderChoice, default: &'a [u32]) -> &'a [u32] {
    if choice.offsets_minutes.is_empty() { default } else { &choice.offsets_minutes }
}

fn room_reminder(of: &Occasion) -> Option<Notice> {
    let room = of.group.room.clone().filter(|_| of.group.channel_reminder)?;
    Some(before_session(NoticeKind::RoomReminder, Recipient::Room(room), of.session, ROOM_REMINDER_MINUTES))
}

fn before_session(kind: NoticeKind, recipient: Recipient, session: &Session, offset_minutes: u32) -> Notice {
    Notice {
        kind,
        recipient,
        group: Some(session.group),
        session: Some(session.id),
        offset_minutes,
        due: session.starts - TimeDelta::minutes(i64::from(offset_minutes)),
        revision: session.revision,
        about: None,
        detail: None,
    }
}

/// Many sessions begin at a full hour. What is told a day before spreads over twenty minutes around it, each
/// person always at the same minute, so that a platform is not asked for everything at once (G4).
fn spread(due: DateTime<Utc>, offset_minutes: u32, (member, session): (MemberId, &Session)) -> DateTime<Utc> {
    if offset_minutes < SPREAD_FROM_MINUTES || due.minute() != 0 {
        return due;
    }
    // A multiplier of Steele and Vigna, "Computationally easy, spectrally good multipliers" (2021): the high bits are mixed.
    let mixed = (member.0 ^ session.id.0.rotate_left(32)).wrapping_mul(0x5851_f42d_4c95_7f2d) >> 33;
    due + TimeDelta::seconds(mixed.rem_euclid(2 * SPREAD_SECONDS + 1) - SPREAD_SECONDS)
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

/// The most reminders of one's own that may wait at a time.
pub const OWN_REMINDERS_MAX: u32 = 20;
/// How far ahead a reminder of one's own can be, in days.
pub const OWN_REMINDER_AHEAD_DAYS: u32 = 366;

/// A reminder that somebody asked for in their own words, which waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReminder {
    /// Its number as a delivery of the community.
    pub id: i64,
    /// When it comes.
    pub due: DateTime<Utc>,
    /// Their words.
    pub text: String,
}

/// Reminds one person of something in their own words.
#[must_use]
pub fn own_reminder(member: MemberId, text: String, due: DateTime<Utc>) -> Notice {
    Notice { detail: Some(text), ..to_one(NoticeKind::OwnReminder, member, due) }
}

/// Tells somebody who holds groups of the week ahead. What it tells is looked up when it is sent.
#[must_use]
pub fn digest(member: MemberId, due: DateTime<Utc>) -> Notice {
    to_one(NoticeKind::Digest, member, due)
}

/// Tells the holder of a certificate that it ends; `last_day` is its last.
#[must_use]
pub fn credential_expiry(member: MemberId, last_day: NaiveDate, due: DateTime<Utc>) -> Notice {
    Notice { detail: Some(last_day.to_string()), ..to_one(NoticeKind::CredentialExpiry, member, due) }
}

/// Tells those on a group's roster that the clock law of its zone changed, and that the group keeps its hour. `data` names the
/// zone data that brought the law.
#[must_use]
pub fn law_changed(
    group: &Group,
    (zone, data): (ZoneName, &str),
    roster: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let notice = |member: &MemberId| Notice {
        group: Some(group.id),
        detail: Some(format!("{zone} {data}")),
        ..to_one(NoticeKind::LawChanged, *member, now)
    };
    roster.iter().map(notice).collect()
}

/// Something for one person that goes by no session.
fn to_one(kind: NoticeKind, member: MemberId, due: DateTime<Utc>) -> Notice {
    Notice {
        kind,
        recipient: Recipient::Member(member),
        group: None,
        session: None,
        offset_minutes: 0,
        due,
        revision: 0,
        about: None,
        detail: None,
    }
}

/// Asks people to stand in for a duty that was handed back. They are asked in `duty_offer` too; whoever
/// answered is not asked again.
#[must_use]
pub fn cover_asked(
    session: &Session,
    role: DutyRole,
    asked: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let notice =
        |member: &MemberId| private_notice(NoticeKind::CoverAsked, *member, session, Some(role.word()), now);
    asked.iter().map(notice).collect()
}

/// Tells those who look after a roster that nobody leads a session.
#[must_use]
pub fn coordinator_alerts(
    session: &Session,
    coordinators: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let notice =
        |member: &MemberId| private_notice(NoticeKind::CoordinatorAlert, *member, session, None, now);
    coordinators.iter().map(notice).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::group::{Kind, Membership, Room, SeeWhoComes, Status, Venue};
    use crate::domain::id::{GroupId, SessionId};
    use crate::domain::member::Language;
    use crate::domain::session::SessionState;

    /// An instant of 29 March 2026, in UTC; an hour of 24 or more is on a later day.
    pub(in crate::domain) fn at(hour: i64, minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_774_742_400, 0).unwrap() + TimeDelta::minutes(hour * 60 + minute)
    }

    /// A listed group that lives in a room.
    pub(in crate::domain) fn group() -> Group {
        Group {
            id: GroupId(1),
            name: "Sunday circle".to_owned(),
            public_name: None,
            description: None,
            languages: Vec::new(),
            audiences: Vec::new(),
            membership: Membership::Open,
            kind: Kind::Support,
            capacity: Some(12),
            see: SeeWhoComes::Count,
            venue: Venue::Online,
            address: None,
            access: None,
            link: None,
            status: Status::Active,
            listed: true,
            channel_reminder: true,
            language: Language::En,
            room: Some(Room { platform: "terminal".to_owned(), id: "lobby".to_owned() }),
            review: None,
            revision: 4,
        }
    }

    /// Its session at 17:30 UTC, for an hour and a half.
    pub(in crate::domain) fn session() -> Session {
        Session {
            id: SessionId(2),
            group: GroupId(1),
            series: None,
            slot: at(19, 30).naive_utc(),
            moved_to: None,
            zone: "Europe/Vienna".parse().unwrap(),
            starts: at(17, 30),
            minutes: 90,
            state: SessionState::Planned,
            capacity: None,
            revision: 3,
        }
    }

    fn choice(on: bool, offsets: &[u32]) -> ReminderChoice {
        ReminderChoice { on, offsets_minutes: offsets.to_vec(), quiet: None }
    }

    /// What is planned, each as recipient (0 is the room) and minutes before the session.
    fn planned(
        group: &Group,
        session: &Session,
        coming: &[(MemberId, ReminderChoice)],
        now: DateTime<Utc>,
    ) -> Vec<(i64, i64)> {
        let occasion = Occasion { group, session, coming, default_offsets: &[1440, 60] };
        let recipient = |notice: &Notice| match &notice.recipient {
            Recipient::Member(member) => member.0,
            Recipient::Room(_) => 0,
        };
        let all = reminders(&occasion, now);
        assert!(all.iter().all(|notice| notice.revision == 3 && notice.session == Some(SessionId(2))));
        all.iter().map(|notice| (recipient(notice), (session.starts - notice.due).num_minutes())).collect()
    }

    #[test]
    fn reminders_are_planned_as_each_person_chose() {
        let coming = [
            (MemberId(1), choice(true, &[])),
            (MemberId(2), choice(true, &[10, 10, 120])),
            (MemberId(3), choice(false, &[30])),
            (MemberId(1), choice(true, &[])),
        ];
        let (group, session) = (group(), session());
        let long_before = at(-48, 0);
        let all = [(0, 60), (1, 60), (1, 1440), (2, 10), (2, 120)];
        assert_eq!(planned(&group, &session, &coming, long_before), all);
        assert_eq!(planned(&group, &session, &coming, at(16, 0)), [(0, 60), (1, 60), (2, 10)]);
        assert_eq!(
            planned(&group, &session, &coming, at(16, 30)),
            [(2, 10)],
            "what is due now is not planned"
        );
        assert_eq!(planned(&group, &session, &[], long_before), [(0, 60)]);
        let unlisted = Group { channel_reminder: false, ..group.clone() };
        assert_eq!(planned(&unlisted, &session, &coming[..1], long_before), [(1, 60), (1, 1440)]);
        let homeless = Group { room: None, ..group };
        assert_eq!(planned(&homeless, &session, &[], long_before), []);
    }

    #[test]
    fn g4_what_is_told_a_day_before_a_full_hour_is_spread_over_twenty_minutes() {
        let coming: Vec<_> =
            (1..=1_000).map(|member| (MemberId(member), choice(true, &[1440, 60]))).collect();
        let session = Session { starts: at(18, 0), ..session() };
        let all = private_reminders(&session, &coming, &[], at(-48, 0));
        assert_eq!(all, private_reminders(&session, &coming, &[], at(-47, 0)), "always the same minute");
        let mut minutes = [0; 21];
        for notice in all {
            let away = (session.starts - notice.due).num_seconds() - i64::from(notice.offset_minutes) * 60;
            if notice.offset_minutes == 60 {
                assert_eq!(away, 0, "an hour before is an hour before");
                continue;
            }
            minutes[usize::try_from((away + 600) / 60).unwrap()] += 1;
        }
        assert!(minutes[..20].iter().all(|count| (25..=80).contains(count)), "{minutes:?}");
    }

    #[test]
    fn promise_2_nothing_is_planned_for_what_does_not_take_place() {
        let coming = [(MemberId(1), choice(true, &[]))];
        let now = at(-48, 0);
        for state in [SessionState::Cancelled, SessionState::Closed] {
            assert_eq!(planned(&group(), &Session { state, ..session() }, &coming, now), []);
        }
        for (status, count) in [
            (Status::Ended, 0),
            (Status::Paused { until: None }, 0),
            (Status::Paused { until: Some(at(17, 31)) }, 0),
            (Status::Paused { until: Some(at(17, 30)) }, 3),
        ] {
            let group = Group { status, ..group() };
            assert_eq!(planned(&group, &session(), &coming, now).len(), count, "{status:?}");
        }
    }

    #[test]
    fn promise_5_a_change_is_told_once_to_the_room_and_to_each_who_counted_on_it() {
        let told = BTreeSet::from([MemberId(7), MemberId(5)]);
        let moved =
            session_notices(SessionChange::Moved { from: at(16, 0) }, &group(), &session(), &told, at(9, 0));
        let recipients: Vec<_> = moved.iter().map(|notice| notice.recipient.clone()).collect();
        let room = group().room.unwrap();
        let everybody =
            [Recipient::Room(room), Recipient::Member(MemberId(5)), Recipient::Member(MemberId(7))];
        assert_eq!(recipients, everybody);
        assert!(
            moved.iter().all(|notice| notice.earlier_start() == Some(at(16, 0)) && notice.due == at(9, 0))
        );
        for (change, kind) in [
            (SessionChange::Cancelled, NoticeKind::Cancelled),
            (SessionChange::Restored, NoticeKind::Restored),
            (SessionChange::Added, NoticeKind::Added),
        ] {
            let notices = session_notices(change, &group(), &session(), &BTreeSet::new(), at(9, 0));
            assert_eq!(notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [kind]);
            assert_eq!(notices[0].earlier_start(), None);
        }
        let homeless = Group { room: None, ..group() };
        let ended = group_notices(NoticeKind::GroupEnded, &homeless, &told, None, at(9, 0));
        assert_eq!(ended.len(), 2);
        assert_eq!((ended[0].session, ended[0].revision), (None, 4));
    }
}
