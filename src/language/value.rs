//! What stands in an argument, read by its kind: the shared text parsers of every adapter.

use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::description::Kind;
use super::duration::{self, DurationProblem};
use super::invocation::Invocation;
use super::moment;
use super::typed::nearest;
use super::when::{self, Understood, WhenProblem};
use crate::domain::member::Language;
use crate::domain::text::{self, TextProblem};
use crate::domain::zone::{ZoneName, ZoneProblem};

/// An argument that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadArgument {
    /// The argument's name.
    pub argument: &'static str,
    /// What is wrong with it.
    pub problem: ValueProblem,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueProblem {
    /// The text itself.
    Text(TextProblem),
    /// It is no whole number between the bounds.
    Number {
        /// What was typed, shortened.
        typed: String,
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// It is none of the words.
    Choice {
        /// What was typed, shortened.
        typed: String,
        /// The words.
        choices: &'static [&'static str],
        /// The nearest of them.
        nearest: Option<&'static str>,
    },
    /// It is neither yes nor no.
    YesNo {
        /// What was typed, shortened.
        typed: String,
    },
    /// It names no zone.
    Zone(ZoneProblem),
    /// It names no language of the bot.
    Language {
        /// What was typed, shortened.
        typed: String,
    },
    /// It says no time that can be read.
    When(WhenProblem),
    /// It says no length of time that can be read.
    Duration(DurationProblem),
    /// It is no day of the week.
    Weekday {
        /// What was typed, shortened.
        typed: String,
    },
    /// It is no web address.
    Link,
    /// It is no point in time that could be understood.
    Soon,
    /// It says not from when to when.
    Hours,
}

impl BadArgument {
    /// Ties a problem to the argument it stands in.
    #[must_use]
    pub fn new(argument: &'static str, problem: ValueProblem) -> Self {
        Self { argument, problem }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Whose words are read: their wall clock, so that "tonight" is theirs, and their language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speaker {
    /// The wall clock when they spoke, in the zone that counts.
    pub now: NaiveDateTime,
    /// The language they speak.
    pub language: Language,
}

/// True where a text can stand in an argument of a kind; used to share words out among arguments.
#[must_use]
pub fn reads(kind: Kind, text: &str, speaker: Speaker) -> bool {
    match kind {
        Kind::Recurrence => when::understand(text, speaker.now, speaker.language).is_ok(),
        Kind::Moment => moment::moment(text, speaker.now, speaker.language).is_ok(),
        Kind::Soon => soon(text, speaker).is_ok(),
        Kind::Time => hours(text, speaker).is_some(),
        Kind::Date => day(text, speaker).is_some(),
        Kind::Weekday => weekday(text).is_some(),
        Kind::Offsets => duration::offsets(text, speaker.language).is_ok(),
        Kind::Zone => zone(text).is_ok(),
        Kind::Language => Language::from_tag(text).is_some(),
        Kind::Number { min, max } => number(text, min, max).is_ok(),
        Kind::Choice(choices) => choice(text, choices).is_ok(),
        Kind::YesNo => yes_no(text).is_some(),
        Kind::Text { .. } | Kind::Group | Kind::Session | Kind::Member | Kind::Command => true,
    }
}

/// True where one word names a session by itself: `tonight`, `next`.
#[must_use]
pub fn names_session(kind: Kind, word: &str) -> bool {
    kind == Kind::Session
        && (is_next(word) || matches!(text::folded(word).as_str(), "tonight" | "today" | "hoy"))
}

/// True for "the next one".
#[must_use]
pub fn is_next(text: &str) -> bool {
    matches!(text::folded(text).as_str(), "next" | "the next" | "next one" | "proxima" | "la proxima")
}

/// A day on the speaker's calendar that the whole text names.
#[must_use]
pub fn day(text: &str, speaker: Speaker) -> Option<NaiveDate> {
    moment::day(text, speaker.now, speaker.language).ok()
}

/// A day of the week, in any language of the bot.
#[must_use]
pub fn weekday(text: &str) -> Option<Weekday> {
    let typed = text::folded(text);
    let spanish = ["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"];
    let index = spanish.iter().position(|day| *day == typed).and_then(|index| u8::try_from(index).ok());
    let found = index.and_then(|index| Weekday::try_from(index).ok());
    found.or_else(|| typed.trim_end_matches('s').parse().ok()).or_else(|| typed.parse().ok())
}

/// A time of day, and nothing else.
#[must_use]
pub fn time(text: &str, speaker: Speaker) -> Option<NaiveTime> {
    let said = moment::said(text, speaker.now, speaker.language).ok()?;
    said.time.filter(|_| said.date.is_none())
}

/// What stands for hours of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// No hour at all.
    Off,
    /// One time of day.
    At(NaiveTime),
    /// From one to another: `22:00-08:00`.
    Between(NaiveTime, NaiveTime),
}

/// One point in time, as it can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// On the speaker's wall clock.
    At(NaiveDateTime),
    /// So many minutes from now.
    Wait(u32),
}

