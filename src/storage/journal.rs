//! Who was erased, as keyed hashes, also in a file beside the database: a copy from before comes back without them (P22, P25).
//!
//! The table `erasure` is written in the transaction that erases; the file follows it. A database whose own
//! list ends earlier than the file's is a copy from before, and what the file has beyond it is done to it again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::error::StorageError;
use super::row::RowOf;
use super::{erase, fact, files, member};
use crate::domain::id::{CommunityId, MemberId};
use crate::domain::member::Account;

/// How long an erasure is remembered, in days. A copy that is older comes back with those erased since.
pub const REMEMBERED_DAYS: u32 = 400;

/// How the file begins, for whoever opens it.
const HEADING: &str =
    "# Who was erased, as keyed hashes: a copy from before is put back without them. Keep this file.\n";

/// A day, in seconds.
const DAY: i64 = 24 * 60 * 60;

/// One erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Days since 1970.
    day: i64,
    /// The hash of the account.
    who: String,
}

/// An account as it stands here: without the database's own secret nobody can tell whose it is.
fn hash(deployment: &str, community: &CommunityId, account: &Account) -> String {
    let mut hash = Sha256::new();
    for part in ["erased", deployment, community.as_str(), &account.platform, &account.id] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// Remembers that somebody is being erased, in the transaction that does it. Somebody unknown leaves nothing.
pub(super) async fn record(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: MemberId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let known: Option<(String, String)> =
        sqlx::query_as("SELECT platform, account FROM member WHERE community = ? AND id = ?")
            .bind(community.as_str())
            .bind(id.0)
            .fetch_optional(&mut *db)
            .await?;
    let Some((platform, account)) = known else { return Ok(()) };
    let account = Account { platform, id: account };
    let deployment = fact::deployment(db).await?;
    sqlx::query("INSERT INTO erasure (who, day) VALUES (?, ?)")
        .bind(hash(&deployment, community, &account))
        .bind(now.timestamp().div_euclid(DAY))
        .execute(db)
        .await?;
    Ok(())
}

/// Brings the file up to the table. What the file has beyond the table stays in it, and what is forgotten in the
/// table is forgotten there too.
pub(super) async fn write(db: &mut SqliteConnection, path: &Path) -> Result<(), StorageError> {
    let last = last(db).await?;
    let rows: Vec<(i64, String, i64)> =
        sqlx::query_as("SELECT number, who, day FROM erasure").fetch_all(db).await?;
    let there = read(path).map_err(sqlx::Error::Io)?;
    let mut entries: BTreeMap<i64, Entry> =
        there.iter().filter(|(number, _)| **number > last).map(|(n, e)| (*n, e.clone())).collect();
    entries.extend(rows.into_iter().map(|(number, who, day)| (number, Entry { day, who })));
    if entries == there {
        return Ok(());
    }
    let lines: String =
        entries.iter().map(|(number, entry)| format!("{number} {} {}\n", entry.day, entry.who)).collect();
    files::replace_private_file(path, format!("{HEADING}{lines}").as_bytes()).map_err(sqlx::Error::Io)?;
    Ok(())
}

/// Erases again whom the file names beyond the database's own list; how many were found. In a transaction of the caller.
pub(super) async fn reapply(db: &mut SqliteConnection, path: &Path) -> Result<u64, StorageError> {
    let last = last(db).await?;
    let mut later = read(path).map_err(sqlx::Error::Io)?;
    later.retain(|number, _| *number > last);
    if later.is_empty() {
        return Ok(0);
    }
    let erased: BTreeSet<&str> = later.values().map(|entry| entry.who.as_str()).collect();
    let deployment = fact::deployment(db).await?;
    let people: Vec<(String, i64, String, String)> =
        sqlx::query_as("SELECT community, id, platform, account FROM member").fetch_all(&mut *db).await?;
    let mut found = 0;
    for (community, id, platform, account) in people {
        let row = RowOf::new("member", id);
        let community = row.word("community", &community, |name| CommunityId::new(name).ok())?;
        let account = Account { platform, id: account };
        if erased.contains(hash(&deployment, &community, &account).as_str()) {
            let asked = member::asked(&deployment, &account);
            // Sessions that are over count too: it is not known here how late it is.
            erase::remove(db, &community, MemberId(id), &asked, DateTime::UNIX_EPOCH).await?;
            found += 1;
        }
    }
    for (number, entry) in &later {
        sqlx::query("INSERT INTO erasure (number, who, day) VALUES (?, ?, ?)")
            .bind(number)
            .bind(&entry.who)
            .bind(entry.day)
            .execute(&mut *db)
            .await?;
    }
    Ok(found)
}

/// The number of the last erasure that the database knows of, also where it has forgotten it since.
async fn last(db: &mut SqliteConnection) -> Result<i64, StorageError> {
    let last: Option<i64> = sqlx::query_scalar("SELECT max(seq) FROM sqlite_sequence WHERE name = 'erasure'")
        .fetch_one(db)
        .await?;
    Ok(last.unwrap_or(0))
}

/// The erasures in the file, by their numbers. A line that cannot be read is left out; the table has it too.
fn read(path: &Path) -> io::Result<BTreeMap<i64, Entry>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(gone) if gone.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error),
    };
    Ok(text.lines().filter(|line| !line.starts_with('#')).filter_map(entry).collect())
}

