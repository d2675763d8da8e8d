//! What several tests from outside need: an inbox that says back what it heard, the program itself, an adapter at
//! its socket, and a fake platform behind it.

#[cfg(all(feature = "pipe", unix))]
pub mod adapter;
pub mod inbox;
#[cfg(all(feature = "pipe", unix))]
pub mod platform;
#[cfg(all(feature = "pipe", unix))]
pub mod program;
