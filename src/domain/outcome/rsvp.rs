//! What the commands of `commands/rsvp.rs` found out or did.

/// What the commands of `commands/rsvp.rs` found out or did.
#[derive(Debug, Clone, PartialEq)]
pub enum RsvpOutcome {}
