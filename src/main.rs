//! Parses the arguments, loads the configuration and calls the wiring; nothing else.

fn main() {}
