//! Questions and their answers: the words for yes and no, and what is said when nothing was asked.

use super::{Texts, Voice};
use crate::domain::member::Language;
use crate::domain::text::folded;
use crate::message::Message;

/// Whether a typed line is a yes or a no, in whatever language; none where it is neither.
#[must_use]
pub fn answer_word(texts: &Texts, typed: &str) -> Option<bool> {
    let typed = folded(typed.trim_start_matches(['/', '!']));
    let says = |key: &'static str| {
        Language::ALL
            .into_iter()
            .any(|language| texts.bare(language, key).split(", ").any(|word| folded(word) == typed))
    };
    if says("question-words-yes") {
        Some(true)
    } else if says("question-words-no") {
        Some(false)
    } else {
        None
    }
}

/// Adds the two buttons of a question; `yes` and `no` are what they do.
#[must_use]
pub fn with_answers(question: Message, (yes, no): (String, String), voice: &Voice<'_>) -> Message {
    let (yes_label, no_label) = (voice.say("question-yes").text(), voice.say("question-no").text());
    question.button(yes_label, yes).button(no_label, no)
}

/// After a no: nothing was done.
#[must_use]
pub fn stays(voice: &Voice<'_>) -> Message {
    voice.tell(voice.say("question-stays").line())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_understood_in_every_language() {
        let texts = Texts::load().unwrap();
        for (typed, answer) in [
            ("yes", Some(true)),
            (" Y ", Some(true)),
            ("Sí", Some(true)),
            ("si.", Some(true)),
            ("no", Some(false)),
            ("/no", Some(false)),
            ("n", Some(false)),
            ("", None),
            ("yesterday", None),
            ("yes please", None),
        ] {
            assert_eq!(answer_word(&texts, typed), answer, "{typed:?}");
        }
    }
}
