//! What a support group is: pure, synchronous, without a clock and without I/O.

pub mod community;
pub mod delivery;
pub mod digest;
pub mod group;
pub mod help_line;
pub mod id;
pub mod import;
pub mod joining;
pub mod member;
pub mod membership;
pub mod outcome;
pub mod personal_data;
pub mod recurrence;
pub mod refusal;
pub mod reminder;
pub mod roster;
pub mod rsvp;
pub mod session;
pub mod settings;
pub mod text;
pub mod zone;
