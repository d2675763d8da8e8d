//! What people belong to: a group, who may join it, and who may see who comes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{GroupId, MemberId};
use super::member::{Account, Language, Role};

/// Declares a closed list of words, as they are typed, stored and matched.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every value, the default first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word that is typed and stored.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads the word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Who may take part.
    Membership {
        /// Anybody may come.
        Open = "open",
        /// By request, answered by somebody who holds the group.
        Closed = "closed",
        /// By request, for one course from its first to its last session.
        Cohort = "cohort",
    }
}

words! {
    /// What sort of group it is.
    Kind {
        /// A support circle.
        Support = "support",
        /// A course of sessions.
        Education = "education",
        /// Slots of one seat that a peer offers.
        OneToOne = "one_to_one",
        /// A warm-line rota.
        Shift = "shift",
        /// For facilitators only.
        Supervision = "supervision",
    }
}

words! {
    /// Who may see who comes (P3).
    SeeWhoComes {
        /// Only facilitators, and only a count.
        Count = "count",
        /// Facilitators see the names of those who agreed.
        Facilitators = "facilitators",
        /// Those who come see the names of those who agreed.
        Attendees = "attendees",
        /// Everybody sees the names of those who agreed.
        Public = "public",
    }
}

words! {
    /// Where a group meets.
    Venue {
        /// Online.
        Online = "online",
        /// In person.
        InPerson = "in person",
        /// Both at once.
        Both = "both",
    }
}

/// Whether a group meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It meets.
    Active,
    /// It rests until then, or until somebody resumes it.
    Paused {
        /// When it goes on by itself.
        until: Option<DateTime<Utc>>,
    },
    /// It has ended; its past stays until retention takes it.
    Ended,
}

impl Status {
    /// True where sessions at this time take place: a pause that ends before them does not concern them.
    #[must_use]
    pub fn meets_at(self, at: DateTime<Utc>) -> bool {
        match self {
            Self::Active => true,
            Self::Paused { until } => until.is_some_and(|until| at >= until),
            Self::Ended => false,
        }
    }
}

/// The most people a group can have seats for; above it a number is a slip of the hand.
pub const CAPACITY_MAX: u32 = 10_000;

/// What people belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Number inside the community.
    pub id: GroupId,
    /// What members call it.
    pub name: String,
    /// What others may read instead of the name (P8).
    pub public_name: Option<String>,
    /// What it is, in a line or two.
    pub description: Option<String>,
    /// Languages spoken in it, as written by its facilitator.
    pub languages: Vec<String>,
    /// Whom it is for; about the group, never about a person.
    pub audiences: Vec<String>,
    /// Who may take part.
    pub membership: Membership,
    /// What sort of group it is.
    pub kind: Kind,
    /// Seats per session without those who hold it; none: no limit.
    pub capacity: Option<u32>,
    /// Who may see who comes.
    pub see: SeeWhoComes,
    /// Where it meets.
    pub venue: Venue,
    /// The street, or the name of the place.
    pub address: Option<String>,
    /// How to get in.
    pub access: Option<String>,
    /// The way into the call; shown only to those who come, and late (P11).
    pub link: Option<String>,
    /// Whether it meets.
    pub status: Status,
    /// False hides it from everybody who does not belong to it.
    pub listed: bool,
    /// Whether its room is told before a session.
    pub channel_reminder: bool,
    /// The language of unasked messages in its room.
    pub language: Language,
    /// The room it lives in; none for imported groups.
    pub room: Option<Room>,
    /// Why somebody should look at an imported group: the note that may hide its rule.
    pub review: Option<String>,
    /// Rises with each change of a setting.
    pub revision: i64,
}

/// A room of a platform, as the platform names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Room {
    /// The platform's short name.
    pub platform: String,
    /// The platform's own id of the room.
    pub id: String,
}

/// How somebody stands to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// On the roster: willing to hold it.
    pub on_roster: bool,
    /// Looks after its roster.
    pub coordinates: bool,
    /// Belongs to it.
    pub belongs: bool,
    /// Asked to join and waits for an answer.
    pub requested: bool,
}

/// Who speaks: the account the platform vouches for, and what is known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Where they speak from.
    pub account: Account,
    /// The name the platform shows, cleaned.
    pub name: String,
    /// Their role in this community, from the configuration.
    pub role: Role,
    /// Their number, if the bot keeps data on them.
    pub member: Option<MemberId>,
}

impl Group {
    /// The name that surfaces which others can see may carry (P8).
    #[must_use]
    pub fn shown_name(&self) -> &str {
        self.public_name.as_deref().unwrap_or(&self.name)
    }

    /// True where somebody may know that the group exists; otherwise it is "not found" (P7).
    #[must_use]
    pub fn visible_to(&self, role: Role, standing: Standing) -> bool {
        let own = standing.on_roster || standing.coordinates || standing.belongs || role == Role::Admin;
        let facilitators_only = self.kind == Kind::Supervision && role < Role::Facilitator;
        own || (self.listed && !facilitators_only)
    }

    /// True where somebody may change the group or its sessions (2b: one's own, or coordinated, groups).
    #[must_use]
    pub fn changeable_by(&self, role: Role, standing: Standing) -> bool {
        role == Role::Admin || standing.coordinates || (role >= Role::Facilitator && standing.on_roster)
    }

    /// True where anybody may say that they come.
    #[must_use]
    pub fn open_to_anybody(&self) -> bool {
        self.membership == Membership::Open
    }

    /// True where somebody may say that they come without asking first.
    #[must_use]
    pub fn open_to(&self, standing: Standing) -> bool {
        self.open_to_anybody() || standing.belongs || standing.on_roster || standing.coordinates
    }
}
