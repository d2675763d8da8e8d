//! Every sentence the bot says.
//!
//! To add a sentence:
//! 1. Write it under a key in `en/<noun>.ftl` and `es/<noun>.ftl`; the key begins with the noun
//!    (`rsvp-coming`). What varies is a variable: `{ $group }`, `{ $when }`. Plurals are Fluent's
//!    (`{ $count -> [one] 1 place left *[other] { $count } places left }`). A command that can be typed stands
//!    between backticks: `` `/rsvp cant` ``. Each line of a text becomes a line of the message.
//! 2. Say it in `<noun>.rs`, in one expression from `say` to `line`, `lines` or `text`:
//!    `voice.say("rsvp-coming").user("group", &name).instant("when", starts, InstantForm::Full).line()`.
//!    Words that people wrote go in by `user` or `person`, never by `words`; numbers by `count`.
//! 3. A message is `voice.message().line(…).button(…)`.
//!
//! `tests/it/words.rs` then checks that both languages have the key, that it is used and given its
//! variables, and that its words are plain and kind.

pub mod consent;
pub mod console;
pub mod group;
pub mod help;
pub mod list;
mod locale;
pub mod me;
pub mod notice;
pub mod problem;
pub mod question;
pub mod recurrence;
pub mod remind;
pub mod roster;
pub mod rsvp;
pub mod session;
pub mod texts;
pub mod understand;
pub mod voice;
pub mod when;

pub use texts::{Texts, TextsError};
pub use voice::{Sentence, Voice};

use crate::domain::group::SeeWhoComes;
use crate::domain::outcome::Outcome;
use crate::language::invocation::{Action, Invocation};
use crate::message::{Message, Said};

/// What is said about an outcome, to whom.
#[must_use]
pub fn tell(outcome: &Outcome, voice: &Voice<'_>) -> Vec<Said> {
    match outcome {
        Outcome::Group(outcome) => group::tell(outcome, voice),
        Outcome::Session(outcome) => session::tell(outcome, voice),
        Outcome::Rsvp(outcome) => rsvp::tell(outcome, voice),
        Outcome::Roster(outcome) => roster::tell(outcome, voice),
        Outcome::Remind(outcome) => remind::tell(outcome, voice),
        Outcome::Me(outcome) => me::tell(outcome, voice),
        Outcome::Help(outcome) => help::tell(outcome, voice),
    }
}

/// A question, with what a yes carries out.
#[must_use]
pub fn ask(question: &Outcome, if_yes: &Invocation, voice: &Voice<'_>) -> Said {
    let mut told = tell(question, voice);
    let message = told.pop().map_or_else(|| voice.message(), |said| said.message);
    let yes = Action::Run(if_yes.clone().confirmed()).encode();
    Said { private: true, message: question::with_answers(message, (yes, Action::Dismiss.encode()), voice) }
}

/// The consent card, for a command that waits for it (P2).
#[must_use]
pub fn consent_card(see: SeeWhoComes, days: u32, waiting: Invocation, voice: &Voice<'_>) -> Message {
    let answers = (Action::Consent(waiting).encode(), Action::DeclineConsent.encode());
    consent::card(see, days, answers, voice)
}
