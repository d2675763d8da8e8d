//! What a typed line means: words for the bot, or a command of the terminal itself. Pure.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// The longest name of a person or room, in characters.
const NAME_MAX: usize = 40;

/// What a typed line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Nothing.
    Nothing,
    /// Somebody says or presses something.
    Said {
        /// Who; none: the present speaker.
        person: Option<String>,
        /// Where; none: where the present speaker is.
        spot: Option<Spot>,
        /// What.
        what: What,
    },
    /// The present speaker changes.
    SpeakAs(String),
    /// The present speaker goes elsewhere.
    GoTo(Spot),
    /// The clock is to be shown.
    ShowClock,
    /// The clock is to be moved.
    MoveClock(Turn),
    /// It is enough.
    Quit,
    /// `/as` without a name.
    BadName,
    /// `/in` without a room.
    BadRoom,
    /// `/clock` with something that is no time.
    BadClock,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Says a line to the bot, as it stands.
    Line(String),
    /// Presses the button of that number.
    Number(u32),
    /// Presses the button of that label.
    Label(String),
}

/// Where somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// In a room; its name with the `#`.
    Room(String),
    /// With the bot alone.
    Private,
}

/// How the clock is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// To this wall time of the community.
    To(NaiveDateTime),
    /// On by whole days of the calendar, and then by exact time.
    Later {
        /// Days; they keep the wall time across a clock change.
        days: u32,
        /// Exact time after that.
        exact: TimeDelta,
    },
}

/// Reads a line.
#[must_use]
pub fn read(line: &str) -> Typed {
    let line = line.trim();
    if line.is_empty() {
        return Typed::Nothing;
    }
    if let Some(own) = own_command(line) {
        return own;
    }
    if let Some((person, label)) = pressed_label(line) {
        return Typed::Said { person: Some(person), spot: None, what: What::Label(label) };
    }
    match speaker(line) {
        Some(Speaker { name, spot, said }) => {
            let said = said.trim();
            if said.is_empty() {
                return Typed::SpeakAs(name);
            }
            Typed::Said { person: Some(name), spot, what: what(said) }
        }
        None => Typed::Said { person: None, spot: None, what: what(line) },
    }
}

/// Who speaks, where, and where in the line their words begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Speaker<'a> {
    pub name: String,
    pub spot: Option<Spot>,
    pub said: &'a str,
}

/// The `ana:`, `ana in #room:` or `ana privately:` at the start of a line. A web address or a
/// time of day is no speaker.
pub(super) fn speaker(line: &str) -> Option<Speaker<'_>> {
    let (who, said) = line.split_once(':')?;
    let starts_words = said.starts_with("//") || said.starts_with(|c: char| c.is_alphanumeric());
    let mut words = who.split_whitespace();
    let name = words.next().filter(|name| is_name(name))?.to_owned();
    let spot = match (words.next(), words.next(), words.next()) {
        (None, None, None) => None,
        (Some("privately"), None, None) => Some(Spot::Private),
        (Some("in"), Some(room), None) => Some(Spot::Room(room_name(room)?)),
        _ => return None,
    };
    (!starts_words).then_some(Speaker { name, spot, said })
}

/// `ben presses "I'm coming"`.
fn pressed_label(line: &str) -> Option<(String, String)> {
    let (name, rest) = line.split_once(' ')?;
    let label = rest.trim_start().strip_prefix("presses ")?.trim().trim_end_matches('.');
    let quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let label = label.strip_prefix(quote)?.strip_suffix(quote)?.trim();
    (is_name(name) && !label.is_empty()).then(|| (name.to_owned(), label.to_owned()))
}

/// A number, alone or in brackets, presses a button; everything else is said.
fn what(said: &str) -> What {
    let inner = said.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(said);
    let digits = !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit());
    match inner.parse() {
        Ok(number) if digits => What::Number(number),
        _ => What::Line(said.to_owned()),
    }
}

/// A command of the terminal itself.
fn own_command(line: &str) -> Option<Typed> {
    let command = line.strip_prefix(['/', '!'])?;
    let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim();
    match word.to_lowercase().as_str() {
        "as" if is_name(rest) => Some(Typed::SpeakAs(rest.to_owned())),
        "as" => Some(Typed::BadName),
        "in" => Some(go_to(rest)),
        "clock" if rest.is_empty() => Some(Typed::ShowClock),
        "clock" => Some(turn(rest).map_or(Typed::BadClock, Typed::MoveClock)),
        "quit" | "exit" => Some(Typed::Quit),
        _ => None,
    }
}

fn go_to(place: &str) -> Typed {
    if ["private", "privately", "privado"].contains(&place.to_lowercase().as_str()) {
        return Typed::GoTo(Spot::Private);
    }
    let named = if place.starts_with('#') { place.to_owned() } else { format!("#{place}") };
    room_name(&named).map_or(Typed::BadRoom, |room| Typed::GoTo(Spot::Room(room)))
}

/// A room as it is written, with its `#`.
fn room_name(word: &str) -> Option<String> {
    word.strip_prefix('#').filter(|name| is_name(name)).map(|_| word.to_owned())
}

/// True where a word can name a person: letters, digits, `-` and `_`.
#[must_use]
pub fn is_name(word: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    !word.is_empty() && word.chars().count() <= NAME_MAX && word.chars().all(fits)
}

