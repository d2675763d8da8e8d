//! Runs every transcript in tests/stories/.
fn main() {}
