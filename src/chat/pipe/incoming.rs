//! What an adapter tells, line by line: who it is, what people said, what became of what it was asked. Pure.

use std::time::Duration;

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Communities, LINE_BYTES_MAX, PROTOCOL};
use crate::chat::contract::{Delivered, Incoming, LookedUp, Place, Said};
use crate::domain::group::Room;
use crate::domain::member::{Account, Language};
use crate::domain::text;

/// The longest id of a person, room, space, event or message, in characters.
const ID_MAX: usize = 255;
/// The longest reason for a rejection that is kept, in characters.
const REASON_MAX: usize = 200;
/// When something can have been said; calendars are reckoned from it, and must not run out.
const YEARS: std::ops::Range<i32> = 2000..3000;
/// A platform that asks for more patience than a day is asked again after a day.
const PATIENCE_MAX: f64 = 86_400.0;

/// A line that was understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// The adapter says who it is.
    Hello(Hello),
    /// Somebody said or pressed something.
    Event(Event),
    /// What became of a request.
    Reply {
        /// The number of the request.
        request: u64,
        /// What became of it.
        reply: Reply,
    },
}

/// Who an adapter is and what its platform can do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The version of the protocol that it speaks.
    pub protocol: u64,
    /// The platform that it speaks for.
    pub platform: String,
    /// Whether there are buttons under a message.
    #[serde(default = "yes")]
    pub buttons: bool,
    /// Whether it can answer in a room so that only one person sees it.
    #[serde(default = "yes")]
    pub private_replies: bool,
    /// Whether it can take messages back.
    #[serde(default)]
    pub edits: bool,
    /// Whether it can find an earlier message by its key.
    #[serde(default)]
    pub looks_up: bool,
    /// For how many seconds a key that is sent again shows nothing new.
    #[serde(default)]
    pub remembers_keys: u32,
    /// The most deliveries that it takes in a second.
    #[serde(default)]
    pub per_second: Option<u32>,
}

/// Something that somebody said or pressed, before it is known where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The adapter's id of it, which the answers carry.
    pub id: String,
    person: Person,
    space: Option<String>,
    room: Option<String>,
    said_at: DateTime<Utc>,
    language: Option<String>,
    line: Option<String>,
    press: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    id: String,
    name: String,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Of a message that was to be delivered.
    Delivered(Delivered),
    /// Of a search for a message.
    LookedUp(LookedUp),
    /// Of a message that was to be taken back.
    TakenBack(Delivered),
}

/// What an adapter is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// To send a message.
    Deliver,
    /// To find one.
    LookUp,
    /// To take one back.
    TakeBack,
}

/// A line that was not understood, and what it was about where that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub problem: Problem,
    /// The event that it was about.
    pub event: Option<String>,
    /// The request that it was about.
    pub request: Option<u64>,
}

/// What is wrong with a line; for whoever writes the adapter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is not JSON.
    #[error("The line is not JSON: {0}.")]
    NotJson(String),
    /// It is JSON, but no object with a type that is known.
    #[error(
        "The line is not an object whose `type` is hello, event, delivered, looked_up or taken_back. The lines are described in docs/pipe.md."
    )]
    UnknownType,
    /// It has wrong, missing or unknown fields.
    #[error("The line was not used: {0}.")]
    BadFields(String),
    /// It is too long.
    #[error("The line was skipped: it has more than {LINE_BYTES_MAX} bytes.")]
    TooLong,
    /// The first line was no hello, or none came.
    #[error("The first line must be a hello, and it must come at once.")]
    NoHello,
    /// A second hello.
    #[error("There was a hello already; connect again to say another.")]
    SecondHello,
    /// Another version of the protocol.
    #[error("This program speaks version {PROTOCOL} of the protocol.")]
    OtherProtocol,
    /// A platform that the configuration does not name.
    #[error("The platform is not named in `platforms` of [pipe].")]
    UnknownPlatform,
    /// A platform that somebody speaks for already.
    #[error("Another adapter speaks for this platform. It has to disconnect first.")]
    PlatformTaken,
    /// A space that belongs to no community.
    #[error(
        "No community owns this space. Name it in `places` of a community: pipe:PLATFORM:SPACE, or pipe:PLATFORM:* for all."
    )]
    UnknownSpace,
    /// An answer to nothing: never asked, answered before, or too late.
    #[error("Nobody waits for the answer to this request any more.")]
    UnknownRequest,
    /// An answer to another kind of request.
    #[error(
        "The request was of another kind: deliver wants delivered, look_up looked_up, take_back taken_back."
    )]
    OtherQuestion,
}

