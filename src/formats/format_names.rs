//! What a feed's format or type codes are called; codes clash between feeds, so a list of names goes with one feed.

use std::collections::HashMap;

use serde_json::Value;

use crate::formats::fields::{self, Fields};
use crate::formats::json_rows::{self, Document, FileRefused};
use crate::formats::plain_text;

const NAME_LETTERS_MAX: usize = 60;
/// The language that is taken where a row's own has no name.
const LANGUAGE_OTHERWISE: &str = "en";

/// Names of formats or types, by language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormatNames {
    /// BMLT: shared id and language.
    by_id: HashMap<(String, String), Format>,
    /// Code and language; `None` where one code has several names.
    by_code: HashMap<(String, String), Option<Format>>,
}

/// One format of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Format {
    /// Its code, such as `WC`.
    pub code: String,
    /// Its name in the language asked for.
    pub name: String,
    /// True when it says which language is spoken.
    pub is_language: bool,
}

impl FormatNames {
    /// Reads the answer of BMLT's `GetFormats`. Formats that cannot be read are left without a name.
    ///
    /// # Errors
    /// When the file as a whole is no list.
    pub fn from_bmlt(file: &[u8]) -> Result<Self, FileRefused> {
        match json_rows::cut(json_rows::text_of(file)?)? {
            Document::List(rows) => Ok(Self::from_bmlt_rows(&rows)),
            Document::Object(_) => Err(not_formats("an object")),
            Document::Other(found) => Err(not_formats(found)),
        }
    }

    /// Reads a type list of Meeting Guide: an object of codes, each with a name per language.
    ///
    /// # Errors
    /// When the file as a whole is no such object.
    pub fn from_meeting_guide(file: &[u8]) -> Result<Self, FileRefused> {
        let types = match json_rows::cut(json_rows::text_of(file)?)? {
            Document::Object(types) => types,
            Document::List(_) => return Err(not_types("a list")),
            Document::Other(found) => return Err(not_types(found)),
        };
        let mut names = Self::default();
        for (code, text) in types {
            for (language, name) in json_rows::row(text).unwrap_or_default() {
                if let Value::String(name) = name {
                    names.add(None, &language, Format::new(&code, &name, false));
                }
            }
        }
        Ok(names)
    }

    pub(super) fn from_bmlt_rows(rows: &[&str]) -> Self {
        let mut names = Self::default();
        for format in rows.iter().filter_map(|text| json_rows::row(text).ok()) {
            let of = |field| fields::text(&format, field).ok().flatten();
            let id = of("shared_id").or_else(|| of("id"));
            if let (Some(code), Some(name)) = (of("key_string"), of("name_string")) {
                let language = of("lang").unwrap_or_else(|| LANGUAGE_OTHERWISE.to_owned());
                names.add(id, &language, Format::new(&code, &name, is_language(&format)));
            }
        }
        names
    }

    /// True when nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.by_code.is_empty() && self.by_id.is_empty()
    }

    /// The format with this shared id.
    pub(super) fn of_id(&self, id: &str, language: &str) -> Option<&Format> {
        let of = |language: &str| self.by_id.get(&(id.to_owned(), language.to_owned()));
        of(language).or_else(|| of(LANGUAGE_OTHERWISE))
    }

    /// The format with this code, where the code means one thing only.
    pub(super) fn of_code(&self, code: &str, language: &str) -> Option<&Format> {
        let of = |language: &str| self.by_code.get(&(code.to_owned(), language.to_owned()));
        of(language).or_else(|| of(LANGUAGE_OTHERWISE))?.as_ref()
    }

    fn add(&mut self, id: Option<String>, language: &str, format: Option<Format>) {
        let Some(format) = format else { return };
        if let Some(id) = id {
            self.by_id.insert((id, language.to_owned()), format.clone());
        }
        let of_code = (format.code.clone(), language.to_owned());
        let known = self.by_code.entry(of_code).or_insert_with(|| Some(format.clone()));
        if known.as_ref().is_some_and(|known| known.name != format.name) {
            *known = None;
        }
    }
}

impl Format {
    fn new(code: &str, name: &str, is_language: bool) -> Option<Self> {
        let (code, name) = (plain_text::line(code, 40)?, plain_text::line(name, NAME_LETTERS_MAX)?);
        Some(Self { code, name, is_language })
    }
}

/// Newer servers mark formats that say the language spoken.
fn is_language(format: &Fields) -> bool {
    matches!(fields::text(format, "format_type_enum"), Ok(Some(kind)) if kind == "LANG")
}

const fn not_formats(found: &'static str) -> FileRefused {
    FileRefused::NotAList { found, expected: "a list of BMLT formats" }
}

const fn not_types(found: &'static str) -> FileRefused {
    FileRefused::NotAList { found, expected: "a list of Meeting Guide types" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_with_two_meanings_has_no_name_but_its_ids_have() {
        let file = br#"[
            {"shared_id": 1, "key_string": "B", "lang": "en", "name_string": "Beginners"},
            {"shared_id": "2", "key_string": "B", "lang": "en", "name_string": "Basic Text"},
            {"shared_id": 3, "key_string": "QA", "lang": "en", "name_string": "Questions"},
            {"shared_id": 4, "key_string": "QA", "lang": "en", "name_string": "Questions"},
            {"shared_id": 3, "key_string": "PR", "lang": "es", "name_string": "Preguntas"},
            {"broken": true}, 7]"#;
        let names = FormatNames::from_bmlt(file).unwrap();
        assert_eq!(names.of_code("B", "en"), None);
        assert_eq!(names.of_id("2", "en").unwrap().name, "Basic Text");
        assert_eq!(names.of_code("QA", "fr").unwrap().name, "Questions");
        assert_eq!(names.of_id("3", "es").unwrap().name, "Preguntas");
    }

    #[test]
    fn types_have_a_name_per_language() {
        let names =
            FormatNames::from_meeting_guide(br#"{"X": {"en": "Wheelchair Access", "es": "Acceso"}, "Y": 7}"#)
                .unwrap();
        assert_eq!(names.of_code("X", "es").unwrap().name, "Acceso");
        assert_eq!(names.of_code("X", "de").unwrap().name, "Wheelchair Access");
        assert_eq!(names.of_code("Y", "en"), None);
    }

    #[test]
    fn a_list_of_the_other_kind_is_refused() {
        assert!(FormatNames::from_bmlt(b"{}").is_err());
        assert!(FormatNames::from_meeting_guide(b"[]").is_err());
    }
}
