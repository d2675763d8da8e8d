//! Groups come in once, change only as their feed changes, and keep what people did to them.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::*;
use crate::domain::group::{Group, Status, Venue};
use crate::domain::id::{GroupId, SessionId};
use crate::domain::import::{
    ExternalId, ImportedSeries, ImportedTag, ImportedVenue, JoinDetails, ReviewReason,
};
use crate::domain::zone::Zones;
use crate::storage::community::tests::{home, house};
use crate::storage::member::{self, tests::somebody};
use crate::storage::{Tx, group, series, session};

/// A Wednesday.
fn now() -> DateTime<Utc> {
    "2026-03-25T12:00:00Z".parse().unwrap()
}

fn time(weekday: Weekday, hour: u32) -> ImportedSeries {
    let start = NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
    ImportedSeries { weekday, start, minutes: 90, zone: "Europe/Vienna".parse().unwrap() }
}

fn imported(id: &str, times: Vec<ImportedSeries>) -> ImportedGroup {
    ImportedGroup {
        external_id: ExternalId { feed: "bmlt".to_owned(), id: id.to_owned() },
        name: "Círculo".to_owned(),
        listed: true,
        languages: vec!["es".to_owned()],
        tags: vec![
            ImportedTag { code: "WC".to_owned(), name: Some("Wheelchair".to_owned()) },
            ImportedTag { code: "O".to_owned(), name: None },
        ],
        venue: ImportedVenue {
            kind: Venue::Both,
            address: Some("1 Main Street".to_owned()),
            access_note: Some("Ring twice".to_owned()),
        },
        join: Some(JoinDetails {
            link: Some("https://example.org/1".to_owned()),
            how: Some("Code 7".to_owned()),
        }),
        note: Some("1st Tuesday: books".to_owned()),
        series: times,
        review: vec![ReviewReason::AlmostMidnight],
    }
}

async fn lay(db: &mut Tx, groups: &[ImportedGroup], now: DateTime<Utc>) -> Laid {
    let zones = Zones::embedded();
    let horizon = Horizon::usual(now, &zones);
    let laying = Laying { feed: "bmlt", language: Language::En, horizon, default_offsets: &[60] };
    lay_in(db, &home(), groups, &laying, &mut |_| {}).await.unwrap()
}

async fn only_group(db: &mut Tx) -> Group {
    group::by_source(db, &home(), "bmlt:1").await.unwrap().unwrap()
}

async fn ahead(db: &mut Tx, group: GroupId) -> Vec<(SessionId, String, &'static str)> {
    let sessions = session::of_group(db, &home(), group, now(), 100).await.unwrap();
    sessions
        .iter()
        .map(|one| (one.id, one.local().format("%a %m-%d %H:%M").to_string(), one.state.word()))
        .collect()
}

async fn counts_on(db: &mut Tx, session: SessionId) {
    let ana = member::insert(db, &home(), &somebody("Ana")).await.unwrap();
    let sql = "INSERT INTO rsvp (community, session_id, member, answer, position, standing, first_time)
               VALUES ('home', ?, ?, 'coming', 1, 0, 0)";
    sqlx::query(sql).bind(session.0).bind(ana.0).execute(&mut **db).await.unwrap();
}

async fn notices(db: &mut Tx) -> Vec<String> {
    sqlx::query_scalar("SELECT kind FROM delivery WHERE community = 'home' ORDER BY id")
        .fetch_all(&mut **db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_new_group_lies_as_if_it_had_been_made_by_hand() {
    let (_storage, mut db) = house().await;
    let laid =
        lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 19), time(Weekday::Sun, 23)])], now()).await;
    assert_eq!((laid.new, laid.unchanged, laid.changed.len()), (1, 0, 0));
    let laid_in = only_group(&mut db).await;
    assert_eq!(
        (laid_in.name.as_str(), laid_in.capacity, laid_in.review.as_deref()),
        ("Círculo", None, Some("23:59?"))
    );
    assert_eq!(laid_in.link.as_deref(), Some("https://example.org/1 · Code 7"));
    assert_eq!(laid_in.audiences, ["Wheelchair", "O"]);
    // Every column and word that making a group by hand writes is written here too.
    let by_hand = group::insert(&mut db, &home(), &laid_in, Some("hand:1")).await.unwrap();
    for sql in [
        "SELECT count(*) FROM (SELECT DISTINCT name, folded, public_name, description, languages, audiences, membership, kind,
           capacity, see, venue, address, access, link, status, paused_until, listed, channel_reminder, language,
           room_platform, room, review, revision FROM \"group\")",
        "SELECT count(*) / 3 FROM (SELECT DISTINCT list, word, folded FROM group_word)",
    ] {
        let distinct: i64 = sqlx::query_scalar(sql).fetch_one(&mut *db).await.unwrap();
        assert_eq!(distinct, 1, "{sql}");
    }
    let zones = Zones::embedded();
    let horizon = Horizon::usual(now(), &zones);
    for held in series::of_group(&mut db, &home(), laid_in.id).await.unwrap() {
        let pair = (held.zone, held.minutes);
        let same = series::insert(&mut db, &home(), by_hand, pair, held.recurrence.clone()).await.unwrap();
        series::lay_out(&mut db, &home(), &same, horizon).await.unwrap();
    }
    let times = |sessions: Vec<(SessionId, String, &'static str)>| {
        sessions.into_iter().map(|(_, time, _)| time).collect::<Vec<_>>()
    };
    let laid_out = times(ahead(&mut db, laid_in.id).await);
    assert_eq!(laid_out, times(ahead(&mut db, by_hand).await));
    assert_eq!(laid_out.first().map(String::as_str), Some("Sun 03-29 23:30"));
    assert_eq!(laid_out.len(), 26);
}

