//! The compiled-in example: free of mistakes, complete, and what the design promises.

use std::collections::BTreeSet;

use chrono::NaiveTime;

use super::walk::{self, known_keys};
use super::*;

/// [`Config::defaults`] rests on this.
#[test]
fn the_example_has_no_mistake() {
    let (_, walk) = walk::lay(&Config::default(), EXAMPLE, EXAMPLE_NAME);
    assert_eq!(walk.finish().map_err(|mistakes| mistakes.to_string()), Ok(()));
}

#[test]
fn the_defaults_are_the_ones_of_the_design() {
    let config = Config::defaults();
    assert_eq!(config.defaults.capacity, 12);
    assert_eq!(config.defaults.offer_hours, 12);
    assert_eq!(config.defaults.layout_days, 90);
    assert_eq!(config.reminders.offsets_minutes, [1_440, 60]);
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    assert_eq!(config.reminders.quiet(), Some((at(22), at(8))));
    // P20
    let kept = &config.retention;
    assert_eq!((kept.rsvp_days, kept.duty_days, kept.audit_days, kept.dead_letter_days), (7, 30, 90, 30));
    // P25
    assert_eq!((config.backup.hourly, config.backup.daily, config.backup.weekly), (24, 7, 4));
    // P35
    assert_eq!(config.privacy.bot_name, "Calendar helper");
    assert_eq!(config.privacy.age_floor, 18);
    assert!(!config.discord.enabled && !config.matrix.enabled);
}

/// P34: the shipped lines are not passed off as verified.
#[test]
fn the_shipped_help_lines_are_unverified() {
    let lines = Config::defaults().help_lines;
    assert!(lines.len() >= 5);
    for line in lines {
        assert_eq!(line.last_verified, None, "{}", line.name);
    }
}

/// Every key of the table is in the example and the example has no other; a bounded one tells its bounds.
#[test]
fn the_example_documents_every_key() {
    let documented = documented_keys();
    let known: BTreeSet<(String, String)> =
        known_keys().into_iter().map(|key| (key.section, key.key.to_owned())).collect();
    let named: BTreeSet<(String, String)> =
        documented.iter().map(|(section, key, _)| (section.clone(), key.clone())).collect();
    assert_eq!(named, known, "left: documented in config.example.toml, right: known to schema.rs");

    for key in known_keys() {
        let Some((least, most)) = key.range else { continue };
        let remark = &documented
            .iter()
            .find(|(section, name, _)| *section == key.section && name == key.key)
            .unwrap()
            .2;
        let bounds = format!("{least} to {most}");
        assert!(
            remark.contains(&bounds),
            "the remark over {}.{} does not say \"{bounds}\":\n{remark}",
            key.section,
            key.key
        );
    }
}

/// The keys of the example, also those that are remarks, each with its section and the remark over it.
fn documented_keys() -> Vec<(String, String, String)> {
    let (mut section, mut remark, mut keys) = (String::new(), String::new(), Vec::new());
    for line in EXAMPLE.lines() {
        let bare = line.trim_start_matches(['#', ' ']);
        // Four spaces after the # are an example inside a remark, as in the introduction.
        let is_quoted = line.starts_with("#     ");
        if let (Some(name), false) =
            (bare.strip_prefix('[').and_then(|rest| rest.split(']').next()), is_quoted)
        {
            section = name.trim_start_matches('[').replace(".home", ".*");
            remark.clear();
        } else if let (Some((key, _)), false) =
            (bare.split_once(" = ").filter(|(key, _)| is_key(key)), is_quoted)
        {
            keys.push((section.clone(), key.to_owned(), remark.clone()));
            remark.clear();
        } else if let Some((key, _)) =
            bare.split_once(" = ").filter(|(key, _)| is_quoted && *key == "last_verified")
        {
            keys.push(("help_lines".to_owned(), key.to_owned(), remark.clone()));
        } else {
            remark.push_str(bare);
            remark.push(' ');
        }
    }
    keys
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// What the example shows as remarks is right when its # is taken away.
#[test]
fn the_commented_community_of_the_example_can_be_used() {
    let from = EXAMPLE.find("# [communities.home]").unwrap();
    let until = EXAMPLE.find("# ---- Chat platforms").unwrap();
    let community: String = EXAMPLE
        .get(from..until)
        .unwrap()
        .lines()
        .map(|line| line.trim_start_matches("# "))
        .filter(|line| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| is_key(key)))
        .flat_map(|line| [line, "\n"])
        .collect();
    let config =
        Config::defaults().overlay(&community, "example").map_err(|mistakes| mistakes.to_string()).unwrap();
    assert_eq!(config.community("home").title, "Vienna peer groups");
    assert_eq!(config.communities["home"].roles.facilitators.len(), 2);
}

