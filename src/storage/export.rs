//! Everything that is held on one person, gathered from every table (P21).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::member;
use super::row::{RowOf, time_text};
use crate::domain::id::{CommunityId, MemberId};
use crate::domain::member::{Language, Member};
use crate::domain::personal_data::{
    AnswerHeld, ChangeHeld, DutyHeld, GroupHeld, MessageHeld, PersonalData, Profile, RosterHeld, StandingHeld,
};

/// Whose rows are gathered.
struct Person<'a> {
    community: &'a CommunityId,
    member: MemberId,
}

/// Gathers everything that is held on a person; none where nothing is. `asked` is the keyed hash under which
/// their question is kept.
///
/// # Errors
/// [`StorageError`].
pub async fn export(
    db: &mut SqliteConnection,
    community: &CommunityId,
    member: MemberId,
    asked: &str,
) -> Result<Option<PersonalData>, StorageError> {
    let Some(known) = member::get(db, community, member).await? else { return Ok(None) };
    let person = Person { community, member };
    Ok(Some(PersonalData {
        profile: profile(known),
        groups: groups(db, &person).await?,
        rosters: rosters(db, &person).await?,
        every_session: every_session(db, &person).await?,
        answers: answers(db, &person).await?,
        duties: duties(db, &person).await?,
        messages: messages(db, &person).await?,
        messages_about: messages_about(db, &person).await?,
        changes: changes(db, &person).await?,
        question_until: question_until(db, community, asked).await?,
    }))
}

fn profile(member: Member) -> Profile {
    Profile {
        platform: member.account.platform,
        account: member.account.id,
        name: member.name,
        time_zone: member.zone.map(|zone| zone.as_str().to_owned()),
        language: member.language.map(|language| Language::tag(language).to_owned()),
        role: member.role.word().to_owned(),
        consent_version: member.consent,
        reminders: member.reminders.on,
        reminder_offsets_minutes: member.reminders.offsets_minutes,
        quiet_from: member.reminders.quiet.map(|(from, _)| time_text(from)),
        quiet_to: member.reminders.quiet.map(|(_, to)| time_text(to)),
    }
}

impl Person<'_> {
    fn instant(
        &self,
        table: &'static str,
        column: &'static str,
        at: i64,
    ) -> Result<DateTime<Utc>, StorageError> {
        RowOf::new(table, format!("of member {}", self.member.0)).instant(column, at)
    }
}

async fn groups(db: &mut SqliteConnection, person: &Person<'_>) -> Result<Vec<GroupHeld>, StorageError> {
    let rows: Vec<(String, String, i64, Option<String>)> = sqlx::query_as(
        "SELECT g.name, m.state, m.since, m.note FROM membership AS m
         JOIN \"group\" AS g ON g.community = m.community AND g.id = m.group_id
         WHERE m.community = ? AND m.member = ? ORDER BY m.since, g.id",
    )
    .bind(person.community.as_str())
    .bind(person.member.0)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|(group, state, since, note)| {
            Ok(GroupHeld { group, state, since: person.instant("membership", "since", since)?, note })
        })
        .collect()
}

async fn rosters(db: &mut SqliteConnection, person: &Person<'_>) -> Result<Vec<RosterHeld>, StorageError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT g.name, r.part, r.since FROM roster AS r
         JOIN \"group\" AS g ON g.community = r.community AND g.id = r.group_id
         WHERE r.community = ? AND r.member = ? ORDER BY r.since, g.id, r.part",
    )
    .bind(person.community.as_str())
    .bind(person.member.0)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|(group, part, since)| {
            Ok(RosterHeld { group, part, since: person.instant("roster", "since", since)? })
        })
        .collect()
}

