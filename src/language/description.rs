//! How one command is described: the data that the parser, help, completion, "did you mean" and
//! every adapter's registration read (invariant 6).

use crate::domain::member::Role;

/// One command, as people type it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandDescription {
    /// Its words, such as `rsvp coming`. `wording` has the texts `help-rsvp-coming` and
    /// `help-rsvp-coming-details`.
    pub name: &'static str,
    /// The least role that may use it.
    pub who_may: Role,
    /// What it takes, required ones first (Discord's rule).
    pub arguments: &'static [ArgumentDescription],
    /// Whole lines that work, the plainest first.
    pub examples: &'static [&'static str],
}

/// One argument of a command. `wording` has the text `argument-<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArgumentDescription {
    /// The word before the colon.
    pub name: &'static str,
    /// What can stand in it.
    pub kind: Kind,
    /// True where the command means nothing without it.
    pub required: bool,
    /// True where it may be given by its place in the line.
    pub positional: bool,
}

/// What can stand in an argument. Closed: an adapter maps each to its own widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, at most so many characters.
    Text {
        /// The most characters.
        max: usize,
    },
    /// When a group meets: `every tuesday 19:00`.
    Recurrence,
    /// One point in local time: `tomorrow 19:00`.
    Moment,
    /// One point in local time, the next such time of day, or how long until then: `sunday 9:00`, `19:00`, `in 2 hours`.
    Soon,
    /// A time of day, `22:00`; or `off`, for no time at all.
    Time,
    /// A day: `29 mar`, `sunday`, `tonight`.
    Date,
    /// A day of the week.
    Weekday,
    /// How long before a session: `1d, 1h`.
    Offsets,
    /// An IANA time zone, or a city in one.
    Zone,
    /// A language of the bot.
    Language,
    /// A whole number between two bounds.
    Number {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Yes or no.
    YesNo,
    /// A group, by its name.
    Group,
    /// A session, by its group's name and day.
    Session,
    /// A person, by the name they go by.
    Member,
    /// The words of another command, for help.
    Command,
}

/// A required argument that may be given by its place.
#[must_use]
pub const fn required(name: &'static str, kind: Kind) -> ArgumentDescription {
    ArgumentDescription { name, kind, required: true, positional: true }
}

/// An argument that may be left out, and may be given by its place: the group or session that
/// the command is about.
#[must_use]
pub const fn about(name: &'static str, kind: Kind) -> ArgumentDescription {
    ArgumentDescription { name, kind, required: false, positional: true }
}

/// An argument that may be left out and is given as `name:value`.
#[must_use]
pub const fn option(name: &'static str, kind: Kind) -> ArgumentDescription {
    ArgumentDescription { name, kind, required: false, positional: false }
}

impl CommandDescription {
    /// The argument of that name.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&'static ArgumentDescription> {
        self.arguments.iter().find(|argument| argument.name == name)
    }

    /// The key of its texts in `wording`, such as `help-rsvp-coming`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("help-{}", self.name.replace(' ', "-"))
    }
}
