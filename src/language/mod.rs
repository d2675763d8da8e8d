//! What a typed command looks like: descriptions, argument kinds and their parsers.

pub mod when;
