//! How quickly what is due at once is sent, to a sink that answers at once, over a real encrypted file with
//! `synchronous=FULL`: throughput, how late each attempt is, memory; and whether a million planned rows make
//! taking up what is due dearer. `cargo bench --bench delivery`; `-- 5000` for one size only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark measures and prints, and may stop where it cannot"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use openchair::bot::Authority;
use openchair::chat::contract::{
    Abilities, Chat, Delivered, Destination, Hopeless, Inbox, Incoming, LookedUp, Place, Said, Shutdown,
};
use openchair::clock::SystemClock;
use openchair::config::{Config, Loaded, Secrets};
use openchair::domain::group::Room;
use openchair::domain::id::CommunityId;
use openchair::domain::member::{Account, Role};
use openchair::domain::zone::Zones;
use openchair::message::Message;
use openchair::startup::{ClockLaws, House, Household};
use tokio::sync::{Notify, watch};

const PLATFORM: &str = "sink";

/// Takes everything at once, and notes when.
#[derive(Default)]
struct Sink {
    taken: Mutex<Vec<DateTime<Utc>>>,
    more: Notify,
}

#[async_trait]
impl Chat for Sink {
    fn platform(&self) -> &str {
        PLATFORM
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            buttons: true,
            private_replies: true,
            edits: true,
            remembers_keys: Duration::from_secs(120),
            per_second: None,
        }
    }

    async fn run(&self, _: &dyn Inbox, _: Shutdown) -> Result<(), Hopeless> {
        Ok(())
    }

    async fn deliver(&self, _: &Destination, _: &Message, key: &str) -> Delivered {
        self.taken.lock().unwrap().push(Utc::now());
        self.more.notify_one();
        Delivered::Receipt(key.to_owned())
    }

    async fn look_up(&self, _: &Destination, _: &str, _: DateTime<Utc>) -> LookedUp {
        LookedUp::Nothing
    }

    async fn take_back(&self, _: &Destination, receipt: &str) -> Delivered {
        Delivered::Receipt(receipt.to_owned())
    }
}

