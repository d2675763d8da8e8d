//! What the bot does unasked: planned, recorded, delivered and marked, on a clock that is moved by hand
//! and on the system's.

mod full_disk;
mod kinds;
pub(crate) mod scene;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use openchair::chat::contract::Delivered;
use openchair::clock::{Clock, SystemClock};
use openchair::domain::delivery::DeliveryState;
use openchair::domain::group::{Group, Status};
use openchair::domain::reminder::{SessionChange, session_notices};
use openchair::domain::session::Session;
use openchair::storage::{delivery, group, rsvp, session};

use scene::{Scene, circle, home, utc, wall};

/// What was sent, each as "when, to whom, what".
macro_rules! assert_sent {
    ($scene:expr, [$($line:expr),* $(,)?]) => {
        let lines: Vec<&str> = vec![$($line),*];
        assert_eq!($scene.chat.take(), lines);
    };
}

/// A session on Sunday 29 March 2026 at 17:30 UTC, in a group with a room, to which Ana comes.
async fn ana_comes() -> (Scene, Session) {
    let mut scene = Scene::at("03-23T12:00").await;
    scene.person("ana", true).await;
    let session = scene.sundays(circle()).await;
    scene.comes("ana", &session).await;
    (scene, session)
}

#[tokio::test]
async fn promise_2_reminders_come_once_and_in_time() {
    let (scene, _) = ana_comes().await;
    scene.travel("03-29T18:00").await;
    assert_sent!(
        scene,
        [
            "03-28 17:30 ana reminder 1440",
            "03-29 16:30 #lobby room_reminder 60",
            "03-29 16:30 ana reminder 60",
        ]
    );
    assert!(scene.work().await.is_nothing(), "a spurious call does nothing");
    assert_sent!(scene, []);
    let states = scene.states().await;
    assert_eq!(
        states.iter().find(|(state, _)| *state == DeliveryState::Sent),
        Some(&(DeliveryState::Sent, 3))
    );
}

#[tokio::test]
async fn promise_2_a_cancelled_session_sends_a_notice_and_no_reminder() {
    let (mut scene, session) = ana_comes().await;
    scene.travel("03-28T12:00").await;
    scene.change(session.cancelled(), SessionChange::Cancelled).await;
    scene.travel("03-29T20:00").await;
    assert_sent!(scene, ["03-28 12:00 #lobby cancelled 0", "03-28 12:00 ana cancelled 0"]);
}

#[tokio::test]
async fn promise_5_a_moved_session_is_told_with_both_times_and_reminded_at_the_new_one() {
    let (mut scene, session) = ana_comes().await;
    let from = session.starts;
    let moved = session.moved(wall("03-30T10:30"), &scene.zones);
    scene.change(moved, SessionChange::Moved { from }).await;
    scene.travel("03-30T09:00").await;
    assert_sent!(
        scene,
        [
            "03-23 12:00 #lobby moved 0 from 03-29 17:30",
            "03-23 12:00 ana moved 0 from 03-29 17:30",
            "03-29 08:30 ana reminder 1440",
            "03-30 07:30 #lobby room_reminder 60",
            "03-30 07:30 ana reminder 60",
        ]
    );
}

#[tokio::test]
async fn promise_2_a_new_process_over_the_same_file_sends_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut scene = Scene::in_folder(folder.path(), "03-23T12:00").await;
    scene.person("ana", true).await;
    let session = scene.sundays(circle()).await;
    scene.comes("ana", &session).await;
    scene.travel("03-28T18:00").await;
    assert_sent!(scene, ["03-28 17:30 ana reminder 1440"]);
    let scene = scene.restart(folder.path()).await;
    scene.travel("03-29T18:00").await;
    assert_sent!(scene, ["03-29 16:30 #lobby room_reminder 60", "03-29 16:30 ana reminder 60"]);
}

