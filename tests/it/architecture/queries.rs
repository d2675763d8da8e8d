//! Where SQL stands, and that every query over a tenant's rows names the community.

use super::facts::Text;
use super::schema::{SCHEMA, TENANT, tables, words};
use super::tree::{Source, Tree, Violation};
use super::{assert_breaks, assert_holds};
use std::collections::BTreeSet;

/// Functions that look across communities on purpose: file, name, reason. None of them is called for a person.
const ACROSS_COMMUNITIES: &[(&str, &str, &str)] = &[
    ("src/storage/delivery/counter.rs", "counters", "the admin is told of the whole deployment, in numbers"),
    ("src/storage/delivery/counter.rs", "lag", "the admin is told of the whole deployment, in numbers"),
    ("src/storage/delivery/counter.rs", "platforms", "the admin is told of the whole deployment, in numbers"),
    (
        "src/storage/delivery/counter.rs",
        "redrive_all",
        "the admin tries everything again; each row keeps its community",
    ),
    ("src/storage/journal.rs", "reapply", "whoever was erased is erased again, wherever they were"),
    ("src/storage/delivery/digest.rs", "holders", "one runner plans the week; each row brings its community"),
    ("src/storage/delivery/claim.rs", "claim", "each wanted row is named with its community"),
    ("src/storage/delivery/due.rs", "due", "one runner sends for all communities, in turns"),
    ("src/storage/delivery/due.rs", "next_due", "one runner sends for all communities, in turns"),
    ("src/storage/delivery/due.rs", "burst", "a platform's speed is one for all communities"),
    ("src/storage/delivery/untrue.rs", "untrue", "one runner takes back for all communities"),
    ("src/storage/delivery/untrue.rs", "next_untrue", "one runner takes back for all communities"),
    (
        "src/storage/delivery/claim.rs",
        "release_orphans",
        "a restart takes up what was begun, in all communities",
    ),
    ("src/storage/rsvp.rs", "next_offer_end", "one runner passes offers on"),
    (
        "src/storage/rsvp.rs",
        "with_ended_offers",
        "one runner passes offers on; each row brings its community",
    ),
    ("src/storage/series.rs", "next_lay_out", "one runner lays out sessions"),
    ("src/storage/series.rs", "to_lay_out", "one runner lays out sessions; each row brings its community"),
    (
        "src/storage/session/laws.rs",
        "behind",
        "one runner follows the clock laws; each row brings its community",
    ),
    ("src/storage/retention.rs", "after_session", "everybody's data is forgotten in time"),
    ("src/storage/retention.rs", "after_done", "everybody's data is forgotten in time"),
    ("src/storage/retention.rs", "next_sweep", "everybody's data is forgotten in time"),
    ("src/storage/retention.rs", "sweep_by_age", "everybody's data is forgotten in time"),
    ("src/storage/delivery/due.rs", "first_orphan", "a restart takes up what was begun, in all communities"),
    ("src/storage/group/mod.rs", "next_resume", "one runner ends pauses"),
    ("src/storage/group/mod.rs", "to_resume", "one runner ends pauses; each row brings its community"),
];

/// Words that begin a statement, and a word that must follow somewhere for it to be one.
const STATEMENTS: [(&str, &str); 14] = [
    ("SELECT ", ""),
    ("INSERT ", " INTO "),
    ("UPDATE ", " SET "),
    ("DELETE ", " FROM "),
    ("REPLACE ", " INTO "),
    ("WITH ", " AS "),
    ("CREATE ", " "),
    ("ALTER ", " TABLE "),
    ("DROP ", " "),
    ("PRAGMA ", ""),
    ("VACUUM", ""),
    ("BEGIN ", "IMMEDIATE"),
    ("ATTACH ", " AS "),
    ("SAVEPOINT ", ""),
];

/// Invariant 3: no SQL text outside `storage/`.
pub fn only_in_storage(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| source.top() != "storage") {
        for text in source.facts.texts.iter().filter(|text| is_sql(&text.it.value)) {
            let what = format!("SQL outside storage: {:?}", start_of(&text.it));
            let mend = "write a function in storage/ named after what it finds or changes, and call it";
            found.push(source.breaks("invariant 3", text.line, what, mend));
        }
    }
    found
}