struct Bench {
    house: House,
    household: Household,
    sink: Arc<Sink>,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// A group whose next session starts in an hour.
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let loaded = Loaded {
            config: Config::defaults()
                .overlay("[reminders]\nquiet_from = \"00:00\"\nquiet_to = \"00:00\"\n", "bench")
                .unwrap(),
            file: None,
            data: folder.path().join("data"),
            key_file: folder.path().join("data.key"),
            secrets: Secrets::default(),
        };
        let house = House::open(&loaded, ClockLaws::fixed(Zones::embedded()), Some(1)).await.unwrap();
        let sink = Arc::new(Sink::default());
        let may = Box::new(|_: &CommunityId, _: &Account| Authority {
            role: Role::Facilitator,
            coordinates_all: false,
        });
        let household = house.household(vec![Arc::clone(&sink) as Arc<dyn Chat>], Arc::new(SystemClock), may);
        let bench = Self { house, household, sink, _folder: folder };
        let answers = bench
            .household
            .bot
            .hear(Incoming {
                community: CommunityId::home(),
                account: Account { platform: PLATFORM.to_owned(), id: "ana".to_owned() },
                name: "ana".to_owned(),
                place: Place::Room(Room { platform: PLATFORM.to_owned(), id: "lobby".to_owned() }),
                said_at: Utc::now(),
                language: None,
                said: Said::Line("/group create \"Circle\" every day 12:00".to_owned()),
            })
            .await;
        assert!(!answers.is_empty());
        bench
    }

    /// So many people who come to the session and are to be reminded of it at a time.
    async fn plan(&self, count: usize, due: DateTime<Utc>, first: usize) {
        let starts = (due + TimeDelta::hours(1)).timestamp();
        let mut tx = self.house.storage.write().await.unwrap();
        for statement in [
            "DELETE FROM delivery WHERE kind = 'room_reminder' AND id < 5000000000".to_owned(),
            format!("UPDATE session SET starts = {starts}, ends = {starts} + 3600 WHERE id = (SELECT min(id) FROM session)"),
            format!(
                "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {first} + {count})
                 INSERT INTO member (community, id, platform, account, name, folded, role, consent, reminders)
                 SELECT 'home', 1000000000 + i, '{PLATFORM}', 'mem' || i, 'mem' || i, 'mem' || i, 'member', 1, 1 FROM n"
            ),
            format!(
                "INSERT INTO rsvp (community, session_id, member, answer, position, standing, first_time)
                 SELECT 'home', (SELECT min(id) FROM session), id, 'coming', id, 0, 0 FROM member WHERE id >= 1000000000 + {first}"
            ),
            format!(
                "INSERT INTO delivery (community, id, kind, platform, member, recipient, group_id, session_id, offset_minutes,
                   occasion, revision, due, try_at, class, state)
                 SELECT 'home', m.id + 1000000000, 'reminder', '{PLATFORM}', m.id, 'member:' || m.id, s.group_id, s.id, 60,
                   '', s.revision, {due}, {due}, 2, 'planned'
                 FROM member m, (SELECT * FROM session ORDER BY id LIMIT 1) s WHERE m.id >= 1000000000 + {first}",
                due = due.timestamp()
            ),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        self.household.agenda.waker().wake();
    }

    /// Rows that wait for a far time.
    async fn plan_far(&self, count: usize) {
        let far = (Utc::now() + TimeDelta::days(80)).timestamp();
        let mut tx = self.house.storage.write().await.unwrap();
        let statement = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO delivery (community, id, kind, platform, recipient, room, group_id, session_id, offset_minutes,
               occasion, revision, due, try_at, class, state)
             SELECT 'home', 5000000000 + i, 'room_reminder', '{PLATFORM}', 'room:far' || i, 'far', 1, i, 60,
               '', 0, {far} + i, {far} + i, 2, 'planned' FROM n"
        );
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Waits until so many were taken; gives how late each was, in milliseconds, and when the last was.
    async fn drain(&self, count: usize, due: DateTime<Utc>) -> (Vec<i64>, DateTime<Utc>) {
        while self.sink.taken.lock().unwrap().len() < count {
            self.sink.more.notified().await;
        }
        let taken = std::mem::take(&mut *self.sink.taken.lock().unwrap());
        let mut late: Vec<i64> = taken.iter().map(|at| (*at - due).num_milliseconds()).collect();
        late.sort_unstable();
        (late, *taken.last().unwrap())
    }
}

/// The memory of this process, in megabytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

async fn measure(bench: &Bench, title: &str, count: usize, first: usize) {
    // Whole seconds, as the database keeps them.
    let lead = TimeDelta::seconds(3 + count as i64 / 10_000);
    let due = DateTime::from_timestamp((Utc::now() + lead).timestamp(), 0).unwrap();
    bench.plan(count, due, first).await;
    let (late, last) = bench.drain(count, due).await;
    let at = |part: f64| late[((late.len() - 1) as f64 * part) as usize];
    let took = (last - due).num_milliseconds().max(1);
    println!(
        "{title:34} all attempted after {took:>6} ms   {:>6.0}/s   lag p50 {:>6} ms  p99 {:>6} ms   {} MB",
        count as f64 * 1000.0 / took as f64,
        at(0.5),
        at(0.99),
        memory()
    );
}

fn main() {
    let only: Option<usize> = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for count in [500, 5_000, 100_000].into_iter().filter(|count| only.is_none_or(|only| only == *count))
        {
            let bench = Bench::open().await;
            let (stop, shutdown) = watch::channel(false);
            let agenda = Arc::clone(&bench.household.agenda);
            let running = tokio::spawn(async move { agenda.run(&SystemClock, shutdown).await });
            measure(&bench, &format!("{count} due at once"), count, 0).await;
            if count == 500 {
                bench.plan_far(1_000_000).await;
                measure(&bench, "500, and 1,000,000 planned", count, 10_000).await;
            }
            stop.send_replace(true);
            running.await.unwrap();
        }
    });
}
