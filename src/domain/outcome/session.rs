//! What the commands of `commands/session.rs` found out or did.

/// What the commands of `commands/session.rs` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionOutcome {}
