//! Help by example, from the table of commands; and whom one can talk to right now.

use chrono::NaiveDate;

use super::{Texts, Voice, consent, list, question, understand};
use crate::domain::help_line::{HelpLine, Verification};
use crate::domain::member::{Language, Role};
use crate::domain::outcome::HelpOutcome;
use crate::language::description::{ArgumentDescription, CommandDescription};
use crate::language::table::{DESCRIPTIONS, description};
use crate::language::typed::NotUnderstood;
use crate::message::{Line, Message, Said, Span};

/// The lines of the first help, for members and for those who hold groups.
const START_MEMBER: [(&str, &str); list::LINES_MAX] = [
    ("sessions", "help-start-sessions"),
    ("rsvp coming", "help-start-coming"),
    ("rsvp cant", "help-start-cant"),
    ("rsvp always", "help-start-always"),
    ("remind on", "help-start-remind"),
];
const START_FACILITATOR: [(&str, &str); list::LINES_MAX] = [
    ("sessions", "help-start-sessions"),
    ("group create", "help-start-create"),
    ("session move", "help-start-move"),
    ("session cancel", "help-start-cancel"),
    ("roster show", "help-start-roster"),
];

/// What is said about an outcome, to whom.
#[must_use]
pub fn tell(outcome: &HelpOutcome, voice: &Voice<'_>) -> Vec<Said> {
    let message = match outcome {
        HelpOutcome::Overview { role } => overview(*role, DESCRIPTIONS, voice),
        HelpOutcome::Commands { commands } => match described(commands).as_slice() {
            [one] => command(one, voice),
            several => topic(several, voice),
        },
        HelpOutcome::Unknown { typed, nearest } => {
            let typed = typed.clone();
            understand::not_understood(&NotUnderstood::UnknownCommand { typed, nearest: *nearest }, voice)
        }
        HelpOutcome::Dismissed => question::stays(voice),
        HelpOutcome::ConsentDeclined => consent::declined(voice),
    };
    vec![Said { private: true, message }]
}

