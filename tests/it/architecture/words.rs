//! That what a person reads is written in `wording/` and nowhere else.

use super::facts::Text;
use super::tree::{Tree, Violation};
use super::{assert_breaks, assert_holds};

/// Modules that find things out or carry them, and so say nothing themselves. (`config`, `cli` and what `startup`
/// refuses speak to admins and are the one exception; `storage` and `formats` have only error types.)
const SILENT: [&str; 8] = ["domain", "message", "language", "commands", "agenda", "bot", "chat", "zoneinfo"];

/// Macros whose texts only the log, or a programmer, reads.
const FOR_THE_LOG: [&str; 16] = [
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "event",
    "span",
    "trace_span",
    "debug_span",
    "info_span",
    "warn_span",
    "error_span",
    "assert",
    "debug_assert",
    "debug_assert_eq",
    "compile_error",
];

/// Texts that look like sentences and are none: file, beginning, reason.
const NOT_SENTENCES: [(&str, &str, &str); 1] =
    [("src/domain/zone/name.rs", "did you mean {}?", "the end of an error's text, which admins read")];

/// Invariant 7: a text that reads like a sentence stands in `wording/`.
pub fn only_in_wording(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| SILENT.contains(&source.top())) {
        for text in source.facts.texts.iter().filter(|text| is_said(&text.it)) {
            let excused = NOT_SENTENCES
                .iter()
                .any(|(file, start, _)| source.path == *file && text.it.value.starts_with(start));
            if !excused {
                let what = format!("a sentence outside wording: {:?}", text.it.value);
                let mend =
                    "return what was found as a value, and say it in src/wording/ (every language at once)";
                found.push(source.breaks("invariant 7", text.line, what, mend));
            }
        }
    }
    found
}

/// Whether a text reads like a sentence to somebody: three words or more, and a capital or a full stop.
fn is_said(text: &Text) -> bool {
    if text.inside.as_deref().is_some_and(|name| FOR_THE_LOG.contains(&name)) {
        return false;
    }
    let value = text.value.trim();
    let words = value.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let capital = value.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let closed = value.ends_with(['.', '!', '?', '…']);
    words >= 3 && (capital || closed)
}

#[test]
fn a_sentence_outside_wording_is_found() {
    for text in [
        "fn f() { say(\"You are coming on Sunday\"); }",
        "fn f() { format!(\"the group {name} has ended.\"); }",
        "const ASK: &str = \"¿Quieres venir hoy?\";",
    ] {
        let tree = Tree::fake(&[("src/commands/rsvp.rs", text), ("src/wording/rsvp.rs", text)]);
        assert_breaks(&only_in_wording(&tree), "src/commands/rsvp.rs", 1);
    }
}

#[test]
fn what_only_the_log_or_a_programmer_reads_is_let_be() {
    let text = "
        /// Says what this is for.
        #[derive(thiserror::Error)]
        #[error(\"The row of {table} is broken.\")]
        struct Broken;
        fn f() { tracing::warn!(code, \"The database is slow.\"); key(\"group-created\"); \"every tuesday 19:00\"; }
        #[cfg(test)] mod tests { fn g() { \"You are coming today\"; } }";
    assert_holds(&only_in_wording(&Tree::fake(&[("src/agenda/runner.rs", text)])));
}
