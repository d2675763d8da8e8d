//! What keeps the database well while the bot runs: checks, copies, a full disk, a damaged file, what an erasure leaves.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use openchair::agenda::upkeep::{Upkeep, UpkeepRules};
use openchair::clock::{Clock, HandClock};
use openchair::domain::id::CommunityId;
use openchair::storage::rotation::{self, Rotation};
use openchair::storage::{self, Health, Storage, StorageError, Trouble};
use sqlx::SqliteConnection;
use tokio::sync::watch;

use crate::members::House;
use crate::storage::{Scratch, SmallDisk, keep, knows};

fn start() -> DateTime<Utc> {
    "2026-03-01T00:30:00Z".parse().unwrap()
}

fn upkeep(storage: &Arc<Storage>, rules: UpkeepRules) -> Upkeep {
    Upkeep::new(Arc::clone(storage), rules)
}

/// Rules that find enough room everywhere.
fn rules(rotation: Rotation) -> UpkeepRules {
    UpkeepRules { rotation, low_space_bytes: 0, ..UpkeepRules::default() }
}

async fn open(scratch: &Scratch) -> Arc<Storage> {
    Arc::new(scratch.open().await)
}

#[tokio::test]
async fn the_file_is_looked_at_after_each_start_and_wholly_once_a_week() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    keep(&storage, &["Ana"]).await;
    let first = upkeep(&storage, rules(Rotation::OFF));
    let round = first.work(start()).await;
    assert_eq!((round.quick, round.thorough), (Some(Health::Sound), Some(Health::Sound)));
    let round = first.work(start() + TimeDelta::hours(1)).await;
    assert_eq!((round.quick, round.thorough), (None, None));
    let second = upkeep(&storage, rules(Rotation::OFF));
    let round = second.work(start() + TimeDelta::days(6)).await;
    assert_eq!((round.quick, round.thorough), (Some(Health::Sound), None));
    let round = second.work(start() + TimeDelta::days(7)).await;
    assert_eq!((round.quick, round.thorough), (None, Some(Health::Sound)));
    let found = storage.checks().thorough.unwrap();
    assert_eq!((found.at, found.signs.len()), (start() + TimeDelta::days(7), 0));
    // A clock that is set back a year does not put the next check off by a year.
    let round = second.work(start() - TimeDelta::days(365)).await;
    assert_eq!(round.thorough, Some(Health::Sound));
}

/// Turns one bit over in a page of a closed database, counted from 1; gives the file as it is then.
fn damage(scratch: &Scratch, page: usize) -> Vec<u8> {
    let mut bytes = fs::read(scratch.location.database()).unwrap();
    bytes[(page - 1) * 4_096 + 700] ^= 1;
    fs::write(scratch.location.database(), &bytes).unwrap();
    bytes
}

/// The first page of a table or index.
async fn page_of(storage: &Storage, name: &str) -> usize {
    let mut reader = storage.read().await.unwrap();
    let page: i64 = sqlx::query_scalar("SELECT rootpage FROM sqlite_schema WHERE name = ?")
        .bind(name)
        .fetch_one(&mut *reader)
        .await
        .unwrap();
    usize::try_from(page).unwrap()
}

#[tokio::test]
async fn a_damaged_file_is_found_kept_as_it_is_and_written_no_more() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    keep(&storage, &["Ana"]).await;
    let copy = scratch.path("copy.db");
    storage::backup::back_up(&scratch.location, None, &copy).await.unwrap();
    let page = page_of(&storage, "audit_of_group").await;
    storage.close().await;
    drop(storage);
    // One bit in one page of many.
    let bytes = damage(&scratch, page);

    let storage = open(&scratch).await;
    let round = upkeep(&storage, rules(Rotation::default())).work(start()).await;
    assert!(matches!(&round.thorough, Some(Health::Damaged(signs)) if !signs.is_empty()), "{round:?}");
    assert_eq!(round.copy, None, "a copy of a damaged file would push out the good ones");
    assert!(matches!(storage.write().await, Err(StorageError::WritingStopped)));
    storage.close().await;
    drop(storage);
    assert_eq!(
        fs::read(scratch.location.database()).unwrap(),
        bytes,
        "it was not mended, and not written to"
    );

    // The next start knows, before it has looked.
    let storage = open(&scratch).await;
    assert!(storage.has_stopped_writing());
    let round = upkeep(&storage, rules(Rotation::OFF)).work(start() + TimeDelta::hours(1)).await;
    assert!(matches!(round.thorough, Some(Health::Damaged(_))), "damage is looked at again: {round:?}");
    storage.close().await;
    drop(storage);

    // What the sentence says helps.
    storage::backup::restore(&scratch.location, None, &copy, true).await.unwrap();
    let storage = open(&scratch).await;
    assert!(!storage.has_stopped_writing() && knows(&storage, "Ana").await);
    let aside = scratch.location.data.join("openchair-replaced-1.db");
    assert_eq!(fs::read(aside).unwrap(), bytes, "the damaged file is kept");
    keep(&storage, &["Ben"]).await;
}

