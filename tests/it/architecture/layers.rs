//! Who may know whom: the arrows between top-level modules, the pure domain, the platforms in their adapters.

use super::documents;
use super::tree::{Source, Tree, Violation};
use super::{assert_breaks, assert_holds};
use std::collections::{BTreeMap, BTreeSet};

/// The arrows of ARCHITECTURE.md: a module, and the modules it may name. Change the drawing with the table.
const ARROWS: [(&str, &[&str]); 18] = [
    ("main", &["cli", "startup", "config", "telemetry", "clock", "wording", "domain"]),
    (
        "cli",
        &[
            "startup", "story", "storage", "formats", "language", "wording", "config", "commands", "domain",
            "message", "clock", "zoneinfo",
        ],
    ),
    (
        "startup",
        &[
            "agenda",
            "bot",
            "chat",
            "clock",
            "commands",
            "config",
            "domain",
            "language",
            "message",
            "storage",
            "story",
            "telemetry",
            "wording",
            "zoneinfo",
        ],
    ),
    ("story", &["chat", "message", "domain"]),
    ("bot", &["commands", "agenda", "chat", "clock", "domain", "message", "language", "storage", "wording"]),
    ("agenda", &["storage", "wording", "message", "domain", "chat", "clock"]),
    ("chat", &["language", "message", "domain", "clock"]),
    ("commands", &["language", "storage", "wording", "message", "domain"]),
    ("wording", &["domain", "message", "language"]),
    ("language", &["domain", "message"]),
    ("storage", &["domain", "message"]),
    ("formats", &["domain"]),
    ("config", &["domain"]),
    ("zoneinfo", &["domain"]),
    ("telemetry", &["config"]),
    ("message", &[]),
    ("clock", &[]),
    ("domain", &[]),
];

/// Crates that neither do anything nor know a platform: all that `domain` and `message` may name.
const PURE: [&str; 8] = [
    "chrono",
    "chrono_tz",
    "thiserror",
    "serde",
    "strsim",
    "unicode_normalization",
    "unicode_segmentation",
    "std",
];

/// Parts of the standard library that reach outside.
const IMPURE_STD: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::os",
    "std::io",
    "std::time::SystemTime",
    "std::time::Instant",
];

/// A crate, the places that may name it, and the invariant or reason behind it.
const HOMES: [(&str, &[&str]); 9] = [
    ("serenity", &["src/chat/discord"]),
    ("matrix_sdk", &["src/chat/matrix"]),
    ("rustyline", &["src/chat/console"]),
    ("sqlx", &["src/storage"]),
    ("libsqlite3_sys", &["src/storage"]),
    ("fluent_bundle", &["src/wording"]),
    ("tracing_subscriber", &["src/telemetry"]),
    ("clap", &["src/cli", "src/main.rs"]),
    ("tz", &["src/zoneinfo"]),
];

/// Invariant 1: nothing in `domain` or `message` does anything but compute.
pub fn domain_is_pure(tree: &Tree) -> Vec<Violation> {
    const MEND: &str = "take the value as an argument, or move the code to the layer that may do this";
    let outside = external_crates(tree);
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| ["domain", "message"].contains(&source.top())) {
        for path in &source.facts.paths {
            let first = crate_of(&path.it);
            let foreign = outside.contains(first) && !PURE.contains(&first);
            let impure = IMPURE_STD.iter().any(|banned| is_below(&path.it, banned));
            if foreign || impure {
                let what = format!("`{}` in {}", path.it, source.top());
                found.push(source.breaks("invariant 1", path.line, what, MEND));
            }
        }
        for waiting in &source.facts.asyncs {
            let what = format!("async code in {}", source.top());
            found.push(source.breaks("invariant 1", waiting.line, what, MEND));
        }
    }
    found
}

/// Invariant 4: a platform's crate (and a few others that belong to one place) is named at home only.
pub fn platforms_stay_home(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in &tree.sources {
        for path in &source.facts.paths {
            let first = crate_of(&path.it);
            let Some((name, homes)) = HOMES.iter().find(|(name, _)| *name == first) else { continue };
            if !homes.iter().any(|home| source.path.starts_with(home)) {
                let mend = format!("give {} a function in its own words and call that", homes.join(" or "));
                found.push(source.breaks("invariant 4", path.line, format!("`{name}` is named here"), &mend));
            }
        }
    }
    found
}

