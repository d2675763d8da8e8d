//! How a language writes dates and times; `wording` fills it from its resources.

/// How a language writes dates and times.
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
    /// A date and a time, with `{date}` and `{time}`.
    pub date_time: String,
    /// A time with its zone, with `{date_time}` and `{zone}`.
    pub full: String,
    /// Put before a message that comes late.
    pub late: String,
    /// Put before private answers where a platform cannot show it otherwise.
    pub private: String,
    /// True where 19:30 is written 7:30 pm.
    pub twelve_hours: bool,
}
