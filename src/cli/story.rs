//! `openchair story`: runs transcripts, and compares, rewrites or prints what the bot does.

use std::path::{Path, PathBuf};

use crate::story::play::Happening;
use crate::story::script::Mistake;
use crate::story::tell::{Listener, Theatre, Told, Untold, tell};
use crate::story::transcript;

use super::output::Output;

/// The arguments of `openchair story`.
#[derive(Debug, clap::Args)]
pub struct StoryArgs {
    /// The stories: text files, in the format of docs/stories.md.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Print one JSON object for each thing the bot did, and compare nothing.
    #[arg(long, conflicts_with = "update")]
    pub json: bool,
    /// Rewrite the bot's lines in the files as they happened.
    #[arg(long)]
    pub update: bool,
}

/// It did, or the stories hold.
const DONE: u8 = 0;
/// A story does not hold, or could not be done.
const DIFFERS: u8 = 1;
/// A story cannot be read.
const MALFORMED: u8 = 2;

/// Tells the stories one after the other. Gives the exit code: the worst of all.
pub async fn run(args: &StoryArgs, theatre: &dyn Theatre, output: &Output) -> u8 {
    let mut worst = DONE;
    for file in &args.files {
        worst = worst.max(one(args, file, theatre, output).await);
    }
    worst
}

async fn one(args: &StoryArgs, file: &Path, theatre: &dyn Theatre, output: &Output) -> u8 {
    let text = match read(file) {
        Ok(text) => text,
        Err(problem) => {
            output.problem(&problem);
            return MALFORMED;
        }
    };
    let mut listener = Printer { json: args.json, quiet: args.update, output };
    match tell(&text, theatre, &mut listener).await {
        Ok(told) => judged(args, (file, &text), &told, output),
        Err(Untold::Malformed(mistakes)) => {
            mistakes.iter().for_each(|mistake| output.problem(&placed(file, mistake)));
            MALFORMED
        }
        Err(Untold::NoStage(why)) => {
            output.problem(&format!("{}: {why}", file.display()));
            DIFFERS
        }
    }
}

fn read(file: &Path) -> Result<String, String> {
    let name = file.display();
    let bytes =
        std::fs::read(file).map_err(|why| format!("{name}: It cannot be read: {why}. Is the name right?"))?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|&&byte| byte == b'\n');
        format!("{name}:{}: This is not UTF-8 text. Save the file as UTF-8.", line.count() + 1)
    })
}

fn placed(file: &Path, mistake: &Mistake) -> String {
    format!("{}:{mistake}", file.display()).trim_end().to_owned()
}

/// What is to be said of a story that was told to its end.
fn judged(args: &StoryArgs, (file, text): (&Path, &str), told: &Told, output: &Output) -> u8 {
    let name = file.display();
    for (line, trouble) in &told.troubles {
        output.problem(&format!("{name}:{line}: {trouble}"));
    }
    if !told.troubles.is_empty() {
        return DIFFERS;
    }
    if args.update {
        return rewritten(file, text, told, output);
    }
    let Some(first) = told.differs.first().filter(|_| !args.json) else { return DONE };
    let count = told.differs.len();
    let places = if count == 1 { "one place".to_owned() } else { format!("{count} places") };
    output.problem(&format!(
        "{name}:{first}: The bot says something else in {places}: - was expected, + happened.\n\
         If what happened is right: openchair story --update {name}"
    ));
    DIFFERS
}

/// Writes what happened into the file.
fn rewritten(file: &Path, text: &str, told: &Told, output: &Output) -> u8 {
    let (name, new) = (file.display(), told.updated(text));
    if new == text {
        output.line(&format!("{name}: nothing to rewrite."));
        return DONE;
    }
    match std::fs::write(file, new) {
        Ok(()) => {
            output.line(&format!("{name}: rewritten."));
            DONE
        }
        Err(why) => {
            output.problem(&format!("{name}: It cannot be written: {why}."));
            DIFFERS
        }
    }
}

/// Prints a story as it happens.
struct Printer<'a> {
    json: bool,
    quiet: bool,
    output: &'a Output,
}

impl Listener for Printer<'_> {
    fn step(&mut self, lines: &[String], happened: &[Happening]) {
        if self.json {
            happened.iter().for_each(|happening| self.output.line(&transcript::json(happening)));
        } else if !self.quiet {
            lines.iter().for_each(|line| self.output.line(line));
        }
    }
}
