//! That there is one table of commands, and that no command can reach into another community.

use super::tree::{Tree, Violation};
use super::{assert_breaks, assert_holds};

/// Where the lint tests of the table stand: limits, options, order, examples.
const LINT_TESTS: &str = "tests/it/commands.rs";

/// Places that may write a typed command as text: the table and its parts, every sentence's home, the command line, and
/// the wiring of the terminal, which tells it what to suggest first.
const MAY_QUOTE_COMMANDS: [&str; 5] =
    ["src/commands/", "src/language/", "src/wording/", "src/cli/", "src/startup/console.rs"];

/// The two halves of the table, and the module each stands in: how a command looks, and which function it is.
const HALVES: [(&str, &str); 2] = [("DESCRIPTIONS", "language"), ("RUNS", "commands")];

/// So many names of commands in one file elsewhere would be a list of them.
const A_LIST: usize = 6;

/// What the terminal itself understands, beside the table: its own keys, not the bot's commands.
const OF_THE_TERMINAL: [&str; 4] = ["as", "clock", "in", "quit"];

const RULE: &str = "invariant 6";

/// Invariant 6: the table stands once, and no command is described or spelled out elsewhere.
pub fn stands_once(tree: &Tree) -> Vec<Violation> {
    let mut found = second_tables(tree);
    for source in &tree.sources {
        for literal in source.facts.literals.iter().filter(|literal| literal.it == "CommandDescription") {
            if source.top() != "language" {
                let mend = "describe commands in src/language/table.rs; everything else reads the table";
                found.push(source.breaks(RULE, literal.line, "a command described elsewhere".into(), mend));
            }
        }
        for text in source.facts.texts.iter().filter(|text| is_typed_command(&text.it.value)) {
            if !MAY_QUOTE_COMMANDS.iter().any(|place| source.path.starts_with(place)) {
                let mend = "take the command's name from the table, or the sentence from wording";
                let what = format!("a command is spelled out: {:?}", text.it.value);
                found.push(source.breaks(RULE, text.line, what, mend));
            }
        }
    }
    found
}

fn second_tables(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (name, home) in HALVES {
        let mut at_home = 0;
        for source in &tree.sources {
            for table in source.facts.constants.iter().filter(|constant| constant.it == name) {
                at_home += usize::from(source.top() == home);
                if at_home > 1 || source.top() != home {
                    let mend = format!("keep the one table in src/{home}/ and read it from there");
                    found.push(source.breaks(RULE, table.line, "another table of commands".into(), &mend));
                }
            }
        }
        if at_home > 0 && name == "DESCRIPTIONS" && !tree.has(LINT_TESTS) {
            let mend =
                "lint the table there: names, limits, order of arguments, and that each example parses";
            let what = "the table of commands has no lint tests".into();
            found.push(Violation {
                file: LINT_TESTS.into(),
                line: 1,
                rule: RULE,
                found: what,
                mend: mend.into(),
            });
        }
    }
    found
}

/// Invariant 6: no other file lists commands; it would have to be kept in step with the table.
pub fn no_second_list(tree: &Tree, names: &[&str]) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in
        tree.sources.iter().filter(|source| !["language", "commands", "wording"].contains(&source.top()))
    {
        let mut listed: Vec<_> =
            source.facts.texts.iter().filter(|text| names.contains(&text.it.value.as_str())).collect();
        listed.dedup_by(|one, other| one.it.value == other.it.value);
        if let Some(first) = listed.first().filter(|_| listed.len() >= A_LIST) {
            let what = format!("{} commands are named here", listed.len());
            let mend = "read them from the table in src/language/table.rs";
            found.push(source.breaks(RULE, first.line, what, mend));
        }
    }
    found
}

/// Invariant 6: a command that a document or a sentence names is in the table.
pub fn spelled_commands_exist(tree: &Tree, names: &[&str]) -> Vec<Violation> {
    let mut found = Vec::new();
    let texts = tree.files.iter().filter(|(file, _)| {
        let sentence = file.starts_with("src/wording/") && file.ends_with(".ftl");
        sentence || (file.ends_with(".md") && !file.starts_with("tests/")) || *file == "config.example.toml"
    });
    for (file, text) in texts {
        for (at, line) in text.lines().enumerate() {
            for command in spelled(line).filter(|command| !is_known(command, names)) {
                found.push(Violation {
                    file: file.clone(),
                    line: at + 1,
                    rule: RULE,
                    found: format!("there is no command `/{}`", command.trim()),
                    mend: "write it as the table in src/language/table.rs has it".into(),
                });
            }
        }
    }
    found
}

/// What follows each `/` that begins a word and is followed by a small letter; paths are left out.
fn spelled(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('/').filter_map(|(at, _)| {
        let (before, from) = line.split_at(at);
        let after = from.strip_prefix('/')?;
        let begins = before.chars().next_back().is_none_or(|c| c.is_whitespace() || "`\"(“«".contains(c));
        let word: &str = after.split(|c: char| !c.is_ascii_lowercase() && c != '-').next()?;
        let rest = after.strip_prefix(word).unwrap_or_default();
        let path = rest.starts_with(['/', '_'])
            || rest.strip_prefix('.').is_some_and(|end| end.starts_with(char::is_alphanumeric));
        (begins && !word.is_empty() && !path).then_some(after)
    })
}

