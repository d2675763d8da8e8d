//! The tenant: nothing crosses from one community to another (invariant 8).

use super::id::CommunityId;
use super::member::Language;
use super::zone::ZoneName;

/// A community, as the configuration names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    /// Its short name.
    pub id: CommunityId,
    /// What people call it.
    pub title: String,
    /// The zone that counts where nobody named one.
    pub zone: ZoneName,
    /// The language that counts where nobody chose one.
    pub language: Language,
}
