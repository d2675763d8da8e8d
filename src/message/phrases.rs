//! The few phrases that adapters say by themselves, as plain values that `wording` fills.

use std::sync::Arc;

use super::Locale;

/// A sentence with gaps, such as "You speak as {name} in {room}."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(pub String);

impl Phrase {
    /// The sentence with its gaps filled. A gap that is given nothing stays as it is; what is put
    /// in is never read for gaps itself.
    #[must_use]
    pub fn fill(&self, gaps: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let value = after.split_once('}').and_then(|(name, behind)| {
                let value = gaps.iter().find(|(gap, _)| *gap == name).map(|(_, value)| *value);
                value.map(|value| (value, behind))
            });
            match value {
                Some((value, behind)) => {
                    filled.push_str(value);
                    rest = behind;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

/// What the terminal says by itself, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsolePhrases {
    /// How its language writes times.
    pub locale: Arc<Locale>,
    /// Said at the start, in three lines; the last suggests a first command. Gaps: `name`, `room`.
    pub greeting: Phrase,
    /// The same, where there are groups already. Gaps: `name`, `room`.
    pub greeting_again: Phrase,
    /// Said at the end.
    pub goodbye: Phrase,
    /// Said to a line that is no command.
    pub plain_line: Phrase,
    /// Said after the bot's own help: what the terminal adds.
    pub own_help: Phrase,
    /// Above what everybody in a room sees. Gap: `room`.
    pub room_heading: Phrase,
    /// Above what one person sees. Gap: `name`.
    pub private_heading: Phrase,
    /// Who speaks, and where. Gaps: `name`, `room`.
    pub speaking: Phrase,
    /// Who speaks with the bot alone. Gap: `name`.
    pub speaking_privately: Phrase,
    /// The word for "with the bot alone" in the prompt.
    pub privately: Phrase,
    /// No button has this number. Gap: `number`.
    pub no_number: Phrase,
    /// No button that the person sees has this label. Gap: `label`.
    pub no_label: Phrase,
    /// A word that cannot be a person's name.
    pub bad_name: Phrase,
    /// A word that cannot be a room's name.
    pub bad_room: Phrase,
    /// What the clock shows. Gap: `when`.
    pub clock: Phrase,
    /// This clock cannot be moved.
    pub clock_fixed: Phrase,
    /// The clock does not go back. Gap: `when`.
    pub clock_back: Phrase,
    /// The clock could not be moved that far.
    pub clock_too_far: Phrase,
    /// How the clock is moved.
    pub clock_unclear: Phrase,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_once() {
        for (phrase, filled) in [
            ("{name} in {room}.", "{room} in #lobby."),
            ("{name}{name}", "{room}{room}"),
            ("{other} {", "{other} {"),
            ("", ""),
        ] {
            let phrase = Phrase(phrase.to_owned());
            assert_eq!(phrase.fill(&[("name", "{room}"), ("room", "#lobby")]), filled);
        }
    }
}
