//! The pipe in the suite: an adapter in another language and the platform behind it, at the other end of the socket.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use openchair::chat::contract::{Chat, Place};
use openchair::chat::pipe::{Communities, PipeSettings, open as open_pipe};
use openchair::clock::{Clock, SystemClock};
use openchair::domain::id::CommunityId;
use serde_json::Value;
use tempfile::TempDir;

use super::{By, Peer, Running, Seen, until};
use crate::support::platform::{Nature, Platform};

pub struct Behind {
    chat: Arc<dyn Chat>,
    platform: Platform,
    /// Answers, which the adapter shows as well; by how much had been delivered before.
    answers: Mutex<Vec<(usize, Seen, Vec<String>)>>,
    _folder: TempDir,
}

pub async fn open() -> (Behind, Running) {
    let folder = tempfile::Builder::new().prefix("oc").tempdir_in("/tmp").unwrap();
    let path = folder.path().join("s");
    let communities = Communities { elsewhere: Some(CommunityId::home()), ..Communities::default() };
    let settings =
        PipeSettings { path: path.clone(), platforms: [("mychat".to_owned(), communities)].into() };
    let clock = Arc::new(SystemClock) as Arc<dyn Clock>;
    let chat = open_pipe(settings, &clock).remove(0);
    let running = Running::new(Arc::clone(&chat));
    let platform = Platform::at(path, Nature::kind("mychat"));
    assert!(platform.wait_for(Duration::from_secs(10), |_, figures| figures.connections == 1).await);
    (Behind { chat, platform, answers: Mutex::default(), _folder: folder }, running)
}

impl Behind {
    fn show(&self, person: &str, room: Option<&str>, answers: &[Value]) {
        let before = self.platform.shown().len();
        for answer in answers {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let message = &answer["message"];
            let by = match room {
                Some(room) if answer["private"] == false => By::Room(room.to_owned()),
                _ => By::Person(person.to_owned()),
            };
            let buttons = message["buttons"].as_array().unwrap();
            let seen = Seen {
                by,
                text: text(&message["text"]),
                buttons: buttons.iter().map(|button| text(&button["label"])).collect(),
            };
            let ids = buttons.iter().map(|button| text(&button["id"])).collect();
            self.answers.lock().unwrap().push((before, seen, ids));
        }
    }
}

#[async_trait]
impl Peer for Behind {
    fn chat(&self) -> Arc<dyn Chat> {
        Arc::clone(&self.chat)
    }

    async fn says(&self, person: &str, place: &Place, line: &str) {
        let room = match place {
            Place::Room(room) => Some(room.id.as_str()),
            Place::Private => None,
        };
        let answers = self.platform.says(person, room, line).await.expect("the connection stays");
        self.show(person, room, &answers);
    }

    async fn presses(&self, person: &str, label: &str) {
        let (room, id) = until("the button", || {
            let answers = self.answers.lock().unwrap();
            let (_, seen, ids) =
                answers.iter().rev().find(|(_, seen, _)| seen.buttons.iter().any(|b| b == label))?;
            let at = seen.buttons.iter().position(|button| button == label)?;
            let room = if let By::Room(room) = &seen.by { Some(room.clone()) } else { None };
            Some((room, ids[at].clone()))
        })
        .await;
        let answers =
            self.platform.presses(person, room.as_deref(), &id).await.expect("the connection stays");
        self.show(person, room.as_deref(), &answers);
    }

    fn seen(&self) -> Vec<Seen> {
        let shown = self.platform.shown();
        let mut seen = Vec::new();
        let answers = self.answers.lock().unwrap();
        for at in 0..=shown.len() {
            seen.extend(
                answers.iter().filter(|(before, _, _)| *before == at).map(|(_, seen, _)| seen.clone()),
            );
            if let Some(message) = shown.get(at).filter(|message| !message.gone) {
                let (kind, id) = message.to.split_once(':').unwrap();
                let id = id.to_owned();
                seen.push(Seen {
                    by: if kind == "room" { By::Room(id) } else { By::Person(id) },
                    text: message.text.clone(),
                    buttons: message.buttons.iter().map(|(label, _)| label.clone()).collect(),
                });
            }
        }
        seen
    }
}
