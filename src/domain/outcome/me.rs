//! What the commands of `commands/me.rs` found out or did.

/// What the commands of `commands/me.rs` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum MeOutcome {}
