//! What is said unasked: discreet in private (P9), with the public name only in rooms (P8), and
//! always with how to see more and how to stop (P10).

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::{Voice, list};
use crate::domain::delivery::{DeliveryFacts, LATE_AFTER, Notice, NoticeKind, Recipient};
use crate::domain::digest::WeekLine;
use crate::domain::group::Group;
use crate::domain::joining::ACCEPTED;
use crate::domain::roster::DutyRole;
use crate::domain::session::Session;
use crate::language::invocation::{Action, Invocation};
use crate::message::{InstantForm, Line, Message, Span};

/// From this offset on, a reminder tells the day instead of the minutes that are left.
const TELLS_THE_DAY_MINUTES: u32 = 12 * 60;
/// From this hour on, today is tonight.
const TONIGHT_HOUR: u32 = 17;

/// The text of a delivery, as things stand when it is sent; none where what it speaks of is gone.
#[must_use]
pub fn notice(facts: &DeliveryFacts, voice: &Voice<'_>) -> Option<Message> {
    let mut message = match &facts.recipient {
        Recipient::Member(_) => private(facts, voice)?,
        Recipient::Room(_) => in_room(facts, facts.group.as_ref()?, voice)?,
    };
    message.late = facts.late;
    Some(message)
}

/// What one person is told. Nothing here may name the group or lead to it (P9).
fn private(facts: &DeliveryFacts, voice: &Voice<'_>) -> Option<Message> {
    if facts.kind == NoticeKind::Reminder {
        return Some(reminder(facts, facts.session.as_ref()?, voice));
    }
    let message = late_first(facts, voice);
    Some(match facts.kind {
        NoticeKind::Reminder | NoticeKind::RoomReminder => return None,
        NoticeKind::Cancelled => {
            let told = cancelled(facts.session.as_ref()?, facts, voice);
            message.line(told).line(voice.say("notice-cancelled-choices").line())
        }
        NoticeKind::Restored | NoticeKind::Moved | NoticeKind::Added => {
            changed(message, facts, facts.session.as_ref()?, voice)
        }
        NoticeKind::OfferMade => offer(message, facts, facts.session.as_ref()?, voice),
        NoticeKind::OfferLapsed => {
            let starts = facts.session.as_ref()?.starts;
            let told = voice.say("notice-offer-lapsed").instant("when", starts, InstantForm::DateTime).line();
            message.line(told).line(voice.say("notice-offer-lapsed-choices").line())
        }
        NoticeKind::DutyAsked => duty_asked(message, facts, facts.session.as_ref()?, voice),
        NoticeKind::DutyOpen => duty_open(message, facts.session.as_ref()?, voice),
        NoticeKind::GroupEnded => message
            .line(voice.say("notice-group-ended").line())
            .line(voice.say("notice-group-ended-choices").line()),
        NoticeKind::GroupChanged => {
            let told = match changes_schedule(facts) {
                true => voice.say("notice-group-moved").line(),
                false => voice.say("notice-group-changed").line(),
            };
            let told = with_next_session(told, facts, InstantForm::DateTime, voice);
            message.line(told).line(voice.say("notice-group-changed-choices").line())
        }
        NoticeKind::LawChanged => {
            message.line(law_changed(facts, voice)).line(voice.say("notice-law-choices").line())
        }
        NoticeKind::JoinAsked => message
            .line(voice.say("notice-join-asked").line())
            .line(voice.say("notice-join-asked-choices").line()),
        NoticeKind::JoinAnswered if facts.detail.as_deref() == Some(ACCEPTED) => message
            .line(voice.say("notice-join-accepted").line())
            .line(voice.say("notice-join-accepted-choices").line()),
        NoticeKind::JoinAnswered => message
            .line(voice.say("notice-join-declined").line())
            .line(voice.say("notice-join-declined-choices").line()),
        NoticeKind::HandedOver => message
            .line(voice.say("notice-handed-over").line())
            .line(voice.say("notice-handed-over-choices").line()),
        NoticeKind::CoverAsked => cover_asked(message, facts, facts.session.as_ref()?, voice),
        NoticeKind::CoordinatorAlert => {
            let starts = facts.session.as_ref()?.starts;
            let told = voice.say("notice-unheld").instant("when", starts, InstantForm::DateTime).line();
            message.line(told).line(voice.say("notice-unheld-choices").line())
        }
        NoticeKind::CredentialExpiry => {
            let day = facts.detail.as_deref()?.parse().ok()?;
            let told = voice.say("notice-certificate").words("day", &voice.date(day)).line();
            message.line(told).line(voice.say("notice-certificate-choices").line())
        }
        NoticeKind::OwnReminder => own(message, facts, facts.detail.as_deref()?, voice),
        NoticeKind::Digest => week(message, &facts.week, voice)?,
    })
}

