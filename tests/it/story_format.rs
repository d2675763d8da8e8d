//! The player of stories, on a stage whose bot is a few lines long.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use openchair::chat::contract::{Answer, Chat, Destination, Incoming, Said};
use openchair::domain::id::CommunityId;
use openchair::domain::member::Language;
use openchair::domain::zone::{ZoneName, Zones};
use openchair::message::{Button, Message, Span};
use openchair::story::chat::StoryChat;
use openchair::story::play::{Happening, Player, Stage, Trouble, account_of, room_of};
use openchair::story::script::{Action, Script};
use openchair::story::transcript::{self, speech_of, written};
use openchair::wording::Texts;

/// Echoes lines (in private where they begin with a question mark), and pings at noted instants.
struct Echo {
    now: DateTime<Utc>,
    zone: ZoneName,
    chat: Arc<StoryChat>,
    pings: Vec<DateTime<Utc>>,
    restarts: u32,
}

fn message(text: &str, buttons: &[(&str, &str)]) -> Message {
    let mut message = Message::new(Texts::load().unwrap().locale(Language::En));
    message.lines = text.lines().map(|line| vec![Span::User(line.to_owned())]).collect();
    let button =
        |(label, press): &(&str, &str)| Button { label: (*label).to_owned(), press: (*press).to_owned() };
    message.buttons = buttons.iter().map(button).collect();
    message
}

#[async_trait]
impl Stage for Echo {
    fn now(&self) -> DateTime<Utc> {
        self.now
    }

    fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        Zones::embedded().resolve(&self.zone, local).utc
    }

    fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        Zones::embedded().local(&self.zone, instant)
    }

    async fn set_clock(&mut self, to: DateTime<Utc>) {
        self.now = to;
    }

    async fn hear(&mut self, incoming: Incoming) -> Vec<Answer> {
        let answer = |private, text: &str, buttons: &[(&str, &str)]| {
            vec![Answer { private, message: message(text, buttons) }]
        };
        match incoming.said {
            Said::Press(id) => answer(true, &format!("pressed {id}"), &[]),
            Said::Line(line) if line == "ping" => {
                self.pings.push(self.now + TimeDelta::hours(1));
                Vec::new()
            }
            Said::Line(line) if line.starts_with('?') => answer(true, &line, &[("Only you", "own")]),
            Said::Line(line) => answer(false, &line, &[("I'm coming", "yes"), ("Not this time", "no")]),
        }
    }

    async fn next_wakeup(&mut self) -> Option<DateTime<Utc>> {
        self.pings.iter().min().copied()
    }

    async fn work(&mut self) -> Result<(), String> {
        let now = self.now;
        for due in self.pings.extract_if(.., |due| *due <= now) {
            let mut ping = message("ping", &[]);
            ping.late = due < now;
            let key = due.to_rfc3339();
            self.chat.deliver(&Destination::Room(room_of("#lobby")), &ping, &key).await;
            self.chat.deliver(&Destination::Person(account_of("Ana")), &ping, &format!("{key} ana")).await;
        }
        Ok(())
    }

    async fn restart(&mut self) -> Result<(), String> {
        self.restarts += 1;
        Ok(())
    }
}

fn echo(script: &Script) -> Echo {
    let zone: ZoneName = script.opening.zone.parse().unwrap();
    let now = Zones::embedded().resolve(&zone, script.opening.begins).utc;
    Echo { now, zone, chat: Arc::default(), pings: Vec::new(), restarts: 0 }
}

