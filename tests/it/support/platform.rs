//! A fake chat platform behind the pipe: it remembers keys for a while, keeps its history for ever, and
//! now and then takes a message and loses the connection before it says so.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

use super::adapter::Adapter;

/// How the platform behaves.
#[derive(Debug, Clone)]
pub struct Nature {
    /// Its name.
    pub platform: &'static str,
    /// For how long a key that comes again shows nothing new. The hello tells it in whole seconds.
    pub memory: Duration,
    /// Of a hundred deliveries, how many it takes and then hangs up without a word.
    pub hangs_up_after: u32,
    /// Of a hundred, how many it does not take, and hangs up.
    pub hangs_up_before: u32,
    /// Of a hundred, how many it asks to send again a little later.
    pub asks_to_wait: u32,
    /// What its chance starts from.
    pub seed: u64,
}

impl Nature {
    /// A platform that loses nothing.
    pub fn kind(platform: &'static str) -> Self {
        let memory = Duration::from_secs(120);
        Self { platform, memory, hangs_up_after: 0, hangs_up_before: 0, asks_to_wait: 0, seed: 1 }
    }
}

/// A message that people on the platform see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The key that it came with.
    pub key: String,
    /// `person:ID` or `room:ID`.
    pub to: String,
    /// What it says, as plain text.
    pub text: String,
    /// Its buttons: label and id.
    pub buttons: Vec<(String, String)>,
    /// True once it was taken back.
    pub gone: bool,
}

/// What happened at the platform's end, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub connections: u64,
    pub deliveries: u64,
    /// Deliveries whose key was remembered.
    pub repeated: u64,
    pub looked_up: u64,
    pub found: u64,
    pub hung_up: u64,
    /// Answers that the bot had given up waiting for.
    pub too_late: u64,
    /// Messages that are shown.
    pub shown: u64,
}

struct State {
    nature: Nature,
    dice: StdRng,
    shown: Vec<Shown>,
    /// When a key was last seen, with its message's place in `shown`.
    memory: HashMap<String, (Instant, usize)>,
    out: Option<mpsc::UnboundedSender<Value>>,
    answers: HashMap<String, Option<Value>>,
    events: u64,
    figures: Figures,
}

/// The platform. It connects by itself whenever the socket is there.
pub struct Platform {
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Whether the connection stays.
#[derive(PartialEq, Eq)]
enum Line {
    Stays,
    HangUp,
}

impl State {
    /// What becomes of a line of the bot's.
    fn take(&mut self, line: &Value) -> Line {
        match line["type"].as_str() {
            Some("deliver") => return self.deliver(line),
            Some("look_up") => self.look_up(line),
            Some("take_back") => self.take_back(line),
            Some("answers") => {
                let event = line["event"].as_str().unwrap().to_owned();
                self.answers.insert(event, Some(line["answers"].clone()));
            }
            Some("welcome") => {}
            // On a busy machine an answer may come when nobody waits for it any more.
            Some("error") if line["code"] == "unknown_request" => self.figures.too_late += 1,
            _ => panic!("the bot said {line}"),
        }
        Line::Stays
    }

    fn reply(&self, line: &Value, kind: &str, outcome: Value) {
        let mut reply = json!({"type": kind, "request": line["request"]});
        reply.as_object_mut().unwrap().extend(outcome.as_object().cloned().unwrap());
        if let Some(out) = &self.out {
            let _gone = out.send(reply);
        }
    }

    fn deliver(&mut self, line: &Value) -> Line {
        self.figures.deliveries += 1;
        let chance = self.dice.random_range(0..100);
        let before = self.nature.hangs_up_before;
        let after = before + self.nature.hangs_up_after;
        let wait = after + self.nature.asks_to_wait;
        if chance < before {
            self.figures.hung_up += 1;
            return Line::HangUp;
        }
        if (after..wait).contains(&chance) {
            self.reply(line, "delivered", json!({"outcome": "try_again", "after": 0.05}));
            return Line::Stays;
        }
        let at = self.show(line);
        if (before..after).contains(&chance) {
            self.figures.hung_up += 1;
            return Line::HangUp;
        }
        self.reply(line, "delivered", json!({"outcome": "receipt", "receipt": format!("m{at}")}));
        Line::Stays
    }

