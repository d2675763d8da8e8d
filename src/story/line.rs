//! Reads one line of a story. Pure; knows nothing of the lines around it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use crate::domain::member::Role;

use super::script::{Action, Aim, Fate, Reader, Spot, Step};

/// What one line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StoryLine {
    /// Nothing, a remark or a heading.
    Remark,
    /// The first heading.
    Title(String),
    /// Sentences of the opening.
    Sentences(Vec<Sentence>),
    /// `With config:`; the fenced block follows.
    WithConfig,
    /// Something that is done.
    Does(Action),
    /// Something the bot is to say.
    Bot(Aim, String),
}

/// One sentence of the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sentence {
    /// When and where the story begins.
    Begins(NaiveDateTime, String),
    /// Who is what.
    Are(Vec<String>, Role),
}

/// What is wrong with a line, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub problem: String,
    pub remedy: String,
}

type Read<T> = Result<T, Wrong>;

fn wrong<T>(problem: impl Into<String>, remedy: impl Into<String>) -> Read<T> {
    Err(Wrong { problem: problem.into(), remedy: remedy.into() })
}

const HOW_TO_SPEAK: &str = "Write who speaks and what: ana: /sessions";
const HOW_TO_MOVE: &str = "Write … 2026-03-29 19:00 …, … 30 minutes later … or … restart …";
const HOW_TO_SEND: &str = "Write … messages to ben arrive …, … messages in #lobby are refused …; or are rejected, or are not answered.";
const HOW_TO_BEGIN: &str = "Write: It is 2026-03-28 18:00 in Europe/Vienna.";

/// Reads a line that is neither blank nor indented.
pub(super) fn read(text: &str) -> Read<StoryLine> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("# ") {
        return Ok(StoryLine::Title(rest.trim().to_owned()));
    }
    if text.is_empty() || text.starts_with('>') || text.starts_with('#') {
        return Ok(StoryLine::Remark);
    }
    if text.trim_end_matches(':').eq_ignore_ascii_case("with config") {
        return Ok(StoryLine::WithConfig);
    }
    if let Some(direction) = direction_of(text) {
        return direction_line(direction).map(StoryLine::Does);
    }
    if let Some(line) = speech(text)? {
        return Ok(line);
    }
    if let Some(press) = press(text)? {
        return Ok(StoryLine::Does(press));
    }
    sentences(text)
}

/// The words between two ellipses.
fn direction_of(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('…').or_else(|| text.strip_prefix("..."))?;
    Some(inner.trim_end_matches(['…', '.']).trim_start_matches('.').trim())
}

/// `2026-03-29 19:00`, `30 minutes later` or `restart`.
fn direction_line(words: &str) -> Read<Action> {
    if words.eq_ignore_ascii_case("restart") {
        return Ok(Action::Restart);
    }
    if let Some(amount) = words.strip_suffix("later").map(str::trim_end) {
        return later(amount).map(Action::Later);
    }
    if let Some(amount) = words.strip_prefix("the bot is off for ") {
        return later(amount).map(Action::OffFor);
    }
    if let Some(until) = words.strip_prefix("the bot is off until ") {
        return match moment(until) {
            Some(read) => read.map(Action::OffUntil),
            None => wrong(format!("I cannot read \"{}\" as a date and a time.", short(until)), HOW_TO_MOVE),
        };
    }
    if let Some(sent) = words.strip_prefix("messages ") {
        return fate(sent);
    }
    match moment(words) {
        Some(read) => read.map(Action::MoveTo),
        None => wrong(format!("\"… {} …\" moves the clock nowhere.", short(words)), HOW_TO_MOVE),
    }
}

/// `to ben arrive`, `in #lobby are refused`, `are not answered`.
fn fate(words: &str) -> Read<Action> {
    let fates = [
        ("are not answered", Fate::Unanswered),
        ("are refused", Fate::Refused),
        ("are rejected", Fate::Rejected),
        ("arrive", Fate::Arrive),
    ];
    let found = fates.iter().find_map(|(end, fate)| Some((words.strip_suffix(end)?.trim_end(), *fate)));
    let Some((reader, fate)) = found else {
        return wrong(format!("I cannot tell what becomes of messages \"{}\".", short(words)), HOW_TO_SEND);
    };
    let to = match (reader.strip_prefix("to "), reader.strip_prefix("in ")) {
        (Some(person), _) if is_name(person) => Some(Reader::Person(person.to_owned())),
        (_, Some(room)) => Some(Reader::Room(room_of(room)?)),
        _ if reader.is_empty() => None,
        _ => return wrong(format!("\"{}\" is nobody.", short(reader)), HOW_TO_SEND),
    };
    Ok(Action::Fate { to, fate })
}

