//! Lists of groups: a page of those that a viewer may know of, by what they are like or how their names begin.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{GroupRow, Seen, Viewer, read_all};
use crate::domain::group::Venue;
use crate::domain::id::CommunityId;
use crate::domain::member::Role;
use crate::domain::text;
use crate::storage::error::StorageError;
use crate::storage::row::{RowOf, json_text};

/// What a group is looked for by; what is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupFilter {
    /// A language spoken in it.
    pub language: Option<String>,
    /// Whom it is for.
    pub audience: Option<String>,
    /// Where it meets; a group that meets in both ways is found by either.
    pub venue: Option<Venue>,
    /// A weekday on which it has a session within the five weeks after the time.
    pub weekday: Option<(Weekday, DateTime<Utc>)>,
}

/// A part of a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many come before it.
    pub skip: u32,
    /// The most that are in it. Ask for one more than is shown to know whether there are more.
    pub take: u32,
}

/// A page of the groups that have not ended, by name, as far as the viewer may know of them (P7).
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
    filter: &GroupFilter,
    page: Page,
) -> Result<Vec<Seen>, StorageError> {
    // The rarer one first: an audience tells more than a language.
    let words = [("audience", &filter.audience), ("language", &filter.language)];
    let mut words =
        words.into_iter().filter_map(|(list, word)| word.as_deref().map(|word| (list, text::folded(word))));
    // Both indexes are in the order of the names, so that a page is read without sorting all groups. Where the venue
    // counts, the index of names is quicker: it has the venue in it.
    let leading = if filter.venue.is_none() { words.next() } else { None };
    let (mut query, order) = match leading {
        None => (visible("SELECT f.id FROM \"group\" AS f", community, viewer), "f.folded, f.id"),
        Some((list, word)) => {
            let from = "SELECT f.id FROM group_word AS w CROSS JOIN \"group\" AS f ON f.community = w.community AND f.id = w.group_id";
            let mut query = visible(from, community, viewer);
            query.push(" AND w.community = ").push_bind(community.as_str());
            query.push(" AND w.list = ").push_bind(list).push(" AND w.word = ").push_bind(word);
            (query, "w.folded, w.group_id")
        }
    };
    for (list, word) in words {
        query
            .push(" AND EXISTS (SELECT 1 FROM group_word AS o WHERE o.community = f.community AND o.list = ");
        query.push_bind(list).push(" AND o.word = ").push_bind(word);
        query.push(" AND o.folded = f.folded AND o.group_id = f.id)");
    }
    if let Some(venue) = filter.venue {
        query.push(" AND f.venue IN (").push_bind(venue.word()).push(", 'both')");
    }
    if let Some((weekday, now)) = filter.weekday {
        query.push(
            " AND EXISTS (SELECT 1 FROM session AS s WHERE s.community = f.community AND s.group_id = f.id",
        );
        query.push(" AND s.starts BETWEEN ").push_bind(now.timestamp());
        query.push(" AND ").push_bind((now + TimeDelta::weeks(5)).timestamp());
        query.push(" AND CAST(strftime('%w', s.slot) AS INTEGER) = ");
        query.push_bind(weekday.num_days_from_sunday()).push(")");
    }
    query
        .push(" ORDER BY ")
        .push(order)
        .push(" LIMIT ")
        .push_bind(page.take)
        .push(" OFFSET ")
        .push_bind(page.skip);
    let ids = query.build_query_scalar().fetch_all(&mut *db).await?;
    by_ids(db, community, viewer, &ids).await
}

