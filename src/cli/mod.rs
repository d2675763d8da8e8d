//! The command line: one file per subcommand.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub mod backup;
pub mod check;
pub mod import;
pub mod output;
pub mod preview;
mod preview_words;
pub mod reference;
pub mod restore;
pub mod status;
pub mod story;

/// Keeps the calendar of peer-led support groups where the group already talks.
#[derive(Debug, Parser)]
#[command(name = "openchair", version, about, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the bot on the platforms that the configuration enables
    Run(Place),
    /// Talk with the bot in this terminal
    Console(Console),
    /// Run transcripts, and say where the bot answers otherwise
    Story(story::StoryArgs),
    /// Check the configuration, the database and the clock data; all problems at once
    Check(Place),
    /// Say how things are: what was sent, the clock, the copies, the disk; every problem with its remedy
    Status(status::StatusArgs),
    /// Show the dates of a rule or a phrase
    Preview(preview::PreviewArgs),
    /// Bring in the meeting list of another program
    Import(import::ImportArgs),
    /// Make an encrypted copy of the database
    Backup {
        /// The file to make
        dest: PathBuf,
        /// Where the database is
        #[command(flatten)]
        place: Place,
    },
    /// Put a copy back in the place of the database
    Restore {
        /// The copy
        src: PathBuf,
        /// Replace the database that is there; it is kept beside the new one
        #[arg(long)]
        replace: bool,
        /// Where the database is
        #[command(flatten)]
        place: Place,
    },
    /// Print the reference of all chat commands
    Commands,
}

/// Where the configuration and the data are.
#[derive(Debug, Clone, Default, Args)]
pub struct Place {
    /// The configuration file
    #[arg(long, value_name = "F")]
    pub config: Option<PathBuf>,
    /// The data folder
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// How to talk in this terminal.
#[derive(Debug, Clone, Default, Args)]
pub struct Console {
    /// Where the configuration and the data are.
    #[command(flatten)]
    pub place: Place,
    /// The community to talk in
    #[arg(long, default_value = "home", value_name = "NAME")]
    pub community: String,
    /// Let `/clock` move the clock; for trying things out
    #[arg(long = "try")]
    pub trying: bool,
}
