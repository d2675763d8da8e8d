//! What a command found out or did, so that `wording` can tell it.

pub mod group;
pub mod help;
pub mod me;
pub mod remind;
pub mod roster;
pub mod rsvp;
pub mod session;

pub use group::GroupOutcome;
pub use help::HelpOutcome;
pub use me::MeOutcome;
pub use remind::RemindOutcome;
pub use roster::RosterOutcome;
pub use rsvp::RsvpOutcome;
pub use session::SessionOutcome;

/// What a command found out or did, by noun.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// About groups.
    Group(GroupOutcome),
    /// About sessions.
    Session(SessionOutcome),
    /// About coming, joining and leaving, and requests to join.
    Rsvp(RsvpOutcome),
    /// About rosters and duties.
    Roster(RosterOutcome),
    /// About reminders.
    Remind(RemindOutcome),
    /// About the person.
    Me(MeOutcome),
    /// Help.
    Help(HelpOutcome),
}
