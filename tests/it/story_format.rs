//! The player of stories, on a stage whose bot is a few lines long.

use std::sync::Arc;

use crate::console::Paper;
use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use openchair::chat::contract::{Answer, Chat, Destination, Incoming, Said};
use openchair::cli::output::Output;
use openchair::cli::story::StoryArgs;
use openchair::domain::id::CommunityId;
use openchair::domain::member::Language;
use openchair::domain::zone::{ZoneName, ZoneProblem, Zones};
use openchair::message::{Button, Message, Span};
use openchair::story::chat::StoryChat;
use openchair::story::play::{Happening, Player, Stage, Trouble, account_of, room_of};
use openchair::story::script::{Action, Opening, Script};
use openchair::story::tell::{BadOpening, Theatre};
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

    async fn next_wakeup(&mut self) -> Result<Option<DateTime<Utc>>, String> {
        Ok(self.pings.iter().min().copied())
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
    opened(&script.opening, Arc::default()).unwrap()
}

fn opened(opening: &Opening, chat: Arc<StoryChat>) -> Result<Echo, BadOpening> {
    let zone: ZoneName =
        opening.zone.parse().map_err(|problem: ZoneProblem| BadOpening::Begins(problem.to_string()))?;
    let now = Zones::embedded().resolve(&zone, opening.begins).utc;
    Ok(Echo { now, zone, chat, pings: Vec::new(), restarts: 0 })
}

/// Opens stages with an [`Echo`] on them; refuses every configuration at its second line.
struct Barn;

#[async_trait]
impl Theatre for Barn {
    async fn open(&self, opening: &Opening, chat: Arc<StoryChat>) -> Result<Box<dyn Stage>, BadOpening> {
        match opening.config {
            Some(_) => Err(BadOpening::Config { line: 2, problem: "unknown key".to_owned() }),
            None => opened(opening, chat).map(|echo| Box::new(echo) as Box<dyn Stage>),
        }
    }
}

/// Runs `openchair story` on a file with this text: exit code, output, problems, and the file after it.
fn story(text: &[u8], options: &[&str]) -> (u8, String, String, String) {
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: StoryArgs,
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.md");
    std::fs::write(&file, text).unwrap();
    let line = ["story", file.to_str().unwrap()].into_iter().chain(options.iter().copied());
    let args = <Line as clap::Parser>::try_parse_from(line).unwrap().args;
    let (results, problems) = (Paper::default(), Paper::default());
    let output = Output::to(Box::new(results.clone()), Box::new(problems.clone()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let code = runtime.block_on(openchair::cli::story::run(&args, &Barn, &output));
    let problems = problems.read().replace(&format!("{}", file.display()), "a.md");
    (code, results.read(), problems, String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned())
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
        async fn next_wakeup(&mut self) -> Result<Option<DateTime<Utc>>, String> {
            Ok(Some(self.0.now))
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

const STORY: &str = "# Two\nIt is 2026-03-28 18:00 in Europe/Vienna.\n\nana: one\n> why\nbot: one\n  [I'm coming] [Not this time]\n\nben: ?two\n";

#[test]
fn a_story_that_holds_is_printed_as_it_stands() {
    let held = format!("{STORY}bot to ben: ?two\n  [Only you]\n\n> end\n");
    let (code, printed, problems, _) = story(held.as_bytes(), &[]);
    let remark_last = held.replace(
        "> why\nbot: one\n  [I'm coming] [Not this time]\n",
        "bot: one\n  [I'm coming] [Not this time]\n> why\n",
    );
    assert_eq!((code, printed.as_str(), problems.as_str()), (0, remark_last.as_str(), ""));
}

#[test]
fn a_story_that_does_not_hold_shows_the_difference_and_how_to_accept_it() {
    let (code, printed, problems, after) = story(STORY.replace("bot: one", "bot: won").as_bytes(), &[]);
    assert_eq!(code, 1);
    assert!(
        printed.contains("ana: one\n- bot: won\n-   [I'm coming] [Not this time]\n+ bot: one\n+   ["),
        "{printed}"
    );
    assert!(printed.contains("ben: ?two\n+ bot to ben: ?two\n+   [Only you]\n"), "{printed}");
    assert!(problems.starts_with("a.md:6: The bot says something else in 3 places"), "{problems}");
    assert!(problems.contains("openchair story --update a.md"), "{problems}");
    assert!(after.contains("bot: won"), "nothing is rewritten unasked");
}

#[test]
fn an_update_rewrites_the_bots_lines_and_nothing_else() {
    let (code, printed, _, after) = story(STORY.replace("bot: one", "bot: won").as_bytes(), &["--update"]);
    assert!(code == 0 && printed.ends_with("a.md: rewritten.\n"), "{code}: {printed}");
    assert_eq!(after, format!("{STORY}bot to ben: ?two\n  [Only you]\n"));
    let (code, _, _, again) = story(after.as_bytes(), &[]);
    assert_eq!((code, again), (0, after));
}

#[test]
fn a_story_without_a_line_of_the_bot_compares_nothing() {
    let (code, printed, problems, _) = story(b"It is 2026-03-28 18:00 in Europe/Vienna.\nana: one\n", &[]);
    assert_eq!((code, problems.as_str()), (0, ""));
    assert!(printed.ends_with("ana: one\nbot: one\n  [I'm coming] [Not this time]\n"), "{printed}");
}

#[test]
fn json_compares_nothing_and_prints_what_the_bot_did() {
    let (code, printed, problems, _) = story(STORY.replace("bot: one", "bot: won").as_bytes(), &["--json"]);
    assert_eq!((code, printed.lines().count(), problems.as_str()), (0, 2, ""));
}

#[test]
fn what_cannot_be_told_names_the_line_and_the_remedy() {
    let begins = "It is 2026-03-28 18:00 in Europe/Vienna.\n";
    for (text, code, problem) in [
        (b"ana: hi".to_vec(), 2, "a.md:1: The story does not say when and where it begins."),
        (b"# a\n\xff".to_vec(), 2, "a.md:2: This is not UTF-8 text."),
        (b"\nIt is 2026-03-28 18:00 in Mars.".to_vec(), 2, "a.md:2: "),
        (format!("{begins}With config:\n```toml\na = 1\nb = 2\n```\n").into(), 2, "a.md:5: unknown key"),
        (format!("{begins}hello\n").into(), 2, "a.md:2: I do not understand \"hello\". Write who speaks"),
        (format!("{begins}ben presses \"x\"\n").into(), 1, "a.md:2: ben sees no button \"x\"."),
    ] {
        let (exit, _, problems, _) = story(&text, &[]);
        assert!(exit == code && problems.starts_with(problem), "{exit}: {problems}");
    }
}
