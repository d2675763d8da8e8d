//! What the commands about reminders found out or did.

/// What the commands about reminders found out or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemindOutcome {
    /// Private reminders come from now on.
    On {
        /// How long before a session, in minutes, longest first.
        offsets_minutes: Vec<u32>,
        /// True where they came before.
        already: bool,
    },
    /// Private reminders no longer come.
    Off {
        /// True where none came before.
        already: bool,
    },
    /// Other times were chosen.
    Chosen {
        /// How long before a session, in minutes, longest first.
        offsets_minutes: Vec<u32>,
        /// True where reminders come.
        on: bool,
    },
}
