//! Single points in local time: `tomorrow 19:00`, `29 mar`, `tonight`.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::duration::{self, DurationProblem};
use super::when::WhenProblem;
use super::when::lexicon::Word;
use super::when::parser::Parser;
use crate::domain::member::Language;

/// What was said about one point in time; a command fills in what it can know itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Said {
    /// The day, if one was said.
    pub date: Option<NaiveDate>,
    /// The time of day, if one was said.
    pub time: Option<NaiveTime>,
    /// How long it lasts, in minutes, if an end was said.
    pub minutes: Option<u32>,
}

/// Reads a day, a time or both. `now` is the speaker's wall clock.
///
/// # Errors
/// Says which word stands in the way, and asks where there are several readings.
pub fn said(text: &str, now: NaiveDateTime, language: Language) -> Result<Said, WhenProblem> {
    let mut parser = Parser::new(text, now, language)?;
    let (mut said, mut weekday_only) = (Said::default(), false);
    while !parser.is_done() {
        if parser.skip_between() {
            continue;
        }
        if said.time.is_none()
            && let Some(hours) = parser.hours()
        {
            let hours = hours?;
            (said.time, said.minutes) = (Some(hours.start), hours.length);
        } else if said.date.is_none()
            && let Some(date) = parser.date()
        {
            let found = date?;
            (said.date, weekday_only) = (Some(found.date), found.weekday_only);
        } else {
            return Err(parser.unknown());
        }
    }
    // On a Friday at 20:00, "friday 19:00" is next week's.
    if let (Some(date), Some(time), true) = (said.date, said.time, weekday_only)
        && date.and_time(time) < now
    {
        said.date = date.checked_add_days(Days::new(7));
    }
    Ok(said)
}

/// Reads how long it is until a point in time, in minutes: `in 2 hours`, `dentro de 30 minutos`. None: it is said
/// otherwise.
///
/// # Errors
/// A length that is too long.
#[must_use]
pub fn wait(text: &str, language: Language) -> Option<Result<u32, DurationProblem>> {
    let text = text.trim().to_lowercase();
    let leads: &[&str] = match language {
        Language::En => &["in "],
        Language::Es => &["dentro de ", "en "],
    };
    let length = leads.iter().find_map(|lead| text.strip_prefix(lead))?;
    match duration::duration(length, language) {
        Err(DurationProblem::Unreadable { .. } | DurationProblem::Empty) => None,
        read => Some(read),
    }
}

/// Reads a day with a time: `tomorrow 19:00`, `2026-03-29T19:00`.
///
/// # Errors
/// As [`said`]; also when the day or the time is missing.
pub fn moment(text: &str, now: NaiveDateTime, language: Language) -> Result<NaiveDateTime, WhenProblem> {
    let joined = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    if let Some(moment) = joined.iter().find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())
    {
        return Ok(moment);
    }
    let said = said(text, now, language)?;
    let date = said.date.ok_or(WhenProblem::NoDay)?;
    Ok(date.and_time(said.time.ok_or(WhenProblem::NoTime)?))
}

/// Reads a day alone: `29 mar`, `sunday`, `tonight`.
///
/// # Errors
/// As [`said`]; also when a time is said too, or no day.
pub fn day(text: &str, now: NaiveDateTime, language: Language) -> Result<NaiveDate, WhenProblem> {
    let said = said(text, now, language)?;
    match said.time {
        None => said.date.ok_or(WhenProblem::NoDay),
        Some(_) => Err(WhenProblem::BadDate { word: text.trim().chars().take(60).collect() }),
    }
}

impl Parser<'_> {
    fn is_done(&self) -> bool {
        self.remaining() == 0
    }

    fn skip_between(&mut self) -> bool {
        self.eat_list_mark() || self.remaining() == 1 && self.eat_any(&[Word::Evening])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn moments_are_read() {
        // A Friday.
        let now = at("2026-03-27 18:00");
        let cases = [
            ("tomorrow 19:00", "2026-03-28 19:00"),
            ("29 mar 19:00", "2026-03-29 19:00"),
            ("19:00 on 29 march", "2026-03-29 19:00"),
            ("2026-03-29 19:00", "2026-03-29 19:00"),
            ("2026-03-29T19:00", "2026-03-29 19:00"),
            ("friday 7pm", "2026-03-27 19:00"),
            ("friday 5pm", "2026-04-03 17:00"),
            ("next monday at noon", "2026-03-30 12:00"),
            ("tonight 20:00", "2026-03-27 20:00"),
            ("tonight at 8", "2026-03-27 20:00"),
            ("mar 29th, 2027 at 7:30 p.m.", "2027-03-29 19:30"),
            ("sunday 29 mar 19:00", "2026-03-29 19:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(moment(text, now, Language::En), Ok(at(expected)), "{text}");
        }
        let spanish = [
            ("mañana a las 19:00", "2026-03-28 19:00"),
            ("el domingo 29 de marzo a las 7 de la tarde", "2026-03-29 19:00"),
            ("esta noche a las 8", "2026-03-27 20:00"),
            ("hoy a las 20:00 h", "2026-03-27 20:00"),
        ];
        for (text, expected) in spanish {
            assert_eq!(moment(text, now, Language::Es), Ok(at(expected)), "{text}");
        }
    }

    #[test]
    fn a_wait_is_read() {
        for (text, minutes) in [
            ("in 2 hours", Some(120)),
            ("In 90m", Some(90)),
            ("in 1h30", Some(90)),
            ("in 3 days", Some(4320)),
            ("in the evening", None),
            ("2 hours", None),
            ("tomorrow", None),
        ] {
            assert_eq!(wait(text, Language::En), minutes.map(Ok), "{text}");
        }
        assert_eq!(wait("dentro de 2 horas", Language::Es), Some(Ok(120)));
        assert_eq!(wait("en 10 minutos", Language::Es), Some(Ok(10)));
        assert!(matches!(wait("in 900 days", Language::En), Some(Err(DurationProblem::OutOfRange { .. }))));
    }

    #[test]
    fn days_are_read() {
        let now = at("2026-03-27 18:00");
        let cases = [
            ("29 mar", "2026-03-29"),
            ("sunday", "2026-03-29"),
            ("tonight", "2026-03-27"),
            ("today", "2026-03-27"),
            ("friday", "2026-03-27"),
            ("2026-03-29", "2026-03-29"),
            ("1 jan", "2027-01-01"),
            ("29 feb", "2028-02-29"),
            ("25/12", "2026-12-25"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                day(text, now, Language::En).map(|date| date.to_string()),
                Ok(expected.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_missing_or_open_is_said() {
        let now = at("2026-03-27 18:00");
        let cases = [
            ("", "when-empty"),
            ("19:00", "when-no-day"),
            ("29 mar", "when-no-time"),
            ("31 feb 19:00", "when-no-such-date"),
            ("2026-02-30 19:00", "when-no-such-date"),
            ("2026-13-01 19:00", "when-bad-date"),
            ("03/04 19:00", "when-ambiguous"),
            ("next friday 19:00", "when-ambiguous"),
            ("tomorrow at 7", "when-ambiguous"),
            ("tomorrow 25:00", "when-bad-time"),
            ("tomorow 19:00", "when-unknown-word"),
            ("sunday 28 mar 19:00", "when-contradiction"),
            ("tomorrow 20:00-19:00", "when-end-before-start"),
        ];
        for (text, key) in cases {
            assert_eq!(moment(text, now, Language::En).map_err(|problem| problem.key()), Err(key), "{text}");
        }
    }
}