/// A time of day, two with a dash or a word between them, or "off".
#[must_use]
pub fn hours(text: &str, speaker: Speaker) -> Option<Hours> {
    if matches!(text::folded(text).as_str(), "off" | "no" | "never" | "none" | "nunca" | "ninguna") {
        return Some(Hours::Off);
    }
    let between = [" to ", " until ", " till ", " a ", " hasta ", "–", "-"].iter().find_map(|between| {
        let (from, to) = text.split_once(between)?;
        Some(Hours::Between(time_or_hour(from, speaker)?, time_or_hour(to, speaker)?))
    });
    between.or_else(|| time_or_hour(text, speaker).map(Hours::At))
}

/// A time of day; a number alone is a full hour.
fn time_or_hour(text: &str, speaker: Speaker) -> Option<NaiveTime> {
    let text = bare_time(text);
    let hour = || text.parse().ok().and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
    time(text, speaker).or_else(hour)
}

/// A time without the word that leads to it, as in "to 8:00".
fn bare_time(text: &str) -> &str {
    let text = text.trim();
    let leads = ["from ", "to ", "until ", "till ", "de ", "desde ", "hasta ", "a "];
    leads.iter().find_map(|lead| text.strip_prefix(lead)).unwrap_or(text)
}

/// A whole number between two bounds.
///
/// # Errors
/// [`ValueProblem::Number`] with the bounds.
pub fn number(text: &str, min: u32, max: u32) -> Result<u32, ValueProblem> {
    let read = u32::from_str(text.trim()).ok().filter(|number| (min..=max).contains(number));
    read.ok_or_else(|| ValueProblem::Number { typed: shortened(text), min, max })
}

/// One of a few words; case, hyphens and underscores do not matter.
///
/// # Errors
/// [`ValueProblem::Choice`] with the words and the nearest.
pub fn choice(text: &str, choices: &'static [&'static str]) -> Result<&'static str, ValueProblem> {
    let typed = text::folded(text);
    let same = choices.iter().copied().find(|word| text::folded(word) == typed);
    same.ok_or_else(|| ValueProblem::Choice {
        typed: shortened(text),
        choices,
        nearest: nearest(&typed, choices.iter().copied()),
    })
}

/// Yes or no, in the bot's languages.
#[must_use]
pub fn yes_no(text: &str) -> Option<bool> {
    match text::folded(text).as_str() {
        "yes" | "y" | "on" | "true" | "si" | "s" => Some(true),
        "no" | "n" | "off" | "false" => Some(false),
        _ => None,
    }
}

fn soon(text: &str, speaker: Speaker) -> Result<Moment, ValueProblem> {
    if let Some(wait) = moment::wait(text, speaker.language) {
        return wait.map(Moment::Wait).map_err(ValueProblem::Duration);
    }
    match moment::moment(text, speaker.now, speaker.language) {
        Ok(local) => Ok(Moment::At(local)),
        Err(WhenProblem::NoDay) => {
            time(text, speaker).map(|time| Moment::At(next_at(time, speaker.now))).ok_or(ValueProblem::Soon)
        }
        Err(WhenProblem::UnknownWord { .. } | WhenProblem::Empty) => Err(ValueProblem::Soon),
        Err(problem) => Err(ValueProblem::When(problem)),
    }
}

/// The next time that the clock shows this.
fn next_at(time: NaiveTime, now: NaiveDateTime) -> NaiveDateTime {
    let today = now.date().and_time(time);
    if today > now { today } else { today.checked_add_days(Days::new(1)).unwrap_or(today) }
}

fn zone(text: &str) -> Result<ZoneName, ZoneProblem> {
    let exact = text.trim().parse::<ZoneName>();
    match (&exact, ZoneName::suggest(text).as_slice()) {
        // A city that stands for one zone only is that zone.
        (Err(ZoneProblem::Unknown { .. }), [only]) if text::folded(&only.city()) == text::folded(text) => {
            Ok(*only)
        }
        _ => exact,
    }
}

impl Invocation {
    fn bad<T>(argument: &'static str, read: Result<T, ValueProblem>) -> Result<T, BadArgument> {
        read.map_err(|problem| BadArgument { argument, problem })
    }

    fn read<T>(
        &self,
        argument: &'static str,
        read: impl FnOnce(&str) -> Result<T, ValueProblem>,
    ) -> Result<Option<T>, BadArgument> {
        self.typed(argument).map(|text| Self::bad(argument, read(text))).transpose()
    }

