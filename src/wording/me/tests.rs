//! What is said about oneself, word for word.

use super::*;
use crate::domain::id::SessionId;
use crate::domain::member::Language;
use crate::domain::outcome::rsvp::SessionTold;
use crate::domain::personal_data::{
    AnswerHeld, ChangeHeld, DutyHeld, GroupHeld, MessageHeld, PersonalData, Profile, RosterHeld, StandingHeld,
};
use crate::domain::roster::DutyRole;
use crate::message::plain;
use crate::wording::voice::with_voice;

fn said(outcome: &MeOutcome, language: Language) -> String {
    let mut text = String::new();
    with_voice(language, |voice| {
        let told = tell(outcome, voice);
        assert!(told.iter().all(|said| said.private), "P5");
        text = told.iter().map(|said| plain::text(&said.message)).collect::<Vec<_>>().join("\n");
    });
    text
}

fn on_sunday(state: AgendaState) -> AgendaLine {
    let starts = "2026-03-29T17:30:00Z".parse().unwrap();
    AgendaLine {
        session: SessionTold { id: SessionId(7), group: "Sunday circle".to_owned(), starts },
        state,
        link: None,
    }
}

#[test]
fn each_state_of_a_session_is_told_in_its_line() {
    let until = "2026-03-29T08:00:00Z".parse().unwrap();
    for (state, told) in [
        (AgendaState::Coming, "you are coming"),
        (AgendaState::Waiting { place: 2 }, "number 2 on the waiting list"),
        (AgendaState::Offered { until }, "a place is held for you until Sunday 29 March, 10:00"),
        (AgendaState::Holds { role: DutyRole::Lead }, "you hold it"),
        (AgendaState::Asked { role: DutyRole::Co }, "could you help to hold it?"),
        (AgendaState::Paused, "paused"),
        (AgendaState::Cancelled, "cancelled"),
    ] {
        let agenda = MeOutcome::Agenda { lines: vec![on_sunday(state)], page: 1, left: 1 };
        let text = said(&agenda, Language::En);
        let line = text.lines().nth(1).unwrap();
        assert_eq!(line, format!("Sunday circle, Sunday 29 March, 19:30: {told}"));
        assert!(text.starts_with("Your calendar, in Vienna time:"), "{text}");
        let turn = told.contains("hold it");
        assert_eq!(text.contains("/roster accept"), turn, "{text}");
        assert_eq!(text.contains("/rsvp cant"), !turn, "{text}");
    }
}

#[test]
fn a_long_calendar_ends_after_five_lines_and_says_how_to_go_on() {
    let lines = vec![on_sunday(AgendaState::Coming); 5];
    let told = said(&MeOutcome::Agenda { lines, page: 2, left: 9 }, Language::En);
    assert!(told.contains("4 more: /me agenda page:3"), "{told}");
    assert_eq!(told.lines().count(), 8, "{told}");
    let empty = |page| said(&MeOutcome::Agenda { lines: Vec::new(), page, left: 0 }, Language::En);
    assert_eq!(empty(1), "Your calendar is empty. See what is on: /sessions.");
    assert_eq!(empty(9), "There is nothing more. See the start: /me agenda.");
}

#[test]
fn a_held_place_can_be_answered_from_the_calendar() {
    with_voice(Language::En, |voice| {
        let until = "2026-03-29T08:00:00Z".parse().unwrap();
        let lines = vec![on_sunday(AgendaState::Coming), on_sunday(AgendaState::Offered { until })];
        let told = tell(&MeOutcome::Agenda { lines, page: 1, left: 2 }, voice);
        let labels: Vec<&str> = told[0].message.buttons.iter().map(|button| button.label.as_str()).collect();
        assert_eq!(labels, ["I'm coming", "I can't come"]);
    });
}

