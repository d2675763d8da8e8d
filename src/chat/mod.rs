//! The contract between the bot and a chat platform, and the adapters that keep it.

pub mod contract;