fn is_known(command: &str, names: &[&str]) -> bool {
    let begins_with = |name: &str| {
        command
            .strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    };
    // A first word alone, such as `/rsvp` or `/rsvp …`, speaks of all commands that begin with it.
    let alone = |name: &str| {
        let first = name.split(' ').next().unwrap_or(name);
        begins_with(first)
            && !command.trim_start_matches(first).trim_start().starts_with(|c: char| c.is_ascii_lowercase())
    };
    names.iter().any(|name| begins_with(name) || alone(name))
        || OF_THE_TERMINAL.iter().any(|name| begins_with(name))
}

/// Invariant 8: the community comes with the authenticated event, so no command has an argument of that name.
pub fn no_argument_is_a_community(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| ["commands", "language"].contains(&source.top())) {
        for text in source.facts.texts.iter().filter(|text| text.it.value == "community") {
            let mend = "use the context's community; it comes from the authenticated event";
            let what = "an argument that names a community".to_owned();
            found.push(source.breaks("invariant 8", text.line, what, mend));
        }
    }
    found
}

/// Whether a text is a typed command such as `/rsvp coming`.
fn is_typed_command(text: &str) -> bool {
    let mut letters = text.chars();
    let starts =
        matches!(letters.next(), Some('/' | '!')) && letters.next().is_some_and(|c| c.is_ascii_lowercase());
    starts && text.chars().skip(1).all(|c| c.is_ascii_lowercase() || c == ' ' || c == '-') && text.len() > 3
}

#[test]
fn a_second_table_is_found() {
    let tree = Tree::fake(&[
        ("src/commands/mod.rs", "pub static RUNS: [u8; 0] = [];"),
        ("src/chat/discord/register.rs", "\nconst RUNS: [&str; 0] = [];"),
        (LINT_TESTS, ""),
    ]);
    assert_breaks(&stands_once(&tree), "src/chat/discord/register.rs", 2);
}

#[test]
fn a_table_without_lint_tests_is_found() {
    let tree = Tree::fake(&[("src/language/table.rs", "pub static DESCRIPTIONS: [u8; 0] = [];")]);
    assert_breaks(&stands_once(&tree), LINT_TESTS, 1);
}

#[test]
fn a_command_spelled_out_elsewhere_is_found() {
    let spelled = "fn f() {\n  say(\"/rsvp coming\");\n}";
    let tree = Tree::fake(&[("src/chat/console/incoming.rs", spelled), ("src/wording/help.rs", spelled)]);
    assert_breaks(&stands_once(&tree), "src/chat/console/incoming.rs", 2);
    let described = "fn f() { CommandDescription { name: \"x\" }; }";
    assert_breaks(&stands_once(&Tree::fake(&[("src/bot.rs", described)])), "src/bot.rs", 1);
    let twice = "const DESCRIPTIONS: u8 = 1;\nmod more { const DESCRIPTIONS: u8 = 2; }";
    let tree = Tree::fake(&[("src/language/table.rs", twice), (LINT_TESTS, "")]);
    assert_breaks(&stands_once(&tree), "src/language/table.rs", 2);
    assert_holds(&stands_once(&Tree::fake(&[("src/config/mod.rs", "fn f() { \"/\"; \"/var/lib\"; }")])));
}

#[test]
fn an_argument_that_names_a_community_is_found() {
    let text = "fn f() {\n  Argument { name: \"community\" };\n}";
    let tree = Tree::fake(&[("src/commands/group.rs", text)]);
    assert_breaks(&no_argument_is_a_community(&tree), "src/commands/group.rs", 2);
}

#[test]
fn a_command_that_does_not_exist_is_found_in_documents() {
    let names = ["rsvp coming", "rsvp cant", "help-now", "sessions"];
    for (known, line) in [
        (true, "say `/rsvp coming` or `/rsvp cant \"Sunday circle\"`; see /var/lib/x and and/or"),
        (true, "`/rsvp`, /sessions. Quit: /quit; and `/as ana`"),
        (true, "ana: /sessions day:tonight"),
        (false, "`/rsvp going`"),
        (false, "plan = Plans change: /cancel."),
        (false, "`/help-never`"),
    ] {
        let tree = Tree::fake(&[("docs/a.md", line)]);
        let found = spelled_commands_exist(&tree, &names);
        assert_eq!(found.is_empty(), known, "{line}: {found:#?}");
    }
}

#[test]
fn a_second_list_of_commands_is_found() {
    let names = ["a b", "c d", "e f", "g h", "i j", "k l", "m n"];
    let list = format!("\nconst ALL: &[&str] = &{names:?};");
    let tree = Tree::fake(&[("src/chat/discord/register.rs", &list), ("src/wording/help.rs", &list)]);
    assert_breaks(&no_second_list(&tree, &names), "src/chat/discord/register.rs", 2);
    assert_holds(&no_second_list(&Tree::fake(&[("src/bot.rs", "const ONE: &str = \"a b\";")]), &names));
}
