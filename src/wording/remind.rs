//! What is said about reminders. All of it is private (P5).

use chrono::{DateTime, NaiveTime, Utc};

use super::{Voice, list};
use crate::domain::delivery::{DeliveryState, NoticeKind};
use crate::domain::outcome::RemindOutcome;
use crate::domain::outcome::remind::{Became, ReminderStatus, ToCome};
use crate::message::{InstantForm, Line, Message, Said};

/// What is told of an outcome.
#[must_use]
pub fn tell(outcome: &RemindOutcome, voice: &Voice<'_>) -> Vec<Said> {
    vec![Said { private: true, message: message(outcome, voice) }]
}

fn message(outcome: &RemindOutcome, voice: &Voice<'_>) -> Message {
    match outcome {
        RemindOutcome::On { offsets_minutes, already, digest } => {
            on(offsets_minutes, (*already, *digest), voice)
        }
        RemindOutcome::Off { already, own } => off(*already, *own, voice),
        RemindOutcome::Chosen { offsets_minutes, on } => {
            let told = voice.say("remind-chosen").words("offsets", &lengths(offsets_minutes, voice)).line();
            let state = if *on {
                voice.say("remind-chosen-on").line()
            } else {
                voice.say("remind-chosen-off").line()
            };
            voice.tell(told).line(state)
        }
        RemindOutcome::Quiet { hours, chosen } => {
            voice.tell(quiet(*hours, *chosen, voice)).line(voice.say("remind-quiet-choices").line())
        }
        RemindOutcome::Own { text, due, quiet } => own(text, *due, *quiet, voice),
        RemindOutcome::Cleared { count, left } => cleared(*count, *left, voice),
        RemindOutcome::Status(status) => self::status(status, voice),
    }
}

fn on(offsets_minutes: &[u32], (already, digest): (bool, bool), voice: &Voice<'_>) -> Message {
    let offsets = lengths(offsets_minutes, voice);
    let told = if already {
        voice.say("remind-on-already").words("offsets", &offsets).line()
    } else {
        voice.say("remind-on").words("offsets", &offsets).line()
    };
    voice
        .tell(told)
        .lines(digest.then(|| voice.say("remind-digest").line()))
        .line(voice.say("remind-discreet").line())
        .line(voice.say("remind-choices").line())
}

fn off(already: bool, own: usize, voice: &Voice<'_>) -> Message {
    let told = if already { voice.say("remind-off-already").line() } else { voice.say("remind-off").line() };
    voice
        .tell(told)
        .lines((own > 0).then(|| voice.say("remind-off-own").line()))
        .line(voice.say("remind-off-choices").line())
}

/// When private messages wait, in one sentence.
fn quiet(hours: Option<(NaiveTime, NaiveTime)>, chosen: bool, voice: &Voice<'_>) -> Line {
    match (hours, chosen) {
        (Some((from, to)), true) => voice
            .say("remind-quiet-chosen")
            .words("from", &voice.time(from))
            .words("to", &voice.time(to))
            .line(),
        (Some((from, to)), false) => {
            voice.say("remind-quiet").words("from", &voice.time(from)).words("to", &voice.time(to)).line()
        }
        (None, _) => voice.say("remind-quiet-off").line(),
    }
}

fn own(text: &str, due: DateTime<Utc>, quiet: bool, voice: &Voice<'_>) -> Message {
    voice
        .tell(voice.say("remind-own").instant("when", due, InstantForm::Full).user("text", text).line())
        .lines(quiet.then(|| voice.say("remind-own-quiet").line()))
        .line(voice.say("remind-own-choices").line())
}

fn cleared(count: usize, left: usize, voice: &Voice<'_>) -> Message {
    if count == 0 {
        return voice.tell(voice.say("remind-clear-none").line());
    }
    voice
        .tell(voice.say("remind-cleared").count("count", count).line())
        .lines((left > 0).then(|| voice.say("remind-cleared-left").count("count", left).line()))
}