/// Invariant 3: a struct that is read from a row is private to its file.
pub fn rows_are_private(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in tree.under("src/storage/") {
        for row in &source.facts.structs {
            let from_row =
                row.it.derives.iter().any(|derive| derive == "FromRow" || derive.ends_with("::FromRow"));
            if from_row && !row.it.private {
                let what = format!("`{}` is read from a row and public", row.it.name);
                let mend = "keep it private and turn it into a domain type, with an error naming table, column and row";
                found.push(source.breaks("invariant 3", row.line, what, mend));
            }
        }
    }
    found
}

/// Invariant 8: a query over a tenant's table has the community in it, bound to a value.
///
/// A query may be put together: by a macro that is given its end, in one function, or by a function that is given its
/// beginning. Then the community is bound in that end, in that function, or in the other one.
pub fn name_their_community(tree: &Tree) -> Vec<Violation> {
    let tenants: Vec<String> =
        tables(tree).into_iter().filter(|(_, table)| table.of_a_tenant()).map(|(name, _)| name).collect();
    let texts = || {
        tree.under("src/storage/")
            .flat_map(|source| source.facts.texts.iter().map(move |text| (source, text)))
    };
    let names_a_tenant = |text: &Text| {
        let query = text.value.to_lowercase();
        is_sql(&text.value) && is_about_rows(&query) && tenants.iter().any(|table| is_named(table, &query))
    };
    // A macro may hold the middle of a query: what counts is that it reads from a tenant's table.
    let reads_a_tenant = |text: &Text| {
        let part = text.value.to_lowercase();
        words(&part).contains(&"from") && tenants.iter().any(|table| is_named(table, &part))
    };
    let macros: BTreeSet<String> = texts()
        .filter(|(_, text)| reads_a_tenant(&text.it))
        .filter_map(|(_, text)| text.it.inside.as_deref()?.strip_prefix("macro_rules!").map(str::to_owned))
        .collect();
    let mut found = Vec::new();
    for (source, text) in texts() {
        let inside = text.it.inside.as_deref().unwrap_or_default();
        let judged =
            (names_a_tenant(&text.it) && !inside.starts_with("macro_rules!")) || macros.contains(inside);
        if judged && !binds(&text.it) && !bound_around(source, &text.it) && !excused(source, &text.it) {
            let what = format!("a query without its {TENANT}: {:?}", start_of(&text.it));
            let mend =
                "take the community as an argument and put it in the WHERE clause (or the inserted columns)";
            found.push(source.breaks("invariant 8", text.line, what, mend));
        }
    }
    found
}

/// Whether a text binds the community to a value, or inserts it.
fn binds(text: &Text) -> bool {
    let query = text.value.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let compared = format!("{TENANT} = ");
    let bound = query.match_indices(&compared).any(|(at, _)| {
        query.split_at(at).1.strip_prefix(&compared).is_some_and(|value| value.starts_with(['?', ':', '$']))
    });
    bound || query.ends_with(compared.trim_end()) || (query.starts_with("insert ") && query.contains(TENANT))
}

/// Whether the beginning of a query stands in a function that binds the community, or is given to one of this file.
fn bound_around(source: &Source, text: &Text) -> bool {
    let beginning = !text.value.to_lowercase().contains(" where ");
    let places = [&text.function, &text.given_to];
    let binds_there =
        |other: &Text| other.function.is_some() && places.contains(&&other.function) && binds(other);
    beginning && source.facts.texts.iter().any(|other| binds_there(&other.it))
}

fn excused(source: &Source, text: &Text) -> bool {
    ACROSS_COMMUNITIES
        .iter()
        .any(|(file, name, _)| source.path == *file && text.function.as_deref() == Some(name))
}

/// An exception that nothing needs any more is one too many.
pub fn exceptions_are_needed(tree: &Tree) -> Vec<Violation> {
    let exists = |file: &str, name: &str| {
        tree.sources
            .iter()
            .any(|source| source.path == file && source.facts.functions.iter().any(|f| f.it.name == name))
    };
    ACROSS_COMMUNITIES
        .iter()
        .filter(|(file, name, _)| !exists(file, name))
        .map(|(file, name, _)| Violation {
            file: (*file).to_owned(),
            line: 1,
            rule: "invariant 8",
            found: format!("there is no `{name}` that would need an exception"),
            mend: "delete its line from ACROSS_COMMUNITIES".into(),
        })
        .collect()
}

fn is_about_rows(query: &str) -> bool {
    !["create ", "alter ", "drop ", "pragma ", "vacuum"]
        .iter()
        .any(|start| query.trim_start().starts_with(start))
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    STATEMENTS.iter().any(|(start, then)| text.starts_with(start) && text.contains(then))
}

