//! A database with a group and people, an agenda over it, and a chat that remembers what it was given.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use openchair::agenda::{Agenda, Means, MintButtons, ReadZones, Rules, WorkDone, plan};
use openchair::chat::contract::{
    Abilities, Chat, Delivered, Destination, Hopeless, Inbox, LookedUp, Shutdown,
};
use openchair::clock::{Clock, HandClock};
use openchair::domain::community::Community;
use openchair::domain::delivery::{Delivery, DeliveryFacts, DeliveryState};
use openchair::domain::group::{Group, Kind, Membership, Room, SeeWhoComes, Status, Venue};
use openchair::domain::id::{CommunityId, GroupId, MemberId};
use openchair::domain::member::{Account, Language, Member, ReminderChoice, Role};
use openchair::domain::recurrence::Recurrence;
use openchair::domain::reminder::{SessionChange, session_notices};
use openchair::domain::session::Session;
use openchair::domain::zone::{CurrentZones, Zones};
use openchair::message::{Locale, Message, Span};
use openchair::storage::delivery::{Planned, Taken, Taking};
use openchair::storage::rsvp::SeatRules;
use openchair::storage::series::Horizon;
use openchair::storage::{
    Location, Storage, StorageError, Tx, community, delivery, fact, group, member, rsvp, series, session,
};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tokio::sync::Notify;

/// A wall time of 2026, such as `03-29T19:30`.
pub fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(&format!("2026-{text}"), "%Y-%m-%dT%H:%M").unwrap()
}

/// An instant of 2026 in UTC.
pub fn utc(text: &str) -> DateTime<Utc> {
    wall(text).and_utc()
}

pub fn home() -> CommunityId {
    CommunityId::home()
}

/// A listed group with a room, not kept yet.
pub fn circle() -> Group {
    Group {
        id: GroupId(0),
        name: "Sunday circle".to_owned(),
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
        room: Some(Room { platform: "terminal".to_owned(), id: "#lobby".to_owned() }),
        review: None,
        revision: 0,
    }
}

/// Says in one line what a delivery is about; enough to see that the right facts arrive.
fn render(facts: &DeliveryFacts) -> Option<Message> {
    let time = |time: DateTime<Utc>| time.format("%m-%d %H:%M").to_string();
    let mut line = format!("{} {}", facts.kind.word(), facts.offset_minutes);
    if let Some(from) = facts.earlier_start {
        line.push_str(&format!(" from {}", time(from)));
    }
    if let Some(until) = facts.held_until {
        line.push_str(&format!(" until {}", time(until)));
    }
    let mut message = Message::new(Arc::new(locale()));
    message.lines.push(vec![Span::Text(line)]);
    Some(message)
}

fn locale() -> Locale {
    Locale {
        tag: "en".to_owned(),
        weekdays: Default::default(),
        months: Default::default(),
        date: String::new(),
        date_with_year: String::new(),
        date_time: String::new(),
        full: String::new(),
        zone: String::new(),
        places: BTreeMap::new(),
        private: String::new(),
        twelve_hours: false,
    }
}

struct NoButtons;

#[async_trait]
impl MintButtons for NoButtons {
    async fn mint(
        &self,
        _: &mut Tx,
        _: &CommunityId,
        _: &Destination,
        _: (&mut Message, DateTime<Utc>),
    ) -> Result<(), StorageError> {
        Ok(())
    }
}

/// A platform that remembers what it was given, and the keys.
pub struct Memory {
    clock: Arc<HandClock>,
    sent: Mutex<Vec<String>>,
    keys: Mutex<Vec<String>>,
    answers: Mutex<VecDeque<Delivered>>,
    cancels: Mutex<Option<(Arc<Storage>, Session)>>,
    before: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    heard: Notify,
}

impl Memory {
    fn new(clock: Arc<HandClock>) -> Self {
        Self {
            clock,
            sent: Mutex::default(),
            keys: Mutex::default(),
            answers: Mutex::default(),
            cancels: Mutex::default(),
            before: Mutex::default(),
            heard: Notify::new(),
        }
    }

    /// What was sent since the last look.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }

    /// Every key that was taken.
    pub fn keys(&self) -> Vec<String> {
        self.keys.lock().unwrap().clone()
    }

    /// It took a message with this key, and its answer was lost.
    pub fn knows(&self, key: &str) {
        self.keys.lock().unwrap().push(key.to_owned());
    }

    /// What it answers next, before it takes messages again.
    pub fn answers(&self, answers: impl IntoIterator<Item = Delivered>) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// Somebody cancels the session while the first message is on its way.
    pub fn cancels_after_first(&self, storage: Arc<Storage>, cancelled: Session) {
        *self.cancels.lock().unwrap() = Some((storage, cancelled));
    }

    /// Something happens while the next message is on its way.
    pub fn before_taking(&self, happens: impl FnOnce() + Send + 'static) {
        *self.before.lock().unwrap() = Some(Box::new(happens));
    }

