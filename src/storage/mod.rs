//! The only place with SQL: one file per noun.
//!
//! Functions take the connection of the caller's transaction and the community, and give domain types
//! (invariants 3 and 8). [`Storage`] opens the one database of a deployment and hands out transactions.

mod backup;
pub mod community;
mod connection;
pub mod delivery;
pub mod duty;
mod error;
pub mod fact;
mod files;
pub mod group;
mod key;
mod lock;
pub mod member;
mod open;
pub mod retention;
mod row;
pub mod rsvp;
mod schema;
pub mod series;
pub mod session;

pub use connection::{Reader, Storage, Tx};
pub use error::{Inconsistency, StorageError, Trouble};
pub use key::Key;
pub use open::{Location, OpenError, Opened, Remark};