#[tokio::test]
async fn the_same_feed_changes_nothing_and_a_missing_row_stays() {
    let (_storage, mut db) = house().await;
    let groups = [imported("1", vec![time(Weekday::Tue, 19)]), imported("2", vec![time(Weekday::Tue, 19)])];
    lay(&mut db, &groups, now()).await;
    let later = now() + TimeDelta::days(3);
    let again = lay(&mut db, &groups, later).await;
    assert_eq!((again.new, again.unchanged, again.changed.len(), again.absent.len()), (0, 2, 0, 0));
    let fewer = lay(&mut db, &groups[..1], later).await;
    assert_eq!(fewer.absent, ["bmlt:2"]);
    assert!(group::by_source(&mut db, &home(), "bmlt:2").await.unwrap().is_some());
}

#[tokio::test]
async fn only_what_the_feed_changed_is_changed() {
    let (_storage, mut db) = house().await;
    let mut says = imported("1", vec![time(Weekday::Tue, 19)]);
    lay(&mut db, std::slice::from_ref(&says), now()).await;
    let by_people = Group { name: "Our circle".to_owned(), capacity: Some(9), ..only_group(&mut db).await };
    group::update(&mut db, &home(), &by_people).await.unwrap();
    says.venue.address = Some("2 Main Street".to_owned());
    says.listed = false;
    let laid = lay(&mut db, std::slice::from_ref(&says), now()).await;
    assert_eq!(laid.changed, [(0, BTreeSet::from([Part::Listed, Part::Place]))]);
    let group = only_group(&mut db).await;
    assert_eq!((group.name.as_str(), group.capacity, group.listed), ("Our circle", Some(9), false));
    assert_eq!(group.address.as_deref(), Some("2 Main Street"));
    assert_eq!(lay(&mut db, &[says], now()).await.unchanged, 1);
}

#[tokio::test]
async fn a_new_hour_keeps_answers_and_is_told_to_those_who_count_on_it() {
    let (_storage, mut db) = house().await;
    lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 19)])], now()).await;
    let group = only_group(&mut db).await;
    let before = ahead(&mut db, group.id).await;
    counts_on(&mut db, before[1].0).await;
    let laid = lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 18)])], now()).await;
    assert_eq!(laid.changed, [(0, BTreeSet::from([Part::Times]))]);
    let after = ahead(&mut db, group.id).await;
    assert_eq!(after.len(), before.len());
    assert!(after.iter().zip(&before).all(|(after, before)| after.0 == before.0), "the same sessions");
    assert_eq!((after[0].1.as_str(), after[1].1.as_str()), ("Tue 03-31 18:30", "Tue 04-07 18:30"));
    assert_eq!(session::concerned(&mut db, &home(), before[1].0).await.unwrap().len(), 1);
    assert_eq!(notices(&mut db).await, ["group_changed"]);
}

#[tokio::test]
async fn another_day_ends_the_series_and_cancels_only_what_somebody_counts_on() {
    let (_storage, mut db) = house().await;
    lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 19)])], now()).await;
    let group = only_group(&mut db).await;
    let counted_on = ahead(&mut db, group.id).await[0].0;
    counts_on(&mut db, counted_on).await;
    lay(&mut db, &[imported("1", vec![time(Weekday::Fri, 19)])], now()).await;
    let after = ahead(&mut db, group.id).await;
    let cancelled: Vec<_> = after.iter().filter(|(_, _, state)| *state == "cancelled").collect();
    assert_eq!(cancelled, [&(counted_on, "Tue 03-31 19:30".to_owned(), "cancelled")]);
    assert!(after.iter().filter(|(id, _, _)| *id != counted_on).all(|(_, time, _)| time.starts_with("Fri")));
    assert_eq!(notices(&mut db).await, ["group_changed"]);
}

#[tokio::test]
async fn times_that_people_changed_are_theirs() {
    let (_storage, mut db) = house().await;
    lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 19)])], now()).await;
    let group = only_group(&mut db).await;
    let mut held = series::of_group(&mut db, &home(), group.id).await.unwrap().remove(0);
    held.minutes = 45;
    series::update(&mut db, &home(), &held).await.unwrap();
    lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 18)])], now()).await;
    let kept = series::of_group(&mut db, &home(), group.id).await.unwrap();
    assert_eq!(kept, [held]);
    assert_eq!(only_group(&mut db).await.review.as_deref(), Some("23:59? · Tue 18:30?"));
}

#[tokio::test]
async fn an_ended_group_does_not_come_back() {
    let (_storage, mut db) = house().await;
    lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 19)])], now()).await;
    let ended = Group { status: Status::Ended, ..only_group(&mut db).await };
    group::update(&mut db, &home(), &ended).await.unwrap();
    lay(&mut db, &[imported("1", vec![time(Weekday::Fri, 19)])], now()).await;
    assert_eq!(only_group(&mut db).await.status, Status::Ended);
    assert_eq!(series::of_group(&mut db, &home(), ended.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn invariant_3_what_cannot_be_read_is_an_inconsistency() {
    let (_storage, mut db) = house().await;
    lay(&mut db, &[imported("1", vec![time(Weekday::Tue, 19)])], now()).await;
    sqlx::query("UPDATE \"group\" SET imported = '{}'").execute(&mut *db).await.unwrap();
    let zones = Zones::embedded();
    let laying = Laying {
        feed: "bmlt",
        language: Language::En,
        horizon: Horizon::usual(now(), &zones),
        default_offsets: &[],
    };
    let error =
        lay_in(&mut db, &home(), &[imported("1", vec![time(Weekday::Tue, 19)])], &laying, &mut |_| {})
            .await
            .unwrap_err();
    assert!(error.to_string().contains("table group, column imported"), "{error}");
}
