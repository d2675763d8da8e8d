//! The terminal as a chat: several people, several rooms, one keyboard.

mod completion;
mod connect;
pub mod incoming;
pub mod outgoing;
mod terminal;

use std::io::{BufRead, Write};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::domain::id::CommunityId;
use crate::domain::member::Language;
use crate::message::{ConsolePhrases, Instant};

pub use completion::{CommandWords, NameKind, NameSource};
pub use connect::Console;
pub use incoming::Turn;

/// The platform's short name.
pub const PLATFORM: &str = "terminal";

/// The room in which everybody starts.
pub const FIRST_ROOM: &str = "#lobby";

/// What the terminal is told at the start.
pub struct ConsoleSettings {
    /// The community that is spoken to.
    pub community: CommunityId,
    /// Who speaks first; made into a name where it is none, `me` where nothing is left of it.
    pub person: String,
    /// The language that the terminal is set to, where it tells.
    pub language: Option<Language>,
    /// True where colours are wanted: a terminal, and no `NO_COLOR`.
    pub colours: bool,
    /// The command whose answer is followed by what the terminal adds, such as `help`.
    pub help_command: &'static str,
    /// True where there are groups already, so that the first suggestion is another.
    pub begun: bool,
    /// What it says by itself.
    pub phrases: ConsolePhrases,
    /// What can be completed.
    pub words: CommandWords,
    /// Names of groups and sessions for completion; none: they are not completed.
    pub names: Option<NameSource>,
}

/// Where lines come from and answers go.
pub enum Streams {
    /// A person at a terminal: the line editor.
    Terminal,
    /// Lines from a pipe or file, answers as plain text.
    Piped {
        /// The lines.
        input: Box<dyn BufRead + Send>,
        /// The answers.
        output: Box<dyn Write + Send>,
    },
}

/// The clock as the terminal shows and moves it. The terminal has no server that says when a line
/// was typed, so it asks here.
#[async_trait]
pub trait Dial: Send + Sync {
    /// The moment at which a line that is read now counts as said.
    fn moment(&self) -> DateTime<Utc>;

    /// What it shows on the wall of the community.
    fn shown(&self) -> Instant;

    /// Returns when everything that is due by now was done, so that what a command causes is told
    /// before the next line.
    async fn settle(&self);

    /// Moves it. It returns when everything that fell due on the way was done.
    ///
    /// # Errors
    /// Why it was not moved.
    async fn turn(&self, turn: Turn) -> Result<(), TurnProblem>;
}

/// Why the clock was not moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TurnProblem {
    /// It is the system's.
    #[error("the clock is the system's")]
    Fixed,
    /// It only goes forward.
    #[error("the clock only goes forward")]
    Backwards,
    /// No calendar goes that far.
    #[error("no calendar goes that far")]
    TooFar,
}
