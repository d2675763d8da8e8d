//! What happened, as a story writes it: rendered, compared with the script, and written back. Pure.

use chrono::SecondsFormat;
use serde::Serialize;

use super::play::{Happening, HappeningKind};
use super::script::{Aim, Expected, Script, ScriptStep, Speech, raw_lines};

/// How far each further line of an answer is indented.
const INDENT: &str = "  ";

/// The most comparisons that are made to align what was expected with what happened.
const ALIGN_MAX: usize = 1_000_000;

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared<'a> {
    /// Expected, and it happened.
    Same(&'a Speech),
    /// Expected, but it did not happen; on this line (from 1).
    Missing(&'a Speech, usize),
    /// It happened, but is not expected.
    Extra(&'a Speech),
}

/// What the bot did, as a story writes it.
#[must_use]
pub fn speech_of(happening: &Happening) -> Speech {
    let aim = match (&happening.to, &happening.place, happening.kind) {
        (Some(person), _, _) => Aim::To(person.clone()),
        (None, Some(room), HappeningKind::Message) => Aim::In(room.clone()),
        (None, _, _) => Aim::Here,
    };
    let mut lines: Vec<String> = happening.text.lines().map(|line| line.trim().to_owned()).collect();
    if !happening.buttons.is_empty() {
        let labels: Vec<String> = happening.buttons.iter().map(|label| format!("[{label}]")).collect();
        lines.push(labels.join(" "));
    }
    Speech { aim, lines }
}

/// The lines of a story that say it, without line ends.
#[must_use]
pub fn written(speech: &Speech) -> Vec<String> {
    let head = match &speech.aim {
        Aim::Here => "bot:".to_owned(),
        Aim::To(person) => format!("bot to {person}:"),
        Aim::In(room) => format!("bot in {room}:"),
    };
    let mut lines = speech.lines.iter();
    // An answer that begins with its buttons still has them on a line of their own.
    let first = lines.next().filter(|line| !line.is_empty());
    let mut written = vec![first.map_or(head.clone(), |first| format!("{head} {first}"))];
    written.extend(lines.map(|line| if line.is_empty() { String::new() } else { format!("{INDENT}{line}") }));
    written
}

/// Compares what a step expects with what happened, in order. Where they differ, the lines are
/// aligned so that as much as possible is the same.
#[must_use]
pub fn compare<'a>(expected: &'a [Expected], happened: &'a [Speech]) -> Vec<Compared<'a>> {
    let missing = |one: &'a Expected| Compared::Missing(&one.speech, one.lines.start + 1);
    if expected.len().saturating_mul(happened.len()) > ALIGN_MAX {
        return expected.iter().map(missing).chain(happened.iter().map(Compared::Extra)).collect();
    }
    let lengths = common_lengths(expected, happened);
    let length = |i: usize, j: usize| lengths.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    let (mut i, mut j) = (0, 0);
    let mut compared = Vec::new();
    loop {
        match (expected.get(i), happened.get(j)) {
            (Some(wanted), Some(did)) if same(&wanted.speech, did) => {
                compared.push(Compared::Same(did));
                (i, j) = (i + 1, j + 1);
            }
            (Some(wanted), did) if did.is_none() || length(i + 1, j) >= length(i, j + 1) => {
                compared.push(missing(wanted));
                i += 1;
            }
            (_, Some(did)) => {
                compared.push(Compared::Extra(did));
                j += 1;
            }
            (_, None) => return compared,
        }
    }
}

/// The length of the longest common part from each pair of places on.
fn common_lengths(expected: &[Expected], happened: &[Speech]) -> Vec<Vec<usize>> {
    let mut rows = vec![vec![0; happened.len() + 1]];
    for wanted in expected.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0; happened.len() + 1];
        let mut right = 0;
        for (j, did) in happened.iter().enumerate().rev() {
            let at = |j: usize| below.get(j).copied().unwrap_or(0);
            right = if same(&wanted.speech, did) { at(j + 1) + 1 } else { at(j).max(right) };
            if let Some(cell) = row.get_mut(j) {
                *cell = right;
            }
        }
        rows.push(row);
    }
    rows.reverse();
    rows
}

