//! One's own reminders, calendar and data, through the real bot.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use openchair::domain::id::{CommunityId, MemberId};
use openchair::domain::rsvp::Answer;
use sqlx::Row;

use crate::members::House;
use crate::storage::Scratch;

async fn circle(house: &House, more: &str) {
    house.say("ana", &format!("/group create \"Sunday circle\" every sunday 19:30 {more}")).await;
    house.say("ana", "/group edit \"Sunday circle\" channel-reminder no").await;
}

/// The number of somebody; none where they are not known.
async fn number(house: &House, who: &str) -> Option<i64> {
    let mut db = house.storage.read().await.unwrap();
    sqlx::query_scalar("SELECT id FROM member WHERE account = ?")
        .bind(who)
        .fetch_optional(&mut *db)
        .await
        .unwrap()
}

/// How long before the session of 22 March somebody would be reminded, in minutes.
async fn planned(house: &House, who: &str) -> BTreeSet<i64> {
    let mut db = house.storage.read().await.unwrap();
    let offsets: Vec<i64> = sqlx::query_scalar(
        "SELECT d.offset_minutes FROM delivery d JOIN member m ON m.community = d.community AND m.id = d.member
         WHERE m.account = ? AND d.kind = 'reminder' AND d.state = 'planned'",
    )
    .bind(who)
    .fetch_all(&mut *db)
    .await
    .unwrap();
    offsets.into_iter().collect()
}

async fn set_clock(house: &House, to: &str) {
    let to: DateTime<Utc> = to.parse().unwrap();
    house.agenda.travel(&house.clock, to).await.unwrap();
}

#[tokio::test]
async fn p2_saying_no_to_the_consent_card_keeps_no_choice_either() {
    let house = House::open().await;
    circle(&house, "").await;
    house.say("ben", "/sessions").await;
    let before = house.rows().await;
    for (line, asks) in [
        ("/remind on", "Is that all right for you?"),
        ("/remind when 1h", "Is that all right for you?"),
        ("/remind quiet 21:00 07:00", "Is that all right for you?"),
        ("/remind me \"call Ana\" tomorrow 9:00", "Is that all right for you?"),
        ("/me timezone Europe/Madrid", "Is that all right for you?"),
        ("/me language es", "¿"),
    ] {
        let card = house.say("ben", line).await;
        assert!(card.contains(asks), "{line}: {card}");
        house.say("ben", "no").await;
        assert_eq!(house.rows().await, before, "{line}");
    }
    for line in [
        "/remind off",
        "/remind quiet",
        "/remind status",
        "/remind clear",
        "/me agenda",
        "/me export",
        "/me delete",
    ] {
        let told = house.say("ben", line).await;
        assert!(!told.contains("Is that all right"), "{line} needs nothing to be kept: {told}");
        assert_eq!(house.rows().await, before, "{line}");
    }
}

#[tokio::test]
async fn p10_private_reminders_are_planned_only_while_somebody_wants_them() {
    let house = House::open().await;
    circle(&house, "").await;
    house.say_agreed("ben", "/rsvp coming").await;
    assert_eq!(planned(&house, "ben").await, BTreeSet::new(), "coming asks for no reminder");
    for (line, wanted) in [
        ("/remind on", vec![60, 1440]),
        ("/remind when 10m, 2h", vec![10, 120]),
        ("/remind off", vec![]),
        ("/remind when 1h", vec![]),
        ("/remind on", vec![60]),
        ("/rsvp cant", vec![]),
    ] {
        house.say("ben", line).await;
        assert_eq!(planned(&house, "ben").await, wanted.into_iter().collect(), "{line}");
    }
}

#[tokio::test]
async fn p11_the_way_in_is_shown_to_those_who_come_from_ten_minutes_before_to_the_end() {
    let house = House::open().await;
    circle(&house, "capacity:1 minutes:60 link:https://meet.example/canary").await;
    house.say_agreed("ben", "/rsvp coming").await;
    house.say_agreed("dan", "/rsvp coming").await;
    // 22 March 2026, 19:30 in Vienna, is 18:30 UTC.
    for (at, shown) in [
        ("2026-03-22T18:19:59Z", false),
        ("2026-03-22T18:20:00Z", true),
        ("2026-03-22T19:29:59Z", true),
        ("2026-03-22T19:30:00Z", false),
    ] {
        set_clock(&house, at).await;
        let told = house.say("ben", "/me agenda").await;
        assert_eq!(told.contains("canary"), shown, "{at}: {told}");
        let waits = house.say("dan", "/me agenda").await;
        assert!(!waits.contains("canary"), "{at}: {waits}");
    }
}

