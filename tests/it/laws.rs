//! A clock law that changes while the bot runs, or while it is off: what is unsent moves, and nothing else (G8).

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openchair::agenda::ReadZones;
use openchair::bot::Authority;
use openchair::chat::contract::{Chat, Inbox, Incoming, Place, Said};
use openchair::clock::{Clock, HandClock};
use openchair::config::{Config, Loaded, Secrets};
use openchair::domain::group::{Group, Room};
use openchair::domain::id::{CommunityId, GroupId};
use openchair::domain::member::{Account, Role};
use openchair::domain::recurrence::Recurrence;
use openchair::domain::roster::RosterPart;
use openchair::domain::session::Session;
use openchair::domain::zone::Zones;
use openchair::message::plain;
use openchair::startup::{ClockLaws, House, Household};
use openchair::storage::series::Horizon;
use openchair::storage::{Storage, fact, group, roster, series, session};
use openchair::story::chat::{PLATFORM, StoryChat};
use openchair::zoneinfo::load;

use crate::agenda::scene::{Scene, circle, home, location, utc, wall};
use crate::zoneinfo::zone_file;

/// Vienna as it is: summer time from 29 March 2026 on, so that 19:30 is 17:30 UTC.
const AS_IT_IS: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
/// Vienna without summer time: 19:30 is 18:30 UTC.
const NO_SUMMER: &str = "CET-1";
/// Vienna an hour further east: 19:30 is 16:30 UTC in summer.
const EAST: &str = "EET-2EEST,M3.5.0,M10.5.0/3";

/// A zoneinfo folder whose law can be changed.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(version: &str, zone: &str, law: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.enact(version, zone, law);
        folder
    }

    /// A package with another law is unpacked over the folder.
    fn enact(&self, version: &str, zone: &str, law: &str) {
        let (west, _) = law.split_once(|c: char| c.is_ascii_digit() || c == '-').unwrap_or((law, ""));
        let hours: i32 = law[west.len()..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '-')
            .collect::<String>()
            .parse()
            .unwrap();
        let file = self.0.path().join(zone);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, zone_file(-hours * 3600, law)).unwrap();
        fs::write(self.0.path().join("+VERSION"), version).unwrap();
    }

    fn vienna(version: &str, law: &str) -> Self {
        Self::new(version, "Europe/Vienna", law)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn zones(&self) -> Zones {
        let loaded = load(Some(self.path()));
        assert!(loaded.not_used.is_none(), "{:?}", loaded.not_used);
        loaded.zones
    }

    fn laws(&self) -> (Zones, ReadZones) {
        let folder = self.path().to_owned();
        (self.zones(), Arc::new(move || Some(load(Some(&folder)).zones)))
    }
}

/// What was sent, each as "when, to whom, what".
macro_rules! assert_sent {
    ($scene:expr, [$($line:expr),* $(,)?]) => {
        let lines: Vec<&str> = vec![$($line),*];
        assert_eq!($scene.chat.take(), lines);
    };
}

/// Dan is on the roster of a group.
async fn dan_holds(scene: &Scene, group: GroupId) {
    let mut tx = scene.storage.write().await.unwrap();
    let on = (group, RosterPart::Facilitator);
    assert!(roster::add(&mut tx, &home(), on, scene.id("dan"), scene.clock.now()).await.unwrap());
    tx.commit().await.unwrap();
}

/// A session on Sunday 29 March 2026 at 19:30 in Vienna to which Ana comes, of a group that Dan holds.
async fn sunday(mut scene: Scene) -> (Scene, Session) {
    scene.person("ana", true).await;
    scene.person("dan", false).await;
    let session = scene.sundays(circle()).await;
    scene.comes("ana", &session).await;
    dan_holds(&scene, session.group).await;
    assert_eq!(session.starts, utc("03-29T17:30"));
    (scene, session)
}

async fn kept(scene: &Scene, session: &Session) -> Session {
    let mut db = scene.storage.read().await.unwrap();
    session::get(&mut db, &home(), session.id).await.unwrap().unwrap()
}

/// Over the database in a folder, under the laws of another.
async fn over(data: &Path, laws: &Folder, now: DateTime<Utc>) -> Scene {
    Scene::under(Storage::open(&location(data), None).await.unwrap(), now, laws.laws()).await
}

/// The process ends, and another begins.
async fn restart(scene: Scene, data: &Path, laws: &Folder) -> Scene {
    let now = scene.clock.now();
    scene.storage.close().await;
    drop(scene);
    over(data, laws, now).await
}

