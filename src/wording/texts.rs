//! The resources of every language, read once and asked by key.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};

use super::locale;
use crate::domain::member::Language;
use crate::message::Locale;

/// The files of one language, one per noun; every language has all of them.
macro_rules! nouns {
    ($language:expr, $folder:literal) => {
        nouns!($language, $folder, consent console group help list locale me notice problem question recurrence remind roster rsvp session when)
    };
    ($language:expr, $folder:literal, $($noun:ident)*) => {
        &[$(Source {
            language: $language,
            file: concat!($folder, "/", stringify!($noun), ".ftl"),
            text: include_str!(concat!($folder, "/", stringify!($noun), ".ftl")),
        }),*]
    };
}

/// Every resource file of every language.
const SOURCES: [&[Source]; 2] = [nouns!(Language::En, "en"), nouns!(Language::Es, "es")];

/// A resource file as it stands in the source tree.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Its language.
    pub language: Language,
    /// Its place below `src/wording`, such as `en/rsvp.ftl`.
    pub file: &'static str,
    /// What stands in it, in Fluent's syntax.
    pub text: &'static str,
}

/// Why the resources cannot be used: a slip in a file of this program, found by its tests.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextsError {
    /// A file breaks Fluent's syntax.
    #[error("{file} cannot be read: {why}")]
    Unreadable {
        /// Which file.
        file: String,
        /// What the parser says.
        why: String,
    },
    /// A key stands twice in one language.
    #[error("{file} repeats a key: {why}")]
    Twice {
        /// The later file.
        file: String,
        /// Which key.
        why: String,
    },
    /// A language does not say how it writes dates.
    #[error("the language {language} lacks a usable {key} in locale.ftl")]
    Locale {
        /// The language's tag.
        language: &'static str,
        /// The key that is missing or has the wrong number of words.
        key: &'static str,
    },
}

/// What a language can say.
struct Spoken {
    bundle: FluentBundle<FluentResource>,
    locale: Arc<Locale>,
}

/// Every sentence in every language.
pub struct Texts {
    spoken: BTreeMap<Language, Spoken>,
    fallback: Arc<Locale>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("languages", &self.spoken.keys()).finish()
    }
}

impl Texts {
    /// Every resource file, for the tests that read them all.
    pub fn sources() -> impl Iterator<Item = Source> {
        SOURCES.into_iter().flatten().copied()
    }

    /// Reads the resources that are part of the program.
    ///
    /// # Errors
    /// [`TextsError`] where a file has a slip; the tests make sure that none has.
    pub fn load() -> Result<Self, TextsError> {
        Self::from_sources(Self::sources())
    }

    fn from_sources(sources: impl Iterator<Item = Source>) -> Result<Self, TextsError> {
        let mut bundles: BTreeMap<Language, FluentBundle<FluentResource>> =
            Language::ALL.into_iter().map(|language| (language, empty_bundle(language))).collect();
        for source in sources {
            if let Some(bundle) = bundles.get_mut(&source.language) {
                add(bundle, source)?;
            }
        }
        let mut spoken = BTreeMap::new();
        for (language, bundle) in bundles {
            let locale = Arc::new(locale::read(language, &|key| plain_value(&bundle, key))?);
            spoken.insert(language, Spoken { bundle, locale });
        }
        let missing = || TextsError::Locale { language: Language::default().tag(), key: "locale-weekdays" };
        let fallback = spoken.get(&Language::default()).map(|spoken| Arc::clone(&spoken.locale));
        Ok(Self { spoken, fallback: fallback.ok_or_else(missing)? })
    }

    /// How a language writes dates and times.
    #[must_use]
    pub fn locale(&self, language: Language) -> Arc<Locale> {
        Arc::clone(self.spoken.get(&language).map_or(&self.fallback, |spoken| &spoken.locale))
    }

    /// True where the language has this key.
    #[must_use]
    pub fn has(&self, language: Language, key: &str) -> bool {
        self.spoken.get(&language).is_some_and(|spoken| spoken.bundle.has_message(key))
    }

