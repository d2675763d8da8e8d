//! Deliveries are recorded once, follow what people count on, and are taken up while they are true.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::delivery::Verdict;
use crate::domain::group::Group;
use crate::domain::member::Member;
use crate::domain::reminder::private_notice;
use crate::domain::session::Session;
use crate::domain::zone::Zones;
use crate::storage::community::tests::{home, house};
use crate::storage::group::tests::circle;
use crate::storage::session::tests::{comes, laid_out, sundays, utc, wall};
use crate::storage::{Storage, Tx, member, session};

const OFFSETS: [u32; 2] = [24 * 60, 60];

struct Scene {
    _storage: Storage,
    db: Tx,
    session: Session,
    ana: MemberId,
}

/// Ana, who wants reminders, comes to a session on Sunday 29 March, 17:30 UTC, of a group with a room.
async fn scene() -> Scene {
    let (storage, mut db) = house().await;
    let room = Some(Room { platform: "terminal".to_owned(), id: "lobby".to_owned() });
    let series = sundays(&mut db, &Group { room, ..circle("Sunday circle") }).await;
    let session = laid_out(&mut db, &series, utc("03-23T12:00")).await[0].clone();
    let mut settings = member::tests::somebody("ana");
    settings.reminders.on = true;
    let ana = member::insert(&mut db, &home(), &settings).await.unwrap();
    comes(&mut db, session.id, ana).await;
    let mut scene = Scene { _storage: storage, db, session, ana };
    scene.reconcile(utc("03-23T12:00")).await;
    scene
}

impl Scene {
    async fn reconcile(&mut self, now: DateTime<Utc>) {
        reconcile_session(&mut self.db, &home(), self.session.id, &OFFSETS, now).await.unwrap();
    }

    /// The rows by state, each with its kind and minutes.
    async fn rows(&mut self) -> BTreeMap<String, Vec<(String, i64)>> {
        let rows: Vec<(String, String, i64)> =
            sqlx::query_as("SELECT state, kind, offset_minutes FROM delivery ORDER BY due, kind")
                .fetch_all(&mut *self.db)
                .await
                .unwrap();
        let mut by_state: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
        for (state, kind, offset) in rows {
            by_state.entry(state).or_default().push((kind, offset));
        }
        by_state
    }

    async fn claim(&mut self, now: DateTime<Utc>) -> Vec<Taken> {
        claim_due(&mut self.db, now).await
    }
}

fn taking(now: DateTime<Utc>, zones: &Zones) -> Taking<'_> {
    Taking { zones, quiet: None, hold: TimeDelta::hours(12), now }
}

/// Takes up all that is due.
async fn claim_due(db: &mut Tx, now: DateTime<Utc>) -> Vec<Taken> {
    let wanted = due(db, "terminal", (now, now)).await.unwrap();
    let wanted: Vec<_> = wanted.into_iter().map(|due| (due.community, due.id)).collect();
    claim(db, &wanted, taking(now, &Zones::embedded())).await.unwrap().0
}

fn rows(entries: &[(&str, &[(&str, i64)])]) -> BTreeMap<String, Vec<(String, i64)>> {
    let list =
        |list: &[(&str, i64)]| list.iter().map(|(kind, offset)| ((*kind).to_owned(), *offset)).collect();
    entries.iter().map(|(state, kinds)| ((*state).to_owned(), list(kinds))).collect()
}

const ALL: [(&str, i64); 3] = [("reminder", 1440), ("reminder", 60), ("room_reminder", 60)];

#[tokio::test]
async fn g2_reconciling_again_plans_nothing_twice() {
    let mut scene = scene().await;
    assert_eq!(scene.rows().await, rows(&[("planned", &ALL)]));
    scene.reconcile(utc("03-23T13:00")).await;
    assert_eq!(scene.rows().await, rows(&[("planned", &ALL)]));
    assert_eq!(next_due(&mut scene.db, "terminal").await.unwrap(), Some(utc("03-28T17:30")));
    assert_eq!(next_due(&mut scene.db, "discord").await.unwrap(), None);
}

#[tokio::test]
async fn a_withdrawn_answer_withdraws_its_reminders_and_a_new_one_brings_them_back() {
    let mut scene = scene().await;
    let (session, ana) = (scene.session.id, scene.ana);
    let mut seats = crate::storage::rsvp::seats(&mut scene.db, &home(), session).await.unwrap().unwrap();
    seats.withdraw(ana, false);
    crate::storage::rsvp::save_seats(&mut scene.db, &home(), session, &seats).await.unwrap();
    scene.reconcile(utc("03-24T12:00")).await;
    assert_eq!(scene.rows().await, rows(&[("planned", &ALL[2..]), ("withdrawn", &ALL[..2])]));
    comes(&mut scene.db, session, ana).await;
    scene.reconcile(utc("03-29T12:00")).await;
    let expected = rows(&[("planned", &ALL[1..]), ("withdrawn", &ALL[..1])]);
    assert_eq!(scene.rows().await, expected, "the day before has passed");
}

