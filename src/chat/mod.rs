//! The contract between the bot and a chat platform, and the adapters that keep it.

pub mod buttons;
pub mod console;
pub mod contract;
#[cfg(feature = "discord")]
pub mod discord;
#[cfg(feature = "matrix")]
pub mod matrix;
#[cfg(all(feature = "pipe", unix))]
pub mod pipe;
