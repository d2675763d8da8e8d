//! What the commands of `commands/remind.rs` found out or did.

/// What the commands of `commands/remind.rs` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum RemindOutcome {}