#[tokio::test]
async fn damage_that_a_thorough_check_does_not_find_any_more_is_lifted() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    keep(&storage, &["Ana"]).await;
    let page = page_of(&storage, "audit_of_group").await;
    storage.close().await;
    drop(storage);
    let whole = fs::read(scratch.location.database()).unwrap();
    damage(&scratch, page);
    let storage = open(&scratch).await;
    upkeep(&storage, rules(Rotation::OFF)).work(start()).await;
    assert!(storage.has_stopped_writing());
    storage.close().await;
    drop(storage);
    fs::write(scratch.location.database(), &whole).unwrap();
    let storage = open(&scratch).await;
    assert!(storage.has_stopped_writing(), "not before it was looked at");
    upkeep(&storage, rules(Rotation::OFF)).work(start() + TimeDelta::hours(1)).await;
    assert!(!storage.has_stopped_writing());
    keep(&storage, &["Ben"]).await;
}

/// Damage that no check has found yet: a command runs into it.
#[tokio::test]
async fn a_command_that_meets_damage_stops_all_writing() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    let house = House::over(Arc::clone(&storage));
    house.say("ana", "/group create \"Sunday circle\" every sunday 19:30").await;
    let page = page_of(&storage, "series").await;
    storage.close().await;
    drop((house, storage));
    let damaged = damage(&scratch, page);
    let storage = open(&scratch).await;
    let house = House::over(Arc::clone(&storage));
    let told = house.say("ana", "/group create \"Monday walk\" every monday 18:00").await;
    assert!(told.contains("can't write anything down right now"), "{told}");
    assert!(storage.has_stopped_writing());
    let told = house.say("ben", "/help").await;
    assert!(told.contains("/sessions"), "what needs nothing of the damaged page is answered: {told}");
    assert!(storage.checks().damage().unwrap().signs[0].contains("openchair restore"));
    storage.close().await;
    drop((house, storage));
    assert_eq!(fs::read(scratch.location.database()).unwrap(), damaged);
}

#[tokio::test]
async fn what_only_reads_is_answered_when_nothing_can_be_written() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    let house = House::over(Arc::clone(&storage));
    house.say("ana", "/group create \"Sunday circle\" every sunday 19:30").await;
    house.say_agreed("ben", "/rsvp coming").await;
    let before = house.rows().await;
    storage.stop_writing();
    for (who, line, part) in [
        ("ben", "/sessions", "Sunday circle"),
        ("ben", "/groups", "Sunday circle"),
        ("ben", "/me agenda", "Sunday circle"),
        ("ben", "/help", "/rsvp"),
        ("ben", "/nonsense", "nonsense"),
        ("dora", "/group cancel", ""),
    ] {
        let told = house.say(who, line).await;
        assert!(told.contains(part) && !told.contains("write anything down"), "{line}: {told}");
    }
    for (who, line) in [
        ("ben", "/rsvp cant"),
        ("dora", "/rsvp coming"),
        ("ana", "/session cancel"),
        ("ana", "/group create \"Monday walk\" every monday 18:00"),
        ("ben", "/me delete"),
        ("ben", "/me language es"),
        ("ben", "/remind on"),
    ] {
        let told = house.say(who, line).await;
        assert!(told.contains("can't write anything down right now"), "{line}: {told}");
        assert!(told.contains("give your admin this code"), "{line}: {told}");
    }
    assert_eq!(house.rows().await, before);
}

async fn pages(db: &mut SqliteConnection, limit: Option<i64>) -> i64 {
    let sql =
        limit.map_or("PRAGMA page_count".to_owned(), |limit| format!("PRAGMA max_page_count = {limit}"));
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(db).await.unwrap()
}

