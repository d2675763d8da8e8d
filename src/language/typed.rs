//! A typed line becomes an [`Invocation`] (section "Typed commands" of the documentation).

use std::collections::BTreeMap;

use super::description::{ArgumentDescription, CommandDescription, Kind};
use super::invocation::{Given, Invocation};
use super::table::DESCRIPTIONS;
use super::value::{self, Speaker};
use crate::domain::text;

/// The longest line that is read, in characters.
pub const LINE_MAX: usize = 2_000;

/// What is offered to somebody who typed nothing but the sign of a command.
const STARTS: [&str; 4] = ["sessions", "groups", "rsvp coming", "help"];

/// Why a line is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotUnderstood {
    /// It is not addressed to the bot.
    NotACommand,
    /// It is longer than can be read.
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// No command begins like this.
    UnknownCommand {
        /// What was typed.
        typed: String,
        /// The nearest command there is.
        nearest: Option<&'static str>,
    },
    /// The command goes on: `/rsvp` is followed by `coming`, `cant`, …
    Incomplete {
        /// The commands it could be.
        commands: Vec<&'static str>,
    },
    /// Something stands before a colon that is nearly an argument's name.
    UnknownArgument {
        /// What was typed.
        typed: String,
        /// The argument that was probably meant.
        nearest: &'static str,
    },
    /// An argument is given twice.
    Twice {
        /// Which.
        argument: &'static str,
    },
    /// An argument is wanted.
    Missing {
        /// Which.
        argument: &'static str,
        /// A whole line that works.
        example: &'static str,
    },
    /// There are words that the command has no place for.
    TooMuch {
        /// The words.
        words: String,
        /// A whole line that works.
        example: &'static str,
    },
}

/// One word of a line; what stands in quotes is one word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    quoted: bool,
}

/// Reads a line.
///
/// # Errors
/// [`NotUnderstood`] says what stands in the way.
pub fn parse(line: &str, speaker: Speaker) -> Result<Invocation, NotUnderstood> {
    let Some(rest) = addressed(line) else { return Err(NotUnderstood::NotACommand) };
    if line.chars().nth(LINE_MAX).is_some() {
        return Err(NotUnderstood::TooLong { max: LINE_MAX });
    }
    let words = split(&text::clean(rest));
    if words.is_empty() {
        return Err(NotUnderstood::Incomplete { commands: STARTS.to_vec() });
    }
    let (description, taken) = command_of(&words)?;
    arguments_of(description, words.get(taken..).unwrap_or_default(), speaker)
}

/// What follows `/` or `!`; none where the line is not for the bot.
#[must_use]
pub fn addressed(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix(['/', '!'])
}

/// Splits at spaces; straight and typographic double quotes hold words together, also after a colon.
fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word { text: String::new(), quoted: false };
    let mut inside = false;
    for c in text.chars() {
        match c {
            '"' | '“' | '”' | '„' | '«' | '»' => {
                inside = !inside;
                word.quoted = true;
            }
            ' ' if !inside => {
                if !word.text.is_empty() || word.quoted {
                    words.push(std::mem::replace(&mut word, Word { text: String::new(), quoted: false }));
                }
            }
            _ => word.text.push(c),
        }
    }
    if !word.text.is_empty() || word.quoted {
        words.push(word);
    }
    words
}

