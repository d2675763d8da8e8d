//! How a language writes dates, times and zones; `wording` fills it from its resources.

use std::collections::BTreeMap;

/// How a language writes dates, times and zones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    /// The BCP 47 tag of the language.
    pub tag: String,
    /// The weekdays, Monday first.
    pub weekdays: [String; 7],
    /// The months, January first.
    pub months: [String; 12],
    /// A date of this year, with `{weekday}`, `{day}` and `{month}`.
    pub date: String,
    /// A date of another year, with `{year}` as well.
    pub date_with_year: String,
    /// A date and a time, with `{date}` and `{time}`.
    pub date_time: String,
    /// A time with its zone, with `{date_time}` and `{zone}`.
    pub full: String,
    /// The time of a place, with `{place}`: "{place} time".
    pub zone: String,
    /// What places are called, by IANA zone name, where that is not the name's last part.
    pub places: BTreeMap<String, String>,
    /// Put before private answers where a platform cannot show it otherwise.
    pub private: String,
    /// True where 19:30 is written 7:30 pm.
    pub twelve_hours: bool,
}