#[tokio::test]
async fn g3_what_a_crash_left_open_is_looked_up_before_it_is_repeated() {
    let (scene, _) = ana_comes().await;
    // The process ends after the platform took the message, and before that was marked.
    scene.travel("03-28T17:29").await;
    scene.clock.set(utc("03-28T17:30"));
    let mut tx = scene.storage.write().await.unwrap();
    let taken = scene.claim(&mut tx).await;
    tx.commit().await.unwrap();
    scene.chat.knows(&scene.key(&taken[0].delivery).await);
    scene.clock.set(utc("03-28T17:31"));
    assert_eq!(scene.agenda.next_wakeup().await.unwrap(), Some(utc("03-28T17:30")), "at once");
    scene.work().await;
    assert_sent!(scene, []);
    assert!(scene.states().await.contains(&(DeliveryState::Sent, 1)));
    // This time it ended before the platform had it.
    scene.clock.set(utc("03-29T16:30"));
    let mut tx = scene.storage.write().await.unwrap();
    scene.claim(&mut tx).await;
    tx.commit().await.unwrap();
    scene.work().await;
    assert_sent!(scene, ["03-29 16:30 #lobby room_reminder 60", "03-29 16:30 ana reminder 60"]);
}

#[tokio::test]
async fn a_held_seat_goes_on_to_the_next_when_its_time_ends() {
    let mut scene = Scene::at("03-23T12:00").await;
    for name in ["ana", "ben", "cora"] {
        scene.person(name, false).await;
    }
    let session = scene.sundays(Group { capacity: Some(1), room: None, ..circle() }).await;
    for name in ["ana", "ben", "cora"] {
        scene.comes(name, &session).await;
    }
    scene.withdraws("ana", &session).await;
    scene.travel("03-26T12:00").await;
    assert_sent!(
        scene,
        [
            "03-23 12:00 ben offer_made 0 until 03-24 00:00",
            "03-24 07:00 cora offer_made 0 until 03-24 19:00",
            "03-24 07:00 ben offer_lapsed 0",
            "03-24 19:00 cora offer_lapsed 0",
        ]
    );
    let mut db = scene.storage.read().await.unwrap();
    let seats = rsvp::seats(&mut db, &home(), session.id).await.unwrap().unwrap();
    assert_eq!((seats.rsvps.len(), seats.free()), (0, Some(1)));
}

#[tokio::test]
async fn g5_an_offer_that_could_not_be_told_is_held_anew() {
    let mut scene = Scene::at("03-23T12:00").await;
    for name in ["ana", "ben"] {
        scene.person(name, false).await;
    }
    let session = scene.sundays(Group { capacity: Some(1), room: None, ..circle() }).await;
    scene.comes("ana", &session).await;
    scene.comes("ben", &session).await;
    scene.withdraws("ana", &session).await;
    scene.clock.set(utc("03-25T12:00"));
    scene.work().await;
    assert_sent!(scene, ["03-25 12:00 ben offer_made 0 until 03-26 00:00 (late)"]);
}

#[tokio::test]
async fn g5_after_an_outage_only_the_newest_reminder_comes_and_says_that_it_is_late() {
    let (scene, _) = ana_comes().await;
    scene.clock.set(utc("03-29T17:00"));
    scene.work().await;
    assert_sent!(scene, ["03-29 17:00 #lobby room_reminder 60 (late)", "03-29 17:00 ana reminder 60 (late)"]);
    let (scene, _) = ana_comes().await;
    scene.clock.set(utc("04-05T12:00"));
    scene.work().await;
    assert_sent!(scene, []);
    assert!(scene.states().await.contains(&(DeliveryState::Expired, 3)), "a week later none of it is of use");
}

#[tokio::test]
async fn g9_a_platform_that_asks_to_wait_is_asked_again_and_not_before() {
    let (scene, _) = ana_comes().await;
    scene.chat.answers([Delivered::TryAgainAfter(Duration::from_secs(240))]);
    scene.travel("03-28T18:00").await;
    assert_sent!(scene, ["03-28 17:34 ana reminder 1440 (late)"]);
}

