//! The consent card (P2): what is kept, why, who sees it, for how long, and how to erase it.

use super::Voice;
use crate::domain::group::SeeWhoComes;
use crate::message::Message;

/// The card, with its question. `see` is the setting of the group that is answered to, `days` for how
/// long an answer is kept after its session, `yes` and `no` what the buttons do.
#[must_use]
pub fn card(see: SeeWhoComes, days: u32, (yes, no): (String, String), voice: &Voice<'_>) -> Message {
    voice
        .message()
        .line(voice.say("consent-what").line())
        .line(voice.say("consent-why").line())
        .line(voice.say("consent-includes").line())
        .line(voice.say("consent-see").choice("see", see.word()).line())
        .line(voice.say("consent-how-long").count("days", days).line())
        .line(voice.say("consent-erase").line())
        .line(voice.say("consent-question").line())
        .button(voice.say("consent-yes").text(), yes)
        .button(voice.say("consent-no").text(), no)
}

/// After a no: nothing was kept.
#[must_use]
pub fn declined(voice: &Voice<'_>) -> Message {
    voice.tell(voice.say("consent-declined").line())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Language;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    #[test]
    fn p2_the_card_says_what_why_who_how_long_and_how_to_erase() {
        for language in Language::ALL {
            with_voice(language, |voice| {
                for see in SeeWhoComes::ALL {
                    let message = card(*see, 7, ("y".into(), "n".into()), voice);
                    let text = plain::text(&message);
                    assert!(
                        text.contains("7") && text.contains("/me export") && text.contains("/me delete"),
                        "{text}"
                    );
                    assert_eq!(message.buttons.len(), 2);
                }
                let told = |see| plain::text(&card(see, 7, (String::new(), String::new()), voice));
                assert_ne!(told(SeeWhoComes::Count), told(SeeWhoComes::Public));
            });
        }
    }
}
