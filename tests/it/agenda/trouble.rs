//! Trouble on the way: answers that are lost, platforms that cannot be reached or refuse the bot, people who are
//! erased, nights, and clocks that are set.

use chrono::{DateTime, TimeDelta, Utc};
use openchair::chat::contract::Delivered;
use openchair::clock::Clock as _;
use openchair::domain::delivery::DeliveryState;
use openchair::domain::group::Group;
use openchair::domain::reminder::SessionChange;
use openchair::domain::session::Session;
use openchair::storage::{delivery, erase, fact};

use super::scene::{Scene, circle, home, utc};

/// A session on Sunday 29 March 2026 at 17:30 UTC, of a group without a room, to which Ana comes.
async fn ana_comes() -> (Scene, Session) {
    let mut scene = Scene::at("03-23T12:00").await;
    scene.person("ana", true).await;
    let session = scene.sundays(Group { room: None, capacity: None, ..circle() }).await;
    scene.comes("ana", &session).await;
    (scene, session)
}

async fn count(scene: &Scene, state: DeliveryState) -> u64 {
    scene.states().await.into_iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| count)
}

#[tokio::test]
async fn g3_a_lost_answer_is_repeated_with_its_key_while_the_platform_remembers_it() {
    let (scene, _) = ana_comes().await;
    scene.chat.answers([Delivered::Unsure]);
    scene.travel("03-28T17:31").await;
    assert_eq!(scene.chat.take(), ["03-28 17:30 ana reminder 1440"]);
    assert_eq!(count(&scene, DeliveryState::Sent).await, 1);
}

#[tokio::test]
async fn g3_a_lost_answer_is_looked_up_once_the_platform_has_forgotten_its_key() {
    let (scene, _) = ana_comes().await;
    scene.chat.answers([Delivered::Unsure]);
    scene.clock.set(utc("03-28T17:30"));
    let mut tx = scene.storage.write().await.unwrap();
    let taken = scene.claim(&mut tx).await;
    drop(tx);
    let key = scene.key(&taken[0].delivery).await;
    scene.work().await;
    // It had arrived. The bot is away for longer than the platform remembers.
    scene.chat.knows(&key);
    scene.clock.set(utc("03-28T17:40"));
    scene.work().await;
    assert_eq!(scene.chat.take(), Vec::<String>::new(), "it is not sent a second time");
    assert_eq!(count(&scene, DeliveryState::Sent).await, 1);
}

#[tokio::test]
async fn g5_what_a_platform_could_not_be_told_for_hours_comes_late_and_is_given_up_by_nobody() {
    let (mut scene, session) = ana_comes().await;
    scene.chat.answers(std::iter::repeat_n(Delivered::Unreachable, 60));
    scene.travel("03-24T12:00").await;
    scene.change(session.cancelled(), SessionChange::Cancelled).await;
    scene.travel("03-24T20:00").await;
    assert_eq!(scene.chat.take().len(), 1, "sixty tries later it is there again");
    assert_eq!(count(&scene, DeliveryState::Dead).await, 0);
}

#[tokio::test]
async fn g9_a_platform_that_refuses_the_bot_is_left_alone_until_the_next_start_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut scene = Scene::in_folder(folder.path(), "03-23T12:00").await;
    scene.person("ana", true).await;
    let session = scene.sundays(Group { room: None, ..circle() }).await;
    scene.comes("ana", &session).await;
    scene.chat.answers([Delivered::Unauthorized]);
    scene.travel("03-28T18:00").await;
    assert_eq!(scene.chat.take(), Vec::<String>::new());
    let refused = fact::refused("terminal");
    let told = fact::get(&mut scene.storage.read().await.unwrap(), &refused).await.unwrap();
    assert_eq!(told.as_deref(), Some("2026-03-28T17:30:00+00:00"));
    let scene = scene.restart(folder.path()).await;
    scene.work().await;
    assert_eq!(scene.chat.take(), ["03-28 18:00 ana reminder 1440 (late)"]);
    assert_eq!(fact::get(&mut scene.storage.read().await.unwrap(), &refused).await.unwrap(), None);
}