#[tokio::test]
async fn on_a_full_disk_the_bot_answers_and_goes_on_by_itself_when_there_is_room() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    let house = House::over(Arc::clone(&storage));
    house.say("ana", "/group create \"Sunday circle\" every sunday 19:30").await;
    let mut tx = storage.write().await.unwrap();
    // So that an answer that only reads has a button, which is kept.
    sqlx::query("UPDATE delivery SET state = 'dead' WHERE state = 'planned'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = storage.write().await.unwrap();
    let full = pages(&mut tx, None).await;
    pages(&mut tx, Some(full)).await;
    drop(tx);
    // Until a command does not fit any more.
    let mut refused = None;
    for number in 0..200 {
        let told = house.say("ana", &format!("/group create \"Group {number}\" every monday 18:00")).await;
        if told.contains("can't write anything down right now") {
            refused = Some(number);
            break;
        }
    }
    let refused = refused.expect("it was never full");
    let buttons = house.rows().await["button"];
    for _ in 0..200 {
        let told = house.say("ana", "/session status \"Sunday circle\"").await;
        assert!(told.contains("Sunday circle") && !told.contains("write anything down"), "{told}");
    }
    assert!(house.rows().await["button"] < buttons + 200, "there was room for all of them");
    assert!(!house.say("ben", "/groups").await.contains(&format!("Group {refused}")));
    assert!(!storage.has_stopped_writing(), "a full disk is no damage");
    let mut tx = storage.write().await.unwrap();
    pages(&mut tx, Some(1_000_000)).await;
    drop(tx);
    let told = house.say("ana", "/group create \"Monday walk\" every monday 18:00").await;
    assert!(told.contains("Monday walk meets"), "{told}");
    assert_eq!(storage.check_thoroughly().await.unwrap(), Health::Sound);
}

#[tokio::test]
async fn little_room_is_told_beforehand_and_no_copy_takes_it() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    keep(&storage, &["Ana"]).await;
    for (low_space_bytes, low) in [(u64::MAX, true), (0, false)] {
        let rules = UpkeepRules { low_space_bytes, ..UpkeepRules::default() };
        let round = upkeep(&storage, rules).work(start()).await;
        assert_eq!((round.low_space, round.copy.is_none()), (low, low), "{low_space_bytes}");
    }
    let Some(disk) = SmallDisk::mount(3_000) else { return };
    let storage = Arc::new(Storage::open(&disk.location(), None).await.unwrap());
    let round = upkeep(&storage, UpkeepRules::default()).work(start()).await;
    assert!(round.low_space && round.copy.is_none(), "3 MB are less than 500: {round:?}");
}

fn copies(scratch: &Scratch) -> BTreeSet<String> {
    let entries = fs::read_dir(scratch.location.copies()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// P25: encrypted, checked, thinned out, and gone when they are old.
#[tokio::test]
async fn p25_a_simulated_month_leaves_the_copies_that_the_config_wants() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    keep(&storage, &["canary-ana"]).await;
    let upkeep = upkeep(&storage, rules(Rotation { hourly: 3, daily: 3, weekly: 2 }));
    let mut made = 0;
    // Not each hour of the month, but those that can make a difference; and twice an hour, of which only one is due.
    let hours = |day| match day {
        0..27 => vec![23],
        27..30 => vec![0, 12, 22, 23],
        _ => (8..24).collect(),
    };
    let days = (0..31).flat_map(|day| hours(day).into_iter().map(move |hour| (day, hour)));
    let until: DateTime<Utc> = "2026-03-31T12:45:00Z".parse().unwrap();
    for (day, hour) in days {
        for minute in [0, 10] {
            let now = start() + TimeDelta::days(day) + TimeDelta::hours(hour) + TimeDelta::minutes(minute);
            if now < until {
                made += usize::from(upkeep.work(now).await.copy.is_some());
            }
        }
    }
    assert_eq!(made, 27 + 3 * 4 + 5);
    let left =
        ["20260329T233000Z", "20260330T233000Z", "20260331T103000Z", "20260331T113000Z", "20260331T123000Z"];
    let names = left.iter().flat_map(|time| ["", ".hash"].map(|end| format!("openchair-{time}.db{end}")));
    assert_eq!(copies(&scratch), names.collect());
    for copy in rotation::copies(&scratch.location).unwrap() {
        let bytes = fs::read(&copy.path).unwrap();
        assert!(!bytes.windows(10).any(|window| window == b"canary-ana"), "a copy is not encrypted");
    }
    // Each can be put back.
    storage.close().await;
    drop((upkeep, storage));
    let oldest = &rotation::copies(&scratch.location).unwrap()[0].path;
    let restored = storage::backup::restore(&scratch.location, None, oldest, true).await.unwrap();
    assert!(restored.sealed);
    assert!(knows(&scratch.open().await, "canary-ana").await);
}

#[tokio::test]
async fn copies_that_nobody_wants_are_not_made_and_strange_files_are_left_alone() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    assert_eq!(upkeep(&storage, rules(Rotation::OFF)).work(start()).await.copy, None);
    assert!(!scratch.location.copies().exists());
    fs::create_dir(scratch.location.copies()).unwrap();
    fs::write(scratch.location.copies().join("mine.db"), "mine").unwrap();
    // A copy that was cut short by the end of the program.
    fs::write(scratch.location.copies().join("openchair-20260101T000000Z.db.new"), "half").unwrap();
    let upkeep = upkeep(&storage, rules(Rotation { hourly: 1, daily: 0, weekly: 0 }));
    for hours in 0..3 {
        assert!(upkeep.work(start() + TimeDelta::hours(hours)).await.copy.is_some());
    }
    let expected = ["mine.db", "openchair-20260301T023000Z.db", "openchair-20260301T023000Z.db.hash"];
    assert_eq!(copies(&scratch), expected.map(str::to_owned).into());
}

