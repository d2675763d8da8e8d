//! What is said about reminders. All of it is private (P5).

use super::{Voice, list};
use crate::domain::outcome::RemindOutcome;
use crate::message::{Message, Said};

/// What is told of an outcome.
#[must_use]
pub fn tell(outcome: &RemindOutcome, voice: &Voice<'_>) -> Vec<Said> {
    vec![Said { private: true, message: message(outcome, voice) }]
}

fn message(outcome: &RemindOutcome, voice: &Voice<'_>) -> Message {
    match outcome {
        RemindOutcome::On { offsets_minutes, already } => on(offsets_minutes, *already, voice),
        RemindOutcome::Off { already } => {
            let told = if *already {
                voice.say("remind-off-already").line()
            } else {
                voice.say("remind-off").line()
            };
            voice.tell(told).line(voice.say("remind-off-choices").line())
        }
        RemindOutcome::Chosen { offsets_minutes, on } => {
            let told = voice.say("remind-chosen").words("offsets", &lengths(offsets_minutes, voice)).line();
            let state = if *on {
                voice.say("remind-chosen-on").line()
            } else {
                voice.say("remind-chosen-off").line()
            };
            voice.tell(told).line(state)
        }
    }
}

fn on(offsets_minutes: &[u32], already: bool, voice: &Voice<'_>) -> Message {
    let offsets = lengths(offsets_minutes, voice);
    let told = if already {
        voice.say("remind-on-already").words("offsets", &offsets).line()
    } else {
        voice.say("remind-on").words("offsets", &offsets).line()
    };
    voice.tell(told).line(voice.say("remind-discreet").line()).line(voice.say("remind-choices").line())
}

/// Lengths of time as a list, none of them rounded: "1 day, 1 hour 30 minutes and 10 minutes".
pub(super) fn lengths(minutes: &[u32], voice: &Voice<'_>) -> String {
    list::and_words(minutes.iter().map(|minutes| length(*minutes, voice)), voice)
}

fn length(minutes: u32, voice: &Voice<'_>) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    if hours == 0 || rest == 0 {
        list::duration(minutes, voice)
    } else {
        format!("{} {}", list::duration(hours * 60, voice), list::duration(rest, voice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Language;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    fn said(outcome: &RemindOutcome, language: Language) -> String {
        let mut text = String::new();
        with_voice(language, |voice| {
            let told = tell(outcome, voice);
            assert!(told.iter().all(|said| said.private), "P5");
            text = told.iter().map(|said| plain::text(&said.message)).collect::<Vec<_>>().join("\n");
        });
        text
    }

    #[test]
    fn turning_reminders_on_says_when_how_and_how_to_stop() {
        let on = RemindOutcome::On { offsets_minutes: vec![1440, 60], already: false };
        assert_eq!(
            said(&on, Language::En),
            "Reminders are on: 1 day and 1 hour before each session you come to.\n\
             They come to you alone, and name no group.\n\
             Other times: /remind when 1d, 1h, 10m. To stop: /remind off."
        );
        assert_eq!(
            said(&on, Language::Es),
            "Los recordatorios están activos: 1 día y 1 hora antes de cada sesión a la que vas.\n\
             Te llegan solo a ti, y no nombran ningún grupo.\n\
             Otras horas: /remind when 1d, 1h, 10m. Para dejarlos: /remind off."
        );
    }

    #[test]
    fn every_answer_tells_the_next_step() {
        for (outcome, start, next) in [
            (RemindOutcome::Off { already: false }, "Reminders are off. You still hear", "/remind on"),
            (RemindOutcome::Off { already: true }, "Reminders are off already.", "/remind on"),
            (
                RemindOutcome::Chosen { offsets_minutes: vec![10], on: true },
                "All right: 10 minutes",
                "/remind off",
            ),
            (
                RemindOutcome::Chosen { offsets_minutes: vec![10], on: false },
                "All right: 10 minutes",
                "/remind on",
            ),
        ] {
            let told = said(&outcome, Language::En);
            assert!(told.starts_with(start) && told.contains(next), "{told}");
            assert_ne!(told, said(&outcome, Language::Es));
        }
    }

    #[test]
    fn a_length_is_never_rounded() {
        with_voice(Language::En, |voice| {
            assert_eq!(
                lengths(&[2880, 1500, 150, 90, 5], voice),
                "2 days, 25 hours, 2 hours 30 minutes, 1 hour 30 minutes and 5 minutes"
            );
        });
    }
}
