//! The keyboard and the screen: a thread that reads lines, and one that writes whole blocks.
//!
//! Reading blocks, so it has a thread of its own, which reads one line each time it is asked. All
//! writing goes through one other thread, in order; while somebody types, the line editor puts
//! each block above the line that is being typed.

use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc;
use std::thread;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Context, Editor, ExternalPrinter, Helper};
use tokio::sync::{mpsc as channel, oneshot};

use super::completion::{CommandWords, NameSource};

/// The longest line that is read, in bytes; the rest of a longer one is dropped. The bot refuses
/// far shorter ones with a sentence.
const LINE_MAX: u64 = 1 << 20;

/// How many lines of history the arrow keys reach. It stays in memory (P37).
const HISTORY_LINES: usize = 500;

/// What came of reading a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// A line.
    Line(String),
    /// There is no more: end of input, Ctrl-D or Ctrl-C.
    End,
    /// It cannot be read, and why.
    Broken(String),
}

/// What is asked of the thread that reads.
pub(super) struct Ask {
    /// The prompt, without its colours and with them.
    pub prompt: (String, String),
    /// Who speaks, for completion.
    pub person: String,
}

/// The thread that reads lines.
pub(super) struct Keyboard {
    asks: mpsc::Sender<Ask>,
    heard: channel::UnboundedReceiver<Heard>,
}

impl Keyboard {
    /// Reads from a pipe or a file, without a prompt.
    pub fn piped(mut input: Box<dyn BufRead + Send>) -> io::Result<Self> {
        Self::start(move |_| read_line(&mut *input))
    }

    /// Reads with the line editor. The screen writes through the editor from now on.
    pub fn editor(words: CommandWords, names: NameSource, screen: &Screen) -> io::Result<Self> {
        let mut editor = editor(words, names).map_err(io::Error::other)?;
        // A terminal that cannot do it (TERM=dumb) is written to directly.
        if let Ok(printer) = editor.create_external_printer() {
            screen.write_through(Box::new(printer));
        }
        Self::start(move |ask| {
            if let Some(helper) = editor.helper_mut() {
                helper.person = ask.person;
            }
            match editor.readline(&ask.prompt) {
                Ok(line) => Heard::Line(line),
                Err(ReadlineError::Eof | ReadlineError::Interrupted | ReadlineError::Signal(_)) => Heard::End,
                Err(error) => Heard::Broken(error.to_string()),
            }
        })
    }

