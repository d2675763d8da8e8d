//! What a text in the config may say: each reader gives a value, or what is wrong and what to write instead.

use std::path::PathBuf;

use chrono::NaiveTime;
use unic_langid::LanguageIdentifier;

use super::mistake::{nearest, shown};
use crate::domain::member::Language;
use crate::domain::text::{self, TextProblem};
use crate::domain::zone::{ZoneName, ZoneProblem};

/// Where secrets go, for keys that have no place of their own for them.
pub(super) const SECRETS_GO_ELSEWHERE: &str =
    "put it into a file of its own or into the environment (docs/configuration.md, Secrets)";

/// What is wrong with a value, without its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// What is wrong.
    pub(super) what: String,
    /// What to do about it.
    pub(super) remedy: String,
}

impl Wrong {
    /// What is wrong, and what to do about it.
    pub(super) fn new(what: String, remedy: &str) -> Self {
        Self { what, remedy: remedy.to_owned() }
    }

    /// A value that cannot be read as what it should be.
    fn not(text: &str, a: &str, remedy: &str) -> Self {
        Self::new(format!("\"{}\" is not {a}", shown(text)), remedy)
    }
}

/// Puts a value where it belongs, if it could be read.
pub(super) fn set<V>(field: &mut V, read: Result<V, Wrong>) -> Result<(), Wrong> {
    *field = read?;
    Ok(())
}

/// Adds a value to a list that has each only once.
pub(super) fn unique<V: PartialEq>(list: &mut Vec<V>, value: V, written: &str) -> Result<(), Wrong> {
    if list.contains(&value) {
        return Err(Wrong::new(format!("\"{}\" is in this list twice", shown(written)), "keep it once"));
    }
    list.push(value);
    Ok(())
}

/// A time zone by its name in the catalogue; empty for none.
pub(super) fn zone(text: &str) -> Result<Option<ZoneName>, Wrong> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|problem: ZoneProblem| {
        let remedy = match problem.suggestions().first() {
            Some(likely) => format!("did you mean \"{likely}\"?"),
            None => "write the name of a zone, such as \"Europe/Vienna\" or \"America/New_York\"".to_owned(),
        };
        let a = match problem {
            ZoneProblem::Abbreviation { .. } => "a time zone that follows the seasons",
            ZoneProblem::Unknown { .. } => "a time zone",
        };
        Wrong::not(text, a, &remedy)
    })
}

/// A language that every sentence exists in.
pub(super) fn language(text: &str) -> Result<Language, Wrong> {
    Language::from_tag(text).ok_or_else(|| {
        let tags: Vec<String> =
            Language::ALL.iter().map(|language| format!("\"{}\"", language.tag())).collect();
        Wrong::not(text, "a language that the bot speaks", &format!("write {}", tags.join(" or ")))
    })
}

/// Any language, as a BCP 47 tag.
pub(super) fn language_tag(text: &str) -> Result<String, Wrong> {
    text.parse::<LanguageIdentifier>()
        .map(|tag| tag.to_string())
        .map_err(|_| Wrong::not(text, "a language code", "write a code such as \"en\", \"es\" or \"pt-BR\""))
}

/// A time before a session such as `1d`, `12h` or `30m`, in minutes; at most four weeks.
pub(super) fn offset_minutes(text: &str) -> Result<u32, Wrong> {
    const MINUTES_MAX: u32 = 28 * 24 * 60;
    let unit_minutes = match text.chars().last() {
        Some('m') => 1,
        Some('h') => 60,
        Some('d') => 24 * 60,
        Some('w') => 7 * 24 * 60,
        _ => 0,
    };
    let count: Option<u32> =
        text.get(..text.len().saturating_sub(1)).and_then(|digits| digits.trim().parse().ok());
    match count.and_then(|count| count.checked_mul(unit_minutes)) {
        Some(minutes) if (1..=MINUTES_MAX).contains(&minutes) => Ok(minutes),
        _ => Err(Wrong::not(
            text,
            "a time before a session",
            "write 1m to 4w, such as \"2d\", \"1h\" or \"10m\"",
        )),
    }
}

/// A time of day such as `22:00`.
pub(super) fn time_of_day(text: &str) -> Result<NaiveTime, Wrong> {
    NaiveTime::parse_from_str(text, "%H:%M")
        .map_err(|_| Wrong::not(text, "a time of day", "write hours and minutes, \"00:00\" to \"23:59\""))
}

