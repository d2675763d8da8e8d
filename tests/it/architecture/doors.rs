//! The few places where the world comes in or something goes out: the clock, the environment, chance, print, deliver.

use super::tree::{Source, Tree, Violation};
use super::{assert_breaks, assert_holds};

/// A way in or out, and the files that may use it.
struct Door {
    /// Endings of paths that go through this door.
    paths: &'static [&'static str],
    /// Macros that go through it.
    macros: &'static [&'static str],
    /// Methods that go through it.
    calls: &'static [&'static str],
    /// Files, or folders, that may.
    open_to: &'static [&'static str],
    mend: &'static str,
}

const DOORS: [Door; 5] = [
    // Asking the operating system: the clock itself.
    Door {
        paths: &["Utc::now", "Local::now", "SystemTime::now", "Instant::now"],
        macros: &[],
        calls: &[],
        open_to: &["src/clock.rs"],
        mend: "take `now` as an argument; it is read in bot.rs once per event and in agenda/runner.rs",
    },
    // Asking a Clock for the date.
    Door {
        paths: &["Clock::now"],
        macros: &[],
        calls: &["now"],
        open_to: &[
            "src/clock.rs",
            "src/bot.rs",
            "src/agenda/runner.rs",
            // A subcommand that is over in a moment: read once, and passed on.
            "src/main.rs",
            // Who moves a clock by hand must know where it stands: the player of stories with its stage, and the
            // terminal with its `/clock`, which also says when a line was typed.
            "src/story/play.rs",
            "src/startup/stage.rs",
            "src/startup/console.rs",
        ],
        mend: "take `now` as an argument; it is read in bot.rs once per event and in agenda/runner.rs",
    },
    // Waiting.
    Door {
        paths: &[
            "time::sleep",
            "time::sleep_until",
            "time::interval",
            "time::interval_at",
            "time::timeout",
            "time::timeout_at",
            "thread::sleep",
        ],
        macros: &[],
        calls: &[],
        // A reader that holds the database's log too long is stopped by real time, whatever the clock says.
        open_to: &["src/clock.rs", "src/storage/connection.rs"],
        mend: "wait through Clock, so that tests can move time by hand",
    },
    // The environment and chance.
    Door {
        paths: &["env::var", "env::var_os", "env::vars", "env::vars_os"],
        macros: &[],
        calls: &[],
        open_to: &["src/config/secrets.rs", "src/main.rs"],
        mend: "read it in config/secrets.rs or main.rs and pass the value on",
    },
    // Speaking to whoever started the program.
    Door {
        paths: &["io::stdout", "io::stderr"],
        macros: &["println", "print", "eprintln", "eprint", "dbg"],
        calls: &[],
        // The terminal's own streams, and the log's.
        open_to: &[
            "src/cli/output.rs",
            "src/chat/console/",
            "src/startup/console.rs",
            "src/main.rs",
            "src/telemetry.rs",
        ],
        mend: "let cli/output.rs say it, or answer through the chat adapter",
    },
];

/// Lints that guard the doors, and the files that may be excused from them.
const GUARDS: [(&str, &[&str]); 4] = [
    (
        "clippy::disallowed_methods",
        &["src/clock.rs", "src/config/secrets.rs", "src/main.rs", "src/startup.rs"],
    ),
    ("clippy::disallowed_macros", &["src/cli/output.rs"]),
    ("clippy::print_stdout", &["src/cli/output.rs"]),
    ("clippy::print_stderr", &["src/cli/output.rs"]),
];

/// Lints that nothing in production code may be excused from.
const NO_EXCUSE: [&str; 5] = [
    "clippy::unwrap_used",
    "clippy::expect_used",
    "clippy::panic",
    "clippy::indexing_slicing",
    "clippy::string_slice",
];

/// Invariant 2: the clock, sleep, the environment and print are reached only where they enter.
pub fn closed(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().flat_map(|source| DOORS.iter().flat_map(|door| passed(source, door))).collect()
}

fn passed(source: &Source, door: &Door) -> Vec<Violation> {
    if door.open_to.iter().any(|file| source.path.starts_with(file)) {
        return Vec::new();
    }
    let facts = &source.facts;
    let ends = |path: &str| door.paths.iter().any(|end| path == *end || path.ends_with(&format!("::{end}")));
    let paths = facts.paths.iter().filter(|at| ends(&at.it)).map(|at| (at.line, format!("`{}`", at.it)));
    let macros = facts.macros.iter().filter(|at| door.macros.contains(&at.it.as_str()));
    let calls = facts.calls.iter().filter(|at| door.calls.contains(&at.it.as_str()));
    paths
        .chain(macros.map(|at| (at.line, format!("`{}!`", at.it))))
        .chain(calls.map(|at| (at.line, format!("`.{}()`", at.it))))
        .map(|(line, what)| source.breaks("invariant 2", line, format!("{what} outside its door"), door.mend))
        .collect()
}

