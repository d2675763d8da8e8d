//! What goes wrong between a program and its adapters: sockets in the way, connections that break, adapters that are slow.

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use openchair::chat::contract::{Delivered, Inbox, LookedUp};
use openchair::chat::pipe::open;
use openchair::clock::{Clock, SystemClock};
use serde_json::json;
use tokio::sync::watch;

use super::{Hurried, Served, ana, code, everything, lobby, said, settings};
use crate::support::adapter::Adapter;
use crate::support::inbox::{Echo, message};

/// Runs a pipe at this path until it complains.
async fn complaint(path: &Path) -> String {
    let clock = Arc::new(SystemClock) as Arc<dyn Clock>;
    let (_keep, shutdown) = watch::channel(false);
    let chat = open(settings(path, &["one"]), &clock).remove(0);
    let echo = Echo::default();
    let run = chat.run(&echo as &dyn Inbox, shutdown);
    tokio::time::timeout(Duration::from_secs(5), run).await.expect("a complaint").unwrap_err().0
}

#[tokio::test]
async fn only_this_user_may_open_the_socket_and_it_goes_with_the_program() {
    let served = Served::new(&["one", "two"]);
    drop(served.welcome("one", json!({})).await);
    let found = std::fs::symlink_metadata(served.path()).unwrap();
    assert!(found.file_type().is_socket());
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
    let folder = served.stops().await;
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn what_an_earlier_process_left_is_replaced_and_nothing_else_is() {
    // A socket that nobody listens at, as a killed process leaves it.
    let served = Served::new(&["one"]);
    drop(served.welcome("one", json!({})).await);
    let used = complaint(&served.path()).await;
    assert!(used.contains("in use by another program"), "{used}");
    let path = served.path();
    let folder = served.stops().await;
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let clock = Arc::new(SystemClock) as Arc<dyn Clock>;
    let chat = open(settings(&path, &["one"]), &clock).remove(0);
    let (stop, shutdown) = watch::channel(false);
    let run = tokio::spawn(async move { chat.run(&Echo::default(), shutdown).await });
    // The old file is there until the new one takes its place: connecting is tried until it works.
    drop(Adapter::welcomed(&path, "one", json!({})).await);
    stop.send_replace(true);
    run.await.unwrap().unwrap();

    std::fs::write(&path, "a letter").unwrap();
    let in_the_way = complaint(&path).await;
    assert!(in_the_way.contains("is not a socket"), "{in_the_way}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "a letter");
    for bad in [folder.path().join("no/such/folder/s"), folder.path().join("x".repeat(200))] {
        let refused = complaint(&bad).await;
        assert!(refused.contains("cannot be made"), "{refused}");
    }
}

#[tokio::test]
async fn nobody_there_is_unreachable_and_a_broken_connection_is_unsure() {
    let served = Served::new(&["one"]);
    let chat = Arc::clone(&served.chats[0]);
    assert_eq!(chat.deliver(&ana(), &message("soon", &[]), "k").await, Delivered::Unreachable);
    assert_eq!(chat.look_up(&ana(), "k", Utc::now()).await, LookedUp::Unreachable);
    assert_eq!(chat.take_back(&ana(), "m1").await, Delivered::Unreachable);
    assert_eq!(chat.abilities().remembers_keys, Duration::ZERO, "no key counts as remembered");

    let can = json!({"looks_up": true, "edits": true, "remembers_keys": 90, "per_second": 7});
    for _ in 0..3 {
        let mut adapter = served.welcome("one", can.clone()).await;
        assert_eq!((chat.abilities().remembers_keys.as_secs(), chat.abilities().per_second), (90, Some(7)));
        let hanging_up = async {
            let first = adapter.next().await.unwrap();
            assert_eq!(first["type"], "deliver");
            drop(adapter);
        };
        let soon = message("soon", &[]);
        let (to, since) = (ana(), Utc::now());
        let (delivered, _) = tokio::join!(chat.deliver(&to, &soon, "k"), hanging_up);
        assert_eq!(delivered, Delivered::Unsure);
        assert_eq!(chat.look_up(&to, "k", since).await, LookedUp::Unreachable);
    }
    served.stops().await;
}

/// An adapter that is started again is not missed: what falls due in between waits for it, for a moment.
#[tokio::test]
async fn an_adapter_that_comes_back_at_once_was_never_away() {
    let served = Served::new(&["one"]);
    drop(served.welcome("one", json!({})).await);
    let chat = Arc::clone(&served.chats[0]);
    let coming_back = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut adapter = served.welcome("one", json!({})).await;
        let line = adapter.next_of("deliver").await;
        adapter.send(&json!({"type": "delivered", "request": line["request"], "outcome": "receipt", "receipt": "m1"})).await;
        adapter
    };
    // The first adapter's end may be noticed only now.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (to, soon) = (ana(), message("soon", &[]));
    let (delivered, _adapter) = tokio::join!(chat.deliver(&to, &soon, "k"), coming_back);
    assert_eq!(delivered, Delivered::Receipt("m1".to_owned()));
    served.stops().await;
}

#[tokio::test]
async fn an_adapter_is_asked_only_what_it_can() {
    let served = Served::new(&["one"]);
    let _adapter = served.welcome("one", json!({})).await;
    assert_eq!(served.chats[0].look_up(&ana(), "k", Utc::now()).await, LookedUp::CannotTell);
    assert_eq!(served.chats[0].take_back(&ana(), "m1").await, Delivered::NotAllowed);
    served.stops().await;
}

#[tokio::test]
async fn answers_find_their_requests_in_any_order() {
    let served = Served::new(&["one"]);
    let mut adapter = served.welcome("one", json!({"looks_up": true})).await;
    let chat = &served.chats[0];
    let answering = async {
        let (first, second) = (adapter.next().await.unwrap(), adapter.next().await.unwrap());
        assert_eq!(first["key"], "k1");
        // Not what was asked: the question stays open.
        adapter.send(&json!({"type": "looked_up", "request": first["request"], "outcome": "nothing"})).await;
        assert_eq!(code(adapter.next().await), "other_question");
        for (line, receipt) in [(second, "m2"), (first, "m1")] {
            let reply = json!({"type": "delivered", "request": line["request"], "outcome": "receipt", "receipt": receipt});
            adapter.send(&reply).await;
            // Said twice, it is heard once.
            adapter.send(&reply).await;
            assert_eq!(code(adapter.next().await), "unknown_request");
        }
    };
    let (a, b, soon) = (ana(), lobby(), message("soon", &[]));
    let (first, second, ()) =
        tokio::join!(chat.deliver(&a, &soon, "k1"), chat.deliver(&b, &soon, "k2"), answering);
    assert_eq!(first, Delivered::Receipt("m1".to_owned()));
    assert_eq!(second, Delivered::Receipt("m2".to_owned()));
    served.stops().await;
}

/// Who does not read holds up nobody else, and is given up in the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_adapter_holds_up_only_itself() {
    let served = Served::with(&["one", "two"], everything(), Arc::new(Hurried));
    let (slow, quick) = (Arc::clone(&served.chats[0]), Arc::clone(&served.chats[1]));
    let sleeping = served.welcome("one", json!({})).await;
    let mut adapter = served.welcome("two", json!({})).await;
    let long = message(&"x".repeat(4_000), &[]);
    let flood: Vec<_> = (0..500)
        .map(|at| {
            let (slow, long) = (Arc::clone(&slow), long.clone());
            tokio::spawn(async move { slow.deliver(&ana(), &long, &format!("k{at}")).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = Instant::now();
    let soon = message("soon", &[]);
    let to = ana();
    let answering = async {
        let line = adapter.next().await.unwrap();
        adapter.send(&json!({"type": "delivered", "request": line["request"], "outcome": "receipt", "receipt": "m1"})).await;
        adapter.send(&said("e1", "/me")).await;
        assert_eq!(adapter.next().await.unwrap()["event"], "e1");
    };
    let (delivered, ()) = tokio::join!(quick.deliver(&to, &soon, "k"), answering);
    assert_eq!(delivered, Delivered::Receipt("m1".to_owned()));
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    let mut outcomes = Vec::new();
    for task in flood {
        outcomes.push(task.await.unwrap());
    }
    // What had found room may have arrived; what had not did not.
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Delivered::Unsure | Delivered::Unreachable)));
    assert!(outcomes.contains(&Delivered::Unsure) && outcomes.contains(&Delivered::Unreachable));
    drop(sleeping);
    served.stops().await;
}

#[tokio::test]
async fn who_says_nothing_or_answers_nothing_is_not_waited_for_for_ever() {
    let served = Served::with(&["one"], everything(), Arc::new(Hurried));
    let mut silent = Adapter::connect(&served.path()).await;
    assert_eq!(code(silent.next().await), "no_hello");
    assert_eq!(silent.next().await, None);
    let mut adapter = served.welcome("one", json!({})).await;
    assert_eq!(served.chats[0].deliver(&ana(), &message("soon", &[]), "k").await, Delivered::Unsure);
    let line = adapter.next_of("deliver").await;
    // Too late: the bot has made up its mind, and will ask with the same key.
    adapter
        .send(
            &json!({"type": "delivered", "request": line["request"], "outcome": "receipt", "receipt": "m1"}),
        )
        .await;
    assert_eq!(code(adapter.next().await), "unknown_request");
    served.stops().await;
}

/// A crowd of strangers that say nothing keeps nobody out for long.
#[tokio::test]
async fn strangers_at_the_door_keep_nobody_out() {
    let served = Served::with(&["one"], everything(), Arc::new(Hurried));
    let mut strangers = Vec::new();
    for _ in 0..100 {
        strangers.push(Adapter::connect(&served.path()).await);
    }
    let mut adapter = served.welcome("one", json!({})).await;
    adapter.send(&said("e1", "/me")).await;
    assert_eq!(adapter.next().await.unwrap()["event"], "e1");
    served.stops().await;
}