#[tokio::test]
async fn g8_a_law_that_changes_while_the_bot_runs_moves_what_is_unsent_and_tells_the_roster_once() {
    let laws = Folder::vienna("2099a", AS_IT_IS);
    let storage = Storage::in_memory().await.unwrap();
    let (scene, session) = sunday(Scene::under(storage, utc("03-23T12:00"), laws.laws()).await).await;
    scene.travel("03-28T18:00").await;
    assert_sent!(scene, ["03-28 17:30 ana reminder 1440"]);
    laws.enact("2099b", "Europe/Vienna", NO_SUMMER);
    scene.travel("03-28T23:59").await;
    assert_eq!(kept(&scene, &session).await.starts, utc("03-29T17:30"), "it is looked at every six hours");
    scene.travel("03-29T20:00").await;
    assert_sent!(
        scene,
        [
            // Dan's quiet hours end at 8:00 by the new law.
            "03-29 07:00 dan law_changed 0",
            "03-29 17:30 #lobby room_reminder 60",
            "03-29 17:30 ana reminder 60",
        ]
    );
    let moved = kept(&scene, &session).await;
    assert_eq!(
        moved,
        Session { starts: utc("03-29T18:30"), ..session.clone() },
        "all else stays, its revision too"
    );
    assert_eq!(scene.answers(&session).await, 1, "Ana still comes");
    let mut db = scene.storage.read().await.unwrap();
    let ahead = session::of_group(&mut db, &home(), session.group, scene.clock.now(), 99).await.unwrap();
    assert!(ahead.len() > 10 && ahead.iter().all(|ahead| ahead.shift_by(&laws.zones()).is_zero()));
    let noted = fact::get(&mut db, fact::ZONE_DATA).await.unwrap().unwrap();
    assert!(noted.starts_with("2099b "), "{noted}");
    drop(db);
    scene.travel("03-31T12:00").await;
    assert_sent!(scene, []);
}

#[tokio::test]
async fn g8_a_law_that_changed_while_the_bot_was_off_is_followed_at_the_start_and_told_once() {
    let (data, laws) = (tempfile::tempdir().unwrap(), Folder::vienna("2099a", AS_IT_IS));
    let (scene, session) = sunday(over(data.path(), &laws, utc("03-23T12:00")).await).await;
    scene.travel("03-28T17:45").await;
    assert_sent!(scene, ["03-28 17:30 ana reminder 1440"]);
    // The same version with other bytes: a distribution mended its package.
    laws.enact("2099a", "Europe/Vienna", NO_SUMMER);
    let scene = restart(scene, data.path(), &laws).await;
    scene.travel("03-28T20:00").await;
    // "A day before" is at 18:30 now; it was sent, and does not come again.
    assert_sent!(scene, ["03-28 17:45 dan law_changed 0"]);
    assert_eq!(kept(&scene, &session).await.starts, utc("03-29T18:30"));
    let scene = restart(scene, data.path(), &laws).await;
    scene.travel("03-29T20:00").await;
    assert_sent!(scene, ["03-29 17:30 #lobby room_reminder 60", "03-29 17:30 ana reminder 60"]);
}

#[tokio::test]
async fn g8_what_the_new_law_makes_overdue_comes_at_once_and_says_that_it_is_late() {
    let (data, laws) = (tempfile::tempdir().unwrap(), Folder::vienna("2099a", AS_IT_IS));
    let (scene, session) = sunday(over(data.path(), &laws, utc("03-29T12:00")).await).await;
    scene.travel("03-29T15:50").await;
    assert_sent!(scene, []);
    laws.enact("2099b", "Europe/Vienna", EAST);
    let scene = restart(scene, data.path(), &laws).await;
    scene.travel("03-29T16:30").await;
    assert_sent!(
        scene,
        [
            "03-29 15:50 dan law_changed 0",
            "03-29 15:50 #lobby room_reminder 60 (late)",
            "03-29 15:50 ana reminder 60 (late)",
        ]
    );
    assert_eq!(kept(&scene, &session).await.starts, utc("03-29T16:30"));
}

