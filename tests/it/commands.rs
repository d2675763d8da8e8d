//! The table of commands keeps the rules of every reader of it (invariant 6): Discord's limits, examples
//! that parse, texts in every language, a function for each, and a reference that does not drift.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use openchair::cli::reference::reference;
use openchair::domain::member::Language;
use openchair::language::description::{CommandDescription, Kind};
use openchair::language::invocation::Given;
use openchair::language::table::DESCRIPTIONS;
use openchair::language::typed::{NotUnderstood, parse};
use openchair::language::value::{Hours, Speaker, hours, reads, time};
use openchair::wording::Texts;
use openchair::wording::help::{argument_summary, summary};
use proptest::prelude::*;

/// A Thursday evening.
fn speaker() -> Speaker {
    let day = NaiveDate::from_ymd_opt(2026, 3, 26).unwrap();
    Speaker { now: day.and_hms_opt(18, 0, 0).unwrap(), language: Language::En }
}

/// Discord: `^[-_'\p{L}\p{N}]{1,32}$`, lower case.
fn is_discord_name(name: &str) -> bool {
    let fits = |c: char| c == '-' || c == '_' || c == '\'' || c.is_alphanumeric();
    (1..=32).contains(&name.chars().count()) && name.chars().all(fits) && name.to_lowercase() == name
}

#[test]
fn i6_names_and_counts_fit_discord() {
    let mut names = BTreeSet::new();
    for description in DESCRIPTIONS {
        let name = description.name;
        assert!(names.insert(name), "{name} is there twice");
        assert!(name.split(' ').count() <= 2, "{name}: a command and one subcommand at most");
        assert!(name.split(' ').all(is_discord_name), "{name}");
        assert!(description.arguments.len() <= 25, "{name} has more than 25 options");
        let mut seen = BTreeSet::new();
        for argument in description.arguments {
            assert!(is_discord_name(argument.name), "{name} {}", argument.name);
            assert!(seen.insert(argument.name), "{name}: {} is there twice", argument.name);
            if let Kind::Choice(choices) = argument.kind {
                assert!(!choices.is_empty() && choices.len() <= 25, "{name} {}", argument.name);
            }
        }
        let first_optional = description.arguments.iter().position(|argument| !argument.required);
        let last_required = description.arguments.iter().rposition(|argument| argument.required);
        if let (Some(optional), Some(required)) = (first_optional, last_required) {
            assert!(required < optional, "{name}: required arguments come first");
        }
    }
    let tops: BTreeSet<&str> = names.iter().filter_map(|name| name.split(' ').next()).collect();
    assert!(tops.len() <= 100);
    for top in &tops {
        let subcommands = names.iter().filter(|name| name.starts_with(&format!("{top} "))).count();
        assert!(subcommands <= 25, "{top} has more than 25 subcommands");
        assert!(!(subcommands > 0 && names.contains(top)), "{top} cannot be a command and have subcommands");
    }
}

#[test]
fn i6_each_command_has_a_function_and_texts_in_every_language() {
    let texts = Texts::load().unwrap();
    for description in DESCRIPTIONS {
        // The help lines need no database, so the bot answers them itself (P34).
        let answered =
            openchair::commands::command(description.name).is_some() || description.name == "help-now";
        assert!(answered, "{} has no function in the table of src/commands/mod.rs", description.name);
        for language in Language::ALL {
            let text = summary(&texts, language, description);
            assert!(
                (1..=100).contains(&text.chars().count()),
                "{} in {language:?}: {text}",
                description.name
            );
            assert!(!text.starts_with("help-"), "{} has no summary in {language:?}", description.name);
            for argument in description.arguments {
                let text = argument_summary(&texts, language, argument);
                assert!((1..=100).contains(&text.chars().count()), "{}: {text}", argument.name);
                assert!(!text.starts_with("argument-"), "{} has no text in {language:?}", argument.name);
            }
        }
    }
}

#[test]
fn i6_each_example_parses_to_its_own_command_and_each_of_its_arguments_can_be_read() {
    for description in DESCRIPTIONS {
        assert!(!description.examples.is_empty(), "{} has no example", description.name);
        for example in description.examples {
            let invocation = parse(example, speaker()).unwrap_or_else(|why| panic!("{example}: {why:?}"));
            assert_eq!(invocation.command, description.name, "{example}");
            for (name, given) in &invocation.arguments {
                let argument = description.argument(name).unwrap();
                let Given::Typed(text) = given else { panic!("{example}") };
                // A session may be moved to a bare time of its own day.
                let bare = argument.kind == Kind::Moment && time(text, speaker()).is_some();
                assert!(bare || reads(argument.kind, text, speaker()), "{example}: {name}={text}");
            }
        }
    }
}

