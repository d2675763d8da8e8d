//! What is said about groups.

use super::{Voice, list, recurrence};
use crate::domain::group::{Membership, Status, Venue};
use crate::domain::outcome::GroupOutcome;
use crate::domain::outcome::group::{
    Ahead, Created, Edited, GroupCard, GroupLine, Meets, Rescheduled, SeatsLeft,
};
use crate::domain::zone::ClockNote;
use crate::language::invocation::{Action, Invocation, Undo};
use crate::message::{InstantForm, Line, Message, Said, Span};

/// What is said about an outcome, to whom.
#[must_use]
pub fn tell(outcome: &GroupOutcome, voice: &Voice<'_>) -> Vec<Said> {
    let private = |message| vec![Said { private: true, message }];
    match outcome {
        GroupOutcome::Created(created) => made(created, voice),
        GroupOutcome::Listed { groups, page, more, filtered } => {
            private(listed(groups, (*page, *more, *filtered), voice))
        }
        GroupOutcome::Card(found) => private(card(found, voice)),
        GroupOutcome::Edited(edited) => private(self::edited(edited, voice)),
        GroupOutcome::AskSchedule(rescheduled) => private(ask_schedule(rescheduled, voice)),
        GroupOutcome::Rescheduled(rescheduled) => private(self::rescheduled(rescheduled, voice)),
        GroupOutcome::AskEnd { name, concerned } => {
            let told = voice.say("group-told").count("told", *concerned).line();
            private(voice.tell(voice.say("group-ask-end").user("group", name).line()).line(told))
        }
        GroupOutcome::Ended { group, name } => {
            let message = voice.tell(voice.say("group-ended").user("group", name).line());
            private(undo(message, Undo::GroupEnded(*group), voice))
        }
        GroupOutcome::Unmade { name } => {
            private(voice.tell(voice.say("group-unmade").user("group", name).line()))
        }
        GroupOutcome::Resumed { name } => {
            private(voice.tell(voice.say("group-resumed").user("group", name).line()))
        }
    }
}

/// Adds the button that takes the change back.
pub(super) fn undo(message: Message, undo: Undo, voice: &Voice<'_>) -> Message {
    message.button(voice.say("group-undo").text(), Action::Undo(undo).encode())
}

/// When a group meets, as a line.
fn meets_line(name: &str, meets: &Meets, voice: &Voice<'_>) -> Line {
    voice
        .say("group-meets")
        .user("group", name)
        .words("rule", &recurrence::phrase(&meets.recurrence, voice))
        .words("zone", &voice.zone_name(&meets.zone))
        .line()
}

fn next_line(next: &Ahead, voice: &Voice<'_>) -> Line {
    voice.say("group-next").instant_in("when", next.starts, &next.zone, InstantForm::DateTime).line()
}

/// The card that everybody in the room sees, and what only its maker needs to know.
fn made(created: &Created, voice: &Voice<'_>) -> Vec<Said> {
    let group = &created.group;
    let mut card = voice.tell(meets_line(group.shown_name(), &created.meets, voice));
    card = card.line(next_line(&created.first, voice));
    if created.clocks_change {
        let time = created.meets.recurrence.start().time();
        card = card.line(voice.say("group-clocks").words("time", &voice.time(time)).line());
    }
    card = if group.membership == Membership::Open {
        with_answers(card, &created.first, voice)
    } else {
        let command = format!("/join \"{}\"", group.shown_name());
        card.line(voice.say("group-by-request").command("command", &command).line())
    };
    vec![Said { private: false, message: card }, Said { private: true, message: for_maker(created, voice) }]
}

/// Adds "I'm coming" and "I can't come" for a session.
fn with_answers(card: Message, next: &Ahead, voice: &Voice<'_>) -> Message {
    let answer = |command| Action::Run(Invocation::new(command).exact("session", next.session.0)).encode();
    card.button(voice.say("notice-coming").text(), answer("rsvp coming"))
        .button(voice.say("notice-cant").text(), answer("rsvp cant"))
}