#[tokio::test]
async fn g8_a_reminder_that_was_too_late_to_plan_is_planned_when_the_session_moves_away() {
    let (data, laws) = (tempfile::tempdir().unwrap(), Folder::vienna("2099a", AS_IT_IS));
    let (mut scene, session) = sunday(over(data.path(), &laws, utc("03-29T12:00")).await).await;
    scene.person("ben", true).await;
    scene.travel("03-29T17:00").await;
    assert_sent!(scene, ["03-29 16:30 #lobby room_reminder 60", "03-29 16:30 ana reminder 60"]);
    scene.comes("ben", &session).await;
    laws.enact("2099b", "Europe/Vienna", NO_SUMMER);
    let scene = restart(scene, data.path(), &laws).await;
    scene.travel("03-29T18:30").await;
    assert_sent!(scene, ["03-29 17:00 dan law_changed 0", "03-29 17:30 ben reminder 60"]);
}

#[tokio::test]
async fn g8_data_with_the_same_law_moves_nothing_and_tells_nobody() {
    let laws = Folder::vienna("2099a", AS_IT_IS);
    let storage = Storage::in_memory().await.unwrap();
    let (scene, session) = sunday(Scene::under(storage, utc("03-23T12:00"), laws.laws()).await).await;
    laws.enact("2099b", "America/Edmonton", NO_SUMMER);
    scene.travel("03-27T20:00").await;
    assert_sent!(scene, []);
    assert_eq!(kept(&scene, &session).await, session);
    let mut db = scene.storage.read().await.unwrap();
    let noted = fact::get(&mut db, fact::ZONE_DATA).await.unwrap().unwrap();
    assert!(noted.starts_with("2099b "), "{noted}");
    let behind = session::laws::behind(&mut db, &noted, None, (scene.clock.now(), 9)).await.unwrap();
    assert!(behind.is_empty(), "every session ahead names the data that was asked last");
}

/// Groups that have moved, and groups there are.
async fn moved(storage: &Storage, groups: &[Session]) -> (usize, usize) {
    let mut db = storage.read().await.unwrap();
    let mut moved = 0;
    for session in groups {
        let kept = session::get(&mut db, &home(), session.id).await.unwrap().unwrap();
        moved += usize::from(kept.starts == utc("03-29T18:30"));
    }
    (moved, groups.len())
}

#[tokio::test]
async fn g8_a_crash_between_batches_is_taken_up_and_nobody_is_told_twice() {
    let (data, laws) = (tempfile::tempdir().unwrap(), Folder::vienna("2099a", AS_IT_IS));
    let mut scene = over(data.path(), &laws, utc("03-28T12:00")).await;
    scene.person("dan", false).await;
    let mut groups = Vec::new();
    for number in 0..130 {
        let group = Group { name: format!("Circle {number}"), room: None, ..circle() };
        groups.push(scene.sundays(group).await);
        dan_holds(&scene, groups[number].group).await;
    }
    laws.enact("2099b", "Europe/Vienna", NO_SUMMER);
    let scene = restart(scene, data.path(), &laws).await;
    // It begins at once: it notes the data, moves a first batch, and is killed in the next.
    let begun = scene.storage.commits();
    let killed = async {
        while scene.storage.commits() < begun + 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = killed => {}
        done = scene.agenda.work(scene.clock.now()) => panic!("it was not killed: {done:?}"),
    }
    let (first, all) = moved(&scene.storage, &groups).await;
    assert!(first > 0 && first < all, "{first} of {all}");
    let scene = restart(scene, data.path(), &laws).await;
    scene.work().await;
    assert_eq!(moved(&scene.storage, &groups).await, (all, all));
    let scene = restart(scene, data.path(), &laws).await;
    scene.work().await;
    let mut db = scene.storage.read().await.unwrap();
    let told: (i64, i64) =
        sqlx::query_as("SELECT count(*), count(DISTINCT group_id) FROM delivery WHERE kind = 'law_changed'")
            .fetch_one(&mut *db)
            .await
            .unwrap();
    assert_eq!(told, (130, 130));
}

