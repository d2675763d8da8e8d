//! `openchair import` from the file to the database and the report.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use openchair::cli::import::{Circumstances, ImportArgs, ImportTrouble, Kind, import};
use openchair::cli::output::Output;
use openchair::config::{Config, Loaded, Secrets};
use openchair::domain::id::CommunityId;
use openchair::domain::member::Role;
use openchair::domain::zone::Zones;
use openchair::storage::group::{self, GroupFilter, Page, Viewer};
use openchair::storage::{Location, Storage};
use serde_json::json;

use crate::formats::data_file;

/// A folder for one test, and a writer that keeps what is said.
struct Desk {
    folder: tempfile::TempDir,
    zones: Zones,
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Heard {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

struct Done {
    result: Result<(), ImportTrouble>,
    said: String,
    problems: String,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), zones: Zones::embedded() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn location(&self) -> Location {
        Location { data: self.path("data"), key_file: self.path("data.key") }
    }

    async fn import(&self, args: &ImportArgs) -> Done {
        let Location { data, key_file } = self.location();
        let loaded =
            Loaded { config: Config::defaults(), file: None, data, key_file, secrets: Secrets::default() };
        let now: DateTime<Utc> = "2026-03-25T12:00:00Z".parse().unwrap();
        let (heard, problems) = (Heard::default(), Heard::default());
        let output = Output::to(Box::new(heard.clone()), Box::new(problems.clone()));
        let of = Circumstances { loaded: &loaded, zones: &self.zones, now, watched: true };
        let result = import(args, of, &output).await;
        Done { result, said: heard.text(), problems: problems.text() }
    }

    async fn storage(&self) -> Storage {
        Storage::open_if_there(&self.location(), None).await.unwrap()
    }

    /// Every row of every table, each as one text.
    async fn everything(&self) -> Vec<String> {
        let storage = self.storage().await;
        let mut db = storage.read().await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                .fetch_all(&mut *db)
                .await
                .unwrap();
        let mut rows = Vec::new();
        for table in tables {
            let columns: Vec<String> =
                sqlx::query_scalar("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info(?)")
                    .bind(&table)
                    .fetch_all(&mut *db)
                    .await
                    .unwrap();
            let sql = format!(
                "SELECT '{table} ' || {} AS row FROM \"{table}\" ORDER BY row",
                columns.join(" || ' ' || ")
            );
            rows.extend(
                sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *db).await.unwrap(),
            );
        }
        drop(db);
        storage.close().await;
        rows
    }

    /// The names of the groups that a member and an admin find.
    async fn groups(&self, community: &str) -> (usize, usize) {
        let storage = self.storage().await;
        let mut db = storage.read().await.unwrap();
        let community = CommunityId::new(community).unwrap();
        let mut found = Vec::new();
        for role in [Role::Member, Role::Admin] {
            let (viewer, page) = (Viewer { member: None, role }, Page { skip: 0, take: 10_000 });
            found.push(
                group::list(&mut db, &community, viewer, &GroupFilter::default(), page).await.unwrap().len(),
            );
        }
        drop(db);
        storage.close().await;
        (found[0], found[1])
    }
}

fn args(kind: Kind, file: &Path) -> ImportArgs {
    ImportArgs {
        kind,
        file: file.to_owned(),
        community: "home".to_owned(),
        zone: None,
        formats: None,
        feed: None,
        dry_run: false,
        config: None,
        data: None,
    }
}

fn new_york() -> Option<ImportArgs> {
    let file = data_file("bmlt/meetings-new-york.json")?;
    let zone = Some("America/New_York".to_owned());
    Some(ImportArgs { community: "nyc".to_owned(), zone, ..args(Kind::Bmlt, &file) })
}

#[tokio::test]
async fn a_real_region_comes_in_once() {
    let Some(args) = new_york() else { return };
    let desk = Desk::new();
    let dry = desk.import(&ImportArgs { dry_run: true, ..args.clone() }).await;
    assert!(dry.result.is_ok());
    assert!(
        dry.said.starts_with("meetings-new-york.json into nyc: 1555 new, 0 changed, 0 unchanged.\n"),
        "{}",
        dry.said
    );
    assert!(dry.said.ends_with("nothing was changed. Without --dry-run it happens as shown.\n"));
    assert!(!desk.path("data").exists(), "a dry run leaves nothing behind");

    let first = desk.import(&args).await;
    assert!(first.result.is_ok());
    assert!(first.said.starts_with(
        "meetings-new-york.json into nyc: 1555 new, 0 changed, 0 unchanged.\n42 groups are not listed"
    ));
    for (id, note) in [
        ("249", "`comments` says \"1st Thursday IP\""),
        ("1204", "`meeting_name` says \"Living Clean (No Mtg On The 1st Wednesday of month!)\""),
        ("751", "it starts at 23:59, which may mean midnight"),
    ] {
        let shown =
            first.said.lines().any(|line| line.contains(&format!("(bmlt:{id}): ")) && line.contains(note));
        assert!(shown, "{id} is for review: {}", first.said);
    }
    assert!(first.said.contains("76 groups are for review."), "{}", first.said);
    assert_eq!(first.problems.lines().last(), Some("1555 of 1555 meetings"));
    let before = desk.everything().await;
    assert!(before.iter().filter(|row| row.starts_with("session ")).count() > 1_555 * 12);

    let second = desk.import(&args).await;
    assert!(
        second.said.starts_with("meetings-new-york.json into nyc: 0 new, 0 changed, 1555 unchanged.\n"),
        "{}",
        second.said
    );
    assert!(before == desk.everything().await, "the second run changes nothing");
    assert_eq!(desk.groups("nyc").await, (1_513, 1_555), "42 are shown to nobody but admins");
}

