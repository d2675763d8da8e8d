//! One language, zone and moment to speak in; and the sentence, which keeps typed spans through Fluent.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use fluent_bundle::{FluentArgs, FluentValue};

use super::texts::Texts;
use crate::domain::member::Language;
use crate::domain::zone::{ZoneName, Zones};
use crate::message::{Instant, InstantForm, Line, Message, Span, plain};

/// Beyond this, a date of another year is told with its year.
const YEAR_UNTOLD: TimeDelta = TimeDelta::days(183);
/// The characters that stand for spans while Fluent works: the private use area, which
/// `domain::text::clean` takes out of everything that people write, so that nobody can forge one.
const PLACEHOLDERS: std::ops::RangeInclusive<char> = '\u{E000}'..='\u{F8FF}';

/// How one answer is spoken: in which language, for which zone, at which moment.
#[derive(Debug, Clone)]
pub struct Voice<'a> {
    /// Every sentence.
    pub texts: &'a Texts,
    /// The reader's language.
    pub language: Language,
    /// The zone whose wall clock is told.
    pub zone: ZoneName,
    /// The zone database in use.
    pub zones: &'a Zones,
    /// When it is said.
    pub now: DateTime<Utc>,
}

impl Voice<'_> {
    /// An empty message in this language.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new(self.texts.locale(self.language))
    }

    /// A message of one line.
    #[must_use]
    pub fn tell(&self, line: Line) -> Message {
        self.message().line(line)
    }

    /// Begins the sentence of a key. Finish it in the same expression with [`Sentence::line`],
    /// [`Sentence::lines`] or [`Sentence::text`], so that the tests see which variables it is given.
    pub fn say(&self, key: &'static str) -> Sentence<'_> {
        self.say_of(key)
    }

    /// Begins the sentence of a key that is put together, as those of the command table are. Its
    /// maker tests that the key exists.
    pub(super) fn say_of(&self, key: &str) -> Sentence<'_> {
        Sentence { voice: self, key: key.to_owned(), variables: FluentArgs::new(), pieces: Vec::new() }
    }

    /// A point in time on this voice's wall clock.
    #[must_use]
    pub fn instant(&self, utc: DateTime<Utc>, form: InstantForm) -> Instant {
        self.instant_in(utc, &self.zone, form)
    }

    /// A point in time on another zone's wall clock, such as that of the group.
    #[must_use]
    pub fn instant_in(&self, utc: DateTime<Utc>, zone: &ZoneName, form: InstantForm) -> Instant {
        let local = self.zones.local(zone, utc);
        let year = self.tells_year(local.date());
        Instant { utc, local, zone: zone.as_str().to_owned(), form, year }
    }

    /// The date in words, as rules tell it.
    #[must_use]
    pub fn date(&self, date: NaiveDate) -> String {
        plain::date_text(date, self.tells_year(date), &self.texts.locale(self.language))
    }

    /// The time of day in figures, as rules tell it.
    #[must_use]
    pub fn time(&self, time: NaiveTime) -> String {
        plain::time_text(time, &self.texts.locale(self.language))
    }

    /// A zone by the name of its place: "Vienna time".
    #[must_use]
    pub fn zone_name(&self, zone: &ZoneName) -> String {
        plain::zone_text(zone.as_str(), &self.texts.locale(self.language))
    }

    /// A line as plain text in this language.
    #[must_use]
    pub fn plain(&self, line: &Line) -> String {
        plain::line_text(line, &self.texts.locale(self.language))
    }

    fn tells_year(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        let today = self.zones.local(&self.zone, self.now).date();
        date.year() != today.year() && (date - today).abs() > YEAR_UNTOLD
    }
}

/// A sentence that is being given its variables.
#[must_use = "finish a sentence with line(), lines() or text()"]
pub struct Sentence<'v> {
    voice: &'v Voice<'v>,
    key: String,
    variables: FluentArgs<'static>,
    pieces: Vec<Line>,
}

