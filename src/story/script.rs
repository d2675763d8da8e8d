//! A story as it is written: its opening, its steps, and what the bot is to say after each. Pure.

use std::fmt;
use std::ops::Range;

use chrono::{NaiveDateTime, TimeDelta};

use crate::domain::member::Role;

use super::line::{self, Sentence, StoryLine, Wrong};

/// A whole story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Its heading.
    pub title: Option<String>,
    /// How it begins.
    pub opening: Opening,
    /// What happens, first to last. The first is always [`Action::Begin`].
    pub steps: Vec<ScriptStep>,
}

/// How a story begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The wall time in `zone`.
    pub begins: NaiveDateTime,
    /// The zone that all times of the story are in, as it is written.
    pub zone: String,
    /// The line (from 1) that says so.
    pub line: usize,
    /// Who is what; everybody else is a member.
    pub roles: Vec<(String, Role)>,
    /// What replaces parts of the default configuration, as TOML.
    pub config: Option<StoryConfig>,
}

/// The TOML block of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryConfig {
    /// The TOML text.
    pub text: String,
    /// The line (from 1) of the story on which the text begins.
    pub line: usize,
}

/// Something that is done, and what the bot is to do then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptStep {
    /// What is done.
    pub action: Action,
    /// Which lines (from 0, the end excluded) of the text say so.
    pub lines: Range<usize>,
    /// What the bot is to say then, in this order.
    pub expected: Vec<Expected>,
}

/// Something that happens in a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The bot starts; nobody has done anything yet.
    Begin,
    /// Somebody types a line.
    Say {
        /// Who.
        person: String,
        /// Where; none: in the default room.
        spot: Option<Spot>,
        /// What, as it stands.
        text: String,
    },
    /// Somebody presses a button.
    Press {
        /// Who.
        person: String,
        /// What the button says.
        label: String,
    },
    /// The clock goes on to this wall time.
    MoveTo(NaiveDateTime),
    /// The clock goes on by so much.
    Later(Step),
    /// The bot stops and starts again over the same database.
    Restart,
    /// The bot stops, and starts again at this wall time.
    OffUntil(NaiveDateTime),
    /// The bot stops, and starts again after so much.
    OffFor(Step),
    /// From now on this becomes of what is sent unasked.
    Fate {
        /// To whom; none: to all.
        to: Option<Reader>,
        /// What.
        fate: Fate,
    },
}

/// What becomes of messages that the bot sends unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They arrive.
    Arrive,
    /// The chat does not answer.
    Unanswered,
    /// Whoever they are for takes none from the bot.
    Refused,
    /// The chat cannot take them as they are.
    Rejected,
}

/// Where somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// In a room, its name with the `#`.
    Room(String),
    /// In a direct message to the bot.
    Private,
}

/// Whom something is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// Everybody in a room, its name with the `#`.
    Room(String),
    /// One person.
    Person(String),
}

/// How far the clock goes: whole days of the calendar, which keep the wall time across a clock
/// change, and exact time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step {
    /// Days of the calendar.
    pub days: i64,
    /// Exact time after that.
    pub exact: TimeDelta,
}

/// Something the bot is to say, and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What.
    pub speech: Speech,
    /// Which lines (from 0, the end excluded) of the text say so.
    pub lines: Range<usize>,
}

/// Something the bot says, as a story writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// To whom.
    pub aim: Aim,
    /// The lines without indentation; buttons are the last, each in brackets.
    pub lines: Vec<String>,
}

/// To whom the bot speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// An answer seen by all, where the command was typed.
    Here,
    /// Seen by one person only.
    To(String),
    /// Unasked, in a room; its name with the `#`.
    In(String),
}

/// A line that cannot be read, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.line, self.problem, self.remedy)
    }
}

impl Script {
    /// Reads a story.
    ///
    /// # Errors
    /// All its mistakes, first to last.
    pub fn read(text: &str) -> Result<Self, Vec<Mistake>> {
        let mut reading =
            Reading::new(raw_lines(text).map(|raw| raw.trim_end_matches(['\n', '\r'])).collect());
        while let Some(&line) = reading.lines.get(reading.at) {
            reading.take(line);
        }
        reading.finish()
    }

    /// True where the story says what the bot does anywhere.
    #[must_use]
    pub fn expects_anything(&self) -> bool {
        self.steps.iter().any(|step| !step.expected.is_empty())
    }
}

/// The lines of a text with their ends, byte for byte.
pub(super) fn raw_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

/// What an indented line goes on with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Remark,
    Said,
    Bot,
}

