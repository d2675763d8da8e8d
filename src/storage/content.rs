//! What a database holds, as one hash over all its rows: two files of the same content have the same.

use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, SqliteConnection};

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    /// How many rows it has in all tables.
    pub(super) rows: u64,
    /// The hash over the schema and all rows.
    hash: [u8; 32],
}

impl Content {
    /// The hash, in hexadecimal digits.
    pub(super) fn hash_text(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Reads the whole database, without what SQLite keeps for itself. The order of rows does not count: it need not be
/// the same in a copy.
pub(super) async fn of(db: &mut SqliteConnection) -> Result<Content, sqlx::Error> {
    let tables: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY type, name",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut hash = Sha256::new();
    let mut rows = 0;
    for (name, sql) in tables {
        hash.update(sql.as_bytes());
        if sql.starts_with("CREATE TABLE") {
            let sum = of_table(db, &name).await?;
            rows += sum.rows;
            for part in sum.parts {
                hash.update(part.to_le_bytes());
            }
        }
    }
    Ok(Content { rows, hash: hash.finalize().into() })
}

/// The hashes of a table's rows, added up in four parts, so that their order does not count but their number does.
#[derive(Default)]
struct Sum {
    rows: u64,
    parts: [u64; 4],
}

impl Sum {
    fn add(&mut self, row: &str) {
        self.rows += 1;
        let hash = Sha256::digest(row.as_bytes());
        for (part, bytes) in self.parts.iter_mut().zip(hash.chunks_exact(8)) {
            let bytes: [u8; 8] = bytes.try_into().unwrap_or_default();
            *part = part.wrapping_add(u64::from_le_bytes(bytes));
        }
    }
}

async fn of_table(db: &mut SqliteConnection, table: &str) -> Result<Sum, sqlx::Error> {
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?) ORDER BY cid")
        .bind(table)
        .fetch_all(&mut *db)
        .await?;
    let exact = |column: &String| format!("typeof({0}) || ':' || hex({0})", quoted(column));
    let row = columns.iter().map(exact).collect::<Vec<_>>().join(" || ',' || ");
    // Names of tables and columns come from the schema itself and are quoted.
    let sql = AssertSqlSafe(format!("SELECT {row} FROM {}", quoted(table)));
    let mut sum = Sum::default();
    // One row at a time: a large table is not held in memory.
    let mut rows = sqlx::query_scalar::<_, String>(sql).fetch(db);
    while let Some(row) = rows.try_next().await? {
        sum.add(&row);
    }
    drop(rows);
    Ok(sum)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};
    use crate::storage::population::populate;

    #[tokio::test]
    async fn the_hash_changes_with_every_value_and_not_with_the_order() {
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        let before = of(&mut db).await.unwrap();
        assert_eq!(of(&mut db).await.unwrap(), before);
        for change in [
            "UPDATE rsvp SET answer = 'away' WHERE member = 7000002",
            "UPDATE member SET zone = NULL WHERE id = 7000001",
            "DELETE FROM button",
            "INSERT INTO fact (name, value) VALUES ('a', 'b')",
        ] {
            sqlx::query("SAVEPOINT change").execute(&mut *db).await.unwrap();
            sqlx::query(change).execute(&mut *db).await.unwrap();
            assert_ne!(of(&mut db).await.unwrap(), before, "{change}");
            sqlx::query("ROLLBACK TO change").execute(&mut *db).await.unwrap();
        }
        for again in ["DELETE FROM fact WHERE name = 'a'", "DELETE FROM fact WHERE name = 'c'"] {
            sqlx::query(again).execute(&mut *db).await.unwrap();
        }
        let facts = ["('a', '1')", "('c', '2')"];
        let mut hashes = Vec::new();
        for order in [[0, 1], [1, 0]] {
            sqlx::query("SAVEPOINT change").execute(&mut *db).await.unwrap();
            for index in order {
                let sql = format!("INSERT INTO fact (name, value) VALUES {}", facts[index]);
                sqlx::query(AssertSqlSafe(sql)).execute(&mut *db).await.unwrap();
            }
            hashes.push(of(&mut db).await.unwrap());
            sqlx::query("ROLLBACK TO change").execute(&mut *db).await.unwrap();
        }
        assert_eq!(hashes[0], hashes[1]);
    }
}
