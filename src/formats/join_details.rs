//! The way into an online session, gathered from a feed's link, notes and telephone fields.

use crate::domain::import::JoinDetails;
use crate::formats::plain_text;

const LINK_LETTERS_MAX: usize = 500;
const HOW_LETTERS_MAX: usize = 500;

/// Puts the parts together. Only an `http` or `https` address becomes the link; whatever else the link field
/// says is kept as words, so that nothing a person needs is lost and nothing odd can be clicked.
pub(super) fn gather(link: Option<&str>, others: &[Option<String>]) -> Option<JoinDetails> {
    let written = link.and_then(|written| plain_text::line(written, usize::MAX)).unwrap_or_default();
    let (address, rest) = written.split_once(' ').unwrap_or((&written, ""));
    let is_link = is_web_address(address) && address.chars().count() <= LINK_LETTERS_MAX;
    let words = if is_link { rest } else { &written };
    let others = others.iter().flatten().map(String::as_str);
    let how =
        std::iter::once(words).chain(others).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let details = JoinDetails {
        link: is_link.then(|| address.to_owned()),
        how: plain_text::line(&how, HOW_LETTERS_MAX),
    };
    (details.link.is_some() || details.how.is_some()).then_some(details)
}

fn is_web_address(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let after = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    after.is_some_and(|host| host.starts_with(|letter: char| letter.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        for (written, link, how) in [
            ("https://example.org/j/1", Some("https://example.org/j/1"), None),
            ("  HTTPS://example.org/j/1 000 0000 ", Some("HTTPS://example.org/j/1"), Some("000 0000")),
            ("javascript:alert(1)", None, Some("javascript:alert(1)")),
            ("Skype name: circle", None, Some("Skype name: circle")),
            ("https://", None, Some("https://")),
        ] {
            let details = gather(Some(written), &[]).unwrap();
            assert_eq!((details.link.as_deref(), details.how.as_deref()), (link, how), "{written}");
        }
        assert_eq!(gather(None, &[None]), None);
    }

    #[test]
    fn the_way_in_never_shows_in_debug_output() {
        let details =
            gather(Some("https://example.org/secret"), &[Some("passcode 1234".to_owned())]).unwrap();
        assert_eq!(details.how.as_deref(), Some("passcode 1234"));
        assert!(!format!("{details:?}").contains("secret") && !format!("{details:?}").contains("1234"));
    }
}
