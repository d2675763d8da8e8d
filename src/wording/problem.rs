//! What cannot be done as it was asked, and what can be done instead.

use super::{Voice, list};
use crate::domain::group::Venue;
use crate::domain::recurrence::RuleRefusal;
use crate::domain::refusal::{GroupChoice, Refusal, Sought};
use crate::domain::text::TextProblem;
use crate::domain::zone::ZoneProblem;
use crate::message::{InstantForm, Line, Message, Span};

/// Something broke; the code is what the admin finds in the log.
#[must_use]
pub fn broken(code: &str, voice: &Voice<'_>) -> Message {
    voice.tell(voice.say("problem-broken").words("code", code).line())
}

/// Nothing can be written at the moment; the code is what the admin finds in the log.
#[must_use]
pub fn read_only(code: &str, voice: &Voice<'_>) -> Message {
    voice.tell(voice.say("problem-read-only").words("code", code).line())
}

/// A kind "no", with the next step.
#[must_use]
pub fn refusal(refusal: &Refusal, voice: &Voice<'_>) -> Message {
    match refusal {
        Refusal::NotFound { sought, nearest } => not_found(*sought, nearest.as_deref(), voice),
        Refusal::Which { choices, count } => which(choices, *count, voice),
        other => voice.tell(no(other, voice)),
    }
}

fn not_found(sought: Sought, nearest: Option<&str>, voice: &Voice<'_>) -> Message {
    let message = voice.tell(match sought {
        Sought::Group => voice.say("problem-no-group").line(),
        Sought::Session => voice.say("problem-no-session").line(),
        Sought::Member => voice.say("problem-no-person").line(),
        Sought::Request => voice.say("problem-no-request").line(),
    });
    let nearest = nearest.map(|nearest| voice.say("problem-did-you-mean").user("nearest", nearest).line());
    message.lines(nearest)
}

fn which(choices: &[GroupChoice], count: usize, voice: &Voice<'_>) -> Message {
    let items = choices.iter().map(|choice| choice_line(choice, voice)).collect();
    voice.tell(voice.say("problem-which").line()).lines(list::lines(items, count, "/groups", voice))
}

/// A group told apart from others of its name, by its next session and its place.
fn choice_line(choice: &GroupChoice, voice: &Voice<'_>) -> Line {
    let word = match choice.venue {
        Venue::Online => "online",
        Venue::InPerson => "in-person",
        Venue::Both => "both",
    };
    let mut venue = voice.say("problem-venue").choice("venue", word).line();
    if let Some(address) = &choice.address {
        venue.extend([Span::Text(", ".to_owned()), Span::User(address.clone())]);
    }
    match &choice.next {
        Some((starts, zone)) => voice
            .say("problem-choice-of-group-when")
            .user("group", &choice.name)
            .instant_in("when", *starts, zone, InstantForm::Full)
            .phrase("venue", venue)
            .line(),
        None => {
            voice.say("problem-choice-of-group").user("group", &choice.name).phrase("venue", venue).line()
        }
    }
}

fn no(refusal: &Refusal, voice: &Voice<'_>) -> Line {
    match refusal {
        Refusal::NotFound { .. } | Refusal::NothingThere(Sought::Group) => {
            voice.say("problem-nothing-group").line()
        }
        Refusal::NothingThere(Sought::Session) => voice.say("problem-nothing-session").line(),
        Refusal::NothingThere(Sought::Member) => voice.say("problem-nothing-person").line(),
        Refusal::NothingThere(Sought::Request) => voice.say("problem-nothing-request").line(),
        Refusal::Which { .. } => voice.say("problem-which").line(),
        Refusal::NeedsRole(role) => voice.say("problem-needs-role").choice("role", role.word()).line(),
        Refusal::NotYours { group } => voice.say("problem-not-yours").user("group", group).line(),
        Refusal::GroupEnded { group } => voice.say("problem-group-ended").user("group", group).line(),
        Refusal::SessionOver => voice.say("problem-session-over").line(),
        Refusal::SessionCancelled => voice.say("problem-session-cancelled").line(),
        Refusal::NotCancelled => voice.say("problem-not-cancelled").line(),
        Refusal::InThePast => voice.say("problem-in-the-past").line(),
        Refusal::NoSessionAhead => voice.say("problem-no-session-ahead").line(),
        Refusal::Rule(refusal) => rule(refusal, voice),
        Refusal::SameTime => voice.say("problem-same-time").line(),
        Refusal::PeopleCountOnIt { group } => voice.say("problem-people-count").user("group", group).line(),
        Refusal::MoveInstead => voice.say("problem-move-instead").line(),
        Refusal::JoinFirst { group } => voice.say("problem-join-first").user("group", group).line(),
        Refusal::NothingToWithdraw => voice.say("problem-nothing-to-withdraw").line(),
        Refusal::NothingAsked => voice.say("question-nothing-asked").line(),
        Refusal::OldButton => voice.say("problem-old-button").line(),
        Refusal::NotYourButton => voice.say("problem-not-your-button").line(),
        Refusal::TooEarly { days } => voice.say("problem-too-early").count("days", *days).line(),
        Refusal::TooFarAhead { days } => voice.say("problem-too-far-ahead").count("days", *days).line(),
        Refusal::TooManyReminders { max } => {
            voice.say("problem-too-many-reminders").count("max", *max).line()
        }
        Refusal::TooFast => voice.say("problem-too-fast").line(),
    }
}