fn for_maker(created: &Created, voice: &Voice<'_>) -> Message {
    let group = &created.group;
    let length = list::duration(created.meets.minutes, voice);
    let mut message = voice.message().line(match group.capacity {
        Some(seats) => voice.say("group-size").count("seats", seats).words("length", &length).line(),
        None => voice.say("group-size-unlimited").words("length", &length).line(),
    });
    if let Some((ahead, note)) = &created.touched {
        message = message.line(touched(ahead, *note, voice));
    }
    if created.skips_months {
        message = message.line(voice.say("group-skips-months").line());
    }
    if created.namesakes > 0 {
        message = message.line(voice.say("group-namesakes").count("count", created.namesakes).line());
    }
    message = message.line(if created.asked.is_empty() {
        voice.say("group-nobody-holds").line()
    } else {
        let names = created.asked.iter().map(|name| vec![Span::Person(name.clone())]).collect();
        voice.say("group-asked").phrase("people", list::and(names, voice)).line()
    });
    undo(message, Undo::GroupCreated(group.id), voice)
}

/// A session that falls into a change of the clocks.
pub(super) fn touched(ahead: &Ahead, note: ClockNote, voice: &Voice<'_>) -> Line {
    match note {
        ClockNote::Skipped { .. } => voice
            .say("group-clocks-skipped")
            .instant_in("when", ahead.starts, &ahead.zone, InstantForm::DateTime)
            .line(),
        ClockNote::Repeated => voice
            .say("group-clocks-repeated")
            .instant_in("when", ahead.starts, &ahead.zone, InstantForm::DateTime)
            .line(),
    }
}

fn listed(groups: &[GroupLine], (page, more, filtered): (u32, bool, bool), voice: &Voice<'_>) -> Message {
    if groups.is_empty() {
        return voice.tell(match (filtered, page > 1) {
            (true, _) => voice.say("group-none-fits").line(),
            (false, true) => voice.say("group-no-more").line(),
            (false, false) => voice.say("group-none").line(),
        });
    }
    let lines = groups.iter().map(|group| group_line(group, voice));
    let mut message = voice.tell(voice.say("group-list").line()).lines(lines);
    if more {
        let command = format!("/groups page:{}", page + 1);
        message = message.line(voice.say("group-more").command("command", &command).line());
    }
    message
}

fn group_line(group: &GroupLine, voice: &Voice<'_>) -> Line {
    let venue = venue_line(group.venue, group.address.as_deref(), voice);
    match &group.next {
        Some(next) => voice
            .say("group-line")
            .user("group", &group.name)
            .instant_in("when", next.starts, &voice.zone, InstantForm::DateTime)
            .phrase("venue", venue)
            .choice("membership", group.membership.word())
            .line(),
        None => voice
            .say("group-line-resting")
            .user("group", &group.name)
            .phrase("venue", venue)
            .choice("membership", group.membership.word())
            .line(),
    }
}

fn venue_line(venue: Venue, address: Option<&str>, voice: &Voice<'_>) -> Line {
    let word = match venue {
        Venue::Online => "online",
        Venue::InPerson => "in-person",
        Venue::Both => "both",
    };
    let mut line = voice.say("problem-venue").choice("venue", word).line();
    if let Some(address) = address {
        line.extend([Span::Text(", ".to_owned()), Span::User(address.to_owned())]);
    }
    line
}

fn card(found: &GroupCard, voice: &Voice<'_>) -> Message {
    let group = &found.group;
    let mut message = voice.message();
    for meets in found.meets.iter().take(list::LINES_MAX) {
        message = message.line(meets_line(&found.name, meets, voice));
    }
    match group.status {
        Status::Ended => {
            return message.line(voice.say("problem-group-ended").user("group", &found.name).line());
        }
        Status::Paused { until: Some(until) } => {
            message = message.line(
                voice
                    .say("group-paused-until")
                    .user("group", &found.name)
                    .instant("until", until, InstantForm::Date)
                    .line(),
            );
        }
        Status::Paused { until: None } => {
            message = message.line(voice.say("group-paused").user("group", &found.name).line());
        }
        Status::Active => {}
    }
    if let Some(description) = &group.description {
        message = message.line(vec![Span::User(description.clone())]);
    }
    message = message.lines(facts(found, voice));
    match (&found.next, group.open_to_anybody() || found.own) {
        (Some((next, seats)), true) => {
            let message = message.line(seats_line(next, *seats, voice));
            with_answers(message, next, voice)
        }
        (_, false) => {
            let command = format!("/join \"{}\"", found.name);
            message.line(voice.say("group-by-request").command("command", &command).line())
        }
        (None, true) => message.line(voice.say("problem-nothing-session").line()),
    }
}

