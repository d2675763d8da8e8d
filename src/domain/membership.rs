//! Who belongs to a group, or asked to.

use chrono::{DateTime, Utc};

use super::group::words;
use super::id::{GroupId, MemberId};

words! {
    /// How far somebody is on the way into a group. A declined request leaves nothing (P28).
    MembershipState {
        /// They belong to it.
        Belongs = "belongs",
        /// They asked to join and wait for an answer.
        Requested = "requested",
    }
}

/// Somebody's place in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// Which group.
    pub group: GroupId,
    /// Whose.
    pub member: MemberId,
    /// How far.
    pub state: MembershipState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What they wrote when they asked; nobody else adds to it.
    pub note: Option<String>,
}
