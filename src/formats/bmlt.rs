//! The JSON of BMLT's semantic API (`switcher=GetSearchResults`): every value is a text, an error is an empty list.

use crate::domain::group::Venue;
use crate::domain::import::{
    ExternalId, ImportedGroup, ImportedSeries, ImportedTag, ImportedVenue, RejectReason, ReviewReason,
    RuleSign, Source,
};
use crate::formats::fields::{self, DayNumbers, Fields};
use crate::formats::format_names::{Format, FormatNames};
use crate::formats::json_rows::{self, Document, FileRefused};
use crate::formats::meeting_list::{self, MeetingList, PLACE_LETTERS_MAX, ReadOptions, TAGS_MAX};
use crate::formats::{join_details, plain_text, recurrence_note};

/// The texts in which volunteers hide rules.
const TEXTS: &[&str] =
    &["comments", "location_info", "meeting_name", "location_text", "virtual_meeting_additional_info"];

/// Reads a list of meetings, or an object of two lists, `meetings` and `formats`.
///
/// # Errors
/// When the file as a whole is no such list, or the list is empty.
pub fn read(file: &[u8], options: &ReadOptions) -> Result<MeetingList, FileRefused> {
    let (meetings, own_names) = match json_rows::cut(json_rows::text_of(file)?)? {
        Document::List(meetings) => (meetings, FormatNames::default()),
        Document::Object(members) => from_object(&members)?,
        Document::Other(found) => return Err(no_meetings(found)),
    };
    if meetings.is_empty() {
        return Err(FileRefused::NothingInIt);
    }
    let names = if own_names.is_empty() { &options.names } else { &own_names };
    let feed = meeting_list::feed_name(options, Source::Bmlt);
    Ok(meeting_list::read_rows(&meetings, feed, "id_bigint", &|row, id| group(row, id, options, names)))
}

fn from_object<'a>(members: &[(String, &'a str)]) -> Result<(Vec<&'a str>, FormatNames), FileRefused> {
    let list = |name: &str| match members
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, text)| json_rows::cut(text))
    {
        Some(Ok(Document::List(rows))) => Ok(Some(rows)),
        Some(Err(refused)) => Err(refused),
        _ => Ok(None),
    };
    let meetings =
        list("meetings")?.ok_or_else(|| no_meetings("an object without a list named `meetings`"))?;
    Ok((meetings, FormatNames::from_bmlt_rows(&list("formats")?.unwrap_or_default())))
}

const fn no_meetings(found: &'static str) -> FileRefused {
    FileRefused::NotAList { found, expected: "a list of BMLT meetings" }
}

fn group(
    row: &Fields,
    external_id: ExternalId,
    options: &ReadOptions,
    names: &FormatNames,
) -> Result<ImportedGroup, RejectReason> {
    let name = meeting_list::name(row, "meeting_name")?;
    let (series, mut review) = series(row, options)?;
    review.splice(0..0, meeting_list::rules_in_texts(row, TEXTS)?);
    let language = fields::line(row, "lang_enum", 35)?.map(|language| language.to_lowercase());
    let formats = formats(row, names, language.as_deref().unwrap_or("en"))?;
    review.extend(formats.iter().filter_map(rule_in_format));
    let venue = venue(row, &formats)?;
    if closed_for_now(&venue, &formats) {
        review.push(ReviewReason::TemporarilyClosed);
    }
    Ok(ImportedGroup {
        external_id,
        name,
        listed: fields::yes_or_no(row, "published")?.unwrap_or(true),
        languages: languages(language, &formats),
        venue,
        join: join_details::gather(
            fields::text(row, "virtual_meeting_link")?.as_deref(),
            &[
                fields::text(row, "virtual_meeting_additional_info")?,
                fields::text(row, "phone_meeting_number")?,
            ],
        ),
        note: fields::line(row, "comments", meeting_list::NOTE_LETTERS_MAX)?,
        tags: formats
            .into_iter()
            .map(|(code, format)| ImportedTag { code, name: format.map(|format| format.name) })
            .collect(),
        series,
        review,
    })
}