/// A law that changed: its zone, and the next session at the hour it has there, on whose clock the group meets.
fn law_changed(facts: &DeliveryFacts, voice: &Voice<'_>) -> Line {
    let Some(zone) = facts.detail.as_deref().and_then(Notice::zone_of_law) else {
        return voice.say("notice-law").line();
    };
    let told = voice.say("notice-law-zone").words("zone", &voice.zone_name(&zone)).line();
    match facts.next.as_ref().filter(|next| next.zone == zone) {
        Some(next) => {
            let full = InstantForm::Full;
            let next = voice.say("notice-next-session").instant_in("when", next.starts, &zone, full).line();
            run_together(vec![told, next])
        }
        None => told,
    }
}

/// Somebody's own words, told to them alone: the one private text that says what it is about.
fn own(message: Message, facts: &DeliveryFacts, text: &str, voice: &Voice<'_>) -> Message {
    let due = facts
        .late
        .then(|| voice.say("notice-own-due").instant("when", facts.due, InstantForm::DateTime).line());
    message
        .lines(due)
        .line(voice.say("notice-own").user("text", text).line())
        .line(voice.say("notice-own-choices").line())
}

/// The week ahead: days, numbers and open turns; neither groups nor people. None: there is nothing to tell.
fn week(message: Message, week: &[WeekLine], voice: &Voice<'_>) -> Option<Message> {
    let open: u32 = week.iter().map(|line| line.open).sum();
    let items: Vec<Line> = week.iter().map(|line| week_line(*line, voice)).collect();
    let total = items.len();
    let opens = (open > 0).then(|| voice.say("notice-week-open").count("open", open).line());
    (total > 0).then(|| {
        message
            .line(voice.say("notice-week").count("count", total).line())
            .lines(list::lines(items, total, "/me agenda", voice))
            .lines(opens)
            .line(voice.say("notice-week-choices").line())
    })
}

fn week_line(line: WeekLine, voice: &Voice<'_>) -> Line {
    let turns = if line.open == 0 { "held" } else { "open" };
    voice
        .say("notice-week-line")
        .instant("when", line.starts, InstantForm::DateTime)
        .count("coming", line.coming)
        .choice("turns", turns)
        .count("open", line.open)
        .line()
}

fn cover_asked(message: Message, facts: &DeliveryFacts, session: &Session, voice: &Voice<'_>) -> Message {
    let role = role(facts);
    let when = (session.starts, InstantForm::DateTime);
    let told = voice.say("notice-cover").choice("role", role.word()).instant("when", when.0, when.1).line();
    let accept = Invocation::new("roster accept").exact("session", session.id.0).with("role", role.word());
    message
        .line(told)
        .line(voice.say("notice-duty-choices").line())
        .button(voice.say("question-yes").text(), Action::Run(accept).encode())
        .button(voice.say("question-not-this-time").text(), run("roster decline", session))
}

/// What somebody is asked to do, as the notice carries it.
fn role(facts: &DeliveryFacts) -> DutyRole {
    facts.detail.as_deref().and_then(DutyRole::from_word).unwrap_or(DutyRole::Lead)
}

/// A message that begins by saying that it is late, where it is.
fn late_first(facts: &DeliveryFacts, voice: &Voice<'_>) -> Message {
    let late = facts.late.then(|| voice.say("notice-late").line());
    voice.message().lines(late)
}

