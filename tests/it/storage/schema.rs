//! P1, P6: what can be kept of a person at all. That every column is told is tested with docs/privacy.md.

use super::Scratch;

/// All that may be kept about a person as such (P1).
const OF_A_PERSON: [&str; 14] = [
    "community",
    "id",
    "platform",
    "account",
    "name",
    "folded",
    "zone",
    "language",
    "role",
    "consent",
    "reminders",
    "offsets",
    "quiet_from",
    "quiet_to",
];

/// Words that no column may have: what Openchair never keeps (P1, P6).
const NEVER: [&str; 18] = [
    "email",
    "mail",
    "phone",
    "surname",
    "birth",
    "age",
    "gender",
    "condition",
    "diagnosis",
    "mood",
    "goal",
    "attended",
    "absent",
    "no_show",
    "missed",
    "streak",
    "score",
    "ip",
];

/// Each table with each of its columns.
async fn columns() -> Vec<(String, String)> {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    let mut reader = storage.read().await.unwrap();
    sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid",
    )
    .fetch_all(&mut *reader)
    .await
    .unwrap()
}

#[tokio::test]
async fn p1_a_person_is_an_account_a_name_and_choices() {
    let kept: Vec<String> = columns()
        .await
        .into_iter()
        .filter(|(table, _)| table == "member")
        .map(|(_, column)| column)
        .collect();
    assert_eq!(kept, OF_A_PERSON);
}

#[tokio::test]
async fn p6_nothing_is_named_after_what_is_never_kept() {
    for (table, column) in columns().await {
        let words: Vec<&str> = column.split('_').collect();
        assert!(!NEVER.iter().any(|never| words.contains(never) || column == *never), "{table}.{column}");
    }
}

#[tokio::test]
async fn every_table_is_strict() {
    let scratch = Scratch::new();
    let storage = scratch.open().await;
    let mut reader = storage.read().await.unwrap();
    let loose: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict
         AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut *reader)
    .await
    .unwrap();
    assert_eq!(loose, Vec::<String>::new());
}
