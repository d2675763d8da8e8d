//! The real bot and agenda over a database in memory, which can end at any commit and start again.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use chrono::{DateTime, TimeDelta, Utc};
use openchair::agenda::{Agenda, Means, MintButtons, Rules};
use openchair::bot::{Authority, Bot, Buttons, Pace, Parts};
use openchair::chat::contract::{Chat, Inbox, Incoming, Place, Said};
use openchair::clock::{Clock, HandClock};
use openchair::domain::community::Community;
use openchair::domain::group::Room;
use openchair::domain::id::CommunityId;
use openchair::domain::member::{Account, Language, Role};
use openchair::domain::settings::Settings;
use openchair::domain::zone::{CurrentZones, Zones};
use openchair::message::{Message, plain};
use openchair::storage::Storage;
use openchair::wording::{Texts, Voice, notice};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::platform::{PLATFORM, Platform};

pub const COMMUNITIES: [(&str, &str); 2] = [("home", "Europe/Vienna"), ("north", "America/Edmonton")];

/// What a process is.
struct Process {
    bot: Bot,
    agenda: Agenda,
}

/// The database, the clock and the platform, which outlive the process, and the process.
pub struct World {
    pub storage: Arc<Storage>,
    pub clock: Arc<HandClock>,
    pub platform: Arc<Platform>,
    pub dice: StdRng,
    texts: Arc<Texts>,
    process: Process,
    pub ends: u32,
    pub works: u32,
}

fn community((id, zone): (&str, &str)) -> Community {
    Community {
        id: CommunityId::new(id).unwrap(),
        title: id.to_owned(),
        zone: zone.parse().unwrap(),
        language: Language::En,
    }
}

fn settings() -> Settings {
    Settings {
        capacity: 12,
        minutes: 60,
        offer_hold: TimeDelta::hours(12),
        layout_days: 30,
        undo: TimeDelta::minutes(10),
        question: TimeDelta::minutes(10),
        rsvp_days: 7,
        offsets_minutes: vec![1440, 60],
        quiet: None,
    }
}

impl World {
    pub async fn new(seed: u64, texts: Arc<Texts>) -> Self {
        let storage = Arc::new(Storage::in_memory().await.unwrap());
        let clock = Arc::new(HandClock::at("2026-03-20T12:00:00Z".parse().unwrap()));
        let platform = Arc::new(Platform::new(Arc::clone(&clock), seed));
        let process = process(&storage, &clock, &platform, (&texts, seed));
        Self {
            storage,
            clock,
            platform,
            dice: StdRng::seed_from_u64(seed),
            texts,
            process,
            ends: 0,
            works: 0,
        }
    }

    /// Ends the process, if it has not ended by itself, and starts another over the same database.
    pub fn start_again(&mut self) {
        self.ends += 1;
        self.platform.begin();
        let seed = self.dice.random();
        self.process = process(&self.storage, &self.clock, &self.platform, (&self.texts, seed));
    }