/// `1 day`, `an hour`, `1 hour and 30 minutes`.
fn later(amount: &str) -> Read<Step> {
    let unclear = || wrong(format!("I cannot tell how long \"{}\" is.", short(amount)), HOW_TO_MOVE);
    let spaced = amount.replace(',', " ");
    let mut words = spaced.split_whitespace().filter(|word| *word != "and");
    let mut step = Step::default();
    let mut any = false;
    while let Some(number) = words.next() {
        let (Some(count), Some(unit)) = (count(number), words.next()) else { return unclear() };
        let exact = match unit.trim_end_matches('s') {
            "second" => TimeDelta::try_seconds(count),
            "minute" => TimeDelta::try_minutes(count),
            "hour" => TimeDelta::try_hours(count),
            "day" | "week" => Some(TimeDelta::zero()),
            _ => return unclear(),
        };
        let days = match unit.trim_end_matches('s') {
            "day" => count,
            "week" => count * 7,
            _ => 0,
        };
        let Some(sum) = exact.and_then(|exact| step.exact.checked_add(&exact)) else { return unclear() };
        step = Step { days: step.days + days, exact: sum };
        any = true;
    }
    if any { Ok(step) } else { unclear() }
}

/// A whole number of at most five digits, or "a".
fn count(word: &str) -> Option<i64> {
    match word {
        "a" | "an" | "one" => Some(1),
        _ if word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_digit()) => word.parse().ok(),
        _ => None,
    }
}