#[test]
fn the_answer_about_a_zone_tells_the_time_there() {
    let zone = "America/New_York".parse().unwrap();
    assert_eq!(
        said(&MeOutcome::TimeZone { zone }, Language::En),
        "From now on you see times in New York time. It is 12:00 there now.\n\
         Groups keep their own hours. See your calendar: /me agenda."
    );
}

#[test]
fn whoever_erases_themselves_is_told_what_others_would_notice() {
    let ask = |heirs| {
        let alone = vec!["Sunday circle".to_owned(), "Monday table".to_owned()];
        said(&MeOutcome::AskDelete { duties: 2, alone, heirs }, Language::En)
    };
    assert_eq!(
        ask(true),
        "I would erase all that I keep about you: your answers, your choices and your groups.\n\
         The 2 turns you promised would be open again.\n\
         Nobody else holds Sunday circle and Monday table. The coordinators would look after it.\n\
         To see it all first: /me export.\n\
         This cannot be taken back. Would you like to erase it all now?"
    );
    assert!(ask(false).contains("To name somebody first: /leave \"Sunday circle\" to:name."));
    let deleted = |duties, handed_over| said(&MeOutcome::Deleted { duties, handed_over }, Language::En);
    assert_eq!(
        deleted(0, Vec::new()),
        "All that I kept about you is erased.\nYou are welcome back at any time: /sessions."
    );
    assert!(deleted(1, vec!["Sunday circle".to_owned()]).contains(
        "Your turn is open again. Thank you for all you gave.\nThe coordinators look after Sunday circle now."
    ));
}

fn held() -> PersonalData {
    let at = "2026-03-22T18:30:00Z".parse().unwrap();
    let group = "Sunday circle".to_owned();
    let message = MessageHeld {
        kind: "reminder".to_owned(),
        group: Some(group.clone()),
        session: Some(at),
        due: at,
        state: "planned".to_owned(),
        detail: Some("a detail".to_owned()),
    };
    PersonalData {
        profile: Profile {
            platform: "terminal".to_owned(),
            account: "ana-account".to_owned(),
            name: "Ana".to_owned(),
            time_zone: Some("Europe/Vienna".to_owned()),
            language: Some("es".to_owned()),
            role: "facilitator".to_owned(),
            consent_version: Some(1),
            reminders: true,
            reminder_offsets_minutes: vec![90],
            quiet_from: Some("22:00".to_owned()),
            quiet_to: Some("08:00".to_owned()),
        },
        groups: vec![GroupHeld {
            group: group.clone(),
            state: "requested".to_owned(),
            since: at,
            note: Some("may I?".to_owned()),
        }],
        rosters: vec![RosterHeld { group: group.clone(), part: "coordinator".to_owned(), since: at }],
        every_session: vec![StandingHeld { group: group.clone(), since: at }],
        answers: vec![AnswerHeld {
            group: group.clone(),
            session: at,
            answer: "offered".to_owned(),
            held_until: Some(at),
            every_session: true,
            first_time: true,
        }],
        duties: vec![DutyHeld {
            group: group.clone(),
            session: at,
            role: "co".to_owned(),
            state: "declined".to_owned(),
        }],
        messages: vec![message.clone()],
        messages_about: vec![MessageHeld { kind: "join_asked".to_owned(), session: None, ..message }],
        changes: vec![ChangeHeld { group, what: "capacity".to_owned(), at }],
        question_until: Some(at),
    }
}

#[test]
fn p21_an_export_is_told_in_sentences_and_as_json() {
    let text = said(&MeOutcome::Exported { data: Box::new(held()) }, Language::En);
    insta::assert_snapshot!(text);
    let json = text.lines().find(|line| line.starts_with('{')).unwrap();
    let read: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(read, serde_json::to_value(held()).unwrap());
}

#[test]
fn p21_an_export_reads_as_easily_in_spanish() {
    insta::assert_snapshot!(said(&MeOutcome::Exported { data: Box::new(held()) }, Language::Es));
}
