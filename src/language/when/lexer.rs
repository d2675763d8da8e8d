//! A phrase as tokens, each with its place in the text.

use std::ops::Range;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::lexicon::{Word, meaning};
use crate::domain::member::Language;

/// Before or after noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

/// What clock hands show, not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hands {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) half: Option<Half>,
    /// Only a number was said, which may be an hour of either half of the day.
    pub(super) bare: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word(Word),
    Number(u32),
    /// `1st`, `15th`, `3º`.
    Nth(i8),
    Time(Hands),
    Date(NaiveDate),
    /// It has the form of a date and is none.
    BadDate,
    /// `03/04` or `03/04/2026`.
    Slashed(u32, u32, Option<i32>),
    /// `3.12`: a date or a time.
    Dotted(u32, u32),
    Comma,
    Dash,
    Unknown,
}

/// One piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Lower case, without accents.
    pub(super) text: String,
    /// Its place in the phrase, in bytes.
    pub(super) place: Range<usize>,
}

/// Cuts a phrase into tokens.
pub(super) fn tokens(phrase: &str, language: Language) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for (at, character) in phrase.char_indices() {
        if !is_separator(character) {
            continue;
        }
        push_piece(&mut tokens, phrase, start..at, language);
        let end = at + character.len_utf8();
        let kind = match character {
            ',' | ';' | '，' | '、' => Some(Kind::Comma),
            '&' | '+' => Some(Kind::Word(Word::And)),
            _ => None,
        };
        tokens.extend(kind.map(|kind| Token { kind, text: character.to_string(), place: at..end }));
        start = end;
    }
    push_piece(&mut tokens, phrase, start..phrase.len(), language);
    tokens
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, ',' | ';' | '，' | '、' | '&' | '+' | '(' | ')' | '"' | '“' | '”' | '!')
}

fn push_piece(tokens: &mut Vec<Token>, phrase: &str, place: Range<usize>, language: Language) {
    let text = plain(phrase.get(place.clone()).unwrap_or_default());
    let text = text.trim_end_matches('.');
    if text.is_empty() {
        return;
    }
    let kind = whole(text, language);
    let token = |kind, text: &str| Token { kind, text: text.to_owned(), place: place.clone() };
    if kind != Kind::Unknown {
        tokens.push(token(kind, text));
        return;
    }
    // `19:00-20:30`, `mon-fri`, `tue/thu`: several tokens in one piece.
    let (mark, between) = if text.contains('-') { ('-', Kind::Dash) } else { ('/', Kind::Word(Word::And)) };
    let parts: Vec<Token> = text.split(mark).map(|part| token(whole(part, language), part)).collect();
    let all_known = parts.iter().all(|part| part.kind != Kind::Unknown || part.text.is_empty());
    if parts.len() < 2 || !all_known {
        tokens.push(token(Kind::Unknown, text));
        return;
    }
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            tokens.push(token(between, "-"));
        }
        if !part.text.is_empty() {
            tokens.push(part);
        }
    }
}

/// Lower case, without accents and invisible characters, with plain hyphens.
pub(in crate::language) fn plain(text: &str) -> String {
    text.nfkd()
        .filter(|character| !is_combining_mark(*character) && !is_invisible(*character))
        .map(|character| match character {
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            '’' | '‘' => '\'',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn whole(text: &str, language: Language) -> Kind {
    if let Some(word) = meaning(language, text) {
        return Kind::Word(word);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) && (1..=4).contains(&text.len()) {
        return text.parse().map_or(Kind::Unknown, Kind::Number);
    }
    nth(text).or_else(|| date(text)).or_else(|| time(text)).unwrap_or(Kind::Unknown)
}

fn nth(text: &str) -> Option<Kind> {
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    // NFKD turns º and ª into letters.
    let known =
        ["st", "nd", "rd", "th", "o", "a", "er", "ro", "do", "to"].contains(&text.strip_prefix(digits)?);
    let number: i8 = digits.parse().ok()?;
    known.then_some(Kind::Nth(number))
}

fn date(text: &str) -> Option<Kind> {
    let numbers = |mark: char| -> Option<Vec<u32>> {
        text.split(mark)
            .map(|part| {
                let sound = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
                part.parse().ok().filter(|_| sound)
            })
            .collect()
    };
    let day_of = |year: u32, month, day| {
        let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        Some(date.filter(|_| year > 0).map_or(Kind::BadDate, Kind::Date))
    };
    match (numbers('-').as_deref(), numbers('/').as_deref(), numbers('.').as_deref()) {
        (Some([year, month, day]), _, _) if *year > 31 => day_of(*year, *month, *day),
        (_, Some([year, month, day]), _) if *year > 31 => day_of(*year, *month, *day),
        (_, Some([first, second, year]), _) => {
            let year = if *year < 100 { year + 2000 } else { *year };
            Some(Kind::Slashed(*first, *second, i32::try_from(year).ok()))
        }
        (_, Some([first, second]), _) => Some(Kind::Slashed(*first, *second, None)),
        (_, _, Some([day, month, year])) if *year > 31 => day_of(*year, *month, *day),
        // As a time, the second number is minutes with two digits.
        (_, _, Some([day, month])) if (1..=12).contains(month) && (1..=31).contains(day) => {
            Some(Kind::Dotted(*day, *month))
        }
        _ => None,
    }
}

fn time(text: &str) -> Option<Kind> {
    let halves =
        [("am", Half::Morning), ("a.m", Half::Morning), ("pm", Half::Afternoon), ("p.m", Half::Afternoon)];
    let (clock, half) = halves
        .into_iter()
        .find_map(|(suffix, half)| text.strip_suffix(suffix).map(|clock| (clock, Some(half))))
        .unwrap_or((text, None));
    let clock = clock.trim_end_matches('.');
    let (clock, hours) = clock.strip_suffix('h').map_or((clock, false), |clock| (clock, true));
    let (hour, minute) = match clock.split_once([':', '.', 'h']) {
        Some((hour, minute)) => (hour, Some(minute)),
        None => (clock, None),
    };
    if minute.is_none() && half.is_none() && !hours {
        return None;
    }
    let minute = match minute.map(|minute| minute.strip_suffix(":00").unwrap_or(minute)) {
        None => 0,
        Some(minute) if minute.len() == 2 => number(minute)?,
        Some(_) => return None,
    };
    Some(Kind::Time(Hands { hour: number(hour)?, minute, half, bare: false }))
}

fn number(text: &str) -> Option<u32> {
    let sound = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| sound)
}
