//! What the terminal says by itself, handed to it as plain values.

use super::Voice;
use crate::message::{ConsolePhrases, Line, Phrase};

/// The phrases of the terminal in the language of a voice.
#[must_use]
pub fn phrases(voice: &Voice<'_>) -> ConsolePhrases {
    ConsolePhrases {
        locale: voice.texts.locale(voice.language),
        greeting: phrase(
            voice,
            voice.say("console-greeting").words("name", "{name}").words("room", "{room}").lines(),
        ),
        greeting_again: phrase(
            voice,
            voice.say("console-greeting-again").words("name", "{name}").words("room", "{room}").lines(),
        ),
        goodbye: phrase(voice, voice.say("console-goodbye").lines()),
        plain_line: phrase(voice, voice.say("console-plain-line").lines()),
        own_help: phrase(voice, voice.say("console-own-help").lines()),
        room_heading: phrase(voice, voice.say("console-room-heading").words("room", "{room}").lines()),
        private_heading: phrase(voice, voice.say("console-private-heading").words("name", "{name}").lines()),
        speaking: phrase(
            voice,
            voice.say("console-speaking").words("name", "{name}").words("room", "{room}").lines(),
        ),
        speaking_privately: phrase(
            voice,
            voice.say("console-speaking-privately").words("name", "{name}").lines(),
        ),
        privately: phrase(voice, voice.say("console-privately").lines()),
        no_number: phrase(voice, voice.say("console-no-number").words("number", "{number}").lines()),
        no_label: phrase(voice, voice.say("console-no-label").words("label", "{label}").lines()),
        bad_name: phrase(voice, voice.say("console-bad-name").lines()),
        bad_room: phrase(voice, voice.say("console-bad-room").lines()),
        clock: phrase(voice, voice.say("console-clock").words("when", "{when}").lines()),
        clock_fixed: phrase(voice, voice.say("console-clock-fixed").lines()),
        clock_back: phrase(voice, voice.say("console-clock-back").words("when", "{when}").lines()),
        clock_too_far: phrase(voice, voice.say("console-clock-too-far").lines()),
        clock_unclear: phrase(voice, voice.say("console-clock-unclear").lines()),
    }
}

/// Lines of sentences with their gaps open.
fn phrase(voice: &Voice<'_>, lines: Vec<Line>) -> Phrase {
    let lines: Vec<String> = lines.iter().map(|line| voice.plain(line)).collect();
    Phrase(lines.join("\n"))
}
