//! Lengths of time: `1d, 1h, 10m` before a session, `90 minutes`.

use super::when::lexer::plain;
use crate::domain::member::Language;

/// Longest length that is read, in minutes: a leap year.
pub const MINUTES_MAX: u32 = 366 * 24 * 60;
/// Most lengths in one list.
pub const LENGTHS_MAX: usize = 10;
/// Longest text that is looked at, in characters.
const TEXT_MAX: usize = 200;

/// Why a length of time is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DurationProblem {
    /// Nothing was said.
    Empty,
    /// A piece that is no length.
    Unreadable {
        /// As typed.
        word: String,
    },
    /// Zero, or longer than a year.
    OutOfRange {
        /// As typed.
        word: String,
    },
    /// More lengths than one list takes.
    TooMany {
        /// Most that are taken.
        limit: usize,
    },
}

impl DurationProblem {
    /// The stable name under which `wording` finds its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "duration-empty",
            Self::Unreadable { .. } => "duration-unreadable",
            Self::OutOfRange { .. } => "duration-out-of-range",
            Self::TooMany { .. } => "duration-too-many",
        }
    }
}

/// Unit words and their minutes.
#[rustfmt::skip]
const UNITS: [(Language, &[&str], u32); 8] = [
    (Language::En, &["m", "min", "mins", "minute", "minutes"], 1),
    (Language::En, &["h", "hr", "hrs", "hour", "hours"], 60),
    (Language::En, &["d", "day", "days"], 24 * 60),
    (Language::En, &["w", "wk", "week", "weeks"], 7 * 24 * 60),
    (Language::Es, &["m", "min", "minuto", "minutos"], 1),
    (Language::Es, &["h", "hora", "horas"], 60),
    (Language::Es, &["d", "dia", "dias"], 24 * 60),
    (Language::Es, &["sem", "semana", "semanas"], 7 * 24 * 60),
];

/// Reads one length in minutes: `90m`, `1h30`, `1 hour 30 minutes`, `2 days`.
///
/// # Errors
/// Says what cannot be read.
pub fn duration(text: &str, language: Language) -> Result<u32, DurationProblem> {
    let word = || text.trim().chars().filter(|character| !character.is_control()).take(40).collect();
    if text.trim().is_empty() {
        return Err(DurationProblem::Empty);
    }
    if text.chars().nth(TEXT_MAX).is_some() {
        return Err(DurationProblem::Unreadable { word: word() });
    }
    let minutes = sum(&plain(text), language).ok_or_else(|| DurationProblem::Unreadable { word: word() })?;
    match u32::try_from(minutes) {
        Ok(minutes) if (1..=MINUTES_MAX).contains(&minutes) => Ok(minutes),
        _ => Err(DurationProblem::OutOfRange { word: word() }),
    }
}

/// Reads a list of lengths in minutes, the longest first, each once: `1d, 1h, 10m`.
///
/// # Errors
/// Says what cannot be read.
pub fn offsets(text: &str, language: Language) -> Result<Vec<u32>, DurationProblem> {
    let pieces: Vec<&str> = text
        .split([',', ';', '&', '+'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .take(LENGTHS_MAX + 1)
        .collect();
    if pieces.is_empty() {
        return Err(DurationProblem::Empty);
    }
    if pieces.len() > LENGTHS_MAX {
        return Err(DurationProblem::TooMany { limit: LENGTHS_MAX });
    }
    let mut lengths =
        pieces.into_iter().map(|piece| duration(piece, language)).collect::<Result<Vec<u32>, _>>()?;
    lengths.sort_unstable_by(|left, right| right.cmp(left));
    lengths.dedup();
    Ok(lengths)
}

/// A length written as one word, such as `90min` or `1h30`.
pub(super) fn one_piece(word: &str, language: Language) -> Option<u32> {
    let begins_with_digit = word.starts_with(|character: char| character.is_ascii_digit());
    let has_unit = word.ends_with(char::is_alphabetic) || word.contains('h');
    if begins_with_digit && has_unit { duration(word, language).ok() } else { None }
}

/// The sum of number-and-unit pairs; a number at the end, after hours, is minutes.
fn sum(text: &str, language: Language) -> Option<u64> {
    let mut rest = text.trim();
    let mut total: u64 = 0;
    let mut last_unit = 0;
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(digits)?;
        let number: u64 = number.parse().ok()?;
        let after = after.trim_start();
        let letters = after.find(|character: char| !character.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(letters)?;
        let minutes = match minutes_of(unit, language) {
            Some(minutes) => minutes,
            None if unit.is_empty() && after.is_empty() && last_unit == 60 => 1,
            None => return None,
        };
        total = total.checked_add(number.checked_mul(u64::from(minutes))?)?;
        last_unit = minutes;
        rest = without_joint(after.trim_start_matches('.').trim_start());
    }
    Some(total)
}

/// "1 hour and 30 minutes".
fn without_joint(text: &str) -> &str {
    ["and ", "y "].iter().find_map(|joint| text.strip_prefix(joint)).unwrap_or(text).trim_start()
}

fn minutes_of(unit: &str, language: Language) -> Option<u32> {
    UNITS
        .iter()
        .find(|(spoken, names, _)| *spoken == language && names.contains(&unit))
        .map(|(_, _, minutes)| *minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read() {
        let cases = [
            ("10m", 10),
            ("1h", 60),
            ("1d", 1440),
            ("2 weeks", 20160),
            ("1h30", 90),
            ("1h 30m", 90),
            ("1 hour and 30 minutes", 90),
            ("90 min.", 90),
        ];
        for (text, minutes) in cases {
            assert_eq!(duration(text, Language::En), Ok(minutes), "{text}");
        }
        assert_eq!(duration("1 hora y 30 minutos", Language::Es), Ok(90));
        assert_eq!(duration("2 días", Language::Es), Ok(2880));
    }

    #[test]
    fn lists_are_sorted_and_without_doubles() {
        assert_eq!(offsets("1h, 1d, 10m, 60m", Language::En), Ok(vec![1440, 60, 10]));
    }

    #[test]
    fn the_rest_is_refused_with_a_key() {
        let cases = [
            ("", "duration-empty"),
            (" , ", "duration-empty"),
            ("90", "duration-unreadable"),
            ("soon", "duration-unreadable"),
            ("-1h", "duration-unreadable"),
            ("1x", "duration-unreadable"),
            ("1h🎉", "duration-unreadable"),
            ("0m", "duration-out-of-range"),
            ("99999d", "duration-out-of-range"),
            ("99999999999999999999h", "duration-unreadable"),
            ("1m,2m,3m,4m,5m,6m,7m,8m,9m,10m,11m", "duration-too-many"),
        ];
        for (text, key) in cases {
            assert_eq!(offsets(text, Language::En).map_err(|problem| problem.key()), Err(key), "{text}");
        }
    }
}
