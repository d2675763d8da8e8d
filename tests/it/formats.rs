//! The meeting lists of other programs: real regions, and every way in which a file can be broken.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use chrono::Weekday;
use openchair::domain::group::Venue;
use openchair::domain::import::{ImportedGroup, RejectReason, ReviewReason};
use openchair::formats::{FileRefused, FormatNames, MeetingList, ReadOptions, bmlt, meeting_guide};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Where a data file is; `None`, said loudly, where it is absent and not required.
#[expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test asks where its data is, and says loudly when there is none"
)]
pub fn data_file(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");
    let folder = std::env::var_os("OPENCHAIR_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    let required = std::env::var_os("OPENCHAIR_REQUIRE_DATA").is_some_and(|value| value == "1");
    assert!(!required, "{name} is required and not in {}", folder.display());
    eprintln!("SKIPPED: {name} is not in {}", folder.display());
    None
}

fn data(name: &str) -> Option<Vec<u8>> {
    data_file(name).map(|path| std::fs::read(path).unwrap())
}

fn new_york() -> ReadOptions {
    ReadOptions { zone: Some("America/New_York".parse().unwrap()), ..ReadOptions::default() }
}

fn real_new_york(options: &ReadOptions) -> Option<MeetingList> {
    data("bmlt/meetings-new-york.json").map(|file| bmlt::read(&file, options).unwrap())
}

fn hides_rule(group: &ImportedGroup) -> bool {
    group.review.iter().any(|reason| matches!(reason, ReviewReason::RuleInText { .. }))
}

fn by_id<'a>(list: &'a MeetingList, id: &str) -> &'a ImportedGroup {
    list.groups.iter().find(|group| group.external_id.id == id).unwrap()
}

#[test]
fn every_meeting_of_a_real_region_is_read() {
    let Some(list) = real_new_york(&new_york()) else { return };
    assert_eq!(list.rejected, vec![]);
    assert_eq!(list.groups.len(), 1_555);
    assert_eq!(
        list.groups.iter().filter(|group| !group.listed).count(),
        42,
        "unpublished rows are not listed"
    );
    assert_eq!(
        list.groups.iter().map(|group| group.external_id.to_string()).collect::<HashSet<_>>().len(),
        1_555
    );
    // 582 share their name as written, seven more once stray spaces are gone.
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for group in &list.groups {
        *names.entry(&group.name).or_default() += 1;
    }
    assert_eq!(
        names.values().filter(|&&count| count > 1).sum::<usize>(),
        589,
        "rows that share their name stay apart"
    );
    assert!(list.groups.iter().all(|group| group.series.len() == 1 && group.venue.kind == Venue::InPerson));

    let first = by_id(&list, "2");
    assert_eq!(first.external_id.to_string(), "bmlt:2");
    assert_eq!(first.name, "Nothing Macho");
    assert_eq!(first.series[0].weekday, Weekday::Sat);
    assert_eq!(first.series[0].start.to_string(), "14:00:00");
    assert_eq!(first.series[0].minutes, 90);
    assert_eq!(
        first.venue.address.as_deref(),
        Some("North Central Bronx Hospital, Room 14B07, 3424 Kossuth Ave., Bronx, New York, NY 10467")
    );
    assert_eq!(first.venue.access_note.as_deref(), Some("@210th St"));
    assert_eq!(first.tags.iter().map(|tag| tag.code.as_str()).collect::<Vec<_>>(), ["M", "O", "St"]);
}

#[test]
fn odd_times_of_a_real_region_are_kept_and_shown() {
    let Some(list) = real_new_york(&new_york()) else { return };
    let odd: BTreeMap<&str, &ReviewReason> = list
        .groups
        .iter()
        .filter(|group| !hides_rule(group))
        .flat_map(|group| group.review.iter().map(|reason| (group.external_id.id.as_str(), reason)))
        .collect();
    assert_eq!(
        odd,
        BTreeMap::from([
            ("751", &ReviewReason::AlmostMidnight),
            ("2582", &ReviewReason::LengthUnusual { minutes: 420 }),
            ("2676", &ReviewReason::LengthUnusual { minutes: 720 }),
        ])
    );
}

