//! What an adapter is told, as lines of JSON: messages with their spans, questions, answers. Pure.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::incoming::Fault;
use super::{LINE_BYTES_MAX, PROTOCOL};
use crate::chat::contract::{Answer, Destination};
use crate::message::{Button, Instant, InstantForm, Message, Span, plain};

/// Everything that an adapter is told.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Welcome { protocol: u64, platform: &'a str, line_bytes_max: usize },
    Answers { event: &'a str, answers: Vec<AnswerJson<'a>> },
    Deliver { request: u64, key: &'a str, to: To<'a>, message: MessageJson<'a> },
    LookUp { request: u64, key: &'a str, to: To<'a>, since: String },
    TakeBack { request: u64, to: To<'a>, receipt: &'a str },
    Error { code: &'static str, message: String, event: Option<&'a str>, request: Option<u64> },
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    private: bool,
    message: MessageJson<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum To<'a> {
    Person(&'a str),
    Room(&'a str),
}

/// A message: its spans line by line, and the same as plain text.
#[derive(Serialize)]
struct MessageJson<'a> {
    language: &'a str,
    text: String,
    lines: Vec<Vec<SpanJson<'a>>>,
    buttons: Vec<ButtonJson<'a>>,
    silent: bool,
    late: bool,
}

#[derive(Serialize)]
struct SpanJson<'a> {
    kind: &'static str,
    text: String,
    #[serde(flatten)]
    instant: Option<InstantJson<'a>>,
}

#[derive(Serialize)]
struct InstantJson<'a> {
    utc: String,
    local: String,
    zone: &'a str,
    form: &'static str,
}

#[derive(Serialize)]
struct ButtonJson<'a> {
    id: &'a str,
    label: String,
}

/// The answer to a hello.
#[must_use]
pub fn welcome(platform: &str) -> String {
    written(&Line::Welcome { protocol: PROTOCOL, platform, line_bytes_max: LINE_BYTES_MAX })
}

/// What the bot answers to an event; told also where that is nothing.
#[must_use]
pub fn answers(event: &str, answers: &[Answer]) -> String {
    let answers = answers
        .iter()
        .map(|answer| AnswerJson { private: answer.private, message: message_json(&answer.message) });
    written(&Line::Answers { event, answers: answers.collect() })
}

/// A message to be sent.
#[must_use]
pub fn deliver(request: u64, key: &str, to: &Destination, message: &Message) -> String {
    written(&Line::Deliver { request, key, to: to_json(to), message: message_json(message) })
}

/// A message to be found.
#[must_use]
pub fn look_up(request: u64, key: &str, to: &Destination, since: DateTime<Utc>) -> String {
    written(&Line::LookUp { request, key, to: to_json(to), since: instant(since) })
}

/// A message to be taken back.
#[must_use]
pub fn take_back(request: u64, to: &Destination, receipt: &str) -> String {
    written(&Line::TakeBack { request, to: to_json(to), receipt })
}

/// What was wrong with a line.
#[must_use]
pub fn fault(fault: &Fault) -> String {
    written(&Line::Error {
        code: fault.problem.code(),
        message: fault.problem.to_string(),
        event: fault.event.as_deref(),
        request: fault.request,
    })
}

/// JSON escapes every line feed, so that a line is one line. Numbers, texts and lists always can be written.
fn written(line: &Line<'_>) -> String {
    serde_json::to_string(line).unwrap_or_default()
}

fn to_json(to: &Destination) -> To<'_> {
    match to {
        Destination::Person(account) => To::Person(&account.id),
        Destination::Room(room) => To::Room(&room.id),
    }
}

fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn message_json(message: &Message) -> MessageJson<'_> {
    MessageJson {
        language: &message.locale.tag,
        text: plain::text(message),
        lines: message
            .lines
            .iter()
            .map(|line| line.iter().map(|span| span_json(span, message)).collect())
            .collect(),
        buttons: message.buttons.iter().map(button_json).collect(),
        silent: message.silent,
        late: message.late,
    }
}

