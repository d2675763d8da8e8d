//! A bot that says back what it heard, and remembers it.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use openchair::chat::contract::{Answer, Inbox, Incoming, Said};
use openchair::domain::member::Language;
use openchair::message::{Button, Message, Span};
use openchair::wording::Texts;

/// Answers `/say …` publicly and any other `/…` and every press privately, with what was said; hears the rest in silence.
#[derive(Default)]
pub struct Echo {
    heard: Mutex<Vec<Incoming>>,
}

impl Echo {
    /// Everything that was heard.
    pub fn heard(&self) -> Vec<Incoming> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A message with this text, as somebody wrote it, and buttons of these labels. Their ids say nothing of them.
pub fn message(text: &str, buttons: &[&str]) -> Message {
    let mut message = Message::new(Texts::load().unwrap().locale(Language::En));
    message.lines = vec![vec![Span::User(text.to_owned())]];
    let press = |label: &&str| Button { label: (*label).to_owned(), press: opaque(label) };
    message.buttons = buttons.iter().map(press).collect();
    message
}

/// The id of a button.
pub fn opaque(label: &str) -> String {
    format!("opaque-{}", label.bytes().map(u32::from).sum::<u32>())
}

#[async_trait]
impl Inbox for Echo {
    async fn hear(&self, incoming: Incoming) -> Vec<Answer> {
        let said = incoming.said.clone();
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(incoming);
        match said {
            Said::Press(id) => vec![Answer { private: true, message: message(&id, &[]) }],
            Said::Line(line) if line.starts_with("/say") => {
                vec![Answer { private: false, message: message(&line, &["I'm coming", "Undo"]) }]
            }
            Said::Line(line) if line.starts_with('/') => {
                vec![Answer { private: true, message: message(&line, &[]) }]
            }
            Said::Line(_) => Vec::new(),
        }
    }
}
