//! The Meeting Guide feed (code4recovery/spec) and its many dialects: a bare list, weekly only, 0 is Sunday.

use serde_json::Value;

use crate::domain::group::Venue;
use crate::domain::import::{
    ExternalId, ImportedGroup, ImportedSeries, ImportedTag, ImportedVenue, JoinDetails, RejectReason,
    ReviewReason, Source,
};
use crate::formats::fields::{self, DayNumbers, Fields};
use crate::formats::json_rows::{self, Document, FileRefused};
use crate::formats::meeting_list::{self, MeetingList, PLACE_LETTERS_MAX, ReadOptions, TAGS_MAX};
use crate::formats::{join_details, plain_text};

/// The texts in which volunteers hide rules.
const TEXTS: &[&str] =
    &["name", "notes", "group_notes", "location_notes", "location", "conference_url_notes"];

/// The type codes of the specification that name a language, and its ISO 639-1 code.
const LANGUAGE_TYPES: &[(&str, &str)] = &[
    ("AF", "af"),
    ("AM", "am"),
    ("AR", "ar"),
    ("ASL", "ase"),
    ("BG", "bg"),
    ("DA", "da"),
    ("DE", "de"),
    ("EL", "el"),
    ("EN", "en"),
    ("FA", "fa"),
    ("FI", "fi"),
    ("FR", "fr"),
    ("HE", "he"),
    ("HI", "hi"),
    ("HR", "hr"),
    ("HU", "hu"),
    ("IS", "is"),
    ("ITA", "it"),
    ("JA", "ja"),
    ("KA", "ka"),
    ("KOR", "ko"),
    ("LT", "lt"),
    ("ML", "ml"),
    ("MT", "mt"),
    ("NE", "ne"),
    ("NL", "nl"),
    ("NO", "no"),
    ("POL", "pl"),
    ("POR", "pt"),
    ("PUN", "pa"),
    ("RUS", "ru"),
    ("S", "es"),
    ("SK", "sk"),
    ("SL", "sl"),
    ("SV", "sv"),
    ("TH", "th"),
    ("TL", "tl"),
    ("TUR", "tr"),
    ("UK", "uk"),
];

/// Reads a list of meetings.
///
/// # Errors
/// When the file as a whole is no list, or the list is empty.
pub fn read(file: &[u8], options: &ReadOptions) -> Result<MeetingList, FileRefused> {
    let meetings = match json_rows::cut(json_rows::text_of(file)?)? {
        Document::List(meetings) => meetings,
        Document::Object(members) => inside(&members)?,
        Document::Other(found) => return Err(no_meetings(found)),
    };
    if meetings.is_empty() {
        return Err(FileRefused::NothingInIt);
    }
    let feed = meeting_list::feed_name(options, Source::MeetingGuide);
    Ok(meeting_list::read_rows(&meetings, feed, "slug", &|row, id| group(row, id, options)))
}

/// Some servers wrap the list: `{"meetings": [...]}`.
fn inside<'a>(members: &[(String, &'a str)]) -> Result<Vec<&'a str>, FileRefused> {
    match members.iter().find(|(key, _)| key == "meetings").map(|(_, text)| json_rows::cut(text)) {
        Some(Ok(Document::List(rows))) => Ok(rows),
        Some(Err(refused)) => Err(refused),
        _ => Err(no_meetings("an object without a list named `meetings`")),
    }
}

const fn no_meetings(found: &'static str) -> FileRefused {
    FileRefused::NotAList { found, expected: "a list of Meeting Guide meetings" }
}

fn group(
    row: &Fields,
    external_id: ExternalId,
    options: &ReadOptions,
) -> Result<ImportedGroup, RejectReason> {
    let name = meeting_list::name(row, "name")?;
    let (series, mut review) = series(row, options)?;
    review.splice(0..0, meeting_list::rules_in_texts(row, TEXTS)?);
    let types = fields::list(row, "types")?;
    let join = join(row)?;
    let venue = venue(row, join.as_ref(), &types)?;
    if venue.kind == Venue::InPerson && types.iter().any(|code| code == "TC") {
        review.push(ReviewReason::TemporarilyClosed);
    }
    let languages = languages(row, &types)?;
    let language = languages.first().map_or("en", String::as_str);
    let tag = |code: &String| ImportedTag {
        code: code.clone(),
        name: options.names.of_code(code, language).map(|format| format.name.clone()),
    };
    let tags = types.iter().take(TAGS_MAX).map(tag).collect();
    Ok(ImportedGroup {
        external_id,
        name,
        listed: listed(row)?,
        languages,
        tags,
        venue,
        join,
        note: note(row)?,
        series,
        review,
    })
}

