//! The only place with SQL: one file per noun.
//!
//! Functions take the connection of the caller's transaction and the community, and give domain types
//! (invariants 3 and 8). [`Storage`] opens the one database of a deployment and hands out transactions.

mod backup;
pub mod community;
mod connection;
mod error;
pub mod fact;
mod files;
pub mod group;
mod key;
mod lock;
pub mod member;
mod open;
mod row;
mod schema;

pub use connection::{Reader, Storage, Tx};
pub use error::{Inconsistency, StorageError, Trouble};
pub use key::Key;
pub use open::{Location, OpenError, Opened, Remark};