/// One line, so that a phone shows all of it.
fn reminder(facts: &DeliveryFacts, session: &Session, voice: &Voice<'_>) -> Message {
    let mut sentences = Vec::new();
    if facts.late {
        sentences.push(voice.say("notice-late-reminder").line());
    }
    sentences.push(match wait(facts, session) {
        Wait::Started => {
            voice.say("notice-started").instant("time", session.starts, InstantForm::Time).line()
        }
        Wait::Now => voice.say("notice-now").line(),
        Wait::Minutes(minutes) => {
            voice.say("notice-soon").words("wait", &list::duration(minutes, voice)).line()
        }
        Wait::Day => voice.say("notice-ahead").instant("when", session.starts, InstantForm::DateTime).line(),
    });
    sentences.push(voice.say("notice-reminder-choices").line());
    voice.tell(run_together(sentences))
}

/// How long it is until a session, as a reminder tells it.
enum Wait {
    Started,
    Now,
    Minutes(u32),
    Day,
}

fn wait(facts: &DeliveryFacts, session: &Session) -> Wait {
    let left = session.starts - facts.now;
    if left < -TimeDelta::minutes(1) {
        return Wait::Started;
    }
    if facts.offset_minutes >= TELLS_THE_DAY_MINUTES {
        return Wait::Day;
    }
    // On time it is what was asked for; late, or after quiet hours, what is left.
    let rounded = u32::try_from((left + TimeDelta::seconds(30)).num_minutes()).unwrap_or(0);
    let on_time = !facts.late && facts.now - facts.due <= LATE_AFTER;
    let minutes = if on_time { facts.offset_minutes } else { rounded };
    if minutes == 0 { Wait::Now } else { Wait::Minutes(minutes) }
}

fn cancelled(session: &Session, facts: &DeliveryFacts, voice: &Voice<'_>) -> Line {
    let starts = session.starts;
    let told = match near(starts, voice) {
        Near::Later => voice.say("notice-cancelled").instant("when", starts, InstantForm::DateTime).line(),
        Near::Today => voice.say("notice-cancelled-today").instant("time", starts, InstantForm::Time).line(),
        Near::Tonight => {
            voice.say("notice-cancelled-tonight").instant("time", starts, InstantForm::Time).line()
        }
    };
    with_next(told, facts, InstantForm::DateTime, voice)
}

/// How near a time is on the reader's calendar.
enum Near {
    Tonight,
    Today,
    Later,
}

fn near(starts: DateTime<Utc>, voice: &Voice<'_>) -> Near {
    let (today, local) = (voice.zones.local(&voice.zone, voice.now), voice.zones.local(&voice.zone, starts));
    if today.date() != local.date() {
        Near::Later
    } else if local.hour() >= TONIGHT_HOUR {
        Near::Tonight
    } else {
        Near::Today
    }
}

fn changed(message: Message, facts: &DeliveryFacts, session: &Session, voice: &Voice<'_>) -> Message {
    let (starts, form) = (session.starts, InstantForm::DateTime);
    let told = match (facts.kind, facts.earlier_start) {
        (NoticeKind::Restored, _) => voice.say("notice-restored").instant("when", starts, form).line(),
        (NoticeKind::Added, _) => voice.say("notice-added").instant("when", starts, form).line(),
        (_, Some(from)) => {
            voice.say("notice-moved").instant("from", from, form).instant("when", starts, form).line()
        }
        (_, None) => voice.say("notice-moved-unknown").instant("when", starts, form).line(),
    };
    message
        .line(told)
        .line(voice.say("notice-change-choices").line())
        .button(voice.say("notice-cant").text(), run("rsvp cant", session))
}

fn offer(message: Message, facts: &DeliveryFacts, session: &Session, voice: &Voice<'_>) -> Message {
    let (starts, form) = (session.starts, InstantForm::DateTime);
    let told = match facts.held_until {
        Some(until) => {
            voice.say("notice-offer").instant("when", starts, form).instant("until", until, form).line()
        }
        None => voice.say("notice-offer-open").instant("when", starts, form).line(),
    };
    message
        .line(told)
        .line(voice.say("notice-offer-choices").line())
        .button(voice.say("notice-yes-coming").text(), run("rsvp coming", session))
        .button(voice.say("question-not-this-time").text(), run("rsvp cant", session))
}

