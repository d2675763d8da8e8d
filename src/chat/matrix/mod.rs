//! Matrix as a chat. The adapter is not built yet: it keeps the contract's shape and says so.

pub mod connect;
pub mod incoming;
pub mod outgoing;

pub use connect::Matrix;

/// The platform's short name.
pub const PLATFORM: &str = "matrix";
