//! What the commands of `commands/help.rs` found out.

/// What the commands of `commands/help.rs` found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpOutcome {
    /// What the speaker can do, by example.
    Overview {
        /// The words of every command that their role may use.
        commands: Vec<&'static str>,
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
}
