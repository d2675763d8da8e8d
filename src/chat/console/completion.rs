//! What the tab key offers: the words of the command table, and names. Pure but for the names.

use std::sync::Arc;

use crate::domain::member::Language;
use crate::language::description::{CommandDescription, Kind};

use super::incoming;

/// What can be completed, as plain words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommandWords {
    commands: Vec<CommandWord>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct CommandWord {
    name: String,
    arguments: Vec<ArgumentWord>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ArgumentWord {
    name: String,
    by_place: bool,
    values: Values,
}

/// What can stand in an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Values {
    Free,
    Words(Vec<String>),
    Names(NameKind),
}

/// A kind of name that can be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A group that the person may see.
    Group,
    /// A session of such a group.
    Session,
    /// A person who speaks in this terminal.
    Person,
    /// A room of this terminal.
    Room,
}

/// Gives the names of a kind that a person (by name) may see (P7). It is called while somebody
/// types, on a thread of its own: it may block for a few milliseconds.
pub type NameSource = Arc<dyn Fn(&str, NameKind) -> Vec<String> + Send + Sync>;

/// Where a completion begins, in bytes, and what it may become.
pub(super) type Completion = (usize, Vec<String>);

impl CommandWords {
    /// The words of the command table, and those of the terminal's own commands.
    pub fn of<'a>(table: impl IntoIterator<Item = &'a CommandDescription>) -> Self {
        let argument =
            |name: &str, by_place, values| ArgumentWord { name: name.to_owned(), by_place, values };
        let own = |name: &str, arguments| CommandWord { name: name.to_owned(), arguments };
        let table: Vec<&CommandDescription> = table.into_iter().collect();
        let names: Vec<String> = table.iter().map(|command| command.name.to_owned()).collect();
        let mut commands: Vec<CommandWord> = table.iter().map(|command| described(command, &names)).collect();
        commands.push(own("as", vec![argument("", true, Values::Names(NameKind::Person))]));
        commands.push(own("in", vec![argument("", true, Values::Names(NameKind::Room))]));
        commands.push(own("clock", Vec::new()));
        commands.push(own("quit", Vec::new()));
        Self { commands }
    }

    /// What the part of a line before the cursor may become. `person` is the present speaker.
    pub(super) fn complete(&self, typed: &str, person: &str, names: &NameSource) -> Completion {
        let (person, said) = match incoming::speaker(typed) {
            Some(speaker) => (speaker.name, speaker.said),
            None => (person.to_owned(), typed),
        };
        let said = said.trim_start();
        let start = typed.len() - said.len();
        let Some(body) = said.strip_prefix(['/', '!']) else { return (start, Vec::new()) };
        let body_start = start + 1;
        let spoken = self.commands.iter().filter(|command| {
            body.strip_prefix(command.name.as_str()).is_some_and(|rest| rest.starts_with(' '))
        });
        match spoken.max_by_key(|command| command.name.len()) {
            Some(command) => {
                let rest = body.get(command.name.len()..).unwrap_or_default();
                let (at, candidates) = command.complete(rest, &|kind| names(&person, kind));
                (body_start + command.name.len() + at, candidates)
            }
            None => self.next_word(body, body_start),
        }
    }

    /// The next word of every command that begins like this.
    fn next_word(&self, body: &str, start: usize) -> Completion {
        let known = body.rfind(' ').map_or(0, |space| space + 1);
        let mut words: Vec<String> = Vec::new();
        for command in self.commands.iter().filter(|command| command.name.starts_with(body)) {
            let rest = command.name.get(known..).unwrap_or_default();
            let word = format!("{} ", rest.split(' ').next().unwrap_or_default());
            if !words.contains(&word) {
                words.push(word);
            }
        }
        (start + known, words)
    }
}

fn described(description: &CommandDescription, names: &[String]) -> CommandWord {
    let arguments = description.arguments.iter().map(|argument| {
        let words = |words: &[&str]| Values::Words(words.iter().map(|&word| word.to_owned()).collect());
        let values = match argument.kind {
            Kind::Choice(choices) => words(choices),
            Kind::YesNo => words(&["yes", "no"]),
            Kind::Language => words(&Language::ALL.map(Language::tag)),
            Kind::Group => Values::Names(NameKind::Group),
            Kind::Session => Values::Names(NameKind::Session),
            Kind::Member => Values::Names(NameKind::Person),
            Kind::Command => Values::Words(names.to_vec()),
            _ => Values::Free,
        };
        ArgumentWord { name: argument.name.to_owned(), by_place: argument.positional, values }
    });
    CommandWord { name: description.name.to_owned(), arguments: arguments.collect() }
}