    /// Shows a message, unless its key is remembered; gives its place in the history.
    fn show(&mut self, line: &Value) -> usize {
        let key = line["key"].as_str().unwrap().to_owned();
        let now = Instant::now();
        if let Some((seen, at)) = self.memory.get(&key)
            && now.duration_since(*seen) < self.nature.memory
        {
            self.figures.repeated += 1;
            return *at;
        }
        let at = self.shown.len();
        let message = &line["message"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let buttons = message["buttons"].as_array().unwrap().iter();
        self.shown.push(Shown {
            key: key.clone(),
            to: recipient(line),
            text: text(&message["text"]),
            buttons: buttons.map(|button| (text(&button["label"]), text(&button["id"]))).collect(),
            gone: false,
        });
        self.memory.insert(key, (now, at));
        self.figures.shown += 1;
        at
    }

    /// Looks through the whole history, in which every message of the bot's keeps its key.
    fn look_up(&mut self, line: &Value) {
        self.figures.looked_up += 1;
        let to = recipient(line);
        let found = self.shown.iter().position(|shown| line["key"] == shown.key && shown.to == to);
        let outcome = match found {
            Some(at) => {
                self.figures.found += 1;
                json!({"outcome": "found", "receipt": format!("m{at}")})
            }
            None => json!({"outcome": "nothing"}),
        };
        self.reply(line, "looked_up", outcome);
    }

    fn take_back(&mut self, line: &Value) {
        let at: usize = line["receipt"].as_str().unwrap().trim_start_matches('m').parse().unwrap();
        self.shown[at].gone = true;
        let outcome = json!({"outcome": "receipt", "receipt": format!("m{at}")});
        self.reply(line, "taken_back", outcome);
    }
}

fn recipient(line: &Value) -> String {
    let (kind, id) = line["to"].as_object().unwrap().iter().next().unwrap();
    format!("{kind}:{}", id.as_str().unwrap())
}

impl Platform {
    /// A platform that connects to this socket, again and again.
    pub fn at(socket: PathBuf, nature: Nature) -> Self {
        let state = Arc::new(Mutex::new(State {
            dice: StdRng::seed_from_u64(nature.seed),
            nature,
            shown: Vec::new(),
            memory: HashMap::new(),
            out: None,
            answers: HashMap::new(),
            events: 0,
            figures: Figures::default(),
        }));
        let changed = Arc::new(Notify::new());
        let task = tokio::spawn(live(socket, Arc::clone(&state), Arc::clone(&changed)));
        Self { state, changed, task }
    }

    /// Everything that people there see, oldest first.
    pub fn shown(&self) -> Vec<Shown> {
        self.state.lock().unwrap().shown.clone()
    }

    pub fn figures(&self) -> Figures {
        self.state.lock().unwrap().figures
    }

    /// It is like this from now on. The name stays.
    pub fn becomes(&self, nature: Nature) {
        self.state.lock().unwrap().nature = nature;
    }

    /// From now on it loses nothing.
    pub fn calm_down(&self) {
        let mut state = self.state.lock().unwrap();
        state.nature = Nature { memory: state.nature.memory, ..Nature::kind(state.nature.platform) };
    }