fn entry(line: &str) -> Option<(i64, Entry)> {
    let mut words = line.split(' ');
    let (number, day, who) = (words.next()?, words.next()?, words.next()?);
    Some((number.parse().ok()?, Entry { day: day.parse().ok()?, who: who.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::community::tests::{home, house};
    use crate::storage::population::{ANA, BEN, NOW, populate};
    use crate::storage::retention::{Retention, sweep};

    async fn people(db: &mut SqliteConnection) -> Vec<i64> {
        sqlx::query_scalar("SELECT id FROM member ORDER BY id").fetch_all(db).await.unwrap()
    }

    /// Two databases of one deployment, as a copy and the one it was made of.
    #[tokio::test]
    async fn p25_what_the_file_has_beyond_a_database_is_done_to_it_again_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("erasures.txt");
        let ((_one, mut now), (_two, mut copy)) = (house().await, house().await);
        for db in [&mut now, &mut copy] {
            populate(db, &home()).await;
            fact::put(db, "deployment", "0123456789abcdef").await.unwrap();
        }
        assert_eq!(reapply(&mut copy, &file).await.unwrap(), 0, "no file, nothing to do");
        erase::erase(&mut now, &home(), ANA, "ana-asked", NOW).await.unwrap();
        write(&mut now, &file).await.unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with(HEADING) && text.lines().count() == 2, "{text}");
        assert!(!text.contains("ana"), "{text}");
        assert_eq!(reapply(&mut now, &file).await.unwrap(), 0, "it is done there already");
        assert_eq!(reapply(&mut copy, &file).await.unwrap(), 1);
        assert_eq!(people(&mut copy).await, [BEN.0]);
        assert_eq!(reapply(&mut copy, &file).await.unwrap(), 0, "once is enough");
        // A new erasure in the copy goes on after those it took over.
        erase::erase(&mut copy, &home(), BEN, "ben-asked", NOW).await.unwrap();
        write(&mut copy, &file).await.unwrap();
        assert_eq!(read(&file).unwrap().into_keys().collect::<Vec<_>>(), [1, 2]);
    }

    #[tokio::test]
    async fn p22_an_erasure_is_forgotten_in_time_and_its_number_never_given_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("erasures.txt");
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        erase::erase(&mut db, &home(), ANA, "ana-asked", NOW).await.unwrap();
        write(&mut db, &file).await.unwrap();
        let kept = chrono::TimeDelta::days(i64::from(REMEMBERED_DAYS));
        for (later, left) in [(kept - chrono::TimeDelta::days(1), 1), (kept + chrono::TimeDelta::days(1), 0)]
        {
            sweep(&mut db, &Retention::default(), NOW + later).await.unwrap();
            write(&mut db, &file).await.unwrap();
            assert_eq!(read(&file).unwrap().len(), left);
        }
        erase::erase(&mut db, &home(), BEN, "ben-asked", NOW).await.unwrap();
        write(&mut db, &file).await.unwrap();
        assert_eq!(read(&file).unwrap().into_keys().collect::<Vec<_>>(), [2]);
    }

    #[tokio::test]
    async fn a_file_is_never_shortened_by_a_database_that_knows_less() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("erasures.txt");
        fs::write(&file, format!("{HEADING}7 20000 somebody\nrubbish\n")).unwrap();
        let (_storage, mut db) = house().await;
        populate(&mut db, &home()).await;
        erase::erase(&mut db, &home(), ANA, "ana-asked", NOW).await.unwrap();
        write(&mut db, &file).await.unwrap();
        assert_eq!(read(&file).unwrap().into_keys().collect::<Vec<_>>(), [1, 7]);
    }
}