/// What each step of a story did, and the troubles.
fn play(text: &str) -> (Script, Vec<Vec<Happening>>, Vec<Trouble>) {
    let script = Script::read(text).unwrap();
    let mut stage = echo(&script);
    let chat = Arc::clone(&stage.chat);
    let mut player = Player::new(&mut stage, chat, CommunityId::home());
    let (mut steps, mut troubles) = (Vec::new(), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for step in &script.steps {
        let mut done = Vec::new();
        troubles.extend(runtime.block_on(player.play(&step.action, &mut done)).err());
        steps.push(done);
    }
    (script, steps, troubles)
}

fn lines(steps: &[Vec<Happening>]) -> Vec<String> {
    steps.iter().flatten().flat_map(|happening| written(&speech_of(happening))).collect()
}

#[test]
fn what_falls_due_on_the_way_happens_at_its_due_instant() {
    let (_, steps, troubles) = play(
        "It is 2026-03-28 18:00 in Europe/Vienna.\nana: ping\n… 10 minutes later …\nana: ping\n… 1 day later …\n",
    );
    assert_eq!(troubles, []);
    let at: Vec<String> = steps.iter().flatten().map(|happening| happening.at.to_rfc3339()).collect();
    let (first, second) = ("2026-03-28T18:00:00+00:00", "2026-03-28T18:10:00+00:00");
    assert_eq!(at, [first, first, second, second]);
    assert_eq!(lines(&steps)[..2], ["bot in #lobby: ping", "bot to ana: ping"]);
}

#[test]
fn a_day_later_keeps_the_hour_across_a_clock_change() {
    let script = Script::read("It is 2026-03-28 18:00 in Europe/Vienna.\n… 1 day later …").unwrap();
    let mut stage = echo(&script);
    let chat = Arc::clone(&stage.chat);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut player = Player::new(&mut stage, chat, CommunityId::home());
    runtime.block_on(player.play(&script.steps[1].action, &mut Vec::new())).unwrap();
    assert_eq!(stage.now.to_rfc3339(), "2026-03-29T16:00:00+00:00");
}

#[test]
fn answers_stand_where_they_were_asked() {
    let (_, steps, _) = play(
        "It is 2026-03-28 18:00 in Europe/Vienna.\nana: one\nben in #quiet: two\nben privately: three\nana: ?four\n",
    );
    let coming = "  [I'm coming] [Not this time]";
    assert_eq!(
        lines(&steps),
        [
            "bot: one",
            coming,
            "bot: two",
            coming,
            "bot to ben: three",
            coming,
            "bot to ana: ?four",
            "  [Only you]"
        ]
    );
    let places: Vec<Option<&str>> =
        steps.iter().flatten().map(|happening| happening.place.as_deref()).collect();
    assert_eq!(places, [Some("#lobby"), Some("#quiet"), None, None]);
}

#[test]
fn a_button_is_found_by_its_label_where_the_person_can_see_it() {
    let (_, steps, troubles) = play(
        "It is 2026-03-28 18:00 in Europe/Vienna.\nana: ?one\nana: two\nben presses “i’m COMING”\nana presses \"Only you\"\nben presses \"Only you\"\n",
    );
    assert_eq!(lines(&steps[3..]), ["bot to ben: pressed yes", "bot to ana: pressed own"]);
    let [trouble @ Trouble::NoButton { .. }] = troubles.as_slice() else { panic!("{troubles:?}") };
    assert_eq!(
        trouble.to_string(),
        "ben sees no button \"Only you\". There is: \"I'm coming\", \"Not this time\"."
    );
}

#[test]
fn the_clock_does_not_go_backwards_and_the_story_goes_on() {
    let (_, steps, troubles) =
        play("It is 2026-03-28 18:00 in Europe/Vienna.\n… 2026-03-28 17:00 …\n… restart …\nana: one\n");
    assert_eq!(troubles.len(), 1, "{troubles:?}");
    assert_eq!(steps.last().map(Vec::len), Some(1));
}

#[test]
fn json_has_the_agreed_fields() {
    let (_, steps, _) = play("It is 2026-03-28 18:00 in Europe/Vienna.\nana: one\nAna: ?two\n");
    let json: Vec<String> = steps.iter().flatten().map(transcript::json).collect();
    assert_eq!(
        json,
        [
            r##"{"at":"2026-03-28T17:00:00Z","kind":"reply","place":"#lobby","to":null,"private":false,"text":"one","buttons":["I'm coming","Not this time"],"late":false}"##,
            r##"{"at":"2026-03-28T17:00:00Z","kind":"reply","place":null,"to":"Ana","private":true,"text":"?two","buttons":["Only you"],"late":false}"##,
        ]
    );
}

#[test]
fn a_step_that_never_ends_is_noticed() {
    struct Restless(Echo);
    #[async_trait]
    impl Stage for Restless {
        fn now(&self) -> DateTime<Utc> {
            self.0.now
        }
        fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
            self.0.instant(local)
        }
        fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
            self.0.local(instant)
        }
        async fn set_clock(&mut self, to: DateTime<Utc>) {
            self.0.now = to;
        }
        async fn hear(&mut self, _: Incoming) -> Vec<Answer> {
            Vec::new()
        }
        async fn next_wakeup(&mut self) -> Option<DateTime<Utc>> {
            Some(self.0.now)
        }
        async fn work(&mut self) -> Result<(), String> {
            Ok(())
        }
        async fn restart(&mut self) -> Result<(), String> {
            Ok(())
        }
    }
    let script = Script::read("It is 2026-03-28 18:00 in Europe/Vienna.").unwrap();
    let mut stage = Restless(echo(&script));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut player = Player::new(&mut stage, Arc::default(), CommunityId::home());
    let trouble = runtime.block_on(player.play(&Action::Begin, &mut Vec::new()));
    assert!(matches!(trouble, Err(Trouble::Stuck(_))));
}