fn series(
    row: &Fields,
    options: &ReadOptions,
) -> Result<(Vec<ImportedSeries>, Vec<ReviewReason>), RejectReason> {
    let days = fields::days(row, "day", DayNumbers::SundayIsZeroOrSeven)?;
    let start = fields::time(row, "time")?;
    let (minutes, about_length) = match fields::optional_time(row, "end_time")? {
        Some(end) => fields::length_between(start, end),
        None => fields::length(row, "duration")?,
    };
    let zone = fields::zone(row, "timezone", options.zone)?;
    let series = days.into_iter().map(|weekday| ImportedSeries { weekday, start, minutes, zone });
    let review = [about_length, fields::almost_midnight(start)].into_iter().flatten();
    Ok((series.collect(), review.collect()))
}

/// An archived meeting, or one that neither meets at its place nor online, is kept but shown to nobody.
fn listed(row: &Fields) -> Result<bool, RejectReason> {
    let archived = fields::yes_or_no(row, "archived")?.unwrap_or(false);
    let inactive = fields::text(row, "attendance_option")?.as_deref() == Some("inactive");
    Ok(!archived && !inactive)
}

fn note(row: &Fields) -> Result<Option<String>, RejectReason> {
    let parts = [fields::text(row, "notes")?, fields::text(row, "group_notes")?];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(plain_text::line(&joined, meeting_list::NOTE_LETTERS_MAX))
}

fn join(row: &Fields) -> Result<Option<JoinDetails>, RejectReason> {
    let link = fields::text(row, "conference_url")?;
    let others = ["conference_url_notes", "conference_phone", "conference_phone_notes"];
    let others = others.into_iter().map(|field| fields::text(row, field)).collect::<Result<Vec<_>, _>>()?;
    Ok(join_details::gather(link.as_deref(), &others))
}

fn languages(row: &Fields, types: &[String]) -> Result<Vec<String>, RejectReason> {
    let said = fields::list(row, "languages")?;
    if !said.is_empty() {
        return Ok(said.into_iter().map(|language| language.to_lowercase()).collect());
    }
    let by_type = types.iter().filter_map(|code| LANGUAGE_TYPES.iter().find(|(known, _)| known == code));
    Ok(by_type.map(|(_, language)| (*language).to_owned()).collect())
}

/// Where the row does not say it, a group with an exact address meets there, and any other meets online.
fn venue(row: &Fields, join: Option<&JoinDetails>, types: &[String]) -> Result<ImportedVenue, RejectReason> {
    let exact = !fields::yes_or_no(row, "approximate")?.unwrap_or(false);
    let address = address(row)?.filter(|_| exact);
    let closed = types.iter().any(|code| code == "TC");
    let kind = match fields::text(row, "attendance_option")?.as_deref() {
        Some("in_person") => Venue::InPerson,
        Some("hybrid") => Venue::Both,
        Some("online") => Venue::Online,
        _ => match (&address, join) {
            (None, _) => Venue::Online,
            (Some(_), None) => Venue::InPerson,
            (Some(_), Some(_)) if closed => Venue::Online,
            (Some(_), Some(_)) => Venue::Both,
        },
    };
    Ok(ImportedVenue { kind, address, access_note: fields::line(row, "location_notes", PLACE_LETTERS_MAX)? })
}

/// The address as one line: as formatted by the feed, put together from its parts, or at least its coordinates.
fn address(row: &Fields) -> Result<Option<String>, RejectReason> {
    let part = |field| fields::line(row, field, PLACE_LETTERS_MAX);
    let street = match part("formatted_address")? {
        Some(formatted) => Some(formatted),
        None => {
            let place = [part("address")?, part("city")?, part("state")?, part("postal_code")?];
            if place.iter().any(Option::is_some) {
                meeting_list::joined(&[place.as_slice(), &[part("country")?]].concat())
            } else {
                coordinates(row)
            }
        }
    };
    let house = part("location")?
        .filter(|house| street.as_ref().is_none_or(|street| !street.starts_with(house.as_str())));
    Ok(meeting_list::joined(&[house, street]))
}

/// `latitude` and `longitude`, or `coordinates` as "40.7,-74.0"; only a real place on Earth counts.
fn coordinates(row: &Fields) -> Option<String> {
    let number = |value: Option<&Value>| match value? {
        Value::Number(number) => number.as_f64(),
        Value::String(written) => written.trim().parse().ok(),
        _ => None,
    };
    let joined = fields::text(row, "coordinates").ok().flatten();
    let pair: Option<(f64, f64)> = joined.and_then(|joined| {
        let (latitude, longitude) = joined.split_once(',')?;
        Some((latitude.trim().parse().ok()?, longitude.trim().parse().ok()?))
    });
    let (latitude, longitude) =
        pair.or_else(|| Some((number(row.get("latitude"))?, number(row.get("longitude"))?)))?;
    let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    (on_earth && (latitude != 0.0 || longitude != 0.0)).then(|| format!("{latitude:.5}, {longitude:.5}"))
}
