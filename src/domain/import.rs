//! What another program's meeting list says about its groups, before any of it is stored.

use std::fmt;

use chrono::{NaiveTime, Weekday};

use crate::domain::group::Venue;
use crate::domain::id::SeriesId;
use crate::domain::zone::{ZoneName, ZoneProblem};

/// The kinds of meeting list that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The semantic JSON of a BMLT server.
    Bmlt,
    /// The JSON feed that the Meeting Guide app reads.
    MeetingGuide,
}

impl Source {
    /// The short name used on the command line and inside external ids.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bmlt => "bmlt",
            Self::MeetingGuide => "meeting-guide",
        }
    }
}

/// Which row of which feed a group came from. It stays the same from one import to the next.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalId {
    /// The feed: the name of its source, unless the admin named it.
    pub feed: String,
    /// The row's own id in that feed: a BMLT meeting id or a Meeting Guide slug.
    pub id: String,
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.feed, self.id)
    }
}

/// A group as a meeting list describes it. Several may share one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedGroup {
    /// What makes a second import find the same group again.
    pub external_id: ExternalId,
    /// The group's name, one cleaned line.
    pub name: String,
    /// False when the feed has it unpublished or archived: stored, but shown to nobody.
    pub listed: bool,
    /// Language codes as the feed writes them, lower case, in its order.
    pub languages: Vec<String>,
    /// The feed's own format or type codes. They belong to the feed, not to this program.
    pub tags: Vec<ImportedTag>,
    /// Where the group meets.
    pub venue: ImportedVenue,
    /// How to get in online. Secret until shortly before a session (P11).
    pub join: Option<JoinDetails>,
    /// The feed's free text about the group.
    pub note: Option<String>,
    /// One weekly series per weekday; never empty.
    pub series: Vec<ImportedSeries>,
    /// What a person should look at before trusting the schedule.
    pub review: Vec<ReviewReason>,
}

/// One format or type of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedTag {
    /// The code in the feed, such as `WC`.
    pub code: String,
    /// Its name, where a list of names was given and knows exactly one.
    pub name: Option<String>,
}

/// Where an imported group meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedVenue {
    /// In a room, on a call, or both.
    pub kind: Venue,
    /// The place in one line, as the feed gives it.
    pub address: Option<String>,
    /// How to find the door.
    pub access_note: Option<String>,
}

/// The way into an online session. `Debug` does not show it, so that no log can.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinDetails {
    /// The `http` or `https` link.
    pub link: Option<String>,
    /// Meeting number, passcode or telephone, as the feed words them.
    pub how: Option<String>,
}

impl fmt::Debug for JoinDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinDetails(hidden)")
    }
}

/// One weekly meeting time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedSeries {
    /// The weekday in the group's own zone.
    pub weekday: Weekday,
    /// The wall time it starts, whole minutes.
    pub start: NaiveTime,
    /// Its length, 5 to 1,440 minutes.
    pub minutes: u32,
    /// The zone of the wall time.
    pub zone: ZoneName,
}

/// Why a person should look at an imported group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewReason {
    /// A free text seems to hide a rule that the weekly fields cannot say.
    RuleInText {
        /// The field of the feed.
        field: &'static str,
        /// Its text, cleaned; of a long one, the sentence that says it.
        text: String,
        /// What kind of rule it looks like.
        sign: RuleSign,
    },
    /// The feed gave no length, so one hour is assumed.
    LengthMissing,
    /// The length could not be true as written, so one hour is assumed.
    LengthUnreadable {
        /// What the feed said.
        text: String,
    },
    /// The length is kept, but it is long enough to be a slip.
    LengthUnusual {
        /// The length that was kept.
        minutes: u32,
    },
    /// The start is kept at 23:59, which some lists write for midnight.
    AlmostMidnight,
    /// The feed says the place is closed for now and gives no other way to meet.
    TemporarilyClosed,
}

/// The kinds of rule that meeting lists hide in free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSign {
    /// Something holds on the nth or last weekday or week of the month.
    NthWeek,
    /// Every second week, every month, or another interval.
    Interval,
    /// The format alternates or rotates.
    Rotation,
    /// Some meetings are left out.
    Exception,
    /// Holidays change it.
    Holidays,
    /// It holds for a season or up to a date.
    Season,
}

/// A row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Where the row stands.
    pub place: Place,
    /// What is wrong with it.
    pub reason: RejectReason,
}

/// A row of a meeting list, as a person would look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The row's number, counted from 1.
    pub row: usize,
    /// Its id in the feed, where it could be read.
    pub id: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "meeting {} (id {id})", self.row),
            None => write!(f, "meeting {}", self.row),
        }
    }
}