#[tokio::test]
async fn g6_a_moved_session_has_its_reminders_at_the_new_time_only() {
    let mut scene = scene().await;
    let zones = Zones::embedded();
    scene.session = scene.session.clone().moved(wall("03-30T10:30"), &zones);
    session::save(&mut scene.db, &home(), &scene.session, &zones).await.unwrap();
    assert_eq!(scene.claim(utc("03-28T17:30")).await.len(), 0, "even where nobody has planned anew");
    scene.reconcile(utc("03-23T12:00")).await;
    assert_eq!(next_due(&mut scene.db, "terminal").await.unwrap(), Some(utc("03-29T08:30")));
    assert_eq!(scene.rows().await, rows(&[("planned", &ALL), ("withdrawn", &ALL)]));
}

#[tokio::test]
async fn g9_a_process_that_dies_uses_up_no_attempt() {
    let mut scene = scene().await;
    let now = utc("03-28T17:30");
    for life in 0..20 {
        let taken = scene.claim(now).await;
        assert_eq!(taken[0].delivery.attempts, 1, "life {life}");
        assert_eq!(taken[0].delivery.unsure.is_some(), life > 0, "it may have arrived in an earlier one");
        release_orphans(&mut scene.db, "terminal").await.unwrap();
    }
}

#[tokio::test]
async fn what_is_claimed_carries_its_facts_and_is_marked() {
    let mut scene = scene().await;
    let now = utc("03-28T17:30");
    let taken = scene.claim(now).await;
    assert_eq!(taken.len(), 1);
    let Taken { delivery, facts, .. } = taken[0].clone();
    assert_eq!(delivery.account.as_ref().map(|account| account.id.as_str()), Some("ana"));
    assert_eq!((facts.offset_minutes, facts.late, delivery.attempts), (1440, false, 1));
    assert_eq!(facts.session.as_ref(), Some(&scene.session));
    assert_eq!(scene.claim(now).await.len(), 0, "nobody else takes it up");
    assert_eq!(first_orphan(&mut scene.db, "terminal").await.unwrap(), Some(now));
    let zones = Zones::embedded();
    let sent = Some(Verdict::Send { late: false, silent: false });
    assert_eq!(recheck(&mut scene.db, &delivery, taking(now, &zones)).await.unwrap(), sent);
    settle(&mut scene.db, &delivery, &Settled::Again(now + TimeDelta::minutes(5)), now).await.unwrap();
    assert_eq!(next_due(&mut scene.db, "terminal").await.unwrap(), Some(now + TimeDelta::minutes(5)));
    let again = scene.claim(now + TimeDelta::minutes(5)).await;
    assert!(again[0].facts.late, "lateness counts from when it was due at first");
    assert_eq!(again[0].delivery.attempts, 2);
    settle(&mut scene.db, &delivery, &Settled::Sent("7".to_owned()), now).await.unwrap();
    assert_eq!(scene.rows().await["sent"], [("reminder".to_owned(), 1440)]);
    assert_eq!(recheck(&mut scene.db, &delivery, taking(now, &zones)).await.unwrap(), None);
    let counts = counts(&mut scene.db, &home()).await.unwrap();
    assert_eq!(counts, [(DeliveryState::Planned, 2), (DeliveryState::Sent, 1)]);
}

#[tokio::test]
async fn p10_a_refused_message_switches_reminders_off_until_they_are_switched_on() {
    let mut scene = scene().await;
    let ana = scene.ana;
    switch_off(&mut scene.db, &home(), ana, utc("03-24T12:00")).await.unwrap();
    assert_eq!(scene.rows().await, rows(&[("planned", &ALL[2..]), ("withdrawn", &ALL[..2])]));
    let kept = member::get(&mut scene.db, &home(), ana).await.unwrap().unwrap();
    assert!(!kept.reminders.on);
    let mut on = kept.reminders.clone();
    on.on = true;
    member::update(&mut scene.db, &home(), &Member { reminders: on, ..kept }).await.unwrap();
    reconcile_member(&mut scene.db, &home(), ana, &OFFSETS, utc("03-24T13:00")).await.unwrap();
    assert_eq!(scene.rows().await, rows(&[("planned", &ALL)]));
}

#[tokio::test]
async fn two_offers_to_one_person_are_two_notices_and_one_offer_is_one() {
    let mut scene = scene().await;
    let offer = |minute| {
        let now = utc("03-24T12:00") + TimeDelta::minutes(minute);
        private_notice(NoticeKind::OfferMade, scene.ana, &scene.session, None, now)
    };
    let notices = [offer(0), offer(0), offer(5)];
    record(&mut scene.db, &home(), &notices[..2]).await.unwrap();
    record(&mut scene.db, &home(), &notices).await.unwrap();
    let offers = scene.rows().await["planned"].iter().filter(|(kind, _)| kind == "offer_made").count();
    assert_eq!(offers, 2);
    assert_eq!(scene.claim(utc("03-24T12:10")).await.len(), 0, "she comes already, so there is no offer");
}

#[tokio::test]
async fn p22_what_was_planned_goes_with_its_person() {
    let mut scene = scene().await;
    let ghost =
        private_notice(NoticeKind::OfferMade, MemberId(999), &scene.session, None, utc("03-24T12:00"));
    record(&mut scene.db, &home(), &[ghost]).await.unwrap();
    sqlx::query("DELETE FROM member WHERE id = ?").bind(scene.ana.0).execute(&mut *scene.db).await.unwrap();
    assert_eq!(scene.rows().await, rows(&[("planned", &ALL[2..])]));
}