fn span_json<'a>(span: &'a Span, message: &Message) -> SpanJson<'a> {
    let spoken = |kind, text: &str| SpanJson { kind, text: plain::visible(text), instant: None };
    match span {
        Span::Text(text) => spoken("text", text),
        Span::User(text) => spoken("user", text),
        Span::Command(text) => spoken("command", text),
        Span::Person(text) => spoken("person", text),
        Span::Instant(instant) => SpanJson {
            instant: Some(instant_json(instant)),
            ..spoken("instant", &plain::instant_text(instant, &message.locale))
        },
    }
}

fn instant_json(told: &Instant) -> InstantJson<'_> {
    InstantJson {
        utc: instant(told.utc),
        local: told.local.format("%Y-%m-%dT%H:%M:%S").to_string(),
        zone: &told.zone,
        form: match told.form {
            InstantForm::Full => "full",
            InstantForm::DateTime => "date_time",
            InstantForm::Date => "date",
            InstantForm::Time => "time",
        },
    }
}

fn button_json(button: &Button) -> ButtonJson<'_> {
    ButtonJson { id: &button.press, label: plain::visible(&button.label) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use chrono::NaiveDate;

    use super::*;
    use crate::chat::pipe::incoming::Problem;
    use crate::domain::group::Room;
    use crate::domain::member::Account;
    use crate::message::Locale;

    fn message() -> Message {
        let mut message = Message::new(Arc::new(Locale {
            tag: "en".to_owned(),
            weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
                .map(str::to_owned),
            months: std::array::from_fn(|_| "March".to_owned()),
            date: "{weekday} {day} {month}".to_owned(),
            date_with_year: String::new(),
            date_time: "{date}, {time}".to_owned(),
            full: "{date_time}, {zone}".to_owned(),
            zone: "{place} time".to_owned(),
            places: BTreeMap::new(),
            private: String::new(),
            twelve_hours: false,
        }));
        let when = Instant {
            utc: DateTime::from_timestamp(1_774_805_400, 0).unwrap(),
            local: NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(19, 30, 0).unwrap(),
            zone: "Europe/Vienna".to_owned(),
            form: InstantForm::Full,
            year: false,
        };
        message.lines = vec![
            vec![
                Span::User("<b>\"Sun\u{1b}[2J\u{202e}\"\n".to_owned()),
                Span::Text(" meets ".to_owned()),
                Span::Instant(when),
            ],
            vec![],
            vec![Span::Person("ana".to_owned()), Span::Command("/rsvp cant".to_owned())],
        ];
        message.buttons = vec![Button { label: "I'm coming".to_owned(), press: "opaque".to_owned() }];
        message.late = true;
        message
    }

    fn pretty(line: &str) -> String {
        assert!(!line.contains('\n'), "{line}");
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    }

    #[test]
    fn a_message_goes_out_as_typed_spans_with_its_plain_text() {
        let ana = Destination::Person(Account { platform: "irc".to_owned(), id: "u1".to_owned() });
        insta::assert_snapshot!(pretty(&deliver(7, "key", &ana, &message())));
    }

    #[test]
    fn questions_answers_and_errors_are_single_lines() {
        let room = Destination::Room(Room { platform: "irc".to_owned(), id: "#a\"\n".to_owned() });
        let since = DateTime::from_timestamp(1_774_805_400, 5).unwrap();
        let lines = [
            welcome("irc"),
            answers("e1", &[]),
            look_up(8, "key", &room, since),
            take_back(9, &room, "m1"),
            fault(&Fault { problem: Problem::UnknownSpace, event: Some("e1".to_owned()), request: None }),
        ];
        insta::assert_snapshot!(lines.iter().map(|line| pretty(line)).collect::<Vec<_>>().join("\n"));
    }
}
