//! `openchair commands`: the reference of all chat commands, from the one table. `docs/commands.md` is its output.

use crate::domain::member::{Language, Role};
use crate::language::description::CommandDescription;
use crate::language::table::DESCRIPTIONS;
use crate::wording::Texts;
use crate::wording::help::{argument_summary, summary};

/// The reference as Markdown.
#[must_use]
pub fn reference(texts: &Texts) -> String {
    let mut text = String::from(
        "# Commands\n\nTyped with `/` or `!`. Arguments in brackets may be left out; `name:value` gives one by name.\n",
    );
    for (title, role) in [("For everyone", Role::Member), ("For those who hold groups", Role::Facilitator)] {
        text.push_str(&format!("\n## {title}\n"));
        for description in DESCRIPTIONS.iter().filter(|description| description.who_may == role) {
            text.push_str(&section(texts, description));
        }
    }
    text
}

fn section(texts: &Texts, description: &CommandDescription) -> String {
    let mut text =
        format!("\n### /{}\n\n{}.\n\n", description.name, summary(texts, Language::En, description));
    for argument in description.arguments {
        let name = if argument.required { argument.name.to_owned() } else { format!("[{}]", argument.name) };
        text.push_str(&format!("- `{name}` {}\n", argument_summary(texts, Language::En, argument)));
    }
    if !description.arguments.is_empty() {
        text.push('\n');
    }
    text.push_str("```\n");
    for example in description.examples {
        text.push_str(&format!("{example}\n"));
    }
    text.push_str("```\n");
    text
}
