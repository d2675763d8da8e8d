//! What the bot says unasked: each is recorded before it is sent (invariant 5, G1).

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::digest::WeekLine;
use super::group::{Group, Room, words};
use super::id::{CommunityId, GroupId, MemberId, SessionId};
use super::member::{Account, Language};
use super::rsvp::Answer;
use super::session::{Session, SessionState};
use super::zone::ZoneName;

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
        /// The clock law of a group's zone changed, and the group keeps its hour.
        LawChanged = "law_changed",
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
        /// Somebody is asked to stand in for a duty that was handed back.
        CoverAsked = "cover_asked",
        /// Whoever looks after a roster learns that nobody holds a session.
        CoordinatorAlert = "coordinator_alert",
        /// The holder of a certificate learns that it ends soon.
        CredentialExpiry = "credential_expiry",
        /// What somebody asked to be reminded of in their own words.
        OwnReminder = "own_reminder",
        /// The week ahead, for those who hold groups.
        Digest = "digest",
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
    /// The person whom it concerns, where it tells others of one: it goes with them when they are erased (P22).
    pub about: Option<MemberId>,
    /// What cannot be looked up when it is sent: an earlier time, a person's request.
    pub detail: Option<String>,
}

impl NoticeKind {
    /// True where only one can be meant per session, recipient and revision (G2). The others, such as
    /// two requests to join one group, are told apart by their time and detail.
    #[must_use]
    pub fn comes_once(self) -> bool {
        matches!(
            self,
            Self::Reminder
                | Self::RoomReminder
                | Self::Cancelled
                | Self::Restored
                | Self::Moved
                | Self::Added
                | Self::GroupEnded
                | Self::GroupChanged
        )
    }

    /// True for what is planned ahead of a session and planned anew when the session changes.
    #[must_use]
    pub fn is_reminder(self) -> bool {
        matches!(self, Self::Reminder | Self::RoomReminder)
    }
}

impl Notice {
    /// What tells two notices of one kind about one thing apart; empty where there is only one.
    #[must_use]
    pub fn occasion(&self) -> String {
        if self.kind.comes_once() {
            return String::new();
        }
        let about = self.about.map_or(0, |member| member.0);
        if self.kind == NoticeKind::LawChanged {
            // Once for a law, whenever it is noticed: the detail names zone and data.
            return format!("law:{}", self.detail.as_deref().unwrap_or_default());
        }
        format!("{}:{about}:{}", self.due.timestamp(), self.detail.as_deref().unwrap_or_default())
    }

    /// The zone whose law changed, that the detail of a [`NoticeKind::LawChanged`] notice begins with.
    #[must_use]
    pub fn zone_of_law(detail: &str) -> Option<ZoneName> {
        detail.split(' ').next()?.parse().ok()
    }

    /// The earlier start that a [`NoticeKind::Moved`] notice carries.
    #[must_use]
    pub fn earlier_start(&self) -> Option<DateTime<Utc>> {
        let detail = self.detail.as_deref().filter(|_| self.kind == NoticeKind::Moved)?;
        DateTime::parse_from_rfc3339(detail).ok().map(|time| time.to_utc())
    }
}

/// A recorded delivery, taken up to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whose it is.
    pub community: CommunityId,
    /// Its number inside the community.
    pub id: i64,
    /// What it says, to whom.
    pub notice: Notice,
    /// The account of the member it goes to; none for a room.
    pub account: Option<Account>,
    /// How often it was taken up, this time included.
    pub attempts: u32,
    /// Until when it waited for the end of its reader's quiet hours.
    pub held_until: Option<DateTime<Utc>>,
    /// Where it was sent and not answered: since when nobody knows whether it arrived.
    pub unsure: Option<Unsure>,
}

/// A delivery that may have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsure {
    /// When it was first sent so.
    pub since: DateTime<Utc>,
    /// From when on it is looked up before it is sent again (G3).
    pub look_up_from: DateTime<Utc>,
}

