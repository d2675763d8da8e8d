//! Sessions are laid out once, found by group, day, list and person, and changed.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::*;
use crate::domain::group::{Group, Status};
use crate::domain::member::Role;
use crate::domain::recurrence::Recurrence;
use crate::domain::roster::{DutyRole, RosterPart};
use crate::domain::rsvp::{Answer, Came};
use crate::domain::session::{SeatCount, Series};
use crate::storage::Tx;
use crate::storage::community::tests::{home, house};
use crate::storage::group::{self, Page, Viewer, tests::circle};
use crate::storage::member::{self, tests::somebody};
use crate::storage::series::{self, Horizon};
use crate::storage::{duty, roster, rsvp};

/// A wall time of 2026, such as `03-29T19:30`.
pub(in crate::storage) fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(&format!("2026-{text}"), "%Y-%m-%dT%H:%M").unwrap()
}

/// An instant of 2026 in UTC.
pub(in crate::storage) fn utc(text: &str) -> DateTime<Utc> {
    wall(text).and_utc()
}

/// A group that meets every Sunday at 19:30 in Vienna from 1 March 2026 on, not laid out yet.
pub(in crate::storage) async fn sundays(db: &mut Tx, settings: &Group) -> Series {
    let group = group::insert(db, &home(), settings, None).await.unwrap();
    let rule = "FREQ=WEEKLY;BYDAY=SU".parse().unwrap();
    let recurrence = Recurrence::new(wall("03-01T19:30"), Some(rule)).unwrap();
    let zone = "Europe/Vienna".parse().unwrap();
    series::insert(db, &home(), group, (zone, 90), recurrence).await.unwrap()
}

/// Lays a series out for 90 days from an instant on.
pub(in crate::storage) async fn laid_out(db: &mut Tx, series: &Series, now: DateTime<Utc>) -> Vec<Session> {
    let zones = Zones::embedded();
    series::lay_out(db, &home(), series, Horizon::ahead(now, 90, &zones)).await.unwrap()
}

/// Keeps members of these names.
pub(in crate::storage) async fn people<const N: usize>(db: &mut Tx, names: [&str; N]) -> [MemberId; N] {
    let mut ids = [MemberId(0); N];
    for (id, name) in ids.iter_mut().zip(names) {
        *id = member::insert(db, &home(), &somebody(name)).await.unwrap();
    }
    ids
}

/// Somebody comes to a session.
pub(in crate::storage) async fn comes(db: &mut Tx, session: SessionId, member: MemberId) -> Came {
    let mut seats = rsvp::seats(db, &home(), session).await.unwrap().unwrap();
    let came = seats.come(member, false, true);
    rsvp::save_seats(db, &home(), session, &seats).await.unwrap();
    came
}

#[tokio::test]
async fn promise_1_a_series_is_laid_out_at_its_local_hour_on_both_sides_of_a_clock_change() {
    let (_storage, mut db) = house().await;
    let series = sundays(&mut db, &circle("Sunday circle")).await;
    let sessions = laid_out(&mut db, &series, utc("03-20T12:00")).await;
    let starts: Vec<_> = sessions.iter().map(|session| session.starts).collect();
    assert_eq!(&starts[..2], [utc("03-22T18:30"), utc("03-29T17:30")]);
    assert_eq!(starts.last(), Some(&utc("06-14T17:30")), "the last Sunday of the 90 days");
    assert_eq!(get(&mut db, &home(), sessions[1].id).await.unwrap().as_ref(), Some(&sessions[1]));
}

#[tokio::test]
async fn laying_out_again_adds_only_what_is_new_and_keeps_what_was_cancelled() {
    let (_storage, mut db) = house().await;
    let zones = Zones::embedded();
    let series = sundays(&mut db, &circle("Sunday circle")).await;
    let first = laid_out(&mut db, &series, utc("03-20T12:00")).await;
    save(&mut db, &home(), &first[0].clone().cancelled(), &zones).await.unwrap();
    assert_eq!(laid_out(&mut db, &series, utc("03-20T12:00")).await, []);
    series::update(&mut db, &home(), &series).await.unwrap();
    assert_eq!(laid_out(&mut db, &series, utc("03-20T12:00")).await, [], "also after an edit");
    let state = get(&mut db, &home(), first[0].id).await.unwrap().unwrap().state;
    assert_eq!(state, SessionState::Cancelled);
    let later = laid_out(&mut db, &series, utc("03-28T12:00")).await;
    assert_eq!(later.len(), 1);
    assert_eq!(later[0].slot, wall("06-21T19:30"));
}