#[tokio::test]
async fn g9_what_is_refused_again_and_again_ends() {
    let (scene, _) = ana_comes().await;
    scene.chat.answers(std::iter::repeat_n(Delivered::TryAgainAfter(Duration::ZERO), 12));
    scene.travel("03-29T15:00").await;
    assert_sent!(scene, []);
    assert!(scene.states().await.contains(&(DeliveryState::Dead, 1)));
}

#[tokio::test]
async fn p10_a_closed_door_switches_private_reminders_off_without_a_storm() {
    let (scene, _) = ana_comes().await;
    scene.chat.answers([Delivered::NotAllowed]);
    scene.travel("03-29T18:00").await;
    assert_sent!(scene, ["03-29 16:30 #lobby room_reminder 60"]);
    let states = scene.states().await;
    assert!(states.contains(&(DeliveryState::Blocked, 1)) && states.contains(&(DeliveryState::Withdrawn, 1)));
}

#[tokio::test]
async fn g6_a_reminder_that_became_untrue_on_its_way_is_taken_back() {
    let (mut scene, session) = ana_comes().await;
    scene.person("ben", true).await;
    scene.comes("ben", &session).await;
    scene.chat.cancels_after_first(Arc::clone(&scene.storage), session.cancelled());
    scene.travel("03-28T17:30").await;
    let mut sent = scene.chat.take();
    sent.sort();
    let expected = [
        "03-28 17:30 ana reminder 1440",
        "03-28 17:30 ben reminder 1440",
        "03-28 17:30 taken back: ana",
        "03-28 17:30 taken back: ben",
    ];
    assert_eq!(sent, expected, "what was on its way already is taken back");
}

