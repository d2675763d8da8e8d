//! The one table of keys: what each section has, what a key takes, its range, and where the value goes.

use super::checks;
use super::kinds::{Key, Kind, Listed, Node, list};
use super::people::{self, Roles};
use super::settings::{
    Backup, Clock, Community, CommunityDefaults, Config, Discord, Limits, Log, Matrix, Pipe, Privacy,
    Reminders, Retention, Storage,
};
use super::values::{self, Wrong, set, unique};
use super::walk::Walk;
use crate::domain::help_line::HelpLine;

/// A count with its bounds (both included), its unit, and why it is bounded.
const fn count<T>(
    name: &'static str,
    range: (u32, u32),
    (unit, why): (&'static str, &'static str),
    set: fn(&mut T, u32),
) -> Key<T> {
    Key { name, kind: Kind::Count { range, unit, why, set } }
}

/// A text with a good example.
const fn text<T>(
    name: &'static str,
    example: &'static str,
    set: fn(&mut T, &str) -> Result<(), Wrong>,
) -> Key<T> {
    Key { name, kind: Kind::Text { example, set } }
}

/// A list of texts with a good entry.
const fn texts<T>(
    name: &'static str,
    (example, most): (&'static str, usize),
    clear: fn(&mut T),
    add: fn(&mut T, &str) -> Result<(), Wrong>,
) -> Key<T> {
    Key { name, kind: Kind::List { example, most, clear, add } }
}

/// A switch.
const fn switch<T>(name: &'static str, set: fn(&mut T, bool)) -> Key<T> {
    Key { name, kind: Kind::Switch(set) }
}

/// A key that people try, and where its content belongs.
const fn secret<T>(name: &'static str, instead: &'static str) -> Key<T> {
    Key { name, kind: Kind::Secret { instead } }
}

/// A section.
const fn section<T>(
    name: &'static str,
    lay: for<'w, 't, 'v, 'i> fn(&'w mut Walk<'t>, &mut T, &'v Node<'i>),
    list: fn(&str, &mut Vec<Listed>),
) -> Key<T> {
    Key { name, kind: Kind::Section { lay, list } }
}

/// All sections.
pub(super) static TOP: &[Key<Config>] = &[
    section("storage", |w, c, n| w.section(STORAGE, &mut c.storage, n), |p, l| list(p, STORAGE, l)),
    section("backup", |w, c, n| w.section(BACKUP, &mut c.backup, n), |p, l| list(p, BACKUP, l)),
    section("defaults", |w, c, n| w.section(DEFAULTS, &mut c.defaults, n), |p, l| list(p, DEFAULTS, l)),
    section("reminders", |w, c, n| w.section(REMINDERS, &mut c.reminders, n), |p, l| list(p, REMINDERS, l)),
    section("retention", |w, c, n| w.section(RETENTION, &mut c.retention, n), |p, l| list(p, RETENTION, l)),
    section("privacy", |w, c, n| w.section(PRIVACY, &mut c.privacy, n), |p, l| list(p, PRIVACY, l)),
    section("limits", |w, c, n| w.section(LIMITS, &mut c.limits, n), |p, l| list(p, LIMITS, l)),
    section("help_lines", help_lines, |p, l| list(p, HELP_LINE, l)),
    section("communities", communities, |p, l| list(&format!("{p}.*"), COMMUNITY, l)),
    section("discord", |w, c, n| w.section(DISCORD, &mut c.discord, n), |p, l| list(p, DISCORD, l)),
    section("matrix", |w, c, n| w.section(MATRIX, &mut c.matrix, n), |p, l| list(p, MATRIX, l)),
    section("pipe", |w, c, n| w.section(PIPE, &mut c.pipe, n), |p, l| list(p, PIPE, l)),
    section("clock", |w, c, n| w.section(CLOCK, &mut c.clock, n), |p, l| list(p, CLOCK, l)),
    section("log", |w, c, n| w.section(LOG, &mut c.log, n), |p, l| list(p, LOG, l)),
];

/// The list of the file replaces the list before it whole.
fn help_lines(walk: &mut Walk<'_>, config: &mut Config, node: &Node<'_>) {
    let mut lines: Vec<HelpLine> = Vec::new();
    walk.rows(node, |walk, row| {
        let mut line = HelpLine::default();
        walk.section(HELP_LINE, &mut line, row);
        checks::help_line(walk, &line, &lines, row);
        lines.push(line);
    });
    config.help_lines = lines;
}

/// Each community is laid over what is known of it.
fn communities(walk: &mut Walk<'_>, config: &mut Config, node: &Node<'_>) {
    walk.named(node, |walk, name, inner| {
        let community = config.communities.entry(name.to_owned()).or_default();
        walk.section(COMMUNITY, community, inner);
    });
}

static STORAGE: &[Key<Storage>] = &[
    text("data", "/var/lib/openchair", |s, t| set(&mut s.data, values::path(t))),
    text("key_file", "/etc/openchair/openchair.key", |s, t| set(&mut s.key_file, values::path(t))),
    secret("key", "put the key into a file and name it with `key_file`, or set OPENCHAIR_KEY"),
];

/// P25: copies hold what people may erase later, so they are kept for two months at most.
static BACKUP: &[Key<Backup>] = &[
    count("hourly", (0, 48), ("copies", ""), |b, n| b.hourly = n),
    count("daily", (0, 31), ("copies", ""), |b, n| b.daily = n),
    count("weekly", (0, 8), ("copies", "A copy is kept for two months at most"), |b, n| b.weekly = n),
];

static DEFAULTS: &[Key<CommunityDefaults>] = &[
    text("zone", "Europe/Vienna", |d, t| set(&mut d.zone, values::zone(t))),
    text("language", "en", |d, t| set(&mut d.language, values::language(t))),
    count("capacity", (1, 10_000), ("people", ""), |d, n| d.capacity = n),
    count("minutes", (5, 1_440), ("minutes", "A session is at most a day long"), |d, n| d.minutes = n),
    count("offer_hours", (1, 168), ("hours", ""), |d, n| d.offer_hours = n),
    count("layout_days", (14, 366), ("days", ""), |d, n| d.layout_days = n),
    count("undo_minutes", (1, 60), ("minutes", ""), |d, n| d.undo_minutes = n),
    count("question_minutes", (1, 60), ("minutes", ""), |d, n| d.question_minutes = n),
];

static REMINDERS: &[Key<Reminders>] = &[
    texts(
        "offsets",
        ("1d", 5),
        |r| r.offsets_minutes.clear(),
        |r, t| {
            unique(&mut r.offsets_minutes, values::offset_minutes(t)?, t)?;
            r.offsets_minutes.sort_unstable_by(|a, b| b.cmp(a));
            Ok(())
        },
    ),
    text("quiet_from", "22:00", |r, t| set(&mut r.quiet_from, values::time_of_day(t))),
    text("quiet_to", "08:00", |r, t| set(&mut r.quiet_to, values::time_of_day(t))),
];

/// P20: the upper bounds are part of the promise.
static RETENTION: &[Key<Retention>] = &[
    count(
        "rsvp_days",
        (0, 7),
        ("days", "Who came is like a medical fact: it is kept for a week at most"),
        |r, n| r.rsvp_days = n,
    ),
    count("duty_days", (0, 30), ("days", "Who held a session is kept for a month at most"), |r, n| {
        r.duty_days = n
    }),
    count(
        "audit_days",
        (1, 90),
        ("days", "Who changed a setting is kept for three months at most"),
        |r, n| r.audit_days = n,
    ),
    count(
        "dead_letter_days",
        (1, 30),
        ("days", "What could not be sent is kept for a month at most"),
        |r, n| r.dead_letter_days = n,
    ),
];

static PRIVACY: &[Key<Privacy>] = &[
    count("age_floor", (13, 99), ("years", "Below 13 is not possible with this program"), |p, n| {
        p.age_floor = n
    }),
    text("bot_name", "Calendar helper", |p, t| set(&mut p.bot_name, values::bot_name(t))),
];

static LIMITS: &[Key<Limits>] = &[
    count("person_per_minute", (5, 600), ("commands", ""), |l, n| l.person_per_minute = n),
    count("community_per_minute", (20, 100_000), ("commands", ""), |l, n| l.community_per_minute = n),
];

static HELP_LINE: &[Key<HelpLine>] = &[
    text("name", "Samaritans", |h, t| set(&mut h.name, values::line(t, "name"))),
    text("phone", "116 123", |h, t| set(&mut h.phone, values::phone(t))),
    text("text", "988", |h, t| set(&mut h.text, values::optional_line(t, "text"))),
    text("url", "https://findahelpline.com", |h, t| set(&mut h.url, values::web_address(t))),
    text("country", "Austria", |h, t| set(&mut h.country, values::optional_line(t, "country"))),
    text("hours", "day and night", |h, t| set(&mut h.hours, values::optional_line(t, "hours"))),
    texts(
        "languages",
        ("de", 20),
        |h| h.languages.clear(),
        |h, t| unique(&mut h.languages, values::language_tag(t)?, t),
    ),
    Key { name: "last_verified", kind: Kind::Day(|h, day| h.last_verified = Some(day)) },
];

static COMMUNITY: &[Key<Community>] = &[
    text("title", "Vienna peer groups", |c, t| set(&mut c.title, values::line(t, "title"))),
    text("zone", "Europe/Vienna", |c, t| set(&mut c.zone, values::zone(t))),
    text("language", "es", |c, t| set(&mut c.language, values::language(t).map(Some))),
    texts(
        "places",
        ("discord:123456789012345678", 100),
        |c| c.places.clear(),
        |c, t| unique(&mut c.places, people::place(t)?, t),
    ),
    section("roles", |w, c, n| w.section(ROLES, &mut c.roles, n), |p, l| list(p, ROLES, l)),
];

/// An entry of a role list that shows the form.
const HOLDER: (&str, usize) = ("terminal:ana", 1_000);

static ROLES: &[Key<Roles>] = &[
    texts("admins", HOLDER, |r| r.admins.clear(), |r, t| unique(&mut r.admins, people::role_holder(t)?, t)),
    texts(
        "coordinators",
        HOLDER,
        |r| r.coordinators.clear(),
        |r, t| unique(&mut r.coordinators, people::role_holder(t)?, t),
    ),
    texts(
        "facilitators",
        HOLDER,
        |r| r.facilitators.clear(),
        |r, t| unique(&mut r.facilitators, people::role_holder(t)?, t),
    ),
];

/// Where the Discord token goes.
const DISCORD_TOKEN: &str =
    "put it into a file and name it with `token_file`, or set OPENCHAIR_DISCORD_TOKEN";

static DISCORD: &[Key<Discord>] = &[
    switch("enabled", |d, on| d.enabled = on),
    text("api_url", "https://discord.com", |d, t| set(&mut d.api_url, values::service_address(t, "https"))),
    text("gateway_url", "wss://gateway.discord.gg", |d, t| {
        set(&mut d.gateway_url, values::service_address(t, "wss"))
    }),
    text("token_file", "/etc/openchair/discord-token", |d, t| set(&mut d.token_file, values::path(t))),
    secret("token", DISCORD_TOKEN),
    secret("bot_token", DISCORD_TOKEN),
];

static MATRIX: &[Key<Matrix>] = &[
    switch("enabled", |m, on| m.enabled = on),
    text("homeserver", "https://matrix.example.org", |m, t| set(&mut m.homeserver, values::homeserver(t))),
    text("user", "@calendar:example.org", |m, t| set(&mut m.user, values::matrix_user(t))),
    text("token_file", "/etc/openchair/matrix-token", |m, t| set(&mut m.token_file, values::path(t))),
    text("password_file", "/etc/openchair/matrix-password", |m, t| {
        set(&mut m.password_file, values::path(t))
    }),
    secret("token", "put it into a file and name it with `token_file`, or set OPENCHAIR_MATRIX_TOKEN"),
    secret("access_token", "put it into a file and name it with `token_file`, or set OPENCHAIR_MATRIX_TOKEN"),
    secret(
        "password",
        "put it into a file and name it with `password_file`, or set OPENCHAIR_MATRIX_PASSWORD",
    ),
];

static PIPE: &[Key<Pipe>] = &[
    switch("enabled", |p, on| p.enabled = on),
    text("path", "/run/openchair/pipe.sock", |p, t| set(&mut p.path, values::path(t))),
    texts(
        "platforms",
        ("mychat", 20),
        |p| p.platforms.clear(),
        |p, t| unique(&mut p.platforms, people::pipe_platform(t)?, t),
    ),
];

static CLOCK: &[Key<Clock>] =
    &[text("zoneinfo", "/usr/share/zoneinfo", |c, t| set(&mut c.zoneinfo, values::path(t)))];

static LOG: &[Key<Log>] = &[text("level", "info", |l, t| set(&mut l.level, values::log_level(t)))];
