//! Messages as text for a terminal: headings, colours, numbered buttons. Pure.

use crate::message::{Message, Span, plain};

/// How far an answer is indented under its heading.
const INDENT: &str = "  ";
const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const CYAN: &str = "\u{1b}[36m";
const MAGENTA: &str = "\u{1b}[35m";
const RESET: &str = "\u{1b}[0m";

/// How text is painted; without colours it stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// True where colours are wanted.
    pub colours: bool,
}

/// Who sees a message; it stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// Everybody in a room; the text of the heading.
    Public(String),
    /// One person; the text of the heading.
    Private(String),
}

impl Paint {
    fn with(self, style: &str, text: &str) -> String {
        if self.colours { format!("{style}{text}{RESET}") } else { text.to_owned() }
    }

    /// What the terminal says by itself, line by line.
    #[must_use]
    pub fn own_words(self, text: &str) -> String {
        text.lines().fold(String::new(), |block, line| block + &self.with(DIM, &visible(line)) + "\n")
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
            let text: String = line.iter().map(|span| self.span(span, message)).collect();
            if !text.is_empty() {
                block.push_str(INDENT);
                block.push_str(&text);
            }
            block.push('\n');
        }
        let numbered = (first_button..).zip(&message.buttons);
        let buttons: Vec<String> = numbered
            .map(|(number, button)| {
                let number = self.with(YELLOW, &format!("[{number}]"));
                format!("{number} {}", visible(&button.label))
            })
            .collect();
        if !buttons.is_empty() {
            block.push_str(INDENT);
            block.push_str(&buttons.join("   "));
            block.push('\n');
        }
        block
    }

    fn span(self, span: &Span, message: &Message) -> String {
        match span {
            Span::Text(text) | Span::User(text) => visible(text),
            Span::Command(text) => self.with(GREEN, &visible(text)),
            Span::Person(text) => self.with(BOLD, &visible(text)),
            Span::Instant(instant) => visible(&plain::instant_text(instant, &message.locale)),
        }
    }
}

/// A text as it may reach a terminal: control characters, which could move the cursor or change
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
            vec![text("Plans change: "), Span::Command("/rsvp cant".to_owned())],
        ];
        let button = |label: &str| Button { label: label.to_owned(), press: String::new() };
        message.buttons = vec![button("I'm coming"), button("I can't come")];
        message
    }

    #[test]
    fn a_message_is_one_block_without_anything_that_moves_the_cursor() {
        let paint = Paint { colours: false };
        let heading = Heading::Private("bot to ana (only ana sees this):".to_owned());
        assert_eq!(
            paint.message(&heading, &message(), 7),
            "bot to ana (only ana sees this):\n\
             \u{20} Sun\u{FFFD}[2Jday\u{FFFD} meets.\n\
             \n\
             \u{20} Plans change: /rsvp cant\n\
             \u{20} [7] I'm coming   [8] I can't come\n"
        );
    }

    #[test]
    fn colours_change_no_word() {
        let heading = Heading::Public("bot in #lobby:".to_owned());
        let plain = Paint { colours: false }.message(&heading, &message(), 1);
        let painted = Paint { colours: true }.message(&heading, &message(), 1);
        let mut stripped = painted.clone();
        for style in [BOLD, DIM, GREEN, YELLOW, CYAN, MAGENTA, RESET] {
            stripped = stripped.replace(style, "");
        }
        assert_ne!(painted, plain);
        assert_eq!(stripped, plain);
    }
}
