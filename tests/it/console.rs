//! The terminal adapter over a pipe, with a bot that says back what it heard.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeZone, Utc};
use openchair::chat::console::{CommandWords, Console, ConsoleSettings, Dial, Streams, Turn, TurnProblem};
use openchair::chat::contract::{Answer, Chat, Delivered, Destination, Inbox, Incoming, Place, Said};
use openchair::domain::group::Room;
use openchair::domain::id::CommunityId;
use openchair::domain::member::{Account, Language};
use openchair::domain::zone::Zones;
use openchair::message::{Button, ConsolePhrases, Instant, InstantForm, Message, Span};
use openchair::wording::{Texts, Voice, console};
use tokio::sync::watch;

/// A place to write to that can be read again.
#[derive(Clone, Default)]
pub struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    /// What was written.
    pub fn read(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A reader that has gone away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Says back what it heard: in public what begins with `/say`, in private what begins with `/`,
/// nothing else.
struct Echo;

fn message(text: &str, buttons: &[&str]) -> Message {
    let mut message = Message::new(Texts::load().unwrap().locale(Language::En));
    message.lines = vec![vec![Span::User(text.to_owned())]];
    message.buttons = buttons
        .iter()
        .map(|label| Button { label: (*label).to_owned(), press: format!("id of {label}") })
        .collect();
    message
}

#[async_trait]
impl Inbox for Echo {
    async fn hear(&self, incoming: Incoming) -> Vec<Answer> {
        let place = match &incoming.place {
            Place::Room(room) => room.id.clone(),
            Place::Private => "private".to_owned(),
        };
        let heard = |what: &str| format!("{} ({}) in {place}: {what}", incoming.name, incoming.account.id);
        match &incoming.said {
            Said::Press(id) => vec![Answer { private: true, message: message(&heard(id), &[]) }],
            Said::Line(line) if line.starts_with("/say") => {
                vec![Answer { private: false, message: message(&heard(line), &["I'm coming", "Undo"]) }]
            }
            Said::Line(line) if line.starts_with('/') => {
                vec![Answer { private: true, message: message(&heard(line), &[]) }]
            }
            Said::Line(_) => Vec::new(),
        }
    }
}

/// A clock that stands still.
struct Stopped;

#[async_trait]
impl Dial for Stopped {
    fn moment(&self) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 28, 17, 0, 0).unwrap()
    }
    fn shown(&self) -> Instant {
        let form = InstantForm::Full;
        voice(&Texts::load().unwrap(), &Zones::embedded()).instant(self.moment(), form)
    }
    async fn turn(&self, turn: Turn) -> Result<(), TurnProblem> {
        match turn {
            Turn::To(_) => Err(TurnProblem::Backwards),
            Turn::Later { .. } => Ok(()),
        }
    }
}

fn voice<'a>(texts: &'a Texts, zones: &'a Zones) -> Voice<'a> {
    let now = Utc.with_ymd_and_hms(2026, 3, 28, 17, 0, 0).unwrap();
    Voice { texts, language: Language::En, zone: "Europe/Vienna".parse().unwrap(), zones, now }
}

fn phrases() -> ConsolePhrases {
    console::phrases(&voice(&Texts::load().unwrap(), &Zones::embedded()))
}

fn terminal(input: &[u8], output: Box<dyn Write + Send>) -> Console {
    let settings = ConsoleSettings {
        community: CommunityId::home(),
        person: "Me!".to_owned(),
        language: None,
        colours: false,
        help_command: "help",
        phrases: phrases(),
        words: CommandWords::default(),
        names: None,
    };
    let input = Box::new(Cursor::new(input.to_vec()));
    Console::new(settings, Arc::new(Stopped), Streams::Piped { input, output }).unwrap()
}

/// What the terminal writes between its greeting and its goodbye.
async fn typed(input: impl AsRef<[u8]>) -> String {
    let paper = Paper::default();
    let terminal = terminal(input.as_ref(), Box::new(paper.clone()));
    let (_keep, shutdown) = watch::channel(false);
    terminal.run(&Echo, shutdown).await.unwrap();
    let text = paper.read();
    let phrases = phrases();
    let greeting = phrases.greeting.fill(&[("name", "Me"), ("room", "#lobby")]) + "\n";
    assert_eq!(greeting.lines().count(), 3);
    let rest = text.strip_prefix(&greeting).unwrap_or_else(|| panic!("no greeting: {text}"));
    let goodbye = phrases.goodbye.fill(&[]) + "\n";
    rest.strip_suffix(&goodbye).unwrap_or_else(|| panic!("no goodbye: {rest}")).to_owned()
}

#[tokio::test]
async fn several_people_speak_in_several_rooms() {
    let input = "/say a\n\nana in #quiet: /b\nAna privately: /say c\n/as ben\n/in #two\n/d\n/in private\n/e";
    assert_eq!(
        typed(input).await,
        "bot in #lobby:\n  Me (me) in #lobby: /say a\n  [1] I'm coming   [2] Undo\n\
         bot to ana (only ana sees this):\n  ana (ana) in #quiet: /b\n\
         bot to ana (only ana sees this):\n  ana (ana) in private: /say c\n  [3] I'm coming   [4] Undo\n\
         You are ben in #lobby now.\n\
         You are ben in #two now.\n\
         bot to ben (only ben sees this):\n  ben (ben) in #two: /d\n\
         You are ben now, with the bot alone.\n\
         bot to ben (only ben sees this):\n  ben (ben) in private: /e\n"
    );
}

