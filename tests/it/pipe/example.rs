//! The example of docs/pipe.md, run by Python against the program.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::program::Program;

const PAGE: &str = include_str!("../../../docs/pipe.md");

/// The example as it stands on the page.
fn example() -> &'static str {
    let (_, behind) = PAGE.split_once("```python\n").unwrap();
    behind.split_once("```").unwrap().0
}

/// The example, running.
struct Talk {
    child: Child,
    keyboard: ChildStdin,
    screen: Receiver<String>,
}

impl Talk {
    fn begin(folder: &Path, socket: &Path) -> Self {
        for _ in 0..1_000 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        std::fs::write(folder.join("mychat.py"), example()).unwrap();
        let mut child = Command::new("python3")
            .args(["mychat.py".as_ref(), socket.as_os_str(), "keys".as_ref()])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keyboard = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (seen, screen) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| seen.send(line)));
        Self { child, keyboard, screen }
    }

    fn types(&mut self, line: &str) {
        writeln!(self.keyboard, "{line}").unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Reads the screen until this is on it; gives that line.
    fn sees(&self, words: &str) -> String {
        let mut before = Vec::new();
        while let Ok(line) = self.screen.recv_timeout(Duration::from_secs(20)) {
            if line.contains(words) {
                return line;
            }
            before.push(line);
        }
        panic!("{words:?} was not seen, but {before:#?}")
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

#[test]
fn the_example_is_about_fifty_lines() {
    let lines = example().lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines <= 60, "{lines} lines");
}

#[test]
fn the_example_of_the_page_works() {
    if Command::new("python3").arg("--version").output().is_err() {
        let required = std::env::var_os("OPENCHAIR_REQUIRE_PYTHON").is_some();
        assert!(!required, "python3 is not here, and OPENCHAIR_REQUIRE_PYTHON asks for it");
        eprintln!("SKIPPED: there is no python3, so the example of docs/pipe.md was not run");
        return;
    }
    let config = "[pipe]\nenabled = true\nplatforms = [\"mychat\"]\n[communities.home.roles]\nfacilitators = [\"pipe:mychat:ana\"]\n";
    let mut program = Program::new(config);
    program.start();
    let mut talk = Talk::begin(program.folder(), &program.socket());
    talk.types("ana in #lobby: /group create \"Sunday circle\" every sunday 19:30");
    talk.sees("bot in #lobby: Sunday circle meets every Sunday at 19:30");
    let button = talk.sees("[I'm coming]");
    let id = button.rsplit(' ').next().unwrap().to_owned();
    talk.types(&format!("ben presses {id}"));
    talk.sees("bot to ben: I would keep your account");
    talk.types("ben in #lobby: yes");
    talk.sees("bot to ben: You are coming");
    talk.types("ana in #lobby: /session cancel");
    talk.sees("bot to ana: Shall I cancel");
    talk.types("ana in #lobby: yes");
    talk.sees("bot to ana: Cancelled");
    // Both are told unasked, in either order, and the keys are written down.
    let first = talk.sees("will not take place");
    let second = talk.sees("will not take place");
    assert_ne!(first.contains("#lobby"), second.contains("#lobby"), "{first} {second}");
    let written = || std::fs::read_to_string(program.folder().join("keys")).unwrap().lines().count();
    for _ in 0..500 {
        if written() == 2 {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{} keys were written down", written());
}
