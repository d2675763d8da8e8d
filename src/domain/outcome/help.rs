//! What the commands of `commands/help.rs` found out.

use crate::domain::member::Role;

/// What the commands of `commands/help.rs` found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpOutcome {
    /// What the speaker can do, by example.
    Overview {
        /// Their role, which decides what they are shown first.
        role: Role,
    },
    /// One command, or all that begin with a word.
    Commands {
        /// Their words.
        commands: Vec<&'static str>,
    },
    /// No command is called so.
    Unknown {
        /// What was looked for.
        typed: String,
        /// The nearest command.
        nearest: Option<&'static str>,
    },
    /// A question was answered with no: everything is as it was.
    Dismissed,
    /// Consent was declined: nothing is kept.
    ConsentDeclined,
}
