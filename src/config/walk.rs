//! Goes through a TOML text with the schema in hand, keeps what is right and records everything that is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::checks;
use super::kinds::{Key, Kind, Listed, Node, list};
use super::mistake::{Mistake, Mistakes, nearest, place, shown};
use super::schema::TOP;
use super::settings::Config;
use super::values::{SECRETS_GO_ELSEWHERE, Wrong};

/// Names under which people write secrets, wherever they put them.
const SECRET_NAMES: [&str; 8] =
    ["token", "bot_token", "access_token", "password", "passphrase", "secret", "api_key", "encryption_key"];

/// Lays a text over a config: the config as far as it could be read, and what is wrong, with the places of all keys for
/// checks that need more than the file.
pub(super) fn lay<'t>(base: &Config, text: &'t str, file: &'t str) -> (Config, Walk<'t>) {
    let mut config = base.clone();
    let mut walk = Walk {
        text,
        file,
        path: Vec::new(),
        places: BTreeMap::new(),
        faulty: BTreeSet::new(),
        mistakes: Vec::new(),
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    let (twice, unreadable): (Vec<_>, Vec<_>) =
        errors.into_iter().partition(|error| error.message().starts_with("duplicate key"));
    for error in twice {
        let name = error.span().and_then(|span| text.get(span)).map(shown).unwrap_or_default();
        let wrong =
            Wrong::new(format!("`{name}` is written twice"), "keep one of the two and remove the other");
        walk.wrong_at(error.span(), wrong);
    }
    match unreadable.into_iter().next() {
        // Whatever follows the first unreadable place may be misread, so nothing else is said about this file.
        Some(error) => walk.wrong_at(error.span(), unreadable_line(error.message())),
        None => {
            walk.keys(TOP, &mut config, document.get_ref());
            checks::whole(&mut walk, &config);
        }
    }
    (config, walk)
}

/// A syntax error in the words of the TOML reader, with the two slips behind most of them.
fn unreadable_line(message: &str) -> Wrong {
    Wrong::new(
        format!("this line cannot be read ({})", message.trim()),
        "a line is `key = value`, `[section]` or `# remark`; text stands in double quotes, lists in square brackets",
    )
}

/// Where we are in the file, and what was found so far.
pub(super) struct Walk<'t> {
    text: &'t str,
    file: &'t str,
    path: Vec<String>,
    places: BTreeMap<String, usize>,
    faulty: BTreeSet<String>,
    mistakes: Vec<Mistake>,
}