#[tokio::test]
async fn g8_no_date_is_lost_at_the_end_of_what_is_laid_out() {
    let (before, after) =
        (Folder::vienna("2099a", NO_SUMMER).zones(), Folder::vienna("2099b", AS_IT_IS).zones());
    let storage = Storage::in_memory().await.unwrap();
    let scene = Scene::under(storage, utc("01-05T12:00"), (before.clone(), Arc::new(|| None))).await;
    let mut tx = scene.storage.write().await.unwrap();
    let id = group::insert(&mut tx, &home(), &circle(), None).await.unwrap();
    // Half past one is on the next day in UTC in winter, and on the day before it in summer.
    let recurrence = Recurrence::new(wall("01-06T01:30"), Some("FREQ=DAILY".parse().unwrap())).unwrap();
    let zone = "Europe/Vienna".parse().unwrap();
    let series = series::insert(&mut tx, &home(), id, (zone, 60), recurrence).await.unwrap();
    let first = Horizon::usual(utc("01-05T12:00"), &before);
    assert_eq!(first.until, utc("04-06T00:00"));
    series::lay_out(&mut tx, &home(), &series, first).await.unwrap();
    let second = Horizon::usual(utc("01-06T12:00"), &after);
    series::lay_out(&mut tx, &home(), &series, second).await.unwrap();
    let all = session::of_series(&mut tx, &home(), series.id, wall("01-01T00:00")).await.unwrap();
    let days: Vec<_> = all.iter().map(|session| session.slot.date()).collect();
    assert!(days.windows(2).all(|pair| pair[1] - pair[0] == TimeDelta::days(1)), "{days:?}");
    assert_eq!(days.last(), Some(&wall("04-07T01:30").date()));
}

/// The bot as it is started, with its reader of the folder that the configuration names.
struct Whole {
    household: Household,
    chat: Arc<StoryChat>,
    clock: Arc<HandClock>,
    house: House,
    _data: tempfile::TempDir,
}

impl Whole {
    async fn open(folder: &Folder, now: DateTime<Utc>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config::defaults();
        config.clock.zoneinfo = Some(folder.path().to_owned());
        config.defaults.zone = Some("Europe/Vienna".parse().unwrap());
        let loaded = Loaded {
            config,
            file: None,
            key_file: data.path().join("data.key"),
            data: data.path().join("data"),
            secrets: Secrets::default(),
        };
        let house = House::open(&loaded, ClockLaws::of(&loaded.config), Some(1)).await.unwrap();
        let (chat, clock) = (Arc::new(StoryChat::default()), Arc::new(HandClock::at(now)));
        let may =
            Box::new(|_: &CommunityId, _: &Account| Authority { role: Role::Admin, coordinates_all: true });
        let chats = vec![Arc::clone(&chat) as Arc<dyn Chat>];
        let household = house.household(chats, Arc::clone(&clock) as Arc<dyn Clock>, may);
        Self { household, chat, clock, house, _data: data }
    }

    async fn say(&self, line: &str) -> String {
        let incoming = Incoming {
            community: home(),
            account: Account { platform: PLATFORM.to_owned(), id: "ana".to_owned() },
            name: "ana".to_owned(),
            place: Place::Room(Room { platform: PLATFORM.to_owned(), id: "#lobby".to_owned() }),
            said_at: self.clock.now(),
            language: None,
            said: Said::Line(line.to_owned()),
        };
        let answers = self.household.bot.hear(incoming).await;
        answers.iter().map(|answer| plain::text(&answer.message)).collect()
    }

    async fn wait(&self, hours: i64) -> Vec<String> {
        let to = self.clock.now() + TimeDelta::hours(hours);
        self.household.agenda.travel(&self.clock, to).await.unwrap();
        self.chat.collect().iter().map(|told| plain::text(&told.message)).collect()
    }
}

#[tokio::test]
async fn g8_the_whole_bot_goes_by_the_changed_folder_and_says_so_without_naming_the_group() {
    let folder = Folder::new("2099a", "America/Edmonton", "MST7MDT,M3.2.0,M11.1.0");
    let whole = Whole::open(&folder, "2026-10-31T10:00:00Z".parse().unwrap()).await;
    whole.say("/group create \"Alberta circle\" every tuesday 18:00 zone:America/Edmonton").await;
    whole.say("yes").await;
    let on_the_third = |text: &str| text.contains("Wednesday 4 November, 02:00");
    let before = whole.say("/sessions").await;
    assert!(on_the_third(&before), "{before}");
    assert_eq!(whole.wait(6).await, Vec::<String>::new());
    // A package is half unpacked: what was read before holds.
    fs::write(folder.path().join("America/Edmonton"), "TZif").unwrap();
    assert_eq!(whole.wait(6).await, Vec::<String>::new());
    assert!(whole.house.zones.current().data().starts_with("2099a "));
    folder.enact("2099b", "America/Edmonton", "MDT6");
    assert_eq!(
        whole.wait(18).await,
        ["The law on Edmonton time has changed. A group that you hold keeps its hour there. \
             The next session is Tuesday 3 November, 18:00, Edmonton time.\n\
             See the dates: /sessions. To stop these: /leave."]
    );
    let after = whole.say("/sessions").await;
    assert!(after.contains("Wednesday 4 November, 01:00") && !on_the_third(&after), "{after}");
}
