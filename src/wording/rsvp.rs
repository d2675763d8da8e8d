//! What is said about coming, joining and leaving. All of it is private (P5).

use super::{Voice, list};
use crate::domain::group::SeeWhoComes;
use crate::domain::outcome::RsvpOutcome;
use crate::domain::outcome::rsvp::{AnswerTold, GroupTold, Heir, RequestTold, SessionTold};
use crate::domain::rsvp::Answer;
use crate::language::invocation::{Action, Invocation};
use crate::message::{InstantForm, Line, Message, Said, Span};

/// What is told of an outcome.
#[must_use]
pub fn tell(outcome: &RsvpOutcome, voice: &Voice<'_>) -> Vec<Said> {
    vec![Said { private: true, message: message(outcome, voice) }]
}

fn message(outcome: &RsvpOutcome, voice: &Voice<'_>) -> Message {
    match outcome {
        RsvpOutcome::Coming { session, see, already, link, hint } => {
            let about = Coming { see: *see, already: *already, link: link.as_deref(), hint: *hint };
            coming(session, &about, voice)
        }
        RsvpOutcome::Waiting { session, place, already, hold_minutes } => {
            waiting(session, (*place, *already), *hold_minutes, voice)
        }
        RsvpOutcome::NotTakingPlace { session, next } => not_taking_place(session, next.as_ref(), voice),
        RsvpOutcome::NotComing { session, once, holds } => not_coming(session, *once, *holds, voice),
        RsvpOutcome::StillHolds { session } => voice.tell(still_holds(session, voice)),
        RsvpOutcome::ComesAlways { group, first, waiting, already, see, hint } => {
            let first = first.as_ref();
            let about = Always { group, first, waiting: *waiting, already: *already, see: *see, hint: *hint };
            always(&about, voice)
        }
        RsvpOutcome::NoLongerAlways { group, kept } => no_longer_always(group, *kept, voice),
        RsvpOutcome::Answers { answers, total } => own_answers(answers, *total, voice),
        RsvpOutcome::Belongs { group, already, next } => belongs(group, *already, next.as_ref(), voice),
        RsvpOutcome::Asked { group, already } => asked(group, *already, voice),
        RsvpOutcome::Left { group, duties, heir } => left(group, *duties, heir.as_ref(), voice),
        RsvpOutcome::NothingToLeave { group } => {
            voice.tell(voice.say("rsvp-nothing-to-leave").user("group", &group.name).line())
        }
        RsvpOutcome::AskHandOver { group, heir } => ask_hand_over(group, heir, voice),
        RsvpOutcome::NobodyToHandTo { group } => {
            voice.message().lines(voice.say("rsvp-nobody-to-hand-to").user("group", &group.name).lines())
        }
        RsvpOutcome::Requests { requests, total } => open_requests(requests, *total, voice),
        RsvpOutcome::RequestAccepted { request } => {
            let (person, group) = (&request.name, &request.group.name);
            voice
                .tell(voice.say("rsvp-request-accepted").person("person", person).user("group", group).line())
        }
        RsvpOutcome::RequestDeclined { request } => {
            voice.tell(voice.say("rsvp-request-declined").person("person", &request.name).line())
        }
    }
}

/// What there is to say to somebody who comes, beside the session.
struct Coming<'a> {
    see: SeeWhoComes,
    already: bool,
    link: Option<&'a str>,
    hint: bool,
}

fn coming(session: &SessionTold, about: &Coming<'_>, voice: &Voice<'_>) -> Message {
    let (starts, full) = (session.starts, InstantForm::Full);
    let told = if about.already {
        voice.say("rsvp-coming-already").instant("when", starts, full).line()
    } else {
        voice.say("rsvp-coming").instant("when", starts, full).choice("see", about.see.word()).line()
    };
    let link = about.link.map(|link| voice.say("rsvp-link").user("link", link).line());
    let cant = run("rsvp cant", session);
    voice
        .tell(told)
        .lines(link)
        .lines(hint(about.hint, voice))
        .button(voice.say("rsvp-cant-button").text(), cant)
}