/// A story that is being read.
struct Reading<'a> {
    lines: Vec<&'a str>,
    at: usize,
    open: Open,
    title: Option<String>,
    begins: Option<(NaiveDateTime, String, usize)>,
    roles: Vec<(String, Role)>,
    config: Option<StoryConfig>,
    steps: Vec<ScriptStep>,
    mistakes: Vec<Mistake>,
}

impl<'a> Reading<'a> {
    fn new(lines: Vec<&'a str>) -> Self {
        let begin = ScriptStep { action: Action::Begin, lines: 0..0, expected: Vec::new() };
        Self {
            lines,
            at: 0,
            open: Open::Nothing,
            title: None,
            begins: None,
            roles: Vec::new(),
            config: None,
            steps: vec![begin],
            mistakes: Vec::new(),
        }
    }

    /// Takes the line at `self.at` and moves on.
    fn take(&mut self, raw: &str) {
        let line = raw.trim_start_matches('\u{FEFF}');
        if line.trim().is_empty() {
            self.at += 1;
        } else if line.starts_with([' ', '\t']) && self.open != Open::Nothing {
            self.go_on(line.trim());
        } else {
            match line::read(line) {
                Ok(read) => self.place(read),
                Err(wrong) => self.mistake(self.at, wrong),
            }
            self.at += 1;
        }
    }

    fn mistake(&mut self, at: usize, wrong: Wrong) {
        self.mistakes.push(Mistake { line: at + 1, problem: wrong.problem, remedy: wrong.remedy });
        self.open = Open::Remark;
    }

    /// An indented line goes on with the one before.
    fn go_on(&mut self, text: &str) {
        let at = self.at;
        self.at += 1;
        let Some(step) = self.steps.last_mut() else { return };
        match self.open {
            Open::Bot => {
                let Some(last) = step.expected.last_mut() else { return };
                // Blank lines between belong to the answer.
                let blank = at.saturating_sub(last.lines.end);
                last.speech.lines.extend(std::iter::repeat_n(String::new(), blank));
                last.speech.lines.push(text.to_owned());
                last.lines.end = at + 1;
            }
            Open::Said => {
                if let Action::Say { text: said, .. } = &mut step.action {
                    said.push('\n');
                    said.push_str(text);
                    step.lines.end = at + 1;
                }
            }
            Open::Remark | Open::Nothing => {}
        }
    }

    fn place(&mut self, read: StoryLine) {
        let here = self.at..self.at + 1;
        self.open = Open::Remark;
        match read {
            StoryLine::Remark => {}
            StoryLine::Title(title) => {
                self.title.get_or_insert(title);
            }
            StoryLine::Sentences(sentences) => sentences.into_iter().for_each(|one| self.sentence(one)),
            StoryLine::WithConfig => self.config_block(),
            StoryLine::Does(action) => {
                self.open = if matches!(action, Action::Say { .. }) { Open::Said } else { Open::Remark };
                self.steps.push(ScriptStep { action, lines: here, expected: Vec::new() });
            }
            StoryLine::Bot(aim, first) => {
                self.open = Open::Bot;
                let lines = if first.is_empty() { Vec::new() } else { vec![first] };
                if let Some(step) = self.steps.last_mut() {
                    step.expected.push(Expected { speech: Speech { aim, lines }, lines: here });
                }
            }
        }
        if let [begin] = self.steps.as_mut_slice() {
            let end = self.at + 1;
            begin.lines = if begin.expected.is_empty() { end..end } else { begin.lines.clone() };
        }
    }

    fn sentence(&mut self, sentence: Sentence) {
        match sentence {
            Sentence::Are(people, role) => {
                self.roles.extend(people.into_iter().map(|person| (person, role)));
            }
            Sentence::Begins(..) if self.begins.is_some() || self.steps.len() > 1 => {
                let problem = "A story begins once, before anything happens.".to_owned();
                let remedy = "To move the clock later, write … 2026-03-29 19:00 …".to_owned();
                self.mistake(self.at, Wrong { problem, remedy });
            }
            Sentence::Begins(when, zone) => self.begins = Some((when, zone, self.at + 1)),
        }
    }

