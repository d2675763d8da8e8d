//! Tells one story from its text to its end: opens a stage, plays every step, says how it went.

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::id::CommunityId;

use super::chat::StoryChat;
use super::play::{Happening, Player, Stage};
use super::script::{Mistake, Opening, Script, Speech, raw_lines};
use super::transcript::{self, Compared, compare, speech_of, written};

/// Where stages come from: start-up makes them, with a real bot on a temporary database.
#[async_trait]
pub trait Theatre: Send + Sync {
    /// A stage as a story opens, whose bot delivers to `chat`. Dropping it leaves nothing behind.
    ///
    /// # Errors
    /// What is wrong with the opening, and at which of its parts.
    async fn open(&self, opening: &Opening, chat: Arc<StoryChat>) -> Result<Box<dyn Stage>, BadOpening>;
}

/// What is wrong with the opening of a story; each with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadOpening {
    /// The zone, or anything else of the sentence that says when and where.
    Begins(String),
    /// The configuration; `line` is a line of its text, from 1.
    Config {
        /// The line of the TOML text, from 1; 0 where it is no single line.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// The stage itself cannot be set up; nothing is wrong with the story.
    Stage(String),
}

/// How a story went.
#[derive(Debug)]
pub struct Told {
    /// The story.
    pub script: Script,
    /// What the bot did in each step.
    pub happened: Vec<Vec<Happening>>,
    /// The lines (from 1) where the bot's lines differ from what happened.
    pub differs: Vec<usize>,
    /// What could not be played: the line (from 1) and why.
    pub troubles: Vec<(usize, String)>,
}

/// Why a story could not be told at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untold {
    /// It cannot be read; everything that is wrong with it.
    Malformed(Vec<Mistake>),
    /// The stage could not be set up.
    NoStage(String),
}

/// Who listens while a story is told.
pub trait Listener: Send {
    /// A step was played. `transcript` has its lines and the bot's, with `-` before what was
    /// expected but did not happen and `+` before what happened but was not expected.
    fn step(&mut self, transcript: &[String], happened: &[Happening]);
}

impl Told {
    /// The text of the story with the bot's lines as they happened.
    #[must_use]
    pub fn updated(&self, text: &str) -> String {
        let speeches: Vec<Vec<Speech>> =
            self.happened.iter().map(|step| step.iter().map(speech_of).collect()).collect();
        transcript::updated(text, &self.script, &speeches)
    }
}

/// Tells a story.
///
/// # Errors
/// Where it cannot be read or its stage not be set up.
pub async fn tell(text: &str, theatre: &dyn Theatre, listener: &mut dyn Listener) -> Result<Told, Untold> {
    let script = Script::read(text).map_err(Untold::Malformed)?;
    let chat = Arc::new(StoryChat::default());
    let opened = theatre.open(&script.opening, Arc::clone(&chat)).await;
    let mut stage = opened.map_err(|bad| untold(&script.opening, bad))?;
    let mut player = Player::new(&mut *stage, chat, CommunityId::home());
    let source = Source::of(text, &script);
    let compares = script.expects_anything();
    let (mut happened, mut differs, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
    for (index, step) in script.steps.iter().enumerate() {
        let mut done = Vec::new();
        let played = player.play(&step.action, &mut done).await;
        let speeches: Vec<Speech> = done.iter().map(speech_of).collect();
        let mut lines = source.before(index);
        if compares {
            let compared = compare(&step.expected, &speeches);
            differs.extend(compared.iter().filter_map(|one| differing_line(one, step.lines.end)));
            lines.extend(compared.iter().flat_map(compared_lines));
        } else {
            lines.extend(speeches.iter().flat_map(written));
        }
        if let Err(trouble) = played {
            lines.push(format!("! {trouble}"));
            troubles.push((step.lines.start + 1, trouble.to_string()));
        }
        listener.step(&lines, &done);
        happened.push(done);
    }
    listener.step(&source.after_all(), &[]);
    Ok(Told { script, happened, differs, troubles })
}

fn untold(opening: &Opening, bad: BadOpening) -> Untold {
    let mistake = |line, problem| Untold::Malformed(vec![Mistake { line, problem, remedy: String::new() }]);
    match bad {
        BadOpening::Begins(problem) => mistake(opening.line, problem),
        BadOpening::Config { line, problem } => {
            let first = opening.config.as_ref().map_or(opening.line, |config| config.line);
            mistake(first + line.saturating_sub(1), problem)
        }
        BadOpening::Stage(problem) => Untold::NoStage(problem),
    }
}

/// The line (from 1) at which a difference is seen; what is extra is seen after its step.
fn differing_line(compared: &Compared<'_>, step_end: usize) -> Option<usize> {
    match compared {
        Compared::Same(_) => None,
        Compared::Missing(_, line) => Some(*line),
        Compared::Extra(_) => Some(step_end),
    }
}

fn compared_lines(compared: &Compared<'_>) -> Vec<String> {
    let (mark, speech) = match compared {
        Compared::Same(speech) => ("", speech),
        Compared::Missing(speech, _) => ("- ", speech),
        Compared::Extra(speech) => ("+ ", speech),
    };
    written(speech).into_iter().map(|line| format!("{mark}{line}")).collect()
}

/// The lines of a story that are not the bot's.
struct Source<'a> {
    lines: Vec<&'a str>,
    /// Which lines are the bot's.
    spoken: Vec<std::ops::Range<usize>>,
    /// Where the lines of each step end.
    ends: Vec<usize>,
}

impl<'a> Source<'a> {
    fn of(text: &'a str, script: &Script) -> Self {
        let expected = script.steps.iter().flat_map(|step| &step.expected);
        Self {
            lines: raw_lines(text).map(|line| line.trim_end_matches(['\n', '\r'])).collect(),
            spoken: expected.map(|expected| expected.lines.clone()).collect(),
            ends: script.steps.iter().map(|step| step.lines.end).collect(),
        }
    }

    /// The lines after the step before, up to and with those of this step.
    fn before(&self, step: usize) -> Vec<String> {
        let start = step.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.between(start, self.ends.get(step).copied().unwrap_or(start))
    }

    /// The lines after the last step.
    fn after_all(&self) -> Vec<String> {
        self.between(self.ends.last().copied().unwrap_or(0), self.lines.len())
    }

    fn between(&self, start: usize, end: usize) -> Vec<String> {
        let lines = self.lines.iter().enumerate().take(end).skip(start);
        let own = lines.filter(|(at, _)| !self.spoken.iter().any(|spoken| spoken.contains(at)));
        own.map(|(_, line)| (*line).to_owned()).collect()
    }
}
