//! Has the program compiled again when a migration is added: the macro that embeds them sees only changed files.
#![expect(clippy::disallowed_macros, reason = "a build script speaks to Cargo on standard output")]

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
