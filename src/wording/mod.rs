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
pub mod help;
pub mod console;
pub mod list;
mod locale;
pub mod notice;
pub mod problem;
pub mod question;
pub mod recurrence;
pub mod rsvp;
pub mod texts;
pub mod voice;

pub use texts::{Texts, TextsError};
pub use voice::{Sentence, Voice};
