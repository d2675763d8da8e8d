//! What a typed command looks like: descriptions, argument kinds and their parsers.

pub mod description;
pub mod invocation;
pub mod table;
pub mod when;
