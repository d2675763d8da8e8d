//! The only place with SQL: one file per noun.
//!
//! Functions take the connection of the caller's transaction and the community, and give domain types
//! (invariants 3 and 8). [`Storage`] opens the one database of a deployment and hands out transactions.

pub mod audit;
pub mod backup;
pub mod button;
mod check;
pub mod community;
mod connection;
mod content;
pub mod delivery;
pub mod duty;
pub mod erase;
mod error;
pub mod export;
pub mod fact;
mod files;
pub mod group;
pub mod import;
pub mod journal;
mod key;
mod lock;
pub mod look;
pub mod member;
pub mod membership;
pub mod offer;
mod open;
#[cfg(test)]
mod population;
pub mod question;
pub mod reminder;
pub mod retention;
pub mod roster;
pub mod rotation;
mod row;
pub mod rsvp;
mod schema;
mod seal;
pub mod series;
pub mod session;
pub mod space;

/// What every function of this module works on: the connection of a [`Tx`] or a [`Reader`].
pub use sqlx::SqliteConnection as Connection;

pub use check::{Checked, Checks, Health};
pub use connection::{Reader, Storage, Tx};
pub use error::{Inconsistency, StorageError, Trouble};
pub use key::Key;
/// Less room than this on the disk is told to the admin, in bytes.
pub const LOW_SPACE_BYTES: u64 = 500_000_000;
/// A longer write-ahead log than this is emptied by itself, in bytes.
pub const LOG_BYTES_MAX: u64 = 64_000_000;

pub use open::{Location, OpenError, Opened, Remark};
