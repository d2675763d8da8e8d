//! A message without a platform: lines of typed spans, and buttons. Nothing in it is formatted
//! for a reader before the adapter does so.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};

pub mod locale;
pub mod phrases;
pub mod plain;

pub use locale::Locale;
pub use phrases::{ConsolePhrases, Phrase};

/// Something to be said, in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// How dates and times are written in its language.
    pub locale: Arc<Locale>,
    /// The lines, first to last.
    pub lines: Vec<Line>,
    /// What can be pressed, first to last.
    pub buttons: Vec<Button>,
    /// True where it comes later than it was due; its first line says so already.
    pub late: bool,
    /// True where it must not ring or vibrate: it comes inside the reader's quiet hours.
    pub silent: bool,
}

/// One line.
pub type Line = Vec<Span>;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Span {
    /// The bot's own words.
    Text(String),
    /// Words that somebody wrote: every adapter escapes them (invariant 7).
    User(String),
    /// A command that can be typed, such as `/rsvp coming`. It may hold a group's name, so it is escaped too.
    Command(String),
    /// A point in time; on some platforms shown in the reader's own time as well.
    Instant(Instant),
    /// A person, shown by name; whether they are notified is the adapter's rule (P29).
    Person(String),
}

/// A point in time, with the wall time and zone it is told in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instant {
    /// When.
    pub utc: DateTime<Utc>,
    /// The same moment on the wall clock of `zone`.
    pub local: NaiveDateTime,
    /// The IANA name of the zone, such as `Europe/Vienna`.
    pub zone: String,
    /// How much of it is told.
    pub form: InstantForm,
    /// Whether its date names the year: true where the date is far from today.
    pub year: bool,
}

/// How much of a point in time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstantForm {
    /// "Sunday 29 March, 19:30, Vienna time".
    Full,
    /// "Sunday 29 March, 19:30".
    DateTime,
    /// "Sunday 29 March".
    Date,
    /// "19:30".
    Time,
}

/// Something to press. On platforms without buttons its label can be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says: the action.
    pub label: String,
    /// What it does, as `wording` wrote it, until `bot` has exchanged it for an opaque id (P30).
    pub press: String,
}

impl Message {
    /// A message of one language without lines.
    #[must_use]
    pub fn new(locale: Arc<Locale>) -> Self {
        Self { locale, lines: Vec::new(), buttons: Vec::new(), late: false, silent: false }
    }

    /// The message with one more line.
    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// The message with more lines.
    #[must_use]
    pub fn lines(mut self, lines: impl IntoIterator<Item = Line>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// The message with one more button.
    #[must_use]
    pub fn button(mut self, label: String, press: String) -> Self {
        self.buttons.push(Button { label, press });
        self
    }
}

/// One thing that is answered, and to whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// True: only the person who asked sees it. False: it stands where they asked.
    pub private: bool,
    /// What is said.
    pub message: Message,
}
