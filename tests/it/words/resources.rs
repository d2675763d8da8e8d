//! The resources as their authors wrote them: every variant of every sentence, and its variables.

use std::collections::BTreeSet;

use fluent_syntax::ast::{Entry as Written, Expression, InlineExpression, Pattern, PatternElement};
use openchair::domain::member::Language;
use openchair::wording::texts::Source;

/// One key of one language.
pub struct Entry {
    /// Its language.
    pub language: Language,
    /// The file it stands in, such as `en/rsvp.ftl`.
    pub file: &'static str,
    /// The key.
    pub key: String,
    /// Its text in every variant, with sample words in place of its variables.
    pub texts: Vec<String>,
    /// The variables it names.
    pub variables: BTreeSet<String>,
}

impl Entry {
    /// The noun its file is about.
    pub fn noun(&self) -> &str {
        self.file.rsplit('/').next().and_then(|name| name.strip_suffix(".ftl")).unwrap_or(self.file)
    }
}

/// Every key of these files.
pub fn entries(sources: impl Iterator<Item = Source>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for source in sources {
        let resource = fluent_syntax::parser::parse(source.text)
            .unwrap_or_else(|(_, problems)| panic!("{}: {problems:?}", source.file));
        for entry in resource.body {
            let Written::Message(message) = entry else { continue };
            let pattern =
                message.value.unwrap_or_else(|| panic!("{}: {} is empty", source.file, message.id.name));
            let mut variables = BTreeSet::new();
            let texts = variants(&pattern, source.language, &mut variables);
            let key = message.id.name.to_owned();
            entries.push(Entry { language: source.language, file: source.file, key, texts, variables });
        }
    }
    entries
}

fn variants(pattern: &Pattern<&str>, language: Language, variables: &mut BTreeSet<String>) -> Vec<String> {
    let mut texts = vec![String::new()];
    for element in &pattern.elements {
        let continued = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression } => placed(expression, language, variables),
        };
        texts =
            texts.iter().flat_map(|text| continued.iter().map(move |next| format!("{text}{next}"))).collect();
    }
    texts
}

fn placed(
    expression: &Expression<&str>,
    language: Language,
    variables: &mut BTreeSet<String>,
) -> Vec<String> {
    match expression {
        Expression::Select { selector, variants: written } => {
            named(selector, variables);
            written.iter().flat_map(|variant| variants(&variant.value, language, variables)).collect()
        }
        Expression::Inline(inline) => {
            named(inline, variables);
            vec![sample(inline, language)]
        }
    }
}

fn named(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| named(argument, variables));
        }
        _ => {}
    }
}

/// Words that can stand in a variable's place, so that sentences have their usual length.
fn sample(inline: &InlineExpression<&str>, language: Language) -> String {
    let name = match inline {
        InlineExpression::VariableReference { id } => id.name,
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
            return (*value).to_owned();
        }
        _ => "",
    };
    let words = match (name, language) {
        ("when" | "from" | "until" | "date" | "last" | "start" | "next", Language::En) => "Sunday 29 March",
        ("when" | "from" | "until" | "date" | "last" | "start" | "next", Language::Es) => {
            "domingo 29 de marzo"
        }
        ("group" | "name", _) => "Ana",
        ("time", _) => "19:30",
        _ => "5",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Vec<Entry> {
        entries([Source { language: Language::En, file: "en/rsvp.ftl", text }].into_iter())
    }

    #[test]
    fn every_variant_and_variable_is_found() {
        let all = read(
            "rsvp-a = { $n ->\n    [one] { $group } has one\n   *[other] { $group } has { $n } { $x ->\n        [1] big\n       *[2] small\n    }\n}!",
        );
        assert_eq!(all[0].texts, ["Ana has one!", "Ana has 5 big!", "Ana has 5 small!"]);
        assert_eq!(all[0].variables, ["n", "group", "x"].map(str::to_owned).into());
        assert_eq!(all[0].noun(), "rsvp");
    }
}
