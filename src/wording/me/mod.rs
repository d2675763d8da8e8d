//! What is said about one's own calendar, choices and data. All of it is private (P5).

use super::{Voice, list};
use crate::domain::outcome::MeOutcome;
use crate::domain::outcome::me::{AgendaLine, AgendaState};
use crate::language::invocation::{Action, Invocation};
use crate::message::{InstantForm, Line, Message, Said, Span};

mod export;

/// What is told of an outcome.
#[must_use]
pub fn tell(outcome: &MeOutcome, voice: &Voice<'_>) -> Vec<Said> {
    vec![Said { private: true, message: message(outcome, voice) }]
}

fn message(outcome: &MeOutcome, voice: &Voice<'_>) -> Message {
    match outcome {
        MeOutcome::Agenda { lines, page, left } => agenda(lines, *page, *left, voice),
        MeOutcome::TimeZone { zone } => {
            let place = voice.zone_name(zone);
            voice
                .tell(
                    voice
                        .say("me-timezone")
                        .words("zone", &place)
                        .instant_in("now", voice.now, zone, InstantForm::Time)
                        .line(),
                )
                .line(voice.say("me-timezone-choices").line())
        }
        MeOutcome::Language => {
            voice.tell(voice.say("me-language").line()).line(voice.say("me-language-choices").line())
        }
        MeOutcome::Exported { data } => export::everything(data, voice),
        MeOutcome::AskDelete { duties, alone, heirs } => ask_delete(*duties, alone, *heirs, voice),
        MeOutcome::Deleted { duties, handed_over } => deleted(*duties, handed_over, voice),
        MeOutcome::NothingKept => voice.tell(voice.say("me-nothing-kept").line()),
    }
}

fn agenda(lines: &[AgendaLine], page: u32, left: usize, voice: &Voice<'_>) -> Message {
    if lines.is_empty() {
        return voice.tell(if page > 1 {
            voice.say("me-agenda-no-more").line()
        } else {
            voice.say("me-agenda-empty").line()
        });
    }
    let title = voice.say("me-agenda-title").words("zone", &voice.zone_name(&voice.zone)).line();
    let more = format!("/me agenda page:{}", page.saturating_add(1));
    let told = lines.iter().map(|line| entry(line, voice)).collect();
    let turn =
        |line: &AgendaLine| matches!(line.state, AgendaState::Holds { .. } | AgendaState::Asked { .. });
    let turns = lines.iter().any(turn).then(|| voice.say("me-agenda-turns").line());
    let answers = lines.iter().any(|line| !turn(line)).then(|| voice.say("me-agenda-choices").line());
    let message = voice.tell(title).lines(list::lines(told, left, &more, voice)).lines(answers).lines(turns);
    answer_the_offer(message, lines, voice)
}

fn entry(line: &AgendaLine, voice: &Voice<'_>) -> Line {
    let (group, starts, form) = (&line.session.group, line.session.starts, InstantForm::DateTime);
    let state = state(line.state, voice);
    match &line.link {
        Some(link) => voice
            .say("me-agenda-line-link")
            .user("group", group)
            .instant("when", starts, form)
            .phrase("state", state)
            .user("link", link)
            .line(),
        None => voice
            .say("me-agenda-line")
            .user("group", group)
            .instant("when", starts, form)
            .phrase("state", state)
            .line(),
    }
}

fn state(state: AgendaState, voice: &Voice<'_>) -> Line {
    match state {
        AgendaState::Coming => voice.say("me-agenda-coming").line(),
        AgendaState::Waiting { place } => voice.say("me-agenda-waiting").count("place", place).line(),
        AgendaState::Offered { until } => {
            voice.say("me-agenda-offered").instant("until", until, InstantForm::DateTime).line()
        }
        AgendaState::Holds { role } => voice.say("me-agenda-holds").choice("role", role.word()).line(),
        AgendaState::Asked { role } => voice.say("me-agenda-asked").choice("role", role.word()).line(),
        AgendaState::Paused => voice.say("me-agenda-paused").line(),
        AgendaState::Cancelled => voice.say("me-agenda-cancelled").line(),
    }
}

/// A held place waits for an answer: the first one can be answered at once.
fn answer_the_offer(message: Message, lines: &[AgendaLine], voice: &Voice<'_>) -> Message {
    let offered = |line: &&AgendaLine| matches!(line.state, AgendaState::Offered { .. });
    let Some(line) = lines.iter().find(offered) else { return message };
    let press =
        |command: &str| Action::Run(Invocation::new(command).exact("session", line.session.id.0)).encode();
    message
        .button(voice.say("rsvp-coming-button").text(), press("rsvp coming"))
        .button(voice.say("rsvp-cant-button").text(), press("rsvp cant"))
}

/// Names of groups, as people wrote them, in one list.
fn names(groups: &[String], voice: &Voice<'_>) -> Line {
    list::and(groups.iter().map(|group| vec![Span::User(group.clone())]).collect(), voice)
}

fn ask_delete(duties: usize, alone: &[String], heirs: bool, voice: &Voice<'_>) -> Message {
    let turns = (duties > 0).then(|| voice.say("me-ask-delete-turns").count("count", duties).line());
    let groups = alone.first().map(|first| {
        let groups = names(alone, voice);
        if heirs {
            voice.say("me-ask-delete-handed-over").phrase("groups", groups).line()
        } else {
            voice.say("me-ask-delete-alone").phrase("groups", groups).user("group", first).line()
        }
    });
    voice
        .tell(voice.say("me-ask-delete").line())
        .lines(turns)
        .lines(groups)
        .line(voice.say("me-ask-delete-export").line())
        .line(voice.say("me-ask-delete-question").line())
}

fn deleted(duties: usize, handed_over: &[String], voice: &Voice<'_>) -> Message {
    let turns = (duties > 0).then(|| voice.say("me-deleted-turns").count("count", duties).line());
    let groups = (!handed_over.is_empty())
        .then(|| voice.say("me-deleted-handed-over").phrase("groups", names(handed_over, voice)).line());
    voice
        .tell(voice.say("me-deleted").line())
        .lines(turns)
        .lines(groups)
        .line(voice.say("me-deleted-choices").line())
}

#[cfg(test)]
mod tests;
