//! Text of strangers made fit to keep and to show: cleaned, shortened, without mentions (P29).

use crate::domain::text;

/// The most letters kept of a text that is only quoted in a report.
const EXCERPT_LETTERS_MAX: usize = 60;

/// One cleaned line of at most `letters_max` letters; `None` when nothing is left.
pub(super) fn line(written: &str, letters_max: usize) -> Option<String> {
    let cleaned = text::clean(written);
    if cleaned.is_empty() {
        return None;
    }
    if cleaned.chars().count() <= letters_max {
        return Some(cleaned);
    }
    let kept: String = cleaned.chars().take(letters_max.saturating_sub(1)).collect();
    Some(format!("{}…", kept.trim_end()))
}

/// A quotation for a report.
pub(super) fn excerpt(written: &str) -> String {
    line(written, EXCERPT_LETTERS_MAX).unwrap_or_default()
}

/// The text without the words that a chat would take for a mention.
pub(super) fn without_mentions(written: &str) -> String {
    let cleaned = text::clean(written);
    let kept = cleaned.split(' ').filter(|word| !is_mention(word));
    kept.collect::<Vec<_>>().join(" ")
}

/// True for `@everyone`, `@ana:example.org`, `<@1>`, `<#1>`. A lone `@`, as in "Rise & Shine @ 9", is plain text.
fn is_mention(word: &str) -> bool {
    let lower = word.to_lowercase();
    (lower.starts_with('@') && lower.len() > 1)
        || ["@everyone", "@here", "@room", "<@", "<#", "<t:", "<:", "<a:", "</"]
            .iter()
            .any(|mark| lower.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p29_lines_are_cleaned_and_cut_between_letters() {
        for (written, max, expected) in [
            ("  Sunday \n\t circle ", 80, Some("Sunday circle")),
            ("a\u{202e}b\u{0}c", 80, Some("abc")),
            ("\u{200b}\u{200f} ", 80, None),
            ("12345678", 8, Some("12345678")),
            ("123456789", 8, Some("1234567…")),
            ("ééééé", 3, Some("éé…")),
        ] {
            assert_eq!(line(written, max).as_deref(), expected, "{written:?}");
        }
    }

    #[test]
    fn p29_mentions_go_and_lone_signs_stay() {
        for (written, expected) in [
            ("@everyone", ""),
            ("<@123> <@&7>", ""),
            ("@ana:example.org", ""),
            ("Hope @here tonight", "Hope tonight"),
            ("Rise & Shine @ 9", "Rise & Shine @ 9"),
            ("Tuesday@7:30", "Tuesday@7:30"),
        ] {
            assert_eq!(without_mentions(written), expected, "{written}");
        }
    }
}