/// The nearest name to any text, such as a login name; none where nothing is left.
#[must_use]
pub fn name_from(text: &str) -> Option<String> {
    let kept = text.chars().filter(|&c| c.is_alphanumeric() || c == '-' || c == '_').take(NAME_MAX);
    let name: String = kept.collect();
    (!name.is_empty()).then_some(name)
}

/// `+1d`, `+2h 30m` or `2026-03-29 19:00`.
fn turn(text: &str) -> Option<Turn> {
    match text.strip_prefix('+') {
        Some(amounts) => later(amounts),
        None => {
            let (date, time) = text.split_once([' ', 'T'])?;
            let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
            let time = NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?;
            Some(Turn::To(date.and_time(time)))
        }
    }
}

fn later(amounts: &str) -> Option<Turn> {
    let (mut days, mut exact, mut any) = (0_u32, TimeDelta::zero(), false);
    let mut rest = amounts.trim_start();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, unit) = rest.split_at_checked(digits)?;
        let number: u32 = number.parse().ok()?;
        let unit = unit.trim_start();
        let letters = unit.find(|c: char| !c.is_alphabetic()).unwrap_or(unit.len());
        let (unit, behind) = unit.split_at_checked(letters)?;
        match unit.to_lowercase().as_str() {
            "m" | "min" | "minute" | "minutes" => exact += TimeDelta::minutes(i64::from(number)),
            "h" | "hour" | "hours" => exact += TimeDelta::hours(i64::from(number)),
            "d" | "day" | "days" => days = days.checked_add(number)?,
            "w" | "week" | "weeks" => days = days.checked_add(number.checked_mul(7)?)?,
            _ => return None,
        }
        any = true;
        rest = behind.trim_start_matches(['+', ' ', ',']);
    }
    any.then_some(Turn::Later { days, exact })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(person: Option<&str>, spot: Option<Spot>, what: What) -> Typed {
        Typed::Said { person: person.map(str::to_owned), spot, what }
    }

    fn line(text: &str) -> What {
        What::Line(text.to_owned())
    }

    #[test]
    fn a_line_is_for_the_bot_or_for_the_terminal() {
        let room = |name: &str| Some(Spot::Room(name.to_owned()));
        for (text, typed) in [
            ("", Typed::Nothing),
            ("  \u{feff}".trim_end_matches('\u{feff}'), Typed::Nothing),
            ("/rsvp coming", said(None, None, line("/rsvp coming"))),
            ("hello", said(None, None, line("hello"))),
            ("ana: /rsvp coming", said(Some("ana"), None, line("/rsvp coming"))),
            ("ana:/rsvp coming", said(Some("ana"), None, line("/rsvp coming"))),
            ("ana in #quiet: /me", said(Some("ana"), room("#quiet"), line("/me"))),
            ("ana privately: /me", said(Some("ana"), Some(Spot::Private), line("/me"))),
            ("ana:", Typed::SpeakAs("ana".to_owned())),
            ("2", said(None, None, What::Number(2))),
            ("ben: [2]", said(Some("ben"), None, What::Number(2))),
            ("99999999999999999999", said(None, None, line("99999999999999999999"))),
            ("ben presses \"I'm coming\"", said(Some("ben"), None, What::Label("I'm coming".to_owned()))),
            ("/as ana", Typed::SpeakAs("ana".to_owned())),
            ("!as مريم", Typed::SpeakAs("مريم".to_owned())),
            ("/as", Typed::BadName),
            ("/as two words", Typed::BadName),
            ("/in #quiet", Typed::GoTo(Spot::Room("#quiet".to_owned()))),
            ("/in quiet", Typed::GoTo(Spot::Room("#quiet".to_owned()))),
            ("/in private", Typed::GoTo(Spot::Private)),
            ("/in a b", Typed::BadRoom),
            ("/quit", Typed::Quit),
            ("/quitter", said(None, None, line("/quitter"))),
            ("/clock", Typed::ShowClock),
            ("/clock soon", Typed::BadClock),
            ("/group create name:\"Sunday\"", said(None, None, line("/group create name:\"Sunday\""))),
            ("https://example.org", said(None, None, line("https://example.org"))),
            ("19:30", said(None, None, line("19:30"))),
        ] {
            assert_eq!(read(text), typed, "{text:?}");
        }
    }

    #[test]
    fn the_clock_is_moved_by_an_amount_or_to_a_time() {
        let later = |days, minutes| Some(Turn::Later { days, exact: TimeDelta::minutes(minutes) });
        let to =
            NaiveDate::from_ymd_opt(2026, 3, 29).and_then(|date| date.and_hms_opt(19, 0, 0)).map(Turn::To);
        for (text, turned) in [
            ("+1d", later(1, 0)),
            ("+1d 2h 30m", later(1, 150)),
            ("+1d2h", later(1, 120)),
            ("+ 2 weeks", later(14, 0)),
            ("2026-03-29 19:00", to),
            ("2026-03-29T19:00", to),
            ("+", None),
            ("+d", None),
            ("+4294967295w", None),
            ("2026-02-31 19:00", None),
            ("1d", None),
        ] {
            assert_eq!(turn(text), turned, "{text}");
        }
    }

    #[test]
    fn any_login_name_becomes_a_name() {
        for (login, name) in
            [("ana", Some("ana")), ("Ana Pérez", Some("AnaPérez")), ("../..", None), ("", None)]
        {
            assert_eq!(name_from(login).as_deref(), name);
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_the_reader_panic(line in "\\PC*", command in "(/clock |/in |/as |ana in #|ana presses )?") {
            let _ = read(&format!("{command}{line}"));
        }
    }
}
