//! New groups with their series and sessions, laid in by the hundred: a region has thousands.

use chrono::{Datelike, Days, NaiveDate};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::said::Said;
use crate::domain::group::Group;
use crate::domain::id::{CommunityId, GroupId, SeriesId};
use crate::domain::import::ImportedSeries;
use crate::domain::member::Language;
use crate::domain::recurrence::{Frequency, Recurrence, Rule};
use crate::domain::session::{NewSession, Series};
use crate::domain::text;
use crate::storage::error::StorageError;
use crate::storage::row::{RowOf, json_text, wall_text};
use crate::storage::series::{self, Horizon};
use crate::storage::{community, session};

/// A group of a feed that is not here yet.
pub(super) struct NewGroup {
    /// By which the next import finds it again.
    pub source: String,
    /// What the feed says.
    pub said: Said,
    /// Its weekly times.
    pub times: Vec<ImportedSeries>,
}

/// Keeps new groups, at most a few hundred at once, with everything that belongs to them.
pub(super) async fn insert(
    db: &mut SqliteConnection,
    community: &CommunityId,
    new: &[NewGroup],
    language: Language,
    horizon: Horizon<'_>,
) -> Result<(), StorageError> {
    let numbers = new.iter().map(|group| 1 + group.times.len()).sum::<usize>();
    let mut id = community::new_ids(db, community, u32::try_from(numbers).unwrap_or(u32::MAX)).await?;
    let (mut groups, mut all_series) = (Vec::new(), Vec::new());
    for one in new {
        let group = Group { id: GroupId(id), ..one.said.new_group(language) };
        for (time, id) in one.times.iter().zip(id + 1..) {
            all_series.push(new_series(SeriesId(id), group.id, time, horizon)?);
        }
        id += 1 + i64::try_from(one.times.len()).unwrap_or_default();
        groups.push((group, one));
    }
    insert_groups(db, community, &groups).await?;
    insert_words(db, community, &groups).await?;
    insert_series(db, community, &all_series, horizon).await?;
    let sessions: Vec<NewSession> = all_series.iter().flat_map(|series| laid_out(series, horizon)).collect();
    session::insert_all(db, community, &sessions, horizon.zones).await?;
    Ok(())
}

/// The series of a weekly time, from today in its zone on.
pub(super) fn weekly(time: &ImportedSeries, horizon: Horizon<'_>) -> Result<Recurrence, StorageError> {
    let today = horizon.zones.local(&time.zone, horizon.now).date();
    Recurrence::new(first_on(today, time).and_time(time.start), Some(Rule::every(Frequency::Weekly)))
        .map_err(|_| RowOf::new("series", "new").bad("starts_at"))
}

fn first_on(today: NaiveDate, time: &ImportedSeries) -> NaiveDate {
    let ahead = time.weekday.days_since(today.weekday());
    today.checked_add_days(Days::new(u64::from(ahead))).unwrap_or(today)
}

fn new_series(
    id: SeriesId,
    group: GroupId,
    time: &ImportedSeries,
    horizon: Horizon<'_>,
) -> Result<Series, StorageError> {
    let recurrence = weekly(time, horizon)?;
    Ok(Series { id, group, zone: time.zone, recurrence, minutes: time.minutes, ends_before: None })
}

fn laid_out<'a>(series: &'a Series, horizon: Horizon<'a>) -> impl Iterator<Item = NewSession> + 'a {
    series::slots(series, horizon.zones, horizon.now)
        .take_while(move |(_, starts)| *starts < horizon.until)
        .map(|(slot, _)| series::new_session(series, slot))
}

async fn insert_groups(
    db: &mut SqliteConnection,
    community: &CommunityId,
    groups: &[(Group, &NewGroup)],
) -> Result<(), StorageError> {
    let mut insert = QueryBuilder::<Sqlite>::new(
        "INSERT INTO \"group\" (community, id, name, folded, description, languages, audiences, membership, kind, see,
           venue, address, access, link, status, listed, channel_reminder, language, review, source, imported) ",
    );
    insert.push_values(groups, |mut row, (group, new)| {
        row.push_bind(community.as_str())
            .push_bind(group.id.0)
            .push_bind(&group.name)
            .push_bind(text::folded(&group.name))
            .push_bind(&group.description)
            .push_bind(json_text(&group.languages))
            .push_bind(json_text(&group.audiences))
            .push_bind(group.membership.word())
            .push_bind(group.kind.word())
            .push_bind(group.see.word())
            .push_bind(group.venue.word())
            .push_bind(&group.address)
            .push_bind(&group.access)
            .push_bind(&group.link)
            .push("'active'")
            .push_bind(group.listed)
            .push_bind(group.channel_reminder)
            .push_bind(group.language.tag())
            .push_bind(&group.review)
            .push_bind(&new.source)
            .push_bind(super::said_text(&new.said));
    });
    insert.build().execute(db).await?;
    Ok(())
}

/// The words that groups are looked for by.
async fn insert_words(
    db: &mut SqliteConnection,
    community: &CommunityId,
    groups: &[(Group, &NewGroup)],
) -> Result<(), StorageError> {
    let words: Vec<(&str, String, &Group)> = groups
        .iter()
        .flat_map(|(group, _)| {
            let languages = group.languages.iter().map(|word| ("language", word));
            let audiences = group.audiences.iter().map(|word| ("audience", word));
            languages.chain(audiences).map(move |(list, word)| (list, text::folded(word), group))
        })
        .collect();
    for batch in words.chunks(1_000) {
        let mut insert =
            QueryBuilder::<Sqlite>::new("INSERT INTO group_word (community, list, word, folded, group_id) ");
        insert.push_values(batch, |mut row, (list, word, group)| {
            row.push_bind(community.as_str())
                .push_bind(*list)
                .push_bind(word)
                .push_bind(text::folded(&group.name))
                .push_bind(group.id.0);
        });
        insert.push(" ON CONFLICT DO NOTHING").build().execute(&mut *db).await?;
    }
    Ok(())
}

async fn insert_series(
    db: &mut SqliteConnection,
    community: &CommunityId,
    all: &[Series],
    horizon: Horizon<'_>,
) -> Result<(), StorageError> {
    for batch in all.chunks(1_000) {
        let mut insert = QueryBuilder::<Sqlite>::new(
            "INSERT INTO series (community, id, group_id, zone, starts_at, rule, minutes, laid_out_until) ",
        );
        insert.push_values(batch, |mut row, series| {
            row.push_bind(community.as_str())
                .push_bind(series.id.0)
                .push_bind(series.group.0)
                .push_bind(series.zone.as_str())
                .push_bind(wall_text(series.recurrence.start()))
                .push_bind(series.recurrence.rule().map(ToString::to_string))
                .push_bind(series.minutes)
                .push_bind(horizon.until.timestamp());
        });
        insert.build().execute(&mut *db).await?;
    }
    Ok(())
}
