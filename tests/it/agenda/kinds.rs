//! Kinds of messages: those whose causes are not commands yet keep their late policy too, what could not be sent
//! is tried again when somebody asks for it, and own words are forgotten in time.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use openchair::chat::contract::Delivered;
use openchair::clock::Clock as _;
use openchair::domain::delivery::{DeliveryState, Notice};
use openchair::domain::outcome::session::{Tally, Topic};
use openchair::domain::reminder::{coordinator_alerts, cover_asked, credential_expiry, own_reminder};
use openchair::domain::roster::DutyRole;
use openchair::domain::session::Session;
use openchair::storage::delivery::status;
use openchair::storage::{delivery, duty};

use super::scene::{Scene, circle, home, utc};

/// A session on Sunday 29 March 2026 at 17:30 UTC, and Dan, who is ready to hold it.
async fn dan_is_ready() -> (Scene, Session) {
    let mut scene = Scene::at("03-28T12:00").await;
    scene.person("dan", false).await;
    let session =
        scene.sundays(openchair::domain::group::Group { channel_reminder: false, ..circle() }).await;
    (scene, session)
}

async fn record(scene: &Scene, notices: &[Notice]) {
    let mut tx = scene.storage.write().await.unwrap();
    delivery::record(&mut tx, &home(), notices).await.unwrap();
    tx.commit().await.unwrap();
}

/// Dan is asked to stand in, and nobody has sent it yet.
async fn ask_for_cover(scene: &Scene, session: &Session) {
    let dan = scene.id("dan");
    let mut tx = scene.storage.write().await.unwrap();
    duty::offer(&mut tx, &home(), (session.id, DutyRole::Lead), dan).await.unwrap();
    tx.commit().await.unwrap();
    let notices = cover_asked(session, DutyRole::Lead, &BTreeSet::from([dan]), scene.clock.now());
    record(scene, &notices).await;
}

#[tokio::test]
async fn g5_a_cover_request_comes_until_the_start_and_only_to_whoever_has_not_answered() {
    let (scene, session) = dan_is_ready().await;
    ask_for_cover(&scene, &session).await;
    scene.clock.set(utc("03-29T17:30"));
    scene.work().await;
    assert_eq!(scene.chat.take(), ["03-29 17:30 dan cover_asked 0 (late)"]);

    let (scene, session) = dan_is_ready().await;
    ask_for_cover(&scene, &session).await;
    scene.clock.set(utc("03-29T17:31"));
    scene.work().await;
    assert_eq!(scene.chat.take(), Vec::<String>::new());
    assert!(scene.states().await.contains(&(DeliveryState::Expired, 1)), "too late to be of use");

    let (scene, session) = dan_is_ready().await;
    ask_for_cover(&scene, &session).await;
    let mut tx = scene.storage.write().await.unwrap();
    duty::decline(&mut tx, &home(), (session.id, DutyRole::Lead), scene.id("dan")).await.unwrap();
    tx.commit().await.unwrap();
    scene.work().await;
    assert_eq!(scene.chat.take(), Vec::<String>::new(), "G6: the question is answered");
}

#[tokio::test]
async fn g5_a_coordinator_is_told_while_nobody_holds_the_session() {
    let (scene, session) = dan_is_ready().await;
    let dan = scene.id("dan");
    let alert = |scene: &Scene| coordinator_alerts(&session, &BTreeSet::from([dan]), scene.clock.now());
    record(&scene, &alert(&scene)).await;
    scene.work().await;
    assert_eq!(scene.chat.take(), ["03-28 12:00 dan coordinator_alert 0"]);
    scene.clock.set(utc("03-28T13:00"));
    record(&scene, &alert(&scene)).await;
    let mut tx = scene.storage.write().await.unwrap();
    assert!(duty::accept(&mut tx, &home(), (session.id, DutyRole::Lead), dan).await.unwrap());
    tx.commit().await.unwrap();
    scene.work().await;
    assert_eq!(scene.chat.take(), Vec::<String>::new(), "G6: somebody holds it now");
}

#[tokio::test]
async fn g5_the_end_of_a_certificate_is_told_until_it_has_come() {
    let (scene, _) = dan_is_ready().await;
    let last_day = NaiveDate::from_ymd_opt(2026, 4, 30).unwrap();
    record(&scene, &[credential_expiry(scene.id("dan"), last_day, utc("03-31T08:00"))]).await;
    scene.clock.set(utc("04-30T08:00"));
    scene.work().await;
    assert_eq!(scene.chat.take(), ["04-30 08:00 dan credential_expiry 0 (late)"]);
    let (scene, _) = dan_is_ready().await;
    record(&scene, &[credential_expiry(scene.id("dan"), last_day, utc("03-31T08:00"))]).await;
    scene.clock.set(utc("05-02T08:00"));
    scene.work().await;
    assert_eq!(scene.chat.take(), Vec::<String>::new());
}

#[tokio::test]
async fn g9_g11_what_could_not_be_sent_is_counted_and_tried_again_when_somebody_asks_for_it() {
    let (scene, session) = dan_is_ready().await;
    let other = Session { id: openchair::domain::id::SessionId(session.id.0 + 1), ..session.clone() };
    ask_for_cover(&scene, &session).await;
    ask_for_cover(&scene, &other).await;
    scene.chat.answers([Delivered::Rejected("no".to_owned()), Delivered::Rejected("no".to_owned())]);
    scene.work().await;
    assert!(scene.states().await.contains(&(DeliveryState::Dead, 2)));
    let mut tx = scene.storage.write().await.unwrap();
    let tallies = status::of_session(&mut tx, &home(), session.id).await.unwrap();
    assert_eq!(tallies, [(Topic::Turns, Tally { dead: 1, ..Tally::default() })]);
    let now = scene.clock.now();
    assert_eq!(status::redrive(&mut tx, &home(), session.id, now).await.unwrap(), 1);
    assert_eq!(status::redrive(&mut tx, &home(), session.id, now).await.unwrap(), 0, "once");
    tx.commit().await.unwrap();
    scene.work().await;
    assert_eq!(scene.chat.take(), ["03-28 12:00 dan cover_asked 0"]);
    let states = scene.states().await;
    assert!(states.contains(&(DeliveryState::Sent, 1)) && states.contains(&(DeliveryState::Dead, 1)));
}

#[tokio::test]
async fn p20_own_words_are_gone_seven_days_after_they_were_sent_without_any_session() {
    let mut scene = Scene::at("03-23T12:00").await;
    scene.person("dan", false).await;
    let dan = scene.id("dan");
    record(&scene, &[own_reminder(dan, "call Ana".to_owned(), utc("03-24T09:20"))]).await;
    scene.travel("03-24T12:00").await;
    assert_eq!(scene.chat.take(), ["03-24 09:20 dan own_reminder 0"]);
    scene.travel("03-31T08:59").await;
    assert_eq!(scene.states().await, [(DeliveryState::Sent, 1)]);
    let seven_days = utc("03-24T09:20") + TimeDelta::days(7);
    assert!(scene.agenda.next_wakeup().await.unwrap().is_some_and(|wake| wake <= seven_days));
    scene.travel("03-31T09:20").await;
    assert_eq!(scene.states().await, [], "the row is gone, words and all");
}
