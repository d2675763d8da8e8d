//! That the documents are short, name only what exists, and give a reason where one is owed.

use super::tree::{Tree, Violation};
use super::{assert_breaks, assert_holds};
use std::collections::BTreeSet;

const MAP: &str = "ARCHITECTURE.md";
const MAP_LINES_MAX: usize = 150;
const README: &str = "README.md";
const README_LINES_MAX: usize = 120;
const REASONS: &str = "docs/decisions/dependencies.md";

/// The two commands that the README promises do everything.
const TWO_COMMANDS: [&str; 2] = ["cargo run -- console", "cargo test"];

/// How many invariants there are.
const INVARIANTS: usize = 9;

fn breaks(file: &str, line: usize, found: String, mend: &str) -> Violation {
    Violation { file: file.to_owned(), line, rule: "documents", found, mend: mend.to_owned() }
}

/// The map is at most 150 lines, and draws every top-level module of `src/` and no other.
pub fn map(tree: &Tree) -> Vec<Violation> {
    let text = match tree.file(MAP) {
        Ok(text) => text,
        Err(missing) => return vec![missing],
    };
    let mut found = too_long(MAP, text, MAP_LINES_MAX);
    let drawn = drawn_modules(text);
    let real: BTreeSet<String> = tree.sources.iter().map(|source| source.top().to_owned()).collect();
    for (line, name) in &drawn {
        if !real.contains(name) {
            found.push(breaks(MAP, *line, format!("src/{name} does not exist"), "draw only what is there"));
        }
    }
    for name in real.iter().filter(|name| !drawn.iter().any(|(_, drawn)| drawn == *name)) {
        found.push(breaks(
            MAP,
            1,
            format!("src/{name} is not on the map"),
            "give it a line in the drawing of src/",
        ));
    }
    found
}

/// The modules in the map's drawing of `src/`: indented by two, after the line `src/`.
fn drawn_modules(text: &str) -> Vec<(usize, String)> {
    text.lines()
        .enumerate()
        .skip_while(|(_, line)| *line != "src/")
        .skip(1)
        .take_while(|(_, line)| !line.starts_with("```"))
        .filter(|(_, line)| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|(at, line)| {
            let name = line.split_whitespace().next()?;
            Some((at + 1, name.trim_end_matches('/').trim_end_matches(".rs").to_owned()))
        })
        .collect()
}

/// Each of the nine invariants is on the map with the name of its test, and each such test exists.
pub fn invariants_have_tests(tree: &Tree, tests: &str) -> Vec<Violation> {
    let text = match tree.file(MAP) {
        Ok(text) => text,
        Err(missing) => return vec![missing],
    };
    let written: Vec<&str> =
        tests.lines().filter_map(|line| line.strip_prefix("fn ")?.split('(').next()).collect();
    let mut found = Vec::new();
    for number in 1..=INVARIANTS {
        let prefix = format!("invariant_{number}_");
        if !written.iter().any(|name| name.starts_with(&prefix)) {
            found.push(breaks(
                MAP,
                1,
                format!("invariant {number} has no test"),
                "write it in architecture.rs",
            ));
        }
        for name in written.iter().filter(|name| name.starts_with(&prefix)) {
            if !text.contains(&format!("`{name}`")) {
                found.push(breaks(MAP, 1, format!("`{name}` is not named"), "name it beside its invariant"));
            }
        }
    }
    for (line, quoted) in quotes(text).filter(|(_, quoted)| quoted.starts_with("invariant_")) {
        if !written.contains(&quoted) {
            found.push(breaks(
                MAP,
                line,
                format!("there is no test `{quoted}`"),
                "write it, or mend the name",
            ));
        }
    }
    found
}

/// A path in backquotes that looks like one of ours is a file or folder that exists.
pub fn paths_exist(tree: &Tree) -> Vec<Violation> {
    const OURS: [&str; 7] = ["src/", "tests/", "docs/", "migrations/", "benches/", ".ci/", "fuzz/"];
    let mut found = Vec::new();
    for (file, text) in
        tree.files.iter().filter(|(file, _)| file.ends_with(".md") && !file.starts_with("tests/"))
    {
        for (line, quoted) in quotes(text) {
            let is_path =
                OURS.iter().any(|start| quoted.starts_with(start)) && !quoted.contains([' ', '<', '*', '{']);
            if is_path && !tree.has(quoted) && !tree.has(&format!("{quoted}.rs")) {
                let what = format!("`{quoted}` does not exist");
                found.push(breaks(
                    file,
                    line,
                    what,
                    "name the place where it is now; write <noun> for any name",
                ));
            }
        }
    }
    found
}

