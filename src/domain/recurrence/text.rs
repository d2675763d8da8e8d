//! Rules as text: the `RRULE` notation of RFC 5545, read and written.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc, Weekday};

use super::{End, Frequency, NthWeekday, Rule, RuleParts, RuleRefusal, YEARS};

/// The parts of a rule that are understood.
pub(super) const PARTS: [&str; 9] =
    ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "COUNT", "UNTIL"];
/// Parts of RFC 5545 and RFC 7529 that are not.
const UNSUPPORTED: [&str; 7] = ["BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO", "RSCALE", "SKIP"];
/// Longest text that is looked at, in bytes.
const LENGTH_MAX: usize = 1_000;
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];
const LAST_SECOND: (u32, u32, u32) = (23, 59, 59);

impl Rule {
    /// Reads a rule whose `UNTIL`, if any, may be an instant; `local_until` gives the last local time that is not
    /// later than it (`Zones::until` does).
    ///
    /// # Errors
    /// Names the part that cannot be used.
    pub fn parse_with(
        text: &str,
        local_until: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Self, RuleRefusal> {
        parse(text, &|instant| Ok(local_until(instant)))
    }
}

impl FromStr for Rule {
    type Err = RuleRefusal;

    /// Reads a rule, with or without a leading `RRULE:`; an `UNTIL` in UTC is refused, for want of a zone.
    fn from_str(text: &str) -> Result<Self, RuleRefusal> {
        parse(text, &|_| Err(RuleRefusal::UntilNeedsZone))
    }
}

type UntilReader<'a> = &'a dyn Fn(DateTime<Utc>) -> Result<NaiveDateTime, RuleRefusal>;

fn parse(text: &str, until: UntilReader<'_>) -> Result<Rule, RuleRefusal> {
    if text.len() > LENGTH_MAX {
        return Err(RuleRefusal::TooLong { limit: LENGTH_MAX });
    }
    let upper = text.trim().to_ascii_uppercase();
    let body = upper.strip_prefix("RRULE:").unwrap_or(&upper).trim();
    if body.is_empty() {
        return Err(RuleRefusal::Empty);
    }
    let pieces = split_parts(body.strip_suffix(';').unwrap_or(body))?;
    let given = |name: &str| pieces.iter().find(|(part, _)| *part == name).map(|(_, value)| *value);
    let mut parts = RuleParts::every(frequency(given("FREQ").ok_or(RuleRefusal::NoFrequency)?)?);
    if given("COUNT").is_some() && given("UNTIL").is_some() {
        return Err(RuleRefusal::CountAndUntil);
    }
    for (part, value) in &pieces {
        set_part(&mut parts, part, value, until)?;
    }
    Rule::new(parts)
}

/// Cuts the rule into its parts, each known and given once.
fn split_parts(body: &str) -> Result<Vec<(&'static str, &str)>, RuleRefusal> {
    let mut pieces: Vec<(&'static str, &str)> = Vec::new();
    for piece in body.split(';') {
        let unknown = || RuleRefusal::UnknownPart { part: shorten(piece) };
        let (name, value) = piece.split_once('=').ok_or_else(unknown)?;
        let name = name.trim();
        if let Some(part) = UNSUPPORTED.into_iter().find(|part| *part == name) {
            return Err(RuleRefusal::Unsupported { part });
        }
        let part = PARTS.into_iter().find(|part| *part == name).ok_or_else(unknown)?;
        if pieces.iter().any(|(earlier, _)| *earlier == part) {
            return Err(RuleRefusal::Twice { part });
        }
        pieces.push((part, value.trim()));
    }
    Ok(pieces)
}

fn frequency(value: &str) -> Result<Frequency, RuleRefusal> {
    [Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::Yearly]
        .into_iter()
        .find(|frequency| frequency.name() == value)
        .ok_or_else(|| RuleRefusal::Frequency { value: shorten(value) })
}

fn set_part(
    parts: &mut RuleParts,
    part: &'static str,
    value: &str,
    until: UntilReader<'_>,
) -> Result<(), RuleRefusal> {
    match part {
        "INTERVAL" => parts.interval = number(part, value, "a number from 1 to 366")?,
        "BYDAY" => parts.weekdays = list(value, nth_weekday)?,
        "BYMONTHDAY" => {
            let accepts = "days from 1 to 31, or -1 to -31 from the end";
            parts.month_days = list(value, |item| number(part, item, accepts))?;
        }
        "BYMONTH" => parts.months = list(value, |item| number(part, item, "months from 1 to 12"))?,
        "BYSETPOS" => {
            let accepts = "positions from 1 to 366, or -1 to -366 from the end";
            parts.positions = list(value, |item| number(part, item, accepts))?;
        }
        "WKST" => {
            let accepts = "one of MO, TU, WE, TH, FR, SA, SU";
            parts.week_start = weekday(value).ok_or_else(|| unreadable(part, value, accepts))?;
        }
        "COUNT" => parts.end = End::Count(number(part, value, "a number from 1 to 1000")?),
        "UNTIL" => parts.end = End::Until(read_until(value, until)?),
        _ => {}
    }
    Ok(())
}

fn list<T>(value: &str, item: impl Fn(&str) -> Result<T, RuleRefusal>) -> Result<Vec<T>, RuleRefusal> {
    value.split(',').map(|piece| item(piece.trim())).collect()
}

fn number<T: FromStr>(part: &'static str, value: &str, accepts: &'static str) -> Result<T, RuleRefusal> {
    value.parse().map_err(|_| unreadable(part, value, accepts))
}

fn unreadable(part: &'static str, value: &str, accepts: &'static str) -> RuleRefusal {
    RuleRefusal::Value { part, value: shorten(value), accepts }
}

fn weekday(value: &str) -> Option<Weekday> {
    WEEKDAYS.into_iter().find(|(name, _)| *name == value).map(|(_, weekday)| weekday)
}

fn nth_weekday(item: &str) -> Result<NthWeekday, RuleRefusal> {
    let wrong = || unreadable("BYDAY", item, "weekdays such as MO, 2TU or -1FR");
    let (nth, name) = item.split_at_checked(item.len().saturating_sub(2)).ok_or_else(wrong)?;
    let weekday = weekday(name).ok_or_else(wrong)?;
    let nth = if nth.is_empty() { None } else { Some(nth.parse().map_err(|_| wrong())?) };
    Ok(NthWeekday { nth, weekday })
}

fn read_until(value: &str, until: UntilReader<'_>) -> Result<NaiveDateTime, RuleRefusal> {
    let wrong = || unreadable("UNTIL", value, "a date such as 20261231, 20261231T190000 or 20261231T190000Z");
    let (date, time) = match value.split_once('T') {
        None => (basic_date(value).ok_or_else(wrong)?, last_second()),
        Some((date, time)) => {
            let clock = time.strip_suffix('Z').unwrap_or(time);
            (basic_date(date).ok_or_else(wrong)?, basic_time(clock).ok_or_else(wrong)?)
        }
    };
    if !YEARS.contains(&date.year()) {
        return Err(RuleRefusal::Year { year: date.year() });
    }
    let moment = date.and_time(time);
    if value.ends_with('Z') { until(moment.and_utc()) } else { Ok(moment) }
}

fn last_second() -> NaiveTime {
    let (hour, minute, second) = LAST_SECOND;
    NaiveTime::from_hms_opt(hour, minute, second).unwrap_or_default()
}

fn basic_date(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = digits(text, [4, 2, 2])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn basic_time(text: &str) -> Option<NaiveTime> {
    let [hour, minute, second] = digits(text, [2, 2, 2])?;
    // A leap second is the last second that other clocks have.
    NaiveTime::from_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60)
}

/// Numbers of fixed widths, and nothing else.
fn digits(text: &str, widths: [usize; 3]) -> Option<[u32; 3]> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut rest = text;
    let mut numbers = [0; 3];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let (head, tail) = rest.split_at_checked(width)?;
        *number = head.parse().ok()?;
        rest = tail;
    }
    rest.is_empty().then_some(numbers)
}

