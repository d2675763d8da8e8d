//! Stories: transcripts that are run through the real bot with a hand-moved clock.
//!
//! A story is plain text (the format is in `docs/stories.md`): [`script`] reads it, [`play`] carries
//! it out on a [`play::Stage`], [`transcript`] writes what happened and compares it with what the
//! story says, and [`tell`] does all of this in turn.

pub mod chat;
mod line;
pub mod play;
pub mod script;
pub mod tell;
pub mod transcript;
