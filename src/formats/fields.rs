//! The tolerant readers of single fields: texts, numbers written as text, days, times and lengths.

use chrono::{NaiveTime, Timelike, Weekday};
use serde_json::{Map, Value};

use crate::domain::import::{RejectReason, ReviewReason};
use crate::domain::session;
use crate::domain::zone::ZoneName;
use crate::formats::json_rows::kind_of;
use crate::formats::plain_text;

/// The fields of one row.
pub(super) type Fields = Map<String, Value>;

/// The length that Meeting Guide readers assume where none is given, in minutes.
const MINUTES_ASSUMED: u32 = 60;
const MINUTES_PER_DAY: i64 = 24 * 60;
/// From this length on, in minutes, a person is asked whether it is a slip.
const MINUTES_UNUSUAL_MIN: u32 = 6 * 60;
/// Some BMLT servers put a label before a value, parted by this mark.
const LABEL_MARK: &str = "#@-@#";

/// Which number stands for Sunday.
#[derive(Clone, Copy)]
pub(super) enum DayNumbers {
    /// BMLT's semantic API: 1 is Sunday, 7 is Saturday.
    SundayIsOne,
    /// Meeting Guide: 0 is Sunday; 7 is met in real feeds and means Sunday too.
    SundayIsZeroOrSeven,
}

/// A text or number as text, trimmed; `None` when absent, null or empty.
pub(super) fn text(fields: &Fields, field: &'static str) -> Result<Option<String>, RejectReason> {
    let written = match fields.get(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(written)) => written.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(other) => return Err(unreadable_kind(field, other)),
    };
    let value = written.rsplit(LABEL_MARK).next().unwrap_or_default().trim();
    Ok(Some(value.to_owned()).filter(|value| !value.is_empty()))
}

/// The same, where a row cannot do without.
pub(super) fn required(fields: &Fields, field: &'static str) -> Result<String, RejectReason> {
    text(fields, field)?.ok_or(RejectReason::Missing(field))
}

/// One cleaned line of at most `letters_max` letters.
pub(super) fn line(
    fields: &Fields,
    field: &'static str,
    letters_max: usize,
) -> Result<Option<String>, RejectReason> {
    Ok(text(fields, field)?.and_then(|written| plain_text::line(&written, letters_max)))
}