impl CommandWord {
    /// What the part after the command's words may become.
    fn complete(&self, rest: &str, names: &dyn Fn(NameKind) -> Vec<String>) -> Completion {
        let at = token_start(rest);
        let token = rest.get(at..).unwrap_or_default();
        if let Some((name, value)) = token.split_once(':')
            && let Some(argument) = self.arguments.iter().find(|argument| argument.name == name)
        {
            return (at + name.len() + 1, argument.values(value, names));
        }
        let before = places_taken(rest.get(..at).unwrap_or_default(), &self.arguments);
        let here = self.arguments.iter().filter(|argument| argument.by_place).nth(before);
        let mut candidates = here.map(|argument| argument.values(token, names)).unwrap_or_default();
        let given = |argument: &ArgumentWord| rest.contains(&format!("{}:", argument.name));
        let named = self.arguments.iter().filter(|argument| !argument.by_place && !given(argument));
        candidates.extend(
            named
                .filter(|argument| argument.name.starts_with(token))
                .map(|argument| format!("{}:", argument.name)),
        );
        (at, candidates)
    }
}

impl ArgumentWord {
    /// The values that begin like this, in quotes where they have spaces.
    fn values(&self, begun: &str, names: &dyn Fn(NameKind) -> Vec<String>) -> Vec<String> {
        let values = match &self.values {
            Values::Free => return Vec::new(),
            Values::Words(words) => words.clone(),
            Values::Names(kind) => names(*kind),
        };
        let begun = begun.trim_start_matches('"').to_lowercase();
        let fitting = values.into_iter().filter(|value| value.to_lowercase().starts_with(&begun));
        let quoted =
            |value: String| if value.contains(' ') { format!("\"{value}\" ") } else { format!("{value} ") };
        fitting.map(quoted).collect()
    }
}

/// How many arguments were given by their place.
fn places_taken(text: &str, arguments: &[ArgumentWord]) -> usize {
    let (mut taken, mut rest) = (0, text.trim_end());
    while !rest.is_empty() {
        let at = token_start(rest);
        let (before, token) = rest.split_at_checked(at).unwrap_or(("", rest));
        let named =
            token.split_once(':').is_some_and(|(name, _)| arguments.iter().any(|known| known.name == name));
        taken += usize::from(!named && !token.is_empty());
        rest = before.trim_end();
    }
    taken
}

/// Where the last word begins; quotes hold words together.
fn token_start(text: &str) -> usize {
    let (mut start, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => start = at + 1,
            _ => {}
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Role;
    use crate::language::description::{ArgumentDescription, about, option};

    const CREATE: &[ArgumentDescription] =
        &[option("venue", Kind::Choice(&["online", "both"])), option("capacity", Kind::Zone)];
    const END: &[ArgumentDescription] = &[about("group", Kind::Group)];
    const HELP: &[ArgumentDescription] = &[about("command", Kind::Command)];

    const fn command(name: &'static str, arguments: &'static [ArgumentDescription]) -> CommandDescription {
        CommandDescription { name, who_may: Role::Member, arguments, examples: &[] }
    }

    fn completed(typed: &str) -> (usize, Vec<String>) {
        let table = [
            command("group create", CREATE),
            command("group end", END),
            command("groups", &[]),
            command("help", HELP),
        ];
        let names: NameSource = Arc::new(|person, kind| match kind {
            NameKind::Group => vec![format!("Circle of {person}"), "Dawn".to_owned()],
            NameKind::Room => vec!["#lobby".to_owned()],
            _ => Vec::new(),
        });
        CommandWords::of(&table).complete(typed, "me", &names)
    }

    #[test]
    fn the_tab_key_knows_the_table() {
        for (typed, start, offered) in [
            ("/g", 1, vec!["group ", "groups "]),
            ("ana: !group e", 12, vec!["end "]),
            ("/group ", 7, vec!["create ", "end "]),
            ("/group create ", 14, vec!["venue:", "capacity:"]),
            ("/group create \"a b\" ve", 20, vec!["venue:"]),
            ("/group create venue:o", 20, vec!["online "]),
            ("/group create venue:online ", 27, vec!["capacity:"]),
            ("/group end ", 11, vec!["\"Circle of me\" ", "Dawn "]),
            ("ana: /group end \"ci", 16, vec!["\"Circle of ana\" "]),
            ("/group end \"Circle of me\" ", 26, vec![]),
            ("/in ", 4, vec!["#lobby "]),
            ("/help groups", 6, vec!["groups "]),
            ("/help q", 6, vec![]),
            ("hello", 0, vec![]),
            ("", 0, vec![]),
        ] {
            let expected: Vec<String> = offered.into_iter().map(str::to_owned).collect();
            assert_eq!(completed(typed), (start, expected), "{typed}");
        }
    }
}