/// A path to a file or folder; empty for none. What looks like a secret never gets here.
pub(super) fn path(text: &str) -> Result<Option<PathBuf>, Wrong> {
    if text.starts_with('~') {
        return Err(Wrong::not(
            text,
            "a path",
            "`~` is not understood here: write the whole path, such as /home/ana/openchair",
        ));
    }
    if text.contains('\0') {
        return Err(Wrong::not(text, "a path", "remove the character with the number 0"));
    }
    Ok((!text.is_empty()).then(|| PathBuf::from(text)))
}

/// The most characters of a name or remark in the config.
const LINE_CHARACTERS_MAX: usize = 120;

/// One line that people read; never empty.
pub(super) fn line(text: &str, what: &str) -> Result<String, Wrong> {
    text::line(text, LINE_CHARACTERS_MAX).map_err(|problem| text_problem(&problem, what))
}

/// One line that people read, or nothing.
pub(super) fn optional_line(text: &str, what: &str) -> Result<String, Wrong> {
    if text.trim().is_empty() { Ok(String::new()) } else { line(text, what) }
}

/// A name for the bot that every platform takes: 2 to 32 characters (Discord's limit), and calls nobody.
pub(super) fn bot_name(text: &str) -> Result<String, Wrong> {
    let name = text::name(text).map_err(|problem| text_problem(&problem, "bot_name"))?;
    if (2..=32).contains(&name.chars().count()) {
        return Ok(name);
    }
    Err(Wrong::not(text, "a name for the bot", "write 2 to 32 characters, such as \"Calendar helper\""))
}

/// Says why a text is refused.
fn text_problem(problem: &TextProblem, what: &str) -> Wrong {
    match problem {
        TextProblem::TooLong { max } => {
            Wrong::new(format!("`{what}` is too long"), &format!("write at most {max} characters"))
        }
        TextProblem::Empty => Wrong::new(format!("`{what}` is empty"), "write a name, or remove the line"),
        _ => Wrong::new(
            format!("`{what}` cannot be used as a name"),
            "write a name with letters that calls nobody (no @everyone, no <@123>)",
        ),
    }
}

/// A number to call, with its spaces as one says it; empty for none.
pub(super) fn phone(text: &str) -> Result<String, Wrong> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let right = text.chars().all(|c| c.is_ascii_digit() || " +-()/.".contains(c));
    if text.is_empty() || (right && (2..=20).contains(&digits)) {
        return Ok(text.to_owned());
    }
    Err(Wrong::not(
        text,
        "a telephone number",
        "write digits and spaces only, such as \"116 123\" or \"+43 1 234567\"",
    ))
}

/// A page for everybody; empty for none.
pub(super) fn web_address(text: &str) -> Result<String, Wrong> {
    if text.is_empty() { Ok(String::new()) } else { service_address(text, "https") }
}

/// A Matrix homeserver; empty while not in use.
pub(super) fn homeserver(text: &str) -> Result<String, Wrong> {
    web_address(text)
}

/// An address with this encrypted scheme, or the plain one of a service on this very computer.
pub(super) fn service_address(text: &str, scheme: &str) -> Result<String, Wrong> {
    let example = format!("write an address such as \"{scheme}://example.org\"");
    let plain = scheme.strip_suffix('s').unwrap_or(scheme);
    let Some((used, rest)) = text.split_once("://") else {
        return Err(Wrong::not(text, "an address", &example));
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        // Repeating it would repeat the password.
        return Err(Wrong::new(
            "this address holds a name or a password".to_owned(),
            "remove everything up to the `@`; secrets go into a file or the environment",
        ));
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
        _ => authority,
    };
    let is_local = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    if host.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Wrong::not(text, "an address", &example));
    }
    match used {
        used if used == scheme => Ok(text.to_owned()),
        used if used == plain && is_local => Ok(text.to_owned()),
        used if used == plain => Err(Wrong::new(
            format!("\"{}\" is not encrypted", shown(text)),
            &format!("write {scheme}://; {plain}:// is for services on this computer only"),
        )),
        _ => Err(Wrong::not(text, "an address", &example)),
    }
}

/// A Matrix user id; empty while not in use.
pub(super) fn matrix_user(text: &str) -> Result<String, Wrong> {
    let right = text
        .strip_prefix('@')
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(name, server)| !name.is_empty() && !server.is_empty());
    if text.is_empty() || (right && !text.contains(char::is_whitespace)) {
        return Ok(text.to_owned());
    }
    Err(Wrong::not(text, "a Matrix user id", "write it as \"@calendar:example.org\""))
}

/// How much the log tells.
pub(super) fn log_level(text: &str) -> Result<String, Wrong> {
    const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];
    if LEVELS.contains(&text) {
        return Ok(text.to_owned());
    }
    let near = nearest(text, LEVELS).map(|near| format!("did you mean \"{near}\"? ")).unwrap_or_default();
    Err(Wrong::not(text, "a log level", &format!("{near}There are error, warn, info, debug and trace")))
}