/// True where both say the same to the same; empty lines at the end do not count.
fn same(one: &Speech, other: &Speech) -> bool {
    let people = match (&one.aim, &other.aim) {
        (Aim::To(one), Aim::To(other)) => one.to_lowercase() == other.to_lowercase(),
        (one, other) => one == other,
    };
    let lines = |speech: &Speech| {
        let end = speech.lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        speech.lines.iter().take(end).map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    people && lines(one) == lines(other)
}

/// The text of the story with the bot's lines as they happened (one list for each step), and
/// everything else byte for byte.
#[must_use]
pub fn updated(text: &str, script: &Script, happened: &[Vec<Speech>]) -> String {
    let raw: Vec<&str> = raw_lines(text).collect();
    let end = if raw.iter().any(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for (step, speeches) in script.steps.iter().zip(happened) {
        edits.extend(step_edits(step, speeches, end));
    }
    edits.sort_by_key(|(start, _, _)| *start);
    let mut result = String::new();
    let mut at = 0;
    let copy = |result: &mut String, from: usize, to: usize| {
        raw.get(from..to).unwrap_or_default().iter().for_each(|line| result.push_str(line));
    };
    for (from, to, new) in edits {
        copy(&mut result, at, from);
        if !new.is_empty() && !result.is_empty() && !result.ends_with('\n') {
            result.push_str(end);
        }
        result.push_str(&new);
        at = to;
    }
    copy(&mut result, at, raw.len());
    result
}

/// Which lines of the text are replaced by what, for one step.
fn step_edits(step: &ScriptStep, speeches: &[Speech], end: &str) -> Vec<(usize, usize, String)> {
    let block =
        |speech: &Speech| written(speech).iter().fold(String::new(), |text, line| text + line.as_str() + end);
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for (index, old) in step.expected.iter().enumerate() {
        match speeches.get(index) {
            Some(new) if same(&old.speech, new) => {}
            Some(new) => edits.push((old.lines.start, old.lines.end, block(new))),
            None => edits.push((old.lines.start, old.lines.end, String::new())),
        }
    }
    let after = step.expected.last().map_or(step.lines.end, |last| last.lines.end);
    let extra: String = speeches.iter().skip(step.expected.len()).map(block).collect();
    if !extra.is_empty() {
        edits.push((after, after, extra));
    }
    edits
}

/// One thing the bot did, as a line of JSON.
#[derive(Serialize)]
struct JsonHappening<'a> {
    at: String,
    kind: &'static str,
    place: Option<&'a str>,
    to: Option<&'a str>,
    private: bool,
    text: &'a str,
    buttons: &'a [String],
    late: bool,
}

/// One thing the bot did, as one line of JSON.
#[must_use]
pub fn json(happening: &Happening) -> String {
    let line = JsonHappening {
        at: happening.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        kind: happening.kind.word(),
        place: happening.place.as_deref(),
        to: happening.to.as_deref(),
        private: happening.to.is_some(),
        text: &happening.text,
        buttons: &happening.buttons,
        late: happening.late,
    };
    serde_json::to_string(&line).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_ana(lines: &[&str]) -> Speech {
        Speech { aim: Aim::To("ana".to_owned()), lines: lines.iter().map(|&line| line.to_owned()).collect() }
    }

    const STORY: &str = "It is 2026-03-28 18:00 in Europe/Vienna.\n\nana: one\n> why\nbot to Ana: a\n\nbot to ana: b\n  c\n\nana: two\n";

    fn update(text: &str, happened: &[Vec<Speech>]) -> String {
        updated(text, &Script::read(text).unwrap(), happened)
    }

    #[test]
    fn what_is_the_same_stays_byte_for_byte() {
        let happened = [vec![], vec![to_ana(&["a"]), to_ana(&["b", "c"])], vec![]];
        assert_eq!(update(STORY, &happened), STORY);
        let crlf = STORY.replace('\n', "\r\n");
        assert_eq!(update(&crlf, &happened), crlf);
    }

    #[test]
    fn what_differs_is_rewritten_in_place() {
        for (happened, from, to) in [
            (
                [vec![], vec![to_ana(&["a"]), to_ana(&["x"])], vec![]],
                "bot to ana: b\n  c\n",
                "bot to ana: x\n",
            ),
            ([vec![], vec![to_ana(&["a"])], vec![]], "bot to ana: b\n  c\n", ""),
            (
                [vec![], vec![to_ana(&["a"]), to_ana(&["b", "c"])], vec![to_ana(&["d", "", "[E]"])]],
                "ana: two\n",
                "ana: two\nbot to ana: d\n\n  [E]\n",
            ),
        ] {
            assert_eq!(update(STORY, &happened), STORY.replace(from, to));
        }
    }

    #[test]
    fn an_update_is_read_back_as_what_happened() {
        let speeches =
            vec![to_ana(&["a", "", "b", "[C] [D]"]), to_ana(&[]), Speech { aim: Aim::Here, lines: vec![] }];
        let text = "It is 2026-03-28 18:00 in Europe/Vienna.\nana: one";
        let new = update(text, &[vec![], speeches.clone()]);
        let script = Script::read(&new).unwrap();
        let read: Vec<Speech> =
            script.steps[1].expected.iter().map(|expected| expected.speech.clone()).collect();
        assert_eq!(read, speeches);
        assert_eq!(update(&new, &[vec![], speeches]), new);
    }

    #[test]
    fn a_comparison_shows_what_is_missing_and_what_is_extra() {
        let script = Script::read(STORY).unwrap();
        let happened = [to_ana(&["new"]), to_ana(&["b", "c"])];
        let compared = compare(&script.steps[1].expected, &happened);
        assert!(matches!(
            compared.as_slice(),
            [Compared::Missing(_, 5), Compared::Extra(_), Compared::Same(_)]
        ));
    }
}