#[tokio::test]
async fn p21_the_json_of_an_export_is_all_that_is_held() {
    let house = House::open().await;
    circle(&house, "").await;
    let own = "/remind me \"water the plants\" tomorrow 9:00";
    for line in ["/rsvp coming", "/rsvp always", "/join", "/remind on", own, "/me timezone Europe/Madrid"] {
        house.say_agreed("ben", line).await;
    }
    let told = house.say("ben", "/me export").await;
    let json = told.lines().find(|line| line.starts_with('{')).unwrap();
    let read: serde_json::Value = serde_json::from_str(json).unwrap();
    let ben = MemberId(number(&house, "ben").await.unwrap());
    let mut db = house.storage.read().await.unwrap();
    let held = openchair::storage::export::export(&mut db, &CommunityId::home(), ben, "").await.unwrap();
    assert_eq!(read, serde_json::to_value(held.unwrap()).unwrap());
    for list in ["groups", "every_session", "answers", "messages"] {
        assert!(!read[list].as_array().unwrap().is_empty(), "{list}");
    }
    assert!(told.contains("water the plants"), "{told}");
}

/// Every row of every table that holds one of the words in a text, or the number in a column for people.
async fn traces(house: &House, words: &[&str], number: i64) -> Vec<String> {
    let mut db = house.storage.read().await.unwrap();
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlx%'")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    let mut found = Vec::new();
    for table in tables {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT * FROM \"{table}\"")))
            .fetch_all(&mut *db)
            .await
            .unwrap();
        for row in rows {
            for (index, column) in row.columns().iter().enumerate() {
                let name = sqlx::Column::name(column);
                let text: Option<String> = row.try_get_unchecked(index).unwrap();
                let person = ["member", "about"].contains(&name) || (table == "member" && name == "id");
                let theirs = |text: &String| {
                    words.iter().any(|word| text.contains(word))
                        || (person && *text == number.to_string())
                        || (name == "recipient" && *text == format!("member:{number}"))
                };
                found.extend(text.filter(theirs).map(|text| format!("{table}.{name}: {text}")));
            }
        }
    }
    found
}

#[tokio::test]
async fn p22_p37_after_an_erasure_nothing_of_the_person_is_in_any_row_or_file() {
    const WHO: &str = "benedikta-canary";
    let scratch = Scratch::new();
    let house = House::over(Arc::new(scratch.open().await));
    circle(&house, "").await;
    house.say("ana", "/group create \"Quiet room\" every monday 19:30 membership:closed").await;
    for line in [
        "/rsvp always \"Sunday circle\"",
        "/join \"Sunday circle\"",
        "/join \"Quiet room\" note:\"canary-of-a-note\"",
        "/remind on",
        "/remind me \"canary of own words\" tomorrow 9:00",
        "/remind me \"canary in an hour\" in 1h",
        "/me timezone Europe/Madrid",
        "/me language es",
    ] {
        house.say_agreed(WHO, line).await;
    }
    // One of the two was sent by now, the other waits.
    house.wait(2).await;
    let id = number(&house, WHO).await.unwrap();
    let words = ["benedikta", "canary", "Madrid"];
    house.say(WHO, "/me delete").await;
    let before = traces(&house, &words, id).await;
    assert!(before.len() > 20, "the test would prove nothing: {before:?}");
    let log = |files: &[(std::path::PathBuf, Vec<u8>)]| {
        files
            .iter()
            .filter(|(path, _)| path.ends_with("openchair.db-wal"))
            .map(|(_, bytes)| bytes.len())
            .sum::<usize>()
    };
    assert!(log(&scratch.files()) > 0, "what was said stands in the log, so emptying it proves something");
    let told = house.say(WHO, "sí").await;
    assert!(told.contains("se ha borrado"), "{told}");
    assert_eq!(log(&scratch.files()), 0, "the log is emptied at once");
    assert_eq!(traces(&house, &words, id).await, Vec::<String>::new());
    for (path, bytes) in scratch.files() {
        for word in words {
            assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{}", path.display());
        }
    }
    let again = house.say(WHO, "/me export").await;
    assert!(again.starts_with("I keep nothing about you."), "{again}");
}

#[tokio::test]
async fn p22_whoever_waits_gets_the_seat_of_somebody_who_erased_themselves() {
    let house = House::open().await;
    circle(&house, "capacity:1").await;
    house.say_agreed("ben", "/rsvp coming").await;
    house.say_agreed("dan", "/rsvp coming").await;
    house.say("ben", "/me delete").await;
    house.say("ben", "yes").await;
    let dan = MemberId(number(&house, "dan").await.unwrap());
    let seats = house.seats().await;
    let answers: Vec<Answer> =
        seats.values().filter_map(|seats| seats.of(dan).map(|rsvp| rsvp.answer)).collect();
    assert!(matches!(answers.as_slice(), [Answer::Offered { .. }]), "{answers:?}");
    assert!(number(&house, "ben").await.is_none());
}