#[test]
fn a_file_changes_only_what_it_names() {
    let config = Config::defaults().overlay("[defaults]\ncapacity = 8\n", "x").unwrap();
    assert_eq!(config.defaults.capacity, 8);
    assert_eq!(
        Config { defaults: CommunityDefaults { capacity: 12, ..config.defaults.clone() }, ..config },
        Config::defaults()
    );
}

#[test]
fn overlays_can_follow_each_other() {
    let config = Config::defaults()
        .overlay("[communities.home]\ntitle = \"One\"\nlanguage = \"es\"\n[reminders]\noffsets = [\"2d\", \"10m\"]", "a")
        .and_then(|config| config.overlay("[communities.home]\ntitle = \"Two\"\n[reminders]\noffsets = [\"1h\"]", "b"))
        .unwrap();
    let home = config.community("home");
    assert_eq!((home.title.as_str(), home.language.map(|language| language.tag())), ("Two", Some("es")));
    assert_eq!(config.reminders.offsets_minutes, [60], "lists are replaced whole");
}

#[test]
fn a_community_that_the_file_does_not_name_has_the_defaults() {
    let config =
        Config::defaults().overlay("[defaults]\nzone = \"Europe/Vienna\"\nlanguage = \"es\"", "x").unwrap();
    let nyc = config.community("nyc");
    assert_eq!(nyc.title, "nyc");
    assert_eq!(nyc.zone.map(|zone| zone.to_string()), Some("Europe/Vienna".to_owned()));
    assert_eq!(nyc.language.map(|language| language.tag()), Some("es"));
}

#[test]
fn a_list_of_help_lines_replaces_the_shipped_one() {
    let config = Config::defaults()
        .overlay("[[help_lines]]\nname = \"Ours\"\nphone = \"01 234\"\nlast_verified = 2026-01-31", "x")
        .unwrap();
    assert_eq!(config.help_lines.len(), 1);
    assert_eq!(config.help_lines[0].last_verified.map(|day| day.to_string()), Some("2026-01-31".to_owned()));
    assert_eq!(Config::defaults().overlay("help_lines = []", "x").unwrap().help_lines, []);
}

/// No text of any kind makes the reader panic.
#[test]
fn anything_is_read_or_refused() {
    proptest::proptest!(|(text in "[\\[\\]a-z_ =\"0-9\n.{},:#\\-ñ\u{0}]{0,200}")| {
        let _ = Config::defaults().overlay(&text, "x").map_err(|mistakes| mistakes.to_string());
    });
    proptest::proptest!(|(cut in 0..EXAMPLE.len(), insert in "[\\[\\]\"=\n{}, a0]{0,3}")| {
        let cut = (0..=cut).rev().find(|at| EXAMPLE.is_char_boundary(*at)).unwrap_or(0);
        let (before, after) = EXAMPLE.split_at(cut);
        let text = format!("{before}{insert}{after}");
        let _ = Config::defaults().overlay(&text, "x").map_err(|mistakes| mistakes.to_string());
    });
}