#[tokio::test]
async fn buttons_are_pressed_by_number_or_label_where_they_stand() {
    let input = "/say a\nben in #quiet: 2\nben presses \"I’m coming\"\n[1]\n7\nben presses \"Dance\"\n";
    assert_eq!(
        typed(input).await,
        "bot in #lobby:\n  Me (me) in #lobby: /say a\n  [1] I'm coming   [2] Undo\n\
         bot to ben (only ben sees this):\n  ben (ben) in #lobby: id of Undo\n\
         bot to ben (only ben sees this):\n  ben (ben) in #lobby: id of I'm coming\n\
         bot to Me (only Me sees this):\n  Me (me) in #lobby: id of I'm coming\n\
         There is no button 7 here. The command does the same: /help.\n\
         There is no button \"Dance\" here. The command does the same: /help.\n"
    );
}

#[tokio::test]
async fn the_terminal_answers_what_is_its_own() {
    let phrases = phrases();
    for (input, told) in [
        ("hello", &phrases.plain_line),
        ("/as", &phrases.bad_name),
        ("/in a b", &phrases.bad_room),
        ("/clock soon", &phrases.clock_unclear),
    ] {
        assert_eq!(typed(input).await, told.fill(&[]) + "\n", "{input}");
    }
    let shown = "The clock shows Saturday 28 March, 18:00, Vienna time.\n";
    assert_eq!(typed("/clock").await, shown);
    assert_eq!(typed("/clock +1d").await, shown);
    let back = "The clock goes only forward. It shows Saturday 28 March, 18:00, Vienna time.\n";
    assert_eq!(typed("/clock 2026-01-01 10:00").await, back);
    assert_eq!(typed("/quit\n/say never").await, "");
    let help = typed("/help").await;
    assert!(help.ends_with(&(phrases.own_help.fill(&[]) + "\n")), "{help}");
}

#[tokio::test]
async fn p29_no_input_reaches_the_terminal_as_control_characters() {
    let long = format!("/say {}", "x".repeat(100_000));
    for input in [
        "/say \u{1b}[2J\u{7}\u{9b}1m".as_bytes(),
        "/say \u{202e}drawkcab".as_bytes(),
        b"/say \xff\xfe\x00\x01",
        "🪑🪑🪑".as_bytes(),
        "مرحبا: /say مرحبا".as_bytes(),
        b"@everyone",
        long.as_bytes(),
    ] {
        let output = typed(input).await;
        let raw = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}');
        assert!(!output.contains(raw), "{output:?}");
        assert!(!output.is_empty());
    }
}

#[tokio::test]
async fn g3_a_delivery_is_shown_once_and_found_by_its_key() {
    let paper = Paper::default();
    let terminal = terminal(b"", Box::new(paper.clone()));
    let ana = Destination::Person(Account { platform: "terminal".to_owned(), id: "ana".to_owned() });
    let lobby = Destination::Room(Room { platform: "terminal".to_owned(), id: "#lobby".to_owned() });
    assert_eq!(terminal.look_up(&ana, "k1").await, None);
    let first = terminal.deliver(&ana, &message("soon", &["Undo"]), "k1").await;
    assert_eq!(terminal.deliver(&ana, &message("soon", &["Undo"]), "k1").await, first);
    terminal.deliver(&lobby, &message("now", &["Undo"]), "k2").await;
    let Delivered::Receipt(receipt) = first else { panic!("{first:?}") };
    assert_eq!(terminal.look_up(&ana, "k1").await, Some(receipt));
    let text = paper.read();
    assert_eq!(
        text,
        "bot to ana (only ana sees this):\n  soon\n  [1] Undo\nbot in #lobby:\n  now\n  [2] Undo\n"
    );
}

#[tokio::test]
async fn a_reader_that_went_away_ends_it_quietly_and_nothing_counts_as_delivered() {
    let terminal = terminal(b"/say a\n/say b\n", Box::new(Closed));
    let (_keep, shutdown) = watch::channel(false);
    terminal.run(&Echo, shutdown).await.unwrap();
    let lobby = Destination::Room(Room { platform: "terminal".to_owned(), id: "#lobby".to_owned() });
    let delivered = terminal.deliver(&lobby, &message("now", &[]), "k").await;
    assert!(matches!(delivered, Delivered::TryAgainAfter(_)), "{delivered:?}");
}

#[tokio::test]
async fn shutdown_ends_it_while_it_waits_for_a_line() {
    struct Never;
    impl std::io::Read for Never {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            loop {
                std::thread::park();
            }
        }
    }
    let settings = ConsoleSettings {
        community: CommunityId::home(),
        person: String::new(),
        language: None,
        colours: false,
        help_command: "help",
        phrases: phrases(),
        words: CommandWords::default(),
        names: None,
    };
    let paper = Paper::default();
    let (input, output) = (Box::new(std::io::BufReader::new(Never)), Box::new(paper.clone()));
    let terminal = Console::new(settings, Arc::new(Stopped), Streams::Piped { input, output }).unwrap();
    let (stop, shutdown) = watch::channel(false);
    let (ended, _) = tokio::join!(terminal.run(&Echo, shutdown), async { stop.send_replace(true) });
    ended.unwrap();
    assert!(paper.read().ends_with("Start again any time.\n"));
}
