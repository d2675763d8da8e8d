//! Lists of groups: a page of those that a viewer may know of, by what they are like or how their names begin.

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{GroupRow, Seen, Viewer, read_all};
use crate::domain::group::Venue;
use crate::domain::id::{CommunityId, GroupId};
use crate::domain::member::Role;
use crate::domain::text;
use crate::storage::error::StorageError;
use crate::storage::row::json_text;

/// What a group is looked for by; what is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupFilter {
    /// A language spoken in it.
    pub language: Option<String>,
    /// Whom it is for.
    pub audience: Option<String>,
    /// Where it meets; a group that meets in both ways is found by either.
    pub venue: Option<Venue>,
    /// Only these, such as those that meet on a weekday.
    pub among: Option<Vec<GroupId>>,
    /// Only imported ones that somebody should look at.
    pub to_review: bool,
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
    // The index of words is in the order of the names, so that a page is read without sorting all groups.
    let (mut query, order) = match words.next() {
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
    if let Some(among) = &filter.among {
        query.push(" AND f.id IN (SELECT value FROM json_each(").push_bind(json_text(among)).push("))");
    }
    if filter.to_review {
        query.push(" AND f.review IS NOT NULL");
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
/// Names are compared folded, ended groups are left out, and an empty text begins every name.
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
    let mut query = visible("SELECT f.id FROM \"group\" AS f", community, viewer);
    // Folded names hold letters and digits only, and U+10FFFF is neither: all that begin so are before it.
    let end = format!("{beginning}\u{10FFFF}");
    query.push(" AND f.folded >= ").push_bind(beginning).push(" AND f.folded < ").push_bind(end);
    query.push(" ORDER BY f.folded, f.id LIMIT ").push_bind(most);
    let ids = query.build_query_scalar().fetch_all(&mut *db).await?;
    by_ids(db, community, viewer, &ids).await
}

/// The folded names of all groups that have not ended, as far as the viewer may know of them: for "did you mean".
///
/// # Errors
/// [`StorageError::Database`].
pub async fn names(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
) -> Result<Vec<(GroupId, String)>, StorageError> {
    let mut query = visible("SELECT f.id, f.folded FROM \"group\" AS f", community, viewer);
    let rows: Vec<(i64, String)> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(|(id, folded)| (GroupId(id), folded)).collect())
}

/// The groups that have a session on a weekday within the next five weeks.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn on_weekday(
    db: &mut SqliteConnection,
    community: &CommunityId,
    weekday: Weekday,
    now: DateTime<Utc>,
) -> Result<Vec<GroupId>, StorageError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT group_id FROM session
         WHERE community = ? AND CAST(strftime('%w', slot) AS INTEGER) = ? AND starts BETWEEN ? AND ?",
    )
    .bind(community.as_str())
    .bind(weekday.num_days_from_sunday())
    .bind(now.timestamp())
    .bind((now + TimeDelta::weeks(5)).timestamp())
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(GroupId).collect())
}

/// Begins a query over the groups that have not ended and that the viewer may know of: the same rule as
/// [`crate::domain::group::Group::visible_to`], which a test holds it to.
fn visible(from: &'static str, community: &CommunityId, viewer: Viewer) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(from);
    query.push(" WHERE f.status <> 'ended' AND f.community = ").push_bind(community.as_str().to_owned());
    if viewer.role == Role::Admin {
        return query;
    }
    query.push(if viewer.role >= Role::Facilitator {
        " AND (f.listed"
    } else {
        " AND (f.listed AND f.kind <> 'supervision'"
    });
    if let Some(member) = viewer.member {
        for own in [
            " OR EXISTS (SELECT 1 FROM roster AS o WHERE o.community = f.community AND o.group_id = f.id AND o.member = ",
            " OR EXISTS (SELECT 1 FROM membership AS o WHERE o.community = f.community AND o.group_id = f.id AND o.state = 'belongs' AND o.member = ",
        ] {
            query.push(own).push_bind(member.0).push(")");
        }
    }
    query.push(")");
    query
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