/// What was sent, and what comes. It names no group: whoever looks over a shoulder learns nothing.
fn status(status: &ReminderStatus, voice: &Voice<'_>) -> Message {
    let state = match &status.offsets_minutes {
        Some(offsets) => voice.say("remind-on").words("offsets", &lengths(offsets, voice)).line(),
        None => voice.say("remind-chosen-off").line(),
    };
    let message = voice.tell(state).line(quiet(status.quiet, false, voice)).lines(ahead(status, voice));
    let message = match status.past.is_empty() {
        true => message,
        false => message
            .line(voice.say("remind-status-past").line())
            .lines(status.past.iter().map(|became| past_line(became, voice)))
            .lines(
                (status.past_left > 0)
                    .then(|| voice.say("remind-status-past-more").count("count", status.past_left).line()),
            ),
    };
    message.line(voice.say("remind-status-choices").line())
}

fn ahead(status: &ReminderStatus, voice: &Voice<'_>) -> Vec<Line> {
    if status.ahead.is_empty() {
        return vec![voice.say("remind-status-nothing").line()];
    }
    let zone = voice.zone_name(&voice.zone);
    let mut lines = vec![voice.say("remind-status-ahead").words("zone", &zone).line()];
    let items = status.ahead.iter().map(|to_come| ahead_line(to_come, voice)).collect::<Vec<_>>();
    let more = format!("/remind status page:{}", status.page + 1);
    let total = items.len() + status.ahead_left;
    lines.extend(list::lines(items, total, &more, voice));
    lines
}

fn ahead_line(to_come: &ToCome, voice: &Voice<'_>) -> Line {
    let form = InstantForm::DateTime;
    match &to_come.own {
        Some((number, text)) => voice
            .say("remind-status-own")
            .instant("when", to_come.due, form)
            .count("number", *number)
            .user("text", text)
            .line(),
        None => voice
            .say("remind-status-line")
            .instant("when", to_come.due, form)
            .words("about", &about(to_come.kind, voice))
            .line(),
    }
}

fn past_line(became: &Became, voice: &Voice<'_>) -> Line {
    let state = match became.state {
        _ if became.unsure => "unsure",
        DeliveryState::Sent if became.late => "late",
        state => state.word(),
    };
    voice
        .say("remind-status-became")
        .instant("when", became.due, InstantForm::DateTime)
        .words("about", &about(became.kind, voice))
        .choice("state", state)
        .line()
}

/// What a message is about, in the words of the export.
fn about(kind: NoticeKind, voice: &Voice<'_>) -> String {
    voice.say("me-export-about").choice("kind", kind.word()).text()
}

/// Lengths of time as a list, none of them rounded: "1 day, 1 hour 30 minutes and 10 minutes".
pub(super) fn lengths(minutes: &[u32], voice: &Voice<'_>) -> String {
    list::and_words(minutes.iter().map(|minutes| length(*minutes, voice)), voice)
}