    /// The text of a key without variables, for those who speak before anybody is there to be spoken to.
    #[must_use]
    pub fn bare(&self, language: Language, key: &'static str) -> String {
        self.bare_of(language, key)
    }

    /// The same for a key that is put together; its maker tests that it exists.
    pub(super) fn bare_of(&self, language: Language, key: &str) -> String {
        self.format(language, key, &FluentArgs::new())
    }

    /// The text of a key with its variables filled in. A slip never costs a person their answer: without the
    /// key, or with a variable missing, English is used, then what there is, then the key itself.
    pub(super) fn format(&self, language: Language, key: &str, variables: &FluentArgs<'_>) -> String {
        let mut incomplete = None;
        for language in [language, Language::default()] {
            match self.try_format(language, key, variables) {
                Some((text, true)) => return text,
                Some((text, false)) => incomplete = incomplete.or(Some(text)),
                None => {}
            }
        }
        tracing::error!(key, "a sentence is missing, or lacks a variable");
        incomplete.unwrap_or_else(|| key.to_owned())
    }

    /// The text, and whether nothing was missing in it.
    fn try_format(
        &self,
        language: Language,
        key: &str,
        variables: &FluentArgs<'_>,
    ) -> Option<(String, bool)> {
        let bundle = &self.spoken.get(&language)?.bundle;
        let pattern = bundle.get_message(key)?.value()?;
        let mut problems: Vec<FluentError> = Vec::new();
        let text = bundle.format_pattern(pattern, Some(variables), &mut problems).into_owned();
        Some((text, problems.is_empty()))
    }
}

fn empty_bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag = match language {
        Language::En => unic_langid::langid!("en"),
        Language::Es => unic_langid::langid!("es"),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks are characters of their own in a terminal; every adapter escapes user text instead.
    bundle.set_use_isolating(false);
    // NUMBER chooses by ordinal: 1st, 2nd. A new bundle has no function of that name yet.
    if let Err(problem) = bundle.add_builtins() {
        tracing::error!(%problem, "the functions of Fluent are missing");
    }
    bundle
}

fn add(bundle: &mut FluentBundle<FluentResource>, source: Source) -> Result<(), TextsError> {
    let file = source.file.to_owned();
    let resource =
        FluentResource::try_new(source.text.to_owned()).map_err(|(_, problems)| TextsError::Unreadable {
            file: file.clone(),
            why: problems.first().map(ToString::to_string).unwrap_or_default(),
        })?;
    bundle.add_resource(resource).map_err(|problems| TextsError::Twice {
        file,
        why: problems.first().map(ToString::to_string).unwrap_or_default(),
    })
}

/// The value of a key that has no variables.
fn plain_value(bundle: &FluentBundle<FluentResource>, key: &str) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut problems = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut problems).into_owned();
    problems.is_empty().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(language: Language, text: &'static str) -> Result<Texts, TextsError> {
        Texts::from_sources(Texts::sources().chain([Source { language, file: "extra.ftl", text }]))
    }

    #[test]
    fn the_resources_load() {
        Texts::load().unwrap();
    }

    #[test]
    fn a_slip_in_a_resource_is_named_with_its_file() {
        assert!(
            matches!(with(Language::En, "key"), Err(TextsError::Unreadable { file, .. }) if file == "extra.ftl")
        );
        assert!(
            matches!(with(Language::Es, "locale-zone = x"), Err(TextsError::Twice { file, .. }) if file == "extra.ftl")
        );
        let spanish = Texts::sources().filter(|source| source.language == Language::Es);
        assert_eq!(
            Texts::from_sources(spanish).unwrap_err(),
            TextsError::Locale { language: "en", key: "locale-weekdays" }
        );
    }

    #[test]
    fn a_missing_key_or_variable_falls_back_and_never_panics() {
        let texts = with(Language::En, "only-english = Hello\nneedy = Hello { $name }").unwrap();
        let none = FluentArgs::new();
        assert_eq!(texts.format(Language::Es, "only-english", &none), "Hello");
        assert_eq!(texts.format(Language::Es, "nowhere", &none), "nowhere");
        assert!(texts.format(Language::Es, "needy", &none).contains("Hello"));
    }
}