/// `2026-03-29 19:00`, with or without the day of the week before it. None: it is no date at all.
fn moment(words: &str) -> Option<Read<NaiveDateTime>> {
    let spaced = words.replace(['T', ','], " ");
    let mut parts: Vec<&str> = spaced.split_whitespace().collect();
    // `T` is also the first letter of two days, so the day is read from the words as they stand.
    let said: Option<Weekday> = words.split([' ', ',']).next().and_then(|word| word.parse().ok());
    if said.is_some() {
        let keep = parts.len().saturating_sub(2);
        parts.drain(..keep);
    }
    let (Some(date), Some(time), None) = (parts.first(), parts.get(1), parts.get(2)) else { return None };
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let time = NaiveTime::parse_from_str(time, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S"))
        .ok()?;
    let moment = date.and_time(time);
    let day = chrono::Datelike::weekday(&moment);
    Some(match said {
        Some(said) if said != day => wrong(
            format!("{} is a {}, not a {}.", moment.date(), full_day(day), full_day(said)),
            "Leave the day of the week out, or correct it.",
        ),
        _ => Ok(moment),
    })
}

fn full_day(day: Weekday) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        .get(day.num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default()
}

/// `ana: …`, `ana in #room: …`, `ana privately: …`, `bot: …`, `bot to ana: …`, `bot in #room: …`.
/// None: the line is not of that kind.
fn speech(text: &str) -> Read<Option<StoryLine>> {
    let (name, rest) = split_name(text);
    if name.is_empty() {
        return Ok(None);
    }
    let Some((how, said)) = rest.split_once(':') else { return Ok(None) };
    let bot = name.eq_ignore_ascii_case("bot");
    let how: Vec<&str> = how.split_whitespace().collect();
    let said = said.trim().to_owned();
    let line = match (bot, how.as_slice()) {
        (true, []) => StoryLine::Bot(Aim::Here, said),
        (true, ["to", person]) if is_name(person) => StoryLine::Bot(Aim::To((*person).to_owned()), said),
        (true, ["in", room]) => StoryLine::Bot(Aim::In(room_of(room)?), said),
        (false, []) => StoryLine::Does(Action::Say { person: name.to_owned(), spot: None, text: said }),
        (false, ["privately"]) => {
            let spot = Some(Spot::Private);
            StoryLine::Does(Action::Say { person: name.to_owned(), spot, text: said })
        }
        (false, ["in", room]) => {
            let spot = Some(Spot::Room(room_of(room)?));
            StoryLine::Does(Action::Say { person: name.to_owned(), spot, text: said })
        }
        (true, _) if !how.contains(&"is") => {
            return wrong(
                format!("I cannot tell whom the bot speaks to in \"{}\".", short(text)),
                "Write bot: …, bot to ana: … or bot in #lobby: …",
            );
        }
        _ => return Ok(None),
    };
    Ok(Some(line))
}

/// The room's name with its `#`.
fn room_of(word: &str) -> Read<String> {
    match word.strip_prefix('#') {
        Some(name) if is_name(name) => Ok(word.to_owned()),
        _ => wrong(
            format!("\"{}\" is no room.", short(word)),
            "A room is written with a # and letters, digits, - or _: #quiet-room",
        ),
    }
}

/// `ben presses "I'm coming"`, perhaps with a full stop. None: the line is not of that kind.
fn press(text: &str) -> Read<Option<Action>> {
    let (name, rest) = split_name(text);
    let Some(label) = rest.trim_start().strip_prefix("presses").filter(|_| !name.is_empty()) else {
        return Ok(None);
    };
    let label = label.trim();
    let unfinished = || {
        wrong(
            format!("Which button does {name} press?"),
            format!("Write its label in quotes: {name} presses \"I'm coming\""),
        )
    };
    let Some(inner) = label.strip_prefix(is_quote) else { return unfinished() };
    let inner = inner.strip_suffix('.').unwrap_or(inner);
    match inner.strip_suffix(is_quote).map(str::trim) {
        Some(label) if !label.is_empty() => {
            Ok(Some(Action::Press { person: name.to_owned(), label: label.to_owned() }))
        }
        _ => unfinished(),
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '’')
}

/// Several sentences of the opening, each with its full stop.
fn sentences(text: &str) -> Read<StoryLine> {
    let parts = text.split('.').map(str::trim).filter(|part| !part.is_empty());
    let read: Read<Vec<Sentence>> = parts.map(sentence).collect();
    match read {
        Ok(read) if read.is_empty() => {
            wrong(format!("I do not understand \"{}\".", short(text)), HOW_TO_SPEAK)
        }
        read => read.map(StoryLine::Sentences),
    }
}

fn sentence(text: &str) -> Read<Sentence> {
    let lower = text.to_lowercase();
    if lower.starts_with("it is ") {
        let words = text.get("it is ".len()..).unwrap_or_default();
        let Some((when, zone)) = words.rsplit_once(" in ") else {
            return wrong("It does not say in which time zone the story begins.", HOW_TO_BEGIN);
        };
        return match moment(when) {
            Some(begins) => Ok(Sentence::Begins(begins?, zone.trim().to_owned())),
            None => wrong(format!("I cannot read \"{}\" as a date and a time.", short(when)), HOW_TO_BEGIN),
        };
    }
    let split = text.split_once(" is ").or_else(|| text.split_once(" are "));
    let Some((people, what)) = split else {
        return wrong(format!("I do not understand \"{}\".", short(text)), HOW_TO_SPEAK);
    };
    let what = what.trim().to_lowercase();
    let word = ["a ", "an ", "the "].iter().find_map(|article| what.strip_prefix(article)).unwrap_or(&what);
    let Some(role) = Role::from_word(word).or_else(|| Role::from_word(word.trim_end_matches('s'))) else {
        return wrong(
            format!("\"{}\" is no role.", short(word)),
            "The roles are member, facilitator, coordinator and admin: ana is a facilitator.",
        );
    };
    let people = people.replace(" and ", ",");
    let names: Vec<String> =
        people.split(',').map(|name| name.trim().to_owned()).filter(|n| !n.is_empty()).collect();
    match names.iter().find(|name| !is_name(name) || name.eq_ignore_ascii_case("bot")) {
        Some(bad) => wrong(
            format!("\"{}\" is no person's name.", short(bad)),
            "A name is one word: ana is a facilitator.",
        ),
        None => Ok(Sentence::Are(names, role)),
    }
}

/// The name at the start of a line, and what follows it.
fn split_name(text: &str) -> (&str, &str) {
    let end = text.find(|c| !is_name_char(c)).unwrap_or(text.len());
    text.split_at(end)
}

/// True where a word can name a person.
pub(super) fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_name_char)
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// A text short enough to be quoted in an error.
fn short(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn says(person: &str, spot: Option<Spot>, text: &str) -> StoryLine {
        StoryLine::Does(Action::Say { person: person.to_owned(), spot, text: text.to_owned() })
    }

    #[test]
    fn every_kind_of_line_is_read() {
        let quiet = || Some(Spot::Room("#quiet-room".to_owned()));
        let press = |label: &str| {
            StoryLine::Does(Action::Press { person: "ben".to_owned(), label: label.to_owned() })
        };
        let sent = |to, fate| StoryLine::Does(Action::Fate { to, fate });
        for (text, line) in [
            ("# A title", StoryLine::Title("A title".to_owned())),
            ("> a remark: with a colon", StoryLine::Remark),
            ("ana: /rsvp coming", says("ana", None, "/rsvp coming")),
            ("ana in #quiet-room: /sessions", says("ana", quiet(), "/sessions")),
            ("José-2 privately: /me", says("José-2", Some(Spot::Private), "/me")),
            ("ana:", says("ana", None, "")),
            ("bot: 19:30: yes", StoryLine::Bot(Aim::Here, "19:30: yes".to_owned())),
            ("bot to ana: hi", StoryLine::Bot(Aim::To("ana".to_owned()), "hi".to_owned())),
            ("bot in #lobby: hi", StoryLine::Bot(Aim::In("#lobby".to_owned()), "hi".to_owned())),
            ("ben presses \"I'm coming\"", press("I'm coming")),
            ("ben presses “I’m coming”.", press("I’m coming")),
            ("… restart …", StoryLine::Does(Action::Restart)),
            (
                "… the bot is off until 2026-03-29 19:00 …",
                StoryLine::Does(Action::OffUntil(at("2026-03-29 19:00"))),
            ),
            (
                "… the bot is off for 1 day …",
                StoryLine::Does(Action::OffFor(Step { days: 1, ..Step::default() })),
            ),
            ("… messages arrive …", sent(None, Fate::Arrive)),
            ("… messages to ben are refused …", sent(Some(Reader::Person("ben".to_owned())), Fate::Refused)),
            (
                "… messages in #lobby are not answered …",
                sent(Some(Reader::Room("#lobby".to_owned())), Fate::Unanswered),
            ),
            ("... 2026-03-29 19:00 ...", StoryLine::Does(Action::MoveTo(at("2026-03-29 19:00")))),
            ("… Sunday 2026-03-29 19:00 …", StoryLine::Does(Action::MoveTo(at("2026-03-29 19:00")))),
            ("… Tuesday, 2026-03-31T19:00 …", StoryLine::Does(Action::MoveTo(at("2026-03-31 19:00")))),
            ("With config:", StoryLine::WithConfig),
        ] {
            assert_eq!(read(text), Ok(line), "{text}");
        }
    }

    #[test]
    fn the_opening_may_hold_several_sentences() {
        let read =
            read("It is 2026-03-28 18:00 in Europe/Vienna. ana and ben are facilitators. cora is an admin.");
        let are = |names: &[&str], role| Sentence::Are(names.iter().map(|&n| n.to_owned()).collect(), role);
        let begins = Sentence::Begins(at("2026-03-28 18:00"), "Europe/Vienna".to_owned());
        let expected = vec![begins, are(&["ana", "ben"], Role::Facilitator), are(&["cora"], Role::Admin)];
        assert_eq!(read, Ok(StoryLine::Sentences(expected)));
    }

    #[test]
    fn steps_are_read_in_all_units() {
        for (text, days, minutes) in [
            ("30 minutes", 0, 30),
            ("1 minute", 0, 1),
            ("an hour", 0, 60),
            ("1 day", 1, 0),
            ("2 weeks", 14, 0),
            ("1 day and 2 hours", 1, 120),
        ] {
            let action = direction_line(&format!("{text} later"));
            let step = Step { days, exact: TimeDelta::minutes(minutes) };
            assert_eq!(action, Ok(Action::Later(step)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        for (text, part) in [
            ("… tomorrow …", "moves the clock nowhere"),
            ("… 3 moons later …", "how long"),
            ("… the bot is off until spring …", "as a date and a time"),
            ("… messages to ben get lost …", "what becomes of messages"),
            ("… messages at ben arrive …", "is nobody"),
            ("… Monday 2026-03-29 19:00 …", "is a Sunday, not a Monday"),
            ("It is 2026-02-31 18:00 in Europe/Vienna.", "as a date and a time"),
            ("It is 2026-02-01 18:00.", "time zone"),
            ("ana is a wizard.", "is no role"),
            ("ana in lobby: hi", "is no room"),
            ("bot whispers ana: hi", "whom the bot speaks to"),
            ("ben presses I'm coming", "Which button"),
            ("hello", "do not understand"),
        ] {
            let wrong = read(text).unwrap_err();
            assert!(wrong.problem.contains(part), "{text}: {}", wrong.problem);
            assert!(!wrong.remedy.is_empty());
        }
    }
}
