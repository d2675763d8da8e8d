//! One binary for everything that is tested from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test may panic, be a long table, read the clock, and say that it is skipped"
)]

mod agenda;
mod architecture;
mod commands;
mod config;
mod conformance;
mod console;
mod formats;
mod guarantees;
mod hard_times;
mod import;
mod laws;
mod members;
mod people;
#[cfg(all(feature = "pipe", unix))]
mod pipe;
mod preview;
#[cfg(all(feature = "pipe", unix))]
mod restarts;
mod simulation;
mod status;
mod storage;
mod story_format;
mod support;
mod upkeep;
mod words;
mod zoneinfo;
