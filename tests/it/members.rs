//! What members do, through the bot and on a real database: what is kept of whom, and who gets a place.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openchair::agenda::{Agenda, Means, MintButtons, Rules};
use openchair::bot::{Authority, Bot, Buttons, Pace, Parts};
use openchair::chat::contract::{Inbox, Incoming, Place, Said};
use openchair::clock::{Clock, HandClock};
use openchair::domain::community::Community;
use openchair::domain::group::Room;
use openchair::domain::id::{CommunityId, GroupId, SessionId};
use openchair::domain::member::{Account, Language, Role};
use openchair::domain::rsvp::{Answer, Seats};
use openchair::domain::settings::Settings;
use openchair::domain::zone::{CurrentZones, Zones};
use openchair::message::{Message, plain};
use openchair::storage::{Storage, group, rsvp, session};
use openchair::story::chat::{PLATFORM, StoryChat};
use openchair::wording::{Texts, Voice, notice};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// A bot over a database in memory, with people who talk in one room.
pub(crate) struct House {
    pub(crate) storage: Arc<Storage>,
    pub(crate) clock: Arc<HandClock>,
    bot: Bot,
    pub(crate) agenda: Agenda,
}

fn settings() -> Settings {
    Settings {
        capacity: 12,
        minutes: 60,
        offer_hold: TimeDelta::hours(12),
        layout_days: 90,
        undo: TimeDelta::minutes(10),
        question: TimeDelta::minutes(10),
        rsvp_days: 7,
        offsets_minutes: vec![1440, 60],
        quiet: None,
    }
}

fn home() -> Community {
    let zone = "Europe/Vienna".parse().unwrap();
    Community { id: CommunityId::home(), title: "Home".to_owned(), zone, language: Language::En }
}

