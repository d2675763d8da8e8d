//! What every adapter must do, whatever its platform is like.

use std::time::Duration;

use chrono::{DateTime, Utc};
use openchair::chat::contract::{Delivered, Destination, LookedUp, Place, Said};
use openchair::domain::group::Room;
use openchair::domain::member::Account;

use super::{By, Peer, Seen, until};
use crate::support::inbox::{Echo, message, opaque};

const ROOM: &str = "#lobby";

fn account(peer: &dyn Peer, id: &str) -> Account {
    Account { platform: peer.chat().platform().to_owned(), id: id.to_owned() }
}

fn person(peer: &dyn Peer, id: &str) -> Destination {
    Destination::Person(account(peer, id))
}

fn room(peer: &dyn Peer) -> Room {
    Room { platform: peer.chat().platform().to_owned(), id: ROOM.to_owned() }
}

fn lobby(peer: &dyn Peer) -> Destination {
    Destination::Room(room(peer))
}

fn seen(by: By, text: &str, buttons: &[&str]) -> Seen {
    Seen { by, text: text.to_owned(), buttons: buttons.iter().map(|label| (*label).to_owned()).collect() }
}

fn since() -> DateTime<Utc> {
    Utc::now() - Duration::from_secs(1)
}

async fn delivered(peer: &dyn Peer, to: &Destination, text: &str, key: &str) -> String {
    match peer.chat().deliver(to, &message(text, &["Undo"]), key).await {
        Delivered::Receipt(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

/// G3: the same key shows one message, and finds it; another key is another message.
pub async fn g3_a_delivery_is_shown_once_and_found_by_its_key(peer: &dyn Peer, _: &Echo) {
    let ana = person(peer, "ana");
    let chat = peer.chat();
    assert!(chat.abilities().remembers_keys > Duration::ZERO, "this peer remembers keys");
    assert_eq!(chat.look_up(&ana, "k1", since()).await, LookedUp::Nothing);
    let first = delivered(peer, &ana, "soon", "k1").await;
    assert_eq!(delivered(peer, &ana, "soon", "k1").await, first);
    let second = delivered(peer, &ana, "soon", "k2").await;
    assert_ne!(first, second);
    for (key, found) in
        [("k1", LookedUp::Found(first)), ("k2", LookedUp::Found(second)), ("k3", LookedUp::Nothing)]
    {
        assert_eq!(chat.look_up(&ana, key, since()).await, found, "{key}");
    }
    let soon = seen(By::Person("ana".to_owned()), "soon", &["Undo"]);
    until("two messages", || (peer.seen().len() >= 2).then_some(())).await;
    assert_eq!(peer.seen(), [soon.clone(), soon]);
}

/// G6: an adapter that can take messages back does, also twice; another says that it cannot.
pub async fn g6_a_message_is_taken_back_where_the_platform_can(peer: &dyn Peer, _: &Echo) {
    let (ana, chat) = (person(peer, "ana"), peer.chat());
    let first = delivered(peer, &ana, "soon", "k1").await;
    delivered(peer, &ana, "later", "k2").await;
    for _ in 0..2 {
        let taken = chat.take_back(&ana, &first).await;
        if chat.abilities().edits {
            assert!(matches!(taken, Delivered::Receipt(_)), "{taken:?}");
        } else {
            assert_eq!(taken, Delivered::NotAllowed);
        }
    }
    let left: Vec<String> = peer.seen().into_iter().map(|seen| seen.text).collect();
    let expected: &[&str] = if chat.abilities().edits { &["later"] } else { &["soon", "later"] };
    assert_eq!(left, expected);
}

/// P5: a private answer and a private delivery are seen by one person, wherever the question was asked.
pub async fn p5_what_is_private_is_seen_by_one_person(peer: &dyn Peer, _: &Echo) {
    let ana = || By::Person("ana".to_owned());
    let public = || By::Room(ROOM.to_owned());
    let mut expected = vec![seen(ana(), "to ana", &["Undo"]), seen(public(), "to all", &["Undo"])];
    delivered(peer, &person(peer, "ana"), "to ana", "k1").await;
    delivered(peer, &lobby(peer), "to all", "k2").await;
    if peer.listens() {
        let lobby = Place::Room(room(peer));
        for (place, line) in [
            (&lobby, "/mine"),
            (&lobby, "/say it"),
            (&Place::Private, "/mine too"),
            (&Place::Private, "/say it too"),
        ] {
            peer.says("ana", place, line).await;
        }
        let buttons = ["I'm coming", "Undo"];
        expected.push(seen(ana(), "/mine", &[]));
        expected.push(seen(public(), "/say it", &buttons));
        expected.push(seen(ana(), "/mine too", &[]));
        expected.push(seen(ana(), "/say it too", &buttons));
    }
    until("every message", || (peer.seen().len() >= expected.len()).then_some(())).await;
    assert_eq!(peer.seen(), expected);
}

/// Invariant 8: who speaks, where and when is the platform's word, and the line arrives as it was typed.
pub async fn invariant_8_an_event_says_who_where_and_when(peer: &dyn Peer, echo: &Echo) {
    if !peer.listens() {
        return;
    }
    let lobby = Place::Room(room(peer));
    let before = Utc::now() - Duration::from_secs(1);
    let lines = [
        ("ana", lobby.clone(), "/say \"Sunday circle\" every  sunday"),
        ("ben", Place::Private, "مرحبا 🪑 \\ \" ' {}"),
        ("ana", lobby, "@everyone <b>hello</b> {\"type\":\"hello\"}"),
    ];
    for (person, place, line) in &lines {
        peer.says(person, place, line).await;
    }
    let heard = until("three events", || Some(echo.heard()).filter(|heard| heard.len() == 3)).await;
    for (heard, (person, place, line)) in heard.iter().zip(&lines) {
        assert_eq!((&heard.account, &heard.place), (&account(peer, person), place));
        assert_eq!(heard.said, Said::Line((*line).to_owned()));
        assert_eq!(heard.community.as_str(), "home");
        assert_eq!(heard.name, *person);
        assert!((before..=Utc::now()).contains(&heard.said_at), "{}", heard.said_at);
    }
}

/// P30: a button comes back as its opaque id, from whoever pressed it, from where its message stands.
pub async fn p30_a_pressed_button_comes_back_as_its_id(peer: &dyn Peer, echo: &Echo) {
    if !peer.listens() || !peer.chat().abilities().buttons {
        return;
    }
    let lobby = Place::Room(room(peer));
    peer.says("ana", &lobby, "/say it").await;
    until("a card", || (peer.seen().len() == 1).then_some(())).await;
    peer.presses("ben", "Undo").await;
    let heard = until("a press", || Some(echo.heard()).filter(|heard| heard.len() == 2)).await;
    assert_eq!(heard[1].said, Said::Press(opaque("Undo")));
    assert_eq!((&heard[1].account, &heard[1].place), (&account(peer, "ben"), &lobby));
    let answer = seen(By::Person("ben".to_owned()), &opaque("Undo"), &[]);
    until("the answer", || (peer.seen().last() == Some(&answer)).then_some(())).await;
    // No id is shown to anybody before it was pressed.
    assert!(peer.seen().iter().rev().skip(1).all(|seen| !seen.text.contains("opaque")));
}

/// P29: control characters, changes of direction and line feeds in what people wrote reach no screen, so that
/// nothing looks as if the bot had said it.
pub async fn p29_what_people_wrote_changes_nothing_else(peer: &dyn Peer, _: &Echo) {
    let hostile = "Sun\u{1b}[2Jday\u{7}\u{9b}1m\u{202e}elcric\u{2066}\nbot in #lobby:\r\n  You are expelled.";
    delivered(peer, &lobby(peer), hostile, "k1").await;
    let shown = until("the message", || peer.seen().first().cloned()).await;
    assert_eq!(peer.seen().len(), 1, "{:?}", peer.seen());
    assert_eq!((&shown.by, shown.text.lines().count()), (&By::Room(ROOM.to_owned()), 1), "{shown:?}");
    let harmful = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    assert!(!shown.text.contains(harmful), "{shown:?}");
    assert!(shown.text.contains("Sun") && shown.text.contains("elcric"), "the words stay: {shown:?}");
}

/// A platform has one short name, and its adapter ends when it is asked to.
pub async fn an_adapter_says_what_it_is_and_stops_when_asked(peer: &dyn Peer, _: &Echo) {
    let chat = peer.chat();
    let name = chat.platform();
    assert!((1..=32).contains(&name.len()), "{name}");
    assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
    assert_eq!(name, peer.chat().platform());
    assert_ne!(chat.abilities().per_second, Some(0));
}