/// Why a row was not imported. Each says what would mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RejectReason {
    /// The row is not well-formed JSON.
    #[error("is not readable JSON: {0}")]
    NotJson(String),
    /// The row is JSON, but not an object.
    #[error("is {0}, where an object was expected")]
    NotAnObject(&'static str),
    /// A field that every meeting needs is absent or empty.
    #[error("has no `{0}`")]
    Missing(&'static str),
    /// A field holds what cannot be understood.
    #[error("`{field}` cannot be read: {found}")]
    Unreadable {
        /// The field of the feed.
        field: &'static str,
        /// The start of what it holds.
        found: String,
    },
    /// The row has no zone and none was given for the file.
    #[error(
        "does not say its time zone; give the zone of such meetings with --zone, for example --zone America/New_York"
    )]
    NoZone,
    /// The row names a zone that does not exist.
    #[error("names no zone that can be used: {0}")]
    UnknownZone(ZoneProblem),
    /// The name would call people when it is shown.
    #[error("has a name made of mentions; give it a plain name in the feed")]
    NameOfMentions,
    /// Another row of the same file has this id already.
    #[error("has the same id as meeting {first_row}; ids must differ")]
    DuplicateId {
        /// The row that was taken.
        first_row: usize,
    },
}

/// What to do about one weekly time of a group when its feed says something new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeChange {
    /// The series goes on at another time; what people answered stays with the dates.
    Retime {
        /// Which series.
        series: SeriesId,
        /// What it becomes.
        to: ImportedSeries,
    },
    /// The series has no more sessions.
    End(SeriesId),
    /// A new series begins.
    Add(ImportedSeries),
    /// People here changed this time themselves; the feed's word is shown to them, not followed.
    Disputed(ImportedSeries),
}

/// What changes between what a feed `said` and what it `says` now. `held` are the group's weekly series that still
/// go on, as the feed would write them. A time that only moved on its weekday keeps its series.
#[must_use]
pub fn time_changes(
    said: &[ImportedSeries],
    says: &[ImportedSeries],
    held: &[(SeriesId, ImportedSeries)],
) -> Vec<TimeChange> {
    let mut added: Vec<&ImportedSeries> = says.iter().filter(|time| !said.contains(time)).collect();
    let mut changes = Vec::new();
    for gone in said.iter().filter(|time| !says.contains(time)) {
        let successor = added.iter().position(|time| time.weekday == gone.weekday).map(|at| added.remove(at));
        let series = held.iter().find(|(_, time)| time == gone).map(|(series, _)| *series);
        changes.extend(match (series, successor) {
            (Some(series), Some(to)) => Some(TimeChange::Retime { series, to: to.clone() }),
            (Some(series), None) => Some(TimeChange::End(series)),
            (None, Some(to)) => Some(TimeChange::Disputed(to.clone())),
            (None, None) => None,
        });
    }
    let unknown = added.into_iter().filter(|time| !held.iter().any(|(_, known)| known == *time));
    changes.extend(unknown.cloned().map(TimeChange::Add));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(weekday: Weekday, hour: u32) -> ImportedSeries {
        let start = NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        ImportedSeries { weekday, start, minutes: 60, zone: "Europe/Vienna".parse().unwrap() }
    }

    #[test]
    fn a_feed_changes_only_the_times_that_it_changed() {
        use TimeChange::{Add, Disputed, End, Retime};
        use Weekday::{Mon, Tue};
        let (mon19, mon20, tue19) = (time(Mon, 19), time(Mon, 20), time(Tue, 19));
        let one = SeriesId(1);
        for (said, says, held, expected) in [
            (vec![&mon19], vec![&mon19], vec![], vec![]),
            (vec![&mon19], vec![&mon20], vec![&mon19], vec![Retime { series: one, to: mon20.clone() }]),
            (vec![&mon19], vec![&tue19], vec![&mon19], vec![End(one), Add(tue19.clone())]),
            (vec![&mon19], vec![&mon19, &tue19], vec![&mon19], vec![Add(tue19.clone())]),
            (vec![&mon19, &tue19], vec![&tue19], vec![&mon19, &tue19], vec![End(one)]),
            (vec![&mon19], vec![&mon20], vec![&tue19], vec![Disputed(mon20.clone())]),
            (vec![&mon19], vec![&mon19, &tue19], vec![&tue19], vec![]),
            (vec![&mon19], vec![], vec![], vec![]),
        ] {
            let own = |times: Vec<&ImportedSeries>| times.into_iter().cloned().collect::<Vec<_>>();
            let held: Vec<_> =
                own(held).into_iter().zip(1..).map(|(time, id)| (SeriesId(id), time)).collect();
            assert_eq!(
                time_changes(&own(said.clone()), &own(says.clone()), &held),
                expected,
                "{said:?} {says:?}"
            );
        }
    }
}