/// A document that a source, a migration or a settings file sends its reader to is there.
pub fn references_exist(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let sends = |file: &str| {
        ["rs", "sql", "toml", "ftl"].iter().any(|end| file.ends_with(end)) && !file.starts_with("tests/")
    };
    for (file, text) in tree.files.iter().filter(|(file, _)| sends(file)) {
        for (at, line) in text.lines().enumerate() {
            let words = line.split(|c: char| !c.is_alphanumeric() && !"/-_.".contains(c));
            for word in words.filter(|word| word.starts_with("docs/")).map(|word| word.trim_end_matches('.'))
            {
                if !tree.has(word) {
                    found.push(breaks(
                        file,
                        at + 1,
                        format!("`{word}` does not exist"),
                        "write it, or name the right one",
                    ));
                }
            }
        }
    }
    found
}

/// A page under `docs/` is listed where its readers begin: decisions in their own list, all others in the README.
pub fn every_page_is_listed(tree: &Tree) -> Vec<Violation> {
    let pages = tree.files.keys().filter(|file| file.starts_with("docs/") && file.ends_with(".md"));
    pages
        .filter_map(|page| {
            let decision = page.starts_with("docs/decisions/");
            let list = if decision { "docs/decisions/README.md" } else { README };
            let listed = tree.file(list).is_ok_and(|text| text.contains(&format!("`{page}`")));
            (page != list && !listed)
                .then(|| breaks(list, 1, format!("`{page}` is not listed"), "give it a line"))
        })
        .collect()
}

/// The README is at most 120 lines and gives its two commands, each alone on a line.
pub fn readme(tree: &Tree) -> Vec<Violation> {
    let text = match tree.file(README) {
        Ok(text) => text,
        Err(missing) => return vec![missing],
    };
    let mut found = too_long(README, text, README_LINES_MAX);
    for command in TWO_COMMANDS {
        if !text.lines().any(|line| line == command) {
            let what = format!("`{command}` does not stand alone on a line");
            found.push(breaks(README, 1, what, "give it a fenced block of its own"));
        }
    }
    found
}

fn too_long(file: &str, text: &str, lines_max: usize) -> Vec<Violation> {
    let lines = text.lines().count();
    if lines <= lines_max {
        return Vec::new();
    }
    vec![breaks(
        file,
        lines,
        format!("{lines} lines, at most {lines_max}"),
        "say less here and link to docs/",
    )]
}

/// Texts in single backquotes, with their lines; fenced blocks are left out.
fn quotes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines()
        .enumerate()
        .filter(move |(_, line)| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        })
        .flat_map(|(at, line)| line.split('`').skip(1).step_by(2).map(move |quoted| (at + 1, quoted)))
}

/// The sections of the manifest that name dependencies, for every system or for one.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The names of all dependencies in a manifest.
pub fn named_dependencies(manifest: &str) -> BTreeSet<String> {
    let manifest: toml::Table = manifest.parse().expect("Cargo.toml is TOML");
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables = targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    std::iter::once(&manifest)
        .chain(tables)
        .flat_map(|table| DEPENDENCIES.iter().filter_map(|section| table.get(*section)?.as_table()))
        .flat_map(toml::Table::keys)
        .cloned()
        .collect()
}

