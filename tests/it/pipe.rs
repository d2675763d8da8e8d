//! The socket for adapters in other languages, as such an adapter meets it.

mod example;
mod program;
mod trouble;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use openchair::chat::contract::{Chat, Destination, Hopeless, Inbox};
use openchair::chat::pipe::{Communities, PipeSettings, open};
use openchair::clock::{Clock, SystemClock};
use openchair::domain::group::Room;
use openchair::domain::id::CommunityId;
use openchair::domain::member::Account;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::support::adapter::{Adapter, hello};
use crate::support::inbox::Echo;

/// A clock for which everything takes a tenth of its time.
struct Hurried;

#[async_trait]
impl Clock for Hurried {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
    async fn sleep_until(&self, time: DateTime<Utc>) {
        SystemClock.sleep_until(time).await;
    }
    async fn pause(&self, how_long: Duration) {
        SystemClock.pause(how_long / 10).await;
    }
}

/// Platforms behind one socket, each of them running with a bot that says back what it heard.
struct Served {
    folder: TempDir,
    chats: Vec<Arc<dyn Chat>>,
    echo: Arc<Echo>,
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<Result<(), Hopeless>>>,
}

fn everything() -> Communities {
    Communities { elsewhere: Some(CommunityId::home()), ..Communities::default() }
}

fn settings(path: &Path, platforms: &[&str]) -> PipeSettings {
    let platforms = platforms.iter().map(|name| ((*name).to_owned(), everything()));
    PipeSettings { path: path.to_owned(), platforms: platforms.collect() }
}

impl Served {
    fn new(platforms: &[&str]) -> Self {
        Self::with(platforms, everything(), Arc::new(SystemClock))
    }

    fn with(platforms: &[&str], communities: Communities, clock: Arc<dyn Clock>) -> Self {
        let folder = tempfile::Builder::new().prefix("oc").tempdir_in("/tmp").unwrap();
        let mut settings = settings(&folder.path().join("s"), platforms);
        settings.platforms.values_mut().for_each(|of| *of = communities.clone());
        let (chats, echo) = (open(settings, &clock), Arc::new(Echo::default()));
        let (stop, shutdown) = watch::channel(false);
        let run = |chat: &Arc<dyn Chat>| {
            let (chat, echo, shutdown) = (Arc::clone(chat), Arc::clone(&echo), shutdown.clone());
            tokio::spawn(async move { chat.run(&*echo as &dyn Inbox, shutdown).await })
        };
        let running = chats.iter().map(run).collect();
        Self { folder, chats, echo, stop, running }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("s")
    }

    async fn welcome(&self, platform: &str, can: Value) -> Adapter {
        Adapter::welcomed(&self.path(), platform, can).await
    }

    async fn stops(self) -> TempDir {
        self.stop.send_replace(true);
        for task in self.running {
            tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap().unwrap();
        }
        self.folder
    }
}

fn ana() -> Destination {
    Destination::Person(Account { platform: "one".to_owned(), id: "ana".to_owned() })
}

fn lobby() -> Destination {
    Destination::Room(Room { platform: "one".to_owned(), id: "lobby".to_owned() })
}

/// Ana says something privately.
fn said(id: &str, line: &str) -> Value {
    json!({"type": "event", "id": id, "person": {"id": "ana", "name": "Ana"}, "said_at": "2026-03-28T18:00:00Z", "line": line})
}

