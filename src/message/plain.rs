//! Plain text, as terminals and transcripts show it.

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::{Instant, InstantForm, Line, Locale, Message, Span};

/// The whole message as plain text, lines separated by line feeds, without its buttons.
#[must_use]
pub fn text(message: &Message) -> String {
    let lines: Vec<String> = message.lines.iter().map(|line| line_text(line, &message.locale)).collect();
    lines.join("\n")
}

/// One line as plain text.
#[must_use]
pub fn line_text(line: &Line, locale: &Locale) -> String {
    line.iter()
        .map(|span| match span {
            Span::Text(text) | Span::User(text) | Span::Command(text) | Span::Person(text) => text.clone(),
            Span::Instant(instant) => instant_text(instant, locale),
        })
        .collect()
}

/// A point in time as a sentence tells it, in the zone it carries.
#[must_use]
pub fn instant_text(instant: &Instant, locale: &Locale) -> String {
    let date = date_text(instant.local, locale);
    let time = time_text(instant.local, locale);
    let date_time = || locale.date_time.replace("{date}", &date).replace("{time}", &time);
    match instant.form {
        InstantForm::Time => time,
        InstantForm::Date => date,
        InstantForm::DateTime => date_time(),
        InstantForm::Full => {
            locale.full.replace("{date_time}", &date_time()).replace("{zone}", &place_of(&instant.zone))
        }
    }
}

/// The date with its weekday: "Sunday 29 March".
#[must_use]
pub fn date_text(local: NaiveDateTime, locale: &Locale) -> String {
    let name = |names: &[String], index: u32| names.get(index as usize).cloned().unwrap_or_default();
    let weekday = name(&locale.weekdays, local.weekday().num_days_from_monday());
    let month = name(&locale.months, local.month0());
    let date = locale.date.replace("{weekday}", &weekday).replace("{month}", &month);
    date.replace("{day}", &local.day().to_string())
}

/// The time of day: "19:30", or "7:30 pm".
#[must_use]
pub fn time_text(local: NaiveDateTime, locale: &Locale) -> String {
    if locale.twelve_hours {
        let (pm, hour) = local.hour12();
        format!("{hour}:{:02} {}", local.minute(), if pm { "pm" } else { "am" })
    } else {
        local.format("%H:%M").to_string()
    }
}

/// The place that a zone is named after: "Vienna" for `Europe/Vienna`.
#[must_use]
pub fn place_of(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}