/// As much of the text as an answer should repeat.
fn shorten(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(40).collect()
}

impl Display for Rule {
    /// Writes the rule as RFC 5545 does, without `RRULE:`; reading it again gives the same rule.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        write!(f, "FREQ={}", parts.frequency.name())?;
        if parts.interval != 1 {
            write!(f, ";INTERVAL={}", parts.interval)?;
        }
        write_list(f, "BYMONTH", &parts.months)?;
        write_list(f, "BYMONTHDAY", &parts.month_days)?;
        write_list(f, "BYDAY", &parts.weekdays)?;
        write_list(f, "BYSETPOS", &parts.positions)?;
        if parts.week_start != Weekday::Mon {
            write!(f, ";WKST={}", weekday_name(parts.week_start))?;
        }
        match parts.end {
            End::Never => Ok(()),
            End::Count(count) => write!(f, ";COUNT={count}"),
            End::Until(until) => write_until(f, until),
        }
    }
}

fn write_list<T: Display>(f: &mut Formatter<'_>, part: &str, items: &[T]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index == 0 {
            write!(f, ";{part}={item}")?;
        } else {
            write!(f, ",{item}")?;
        }
    }
    Ok(())
}

fn write_until(f: &mut Formatter<'_>, until: NaiveDateTime) -> fmt::Result {
    write!(f, ";UNTIL={:04}{:02}{:02}", until.year(), until.month(), until.day())?;
    if (until.hour(), until.minute(), until.second()) == LAST_SECOND {
        return Ok(());
    }
    write!(f, "T{:02}{:02}{:02}", until.hour(), until.minute(), until.second())
}

fn weekday_name(weekday: Weekday) -> &'static str {
    WEEKDAYS.into_iter().find(|(_, known)| *known == weekday).map_or("MO", |(name, _)| name)
}

impl Display for NthWeekday {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(weekday_name(self.weekday))
    }
}