fn length(minutes: u32, voice: &Voice<'_>) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    if hours == 0 || rest == 0 {
        list::duration(minutes, voice)
    } else {
        format!("{} {}", list::duration(hours * 60, voice), list::duration(rest, voice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Language;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    fn said(outcome: &RemindOutcome, language: Language) -> String {
        let mut text = String::new();
        with_voice(language, |voice| {
            let told = tell(outcome, voice);
            assert!(told.iter().all(|said| said.private), "P5");
            text = told.iter().map(|said| plain::text(&said.message)).collect::<Vec<_>>().join("\n");
        });
        text
    }

    #[test]
    fn turning_reminders_on_says_when_how_and_how_to_stop() {
        let on = RemindOutcome::On { offsets_minutes: vec![1440, 60], already: false, digest: false };
        assert_eq!(
            said(&on, Language::En),
            "Reminders are on: 1 day and 1 hour before each session you come to.\n\
             They come to you alone, and name no group.\n\
             Other times: /remind when 1d, 1h, 10m. To stop: /remind off."
        );
        assert_eq!(
            said(&on, Language::Es),
            "Los recordatorios están activos: 1 día y 1 hora antes de cada sesión a la que vas.\n\
             Te llegan solo a ti, y no nombran ningún grupo.\n\
             Otras horas: /remind when 1d, 1h, 10m. Para dejarlos: /remind off."
        );
    }

    #[test]
    fn every_answer_tells_the_next_step() {
        for (outcome, start, next) in [
            (
                RemindOutcome::Off { already: false, own: 0 },
                "Reminders are off. You still hear",
                "/remind on",
            ),
            (RemindOutcome::Off { already: true, own: 0 }, "Reminders are off already.", "/remind on"),
            (
                RemindOutcome::Chosen { offsets_minutes: vec![10], on: true },
                "All right: 10 minutes",
                "/remind off",
            ),
            (
                RemindOutcome::Chosen { offsets_minutes: vec![10], on: false },
                "All right: 10 minutes",
                "/remind on",
            ),
        ] {
            let told = said(&outcome, Language::En);
            assert!(told.starts_with(start) && told.contains(next), "{told}");
            assert_ne!(told, said(&outcome, Language::Es));
        }
    }

    #[test]
    fn g11_a_status_tells_what_comes_and_what_became_of_the_rest() {
        let at = |text: &str| format!("2026-{text}:00Z").parse().unwrap();
        let became = |state, late| Became {
            kind: NoticeKind::Reminder,
            due: at("03-28T17:30"),
            state,
            late,
            unsure: state == DeliveryState::Dead,
        };
        let mut status = ReminderStatus {
            offsets_minutes: Some(vec![60]),
            quiet: Some((
                NaiveTime::from_hms_opt(22, 0, 0).unwrap(),
                NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
            )),
            ahead: vec![
                ToCome { kind: NoticeKind::Reminder, due: at("03-29T16:30"), own: None },
                ToCome {
                    kind: NoticeKind::OwnReminder,
                    due: at("03-30T16:30"),
                    own: Some((1, "call Ana".to_owned())),
                },
            ],
            ahead_left: 3,
            page: 1,
            past: vec![
                became(DeliveryState::Sent, true),
                became(DeliveryState::Blocked, false),
                became(DeliveryState::Dead, false),
            ],
            past_left: 0,
        };
        let told =
            |status: &ReminderStatus| said(&RemindOutcome::Status(Box::new(status.clone())), Language::En);
        assert_eq!(
            told(&status),
            "Reminders are on: 1 hour before each session you come to.\n\
             Private messages wait from 22:00 to 08:00.\n\
             This comes next, Vienna time:\n\
             Sunday 29 March, 18:30: a reminder\n\
             Monday 30 March, 18:30: your own (1): \"call Ana\"\n\
             3 more: /remind status page:2\n\
             This is what became of the last ones:\n\
             Saturday 28 March, 18:30: a reminder, sent late\n\
             Saturday 28 March, 18:30: a reminder, not sent: your chat takes no messages from me\n\
             Saturday 28 March, 18:30: a reminder; nobody can tell if it arrived\n\
             Your own words: /remind me. To take them back: /remind clear. To stop the rest: /remind off."
        );
        (status.offsets_minutes, status.quiet, status.ahead, status.past) = (None, None, vec![], vec![]);
        assert!(told(&status).contains("Nothing is planned to be sent to you."));
    }

    #[test]
    fn a_length_is_never_rounded() {
        with_voice(Language::En, |voice| {
            assert_eq!(
                lengths(&[2880, 1500, 150, 90, 5], voice),
                "2 days, 25 hours, 2 hours 30 minutes, 1 hour 30 minutes and 5 minutes"
            );
        });
    }
}
