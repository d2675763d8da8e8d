//! The typed settings, one struct per section of the file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveTime;

use super::people::Roles;
use crate::domain::help_line::HelpLine;
use crate::domain::member::Language;
use crate::domain::zone::ZoneName;

/// All settings. [`Config::defaults`] is where to start; the derived `Default` is the empty form that it fills.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Where the data and its key are kept.
    pub storage: Storage,
    /// The copies that are made by themselves (P25).
    pub backup: Backup,
    /// What a new community or group starts with.
    pub defaults: CommunityDefaults,
    /// When people are reminded.
    pub reminders: Reminders,
    /// How long things are kept (P20).
    pub retention: Retention,
    /// What protects people.
    pub privacy: Privacy,
    /// How many commands are answered (P31).
    pub limits: Limits,
    /// Whom `/help-now` names (P34), in the order of the file.
    pub help_lines: Vec<HelpLine>,
    /// The communities that the file names, by their short name; see [`Config::community`].
    pub communities: BTreeMap<String, Community>,
    /// The Discord adapter.
    pub discord: Discord,
    /// The Matrix adapter.
    pub matrix: Matrix,
    /// The adapters in other languages.
    pub pipe: Pipe,
    /// Where clock rules come from.
    pub clock: Clock,
    /// The log.
    pub log: Log,
}

/// Where the data and its key are kept, as written; [`super::Loaded`] has the folders that this comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Storage {
    /// The data folder; none means the platform's.
    pub data: Option<PathBuf>,
    /// The file with the encryption key; none means beside the data folder.
    pub key_file: Option<PathBuf>,
}

/// How many of the copies are kept that are made by themselves (P25).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backup {
    /// Of so many hours, one each.
    pub hourly: u32,
    /// Of so many days, one each.
    pub daily: u32,
    /// Of so many weeks, one each; at most 8.
    pub weekly: u32,
}

/// What a new community or group starts with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommunityDefaults {
    /// The zone of a community that names none; none means the computer's own.
    pub zone: Option<ZoneName>,
    /// The language of a community that names none.
    pub language: Language,
    /// Places in a new group, facilitators not counted.
    pub capacity: u32,
    /// Length of a session, in minutes.
    pub minutes: u32,
    /// How long a freed place is held for the next on the waiting list, in hours.
    pub offer_hours: u32,
    /// How far ahead sessions are laid out, in days.
    pub layout_days: u32,
    /// How long a change can be undone, in minutes.
    pub undo_minutes: u32,
    /// How long a question waits for its answer, in minutes.
    pub question_minutes: u32,
}

/// When people are reminded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reminders {
    /// How long before a session, in minutes, longest first.
    pub offsets_minutes: Vec<u32>,
    /// From when private messages wait, in the reader's own zone.
    pub quiet_from: NaiveTime,
    /// Until when private messages wait, in the reader's own zone.
    pub quiet_to: NaiveTime,
}

impl Reminders {
    /// The quiet hours; none where both ends are the same time.
    #[must_use]
    pub fn quiet(&self) -> Option<(NaiveTime, NaiveTime)> {
        (self.quiet_from != self.quiet_to).then_some((self.quiet_from, self.quiet_to))
    }
}

/// How long things are kept (P20), each in days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retention {
    /// RSVPs after their session; at most 7.
    pub rsvp_days: u32,
    /// Duties after their session; at most 30.
    pub duty_days: u32,
    /// Who changed which group setting; at most 90.
    pub audit_days: u32,
    /// Messages that could not be sent; at most 30.
    pub dead_letter_days: u32,
}

/// What protects people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Privacy {
    /// The age that people confirm to have, in years; never below 13.
    pub age_floor: u32,
    /// The name under which the bot speaks (P35).
    pub bot_name: String,
}

/// How many commands are answered (P31).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Commands of one person in a minute.
    pub person_per_minute: u32,
    /// Commands of one community in a minute.
    pub community_per_minute: u32,
}

/// One community as the file describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Community {
    /// What people read; empty means the short name.
    pub title: String,
    /// Its zone; none means the one in [`CommunityDefaults`].
    pub zone: Option<ZoneName>,
    /// Its language; none means the one in [`CommunityDefaults`].
    pub language: Option<Language>,
    /// The Discord servers, Matrix spaces or rooms, and spaces behind the pipe that belong to it, such as `discord:1234`.
    pub places: Vec<String>,
    /// Who may do more than take part.
    pub roles: Roles,
}

/// The Discord adapter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discord {
    /// True when it is to run.
    pub enabled: bool,
    /// The only host that is asked.
    pub api_url: String,
    /// The only host that events come from.
    pub gateway_url: String,
    /// The file with the bot's token.
    pub token_file: Option<PathBuf>,
}

/// The Matrix adapter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    /// True when it is to run.
    pub enabled: bool,
    /// The homeserver's address; empty while not in use.
    pub homeserver: String,
    /// The bot's user id, such as `@calendar:example.org`; empty while not in use.
    pub user: String,
    /// The file with an access token.
    pub token_file: Option<PathBuf>,
    /// The file with the password; instead of a token.
    pub password_file: Option<PathBuf>,
}

/// The adapters in other languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pipe {
    /// True when they may connect.
    pub enabled: bool,
    /// The socket; none means `pipe.sock` in the data folder.
    pub path: Option<PathBuf>,
    /// The short names of the platforms that they may speak for.
    pub platforms: Vec<String>,
}

/// Where clock rules come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clock {
    /// A folder in the form of `/usr/share/zoneinfo`; none means whatever is newer, the system's or the built-in rules.
    pub zoneinfo: Option<PathBuf>,
}

/// The log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: String,
}

impl Community {
    /// The spaces of a platform behind the pipe that belong to it; `*` for all that belong to nobody else.
    pub fn places_of<'a>(&'a self, platform: &'a str) -> impl Iterator<Item = &'a str> {
        self.places
            .iter()
            .filter_map(move |place| place.strip_prefix("pipe:")?.strip_prefix(platform)?.strip_prefix(':'))
    }
}

impl Config {
    /// The settings of the community with this short name, with the defaults filled in. One that the file does not name
    /// gets the defaults alone, so that `--community` can make a new one.
    #[must_use]
    pub fn community(&self, name: &str) -> Community {
        let mut community = self.communities.get(name).cloned().unwrap_or_default();
        if community.title.is_empty() {
            community.title = name.to_owned();
        }
        community.zone = community.zone.or(self.defaults.zone);
        community.language = Some(community.language.unwrap_or(self.defaults.language));
        community
    }
}