/// A list of short texts, or one text with commas between; empty when absent.
pub(super) fn list(fields: &Fields, field: &'static str) -> Result<Vec<String>, RejectReason> {
    let Some(Value::Array(items)) = fields.get(field) else {
        let joined = text(fields, field)?.unwrap_or_default();
        return Ok(joined.split(',').filter_map(|item| plain_text::line(item, 40)).collect());
    };
    let read = items.iter().map(|item| match item {
        Value::String(written) => Ok(plain_text::line(written, 40)),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Null => Ok(None),
        other => Err(unreadable_kind(field, other)),
    });
    Ok(read.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Yes or no in the ways feeds write it; `None` when absent.
pub(super) fn yes_or_no(fields: &Fields, field: &'static str) -> Result<Option<bool>, RejectReason> {
    if let Some(Value::Bool(said)) = fields.get(field) {
        return Ok(Some(*said));
    }
    let Some(written) = text(fields, field)? else { return Ok(None) };
    match written.to_lowercase().as_str() {
        "1" | "yes" | "true" => Ok(Some(true)),
        "0" | "no" | "false" => Ok(Some(false)),
        _ => Err(unreadable(field, &written)),
    }
}

/// The weekdays of a row, each once, in week order from Monday.
pub(super) fn days(
    fields: &Fields,
    field: &'static str,
    numbers: DayNumbers,
) -> Result<Vec<Weekday>, RejectReason> {
    let items = match fields.get(field) {
        Some(Value::Array(items)) => items.clone(),
        None | Some(Value::Null) => Vec::new(),
        Some(one) => vec![one.clone()],
    };
    let mut found = Vec::new();
    for item in &items {
        match item {
            Value::String(written) if written.trim().is_empty() => {}
            Value::String(written) => {
                let day = day_of(written.trim(), numbers).ok_or_else(|| unreadable(field, written))?;
                found.push(day);
            }
            Value::Number(number) => {
                let written = number.to_string();
                found.push(day_of(&written, numbers).ok_or_else(|| unreadable(field, &written))?);
            }
            other => return Err(unreadable_kind(field, other)),
        }
    }
    found.sort_unstable_by_key(Weekday::num_days_from_monday);
    found.dedup();
    if found.is_empty() { Err(RejectReason::Missing(field)) } else { Ok(found) }
}

fn day_of(written: &str, numbers: DayNumbers) -> Option<Weekday> {
    if let Ok(weekday) = written.trim_end_matches('.').parse() {
        return Some(weekday);
    }
    let number: u8 = written.strip_suffix(".0").unwrap_or(written).parse().ok()?;
    let days_after_sunday = match (numbers, number) {
        (DayNumbers::SundayIsOne, 1..=7) => number.checked_sub(1)?,
        (DayNumbers::SundayIsZeroOrSeven, 0..=7) => number.checked_rem(7)?,
        _ => return None,
    };
    Some(match days_after_sunday {
        0 => Weekday::Sun,
        1 => Weekday::Mon,
        2 => Weekday::Tue,
        3 => Weekday::Wed,
        4 => Weekday::Thu,
        5 => Weekday::Fri,
        _ => Weekday::Sat,
    })
}

/// A wall time that a row cannot do without: `19:30`, `19:30:00`, `7:30 pm`.
pub(super) fn time(fields: &Fields, field: &'static str) -> Result<NaiveTime, RejectReason> {
    let written = required(fields, field)?;
    time_of(&written).ok_or_else(|| unreadable(field, &written))
}

/// The same, where absence is no mistake.
pub(super) fn optional_time(fields: &Fields, field: &'static str) -> Result<Option<NaiveTime>, RejectReason> {
    if text(fields, field)?.is_none() { Ok(None) } else { time(fields, field).map(Some) }
}

fn time_of(written: &str) -> Option<NaiveTime> {
    let compact: String =
        written.to_lowercase().chars().filter(|letter| !matches!(letter, ' ' | '.')).collect();
    let read = ["%H:%M", "%H:%M:%S", "%I:%M%P", "%I:%M:%S%P"].iter();
    let time = read.filter_map(|pattern| NaiveTime::parse_from_str(&compact, pattern).ok()).next()?;
    NaiveTime::from_hms_opt(time.hour(), time.minute(), 0)
}

/// A start at 23:59 is how some lists write midnight; it is kept and shown to a person.
pub(super) fn almost_midnight(start: NaiveTime) -> Option<ReviewReason> {
    (start.hour() == 23 && start.minute() == 59).then_some(ReviewReason::AlmostMidnight)
}

/// A length in whole minutes, and what a person should know about it. `HH:MM`, `HH:MM:SS` and plain minutes are read.
pub(super) fn length(
    fields: &Fields,
    field: &'static str,
) -> Result<(u32, Option<ReviewReason>), RejectReason> {
    let Some(written) = text(fields, field)? else {
        return Ok((MINUTES_ASSUMED, Some(ReviewReason::LengthMissing)));
    };
    Ok(length_checked(minutes_of(&written), &written))
}

/// The length between two wall times; an end before the start is on the next day.
pub(super) fn length_between(start: NaiveTime, end: NaiveTime) -> (u32, Option<ReviewReason>) {
    let minutes = end.signed_duration_since(start).num_minutes().rem_euclid(MINUTES_PER_DAY);
    length_checked(u32::try_from(minutes).ok(), &end.format("%H:%M").to_string())
}

fn length_checked(minutes: Option<u32>, written: &str) -> (u32, Option<ReviewReason>) {
    match minutes {
        Some(minutes) if !session::MINUTES.contains(&minutes) => {
            (MINUTES_ASSUMED, Some(length_unreadable(written)))
        }
        Some(minutes) if minutes >= MINUTES_UNUSUAL_MIN => {
            (minutes, Some(ReviewReason::LengthUnusual { minutes }))
        }
        Some(minutes) => (minutes, None),
        None => (MINUTES_ASSUMED, Some(length_unreadable(written))),
    }
}

fn length_unreadable(written: &str) -> ReviewReason {
    ReviewReason::LengthUnreadable { text: plain_text::excerpt(written) }
}

fn minutes_of(written: &str) -> Option<u32> {
    let whole = written.strip_suffix(".0").unwrap_or(written);
    if let Ok(minutes) = whole.parse::<u32>() {
        return Some(minutes);
    }
    let mut parts = written.split(':').map(str::parse::<u32>);
    let (hours, minutes) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let seconds = parts.next().unwrap_or(Ok(0)).ok()?;
    if parts.next().is_some() || minutes > 59 || seconds > 59 {
        return None;
    }
    hours.checked_mul(60)?.checked_add(minutes)
}

/// The row's zone, or the one given for rows that say none. It is never guessed.
pub(super) fn zone(
    fields: &Fields,
    field: &'static str,
    otherwise: Option<ZoneName>,
) -> Result<ZoneName, RejectReason> {
    match text(fields, field)? {
        Some(written) => plain_text::excerpt(&written).parse().map_err(RejectReason::UnknownZone),
        None => otherwise.ok_or(RejectReason::NoZone),
    }
}

/// "Cannot be read", quoting what stands there.
pub(super) fn unreadable(field: &'static str, written: &str) -> RejectReason {
    RejectReason::Unreadable { field, found: format!("\"{}\"", plain_text::excerpt(written)) }
}

fn unreadable_kind(field: &'static str, value: &Value) -> RejectReason {
    RejectReason::Unreadable { field, found: kind_of(value).to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> Fields {
        match value {
            Value::Object(fields) => fields,
            _ => panic!("a row is an object"),
        }
    }

    #[test]
    fn days_in_every_way_they_are_written() {
        use DayNumbers::{SundayIsOne as Bmlt, SundayIsZeroOrSeven as Guide};
        use Weekday::{Fri, Mon, Sat, Sun, Tue};
        for (value, numbers, expected) in [
            (json!("1"), Bmlt, Some(vec![Sun])),
            (json!("7"), Bmlt, Some(vec![Sat])),
            (json!(2), Bmlt, Some(vec![Mon])),
            (json!("0"), Bmlt, None),
            (json!("8"), Bmlt, None),
            (json!(0), Guide, Some(vec![Sun])),
            (json!(7), Guide, Some(vec![Sun])),
            (json!(6), Guide, Some(vec![Sat])),
            (json!("5"), Guide, Some(vec![Fri])),
            (json!(8), Guide, None),
            (json!(-1), Guide, None),
            (json!(1.5), Guide, None),
            (json!(2.0), Guide, Some(vec![Tue])),
            (json!("Tuesday"), Guide, Some(vec![Tue])),
            (json!("tue"), Guide, Some(vec![Tue])),
            (json!([0, "7", "monday", 1]), Guide, Some(vec![Mon, Sun])),
            (json!([]), Guide, None),
            (json!(null), Guide, None),
            (json!({}), Guide, None),
            (json!([[1]]), Guide, None),
        ] {
            let got = days(&row(json!({ "day": value.clone() })), "day", numbers);
            assert_eq!(got.ok(), expected, "{value}");
        }
    }

    #[test]
    fn times_in_every_way_they_are_written() {
        for (written, expected) in [
            ("19:00", Some((19, 0))),
            ("19:00:00", Some((19, 0))),
            ("19:00:59", Some((19, 0))),
            ("9:05", Some((9, 5))),
            ("23:59:00", Some((23, 59))),
            ("00:00", Some((0, 0))),
            ("7:30 PM", Some((19, 30))),
            ("7:30 p.m.", Some((19, 30))),
            ("12:00 am", Some((0, 0))),
            ("24:00", None),
            ("25:00", None),
            ("noon", None),
            ("19", None),
        ] {
            let expected = expected.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0));
            assert_eq!(time_of(written), expected, "{written}");
        }
    }

    #[test]
    fn lengths_are_kept_assumed_or_shown_to_a_person() {
        let unreadable = |text: &str| Some(ReviewReason::LengthUnreadable { text: text.to_owned() });
        for (value, minutes, review) in [
            (json!("01:30:00"), 90, None),
            (json!("1:20"), 80, None),
            (json!(45), 45, None),
            (json!("90"), 90, None),
            (json!("00:00:00"), 60, unreadable("00:00:00")),
            (json!(0), 60, unreadable("0")),
            (json!("07:00:00"), 420, Some(ReviewReason::LengthUnusual { minutes: 420 })),
            (json!("24:00:00"), 1_440, Some(ReviewReason::LengthUnusual { minutes: 1_440 })),
            (json!("24:01:00"), 60, unreadable("24:01:00")),
            (json!("99999999999:00"), 60, unreadable("99999999999:00")),
            (json!("-1:00"), 60, unreadable("-1:00")),
            (json!(""), 60, Some(ReviewReason::LengthMissing)),
            (json!(null), 60, Some(ReviewReason::LengthMissing)),
        ] {
            assert_eq!(
                length(&row(json!({ "duration": value.clone() })), "duration"),
                Ok((minutes, review)),
                "{value}"
            );
        }
    }

    #[test]
    fn an_end_before_the_start_is_on_the_next_day() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        assert_eq!(length_between(at(23, 0), at(0, 30)), (90, None));
        assert_eq!(length_between(at(19, 0), at(20, 0)), (60, None));
        assert!(matches!(
            length_between(at(19, 0), at(19, 0)),
            (60, Some(ReviewReason::LengthUnreadable { .. }))
        ));
    }

    #[test]
    fn labels_before_a_value_are_dropped() {
        let fields = row(json!({ "bus_lines": "Bus Lines#@-@#Bus Lines#@-@#Bx 12" }));
        assert_eq!(text(&fields, "bus_lines"), Ok(Some("Bx 12".to_owned())));
    }
}
