//! One binary for everything that is tested from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod architecture;
mod config;
mod formats;
mod story_format;
mod zoneinfo;
