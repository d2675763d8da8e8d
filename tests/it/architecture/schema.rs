//! What the migrations make: the keys of tables, and that everything stored is told in docs/privacy.md.

use super::tree::{Tree, Violation};
use super::{assert_breaks, assert_holds};
use std::collections::{BTreeMap, BTreeSet};

/// The column that says whose row it is.
pub const TENANT: &str = "community";

/// Tables that belong to no community, each with the reason.
const SHARED_TABLES: [(&str, &str); 3] = [
    ("community", "the list of communities itself; its id is the community"),
    ("erasure", "keyed hashes of erased people, which name neither a person nor a community"),
    ("fact", "single facts about this database, nothing of a person or a group"),
];

/// Where people are told what is stored.
const TOLD: &str = "docs/privacy.md";

/// Invariant 8: a tenant's table has the community in its key; a table without one is in the short list above.
pub fn keys_are_composite(tree: &Tree) -> Vec<Violation> {
    tables(tree)
        .into_iter()
        .filter_map(|(name, table)| {
            let what = if table.of_a_tenant() {
                (!table.key.contains(TENANT)).then(|| format!("the key of `{name}` lacks `{TENANT}`"))
            } else {
                let known = SHARED_TABLES.iter().any(|(shared, _)| *shared == name);
                (!known).then(|| format!("`{name}` belongs to no {TENANT}"))
            }?;
            let mend = format!("PRIMARY KEY ({TENANT}, …), or a reason in SHARED_TABLES");
            Some(Violation { file: table.file, line: table.line, rule: "invariant 8", found: what, mend })
        })
        .collect()
}

/// P1: every table and column is listed in docs/privacy.md with what it is for, and nothing is listed that is not there.
pub fn what_is_stored_is_told(tree: &Tree) -> Vec<Violation> {
    let text = match tree.file(TOLD) {
        Ok(text) => text,
        Err(missing) => return vec![missing],
    };
    let told: BTreeMap<String, (usize, Vec<String>)> = text
        .lines()
        .enumerate()
        .filter_map(|(at, line)| {
            let mut cells = line.strip_prefix("| `")?.split('|');
            let table = cells.next()?.trim().trim_matches('`').to_owned();
            let columns = cells.next()?.split(',').map(|column| column.trim().trim_matches('`').to_owned());
            Some((table, (at + 1, columns.filter(|column| !column.is_empty()).collect())))
        })
        .collect();
    let stored = tables(tree);
    let mut found = Vec::new();
    let mut wrong = |line: usize, found_there: String| {
        let mend = "what is stored about a person is chosen, not grown: list it there with its reason, or do without it";
        found.push(Violation { file: TOLD.into(), line, rule: "P1", found: found_there, mend: mend.into() });
    };
    for (name, table) in &stored {
        let Some((line, columns)) = told.get(name) else {
            wrong(1, format!("the table `{name}` is not listed"));
            continue;
        };
        let (have, list): (BTreeSet<_>, BTreeSet<_>) =
            (table.columns.iter().collect(), columns.iter().collect());
        for column in have.symmetric_difference(&list) {
            wrong(*line, format!("`{name}.{column}` is stored or listed, and not both"));
        }
    }
    for (name, (line, _)) in told.iter().filter(|(name, _)| !stored.contains_key(*name)) {
        wrong(*line, format!("there is no table `{name}`"));
    }
    found
}

/// The words of a piece of SQL.
pub fn words(query: &str) -> Vec<&str> {
    query.split(|c: char| !c.is_alphanumeric() && c != '_').collect()
}

/// A table of the migrations.
#[derive(Debug)]
pub struct Table {
    file: String,
    line: usize,
    /// Everything between the outer brackets, in lower case.
    body: String,
    /// The columns of the primary key.
    key: String,
    /// The columns, in the order of the table.
    columns: Vec<String>,
}

impl Table {
    /// Whether its rows belong to a community.
    pub fn of_a_tenant(&self) -> bool {
        words(&self.body).contains(&TENANT)
    }
}

