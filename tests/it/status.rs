//! `openchair status`: tells how things are while the bot runs and when it does not, and each problem with its remedy.

use std::fs;
use std::io::{self, Write};
use std::process::Command;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use openchair::agenda::upkeep::{Upkeep, UpkeepRules};
use openchair::cli::output::Output;
use openchair::cli::status::{Around, StatusArgs, run};
use openchair::clock::Clock;
use openchair::config::{Config, Loaded, Secrets};
use openchair::storage::{Storage, fact};
use openchair::zoneinfo;
use serde_json::Value;

use crate::members::House;
use crate::storage::{Scratch, SmallDisk, keep, past_all_checks};

fn now() -> DateTime<Utc> {
    "2026-03-29T18:00:00Z".parse().unwrap()
}

/// What was printed, results first, then problems.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn loaded(location: &openchair::storage::Location) -> Loaded {
    Loaded {
        config: Config::defaults(),
        file: None,
        data: location.data.clone(),
        key_file: location.key_file.clone(),
        secrets: Secrets::default(),
    }
}

/// Runs `openchair status`: the exit code and all that was printed.
async fn status_at(scratch: &Scratch, args: &StatusArgs, now: DateTime<Utc>) -> (u8, String) {
    let printed = Printed::default();
    let output = Output::to(Box::new(printed.clone()), Box::new(printed.clone()));
    let (loaded, zones) = (loaded(&scratch.location), zoneinfo::load(None));
    let code = run(args, Around { loaded: &loaded, zones: &zones, now }, &output).await;
    (code, String::from_utf8(printed.0.lock().unwrap().clone()).unwrap())
}

async fn status(scratch: &Scratch) -> (u8, String) {
    status_at(scratch, &StatusArgs::default(), now()).await
}

