//! Openchair keeps the calendar of peer-led support groups where the group already talks.
#![cfg_attr(
    test,
    allow(
        clippy::string_slice,
        clippy::too_many_lines,
        clippy::disallowed_macros,
        clippy::disallowed_methods,
        clippy::print_stderr,
        reason = "a test may panic, be a long table, and say that it is skipped; the same code without tests is linted too"
    )
)]

pub mod agenda;
pub mod bot;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod domain;
pub mod formats;
pub mod language;
pub mod message;
pub mod startup;
pub mod storage;
pub mod story;
pub mod telemetry;
pub mod wording;
pub mod zoneinfo;