    /// Waits until this holds. False: it did not within that time.
    pub async fn wait_for(
        &self,
        within: Duration,
        mut holds: impl FnMut(&[Shown], &Figures) -> bool,
    ) -> bool {
        let wait = async {
            loop {
                let changed = self.changed.notified();
                {
                    let state = self.state.lock().unwrap();
                    if holds(&state.shown, &state.figures) {
                        return;
                    }
                }
                // Whoever else waits may have taken the notice, so it is looked at now and then too.
                let _late = tokio::time::timeout(Duration::from_millis(20), changed).await;
            }
        };
        tokio::time::timeout(within, wait).await.is_ok()
    }

    /// Somebody says a line, in a room or (none) privately. None: the connection went before the answer came.
    pub async fn says(&self, person: &str, room: Option<&str>, line: &str) -> Option<Vec<Value>> {
        self.event(person, room, json!({"line": line})).await
    }

    /// Somebody presses a button.
    pub async fn presses(&self, person: &str, room: Option<&str>, id: &str) -> Option<Vec<Value>> {
        self.event(person, room, json!({"press": id})).await
    }

    async fn event(&self, person: &str, room: Option<&str>, what: Value) -> Option<Vec<Value>> {
        let id = {
            let mut state = self.state.lock().unwrap();
            state.events += 1;
            let id = format!("e{}", state.events);
            let mut event = json!({
                "type": "event", "id": id, "person": {"id": person, "name": person},
                "said_at": chrono::Utc::now().to_rfc3339(), "room": room,
            });
            event.as_object_mut().unwrap().extend(what.as_object().cloned().unwrap());
            state.out.as_ref()?.send(event).ok()?;
            state.answers.insert(id.clone(), None);
            id
        };
        loop {
            let changed = self.changed.notified();
            {
                let mut state = self.state.lock().unwrap();
                match state.answers.get(&id) {
                    Some(Some(_)) => {
                        let answers = state.answers.remove(&id).flatten()?;
                        return answers.as_array().cloned();
                    }
                    Some(None) => {}
                    // The connection went, and with it everything that waited.
                    None => return None,
                }
            }
            let _late = tokio::time::timeout(Duration::from_millis(20), changed).await;
        }
    }
}

/// Connects, serves until the connection goes, and begins again.
async fn live(socket: PathBuf, state: Arc<Mutex<State>>, changed: Arc<Notify>) {
    loop {
        let (platform, remembers) = {
            let state = state.lock().unwrap();
            (state.nature.platform, state.nature.memory.as_secs())
        };
        let can = json!({"remembers_keys": remembers, "looks_up": true, "edits": true});
        if let Ok(stream) = tokio::net::UnixStream::connect(&socket).await {
            serve(Adapter::over(stream), super::adapter::hello(platform, can), &state, &changed).await;
            let mut state = state.lock().unwrap();
            state.out = None;
            state.answers.retain(|_, answer| answer.is_some());
            drop(state);
            changed.notify_waiters();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn serve(adapter: Adapter, hello: Value, state: &Mutex<State>, changed: &Notify) {
    let (reader, mut writer) = adapter.split();
    let (out, mut told) = mpsc::unbounded_channel::<Value>();
    let _open = out.send(hello);
    let writing = async move {
        while let Some(line) = told.recv().await {
            if writer.write_all(format!("{line}\n").as_bytes()).await.is_err() {
                return;
            }
        }
    };
    let mut lines = reader.lines();
    let reading = async {
        while let Ok(Some(line)) = lines.next_line().await {
            // A program that is killed in the middle of a line leaves half of it.
            let Ok(line) = serde_json::from_str::<Value>(&line) else { return };
            let mut state = state.lock().unwrap();
            if line["type"] == "error"
                && ["platform_taken", "no_hello"].contains(&line["code"].as_str().unwrap())
            {
                return;
            }
            if line["type"] == "welcome" {
                state.figures.connections += 1;
                state.out = Some(out.clone());
            }
            let stays = state.take(&line);
            drop(state);
            changed.notify_waiters();
            if stays == Line::HangUp {
                return;
            }
        }
    };
    tokio::select! {
        () = writing => {}
        () = reading => {}
    }
}