/// The command that the words begin with, and how many words it takes.
fn command_of(words: &[Word]) -> Result<(&'static CommandDescription, usize), NotUnderstood> {
    let heard: Vec<String> = words.iter().take(2).map(|word| word.text.to_lowercase()).collect();
    for length in (1..=heard.len()).rev() {
        let name = heard.get(..length).unwrap_or_default().join(" ");
        if let Some(found) = DESCRIPTIONS.iter().find(|description| description.name == name) {
            return Ok((found, length));
        }
    }
    let first = heard.first().cloned().unwrap_or_default();
    let under: Vec<&'static str> = names().filter(|name| name.split(' ').next() == Some(&first)).collect();
    let typed = heard.join(" ");
    match (under.is_empty(), heard.len()) {
        (false, 1) => Err(NotUnderstood::Incomplete { commands: under }),
        (false, _) => match nearest(&typed, under.iter().copied()) {
            Some(nearest) => Err(NotUnderstood::UnknownCommand { typed, nearest: Some(nearest) }),
            None => Err(NotUnderstood::Incomplete { commands: under }),
        },
        (true, _) => {
            let nearest = nearest(&typed, names()).or_else(|| nearest(&first, names()));
            let typed = typed.chars().take(40).collect();
            Err(NotUnderstood::UnknownCommand { typed, nearest })
        }
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    DESCRIPTIONS.iter().map(|description| description.name)
}

/// The nearest of some names, if it is near enough to be a slip of the finger.
#[must_use]
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed: String = typed.to_lowercase().chars().take(60).collect();
    let allowed = match typed.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    let letters = letters_of(&typed);
    names
        .map(|name| (name.to_lowercase(), name))
        .filter(|(lower, _)| least_distance(letters, letters_of(lower)) <= allowed)
        .map(|(lower, name)| (strsim::osa_distance(&typed, &lower), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters a text has, and which, as bits; several letters may share a bit.
fn letters_of(text: &str) -> (usize, u64) {
    text.chars().fold((0, 0), |(count, bits), c| (count + 1, bits | 1 << (u32::from(c) % 64)))
}

/// No fewer slips than this lie between two texts: each adds, removes or replaces one letter. Most of
/// ten thousand names are ruled out by it without being compared.
fn least_distance((length, bits): (usize, u64), (other_length, other): (usize, u64)) -> usize {
    let foreign = (bits & !other).count_ones().max((other & !bits).count_ones());
    length.abs_diff(other_length).max(foreign as usize)
}

fn arguments_of(
    description: &'static CommandDescription,
    words: &[Word],
    speaker: Speaker,
) -> Result<Invocation, NotUnderstood> {
    let mut invocation = Invocation::new(description.name);
    let named_from = named_from(description, words)?;
    let (placed, named) = words.split_at(named_from);
    take_named(description, named, &mut invocation.arguments)?;
    place(description, placed, speaker, &mut invocation.arguments)?;
    for argument in description.arguments {
        if argument.required && !invocation.arguments.contains_key(argument.name) {
            return Err(NotUnderstood::Missing { argument: argument.name, example: example(description) });
        }
    }
    Ok(invocation)
}

fn example(description: &'static CommandDescription) -> &'static str {
    description.examples.first().copied().unwrap_or(description.name)
}

/// The word at which the first `name:` stands.
fn named_from(description: &'static CommandDescription, words: &[Word]) -> Result<usize, NotUnderstood> {
    for (index, word) in words.iter().enumerate() {
        match name_of(description, word) {
            Named::Argument(..) => return Ok(index),
            Named::Nearly { typed, nearest } => {
                return Err(NotUnderstood::UnknownArgument { typed, nearest });
            }
            Named::No => {}
        }
    }
    Ok(words.len())
}

enum Named {
    Argument(&'static ArgumentDescription, String),
    Nearly { typed: String, nearest: &'static str },
    No,
}

/// Whether a word begins with the name of an argument and a colon. A word before a colon is a name
/// only if the command has such an argument; one that nearly is gets asked about.
fn name_of(description: &'static CommandDescription, word: &Word) -> Named {
    let Some((before, after)) = word.text.split_once(':') else { return Named::No };
    let before = before.to_lowercase();
    if let Some(argument) = description.argument(&before) {
        return Named::Argument(argument, after.to_owned());
    }
    let could_be = before.chars().count() >= 3 && before.chars().all(|c| c.is_alphabetic() || c == '-');
    if !could_be || word.quoted && after.is_empty() {
        return Named::No;
    }
    match nearest(&before, description.arguments.iter().map(|argument| argument.name)) {
        Some(nearest) => Named::Nearly { typed: before, nearest },
        None => Named::No,
    }
}

/// Reads `name:value` pairs; words that follow a value belong to it.
fn take_named(
    description: &'static CommandDescription,
    words: &[Word],
    arguments: &mut BTreeMap<String, Given>,
) -> Result<(), NotUnderstood> {
    let mut current: Option<(&'static str, Vec<String>)> = None;
    for word in words {
        match name_of(description, word) {
            Named::Argument(argument, value) => {
                keep(&mut current, arguments);
                if arguments.contains_key(argument.name) {
                    return Err(NotUnderstood::Twice { argument: argument.name });
                }
                current = Some((argument.name, vec![value]));
            }
            Named::Nearly { typed, nearest } => {
                return Err(NotUnderstood::UnknownArgument { typed, nearest });
            }
            Named::No => {
                if let Some((_, values)) = &mut current {
                    values.push(word.text.clone());
                }
            }
        }
    }
    keep(&mut current, arguments);
    Ok(())
}

fn keep(current: &mut Option<(&'static str, Vec<String>)>, arguments: &mut BTreeMap<String, Given>) {
    if let Some((name, values)) = current.take() {
        arguments.insert(name.to_owned(), Given::Typed(values.join(" ").trim().to_owned()));
    }
}

/// Gives the words without a name to the arguments that may stand by place: first what the
/// command is about, then what it requires; the last takes the rest of the line.
fn place(
    description: &'static CommandDescription,
    words: &[Word],
    speaker: Speaker,
    arguments: &mut BTreeMap<String, Given>,
) -> Result<(), NotUnderstood> {
    let free =
        |argument: &&ArgumentDescription| argument.positional && !arguments.contains_key(argument.name);
    let about = description.arguments.iter().filter(|argument| !argument.required);
    let wanted = description.arguments.iter().filter(|argument| argument.required);
    let places: Vec<&'static ArgumentDescription> = about.chain(wanted).filter(free).collect();
    if words.is_empty() {
        return Ok(());
    }
    if places.is_empty() {
        let rest = join(words).chars().take(60).collect();
        return Err(NotUnderstood::TooMuch { words: rest, example: example(description) });
    }
    let placed = assign(&places, words, speaker).unwrap_or_else(|| by_order(&places, words));
    for (argument, value) in placed {
        arguments.insert(argument.name.to_owned(), Given::Typed(value));
    }
    Ok(())
}

type Placed = Vec<(&'static ArgumentDescription, String)>;

/// The first way to share the words out in which every argument can be read.
fn assign(places: &[&'static ArgumentDescription], words: &[Word], speaker: Speaker) -> Option<Placed> {
    let Some((first, others)) = places.split_first() else {
        return words.is_empty().then(Vec::new);
    };
    let attempt = |length: usize| -> Option<Placed> {
        let (own, rest) = words.split_at_checked(length)?;
        if length > 1 && !others.is_empty() && own.iter().any(|word| word.quoted) {
            return None;
        }
        let value = join(own);
        if !value::reads(first.kind, &value, speaker) {
            return None;
        }
        let mut placed = assign(others, rest, speaker)?;
        placed.insert(0, (first, value));
        Some(placed)
    };
    if others.is_empty() {
        return if words.is_empty() { (!first.required).then(Vec::new) } else { attempt(words.len()) };
    }
    let quoted = words.first().is_some_and(|word| word.quoted);
    let names_itself =
        quoted || words.first().is_some_and(|word| value::names_session(first.kind, &word.text));
    if names_itself && let Some(placed) = attempt(1).or_else(|| at_a_time(first, others, words, speaker)) {
        return Some(placed);
    }
    if !first.required
        && !quoted
        && let Some(placed) = assign(others, words, speaker)
    {
        return Some(placed);
    }
    (1..=words.len().min(24)).find_map(attempt)
}

/// "tonight 20:30": a session that names its own day, and only a time for it.
fn at_a_time(
    session: &'static ArgumentDescription,
    others: &[&'static ArgumentDescription],
    words: &[Word],
    speaker: Speaker,
) -> Option<Placed> {
    let ([moment], [name, rest @ ..]) = (others, words) else { return None };
    let is_time = moment.kind == Kind::Moment && value::time(&join(rest), speaker).is_some();
    is_time.then(|| vec![(session, name.text.clone()), (*moment, join(rest))])
}

/// Where nothing can be read, what is required gets the words, so that the error names the argument that is
/// wrong; what the command is about gets its own only where it stands in quotes.
fn by_order(places: &[&'static ArgumentDescription], words: &[Word]) -> Placed {
    let quoted = words.first().is_some_and(|word| word.quoted);
    let wanted = |argument: &&&'static ArgumentDescription| argument.required || quoted;
    let fitting: Vec<&'static ArgumentDescription> = places.iter().filter(wanted).copied().collect();
    let places = if fitting.is_empty() { places.to_vec() } else { fitting };
    let last = places.len().saturating_sub(1);
    let mut placed = Vec::new();
    for (index, argument) in places.iter().enumerate() {
        let own = if index == last { words.get(index..) } else { words.get(index..=index) };
        match own {
            Some(own) if !own.is_empty() => placed.push((*argument, join(own))),
            _ => {}
        }
    }
    placed
}

fn join(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}
