//! The terminal in the suite: lines are typed into a pipe, and what appears is read back from the screen.

use std::io::{BufReader, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use openchair::chat::console::{CommandWords, Console, ConsoleSettings, Dial, Streams, Turn, TurnProblem};
use openchair::chat::contract::{Chat, Place};
use openchair::domain::id::CommunityId;
use openchair::domain::member::Language;
use openchair::domain::zone::Zones;
use openchair::message::{Instant, InstantForm};
use openchair::wording::{Texts, Voice, console};

use super::{By, Peer, Running, Seen, until};

pub struct Typist {
    chat: Arc<Console>,
    keys: Mutex<Sender<Vec<u8>>>,
    screen: Screen,
    greeting: String,
}

/// What was typed, as a stream that waits for more.
struct Keys {
    typed: Receiver<Vec<u8>>,
    left: Vec<u8>,
}

impl Read for Keys {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left.is_empty() {
            self.left = self.typed.recv().unwrap_or_default();
        }
        let count = self.left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.left[..count]);
        self.left.drain(..count);
        Ok(count)
    }
}

#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The machine's clock, which nobody moves.
struct Wall;

#[async_trait]
impl Dial for Wall {
    fn moment(&self) -> DateTime<Utc> {
        Utc::now()
    }
    fn shown(&self) -> Instant {
        let (utc, zone) = (Utc::now(), "Etc/UTC".to_owned());
        Instant { utc, local: utc.naive_utc(), zone, form: InstantForm::Full, year: true }
    }
    async fn settle(&self) {}
    async fn turn(&self, _: Turn) -> Result<(), TurnProblem> {
        Err(TurnProblem::Fixed)
    }
}

pub async fn open() -> (Typist, Running) {
    let (texts, zones) = (Texts::load().unwrap(), Zones::embedded());
    let zone = "Etc/UTC".parse().unwrap();
    let voice = Voice { texts: &texts, language: Language::En, zone, zones: &zones, now: Utc::now() };
    let phrases = console::phrases(&voice);
    let greeting = phrases.greeting.fill(&[("name", "ana"), ("room", "#lobby")]) + "\n";
    let settings = ConsoleSettings {
        community: CommunityId::home(),
        person: "ana".to_owned(),
        language: None,
        colours: false,
        help_command: "help",
        begun: false,
        phrases,
        words: CommandWords::default(),
        names: None,
    };
    let (keys, typed) = channel();
    let screen = Screen::default();
    let input = Box::new(BufReader::new(Keys { typed, left: Vec::new() }));
    let streams = Streams::Piped { input, output: Box::new(screen.clone()) };
    let chat = Arc::new(Console::new(settings, Arc::new(Wall), streams).unwrap());
    let running = Running::new(Arc::clone(&chat) as Arc<dyn Chat>);
    let typist = Typist { chat, keys: Mutex::new(keys), screen, greeting };
    until("the greeting", || typist.text().starts_with(&typist.greeting).then_some(())).await;
    (typist, running)
}

impl Typist {
    fn text(&self) -> String {
        String::from_utf8(self.screen.0.lock().unwrap().clone()).unwrap()
    }

    fn types(&self, line: &str) {
        self.keys.lock().unwrap().send(format!("{line}\n").into_bytes()).unwrap();
    }
}

#[async_trait]
impl Peer for Typist {
    fn chat(&self) -> Arc<dyn Chat> {
        Arc::clone(&self.chat) as Arc<dyn Chat>
    }

    async fn says(&self, person: &str, place: &Place, line: &str) {
        match place {
            Place::Room(room) => self.types(&format!("{person} in {}: {line}", room.id)),
            Place::Private => self.types(&format!("{person} privately: {line}")),
        }
    }

    async fn presses(&self, person: &str, label: &str) {
        self.types(&format!("{person} presses \"{label}\""));
    }

    /// A heading stands at the left, what belongs to it is indented; `[1] Undo   [2] …` are buttons.
    fn seen(&self) -> Vec<Seen> {
        let text = self.text();
        let mut seen: Vec<Seen> = Vec::new();
        for line in text.strip_prefix(&self.greeting).unwrap_or_default().lines() {
            let private = line.strip_prefix("bot to ").and_then(|rest| rest.split(' ').next());
            let public = line.strip_prefix("bot in ").and_then(|rest| rest.strip_suffix(':'));
            let by = private
                .map(|name| By::Person(name.to_owned()))
                .or_else(|| public.map(|room| By::Room(room.to_owned())));
            match (by, seen.last_mut(), line.strip_prefix("  ")) {
                (Some(by), _, _) => seen.push(Seen { by, text: String::new(), buttons: Vec::new() }),
                (None, Some(last), Some(inside)) if inside.starts_with('[') => {
                    let labels =
                        inside.split("   ").map(|button| button.split_once("] ").unwrap().1.to_owned());
                    last.buttons.extend(labels);
                }
                (None, Some(last), Some(inside)) if last.text.is_empty() => last.text.push_str(inside),
                (None, Some(last), Some(inside)) => last.text.push_str(&format!("\n{inside}")),
                // What the terminal says by itself.
                _ => {}
            }
        }
        seen
    }
}