impl Problem {
    /// The word that a program can compare.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "not_json",
            Self::UnknownType => "unknown_type",
            Self::BadFields(_) => "bad_fields",
            Self::TooLong => "too_long",
            Self::NoHello => "no_hello",
            Self::SecondHello => "second_hello",
            Self::OtherProtocol => "other_protocol",
            Self::UnknownPlatform => "unknown_platform",
            Self::PlatformTaken => "platform_taken",
            Self::UnknownSpace => "unknown_space",
            Self::UnknownRequest => "unknown_request",
            Self::OtherQuestion => "other_question",
        }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self { problem, event: None, request: None }
    }
}

/// Why an event is not used.
fn bad(why: &str) -> Problem {
    Problem::BadFields(why.to_owned())
}

/// Reads a line.
///
/// # Errors
/// A [`Fault`]; the next line can be read all the same.
pub fn read(line: &[u8]) -> Result<Told, Fault> {
    let value: Value = serde_json::from_slice(line).map_err(|error| Problem::NotJson(error.to_string()))?;
    let Value::Object(mut fields) = value else { return Err(Problem::UnknownType.into()) };
    let Some(Value::String(kind)) = fields.remove("type") else { return Err(Problem::UnknownType.into()) };
    let event = fields.get("id").and_then(Value::as_str).filter(|id| is_id(id)).map(str::to_owned);
    let request = fields.get("request").and_then(Value::as_u64);
    let told = match kind.as_str() {
        "hello" => hello(fields.into()),
        "event" => {
            return event_of(fields.into()).map_err(|problem| Fault { problem, event, request: None });
        }
        "delivered" => reply(fields.into(), |reply| reply.delivered().map(Reply::Delivered)),
        "taken_back" => reply(fields.into(), |reply| reply.delivered().map(Reply::TakenBack)),
        "looked_up" => reply(fields.into(), |reply| reply.looked_up().map(Reply::LookedUp)),
        _ => Err(Problem::UnknownType),
    };
    told.map_err(|problem| Fault { problem, event: None, request })
}

fn parse<T: DeserializeOwned>(fields: Value) -> Result<T, Problem> {
    serde_json::from_value(fields).map_err(|error| Problem::BadFields(error.to_string()))
}

/// The version counts before the fields do: another version may have others.
fn hello(fields: Value) -> Result<Told, Problem> {
    match fields.get("protocol").and_then(Value::as_u64) {
        Some(PROTOCOL) => {}
        Some(_) => return Err(Problem::OtherProtocol),
        None => return Err(bad("`protocol` is missing")),
    }
    let hello: Hello = parse(fields)?;
    if hello.per_second == Some(0) {
        return Err(bad("`per_second` is at least 1, or null where no limit is known"));
    }
    Ok(Told::Hello(hello))
}

fn event_of(fields: Value) -> Result<Told, Problem> {
    let event: Event = parse(fields)?;
    let ids = [Some(&event.id), Some(&event.person.id), event.space.as_ref(), event.room.as_ref()];
    if !ids.into_iter().flatten().all(|id| is_id(id)) {
        return Err(Problem::BadFields(format!(
            "an id has 1 to {ID_MAX} characters, none of them a control character"
        )));
    }
    if !YEARS.contains(&event.said_at.year()) {
        return Err(bad("`said_at` is a time of this millennium"));
    }
    if event.line.is_some() == event.press.is_some() {
        return Err(bad("an event has either a `line` or a `press`"));
    }
    Ok(Told::Event(event))
}

fn is_id(id: &str) -> bool {
    (1..=ID_MAX).contains(&id.chars().count()) && !id.chars().any(char::is_control)
}

