//! The sources as the rules see them: parsed Rust files, and every other text file of the repository.

use super::facts::{self, Facts};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Folders that are not ours, or not text.
const NOT_OURS: [&str; 4] = ["target", ".git", "proptest-regressions", "node_modules"];

/// One broken rule: where it is broken, and how to mend it.
#[derive(Debug)]
pub struct Violation {
    /// Path from the package's root.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// `invariant 3`, or the name of a smaller rule.
    pub rule: &'static str,
    /// What was found.
    pub found: String,
    /// What to do instead.
    pub mend: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}\n    to mend: {}", self.file, self.line, self.rule, self.found, self.mend)
    }
}

/// One Rust file with what the rules need to know of its production code.
pub struct Source {
    /// Path from the package's root, such as `src/domain/zone.rs`.
    pub path: String,
    /// The file's module path, such as `["domain", "zone"]`.
    pub module: Vec<String>,
    /// What the production code of the file uses and contains.
    pub facts: Facts,
}

impl Source {
    /// The top-level module the file belongs to; `main` and `lib` for the two roots.
    pub fn top(&self) -> &str {
        match self.module.first() {
            Some(name) => name,
            None if self.path.ends_with("main.rs") => "main",
            None => "lib",
        }
    }

    /// A violation at a line of this file.
    pub fn breaks(&self, rule: &'static str, line: usize, found: String, mend: &str) -> Violation {
        Violation { file: self.path.clone(), line, rule, found, mend: mend.to_owned() }
    }

    /// The absolute module path behind a path written in this file; none for paths into other crates.
    pub fn resolve(&self, path: &str) -> Option<Vec<String>> {
        let mut written = path.split("::").peekable();
        let mut found = match *written.peek()? {
            "crate" | "openchair" => Vec::new(),
            "self" | "super" => self.module.clone(),
            _ => return None,
        };
        for part in written.skip_while(|part| matches!(*part, "crate" | "openchair" | "self")) {
            if part == "super" {
                found.pop();
            } else {
                found.push(part.to_owned());
            }
        }
        Some(found)
    }
}

/// All that the rules look at.
pub struct Tree {
    /// Production sources under `src/`, parsed.
    pub sources: Vec<Source>,
    /// Every text file of the repository by its path from the root, `src/` included.
    pub files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads the package this test belongs to.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = BTreeMap::new();
        collect(root, root, &mut files);
        Self::of(files)
    }

    /// A small tree for a test of a rule.
    pub fn fake(files: &[(&str, &str)]) -> Self {
        Self::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    fn of(files: BTreeMap<String, String>) -> Self {
        let parsed: Vec<Source> = files
            .iter()
            .filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs"))
            .map(|(path, text)| Source {
                path: path.clone(),
                module: module_of(path),
                facts: facts::of(path, text),
            })
            .collect();
        let of_tests: Vec<Vec<String>> = parsed
            .iter()
            .flat_map(|source| {
                source
                    .facts
                    .test_modules
                    .iter()
                    .map(|name| [source.module.as_slice(), std::slice::from_ref(name)].concat())
            })
            .collect();
        let sources = parsed
            .into_iter()
            .filter(|source| !source.facts.all_test)
            .filter(|source| !of_tests.iter().any(|tests| source.module.starts_with(tests)))
            .collect();
        Self { sources, files }
    }

    /// The sources whose path begins with `prefix` (a folder or a file).
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Source> {
        self.sources.iter().filter(move |source| source.path.starts_with(prefix))
    }

    /// The text of one file of the repository, with a violation in its place when it is missing.
    pub fn file(&self, path: &str) -> Result<&str, Violation> {
        self.files.get(path).map(String::as_str).ok_or_else(|| Violation {
            file: path.to_owned(),
            line: 1,
            rule: "documents",
            found: "the file is missing".to_owned(),
            mend: "write it".to_owned(),
        })
    }

    /// Whether a file or a folder of that path is part of the repository.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    /// The chat adapters: the folders of `src/chat/`.
    pub fn adapters(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix("src/chat/"))
            .filter_map(|rest| rest.split_once('/'))
            .map(|(folder, _)| folder.to_owned())
            .collect();
        names.dedup();
        names
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("the package can be read") {
        let path = entry.expect("the folder can be listed").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let from_root = path.strip_prefix(root).expect("below the root");
            files.insert(from_root.to_string_lossy().replace('\\', "/"), text);
        }
    }
}

fn module_of(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let inside = inside.strip_suffix("/mod").unwrap_or(inside);
    match inside {
        "main" | "lib" => Vec::new(),
        other => other.split('/').map(str::to_owned).collect(),
    }
}

#[test]
fn a_path_is_resolved_from_where_it_is_written() {
    let tree = Tree::fake(&[("src/storage/roster/mod.rs", ""), ("src/bot.rs", "")]);
    let roster = tree.under("src/storage/").next().unwrap();
    let owned = |path: &str| roster.resolve(path).map(|parts| parts.join("::"));
    assert_eq!(owned("super::super::chat::Place").as_deref(), Some("chat::Place"));
    assert_eq!(owned("super::group::find").as_deref(), Some("storage::group::find"));
    assert_eq!(owned("self::row::Row").as_deref(), Some("storage::roster::row::Row"));
    assert_eq!(owned("crate::domain::Group").as_deref(), Some("domain::Group"));
    assert_eq!(owned("std::fmt::Display"), None);
}

#[test]
fn a_module_of_tests_in_its_own_file_is_not_production() {
    let tree = Tree::fake(&[
        ("src/domain/mod.rs", "#[cfg(test)]\nmod cases;\nmod zone;"),
        ("src/domain/cases.rs", "fn f() { std::fs::read(\"x\"); }"),
        ("src/domain/zone.rs", ""),
        ("src/domain/laws.rs", "#![cfg(test)]"),
    ]);
    let left: Vec<&str> = tree.sources.iter().map(|source| source.path.as_str()).collect();
    assert_eq!(left, ["src/domain/mod.rs", "src/domain/zone.rs"]);
}