fn duty_asked(message: Message, facts: &DeliveryFacts, session: &Session, voice: &Voice<'_>) -> Message {
    let role = role(facts);
    let (starts, form) = (session.starts, InstantForm::DateTime);
    let told =
        voice.say("notice-duty-asked").choice("role", role.word()).instant("when", starts, form).line();
    let accept = Invocation::new("roster accept").exact("session", session.id.0).with("role", role.word());
    message
        .line(told)
        .line(voice.say("notice-duty-choices").line())
        .button(voice.say("question-yes").text(), Action::Run(accept).encode())
        .button(voice.say("question-not-this-time").text(), run("roster decline", session))
}

fn duty_open(message: Message, session: &Session, voice: &Voice<'_>) -> Message {
    let told = voice.say("notice-duty-open").instant("when", session.starts, InstantForm::DateTime).line();
    message
        .line(told)
        .line(voice.say("notice-duty-open-choices").line())
        .button(voice.say("question-yes").text(), run("roster accept", session))
}

/// What a room is told.
fn in_room(facts: &DeliveryFacts, group: &Group, voice: &Voice<'_>) -> Option<Message> {
    let message = late_first(facts, voice);
    let told = match facts.kind {
        NoticeKind::RoomReminder => {
            return Some(room_reminder(message, facts, group, voice, facts.session.as_ref()?));
        }
        NoticeKind::Cancelled => room_cancelled(facts.session.as_ref()?, facts, group, voice),
        NoticeKind::Restored | NoticeKind::Moved => room_change(facts, facts.session.as_ref()?, group, voice),
        NoticeKind::Added => {
            let session = facts.session.as_ref()?;
            let told = room_change(facts, session, group, voice);
            let coming = (voice.say("notice-coming").text(), run("rsvp coming", session));
            let message = message.line(told).line(voice.say("notice-room-choices").line());
            return Some(message.button(coming.0, coming.1));
        }
        NoticeKind::GroupEnded => voice.say("notice-room-ended").user("group", group.shown_name()).line(),
        NoticeKind::GroupChanged => {
            let told = match changes_schedule(facts) {
                true => voice.say("notice-room-group-moved").user("group", group.shown_name()).line(),
                false => voice.say("notice-room-changed").user("group", group.shown_name()).line(),
            };
            with_next_session(told, facts, InstantForm::Full, voice)
        }
        // These concern single people; a room never learns of them.
        NoticeKind::Reminder
        | NoticeKind::OfferMade
        | NoticeKind::OfferLapsed
        | NoticeKind::LawChanged
        | NoticeKind::DutyAsked
        | NoticeKind::DutyOpen
        | NoticeKind::JoinAsked
        | NoticeKind::JoinAnswered
        | NoticeKind::HandedOver
        | NoticeKind::CoverAsked
        | NoticeKind::CoordinatorAlert
        | NoticeKind::CredentialExpiry
        | NoticeKind::OwnReminder
        | NoticeKind::Digest => return None,
    };
    Some(message.line(told).line(voice.say("notice-room-choices").line()))
}

fn room_reminder(
    message: Message,
    facts: &DeliveryFacts,
    group: &Group,
    voice: &Voice<'_>,
    session: &Session,
) -> Message {
    let (starts, name) = (session.starts, group.shown_name());
    let told = match wait(facts, session) {
        Wait::Started => voice
            .say("notice-room-started")
            .user("group", name)
            .instant("time", starts, InstantForm::Time)
            .line(),
        Wait::Now => {
            voice.say("notice-room-now").user("group", name).instant("when", starts, InstantForm::Full).line()
        }
        Wait::Day => voice
            .say("notice-room-ahead")
            .user("group", name)
            .instant("when", starts, InstantForm::Full)
            .line(),
        Wait::Minutes(minutes) => voice
            .say("notice-room-soon")
            .user("group", name)
            .words("wait", &list::duration(minutes, voice))
            .instant("when", starts, InstantForm::Full)
            .line(),
    };
    message
        .line(told)
        .line(voice.say("notice-room-reminder-choices").line())
        .button(voice.say("notice-coming").text(), run("rsvp coming", session))
}

