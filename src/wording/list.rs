//! Lists that end after five lines, words joined by "and" or "or", and lengths of time.

use super::Voice;
use crate::domain::text::folded;
use crate::message::{Line, Span};

/// The most lines of a list before "more".
pub const LINES_MAX: usize = 5;

/// The items with commas, and "and" before the last: "Ana, Ben and Cora".
#[must_use]
pub fn and(items: Vec<Line>, voice: &Voice<'_>) -> Line {
    joined(items, |first, last| {
        let sound = sound(&voice.plain(&last));
        voice.say("list-and").phrase("first", first).choice("sound", sound).phrase("last", last).line()
    })
}

/// The items with commas, and "or" before the last: "Ana, Ben or Cora".
#[must_use]
pub fn or(items: Vec<Line>, voice: &Voice<'_>) -> Line {
    joined(items, |first, last| {
        let sound = sound(&voice.plain(&last));
        voice.say("list-or").phrase("first", first).choice("sound", sound).phrase("last", last).line()
    })
}

/// Words of the bot's own with commas, and "and" before the last.
#[must_use]
pub fn and_words(items: impl IntoIterator<Item = String>, voice: &Voice<'_>) -> String {
    let lines = items.into_iter().map(|item| vec![Span::Text(item)]).collect();
    voice.plain(&and(lines, voice))
}

fn joined(mut items: Vec<Line>, pair: impl Fn(Line, Line) -> Line) -> Line {
    let Some(last) = items.pop() else { return Line::new() };
    let mut first = Line::new();
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            first.push(Span::Text(", ".to_owned()));
        }
        first.extend(item);
    }
    if first.is_empty() { last } else { pair(first, last) }
}

/// How a word begins, as far as Spanish minds: "e" before an i, "u" before an o (RAE, s. v. "y", "o").
fn sound(word: &str) -> &'static str {
    let folded = folded(word);
    let heard = folded.strip_prefix('h').unwrap_or(&folded);
    let rising = ["ia", "ie", "io", "iu"].iter().any(|diphthong| heard.starts_with(diphthong));
    match heard.chars().next() {
        Some('i') if !rising => "i",
        Some('o' | '8') => "o",
        _ => "other",
    }
}

/// At most five of the items; then how many more there are, and the command that shows them.
/// `total` counts all, also those that were not fetched.
#[must_use]
pub fn lines(items: Vec<Line>, total: usize, more: &str, voice: &Voice<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = items.into_iter().take(LINES_MAX).collect();
    let left = total.saturating_sub(lines.len());
    if left > 0 {
        lines.push(voice.say("list-more").count("count", left).command("command", more).line());
    }
    lines
}

/// A length of time in its largest whole unit: "30 minutes", "2 hours", "1 day".
#[must_use]
pub fn duration(minutes: u32, voice: &Voice<'_>) -> String {
    if minutes >= 24 * 60 && minutes.is_multiple_of(24 * 60) {
        voice.say("list-days").count("count", minutes / (24 * 60)).text()
    } else if minutes >= 60 && minutes.is_multiple_of(60) {
        voice.say("list-hours").count("count", minutes / 60).text()
    } else if minutes > 120 {
        duration(minutes - minutes % 60, voice)
    } else {
        voice.say("list-minutes").count("count", minutes).text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Language;
    use crate::wording::voice::with_voice;

    fn words(language: Language, items: &[&str]) -> String {
        let mut told = String::new();
        with_voice(language, |voice| told = and_words(items.iter().map(|item| (*item).to_owned()), voice));
        told
    }

    #[test]
    fn lists_are_joined_as_each_language_does() {
        assert_eq!(words(Language::En, &[]), "");
        assert_eq!(words(Language::En, &["Ana"]), "Ana");
        assert_eq!(words(Language::En, &["Ana", "Ben", "Ivo"]), "Ana, Ben and Ivo");
        assert_eq!(words(Language::Es, &["Ana", "Inés"]), "Ana e Inés");
        assert_eq!(words(Language::Es, &["agua", "hielo"]), "agua y hielo");
        assert_eq!(words(Language::Es, &["lunes", "jueves"]), "lunes y jueves");
    }

    #[test]
    fn or_changes_before_an_o() {
        with_voice(Language::Es, |voice| {
            let item = |text: &str| vec![Span::User(text.to_owned())];
            assert_eq!(voice.plain(&or(vec![item("siete"), item("ocho")], voice)), "siete u ocho");
            assert_eq!(
                voice.plain(&or(vec![item("uno"), item("dos"), item("tres")], voice)),
                "uno, dos o tres"
            );
        });
    }

    #[test]
    fn a_list_ends_after_five_lines_and_names_how_to_see_more() {
        with_voice(Language::En, |voice| {
            let items = || (1..=7).map(|n| vec![Span::Text(n.to_string())]).collect::<Vec<Line>>();
            let all = lines(items(), 40, "/groups page:2", voice);
            assert_eq!(all.len(), 6);
            assert_eq!(voice.plain(&all[5]), "35 more: /groups page:2");
            assert_eq!(lines(items()[..5].to_vec(), 5, "/groups page:2", voice).len(), 5);
        });
    }

    #[test]
    fn a_length_of_time_is_told_in_whole_units() {
        for (minutes, told) in [
            (1, "1 minute"),
            (30, "30 minutes"),
            (60, "1 hour"),
            (90, "90 minutes"),
            (150, "2 hours"),
            (1440, "1 day"),
            (2880, "2 days"),
        ] {
            with_voice(Language::En, |voice| assert_eq!(duration(minutes, voice), told));
        }
    }
}
