//! What is said about sessions.

use super::{Voice, group, list};
use crate::domain::outcome::SessionOutcome;
use crate::domain::outcome::group::Ahead;
use crate::domain::outcome::session::{Change, SessionLine, Tally, Topic};
use crate::domain::rsvp::Answer;
use crate::domain::session::SessionState;
use crate::language::invocation::{Action, Invocation, Undo};
use crate::message::{InstantForm, Line, Message, Said};

/// What is said about an outcome, to whom.
#[must_use]
pub fn tell(outcome: &SessionOutcome, voice: &Voice<'_>) -> Vec<Said> {
    let message = match outcome {
        SessionOutcome::Listed { .. } => listed(outcome, voice),
        SessionOutcome::Added { change, note } => {
            let mut message = about(voice.say("session-added").text(), change, voice);
            if let Some(note) = note {
                message = message.line(group::touched(&change.ahead, *note, voice));
            }
            group::undo(message, Undo::SessionAdded(change.ahead.session), voice)
        }
        SessionOutcome::AskCancel(change) => ask("session-ask-cancel", change, voice),
        SessionOutcome::AskRestore(change) => ask("session-ask-restore", change, voice),
        SessionOutcome::AskMove { change, from } => voice
            .tell(
                voice
                    .say("session-ask-move")
                    .user("group", &change.group)
                    .instant_in("from", *from, &change.ahead.zone, InstantForm::DateTime)
                    .instant_in("to", change.ahead.starts, &change.ahead.zone, InstantForm::Full)
                    .line(),
            )
            .lines(told(change, voice)),
        SessionOutcome::Cancelled { change, next } => cancelled(change, next.as_ref(), voice),
        SessionOutcome::Restored(change) => {
            let message = about(voice.say("session-restored").text(), change, voice);
            group::undo(message, Undo::SessionRestored(change.ahead.session), voice)
        }
        SessionOutcome::Moved { change, was, .. } => {
            let message = about(voice.say("session-moved").text(), change, voice);
            let back = Undo::SessionMoved { session: change.ahead.session, from: was.clone() };
            group::undo(message, back, voice)
        }
        SessionOutcome::Removed(change) => about(voice.say("session-removed").text(), change, voice),
        SessionOutcome::Status { group, ahead, tallies, again } => {
            status((group, ahead), tallies, *again, voice)
        }
    };
    vec![Said { private: true, message }]
}

/// What happened to which session, in one line.
fn about(what: String, change: &Change, voice: &Voice<'_>) -> Message {
    voice.tell(
        voice
            .say("session-about")
            .words("what", &what)
            .user("group", &change.group)
            .instant_in("when", change.ahead.starts, &change.ahead.zone, InstantForm::Full)
            .line(),
    )
}

fn ask(key: &'static str, change: &Change, voice: &Voice<'_>) -> Message {
    let when = voice.instant_in(change.ahead.starts, &change.ahead.zone, InstantForm::Full);
    let when = vec![crate::message::Span::Instant(when)];
    let question = match key {
        "session-ask-cancel" => {
            voice.say("session-ask-cancel").user("group", &change.group).phrase("when", when).line()
        }
        _ => voice.say("session-ask-restore").user("group", &change.group).phrase("when", when).line(),
    };
    voice.tell(question).lines(told(change, voice))
}

/// Who will be told: said before the answer is given.
fn told(change: &Change, voice: &Voice<'_>) -> Vec<Line> {
    let mut lines = vec![voice.say("group-told").count("told", change.told).line()];
    if change.room {
        lines.push(voice.say("session-room-told").line());
    }
    lines
}

fn cancelled(change: &Change, next: Option<&Ahead>, voice: &Voice<'_>) -> Message {
    let mut message = about(voice.say("session-cancelled").text(), change, voice);
    if let Some(next) = next {
        let (starts, form) = (next.starts, InstantForm::DateTime);
        message = message.line(voice.say("group-next").instant_in("when", starts, &next.zone, form).line());
    }
    message = message.line(voice.say("session-restore-hint").line());
    group::undo(message, Undo::SessionCancelled(change.ahead.session), voice)
}

fn listed(outcome: &SessionOutcome, voice: &Voice<'_>) -> Message {
    let SessionOutcome::Listed { sessions, page, more, day, group } = outcome else { return voice.message() };
    if sessions.is_empty() {
        return voice.tell(match (day, group) {
            (Some(day), _) => voice.say("session-none-on-day").words("day", &voice.date(*day)).line(),
            (None, Some(group)) => voice.say("session-none-of-group").user("group", group).line(),
            (None, None) => voice.say("problem-nothing-session").line(),
        });
    }
    let title = voice.say("session-list").words("zone", &voice.zone_name(&voice.zone)).line();
    let mut message = voice.tell(title).lines(sessions.iter().map(|session| session_line(session, voice)));
    if *more {
        let command = format!("/sessions page:{}", page + 1);
        message = message.line(voice.say("group-more").command("command", &command).line());
    }
    message.line(voice.say("session-list-next").line())
}