/// Invariant 4: only `startup` names an adapter; an adapter never names another one.
pub fn adapters_are_strangers(tree: &Tree) -> Vec<Violation> {
    let adapters = tree.adapters();
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| source.top() != "startup") {
        for path in &source.facts.paths {
            let Some(target) = source.resolve(&path.it) else { continue };
            let [chat, adapter, ..] = target.as_slice() else { continue };
            let known = chat == "chat" && adapters.contains(adapter);
            if known && !source.module.starts_with(&[chat.clone(), adapter.clone()]) {
                let what = format!("`{}` knows the adapter `{adapter}`", path.it);
                let mend =
                    "speak to it through the contract in src/chat/mod.rs; startup alone chooses adapters";
                found.push(source.breaks("invariant 4", path.line, what, mend));
            }
        }
    }
    found
}

/// Invariant 7: every adapter has one `outgoing`, its renderer, and the same two files beside it.
pub fn adapters_are_shaped_alike(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for adapter in tree.adapters() {
        for part in ["connect", "incoming", "outgoing"] {
            let base = format!("src/chat/{adapter}");
            if !tree.has(&format!("{base}/{part}.rs")) && !tree.has(&format!("{base}/{part}/mod.rs")) {
                found.push(Violation {
                    file: format!("{base}/mod.rs"),
                    line: 1,
                    rule: "invariant 7",
                    found: format!("the adapter has no `{part}`"),
                    mend:
                        "connect speaks to the network, incoming reads events, outgoing renders and escapes"
                            .into(),
                });
            }
        }
    }
    found
}

/// Invariant 9: a module names only the modules that the drawing lets it name.
pub fn follow_the_arrows(tree: &Tree) -> Vec<Violation> {
    let table: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| source.top() != "lib") {
        for (line, written, target) in edges(tree, source) {
            let allowed = table.get(source.top()).is_some_and(|targets| targets.contains(&target.as_str()));
            if !allowed {
                let what =
                    format!("{} → {target} (`{written}`) is not an arrow of the drawing", source.top());
                let mend = "pass the value in, or move the type down; if the arrow is right and makes no cycle, \
                            draw it in ARCHITECTURE.md and in ARROWS";
                found.push(source.breaks("invariant 9", line, what, mend));
            }
        }
    }
    found
}

/// Invariant 9: following the arrows never leads back.
pub fn no_cycles(tree: &Tree) -> Vec<Violation> {
    let mut names: BTreeMap<String, BTreeMap<String, (String, usize)>> = BTreeMap::new();
    for source in tree.sources.iter().filter(|source| source.top() != "lib") {
        for (line, _, target) in edges(tree, source) {
            let place = (source.path.clone(), line);
            names.entry(source.top().to_owned()).or_default().entry(target).or_insert(place);
        }
    }
    let mut found = Vec::new();
    for (from, targets) in &names {
        for (to, (file, line)) in targets {
            let back = way(&names, to, from);
            if from < to && !back.is_empty() {
                found.push(Violation {
                    file: file.clone(),
                    line: *line,
                    rule: "invariant 9",
                    found: format!("a cycle: {from} → {}", back.join(" → ")),
                    mend: "move what both need into the lower of the two, or pass it as a value".into(),
                });
            }
        }
    }
    found
}

/// The modules on the way from one module to another, both included; empty when there is none.
fn way(names: &BTreeMap<String, BTreeMap<String, (String, usize)>>, from: &str, to: &str) -> Vec<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut ways: Vec<Vec<String>> = vec![vec![from.to_owned()]];
    while let Some(way) = ways.pop() {
        let Some(last) = way.last().cloned() else { continue };
        if last == to {
            return way;
        }
        if seen.insert(last.clone()) {
            let next = names.get(&last).map(|targets| targets.keys().cloned().collect::<Vec<_>>());
            ways.extend(next.unwrap_or_default().into_iter().map(|step| [way.clone(), vec![step]].concat()));
        }
    }
    Vec::new()
}

/// The arrows that one file draws: line, path as written, the other top-level module.
fn edges(tree: &Tree, source: &Source) -> Vec<(usize, String, String)> {
    let modules: BTreeSet<&str> =
        tree.sources.iter().filter_map(|s| s.module.first()).map(String::as_str).collect();
    source
        .facts
        .paths
        .iter()
        .filter_map(|path| {
            let target = source.resolve(&path.it)?.into_iter().next()?;
            (target != source.top() && modules.contains(target.as_str()))
                .then(|| (path.line, path.it.clone(), target))
        })
        .collect()
}

/// The crates of `Cargo.toml`, as they are named in code.
fn external_crates(tree: &Tree) -> BTreeSet<String> {
    let manifest = tree.file("Cargo.toml").unwrap_or_default();
    documents::named_dependencies(manifest).into_iter().map(|name| name.replace('-', "_")).collect()
}

