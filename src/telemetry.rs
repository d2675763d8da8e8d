//! Logging without names, ids or texts.