fn session_line(session: &SessionLine, voice: &Voice<'_>) -> Line {
    voice
        .say("session-line")
        .user("group", &session.group)
        .instant_in("when", session.starts, &session.zone, InstantForm::DateTime)
        .choice("state", state_word(session))
        .line()
}

/// What matters most about a session in a list: that it is off, what the reader answered, how full it is.
fn state_word(session: &SessionLine) -> &'static str {
    match (session.state, session.answer) {
        (SessionState::Cancelled, _) => "cancelled",
        (_, Some(Answer::Coming)) => "coming",
        (_, Some(Answer::Waiting)) => "waiting",
        (_, Some(Answer::Offered { .. })) => "offered",
        (SessionState::Open, _) => "open",
        (SessionState::Moved, _) => "moved",
        _ => group::seats_word(session.seats),
    }
}

/// How many messages about a session stand where. Nobody is named.
fn status(
    (group, ahead): (&str, &Ahead),
    tallies: &[(Topic, Tally)],
    again: Option<u64>,
    voice: &Voice<'_>,
) -> Message {
    let title = voice
        .say("session-status")
        .user("group", group)
        .instant_in("when", ahead.starts, &ahead.zone, InstantForm::DateTime)
        .line();
    let message = voice
        .tell(title)
        .lines(again.map(|count| voice.say("session-status-again").count("count", count).line()))
        .lines(tallies.iter().map(|(topic, tally)| tally_line(*topic, *tally, voice)));
    if tallies.is_empty() {
        return message.line(voice.say("session-status-none").line());
    }
    let dead: u64 = tallies.iter().map(|(_, tally)| tally.dead).sum();
    if dead == 0 {
        return message.line(voice.say("session-status-hint").line());
    }
    let again = Invocation::new("session status").exact("session", ahead.session.0).with("again", "yes");
    message
        .line(voice.say("session-status-dead").line())
        .button(voice.say("session-try-again").text(), Action::Run(again).encode())
}

fn tally_line(topic: Topic, tally: Tally, voice: &Voice<'_>) -> Line {
    let topic = match topic {
        Topic::Reminders => "reminders",
        Topic::Room => "room",
        Topic::Changes => "changes",
        Topic::Places => "places",
        Topic::Turns => "turns",
    };
    let counts = [
        ("ahead", tally.ahead),
        ("sent", tally.sent),
        ("late", tally.late),
        ("expired", tally.expired),
        ("withdrawn", tally.withdrawn),
        ("blocked", tally.blocked),
        ("unsure", tally.unsure),
        ("dead", tally.dead),
    ];
    let part = |(state, count): (&'static str, u64)| {
        voice.say("session-status-count").count("count", count).choice("state", state).text()
    };
    let parts = list::and_words(counts.into_iter().filter(|(_, count)| *count > 0).map(part), voice);
    voice.say("session-status-line").choice("topic", topic).words("counts", &parts).line()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::SessionId;
    use crate::domain::member::Language;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    #[test]
    fn g11_a_status_counts_and_offers_to_try_again_only_what_could_not_be_sent() {
        let ahead = Ahead {
            session: SessionId(7),
            starts: "2026-03-29T17:30:00Z".parse().unwrap(),
            zone: "Europe/Vienna".parse().unwrap(),
        };
        let status = |dead, again| SessionOutcome::Status {
            group: "Sunday circle".to_owned(),
            ahead: ahead.clone(),
            tallies: vec![
                (Topic::Reminders, Tally { sent: 3, late: 1, expired: 1, ..Tally::default() }),
                (Topic::Changes, Tally { sent: 1, dead, blocked: 1, ..Tally::default() }),
            ],
            again,
        };
        let told = |outcome: &SessionOutcome, language| {
            let mut found = (String::new(), Vec::new());
            with_voice(language, |voice| {
                let said = tell(outcome, voice).remove(0);
                assert!(said.private, "P5");
                found = (plain::text(&said.message), said.message.buttons);
            });
            found
        };
        let (text, buttons) = told(&status(2, None), Language::En);
        assert_eq!(
            text,
            "What was said about Sunday circle on Sunday 29 March, 19:30:\n\
             Private reminders: 3 sent, 1 sent late and 1 left out as too late\n\
             News of changes: 1 sent, 1 not taken by the chat and 2 that could not be sent\n\
             What could not be sent can be tried again: /session status again:yes."
        );
        let press = Invocation::new("session status").exact("session", 7).with("again", "yes");
        assert_eq!(Action::decode(&buttons[0].press), Some(Action::Run(press)));
        let (text, buttons) = told(&status(0, Some(2)), Language::Es);
        assert!(text.contains("2 mensajes"), "{text}");
        assert!(buttons.is_empty());
    }
}