#[tokio::test]
async fn a_pause_ends_by_itself_and_its_sessions_are_reminded_of() {
    let (scene, session) = ana_comes().await;
    let mut tx = scene.storage.write().await.unwrap();
    let seen = group::get(&mut tx, &home(), session.group, None).await.unwrap().unwrap();
    let until = Some(utc("03-29T17:00"));
    let paused = Group { status: Status::Paused { until }, ..seen.group };
    group::update(&mut tx, &home(), &paused).await.unwrap();
    delivery::reconcile_group(&mut tx, &home(), session.group, &[1440, 60], utc("03-23T12:00"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    scene.travel("03-29T20:00").await;
    let mut db = scene.storage.read().await.unwrap();
    let seen = group::get(&mut db, &home(), session.group, None).await.unwrap().unwrap();
    assert_eq!(seen.group.status, Status::Active);
    // The first session starts after the pause, so even its day-before reminder came.
    assert_eq!(scene.chat.take().len(), 3);
}

#[tokio::test]
async fn sessions_are_laid_out_ninety_days_ahead_and_p20_answers_go_after_a_week() {
    let (scene, first) = ana_comes().await;
    scene.travel("04-05T18:59").await;
    assert_eq!(scene.answers(&first).await, 1, "the session ended seven days ago, less a minute");
    scene.travel("04-05T19:00").await;
    assert_eq!(scene.answers(&first).await, 0);
    let mut db = scene.storage.read().await.unwrap();
    let ahead = session::of_group(&mut db, &home(), first.group, utc("04-05T19:00"), 100).await.unwrap();
    let last = ahead.last().unwrap().starts;
    let horizon = utc("04-05T19:00") + TimeDelta::days(90);
    assert!(last + TimeDelta::days(7) > horizon, "only the week after {last} is further ahead");
}

#[tokio::test]
async fn g2_every_key_is_given_once() {
    let (scene, _) = ana_comes().await;
    scene.travel("03-29T18:00").await;
    let mut keys = scene.chat.keys();
    assert_eq!(keys.len(), 3);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 3);
}

#[tokio::test]
async fn what_is_for_a_chat_that_does_not_run_waits_and_does_not_wake_anybody() {
    let mut scene = Scene::at("03-23T12:00").await;
    scene.person_on("matrix", "@ana:example.org").await;
    let session = scene.sundays(Group { room: None, ..circle() }).await;
    scene.comes("@ana:example.org", &session).await;
    scene.travel("03-29T20:00").await;
    assert_sent!(scene, []);
    assert!(scene.states().await.contains(&(DeliveryState::Planned, 2)));
}

#[tokio::test]
async fn the_runner_on_the_system_clock_sends_what_is_due_now_when_it_is_woken() {
    let clock = SystemClock;
    let now: DateTime<Utc> = clock.now();
    let mut scene = Scene::over(openchair::storage::Storage::in_memory().await.unwrap(), now).await;
    scene.person("ana", false).await;
    let (stop, shutdown) = tokio::sync::watch::channel(false);
    let running = tokio::spawn({
        let agenda = Arc::clone(&scene.agenda);
        async move { agenda.run(&SystemClock, shutdown).await }
    });
    let session = scene.sundays(Group { room: None, ..circle() }).await;
    scene.comes("ana", &session).await;
    let cancelled = session.cancelled();
    let told = [scene.id("ana")].into();
    let mut tx = scene.storage.write().await.unwrap();
    session::save(&mut tx, &home(), &cancelled, &scene.zones).await.unwrap();
    let seen = group::get(&mut tx, &home(), cancelled.group, None).await.unwrap().unwrap();
    let notices = session_notices(SessionChange::Cancelled, &seen.group, &cancelled, &told, clock.now());
    delivery::record(&mut tx, &home(), &notices).await.unwrap();
    tx.commit().await.unwrap();
    scene.agenda.waker().wake();
    scene.chat.wait_for(1).await;
    stop.send(true).unwrap();
    running.await.unwrap();
    let sent = scene.chat.take();
    assert!(sent.len() == 1 && sent[0].contains("ana cancelled 0"), "{sent:?}");
    assert!(scene.states().await.contains(&(DeliveryState::Sent, 1)), "a batch that was begun is ended");
}

/// A clock that stands, and notes until when it was slept.
struct SleepNotes {
    now: DateTime<Utc>,
    slept: tokio::sync::mpsc::UnboundedSender<DateTime<Utc>>,
}

#[async_trait]
impl Clock for SleepNotes {
    fn now(&self) -> DateTime<Utc> {
        self.now
    }

    async fn sleep_until(&self, time: DateTime<Utc>) {
        self.slept.send(time).unwrap();
        std::future::pending().await
    }
}

#[tokio::test]
async fn g7_nobody_sleeps_longer_than_half_a_minute_nor_past_what_is_due() {
    let (scene, _) = ana_comes().await;
    for (now, until) in [
        ("03-28T12:00", utc("03-28T12:00") + TimeDelta::seconds(30)),
        ("03-28T17:29", utc("03-28T17:29") + TimeDelta::seconds(30)),
    ] {
        assert_eq!(slept_until(&scene, utc(now)).await, until);
    }
    let shortly_before = utc("03-28T17:30") - TimeDelta::seconds(7);
    assert_eq!(slept_until(&scene, shortly_before).await, utc("03-28T17:30"));
}

/// Until when the runner sleeps first.
async fn slept_until(scene: &Scene, now: DateTime<Utc>) -> DateTime<Utc> {
    let (slept, mut notes) = tokio::sync::mpsc::unbounded_channel();
    let clock = SleepNotes { now, slept };
    let (_stop, shutdown) = tokio::sync::watch::channel(false);
    let both = async { (notes.recv().await.unwrap()).min(notes.recv().await.unwrap()) };
    tokio::select! {
        () = scene.agenda.run(&clock, shutdown) => panic!("nobody stopped it"),
        until = both => until,
    }
}