    /// Waits until so many messages were taken.
    pub async fn wait_for(&self, count: usize) {
        let wait = async {
            while self.sent.lock().unwrap().len() < count {
                self.heard.notified().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("sent within ten seconds");
    }
}

#[async_trait]
impl Chat for Memory {
    fn platform(&self) -> &'static str {
        "terminal"
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

    async fn deliver(&self, to: &Destination, message: &Message, key: &str) -> Delivered {
        if let Some(answer) = self.answers.lock().unwrap().pop_front() {
            return answer;
        }
        let cancels = self.cancels.lock().unwrap().take();
        if let Some((storage, cancelled)) = cancels {
            let mut tx = storage.write().await.unwrap();
            session::save(&mut tx, &home(), &cancelled, &Zones::embedded()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let before = self.before.lock().unwrap().take();
        if let Some(happens) = before {
            happens();
        }
        let to = match to {
            Destination::Person(account) => account.id.clone(),
            Destination::Room(room) => room.id.clone(),
        };
        let text = openchair::message::plain::text(message);
        let late = if message.late { " (late)" } else { "" };
        let line = format!("{} {to} {text}{late}", self.clock.now().format("%m-%d %H:%M"));
        self.keys.lock().unwrap().push(key.to_owned());
        self.sent.lock().unwrap().push(line);
        self.heard.notify_one();
        Delivered::Receipt(to)
    }

    async fn look_up(&self, _: &Destination, key: &str, _: DateTime<Utc>) -> LookedUp {
        let keys = self.keys.lock().unwrap();
        keys.iter().find(|known| *known == key).cloned().map_or(LookedUp::Nothing, LookedUp::Found)
    }

    async fn take_back(&self, _: &Destination, receipt: &str) -> Delivered {
        self.sent
            .lock()
            .unwrap()
            .push(format!("{} taken back: {receipt}", self.clock.now().format("%m-%d %H:%M")));
        Delivered::Receipt(receipt.to_owned())
    }
}

/// Everything a test of the agenda moves.
pub struct Scene {
    pub storage: Arc<Storage>,
    pub agenda: Arc<Agenda>,
    pub chat: Arc<Memory>,
    pub clock: Arc<HandClock>,
    pub zones: Zones,
    people: BTreeMap<String, MemberId>,
}

/// Where a scene in a folder keeps its database.
pub fn location(folder: &Path) -> Location {
    Location { data: folder.join("data"), key_file: folder.join("data.key") }
}

impl Scene {
    /// In memory, with the clock standing at a time of 2026.
    pub async fn at(time: &str) -> Self {
        Self::over(Storage::in_memory().await.unwrap(), utc(time)).await
    }

    /// In a folder.
    pub async fn in_folder(folder: &Path, time: &str) -> Self {
        Self::over(Storage::open(&location(folder), None).await.unwrap(), utc(time)).await
    }

    /// Over a database.
    pub async fn over(storage: Storage, now: DateTime<Utc>) -> Self {
        Self::under(storage, now, (Zones::embedded(), Arc::new(|| None))).await
    }

    /// Over a database, by these clock laws and this reader of them.
    pub async fn under(
        storage: Storage,
        now: DateTime<Utc>,
        (zones, read_zones): (Zones, ReadZones),
    ) -> Self {
        let zone = "Europe/Vienna".parse().unwrap();
        let home = Community { id: home(), title: "Home".to_owned(), zone, language: Language::En };
        let mut tx = storage.write().await.unwrap();
        community::put(&mut tx, &home).await.unwrap();
        tx.commit().await.unwrap();
        let storage = Arc::new(storage);
        let clock = Arc::new(HandClock::at(now));
        let chat = Arc::new(Memory::new(Arc::clone(&clock)));
        let means = Means {
            storage: Arc::clone(&storage),
            chats: vec![Arc::clone(&chat) as Arc<dyn Chat>],
            zones: CurrentZones::new(zones.clone()),
            read_zones,
            render: Arc::new(render),
            buttons: Arc::new(NoButtons),
            dice: StdRng::seed_from_u64(1),
        };
        let agenda = Arc::new(Agenda::new(means, Rules::default()));
        Self { storage, agenda, chat, clock, zones, people: BTreeMap::new() }
    }

    /// Ends this process and starts a new one over the same folder.
    pub async fn restart(self, folder: &Path) -> Self {
        let now = self.clock.now();
        self.storage.close().await;
        drop(self);
        Self::over(Storage::open(&location(folder), None).await.unwrap(), now).await
    }

    pub fn id(&self, name: &str) -> MemberId {
        self.people[name]
    }

    /// Keeps somebody of the terminal, with or without private reminders.
    pub async fn person(&mut self, name: &str, reminders: bool) {
        self.keep("terminal", name, reminders).await;
    }

    /// Keeps somebody of another platform, with private reminders.
    pub async fn person_on(&mut self, platform: &str, account: &str) {
        self.keep(platform, account, true).await;
    }

    async fn keep(&mut self, platform: &str, name: &str, reminders: bool) {
        let member = Member {
            id: MemberId(0),
            account: Account { platform: platform.to_owned(), id: name.to_owned() },
            name: name.to_owned(),
            zone: None,
            language: None,
            role: Role::Member,
            consent: Some(1),
            reminders: ReminderChoice { on: reminders, offsets_minutes: Vec::new(), quiet: None },
        };
        let mut tx = self.storage.write().await.unwrap();
        let id = member::insert(&mut tx, &home(), &member).await.unwrap();
        tx.commit().await.unwrap();
        self.people.insert(name.to_owned(), id);
    }

    /// A group that meets every Sunday at 19:30 in Vienna, laid out; gives its next session.
    pub async fn sundays(&mut self, settings: Group) -> Session {
        let now = self.clock.now();
        let mut tx = self.storage.write().await.unwrap();
        let id = group::insert(&mut tx, &home(), &settings, None).await.unwrap();
        let rule = "FREQ=WEEKLY;BYDAY=SU".parse().unwrap();
        let recurrence = Recurrence::new(wall("03-01T19:30"), Some(rule)).unwrap();
        let zone = "Europe/Vienna".parse().unwrap();
        let series = series::insert(&mut tx, &home(), id, (zone, 90), recurrence).await.unwrap();
        let sessions =
            series::lay_out(&mut tx, &home(), &series, Horizon::usual(now, &self.zones)).await.unwrap();
        // One session is enough to look at: the others are left without reminders.
        let group = Group { id, ..settings };
        let planned = Planned { group: &group, sessions: &sessions[..1] };
        delivery::reconcile(&mut tx, &home(), planned, &[1440, 60], now).await.unwrap();
        tx.commit().await.unwrap();
        sessions[0].clone()
    }

    fn rules(&self) -> SeatRules<'static> {
        SeatRules { hold: TimeDelta::hours(12), default_offsets: &[1440, 60], now: self.clock.now() }
    }

    /// Somebody says "I'm coming".
    pub async fn comes(&mut self, name: &str, session: &Session) {
        let mut tx = self.storage.write().await.unwrap();
        let mut seats = rsvp::seats(&mut tx, &home(), session.id).await.unwrap().unwrap();
        seats.come(self.id(name), false, false);
        rsvp::settle(&mut tx, &home(), session, seats, self.rules()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Somebody says "I can't".
    pub async fn withdraws(&mut self, name: &str, session: &Session) {
        let mut tx = self.storage.write().await.unwrap();
        let mut seats = rsvp::seats(&mut tx, &home(), session.id).await.unwrap().unwrap();
        seats.withdraw(self.id(name), false);
        rsvp::settle(&mut tx, &home(), session, seats, self.rules()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A session changes, with everything that follows from it, as a command does it.
    pub async fn change(&mut self, after: Session, change: SessionChange) {
        let now = self.clock.now();
        let mut tx = self.storage.write().await.unwrap();
        session::save(&mut tx, &home(), &after, &self.zones).await.unwrap();
        let seen = group::get(&mut tx, &home(), after.group, None).await.unwrap().unwrap();
        let told = session::concerned(&mut tx, &home(), after.id).await.unwrap();
        let notices = session_notices(change, &seen.group, &after, &told, now);
        delivery::record(&mut tx, &home(), &notices).await.unwrap();
        delivery::reconcile_session(&mut tx, &home(), after.id, &[1440, 60], now).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Moves the clock; what falls due on the way happens.
    pub async fn travel(&self, to: &str) {
        self.agenda.travel(&self.clock, utc(to)).await.unwrap();
    }

    /// Does what is due now.
    pub async fn work(&self) -> WorkDone {
        self.agenda.work(self.clock.now()).await.unwrap()
    }

    pub async fn states(&self) -> Vec<(DeliveryState, u64)> {
        let mut db = self.storage.read().await.unwrap();
        delivery::counts(&mut db, &home()).await.unwrap()
    }

    /// Takes up what is due, as a process does that ends right afterwards.
    pub async fn claim(&self, tx: &mut Tx) -> Vec<Taken> {
        let now = self.clock.now();
        let wanted = delivery::due(tx, "terminal", (now, now)).await.unwrap();
        let wanted: Vec<_> = wanted.into_iter().map(|due| (due.community, due.id)).collect();
        let taking = Taking { zones: &self.zones, quiet: None, hold: TimeDelta::hours(12), now };
        delivery::claim(tx, &wanted, taking).await.unwrap().0
    }

    /// The key that a delivery is sent with.
    pub async fn key(&self, of: &Delivery) -> String {
        let mut db = self.storage.read().await.unwrap();
        plan::key(&fact::deployment(&mut db).await.unwrap(), of)
    }

    /// How many answers are kept for a session.
    pub async fn answers(&self, session: &Session) -> usize {
        let mut db = self.storage.read().await.unwrap();
        rsvp::seats(&mut db, &home(), session.id).await.unwrap().unwrap().rsvps.len()
    }
}
