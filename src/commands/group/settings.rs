//! The settings of a group, one by one, as they are typed.

use crate::domain::group::{Group, Kind, Membership, SeeWhoComes, Venue};
use crate::language::invocation::Invocation;
use crate::language::value::BadArgument;

/// One of a closed list of words, as a domain value.
pub(super) fn word<T>(
    invocation: &Invocation,
    argument: &'static str,
    read: fn(&str) -> Option<T>,
) -> Result<Option<T>, BadArgument> {
    Ok(invocation.choice(argument)?.and_then(read))
}

/// What a setting is now, as it can be typed; empty where nothing is set.
pub(super) fn current(group: &Group, field: &str) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let yes_no = |value: bool| if value { "yes" } else { "no" }.to_owned();
    match field {
        "name" => group.name.clone(),
        "public-name" => text(&group.public_name),
        "description" => text(&group.description),
        "languages" => group.languages.join(", "),
        "audience" => group.audiences.join(", "),
        "membership" => group.membership.word().to_owned(),
        "kind" => group.kind.word().to_owned(),
        "capacity" => group.capacity.map_or("none".to_owned(), |seats| seats.to_string()),
        "see" => group.see.word().to_owned(),
        "venue" => group.venue.word().to_owned(),
        "address" => text(&group.address),
        "access" => text(&group.access),
        "link" => text(&group.link),
        "listed" => yes_no(group.listed),
        "channel-reminder" => yes_no(group.channel_reminder),
        "language" => group.language.tag().to_owned(),
        _ => String::new(),
    }
}

/// True for a value that takes a setting away.
fn is_none(value: &str) -> bool {
    value.trim().is_empty()
        || matches!(value.trim().to_lowercase().as_str(), "none" | "nothing" | "-" | "ninguno" | "nada")
}

/// Gives a setting a new value. The value is read as `/group create` reads the argument of that name.
///
/// # Errors
/// What cannot be read.
pub(super) fn change(group: &mut Group, field: &'static str, value: &str) -> Result<(), BadArgument> {
    // The rules of an argument belong to its name, so it is read under that name.
    let read = Invocation::new("group create").with(field, value);
    let optional = |line: Result<Option<String>, BadArgument>| if is_none(value) { Ok(None) } else { line };
    match field {
        "name" => group.name = read.name("name")?.unwrap_or_else(|| group.name.clone()),
        "public-name" => group.public_name = optional(read.name("public-name"))?,
        "description" => group.description = optional(read.line("description", 500))?,
        "address" => group.address = optional(read.line("address", 200))?,
        "access" => group.access = optional(read.line("access", 300))?,
        "link" => group.link = optional(read.link("link"))?,
        "languages" if is_none(value) => group.languages = Vec::new(),
        "languages" => group.languages = read.list("languages")?.unwrap_or_default(),
        "audience" if is_none(value) => group.audiences = Vec::new(),
        "audience" => group.audiences = read.list("audience")?.unwrap_or_default(),
        "membership" => {
            group.membership = word(&read, field, Membership::from_word)?.unwrap_or(group.membership)
        }
        "kind" => group.kind = word(&read, field, Kind::from_word)?.unwrap_or(group.kind),
        "see" => group.see = word(&read, field, SeeWhoComes::from_word)?.unwrap_or(group.see),
        "venue" => group.venue = word(&read, field, Venue::from_word)?.unwrap_or(group.venue),
        "capacity" if is_none(value) => group.capacity = None,
        "capacity" => group.capacity = read.number("capacity")?.or(group.capacity),
        "listed" => group.listed = read.yes_no("listed")?.unwrap_or(group.listed),
        "channel-reminder" => {
            group.channel_reminder = read.yes_no("channel-reminder")?.unwrap_or(group.channel_reminder);
        }
        "language" => group.language = read.language("language")?.unwrap_or(group.language),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::group::Status;
    use crate::domain::id::GroupId;
    use crate::domain::member::Language;

    fn group() -> Group {
        Group {
            id: GroupId(1),
            name: "Sunday circle".to_owned(),
            public_name: None,
            description: None,
            languages: Vec::new(),
            audiences: Vec::new(),
            membership: Membership::Open,
            kind: Kind::Support,
            capacity: Some(12),
            see: SeeWhoComes::Count,
            venue: Venue::Online,
            address: None,
            access: None,
            link: None,
            status: Status::Active,
            listed: true,
            channel_reminder: true,
            language: Language::En,
            room: None,
            review: None,
            revision: 0,
        }
    }

    #[test]
    fn every_setting_takes_a_value_and_shows_it_as_it_can_be_typed() {
        for (field, value) in [
            ("name", "Monday circle"),
            ("public-name", "Circle M"),
            ("description", "For everyone"),
            ("languages", "en, es"),
            ("audience", "women, newcomers"),
            ("membership", "closed"),
            ("kind", "education"),
            ("capacity", "8"),
            ("capacity", "none"),
            ("see", "attendees"),
            ("venue", "in person"),
            ("address", "12 Oak Street"),
            ("access", "Ring twice"),
            ("link", "https://example.org/room"),
            ("listed", "no"),
            ("channel-reminder", "no"),
            ("language", "es"),
        ] {
            let mut changed = group();
            change(&mut changed, field, value).unwrap();
            assert_eq!(current(&changed, field), value, "{field}");
            assert_ne!(changed, group(), "{field}");
        }
    }

    #[test]
    fn bad_values_change_nothing() {
        for (field, value) in [
            ("name", "@everyone"),
            ("capacity", "0"),
            ("capacity", "1000000000"),
            ("membership", "secret"),
            ("link", "javascript:alert(1)"),
            ("listed", "perhaps"),
            ("language", "tlh"),
        ] {
            let mut changed = group();
            assert!(change(&mut changed, field, value).is_err(), "{field} {value}");
            assert_eq!(changed, group());
        }
    }
}
