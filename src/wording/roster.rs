//! What is said about rosters and turns.

use super::{Voice, list};
use crate::domain::outcome::RosterOutcome;
use crate::domain::outcome::group::Ahead;
use crate::domain::outcome::roster::{Turn, TurnState};
use crate::domain::roster::DutyRole;
use crate::language::invocation::{Action, Invocation};
use crate::message::{InstantForm, Line, Message, Said, Span};

/// What is said about an outcome, to whom.
#[must_use]
pub fn tell(outcome: &RosterOutcome, voice: &Voice<'_>) -> Vec<Said> {
    let message = match outcome {
        RosterOutcome::Shown { group, people, sessions } => shown(group, people, sessions, voice),
        RosterOutcome::Joined { group, new } => {
            let joined = match new {
                true => voice.say("roster-joined").user("group", group).line(),
                false => voice.say("roster-joined-before").user("group", group).line(),
            };
            voice.tell(joined).line(voice.say("roster-joined-next").line())
        }
        RosterOutcome::Accepted { group, ahead, role } => {
            let line = voice
                .say("roster-accepted")
                .user("group", group)
                .choice("role", role.word())
                .instant_in("when", ahead.starts, &ahead.zone, InstantForm::Full)
                .line();
            hand_back_button(voice.tell(line).line(voice.say("roster-accepted-next").line()), ahead, voice)
        }
        RosterOutcome::AlreadyYours { ahead, role } => {
            let line = voice
                .say("roster-already")
                .choice("role", role.word())
                .instant_in("when", ahead.starts, &ahead.zone, InstantForm::DateTime)
                .line();
            hand_back_button(voice.tell(line), ahead, voice)
        }
        RosterOutcome::Taken { ahead, other } => taken(ahead, *other, voice),
        RosterOutcome::Declined => voice.tell(voice.say("roster-declined").line()),
        RosterOutcome::HandedBack { told, .. } => voice
            .tell(voice.say("roster-handed-back").line())
            .line(voice.say("roster-handed-back-told").count("told", *told).line()),
        RosterOutcome::NoTurn => voice.tell(voice.say("roster-no-turn").line()),
    };
    vec![Said { private: true, message }]
}

fn hand_back_button(message: Message, ahead: &Ahead, voice: &Voice<'_>) -> Message {
    let back = Invocation::new("roster decline").exact("session", ahead.session.0);
    message.button(voice.say("roster-hand-back").text(), Action::Run(back).encode())
}

fn taken(ahead: &Ahead, other: Option<DutyRole>, voice: &Voice<'_>) -> Message {
    let message = voice.tell(
        voice.say("roster-taken").instant_in("when", ahead.starts, &ahead.zone, InstantForm::DateTime).line(),
    );
    match other {
        Some(role) => {
            let take =
                Invocation::new("roster accept").exact("session", ahead.session.0).with("role", role.word());
            message
                .line(voice.say("roster-other-open").choice("role", role.word()).line())
                .button(voice.say("roster-take").text(), Action::Run(take).encode())
        }
        None => message.line(voice.say("roster-full").line()),
    }
}

fn shown(group: &str, people: &[String], sessions: &[(Ahead, Vec<Turn>)], voice: &Voice<'_>) -> Message {
    let names = people.iter().map(|name| vec![Span::Person(name.clone())]).collect();
    let message = voice.tell(if people.is_empty() {
        voice.say("roster-nobody").user("group", group).line()
    } else {
        voice.say("roster-people").user("group", group).phrase("people", list::and(names, voice)).line()
    });
    if sessions.is_empty() {
        return message.line(voice.say("problem-nothing-session").line());
    }
    let lines = sessions.iter().map(|(ahead, turns)| {
        let turns = turns.iter().map(|turn| turn_line(turn, voice)).collect();
        voice
            .say("roster-session")
            .instant_in("when", ahead.starts, &ahead.zone, InstantForm::DateTime)
            .phrase("turns", joined(turns))
            .line()
    });
    message.lines(lines).line(voice.say("roster-shown-next").line())
}

fn joined(turns: Vec<Line>) -> Line {
    let mut line = Line::new();
    for turn in turns {
        if !line.is_empty() {
            line.push(Span::Text(", ".to_owned()));
        }
        line.extend(turn);
    }
    line
}

fn turn_line(turn: &Turn, voice: &Voice<'_>) -> Line {
    let role = turn.role.word();
    match &turn.state {
        TurnState::Open => voice.say("roster-turn-open").choice("role", role).line(),
        TurnState::Asked(count) => {
            voice.say("roster-turn-asked").choice("role", role).count("count", *count).line()
        }
        TurnState::Held(name) => {
            voice.say("roster-turn-held").choice("role", role).person("name", name).line()
        }
    }
}