/// Ana facilitates, Cora coordinates, all others are members.
fn authority(account: &Account) -> Authority {
    let role = match account.id.as_str() {
        "ana" => Role::Facilitator,
        "cora" => Role::Coordinator,
        _ => Role::Member,
    };
    Authority { role, coordinates_all: role == Role::Coordinator }
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::over(Arc::new(Storage::in_memory().await.unwrap()))
    }

    /// Over an empty database, with sessions laid out so many days ahead.
    async fn laying_out(layout_days: u32) -> Self {
        let storage = Arc::new(Storage::in_memory().await.unwrap());
        Self::with(storage, Settings { layout_days, ..settings() })
    }

    /// The same over a database that somebody else opened.
    pub(crate) fn over(storage: Arc<Storage>) -> Self {
        Self::with(storage, settings())
    }

    fn with(storage: Arc<Storage>, settings: Settings) -> Self {
        let clock = Arc::new(HandClock::at("2026-03-20T12:00:00Z".parse().unwrap()));
        let texts = Arc::new(Texts::load().unwrap());
        let buttons = Arc::new(Buttons::new(StdRng::seed_from_u64(7), "salt".to_owned(), settings.clone()));
        let agenda = agenda(&storage, &texts, Arc::clone(&buttons));
        let bot = Bot::new(Parts {
            pace: Pace { person_per_minute: 600, community_per_minute: 6_000 },
            storage: Arc::clone(&storage),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            texts,
            zones: CurrentZones::new(Zones::embedded()),
            settings,
            communities: vec![home()],
            elsewhere: home(),
            authorities: Box::new(|_, account| authority(account)),
            help_lines: Vec::new(),
            wake: agenda.waker(),
            buttons,
        });
        Self { storage, clock, bot, agenda }
    }

    /// Somebody says something in the lobby; what they are answered.
    pub(crate) async fn say(&self, who: &str, line: &str) -> String {
        let incoming = Incoming {
            community: CommunityId::home(),
            account: Account { platform: PLATFORM.to_owned(), id: who.to_owned() },
            name: who.to_owned(),
            place: Place::Room(Room { platform: PLATFORM.to_owned(), id: "#lobby".to_owned() }),
            said_at: self.clock.now(),
            language: None,
            said: Said::Line(line.to_owned()),
        };
        let answers = self.bot.hear(incoming).await;
        let lines = answers.iter().flat_map(|answer| {
            answer.message.lines.iter().map(|line| plain::line_text(line, &answer.message.locale))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The same, by somebody who agreed to what is kept.
    pub(crate) async fn say_agreed(&self, who: &str, line: &str) -> String {
        let told = self.say(who, line).await;
        if told.contains("Is that all right for you?") { self.say(who, "yes").await } else { told }
    }

    pub(crate) async fn rows(&self) -> BTreeMap<String, i64> {
        let mut db = self.storage.read().await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                .fetch_all(&mut *db)
                .await
                .unwrap();
        let mut rows = BTreeMap::new();
        for table in tables {
            let count = format!("SELECT count(*) FROM \"{table}\"");
            let count: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&mut *db).await.unwrap();
            rows.insert(table, count);
        }
        rows
    }

    /// Who comes to each session of the only group that is ahead.
    pub(crate) async fn seats(&self) -> BTreeMap<SessionId, Seats> {
        let mut db = self.storage.read().await.unwrap();
        let id: i64 = sqlx::query_scalar("SELECT id FROM \"group\"").fetch_one(&mut *db).await.unwrap();
        assert!(group::get(&mut db, &CommunityId::home(), GroupId(id), None).await.unwrap().is_some());
        let now = self.clock.now();
        let ahead =
            session::of_group(&mut db, &CommunityId::home(), GroupId(id), now, u32::MAX).await.unwrap();
        let mut seats = BTreeMap::new();
        for session in ahead.into_iter().filter(|session| session.starts > now) {
            let of_session = rsvp::seats(&mut db, &CommunityId::home(), session.id).await.unwrap().unwrap();
            seats.insert(session.id, of_session);
        }
        seats
    }

    pub(crate) async fn wait(&self, hours: i64) {
        self.agenda.travel(&self.clock, self.clock.now() + TimeDelta::hours(hours)).await.unwrap();
    }
}

fn agenda(storage: &Arc<Storage>, texts: &Arc<Texts>, buttons: Arc<Buttons>) -> Agenda {
    let texts = Arc::clone(texts);
    let means = Means {
        storage: Arc::clone(storage),
        chats: vec![Arc::new(StoryChat::default())],
        zones: CurrentZones::new(Zones::embedded()),
        read_zones: Arc::new(|| None),
        render: Arc::new(move |facts| -> Option<Message> {
            let zones = Zones::embedded();
            let voice = Voice {
                texts: &texts,
                language: facts.language,
                zone: facts.zone,
                zones: &zones,
                now: facts.now,
            };
            notice::notice(facts, &voice)
        }),
        dice: buttons.dice(),
        buttons: buttons as Arc<dyn MintButtons>,
    };
    Agenda::new(means, Rules::default())
}

#[tokio::test]
async fn p2_saying_no_to_the_consent_card_keeps_nothing_at_all() {
    let house = House::open().await;
    house.say("ana", "/group create \"Sunday circle\" every sunday 19:30").await;
    house.say("ana", "/group create \"Quiet room\" every monday 19:30 membership:closed").await;
    house.say("ben", "/sessions").await;
    let before = house.rows().await;
    for line in [
        "/rsvp coming \"Sunday circle\"",
        "/rsvp always \"Sunday circle\"",
        "/join \"Sunday circle\"",
        "/join \"Quiet room\" note:\"may I?\"",
    ] {
        let card = house.say("ben", line).await;
        assert!(card.contains("Is that all right for you?"), "{line}: {card}");
        house.say("ben", "no").await;
        assert_eq!(house.rows().await, before, "{line}");
    }
    house.say("ben", "/rsvp coming \"Sunday circle\"").await;
    house.say("ben", "yes").await;
    let after = house.rows().await;
    assert_eq!((after["member"], after["rsvp"]), (before["member"] + 1, before["rsvp"] + 1), "a yes is kept");
}

#[tokio::test]
async fn p6_what_is_taken_back_leaves_no_row() {
    let house = House::open().await;
    house.say("ana", "/group create \"Sunday circle\" every sunday 19:30").await;
    house.say_agreed("ben", "/rsvp coming").await;
    house.say("ben", "/rsvp cant").await;
    let before = house.rows().await;
    for (line, back) in [
        ("/rsvp coming", "/rsvp cant"),
        ("/rsvp always", "/rsvp stop"),
        ("/rsvp always", "/leave"),
        ("/join", "/leave"),
    ] {
        house.say("ben", line).await;
        let during = house.rows().await;
        assert_ne!(during["rsvp"] + during["membership"], before["rsvp"] + before["membership"], "{line}");
        house.say("ben", back).await;
        let after = house.rows().await;
        for table in ["rsvp", "standing_rsvp", "membership", "member"] {
            assert_eq!(after[table], before[table], "{table} after {line}, {back}");
        }
    }
}

#[tokio::test]
async fn p7_a_group_that_somebody_may_not_see_is_not_found_in_the_same_words() {
    let house = House::open().await;
    house.say("ana", "/group create \"Night walk\" every sunday 21:00").await;
    house.say("ana", "/group edit \"Night walk\" listed no").await;
    for command in ["/rsvp coming", "/rsvp always", "/rsvp stop", "/rsvp cant", "/join", "/leave"] {
        let hidden = house.say("ben", &format!("{command} \"Night walk\"")).await;
        let unknown = house.say("ben", &format!("{command} \"Other walk\"")).await;
        assert_eq!(hidden, unknown, "{command}");
        assert!(!hidden.is_empty());
    }
}

#[tokio::test]
async fn the_last_one_on_a_roster_never_leaves_a_group_without_anybody() {
    let house = House::open().await;
    house.say("ana", "/group create \"Sunday circle\" every sunday 19:30").await;
    let told = house.say("ana", "/leave \"Sunday circle\"").await;
    assert!(told.contains("I know nobody else"), "{told}");
    assert_eq!(house.rows().await["roster"], 1);
    house.say_agreed("cora", "/rsvp coming").await;
    house.say("ana", "/leave \"Sunday circle\"").await;
    assert_eq!(house.rows().await["roster"], 1, "nothing happens before the yes");
    house.say("ana", "yes").await;
    let mut db = house.storage.read().await.unwrap();
    let roster: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, r.part FROM roster r JOIN member m ON m.id = r.member AND m.community = r.community",
    )
    .fetch_all(&mut *db)
    .await
    .unwrap();
    assert_eq!(roster, [("cora".to_owned(), "coordinator".to_owned())]);
    let told: Vec<String> = sqlx::query_scalar("SELECT kind FROM delivery WHERE kind = 'handed_over'")
        .fetch_all(&mut *db)
        .await
        .unwrap();
    assert_eq!(told.len(), 1, "Cora is told");
}

