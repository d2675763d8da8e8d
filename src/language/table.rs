//! The table of commands: everything the bot can be asked, described once (invariant 6).

use super::description::{ArgumentDescription, CommandDescription, Kind, about, option, required};
use crate::domain::group::CAPACITY_MAX;
use crate::domain::member::Role;
use crate::domain::reminder::OWN_REMINDERS_MAX;

const GROUP: ArgumentDescription = about("group", Kind::Group);
const SESSION: ArgumentDescription = about("session", Kind::Session);
const NAME: Kind = Kind::Text { max: 80 };
const LINE: Kind = Kind::Text { max: 500 };
const CAPACITY: Kind = Kind::Number { min: 1, max: CAPACITY_MAX };
const MEMBERSHIP: Kind = Kind::Choice(&["open", "closed", "cohort"]);
const VENUE: Kind = Kind::Choice(&["online", "in person", "both"]);
const SEE: Kind = Kind::Choice(&["count", "facilitators", "attendees", "public"]);
const KIND: Kind = Kind::Choice(&["support", "education", "one_to_one", "shift", "supervision"]);
const SCOPE: Kind = Kind::Choice(&["this", "following", "all"]);

/// The settings of a group that `/group edit` can change.
pub const FIELDS: &[&str] = &[
    "name",
    "when",
    "zone",
    "capacity",
    "membership",
    "languages",
    "audience",
    "venue",
    "address",
    "link",
    "access",
    "public-name",
    "kind",
    "see",
    "channel-reminder",
    "description",
    "language",
    "listed",
    "minutes",
];

const fn command(
    name: &'static str,
    who_may: Role,
    arguments: &'static [ArgumentDescription],
    examples: &'static [&'static str],
) -> CommandDescription {
    CommandDescription { name, who_may, arguments, examples }
}