/// The crate that a path begins with; nothing for a single name, which is somebody's variable or type.
fn crate_of(path: &str) -> &str {
    path.split_once("::").map_or("", |(first, _)| first)
}

fn is_below(path: &str, parent: &str) -> bool {
    path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn the_table_of_arrows_has_no_cycle() {
    let mut open: Vec<&str> = ARROWS.iter().map(|(from, _)| *from).collect();
    while !open.is_empty() {
        let free: Vec<&str> = ARROWS
            .iter()
            .filter(|(from, to)| open.contains(from) && !to.iter().any(|target| open.contains(target)))
            .map(|(from, _)| *from)
            .collect();
        assert!(!free.is_empty(), "these arrows lead in a circle: {open:?}");
        open.retain(|name| !free.contains(name));
    }
}

#[test]
fn a_domain_that_acts_is_found() {
    let manifest = ("Cargo.toml", "[dependencies]\ntokio = \"1\"\nchrono-tz = \"0.10\"");
    for (line, text) in [
        (1, "use tokio::sync::Mutex;"),
        (2, "\nfn f() { let _ = std::fs::read(\"x\"); }"),
        (1, "#[derive(tokio::X)] struct Row;"),
        (1, "fn f() -> std::time::Instant { g() }"),
        (1, "async fn f() {}"),
    ] {
        let tree = Tree::fake(&[manifest, ("src/domain/group.rs", text)]);
        assert_breaks(&domain_is_pure(&tree), "src/domain/group.rs", line);
    }
    let pure = "use chrono_tz::Tz; use std::time::Duration; fn f() -> std::fmt::Result { Ok(()) }";
    assert_holds(&domain_is_pure(&Tree::fake(&[manifest, ("src/domain/group.rs", pure)])));
    assert_holds(&domain_is_pure(&Tree::fake(&[manifest, ("src/agenda/runner.rs", "async fn f() {}")])));
}

#[test]
fn a_platform_away_from_home_is_found() {
    let tree = Tree::fake(&[
        ("src/chat/discord/connect.rs", "use serenity::all::Client;"),
        ("src/bot.rs", "\nuse serenity::all::Client;"),
    ]);
    assert_breaks(&platforms_stay_home(&tree), "src/bot.rs", 2);
}

#[test]
fn an_adapter_that_knows_another_is_found() {
    let tree = Tree::fake(&[
        ("src/chat/mod.rs", "pub mod console; pub mod matrix;"),
        ("src/chat/matrix/mod.rs", "use super::Incoming; use self::connect::f;"),
        ("src/chat/console/mod.rs", "\nuse super::super::chat::matrix::Room;"),
        ("src/startup.rs", "use crate::chat::console::Terminal;"),
    ]);
    assert_breaks(&adapters_are_strangers(&tree), "src/chat/console/mod.rs", 2);
}

#[test]
fn an_adapter_without_a_renderer_is_found() {
    let files = [("src/chat/console/mod.rs", ""), ("src/chat/console/connect.rs", "")];
    let tree = Tree::fake(&[&files[..], &[("src/chat/console/incoming/mod.rs", "")]].concat());
    assert_breaks(&adapters_are_shaped_alike(&tree), "src/chat/console/mod.rs", 1);
}

#[test]
fn an_arrow_that_is_not_drawn_is_found() {
    let tree = Tree::fake(&[
        ("src/domain/mod.rs", ""),
        ("src/storage/mod.rs", "use crate::domain;"),
        ("src/chat/console/outgoing.rs", "fn f() {\n  super::super::super::storage::open()\n}"),
    ]);
    assert_breaks(&follow_the_arrows(&tree), "src/chat/console/outgoing.rs", 2);
}

#[test]
fn a_module_that_the_table_does_not_know_is_found() {
    let tree = Tree::fake(&[("src/domain/mod.rs", ""), ("src/web/mod.rs", "use crate::domain::Group;")]);
    assert_breaks(&follow_the_arrows(&tree), "src/web/mod.rs", 1);
}

#[test]
fn a_cycle_through_three_modules_is_found() {
    let tree = Tree::fake(&[
        ("src/agenda/mod.rs", "use crate::wording;"),
        ("src/wording/mod.rs", "use crate::message;"),
        ("src/message/mod.rs", "\nuse crate::agenda;"),
    ]);
    let found = no_cycles(&tree);
    assert!(found.iter().any(|v| v.found == "a cycle: agenda → wording → message → agenda"), "{found:#?}");
    let straight = Tree::fake(&[("src/agenda/mod.rs", "use crate::wording;"), ("src/wording/mod.rs", "")]);
    assert_holds(&no_cycles(&straight));
}
