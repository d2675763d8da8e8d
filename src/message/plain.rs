//! Plain text, as terminals and transcripts show it.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::{Instant, InstantForm, Line, Locale, Message, Span};

/// The whole message as plain text, lines separated by line feeds, without its buttons. A line feed in what
/// somebody wrote begins no line.
#[must_use]
pub fn text(message: &Message) -> String {
    let lines = message.lines.iter().map(|line| visible(&line_text(line, &message.locale)));
    lines.collect::<Vec<String>>().join("\n")
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

/// One line of text as it may reach a screen: control characters, which could move a cursor or change
/// colours, and characters that turn the direction of everything after them become `�` (P29).
#[must_use]
pub fn visible(text: &str) -> String {
    let harmless = |c: char| match c {
        '\t' | '\n' => ' ',
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    };
    text.chars().map(harmless).collect()
}

/// A point in time as a sentence tells it, in the zone it carries.
#[must_use]
pub fn instant_text(instant: &Instant, locale: &Locale) -> String {
    let date = date_text(instant.local.date(), instant.year, locale);
    let time = time_text(instant.local.time(), locale);
    let date_time = || locale.date_time.replace("{date}", &date).replace("{time}", &time);
    match instant.form {
        InstantForm::Time => time,
        InstantForm::Date => date,
        InstantForm::DateTime => date_time(),
        InstantForm::Full => locale
            .full
            .replace("{date_time}", &date_time())
            .replace("{zone}", &zone_text(&instant.zone, locale)),
    }
}

/// The date with its weekday: "Sunday 29 March", or with its year "Sunday 29 March 2026".
#[must_use]
pub fn date_text(date: NaiveDate, year: bool, locale: &Locale) -> String {
    let name = |names: &[String], index: u32| names.get(index as usize).cloned().unwrap_or_default();
    let pattern = if year { &locale.date_with_year } else { &locale.date };
    let weekday = name(&locale.weekdays, date.weekday().num_days_from_monday());
    let dated =
        pattern.replace("{weekday}", &weekday).replace("{month}", &name(&locale.months, date.month0()));
    dated.replace("{day}", &date.day().to_string()).replace("{year}", &date.year().to_string())
}

/// The time of day: "19:30", or "7:30 pm".
#[must_use]
pub fn time_text(time: NaiveTime, locale: &Locale) -> String {
    if locale.twelve_hours {
        let (pm, hour) = time.hour12();
        format!("{hour}:{:02} {}", time.minute(), if pm { "pm" } else { "am" })
    } else {
        time.format("%H:%M").to_string()
    }
}

/// A zone by the name of its place: "Vienna time" for `Europe/Vienna`, "UTC" for `Etc/UTC`. Zones
/// that are named after a distance are told as one, never as the confusing "GMT+8".
#[must_use]
pub fn zone_text(zone: &str, locale: &Locale) -> String {
    let bare = zone.strip_prefix("Etc/").unwrap_or(zone);
    if let Some(place) = locale.places.get(zone) {
        return locale.zone.replace("{place}", place);
    }
    // The sign in these names is the opposite of what people expect (tzdata, file etcetera).
    if let Some(hours) = bare.strip_prefix("GMT-").filter(|hours| *hours != "0") {
        return format!("UTC +{hours}");
    }
    if let Some(hours) = bare.strip_prefix("GMT+").filter(|hours| *hours != "0") {
        return format!("UTC −{hours}");
    }
    match bare {
        "UTC" | "UCT" | "Universal" | "Zulu" | "GMT" | "GMT0" | "GMT+0" | "GMT-0" | "Greenwich" => {
            "UTC".to_owned()
        }
        _ if bare.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) => bare.to_owned(),
        _ => locale.zone.replace("{place}", &bare.rsplit('/').next().unwrap_or(bare).replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;

    use super::*;

    fn locale(twelve_hours: bool) -> Locale {
        Locale {
            tag: "en".into(),
            weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
                .map(str::to_owned),
            months: ["J", "F", "March", "A", "M", "J", "J", "A", "S", "O", "N", "D"].map(str::to_owned),
            date: "{weekday} {day} {month}".into(),
            date_with_year: "{weekday} {day} {month} {year}".into(),
            date_time: "{date}, {time}".into(),
            full: "{date_time}, {zone}".into(),
            zone: "{place} time".into(),
            places: BTreeMap::from([("Pacific/Easter".to_owned(), "Easter Island".to_owned())]),
            private: "(only you)".into(),
            twelve_hours,
        }
    }

    fn told(form: InstantForm, year: bool, twelve_hours: bool) -> String {
        let utc = DateTime::from_timestamp(1_774_805_400, 0).unwrap();
        let local = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(19, 30, 0).unwrap();
        let zone = "Europe/Vienna".to_owned();
        instant_text(&Instant { utc, local, zone, form, year }, &locale(twelve_hours))
    }

    #[test]
    fn an_instant_is_told_as_far_as_its_form_says() {
        assert_eq!(told(InstantForm::Full, false, false), "Sunday 29 March, 19:30, Vienna time");
        assert_eq!(told(InstantForm::DateTime, true, false), "Sunday 29 March 2026, 19:30");
        assert_eq!(told(InstantForm::Date, false, false), "Sunday 29 March");
        assert_eq!(told(InstantForm::Time, true, false), "19:30");
        assert_eq!(told(InstantForm::Time, true, true), "7:30 pm");
    }

    #[test]
    fn a_zone_is_named_after_its_place_and_never_gmt_plus() {
        for (zone, said) in [
            ("Europe/Vienna", "Vienna time"),
            ("America/New_York", "New York time"),
            ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
            ("Pacific/Easter", "Easter Island time"),
            ("US/Eastern", "Eastern time"),
            ("Etc/UTC", "UTC"),
            ("GMT", "UTC"),
            ("Etc/GMT+0", "UTC"),
            ("Etc/GMT-8", "UTC +8"),
            ("Etc/GMT+8", "UTC −8"),
            ("CET", "CET"),
        ] {
            assert_eq!(zone_text(zone, &locale(false)), said, "{zone}");
        }
    }
}