async fn json(scratch: &Scratch) -> (u8, Value) {
    let (code, text) = status_at(scratch, &StatusArgs { json: true, ..StatusArgs::default() }, now()).await;
    (code, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

/// A database with a group, somebody who comes, and what follows from it.
async fn lived_in(scratch: &Scratch) -> Arc<Storage> {
    let storage = Arc::new(scratch.open().await);
    let house = House::over(Arc::clone(&storage));
    house.say("ana", "/group create \"Sunday circle\" every sunday 19:30").await;
    house.say_agreed("canary-ben", "/rsvp coming").await;
    house.agenda.work(house.clock.now()).await.unwrap();
    storage
}

/// Changes rows past the bot.
async fn change(storage: &Storage, statements: &[&str]) {
    let mut tx = storage.write().await.unwrap();
    for statement in statements {
        sqlx::query(sqlx::AssertSqlSafe((*statement).to_owned())).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn without_a_database_it_says_how_to_get_one_and_makes_nothing() {
    let scratch = Scratch::new();
    let (code, text) = status(&scratch).await;
    assert_eq!(code, 1);
    assert!(text.contains("There is no database") && text.contains("Start the bot once"), "{text}");
    assert!(scratch.files().is_empty() && !scratch.location.data.exists());
}

#[tokio::test]
async fn a_stopped_bot_in_good_order_needs_nothing_and_nothing_is_touched() {
    let scratch = Scratch::new();
    let storage = lived_in(&scratch).await;
    storage.close().await;
    drop(storage);
    let before = scratch.data_files();
    let (code, text) =
        status_at(&scratch, &StatusArgs::default(), "2026-03-20T12:30:00Z".parse().unwrap()).await;
    assert_eq!(code, 0, "{text}");
    for part in
        ["does not run", "Nothing needs attention.", "schema 1", "Copies: none yet", "Time zones: version"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("canary"), "P13: {text}");
    assert_eq!(scratch.data_files(), before);
}

#[tokio::test]
async fn a_running_bot_is_looked_at_without_being_disturbed() {
    let scratch = Scratch::new();
    let storage = lived_in(&scratch).await;
    let upkeep =
        Upkeep::new(Arc::clone(&storage), UpkeepRules { low_space_bytes: 0, ..UpkeepRules::default() });
    upkeep.work(now() - TimeDelta::minutes(5)).await;
    // Not in the file yet, but in the log beside it; and a writer is at work.
    change(&storage, &["UPDATE delivery SET state = 'sent', due = 1774800000, done_at = 1774800002 WHERE state = 'planned'"]).await;
    let open = storage.write().await.unwrap();
    let (code, told) = json(&scratch).await;
    drop(open);
    assert_eq!((code, &told["needs"]), (0, &serde_json::json!([])), "{told}");
    assert_eq!(told["running"], true);
    assert_eq!(told["process"], std::process::id());
    assert_eq!(told["at"], "2026-03-29T18:00:00Z");
    assert_eq!(told["database"]["checked_thoroughly"], "2026-03-29T17:55:00Z");
    assert_eq!(
        (&told["copies"]["count"], &told["copies"]["newest"]),
        (&1.into(), &"2026-03-29T17:55:00Z".into())
    );
    assert!(told["lag"]["count"].as_u64().unwrap() > 0, "{told}");
    assert_eq!((&told["lag"]["p50_seconds"], &told["lag"]["p99_seconds"]), (&2.into(), &2.into()));
    let rows = told["deliveries"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["planned"] == 0) && rows.iter().any(|row| row["sent"] != 0), "{told}");
    keep(&storage, &["Cora"]).await;
}

/// A crash leaves the last changes in the write-ahead log.
#[tokio::test]
async fn after_a_crash_it_sees_what_was_confirmed() {
    let scratch = Scratch::new();
    let storage = lived_in(&scratch).await;
    change(&storage, &["UPDATE delivery SET state = 'dead' WHERE state = 'planned'"]).await;
    let crashed = Scratch::new();
    fs::create_dir(&crashed.location.data).unwrap();
    for (path, bytes) in scratch.files() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let to = if name == "data.key" { crashed.path(name) } else { crashed.location.data.join(name) };
        fs::write(to, bytes).unwrap();
    }
    let (code, text) = status(&crashed).await;
    assert!(code == 1 && text.contains("could not be sent") && text.contains("does not run"), "{text}");
}

/// G11: everything that needs somebody's hand is said, with its remedy, in text and as JSON.
#[tokio::test]
async fn g11_every_problem_comes_with_its_remedy() {
    let overdue = "UPDATE delivery SET due = 1774800000, try_at = 1774900000 WHERE state = 'planned'";
    let cases: [(&[&str], &str, &str); 7] = [
        (&["UPDATE delivery SET state = 'dead' WHERE state = 'planned'"], "could not be sent", "--redrive"),
        (&[overdue], "for story since 2026-03-29T16:00:00Z", "enabled and reachable"),
        (
            &[overdue, "INSERT INTO fact (name, value) VALUES ('drain_rate:story', '0.200')"],
            "for story since",
            "higher limit",
        ),
        (
            &["INSERT INTO fact (name, value) VALUES ('refused:story', '2026-03-29T10:00:00+00:00')"],
            "story has not accepted the bot's credentials since 2026-03-29T10:00:00Z",
            "new token",
        ),
        (
            &["INSERT OR REPLACE INTO fact (name, value) VALUES ('clock_seen', '2027-03-29T10:00:00+00:00')"],
            "clock is behind: it was 2027-03-29T10:00:00Z",
            "--trust-clock",
        ),
        (
            &["INSERT INTO fact (name, value) VALUES ('clock_trouble', 'it is behind; set it')"],
            "Nothing is sent because of the clock: it is behind; set it.",
            "",
        ),
        (
            &["UPDATE delivery SET kind = 'nonsense' WHERE state = 'planned'"],
            "table delivery, column kind",
            "",
        ),
    ];
    for (statements, what, remedy) in cases {
        let scratch = Scratch::new();
        let storage = lived_in(&scratch).await;
        change(
            &storage,
            &["UPDATE delivery SET due = 1775800000, try_at = 1775800000 WHERE state = 'planned'"],
        )
        .await;
        change(&storage, &["DELETE FROM fact WHERE name = 'clock_seen'"]).await;
        assert_eq!(status(&scratch).await.0, 0, "{}", status(&scratch).await.1);
        change(&storage, statements).await;
        let (code, told) = json(&scratch).await;
        let needs = told["needs"].as_array().unwrap();
        assert_eq!((code, needs.len()), (1, 1), "{statements:?}: {told}");
        assert!(needs[0]["what"].as_str().unwrap().contains(what), "{told}");
        assert!(needs[0]["remedy"].as_str().unwrap().contains(remedy), "{told}");
        let (code, text) = status(&scratch).await;
        assert!(
            code == 1 && text.contains(&format!("attention: {}", needs[0]["what"].as_str().unwrap())),
            "{text}"
        );
        assert!(text.contains(remedy) && !text.contains("Nothing needs"), "{text}");
    }
}

#[tokio::test]
async fn what_upkeep_has_missed_is_said_while_the_bot_runs() {
    let scratch = Scratch::new();
    let storage = Arc::new(scratch.open().await);
    keep(&storage, &["Ana"]).await;
    let upkeep =
        Upkeep::new(Arc::clone(&storage), UpkeepRules { low_space_bytes: 0, ..UpkeepRules::default() });
    upkeep.work(now() - TimeDelta::days(9)).await;
    let (code, text) = status(&scratch).await;
    assert!(code == 1 && text.contains("more than a week") && text.contains("more than a day"), "{text}");
    storage.close().await;
    drop((upkeep, storage));
    let (code, text) = status(&scratch).await;
    assert_eq!(code, 0, "a stopped bot misses nothing: {text}");
}

#[tokio::test]
async fn damage_and_a_full_disk_are_said_with_the_way_out() {
    let scratch = Scratch::new();
    let storage = Arc::new(scratch.open().await);
    keep(&storage, &["Ana"]).await;
    let rules = UpkeepRules { low_space_bytes: 0, ..UpkeepRules::default() };
    let copy = Upkeep::new(Arc::clone(&storage), rules).work(now()).await.copy.unwrap();
    storage.close().await;
    drop(storage);
    let mut bytes = fs::read(scratch.location.database()).unwrap();
    let page = bytes.len() / 4_096 - 1;
    bytes[page * 4_096 + 700] ^= 1;
    fs::write(scratch.location.database(), &bytes).unwrap();
    let storage = Arc::new(scratch.open().await);
    Upkeep::new(Arc::clone(&storage), rules).work(now() + TimeDelta::days(8)).await;
    let (code, text) = status(&scratch).await;
    let remedy = format!("openchair restore {} --replace", copy.display());
    assert!(
        code == 1 && text.contains("attention: The database is damaged") && text.contains(&remedy),
        "{text}"
    );

    let Some(disk) = SmallDisk::mount(3_000) else { return };
    let storage = Storage::open(&disk.location(), None).await.unwrap();
    storage.close().await;
    let printed = Printed::default();
    let output = Output::to(Box::new(printed.clone()), Box::new(printed.clone()));
    let (loaded, zones) = (loaded(&disk.location()), zoneinfo::load(None));
    let around = Around { loaded: &loaded, zones: &zones, now: now() };
    assert_eq!(run(&StatusArgs::default(), around, &output).await, 1);
    let text = String::from_utf8(printed.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("attention: The disk is nearly full: 2 MB are left"), "{text}");
}

#[tokio::test]
async fn g11_what_could_not_be_sent_is_tried_again_only_when_the_bot_is_stopped() {
    let scratch = Scratch::new();
    let storage = lived_in(&scratch).await;
    change(
        &storage,
        &["UPDATE delivery SET state = 'dead', attempts = 12, done_at = 1 WHERE state = 'planned'"],
    )
    .await;
    let args = StatusArgs { redrive: true, trust_clock: true, ..StatusArgs::default() };
    let (code, text) = status_at(&scratch, &args, now()).await;
    assert!(code == 1 && text.contains("Stop it first"), "{text}");
    change(
        &storage,
        &["INSERT OR REPLACE INTO fact (name, value) VALUES ('clock_seen', '2027-03-29T10:00:00+00:00')"],
    )
    .await;
    storage.close().await;
    drop(storage);
    let (_, text) = status_at(&scratch, &args, now()).await;
    assert!(text.contains("will be tried again at the next start"), "{text}");
    assert!(text.contains("The clock is believed"), "{text}");
    assert!(!text.contains("could not be sent.\n") && !text.contains("clock is behind"), "{text}");
    let mut db = past_all_checks(&scratch.location).await;
    assert_eq!(fact::get(&mut db, fact::CLOCK_SEEN).await.unwrap(), None);
    let (dead, planned): (i64, i64) = sqlx::query_as(
        "SELECT sum(state = 'dead'), sum(state = 'planned' AND attempts = 0 AND try_at = unixepoch('2026-03-29T18:00:00Z')) FROM delivery",
    )
    .fetch_one(&mut db)
    .await
    .unwrap();
    assert!(dead == 0 && planned > 0);
}

/// `openchair check` needs no stopped bot either.
#[tokio::test]
async fn check_looks_at_the_database_of_a_running_bot() {
    let scratch = Scratch::new();
    let mut storage = Some(scratch.open().await);
    let (loaded, zones) = (loaded(&scratch.location), zoneinfo::load(None));
    for (running, part) in [(true, "The bot runs, and its database opens"), (false, "opens and is sound")] {
        if let Some(storage) = storage.take_if(|_| !running) {
            storage.close().await;
        }
        let printed = Printed::default();
        let output = Output::to(Box::new(printed.clone()), Box::new(printed.clone()));
        let code = openchair::cli::check::run(&loaded, &zones, now(), &output).await;
        let text = String::from_utf8(printed.0.lock().unwrap().clone()).unwrap();
        assert!(code == 0 && text.contains(part), "{text}");
    }
}

/// The real program: its exit codes, and one line of JSON.
#[tokio::test]
async fn the_program_tells_by_its_exit_code() {
    let scratch = Scratch::new();
    let program = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openchair"));
        command.arg("status").args(args).current_dir(scratch.path("."));
        command.env_remove("OPENCHAIR_KEY").output().unwrap()
    };
    let data = scratch.location.data.to_str().unwrap();
    assert_eq!(program(&["--data", data]).status.code(), Some(1), "there is no database");
    scratch.open().await.close().await;
    let done = program(&["--data", data, "--json"]);
    let text = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0), "{text}");
    assert_eq!(text.lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["running"], false);
    assert_eq!(program(&["--data", data, "--nonsense"]).status.code(), Some(2));
    assert_eq!(program(&["--config", "none.toml"]).status.code(), Some(2));
}

/// Talks in the terminal of the real program, and gives what it wrote.
fn console(scratch: &Scratch, arguments: &[&str], typed: &str) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_openchair"))
        .arg("console")
        .arg("--data")
        .arg(&scratch.location.data)
        .args(arguments)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    String::from_utf8(program.wait_with_output().unwrap().stdout).unwrap()
}

#[tokio::test]
async fn g7_a_clock_that_is_moved_by_hand_is_not_kept_as_one_that_was_seen() {
    let scratch = Scratch::new();
    let told =
        console(&scratch, &["--try"], "/remind me \"water the plants\" in 2 hours\nyes\n/clock +30d\n");
    assert!(told.contains("You wanted to be told"), "what fell due on the way came: {told}");
    let (_, kept) = json(&scratch).await;
    assert_eq!(kept["clock_seen"], Value::Null);
    console(&scratch, &[], "/help\n");
    let (_, kept) = json(&scratch).await;
    assert!(kept["clock_seen"].is_string(), "the system's clock is: {kept}");
}