#[tokio::test]
async fn real_online_meetings_come_in_beside_them() {
    let Some(file) = data_file("meeting_guide/meetings.json") else { return };
    let desk = Desk::new();
    let done = desk.import(&args(Kind::MeetingGuide, &file)).await;
    assert!(done.result.is_ok());
    assert!(
        done.said.starts_with("meetings.json into home: 149 new, 0 changed, 0 unchanged.\n"),
        "{}",
        done.said
    );
    assert!(done.said.contains("11 meetings were rejected, each for the reason given; the rest went in:\n"));
    assert!(done.said.contains("(id jcmc-group) has no `day`\n"), "{}", done.said);
    assert!(done.said.contains("does not say its time zone; give the zone of such meetings with --zone"));
    assert!(done.problems.is_empty(), "a small file needs no progress");
}

fn feed(rows: &[serde_json::Value]) -> String {
    serde_json::Value::from(rows.to_vec()).to_string()
}

fn row(id: &str, time: &str) -> serde_json::Value {
    json!({ "slug": id, "name": "Circle", "day": 2, "time": time, "timezone": "Europe/Vienna", "duration": 60 })
}

#[tokio::test]
async fn changes_and_gaps_of_a_feed_are_reported_and_a_dry_run_keeps_none() {
    let desk = Desk::new();
    let file = desk.write("feed.json", &feed(&[row("a", "19:00"), row("b", "19:00"), row("c", "19:00")]));
    let args = args(Kind::MeetingGuide, &file);
    desk.import(&args).await.result.unwrap();
    let before = desk.everything().await;
    desk.write("feed.json", &feed(&[row("a", "19:00"), row("b", "18:00"), json!({ "slug": "c" })]));
    let said = "feed.json into home: 0 new, 1 changed, 1 unchanged.\n  Circle (meeting-guide:b): times\n\
                1 meeting was rejected, each for the reason given; the rest went in:\n  meeting 3 (id c) has no `name`\n";
    let dry = desk.import(&ImportArgs { dry_run: true, ..args.clone() }).await;
    assert!(dry.said.starts_with(said), "{}", dry.said);
    assert_eq!(desk.everything().await, before);
    assert_eq!(desk.import(&args).await.said, said);
    assert_ne!(desk.everything().await, before);
    desk.write("feed.json", &feed(&[row("a", "19:00")]));
    let said = desk.import(&args).await.said;
    assert!(said.ends_with("2 groups are here from before and not in this file; nothing is deleted:\n  meeting-guide:b\n  meeting-guide:c\n"), "{said}");
    assert_eq!(desk.groups("home").await, (3, 3));
}

#[tokio::test]
async fn two_feeds_of_one_kind_do_not_clash() {
    let desk = Desk::new();
    let file = desk.write("feed.json", &feed(&[row("a", "19:00")]));
    for name in ["north", "north-west"] {
        let args = ImportArgs { feed: Some(name.to_owned()), ..args(Kind::MeetingGuide, &file) };
        let done = desk.import(&args).await;
        assert_eq!(done.said, "feed.json into home: 1 new, 0 changed, 0 unchanged.\n");
    }
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_one_sentence_and_leaves_nothing() {
    let desk = Desk::new();
    let good = desk.write("good.json", &feed(&[row("a", "19:00")]));
    let empty = desk.write("empty.json", "[]");
    let page = desk.write("page.json", "<html>");
    let broken = desk.write("broken.json", "[{\"slug\": \"a\"}]");
    let base = args(Kind::MeetingGuide, &good);
    let with = |file: &Path| ImportArgs { file: file.to_owned(), ..base.clone() };
    for (args, code, sentence) in [
        (with(&desk.path("none.json")), 1, "none.json cannot be read: No such file or directory"),
        (with(desk.folder.path()), 1, "cannot be read: Is a directory"),
        (with(Path::new("/dev/zero")), 1, "the file is larger than 64 MiB"),
        (with(&empty), 1, "the list is empty"),
        (with(&page), 1, "the file holds a web page, not a list of Meeting Guide meetings"),
        (with(&broken), 1, "None of the meetings could be brought in."),
        (ImportArgs { formats: Some(page.clone()), ..base.clone() }, 1, "not a list of Meeting Guide types"),
        (
            ImportArgs { zone: Some("Europe/Nowhere".to_owned()), ..base.clone() },
            2,
            "--zone: there is no time zone",
        ),
        (
            ImportArgs { community: "No Spaces".to_owned(), ..base.clone() },
            2,
            "--community: a community's name is",
        ),
        (ImportArgs { feed: Some("a:b".to_owned()), ..base.clone() }, 2, "--feed: a feed's name is"),
    ] {
        let trouble = desk.import(&args).await.result.unwrap_err();
        assert_eq!(trouble.exit_code(), code, "{trouble}");
        assert!(trouble.to_string().contains(sentence), "{trouble}");
        assert!(!desk.path("data").exists(), "{trouble}");
    }
}
