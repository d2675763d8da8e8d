//! Groups: kept, changed, and found by name, room, origin or what they are like, as far as one may know of them (P7).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::community;
use super::error::StorageError;
use super::row::{RowOf, json_text};
use crate::domain::group::{Group, Kind, Membership, Room, SeeWhoComes, Standing, Status, Venue};
use crate::domain::id::{CommunityId, GroupId, MemberId};
use crate::domain::member::{Language, Role};
use crate::domain::text;

/// The columns of a group, and how the viewer `?2` stands to it in the community `?1`; then `FROM "group" AS g`.
macro_rules! select_group {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.name, g.public_name, g.description, g.languages, g.audiences, g.membership, g.kind, ",
            "g.capacity, g.see, g.venue, g.address, g.access, g.link, g.status, g.paused_until, g.listed, ",
            "g.channel_reminder, g.language, g.room_platform, g.room, g.review, g.revision, ",
            "EXISTS (SELECT 1 FROM roster AS r WHERE r.community = ?1 AND r.group_id = g.id AND r.member = ?2 AND r.part = 'facilitator') AS on_roster, ",
            "EXISTS (SELECT 1 FROM roster AS r WHERE r.community = ?1 AND r.group_id = g.id AND r.member = ?2 AND r.part = 'coordinator') AS coordinates, ",
            "(SELECT m.state FROM membership AS m WHERE m.community = ?1 AND m.group_id = g.id AND m.member = ?2) AS belonging ",
            "FROM \"group\" AS g ",
            $rest
        )
    };
}

// After the macro that it uses.
mod list;

pub use list::{GroupFilter, Page, by_beginning, list, names};

/// Somebody who looks for groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Their number, if the bot keeps data on them.
    pub member: Option<MemberId>,
    /// Their role in the community.
    pub role: Role,
}

impl Viewer {
    /// True where they may read what is for those who belong to the group (P8).
    fn is_inside(self, standing: Standing) -> bool {
        self.role == Role::Admin || standing.belongs || standing.on_roster || standing.coordinates
    }
}

/// A group as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The group.
    pub group: Group,
    /// How they stand to it.
    pub standing: Standing,
}

#[derive(sqlx::FromRow)]
struct GroupRow {
    id: i64,
    name: String,
    public_name: Option<String>,
    description: Option<String>,
    languages: String,
    audiences: String,
    membership: String,
    kind: String,
    capacity: Option<i64>,
    see: String,
    venue: String,
    address: Option<String>,
    access: Option<String>,
    link: Option<String>,
    status: String,
    paused_until: Option<i64>,
    listed: bool,
    channel_reminder: bool,
    language: String,
    room_platform: Option<String>,
    room: Option<String>,
    review: Option<String>,
    revision: i64,
    on_roster: bool,
    coordinates: bool,
    belonging: Option<String>,
}

impl GroupRow {
    fn read(self) -> Result<Seen, StorageError> {
        let row = RowOf::new("group", self.id);
        let standing = self.standing()?;
        let status = match self.status.as_str() {
            "active" => Status::Active,
            "paused" => Status::Paused {
                until: self.paused_until.map(|until| row.instant("paused_until", until)).transpose()?,
            },
            "ended" => Status::Ended,
            _ => return Err(row.bad("status")),
        };
        let room = match (self.room_platform, self.room) {
            (Some(platform), Some(id)) => Some(Room { platform, id }),
            (None, None) => None,
            _ => return Err(row.bad("room")),
        };
        let group = Group {
            id: GroupId(self.id),
            languages: row.json("languages", &self.languages)?,
            audiences: row.json("audiences", &self.audiences)?,
            membership: row.word("membership", &self.membership, Membership::from_word)?,
            kind: row.word("kind", &self.kind, Kind::from_word)?,
            capacity: self.capacity.map(|seats| row.count("capacity", seats)).transpose()?,
            see: row.word("see", &self.see, SeeWhoComes::from_word)?,
            venue: row.word("venue", &self.venue, Venue::from_word)?,
            language: row.word("language", &self.language, Language::from_tag)?,
            name: self.name,
            public_name: self.public_name,
            description: self.description,
            address: self.address,
            access: self.access,
            link: self.link,
            status,
            listed: self.listed,
            channel_reminder: self.channel_reminder,
            room,
            review: self.review,
            revision: self.revision,
        };
        Ok(Seen { group, standing })
    }

