//! What is wrong in a config file: where, what, and what to do about it.

use std::fmt;

/// So many mistakes are listed; a file with more was probably not meant as a config.
const SHOWN_MAX: usize = 50;

/// So many characters of somebody's text are repeated in a message.
const QUOTED_MAX: usize = 60;

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file's name as given, or what else is at fault, such as a variable of the environment.
    pub file: String,
    /// Line and column in the file, both from 1, the column in characters; none where it is not about a line.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}\n  {}", self.what, self.remedy)
    }
}

/// Every mistake that was found, in the order of the file. Displays as the list that an admin reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// Puts the mistakes into the order of the file.
    #[must_use]
    pub fn new(mut mistakes: Vec<Mistake>) -> Self {
        mistakes.sort_by_key(|mistake| mistake.place);
        Self(mistakes)
    }

    /// The mistakes in order.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.0.iter()
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().take(SHOWN_MAX).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{mistake}")?;
        }
        match self.0.len().saturating_sub(SHOWN_MAX) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more. Is this the right file?"),
        }
    }
}

impl std::error::Error for Mistakes {}

/// Somebody's text as it may be repeated in a message: short, and without characters that would move a terminal's cursor.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED_MAX).flat_map(printable).collect();
    if text.chars().nth(QUOTED_MAX).is_some() {
        shown.push('…');
    }
    shown
}

/// Letters as they are, control and invisible characters escaped.
fn printable(c: char) -> Vec<char> {
    if c.is_alphanumeric() || c == '"' || c == '\'' { vec![c] } else { c.escape_debug().collect() }
}

/// The candidate that somebody most likely meant; none when nothing is near.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    // A third of the letters may be wrong, and two in any word: `capcity`, `lnaguage`, `rsvp_day`.
    let tolerance = (typed.chars().count() / 3).max(2);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= tolerance && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Line and column, both from 1, of a byte offset; the column counts characters.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        for (text, offset, expected) in [
            ("", 0, (1, 1)),
            ("ab", 1, (1, 2)),
            ("ab\ncd", 3, (2, 1)),
            ("título = 1", "tít".len(), (1, 4)),
            ("ab\r\ncd", 5, (2, 2)),
            ("ab", 99, (1, 3)),
        ] {
            assert_eq!(place(text, offset), expected, "{text:?} at {offset}");
        }
    }

    #[test]
    fn nearest_helps_with_slips_and_keeps_quiet_otherwise() {
        let keys = ["zone", "language", "capacity", "minutes"];
        assert_eq!(nearest("capcity", keys), Some("capacity"));
        assert_eq!(nearest("Langauge", keys), Some("language"));
        assert_eq!(nearest("mintues", keys), Some("minutes"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("", keys), None);
    }

    #[test]
    fn a_quoted_text_cannot_move_the_cursor() {
        assert_eq!(shown("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(shown("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(shown("día's \"x\""), "día's \"x\"");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), QUOTED_MAX + 1);
    }

    #[test]
    fn a_flood_of_mistakes_is_cut() {
        let one = Mistake {
            file: "f".to_owned(),
            place: Some((1, 1)),
            what: "w".to_owned(),
            remedy: "r".to_owned(),
        };
        let text = Mistakes::new(vec![one; SHOWN_MAX + 3]).to_string();
        assert!(text.ends_with("and 3 more. Is this the right file?"), "{text}");
    }
}
