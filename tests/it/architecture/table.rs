//! That there is one table of commands, and that no command can reach into another community.

use super::tree::{Tree, Violation};
use super::{assert_breaks, assert_holds};

/// Where the lint tests of the table stand: limits, options, order, examples.
const LINT_TESTS: &str = "tests/it/commands.rs";

/// Places that may write a typed command as text: the table and its parts, and every sentence's home.
const MAY_QUOTE_COMMANDS: [&str; 4] = ["src/commands/", "src/language/", "src/wording/", "src/cli/"];

/// Invariant 6: `COMMANDS` is defined once, in `commands/`, and its descriptions stand nowhere else.
pub fn stands_once(tree: &Tree) -> Vec<Violation> {
    const RULE: &str = "invariant 6";
    let mut found = Vec::new();
    let mut tables = 0;
    for source in &tree.sources {
        for table in source.facts.constants.iter().filter(|constant| constant.it == "COMMANDS") {
            let at_home = source.top() == "commands";
            tables += usize::from(at_home);
            if tables > 1 || !at_home {
                let mend = "keep the one table in src/commands/ and read it from there";
                found.push(source.breaks(RULE, table.line, "another table of commands".into(), mend));
            }
        }
        let here = ["commands", "language"].contains(&source.top());
        for literal in source.facts.literals.iter().filter(|literal| literal.it == "CommandDescription") {
            if !here {
                let mend = "describe commands in src/commands/; everything else reads the table";
                found.push(source.breaks(RULE, literal.line, "a command described elsewhere".into(), mend));
            }
        }
        for text in source.facts.texts.iter().filter(|text| names_a_command(&text.it.value)) {
            if !MAY_QUOTE_COMMANDS.iter().any(|place| source.path.starts_with(place)) {
                let mend = "take the command's name from the table, or the sentence from wording";
                let what = format!("a command is spelled out: {:?}", text.it.value);
                found.push(source.breaks(RULE, text.line, what, mend));
            }
        }
    }
    if tables > 0 && !tree.has(LINT_TESTS) {
        let mend = "lint the table there: names, limits, order of arguments, and that each example parses";
        let what = "the table of commands has no lint tests".into();
        found.push(Violation {
            file: LINT_TESTS.into(),
            line: 1,
            rule: RULE,
            found: what,
            mend: mend.into(),
        });
    }
    found
}

/// Invariant 8: the community comes with the authenticated event, so no command has an argument of that name.
pub fn no_argument_is_a_community(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in tree.under("src/commands/") {
        for text in source.facts.texts.iter().filter(|text| text.it.value == "community") {
            let mend = "use the context's community; it comes from the authenticated event";
            let what = "an argument that names a community".to_owned();
            found.push(source.breaks("invariant 8", text.line, what, mend));
        }
    }
    found
}

/// Whether a text is a typed command such as `/rsvp coming`.
fn names_a_command(text: &str) -> bool {
    let mut letters = text.chars();
    let starts =
        matches!(letters.next(), Some('/' | '!')) && letters.next().is_some_and(|c| c.is_ascii_lowercase());
    starts && text.chars().skip(1).all(|c| c.is_ascii_lowercase() || c == ' ' || c == '-') && text.len() > 3
}

#[test]
fn a_second_table_is_found() {
    let tree = Tree::fake(&[
        ("src/commands/mod.rs", "pub static COMMANDS: [u8; 0] = [];"),
        ("src/chat/discord/register.rs", "\nconst COMMANDS: [&str; 0] = [];"),
        (LINT_TESTS, ""),
    ]);
    assert_breaks(&stands_once(&tree), "src/chat/discord/register.rs", 2);
}

#[test]
fn a_table_without_lint_tests_is_found() {
    let tree = Tree::fake(&[("src/commands/mod.rs", "pub static COMMANDS: [u8; 0] = [];")]);
    assert_breaks(&stands_once(&tree), LINT_TESTS, 1);
}

#[test]
fn a_command_spelled_out_elsewhere_is_found() {
    let spelled = "fn f() {\n  say(\"/rsvp coming\");\n}";
    let tree = Tree::fake(&[("src/chat/console/incoming.rs", spelled), ("src/wording/help.rs", spelled)]);
    assert_breaks(&stands_once(&tree), "src/chat/console/incoming.rs", 2);
    let described = "fn f() { CommandDescription { name: \"x\" }; }";
    assert_breaks(&stands_once(&Tree::fake(&[("src/bot.rs", described)])), "src/bot.rs", 1);
    assert_holds(&stands_once(&Tree::fake(&[("src/config/mod.rs", "fn f() { \"/\"; \"/var/lib\"; }")])));
}

#[test]
fn an_argument_that_names_a_community_is_found() {
    let text = "fn f() {\n  Argument { name: \"community\" };\n}";
    let tree = Tree::fake(&[("src/commands/group.rs", text)]);
    assert_breaks(&no_argument_is_a_community(&tree), "src/commands/group.rs", 2);
}
