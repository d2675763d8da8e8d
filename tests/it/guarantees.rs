//! docs/guarantees.md names tests for each of the eleven guarantees, and each of them exists.

use std::fs;
use std::path::Path;

const PAGE: &str = "docs/guarantees.md";

/// The text of every Rust file below a folder.
fn code(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The tests that the last column of a guarantee's row names.
fn named(row: &str) -> Vec<&str> {
    let proofs = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
    let quoted = proofs.split('`').skip(1).step_by(2);
    quoted.filter(|name| name.contains('_') && !name.contains(' ')).collect()
}

#[test]
fn every_guarantee_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join(PAGE)).unwrap();
    let mut all = String::new();
    code(&root.join("src"), &mut all);
    code(&root.join("tests"), &mut all);
    for number in 1..=11 {
        let row = page.lines().find(|line| line.starts_with(&format!("| G{number} |")));
        let row = row.unwrap_or_else(|| panic!("{PAGE} has no row for G{number}"));
        let tests = named(row);
        assert!(!tests.is_empty(), "G{number} names no test");
        for test in tests {
            assert!(all.contains(&format!("fn {test}(")), "G{number} names {test}, which is no test");
        }
    }
}

#[test]
fn a_test_that_does_not_exist_would_be_found() {
    assert_eq!(named("| G1 | a | b | `g1_one`, `cargo bench`, `g1_two` |"), ["g1_one", "g1_two"]);
}
