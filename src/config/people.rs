//! Who holds which role: ids of people and of platform roles, as an admin writes them (P26).

use super::values::Wrong;
use crate::domain::member::{Account, Role};

/// Somebody, or everybody with some standing on a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleHolder {
    /// One person: `terminal:ana`, `discord:user:1234`, `matrix:@ana:example.org`, `pipe:mychat:1234`.
    Person(Account),
    /// Everybody with a Discord role: `discord:role:1234`.
    DiscordRole(String),
    /// Everybody in a Matrix room with at least this power level: `matrix:level:50`.
    MatrixLevel(i64),
}

/// The role mapping of one community.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Run the bot.
    pub admins: Vec<RoleHolder>,
    /// Look after rosters.
    pub coordinators: Vec<RoleHolder>,
    /// Hold sessions and make groups.
    pub facilitators: Vec<RoleHolder>,
}

impl Roles {
    /// The role that the file gives to one person by name; member when it does not name them. In the terminal everybody
    /// is an admin unless the file gives any role to somebody there.
    #[must_use]
    pub fn of_account(&self, account: &Account) -> Role {
        if account.platform == "terminal" && !self.names_anybody_on("terminal") {
            return Role::Admin;
        }
        let named = self.by_rank().find(|(_, holders)| {
            holders.iter().any(|holder| matches!(holder, RoleHolder::Person(person) if person == account))
        });
        named.map_or(Role::Member, |(role, _)| role)
    }

    /// True when any role is given to a person of this platform by name.
    #[must_use]
    pub fn names_anybody_on(&self, platform: &str) -> bool {
        self.by_rank()
            .flat_map(|(_, holders)| holders)
            .any(|holder| matches!(holder, RoleHolder::Person(account) if account.platform == platform))
    }

    /// The roles with their holders, highest first.
    pub fn by_rank(&self) -> impl Iterator<Item = (Role, &Vec<RoleHolder>)> {
        [
            (Role::Admin, &self.admins),
            (Role::Coordinator, &self.coordinators),
            (Role::Facilitator, &self.facilitators),
        ]
        .into_iter()
    }
}

/// What may be written, for the remedies.
const FORMS: &str = "write terminal:NAME, discord:user:ID, discord:role:ID, matrix:@NAME:SERVER, matrix:level:NUMBER or pipe:PLATFORM:ID";

/// Reads one entry of a role list.
pub(super) fn role_holder(text: &str) -> Result<RoleHolder, Wrong> {
    let person = |platform: &str, id: &str| {
        RoleHolder::Person(Account { platform: platform.to_owned(), id: id.to_owned() })
    };
    match text.split_once(':') {
        Some(("terminal", name)) if is_terminal_name(name) => Ok(person("terminal", name)),
        Some(("discord", rest)) => match rest.split_once(':') {
            Some(("user", id)) if is_number(id) => Ok(person("discord", id)),
            Some(("role", id)) if is_number(id) => Ok(RoleHolder::DiscordRole(id.to_owned())),
            _ => Err(Wrong::new(
                format!("`{}` is not a Discord id", super::mistake::shown(text)),
                "write discord:user:ID or discord:role:ID; the id is the long number that Discord's \"Copy ID\" gives",
            )),
        },
        Some(("matrix", id)) if is_matrix_id(id, &['@']) => Ok(person("matrix", id)),
        Some(("matrix", rest)) => match rest.strip_prefix("level:").map(str::parse::<i64>) {
            Some(Ok(level)) if (1..=100).contains(&level) => Ok(RoleHolder::MatrixLevel(level)),
            _ => Err(Wrong::new(
                format!("`{}` is not a Matrix id", super::mistake::shown(text)),
                "write matrix:@NAME:SERVER for a person, or matrix:level:NUMBER (1 to 100) for a power level",
            )),
        },
        Some(("pipe", rest)) => match rest.split_once(':') {
            Some((platform, id)) if pipe_platform(platform).is_ok() && is_pipe_id(id) => {
                Ok(person(platform, id))
            }
            _ => Err(Wrong::new(
                format!("`{}` is not a person behind the pipe", super::mistake::shown(text)),
                "write pipe:PLATFORM:ID; the platform is one of `platforms` in [pipe], the id is its adapter's",
            )),
        },
        _ => Err(Wrong::new(
            format!("`{}` does not name a person or a role", super::mistake::shown(text)),
            FORMS,
        )),
    }
}

