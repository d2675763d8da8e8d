//! The people: found by account, number or name, kept and changed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::community;
use super::error::StorageError;
use super::row::{RowOf, json_text, time_text};
use crate::domain::id::{CommunityId, GroupId, MemberId};
use crate::domain::member::{Account, Language, Member, ReminderChoice, Role};
use crate::domain::text;

/// Reads members; what follows `FROM member` is the argument.
macro_rules! select_member {
    ($rest:literal) => {
        concat!(
            "SELECT member.id, member.platform, member.account, member.name, member.zone, member.language, member.role, ",
            "member.consent, member.reminders, member.offsets, member.quiet_from, member.quiet_to FROM member ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: i64,
    platform: String,
    account: String,
    name: String,
    zone: Option<String>,
    language: Option<String>,
    role: String,
    consent: Option<i64>,
    reminders: bool,
    offsets: String,
    quiet_from: Option<String>,
    quiet_to: Option<String>,
}

impl MemberRow {
    fn read(self) -> Result<Member, StorageError> {
        let row = RowOf::new("member", self.id);
        let quiet = match (&self.quiet_from, &self.quiet_to) {
            (Some(from), Some(to)) => Some((row.time("quiet_from", from)?, row.time("quiet_to", to)?)),
            (None, None) => None,
            _ => return Err(row.bad("quiet_to")),
        };
        Ok(Member {
            id: MemberId(self.id),
            zone: self.zone.map(|zone| row.zone("zone", &zone)).transpose()?,
            language: self.language.map(|tag| row.word("language", &tag, Language::from_tag)).transpose()?,
            role: row.word("role", &self.role, Role::from_word)?,
            consent: self.consent.map(|version| row.count("consent", version)).transpose()?,
            reminders: ReminderChoice {
                on: self.reminders,
                offsets_minutes: row.json("offsets", &self.offsets)?,
                quiet,
            },
            account: Account { platform: self.platform, id: self.account },
            name: self.name,
        })
    }
}

fn read_all(rows: Vec<MemberRow>) -> Result<Vec<Member>, StorageError> {
    rows.into_iter().map(MemberRow::read).collect()
}

/// An account as it stands on buttons and questions: whoever reads them without the deployment's secret learns no id.
#[must_use]
pub fn asked(deployment: &str, account: &Account) -> String {
    let mut hash = Sha256::new();
    for part in [deployment, &account.platform, &account.id] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// Whom an account belongs to.
///
/// # Errors
/// [`StorageError`].
pub async fn by_account(
    db: &mut SqliteConnection,
    community: &CommunityId,
    account: &Account,
) -> Result<Option<Member>, StorageError> {
    sqlx::query_as::<_, MemberRow>(select_member!("WHERE community = ? AND platform = ? AND account = ?"))
        .bind(community.as_str())
        .bind(&account.platform)
        .bind(&account.id)
        .fetch_optional(db)
        .await?
        .map(MemberRow::read)
        .transpose()
}

/// A member by number.
///
/// # Errors
/// [`StorageError`].
pub async fn get(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: MemberId,
) -> Result<Option<Member>, StorageError> {
    sqlx::query_as::<_, MemberRow>(select_member!("WHERE community = ? AND id = ?"))
        .bind(community.as_str())
        .bind(id.0)
        .fetch_optional(db)
        .await?
        .map(MemberRow::read)
        .transpose()
}

/// Members of a name, compared folded; several may share one.
///
/// # Errors
/// [`StorageError`].
pub async fn by_name(
    db: &mut SqliteConnection,
    community: &CommunityId,
    name: &str,
) -> Result<Vec<Member>, StorageError> {
    let rows =
        sqlx::query_as::<_, MemberRow>(select_member!("WHERE community = ? AND folded = ? ORDER BY id"))
            .bind(community.as_str())
            .bind(text::folded(name))
            .fetch_all(db)
            .await?;
    read_all(rows)
}

/// Those of a name, compared folded, who belong to a group or hold it.
///
/// # Errors
/// [`StorageError`].
pub async fn by_name_in_group(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: GroupId,
    name: &str,
) -> Result<Vec<Member>, StorageError> {
    let rows = sqlx::query_as::<_, MemberRow>(select_member!(
        "WHERE community = ?1 AND folded = ?2 AND (
           EXISTS (SELECT 1 FROM membership AS m WHERE m.community = ?1 AND m.group_id = ?3 AND m.member = member.id)
           OR EXISTS (SELECT 1 FROM roster AS r WHERE r.community = ?1 AND r.group_id = ?3 AND r.member = member.id)
         ) ORDER BY id"
    ))
    .bind(community.as_str())
    .bind(text::folded(name))
    .bind(group.0)
    .fetch_all(db)
    .await?;
    read_all(rows)
}

/// Those with at least a role, when last seen: whom to ask when a group needs somebody.
///
/// # Errors
/// [`StorageError`].
pub async fn with_role(
    db: &mut SqliteConnection,
    community: &CommunityId,
    least: Role,
) -> Result<Vec<Member>, StorageError> {
    let words: Vec<&str> = Role::ALL.into_iter().filter(|role| *role >= least).map(Role::word).collect();
    let rows = sqlx::query_as::<_, MemberRow>(select_member!(
        "WHERE community = ? AND role IN (SELECT value FROM json_each(?)) ORDER BY id"
    ))
    .bind(community.as_str())
    .bind(json_text(&words))
    .fetch_all(db)
    .await?;
    read_all(rows)
}

/// Keeps a new member and gives the number; the one in `member` does not count.
///
/// # Errors
/// [`StorageError::Database`]: a clash where the account has a member already.
pub async fn insert(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: &Member,
) -> Result<MemberId, StorageError> {
    let id = community::new_id(db, community).await?;
    sqlx::query(
        "INSERT INTO member (community, id, platform, account, name, folded, role) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(community.as_str())
    .bind(id)
    .bind(&member.account.platform)
    .bind(&member.account.id)
    .bind(&member.name)
    .bind(text::folded(&member.name))
    .bind(member.role.word())
    .execute(&mut *db)
    .await?;
    let id = MemberId(id);
    update(db, community, &Member { id, ..member.clone() }).await?;
    Ok(id)
}

/// Keeps what a member chose: name, zone, language, role, consent and reminders. The account stays.
///
/// # Errors
/// [`StorageError::Database`].
pub async fn update(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: &Member,
) -> Result<(), StorageError> {
    let reminders = &member.reminders;
    sqlx::query(
        "UPDATE member SET name = ?, folded = ?, zone = ?, language = ?, role = ?, consent = ?,
           reminders = ?, offsets = ?, quiet_from = ?, quiet_to = ?
         WHERE community = ? AND id = ?",
    )
    .bind(&member.name)
    .bind(text::folded(&member.name))
    .bind(member.zone.map(|zone| zone.as_str()))
    .bind(member.language.map(Language::tag))
    .bind(member.role.word())
    .bind(member.consent)
    .bind(reminders.on)
    .bind(json_text(&reminders.offsets_minutes))
    .bind(reminders.quiet.map(|(from, _)| time_text(from)))
    .bind(reminders.quiet.map(|(_, to)| time_text(to)))
    .bind(community.as_str())
    .bind(member.id.0)
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};

    /// Somebody who speaks in the terminal, not kept yet.
    pub(in crate::storage) fn somebody(name: &str) -> Member {
        Member {
            id: MemberId(0),
            account: Account { platform: "terminal".to_owned(), id: name.to_owned() },
            name: name.to_owned(),
            zone: None,
            language: None,
            role: Role::Member,
            consent: Some(1),
            reminders: ReminderChoice { on: false, offsets_minutes: Vec::new(), quiet: None },
        }
    }

    #[tokio::test]
    async fn a_member_returns_as_kept_and_as_changed() {
        let (_storage, mut db) = house().await;
        let id = insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let kept = get(&mut db, &home(), id).await.unwrap().unwrap();
        assert_eq!(kept, Member { id, ..somebody("Ana") });
        let time = |hour| chrono::NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        let changed = Member {
            name: "Ána".to_owned(),
            zone: Some("America/New_York".parse().unwrap()),
            language: Some(Language::Es),
            role: Role::Coordinator,
            consent: None,
            reminders: ReminderChoice {
                on: true,
                offsets_minutes: vec![1440, 60],
                quiet: Some((time(22), time(8))),
            },
            ..kept
        };
        update(&mut db, &home(), &changed).await.unwrap();
        assert_eq!(get(&mut db, &home(), id).await.unwrap(), Some(changed.clone()));
        assert_eq!(by_account(&mut db, &home(), &changed.account).await.unwrap(), Some(changed));
    }

    #[tokio::test]
    async fn one_account_is_one_member_in_a_community_and_another_in_the_next() {
        let (_storage, mut db) = house().await;
        let away = CommunityId::new("away").unwrap();
        insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        let twice = insert(&mut db, &home(), &somebody("Ana")).await.unwrap_err();
        assert_eq!(twice.trouble(), Some(crate::storage::Trouble::Clash));
        assert_eq!(by_account(&mut db, &away, &somebody("Ana").account).await.unwrap(), None);
        insert(&mut db, &away, &somebody("Ana")).await.unwrap();
        assert_eq!(by_name(&mut db, &away, "ana").await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn names_are_found_without_case_or_accents() {
        let (_storage, mut db) = house().await;
        let mut twin = somebody("ANA");
        twin.account.id = "ana2".to_owned();
        for member in [somebody("Ána"), twin, somebody("Ben")] {
            insert(&mut db, &home(), &member).await.unwrap();
        }
        assert_eq!(by_name(&mut db, &home(), "ana").await.unwrap().len(), 2);
        assert_eq!(by_name(&mut db, &home(), "an").await.unwrap().len(), 0);
    }

    #[tokio::test]
    async fn whom_to_ask_is_found_by_role() {
        let (_storage, mut db) = house().await;
        for (name, role) in [("Ana", Role::Coordinator), ("Ben", Role::Member), ("Cora", Role::Admin)] {
            insert(&mut db, &home(), &Member { role, ..somebody(name) }).await.unwrap();
        }
        let names = |members: Vec<Member>| members.into_iter().map(|member| member.name).collect::<Vec<_>>();
        assert_eq!(names(with_role(&mut db, &home(), Role::Coordinator).await.unwrap()), ["Ana", "Cora"]);
        assert_eq!(with_role(&mut db, &home(), Role::Member).await.unwrap().len(), 3);
    }

    #[tokio::test]
    async fn invariant_3_half_of_the_quiet_hours_is_an_inconsistency() {
        let (_storage, mut db) = house().await;
        let id = insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
        sqlx::query("UPDATE member SET quiet_from = '22:00'").execute(&mut *db).await.unwrap();
        let error = get(&mut db, &home(), id).await.unwrap_err();
        assert!(
            error.to_string().contains(&format!("table member, column quiet_to, row {}", id.0)),
            "{error}"
        );
    }
}