#[tokio::test]
async fn exceptions_and_the_end_of_a_series_are_kept_to() {
    let (_storage, mut db) = house().await;
    let mut series = sundays(&mut db, &circle("Sunday circle")).await;
    series.recurrence = series.recurrence.excepting([wall("03-29T19:30")]).unwrap();
    series.ends_before = Some(wall("04-12T19:30"));
    series::update(&mut db, &home(), &series).await.unwrap();
    let kept = series::get(&mut db, &home(), series.id).await.unwrap().unwrap();
    assert_eq!(kept, series);
    let slots: Vec<_> =
        laid_out(&mut db, &kept, utc("03-20T12:00")).await.into_iter().map(|s| s.slot).collect();
    assert_eq!(slots, [wall("03-22T19:30"), wall("04-05T19:30")]);
}

#[tokio::test]
async fn there_is_always_a_next_session_even_beyond_the_horizon() {
    let (_storage, mut db) = house().await;
    let group = group::insert(&mut db, &home(), &circle("Yearly"), None).await.unwrap();
    let recurrence = Recurrence::new(wall("01-15T10:00"), Some("FREQ=YEARLY".parse().unwrap())).unwrap();
    let zone = "Europe/Vienna".parse().unwrap();
    let series = series::insert(&mut db, &home(), group, (zone, 60), recurrence).await.unwrap();
    assert_eq!(laid_out(&mut db, &series, utc("02-01T12:00")).await.len(), 2);
    assert_eq!(laid_out(&mut db, &series, utc("03-01T12:00")).await.len(), 0);
    let next = next_of_group(&mut db, &home(), group, utc("03-01T12:00")).await.unwrap().unwrap();
    assert_eq!(next.slot.date(), NaiveDate::from_ymd_opt(2027, 1, 15).unwrap());
}

#[tokio::test]
async fn standing_rsvps_come_to_new_sessions_in_the_order_they_were_given() {
    let (_storage, mut db) = house().await;
    let series = sundays(&mut db, &Group { capacity: Some(2), ..circle("Sunday circle") }).await;
    let [ana, ben, cora] = people(&mut db, ["ana", "ben", "cora"]).await;
    for (member, since) in [(cora, 1), (ana, 2), (ben, 3)] {
        let since = utc("03-01T12:00") + TimeDelta::minutes(since);
        assert!(rsvp::insert_standing(&mut db, &home(), series.group, member, since).await.unwrap());
    }
    let sessions = laid_out(&mut db, &series, utc("03-20T12:00")).await;
    for session in &sessions {
        let seats = rsvp::seats(&mut db, &home(), session.id).await.unwrap().unwrap();
        let answers: Vec<_> = seats.rsvps.iter().map(|rsvp| (rsvp.member, rsvp.answer)).collect();
        assert_eq!(answers, [(cora, Answer::Coming), (ana, Answer::Coming), (ben, Answer::Waiting)]);
    }
}

#[tokio::test]
async fn a_session_is_found_by_its_day_also_when_it_was_moved() {
    let (_storage, mut db) = house().await;
    let zones = Zones::embedded();
    let series = sundays(&mut db, &circle("Sunday circle")).await;
    let sessions = laid_out(&mut db, &series, utc("03-20T12:00")).await;
    let moved = sessions[1].clone().moved(wall("03-31T20:00"), &zones);
    save(&mut db, &home(), &moved, &zones).await.unwrap();
    for (day, found) in [(22, Some(sessions[0].id)), (29, Some(moved.id)), (31, Some(moved.id)), (30, None)] {
        let day = NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let on_day = on_day(&mut db, &home(), series.group, day).await.unwrap();
        assert_eq!(on_day.first().map(|session| session.id), found, "{day}");
    }
}

#[tokio::test]
async fn a_single_date_beyond_the_horizon_is_laid_out_when_asked_for() {
    let (_storage, mut db) = house().await;
    let zones = Zones::embedded();
    let series = sundays(&mut db, &circle("Sunday circle")).await;
    let horizon = Horizon::ahead(utc("03-20T12:00"), 90, &zones);
    let ask = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let (found, new) = series::session_on(&mut db, &home(), series.group, ask(12, 6), horizon).await.unwrap();
    assert_eq!((found.len(), new.len()), (1, 1));
    let again = series::session_on(&mut db, &home(), series.group, ask(12, 6), horizon).await.unwrap();
    assert_eq!(again, (found, Vec::new()));
    let monday = series::session_on(&mut db, &home(), series.group, ask(12, 7), horizon).await.unwrap();
    assert_eq!(monday, (Vec::new(), Vec::new()));
    let past = series::session_on(&mut db, &home(), series.group, ask(3, 15), horizon).await.unwrap();
    assert_eq!(past.0, [], "the past is not laid out");
}