fn room_cancelled(session: &Session, facts: &DeliveryFacts, group: &Group, voice: &Voice<'_>) -> Line {
    let (starts, name) = (session.starts, group.shown_name());
    let (full, time) = (InstantForm::Full, InstantForm::Time);
    let told = match near(starts, voice) {
        Near::Later => {
            voice.say("notice-room-cancelled").user("group", name).instant("when", starts, full).line()
        }
        Near::Today => {
            voice.say("notice-room-cancelled-today").user("group", name).instant("time", starts, time).line()
        }
        Near::Tonight => voice
            .say("notice-room-cancelled-tonight")
            .user("group", name)
            .instant("time", starts, time)
            .line(),
    };
    with_next(told, facts, full, voice)
}

fn room_change(facts: &DeliveryFacts, session: &Session, group: &Group, voice: &Voice<'_>) -> Line {
    let (starts, full, name) = (session.starts, InstantForm::Full, group.shown_name());
    match (facts.kind, facts.earlier_start) {
        (NoticeKind::Restored, _) => {
            voice.say("notice-room-restored").user("group", name).instant("when", starts, full).line()
        }
        (NoticeKind::Added, _) => {
            voice.say("notice-room-added").user("group", name).instant("when", starts, full).line()
        }
        (_, Some(from)) => voice
            .say("notice-room-moved")
            .user("group", name)
            .instant("from", from, InstantForm::DateTime)
            .instant("when", starts, full)
            .line(),
        (_, None) => {
            voice.say("notice-room-moved-unknown").user("group", name).instant("when", starts, full).line()
        }
    }
}

/// Adds the next session to a line, where there is one.
fn with_next(line: Line, facts: &DeliveryFacts, form: InstantForm, voice: &Voice<'_>) -> Line {
    match &facts.next {
        Some(next) => {
            run_together(vec![line, voice.say("notice-next").instant("when", next.starts, form).line()])
        }
        None => line,
    }
}

/// The same after a sentence about the group as a whole.
fn with_next_session(line: Line, facts: &DeliveryFacts, form: InstantForm, voice: &Voice<'_>) -> Line {
    match &facts.next {
        Some(next) => run_together(vec![
            line,
            voice.say("notice-next-session").instant("when", next.starts, form).line(),
        ]),
        None => line,
    }
}

/// True where a changed group meets at another time; the detail names the setting, as `/group edit` does.
fn changes_schedule(facts: &DeliveryFacts) -> bool {
    matches!(facts.detail.as_deref(), Some("when" | "zone"))
}

/// Several sentences as one line.
fn run_together(sentences: Vec<Line>) -> Line {
    let mut line = Line::new();
    for (index, sentence) in sentences.into_iter().enumerate() {
        if index > 0 {
            line.push(Span::Text(" ".to_owned()));
        }
        line.extend(sentence);
    }
    line
}

