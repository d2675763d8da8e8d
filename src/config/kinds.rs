//! The kinds of key that a config has, and how a TOML value becomes one of them or a mistake.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeInteger, DeValue};
use toml::value::Datetime;

use super::mistake::shown;
use super::values::{self, Wrong};
use super::walk::Walk;

/// A TOML value that knows its place.
pub(super) type Node<'t> = Spanned<DeValue<'t>>;

/// One key of a section whose values go into a `T`.
pub(super) struct Key<T: 'static> {
    /// As it is written in the file.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) kind: Kind<T>,
}

/// What a key takes, and where its value goes.
pub(super) enum Kind<T: 'static> {
    /// `true` or `false`.
    Switch(fn(&mut T, bool)),
    /// A whole number.
    Count {
        /// Both ends of what is allowed.
        range: (u32, u32),
        /// What is counted.
        unit: &'static str,
        /// Why there is a bound; a sentence, or empty where it is obvious.
        why: &'static str,
        /// Takes a value in the range.
        set: fn(&mut T, u32),
    },
    /// A text in quotes.
    Text {
        /// A good value, for the remedy.
        example: &'static str,
        /// Takes the text, or says what is wrong with it.
        set: fn(&mut T, &str) -> Result<(), Wrong>,
    },
    /// A list of texts.
    List {
        /// A good value, for the remedy.
        example: &'static str,
        /// The most entries.
        most: usize,
        /// Forgets the entries of an earlier file: lists are replaced whole.
        clear: fn(&mut T),
        /// Takes one entry, or says what is wrong with it.
        add: fn(&mut T, &str) -> Result<(), Wrong>,
    },
    /// A day, such as `2026-03-31`.
    Day(fn(&mut T, NaiveDate)),
    /// Something that must not be written into this file.
    Secret {
        /// Where it goes instead; a sentence without its full stop.
        instead: &'static str,
    },
    /// A section of its own.
    Section {
        /// Lays what stands in the file into the `T`.
        lay: for<'w, 't, 'v, 'i> fn(&'w mut Walk<'t>, &mut T, &'v Node<'i>),
        /// Adds its keys to a list; the first argument is its path.
        list: fn(&str, &mut Vec<Listed>),
    },
}

/// One key as the example file should document it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed {
    /// The section, such as `communities.*.roles`; a star stands for a name that the admin chooses.
    pub(super) section: String,
    /// The key in it.
    pub(super) key: &'static str,
    /// What a count may be.
    pub(super) range: Option<(u32, u32)>,
}

/// Adds the keys of one section, and of the sections in it, to a list. Secrets are no keys that one may use.
pub(super) fn list<T>(section: &str, keys: &[Key<T>], listed: &mut Vec<Listed>) {
    for key in keys {
        let range = match &key.kind {
            Kind::Section { list, .. } => {
                let path =
                    if section.is_empty() { key.name.to_owned() } else { format!("{section}.{}", key.name) };
                list(&path, listed);
                continue;
            }
            Kind::Secret { .. } => continue,
            Kind::Count { range, .. } => Some(*range),
            _ => None,
        };
        listed.push(Listed { section: section.to_owned(), key: key.name, range });
    }
}

impl<T> Key<T> {
    /// True for what may stand in the file; a secret is known only to be refused well.
    pub(super) fn is_allowed(&self) -> bool {
        !matches!(self.kind, Kind::Secret { .. })
    }

    /// Reads a value into `target`, or records what is wrong with it.
    pub(super) fn read(&self, walk: &mut Walk<'_>, target: &mut T, node: &Node<'_>) {
        match &self.kind {
            Kind::Section { lay, .. } => lay(walk, target, node),
            Kind::List { example, most, clear, add } => match node.get_ref() {
                DeValue::Array(entries) => {
                    clear(target);
                    if entries.len() > *most {
                        walk.wrong(
                            node,
                            Wrong::new(
                                format!("`{}` has {} entries", self.name, entries.len()),
                                &format!("keep at most {most} of them"),
                            ),
                        );
                    }
                    for entry in entries.iter() {
                        let read =
                            self.text(entry, &format!("[\"{example}\"]")).and_then(|text| add(target, text));
                        walk.keep(entry, read);
                    }
                }
                other => walk.wrong(
                    node,
                    self.wrong_kind(other, "a list in square brackets", &format!("[\"{example}\"]")),
                ),
            },
            _ => {
                let read = self.read_one(target, node);
                walk.keep(node, read);
            }
        }
    }