fn facts(found: &GroupCard, voice: &Voice<'_>) -> Vec<Line> {
    let group = &found.group;
    let mut venue = venue_line(group.venue, group.address.as_deref(), voice);
    if let Some(access) = &group.access {
        venue.extend([Span::Text(". ".to_owned()), Span::User(access.clone())]);
    }
    let mut lines = vec![voice.say("group-where").phrase("venue", venue).line()];
    if !group.languages.is_empty() {
        lines.push(voice.say("group-languages").user("languages", &group.languages.join(", ")).line());
    }
    if !group.audiences.is_empty() {
        lines.push(voice.say("group-audience").user("audience", &group.audiences.join(", ")).line());
    }
    if found.changeable
        && let Some(note) = &group.review
    {
        lines.push(voice.say("group-review").user("note", note).line());
    }
    lines
}

fn seats_line(next: &Ahead, seats: SeatsLeft, voice: &Voice<'_>) -> Line {
    voice
        .say("group-next-seats")
        .instant_in("when", next.starts, &voice.zone, InstantForm::Full)
        .choice("seats", seats_word(seats))
        .line()
}

/// The word by which sentences choose how full a session is.
pub(super) fn seats_word(seats: SeatsLeft) -> &'static str {
    match seats {
        SeatsLeft::Unlimited => "unlimited",
        SeatsLeft::Several => "several",
        SeatsLeft::Few => "few",
        SeatsLeft::Full => "full",
    }
}

fn edited(edited: &Edited, voice: &Voice<'_>) -> Message {
    let mut message = voice.tell(if edited.after.is_empty() {
        voice.say("group-edited-none").user("group", &edited.name).words("field", edited.field).line()
    } else {
        voice
            .say("group-edited")
            .user("group", &edited.name)
            .words("field", edited.field)
            .user("value", &edited.after)
            .line()
    });
    if edited.offered > 0 {
        message = message.line(voice.say("group-offered").count("offered", edited.offered).line());
    }
    if edited.before == edited.after {
        return message;
    }
    let value = if edited.before.is_empty() { "none".to_owned() } else { edited.before.clone() };
    undo(message, Undo::GroupEdited { group: edited.group, field: edited.field.to_owned(), value }, voice)
}

fn ask_schedule(rescheduled: &Rescheduled, voice: &Voice<'_>) -> Message {
    let first = voice
        .say("group-ask-schedule-first")
        .instant_in("when", rescheduled.next.starts, &rescheduled.next.zone, InstantForm::DateTime)
        .line();
    voice
        .tell(schedule_line(rescheduled, voice))
        .line(first)
        .line(voice.say("group-told").count("told", rescheduled.told).line())
        .line(voice.say("group-ask-schedule").line())
}

fn schedule_line(rescheduled: &Rescheduled, voice: &Voice<'_>) -> Line {
    voice
        .say("group-schedule")
        .user("group", &rescheduled.name)
        .words("rule", &recurrence::phrase(&rescheduled.meets.recurrence, voice))
        .words("zone", &voice.zone_name(&rescheduled.meets.zone))
        .words("length", &list::duration(rescheduled.meets.minutes, voice))
        .line()
}

fn rescheduled(rescheduled: &Rescheduled, voice: &Voice<'_>) -> Message {
    let message = voice.tell(meets_line(&rescheduled.name, &rescheduled.meets, voice));
    let message = message.line(next_line(&rescheduled.next, voice));
    let back = Undo::Rescheduled { group: rescheduled.group, series: rescheduled.before };
    undo(message, back, voice)
}