/// P37: a reader that reads while somebody is erased keeps the write-ahead log from being emptied; it is done as soon as it ends.
#[tokio::test]
async fn p37_what_an_erasure_left_in_the_log_goes_when_the_reader_does() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    let ids = keep(&storage, &["Ana", "Ben"]).await;
    let mut reader = storage.read().await.unwrap();
    sqlx::query("BEGIN").execute(&mut *reader).await.unwrap();
    pages(&mut reader, None).await;
    sqlx::query("SELECT count(*) FROM member").fetch_one(&mut *reader).await.unwrap();
    let mut tx = storage.write().await.unwrap();
    storage::erase::erase(&mut tx, &CommunityId::home(), ids[0], "asked", start()).await.unwrap();
    tx.commit().await.unwrap();
    let error = storage.scrub().await.unwrap_err();
    assert_eq!(error.trouble(), Some(Trouble::Busy));
    let upkeep = upkeep(&storage, rules(Rotation::OFF));
    assert!(upkeep.work(start()).await.unscrubbed && storage.log_bytes() > 0);
    // The reader goes and forgets its transaction; the next round finds the way free.
    drop(reader);
    assert!(!upkeep.work(start() + TimeDelta::minutes(1)).await.unscrubbed);
    assert_eq!(storage.log_bytes(), 0);
}

/// A reader has its time, here some milliseconds, and then nothing more: neither one long statement nor the next ones.
#[tokio::test]
async fn a_lingering_reader_is_cut_off_and_the_log_stays_short() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    keep(&storage, &["Ana"]).await;
    let mut lingering = storage.read_for(Duration::from_millis(50)).await.unwrap();
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT id FROM member UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let error = StorageError::from(sqlx::query(endless).fetch_one(&mut *lingering).await.unwrap_err());
    assert_eq!(error.trouble(), Some(Trouble::TooLong));
    // It is still held, and holds nothing up.
    for number in 0..50 {
        keep(&storage, &[&format!("person {number}")]).await;
    }
    storage.tidy().await.unwrap();
    assert_eq!(storage.log_bytes(), 0);
    let error = StorageError::from(sqlx::query(endless).fetch_one(&mut *lingering).await.unwrap_err());
    assert_eq!(error.trouble(), Some(Trouble::TooLong), "its time is over for good");
}

#[tokio::test]
async fn a_log_that_grew_long_is_emptied_by_itself() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    keep(&storage, &["Ana"]).await;
    let upkeep = upkeep(&storage, UpkeepRules { log_bytes_max: 10_000, ..rules(Rotation::OFF) });
    upkeep.work(start()).await;
    for number in 0..20 {
        keep(&storage, &[&format!("person {number}")]).await;
    }
    assert!(storage.log_bytes() > 10_000);
    upkeep.work(start() + TimeDelta::minutes(1)).await;
    assert_eq!(storage.log_bytes(), 0);
}

/// The loop itself: it comes again after a minute of its clock, and ends when it is asked to.
#[tokio::test]
async fn upkeep_goes_on_until_shutdown() {
    let scratch = Scratch::new();
    let storage = open(&scratch).await;
    let clock = Arc::new(HandClock::at(start()));
    let (stop, shutdown) = watch::channel(false);
    let upkeep = upkeep(&storage, rules(Rotation { hourly: 5, daily: 0, weekly: 0 }));
    let running = tokio::spawn({
        let clock = Arc::clone(&clock);
        async move { upkeep.run(&*clock as &dyn Clock, shutdown).await }
    });
    for wanted in 1..=3 {
        let there = async {
            while rotation::copies(&scratch.location).unwrap().len() < wanted {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), there).await.expect("no copy came");
        clock.advance(TimeDelta::hours(1));
    }
    stop.send_replace(true);
    tokio::time::timeout(Duration::from_secs(20), running).await.expect("it did not stop").unwrap();
    let paths: Vec<PathBuf> =
        rotation::copies(&scratch.location).unwrap().into_iter().map(|copy| copy.path).collect();
    assert!(paths.len() >= 3, "{paths:?}");
}
