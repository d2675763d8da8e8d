//! Holds the house to the nine invariants of ARCHITECTURE.md and to its small rules of order.
//!
//! Each rule is a function from a [`Tree`] of sources to the list of what breaks it, so that the same
//! rule runs over the real sources and, in the tests beside it, over a small fake one that breaks it.

mod documents;
mod doors;
mod facts;
mod layers;
mod order;
mod queries;
mod schema;
mod table;
mod tree;
mod words;

use std::sync::LazyLock;
use tree::{Tree, Violation};

/// Fails with one line per violation: where, which rule, what, and how to mend it.
fn assert_holds(violations: &[Violation]) {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n\n{}\n", lines.join("\n"));
}

/// The one violation that a fake source was written to cause, or a failure that shows what was found.
fn assert_breaks(violations: &[Violation], file: &str, line: usize) {
    let found: Vec<String> = violations.iter().map(|v| format!("{}:{}", v.file, v.line)).collect();
    assert_eq!(found, [format!("{file}:{line}")], "{violations:#?}");
}

/// The sources of this package as they stand on disk.
fn house() -> &'static Tree {
    static HOUSE: LazyLock<Tree> = LazyLock::new(Tree::read);
    &HOUSE
}

#[test]
fn invariant_1_the_domain_is_pure() {
    assert_holds(&layers::domain_is_pure(house()));
}

#[test]
fn invariant_2_time_enters_at_two_doors() {
    assert_holds(&doors::closed(house()));
}

#[test]
fn invariant_2_exceptions_to_the_lints_stand_at_the_doors() {
    assert_holds(&doors::exceptions(house()));
}

#[test]
fn invariant_3_sql_lives_in_storage() {
    assert_holds(&queries::only_in_storage(house()));
}

#[test]
fn invariant_3_row_structs_are_private() {
    assert_holds(&queries::rows_are_private(house()));
}

#[test]
fn invariant_4_platforms_stay_in_their_adapters() {
    assert_holds(&layers::platforms_stay_home(house()));
}

#[test]
fn invariant_4_adapters_do_not_know_each_other() {
    assert_holds(&layers::adapters_are_strangers(house()));
}

#[test]
fn invariant_5_only_the_agenda_sends_unasked() {
    assert_holds(&doors::only_the_agenda_delivers(house()));
}

#[test]
fn invariant_6_one_table_of_commands() {
    assert_holds(&table::stands_once(house()));
}

#[test]
fn invariant_6_documents_name_real_commands() {
    let names: Vec<&str> =
        openchair::language::table::DESCRIPTIONS.iter().map(|command| command.name).collect();
    assert_holds(&table::spelled_commands_exist(house(), &names));
    assert_holds(&table::no_second_list(house(), &names));
}

#[test]
fn invariant_7_sentences_live_in_wording() {
    assert_holds(&words::only_in_wording(house()));
}

#[test]
fn invariant_7_each_adapter_has_one_renderer() {
    assert_holds(&layers::adapters_are_shaped_alike(house()));
}

#[test]
fn invariant_8_every_query_names_its_community() {
    assert_holds(&queries::name_their_community(house()));
    assert_holds(&queries::exceptions_are_needed(house()));
}

#[test]
fn invariant_8_keys_of_tenant_tables_are_composite() {
    assert_holds(&schema::keys_are_composite(house()));
}

#[test]
fn invariant_8_no_command_takes_a_community() {
    assert_holds(&table::no_argument_is_a_community(house()));
}

#[test]
fn invariant_9_modules_follow_the_arrows() {
    assert_holds(&layers::follow_the_arrows(house()));
}

#[test]
fn invariant_9_modules_form_no_cycle() {
    assert_holds(&layers::no_cycles(house()));
}

#[test]
fn invariant_9_functions_and_files_stay_small() {
    assert_holds(&order::sizes(house()));
}

#[test]
fn invariant_9_every_file_says_what_it_is_for() {
    assert_holds(&order::headers(house()));
}

#[test]
fn folders_have_names_that_say_something() {
    assert_holds(&order::folder_names(house()));
}

#[test]
fn nothing_is_left_lying_about() {
    assert_holds(&order::leftovers(house()));
}

#[test]
fn the_map_is_short_and_true() {
    assert_holds(&documents::map(house()));
}

#[test]
fn the_map_names_the_test_of_each_invariant() {
    assert_holds(&documents::invariants_have_tests(house(), include_str!("architecture.rs")));
}

#[test]
fn documents_name_only_what_exists() {
    assert_holds(&documents::paths_exist(house()));
    assert_holds(&documents::references_exist(house()));
    assert_holds(&documents::every_page_is_listed(house()));
}

#[test]
fn the_readme_is_short_and_gives_two_commands() {
    assert_holds(&documents::readme(house()));
}

#[test]
fn every_dependency_has_a_reason() {
    assert_holds(&documents::dependencies(house()));
}

#[test]
fn every_lint_has_a_reason() {
    assert_holds(&documents::lints(house()));
}

#[test]
fn every_package_comes_from_the_registry() {
    assert_holds(&documents::sources(house()));
}

#[test]
fn every_exception_has_a_reason_and_an_end() {
    assert_holds(&documents::exceptions_end(house()));
}

#[test]
fn p1_what_is_stored_is_told() {
    assert_holds(&schema::what_is_stored_is_told(house()));
}