/// The short name of a community: 1 to 32 of a-z, 0-9 and `-`.
pub(super) fn community_name(name: &str) -> Result<(), Wrong> {
    let right = (1..=32).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if right {
        return Ok(());
    }
    let what = if name.is_empty() {
        "the name of this community is empty".to_owned()
    } else {
        format!("`{}` cannot be the short name of a community", shown(name))
    };
    Err(Wrong::new(
        what,
        "write 1 to 32 of a-z, 0-9 and -, such as [communities.home]; `title` takes any letters",
    ))
}

/// True for what has the form of a Discord bot token, a Matrix access token or a raw key, so that it is neither used as a
/// path nor repeated in a message.
pub(super) fn looks_like_a_secret(text: &str) -> bool {
    let is_token_text = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let parts: Vec<&str> = text.split('.').collect();
    let discord = matches!(parts.as_slice(), [id, time, proof]
        if id.len() >= 18 && (5..=8).contains(&time.len()) && proof.len() >= 27 && parts.iter().all(|part| is_token_text(part)));
    // Synapse and the Matrix Authentication Service begin their tokens so.
    let matrix =
        ["syt_", "syl_", "mat_", "mct_", "mcr_", "mar_"].iter().any(|prefix| text.starts_with(prefix))
            && text.len() >= 20
            && is_token_text(text);
    let key = text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
    discord || matrix || key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_in_minutes() {
        for (text, minutes) in [("10m", 10), ("1h", 60), ("1d", 1_440), ("4w", 40_320), ("28d", 40_320)] {
            assert_eq!(offset_minutes(text), Ok(minutes), "{text}");
        }
        for text in ["", "m", "0m", "5w", "1.5h", "-1h", "1 month", "h1", "99999999999d", "1ñ", "ñ"] {
            assert!(offset_minutes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_slip_in_a_zone_is_helped() {
        for (typed, near) in
            [("Europe/Viena", "Europe/Vienna"), ("vienna", "Europe/Vienna"), ("New York", "America/New_York")]
        {
            let remedy = zone(typed).expect_err(typed).remedy;
            assert_eq!(remedy, format!("did you mean \"{near}\"?"), "{typed}");
        }
    }

    /// 3-time: only names of the catalogue; never a zone that silently becomes UTC.
    #[test]
    fn what_is_no_zone_is_refused() {
        for typed in ["EST", "GMT+8", "Factory", "../etc/passwd", "+02:00"] {
            assert!(zone(typed).is_err(), "{typed}");
        }
        assert_eq!(zone(""), Ok(None));
    }

    #[test]
    fn addresses_are_encrypted_or_local() {
        for right in [
            "https://example.org",
            "https://example.org:8448/x",
            "http://localhost:8008",
            "http://127.0.0.1",
            "http://[::1]:80",
        ] {
            assert!(service_address(right, "https").is_ok(), "{right}");
        }
        for wrong in [
            "",
            "example.org",
            "https://",
            "https:// x",
            "http://example.org",
            "http://localhost.evil.org",
            "ftp://x",
            "https://a:b@c",
            "wss://x",
        ] {
            assert!(service_address(wrong, "https").is_err(), "{wrong}");
        }
        assert!(service_address("wss://gateway.discord.gg", "wss").is_ok());
    }

    /// A password in an address is neither used nor repeated.
    #[test]
    fn an_address_with_a_password_is_not_repeated() {
        let wrong =
            service_address("https://bot:hunter2@example.org", "https").expect_err("it holds a password");
        assert!(!format!("{wrong:?}").contains("hunter2"));
    }

    #[test]
    fn secrets_are_known_by_their_form() {
        let discord = format!("{}.{}.{}", "M".repeat(24), "Gabcde", "x".repeat(38));
        for secret in [discord.as_str(), "syt_YW5h_abcdefghijklmnop_0ABCDE", &"0f".repeat(32)] {
            assert!(looks_like_a_secret(secret), "{secret}");
        }
        for harmless in
            ["", "/etc/openchair/token", "openchair.example.org", "mat_small", "C:\\openchair\\token.txt"]
        {
            assert!(!looks_like_a_secret(harmless), "{harmless}");
        }
    }

    #[test]
    fn phones_are_digits_as_one_says_them() {
        for right in ["", "988", "116 123", "+43 (1) 234-567"] {
            assert!(phone(right).is_ok(), "{right}");
        }
        for wrong in ["1", "call us", "0".repeat(21).as_str()] {
            assert!(phone(wrong).is_err(), "{wrong}");
        }
    }
}