impl Delivery {
    /// Decides as [`Notice::judge`] does; what waited for the end of quiet hours is not late for that.
    #[must_use]
    pub fn judge(&self, present: &Present, now: DateTime<Utc>) -> Verdict {
        let due = self.held_until.map_or(self.notice.due, |held| held.max(self.notice.due));
        match self.notice.judge(present, now) {
            Verdict::Send { silent, .. } => Verdict::Send { late: now - due > LATE_AFTER, silent },
            other => other,
        }
    }
}

/// How the thing that a delivery speaks of stands now, for its recipient.
#[derive(Debug, Clone, Default)]
pub struct Present {
    /// The group, while it exists.
    pub group: Option<Group>,
    /// The session, while it exists.
    pub session: Option<Session>,
    /// The recipient's answer to the session.
    pub answer: Option<Answer>,
    /// Whether the recipient promised to hold the session.
    pub holds: bool,
    /// Whether the recipient was asked to hold the session and has not answered.
    pub asked: bool,
    /// Whether the recipient wants private reminders.
    pub reminders: bool,
    /// Whether nobody has promised to lead the session.
    pub unheld: bool,
    /// Until when the recipient wants quiet, where that is now.
    pub quiet_until: Option<DateTime<Utc>>,
    /// Whether the session is inside the recipient's own quiet hours.
    pub meets_in_quiet: bool,
}

/// What is to be done with a delivery whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is sent.
    Send {
        /// It comes later than it was due, and says so.
        late: bool,
        /// It must not ring: its reader wants quiet, and it cannot wait.
        silent: bool,
    },
    /// It waits until its reader's quiet hours end.
    Wait(DateTime<Utc>),
    /// It is too late to be of use (G5).
    Expired,
    /// What it says is no longer true (G6).
    Withdrawn,
}

impl Notice {
    /// Decides whether the notice is still true, of use and on time (G5, G6).
    #[must_use]
    pub fn judge(&self, present: &Present, now: DateTime<Utc>) -> Verdict {
        if !self.holds_true(present) {
            return Verdict::Withdrawn;
        }
        let expiry = present
            .session
            .as_ref()
            .and_then(|session| useful_until(self.kind, self.offset_minutes, session.starts, session.ends()))
            .or_else(|| self.useful_by_itself_until());
        if expiry.is_some_and(|until| now > until) {
            return Verdict::Expired;
        }
        let late = now - self.due > LATE_AFTER;
        match self.quiet(present, now) {
            Quiet::No => Verdict::Send { late, silent: false },
            Quiet::Silent => Verdict::Send { late, silent: true },
            Quiet::Wait(until) => Verdict::Wait(until),
        }
    }

    /// What the reader's quiet hours mean for it: a private message waits for their end, unless it
    /// would be of no use then. Somebody who comes to a session at such an hour gets its messages as usual.
    fn quiet(&self, present: &Present, now: DateTime<Utc>) -> Quiet {
        let (Recipient::Member(_), Some(until)) = (&self.recipient, present.quiet_until) else {
            return Quiet::No;
        };
        // Whoever chose the time themselves is told then.
        if self.kind == NoticeKind::OwnReminder {
            return Quiet::Silent;
        }
        let Some(session) = &present.session else {
            let too_late = self.useful_by_itself_until().is_some_and(|expiry| expiry < until);
            return if too_late { Quiet::Silent } else { Quiet::Wait(until) };
        };
        let comes_then = present.meets_in_quiet && present.counts_on_it();
        let urgent = self.kind == NoticeKind::Cancelled && session.starts - now <= URGENT;
        if comes_then || urgent {
            return Quiet::No;
        }
        let expiry = useful_until(self.kind, self.offset_minutes, session.starts, session.ends());
        let too_late = session.starts <= until || expiry.is_some_and(|expiry| expiry < until);
        if too_late { Quiet::Silent } else { Quiet::Wait(until) }
    }

    /// Its place among what is due at once: what is not true any more is told before what is near, and
    /// what is near before what is far.
    #[must_use]
    pub fn class(&self) -> u8 {
        match self.kind {
            NoticeKind::Reminder | NoticeKind::RoomReminder => match self.offset_minutes {
                0..30 => 1,
                30..720 => 2,
                _ => 3,
            },
            NoticeKind::OwnReminder => 1,
            NoticeKind::OfferLapsed | NoticeKind::CredentialExpiry | NoticeKind::Digest => 4,
            _ => 0,
        }
    }

