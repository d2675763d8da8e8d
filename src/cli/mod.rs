//! The command line: one file per subcommand.

pub mod backup;
pub mod check;
pub mod import;
pub mod output;
pub mod preview;
mod preview_words;
pub mod restore;
pub mod story;
