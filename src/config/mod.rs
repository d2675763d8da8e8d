//! The configuration file: TOML in, typed values or every mistake at once out.
//!
//! `config.example.toml` is compiled in and *is* the defaults. An admin's file is laid over it key by key
//! ([`overlay`](Config::overlay)); [`load()`] finds that file and adds folders and secrets. What keys there are stands in one
//! place, `schema.rs`; the reader, the messages and the test of the example file only read that table.

mod checks;
mod kinds;
mod load;
mod mistake;
mod people;
mod schema;
mod secrets;
mod settings;
mod values;
mod walk;

pub use crate::domain::help_line::{HELP_LINE_FRESH_DAYS, HelpLine, Verification};
pub use load::{Loaded, load};
pub use mistake::{Mistake, Mistakes};
pub use people::{RoleHolder, Roles};
pub use secrets::{Environment, Secrets};
pub use settings::{
    Clock, Community, CommunityDefaults, Config, Discord, Limits, Log, Matrix, Pipe, Privacy, Reminders,
    Retention, Storage,
};

/// The commented example file, which is also the defaults.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// What the example is called where one of its own lines is at fault.
const EXAMPLE_NAME: &str = "config.example.toml";

impl Config {
    /// What holds where an admin's file says nothing: the values of [`EXAMPLE`].
    #[must_use]
    pub fn defaults() -> Self {
        // A test proves that the example has no mistake, so there is none to report here.
        let (config, _) = walk::lay(&Self::default(), EXAMPLE, EXAMPLE_NAME);
        config
    }

    /// Lays one TOML text over this config, key by key; lists are replaced whole.
    ///
    /// # Errors
    /// Every mistake in `toml_text`, each with its place in `file_name` and what to do about it.
    pub fn overlay(&self, toml_text: &str, file_name: &str) -> Result<Self, Mistakes> {
        let (config, walk) = walk::lay(self, toml_text, file_name);
        walk.finish().map(|()| config)
    }
}

#[cfg(test)]
mod tests;