#[tokio::test]
async fn p22_a_group_passes_to_the_coordinators_and_they_are_told() {
    let house = House::open().await;
    circle(&house, "").await;
    house.say_agreed("cora", "/remind on").await;
    let asked = house.say("ana", "/me delete").await;
    assert!(
        asked.contains("Nobody else holds Sunday circle. The coordinators would look after it."),
        "{asked}"
    );
    let told = house.say("ana", "yes").await;
    assert!(told.contains("The coordinators look after Sunday circle now."), "{told}");
    let cora = number(&house, "cora").await.unwrap();
    let mut db = house.storage.read().await.unwrap();
    let roster: Vec<(i64, String)> =
        sqlx::query_as("SELECT member, part FROM roster").fetch_all(&mut *db).await.unwrap();
    assert_eq!(roster, [(cora, "coordinator".to_owned())]);
    let told: Vec<(i64, String)> =
        sqlx::query_as("SELECT member, kind FROM delivery WHERE member IS NOT NULL")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    assert_eq!(told, [(cora, "handed_over".to_owned())]);
}

#[tokio::test]
async fn p22_duties_are_open_again_and_the_others_on_the_roster_are_told() {
    let house = House::open().await;
    circle(&house, "").await;
    house.say_agreed("fay", "/remind on").await;
    let (ana, fay) = (number(&house, "ana").await.unwrap(), number(&house, "fay").await.unwrap());
    {
        let mut db = house.storage.write().await.unwrap();
        sqlx::query("INSERT INTO roster (community, group_id, member, part, since) SELECT community, id, ?, 'facilitator', 0 FROM \"group\"")
            .bind(fay)
            .execute(&mut *db)
            .await
            .unwrap();
        sqlx::query("INSERT OR REPLACE INTO duty (community, session_id, role, state, member) SELECT community, id, 'lead', 'accepted', ? FROM session ORDER BY starts LIMIT 2")
            .bind(ana)
            .execute(&mut *db)
            .await
            .unwrap();
        db.commit().await.unwrap();
    }
    let asked = house.say("ana", "/me delete").await;
    assert!(asked.contains("The 2 turns you promised would be open again."), "{asked}");
    assert!(!asked.contains("Nobody else holds"), "{asked}");
    house.say("ana", "yes").await;
    let mut db = house.storage.read().await.unwrap();
    let duties: Vec<(String, Option<i64>)> =
        sqlx::query_as("SELECT state, member FROM duty WHERE role = 'lead'")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    assert!(
        duties.len() == 2 && duties.iter().all(|duty| *duty == ("handed back".to_owned(), None)),
        "{duties:?}"
    );
    let told: Vec<(i64, String)> =
        sqlx::query_as("SELECT member, kind FROM delivery WHERE member IS NOT NULL")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    assert_eq!(told, [(fay, "duty_open".to_owned())], "one message is enough");
}

#[tokio::test]
async fn p31_no_more_than_twenty_reminders_of_ones_own_wait_at_a_time() {
    let house = House::open().await;
    for number in 1..=20 {
        let told = house.say_agreed("ben", &format!("/remind me \"number {number}\" tomorrow 9:00")).await;
        assert!(told.starts_with("I will tell you"), "{told}");
    }
    let told = house.say("ben", "/remind me \"one more\" tomorrow 9:00").await;
    assert!(told.starts_with("You have 20 reminders of your own already."), "{told}");
    let last = house.say("ben", "/remind status page:99").await;
    let told = house.say("ben", "/remind status page:4").await;
    assert_eq!(last, told, "a page beyond the last one is the last one");
    assert!(told.contains("your own (20): \"number 20\""), "{told}");
    house.say("ben", "/remind clear 20").await;
    let told = house.say("ben", "/remind me \"one more\" tomorrow 9:00").await;
    assert!(told.starts_with("I will tell you"), "{told}");
}

#[tokio::test]
async fn p9_own_words_are_shown_as_they_are_to_their_writer_alone() {
    let house = House::open().await;
    for (line, told) in [
        ("/remind me \"@everyone **hi** <b>\" tomorrow 9:00", "\"@everyone **hi** <b>\""),
        (&format!("/remind me \"{}\" tomorrow 9:00", "x".repeat(201)), "Up to 200 characters fit."),
        ("/remind me \"\" tomorrow 9:00", "Please write a few words."),
        ("/remind me tomorrow 9:00", "Please write a few words."),
        ("/remind me \"x\" in 900 days", "It can be from 1m to a year."),
        ("/remind me \"x\" 1 jan 2030 9:00", "within 366 days"),
        ("/remind me \"x\" in 99999999999 days", "It can be from 1m to a year."),
        ("/remind me call Ana tomorrow", "I could not tell when that is."),
        ("/remind me \"x\" every day 9:00", "I could not tell when that is."),
        ("/remind me drink water at 7pm", "19:00, Vienna time: \"drink water\""),
        ("/remind clear 0", "Please choose a number from 1 to 20."),
    ] {
        let answer = house.say_agreed("ben", line).await;
        assert!(answer.contains(told), "{line}: {answer}");
    }
    let others = house.say_agreed("cora", "/remind status").await;
    assert!(!others.contains("everyone"), "{others}");
}