    fn standing(&self) -> Result<Standing, StorageError> {
        let (belongs, requested) = match self.belonging.as_deref() {
            None => (false, false),
            Some("belongs") => (true, false),
            Some("requested") => (false, true),
            Some(_) => return Err(RowOf::new("membership", format!("of group {}", self.id)).bad("state")),
        };
        Ok(Standing { on_roster: self.on_roster, coordinates: self.coordinates, belongs, requested })
    }
}

fn read_all(rows: Vec<GroupRow>) -> Result<Vec<Seen>, StorageError> {
    rows.into_iter().map(GroupRow::read).collect()
}

/// Keeps those that the viewer may know of (P7).
fn visible(seen: Vec<Seen>, viewer: Viewer) -> Vec<Seen> {
    seen.into_iter().filter(|seen| seen.group.visible_to(viewer.role, seen.standing)).collect()
}

/// Keeps a new group and gives its number; the number and revision in `group` do not count. `source` is where it
/// was imported from, by which the next import finds it again.
///
/// # Errors
/// [`StorageError::Database`]: a clash where the source has a group already.
pub async fn insert(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: &Group,
    source: Option<&str>,
) -> Result<GroupId, StorageError> {
    let id = community::new_id(db, community).await?;
    sqlx::query(
        "INSERT INTO \"group\" (community, id, name, folded, membership, kind, see, venue, status, listed,
           channel_reminder, language, source)
         VALUES (?, ?, '', '', '', '', '', '', '', 0, 0, '', ?)",
    )
    .bind(community.as_str())
    .bind(id)
    .bind(source)
    .execute(&mut *db)
    .await?;
    let id = GroupId(id);
    // Every column is written by one statement only, and the first change makes revision 0.
    update(db, community, &Group { id, revision: -1, ..group.clone() }).await?;
    Ok(id)
}

/// Keeps a group's settings and gives its next revision.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn update(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: &Group,
) -> Result<i64, StorageError> {
    let (status, paused_until) = match group.status {
        Status::Active => ("active", None),
        Status::Paused { until } => ("paused", until.map(|until| until.timestamp())),
        Status::Ended => ("ended", None),
    };
    let folded = text::folded(group.shown_name());
    let private = group.public_name.as_ref().map(|_| text::folded(&group.name));
    sqlx::query(
        "UPDATE \"group\" SET name = ?, folded = ?, private_folded = ?, public_name = ?, description = ?, languages = ?, audiences = ?,
           membership = ?, kind = ?, capacity = ?, see = ?, venue = ?, address = ?, access = ?, link = ?, status = ?,
           paused_until = ?, listed = ?, channel_reminder = ?, language = ?, room_platform = ?, room = ?, review = ?,
           revision = ?
         WHERE community = ? AND id = ?",
    )
    .bind(&group.name)
    .bind(&folded)
    .bind(private)
    .bind(&group.public_name)
    .bind(&group.description)
    .bind(json_text(&group.languages))
    .bind(json_text(&group.audiences))
    .bind(group.membership.word())
    .bind(group.kind.word())
    .bind(group.capacity)
    .bind(group.see.word())
    .bind(group.venue.word())
    .bind(&group.address)
    .bind(&group.access)
    .bind(&group.link)
    .bind(status)
    .bind(paused_until)
    .bind(group.listed)
    .bind(group.channel_reminder)
    .bind(group.language.tag())
    .bind(group.room.as_ref().map(|room| room.platform.as_str()))
    .bind(group.room.as_ref().map(|room| room.id.as_str()))
    .bind(&group.review)
    .bind(group.revision + 1)
    .bind(community.as_str())
    .bind(group.id.0)
    .execute(&mut *db)
    .await?;
    index_words(db, community, group, &folded).await?;
    Ok(group.revision + 1)
}