/// Every dependency has one line of reason, and no reason is left of one that is gone.
pub fn dependencies(tree: &Tree) -> Vec<Violation> {
    let (manifest, reasons) = match (tree.file("Cargo.toml"), tree.file(REASONS)) {
        (Ok(manifest), Ok(reasons)) => (manifest, reasons),
        (Err(missing), _) | (_, Err(missing)) => return vec![missing],
    };
    let wanted = named_dependencies(manifest);
    let given: Vec<(usize, &str)> = reasons
        .lines()
        .enumerate()
        .filter_map(|(at, line)| {
            let (name, reason) = line.strip_prefix("- `")?.split_once("`: ")?;
            (reason.len() > 10).then_some((at + 1, name))
        })
        .collect();
    let mut found = Vec::new();
    for name in wanted.iter().filter(|name| given.iter().filter(|(_, given)| given == name).count() != 1) {
        let what = format!("`{name}` has no line of its own");
        found.push(breaks(REASONS, 1, what, "write one line: - `name`: why it is needed, and why this one"));
    }
    for (line, name) in given.iter().filter(|(_, name)| !wanted.contains(*name)) {
        found.push(breaks(REASONS, *line, format!("`{name}` is not a dependency"), "delete the line"));
    }
    found
}

/// Each group of lints in `Cargo.toml` follows a comment, and each ban in `clippy.toml` gives its reason.
pub fn lints(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut reason = false;
    let mut inside = false;
    let manifest = tree.file("Cargo.toml").unwrap_or_default();
    for (at, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.starts_with("[lints");
            reason = false;
        } else if line.starts_with('#') {
            reason = true;
        } else if inside && !line.is_empty() && !reason {
            found.push(breaks(
                "Cargo.toml",
                at + 1,
                format!("{line:?} has no reason"),
                "say why in a comment above",
            ));
        }
    }
    let bans = tree.file("clippy.toml").unwrap_or_default();
    for (at, line) in bans.lines().enumerate().filter(|(_, line)| line.contains("{ path = ")) {
        if !line.contains("reason = \"") {
            found.push(breaks("clippy.toml", at + 1, "a ban without a reason".into(), "add reason = \"…\""));
        }
    }
    found
}

/// Each exception in `deny.toml` says why, and until when.
pub fn exceptions_end(tree: &Tree) -> Vec<Violation> {
    const FILE: &str = "deny.toml";
    let text = match tree.file(FILE) {
        Ok(text) => text,
        Err(missing) => return vec![missing],
    };
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| line.contains("{ id = ")) {
        if !line.contains("; until 20") {
            let mend = "add reason = \"…; until YEAR-MONTH-DAY\"";
            found.push(breaks(FILE, at + 1, "an exception without a reason and an end".into(), mend));
        }
    }
    found
}

/// Every package in the lock file comes from the registry, with a checksum: no git, no path but this package.
pub fn sources(tree: &Tree) -> Vec<Violation> {
    const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
    let lock: toml::Table = match tree.file("Cargo.lock") {
        Ok(text) => text.parse().expect("Cargo.lock is TOML"),
        Err(missing) => return vec![missing],
    };
    let packages = lock.get("package").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    packages
        .iter()
        .filter_map(|package| {
            let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
            let name = text("name")?;
            let ours = name == "openchair" && text("source").is_none();
            let sound = text("source") == Some(REGISTRY) && text("checksum").is_some();
            (!ours && !sound).then(|| {
                let what = format!("`{name}` does not come from the registry");
                breaks("Cargo.lock", 1, what, "depend on a published version")
            })
        })
        .collect()
}

#[test]
fn a_map_that_is_wrong_or_long_is_found() {
    let sources = [("src/bot.rs", ""), ("src/main.rs", "")];
    let tree = |map: &str| Tree::fake(&[&sources[..], &[(MAP, map)]].concat());
    assert_holds(&map(&tree("```\nsrc/\n  main.rs  x\n  bot.rs   y\n           more\n```\n")));
    assert_breaks(&map(&tree("```\nsrc/\n  main.rs\n  bot.rs\n  web/\n```\n")), MAP, 5);
    assert_breaks(&map(&tree("```\nsrc/\n  main.rs\n```\n")), MAP, 1);
    let long = format!("```\nsrc/\n  main.rs\n  bot.rs\n```\n{}", "x\n".repeat(MAP_LINES_MAX));
    assert_breaks(&map(&tree(&long)), MAP, MAP_LINES_MAX + 5);
}

