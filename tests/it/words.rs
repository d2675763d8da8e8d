//! That every sentence exists in every language, is given its variables, and is plain and kind.

mod code;
mod kind;
mod reading;
mod resources;

use std::collections::{BTreeMap, BTreeSet};

use openchair::domain::member::Language;
use openchair::language::table::DESCRIPTIONS;
use openchair::wording::Texts;

use resources::{Entry, entries};

/// Keys whose texts are word lists and patterns, not sentences.
fn is_pattern(key: &str) -> bool {
    key.starts_with("locale-") || key.starts_with("question-words-")
}

/// Every text of a language, in every variant, without word lists and patterns.
fn texts(language: Language) -> Vec<(String, String)> {
    let spoken = entries(Texts::sources()).into_iter().filter(|entry| entry.language == language);
    let told = spoken.filter(|entry| !is_pattern(&entry.key));
    told.flat_map(|entry| entry.texts.into_iter().map(move |text| (entry.key.clone(), text))).collect()
}

/// Keys that are put together from the table of commands.
fn derived_keys() -> BTreeSet<String> {
    let of_command = DESCRIPTIONS.iter().flat_map(|description| {
        let arguments = description.arguments.iter().map(|argument| format!("argument-{}", argument.name));
        [description.key(), format!("{}-details", description.key())].into_iter().chain(arguments)
    });
    of_command.collect()
}

fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_key_exists_in_every_language_with_the_same_first_word_as_its_file() {
    let all = entries(Texts::sources());
    let of = |language| all.iter().filter(move |entry| entry.language == language);
    let mut problems = Vec::new();
    for (one, other) in [(Language::En, Language::Es), (Language::Es, Language::En)] {
        let known: BTreeSet<(&str, &str)> =
            of(other).map(|entry| (entry.noun(), entry.key.as_str())).collect();
        let lacking = of(one).filter(|entry| !known.contains(&(entry.noun(), &entry.key)));
        problems
            .extend(lacking.map(|entry| format!("{} has {}, {} has not", one.tag(), entry.key, other.tag())));
    }
    let astray = all.iter().filter(|entry| {
        let argument = entry.noun() == "help" && entry.key.starts_with("argument-");
        !entry.key.starts_with(&format!("{}-", entry.noun())) && !argument
    });
    problems.extend(astray.map(|entry| format!("{}: {} begins with another noun", entry.file, entry.key)));
    assert_none(&problems);
}

/// The variables of every key, in whatever language.
fn variables() -> BTreeMap<String, BTreeSet<String>> {
    let mut variables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Entry { key, variables: own, .. } in entries(Texts::sources()) {
        variables.entry(key).or_default().extend(own);
    }
    variables
}

#[test]
fn every_sentence_that_is_said_exists_and_is_given_exactly_its_variables() {
    assert_none(&code::problems(code::uses_in_sources(), &variables(), &derived_keys()));
}

#[test]
fn every_key_is_used() {
    assert_none(&code::idle_keys(code::uses_in_sources(), &variables(), &derived_keys()));
}

#[test]
fn no_text_has_a_banned_word() {
    let mut problems = Vec::new();
    for language in Language::ALL {
        for (key, text) in texts(language) {
            problems.extend(
                kind::banned(language, &text)
                    .map(|word| format!("{} {key}: {word:?} in {text:?}", language.tag())),
            );
        }
    }
    assert_none(&problems);
}

#[test]
fn every_text_keeps_to_one_emoji_last_and_to_zones_by_name() {
    let all = Language::ALL.into_iter().flat_map(texts);
    let problems: Vec<String> = all
        .flat_map(|(key, text)| kind::form(&text).into_iter().map(move |problem| format!("{key}: {problem}")))
        .collect();
    assert_none(&problems);
}

#[test]
fn every_text_is_easy_to_read() {
    let mut problems = Vec::new();
    for language in Language::ALL {
        let all: Vec<String> = texts(language).into_iter().map(|(_, text)| text).collect();
        problems.extend(reading::problems(language, &all));
    }
    assert_none(&problems);
}

#[test]
fn labels_and_menu_lines_are_short() {
    let labels = code::labels(code::uses_in_sources());
    assert!(labels.contains("question-not-this-time"), "labels are recognised in the sources");
    let mut problems = Vec::new();
    for (key, text) in Language::ALL.into_iter().flat_map(texts) {
        let in_menu =
            (key.starts_with("argument-") || derived_keys().contains(&key)) && !key.ends_with("-details");
        let most = if labels.contains(&key) {
            80
        } else if in_menu {
            100
        } else {
            continue;
        };
        let length = text.chars().count();
        if length > most {
            problems.push(format!("{key} has {length} characters, {most} fit: {text:?}"));
        }
    }
    assert_none(&problems);
}