fn start_of(text: &Text) -> String {
    let one_line: Vec<&str> = text.value.split_whitespace().collect();
    one_line.join(" ").chars().take(70).collect()
}

/// Whether a query names a table. A table whose name is a word of SQL (`"group"`) stands in quotes there.
fn is_named(table: &str, query: &str) -> bool {
    const RESERVED: [&str; 3] = ["group", "order", "index"];
    if RESERVED.contains(&table) {
        query.contains(&format!("\"{table}\""))
    } else {
        words(query).contains(&table)
    }
}

#[test]
fn sql_elsewhere_is_found() {
    let text = "fn f() {\n  q(\"SELECT name FROM groups\");\n}";
    let tree = Tree::fake(&[("src/commands/group.rs", text), ("src/storage/group.rs", text)]);
    assert_breaks(&only_in_storage(&tree), "src/commands/group.rs", 2);
    let prose = "fn f() { q(\"Select a group\"); r(\"UPDATE your bookmarks\"); }";
    assert_holds(&only_in_storage(&Tree::fake(&[("src/commands/group.rs", prose)])));
}

#[test]
fn a_public_row_is_found() {
    let text = "#[derive(sqlx::FromRow)]\nstruct Row {}\n#[derive(Debug, FromRow)]\npub(crate) struct Open {}\n#[derive(FromRow)]\npub(super) struct Near {}";
    assert_breaks(
        &rows_are_private(&Tree::fake(&[("src/storage/group.rs", text)])),
        "src/storage/group.rs",
        4,
    );
}

#[test]
fn a_query_across_communities_is_found() {
    let text = "fn f() {\n  q(\"SELECT * FROM \\\"group\\\" WHERE id = ?1\");\n  q(\"SELECT * FROM fact GROUP BY id\");\n\
                q(\"DELETE FROM \\\"group\\\" WHERE community = ?1\");\n}";
    let tree = Tree::fake(&[("migrations/1_start.sql", SCHEMA), ("src/storage/group.rs", text)]);
    assert_breaks(&name_their_community(&tree), "src/storage/group.rs", 2);
    let joined = "fn f() { q(concat!(\"SELECT * FROM \\\"group\\\" \", \"WHERE community = ?1\")); }";
    let tree = Tree::fake(&[("migrations/1_start.sql", SCHEMA), ("src/storage/group.rs", joined)]);
    assert_holds(&name_their_community(&tree));
}

#[test]
fn a_query_in_pieces_must_bind_its_community_somewhere() {
    let judge = |text: &str| {
        let tree = Tree::fake(&[("migrations/1_start.sql", SCHEMA), ("src/storage/group.rs", text)]);
        name_their_community(&tree).len()
    };
    let macro_head =
        "macro_rules! all { ($rest:literal) => { concat!(\"SELECT * FROM \\\"group\\\" \", $rest) }; }";
    assert_eq!(judge(&format!("{macro_head} fn f() {{ q(all!(\"WHERE community = ?1\")); }}")), 0);
    assert_eq!(judge(&format!("{macro_head} fn f() {{ q(all!(\"WHERE id = ?1\")); }}")), 1);
    let begin = "fn f() { visible(\"SELECT id FROM \\\"group\\\"\"); }";
    assert_eq!(judge(&format!("{begin} fn visible(q: &str) {{ push(\" WHERE community = \"); }}")), 0);
    assert_eq!(judge(&format!("{begin} fn visible(q: &str) {{ push(\" WHERE id = \"); }}")), 1);
    let bare = "macro_rules! all { () => { \"SELECT * FROM \\\"group\\\" \" }; }";
    assert_eq!(judge(&format!("{bare} fn f() {{ q(concat!(all!(), \"WHERE community = ?\")); }}")), 0);
    assert_eq!(judge(&format!("{bare} fn f() {{ q(concat!(all!(), \"WHERE id = ?\")); }}")), 1);
    let middle = "macro_rules! of { () => { \"id FROM \\\"group\\\" AS g \" }; }";
    assert_eq!(
        judge(&format!("{middle} fn f() {{ q(concat!(\"SELECT \", of!(), \"WHERE g.id = ?\")); }}")),
        1
    );
    let join = "fn f() { q(\"SELECT * FROM \\\"group\\\" AS g JOIN x ON g.community = x.community WHERE g.id = ?1\"); }";
    assert_eq!(judge(join), 1);
}