    fn start(mut read: impl FnMut(Ask) -> Heard + Send + 'static) -> io::Result<Self> {
        let (asks, asked) = mpsc::channel();
        let (hears, heard) = channel::unbounded_channel();
        // The thread ends when nobody asks any more. It cannot be woken from a read that waits
        // for a key, so nobody waits for it either.
        let _detached = thread::Builder::new().name("keyboard".to_owned()).spawn(move || {
            while let Ok(ask) = asked.recv() {
                if hears.send(read(ask)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { asks, heard })
    }

    /// Asks for the next line. What comes of it is found by [`Self::heard`].
    pub fn ask(&self, ask: Ask) {
        // Where the thread is gone, `heard` says so.
        let _gone = self.asks.send(ask);
    }

    /// Waits for the line that was asked for.
    pub async fn heard(&mut self) -> Heard {
        self.heard.recv().await.unwrap_or(Heard::End)
    }
}

/// One line from a pipe. What is no UTF-8 becomes `�`.
fn read_line(input: &mut dyn BufRead) -> Heard {
    let mut line = Vec::new();
    match (&mut *input).take(LINE_MAX).read_until(b'\n', &mut line) {
        Ok(0) => return Heard::End,
        Ok(_) => {}
        Err(error) => return Heard::Broken(error.to_string()),
    }
    if line.last() != Some(&b'\n')
        && let Err(error) = input.skip_until(b'\n')
    {
        return Heard::Broken(error.to_string());
    }
    let text = String::from_utf8_lossy(&line);
    Heard::Line(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// What the line editor knows.
struct Knows {
    words: CommandWords,
    names: NameSource,
    person: String,
}

impl Helper for Knows {}

impl Highlighter for Knows {}

impl Validator for Knows {}

impl Hinter for Knows {
    type Hint = String;
}

impl Completer for Knows {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.words.complete(line.get(..pos).unwrap_or_default(), &self.person, &self.names))
    }
}

fn editor(words: CommandWords, names: NameSource) -> rustyline::Result<Editor<Knows, MemHistory>> {
    let config = rustyline::Config::builder()
        .auto_add_history(true)
        .max_history_size(HISTORY_LINES)?
        .completion_type(rustyline::CompletionType::List)
        .build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(Knows { words, names, person: String::new() }));
    Ok(editor)
}

/// The thread that writes.
pub(super) struct Screen {
    orders: mpsc::Sender<Order>,
}

enum Order {
    /// Write a block, and say whether it was written.
    Write(String, oneshot::Sender<bool>),
    /// Write through the line editor from now on.
    Through(Box<dyn ExternalPrinter + Send>),
    /// Write past the line editor from now on.
    Past,
}

impl Screen {
    /// A screen that writes to a stream.
    pub fn start(mut output: Box<dyn Write + Send>) -> io::Result<Self> {
        let (orders, ordered) = mpsc::channel();
        let _detached = thread::Builder::new().name("screen".to_owned()).spawn(move || {
            let mut editor: Option<Box<dyn ExternalPrinter + Send>> = None;
            while let Ok(order) = ordered.recv() {
                match order {
                    Order::Through(printer) => editor = Some(printer),
                    Order::Past => editor = None,
                    Order::Write(block, done) => {
                        let written = match &mut editor {
                            Some(printer) => printer.print(block).is_ok(),
                            None => output.write_all(block.as_bytes()).and_then(|()| output.flush()).is_ok(),
                        };
                        // Nobody may be waiting for the answer.
                        let _unheard = done.send(written);
                    }
                }
            }
        })?;
        Ok(Self { orders })
    }

    fn write_through(&self, printer: Box<dyn ExternalPrinter + Send>) {
        // Where the thread is gone, the next `write` says so.
        let _gone = self.orders.send(Order::Through(printer));
    }

    /// Writes past the line editor from now on: it was left in the middle of a line.
    pub fn leave_editor(&self) {
        let _gone = self.orders.send(Order::Past);
    }

    /// Writes a block at once and whole. False: nobody can read it any more.
    pub async fn write(&self, block: String) -> bool {
        let (done, written) = oneshot::channel();
        self.orders.send(Order::Write(block, done)).is_ok() && written.await.unwrap_or(false)
    }
}

/// How many columns the terminal has now; none where there is no terminal.
pub(super) fn columns() -> Option<usize> {
    #[cfg(unix)]
    {
        let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
        (size.ws_col > 0).then(|| usize::from(size.ws_col))
    }
    #[cfg(not(unix))]
    None
}

/// Puts the terminal back as it was found. The line editor does so after each line, but not when
/// the program ends while somebody types.
pub(super) struct Restore {
    #[cfg(unix)]
    found: Option<rustix::termios::Termios>,
}

impl Restore {
    /// Remembers how the terminal is.
    pub fn remember() -> Self {
        Self {
            #[cfg(unix)]
            found: rustix::termios::tcgetattr(io::stdin()).ok(),
        }
    }
}

#[cfg(unix)]
impl Drop for Restore {
    fn drop(&mut self) {
        if let Some(found) = &self.found {
            // There is nothing left to do where a closed terminal refuses.
            let _closed =
                rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_become_lines() {
        let long = [vec![b'x'; usize::try_from(LINE_MAX).unwrap() + 5], b"\nlast".to_vec()].concat();
        for (bytes, lines) in [
            (b"one\r\n\xff\0two\n\nlast".to_vec(), vec!["one", "\u{FFFD}\0two", "", "last"]),
            (Vec::new(), vec![]),
            (long, vec![&*"x".repeat(usize::try_from(LINE_MAX).unwrap()), "last"]),
        ] {
            let mut input = io::Cursor::new(bytes);
            for line in lines {
                assert_eq!(read_line(&mut input), Heard::Line(line.to_owned()));
            }
            assert_eq!(read_line(&mut input), Heard::End);
        }
    }
}
