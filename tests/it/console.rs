//! The terminal adapter over a pipe, with a bot that says back what it heard.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeZone, Utc};
use openchair::chat::console::{CommandWords, Console, ConsoleSettings, Dial, Streams, Turn, TurnProblem};
use openchair::chat::contract::{
    Answer, Chat, Delivered, Destination, Inbox, Incoming, LookedUp, Place, Said,
};
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
    async fn settle(&self) {}
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
        begun: false,
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
    let input = "/say a\nben in #quiet: 2\nben presses \"I’m coming\"\n[1]\nben privately: /say b\n3\n7\nben presses \"Dance\"\n";
    assert_eq!(
        typed(input).await,
        "bot in #lobby:\n  Me (me) in #lobby: /say a\n  [1] I'm coming   [2] Undo\n\
         bot to ben (only ben sees this):\n  ben (ben) in #lobby: id of Undo\n\
         bot to ben (only ben sees this):\n  ben (ben) in #lobby: id of I'm coming\n\
         bot to Me (only Me sees this):\n  Me (me) in #lobby: id of I'm coming\n\
         bot to ben (only ben sees this):\n  ben (ben) in private: /say b\n  [3] I'm coming   [4] Undo\n\
         bot to ben (only ben sees this):\n  ben (ben) in private: id of I'm coming\n\
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
    let since = DateTime::from_timestamp(1_774_000_000, 0).unwrap();
    assert_eq!(terminal.look_up(&ana, "k1", since).await, LookedUp::Nothing);
    let first = terminal.deliver(&ana, &message("soon", &["Undo"]), "k1").await;
    assert_eq!(terminal.deliver(&ana, &message("soon", &["Undo"]), "k1").await, first);
    terminal.deliver(&lobby, &message("now", &["Undo"]), "k2").await;
    let Delivered::Receipt(receipt) = first else { panic!("{first:?}") };
    assert_eq!(terminal.look_up(&ana, "k1", since).await, LookedUp::Found(receipt));
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
        begun: false,
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

/// The program itself, in a home of its own; what it writes, and its exit code.
fn program(home: &std::path::Path, arguments: &[&str], input: &[u8]) -> (String, String, Option<i32>) {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_openchair"))
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("USER", "ana")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writing = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    // A program that ends early does not read the rest.
    let _ = writing.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

const TEN_LINES: &str = "/group create \"Sunday circle\" every sunday 19:30 capacity:1\n\
    ben: /rsvp coming\nben: yes\n\
    cora: /rsvp coming\ncora: yes\n\
    dan: /rsvp list\nben: /rsvp cant\ncora: /rsvp coming\n/session cancel\nyes\n";

/// What several people can see of the state.
const LOOK: &[u8] = b"/sessions\n/groups\nben: /rsvp list\ncora: /rsvp list\n/group info\n/quit\n/help\n";

#[test]
fn ten_lines_are_still_there_after_a_new_start() {
    let home = tempfile::tempdir().unwrap();
    let (first, problems, code) = program(home.path(), &["console"], TEN_LINES.as_bytes());
    assert_eq!((code, problems.as_str()), (Some(0), ""));
    assert!(first.contains("Sunday circle meets every Sunday at 19:30"), "{first}");
    assert!(first.contains("bot to cora (only cora sees this):"), "{first}");
    let (second, _, _) = program(home.path(), &["console"], LOOK);
    assert!(second.starts_with("Welcome back") && second.contains("Sunday circle"), "{second}");
    let (third, _, _) = program(home.path(), &["console"], LOOK);
    assert_eq!(second, third, "looking changes nothing");
}

#[test]
fn what_a_command_causes_is_told_before_the_program_ends() {
    let home = tempfile::tempdir().unwrap();
    let input = b"/group create \"Sunday circle\" every sunday 19:30\n/session cancel\nyes\n";
    let (output, _, _) = program(home.path(), &["console"], input);
    let told = output.rfind("will not take place").unwrap_or_else(|| panic!("{output}"));
    assert!(output.get(told..).is_some_and(|rest| rest.ends_with("Start again any time.\n")), "{output}");
}

#[test]
fn p37_nothing_that_was_typed_is_readable_in_the_home_folder() {
    let home = tempfile::tempdir().unwrap();
    program(home.path(), &["console"], TEN_LINES.as_bytes());
    let mut folders = vec![home.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(13).any(|window| window.eq_ignore_ascii_case(b"Sunday circle"));
            assert!(!found, "{}", path.display());
        }
    }
    assert!(files > 0, "the database is somewhere");
}

#[test]
fn bad_input_gets_an_answer_and_the_program_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let long = format!("/group create \"{}\" every sunday 19:30", "x".repeat(100_000));
    for line in [
        b"/".to_vec(),
        b"/\0\x01\xff".to_vec(),
        "🪑🪑🪑".into(),
        "/group create \"🪑\" every sunday 19:30".into(),
        "/group create \"@everyone\" every sunday 19:30".into(),
        "/group create \"\u{202e}elcric\" every 31 february 19:30".into(),
        "/group create \"a\" every sunday 19:30 capacity:0".into(),
        "/group create \"a\" every sunday 19:30 capacity:1000000000".into(),
        "/group create \"a\" every sunday 19:30 zone:Mars/Base".into(),
        "/me timezone Nowhere".into(),
        "/sesions".into(),
        "مرحبا: /rsvp coming".into(),
        "999".into(),
        long.into_bytes(),
    ] {
        let input = [line.as_slice(), b"\n/clock\n"].concat();
        let (output, problems, code) = program(home.path(), &["console"], &input);
        let shown = String::from_utf8_lossy(line.get(..60.min(line.len())).unwrap()).into_owned();
        assert_eq!((code, problems.as_str()), (Some(0), ""), "{shown}");
        let answer = output.lines().skip(3).take_while(|line| !line.starts_with("The clock shows")).count();
        assert!(answer > 0, "{shown}: {output}");
        assert!(output.contains("The clock shows"), "{shown}: {output}");
        assert!(!output.contains(|c: char| c.is_control() && c != '\n'), "{shown}: {output:?}");
        assert!(output.lines().all(|line| line.len() < 1_000), "{shown}: a line too long to read");
    }
}
