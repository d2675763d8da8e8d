//! A JSON file cut into its rows, so that one broken row does not take the others with it.

use serde_json::{Map, Value};

use crate::domain::import::RejectReason;
use crate::formats::plain_text;

/// The largest file that is read, in bytes. All BMLT meetings of the world together are smaller.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most rows that are read from one file.
pub const ROWS_MAX: usize = 100_000;

/// Why a whole file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileRefused {
    /// The file is larger than `FILE_BYTES_MAX`.
    #[error("the file is larger than 64 MiB; ask the server for a smaller region")]
    TooLarge,
    /// The file has more rows than `ROWS_MAX`.
    #[error("the file has more than 100,000 rows; ask the server for a smaller region")]
    TooManyRows,
    /// The file is not UTF-8.
    #[error("the file is not UTF-8 text (byte {0}); save it as UTF-8 and try again")]
    NotUtf8(usize),
    /// The file is empty or holds something other than a list of meetings.
    #[error("the file holds {found}, not {expected}")]
    NotAList {
        /// What it holds instead.
        found: &'static str,
        /// What was looked for.
        expected: &'static str,
    },
    /// The list is there and has nothing in it.
    #[error(
        "the list is empty; a BMLT server also answers so when it did not understand the question, so check the address it was fetched from"
    )]
    NothingInIt,
}

/// A file's outermost value, its parts not yet parsed.
pub(super) enum Document<'a> {
    /// An array and the text of each item.
    List(Vec<&'a str>),
    /// An object and the text of each value.
    Object(Vec<(String, &'a str)>),
    /// Anything else, named.
    Other(&'static str),
}

/// Checks size and encoding, and drops a byte order mark.
pub(super) fn text_of(file: &[u8]) -> Result<&str, FileRefused> {
    if file.len() > FILE_BYTES_MAX {
        return Err(FileRefused::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|error| FileRefused::NotUtf8(error.valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Cuts a text at its outermost commas. What is wrong inside a part is found when that part is parsed.
pub(super) fn cut(text: &str) -> Result<Document<'_>, FileRefused> {
    let text = text.trim();
    if let Some(inside) = text.strip_prefix('[') {
        return Ok(Document::List(parts(inside, b']')?));
    }
    if let Some(inside) = text.strip_prefix('{') {
        let members = parts(inside, b'}')?;
        return Ok(Document::Object(members.into_iter().filter_map(member).collect()));
    }
    Ok(Document::Other(match text.chars().next() {
        None => "nothing",
        Some('<') => "a web page",
        Some('"') => "one text",
        Some(_) => "something that is not JSON",
    }))
}

/// Parses one row into its fields.
pub(super) fn row(text: &str) -> Result<Map<String, Value>, RejectReason> {
    if text.is_empty() {
        return Err(RejectReason::NotJson("nothing stands here".to_owned()));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(RejectReason::NotAnObject(kind_of(&other))),
        Err(error) => Err(RejectReason::NotJson(plain_text::excerpt(&error.to_string()))),
    }
}

/// What a JSON value is, in words.
pub(super) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing (null)",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The texts between outermost commas, up to `closer`. Text after it, and a list that never closes, show
/// as one more part, which will not parse and so is reported.
fn parts(inside: &str, closer: u8) -> Result<Vec<&str>, FileRefused> {
    let mut found = Vec::new();
    let (mut depth, mut in_string, mut escaped, mut start) = (0_usize, false, false, 0_usize);
    let mut closed_at = None;
    for (at, byte) in inside.bytes().enumerate() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => depth = depth.saturating_add(1),
            _ if byte == closer && depth == 0 => {
                closed_at = Some(at);
                break;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                push(&mut found, inside.get(start..at))?;
                start = at.saturating_add(1);
            }
            _ => {}
        }
    }
    let last = inside.get(start..closed_at.unwrap_or(inside.len())).unwrap_or_default().trim();
    if !last.is_empty() || closed_at.is_none() {
        push(&mut found, Some(last))?;
    }
    let after = closed_at.and_then(|at| inside.get(at.saturating_add(1)..)).unwrap_or_default().trim();
    if !after.is_empty() {
        push(&mut found, Some(after))?;
    }
    Ok(found)
}

fn push<'a>(found: &mut Vec<&'a str>, part: Option<&'a str>) -> Result<(), FileRefused> {
    if found.len() == ROWS_MAX {
        return Err(FileRefused::TooManyRows);
    }
    found.push(part.unwrap_or_default().trim());
    Ok(())
}

/// Splits `"key": value`; anything else is no member.
fn member(part: &str) -> Option<(String, &str)> {
    let mut reader = serde_json::Deserializer::from_str(part).into_iter::<String>();
    let key = reader.next()?.ok()?;
    let value = part.get(reader.byte_offset()..)?.trim_start().strip_prefix(':')?;
    Some((key, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<&str> {
        match cut(text).unwrap() {
            Document::List(items) => items,
            _ => panic!("{text} is no list"),
        }
    }

    #[test]
    fn rows_are_cut_at_outermost_commas() {
        for (text, expected) in [
            ("[]", vec![]),
            (" [ ] ", vec![]),
            ("[1, 2]", vec!["1", "2"]),
            (r#"[{"a":"x,]"},[1,2]]"#, vec![r#"{"a":"x,]"}"#, "[1,2]"]),
            (r#"["\",", "\\"]"#, vec![r#""\",""#, r#""\\""#]),
            ("[1,2,]", vec!["1", "2"]),
            ("[1,,2]", vec!["1", "", "2"]),
            ("[1,2", vec!["1", "2"]),
            ("[1,", vec!["1", ""]),
            ("[1] trailing", vec!["1", "trailing"]),
            (r#"[{"a":1]},2]"#, vec![r#"{"a":1]}"#, "2"]),
        ] {
            assert_eq!(list(text), expected, "{text}");
        }
    }

    #[test]
    fn objects_are_cut_into_members() {
        let Document::Object(members) = cut(r#"{"meetings": [1,2] , "formats":[], 7: 8}"#).unwrap() else {
            panic!("no object")
        };
        assert_eq!(members, vec![("meetings".to_owned(), "[1,2]"), ("formats".to_owned(), "[]")]);
    }

    #[test]
    fn a_row_deeper_than_the_parser_allows_is_only_rejected() {
        let deep = format!("[{}{}, {{\"a\":1}}]", "[".repeat(5_000), "]".repeat(5_000));
        let items = list(&deep);
        assert_eq!(items.len(), 2);
        assert!(matches!(row(items[0]), Err(RejectReason::NotJson(_))));
        assert!(row(items[1]).is_ok());
    }

    #[test]
    fn whole_files_are_refused_for_their_size_encoding_or_kind() {
        assert_eq!(text_of(&[b'[', 0xff]), Err(FileRefused::NotUtf8(1)));
        assert_eq!(text_of("\u{feff}[]".as_bytes()), Ok("[]"));
        assert_eq!(text_of(&vec![b' '; FILE_BYTES_MAX + 1]), Err(FileRefused::TooLarge));
        assert!(matches!(cut(&format!("[{}", ",".repeat(ROWS_MAX + 1))), Err(FileRefused::TooManyRows)));
        assert!(matches!(cut("<html>"), Ok(Document::Other("a web page"))));
        assert!(matches!(cut(""), Ok(Document::Other("nothing"))));
    }
}
