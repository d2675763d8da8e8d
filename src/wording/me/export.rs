//! Everything that is held on a person: in sentences, and the same as JSON (P21).

use super::super::{Voice, remind};
use crate::domain::delivery::{DeliveryState, NoticeKind};
use crate::domain::member::Role;
use crate::domain::personal_data::{AnswerHeld, DutyHeld, GroupHeld, MessageHeld, PersonalData, Profile};
use crate::domain::roster::{DutyRole, RosterPart};
use crate::message::{InstantForm, Line, Message, Span};

const FORM: InstantForm = InstantForm::DateTime;

/// All of it, every row in a line of its own.
pub(super) fn everything(data: &PersonalData, voice: &Voice<'_>) -> Message {
    // What is serialised has only texts, numbers and lists: it always can be.
    let json = serde_json::to_string(data).unwrap_or_default();
    voice
        .tell(voice.say("me-export-title").line())
        .lines(profile(&data.profile, voice))
        .lines(data.groups.iter().flat_map(|held| group(held, voice)))
        .lines(places(data, voice))
        .lines(data.answers.iter().map(|held| answer(held, voice)))
        .lines(data.duties.iter().map(|held| turn(held, voice)))
        .lines(messages(data, voice))
        .lines(changes(data, voice))
        .line(voice.say("me-export-json").line())
        .line(vec![Span::User(json)])
        .line(voice.say("me-export-choices").line())
}

fn profile(held: &Profile, voice: &Voice<'_>) -> Vec<Line> {
    let role = Role::from_word(&held.role).unwrap_or_default().word();
    let mut lines = vec![
        voice
            .say("me-export-who")
            .person("name", &held.name)
            .user("account", &held.account)
            .user("platform", &held.platform)
            .line(),
        voice.say("me-export-role").choice("role", role).line(),
    ];
    let zone = held.time_zone.as_ref().map(|zone| voice.say("me-export-zone").user("zone", zone).line());
    let language =
        held.language.as_ref().map(|tag| voice.say("me-export-language").user("language", tag).line());
    let consent =
        held.consent_version.map(|version| voice.say("me-export-consent").count("version", version).line());
    lines.extend(zone.into_iter().chain(language).chain(consent));
    let state = if held.reminders { "on" } else { "off" };
    lines.push(voice.say("me-export-reminders").choice("state", state).line());
    if !held.reminder_offsets_minutes.is_empty() {
        let offsets = remind::lengths(&held.reminder_offsets_minutes, voice);
        lines.push(voice.say("me-export-offsets").words("offsets", &offsets).line());
    }
    if let (Some(from), Some(to)) = (&held.quiet_from, &held.quiet_to) {
        lines.push(if from == to {
            voice.say("me-export-quiet-off").line()
        } else {
            voice.say("me-export-quiet").words("from", from).words("to", to).line()
        });
    }
    lines
}

fn group(held: &GroupHeld, voice: &Voice<'_>) -> Vec<Line> {
    let state = if held.state == "requested" { "requested" } else { "belongs" };
    let line = voice
        .say("me-export-group")
        .user("group", &held.group)
        .choice("state", state)
        .instant("when", held.since, FORM)
        .line();
    let note = held.note.as_ref().map(|note| voice.say("me-export-note").user("note", note).line());
    std::iter::once(line).chain(note).collect()
}

/// The rosters they are on, and the groups they come to every time.
fn places(data: &PersonalData, voice: &Voice<'_>) -> Vec<Line> {
    let rosters = data.rosters.iter().map(|held| {
        let part = RosterPart::from_word(&held.part).unwrap_or(RosterPart::Facilitator).word();
        voice
            .say("me-export-roster")
            .user("group", &held.group)
            .choice("part", part)
            .instant("when", held.since, FORM)
            .line()
    });
    let always = data.every_session.iter().map(|held| {
        voice.say("me-export-always").user("group", &held.group).instant("when", held.since, FORM).line()
    });
    rosters.chain(always).collect()
}