fn series(
    row: &Fields,
    options: &ReadOptions,
) -> Result<(Vec<ImportedSeries>, Vec<ReviewReason>), RejectReason> {
    let days = fields::days(row, "weekday_tinyint", DayNumbers::SundayIsOne)?;
    let start = fields::time(row, "start_time")?;
    let (minutes, about_length) = fields::length(row, "duration_time")?;
    let zone = fields::zone(row, "time_zone", options.zone)?;
    let series = days.into_iter().map(|weekday| ImportedSeries { weekday, start, minutes, zone });
    let review = [about_length, fields::almost_midnight(start)].into_iter().flatten();
    Ok((series.collect(), review.collect()))
}

type NamedFormat = (String, Option<Format>);

/// The formats of a row, joined on their ids where the row has them: keys are not unique.
fn formats(row: &Fields, names: &FormatNames, language: &str) -> Result<Vec<NamedFormat>, RejectReason> {
    let ids = fields::list(row, "format_shared_id_list")?;
    let codes = fields::list(row, "formats")?;
    let of_ids = ids
        .iter()
        .filter_map(|id| names.of_id(id, language))
        .map(|format| (format.code.clone(), Some(format.clone())));
    let mut formats: Vec<NamedFormat> = of_ids.take(TAGS_MAX).collect();
    for code in codes.into_iter().take(TAGS_MAX) {
        if !formats.iter().any(|(known, _)| *known == code) {
            let format = names.of_code(&code, language).cloned();
            formats.push((code, format));
        }
    }
    Ok(formats)
}

/// A format such as "Closed Holidays" is a rule too. "Rotating Format" says only that topics change.
fn rule_in_format((_, format): &NamedFormat) -> Option<ReviewReason> {
    let name = &format.as_ref()?.name;
    let sign = recurrence_note::hidden_rule(name).filter(|sign| *sign != RuleSign::Rotation)?;
    Some(ReviewReason::RuleInText { field: "formats", text: name.clone(), sign })
}

fn languages(own: Option<String>, formats: &[NamedFormat]) -> Vec<String> {
    let spoken =
        formats.iter().filter(|(_, format)| format.as_ref().is_some_and(|format| format.is_language));
    let mut languages: Vec<String> = spoken.map(|(code, _)| code.to_lowercase()).collect();
    if languages.is_empty() {
        languages.extend(own);
    }
    languages
}

/// `venue_type` is 1 in person, 2 virtual, 3 hybrid; older servers have only the formats `VM` and `HY`.
fn venue(row: &Fields, formats: &[NamedFormat]) -> Result<ImportedVenue, RejectReason> {
    let kind = match fields::text(row, "venue_type")?.as_deref() {
        Some("1") => Venue::InPerson,
        Some("2") => Venue::Online,
        Some("3") => Venue::Both,
        Some(other) => return Err(fields::unreadable("venue_type", other)),
        None if has(formats, "HY") => Venue::Both,
        None if has(formats, "VM") => Venue::Online,
        None => Venue::InPerson,
    };
    let part = |field| fields::line(row, field, PLACE_LETTERS_MAX);
    let region = joined_by_space(part("location_province")?, part("location_postal_code_1")?);
    let address = meeting_list::joined(&[
        part("location_text")?,
        part("location_street")?,
        part("location_city_subsection")?,
        part("location_municipality")?,
        region,
    ]);
    let ways = [labelled("Bus", part("bus_lines")?), labelled("Train", part("train_lines")?)];
    let way = ways.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let access = [part("location_info")?, Some(way).filter(|way| !way.is_empty())];
    let access = access.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(ImportedVenue { kind, address, access_note: plain_text::line(&access, PLACE_LETTERS_MAX) })
}

/// Format `TC`: the place is closed for now. With a link the group meets there instead.
fn closed_for_now(venue: &ImportedVenue, formats: &[NamedFormat]) -> bool {
    venue.kind == Venue::InPerson && has(formats, "TC") && !has(formats, "VM")
}

fn has(formats: &[NamedFormat], code: &str) -> bool {
    formats.iter().any(|(known, _)| known == code)
}

fn joined_by_space(first: Option<String>, second: Option<String>) -> Option<String> {
    let parts: Vec<String> = [first, second].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn labelled(label: &str, value: Option<String>) -> Option<String> {
    value.map(|value| format!("{label}: {value}"))
}