#[test]
fn every_labelled_note_of_a_real_region_is_marked_for_review() {
    let Some(list) = real_new_york(&new_york()) else { return };
    let Some(labels) = data("recurrence/real_recurrence_phrases.json") else { return };
    let labels: Value = serde_json::from_slice(&labels).unwrap();
    let items = labels["items"].as_array().unwrap();
    let mut meetings = 0;
    for item in items {
        let (id, text) = (item["id"].as_str().unwrap(), item["text"].as_str().unwrap());
        assert!(openchair::formats::recurrence_note::hidden_rule(text).is_some(), "{id}: {text}");
        if id.bytes().all(|byte| byte.is_ascii_digit()) {
            meetings += 1;
            assert!(hides_rule(by_id(&list, id)), "{id}: {text}");
        }
    }
    assert_eq!((items.len(), meetings), (40, 37));

    let marked: Vec<&ImportedGroup> = list.groups.iter().filter(|group| hides_rule(group)).collect();
    let listing: Vec<String> = marked
        .iter()
        .map(|group| format!("{} {}: {:?}", group.external_id.id, group.name, group.review))
        .collect();
    assert!(marked.len() >= 51, "at least 51 records hide a rule, {} were found", marked.len());
    assert_eq!(
        marked.len(),
        73,
        "each of these was read by a person; look at what changed:\n{}",
        listing.join("\n")
    );
}

#[test]
fn formats_are_joined_on_ids_and_on_keys_that_mean_one_thing() {
    let Some(file) = data("bmlt/formats.json") else { return };
    let names = FormatNames::from_bmlt(&file).unwrap();
    let options = ReadOptions { names, ..new_york() };
    let Some(list) = real_new_york(&options) else { return };
    let name = |id: &str, code: &str| {
        by_id(&list, id).tags.iter().find(|tag| tag.code == code).unwrap().name.clone()
    };
    assert_eq!(name("2", "St").as_deref(), Some("Step"));
    assert!(list.groups.iter().flat_map(|group| &group.tags).all(|tag| tag.name.is_some()));
    let closed_holidays = list.groups.iter().filter(|group| group.tags.iter().any(|tag| tag.code == "CH"));
    assert!(closed_holidays.clone().count() > 0 && closed_holidays.into_iter().all(hides_rule));
}

#[test]
fn real_online_meetings_are_read_and_those_without_a_time_are_rejected() {
    let Some(file) = data("meeting_guide/meetings.json") else { return };
    let list = meeting_guide::read(&file, &ReadOptions::default()).unwrap();
    let reasons =
        |reason: RejectReason| list.rejected.iter().filter(|rejected| rejected.reason == reason).count();
    assert_eq!((list.groups.len(), list.rejected.len()), (149, 11));
    assert_eq!((reasons(RejectReason::Missing("day")), reasons(RejectReason::NoZone)), (10, 1));
    assert!(list.rejected.iter().all(|rejected| rejected.place.id.is_some()));
    let with_zone = meeting_guide::read(&file, &new_york()).unwrap();
    assert_eq!((with_zone.groups.len(), with_zone.rejected.len()), (150, 10));
    let zones: HashSet<&str> =
        list.groups.iter().flat_map(|group| &group.series).map(|series| series.zone.as_str()).collect();
    assert!(
        zones.contains("Europe/Kiev") && zones.contains("America/Buenos_Aires"),
        "aliases are kept as typed: {zones:?}"
    );
    let group = by_id(&list, "aa-womens-meeting-1");
    assert_eq!((group.series[0].weekday, group.series[0].minutes), (Weekday::Sun, 60));
    assert!(list.groups.iter().all(|group| group.listed && group.venue.kind == Venue::Online));
    let marked: Vec<_> = list
        .groups
        .iter()
        .filter(|group| hides_rule(group))
        .map(|group| group.external_id.id.as_str())
        .collect();
    assert_eq!(
        marked,
        [
            "aa-zoo-crew22-a-fresh-start-beginners-meeting-3",
            "women-supporting-women",
            "how-it-works-las-vegas-thursday-book-study-open",
        ]
    );
}