    /// True for what tells when a session is: of several, the newest makes the others needless.
    #[must_use]
    pub fn tells_the_time(&self) -> bool {
        self.kind.is_reminder()
            || matches!(
                self.kind,
                NoticeKind::Cancelled | NoticeKind::Restored | NoticeKind::Moved | NoticeKind::Added
            )
    }

    fn holds_true(&self, present: &Present) -> bool {
        let (Ok(group), Ok(session)) = (self.group_of(present), self.session_of(present)) else {
            return false;
        };
        let meets = session.is_none_or(|session| {
            session.takes_place() && group.is_none_or(|group| group.status.meets_at(session.starts))
        });
        let state = session.map(|session| session.state);
        let same = session.is_none_or(|session| session.revision == self.revision);
        match self.kind {
            NoticeKind::Reminder => same && meets && present.counts_on_it() && present.reminders,
            NoticeKind::RoomReminder => {
                same && meets && group.is_some_and(|group| self.is_for_room_of(group))
            }
            NoticeKind::Cancelled => same && state == Some(SessionState::Cancelled),
            NoticeKind::Restored | NoticeKind::Moved | NoticeKind::Added => same && meets,
            NoticeKind::OfferMade => meets && matches!(present.answer, Some(Answer::Offered { .. })),
            NoticeKind::DutyAsked | NoticeKind::CoverAsked => meets && present.asked,
            NoticeKind::CoordinatorAlert => meets && present.unheld,
            NoticeKind::Digest => present.reminders,
            NoticeKind::DutyOpen => meets,
            NoticeKind::GroupEnded => group.is_some_and(|group| group.status == super::group::Status::Ended),
            NoticeKind::LawChanged => group.is_some_and(|group| group.status != super::group::Status::Ended),
            NoticeKind::OfferLapsed
            | NoticeKind::GroupChanged
            | NoticeKind::JoinAsked
            | NoticeKind::JoinAnswered
            | NoticeKind::HandedOver
            | NoticeKind::CredentialExpiry
            | NoticeKind::OwnReminder => true,
        }
    }

    /// The late policy of what goes by no session.
    fn useful_by_itself_until(&self) -> Option<DateTime<Utc>> {
        match self.kind {
            NoticeKind::Digest => Some(self.due + DIGEST_USEFUL),
            NoticeKind::OwnReminder => Some(self.due + OWN_REMINDER_USEFUL),
            NoticeKind::CredentialExpiry => self.last_day().map(end_of_day_everywhere),
            _ => None,
        }
    }

    /// The last day of a certificate, that a [`NoticeKind::CredentialExpiry`] notice carries.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        let detail = self.detail.as_deref().filter(|_| self.kind == NoticeKind::CredentialExpiry)?;
        detail.parse().ok()
    }

    fn is_for_room_of(&self, group: &Group) -> bool {
        let room = group.room.as_ref().filter(|_| group.channel_reminder);
        matches!(&self.recipient, Recipient::Room(told) if room == Some(told))
    }

    /// The group it speaks of; an error where it is gone.
    fn group_of<'p>(&self, present: &'p Present) -> Result<Option<&'p Group>, Gone> {
        if self.group.is_some() && present.group.is_none() {
            return Err(Gone);
        }
        Ok(present.group.as_ref())
    }

    /// The session it speaks of; an error where it is gone.
    fn session_of<'p>(&self, present: &'p Present) -> Result<Option<&'p Session>, Gone> {
        if self.session.is_some() && present.session.is_none() {
            return Err(Gone);
        }
        Ok(present.session.as_ref())
    }
}

impl Present {
    /// Whether the recipient comes to the session or holds it.
    fn counts_on_it(&self) -> bool {
        self.holds || self.answer == Some(Answer::Coming)
    }
}

/// What quiet hours mean for a message.
enum Quiet {
    No,
    Silent,
    Wait(DateTime<Utc>),
}

/// What a delivery speaks of no longer exists.
struct Gone;

