//! The place in a phrase, and the small steps that every part of the grammar takes.

use std::ops::Range;

use chrono::NaiveDateTime;

use super::lexer::{Kind, Token, tokens};
use super::lexicon::{Word, nearest};
use super::problem::WhenProblem;
use crate::domain::member::Language;

/// Longest phrase that is looked at, in characters.
pub(super) const LENGTH_MAX: usize = 500;

/// A phrase that is being read.
pub(in crate::language) struct Parser<'a> {
    phrase: &'a str,
    tokens: Vec<Token>,
    /// The token that comes next.
    pub(super) at: usize,
    /// The speaker's wall clock.
    pub(super) now: NaiveDateTime,
    pub(super) language: Language,
    /// "Tonight" was said: a bare "8" is in the evening.
    pub(super) evening: bool,
}

impl<'a> Parser<'a> {
    /// # Errors
    /// Refuses an empty phrase and one that is too long.
    pub(in crate::language) fn new(
        phrase: &'a str,
        now: NaiveDateTime,
        language: Language,
    ) -> Result<Self, WhenProblem> {
        if phrase.chars().nth(LENGTH_MAX).is_some() {
            return Err(WhenProblem::TooLong { limit: LENGTH_MAX });
        }
        let tokens = tokens(phrase, language);
        if tokens.is_empty() {
            return Err(WhenProblem::Empty);
        }
        Ok(Self { phrase, tokens, at: 0, now, language, evening: false })
    }

    /// The token so many places ahead.
    pub(super) fn ahead(&self, steps: usize) -> Option<Kind> {
        self.tokens.get(self.at + steps).map(|token| token.kind)
    }

    pub(super) fn peek(&self) -> Option<Kind> {
        self.ahead(0)
    }

    /// The word so many places ahead, if a word is there.
    pub(super) fn word_ahead(&self, steps: usize) -> Option<Word> {
        match self.ahead(steps) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Takes the word if it comes next.
    pub(super) fn eat(&mut self, word: Word) -> bool {
        self.eat_any(&[word])
    }

    /// Takes one of the words if it comes next.
    pub(in crate::language) fn eat_any(&mut self, words: &[Word]) -> bool {
        let found = self.word_ahead(0).is_some_and(|next| words.contains(&next));
        self.at += usize::from(found);
        found
    }

    /// Takes a separator of a list: commas and "and", in any number.
    pub(in crate::language) fn eat_list_mark(&mut self) -> bool {
        let before = self.at;
        while matches!(self.peek(), Some(Kind::Comma | Kind::Word(Word::And))) {
            self.at += 1;
        }
        self.at > before
    }

    /// Takes words that carry no meaning where they stand.
    pub(super) fn skip(&mut self, words: &[Word]) {
        while self.eat_any(words) {}
    }

    /// The text of the next token, in lower case.
    pub(super) fn text(&self) -> &str {
        self.tokens.get(self.at).map_or("", |token| token.text.as_str())
    }

    /// A number in digits or words, if it comes so many places ahead.
    pub(super) fn number_ahead(&self, steps: usize) -> Option<u32> {
        match self.ahead(steps) {
            Some(Kind::Number(number) | Kind::Word(Word::Number(number))) => Some(number),
            _ => None,
        }
    }

    /// First, 2nd, last…, if it comes so many places ahead.
    pub(super) fn nth_ahead(&self, steps: usize) -> Option<i8> {
        match self.ahead(steps) {
            Some(Kind::Nth(nth) | Kind::Word(Word::Nth(nth))) => Some(nth),
            _ => None,
        }
    }

    /// As typed: from this token up to, not including, the next one.
    pub(super) fn typed_since(&self, from: usize) -> String {
        shorten(self.phrase.get(self.place(from, self.at)).unwrap_or_default())
    }

    /// The next token as a problem: it has no meaning here.
    pub(in crate::language) fn unknown(&self) -> WhenProblem {
        let Some(token) = self.tokens.get(self.at) else { return WhenProblem::Empty };
        let word = shorten(self.phrase.get(token.place.clone()).unwrap_or_default());
        let nearest = if token.kind == Kind::Unknown { nearest(self.language, &token.text) } else { None };
        WhenProblem::UnknownWord { word, nearest }
    }

    /// How many tokens are still to come.
    pub(in crate::language) fn remaining(&self) -> usize {
        self.tokens.len().saturating_sub(self.at)
    }

    /// What was taken since this token can be read in several ways: each replacement makes a phrase with one reading.
    pub(super) fn ambiguous(&self, from: usize, replacements: &[String]) -> WhenProblem {
        self.ambiguous_between(from, self.at, replacements)
    }

    /// The same, for what lies between two tokens.
    pub(super) fn ambiguous_between(
        &self,
        from: usize,
        until: usize,
        replacements: &[String],
    ) -> WhenProblem {
        let place = self.place(from, until);
        let part = |range: Option<&str>| range.unwrap_or_default().to_owned();
        let (before, after) = (part(self.phrase.get(..place.start)), part(self.phrase.get(place.end..)));
        let choices =
            replacements.iter().map(|choice| format!("{before}{choice}{after}").trim().to_owned()).collect();
        WhenProblem::Ambiguous { word: shorten(self.phrase.get(place).unwrap_or_default()), choices }
    }

    /// Where the tokens from one up to, not including, another stand in the phrase.
    fn place(&self, from: usize, until: usize) -> Range<usize> {
        let start = self.tokens.get(from).map_or(0, |token| token.place.start);
        let last = until.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.place.end).max(start)
    }
}

/// As much of what was typed as an answer should repeat.
fn shorten(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(60).collect()
}
