//! What a feed said about a group, in the form that is kept to tell what it changes the next time.

use std::collections::BTreeSet;

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::domain::group::{Group, Kind, Membership, SeeWhoComes, Status, Venue};
use crate::domain::id::GroupId;
use crate::domain::import::{ImportedGroup, ImportedSeries, ReviewReason};
use crate::domain::member::Language;
use crate::storage::error::StorageError;
use crate::storage::row::RowOf;

/// A part of a group that a feed can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Its name.
    Name,
    /// Whether it is listed.
    Listed,
    /// Its weekly times.
    Times,
    /// Where it meets, and how to get in there.
    Place,
    /// The way into its call.
    WayIn,
    /// Languages, tags, note, and what is to be reviewed.
    Description,
}

/// What the feed says, as it lies in the group's columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    name: String,
    listed: bool,
    languages: Vec<String>,
    tags: Vec<String>,
    venue: Venue,
    address: Option<String>,
    access: Option<String>,
    link: Option<String>,
    note: Option<String>,
    review: Option<String>,
    times: Vec<SaidTime>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SaidTime {
    /// Days after Monday.
    day: u8,
    /// Minutes after midnight.
    start: u32,
    minutes: u32,
    zone: String,
}

impl Said {
    pub(super) fn of(imported: &ImportedGroup) -> Self {
        let tag =
            |tag: &crate::domain::import::ImportedTag| tag.name.clone().unwrap_or_else(|| tag.code.clone());
        let reasons: Vec<String> = imported.review.iter().map(reason_text).collect();
        let way_in = imported.join.as_ref().map(|join| [join.link.as_deref(), join.how.as_deref()]);
        Self {
            name: imported.name.clone(),
            listed: imported.listed,
            languages: imported.languages.clone(),
            tags: imported.tags.iter().map(tag).collect(),
            venue: imported.venue.kind,
            address: imported.venue.address.clone(),
            access: imported.venue.access_note.clone(),
            link: way_in.map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")),
            note: imported.note.clone(),
            review: (!reasons.is_empty()).then(|| reasons.join(" · ")),
            times: imported.series.iter().map(SaidTime::of).collect(),
        }
    }

    /// Reads what was kept with a group.
    pub(super) fn read(kept: Option<&str>, group: i64) -> Result<Self, StorageError> {
        let row = RowOf::new("group", group);
        let said: Self = row.json("imported", kept.ok_or_else(|| row.bad("imported"))?)?;
        said.times().map(|_| said).ok_or_else(|| row.bad("imported"))
    }

    pub(super) fn times(&self) -> Option<Vec<ImportedSeries>> {
        self.times.iter().map(SaidTime::read).collect()
    }

    /// A group that nobody has changed yet. An imported group has no limit on places and lives in no room.
    pub(super) fn new_group(&self, language: Language) -> Group {
        Group {
            id: GroupId(0),
            name: self.name.clone(),
            public_name: None,
            description: self.note.clone(),
            languages: self.languages.clone(),
            audiences: self.tags.clone(),
            membership: Membership::Open,
            kind: Kind::Support,
            capacity: None,
            see: SeeWhoComes::Count,
            venue: self.venue,
            address: self.address.clone(),
            access: self.access.clone(),
            link: self.link.clone(),
            status: Status::Active,
            listed: self.listed,
            channel_reminder: false,
            language,
            room: None,
            review: self.review.clone(),
            revision: 0,
        }
    }

    /// Puts into the group what the feed says otherwise than before, and nothing else.
    pub(super) fn put_changes(&self, before: &Self, group: &mut Group) {
        put(&mut group.name, &before.name, &self.name);
        put(&mut group.listed, &before.listed, &self.listed);
        put(&mut group.languages, &before.languages, &self.languages);
        put(&mut group.audiences, &before.tags, &self.tags);
        put(&mut group.venue, &before.venue, &self.venue);
        put(&mut group.address, &before.address, &self.address);
        put(&mut group.access, &before.access, &self.access);
        put(&mut group.link, &before.link, &self.link);
        put(&mut group.description, &before.note, &self.note);
        put(&mut group.review, &before.review, &self.review);
    }

    /// The parts that differ from before.
    pub(super) fn parts_changed(&self, before: &Self) -> BTreeSet<Part> {
        let place = |said: &Self| (said.venue, said.address.clone(), said.access.clone());
        let description =
            |said: &Self| (said.languages.clone(), said.tags.clone(), said.note.clone(), said.review.clone());
        let differ = [
            (Part::Name, self.name != before.name),
            (Part::Listed, self.listed != before.listed),
            (Part::Times, self.times != before.times),
            (Part::Place, place(self) != place(before)),
            (Part::WayIn, self.link != before.link),
            (Part::Description, description(self) != description(before)),
        ];
        differ.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
    }
}

impl SaidTime {
    fn of(series: &ImportedSeries) -> Self {
        let since_midnight = series.start.signed_duration_since(NaiveTime::MIN).num_minutes();
        Self {
            day: u8::try_from(series.weekday.num_days_from_monday()).unwrap_or_default(),
            start: u32::try_from(since_midnight).unwrap_or_default(),
            minutes: series.minutes,
            zone: series.zone.as_str().to_owned(),
        }
    }

    fn read(&self) -> Option<ImportedSeries> {
        Some(ImportedSeries {
            weekday: Weekday::try_from(self.day).ok()?,
            start: NaiveTime::from_num_seconds_from_midnight_opt(self.start.checked_mul(60)?, 0)?,
            minutes: self.minutes,
            zone: self.zone.parse().ok()?,
        })
    }
}

fn put<T: PartialEq + Clone>(here: &mut T, before: &T, now: &T) {
    if before != now {
        here.clone_from(now);
    }
}

/// A reason to look, in the feed's own words or in figures: it is shown in every language.
fn reason_text(reason: &ReviewReason) -> String {
    match reason {
        ReviewReason::RuleInText { text, .. } => text.clone(),
        ReviewReason::LengthMissing => "60 min?".to_owned(),
        ReviewReason::LengthUnreadable { text } => format!("{text}? 60 min?"),
        ReviewReason::LengthUnusual { minutes } => format!("{minutes} min?"),
        ReviewReason::AlmostMidnight => "23:59?".to_owned(),
        ReviewReason::TemporarilyClosed => "TC".to_owned(),
    }
}

/// The feed's word on a time that people here changed themselves.
pub(super) fn disputed_text(time: &ImportedSeries) -> String {
    format!("{} {}?", time.weekday, time.start.format("%H:%M"))
}