/// A button that carries out a command on this session.
fn run(command: &str, session: &Session) -> String {
    Action::Run(Invocation::new(command).exact("session", session.id.0)).encode()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::group::{Kind, Membership, Room, SeeWhoComes, Status, Venue};
    use crate::domain::id::{GroupId, MemberId, SessionId};
    use crate::domain::member::Language;
    use crate::domain::session::SessionState;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    const WORD: &str = "Zyxwvut";

    fn group(name: &str) -> Group {
        Group {
            id: GroupId(1),
            name: name.into(),
            public_name: Some("Open circle".into()),
            description: Some(format!("{WORD} description")),
            languages: vec![format!("{WORD} language")],
            audiences: vec![format!("{WORD} tag")],
            membership: Membership::Open,
            kind: Kind::Support,
            capacity: Some(12),
            see: SeeWhoComes::Count,
            venue: Venue::Both,
            address: Some(format!("{WORD} street")),
            access: Some(format!("{WORD} bell")),
            link: Some(format!("https://{WORD}.example")),
            status: Status::Active,
            listed: true,
            channel_reminder: true,
            language: Language::En,
            room: None,
            review: Some(format!("{WORD} note")),
            revision: 0,
        }
    }

    fn session(starts: &str) -> Session {
        let zone = "Europe/Vienna".parse().unwrap();
        let starts: DateTime<Utc> = starts.parse().unwrap();
        Session {
            id: SessionId(7),
            group: GroupId(1),
            series: None,
            slot: starts.naive_utc(),
            moved_to: None,
            zone,
            starts,
            minutes: 90,
            state: SessionState::Planned,
            capacity: None,
            revision: 0,
        }
    }

    fn facts(kind: NoticeKind, room: bool) -> DeliveryFacts {
        let lobby = Room { platform: "terminal".into(), id: "lobby".into() };
        DeliveryFacts {
            kind,
            recipient: if room { Recipient::Room(lobby) } else { Recipient::Member(MemberId(3)) },
            language: Language::En,
            zone: "Europe/Vienna".parse().unwrap(),
            group: Some(group("Secret circle")),
            session: Some(session("2026-03-29T16:30:00Z")),
            next: None,
            offset_minutes: 0,
            held_until: Some("2026-03-29T16:20:00Z".parse().unwrap()),
            earlier_start: Some("2026-03-29T15:30:00Z".parse().unwrap()),
            about: None,
            detail: (kind == NoticeKind::CredentialExpiry || kind == NoticeKind::OwnReminder)
                .then(|| "2026-04-30".to_owned()),
            due: "2026-03-29T16:00:00Z".parse().unwrap(),
            week: vec![
                WeekLine { starts: "2026-03-29T16:30:00Z".parse().unwrap(), coming: 1, open: 2 },
                WeekLine { starts: "2026-03-31T16:30:00Z".parse().unwrap(), coming: 5, open: 0 },
            ],
            late: false,
            silent: false,
            now: "2026-03-29T16:00:00Z".parse().unwrap(),
        }
    }

    fn told(facts: &DeliveryFacts, language: Language) -> String {
        let mut told = String::new();
        with_voice(language, |voice| {
            told = notice(facts, voice).map(|m| plain::text(&m)).unwrap_or_default()
        });
        told
    }

    #[test]
    fn a_private_reminder_is_one_discreet_line() {
        let reminder = DeliveryFacts { offset_minutes: 30, ..facts(NoticeKind::Reminder, false) };
        assert_eq!(
            told(&reminder, Language::En),
            "Something on your calendar starts in 30 minutes. See it: /me agenda. Stop these: /remind off."
        );
        let day_before = DeliveryFacts { offset_minutes: 1440, ..facts(NoticeKind::Reminder, false) };
        assert!(
            told(&day_before, Language::Es)
                .starts_with("Algo de tu calendario empieza el domingo 29 de marzo, 18:30.")
        );
    }

    #[test]
    fn a_late_reminder_says_so_and_what_is_true_now() {
        let mut late = DeliveryFacts { offset_minutes: 60, late: true, ..facts(NoticeKind::Reminder, false) };
        late.now = "2026-03-29T16:10:00Z".parse().unwrap();
        assert!(told(&late, Language::En).starts_with(
            "This reminder is late: the bot was away. Something on your calendar starts in 20 minutes."
        ));
        late.now = "2026-03-29T16:35:00Z".parse().unwrap();
        assert!(
            told(&late, Language::En)
                .starts_with("This reminder is late: the bot was away. The session started at 18:30.")
        );
        with_voice(Language::En, |voice| assert!(notice(&late, voice).unwrap().late));
    }

    #[test]
    fn a_reminder_that_waited_for_the_morning_tells_what_is_left() {
        let mut waited = DeliveryFacts { offset_minutes: 660, ..facts(NoticeKind::Reminder, false) };
        waited.due = "2026-03-29T05:30:00Z".parse().unwrap();
        waited.now = "2026-03-29T15:00:00Z".parse().unwrap();
        assert!(
            told(&waited, Language::En).starts_with("Something on your calendar starts in 90 minutes."),
            "and it is not called late"
        );
    }

    #[test]
    fn a_cancelled_session_names_the_next_one() {
        let next = Some(session("2026-04-05T16:30:00Z"));
        let mut cancelled = DeliveryFacts { next, ..facts(NoticeKind::Cancelled, false) };
        assert!(told(&cancelled, Language::En).starts_with(
            "Tonight's 18:30 session will not take place. The next one is Sunday 5 April, 18:30."
        ));
        cancelled.session = Some(session("2026-03-31T08:00:00Z"));
        assert!(
            told(&cancelled, Language::Es)
                .starts_with("La sesión del martes 31 de marzo, 10:00 no tendrá lugar.")
        );
    }

    #[test]
    fn a_group_at_another_time_is_told_with_its_next_session() {
        let next = Some(session("2026-04-05T16:30:00Z"));
        let mut changed = DeliveryFacts { next, ..facts(NoticeKind::GroupChanged, false) };
        assert!(told(&changed, Language::En).starts_with(
            "Something about a group on your calendar is new. The next session is Sunday 5 April, 18:30."
        ));
        changed.detail = Some("when".to_owned());
        assert!(
            told(&changed, Language::En).starts_with(
                "A group on your calendar meets at another time from now on. The next session is"
            )
        );
    }

    #[test]
    fn an_offer_has_a_button_for_each_answer() {
        with_voice(Language::En, |voice| {
            let message = notice(&facts(NoticeKind::OfferMade, false), voice).unwrap();
            let labels: Vec<&str> = message.buttons.iter().map(|button| button.label.as_str()).collect();
            assert_eq!(labels, ["Yes, I'm coming", "Not this time"]);
            let yes = Action::decode(&message.buttons[0].press).unwrap();
            assert_eq!(yes, Action::Run(Invocation::new("rsvp coming").exact("session", 7)));
        });
    }

    #[test]
    fn the_week_ahead_is_days_and_numbers() {
        assert_eq!(
            told(&facts(NoticeKind::Digest, false), Language::En),
            "Your week ahead has 2 sessions:\n\
             Sunday 29 March, 18:30: one person comes, 2 turns are open\n\
             Tuesday 31 March, 18:30: 5 people come, every turn is taken\n\
             To take one of the 2 open turns: /roster accept.\n\
             See more: /roster show. To stop these: /remind off."
        );
        let nothing = DeliveryFacts { week: Vec::new(), ..facts(NoticeKind::Digest, false) };
        assert_eq!(told(&nothing, Language::En), "", "a week without sessions is not told");
    }

    #[test]
    fn own_words_come_as_they_were_written_and_late_ones_say_when_they_were_meant() {
        let own = DeliveryFacts {
            detail: Some("call { $x } `Ana`".into()),
            ..facts(NoticeKind::OwnReminder, false)
        };
        let choices = "See what comes: /remind status. To stop these: /remind clear.";
        assert_eq!(
            told(&own, Language::En),
            format!("You wanted to be told: \"call {{ $x }} `Ana`\"\n{choices}")
        );
        let late = DeliveryFacts { late: true, ..own };
        assert!(told(&late, Language::En).starts_with(
            "This message is late: the bot was away.\nIt was for Sunday 29 March, 18:00.\nYou wanted"
        ));
    }

    #[test]
    fn g8_a_law_that_changed_is_told_with_the_hour_in_its_own_zone() {
        let next = Session { zone: "America/Edmonton".parse().unwrap(), ..session("2026-11-04T01:00:00Z") };
        let law = DeliveryFacts {
            detail: Some("America/Edmonton 2026c 00aa".into()),
            next: Some(next),
            ..facts(NoticeKind::LawChanged, false)
        };
        assert_eq!(
            told(&law, Language::En),
            "The law on Edmonton time has changed. A group that you hold keeps its hour there. \
             The next session is Tuesday 3 November, 18:00, Edmonton time.\n\
             See the dates: /sessions. To stop these: /leave."
        );
        let elsewhere = DeliveryFacts { next: None, ..law };
        assert!(told(&elsewhere, Language::Es).starts_with(
            "Cambió la ley sobre la hora de Edmonton. Un grupo que llevas conserva allí su hora.\n"
        ));
    }

    #[test]
    fn cover_and_a_session_that_nobody_holds_are_told_without_a_group() {
        let cover = DeliveryFacts { detail: Some("co".into()), ..facts(NoticeKind::CoverAsked, false) };
        assert!(told(&cover, Language::En).starts_with(
            "A turn is free again. Could you help to hold the session on Sunday 29 March, 18:30?"
        ));
        assert!(
            told(&facts(NoticeKind::CoordinatorAlert, false), Language::En)
                .starts_with("Nobody holds the session on Sunday 29 March, 18:30 yet.")
        );
        assert!(
            told(&facts(NoticeKind::CredentialExpiry, false), Language::Es).contains("jueves 30 de abril")
        );
    }

    #[test]
    fn p8_a_room_is_told_the_public_name_and_nothing_private() {
        for kind in NoticeKind::ALL {
            let text = told(&facts(*kind, true), Language::En);
            assert!(!text.contains("Secret") && !text.contains(WORD), "{kind:?}: {text}");
            let for_rooms = is_for_rooms(*kind, true);
            assert_eq!(text.contains("Open circle"), for_rooms, "{kind:?}: {text}");
            assert_eq!(text.is_empty(), !for_rooms, "{kind:?}: {text}");
        }
    }

    #[test]
    fn p10_whoever_is_told_unasked_learns_how_to_see_more_and_how_to_stop() {
        let see = [
            "/me agenda",
            "/sessions",
            "/groups",
            "/rsvp list",
            "/roster",
            "/requests show",
            "/remind status",
        ];
        let stop = [
            "/remind off",
            "/remind clear",
            "/rsvp stop",
            "/rsvp cant",
            "/leave",
            "no more messages",
            "mute",
            "channel-reminder no",
        ];
        for kind in NoticeKind::ALL {
            for room in [false, true] {
                let text = told(&facts(*kind, room), Language::En);
                let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
                assert!(text.is_empty() || (has(&see) && has(&stop)), "{kind:?}: {text}");
            }
        }
    }

    #[test]
    fn every_kind_has_a_text_for_those_it_concerns() {
        for kind in NoticeKind::ALL.iter().filter(|kind| **kind != NoticeKind::RoomReminder) {
            for language in Language::ALL {
                assert!(!told(&facts(*kind, false), language).is_empty(), "{kind:?}");
            }
        }
    }

    fn is_for_rooms(kind: NoticeKind, room: bool) -> bool {
        room && matches!(
            kind,
            NoticeKind::RoomReminder
                | NoticeKind::Cancelled
                | NoticeKind::Restored
                | NoticeKind::Moved
                | NoticeKind::Added
                | NoticeKind::GroupEnded
                | NoticeKind::GroupChanged
        )
    }

    const FELLOWSHIP: [&str; 10] = [
        "home group",
        "speaker",
        "newcomer",
        "sponsor",
        "fellowship",
        "12-step",
        "twelve step",
        "grupo base",
        "padrino",
        "recién llegad",
    ];

    proptest! {
        #[test]
        fn p9_no_private_text_betrays_the_group(
            kind in proptest::sample::select(NoticeKind::ALL),
            name in "[A-Z][a-z]{6,12} [A-Z][a-z]{6,12}",
            late: bool,
            offset in proptest::sample::select(vec![0u32, 10, 30, 60, 1440]),
            spanish: bool,
        ) {
            let mut facts = DeliveryFacts { late, offset_minutes: offset, ..facts(kind, false) };
            facts.group = Some(Group { public_name: Some(format!("{name} public")), ..group(&name) });
            // What somebody wrote for themselves is theirs to see; a certificate carries a date.
            if !matches!(kind, NoticeKind::OwnReminder | NoticeKind::CredentialExpiry) {
                facts.detail = Some(format!("{name} detail"));
            }
            let text = told(&facts, if spanish { Language::Es } else { Language::En });
            let small = text.to_lowercase();
            for word in name.split(' ').chain([WORD]) {
                prop_assert!(!small.contains(&word.to_lowercase()), "{}", text);
            }
            for word in FELLOWSHIP {
                prop_assert!(!small.contains(word), "{}", text);
            }
        }
    }
}