/// Reads one entry of `places`.
pub(super) fn place(text: &str) -> Result<String, Wrong> {
    let right = match text.split_once(':') {
        Some(("discord", id)) => is_number(id),
        Some(("matrix", id)) => is_matrix_id(id, &['!', '#']),
        Some(("pipe", rest)) => rest
            .split_once(':')
            .is_some_and(|(platform, space)| pipe_platform(platform).is_ok() && is_pipe_id(space)),
        _ => false,
    };
    if right {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(
        format!("`{}` is not a place", super::mistake::shown(text)),
        "write discord:ID for a server, matrix:!ID:SERVER or matrix:#NAME:SERVER for a space or room, or pipe:PLATFORM:SPACE",
    ))
}

/// The platforms that the program itself speaks for, and the words that stand before their ids.
const TAKEN: [&str; 5] = ["terminal", "story", "discord", "matrix", "pipe"];

/// Reads the short name of a platform behind the pipe.
pub(super) fn pipe_platform(text: &str) -> Result<String, Wrong> {
    let right = (1..=32).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if right && !TAKEN.contains(&text) {
        return Ok(text.to_owned());
    }
    let what =
        if right { "is a platform of the program's own" } else { "is not the short name of a platform" };
    Err(Wrong::new(
        format!("`{}` {what}", super::mistake::shown(text)),
        "write 1 to 32 of a-z, 0-9 and -, such as \"mychat\"; terminal, story, discord, matrix and pipe are taken",
    ))
}

/// An id as adapters behind the pipe may give it: 1 to 255 characters, no control characters (docs/pipe.md).
fn is_pipe_id(id: &str) -> bool {
    (1..=255).contains(&id.chars().count()) && !id.chars().any(char::is_control)
}

/// A name without spaces or colons, as people are called in the terminal.
fn is_terminal_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
}

/// A Discord id: digits only, at most 20 (a 64-bit number).
fn is_number(id: &str) -> bool {
    !id.is_empty() && id.len() <= 20 && id.chars().all(|c| c.is_ascii_digit())
}

/// A Matrix id with one of these sigils and a server part; at most 255 bytes (Matrix specification, appendix 4.3).
fn is_matrix_id(id: &str, sigils: &[char]) -> bool {
    id.len() <= 255
        && id.strip_prefix(sigils).and_then(|rest| rest.split_once(':')).is_some_and(|(local, server)| {
            !local.is_empty() && !server.is_empty() && !id.contains(char::is_whitespace)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(name: &str) -> Account {
        Account { platform: "terminal".to_owned(), id: name.to_owned() }
    }

    #[test]
    fn every_form_of_holder_is_read() {
        for text in [
            "terminal:ana",
            "discord:user:123",
            "discord:role:123",
            "matrix:@ana:example.org",
            "matrix:level:50",
            "pipe:mychat:u:1",
        ] {
            assert!(role_holder(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "ana",
            "terminal:",
            "discord:123",
            "discord:role:x",
            "matrix:ana",
            "matrix:level:0",
            "irc:ana",
            "pipe:ana",
            "pipe:discord:1",
            "pipe:My Chat:ana",
            "pipe:mychat:",
        ] {
            assert!(role_holder(text).is_err(), "{text}");
        }
    }

    /// P26, and the terminal's exception to it.
    #[test]
    fn the_terminal_is_all_admins_until_the_file_names_somebody_there() {
        let open = Roles { admins: vec![RoleHolder::DiscordRole("1".to_owned())], ..Roles::default() };
        assert_eq!(open.of_account(&terminal("ben")), Role::Admin);

        let named = Roles {
            facilitators: vec![role_holder("terminal:ana").unwrap()],
            coordinators: vec![role_holder("terminal:cora").unwrap()],
            ..Roles::default()
        };
        assert_eq!(named.of_account(&terminal("ana")), Role::Facilitator);
        assert_eq!(named.of_account(&terminal("cora")), Role::Coordinator);
        assert_eq!(named.of_account(&terminal("ben")), Role::Member);
    }

    #[test]
    fn the_highest_of_several_roles_counts() {
        let ana = role_holder("terminal:ana").unwrap();
        let roles = Roles { admins: vec![ana.clone()], facilitators: vec![ana], ..Roles::default() };
        assert_eq!(roles.of_account(&terminal("ana")), Role::Admin);
    }

    #[test]
    fn nobody_elsewhere_is_an_admin_by_default() {
        let somebody = Account { platform: "discord".to_owned(), id: "1".to_owned() };
        assert_eq!(Roles::default().of_account(&somebody), Role::Member);
    }
}
