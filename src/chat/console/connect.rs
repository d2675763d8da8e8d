//! The terminal's loop: a typed line goes to the bot, its answers and whatever it says unasked
//! appear as whole blocks.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::completion::{NameKind, NameSource};
use super::incoming::{self, Spot, Turn, Typed, What};
use super::outgoing::{Heading, Paint};
use super::terminal::{self, Ask, Heard, Keyboard, Restore, Screen};
use super::{ConsoleSettings, Dial, FIRST_ROOM, PLATFORM, Streams, TurnProblem};
use crate::chat::buttons::{Buttons, Meant};
use crate::chat::contract::{
    Abilities, Chat, Delivered, Destination, Hopeless, Inbox, Incoming, LookedUp, Place, Said, Shutdown,
};
use crate::domain::group::Room;
use crate::domain::member::Account;
use crate::message::{Message, plain};

/// The name of whoever sits there, where the login name gives none.
const NAMELESS: &str = "me";

/// When to try again what nobody can read now.
const READER_GONE: Duration = Duration::from_secs(60);

/// Why the terminal stops by itself.
#[derive(Debug, thiserror::Error)]
#[error("The terminal cannot be read: {0}.")]
struct Unreadable(String);

/// The terminal as a chat.
pub struct Console {
    settings: ConsoleSettings,
    dial: Arc<dyn Dial>,
    screen: Screen,
    /// True where somebody types, rather than a pipe.
    at_terminal: bool,
    /// Taken by `run`.
    keys: Mutex<Option<Keys>>,
    talk: Arc<Mutex<Talk>>,
}

/// Where lines will come from.
enum Keys {
    Editor,
    Piped(Box<dyn io::BufRead + Send>),
}

/// Who is here, and what is on the screen.
struct Talk {
    person: String,
    spot: Spot,
    /// Names as they were first written, by account id.
    names: BTreeMap<String, String>,
    rooms: Vec<String>,
    buttons: Buttons,
    /// Receipts of this run, by key.
    receipts: HashMap<String, String>,
}

/// Whether the loop goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Stop,
}

impl Talk {
    fn starting_with(person: String) -> Self {
        let names = BTreeMap::from([(person.to_lowercase(), person.clone())]);
        Self {
            person,
            spot: Spot::Room(FIRST_ROOM.to_owned()),
            names,
            rooms: vec![FIRST_ROOM.to_owned()],
            buttons: Buttons::default(),
            receipts: HashMap::new(),
        }
    }

    /// The name of a person as they are known here.
    fn known(&mut self, name: &str) -> String {
        self.names.entry(name.to_lowercase()).or_insert_with(|| name.to_owned()).clone()
    }

    /// Who presses a button that only one person sees, where nobody is named: that person.
    fn whose(&self, what: &What) -> Option<String> {
        let What::Number(number) = what else { return None };
        let only = self.buttons.numbered(*number)?.only?;
        Some(self.names.get(&only.id).unwrap_or(&only.id).clone())
    }

    fn speak_as(&mut self, name: &str) {
        self.person = self.known(name);
    }

    fn go_to(&mut self, spot: Spot) {
        self.enter(&spot);
        self.spot = spot;
    }

    /// Remembers a room, for completion.
    fn enter(&mut self, spot: &Spot) {
        if let Spot::Room(room) = spot
            && !self.rooms.contains(room)
        {
            self.rooms.push(room.clone());
        }
    }
}

fn account_of(name: &str) -> Account {
    Account { platform: PLATFORM.to_owned(), id: name.to_lowercase() }
}

fn place_of(spot: &Spot) -> Place {
    match spot {
        Spot::Room(room) => Place::Room(Room { platform: PLATFORM.to_owned(), id: room.clone() }),
        Spot::Private => Place::Private,
    }
}

impl Console {
    /// A terminal that reads and writes `streams` once it runs. What is delivered before is shown
    /// at once.
    ///
    /// # Errors
    /// Where the system gives no thread to write from.
    pub fn new(settings: ConsoleSettings, dial: Arc<dyn Dial>, streams: Streams) -> io::Result<Self> {
        let (keys, output): (Keys, Box<dyn io::Write + Send>) = match streams {
            Streams::Terminal => (Keys::Editor, Box::new(io::stdout())),
            Streams::Piped { input, output } => (Keys::Piped(input), output),
        };
        let person = incoming::name_from(&settings.person).unwrap_or_else(|| NAMELESS.to_owned());
        Ok(Self {
            at_terminal: matches!(keys, Keys::Editor),
            settings,
            dial,
            screen: Screen::start(output)?,
            keys: Mutex::new(Some(keys)),
            talk: Arc::new(Mutex::new(Talk::starting_with(person))),
        })
    }

    fn talk(&self) -> MutexGuard<'_, Talk> {
        self.talk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How text is set at this moment; a window may change its width.
    fn paint(&self) -> Paint {
        let columns = if self.at_terminal { terminal::columns() } else { None };
        Paint { colours: self.settings.colours, columns }
    }

