//! Groups return as they were kept, and are found by those who may know of them only.

use chrono::{DateTime, TimeDelta, Weekday};

use super::*;
use crate::storage::Tx;
use crate::storage::community::tests::{home, house};
use crate::storage::member::{self, tests::somebody};

/// An open, listed group online, not kept yet.
pub(in crate::storage) fn circle(name: &str) -> Group {
    Group {
        id: GroupId(0),
        name: name.to_owned(),
        public_name: None,
        description: None,
        languages: Vec::new(),
        audiences: Vec::new(),
        membership: Membership::Open,
        kind: Kind::Support,
        capacity: Some(12),
        see: SeeWhoComes::Count,
        venue: Venue::Online,
        address: None,
        access: None,
        link: None,
        status: Status::Active,
        listed: true,
        channel_reminder: true,
        language: Language::En,
        room: None,
        review: None,
        revision: 0,
    }
}

const NOBODY: Viewer = Viewer { member: None, role: Role::Member };
const ALL: Page = Page { skip: 0, take: 100 };

fn names_of(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|seen| seen.group.name.as_str()).collect()
}

async fn listed(db: &mut Tx, filter: GroupFilter) -> Vec<String> {
    let seen = list(db, &home(), NOBODY, &filter, ALL).await.unwrap();
    names_of(&seen).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_group_returns_as_kept_and_as_changed() {
    let (_storage, mut db) = house().await;
    let id = insert(&mut db, &home(), &circle("Sunday circle"), None).await.unwrap();
    let kept = get(&mut db, &home(), id, None).await.unwrap().unwrap().group;
    assert_eq!(kept, Group { id, ..circle("Sunday circle") });
    let changed = Group {
        name: "Círculo".to_owned(),
        public_name: Some("Circle".to_owned()),
        description: Some("A circle.".to_owned()),
        languages: vec!["es".to_owned(), "en".to_owned()],
        audiences: vec!["women".to_owned()],
        membership: Membership::Cohort,
        kind: Kind::Education,
        capacity: None,
        see: SeeWhoComes::Public,
        venue: Venue::Both,
        address: Some("12 Main Street".to_owned()),
        access: Some("Ring twice".to_owned()),
        link: Some("https://example.org".to_owned()),
        status: Status::Paused { until: DateTime::from_timestamp(1_800_000_000, 0) },
        listed: false,
        channel_reminder: false,
        language: Language::Es,
        room: Some(Room { platform: "terminal".to_owned(), id: "lobby".to_owned() }),
        review: Some("every other week?".to_owned()),
        ..kept
    };
    let revision = update(&mut db, &home(), &changed).await.unwrap();
    assert_eq!(revision, 1);
    let again = get(&mut db, &home(), id, None).await.unwrap().unwrap().group;
    assert_eq!(again, Group { revision, ..changed });
}

#[tokio::test]
async fn invariant_8_another_community_sees_nothing() {
    let (_storage, mut db) = house().await;
    let away = CommunityId::new("away").unwrap();
    let id = insert(&mut db, &home(), &circle("Sunday circle"), Some("bmlt:1")).await.unwrap();
    assert_eq!(get(&mut db, &away, id, None).await.unwrap(), None);
    assert_eq!(by_source(&mut db, &away, "bmlt:1").await.unwrap(), None);
    let admin = Viewer { member: None, role: Role::Admin };
    assert!(by_name(&mut db, &away, admin, "Sunday circle").await.unwrap().is_empty());
    assert!(list(&mut db, &away, admin, &GroupFilter::default(), ALL).await.unwrap().is_empty());
    assert!(names(&mut db, &away, admin).await.unwrap().is_empty());
}

#[tokio::test]
async fn groups_are_found_by_name_beginning_room_and_source() {
    let (_storage, mut db) = house().await;
    let room = Room { platform: "terminal".to_owned(), id: "quiet-room".to_owned() };
    for (name, source) in [("Sunday circle", Some("bmlt:1")), ("SUNDAY Círcle", None), ("Sunday walk", None)]
    {
        let group = Group { room: Some(room.clone()), ..circle(name) };
        insert(&mut db, &home(), &group, source).await.unwrap();
    }
    insert(&mut db, &home(), &Group { status: Status::Ended, ..circle("Sunday past") }, None).await.unwrap();
    assert_eq!(by_name(&mut db, &home(), NOBODY, "sunday-circle").await.unwrap().len(), 2);
    let beginning = by_beginning(&mut db, &home(), NOBODY, "Sunday", 10).await.unwrap();
    assert_eq!(names_of(&beginning), ["Sunday circle", "SUNDAY Círcle", "Sunday walk"]);
    assert_eq!(by_beginning(&mut db, &home(), NOBODY, "", 2).await.unwrap().len(), 2);
    assert_eq!(by_room(&mut db, &home(), NOBODY, &room).await.unwrap().len(), 3);
    let elsewhere = Room { platform: "matrix".to_owned(), ..room };
    assert!(by_room(&mut db, &home(), NOBODY, &elsewhere).await.unwrap().is_empty());
    assert_eq!(by_source(&mut db, &home(), "bmlt:1").await.unwrap().unwrap().name, "Sunday circle");
    let twice = insert(&mut db, &home(), &circle("Again"), Some("bmlt:1")).await.unwrap_err();
    assert_eq!(twice.trouble(), Some(crate::storage::Trouble::Clash));
}

#[tokio::test]
async fn lists_are_filtered_in_the_order_of_names_and_cut_in_pages() {
    let (_storage, mut db) = house().await;
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let groups = [
        Group { languages: words(&["Español"]), audiences: words(&["women"]), ..circle("Delta") },
        Group { languages: words(&["English", "español"]), venue: Venue::Both, ..circle("Alpha") },
        Group {
            languages: words(&["English"]),
            venue: Venue::InPerson,
            review: Some("?".to_owned()),
            ..circle("Beta")
        },
        Group { audiences: words(&["women"]), ..circle("Gamma") },
    ];
    let mut ids = Vec::new();
    for group in &groups {
        ids.push(insert(&mut db, &home(), group, None).await.unwrap());
    }
    let none = GroupFilter::default();
    assert_eq!(listed(&mut db, none.clone()).await, ["Alpha", "Beta", "Delta", "Gamma"]);
    let spanish = GroupFilter { language: Some("espanol".to_owned()), ..none.clone() };
    assert_eq!(listed(&mut db, spanish.clone()).await, ["Alpha", "Delta"]);
    let both = GroupFilter { audience: Some("Women".to_owned()), ..spanish };
    assert_eq!(listed(&mut db, both).await, ["Delta"]);
    let in_person = GroupFilter { venue: Some(Venue::InPerson), ..none.clone() };
    assert_eq!(listed(&mut db, in_person).await, ["Alpha", "Beta"]);
    let starts = DateTime::from_timestamp(1_774_000_000, 0).unwrap();
    for (id, slot) in [(ids[0], "2026-03-23T19:30:00"), (ids[3], "2026-03-24T19:30:00")] {
        sqlx::query(
            "INSERT INTO session (community, id, group_id, slot, zone, zone_data, starts, minutes, ends, state)
             VALUES ('home', ?1, ?1, ?2, 'UTC', '', ?3, 60, ?3 + 3600, 'planned')",
        )
        .bind(id.0)
        .bind(slot)
        .bind(starts.timestamp())
        .execute(&mut *db)
        .await
        .unwrap();
    }
    let mondays = |now| GroupFilter { weekday: Some((Weekday::Mon, now)), ..none.clone() };
    assert_eq!(listed(&mut db, mondays(starts)).await, ["Delta"]);
    assert!(listed(&mut db, mondays(starts + TimeDelta::seconds(1))).await.is_empty());
    let page = list(&mut db, &home(), NOBODY, &none, Page { skip: 1, take: 2 }).await.unwrap();
    assert_eq!(names_of(&page), ["Beta", "Delta"]);
    update(&mut db, &home(), &Group { id: ids[0], ..circle("Zeta") }).await.unwrap();
    let spanish = GroupFilter { language: Some("Español".to_owned()), ..none };
    assert_eq!(listed(&mut db, spanish).await, ["Alpha"], "words that were taken out are no longer found");
}

/// P7: what SQL lists is what [`Group::visible_to`] allows, for every kind, listing, role and standing.
#[tokio::test]
async fn p7_the_list_shows_what_the_domain_allows() {
    let (_storage, mut db) = house().await;
    let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
    for kind in [Kind::Support, Kind::Supervision] {
        for listed in [true, false] {
            for stands in ["no", "facilitator", "coordinator", "belongs", "requested"] {
                let group = Group { kind, listed, ..circle(&format!("{} {listed} {stands}", kind.word())) };
                let id = insert(&mut db, &home(), &group, None).await.unwrap();
                let sql = match stands {
                    "no" => continue,
                    "facilitator" | "coordinator" => {
                        "INSERT INTO roster (community, group_id, member, part, since) VALUES ('home', ?, ?, ?, 0)"
                    }
                    _ => {
                        "INSERT INTO membership (community, group_id, member, state, since) VALUES ('home', ?, ?, ?, 0)"
                    }
                };
                sqlx::query(sql).bind(id.0).bind(ana.0).bind(stands).execute(&mut *db).await.unwrap();
            }
        }
    }
    let admin = Viewer { member: Some(ana), role: Role::Admin };
    let all = list(&mut db, &home(), admin, &GroupFilter::default(), ALL).await.unwrap();
    assert_eq!(all.len(), 20);
    for role in Role::ALL {
        for member in [None, Some(ana)] {
            let viewer = Viewer { member, role };
            let mut allowed = Vec::new();
            for seen in &all {
                let standing = standing(&mut db, &home(), seen.group.id, member).await.unwrap();
                if seen.group.visible_to(role, standing) {
                    allowed.push(Seen { group: seen.group.clone(), standing });
                }
            }
            let shown = list(&mut db, &home(), viewer, &GroupFilter::default(), ALL).await.unwrap();
            assert_eq!(shown, allowed, "{viewer:?}");
            assert_eq!(names(&mut db, &home(), viewer).await.unwrap().len(), allowed.len());
            for seen in &all {
                let found = by_name(&mut db, &home(), viewer, &seen.group.name).await.unwrap();
                assert_eq!(
                    !found.is_empty(),
                    allowed.iter().any(|one| one.group.id == seen.group.id),
                    "{viewer:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn invariant_3_a_word_that_means_nothing_is_an_inconsistency() {
    let (_storage, mut db) = house().await;
    let id = insert(&mut db, &home(), &circle("Sunday circle"), None).await.unwrap();
    sqlx::query("UPDATE \"group\" SET venue = 'moon'").execute(&mut *db).await.unwrap();
    let error = get(&mut db, &home(), id, None).await.unwrap_err();
    assert!(error.to_string().contains(&format!("table group, column venue, row {}", id.0)), "{error}");
}

/// P8: the private name finds a group only for those who belong; others find it by the public one.
#[tokio::test]
async fn p8_a_private_name_is_known_inside_only() {
    let (_storage, mut db) = house().await;
    let group = Group { public_name: Some("Tuesday tea".to_owned()), ..circle("Recovering nurses") };
    let id = insert(&mut db, &home(), &group, None).await.unwrap();
    insert(&mut db, &home(), &circle("Sunday circle"), None).await.unwrap();
    let ana = member::insert(&mut db, &home(), &somebody("Ana")).await.unwrap();
    let sql = "INSERT INTO membership (community, group_id, member, state, since) VALUES ('home', ?, ?, 'belongs', 0)";
    sqlx::query(sql).bind(id.0).bind(ana.0).execute(&mut *db).await.unwrap();
    let inside = Viewer { member: Some(ana), role: Role::Member };
    let admin = Viewer { member: None, role: Role::Admin };
    for (viewer, knows) in [(NOBODY, false), (inside, true), (admin, true)] {
        assert_eq!(!by_name(&mut db, &home(), viewer, "recovering nurses").await.unwrap().is_empty(), knows);
        assert_eq!(!by_beginning(&mut db, &home(), viewer, "recov", 5).await.unwrap().is_empty(), knows);
        assert_eq!(by_name(&mut db, &home(), viewer, "tuesday tea").await.unwrap().len(), 1);
        assert_eq!(by_beginning(&mut db, &home(), viewer, "tues", 5).await.unwrap().len(), 1);
        let all = by_beginning(&mut db, &home(), viewer, "", 5).await.unwrap();
        assert_eq!(names_of(&all), ["Sunday circle", "Recovering nurses"], "by the name that others read");
        let mut known = names(&mut db, &home(), viewer).await.unwrap();
        known.sort();
        let outside = ["sunday circle", "tuesday tea"];
        let all = if knows { vec!["recovering nurses", outside[0], outside[1]] } else { outside.to_vec() };
        assert_eq!(known, all);
    }
}