fn hint(wanted: bool, voice: &Voice<'_>) -> Option<Line> {
    wanted.then(|| voice.say("rsvp-remind-hint").line())
}

fn waiting(
    session: &SessionTold,
    (place, already): (usize, bool),
    hold_minutes: Option<u32>,
    voice: &Voice<'_>,
) -> Message {
    let told = if already {
        let when = session.starts;
        voice
            .say("rsvp-waiting-already")
            .count("place", place)
            .instant("when", when, InstantForm::DateTime)
            .line()
    } else {
        voice.say("rsvp-waiting").count("place", place).line()
    };
    let offer = match hold_minutes {
        Some(minutes) => voice.say("rsvp-waiting-hold").words("hold", &list::duration(minutes, voice)).line(),
        None => voice.say("rsvp-waiting-soon").line(),
    };
    voice
        .tell(run_together(told, offer))
        .button(voice.say("rsvp-stop-waiting-button").text(), run("rsvp cant", session))
}

fn not_taking_place(session: &SessionTold, next: Option<&SessionTold>, voice: &Voice<'_>) -> Message {
    let (when, form) = (session.starts, InstantForm::DateTime);
    let message = voice.tell(voice.say("rsvp-cancelled").instant("when", when, form).line());
    match next {
        Some(next) => message
            .line(voice.say("rsvp-cancelled-next").instant("when", next.starts, InstantForm::Full).line())
            .button(voice.say("rsvp-coming-button").text(), run("rsvp coming", next)),
        None => message.line(voice.say("rsvp-cancelled-no-next").line()),
    }
}

fn not_coming(session: &SessionTold, once: bool, holds: bool, voice: &Voice<'_>) -> Message {
    let (when, form) = (session.starts, InstantForm::DateTime);
    let told = if once {
        voice.say("rsvp-cant-once").user("group", &session.group).instant("when", when, form).line()
    } else {
        voice.say("rsvp-cant").user("group", &session.group).instant("when", when, form).line()
    };
    let holds = holds.then(|| still_holds(session, voice));
    voice
        .tell(told)
        .lines(holds)
        .button(voice.say("rsvp-after-all-button").text(), run("rsvp coming", session))
}

fn still_holds(session: &SessionTold, voice: &Voice<'_>) -> Line {
    voice.say("rsvp-still-holds").instant("when", session.starts, InstantForm::DateTime).line()
}

/// What there is to say to somebody who comes every time.
struct Always<'a> {
    group: &'a GroupTold,
    first: Option<&'a SessionTold>,
    waiting: usize,
    already: bool,
    see: SeeWhoComes,
    hint: bool,
}

fn always(about: &Always<'_>, voice: &Voice<'_>) -> Message {
    let name = &about.group.name;
    let told = match about.first {
        _ if about.already => voice.say("rsvp-always-already").user("group", name).line(),
        Some(first) => voice
            .say("rsvp-always")
            .user("group", name)
            .instant("when", first.starts, InstantForm::Full)
            .choice("see", about.see.word())
            .line(),
        None => voice.say("rsvp-always-later").user("group", name).choice("see", about.see.word()).line(),
    };
    let waiting =
        (about.waiting > 0).then(|| voice.say("rsvp-always-waiting").count("count", about.waiting).line());
    let choices = voice.say("rsvp-always-choices").user("group", name).line();
    voice.tell(told).lines(waiting).line(choices).lines(hint(about.hint, voice))
}

fn no_longer_always(group: &GroupTold, kept: usize, voice: &Voice<'_>) -> Message {
    let told = voice.say("rsvp-stopped").user("group", &group.name).line();
    let next = if kept > 0 {
        voice.say("rsvp-stopped-kept").count("count", kept).line()
    } else {
        voice.say("rsvp-stopped-choices").line()
    };
    voice.tell(told).line(next)
}