fn described(names: &[&'static str]) -> Vec<&'static CommandDescription> {
    names.iter().filter_map(|name| description(name)).collect()
}

/// A command in one line of at most 100 characters, for menus and completion.
#[must_use]
pub fn summary(texts: &Texts, language: Language, description: &CommandDescription) -> String {
    texts.bare_of(language, &description.key())
}

/// What an argument takes, in one line of at most 100 characters.
#[must_use]
pub fn argument_summary(texts: &Texts, language: Language, argument: &ArgumentDescription) -> String {
    texts.bare_of(language, &format!("argument-{}", argument.name))
}

/// The first help: five things to do, where to find the others, and whom to talk to in need.
#[must_use]
pub fn overview(role: Role, table: &[CommandDescription], voice: &Voice<'_>) -> Message {
    let start = if role >= Role::Facilitator { START_FACILITATOR } else { START_MEMBER };
    let lines = start.iter().map(|(name, key)| help_line(name, &voice.say_of(key).text(), voice));
    let topics = topics(role, table).into_iter().map(|topic| vec![Span::Command(format!("/help {topic}"))]);
    let topics = list::and(topics.collect(), voice);
    voice
        .tell(voice.say("help-title").line())
        .lines(lines)
        .line(voice.say("help-more").phrase("topics", topics).line())
        .line(voice.say("help-in-need").line())
}

/// The words that several commands begin with, in the order of the table.
fn topics(role: Role, table: &[CommandDescription]) -> Vec<&'static str> {
    let mut topics: Vec<&'static str> = Vec::new();
    for description in table.iter().filter(|description| description.who_may <= role) {
        match description.name.split_once(' ') {
            Some((topic, _)) if !topics.contains(&topic) => topics.push(topic),
            _ => {}
        }
    }
    topics
}

/// Help on several commands, such as all that begin with `rsvp`.
#[must_use]
pub fn topic(commands: &[&CommandDescription], voice: &Voice<'_>) -> Message {
    let lines = commands
        .iter()
        .map(|command| help_line(command.name, &lower_first(&voice.say_of(&command.key()).text()), voice));
    voice.tell(voice.say("help-title-topic").line()).lines(lines)
}

/// Help on one command: what it does, lines that work, and what can be added.
#[must_use]
pub fn command(description: &CommandDescription, voice: &Voice<'_>) -> Message {
    let key = description.key();
    let summary = lower_first(&voice.say_of(&key).text());
    let examples = description.examples.iter().map(|example| vec![Span::Command((*example).to_owned())]);
    let options = description.arguments.iter().filter(|argument| !argument.required && !argument.positional);
    let options: Vec<Line> = options.map(|option| vec![Span::Command(format!("{}:", option.name))]).collect();
    let added = (!options.is_empty())
        .then(|| voice.say("help-options").phrase("options", list::and(options, voice)).line());
    voice
        .tell(help_line(description.name, &summary, voice))
        .line(voice.say_of(&format!("{key}-details")).line())
        .line(voice.say("help-examples").line())
        .lines(examples.take(list::LINES_MAX))
        .lines(added)
}

fn help_line(name: &str, summary: &str, voice: &Voice<'_>) -> Line {
    voice.say("help-line").command("command", &format!("/{name}")).words("summary", summary).line()
}

/// A summary as it stands after a colon: only its first letter is small, except where it says "I".
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Whom one can talk to right now (P34). It needs no database, and says nothing about who asked.
#[must_use]
pub fn now(lines: &[HelpLine], today: NaiveDate, voice: &Voice<'_>) -> Message {
    if lines.is_empty() {
        return voice.tell(voice.say("help-now-none").line());
    }
    let own =
        |line: &&HelpLine| line.languages.iter().any(|tag| Language::from_tag(tag) == Some(voice.language));
    // The reader's own language first; every line is shown, because the one that is left out may be the one needed.
    let (first, rest): (Vec<&HelpLine>, Vec<&HelpLine>) = lines.iter().partition(own);
    let shown = first.into_iter().chain(rest).map(|line| line_of(line, today, voice));
    voice
        .tell(voice.say("help-now-title").line())
        .lines(shown)
        .line(voice.say("help-now-danger").line())
        .line(voice.say("help-now-private").line())
}

fn line_of(line: &HelpLine, today: NaiveDate, voice: &Voice<'_>) -> Line {
    let mut ways: Vec<Line> = Vec::new();
    if !line.phone.is_empty() {
        ways.push(voice.say("help-now-call").user("phone", &line.phone).line());
    }
    if !line.text.is_empty() {
        ways.push(voice.say("help-now-write").user("text", &line.text).line());
    }
    if !line.url.is_empty() {
        ways.push(vec![Span::User(line.url.clone())]);
    }
    let ways = list::or(ways, voice);
    let about: Vec<&str> =
        [line.country.as_str(), line.hours.as_str()].into_iter().filter(|fact| !fact.is_empty()).collect();
    let mut told = if about.is_empty() {
        voice.say("help-now-line").user("name", &line.name).phrase("ways", ways).line()
    } else {
        let about = about.join(", ");
        voice
            .say("help-now-line-about")
            .user("name", &line.name)
            .user("about", &about)
            .phrase("ways", ways)
            .line()
    };
    if line.verification(today) != Verification::Fresh {
        told.push(Span::Text(". ".to_owned()));
        told.extend(voice.say("help-now-unverified").line());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::table::DESCRIPTIONS;
    use crate::message::plain;
    use crate::wording::voice::with_voice;

    #[test]
    fn the_first_help_fits_a_small_screen_and_names_help_in_need() {
        for (role, names) in [(Role::Member, "/rsvp coming"), (Role::Facilitator, "/group create")] {
            with_voice(Language::En, |voice| {
                let message = overview(role, DESCRIPTIONS, voice);
                let text = plain::text(&message);
                assert!(
                    message.lines.len() <= 8 && text.contains(names) && text.contains("/help-now"),
                    "{text}"
                );
            });
        }
        with_voice(Language::En, |voice| {
            let text = plain::text(&overview(Role::Member, DESCRIPTIONS, voice));
            assert!(!text.contains("requests"), "members need not know of what they cannot use: {text}");
        });
    }

    #[test]
    fn every_command_and_argument_is_worded_within_the_limits_of_menus() {
        let texts = Texts::load().unwrap();
        for language in Language::ALL {
            for description in DESCRIPTIONS {
                let key = description.key();
                let all = [(key.clone(), 100), (format!("{key}-details"), 2000)];
                let arguments = description.arguments.iter().map(|a| (format!("argument-{}", a.name), 100));
                for (key, most) in all.into_iter().chain(arguments) {
                    assert!(texts.has(language, &key), "{} lacks {key}", language.tag());
                    let length = texts.bare_of(language, &key).chars().count();
                    assert!(length <= most, "{key} has {length} characters");
                }
            }
        }
    }

    #[test]
    fn help_on_a_command_shows_lines_that_work_and_what_can_be_added() {
        let description = DESCRIPTIONS.iter().find(|d| d.name == "group create").unwrap();
        with_voice(Language::Es, |voice| {
            let text = plain::text(&command(description, voice));
            assert!(text.contains(description.examples[0]) && text.contains("zone:"), "{text}");
        });
    }

    #[test]
    fn p34_help_lines_come_with_every_way_to_reach_them() {
        let line = |name: &str, language: &str| HelpLine {
            name: name.into(),
            phone: "123".into(),
            text: "456".into(),
            url: "https://example.org".into(),
            country: "Austria".into(),
            languages: vec![language.into()],
            ..HelpLine::default()
        };
        let today = "2026-03-29".parse().unwrap();
        with_voice(Language::Es, |voice| {
            let text = plain::text(&now(&[line("English line", "en"), line("Línea", "es-MX")], today, voice));
            assert!(
                text.contains("123") && text.contains("456") && text.contains("https://example.org"),
                "{text}"
            );
            assert!(text.find("Línea") < text.find("English line"), "one's own language comes first: {text}");
            assert!(text.contains("(Austria)") && text.contains("Hace tiempo"), "{text}");
            assert!(!plain::text(&now(&[], today, voice)).is_empty());
        });
    }
}