impl Sentence<'_> {
    /// A point in time on the voice's own wall clock.
    pub fn instant(self, name: &'static str, utc: DateTime<Utc>, form: InstantForm) -> Self {
        let instant = self.voice.instant(utc, form);
        self.phrase(name, vec![Span::Instant(instant)])
    }

    /// A point in time on another zone's wall clock.
    pub fn instant_in(
        self,
        name: &'static str,
        utc: DateTime<Utc>,
        zone: &ZoneName,
        form: InstantForm,
    ) -> Self {
        let instant = self.voice.instant_in(utc, zone, form);
        self.phrase(name, vec![Span::Instant(instant)])
    }

    /// Words that somebody wrote, such as a group's name. They never pass through Fluent.
    pub fn user(self, name: &'static str, text: &str) -> Self {
        self.phrase(name, vec![Span::User(text.to_owned())])
    }

    /// A person, by the name they chose.
    pub fn person(self, name: &'static str, text: &str) -> Self {
        self.phrase(name, vec![Span::Person(text.to_owned())])
    }

    /// A command that is only known here; one that never varies stands in the resource between backticks.
    pub fn command(self, name: &'static str, text: &str) -> Self {
        self.phrase(name, vec![Span::Command(text.to_owned())])
    }

    /// A number, which also chooses the plural.
    pub fn count(mut self, name: &'static str, number: impl TryInto<i64>) -> Self {
        let number = number.try_into().unwrap_or(i64::MAX);
        self.variables.set(name, FluentValue::from(number));
        self
    }

    /// A word that chooses a variant and is not shown, such as `lead`.
    pub fn choice(mut self, name: &'static str, word: &'static str) -> Self {
        self.variables.set(name, FluentValue::from(word));
        self
    }

    /// The bot's own words, already in this language: a time of day, a weekday, another sentence's text.
    pub fn words(self, name: &'static str, text: &str) -> Self {
        self.phrase(name, vec![Span::Text(text.to_owned())])
    }

    /// Spans made elsewhere, such as a list of names.
    pub fn phrase(mut self, name: &'static str, line: Line) -> Self {
        self.variables.set(name, FluentValue::from(placeholder(self.pieces.len())));
        self.pieces.push(line);
        self
    }

    /// The sentence as one line.
    #[must_use]
    pub fn line(self) -> Line {
        let mut lines = self.lines().into_iter();
        let mut line = lines.next().unwrap_or_default();
        for next in lines {
            line.push(Span::Text(" ".to_owned()));
            line.extend(next);
        }
        joined(line)
    }

    /// The sentences as the lines they have in the resource.
    #[must_use]
    pub fn lines(self) -> Vec<Line> {
        let formatted = self.voice.texts.format(self.voice.language, &self.key, &self.variables);
        formatted.lines().map(|line| self.spans(line)).collect()
    }

    /// The sentence as plain text, for buttons and for other sentences.
    #[must_use]
    pub fn text(self) -> String {
        let voice = self.voice;
        voice.plain(&self.line())
    }

    /// Puts the spans back where their placeholders stand, and makes what stands between backticks a command.
    fn spans(&self, formatted: &str) -> Line {
        let mut line = Line::new();
        for (index, part) in formatted.split('`').enumerate() {
            let spans = self.filled(part);
            if index % 2 == 1 {
                line.push(Span::Command(self.voice.plain(&spans)));
            } else {
                line.extend(spans);
            }
        }
        joined(line)
    }

    fn filled(&self, part: &str) -> Line {
        let mut line = Line::new();
        for c in part.chars() {
            if PLACEHOLDERS.contains(&c) {
                line.extend(
                    self.pieces
                        .get(c as usize - *PLACEHOLDERS.start() as usize)
                        .into_iter()
                        .flatten()
                        .cloned(),
                );
            } else {
                line.push(Span::Text(c.to_string()));
            }
        }
        joined(line)
    }
}

/// The character that stands for the piece with this index.
fn placeholder(index: usize) -> String {
    let code =
        u32::try_from(index).ok().and_then(|index| char::from_u32(*PLACEHOLDERS.start() as u32 + index));
    code.unwrap_or(*PLACEHOLDERS.end()).to_string()
}

/// The line with neighbouring texts made one, and without empty ones.
fn joined(line: Line) -> Line {
    let mut joined: Line = Vec::with_capacity(line.len());
    for span in line {
        match (joined.last_mut(), span) {
            (Some(Span::Text(before)), Span::Text(text)) => before.push_str(&text),
            (_, Span::Text(text)) if text.is_empty() => {}
            (_, span) => joined.push(span),
        }
    }
    joined
}

/// A voice for tests: Vienna, on Sunday 29 March 2026 at 18:00.
#[cfg(test)]
pub(super) fn with_voice(language: Language, check: impl FnOnce(&Voice<'_>)) {
    static TEXTS: std::sync::LazyLock<Texts> = std::sync::LazyLock::new(|| Texts::load().unwrap());
    let zones = Zones::embedded();
    let now = "2026-03-29T16:00:00Z".parse().unwrap();
    let voice = Voice { texts: &TEXTS, language, zone: "Europe/Vienna".parse().unwrap(), zones: &zones, now };
    check(&voice);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_keep_their_type_and_user_text_never_passes_through_fluent() {
        with_voice(Language::En, |voice| {
            let line = voice
                .say("list-and")
                .user("first", "{ $x } `a`")
                .choice("sound", "other")
                .person("last", "Ana")
                .line();
            assert_eq!(
                line,
                vec![Span::User("{ $x } `a`".into()), Span::Text(" and ".into()), Span::Person("Ana".into())]
            );
        });
    }

    #[test]
    fn what_stands_between_backticks_is_a_command() {
        with_voice(Language::En, |voice| {
            let sentence = voice.say_of("question-nothing-asked");
            let line = sentence.spans("See `/group info` now");
            assert_eq!(
                line,
                vec![
                    Span::Text("See ".into()),
                    Span::Command("/group info".into()),
                    Span::Text(" now".into())
                ]
            );
        });
    }

    #[test]
    fn a_far_date_tells_its_year_and_a_near_one_does_not() {
        with_voice(Language::Es, |voice| {
            let date = |text: &str| voice.date(text.parse().unwrap());
            assert_eq!(date("2026-12-24"), "jueves 24 de diciembre");
            assert_eq!(date("2026-12-31"), "jueves 31 de diciembre");
            assert_eq!(date("2027-01-07"), "jueves 7 de enero de 2027");
            assert_eq!(date("2025-12-24"), "miércoles 24 de diciembre");
            assert_eq!(date("2020-02-29"), "sábado 29 de febrero de 2020");
        });
    }

    #[test]
    fn an_instant_is_told_on_the_wall_clock_that_is_asked_for() {
        with_voice(Language::Es, |voice| {
            let utc = DateTime::from_timestamp(1_774_805_400, 0).unwrap();
            let line = vec![Span::Instant(voice.instant(utc, InstantForm::Full))];
            assert_eq!(voice.plain(&line), "domingo 29 de marzo, 19:30, hora de Viena");
            let there = voice.instant_in(utc, &"America/New_York".parse().unwrap(), InstantForm::Full);
            assert_eq!(
                voice.plain(&vec![Span::Instant(there)]),
                "domingo 29 de marzo, 13:30, hora de Nueva York"
            );
        });
    }
}
