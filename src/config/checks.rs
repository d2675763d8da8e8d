//! Checks that concern more than one key.

use std::collections::BTreeMap;

use super::kinds::Node;
use super::mistake::shown;
use super::settings::Config;
use super::values::Wrong;
use super::walk::Walk;
use crate::domain::help_line::HelpLine;

/// What must hold between the keys of the whole config.
pub(super) fn whole(walk: &mut Walk<'_>, config: &Config) {
    limits(walk, config);
    matrix(walk, config);
    pipe(walk, config);
    places(walk, config);
}

/// One person may not use up what the whole community has.
fn limits(walk: &mut Walk<'_>, config: &Config) {
    let limits = &config.limits;
    if limits.person_per_minute > limits.community_per_minute {
        let written = ["limits.community_per_minute", "limits.person_per_minute"]
            .into_iter()
            .find(|path| walk.has(path));
        walk.wrong_key(
            written.unwrap_or_default(),
            Wrong::new(
                format!(
                    "one person may send {} commands in a minute, the whole community only {}",
                    limits.person_per_minute, limits.community_per_minute
                ),
                "make `community_per_minute` the larger of the two",
            ),
        );
    }
}

/// Matrix needs a server, a user, and one way to prove who it is.
fn matrix(walk: &mut Walk<'_>, config: &Config) {
    let matrix = &config.matrix;
    if matrix.token_file.is_some() && matrix.password_file.is_some() {
        let wrong = Wrong::new(
            "`token_file` and `password_file` exclude each other".to_owned(),
            "keep the one that you were given and remove the other",
        );
        walk.wrong_key("matrix.password_file", wrong);
    }
    for (key, value, example) in [
        ("homeserver", &matrix.homeserver, "https://matrix.example.org"),
        ("user", &matrix.user, "@calendar:example.org"),
    ] {
        // An address that is there but wrong was reported where it stands.
        let path = format!("matrix.{key}");
        if matrix.enabled && value.is_empty() && !walk.is_faulty(&path) {
            walk.wrong_key(
                "matrix.enabled",
                Wrong::new(
                    format!("Matrix is enabled without `{key}`"),
                    &format!("add to [matrix]: {key} = \"{example}\""),
                ),
            );
        }
    }
}

/// The pipe needs platforms, and each of them a community that its events belong to.
fn pipe(walk: &mut Walk<'_>, config: &Config) {
    if !config.pipe.enabled {
        return;
    }
    if config.pipe.platforms.is_empty() && !walk.is_faulty("pipe.platforms") {
        let wrong = Wrong::new(
            "the pipe is enabled without any platform".to_owned(),
            "name those that adapters may speak for: platforms = [\"mychat\"]",
        );
        walk.wrong_key("pipe.enabled", wrong);
    }
    // One community needs no places: everything belongs to it.
    for platform in config.pipe.platforms.iter().filter(|_| config.communities.len() > 1) {
        if !config.communities.values().any(|community| community.places_of(platform).next().is_some()) {
            let wrong = Wrong::new(
                format!("no community owns anything of the platform `{}`", shown(platform)),
                &format!(
                    "add to `places` of one: \"pipe:{platform}:*\", or \"pipe:{platform}:SPACE\" for a part of it"
                ),
            );
            walk.wrong_key("pipe.platforms", wrong);
        }
    }
    for (name, community) in &config.communities {
        let places =
            community.places.iter().filter_map(|place| place.strip_prefix("pipe:")?.split(':').next());
        for platform in places.filter(|platform| !config.pipe.platforms.iter().any(|known| known == platform))
        {
            let wrong = Wrong::new(
                format!("`platforms` in [pipe] does not name `{}`", shown(platform)),
                "add it there, or remove the place",
            );
            walk.wrong_key(&format!("communities.{name}.places"), wrong);
        }
    }
}

/// A place belongs to one community: nothing crosses from one to another.
fn places(walk: &mut Walk<'_>, config: &Config) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, community) in &config.communities {
        for place in &community.places {
            if let Some(owner) = owners.insert(place, name) {
                let wrong = Wrong::new(
                    format!(
                        "`{}` belongs to the communities `{}` and `{}`",
                        shown(place),
                        shown(owner),
                        shown(name)
                    ),
                    "a place belongs to one community; keep it in one of the two",
                );
                walk.wrong_key(&format!("communities.{name}.places"), wrong);
            }
        }
    }
}

/// A help line has a name, a way to reach it, and stands in the list once.
pub(super) fn help_line(walk: &mut Walk<'_>, line: &HelpLine, earlier: &[HelpLine], row: &Node<'_>) {
    let here = walk.here();
    if !walk.has(&format!("{here}.name")) {
        walk.wrong(
            row,
            Wrong::new(
                "this help line has no name".to_owned(),
                "add what it calls itself: name = \"Samaritans\"",
            ),
        );
    } else if !line.name.is_empty()
        && earlier.iter().any(|other| other.name == line.name && other.country == line.country)
    {
        walk.wrong_key(
            &format!("{here}.name"),
            Wrong::new(
                format!("the help line `{}` is in the list twice", shown(&line.name)),
                "keep one of the two",
            ),
        );
    }
    let ways = ["phone", "text", "url"];
    let one_is_wrong = ways.iter().any(|way| walk.is_faulty(&format!("{here}.{way}")));
    if !line.is_reachable() && !one_is_wrong {
        walk.wrong(
            row,
            Wrong::new(
                "this help line has no number and no link".to_owned(),
                "add at least one of `phone`, `text` and `url`",
            ),
        );
    }
}
