//! Identities: a community is named by the configuration, everything else is numbered inside it.

use std::fmt;

/// The tenant: a short name of letters, digits and hyphens, such as `home` (invariant 8).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommunityId(String);

/// Why a text cannot name a community.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a community's name is 1 to 32 small letters, digits or hyphens, such as home; {0:?} is not")]
pub struct BadCommunityName(pub String);

impl CommunityId {
    /// Reads a community's name.
    ///
    /// # Errors
    /// [`BadCommunityName`] unless it is 1 to 32 characters of `a-z`, `0-9` and `-`.
    pub fn new(text: &str) -> Result<Self, BadCommunityName> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=32).contains(&text.len()) && text.chars().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadCommunityName(text.chars().take(40).collect()))
        }
    }

    /// The community that is meant where none is named.
    #[must_use]
    pub fn home() -> Self {
        Self("home".to_owned())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommunityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    )*};
}

numbered! {
    /// A group inside its community.
    GroupId
    /// A series inside its community.
    SeriesId
    /// A session inside its community.
    SessionId
    /// A member inside their community.
    MemberId
}