/// What became of a request, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyLine {
    request: u64,
    outcome: String,
    receipt: Option<String>,
    after: Option<f64>,
    reason: Option<String>,
}

fn reply(fields: Value, read: fn(&ReplyLine) -> Result<Reply, Problem>) -> Result<Told, Problem> {
    let line: ReplyLine = parse(fields)?;
    let given = [line.receipt.is_some(), line.after.is_some(), line.reason.is_some()];
    let wanted = ["receipt", "found"].contains(&line.outcome.as_str());
    let wanted = [wanted, line.outcome == "try_again", line.outcome == "rejected"];
    if given != wanted {
        return Err(bad(
            "`receipt` goes with the outcomes receipt and found, `after` with try_again, `reason` with rejected",
        ));
    }
    read(&line).map(|reply| Told::Reply { request: line.request, reply })
}

impl ReplyLine {
    fn delivered(&self) -> Result<Delivered, Problem> {
        Ok(match self.outcome.as_str() {
            "receipt" => Delivered::Receipt(self.receipt()?),
            "try_again" => Delivered::TryAgainAfter(self.after()?),
            "unreachable" => Delivered::Unreachable,
            "unsure" => Delivered::Unsure,
            "unauthorized" => Delivered::Unauthorized,
            "place_gone" => Delivered::PlaceGone,
            "not_allowed" => Delivered::NotAllowed,
            "rejected" => {
                let reason = text::clean(self.reason.as_deref().unwrap_or_default());
                Delivered::Rejected(reason.chars().take(REASON_MAX).collect())
            }
            _ => {
                return Err(bad(
                    "`outcome` is receipt, try_again, unreachable, unsure, unauthorized, place_gone, not_allowed or rejected",
                ));
            }
        })
    }

    fn looked_up(&self) -> Result<LookedUp, Problem> {
        Ok(match self.outcome.as_str() {
            "found" => LookedUp::Found(self.receipt()?),
            "nothing" => LookedUp::Nothing,
            "cannot_tell" => LookedUp::CannotTell,
            "unreachable" => LookedUp::Unreachable,
            _ => return Err(bad("`outcome` is found, nothing, cannot_tell or unreachable")),
        })
    }

    fn receipt(&self) -> Result<String, Problem> {
        self.receipt.clone().filter(|receipt| is_id(receipt)).ok_or_else(|| {
            Problem::BadFields(format!("`receipt` has 1 to {ID_MAX} characters, none a control character"))
        })
    }

    fn after(&self) -> Result<Duration, Problem> {
        let seconds = self.after.filter(|seconds| *seconds >= 0.0);
        let seconds = seconds.ok_or_else(|| bad("`after` is a number of seconds"))?;
        Ok(Duration::from_secs_f64(seconds.min(PATIENCE_MAX)))
    }
}

impl Reply {
    /// What it answers.
    #[must_use]
    pub fn question(&self) -> Question {
        match self {
            Self::Delivered(_) => Question::Deliver,
            Self::LookedUp(_) => Question::LookUp,
            Self::TakenBack(_) => Question::TakeBack,
        }
    }
}

impl Event {
    /// The event as the bot hears it. The platform is the connection's, the community the one that the
    /// configuration gives to the event's space (invariant 8).
    ///
    /// # Errors
    /// [`Problem::UnknownSpace`].
    pub fn heard(self, platform: &str, communities: &Communities) -> Result<Incoming, Fault> {
        let Some(community) = communities.of(self.space.as_deref()) else {
            return Err(Fault { problem: Problem::UnknownSpace, event: Some(self.id), request: None });
        };
        let platform = || platform.to_owned();
        Ok(Incoming {
            community: community.clone(),
            account: Account { platform: platform(), id: self.person.id },
            name: self.person.name,
            place: self.room.map_or(Place::Private, |id| Place::Room(Room { platform: platform(), id })),
            said_at: self.said_at,
            language: self.language.as_deref().and_then(Language::from_tag),
            said: match (self.line, self.press) {
                (Some(line), _) => Said::Line(line),
                (None, press) => Said::Press(press.unwrap_or_default()),
            },
        })
    }
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::id::CommunityId;