/// All that the text of a delivery may need; gathered when it is sent, so that it tells what is true then.
#[derive(Debug, Clone)]
pub struct DeliveryFacts {
    /// What it is about.
    pub kind: NoticeKind,
    /// Who is told; a member is told privately and discreetly (P9).
    pub recipient: Recipient,
    /// The language to speak: the person's, or the group's in a room.
    pub language: Language,
    /// The zone to tell times in: the person's, or the session's in a room.
    pub zone: ZoneName,
    /// The group it concerns.
    pub group: Option<Group>,
    /// The session it concerns.
    pub session: Option<Session>,
    /// The group's next session that takes place after the one it concerns, or from now on.
    pub next: Option<Session>,
    /// How long before the session it was due, in minutes; 0 where it is not a reminder.
    pub offset_minutes: u32,
    /// Until when a seat is held for the recipient.
    pub held_until: Option<DateTime<Utc>>,
    /// When a moved session would have started.
    pub earlier_start: Option<DateTime<Utc>>,
    /// The person whom it concerns, where it tells others of one.
    pub about: Option<MemberId>,
    /// What its cause wrote down, see [`Notice::detail`].
    pub detail: Option<String>,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// The sessions of a [`NoticeKind::Digest`].
    pub week: Vec<WeekLine>,
    /// True where it comes later than it was due, and has to say so.
    pub late: bool,
    /// True where it must not ring.
    pub silent: bool,
    /// When it is sent.
    pub now: DateTime<Utc>,
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
        NoticeKind::DutyAsked
        | NoticeKind::DutyOpen
        | NoticeKind::CoverAsked
        | NoticeKind::CoordinatorAlert => Some(starts),
        NoticeKind::OfferMade
        | NoticeKind::OfferLapsed
        | NoticeKind::GroupEnded
        | NoticeKind::GroupChanged
        | NoticeKind::LawChanged
        | NoticeKind::JoinAsked
        | NoticeKind::JoinAnswered
        | NoticeKind::HandedOver
        // These go by no session; what bounds them is told by their own time.
        | NoticeKind::CredentialExpiry
        | NoticeKind::OwnReminder
        | NoticeKind::Digest => None,
    }
}

/// When a calendar day is over in every zone of the world: the last are 12 hours behind UTC.
fn end_of_day_everywhere(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(36)
}

/// For how long a digest that was held up still comes.
pub const DIGEST_USEFUL: TimeDelta = TimeDelta::hours(12);
/// For how long a person's own reminder that was held up still comes: as long as it is kept after that.
pub const OWN_REMINDER_USEFUL: TimeDelta = TimeDelta::days(7);