    /// Reads a value that is neither a list nor a section.
    fn read_one(&self, target: &mut T, node: &Node<'_>) -> Result<(), Wrong> {
        let value = node.get_ref();
        match &self.kind {
            Kind::Switch(set) => match value {
                DeValue::Boolean(on) => set(target, *on),
                other => return Err(self.wrong_kind(other, "true or false", "true")),
            },
            Kind::Count { range, unit, why, set } => set(target, self.count(value, *range, (unit, why))?),
            Kind::Text { example, set } => {
                let text = self.text(node, &format!("\"{example}\""))?;
                set(target, text)?;
            }
            Kind::Day(set) => set(target, self.day(value)?),
            Kind::Secret { instead } => return Err(secret(self.name, instead)),
            Kind::List { .. } | Kind::Section { .. } => {}
        }
        Ok(())
    }

    /// A whole number in its range.
    fn count(
        &self,
        value: &DeValue<'_>,
        (least, most): (u32, u32),
        (unit, why): (&str, &str),
    ) -> Result<u32, Wrong> {
        let allowed = format!("write {least} to {most} ({unit})");
        let DeValue::Integer(written) = value else {
            let Wrong { what, .. } = self.wrong_kind(value, "a whole number without quotes", "");
            return Err(Wrong { what, remedy: allowed });
        };
        // Where it is not even an i64, it is far out of the range too.
        match integer(written).map(u32::try_from) {
            Some(Ok(count)) if (least..=most).contains(&count) => Ok(count),
            _ => {
                let what =
                    format!("`{}` is {}, which is out of range", self.name, shown(&written.to_string()));
                Err(Wrong {
                    what,
                    remedy: if why.is_empty() { allowed } else { format!("{allowed}. {why}") },
                })
            }
        }
    }

    /// A text in quotes that does not look like a secret.
    fn text<'v>(&self, node: &'v Node<'_>, example: &str) -> Result<&'v str, Wrong> {
        match node.get_ref() {
            DeValue::String(text) if values::looks_like_a_secret(text) => Err(Wrong::new(
                format!("what `{}` says looks like a secret itself", self.name),
                values::SECRETS_GO_ELSEWHERE,
            )),
            DeValue::String(text) => Ok(text),
            other => Err(self.wrong_kind(other, "text in quotes", example)),
        }
    }

    /// A day, as TOML's own date or in quotes.
    fn day(&self, value: &DeValue<'_>) -> Result<NaiveDate, Wrong> {
        let day = match value {
            DeValue::Datetime(Datetime { date: Some(date), time: None, offset: None }) => {
                NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
            }
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        day.ok_or_else(|| {
            Wrong::new(
                format!("`{}` is not a date", self.name),
                &format!("write year-month-day: {} = 2026-03-31", self.name),
            )
        })
    }

    /// What to say of a value of another kind.
    fn wrong_kind(&self, value: &DeValue<'_>, wanted: &str, example: &str) -> Wrong {
        let name = self.name;
        Wrong::new(
            format!("`{name}` takes {wanted}, not {}", kind_in_words(value)),
            &format!("such as: {name} = {example}"),
        )
    }
}

/// The refusal of a secret. Its value is never repeated.
fn secret(name: &str, instead: &str) -> Wrong {
    Wrong::new(format!("`{name}` holds a secret, and secrets are not read from this file"), instead)
}

/// The number that was written; none where it does not fit.
fn integer(written: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(written.as_str(), written.radix()).ok()
}

/// What TOML calls it, for people who do not write TOML.
fn kind_in_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    }
}