    const EVENT: &str = r#"{"type":"event","id":"e1","person":{"id":"u1","name":"Ana"},"said_at":"2026-03-28T18:00:00+01:00","line":"/sessions"}"#;

    fn event(line: &str) -> Event {
        match read(line.as_bytes()) {
            Ok(Told::Event(event)) => event,
            other => panic!("{other:?}"),
        }
    }

    fn code(line: &str) -> &'static str {
        read(line.as_bytes()).expect_err(line).problem.code()
    }

    fn mapped() -> Communities {
        Communities {
            spaces: BTreeMap::from([("team".to_owned(), CommunityId::new("vienna").unwrap())]),
            elsewhere: None,
        }
    }

    #[test]
    fn a_hello_says_what_the_platform_can() {
        let line = r#"{"type":"hello","protocol":1,"platform":"irc"}"#;
        let Ok(Told::Hello(hello)) = read(line.as_bytes()) else { panic!() };
        assert_eq!(
            (hello.buttons, hello.edits, hello.remembers_keys, hello.per_second),
            (true, false, 0, None)
        );
        for (line, expected) in [
            (r#"{"type":"hello","platform":"irc"}"#, "bad_fields"),
            (r#"{"type":"hello","protocol":1}"#, "bad_fields"),
            (r#"{"type":"hello","protocol":1,"platform":"irc","per_second":0}"#, "bad_fields"),
            (r#"{"type":"hello","protocol":1,"platform":"irc","remembers_keys":-1}"#, "bad_fields"),
            (r#"{"type":"hello","protocol":1,"platform":"irc","color":"red"}"#, "bad_fields"),
            (r#"{"type":"hello","protocol":2,"color":"red"}"#, "other_protocol"),
        ] {
            assert_eq!(code(line), expected, "{line}");
        }
    }

    #[test]
    fn an_event_becomes_what_somebody_said() {
        let heard =
            event(EVENT).heard("irc", &Communities { elsewhere: Some(CommunityId::home()), ..mapped() });
        let heard = heard.unwrap();
        assert_eq!(heard.account, Account { platform: "irc".to_owned(), id: "u1".to_owned() });
        assert_eq!((heard.place, heard.said), (Place::Private, Said::Line("/sessions".to_owned())));
        assert_eq!(heard.said_at.to_rfc3339(), "2026-03-28T17:00:00+00:00");
        let pressed =
            EVENT.replace(r#""line":"/sessions""#, r##""press":"x","room":"#a","language":"es-MX""##);
        let heard =
            event(&pressed).heard("irc", &Communities { elsewhere: Some(CommunityId::home()), ..mapped() });
        let heard = heard.unwrap();
        assert_eq!(heard.place, Place::Room(Room { platform: "irc".to_owned(), id: "#a".to_owned() }));
        assert_eq!((heard.said, heard.language), (Said::Press("x".to_owned()), Some(Language::Es)));
    }

    /// Invariant 8: a line cannot choose its community; what the configuration does not map is not heard.
    #[test]
    fn invariant_8_the_configuration_says_whose_an_event_is() {
        let of = |space: &str| event(&EVENT.replace(r#""id":"e1""#, &format!(r#""id":"e1"{space}"#)));
        let heard = of(r#","space":"team""#).heard("irc", &mapped()).unwrap();
        assert_eq!(heard.community.as_str(), "vienna");
        for space in ["", r#","space":"vienna""#, r#","space":"home""#] {
            let fault = of(space).heard("irc", &mapped()).unwrap_err();
            assert_eq!(
                (fault.problem, fault.event.as_deref()),
                (Problem::UnknownSpace, Some("e1")),
                "{space}"
            );
        }
        let named = EVENT.replace(r#""id":"e1""#, r#""id":"e1","community":"vienna""#);
        assert_eq!(code(&named), "bad_fields");
    }

    #[test]
    fn replies_are_read_whole_or_not_at_all() {
        let reply = |line: &str| match read(line.as_bytes()) {
            Ok(Told::Reply { request: 7, reply }) => reply,
            other => panic!("{line}: {other:?}"),
        };
        for (line, expected) in [
            (
                r#"{"type":"delivered","request":7,"outcome":"receipt","receipt":"m1"}"#,
                Reply::Delivered(Delivered::Receipt("m1".to_owned())),
            ),
            (
                r#"{"type":"delivered","request":7,"outcome":"try_again","after":1.5}"#,
                Reply::Delivered(Delivered::TryAgainAfter(Duration::from_millis(1_500))),
            ),
            (
                r#"{"type":"delivered","request":7,"outcome":"try_again","after":1e300}"#,
                Reply::Delivered(Delivered::TryAgainAfter(Duration::from_secs(86_400))),
            ),
            (
                r#"{"type":"delivered","request":7,"outcome":"rejected","reason":"too\u0007 long"}"#,
                Reply::Delivered(Delivered::Rejected("too long".to_owned())),
            ),
            (r#"{"type":"taken_back","request":7,"outcome":"unsure"}"#, Reply::TakenBack(Delivered::Unsure)),
            (
                r#"{"type":"looked_up","request":7,"outcome":"found","receipt":"m1"}"#,
                Reply::LookedUp(LookedUp::Found("m1".to_owned())),
            ),
            (r#"{"type":"looked_up","request":7,"outcome":"nothing"}"#, Reply::LookedUp(LookedUp::Nothing)),
        ] {
            assert_eq!(reply(line), expected);
        }
        for line in [
            r#"{"type":"delivered","request":7,"outcome":"receipt"}"#,
            r#"{"type":"delivered","request":7,"outcome":"receipt","receipt":""}"#,
            r#"{"type":"delivered","request":7,"outcome":"found","receipt":"m1"}"#,
            r#"{"type":"delivered","request":7,"outcome":"unsure","receipt":"m1"}"#,
            r#"{"type":"delivered","request":7,"outcome":"try_again"}"#,
            r#"{"type":"delivered","request":7,"outcome":"try_again","after":-1}"#,
            r#"{"type":"looked_up","request":7,"outcome":"receipt","receipt":"m1"}"#,
            r#"{"type":"looked_up","request":7}"#,
        ] {
            let fault = read(line.as_bytes()).expect_err(line);
            assert_eq!((fault.problem.code(), fault.request), ("bad_fields", Some(7)), "{line}");
        }
    }

    #[test]
    fn a_bad_line_says_what_is_wrong_and_what_it_was_about() {
        for (line, expected) in [
            ("", "not_json"),
            ("{", "not_json"),
            ("{} {}", "not_json"),
            ("[]", "unknown_type"),
            ("null", "unknown_type"),
            ("{}", "unknown_type"),
            (r#"{"type":7}"#, "unknown_type"),
            (r#"{"type":"evnt"}"#, "unknown_type"),
            (r#"{"type":"event"}"#, "bad_fields"),
        ] {
            assert_eq!(code(line), expected, "{line}");
        }
        for (from, to) in [
            (r#""id":"e1""#, r#""id":"e1","colour":"red""#),
            (r#""id":"u1""#, r#""id":"u1","id":"""#),
            (r#""id":"u1""#, r#""id":"a\u0000b""#),
            ("2026-03-28T18:00:00+01:00", "yesterday"),
            ("2026-03-28T18:00:00+01:00", "+262142-12-31T23:59:59Z"),
            ("2026-03-28T18:00:00+01:00", "1999-12-31T23:59:59Z"),
            (r#""line":"/sessions""#, r#""room":"x""#),
            (r#""line":"/sessions""#, r#""line":"a","press":"b""#),
        ] {
            let fault = read(EVENT.replace(from, to).as_bytes()).expect_err(to);
            assert_eq!((fault.problem.code(), fault.event.as_deref()), ("bad_fields", Some("e1")), "{to}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_cut_or_changed_line_makes_the_reader_panic(at in 0..EVENT.len(), with in "\\PC{0,4}") {
            let _ = read(format!("{}{with}{}", &EVENT[..at], &EVENT[at..]).as_bytes());
            let _ = read(&EVENT.as_bytes()[..at]);
        }
    }
}