async fn every_session(
    db: &mut SqliteConnection,
    person: &Person<'_>,
) -> Result<Vec<StandingHeld>, StorageError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT g.name, s.since FROM standing_rsvp AS s
         JOIN \"group\" AS g ON g.community = s.community AND g.id = s.group_id
         WHERE s.community = ? AND s.member = ? ORDER BY s.since, g.id",
    )
    .bind(person.community.as_str())
    .bind(person.member.0)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|(group, since)| {
            Ok(StandingHeld { group, since: person.instant("standing_rsvp", "since", since)? })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct AnswerRow {
    name: String,
    starts: i64,
    answer: String,
    offered_until: Option<i64>,
    standing: bool,
    first_time: bool,
}

async fn answers(db: &mut SqliteConnection, person: &Person<'_>) -> Result<Vec<AnswerHeld>, StorageError> {
    let rows = sqlx::query_as::<_, AnswerRow>(
        "SELECT g.name, s.starts, r.answer, r.offered_until, r.standing, r.first_time FROM rsvp AS r
         JOIN session AS s ON s.community = r.community AND s.id = r.session_id
         JOIN \"group\" AS g ON g.community = r.community AND g.id = s.group_id
         WHERE r.community = ? AND r.member = ? ORDER BY s.starts, s.id",
    )
    .bind(person.community.as_str())
    .bind(person.member.0)
    .fetch_all(db)
    .await?;
    let read = |row: AnswerRow| {
        let until = |until| person.instant("rsvp", "offered_until", until);
        Ok(AnswerHeld {
            group: row.name,
            session: person.instant("session", "starts", row.starts)?,
            answer: row.answer,
            held_until: row.offered_until.map(until).transpose()?,
            every_session: row.standing,
            first_time: row.first_time,
        })
    };
    rows.into_iter().map(read).collect()
}

async fn duties(db: &mut SqliteConnection, person: &Person<'_>) -> Result<Vec<DutyHeld>, StorageError> {
    let rows: Vec<(String, i64, String, String)> = sqlx::query_as(
        "SELECT g.name, s.starts, d.role, d.state FROM (
           SELECT session_id, role, state FROM duty WHERE community = ?1 AND member = ?2
           UNION ALL SELECT session_id, role, state FROM duty_offer WHERE community = ?1 AND member = ?2) AS d
         JOIN session AS s ON s.community = ?1 AND s.id = d.session_id
         JOIN \"group\" AS g ON g.community = ?1 AND g.id = s.group_id
         ORDER BY s.starts, s.id, d.role, d.state",
    )
    .bind(person.community.as_str())
    .bind(person.member.0)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|(group, starts, role, state)| {
            Ok(DutyHeld { group, session: person.instant("session", "starts", starts)?, role, state })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    kind: String,
    name: Option<String>,
    starts: Option<i64>,
    due: i64,
    state: String,
    detail: Option<String>,
}

/// Deliveries with the names of what they concern; the argument says whose.
macro_rules! select_messages {
    ($whose:literal) => {
        concat!(
            "SELECT d.kind, g.name, s.starts, d.due, d.state, d.detail FROM delivery AS d ",
            "LEFT JOIN \"group\" AS g ON g.community = d.community AND g.id = d.group_id ",
            "LEFT JOIN session AS s ON s.community = d.community AND s.id = d.session_id ",
            $whose,
            " ORDER BY d.due, d.id"
        )
    };
}

async fn messages(db: &mut SqliteConnection, person: &Person<'_>) -> Result<Vec<MessageHeld>, StorageError> {
    let rows = sqlx::query_as(select_messages!("WHERE d.community = ? AND d.member = ?"))
        .bind(person.community.as_str())
        .bind(person.member.0)
        .fetch_all(db)
        .await?;
    read_messages(person, rows)
}

async fn messages_about(
    db: &mut SqliteConnection,
    person: &Person<'_>,
) -> Result<Vec<MessageHeld>, StorageError> {
    let rows = sqlx::query_as(select_messages!("WHERE d.community = ? AND d.about = ?"))
        .bind(person.community.as_str())
        .bind(person.member.0)
        .fetch_all(db)
        .await?;
    read_messages(person, rows)
}

fn read_messages(person: &Person<'_>, rows: Vec<MessageRow>) -> Result<Vec<MessageHeld>, StorageError> {
    let read = |row: MessageRow| {
        let starts = |starts| person.instant("session", "starts", starts);
        Ok(MessageHeld {
            kind: row.kind,
            group: row.name,
            session: row.starts.map(starts).transpose()?,
            due: person.instant("delivery", "due", row.due)?,
            state: row.state,
            detail: row.detail,
        })
    };
    rows.into_iter().map(read).collect()
}

async fn changes(db: &mut SqliteConnection, person: &Person<'_>) -> Result<Vec<ChangeHeld>, StorageError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT g.name, a.what, a.at FROM audit AS a
         JOIN \"group\" AS g ON g.community = a.community AND g.id = a.group_id
         WHERE a.community = ? AND a.member = ? ORDER BY a.at, a.id",
    )
    .bind(person.community.as_str())
    .bind(person.member.0)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|(group, what, at)| Ok(ChangeHeld { group, what, at: person.instant("audit", "at", at)? }))
        .collect()
}