/// How long after its due time a delivery counts as late, and says so.
pub const LATE_AFTER: TimeDelta = TimeDelta::minutes(2);
/// Why a delivery is dead that may have arrived: it is never sent again, by nobody.
pub const MAY_HAVE_ARRIVED: &str = "nobody can tell whether it arrived";
/// A cancellation this long before the start comes at once, whatever the hour.
const URGENT: TimeDelta = TimeDelta::hours(2);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::group::Status;
    use crate::domain::reminder::tests::{at, group, session};

    fn notice(kind: NoticeKind, offset_minutes: u32) -> Notice {
        let room = matches!(kind, NoticeKind::RoomReminder).then(|| group().room).flatten();
        Notice {
            kind,
            recipient: room.map_or(Recipient::Member(MemberId(1)), Recipient::Room),
            group: Some(group().id),
            session: Some(session().id),
            offset_minutes,
            due: session().starts - TimeDelta::minutes(i64::from(offset_minutes)),
            revision: session().revision,
            about: None,
            detail: None,
        }
    }

    fn present() -> Present {
        Present {
            group: Some(group()),
            session: Some(session()),
            answer: Some(Answer::Coming),
            reminders: true,
            ..Present::default()
        }
    }

    const ON_TIME: Verdict = Verdict::Send { late: false, silent: false };
    const LATE: Verdict = Verdict::Send { late: true, silent: false };

    /// The session is on 29 March from 17:30 to 19:00 UTC.
    #[test]
    fn g5_each_kind_is_late_and_expires_by_its_own_row_of_the_policy() {
        let day = 24 * 60;
        let rows = [
            (NoticeKind::Reminder, day, at(-7, 30), ON_TIME),
            (NoticeKind::Reminder, day, at(-7, 32), ON_TIME),
            (NoticeKind::Reminder, day, at(-7, 33), LATE),
            (NoticeKind::Reminder, day, at(11, 30), LATE),
            (NoticeKind::Reminder, day, at(11, 31), Verdict::Expired),
            (NoticeKind::Reminder, 60, at(16, 30), ON_TIME),
            (NoticeKind::Reminder, 60, at(17, 40), LATE),
            (NoticeKind::Reminder, 60, at(17, 41), Verdict::Expired),
            (NoticeKind::RoomReminder, 60, at(17, 40), LATE),
            (NoticeKind::RoomReminder, 60, at(17, 41), Verdict::Expired),
            (NoticeKind::Moved, 0, at(43, 0), LATE),
            (NoticeKind::Moved, 0, at(43, 1), Verdict::Expired),
            (NoticeKind::DutyOpen, 0, at(17, 30), ON_TIME),
            (NoticeKind::DutyOpen, 0, at(17, 31), Verdict::Expired),
            (NoticeKind::JoinAnswered, 0, at(1000, 0), LATE),
            (NoticeKind::OfferMade, 0, at(1000, 0), LATE),
            (NoticeKind::LawChanged, 0, at(1000, 0), LATE),
            (NoticeKind::CoverAsked, 0, at(17, 30), ON_TIME),
            (NoticeKind::CoverAsked, 0, at(17, 31), Verdict::Expired),
            (NoticeKind::CoordinatorAlert, 0, at(17, 30), ON_TIME),
            (NoticeKind::CoordinatorAlert, 0, at(17, 31), Verdict::Expired),
        ];
        for (kind, offset, now, verdict) in rows {
            let waits = kind == NoticeKind::OfferMade;
            let answer = if waits { Answer::Offered { until: now } } else { Answer::Coming };
            let present = Present { answer: Some(answer), asked: true, unheld: true, ..present() };
            assert_eq!(notice(kind, offset).judge(&present, now), verdict, "{kind:?} {offset} at {now}");
        }
    }

    #[test]
    fn g5_what_goes_by_no_session_is_late_and_expires_by_its_own_time() {
        let alone = |kind, detail: Option<&str>| Notice {
            group: None,
            session: None,
            due: at(8, 0),
            detail: detail.map(str::to_owned),
            ..notice(kind, 0)
        };
        let present = Present { reminders: true, ..Present::default() };
        let own = alone(NoticeKind::OwnReminder, Some("call Ana"));
        let digest = alone(NoticeKind::Digest, None);
        let certificate = alone(NoticeKind::CredentialExpiry, Some("2026-04-30"));
        let last_day = at(8, 0) + TimeDelta::days(32);
        for (notice, now, verdict) in [
            (&digest, at(8, 2), ON_TIME),
            (&digest, at(20, 0), LATE),
            (&digest, at(20, 1), Verdict::Expired),
            (&own, at(8, 2), ON_TIME),
            (&own, at(7 * 24 + 8, 0), LATE),
            (&own, at(7 * 24 + 8, 1), Verdict::Expired),
            (&certificate, last_day, LATE),
            (&certificate, last_day + TimeDelta::days(2), Verdict::Expired),
        ] {
            assert_eq!(notice.judge(&present, now), verdict, "{:?} at {now}", notice.kind);
        }
        let off = Present::default();
        assert_eq!(digest.judge(&off, at(8, 0)), Verdict::Withdrawn, "P10: only with /remind on");
        assert_eq!(own.judge(&off, at(8, 0)), ON_TIME, "it was asked for by itself");
    }

    #[test]
    fn quiet_hours_never_hold_what_somebody_timed_themselves_nor_anything_beyond_its_use() {
        let present = |until| Present { reminders: true, quiet_until: Some(until), ..Present::default() };
        let alone = |kind| Notice { group: None, session: None, due: at(3, 0), ..notice(kind, 0) };
        let silent = Verdict::Send { late: false, silent: true };
        for (kind, until, verdict) in [
            (NoticeKind::OwnReminder, at(7, 0), silent),
            (NoticeKind::Digest, at(7, 0), Verdict::Wait(at(7, 0))),
            (NoticeKind::Digest, at(15, 0), Verdict::Wait(at(15, 0))),
            (NoticeKind::Digest, at(15, 1), silent),
        ] {
            assert_eq!(alone(kind).judge(&present(until), at(3, 0)), verdict, "{kind:?}");
        }
    }

    #[test]
    fn g6_what_is_no_longer_true_is_withdrawn() {
        let reminder = notice(NoticeKind::Reminder, 60);
        let changed = |change: fn(&mut Present)| {
            let mut present = present();
            change(&mut present);
            present
        };
        let withdrawn: [fn(&mut Present); 9] = [
            |p| p.session = None,
            |p| p.group = None,
            |p| p.session = p.session.take().map(Session::cancelled),
            |p| p.session = p.session.take().map(|session| session.cancelled().restored()),
            |p| p.group = p.group.take().map(|group| Group { status: Status::Ended, ..group }),
            |p| {
                p.group =
                    p.group.take().map(|group| Group { status: Status::Paused { until: None }, ..group })
            },
            |p| p.reminders = false,
            |p| p.answer = None,
            |p| p.answer = Some(Answer::Waiting),
        ];
        for (index, change) in withdrawn.into_iter().enumerate() {
            assert_eq!(reminder.judge(&changed(change), at(16, 30)), Verdict::Withdrawn, "change {index}");
        }
        let holds = changed(|p| (p.answer, p.holds) = (None, true));
        assert_eq!(reminder.judge(&holds, at(16, 30)), ON_TIME, "whoever holds the session is reminded too");
        let silent =
            changed(|p| p.group = p.group.take().map(|group| Group { channel_reminder: false, ..group }));
        assert_eq!(notice(NoticeKind::RoomReminder, 60).judge(&silent, at(16, 30)), Verdict::Withdrawn);
        let moved_away = changed(|p| p.group = p.group.take().map(|group| Group { room: None, ..group }));
        assert_eq!(notice(NoticeKind::RoomReminder, 60).judge(&moved_away, at(16, 30)), Verdict::Withdrawn);
    }

    #[test]
    fn g6_each_notice_is_sent_while_what_it_says_holds() {
        let cancelled =
            Present { session: Some(Session { revision: 2, ..session() }.cancelled()), ..present() };
        let until = at(17, 0);
        let offered = Present { answer: Some(Answer::Offered { until }), ..present() };
        let asked = Present { asked: true, ..present() };
        let unheld = Present { unheld: true, ..present() };
        let ended = Present { group: Some(Group { status: Status::Ended, ..group() }), ..present() };
        for (kind, holds, fails) in [
            (NoticeKind::Cancelled, &cancelled, &present()),
            (NoticeKind::Restored, &present(), &cancelled),
            (NoticeKind::Added, &present(), &cancelled),
            (NoticeKind::OfferMade, &offered, &present()),
            (NoticeKind::DutyAsked, &asked, &present()),
            (NoticeKind::CoverAsked, &asked, &present()),
            (NoticeKind::CoordinatorAlert, &unheld, &present()),
            (NoticeKind::DutyOpen, &present(), &cancelled),
            (NoticeKind::GroupEnded, &ended, &present()),
            (NoticeKind::LawChanged, &present(), &ended),
        ] {
            assert_eq!(notice(kind, 0).judge(holds, at(17, 30)), ON_TIME, "{kind:?}");
            assert_eq!(notice(kind, 0).judge(fails, at(17, 30)), Verdict::Withdrawn, "{kind:?}");
        }
    }

    #[test]
    fn only_what_may_come_again_has_an_occasion() {
        let mut request = Notice { about: Some(MemberId(9)), ..notice(NoticeKind::JoinAsked, 0) };
        let first = request.occasion();
        request.about = Some(MemberId(8));
        assert_ne!(first, request.occasion(), "two people ask at the same moment");
        for kind in NoticeKind::ALL {
            assert_eq!(notice(*kind, 0).occasion().is_empty(), kind.comes_once(), "{kind:?}");
        }
    }
}