#[test]
fn i6_each_command_serialises_within_discords_8000_characters() {
    let texts = Texts::load().unwrap();
    let size = |description: &CommandDescription| {
        let arguments = description.arguments.iter().map(|argument| {
            let choices = match argument.kind {
                Kind::Choice(choices) => choices.iter().map(|word| 2 * word.len()).sum(),
                _ => 0,
            };
            argument.name.len() + argument_summary(&texts, Language::En, argument).len() + choices
        });
        description.name.len() + summary(&texts, Language::En, description).len() + arguments.sum::<usize>()
    };
    let tops: BTreeSet<&str> = DESCRIPTIONS.iter().filter_map(|one| one.name.split(' ').next()).collect();
    for top in tops {
        let of_top = DESCRIPTIONS.iter().filter(|one| one.name.split(' ').next() == Some(top));
        let total: usize = of_top.map(size).sum();
        assert!(total <= 8_000, "{top} takes {total} characters");
    }
}

#[test]
fn the_reference_in_the_docs_is_the_one_the_program_prints() {
    let printed = reference(&Texts::load().unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == printed, "docs/commands.md is old: UPDATE_DOCS=1 cargo test --test it reference");
}

fn arguments(line: &str) -> Vec<(String, String)> {
    let invocation = parse(line, speaker()).unwrap_or_else(|why| panic!("{line}: {why:?}"));
    let typed = invocation.arguments.into_iter().map(|(name, given)| match given {
        Given::Typed(text) => (name, text),
        Given::Exact(_) => panic!("{line}: nobody can type an exact reference"),
    });
    typed.collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn words_find_their_arguments() {
    for (line, expected) in [
        (
            "/group create \"Sunday circle\" every sunday 19:30 zone:Europe/Vienna capacity:8",
            &[
                ("capacity", "8"),
                ("name", "Sunday circle"),
                ("when", "every sunday 19:30"),
                ("zone", "Europe/Vienna"),
            ][..],
        ),
        (
            "!group create name:\"Sunday circle\" when:\"every sunday 19:30\" capacity:8 zone:Europe/Vienna",
            &[
                ("capacity", "8"),
                ("name", "Sunday circle"),
                ("when", "every sunday 19:30"),
                ("zone", "Europe/Vienna"),
            ],
        ),
        (
            "/group create Sunday circle every sunday 19:30",
            &[("name", "Sunday circle"), ("when", "every sunday 19:30")],
        ),
        ("/GROUP Create X every day 7pm", &[("name", "X"), ("when", "every day 7pm")]),
        ("/rsvp coming Sunday circle 29 mar", &[("session", "Sunday circle 29 mar")]),
        ("/rsvp coming", &[]),
        ("/session move tonight 20:30", &[("session", "tonight"), ("to", "20:30")]),
        ("/session move tomorrow 20:30", &[("to", "tomorrow 20:30")]),
        (
            "/session move Sunday circle tomorrow 20:30",
            &[("session", "Sunday circle"), ("to", "tomorrow 20:30")],
        ),
        (
            "/session move \"Sunday circle\" to:tomorrow 20:30",
            &[("session", "Sunday circle"), ("to", "tomorrow 20:30")],
        ),
        ("/session add tomorrow 19:00", &[("at", "tomorrow 19:00")]),
        (
            "/session add \"Sunday circle\" tomorrow 19:00",
            &[("at", "tomorrow 19:00"), ("group", "Sunday circle")],
        ),
        ("/group edit capacity 10", &[("field", "capacity"), ("value", "10")]),
        (
            "/group edit Sunday circle capacity 10",
            &[("field", "capacity"), ("group", "Sunday circle"), ("value", "10")],
        ),
        (
            "/group edit \"Sunday circle\" when every monday 18:00",
            &[("field", "when"), ("group", "Sunday circle"), ("value", "every monday 18:00")],
        ),
        (
            "/group create X every sunday 19:30 venue:in person",
            &[("name", "X"), ("venue", "in person"), ("when", "every sunday 19:30")],
        ),
        ("/remind when 1d, 1h, 10m", &[("offsets", "1d, 1h, 10m")]),
        ("/remind quiet 22:00 08:00", &[("from", "22:00"), ("to", "08:00")]),
        ("/remind quiet from 10pm to 8am", &[("to", "from 10pm to 8am")]),
        ("/remind quiet from:22:00 to:08:00", &[("from", "22:00"), ("to", "08:00")]),
        ("/remind quiet 22:00-08:00", &[("to", "22:00-08:00")]),
        ("/remind quiet off", &[("to", "off")]),
        ("/remind quiet late", &[("from", "late")]),
        (
            "/remind me \"call Ana: now\" tomorrow 9:00",
            &[("text", "call Ana: now"), ("when", "tomorrow 9:00")],
        ),
        ("/remind me call Ana tomorrow 9:00", &[("text", "call Ana"), ("when", "tomorrow 9:00")]),
        ("/remind me drink water in 2 hours", &[("text", "drink water"), ("when", "in 2 hours")]),
        ("/remind me \"drink water\" 19:00", &[("text", "drink water"), ("when", "19:00")]),
        ("/remind me meet Ben at 9 at 7pm", &[("text", "meet Ben at 9"), ("when", "at 7pm")]),
        ("/remind clear 2", &[("number", "2")]),
        ("/session status tonight again:yes", &[("again", "yes"), ("session", "tonight")]),
        ("/group create „Kreis“ every sunday 19:30", &[("name", "Kreis"), ("when", "every sunday 19:30")]),
    ] {
        assert_eq!(arguments(line), pairs(expected), "{line}");
    }
}

#[test]
fn hours_of_the_day_are_read() {
    let at = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    for (text, expected) in [
        ("22:00", Some(Hours::At(at(22)))),
        ("from 10pm", Some(Hours::At(at(22)))),
        ("22:00-08:00", Some(Hours::Between(at(22), at(8)))),
        ("22:00 – 8:00", Some(Hours::Between(at(22), at(8)))),
        ("from 10pm to 8am", Some(Hours::Between(at(22), at(8)))),
        ("22", Some(Hours::At(at(22)))),
        ("22-8", Some(Hours::Between(at(22), at(8)))),
        ("24", None),
        ("off", Some(Hours::Off)),
        ("Never", Some(Hours::Off)),
        ("tomorrow 22:00", None),
        ("late", None),
        ("-", None),
        ("", None),
    ] {
        assert_eq!(hours(text, speaker()), expected, "{text}");
    }
    let spanish = Speaker { language: Language::Es, ..speaker() };
    assert_eq!(hours("de 22:00 a 8:00", spanish), Some(Hours::Between(at(22), at(8))));
}

#[test]
fn what_cannot_be_understood_says_what_stands_in_the_way() {
    let why = |line: &str| parse(line, speaker()).unwrap_err();
    assert_eq!(why("hello there"), NotUnderstood::NotACommand);
    assert_eq!(why(""), NotUnderstood::NotACommand);
    assert!(matches!(
        why("/grup create"),
        NotUnderstood::UnknownCommand { nearest: Some("group create"), .. }
    ));
    assert!(matches!(why("/🪑🪑"), NotUnderstood::UnknownCommand { nearest: None, .. }));
    assert!(matches!(why("/"), NotUnderstood::Incomplete { .. }));
    assert!(matches!(why("/rsvp"), NotUnderstood::Incomplete { .. }));
    assert!(matches!(
        why("/group create X every day 19:00 capcity:8"),
        NotUnderstood::UnknownArgument { nearest: "capacity", .. }
    ));
    assert!(matches!(
        why("/group create X every day 19:00 capacity:8 capacity:9"),
        NotUnderstood::Twice { argument: "capacity" }
    ));
    assert!(matches!(why("/me timezone"), NotUnderstood::Missing { argument: "zone", .. }));
    assert!(matches!(why("/rsvp list everything"), NotUnderstood::TooMuch { .. }));
    assert!(matches!(why(&format!("/rsvp coming {}", "x".repeat(100_000))), NotUnderstood::TooLong { .. }));
}

proptest! {
    #[test]
    fn no_line_makes_the_parser_panic_or_slow(line in "(?s)[/!]?.{0,200}") {
        let _ = parse(&line, speaker());
    }

    #[test]
    fn no_arguments_make_the_parser_panic(
        command in proptest::sample::select(DESCRIPTIONS.iter().map(|one| one.name).collect::<Vec<_>>()),
        rest in proptest::collection::vec("[a-z0-9:\"„ñ🪑\u{202e}]{0,12}", 0..40),
    ) {
        let _ = parse(&format!("/{command} {}", rest.join(" ")), speaker());
    }
}