    fn open(&self) -> Result<Keyboard, Hopeless> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner).take();
        let opened = match keys {
            Some(Keys::Piped(input)) => Keyboard::piped(input),
            Some(Keys::Editor) => Keyboard::editor(self.settings.words.clone(), self.names(), &self.screen),
            None => Err(io::Error::other("it runs already")),
        };
        opened.map_err(|why| Hopeless(Unreadable(why.to_string()).to_string()))
    }

    /// Names for completion: people and rooms are known here, the rest is asked for.
    fn names(&self) -> NameSource {
        let (talk, others) = (Arc::clone(&self.talk), self.settings.names.clone());
        Arc::new(move |person, kind| {
            let talk = talk.lock().unwrap_or_else(PoisonError::into_inner);
            match kind {
                NameKind::Person => talk.names.values().cloned().collect(),
                NameKind::Room => talk.rooms.clone(),
                _ => {
                    drop(talk);
                    others.as_ref().map(|names| names(person, kind)).unwrap_or_default()
                }
            }
        })
    }

    /// The next prompt.
    fn ask(&self) -> Ask {
        let talk = self.talk();
        let place = match &talk.spot {
            Spot::Room(room) => room.clone(),
            Spot::Private => self.settings.phrases.privately.fill(&[]),
        };
        Ask { prompt: self.paint().prompt(&talk.person, &place), person: talk.person.clone() }
    }

    /// Says something of the terminal's own.
    async fn own_words(&self, text: &str) -> Next {
        self.write(self.paint().own_words(text)).await
    }

    async fn write(&self, block: String) -> Next {
        if self.screen.write(block).await { Next::GoOn } else { Next::Stop }
    }

    /// Goes on below the line that somebody was typing.
    async fn leave_editor(&self, restore: Restore) {
        if self.at_terminal {
            self.screen.leave_editor();
            drop(restore);
            self.write("\n".to_owned()).await;
        }
    }

    async fn greet(&self) -> Next {
        let (name, room) = (self.talk().person.clone(), FIRST_ROOM);
        let phrases = &self.settings.phrases;
        let greeting = if self.settings.begun { &phrases.greeting_again } else { &phrases.greeting };
        self.own_words(&greeting.fill(&[("name", &name), ("room", room)])).await
    }

    /// Does what a typed line means.
    async fn take(&self, inbox: &dyn Inbox, line: &str) -> Next {
        let phrases = &self.settings.phrases;
        match incoming::read(line) {
            Typed::Nothing => Next::GoOn,
            Typed::Quit => Next::Stop,
            Typed::Said { person, spot, what } => self.said(inbox, person, spot, what).await,
            Typed::SpeakAs(name) => {
                self.talk().speak_as(&name);
                self.tell_speaker().await
            }
            Typed::GoTo(spot) => {
                self.talk().go_to(spot);
                self.tell_speaker().await
            }
            Typed::ShowClock => self.show_clock().await,
            Typed::MoveClock(turn) => self.move_clock(turn).await,
            Typed::BadName => self.own_words(&phrases.bad_name.fill(&[])).await,
            Typed::BadRoom => self.own_words(&phrases.bad_room.fill(&[])).await,
            Typed::BadClock => self.own_words(&phrases.clock_unclear.fill(&[])).await,
        }
    }

    async fn tell_speaker(&self) -> Next {
        let (name, spot) = {
            let talk = self.talk();
            (talk.person.clone(), talk.spot.clone())
        };
        let phrases = &self.settings.phrases;
        let told = match &spot {
            Spot::Room(room) => phrases.speaking.fill(&[("name", &name), ("room", room)]),
            Spot::Private => phrases.speaking_privately.fill(&[("name", &name)]),
        };
        self.own_words(&told).await
    }

    fn clock_text(&self) -> String {
        plain::instant_text(&self.dial.shown(), &self.settings.phrases.locale)
    }

    async fn show_clock(&self) -> Next {
        self.own_words(&self.settings.phrases.clock.fill(&[("when", &self.clock_text())])).await
    }

    async fn move_clock(&self, turn: Turn) -> Next {
        let phrases = &self.settings.phrases;
        let refusal = match self.dial.turn(turn).await {
            Ok(()) => return self.show_clock().await,
            Err(TurnProblem::Fixed) => phrases.clock_fixed.fill(&[]),
            Err(TurnProblem::Backwards) => phrases.clock_back.fill(&[("when", &self.clock_text())]),
            Err(TurnProblem::TooFar) => phrases.clock_too_far.fill(&[]),
        };
        self.own_words(&refusal).await
    }

    /// Somebody says or presses something: the bot hears it, its answers appear.
    async fn said(&self, inbox: &dyn Inbox, person: Option<String>, spot: Option<Spot>, what: What) -> Next {
        let (name, spot) = {
            let mut talk = self.talk();
            let name = match person {
                Some(name) => talk.known(&name),
                None => talk.whose(&what).unwrap_or_else(|| talk.person.clone()),
            };
            let spot = spot.unwrap_or_else(|| talk.spot.clone());
            talk.enter(&spot);
            (name, spot)
        };
        let (place, said) = match self.meant(&name, &spot, what) {
            Ok(meant) => meant,
            Err(own_words) => return self.own_words(&own_words).await,
        };
        let incoming = Incoming {
            community: self.settings.community.clone(),
            account: account_of(&name),
            name: name.clone(),
            place: place.clone(),
            said_at: self.dial.moment(),
            language: self.settings.language,
            said: said.clone(),
        };
        let answers = inbox.hear(incoming).await;
        let phrases = &self.settings.phrases;
        let mut block = String::new();
        for answer in &answers {
            let only = (answer.private || place == Place::Private).then(|| account_of(&name));
            block.push_str(&self.show(&answer.message, only, place.clone()));
        }
        match said {
            Said::Line(_) if answers.is_empty() => {
                block.push_str(&self.paint().own_words(&phrases.plain_line.fill(&[])));
            }
            Said::Line(line) if line.get(1..) == Some(self.settings.help_command) => {
                block.push_str(&self.paint().own_words(&phrases.own_help.fill(&[])));
            }
            _ => {}
        }
        let next = self.write(block).await;
        self.dial.settle().await;
        next
    }

    /// What somebody means, and where; or what the terminal answers by itself.
    fn meant(&self, name: &str, spot: &Spot, what: What) -> Result<(Place, Said), String> {
        let phrases = &self.settings.phrases;
        let pressed = |meant: Meant| (meant.place, Said::Press(meant.press));
        match what {
            What::Line(line) => Ok((place_of(spot), Said::Line(line))),
            What::Number(number) => {
                let meant = self.talk().buttons.numbered(number);
                meant.map(pressed).ok_or_else(|| phrases.no_number.fill(&[("number", &number.to_string())]))
            }
            What::Label(label) => {
                let meant = self.talk().buttons.labelled(&account_of(name), &label);
                meant.map(pressed).ok_or_else(|| phrases.no_label.fill(&[("label", &label)]))
            }
        }
    }

    /// A message as a block, its buttons remembered. `only` is the one account that sees it.
    fn show(&self, message: &Message, only: Option<Account>, place: Place) -> String {
        let mut talk = self.talk();
        let phrases = &self.settings.phrases;
        let heading = match (&only, &place) {
            (Some(account), _) => {
                let name = talk.names.get(&account.id).unwrap_or(&account.id);
                Heading::Private(phrases.private_heading.fill(&[("name", name)]))
            }
            (None, Place::Room(room)) => Heading::Public(phrases.room_heading.fill(&[("room", &room.id)])),
            (None, Place::Private) => Heading::Public(phrases.privately.fill(&[])),
        };
        let first = talk.buttons.show(&message.buttons, only, place);
        self.paint().message(&heading, message, first)
    }
}