    /// Takes the fenced block after `With config:`, and stays on its last line.
    fn config_block(&mut self) {
        let asked = self.at;
        let fence = |line: &str| line.trim_start().starts_with("```");
        let is_blank = |line: &&str| line.trim().is_empty();
        let rest = self.lines.get(self.at + 1..).unwrap_or_default();
        let first = self.at + 1 + rest.iter().take_while(|line| is_blank(line)).count();
        let opens = self.lines.get(first).is_some_and(|line| fence(line));
        let body = self.lines.get(first + 1..).unwrap_or_default();
        let Some(length) = body.iter().position(|line| fence(line)).filter(|_| opens) else {
            let problem = "\"With config:\" is not followed by a fenced block.".to_owned();
            let remedy = "Put the TOML between a line ```toml and a line ```".to_owned();
            return self.mistake(asked, Wrong { problem, remedy });
        };
        if self.config.is_some() || self.steps.len() > 1 {
            let problem = "A story has one configuration, before anything happens.".to_owned();
            self.mistake(asked, Wrong { problem, remedy: "Move it to the top.".to_owned() });
        } else {
            let lines = body.iter().take(length);
            let text = lines.fold(String::new(), |text, line| text + (*line) + "\n");
            self.config = Some(StoryConfig { text, line: first + 2 });
        }
        self.at = first + 1 + length;
    }

    fn finish(mut self) -> Result<Script, Vec<Mistake>> {
        let Some((begins, zone, line)) = self.begins else {
            let tried = |line: &&str| line.trim_start().to_lowercase().starts_with("it is ");
            if self.lines.iter().any(tried) && !self.mistakes.is_empty() {
                return Err(self.mistakes);
            }
            self.mistakes.push(Mistake {
                line: 1,
                problem: "The story does not say when and where it begins.".to_owned(),
                remedy: "Write near the top: It is 2026-03-28 18:00 in Europe/Vienna.".to_owned(),
            });
            return Err(self.mistakes);
        };
        if !self.mistakes.is_empty() {
            return Err(self.mistakes);
        }
        let opening = Opening { begins, zone, line, roles: self.roles, config: self.config };
        Ok(Script { title: self.title, opening, steps: self.steps })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STORY: &str = "\u{FEFF}# Keeps its hour\r\n\
        It is 2026-03-28 18:00 in Europe/Vienna.\r\n\
        ana is a facilitator.\r\n\
        \r\n\
        With config:\r\n\
        ```toml\r\n\
        [community.home]\r\n\
        language = \"es\"\r\n\
        ```\r\n\
        > a remark\r\n\
        ana: /help\r\n\
        bot to ana: one\r\n\
        \u{20}\u{20}two\r\n\
        \r\n\
        \u{20}\u{20}[A] [B]\r\n\
        bot: seen by all\r\n\
        ben privately: /me\r\n\
        \tagenda";

    #[test]
    fn a_story_is_read_with_the_place_of_every_line() {
        let script = Script::read(STORY).unwrap();
        assert_eq!(script.title.as_deref(), Some("Keeps its hour"));
        assert_eq!(script.opening.zone, "Europe/Vienna");
        assert_eq!(script.opening.line, 2);
        assert_eq!(script.opening.roles, [("ana".to_owned(), Role::Facilitator)]);
        let config = script.opening.config.unwrap();
        assert_eq!(config.text, "[community.home]\nlanguage = \"es\"\n");
        assert_eq!(config.line, 7);
        assert_eq!(script.steps.len(), 3);
        let help = &script.steps[1];
        assert_eq!(help.lines, 10..11);
        assert_eq!(help.expected.len(), 2);
        assert_eq!(help.expected[0].lines, 11..15);
        assert_eq!(help.expected[0].speech.lines, ["one", "two", "", "[A] [B]"]);
        assert_eq!(help.expected[1].speech.aim, Aim::Here);
        let Action::Say { text, spot, .. } = &script.steps[2].action else { panic!("ben speaks") };
        assert_eq!((text.as_str(), spot), ("/me\nagenda", &Some(Spot::Private)));
        assert_eq!(script.steps[2].lines, 16..18);
    }

    #[test]
    fn all_mistakes_are_told_with_their_lines() {
        let text = "ana: hi\nhello\nIt is 2026-01-01 10:00 in Europe/Vienna.\nWith config:\n\nana: x\n";
        let lines: Vec<usize> = Script::read(text).unwrap_err().iter().map(|mistake| mistake.line).collect();
        assert_eq!(lines, [2, 3, 4]);
        let missing = Script::read("").unwrap_err();
        assert!(
            missing[0].to_string().contains("It is 2026-03-28 18:00 in Europe/Vienna."),
            "{}",
            missing[0]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}(\\n\\PC{0,40}){0,5}") {
            let _ = Script::read(&text);
        }

        #[test]
        fn no_broken_story_makes_the_reader_panic(cut in 0usize..300, extra in "[ #:…\"\\n.a-z0-9`>-]{0,40}") {
            let end = (0..=cut.min(STORY.len())).rev().find(|&at| STORY.is_char_boundary(at)).unwrap_or(0);
            let _ = Script::read(&format!("{}{extra}{}", &STORY[..end], &STORY[end..]));
        }
    }
}