fn guide_row(change: Value) -> Value {
    let mut row = json!({ "slug": "circle", "name": "Circle", "day": 1, "time": "19:00", "timezone": "Europe/Vienna", "duration": 60 });
    for (key, value) in change.as_object().unwrap() {
        row[key] = value.clone();
    }
    row
}

fn guide(change: Value) -> MeetingList {
    meeting_guide::read(json!([guide_row(change)]).to_string().as_bytes(), &ReadOptions::default()).unwrap()
}

fn bmlt_row(change: Value) -> Value {
    let mut row = json!({ "id_bigint": "7", "meeting_name": "Circle", "weekday_tinyint": "1", "start_time": "19:00:00",
        "duration_time": "01:00:00", "time_zone": "Europe/Vienna", "venue_type": "1", "published": "1" });
    for (key, value) in change.as_object().unwrap() {
        row[key] = value.clone();
    }
    row
}

fn bmlt_list(change: Value) -> MeetingList {
    bmlt::read(json!([bmlt_row(change)]).to_string().as_bytes(), &ReadOptions::default()).unwrap()
}

#[test]
fn a_broken_row_is_rejected_with_its_reason() {
    for (change, reason) in [
        (json!({ "slug": null }), "has no `slug`"),
        (json!({ "slug": {} }), "`slug` cannot be read: an object"),
        (json!({ "name": "" }), "has no `name`"),
        (json!({ "name": "\u{200b}" }), "has no `name`"),
        (json!({ "name": "@everyone" }), "has a name made of mentions; give it a plain name in the feed"),
        (json!({ "name": "🪑🪑" }), "`name` cannot be read: \"🪑🪑\""),
        (json!({ "name": ["a"] }), "`name` cannot be read: a list"),
        (json!({ "day": null }), "has no `day`"),
        (json!({ "day": 8 }), "`day` cannot be read: \"8\""),
        (json!({ "day": [1, "someday"] }), "`day` cannot be read: \"someday\""),
        (json!({ "time": "" }), "has no `time`"),
        (json!({ "time": "25:00" }), "`time` cannot be read: \"25:00\""),
        (json!({ "time": true }), "`time` cannot be read: true or false"),
        (
            json!({ "timezone": "" }),
            "does not say its time zone; give the zone of such meetings with --zone, for example --zone America/New_York",
        ),
        (json!({ "notes": { "a": 1 } }), "`notes` cannot be read: an object"),
        (json!({ "archived": "perhaps" }), "`archived` cannot be read: \"perhaps\""),
    ] {
        let list = guide(change.clone());
        let reasons: Vec<String> = list.rejected.iter().map(|rejected| rejected.reason.to_string()).collect();
        assert_eq!((list.groups.len(), reasons), (0, vec![reason.to_owned()]), "{change}");
    }
}

#[test]
fn a_zone_that_does_not_exist_is_never_replaced_by_another() {
    for written in ["Europe/Nowhere", "EST5", "../Vienna", "\u{202e}"] {
        let file = json!([guide_row(json!({ "timezone": written }))]).to_string();
        let list = meeting_guide::read(file.as_bytes(), &new_york()).unwrap();
        assert_eq!(list.groups.len(), 0);
        let reason = list.rejected[0].reason.to_string();
        assert!(reason.starts_with("names no zone that can be used: there is no time zone"), "{reason}");
    }
    assert_eq!(guide(json!({ "timezone": "US/Eastern" })).groups[0].series[0].zone.as_str(), "US/Eastern");
}