/// Something that may happen to a group of few seats.
#[derive(Debug, Clone)]
enum Event {
    Says(&'static str, &'static str),
    Seats(u32),
    Hours(i64),
}

fn event() -> impl Strategy<Value = Event> {
    let who = prop::sample::select(vec!["ben", "dan", "eve", "fay", "gil"]);
    let line = prop::sample::select(vec![
        "/rsvp coming \"Sunday circle\"",
        "/rsvp coming \"Sunday circle\"",
        "/rsvp coming \"Sunday circle 5 apr\"",
        "/rsvp cant \"Sunday circle\"",
        "/rsvp cant \"Sunday circle 5 apr\"",
        "/rsvp always \"Sunday circle\"",
        "/rsvp stop \"Sunday circle\"",
        "/leave \"Sunday circle\"",
        "yes",
        "no",
    ]);
    prop_oneof![
        8 => (who, line).prop_map(|(who, line)| Event::Says(who, line)),
        1 => (1..4_u32).prop_map(Event::Seats),
        1 => (1..30_i64).prop_map(Event::Hours),
    ]
}

/// Whoever got a place from the waiting list waited longer than all who wait still.
fn check_order(before: &Seats, after: &Seats) {
    let answer = |member| after.of(member).map(|rsvp| rsvp.answer);
    let waited = before.rsvps.iter().filter(|rsvp| rsvp.answer == Answer::Waiting);
    let still = waited.map(|rsvp| answer(rsvp.member)).skip_while(|answer| *answer != Some(Answer::Waiting));
    let overtook = still.filter(|answer| matches!(answer, Some(Answer::Coming | Answer::Offered { .. })));
    assert_eq!(overtook.count(), 0, "{before:?} became {after:?}");
}

/// Checks one step: nobody beyond the seats, nobody twice, nobody waiting beside a free seat.
fn check(before: &BTreeMap<SessionId, Seats>, after: &BTreeMap<SessionId, Seats>, now: DateTime<Utc>) {
    for (id, seats) in after {
        let had = before.get(id).map_or(0, Seats::taken);
        let capacity = seats.capacity.map_or(usize::MAX, |capacity| capacity as usize);
        assert!(seats.taken() <= capacity.max(had), "over-booked at {now}: {seats:?}");
        let mut members: Vec<_> = seats.rsvps.iter().map(|rsvp| rsvp.member).collect();
        members.sort_unstable();
        members.dedup();
        assert_eq!(members.len(), seats.rsvps.len());
        if let Some(before) = before.get(id) {
            check_order(before, seats);
        }
        let waits = seats.rsvps.iter().any(|rsvp| rsvp.answer == Answer::Waiting);
        assert!(!waits || seats.free() == Some(0), "somebody waits beside a free seat at {now}: {seats:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_say_in_whatever_order_no_session_is_over_booked(
        events in prop::collection::vec(event(), 1..30),
    ) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let house = House::open().await;
            house.say("ana", "/group create \"Sunday circle\" every sunday 19:30 capacity:2").await;
            let mut before = house.seats().await;
            for event in events {
                match event {
                    Event::Says(who, line) => { house.say_agreed(who, line).await; }
                    Event::Seats(seats) => {
                        house.say("ana", &format!("/group edit \"Sunday circle\" capacity {seats}")).await;
                    }
                    Event::Hours(hours) => house.wait(hours).await,
                }
                let after = house.seats().await;
                check(&before, &after, house.clock.now());
                before = after;
            }
        });
    }
}

#[tokio::test]
async fn layout_days_holds_for_a_new_group() {
    for (layout_days, least, most) in [(14, 14, 15), (90, 90, 91)] {
        let house = House::laying_out(layout_days).await;
        house.say_agreed("ana", "/group create \"Daily circle\" every day 19:30").await;
        let ahead = house.seats().await.len();
        assert!((least..=most).contains(&ahead), "{ahead} sessions ahead for {layout_days} days");
    }
}