/// Invariant 2: the lints that guard the doors are switched off at the doors only.
pub fn exceptions(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in &tree.sources {
        for lint in &source.facts.excused_lints {
            let guarded = GUARDS.iter().find(|(name, _)| *name == lint.it);
            let wrong = match guarded {
                Some((_, files)) => !files.contains(&source.path.as_str()),
                None => NO_EXCUSE.contains(&lint.it.as_str()),
            };
            if wrong {
                let mend = "do without the exception: pass the value in, or return an error value";
                let what = format!("`{}` is switched off here", lint.it);
                found.push(source.breaks("invariant 2", lint.line, what, mend));
            }
        }
    }
    found
}

/// Invariant 5: `deliver` is called by the agenda alone, and always with the key of a recorded delivery.
pub fn only_the_agenda_delivers(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in &tree.sources {
        let calls = source.facts.calls.iter().filter(|call| call.it == "deliver");
        for call in calls.filter(|_| source.top() != "agenda") {
            let mend = "record a delivery in the command's transaction; the agenda sends it";
            found.push(source.breaks("invariant 5", call.line, "`.deliver(…)` outside agenda/".into(), mend));
        }
        for function in source.facts.functions.iter().filter(|function| function.it.name == "deliver") {
            if source.top() == "chat"
                && !function.it.arguments.iter().any(|name| name.trim_matches('_') == "key")
            {
                let mend = "take `key`, so that a repeated send is recognised";
                found.push(source.breaks(
                    "invariant 5",
                    function.line,
                    "`deliver` without a key".into(),
                    mend,
                ));
            }
        }
    }
    found
}

#[test]
fn a_clock_read_elsewhere_is_found() {
    for (line, text) in [
        (1, "fn f() -> chrono::DateTime<chrono::Utc> { chrono::Utc::now() }"),
        (2, "use chrono::Utc;\nfn f() { g(Utc::now()); }"),
        (2, "fn f(clock: &Clock) {\n  let now = clock.now();\n}"),
        (1, "async fn f() { tokio::time::sleep(d).await }"),
        (1, "use tokio::time::timeout;"),
        (1, "fn f() { vec![std::time::Instant::now()]; }"),
    ] {
        let tree = Tree::fake(&[("src/commands/rsvp.rs", text)]);
        assert_breaks(&closed(&tree), "src/commands/rsvp.rs", line);
    }
}

#[test]
fn the_environment_and_print_elsewhere_are_found() {
    let tree = Tree::fake(&[("src/cli/check.rs", "fn f() {\n  println!(\"x\");\n}")]);
    assert_breaks(&closed(&tree), "src/cli/check.rs", 2);
    let tree = Tree::fake(&[("src/config/file.rs", "use std::env::var;")]);
    assert_breaks(&closed(&tree), "src/config/file.rs", 1);
}

#[test]
fn the_doors_themselves_are_open() {
    assert_holds(&closed(&Tree::fake(&[
        ("src/clock.rs", "fn f() { chrono::Utc::now(); tokio::time::sleep(d); }"),
        ("src/bot.rs", "fn f(clock: &Clock) { clock.now(); }"),
        ("src/config/secrets.rs", "fn f() { std::env::var(\"X\"); }"),
        ("src/cli/output.rs", "fn f() { println!(\"x\"); }"),
        ("src/commands/me.rs", "#[cfg(test)]\nmod tests { fn f() { chrono::Utc::now(); } }"),
    ])));
}

#[test]
fn an_exception_away_from_the_doors_is_found() {
    let excused = "#[expect(clippy::disallowed_methods, reason = \"x\")]\nfn f() {}";
    assert_breaks(&exceptions(&Tree::fake(&[("src/bot.rs", excused)])), "src/bot.rs", 1);
    assert_holds(&exceptions(&Tree::fake(&[("src/clock.rs", excused)])));
    let whole_file = "#![allow(clippy::unwrap_used, reason = \"x\")]";
    assert_breaks(&exceptions(&Tree::fake(&[("src/agenda/mod.rs", whole_file)])), "src/agenda/mod.rs", 1);
}

#[test]
fn sending_from_a_command_is_found() {
    let sends = "async fn f(chat: &dyn Chat) {\n  chat.deliver(a, b, c).await;\n}";
    let tree = Tree::fake(&[("src/commands/session.rs", sends), ("src/agenda/runner.rs", sends)]);
    assert_breaks(&only_the_agenda_delivers(&tree), "src/commands/session.rs", 2);
    let keyless = "trait Chat {\n  fn deliver(&self, to: Place, message: Message);\n}";
    let tree = Tree::fake(&[("src/chat/mod.rs", keyless)]);
    assert_breaks(&only_the_agenda_delivers(&tree), "src/chat/mod.rs", 2);
}
