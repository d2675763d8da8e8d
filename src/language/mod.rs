//! What a typed command looks like: descriptions, argument kinds and their parsers.

pub mod description;
pub mod duration;
pub mod invocation;
pub mod moment;
pub mod table;
pub mod typed;
pub mod value;
pub mod when;