    /// A name, cleaned, that calls nobody.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn name(&self, argument: &'static str) -> Result<Option<String>, BadArgument> {
        self.read(argument, |text| text::name(text).map_err(ValueProblem::Text))
    }

    /// A line of text, cleaned; empty stands for none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn line(&self, argument: &'static str, max: usize) -> Result<Option<String>, BadArgument> {
        self.read(argument, |text| text::line(text, max).map_err(ValueProblem::Text))
    }

    /// A list of words, separated by commas.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn list(&self, argument: &'static str) -> Result<Option<Vec<String>>, BadArgument> {
        let one = |part: &str| text::line(part, 40).map_err(ValueProblem::Text);
        self.read(argument, |text| text.split(',').map(one).collect())
    }

    /// A web address.
    ///
    /// # Errors
    /// [`ValueProblem::Link`] unless it begins with `https://` or `http://` and has no spaces.
    pub fn link(&self, argument: &'static str) -> Result<Option<String>, BadArgument> {
        self.read(argument, |text| {
            let link = text::line(text, 300).map_err(ValueProblem::Text)?;
            let host = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
            let good = host.is_some_and(|host| !host.is_empty() && !host.contains(' '));
            if good { Ok(link) } else { Err(ValueProblem::Link) }
        })
    }

    /// A whole number within the bounds that the command's description names.
    ///
    /// # Errors
    /// The bounds.
    pub fn number(&self, argument: &'static str) -> Result<Option<u32>, BadArgument> {
        let kind = super::table::description(&self.command).and_then(|found| found.argument(argument));
        let (min, max) = match kind.map(|argument| argument.kind) {
            Some(Kind::Number { min, max }) => (min, max),
            _ => (0, u32::MAX),
        };
        self.read(argument, |text| number(text, min, max))
    }

    /// One of the words that the command's description names.
    ///
    /// # Errors
    /// The words and the nearest of them.
    pub fn choice(&self, argument: &'static str) -> Result<Option<&'static str>, BadArgument> {
        let kind = super::table::description(&self.command).and_then(|found| found.argument(argument));
        let choices = match kind.map(|argument| argument.kind) {
            Some(Kind::Choice(choices)) => choices,
            _ => &[],
        };
        self.read(argument, |text| choice(text, choices))
    }

    /// Yes or no.
    ///
    /// # Errors
    /// [`ValueProblem::YesNo`].
    pub fn yes_no(&self, argument: &'static str) -> Result<Option<bool>, BadArgument> {
        self.read(argument, |text| yes_no(text).ok_or_else(|| ValueProblem::YesNo { typed: shortened(text) }))
    }

    /// A time zone.
    ///
    /// # Errors
    /// Zones that are probably meant.
    pub fn zone(&self, argument: &'static str) -> Result<Option<ZoneName>, BadArgument> {
        self.read(argument, |text| zone(text).map_err(ValueProblem::Zone))
    }

    /// A language of the bot.
    ///
    /// # Errors
    /// [`ValueProblem::Language`].
    pub fn language(&self, argument: &'static str) -> Result<Option<Language>, BadArgument> {
        let unknown = |text: &str| ValueProblem::Language { typed: shortened(text) };
        self.read(argument, |text| Language::from_tag(text).ok_or_else(|| unknown(text)))
    }

    /// When a group meets.
    ///
    /// # Errors
    /// What cannot be read, with what could be meant.
    pub fn recurrence(
        &self,
        argument: &'static str,
        speaker: Speaker,
    ) -> Result<Option<Understood>, BadArgument> {
        self.read(argument, |text| {
            when::understand(text, speaker.now, speaker.language).map_err(ValueProblem::When)
        })
    }

    /// One point in local time.
    ///
    /// # Errors
    /// What cannot be read, with what could be meant.
    pub fn moment(
        &self,
        argument: &'static str,
        speaker: Speaker,
    ) -> Result<Option<NaiveDateTime>, BadArgument> {
        self.read(argument, |text| {
            moment::moment(text, speaker.now, speaker.language).map_err(ValueProblem::When)
        })
    }

    /// One point in local time, the next such time where no day is said; or how long until then: `in 2 hours`.
    ///
    /// # Errors
    /// What cannot be read, with what could be meant.
    pub fn soon(&self, argument: &'static str, speaker: Speaker) -> Result<Option<Moment>, BadArgument> {
        self.read(argument, |text| soon(text, speaker))
    }

    /// A time of day or two, or "off".
    ///
    /// # Errors
    /// What cannot be read.
    pub fn hours(&self, argument: &'static str, speaker: Speaker) -> Result<Option<Hours>, BadArgument> {
        self.read(argument, |text| hours(text, speaker).ok_or(ValueProblem::Hours))
    }

    /// A day on the speaker's calendar.
    ///
    /// # Errors
    /// What cannot be read, with what could be meant.
    pub fn day(&self, argument: &'static str, speaker: Speaker) -> Result<Option<NaiveDate>, BadArgument> {
        self.read(argument, |text| {
            moment::day(text, speaker.now, speaker.language).map_err(ValueProblem::When)
        })
    }

    /// How long before a session, in minutes, longest first.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn offsets(&self, argument: &'static str, speaker: Speaker) -> Result<Option<Vec<u32>>, BadArgument> {
        self.read(argument, |text| duration::offsets(text, speaker.language).map_err(ValueProblem::Duration))
    }
}
