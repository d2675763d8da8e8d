//! The people: who they are on their platform, and what they chose.

use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::MemberId;
use super::zone::{ZoneName, Zones};

/// Where somebody speaks from, as the platform vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Account {
    /// The platform's short name: `terminal`, `discord`, `matrix`.
    pub platform: String,
    /// The platform's own id of the person.
    pub id: String,
}

/// The languages that every sentence exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// All of them, the first is the default.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// Reads a tag such as `es` or `es-MX`; the part before the hyphen counts.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == first)
    }
}

/// What somebody may do in a community, least first (P26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Takes part.
    #[default]
    Member,
    /// Holds sessions and makes groups.
    Facilitator,
    /// Looks after the rosters of groups.
    Coordinator,
    /// Runs the bot.
    Admin,
}

impl Role {
    /// All roles, least first.
    pub const ALL: [Self; 4] = [Self::Member, Self::Facilitator, Self::Coordinator, Self::Admin];

    /// The word for it in configuration and storage.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Facilitator => "facilitator",
            Self::Coordinator => "coordinator",
            Self::Admin => "admin",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Somebody the bot keeps data on, because they agreed to it or hold a group (P1, P2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Number inside the community.
    pub id: MemberId,
    /// Where they speak from.
    pub account: Account,
    /// The name they chose, cleaned.
    pub name: String,
    /// Their time zone, once they told it.
    pub zone: Option<ZoneName>,
    /// Their language, once they told it.
    pub language: Option<Language>,
    /// Their role when last seen: whom to ask when a group needs somebody.
    pub role: Role,
    /// The version of the consent card they agreed to.
    pub consent: Option<u32>,
    /// What they want to be reminded of.
    pub reminders: ReminderChoice,
}

/// A member's choice about private reminders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderChoice {
    /// Off until they say `/remind on` (P10).
    pub on: bool,
    /// How long before a session, in minutes, longest first; empty means the community's default.
    pub offsets_minutes: Vec<u32>,
    /// From when to when a private message waits, in the member's own zone; the same time twice: never.
    /// None: as everybody's.
    pub quiet: Option<(NaiveTime, NaiveTime)>,
}

impl ReminderChoice {
    /// What is chosen where no message ever waits.
    pub const NEVER_QUIET: (NaiveTime, NaiveTime) = (NaiveTime::MIN, NaiveTime::MIN);

    /// The quiet hours that hold for somebody with this choice; none where no message ever waits.
    #[must_use]
    pub fn quiet_or(&self, default: Option<(NaiveTime, NaiveTime)>) -> Option<(NaiveTime, NaiveTime)> {
        self.quiet.or(default).filter(|(from, to)| from != to)
    }
}

/// Until when somebody wants quiet, where a time is inside their quiet hours. Hours that begin and end at
/// the same time are none; those that end before they begin go over midnight.
#[must_use]
pub fn quiet_until(
    (from, to): (NaiveTime, NaiveTime),
    zone: &ZoneName,
    zones: &Zones,
    at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let local = zones.local(zone, at);
    let inside = if from <= to {
        (from..to).contains(&local.time())
    } else {
        local.time() >= from || local.time() < to
    };
    let ends = if local.time() < to { local.date() } else { local.date().succ_opt()? };
    inside.then(|| zones.resolve(zone, ends.and_time(to)).utc).filter(|until| *until > at)
}

/// The version of the consent card; raise it when what is stored changes, and everybody is asked again (P2).
pub const CONSENT_VERSION: u32 = 1;

impl Member {
    /// True when the present consent card was agreed to.
    #[must_use]
    pub fn consents(&self) -> bool {
        self.consent == Some(CONSENT_VERSION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_end_on_the_clock_of_their_owner() {
        let (zones, zone) = (Zones::embedded(), "Europe/Vienna".parse().unwrap());
        let time = |text: &str| text.parse::<NaiveTime>().unwrap();
        let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let night = (time("22:00:00"), time("08:00:00"));
        for (quiet, at, until) in [
            (night, "2026-03-27T20:59:59Z", None),
            (night, "2026-03-27T21:00:00Z", Some("2026-03-28T07:00:00Z")),
            // The clocks go forward in this night.
            (night, "2026-03-28T21:00:00Z", Some("2026-03-29T06:00:00Z")),
            (night, "2026-03-29T05:59:59Z", Some("2026-03-29T06:00:00Z")),
            (night, "2026-03-29T06:00:00Z", None),
            ((time("13:00:00"), time("15:00:00")), "2026-03-27T13:00:00Z", Some("2026-03-27T14:00:00Z")),
            ((time("13:00:00"), time("15:00:00")), "2026-03-27T14:00:00Z", None),
            ((time("13:00:00"), time("13:00:00")), "2026-03-27T12:00:00Z", None),
        ] {
            assert_eq!(quiet_until(quiet, &zone, &zones, utc(at)), until.map(utc), "{at}");
        }
    }
}