    /// Lets the process do something until it has ended: at the platform, or after so many commits. None: it ended.
    async fn until_the_end<T>(&self, commits: Option<u64>, act: impl Future<Output = T>) -> Option<T> {
        let first = self.storage.commits();
        let mut act = pin!(act);
        std::future::poll_fn(|context| match act.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending => {
                let over = commits.is_some_and(|most| self.storage.commits() - first >= most);
                if over || self.platform.has_ended() { Poll::Ready(None) } else { Poll::Pending }
            }
        })
        .await
    }

    /// Works at the present time; the process may end on the way and is started again then.
    pub async fn work(&mut self) {
        self.works += 1;
        let commits = self.chance_of_an_end();
        let work = async {
            self.process.agenda.look_at(&*self.clock).await.unwrap();
            self.process.agenda.work(self.clock.now()).await.unwrap();
        };
        if self.until_the_end(commits, work).await.is_none() {
            self.start_again();
        }
    }

    /// Now and then the process is to end: at a call of the platform, or after a commit.
    fn chance_of_an_end(&mut self) -> Option<u64> {
        match self.dice.random_range(0..40) {
            0 => self.platform.end_in(self.dice.random_range(1..6), self.dice.random()),
            1 => return Some(self.dice.random_range(1..6)),
            _ => {}
        }
        None
    }

    /// Lets time pass; what falls due on the way is done, as far as the process gets.
    pub async fn pass(&mut self, time: TimeDelta) {
        let until = self.clock.now() + time;
        self.work().await;
        let mut idle = 0;
        while let Some(next) = self.process.agenda.next_wakeup().await.unwrap().filter(|next| *next <= until)
        {
            if next > self.clock.now() {
                self.clock.set(next);
                idle = 0;
            } else {
                // What is due and is not done waits for something else; nobody turns in circles for it.
                idle += 1;
                if idle > 8 {
                    self.clock.advance(TimeDelta::minutes(1).min(until - self.clock.now()));
                }
                if self.clock.now() >= until {
                    break;
                }
            }
            self.work().await;
        }
        self.clock.set(until.max(self.clock.now()));
        self.work().await;
    }

    fn incoming(&self, community: &str, who: &str, line: &str) -> Incoming {
        Incoming {
            community: CommunityId::new(community).unwrap(),
            account: Account { platform: PLATFORM.to_owned(), id: who.to_owned() },
            name: who.to_owned(),
            place: Place::Room(Room { platform: PLATFORM.to_owned(), id: format!("#{community}") }),
            said_at: self.clock.now(),
            language: None,
            said: Said::Line(line.to_owned()),
        }
    }

    /// Somebody says something and is answered.
    pub async fn say(&self, community: &str, who: &str, line: &str) -> String {
        let answers = self.process.bot.hear(self.incoming(community, who, line)).await;
        let lines = answers.iter().flat_map(|answer| {
            answer.message.lines.iter().map(|line| plain::line_text(line, &answer.message.locale))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The same, and says yes to whatever is asked.
    pub async fn say_yes(&self, community: &str, who: &str, line: &str) -> String {
        let told = self.say(community, who, line).await;
        if told.contains('?') { self.say(community, who, "yes").await } else { told }
    }

    /// Somebody says something while messages are on their way, and the process may end in the middle. None: it did.
    pub async fn say_meanwhile(&mut self, community: &str, who: &str, line: &str) -> Option<String> {
        let commits = self.chance_of_an_end();
        let both = async {
            let work = async {
                self.process.agenda.look_at(&*self.clock).await.unwrap();
                self.process.agenda.work(self.clock.now()).await.unwrap()
            };
            tokio::join!(work, self.say_yes(community, who, line)).1
        };
        let told = self.until_the_end(commits, both).await;
        if told.is_none() {
            self.start_again();
        }
        told
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

fn process(
    storage: &Arc<Storage>,
    clock: &Arc<HandClock>,
    platform: &Arc<Platform>,
    (texts, seed): (&Arc<Texts>, u64),
) -> Process {
    let buttons = Arc::new(Buttons::new(StdRng::seed_from_u64(seed), "salt".to_owned(), settings()));
    let spoken = Arc::clone(texts);
    let means = Means {
        storage: Arc::clone(storage),
        chats: vec![Arc::clone(platform) as Arc<dyn Chat>],
        zones: CurrentZones::new(Zones::embedded()),
        read_zones: Arc::new(|| None),
        render: Arc::new(move |facts| -> Option<Message> {
            let zones = Zones::embedded();
            let voice = Voice {
                texts: &spoken,
                language: facts.language,
                zone: facts.zone,
                zones: &zones,
                now: facts.now,
            };
            notice::notice(facts, &voice)
        }),
        dice: buttons.dice(),
        buttons: Arc::clone(&buttons) as Arc<dyn MintButtons>,
    };
    let agenda = Agenda::new(means, Rules { layout_days: 30, ..Rules::default() });
    let bot = Bot::new(Parts {
        pace: Pace { person_per_minute: 600, community_per_minute: 6_000 },
        storage: Arc::clone(storage),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        texts: Arc::clone(texts),
        zones: CurrentZones::new(Zones::embedded()),
        settings: settings(),
        communities: COMMUNITIES.map(community).to_vec(),
        elsewhere: community(COMMUNITIES[0]),
        authorities: Box::new(|_, account| Authority {
            role: if account.id == "ana" { Role::Facilitator } else { Role::Member },
            coordinates_all: false,
        }),
        help_lines: Vec::new(),
        wake: agenda.waker(),
        buttons,
    });
    Process { bot, agenda }
}
