//! How a language writes dates, read from its `locale.ftl`.

use std::collections::BTreeMap;

use super::texts::TextsError;
use crate::domain::member::Language;
use crate::message::Locale;

/// Reads the locale of a language; `value` gives the text of a key.
///
/// # Errors
/// [`TextsError::Locale`] names the key that is missing or has the wrong number of words.
pub(super) fn read(language: Language, value: &dyn Fn(&str) -> Option<String>) -> Result<Locale, TextsError> {
    let lacks = |key| TextsError::Locale { language: language.tag(), key };
    let text = |key: &'static str| value(key).ok_or_else(|| lacks(key));
    let words =
        |key: &'static str| text(key).map(|list| list.split(", ").map(str::to_owned).collect::<Vec<_>>());
    // In a pattern, {day} stands as it is; for Fluent it is written as <day>.
    let pattern = |key: &'static str| text(key).map(|pattern| pattern.replace('<', "{").replace('>', "}"));
    Ok(Locale {
        tag: language.tag().to_owned(),
        weekdays: words("locale-weekdays")?.try_into().map_err(|_| lacks("locale-weekdays"))?,
        months: words("locale-months")?.try_into().map_err(|_| lacks("locale-months"))?,
        date: pattern("locale-date")?,
        date_with_year: pattern("locale-date-with-year")?,
        date_time: pattern("locale-date-time")?,
        full: pattern("locale-full")?,
        zone: pattern("locale-zone")?,
        places: places(&text("locale-places")?),
        private: text("locale-private")?,
        twelve_hours: text("locale-hours")? == "12",
    })
}

/// One place a line: the zone's name, a space, and what its place is called.
fn places(list: &str) -> BTreeMap<String, String> {
    let line =
        |line: &str| line.trim().split_once(' ').map(|(zone, place)| (zone.to_owned(), place.to_owned()));
    list.lines().filter_map(line).collect()
}