fn own_answers(answers: &[AnswerTold], total: usize, voice: &Voice<'_>) -> Message {
    if answers.is_empty() {
        return voice.tell(voice.say("rsvp-list-empty").line());
    }
    let title = voice.say("rsvp-list-title").words("zone", &voice.zone_name(&voice.zone)).line();
    let lines = answers.iter().map(|answer| own_answer(answer, voice)).collect();
    voice
        .tell(title)
        .lines(list::lines(lines, total, "/me agenda", voice))
        .line(voice.say("rsvp-list-choices").line())
}

fn own_answer(answer: &AnswerTold, voice: &Voice<'_>) -> Line {
    let form = InstantForm::DateTime;
    match answer {
        AnswerTold::Always { group, next: Some(next) } => {
            voice.say("rsvp-list-always").user("group", group).instant("when", *next, form).line()
        }
        AnswerTold::Always { group, next: None } => {
            voice.say("rsvp-list-always-later").user("group", group).line()
        }
        AnswerTold::Once { session, answer, place, cancelled } => {
            let state = match answer {
                _ if *cancelled => voice.say("rsvp-list-cancelled").line(),
                Answer::Coming => voice.say("rsvp-list-coming").line(),
                Answer::Away => voice.say("rsvp-list-away").line(),
                Answer::Waiting => voice.say("rsvp-list-waiting").count("place", place.unwrap_or(1)).line(),
                Answer::Offered { until } => {
                    voice.say("rsvp-list-offered").instant("until", *until, form).line()
                }
            };
            voice
                .say("rsvp-list-line")
                .user("group", &session.group)
                .instant("when", session.starts, form)
                .phrase("state", state)
                .line()
        }
    }
}

fn belongs(group: &GroupTold, already: bool, next: Option<&SessionTold>, voice: &Voice<'_>) -> Message {
    let told = if already {
        voice.say("rsvp-belongs-already").user("group", &group.name).line()
    } else {
        voice.say("rsvp-joined").user("group", &group.name).line()
    };
    let message = voice.tell(told);
    match next {
        Some(next) => message
            .line(voice.say("rsvp-joined-next").instant("when", next.starts, InstantForm::Full).line())
            .button(voice.say("rsvp-coming-button").text(), run("rsvp coming", next)),
        None => message.line(voice.say("rsvp-joined-no-next").user("group", &group.name).line()),
    }
}

fn asked(group: &GroupTold, already: bool, voice: &Voice<'_>) -> Message {
    let told = if already {
        voice.say("rsvp-asked-already").user("group", &group.name).line()
    } else {
        voice.say("rsvp-asked").user("group", &group.name).line()
    };
    voice.tell(told).line(voice.say("rsvp-asked-choices").user("group", &group.name).line())
}

fn left(group: &GroupTold, duties: usize, heir: Option<&Heir>, voice: &Voice<'_>) -> Message {
    let told = voice.say("rsvp-left").user("group", &group.name).line();
    let open = (duties > 0).then(|| voice.say("rsvp-left-duties").count("count", duties).line());
    let heir = heir.map(|heir| match heir {
        Heir::Person { name } => voice.say("rsvp-left-to").person("person", name).line(),
        Heir::InCharge => voice.say("rsvp-left-in-charge").line(),
    });
    let silent = (duties == 0 && heir.is_none()).then(|| voice.say("rsvp-left-silently").line());
    voice.tell(told).lines(silent).lines(open).lines(heir)
}

fn ask_hand_over(group: &GroupTold, heir: &Heir, voice: &Voice<'_>) -> Message {
    let name = &group.name;
    voice.message().lines(match heir {
        Heir::Person { name: person } => {
            voice.say("rsvp-ask-leave-to").user("group", name).person("person", person).lines()
        }
        Heir::InCharge => voice.say("rsvp-ask-leave-last").user("group", name).lines(),
    })
}

fn open_requests(requests: &[RequestTold], total: usize, voice: &Voice<'_>) -> Message {
    if requests.is_empty() {
        return voice.tell(voice.say("rsvp-requests-none").line());
    }
    let lines = requests.iter().map(|request| one_request(request, voice)).collect();
    let mut message = voice
        .tell(voice.say("rsvp-requests-title").line())
        .lines(list::lines(lines, total, "/requests show", voice))
        .line(voice.say("rsvp-requests-choices").line());
    for request in requests {
        let welcome = voice.say("rsvp-welcome-button").person("person", &request.name).text();
        let not_now = voice.say("rsvp-not-now-button").person("person", &request.name).text();
        message = message
            .button(welcome, answer("requests accept", request))
            .button(not_now, answer("requests decline", request));
    }
    message
}