impl Walk<'_> {
    /// Reads one section.
    pub(super) fn section<T>(&mut self, keys: &'static [Key<T>], target: &mut T, node: &Node<'_>) {
        match node.get_ref() {
            DeValue::Table(table) => self.keys(keys, target, table),
            _ => {
                let path = self.path.join(".");
                self.wrong(
                    node,
                    Wrong::new(
                        format!("`{path}` is a section, not a value"),
                        &format!("write [{path}] on a line of its own, and its keys on the lines below"),
                    ),
                );
            }
        }
    }

    /// Reads the keys of one section.
    fn keys<T>(&mut self, keys: &'static [Key<T>], target: &mut T, table: &DeTable<'_>) {
        for (name, node) in table {
            let span = name.span();
            match keys.iter().find(|key| key.name == name.get_ref()) {
                Some(key) => self.inside(name.get_ref(), span.start, |walk| key.read(walk, target, node)),
                None => {
                    let wrong = self.unknown(name.get_ref(), keys, node);
                    self.wrong_at(Some(span), wrong);
                }
            }
        }
    }

    /// Reads tables whose names the admin chooses, such as `[communities.home]`.
    pub(super) fn named(&mut self, node: &Node<'_>, mut each: impl FnMut(&mut Self, &str, &Node<'_>)) {
        let DeValue::Table(table) = node.get_ref() else {
            let path = self.path.join(".");
            return self.wrong(
                node,
                Wrong::new(
                    format!("`{path}` holds sections, not a value"),
                    &format!("write [{path}.NAME] on a line of its own, and its keys on the lines below"),
                ),
            );
        };
        for (name, inner) in table {
            let key = name.get_ref().as_ref();
            if let Err(wrong) = super::values::community_name(key) {
                self.wrong_at(Some(name.span()), wrong);
            }
            self.inside(key, name.span().start, |walk| each(walk, key, inner));
        }
    }

    /// Reads repeated tables such as `[[help_lines]]`.
    pub(super) fn rows(&mut self, node: &Node<'_>, mut each: impl FnMut(&mut Self, &Node<'_>)) {
        let DeValue::Array(rows) = node.get_ref() else {
            let path = self.path.join(".");
            return self.wrong(
                node,
                Wrong::new(
                    format!("`{path}` is a list of sections"),
                    &format!("write [[{path}]] with two brackets on each side, once for every entry"),
                ),
            );
        };
        for (index, row) in rows.iter().enumerate() {
            self.inside(&index.to_string(), row.span().start, |walk| each(walk, row));
        }
    }

    /// Goes one level down, remembering where that is.
    fn inside(&mut self, name: &str, offset: usize, visit: impl FnOnce(&mut Self)) {
        self.path.push(name.to_owned());
        self.places.insert(self.path.join("."), offset);
        visit(self);
        self.path.pop();
    }

    /// What came of it: nothing wrong, or every mistake.
    pub(super) fn finish(self) -> Result<(), Mistakes> {
        if self.mistakes.is_empty() { Ok(()) } else { Err(self.into_mistakes()) }
    }

    /// Every mistake, for when there is at least one.
    pub(super) fn into_mistakes(self) -> Mistakes {
        Mistakes::new(self.mistakes)
    }

    /// True when the file has this key, rightly filled or not.
    pub(super) fn has(&self, path: &str) -> bool {
        self.places.contains_key(path)
    }

    /// True when something was wrong with the value of this key itself.
    pub(super) fn is_faulty(&self, path: &str) -> bool {
        self.faulty.contains(path)
    }

    /// The path of the section being read.
    pub(super) fn here(&self) -> String {
        self.path.join(".")
    }

    /// Records a result's mistake at a value.
    pub(super) fn keep(&mut self, node: &Node<'_>, read: Result<(), Wrong>) {
        if let Err(wrong) = read {
            self.wrong(node, wrong);
        }
    }

    /// Records a mistake at a value.
    pub(super) fn wrong(&mut self, node: &Node<'_>, wrong: Wrong) {
        self.wrong_at(Some(node.span()), wrong);
    }

    /// Records a mistake at a key, or, where the file does not have it, about the file as a whole.
    pub(super) fn wrong_key(&mut self, path: &str, wrong: Wrong) {
        let span = self.places.get(path).map(|offset| *offset..*offset);
        self.wrong_at(span, wrong);
    }

    /// Records a mistake that is not in the file, such as in a variable of the environment.
    pub(super) fn wrong_outside(&mut self, about: &str, wrong: Wrong) {
        let Wrong { what, remedy } = wrong;
        self.mistakes.push(Mistake { file: about.to_owned(), place: None, what, remedy });
    }

    fn wrong_at(&mut self, span: Option<Range<usize>>, wrong: Wrong) {
        self.faulty.insert(self.path.join("."));
        self.mistakes.push(Mistake {
            file: self.file.to_owned(),
            place: span.map(|span| place(self.text, span.start)),
            what: wrong.what,
            remedy: wrong.remedy,
        });
    }

    /// What to say of a key that is not known: a secret, a slip, a key of another section, or nothing near.
    fn unknown<T>(&self, name: &str, keys: &[Key<T>], node: &Node<'_>) -> Wrong {
        let quoted = shown(name);
        let is_section = matches!(node.get_ref(), DeValue::Table(_));
        if SECRET_NAMES.contains(&name.to_lowercase().as_str()) {
            return Wrong::new(
                format!("`{quoted}` holds a secret, and secrets are not read from this file"),
                SECRETS_GO_ELSEWHERE,
            );
        }
        let what = match (self.path.is_empty(), is_section) {
            (true, true) => format!("unknown section [{quoted}]"),
            (true, false) => format!("unknown key `{quoted}` outside every section"),
            (false, _) => format!("unknown key `{quoted}` in [{}]", self.title()),
        };
        let known = || keys.iter().filter(|key| key.is_allowed()).map(|key| key.name);
        let remedy = if let Some(home) = home_of(name).filter(|_| !is_section) {
            format!("`{quoted}` belongs in [{home}]")
        } else if let Some(near) = nearest(name, known()) {
            let is_near_section =
                keys.iter().any(|key| key.name == near && matches!(key.kind, Kind::Section { .. }));
            if is_near_section {
                format!("did you mean [{near}]?")
            } else {
                format!("did you mean `{near}`?")
            }
        } else {
            format!("known here: {}", known().collect::<Vec<_>>().join(", "))
        };
        Wrong::new(what, &remedy)
    }

    /// The section being read, as an admin knows it: rows have no number there.
    fn title(&self) -> String {
        let names: Vec<&str> =
            self.path.iter().map(String::as_str).filter(|part| part.parse::<usize>().is_err()).collect();
        names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(".")
    }
}

/// The one section that has a key of this name.
fn home_of(name: &str) -> Option<String> {
    let mut homes = known_keys().into_iter().filter(|listed| listed.key == name);
    match (homes.next(), homes.next()) {
        (Some(home), None) => Some(home.section.replace('*', "NAME")),
        _ => None,
    }
}

/// Every key there is, with its section.
pub(super) fn known_keys() -> Vec<Listed> {
    let mut listed = Vec::new();
    list("", TOP, &mut listed);
    listed
}