#[test]
fn an_invariant_without_its_test_is_found() {
    let names: Vec<String> = (1..=INVARIANTS).map(|number| format!("invariant_{number}_holds")).collect();
    let tests: String = names.iter().map(|name| format!("fn {name}() {{\n}}\n")).collect();
    let text: String = names.iter().map(|name| format!("- `{name}`\n")).collect();
    assert_holds(&invariants_have_tests(&Tree::fake(&[(MAP, &text)]), &tests));
    let less = text.replace("- `invariant_4_holds`\n", "");
    assert_breaks(&invariants_have_tests(&Tree::fake(&[(MAP, &less)]), &tests), MAP, 1);
    let fewer = tests.replace("fn invariant_9_holds", "fn something");
    assert_eq!(invariants_have_tests(&Tree::fake(&[(MAP, &text)]), &fewer).len(), 2);
}

#[test]
fn a_path_that_is_gone_is_found() {
    let text = "See `src/bot.rs`, `src/<noun>.rs` and `src/old`.\n```\n`src/older`\n```\nAnd `cargo test`.";
    let tree = Tree::fake(&[("docs/a.md", text), ("src/bot.rs", "")]);
    assert_breaks(&paths_exist(&tree), "docs/a.md", 1);
}

#[test]
fn a_reader_sent_nowhere_is_found() {
    let tree = Tree::fake(&[("src/a.rs", "// See docs/b.md.\n// And docs/c.md, please."), ("docs/b.md", "")]);
    assert_breaks(&references_exist(&tree), "src/a.rs", 2);
}

#[test]
fn a_page_that_nobody_finds_is_found() {
    let list = ("docs/decisions/README.md", "| `docs/decisions/a.md` |");
    let files = [list, ("docs/decisions/a.md", ""), ("docs/b.md", ""), (README, "see `docs/b.md`")];
    assert_holds(&every_page_is_listed(&Tree::fake(&files)));
    let more = [&files[..], &[("docs/c.md", "")]].concat();
    assert_breaks(&every_page_is_listed(&Tree::fake(&more)), README, 1);
    let more = [&files[..], &[("docs/decisions/d.md", "")]].concat();
    assert_breaks(&every_page_is_listed(&Tree::fake(&more)), list.0, 1);
}

#[test]
fn a_readme_without_its_commands_is_found() {
    assert_holds(&readme(&Tree::fake(&[(README, "cargo run -- console\ncargo test\n")])));
    assert_breaks(&readme(&Tree::fake(&[(README, "cargo run -- console\nRun cargo test.\n")])), README, 1);
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let manifest =
        ("Cargo.toml", "[dependencies]\nserde = \"1\"\n[target.'cfg(unix)'.dependencies]\ninsta = \"1\"\n");
    let both = "- `serde`: values to and from text.\n- `insta`: snapshots of texts.\n";
    assert_holds(&dependencies(&Tree::fake(&[manifest, (REASONS, both)])));
    let one = "- `serde`: values to and from text.\n";
    assert_breaks(&dependencies(&Tree::fake(&[manifest, (REASONS, one)])), REASONS, 1);
    let more = format!("{both}- `rrule`: gone since long ago.\n");
    assert_breaks(&dependencies(&Tree::fake(&[manifest, (REASONS, &more)])), REASONS, 3);
}

#[test]
fn a_lint_without_a_reason_is_found() {
    let bare = "[lints.clippy]\npanic = \"deny\"\n";
    assert_breaks(&lints(&Tree::fake(&[("Cargo.toml", bare)])), "Cargo.toml", 2);
    let ban = "disallowed-methods = [\n  { path = \"std::env::var\" },\n]\n";
    assert_breaks(&lints(&Tree::fake(&[("clippy.toml", ban)])), "clippy.toml", 2);
}

#[test]
fn a_package_from_elsewhere_is_found() {
    let lock = "[[package]]\nname = \"openchair\"\n[[package]]\nname = \"a\"\nsource = \"git+https://x\"\n";
    assert_breaks(&sources(&Tree::fake(&[("Cargo.lock", lock)])), "Cargo.lock", 1);
}

#[test]
fn an_exception_without_an_end_is_found() {
    let held = "  { id = \"RUSTSEC-1\", reason = \"not called; until 2026-12-31\" },\n";
    assert_holds(&exceptions_end(&Tree::fake(&[("deny.toml", held)])));
    let open = format!("{held}  {{ id = \"RUSTSEC-2\", reason = \"not called\" }},\n");
    assert_breaks(&exceptions_end(&Tree::fake(&[("deny.toml", &open)])), "deny.toml", 2);
}
