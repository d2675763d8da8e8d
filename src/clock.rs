//! The clock: the system's, and one that is moved by hand.
