//! Messages as text for a terminal: headings, colours, numbered buttons. Pure.

use unicode_width::UnicodeWidthStr;

use crate::message::plain::visible;
use crate::message::{Message, Span, plain};

/// How far an answer is indented under its heading.
const INDENT: &str = "  ";
/// What stands between two buttons.
const BETWEEN_BUTTONS: &str = "   ";
const PLAIN: &str = "";
const BOLD: &str = "\u{1b}[1m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const CYAN: &str = "\u{1b}[36m";
const MAGENTA: &str = "\u{1b}[35m";
const RESET: &str = "\u{1b}[0m";

/// How text is set: with colours or without, and how wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// True where colours are wanted.
    pub colours: bool,
    /// How many columns there are; none: lines are not broken.
    pub columns: Option<usize>,
}

/// Who sees a message; it stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// Everybody in a room; the text of the heading.
    Public(String),
    /// One person; the text of the heading.
    Private(String),
}

/// A piece of text in one style.
type Piece = (&'static str, String);

impl Paint {
    fn with(self, style: &str, text: &str) -> String {
        if self.colours && !style.is_empty() { format!("{style}{text}{RESET}") } else { text.to_owned() }
    }

    /// What the terminal says by itself, line by line.
    #[must_use]
    pub fn own_words(self, text: &str) -> String {
        text.lines().map(|line| self.set(&words(vec![(PLAIN, visible(line))]), "", " ")).collect()
    }

    /// The prompt, without its colours and with them.
    #[must_use]
    pub fn prompt(self, person: &str, place: &str) -> (String, String) {
        let (person, place) = (visible(person), visible(place));
        let styled = format!("{} {}> ", self.with(BOLD, &person), self.with(CYAN, &place));
        (format!("{person} {place}> "), styled)
    }

    /// A whole message as one block, its buttons numbered from `first_button`.
    #[must_use]
    pub fn message(self, heading: &Heading, message: &Message, first_button: u32) -> String {
        let mut block = match heading {
            Heading::Public(text) => self.with(CYAN, &visible(text)),
            Heading::Private(text) => self.with(MAGENTA, &visible(text)),
        };
        block.push('\n');
        for line in &message.lines {
            let pieces = line.iter().map(|span| piece(span, message)).collect();
            block.push_str(&self.set(&words(pieces), INDENT, " "));
        }
        let numbered = (first_button..).zip(&message.buttons);
        let buttons: Vec<Vec<Piece>> = numbered
            .map(|(number, button)| {
                vec![(YELLOW, format!("[{number}]")), (PLAIN, format!(" {}", visible(&button.label)))]
            })
            .collect();
        if !buttons.is_empty() {
            block.push_str(&self.set(&buttons, INDENT, BETWEEN_BUTTONS));
        }
        block
    }

    /// Sets words one after the other, and breaks the line before one that does not fit.
    fn set(self, words: &[Vec<Piece>], indent: &str, between: &str) -> String {
        let width = |word: &[Piece]| word.iter().map(|(_, text)| text.width()).sum::<usize>();
        if words.iter().all(|word| width(word) == 0) {
            return "\n".to_owned();
        }
        let columns = self.columns.unwrap_or(usize::MAX);
        let (mut set, mut at, mut fresh) = (indent.to_owned(), indent.len(), true);
        for word in words {
            let needs = width(word);
            if !fresh && at.saturating_add(between.len()).saturating_add(needs) > columns {
                set.push('\n');
                set.push_str(indent);
                (at, fresh) = (indent.len(), true);
            }
            if !fresh {
                set.push_str(between);
                at += between.len();
            }
            word.iter().for_each(|(style, text)| set.push_str(&self.with(style, text)));
            at += needs;
            fresh = false;
        }
        set.push('\n');
        set
    }
}

fn piece(span: &Span, message: &Message) -> Piece {
    match span {
        Span::Text(text) | Span::User(text) => (PLAIN, visible(text)),
        Span::Command(text) => (GREEN, visible(text)),
        Span::Person(text) => (BOLD, visible(text)),
        Span::Instant(instant) => (PLAIN, visible(&plain::instant_text(instant, &message.locale))),
    }
}

/// Cuts a line into words at its spaces; a word may have several styles. A command stays whole.
fn words(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut words = vec![Vec::new()];
    for (style, text) in pieces {
        let whole = style == GREEN;
        for (index, part) in text.split(|c| c == ' ' && !whole).enumerate() {
            if index > 0 {
                words.push(Vec::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push((style, part.to_owned()));
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::message::{Button, Locale};

    fn message() -> Message {
        let mut message = Message::new(Arc::new(Locale {
            tag: "en".to_owned(),
            weekdays: std::array::from_fn(|_| String::new()),
            months: std::array::from_fn(|_| String::new()),
            date: String::new(),
            date_with_year: String::new(),
            date_time: String::new(),
            full: String::new(),
            zone: String::new(),
            places: BTreeMap::new(),
            private: String::new(),
            twelve_hours: false,
        }));
        let text = |text: &str| Span::Text(text.to_owned());
        message.lines = vec![
            vec![Span::User("Sun\u{1b}[2Jday\u{202e}".to_owned()), text(" meets.")],
            vec![],
            vec![text("Plans change: "), Span::Command("/rsvp cant".to_owned()), text(".")],
        ];
        let button = |label: &str| Button { label: label.to_owned(), press: String::new() };
        message.buttons = vec![button("I'm coming"), button("I can't come")];
        message
    }

    #[test]
    fn a_message_is_one_block_without_anything_that_moves_the_cursor() {
        let paint = Paint { colours: false, columns: None };
        let heading = Heading::Private("bot to ana (only ana sees this):".to_owned());
        assert_eq!(
            paint.message(&heading, &message(), 7),
            "bot to ana (only ana sees this):\n\
             \u{20} Sun\u{FFFD}[2Jday\u{FFFD} meets.\n\
             \n\
             \u{20} Plans change: /rsvp cant.\n\
             \u{20} [7] I'm coming   [8] I can't come\n"
        );
    }

    #[test]
    fn lines_are_broken_between_words_and_buttons() {
        let paint = Paint { colours: false, columns: Some(14) };
        let heading = Heading::Public("bot in #lobby:".to_owned());
        assert_eq!(
            paint.message(&heading, &message(), 1),
            "bot in #lobby:\n\
             \u{20} Sun\u{FFFD}[2Jday\u{FFFD}\n\
             \u{20} meets.\n\
             \n\
             \u{20} Plans\n\
             \u{20} change:\n\
             \u{20} /rsvp cant.\n\
             \u{20} [1] I'm coming\n\
             \u{20} [2] I can't come\n"
        );
        assert_eq!(
            paint.own_words("a word of more-than-twenty-columns\n\nb"),
            "a word of\nmore-than-twenty-columns\n\nb\n"
        );
    }

    #[test]
    fn colours_change_no_word() {
        let heading = Heading::Public("bot in #lobby:".to_owned());
        let plain = Paint { colours: false, columns: None }.message(&heading, &message(), 1);
        let painted = Paint { colours: true, columns: None }.message(&heading, &message(), 1);
        let mut stripped = painted.clone();
        for style in [BOLD, GREEN, YELLOW, CYAN, MAGENTA, RESET] {
            stripped = stripped.replace(style, "");
        }
        assert_ne!(painted, plain);
        assert_eq!(stripped, plain);
    }
}
