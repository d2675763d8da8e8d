//! How long the bot takes for a command, from hearing it to its answer being on disk, in a community of
//! 10,000 groups and 1,000,000 answers: p50 and p99 of each command. `cargo bench --bench commands`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a benchmark measures and prints, and may stop where it cannot"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use openchair::bot::Authority;
use openchair::chat::contract::{Inbox, Incoming, Place, Said};
use openchair::clock::{Clock, HandClock};
use openchair::config::{Config, Loaded, Secrets};
use openchair::domain::group::Room;
use openchair::domain::id::CommunityId;
use openchair::domain::member::{Account, Role};
use openchair::domain::zone::Zones;
use openchair::startup::{ClockLaws, House, Household};

const GROUPS: usize = 10_000;
const ANSWERS: i64 = 1_000_000;
const ROUNDS: usize = 200;

struct Bench {
    household: Household,
    house: House,
    clock: Arc<HandClock>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let loaded = Loaded {
            config: Config::defaults()
                .overlay("[limits]\nperson_per_minute = 600\ncommunity_per_minute = 100000\n", "bench")
                .unwrap(),
            file: None,
            data: folder.path().join("data"),
            key_file: folder.path().join("data.key"),
            secrets: Secrets::default(),
        };
        let house = House::open(&loaded, ClockLaws::fixed(Zones::embedded()), Some(1)).await.unwrap();
        let clock = Arc::new(HandClock::at("2026-03-26T17:00:00Z".parse().unwrap()));
        let may = Box::new(|_: &CommunityId, account: &Account| Authority {
            role: if account.id.starts_with("fac") { Role::Facilitator } else { Role::Member },
            coordinates_all: false,
        });
        let household = house.household(Vec::new(), Arc::clone(&clock) as Arc<dyn Clock>, may);
        Self { household, house, clock, _folder: folder }
    }

    /// Says a line; gives how long the answer took.
    async fn say(&self, person: &str, room: &str, line: &str) -> Duration {
        let now: DateTime<Utc> = self.clock.now();
        let incoming = Incoming {
            community: CommunityId::home(),
            account: Account { platform: "bench".to_owned(), id: person.to_owned() },
            name: person.to_owned(),
            place: Place::Room(Room { platform: "bench".to_owned(), id: room.to_owned() }),
            said_at: now,
            language: None,
            said: Said::Line(line.to_owned()),
        };
        let before = Instant::now();
        let answers = self.household.bot.hear(incoming).await;
        let took = before.elapsed();
        assert!(!answers.is_empty(), "{line}");
        took
    }

    /// Ten thousand groups on all days of the week, by their facilitators, then a million answers.
    async fn populate(&self) {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let mut took = Vec::with_capacity(GROUPS);
        for number in 0..GROUPS {
            let line = format!(
                "/group create \"Circle {number}\" every {} {}:30",
                days[number % 7],
                8 + number % 13
            );
            took.push(self.say(&format!("fac{}", number % 500), &format!("room{number}"), &line).await);
            self.clock.advance(TimeDelta::milliseconds(1));
        }
        report("group create (10,000)", took);
        let mut tx = self.house.storage.write().await.unwrap();
        for statement in [
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
             INSERT INTO member (community, id, platform, account, name, folded, role, consent, reminders)
             SELECT 'home', 1000000000 + i, 'bench', 'mem' || i, 'mem' || i, 'mem' || i, 'member', 1, 0 FROM n",
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 7)
             INSERT OR IGNORE INTO rsvp (community, session_id, member, answer, position, standing, first_time)
             SELECT 'home', s.id, 1000000001 + (abs(s.id * 7919 + i * 6271)) % 50000, 'coming', i, 0, 0 FROM session s, n LIMIT 1000000",
        ] {
            sqlx::query(statement).execute(&mut *tx).await.unwrap();
        }
        let answers: i64 = sqlx::query_scalar("SELECT count(*) FROM rsvp").fetch_one(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        println!("{GROUPS} groups, {answers} answers (wanted {ANSWERS})");
    }

    /// The same command by many people about many groups.
    async fn measure(&self, title: &str, line: impl Fn(usize) -> (String, String)) {
        let mut took = Vec::with_capacity(ROUNDS);
        for round in 0..ROUNDS {
            let (person, text) = line(round);
            took.push(self.say(&person, &format!("room{}", round * 37 % GROUPS), &text).await);
        }
        report(title, took);
    }
}

fn report(title: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
    println!("{title:28} p50 {:>10.3?}   p99 {:>10.3?}   most {:>10.3?}", at(0.5), at(0.99), at(1.0));
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let bench = Bench::open().await;
        bench.populate().await;
        let group = |round: usize| round * 37 % GROUPS;
        let member = |round: usize| format!("mem{}", 1 + round * 101 % 50_000);
        let holder = |round: usize| format!("fac{}", group(round) % 500);
        bench.measure("sessions", |round| (member(round), "/sessions".to_owned())).await;
        bench.measure("sessions day", |round| (member(round), "/sessions day:sunday".to_owned())).await;
        bench
            .measure("sessions of a group", |round| {
                (member(round), format!("/sessions \"Circle {}\"", group(round)))
            })
            .await;
        bench.measure("groups", |round| (member(round), "/groups".to_owned())).await;
        bench.measure("groups day", |round| (member(round), "/groups day:sunday".to_owned())).await;
        bench
            .measure("group info", |round| (member(round), format!("/group info Circle {}", group(round))))
            .await;
        bench
            .measure("unknown group", |round| (member(round), format!("/group info Circel {}", group(round))))
            .await;
        bench
            .measure("rsvp coming", |round| (member(round), format!("/rsvp coming Circle {}", group(round))))
            .await;
        bench.measure("rsvp list", |round| (member(round), "/rsvp list".to_owned())).await;
        bench
            .measure("rsvp cant", |round| (member(round), format!("/rsvp cant Circle {}", group(round))))
            .await;
        bench
            .measure("rsvp always", |round| (member(round), format!("/rsvp always Circle {}", group(round))))
            .await;
        bench
            .measure("rsvp stop", |round| (member(round), format!("/rsvp stop Circle {}", group(round))))
            .await;
        bench.measure("remind on", |round| (member(round), "/remind on".to_owned())).await;
        bench.measure("me agenda", |round| (member(round), "/me agenda".to_owned())).await;
        bench
            .measure("roster accept", |round| {
                (holder(round), format!("/roster accept Circle {}", group(round)))
            })
            .await;
        bench
            .measure("roster show", |round| (holder(round), format!("/roster show Circle {}", group(round))))
            .await;
        bench
            .measure("group edit", |round| {
                (holder(round), format!("/group edit \"Circle {}\" capacity 20", group(round)))
            })
            .await;
        bench
            .measure("session cancel (question)", |round| {
                (holder(round), format!("/session cancel Circle {}", group(round)))
            })
            .await;
        bench.measure("session cancel (yes)", |round| (holder(round), "yes".to_owned())).await;
        bench.measure("help", |round| (member(round), "/help".to_owned())).await;
    });
}