#[async_trait]
impl Chat for Console {
    fn platform(&self) -> &'static str {
        PLATFORM
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            buttons: true,
            private_replies: true,
            edits: false,
            remembers_keys: Duration::MAX,
            per_second: None,
        }
    }

    async fn run(&self, inbox: &dyn Inbox, mut shutdown: Shutdown) -> Result<(), Hopeless> {
        let restore = Restore::remember();
        let mut keyboard = self.open()?;
        let mut next = self.greet().await;
        while next == Next::GoOn {
            keyboard.ask(self.ask());
            let heard = tokio::select! {
                biased;
                _ = shutdown.wait_for(|stop| *stop) => None,
                heard = keyboard.heard() => Some(heard),
            };
            next = match heard {
                Some(Heard::Line(line)) => self.take(inbox, &line).await,
                Some(Heard::End) => Next::Stop,
                Some(Heard::Broken(why)) => return Err(Hopeless(Unreadable(why).to_string())),
                None => {
                    self.leave_editor(restore).await;
                    break;
                }
            };
        }
        self.own_words(&self.settings.phrases.goodbye.fill(&[])).await;
        Ok(())
    }

    async fn deliver(&self, to: &Destination, message: &Message, key: &str) -> Delivered {
        let (block, receipt) = {
            let known = self.talk().receipts.get(key).cloned();
            if let Some(receipt) = known {
                return Delivered::Receipt(receipt);
            }
            let (only, place) = match to {
                Destination::Person(account) => (Some(account.clone()), Place::Private),
                Destination::Room(room) => (None, Place::Room(room.clone())),
            };
            (self.show(message, only, place), format!("terminal-{key}"))
        };
        if !self.screen.write(block).await {
            return Delivered::TryAgainAfter(READER_GONE);
        }
        self.talk().receipts.insert(key.to_owned(), receipt.clone());
        Delivered::Receipt(receipt)
    }

    /// What an earlier program wrote went with its screen: it is shown again.
    async fn look_up(&self, _to: &Destination, key: &str, _since: DateTime<Utc>) -> LookedUp {
        self.talk().receipts.get(key).cloned().map_or(LookedUp::Nothing, LookedUp::Found)
    }

    async fn take_back(&self, _to: &Destination, _receipt: &str) -> Delivered {
        Delivered::NotAllowed
    }
}