/// At most `most` groups whose names begin with a text, by name, as far as the viewer may know of them (P7).
/// Names are compared folded, ended groups are left out, and an empty text begins every name. A private name is
/// known only to those who belong (P8).
///
/// # Errors
/// [`StorageError`].
pub async fn by_beginning(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
    beginning: &str,
    most: u32,
) -> Result<Vec<Seen>, StorageError> {
    let beginning = text::folded(beginning);
    // Folded names hold letters and digits only, and U+10FFFF is neither: all that begin so are before it.
    let end = format!("{beginning}\u{10FFFF}");
    let mut shown = visible("SELECT f.folded, f.id FROM \"group\" AS f", community, viewer);
    shown.push(" AND f.folded >= ").push_bind(&beginning).push(" AND f.folded < ").push_bind(&end);
    shown.push(" ORDER BY f.folded, f.id LIMIT ").push_bind(most);
    let mut found: BTreeSet<(String, i64)> =
        shown.build_query_as().fetch_all(&mut *db).await?.into_iter().collect();
    let mut private = visible("SELECT f.folded, f.id FROM \"group\" AS f", community, viewer);
    push_inside(private.push(" AND "), viewer);
    private
        .push(" AND f.private_folded >= ")
        .push_bind(&beginning)
        .push(" AND f.private_folded < ")
        .push_bind(&end);
    private.push(" ORDER BY f.private_folded, f.id LIMIT ").push_bind(most);
    found.extend(private.build_query_as::<(String, i64)>().fetch_all(&mut *db).await?);
    let ids: Vec<i64> = found.into_iter().map(|(_, id)| id).take(most as usize).collect();
    by_ids(db, community, viewer, &ids).await
}

/// The folded names of all groups that have not ended, as far as the viewer may know of them: for "did you mean".
/// A private name is among them only for those who belong (P8).
///
/// # Errors
/// [`StorageError`].
pub async fn names(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
) -> Result<Vec<String>, StorageError> {
    // One row with all of them: ten thousand rows would take ten times as long to hand over.
    let mut shown = visible("SELECT json_group_array(f.folded) FROM \"group\" AS f", community, viewer);
    let shown: String = shown.build_query_scalar().fetch_one(&mut *db).await?;
    let mut private =
        visible("SELECT json_group_array(f.private_folded) FROM \"group\" AS f", community, viewer);
    push_inside(private.push(" AND f.private_folded IS NOT NULL AND "), viewer);
    let private: String = private.build_query_scalar().fetch_one(db).await?;
    let row = RowOf::new("group", community);
    let mut names: Vec<String> = row.json("folded", &shown)?;
    names.extend(row.json::<Vec<String>>("private_folded", &private)?);
    Ok(names)
}

/// Begins a query over the groups that have not ended and that the viewer may know of: the same rule as
/// [`crate::domain::group::Group::visible_to`], which a test holds it to.
fn visible(from: &'static str, community: &CommunityId, viewer: Viewer) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(from);
    query.push(" WHERE f.status <> 'ended' AND f.community = ").push_bind(community.as_str().to_owned());
    query.push(if viewer.role >= Role::Facilitator {
        " AND (f.listed OR "
    } else {
        " AND ((f.listed AND f.kind <> 'supervision') OR "
    });
    push_inside(&mut query, viewer);
    query.push(")");
    query
}

/// Whether the viewer belongs to the group or holds it; admins are inside every group.
fn push_inside(query: &mut QueryBuilder<Sqlite>, viewer: Viewer) {
    let Some(member) = viewer.member.filter(|_| viewer.role != Role::Admin) else {
        query.push(if viewer.role == Role::Admin { "true" } else { "false" });
        return;
    };
    for (own, end) in [
        (
            "(EXISTS (SELECT 1 FROM roster AS o WHERE o.community = f.community AND o.group_id = f.id AND o.member = ",
            ") OR ",
        ),
        (
            "EXISTS (SELECT 1 FROM membership AS o WHERE o.community = f.community AND o.group_id = f.id AND o.state = 'belongs' AND o.member = ",
            "))",
        ),
    ] {
        query.push(own).push_bind(member.0).push(end);
    }
}

async fn by_ids(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
    ids: &[i64],
) -> Result<Vec<Seen>, StorageError> {
    let rows = sqlx::query_as::<_, GroupRow>(select_group!(
        "JOIN json_each(?3) AS wanted ON wanted.value = g.id WHERE g.community = ?1 ORDER BY wanted.key"
    ))
    .bind(community.as_str())
    .bind(viewer.member.map(|member| member.0))
    .bind(json_text(ids))
    .fetch_all(db)
    .await?;
    read_all(rows)
}
