//! Adapters in other languages: the chat contract as lines of JSON over a local socket (docs/pipe.md).

mod connect;
pub mod incoming;
mod lines;
pub mod outgoing;
mod port;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::id::CommunityId;

pub use connect::{Pipe, open};

/// The version of the protocol. It grows when an adapter written for an earlier one would be wrong.
pub const PROTOCOL: u64 = 1;

/// The longest line that an adapter may send, in bytes without its line feed.
pub const LINE_BYTES_MAX: usize = 64 * 1024;

/// Where the socket is, and who may come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipeSettings {
    /// The socket's file.
    pub path: PathBuf,
    /// The platforms that adapters may speak for, by their short names.
    pub platforms: BTreeMap<String, Communities>,
}

/// Which community an event of one platform belongs to, as the configuration says: a line of the
/// adapter names a space of its platform, never a community (invariant 8).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Communities {
    /// The communities that own spaces, by the adapter's name for the space.
    pub spaces: BTreeMap<String, CommunityId>,
    /// The community of everything else; none: an event from elsewhere is refused.
    pub elsewhere: Option<CommunityId>,
}

impl Communities {
    /// The community of a space; of no space where the adapter's platform has none.
    #[must_use]
    pub fn of(&self, space: Option<&str>) -> Option<&CommunityId> {
        space.and_then(|space| self.spaces.get(space)).or(self.elsewhere.as_ref())
    }
}