fn answer(held: &AnswerHeld, voice: &Voice<'_>) -> Line {
    let answer = match held.answer.as_str() {
        "waiting" => "waiting",
        "offered" => "offered",
        "away" => "away",
        _ => "coming",
    };
    let mut line = voice
        .say("me-export-answer")
        .user("group", &held.group)
        .instant("when", held.session, FORM)
        .choice("answer", answer)
        .line();
    let until = held.held_until.map(|until| voice.say("me-export-held").instant("until", until, FORM).line());
    let first = held.first_time.then(|| voice.say("me-export-first").line());
    let every = held.every_session.then(|| voice.say("me-export-every").line());
    for more in until.into_iter().chain(first).chain(every) {
        line.push(Span::Text(". ".to_owned()));
        line.extend(without_full_stop(more));
    }
    line
}

/// A sentence that others follow in one line, where the full stop stands between them.
fn without_full_stop(mut line: Line) -> Line {
    if let Some(Span::Text(last)) = line.last_mut() {
        *last = last.trim_end_matches('.').to_owned();
    }
    line
}

fn turn(held: &DutyHeld, voice: &Voice<'_>) -> Line {
    let role = DutyRole::from_word(&held.role).unwrap_or(DutyRole::Lead).word();
    let state = match held.state.as_str() {
        "offered" => "offered",
        "declined" => "declined",
        _ => "accepted",
    };
    voice
        .say("me-export-turn")
        .user("group", &held.group)
        .instant("when", held.session, FORM)
        .choice("state", state)
        .choice("role", role)
        .line()
}

fn messages(data: &PersonalData, voice: &Voice<'_>) -> Vec<Line> {
    let to_them = data.messages.iter().flat_map(|held| {
        let line = voice
            .say("me-export-message")
            .phrase("about", about(held, voice))
            .instant("when", held.due, FORM)
            .phrase("state", state(held, voice))
            .line();
        std::iter::once(line).chain(detail(held, voice))
    });
    let about_them = data.messages_about.iter().flat_map(|held| {
        let line = voice
            .say("me-export-message-about")
            .phrase("about", about(held, voice))
            .instant("when", held.due, FORM)
            .phrase("state", state(held, voice))
            .line();
        std::iter::once(line).chain(detail(held, voice))
    });
    to_them.chain(about_them).collect()
}

fn about(held: &MessageHeld, voice: &Voice<'_>) -> Line {
    let kind = NoticeKind::from_word(&held.kind).map_or("other", NoticeKind::word);
    let about = voice.say("me-export-about").choice("kind", kind).line();
    match (&held.group, held.session) {
        (Some(group), Some(session)) => voice
            .say("me-export-about-session")
            .phrase("about", about)
            .user("group", group)
            .instant("session", session, FORM)
            .line(),
        (Some(group), None) => {
            voice.say("me-export-about-group").phrase("about", about).user("group", group).line()
        }
        (None, _) => about,
    }
}

fn state(held: &MessageHeld, voice: &Voice<'_>) -> Line {
    let state = DeliveryState::from_word(&held.state).map_or("other", DeliveryState::word);
    voice.say("me-export-state").choice("state", state).line()
}

fn detail(held: &MessageHeld, voice: &Voice<'_>) -> Option<Line> {
    held.detail.as_ref().map(|detail| voice.say("me-export-detail").user("detail", detail).line())
}

/// The settings they changed, and the question that waits for them.
fn changes(data: &PersonalData, voice: &Voice<'_>) -> Vec<Line> {
    let changes = data.changes.iter().map(|held| {
        voice
            .say("me-export-change")
            .user("group", &held.group)
            .user("what", &held.what)
            .instant("when", held.at, FORM)
            .line()
    });
    let question =
        data.question_until.map(|until| voice.say("me-export-question").instant("until", until, FORM).line());
    changes.chain(question).collect()
}
