//! The buttons on a screen of text: who sees them, and which one is meant.

use std::collections::VecDeque;

use super::contract::Place;
use crate::domain::member::Account;
use crate::domain::text;
use crate::message::Button;

/// The most messages whose buttons are remembered; older ones scrolled away long ago.
const MESSAGES_MAX: usize = 1_000;

/// The buttons of the messages on a screen. Each has a number that never changes.
#[derive(Debug, Default)]
pub struct Buttons {
    messages: VecDeque<Shown>,
    numbered: u32,
}

/// A message that has buttons.
#[derive(Debug)]
struct Shown {
    /// The one account that sees it; none: everybody.
    only: Option<Account>,
    place: Place,
    /// The number of its first button.
    first: u32,
    buttons: Vec<Button>,
}

/// A button that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// Where its message stands.
    pub place: Place,
    /// What it presses.
    pub press: String,
    /// The one account that sees it; none: everybody.
    pub only: Option<Account>,
}

impl Buttons {
    /// Remembers a message's buttons and gives the number of the first. `only` is the one account
    /// that sees it.
    pub fn show(&mut self, buttons: &[Button], only: Option<Account>, place: Place) -> u32 {
        let first = self.numbered.saturating_add(1);
        if !buttons.is_empty() {
            self.numbered = self.numbered.saturating_add(u32::try_from(buttons.len()).unwrap_or(u32::MAX));
            self.messages.push_back(Shown { only, place, first, buttons: buttons.to_vec() });
            if self.messages.len() > MESSAGES_MAX {
                self.messages.pop_front();
            }
        }
        first
    }

    /// The button of that number. Whether somebody may press it is the bot's to say.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<Meant> {
        let shown = self.messages.iter().rev().find(|shown| shown.first <= number)?;
        let button = shown.buttons.get(usize::try_from(number - shown.first).ok()?)?;
        Some(shown.meant(button))
    }

    /// The newest button of that label that the account sees. Case, accents, signs and the kind
    /// of quotes and apostrophes make no difference.
    #[must_use]
    pub fn labelled(&self, account: &Account, label: &str) -> Option<Meant> {
        let wanted = comparable(label);
        let mut seen = self.seen_by(account).filter(|(_, button)| comparable(&button.label) == wanted);
        let found = seen.next();
        found.map(|(shown, button)| shown.meant(button))
    }

    /// What the buttons that the account sees say, newest first, each once.
    #[must_use]
    pub fn labels(&self, account: &Account) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        for (_, button) in self.seen_by(account) {
            if !labels.contains(&button.label) {
                labels.push(button.label.clone());
            }
        }
        labels
    }

    fn seen_by(&self, account: &Account) -> impl Iterator<Item = (&Shown, &Button)> {
        let seen = self.messages.iter().rev();
        let seen = seen.filter(move |shown| shown.only.as_ref().is_none_or(|only| only == account));
        seen.flat_map(|shown| shown.buttons.iter().map(move |button| (shown, button)))
    }
}

impl Shown {
    fn meant(&self, button: &Button) -> Meant {
        Meant { place: self.place.clone(), press: button.press.clone(), only: self.only.clone() }
    }
}

/// A label in the form in which two are compared.
fn comparable(label: &str) -> String {
    let folded = text::folded(label);
    if folded.is_empty() { label.trim().to_owned() } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> Account {
        Account { platform: "terminal".to_owned(), id: id.to_owned() }
    }

    fn button(label: &str, press: &str) -> Button {
        Button { label: label.to_owned(), press: press.to_owned() }
    }

    #[test]
    fn numbers_go_on_and_stay() {
        let mut buttons = Buttons::default();
        let first = [button("I'm coming", "a"), button("I can't come", "b")];
        assert_eq!(buttons.show(&first, None, Place::Private), 1);
        assert_eq!(buttons.show(&[], None, Place::Private), 3);
        assert_eq!(buttons.show(&[button("Undo", "c")], Some(account("ana")), Place::Private), 3);
        let pressed = |number| buttons.numbered(number).map(|meant| meant.press);
        assert_eq!([1, 2, 3].map(pressed), ["a", "b", "c"].map(|press| Some(press.to_owned())));
        assert_eq!([0, 4].map(pressed), [None, None]);
    }

    #[test]
    fn a_label_means_the_newest_button_that_the_person_sees() {
        let mut buttons = Buttons::default();
        buttons.show(&[button("I'm coming", "old")], None, Place::Private);
        buttons.show(&[button("I'm coming", "new")], None, Place::Private);
        buttons.show(&[button("I'm coming", "hers")], Some(account("ana")), Place::Private);
        for (person, label, press) in
            [("ben", "i’m COMING", Some("new")), ("ana", "I'm coming", Some("hers")), ("ben", "Coming", None)]
        {
            let meant = buttons.labelled(&account(person), label).map(|meant| meant.press);
            assert_eq!(meant.as_deref(), press, "{person} {label}");
        }
        assert_eq!(buttons.labels(&account("ben")), ["I'm coming"]);
    }
}
