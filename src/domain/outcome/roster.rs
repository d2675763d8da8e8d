//! What the commands of `commands/roster.rs` found out or did.

/// What the commands of `commands/roster.rs` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum RosterOutcome {}
