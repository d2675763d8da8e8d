//! What the terminal says by itself, handed to it as plain values.

use super::{Sentence, Voice};
use crate::message::{ConsolePhrases, Phrase};

/// The phrases of the terminal in the language of a voice.
#[must_use]
pub fn phrases(voice: &Voice<'_>) -> ConsolePhrases {
    ConsolePhrases {
        locale: voice.texts.locale(voice.language),
        greeting: phrase(
            voice,
            voice.say("console-greeting").words("name", "{name}").words("room", "{room}"),
        ),
        goodbye: phrase(voice, voice.say("console-goodbye")),
        plain_line: phrase(voice, voice.say("console-plain-line")),
        own_help: phrase(voice, voice.say("console-own-help")),
        room_heading: phrase(voice, voice.say("console-room-heading").words("room", "{room}")),
        private_heading: phrase(voice, voice.say("console-private-heading").words("name", "{name}")),
        speaking: phrase(
            voice,
            voice.say("console-speaking").words("name", "{name}").words("room", "{room}"),
        ),
        speaking_privately: phrase(voice, voice.say("console-speaking-privately").words("name", "{name}")),
        privately: phrase(voice, voice.say("console-privately")),
        no_number: phrase(voice, voice.say("console-no-number").words("number", "{number}")),
        no_label: phrase(voice, voice.say("console-no-label").words("label", "{label}")),
        bad_name: phrase(voice, voice.say("console-bad-name")),
        bad_room: phrase(voice, voice.say("console-bad-room")),
        clock: phrase(voice, voice.say("console-clock").words("when", "{when}")),
        clock_fixed: phrase(voice, voice.say("console-clock-fixed")),
        clock_back: phrase(voice, voice.say("console-clock-back").words("when", "{when}")),
        clock_too_far: phrase(voice, voice.say("console-clock-too-far")),
        clock_unclear: phrase(voice, voice.say("console-clock-unclear")),
    }
}

/// A sentence with its lines kept and its gaps open.
fn phrase(voice: &Voice<'_>, sentence: Sentence<'_>) -> Phrase {
    let lines: Vec<String> = sentence.lines().iter().map(|line| voice.plain(line)).collect();
    Phrase(lines.join("\n"))
}