#[test]
fn the_rest_of_a_broken_file_goes_in() {
    let good = guide_row(json!({}));
    let other = guide_row(json!({ "slug": "other" }));
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    let file = format!(
        "[{good}, 7, null, {{\"slug\": NaN}}, {deep}, {{\"a\": \"\\ud800\"}}, {{\"a\": 1e999}}, {good}, {other}, {{\"slug\": \"cut"
    );
    let list = meeting_guide::read(file.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(
        list.groups.iter().map(|group| group.external_id.id.as_str()).collect::<Vec<_>>(),
        ["circle", "other"]
    );
    let rows: Vec<usize> = list.rejected.iter().map(|rejected| rejected.place.row).collect();
    assert_eq!(rows, [2, 3, 4, 5, 6, 7, 8, 10]);
    assert_eq!(list.rejected[6].reason, RejectReason::DuplicateId { first_row: 1 });
    assert_eq!(list.rejected[6].place.to_string(), "meeting 8 (id circle)");
}

#[test]
fn a_file_that_is_no_list_is_refused_as_a_whole() {
    for (file, message) in [
        ("", "the file holds nothing, not a list of BMLT meetings"),
        ("<html>", "the file holds a web page, not a list of BMLT meetings"),
        (
            "{\"error\": 1}",
            "the file holds an object without a list named `meetings`, not a list of BMLT meetings",
        ),
        (
            "[]",
            "the list is empty; a BMLT server also answers so when it did not understand the question, so check the address it was fetched from",
        ),
    ] {
        assert_eq!(
            bmlt::read(file.as_bytes(), &ReadOptions::default()).unwrap_err().to_string(),
            message,
            "{file}"
        );
    }
    assert_eq!(bmlt::read(&[0xff], &ReadOptions::default()), Err(FileRefused::NotUtf8(0)));
}

#[test]
fn a_bmlt_answer_with_formats_is_an_object_of_two_lists() {
    let row = bmlt_row(json!({ "formats": "B,WC", "format_shared_id_list": "9" }));
    let format = |id: u8, code: &str, name: &str| json!({ "shared_id": id.to_string(), "key_string": code, "lang": "en", "name_string": name });
    let file = json!({ "meetings": [row], "formats": [format(8, "B", "Basic Text"), format(9, "B", "Beginners"), format(3, "WC", "Wheelchair")] });
    let list = bmlt::read(file.to_string().as_bytes(), &ReadOptions::default()).unwrap();
    let tags: Vec<_> =
        list.groups[0].tags.iter().map(|tag| (tag.code.as_str(), tag.name.as_deref())).collect();
    assert_eq!(tags, [("B", Some("Beginners")), ("WC", Some("Wheelchair"))]);
}

#[test]
fn bmlt_days_start_with_sunday_as_one() {
    for (number, weekday) in [("1", Weekday::Sun), ("2", Weekday::Mon), ("7", Weekday::Sat)] {
        assert_eq!(bmlt_list(json!({ "weekday_tinyint": number })).groups[0].series[0].weekday, weekday);
    }
    assert_eq!(bmlt_list(json!({ "weekday_tinyint": "0" })).groups.len(), 0);
}

#[test]
fn venues_of_both_formats() {
    for (change, kind) in [
        (json!({ "venue_type": "2" }), Venue::Online),
        (json!({ "venue_type": 3 }), Venue::Both),
        (json!({ "venue_type": "", "formats": "VM,TC" }), Venue::Online),
    ] {
        assert_eq!(bmlt_list(change).groups[0].venue.kind, kind);
    }
    let address = "1 Main St, Vienna";
    for (change, kind) in [
        (json!({ "formatted_address": address }), Venue::InPerson),
        (
            json!({ "formatted_address": address, "approximate": "yes", "conference_url": "https://example.org" }),
            Venue::Online,
        ),
        (json!({ "formatted_address": address, "conference_url": "https://example.org" }), Venue::Both),
        (
            json!({ "formatted_address": address, "conference_url": "https://example.org", "types": ["TC"] }),
            Venue::Online,
        ),
        (json!({ "attendance_option": "hybrid" }), Venue::Both),
        (json!({ "coordinates": "48.2, 16.37" }), Venue::InPerson),
        (json!({ "coordinates": "nan,nan" }), Venue::Online),
        (json!({ "latitude": "95", "longitude": 16 }), Venue::Online),
    ] {
        assert_eq!(guide(change.clone()).groups[0].venue.kind, kind, "{change}");
    }
    let closed = bmlt_list(json!({ "formats": "O,TC" }));
    assert_eq!(closed.groups[0].review, vec![ReviewReason::TemporarilyClosed]);
}

#[test]
fn several_days_make_several_series_of_one_group() {
    let list = guide(json!({ "day": [0, "3", "Friday", 7], "time": "7:30 pm", "end_time": "21:00" }));
    let series: Vec<_> = list.groups[0]
        .series
        .iter()
        .map(|series| (series.weekday, series.start.to_string(), series.minutes))
        .collect();
    let at = || "19:30:00".to_owned();
    assert_eq!(series, [(Weekday::Wed, at(), 90), (Weekday::Fri, at(), 90), (Weekday::Sun, at(), 90)]);
}

#[test]
fn p29_names_are_cleaned_and_hidden_rows_stay_hidden() {
    let list = guide(json!({ "name": "  Sun\u{202e}day  cafe\u{301} @here ", "archived": true }));
    assert_eq!((list.groups[0].name.as_str(), list.groups[0].listed), ("Sunday café", false));
    assert!(!guide(json!({ "attendance_option": "inactive" })).groups[0].listed);
    assert_eq!(guide(json!({ "name": "x".repeat(500) })).groups[0].name.chars().count(), 80);
}

#[test]
fn p11_the_way_in_is_kept_apart_and_never_debug_printed() {
    let list = guide(
        json!({ "conference_url": "https://example.org/j/1", "conference_url_notes": "Passcode: tulip" }),
    );
    let join = list.groups[0].join.as_ref().unwrap();
    assert_eq!(
        (join.link.as_deref(), join.how.as_deref()),
        (Some("https://example.org/j/1"), Some("Passcode: tulip"))
    );
    assert!(!format!("{list:?}").contains("tulip"));
}

/// Any JSON, with the field names that are read, so that most of it reaches the readers.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[0-9]{1,3}(:[0-9]{1,3}){0,3}".prop_map(Value::from),
        Just(json!("Europe/Vienna")),
    ];
    let names = prop_oneof![
        "(id_bigint|meeting_name|weekday_tinyint|start_time|duration_time|time_zone|venue_type|formats|published|comments|lang_enum)",
        "(slug|name|day|time|end_time|duration|timezone|types|notes|coordinates|latitude|longitude|conference_url|languages|archived)",
        "[a-z]{0,4}",
    ];
    leaf.prop_recursive(4, 64, 12, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(names.clone(), inner, 0..16)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_json_makes_a_reader_panic_and_every_row_is_accounted_for(rows in prop::collection::vec(any_json(), 1..6)) {
        let file = Value::from(rows.clone()).to_string();
        for list in [bmlt::read(file.as_bytes(), &new_york()), meeting_guide::read(file.as_bytes(), &new_york())] {
            let list = list.unwrap();
            prop_assert_eq!(list.groups.len() + list.rejected.len(), rows.len());
            for group in &list.groups {
                prop_assert!(!group.series.is_empty() && group.series.iter().all(|series| (5..=1_440).contains(&series.minutes)));
            }
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[\\[\\]{}\",:\\\\a-c0-9 \u{202e}é]{0,200}", cut in 0_usize..200) {
        let bytes = text.as_bytes();
        let bytes = &bytes[..cut.min(bytes.len())];
        let _ = bmlt::read(bytes, &ReadOptions::default());
        let _ = meeting_guide::read(bytes, &ReadOptions::default());
        let _ = FormatNames::from_bmlt(bytes);
        let _ = FormatNames::from_meeting_guide(bytes);
        let _ = openchair::formats::recurrence_note::hidden_rule(&text);
    }

    #[test]
    fn a_real_row_with_one_broken_field_never_panics(field in 0_usize..8, value in any_json()) {
        let names = ["id_bigint", "meeting_name", "weekday_tinyint", "start_time", "duration_time", "time_zone", "venue_type", "published"];
        let list = bmlt_list(json!({ names[field]: value }));
        prop_assert_eq!(list.groups.len() + list.rejected.len(), 1);
    }
}