/// A text that is not kept as it is.
#[must_use]
pub fn text(problem: TextProblem, voice: &Voice<'_>) -> Line {
    match problem {
        TextProblem::Empty => voice.say("problem-text-empty").line(),
        TextProblem::TooLong { max } => voice.say("problem-text-too-long").count("max", max).line(),
        TextProblem::Mention => voice.say("problem-text-mention").line(),
        TextProblem::NoLetter => voice.say("problem-text-no-letter").line(),
    }
}

/// A zone that is not known, with those that were probably meant.
#[must_use]
pub fn zone(problem: &ZoneProblem, voice: &Voice<'_>) -> Line {
    let zones =
        problem.suggestions().iter().map(|zone| vec![Span::Command(zone.as_str().to_owned())]).collect();
    let zones = list::or(zones, voice);
    match problem {
        ZoneProblem::Abbreviation { typed, .. } if !zones.is_empty() => {
            voice.say("problem-zone-fixed").user("typed", typed).phrase("zones", zones).line()
        }
        ZoneProblem::Unknown { typed, .. } if !zones.is_empty() => {
            voice.say("problem-zone-nearest").user("typed", typed).phrase("zones", zones).line()
        }
        ZoneProblem::Abbreviation { typed, .. } | ZoneProblem::Unknown { typed, .. } => {
            voice.say("problem-zone").user("typed", typed).line()
        }
    }
}

/// A written rule that is not accepted; its part is named where one is at fault.
#[must_use]
pub fn rule(refusal: &RuleRefusal, voice: &Voice<'_>) -> Line {
    match refusal.part() {
        Some(part) => voice.say("problem-rule-part").user("part", part).line(),
        None => voice.say("problem-rule").line(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::member::Language;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    fn told(problem: &Refusal, language: Language) -> String {
        let mut told = String::new();
        with_voice(language, |voice| told = plain::text(&refusal(problem, voice)));
        told
    }

    #[test]
    fn p7_what_is_not_found_is_told_in_the_same_words_as_what_may_not_be_seen() {
        let problem = Refusal::NotFound { sought: Sought::Group, nearest: None };
        assert_eq!(
            told(&problem, Language::En),
            "I don't know a group by that name. /groups shows the ones you can join."
        );
        let nearest = Refusal::NotFound { sought: Sought::Group, nearest: Some("Sunday circle".into()) };
        assert!(told(&nearest, Language::Es).ends_with("¿Quieres decir Sunday circle?"));
    }

    #[test]
    fn groups_of_one_name_are_told_apart_by_time_and_place() {
        let zone = "Europe/Vienna".parse().unwrap();
        let choice = |venue, address: Option<&str>, next| GroupChoice {
            name: "Sunday circle".into(),
            next,
            venue,
            address: address.map(str::to_owned),
        };
        let next = Some(("2026-03-29T17:30:00Z".parse().unwrap(), zone));
        let choices =
            vec![choice(Venue::InPerson, Some("Main St 1"), next), choice(Venue::Online, None, None)];
        let which = Refusal::Which { choices, count: 9 };
        assert_eq!(
            told(&which, Language::En),
            "Which one do you mean? Add its day or its time.\n\
             Sunday circle: Sunday 29 March, 19:30, Vienna time, in person, Main St 1\n\
             Sunday circle, online\n\
             7 more: /groups"
        );
    }
}
