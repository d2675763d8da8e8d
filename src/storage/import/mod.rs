//! Lays the groups of a feed into a community, in the caller's one transaction.
//!
//! A group is known by its source. What the feed said last is kept beside it, so that a second import changes nothing
//! and a later one changes only what the feed changed: what people here changed stays. Nothing is deleted.

mod changes;
mod rows;
mod said;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use sqlx::SqliteConnection;

use self::rows::NewGroup;
pub use self::said::Part;
use self::said::Said;
use super::error::StorageError;
use super::series::Horizon;
use crate::domain::id::CommunityId;
use crate::domain::import::ImportedGroup;
use crate::domain::member::Language;

/// How many new groups go into one step.
const STEP: usize = 250;

/// How groups are laid in.
#[derive(Debug, Clone, Copy)]
pub struct Laying<'a> {
    /// The feed's name, the first part of its external ids.
    pub feed: &'a str,
    /// The language of unasked messages about new groups.
    pub language: Language,
    /// From when until when sessions are laid out.
    pub horizon: Horizon<'a>,
    /// When people are reminded who chose no times, in minutes before a session.
    pub default_offsets: &'a [u32],
}

/// What an import did, or would do if its transaction were kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Laid {
    /// How many groups are new.
    pub new: usize,
    /// Which groups (by their place in the list) the feed changed, and what of them.
    pub changed: Vec<(usize, BTreeSet<Part>)>,
    /// How many are as they were.
    pub unchanged: usize,
    /// External ids of this feed that are here and not in the list; those rows stay as they are.
    pub absent: Vec<String>,
}

/// Lays groups in. `progress` hears how many rows are done.
///
/// # Errors
/// [`StorageError`]; the caller then drops the transaction, and nothing has changed.
pub async fn lay_in(
    db: &mut SqliteConnection,
    community: &CommunityId,
    groups: &[ImportedGroup],
    laying: &Laying<'_>,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Laid, StorageError> {
    let mut known = known(db, community, laying.feed).await?;
    let mut laid = Laid::default();
    let mut new = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let source = group.external_id.to_string();
        let says = Said::of(group);
        match known.remove(&source) {
            None => new.push(NewGroup { source, said: says, times: group.series.clone() }),
            Some(before) if before.imported.as_deref() == Some(&said_text(&says)) => laid.unchanged += 1,
            Some(before) => {
                let parts = changes::bring_up(db, community, &before, &says, laying).await?;
                keep_said(db, community, before.id, &says).await?;
                laid.changed.push((at, parts));
            }
        }
    }
    let known_rows = laid.unchanged + laid.changed.len();
    progress(known_rows);
    for step in new.chunks(STEP) {
        rows::insert(db, community, step, laying.language, laying.horizon).await?;
        laid.new += step.len();
        progress(known_rows + laid.new);
    }
    laid.absent = known.into_keys().collect();
    laid.absent.sort_unstable();
    Ok(laid)
}

/// A group that came from the feed before.
struct Known {
    id: i64,
    imported: Option<String>,
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    id: i64,
    source: String,
    imported: Option<String>,
}

async fn known(
    db: &mut SqliteConnection,
    community: &CommunityId,
    feed: &str,
) -> Result<HashMap<String, Known>, StorageError> {
    // A semicolon follows the colon, so that this is every source of the feed and no other.
    let rows: Vec<KnownRow> = sqlx::query_as(
        "SELECT id, source, imported FROM \"group\" WHERE community = ? AND source >= ? AND source < ?",
    )
    .bind(community.as_str())
    .bind(format!("{feed}:"))
    .bind(format!("{feed};"))
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.source, Known { id: row.id, imported: row.imported })).collect())
}

async fn keep_said(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: i64,
    says: &Said,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE \"group\" SET imported = ? WHERE community = ? AND id = ?")
        .bind(said_text(says))
        .bind(community.as_str())
        .bind(group)
        .execute(db)
        .await?;
    Ok(())
}

/// The form that is kept. It cannot fail: the fields are texts, numbers and closed words.
fn said_text(says: &Said) -> String {
    serde_json::to_string(says).unwrap_or_default()
}