/// What is wrong, as the bot says it.
fn code(line: Option<Value>) -> String {
    let line = line.expect("an answer, not a hang-up");
    assert_eq!(line["type"], "error", "{line}");
    assert!(line["message"].as_str().unwrap().ends_with('.'), "{line}");
    line["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_adapter_must_say_who_it_is_and_is_told_why_it_may_not_come() {
    let served = Served::new(&["one", "two"]);
    let mut other = served.welcome("two", json!({})).await;
    for (first, expected) in [
        ("nonsense", "not_json"),
        ("[1]", "unknown_type"),
        (r#"{"type":"looked_up","request":1,"outcome":"nothing"}"#, "no_hello"),
        (r#"{"type":"hello","protocol":2,"platform":"one","new":1}"#, "other_protocol"),
        (r#"{"type":"hello","protocol":1,"platform":"one","color":"red"}"#, "bad_fields"),
        (r#"{"type":"hello","protocol":1,"platform":"three"}"#, "unknown_platform"),
        (r#"{"type":"hello","protocol":1,"platform":"discord"}"#, "unknown_platform"),
        (r#"{"type":"hello","protocol":1,"platform":"two"}"#, "platform_taken"),
        (&"x".repeat(70_000), "too_long"),
    ] {
        let mut adapter = Adapter::connect(&served.path()).await;
        adapter.send_bytes(format!("{first}\n").as_bytes()).await;
        assert_eq!(code(adapter.next().await), expected, "{first:.80}");
        assert_eq!(adapter.next().await, None, "{first:.80}");
    }
    // Whoever was there noticed nothing.
    other.send(&said("e1", "/me")).await;
    assert_eq!(other.next().await.unwrap()["event"], "e1");
    served.stops().await;
}

#[tokio::test]
async fn the_next_adapter_of_a_platform_may_come_when_the_first_has_gone() {
    let served = Served::new(&["one"]);
    let first = served.welcome("one", json!({})).await;
    let mut second = Adapter::connect(&served.path()).await;
    second.send(&hello("one", json!({}))).await;
    assert_eq!(code(second.next().await), "platform_taken");
    drop(first);
    let mut welcomed = false;
    for _ in 0..200 {
        let mut third = Adapter::connect(&served.path()).await;
        third.send(&hello("one", json!({}))).await;
        welcomed = third.next().await.unwrap()["type"] == "welcome";
        if welcomed {
            third.send(&said("e1", "/me")).await;
            assert_eq!(third.next().await.unwrap()["event"], "e1");
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(welcomed);
    served.stops().await;
}

#[tokio::test]
async fn a_bad_line_is_answered_and_the_next_one_is_heard() {
    let served = Served::new(&["one"]);
    let mut adapter = served.welcome("one", json!({})).await;
    let long = format!("{}\n", said("e0", &"x".repeat(70_000)));
    for (bytes, expected) in [
        (&b"{\n"[..], "not_json"),
        (b"\xff\xfe\x00\n", "not_json"),
        (b"{\"type\":\"sing\"}\n", "unknown_type"),
        (b"{\"type\":\"event\",\"id\":\"e1\"}\n", "bad_fields"),
        (b"{\"type\":\"hello\",\"protocol\":1,\"platform\":\"one\"}\n", "second_hello"),
        (b"{\"type\":\"delivered\",\"request\":1,\"outcome\":\"unsure\"}\n", "unknown_request"),
        (long.as_bytes(), "too_long"),
    ] {
        adapter.send_bytes(bytes).await;
        assert_eq!(code(adapter.next().await), expected);
        adapter.send(&said("e2", "/me")).await;
        assert_eq!(adapter.next().await.unwrap()["event"], "e2");
    }
    // Empty lines keep a connection alive, and mean nothing.
    adapter.send_bytes(b"\n\r\n\n").await;
    adapter.send(&said("e3", "nothing for the bot")).await;
    assert_eq!(adapter.next().await.unwrap(), json!({"type": "answers", "event": "e3", "answers": []}));
    served.stops().await;
}

#[tokio::test]
async fn events_are_answered_in_their_order_and_also_after_the_adapter_has_said_its_last() {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
    let served = Served::new(&["one"]);
    let (reader, mut writer) = served.welcome("one", json!({})).await.split();
    let events = 500;
    let lines: String = (0..events).map(|at| format!("{}\n", said(&at.to_string(), "/me"))).collect();
    let writing = tokio::spawn(async move {
        writer.write_all(lines.as_bytes()).await.unwrap();
        writer.shutdown().await.unwrap();
    });
    let mut lines = reader.lines();
    for at in 0..events {
        let line: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
        assert_eq!(line["event"], at.to_string());
    }
    assert_eq!(lines.next_line().await.unwrap(), None, "then the connection ends");
    writing.await.unwrap();
    assert_eq!(served.echo.heard().len(), events);
    served.stops().await;
}

/// Invariant 8: the configuration maps spaces to communities; an adapter cannot name one.
#[tokio::test]
async fn invariant_8_an_event_belongs_to_the_community_that_owns_its_space() {
    let id = |name: &str| CommunityId::new(name).unwrap();
    let spaces = [("team-a", "vienna"), ("team-b", "nyc")];
    let spaces = spaces.map(|(space, name)| (space.to_owned(), id(name)));
    let communities = Communities { spaces: spaces.into(), elsewhere: None };
    let served = Served::with(&["one"], communities, Arc::new(SystemClock));
    let mut adapter = served.welcome("one", json!({})).await;
    for (space, community) in [
        (json!("team-a"), Some("vienna")),
        (json!("team-b"), Some("nyc")),
        (json!("vienna"), None),
        (json!(null), None),
    ] {
        let before = served.echo.heard().len();
        let mut event = said("e1", "/me");
        event["space"] = space;
        adapter.send(&event).await;
        let answer = adapter.next().await.unwrap();
        match community {
            Some(name) => {
                assert_eq!(answer["type"], "answers");
                assert_eq!(served.echo.heard().last().unwrap().community.as_str(), name);
            }
            None => {
                assert_eq!(
                    (code(Some(answer.clone())).as_str(), &answer["event"]),
                    ("unknown_space", &json!("e1"))
                );
                assert_eq!(served.echo.heard().len(), before, "nobody heard it");
            }
        }
    }
    let mut event = said("e2", "/me");
    event["community"] = json!("vienna");
    adapter.send(&event).await;
    assert_eq!(code(adapter.next().await), "bad_fields");
    served.stops().await;
}