/// Keeps the words that a group is looked for by.
async fn index_words(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: &Group,
    folded: &str,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM group_word WHERE community = ? AND group_id = ?")
        .bind(community.as_str())
        .bind(group.id.0)
        .execute(&mut *db)
        .await?;
    let languages = group.languages.iter().map(|word| ("language", word));
    let audiences = group.audiences.iter().map(|word| ("audience", word));
    for (list, word) in languages.chain(audiences) {
        sqlx::query(
            "INSERT INTO group_word (community, list, word, folded, group_id) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(community.as_str())
        .bind(list)
        .bind(text::folded(word))
        .bind(folded)
        .bind(group.id.0)
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// A group by number, and how somebody stands to it; the caller looks whether they may know of it.
///
/// # Errors
/// [`StorageError`].
pub async fn get(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: GroupId,
    member: Option<MemberId>,
) -> Result<Option<Seen>, StorageError> {
    sqlx::query_as::<_, GroupRow>(select_group!("WHERE g.community = ?1 AND g.id = ?3"))
        .bind(community.as_str())
        .bind(member.map(|member| member.0))
        .bind(id.0)
        .fetch_optional(db)
        .await?
        .map(GroupRow::read)
        .transpose()
}

/// How somebody stands to a group.
///
/// # Errors
/// [`StorageError`].
pub async fn standing(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: GroupId,
    member: Option<MemberId>,
) -> Result<Standing, StorageError> {
    Ok(get(db, community, id, member).await?.map(|seen| seen.standing).unwrap_or_default())
}

/// When the next pause ends by itself, in any community.
///
/// # Errors
/// [`StorageError`].
pub async fn next_resume(db: &mut SqliteConnection) -> Result<Option<DateTime<Utc>>, StorageError> {
    let first: Option<i64> =
        sqlx::query_scalar("SELECT min(paused_until) FROM \"group\" WHERE paused_until IS NOT NULL")
            .fetch_one(db)
            .await?;
    first.map(|until| RowOf::new("group", "first").instant("paused_until", until)).transpose()
}

/// Some of the groups, of any community, whose pause has ended by now.
///
/// # Errors
/// [`StorageError`].
pub async fn to_resume(
    db: &mut SqliteConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(CommunityId, GroupId)>, StorageError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT community, id FROM \"group\" WHERE paused_until IS NOT NULL AND paused_until <= ? ORDER BY paused_until, id LIMIT ?",
    )
    .bind(now.timestamp())
    .bind(limit)
    .fetch_all(db)
    .await?;
    let read = |(community, id): (String, i64)| {
        Ok((
            RowOf::new("group", id).word("community", &community, |text| CommunityId::new(text).ok())?,
            GroupId(id),
        ))
    };
    rows.into_iter().map(read).collect()
}

/// The group that was imported from a source.
///
/// # Errors
/// [`StorageError`].
pub async fn by_source(
    db: &mut SqliteConnection,
    community: &CommunityId,
    source: &str,
) -> Result<Option<Group>, StorageError> {
    let row = sqlx::query_as::<_, GroupRow>(select_group!("WHERE g.community = ?1 AND g.source = ?3"))
        .bind(community.as_str())
        .bind(None::<i64>)
        .bind(source)
        .fetch_optional(db)
        .await?;
    Ok(row.map(GroupRow::read).transpose()?.map(|seen| seen.group))
}

/// The groups that live in a room and have not ended, as far as the viewer may know of them.
///
/// # Errors
/// [`StorageError`].
pub async fn by_room(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
    room: &Room,
) -> Result<Vec<Seen>, StorageError> {
    let rows = sqlx::query_as::<_, GroupRow>(select_group!(
        "WHERE g.community = ?1 AND g.room = ?3 AND g.room_platform = ?4 AND g.status <> 'ended' ORDER BY g.folded, g.id"
    ))
    .bind(community.as_str())
    .bind(viewer.member.map(|member| member.0))
    .bind(&room.id)
    .bind(&room.platform)
    .fetch_all(db)
    .await?;
    Ok(visible(read_all(rows)?, viewer))
}

/// The groups of a name, compared folded, as far as the viewer may know of them; several may share one. A private
/// name is known only to those who belong (P8).
///
/// # Errors
/// [`StorageError`].
pub async fn by_name(
    db: &mut SqliteConnection,
    community: &CommunityId,
    viewer: Viewer,
    name: &str,
) -> Result<Vec<Seen>, StorageError> {
    let name = text::folded(name);
    let rows = sqlx::query_as::<_, GroupRow>(select_group!(
        "WHERE g.community = ?1 AND (g.folded = ?3 OR g.private_folded = ?3) ORDER BY g.id"
    ))
    .bind(community.as_str())
    .bind(viewer.member.map(|member| member.0))
    .bind(&name)
    .fetch_all(db)
    .await?;
    let known =
        |seen: &Seen| viewer.is_inside(seen.standing) || text::folded(seen.group.shown_name()) == name;
    Ok(visible(read_all(rows)?, viewer).into_iter().filter(known).collect())
}

/// A group goes, with its series, sessions, roster and answers; what was planned to be said about it is withdrawn.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn remove(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: GroupId,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE delivery SET state = 'withdrawn' WHERE community = ? AND group_id = ? AND state = 'planned'",
    )
    .bind(community.as_str())
    .bind(id.0)
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM \"group\" WHERE community = ? AND id = ?")
        .bind(community.as_str())
        .bind(id.0)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
pub(super) mod tests;