/// The tables that the migrations make, by name; a table that a later migration makes anew counts as it is then.
pub fn tables(tree: &Tree) -> BTreeMap<String, Table> {
    let mut found = BTreeMap::new();
    for (file, text) in tree.files.iter().filter(|(file, _)| is_migration(file)) {
        let bare: Vec<&str> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        let bare = bare.join("\n").to_lowercase();
        let mut line = 1;
        let mut pieces = bare.split("create table ");
        line += pieces.next().unwrap_or_default().matches('\n').count();
        for rest in pieces {
            let here = line;
            line += rest.matches('\n').count();
            let rest = rest.trim_start().strip_prefix("if not exists").unwrap_or(rest).trim_start();
            let Some((name, rest)) = rest.split_once('(') else { continue };
            let body = in_brackets(rest);
            let name = name.trim().trim_matches('"').to_owned();
            found.insert(
                name,
                Table {
                    file: file.clone(),
                    line: here,
                    body: body.to_owned(),
                    key: key_of(body),
                    columns: columns_of(body),
                },
            );
        }
        add_columns(&bare, &mut found);
    }
    found
}

/// `ALTER TABLE name ADD COLUMN column …`
fn add_columns(migration: &str, tables: &mut BTreeMap<String, Table>) {
    for change in migration.split("alter table ").skip(1) {
        let mut words = change.split_whitespace().map(|word| word.trim_matches(['"', ';']));
        let (Some(name), Some("add")) = (words.next(), words.next()) else { continue };
        let column = words.find(|word| *word != "column");
        if let (Some(table), Some(column)) = (tables.get_mut(name), column) {
            table.columns.push(column.to_owned());
        }
    }
}

fn is_migration(file: &str) -> bool {
    file.starts_with("migrations/") && file.ends_with(".sql")
}

/// What stands before the bracket that closes the one already opened.
fn in_brackets(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return text.split_at(at).0;
        }
    }
    text
}

/// The first word of each part of a table that is not a constraint of the whole.
fn columns_of(body: &str) -> Vec<String> {
    const CONSTRAINTS: [&str; 5] = ["primary", "foreign", "unique", "check", "constraint"];
    let mut depth = 0;
    let parts = body.split(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        c == ',' && depth == 0
    });
    parts
        .filter_map(|part| part.split_whitespace().next())
        .filter(|word| !CONSTRAINTS.contains(word))
        .map(|word| word.trim_matches('"').to_owned())
        .collect()
}

fn key_of(body: &str) -> String {
    let Some((before, after)) = body.split_once("primary key") else { return String::new() };
    match after.trim_start().strip_prefix('(') {
        Some(columns) => in_brackets(columns).to_owned(),
        // `name TEXT PRIMARY KEY`: the first word of that column.
        None => before
            .rsplit(',')
            .next()
            .and_then(|column| column.split_whitespace().next())
            .unwrap_or("")
            .to_owned(),
    }
}

/// A small schema for tests of rules.
pub const SCHEMA: &str = "
CREATE TABLE \"group\" (
  community TEXT NOT NULL, -- whose
  id TEXT NOT NULL,
  PRIMARY KEY (community, id)
) STRICT;
CREATE TABLE fact (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;
";

#[test]
fn a_key_without_its_community_is_found() {
    assert_holds(&keys_are_composite(&Tree::fake(&[("migrations/1_start.sql", SCHEMA)])));
    let more = format!("{SCHEMA}CREATE TABLE sessions (\n community TEXT, id TEXT PRIMARY KEY) STRICT;");
    let tree = Tree::fake(&[("migrations/1_start.sql", &more)]);
    assert_breaks(&keys_are_composite(&tree), "migrations/1_start.sql", 8);
    let stray = format!("{SCHEMA}CREATE TABLE diaries (id TEXT PRIMARY KEY) STRICT;");
    let tree = Tree::fake(&[("migrations/1_start.sql", &stray)]);
    assert_breaks(&keys_are_composite(&tree), "migrations/1_start.sql", 8);
}

#[test]
fn a_column_that_nobody_is_told_of_is_found() {
    let judge = |schema: &str, told: &str| {
        let tree = Tree::fake(&[("migrations/1_start.sql", schema), (TOLD, told)]);
        what_is_stored_is_told(&tree).into_iter().map(|v| (v.line, v.found)).collect::<Vec<_>>()
    };
    let told = "| table | columns |\n| `group` | community, id | groups |\n| `fact` | id | facts |\n";
    assert_eq!(judge(SCHEMA, told), []);
    let grown = format!("{SCHEMA}ALTER TABLE \"group\" ADD COLUMN mood TEXT;");
    assert_eq!(judge(&grown, told), [(2, "`group.mood` is stored or listed, and not both".to_owned())]);
    let gone = format!("{told}| `diary` | id, text | no longer |\n");
    assert_eq!(judge(SCHEMA, &gone), [(4, "there is no table `diary`".to_owned())]);
    let silent = told.replace("| `fact` | id | facts |\n", "");
    assert_eq!(judge(SCHEMA, &silent), [(1, "the table `fact` is not listed".to_owned())]);
}