#[tokio::test]
async fn p22_whoever_is_erased_while_a_message_waits_is_told_nothing() {
    let (scene, _) = ana_comes().await;
    scene.chat.answers([Delivered::Unreachable]);
    scene.travel("03-28T17:30").await;
    let mut tx = scene.storage.write().await.unwrap();
    erase::erase(&mut tx, &home(), scene.id("ana"), "asked", scene.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    scene.travel("03-29T20:00").await;
    assert_eq!(scene.chat.take(), Vec::<String>::new());
}

#[tokio::test]
async fn g1_what_waits_for_its_platform_stays_planned_when_others_change_their_answers() {
    let (mut scene, session) = ana_comes().await;
    scene.person("ben", true).await;
    scene.chat.answers([Delivered::Unreachable]);
    scene.travel("03-28T17:30").await;
    scene.comes("ben", &session).await;
    scene.travel("03-28T17:40").await;
    let sent = scene.chat.take();
    assert!(sent.len() == 1 && sent[0].contains("ana reminder 1440"), "{sent:?}");
}

#[tokio::test]
async fn what_falls_into_the_night_waits_for_the_morning_and_is_not_late_for_that() {
    let (mut scene, session) = ana_comes().await;
    // 22:30 in Vienna; the quiet hours end at 8:00 there, 7:00 in UTC.
    scene.travel("03-27T21:30").await;
    scene.change(session.cancelled(), SessionChange::Cancelled).await;
    scene.travel("03-28T12:00").await;
    assert_eq!(scene.chat.take(), ["03-28 07:00 ana cancelled 0"]);
}

#[tokio::test]
async fn g7_a_clock_that_is_set_back_stops_the_sending_and_says_so() {
    let (scene, _) = ana_comes().await;
    let look = async || scene.agenda.look_at(&*scene.clock).await.unwrap();
    look().await;
    scene.travel("03-28T17:00").await;
    look().await;
    let behind: DateTime<Utc> = utc("03-28T17:30") - TimeDelta::days(365);
    scene.clock.step(behind);
    look().await;
    let said = fact::get(&mut scene.storage.read().await.unwrap(), fact::CLOCK_TROUBLE).await.unwrap();
    assert!(said.unwrap().starts_with("the clock shows 2025-03-28 17:30:00 UTC"));
    scene.clock.step(utc("03-28T17:31"));
    // Nobody has looked at the clock again: it is not believed yet.
    assert!(scene.work().await.is_nothing());
    look().await;
    scene.work().await;
    assert_eq!(scene.chat.take(), ["03-28 17:31 ana reminder 1440"]);
    assert_eq!(fact::get(&mut scene.storage.read().await.unwrap(), fact::CLOCK_TROUBLE).await.unwrap(), None);
}

#[tokio::test]
async fn g7_a_clock_that_is_set_a_year_ahead_and_back_loses_nothing() {
    let (scene, _) = ana_comes().await;
    let look = async || scene.agenda.look_at(&*scene.clock).await.unwrap();
    look().await;
    let right = scene.clock.now();
    scene.clock.step(right + TimeDelta::days(365));
    look().await;
    assert!(scene.work().await.is_nothing(), "neither sent, nor expired, nor forgotten");
    scene.clock.step(right);
    look().await;
    scene.travel("03-29T18:00").await;
    assert_eq!(
        scene.chat.take(),
        ["03-28 17:30 ana reminder 1440", "03-29 16:30 ana reminder 60"],
        "as if nothing had been"
    );
}

#[tokio::test]
async fn g10_an_urgent_message_does_not_wait_for_the_end_of_a_long_burst() {
    let (mut scene, session) = ana_comes().await;
    for number in 0..200 {
        scene.person(&format!("p{number}"), true).await;
        scene.comes(&format!("p{number}"), &session).await;
    }
    scene.clock.set(utc("03-28T17:30"));
    let mut db = scene.storage.read().await.unwrap();
    let due = delivery::due(&mut db, "terminal", (scene.clock.now(), scene.clock.now())).await.unwrap();
    assert_eq!(due.len(), 201);
    drop(db);
    scene.change(session.cancelled(), SessionChange::Cancelled).await;
    scene.work().await;
    let sent = scene.chat.take();
    assert_eq!(sent.len(), 201, "the reminders are not true any more");
    assert!(sent.iter().all(|line| line.contains("cancelled")), "{sent:?}");
}
