//! Sizes, headers, names and leftovers: the small rules that keep the house tidy.

use super::tree::{Tree, Violation};
use super::{assert_breaks, assert_holds};

/// Lines of code in one function, as in `clippy.toml`.
const FUNCTION_LINES_MAX: usize = 70;

/// Lines of production code in one file.
const FILE_LINES_MAX: usize = 500;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 12] = [
    "utils", "util", "helpers", "helper", "common", "manager", "managers", "service", "services", "misc",
    "shared", "stuff",
];

/// Where nothing may be left lying about: ours, and written by hand.
const SEARCHED: [&str; 8] =
    ["src/", "tests/", "benches/", "migrations/", "docs/", "fuzz/", "examples/", ".ci/"];

/// Invariant 9: at most 70 lines of code in a function and 500 in a file.
pub fn sizes(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in &tree.sources {
        for function in source.facts.functions.iter().filter(|function| !function.it.excused) {
            if function.it.lines > FUNCTION_LINES_MAX {
                let what = format!("`{}` has {} lines of code", function.it.name, function.it.lines);
                let mend =
                    "give its steps names; or #[expect(clippy::too_many_lines, reason = \"…\")] where rare";
                found.push(source.breaks("invariant 9", function.line, what, mend));
            }
        }
        if source.facts.code_lines > FILE_LINES_MAX {
            let what = format!("{} lines of production code in one file", source.facts.code_lines);
            found.push(source.breaks(
                "invariant 9",
                1,
                what,
                "split it by noun; tests can have their own file",
            ));
        }
    }
    found
}

/// Invariant 9: every Rust file begins with a sentence that says what it is for.
pub fn headers(tree: &Tree) -> Vec<Violation> {
    tree.files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .filter(|(_, text)| !has_header(text))
        .map(|(path, _)| Violation {
            file: path.clone(),
            line: 1,
            rule: "invariant 9",
            found: "no sentence says what the file is for".into(),
            mend: "begin with `//! ` and one sentence that ends with a full stop".into(),
        })
        .collect()
}

fn has_header(text: &str) -> bool {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let paragraph: Vec<&str> = lines.map(str::trim).take_while(|line| !line.is_empty()).collect();
    let sentence = paragraph.join(" ");
    sentence.ends_with(['.', ':', ')']) && sentence.split_whitespace().count() >= 3
}

/// Folders and files are named after what they hold.
pub fn folder_names(tree: &Tree) -> Vec<Violation> {
    tree.files
        .keys()
        .filter(|path| path.starts_with("src/") || path.starts_with("tests/") || path.starts_with("benches/"))
        .filter(|path| path.split('/').any(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs"))))
        .map(|path| Violation {
            file: path.clone(),
            line: 1,
            rule: "names",
            found: "a name that says nothing about what is inside".into(),
            mend: "name it after the noun it holds".into(),
        })
        .collect()
}

/// No leftover markers, no paths of one machine, no test that is switched off without a reason.
pub fn leftovers(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, text) in tree.files.iter().filter(|(path, _)| is_searched(path)) {
        for (at, line) in text.lines().enumerate() {
            let Some((what, mend)) = leftover(path, line) else { continue };
            found.push(Violation {
                file: path.clone(),
                line: at + 1,
                rule: "leftovers",
                found: what,
                mend: mend.to_owned(),
            });
        }
    }
    found
}

fn is_searched(path: &str) -> bool {
    let at_root =
        !path.contains('/') && (path.ends_with(".md") || path.ends_with(".toml") || path == "justfile");
    let snapshots_and_prose = ["rs", "md", "sql", "toml", "ftl", "py", "txt", "run"];
    let ours = SEARCHED.iter().any(|folder| path.starts_with(folder));
    let ending = path.rsplit(['.', '/']).next().unwrap_or_default();
    at_root || (ours && snapshots_and_prose.contains(&ending))
}

fn leftover(path: &str, line: &str) -> Option<(String, &'static str)> {
    let markers = [concat!("TO", "DO"), concat!("FIX", "ME")];
    if let Some(marker) = markers.iter().find(|marker| holds_word(line, marker)) {
        return Some((
            format!("the marker {marker}"),
            "do it, or file it where the project keeps its open work",
        ));
    }
    let machine = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("../shared/", "design")];
    if !path.starts_with(".ci/")
        && let Some(place) = machine.iter().find(|place| line.contains(**place))
    {
        return Some((
            format!("`{place}` is a place on one machine"),
            "name things by their place in this repository",
        ));
    }
    let off = concat!("#[ig", "nore]");
    line.trim_start().starts_with(off).then(|| {
        ("a test that never runs and does not say why".to_owned(), "say why: #[ignore = \"…\"], or delete it")
    })
}

fn holds_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
}

#[test]
fn a_long_function_is_found_unless_it_says_why() {
    let long = format!("fn f() {{\n{}}}", "  g();\n".repeat(FUNCTION_LINES_MAX + 1));
    assert_breaks(&sizes(&Tree::fake(&[("src/bot.rs", &long)])), "src/bot.rs", 1);
    let excused = format!("#[expect(clippy::too_many_lines, reason = \"a table\")]\n{long}");
    assert_holds(&sizes(&Tree::fake(&[("src/bot.rs", &excused)])));
    let just_fits = format!("fn f() {{\n{}  // why\n\n}}", "  g();\n".repeat(FUNCTION_LINES_MAX));
    assert_holds(&sizes(&Tree::fake(&[("src/bot.rs", &just_fits)])));
}

#[test]
fn a_long_file_is_found_and_its_tests_do_not_count() {
    let code = "const A: u8 = 1;\n".repeat(FILE_LINES_MAX);
    let tests = format!("{code}#[cfg(test)]\nmod tests {{\n{}}}\n", "  const B: u8 = 1;\n".repeat(40));
    assert_holds(&sizes(&Tree::fake(&[("src/bot.rs", &tests)])));
    assert_breaks(
        &sizes(&Tree::fake(&[("src/bot.rs", &format!("{code}const C: u8 = 1;"))])),
        "src/bot.rs",
        1,
    );
}

#[test]
fn a_file_without_a_purpose_is_found() {
    assert_breaks(&headers(&Tree::fake(&[("src/bot.rs", "use crate::a;\n")])), "src/bot.rs", 1);
    assert_breaks(&headers(&Tree::fake(&[("tests/it/x.rs", "//! Things\n")])), "tests/it/x.rs", 1);
    assert_holds(&headers(&Tree::fake(&[(
        "src/bot.rs",
        "//! One event in,\n//! one answer out.\n//!\n//! More\n",
    )])));
}

#[test]
fn an_empty_name_is_found() {
    let tree = Tree::fake(&[("src/domain/utils.rs", ""), ("src/domain/roster.rs", "")]);
    assert_breaks(&folder_names(&tree), "src/domain/utils.rs", 1);
}

#[test]
fn what_was_left_lying_about_is_found() {
    for line in [concat!("// TO", "DO: later"), concat!("read(\"/wo", "rk/main\")"), concat!("#[ig", "nore]")]
    {
        let tree = Tree::fake(&[("tests/it/x.rs", &format!("\n{line}"))]);
        assert_breaks(&leftovers(&tree), "tests/it/x.rs", 2);
    }
    assert_holds(&leftovers(&Tree::fake(&[("docs/a.md", "Nothing to do here; see /var/lib/openchair.")])));
}
