//! Openchair keeps the calendar of peer-led support groups where the group already talks.

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