async fn question_until(
    db: &mut SqliteConnection,
    community: &CommunityId,
    asked: &str,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let until: Option<i64> =
        sqlx::query_scalar("SELECT expires FROM question WHERE community = ? AND asked = ?")
            .bind(community.as_str())
            .bind(asked)
            .fetch_optional(db)
            .await?;
    until.map(|until| RowOf::new("question", "of a member").instant("expires", until)).transpose()
}

#[cfg(test)]
mod tests {
    use sqlx::AssertSqlSafe;

    use super::*;
    use crate::storage::Tx;
    use crate::storage::community::tests::{home, house};
    use crate::storage::population::{ANA, populate};

    async fn theirs(db: &mut Tx, table: &str, column: &str) -> usize {
        let sql = format!("SELECT count(*) FROM {table} WHERE community = 'home' AND {column} = {}", ANA.0);
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut **db).await.unwrap();
        usize::try_from(count).unwrap()
    }

    /// P21: a table with a column for a member that is not named here fails, as does a row that is left out.
    #[tokio::test]
    async fn p21_every_row_of_a_person_in_every_table_appears() {
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        let held = export(&mut db, &home(), ANA, "ana-asked").await.unwrap().unwrap();
        let tables: Vec<(String, String)> = sqlx::query_as(
            "SELECT t.name, c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.name IN ('member', 'about') ORDER BY 1, 2",
        )
        .fetch_all(&mut *db)
        .await
        .unwrap();
        for (table, column) in tables {
            let rows = theirs(&mut db, &table, &column).await;
            assert!(rows > 0, "{table}.{column} has no row of Ana, so nothing is proved");
            let shown = match (table.as_str(), column.as_str()) {
                ("membership", "member") => held.groups.len(),
                ("roster", "member") => held.rosters.len(),
                ("standing_rsvp", "member") => held.every_session.len(),
                ("rsvp", "member") => held.answers.len(),
                ("duty", "member") => held.duties.iter().filter(|duty| duty.state == "accepted").count(),
                ("duty_offer", "member") => {
                    held.duties.iter().filter(|duty| duty.state != "accepted").count()
                }
                ("delivery", "member") => held.messages.len(),
                ("delivery", "about") => held.messages_about.len(),
                ("audit", "member") => held.changes.len(),
                other => panic!("{other:?} is not exported"),
            };
            assert_eq!(shown, rows, "{table}.{column}");
        }
        assert!(held.question_until.is_some());
        insta::assert_snapshot!(serde_json::to_string_pretty(&held).unwrap());
    }

    #[tokio::test]
    async fn nothing_is_held_on_somebody_unknown() {
        let (_storage, mut db) = house().await;
        assert_eq!(export(&mut db, &home(), MemberId(404), "nobody").await.unwrap(), None);
    }
}