/// A button that answers a request.
fn answer(command: &str, request: &RequestTold) -> String {
    let answer = Invocation::new(command).exact("who", request.member.0).exact("group", request.group.id.0);
    Action::Run(answer).encode()
}

fn one_request(request: &RequestTold, voice: &Voice<'_>) -> Line {
    let (person, group) = (&request.name, &request.group.name);
    match &request.note {
        Some(note) => voice
            .say("rsvp-request-note")
            .person("person", person)
            .user("group", group)
            .user("note", note)
            .line(),
        None => voice.say("rsvp-request").person("person", person).user("group", group).line(),
    }
}

/// One sentence after the other, on one line.
fn run_together(first: Line, second: Line) -> Line {
    let mut line = first;
    line.push(Span::Text(" ".to_owned()));
    line.extend(second);
    line
}

/// A button that carries out a command on this session.
fn run(command: &str, session: &SessionTold) -> String {
    Action::Run(Invocation::new(command).exact("session", session.id.0)).encode()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::SessionId;
    use crate::domain::member::Language;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    fn sunday() -> SessionTold {
        let starts = "2026-03-29T17:30:00Z".parse().unwrap();
        SessionTold { id: SessionId(7), group: "Sunday circle".to_owned(), starts }
    }

    fn said(outcome: &RsvpOutcome, language: Language) -> String {
        let mut text = String::new();
        with_voice(language, |voice| {
            let lines = tell(outcome, voice).into_iter().flat_map(|said| said.message.lines);
            let locale = voice.message().locale;
            text = lines.map(|line| plain::line_text(&line, &locale)).collect::<Vec<_>>().join("\n");
        });
        text
    }

    #[test]
    fn coming_says_when_who_sees_it_and_what_if_plans_change() {
        let coming = RsvpOutcome::Coming {
            session: sunday(),
            see: SeeWhoComes::Count,
            already: false,
            link: None,
            hint: false,
        };
        assert_eq!(
            said(&coming, Language::En),
            "You are coming on Sunday 29 March, 19:30, Vienna time. Only the facilitators see a count. Plans change: /rsvp cant."
        );
        assert_eq!(
            said(&coming, Language::Es),
            "Vas el domingo 29 de marzo, 19:30, hora de Viena. Solo quienes facilitan ven cuántas personas van. \
             Si cambian tus planes: /rsvp cant."
        );
    }

    #[test]
    fn a_full_session_tells_ones_place_and_how_long_an_offer_is_held() {
        for (place, hold_minutes, told) in [
            (
                1,
                Some(720),
                "This session is full. You are first on the waiting list. If a place opens, I will ask you and hold it for 12 hours.",
            ),
            (
                4,
                None,
                "This session is full. You are number 4 on the waiting list. If a place opens, I will ask you and hold it for a while.",
            ),
        ] {
            let waiting = RsvpOutcome::Waiting { session: sunday(), place, already: false, hold_minutes };
            assert_eq!(said(&waiting, Language::En), told);
        }
    }

    #[test]
    fn p5_everything_about_coming_is_private() {
        with_voice(Language::En, |voice| {
            let waiting =
                RsvpOutcome::Waiting { session: sunday(), place: 1, already: false, hold_minutes: None };
            assert!(tell(&waiting, voice).iter().all(|said| said.private));
        });
    }

    #[test]
    fn a_list_of_answers_ends_after_five_lines() {
        let line =
            AnswerTold::Once { session: sunday(), answer: Answer::Coming, place: None, cancelled: false };
        let answers = RsvpOutcome::Answers { answers: vec![line; 5], total: 9 };
        let told = said(&answers, Language::En);
        assert_eq!(told.lines().count(), 8, "{told}");
        assert!(told.contains("4 more: /me agenda"), "{told}");
    }
}
