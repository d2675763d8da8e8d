//! Runs every transcript in tests/stories/, and the conversation in the README, as a test of its own name.
//! `UPDATE_STORIES=1` writes the bot's lines anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may panic, and reads its own environment"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use openchair::domain::zone::Zones;
use openchair::startup::stage::StoryTheatre;
use openchair::story::play::Happening;
use openchair::story::tell::{Listener, Told, Untold, tell};

/// Where a story stands: a whole file, or the block of that many bytes in one.
struct Place {
    name: String,
    file: PathBuf,
    from: usize,
    to: usize,
}

/// Opens the block that is a story.
const OPENS: &str = "```story\n";
/// Closes it.
const CLOSES: &str = "\n```";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let rewrite = std::env::var_os("UPDATE_STORIES").is_some_and(|value| value == "1");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = files(&root.join("tests/stories")).into_iter().chain(block(&root.join("README.md")));
    let trials = places.map(|place| {
        let name = place.name.clone();
        Trial::test(name, move || run(&place, rewrite))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// The stories of a folder, by name.
fn files(folder: &Path) -> Vec<Place> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let place = |file: PathBuf| {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let to = fs::read_to_string(&file).unwrap().len();
        Place { name, file, from: 0, to }
    };
    files.into_iter().map(place).collect()
}

/// The story inside a file.
fn block(file: &Path) -> Option<Place> {
    let text = fs::read_to_string(file).ok()?;
    let from = text.find(OPENS)? + OPENS.len();
    let to = from + text.get(from..)?.find(CLOSES)? + 1;
    Some(Place { name: "readme".to_owned(), file: file.to_owned(), from, to })
}

/// Keeps the transcript, to be shown where the story does not hold.
#[derive(Default)]
struct Transcript(Vec<String>);

impl Listener for Transcript {
    fn step(&mut self, transcript: &[String], _: &[Happening]) {
        self.0.extend_from_slice(transcript);
    }
}

fn run(place: &Place, rewrite: bool) -> Result<(), Failed> {
    let whole = fs::read_to_string(&place.file)?;
    let text = whole.get(place.from..place.to).ok_or("the file changed meanwhile")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let mut transcript = Transcript::default();
    let theatre = StoryTheatre::new(Zones::embedded());
    let told = runtime.block_on(tell(text, &theatre, &mut transcript));
    let first_line = whole.get(..place.from).unwrap_or_default().lines().count();
    let at = |line: usize| format!("{}:{}", place.file.display(), first_line + line);
    let told = told.map_err(|untold| match untold {
        Untold::NoStage(why) => why,
        Untold::Malformed(mistakes) => {
            let told = mistakes
                .iter()
                .map(|wrong| format!("{}: {} {}", at(wrong.line), wrong.problem, wrong.remedy));
            told.collect::<Vec<_>>().join("\n")
        }
    })?;
    let transcript = transcript.0.join("\n");
    if let Some((line, trouble)) = told.troubles.first() {
        return Err(format!("{transcript}\n\n{}: {trouble}", at(*line)).into());
    }
    if rewrite {
        return rewritten(place, &whole, text, &told);
    }
    match told.differs.first() {
        None => Ok(()),
        Some(line) => Err(format!(
            "{transcript}\n\n{}: - was expected, + happened. If what happened is right: UPDATE_STORIES=1 cargo test --test stories {}",
            at(*line),
            place.name
        )
        .into()),
    }
}

fn rewritten(place: &Place, whole: &str, text: &str, told: &Told) -> Result<(), Failed> {
    let new = told.updated(text);
    if new != text {
        let (before, after) = (whole.get(..place.from), whole.get(place.to..));
        fs::write(&place.file, [before.unwrap_or_default(), &new, after.unwrap_or_default()].concat())?;
    }
    Ok(())
}