/// Every command, in the order in which help shows them.
pub const DESCRIPTIONS: &[CommandDescription] = &[
    command(
        "sessions",
        Role::Member,
        &[
            GROUP,
            option("day", Kind::Date),
            option("language", LINE),
            option("page", Kind::Number { min: 1, max: 1000 }),
        ],
        &["/sessions", "/sessions \"Sunday circle\"", "/sessions day:tonight", "/sessions language:es"],
    ),
    command(
        "groups",
        Role::Member,
        &[
            option("language", LINE),
            option("audience", LINE),
            option("day", Kind::Weekday),
            option("venue", VENUE),
            option("page", Kind::Number { min: 1, max: 1000 }),
        ],
        &["/groups", "/groups day:sunday", "/groups venue:online language:es"],
    ),
    command(
        "group create",
        Role::Facilitator,
        &[
            required("name", NAME),
            required("when", Kind::Recurrence),
            option("zone", Kind::Zone),
            option("capacity", CAPACITY),
            option("membership", MEMBERSHIP),
            option("languages", LINE),
            option("audience", LINE),
            option("venue", VENUE),
            option("address", LINE),
            option("link", LINE),
            option("access", LINE),
            option("public-name", NAME),
            option("kind", KIND),
            option("sessions", Kind::Number { min: 1, max: 1000 }),
            option("minutes", Kind::Number { min: 5, max: 1440 }),
            option("facilitators", LINE),
            option("see", SEE),
            option("channel-reminder", Kind::YesNo),
            option("description", LINE),
        ],
        &[
            "/group create \"Sunday circle\" every sunday 19:30",
            "/group create \"Steps\" first and third monday 18:00 zone:Europe/Vienna capacity:8",
        ],
    ),
    command("group info", Role::Member, &[GROUP], &["/group info", "/group info \"Sunday circle\""]),
    command(
        "group edit",
        Role::Facilitator,
        &[required("field", Kind::Choice(FIELDS)), required("value", LINE), GROUP, option("scope", SCOPE)],
        &["/group edit \"Sunday circle\" capacity 10", "/group edit field:when value:\"every sunday 20:00\""],
    ),
    command("group end", Role::Facilitator, &[GROUP], &["/group end \"Sunday circle\""]),
    command(
        "session add",
        Role::Facilitator,
        &[required("at", Kind::Moment), GROUP, option("minutes", Kind::Number { min: 5, max: 1440 })],
        &["/session add \"Sunday circle\" tomorrow 19:00", "/session add at:\"29 mar 19:00\""],
    ),
    command(
        "session cancel",
        Role::Facilitator,
        &[SESSION],
        &["/session cancel", "/session cancel \"Sunday circle 29 mar\"", "/session cancel tonight"],
    ),
    command("session restore", Role::Facilitator, &[SESSION], &["/session restore \"Sunday circle 29 mar\""]),
    command(
        "session move",
        Role::Facilitator,
        &[required("to", Kind::Moment), SESSION],
        &["/session move \"Sunday circle\" tomorrow 20:00", "/session move tonight 20:30"],
    ),
    command(
        "session status",
        Role::Facilitator,
        &[SESSION, option("again", Kind::YesNo)],
        &["/session status", "/session status \"Sunday circle 29 mar\"", "/session status again:yes"],
    ),
    command(
        "rsvp coming",
        Role::Member,
        &[SESSION],
        &["/rsvp coming", "/rsvp coming \"Sunday circle\"", "/rsvp coming \"Sunday circle 29 mar\""],
    ),
    command("rsvp cant", Role::Member, &[SESSION], &["/rsvp cant", "/rsvp cant tonight"]),
    command("rsvp always", Role::Member, &[GROUP], &["/rsvp always", "/rsvp always \"Sunday circle\""]),
    command("rsvp stop", Role::Member, &[GROUP], &["/rsvp stop", "/rsvp stop \"Sunday circle\""]),
    command("rsvp list", Role::Member, &[], &["/rsvp list"]),
    command(
        "join",
        Role::Member,
        &[GROUP, option("note", Kind::Text { max: 300 })],
        &["/join \"Sunday circle\""],
    ),
    command(
        "leave",
        Role::Member,
        &[GROUP, option("to", Kind::Member)],
        &["/leave \"Sunday circle\"", "/leave \"Sunday circle\" to:cora"],
    ),
    command("remind on", Role::Member, &[], &["/remind on"]),
    command("remind off", Role::Member, &[], &["/remind off"]),
    command(
        "remind when",
        Role::Member,
        &[required("offsets", Kind::Offsets)],
        &["/remind when 1d, 1h, 10m"],
    ),
    command(
        "remind quiet",
        Role::Member,
        &[about("from", Kind::Time), about("to", Kind::Time)],
        &["/remind quiet 22:00 08:00", "/remind quiet off"],
    ),
    command(
        "remind me",
        Role::Member,
        &[required("text", Kind::Text { max: 200 }), required("when", Kind::Soon)],
        &["/remind me \"Call a friend\" tomorrow 18:00", "/remind me text:Breathe when:\"in 2 hours\""],
    ),
    command(
        "remind clear",
        Role::Member,
        &[about("number", Kind::Number { min: 1, max: OWN_REMINDERS_MAX })],
        &["/remind clear", "/remind clear 2"],
    ),
    command(
        "remind status",
        Role::Member,
        &[option("page", Kind::Number { min: 1, max: 1000 })],
        &["/remind status", "/remind status page:2"],
    ),
    command(
        "me agenda",
        Role::Member,
        &[option("page", Kind::Number { min: 1, max: 1000 })],
        &["/me agenda", "/me agenda page:2"],
    ),
    command("me timezone", Role::Member, &[required("zone", Kind::Zone)], &["/me timezone Europe/Vienna"]),
    command("me language", Role::Member, &[required("code", Kind::Language)], &["/me language es"]),
    command("me export", Role::Member, &[], &["/me export"]),
    command("me delete", Role::Member, &[], &["/me delete"]),
    command("roster show", Role::Facilitator, &[GROUP], &["/roster show", "/roster show \"Sunday circle\""]),
    command("roster join", Role::Facilitator, &[GROUP], &["/roster join \"Sunday circle\""]),
    command(
        "roster accept",
        Role::Member,
        &[SESSION, option("role", Kind::Choice(&["lead", "co"]))],
        &["/roster accept", "/roster accept \"Sunday circle 29 mar\" role:co"],
    ),
    command("roster decline", Role::Member, &[SESSION], &["/roster decline", "/roster decline tonight"]),
    command("requests show", Role::Facilitator, &[GROUP], &["/requests show"]),
    command(
        "requests accept",
        Role::Facilitator,
        &[required("who", Kind::Member), option("group", Kind::Group)],
        &["/requests accept ben"],
    ),
    command(
        "requests decline",
        Role::Facilitator,
        &[required("who", Kind::Member), option("group", Kind::Group)],
        &["/requests decline ben"],
    ),
    command("help", Role::Member, &[about("command", Kind::Command)], &["/help", "/help rsvp coming"]),
    command("help-now", Role::Member, &[], &["/help-now"]),
];

/// The description of a command.
#[must_use]
pub fn description(name: &str) -> Option<&'static CommandDescription> {
    DESCRIPTIONS.iter().find(|description| description.name == name)
}
