//! What people write: cleaned, measured and refused before it is kept (P29).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The most combining marks in a row that a script needs; more is a prank (P29).
const MARKS_MAX: usize = 4;

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextProblem {
    /// Nothing is left of it.
    Empty,
    /// It has more characters than fit.
    TooLong {
        /// The most characters that fit.
        max: usize,
    },
    /// It would call people: `@everyone`, `<@123>`, `@ana:example.org`.
    Mention,
    /// It has no letter and no digit, so nobody could type or speak it.
    NoLetter,
}

/// Brings a text into the one form that is kept: NFC, one line, no control or bidirectional
/// override characters, at most four combining marks in a row, single spaces.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut marks = 0;
    let kept = text.nfc().filter(|&c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks <= MARKS_MAX && !is_invisible(c)
    });
    let spaced: String = kept.map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Control, bidirectional and other characters that show nothing but change what is shown
/// (Unicode 16, sections 23.2 and 23.3). The joiners of emoji and Indic scripts stay.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A cleaned name of a group, of 1 to 80 characters, that calls nobody.
///
/// # Errors
/// A [`TextProblem`] that says what to change.
pub fn name(text: &str) -> Result<String, TextProblem> {
    let name = line(text, 80)?;
    if calls_people(&name) {
        return Err(TextProblem::Mention);
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Err(TextProblem::NoLetter);
    }
    Ok(name)
}

/// A cleaned line of 1 to `max` characters, such as a note on how to get in.
///
/// # Errors
/// [`TextProblem::Empty`] and [`TextProblem::TooLong`].
pub fn line(text: &str, max: usize) -> Result<String, TextProblem> {
    let line = clean(text);
    match line.chars().count() {
        0 => Err(TextProblem::Empty),
        n if n > max => Err(TextProblem::TooLong { max }),
        _ => Ok(line),
    }
}

/// True where a platform could read the text as calling somebody (Discord: `@everyone`, `@here`,
/// `<@…>`, `<#…>`; Matrix: `@room`, `@user:server`).
fn calls_people(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["@everyone", "@here", "@room", "<@", "<#", "<t:", "</"].iter().any(|mark| lower.contains(mark))
        || lower.split(' ').any(|word| word.starts_with('@') && word.len() > 1)
}

/// The form in which two names are compared: letters and digits only, small, without accents.
#[must_use]
pub fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = plain.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p29_text_is_cleaned_before_it_is_kept() {
        for (given, kept) in [
            ("  Sunday   circle ", "Sunday circle"),
            ("Sun\u{202E}day\u{0007}", "Sunday"),
            ("Cafe\u{0301}", "Café"),
            ("line\nbreak", "line break"),
            ("z\u{0334}\u{0334}\u{0334}\u{0334}\u{0334}\u{0334}", "z\u{0334}\u{0334}\u{0334}\u{0334}"),
            ("\u{200B}\u{FEFF}", ""),
        ] {
            assert_eq!(clean(given), kept);
        }
    }

    #[test]
    fn p29_names_that_call_people_are_refused() {
        for bad in ["@everyone", "hi @here", "<@123>", "<#5> room", "@ana:example.org", "@room now"] {
            assert_eq!(name(bad), Err(TextProblem::Mention), "{bad}");
        }
        assert_eq!(name("🪑🪑"), Err(TextProblem::NoLetter));
        assert_eq!(name(" "), Err(TextProblem::Empty));
        assert_eq!(name(&"x".repeat(81)), Err(TextProblem::TooLong { max: 80 }));
        assert_eq!(name("Meet @ the café"), Ok("Meet @ the café".to_owned()));
    }

    #[test]
    fn names_are_compared_without_case_accents_or_signs() {
        assert_eq!(folded("  Círculo-de Domingo! "), folded("circulo de domingo"));
        assert_ne!(folded("Sunday"), folded("Monday"));
    }
}