fn viewer(member: Option<MemberId>, role: Role) -> Viewer {
    Viewer { member, role }
}

async fn names_upcoming(db: &mut Tx, viewer: Viewer, filter: &SessionFilter) -> Vec<String> {
    let page = Page { skip: 0, take: 50 };
    let found = upcoming(db, &home(), viewer, (filter, page), utc("03-22T19:00")).await.unwrap();
    found.into_iter().map(|upcoming| upcoming.group.name).collect()
}

#[tokio::test]
async fn p7_what_is_on_shows_only_groups_that_one_may_know_of() {
    let (_storage, mut db) = house().await;
    let [ana] = people(&mut db, ["ana"]).await;
    let mut hidden = None;
    for settings in [
        Group { languages: vec!["Español".to_owned()], ..circle("Open") },
        Group { listed: false, ..circle("Hidden") },
        Group { status: Status::Ended, ..circle("Ended") },
        Group { status: Status::Paused { until: None }, ..circle("Paused") },
        Group { status: Status::Paused { until: Some(utc("03-25T00:00")) }, ..circle("Back soon") },
    ] {
        let series = sundays(&mut db, &settings).await;
        laid_out(&mut db, &series, utc("03-20T12:00")).await;
        if settings.name == "Hidden" {
            hidden = Some(series.group);
        }
    }
    let week = SessionFilter { until: Some(utc("03-30T00:00")), ..SessionFilter::default() };
    let seen = names_upcoming(&mut db, viewer(Some(ana), Role::Member), &week).await;
    assert_eq!(seen, ["Open", "Open", "Back soon"], "the one being held now, and the next");
    let part = (hidden.unwrap(), RosterPart::Facilitator);
    roster::add(&mut db, &home(), part, ana, utc("03-20T12:00")).await.unwrap();
    let seen = names_upcoming(&mut db, viewer(Some(ana), Role::Member), &week).await;
    assert_eq!(seen, ["Open", "Hidden", "Open", "Hidden", "Back soon"]);
    let spanish = SessionFilter { language: Some("espanol".to_owned()), ..week.clone() };
    assert_eq!(names_upcoming(&mut db, viewer(None, Role::Admin), &spanish).await, ["Open", "Open"]);
    let one = SessionFilter { group: hidden, ..week };
    assert_eq!(names_upcoming(&mut db, viewer(None, Role::Member), &one).await, Vec::<String>::new());
}

#[tokio::test]
async fn seats_are_counted_without_those_who_hold_the_session() {
    let (_storage, mut db) = house().await;
    let series = sundays(&mut db, &Group { capacity: Some(2), ..circle("Sunday circle") }).await;
    let session = laid_out(&mut db, &series, utc("03-20T12:00")).await[0].clone();
    let [ana, ben, cora, dan] = people(&mut db, ["ana", "ben", "cora", "dan"]).await;
    let lead = (session.id, DutyRole::Lead);
    assert!(duty::accept(&mut db, &home(), lead, ana).await.unwrap());
    for member in [ana, ben, cora, dan] {
        comes(&mut db, session.id, member).await;
    }
    let count = seat_count(&mut db, &home(), session.id).await.unwrap().unwrap();
    let expected = SeatCount { capacity: Some(2), taken: 2, coming: 3, waiting: 1, first_timers: 3 };
    assert_eq!(count, expected);
    assert_eq!(count.free(), Some(0));
    let told = concerned(&mut db, &home(), session.id).await.unwrap();
    assert_eq!(told, BTreeSet::from([ana, ben, cora, dan]));
    assert_eq!(concerned_by_group(&mut db, &home(), series.group, utc("03-20T12:00")).await.unwrap(), told);
}

#[tokio::test]
async fn a_members_agenda_holds_answers_and_duties_in_order() {
    let (_storage, mut db) = house().await;
    let series = sundays(&mut db, &circle("Sunday circle")).await;
    let sessions = laid_out(&mut db, &series, utc("03-20T12:00")).await;
    let [ana] = people(&mut db, ["ana"]).await;
    comes(&mut db, sessions[2].id, ana).await;
    let lead = (sessions[1].id, DutyRole::Lead);
    duty::accept(&mut db, &home(), lead, ana).await.unwrap();
    let agenda = agenda(&mut db, &home(), ana, utc("03-20T12:00")).await.unwrap();
    let entries: Vec<_> = agenda.iter().map(|entry| (entry.session.id, entry.answer, entry.duty)).collect();
    assert_eq!(entries, [(sessions[1].id, None, Some(lead.1)), (sessions[2].id, Some(Answer::Coming), None)]);
}
