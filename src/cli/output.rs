//! The one writer of the subcommands: results to standard output, problems to standard error.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// Where a subcommand's words go. A reader that went away (`openchair … | head`) is no error:
/// the rest is dropped quietly. Any other trouble is kept and told by [`Output::trouble`].
pub struct Output {
    streams: Mutex<Streams>,
}

/// Both streams, behind one lock so that lines never mix.
struct Streams {
    results: Box<dyn Write + Send>,
    problems: Box<dyn Write + Send>,
    closed: bool,
    trouble: Option<io::Error>,
}

impl Output {
    /// Writes to the process's own standard output and standard error.
    #[must_use]
    pub fn standard() -> Self {
        Self::to(Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// Writes to any two streams.
    #[must_use]
    pub fn to(results: Box<dyn Write + Send>, problems: Box<dyn Write + Send>) -> Self {
        Self { streams: Mutex::new(Streams { results, problems, closed: false, trouble: None }) }
    }

    /// Writes a result and a line feed, and flushes, so that it is seen at once.
    pub fn line(&self, text: &str) {
        self.write(text, true);
    }

    /// Writes a result as it stands, and flushes.
    pub fn text(&self, text: &str) {
        self.write(text, false);
    }

    /// Writes a problem and a line feed. Nobody can be told that this did not work.
    pub fn problem(&self, text: &str) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let _untold = writeln!(streams.problems, "{text}").and_then(|()| streams.problems.flush());
    }

    /// True once nobody reads the results any more: long work may stop early.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner).closed
    }

    /// Why results could not be written (a full disk), once.
    #[must_use]
    pub fn trouble(&self) -> Option<io::Error> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner).trouble.take()
    }

    fn write(&self, text: &str, end_line: bool) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if streams.closed {
            return;
        }
        let end: &[u8] = if end_line { b"\n" } else { b"" };
        let written = streams
            .results
            .write_all(text.as_bytes())
            .and_then(|()| streams.results.write_all(end))
            .and_then(|()| streams.results.flush());
        if let Err(error) = written {
            streams.closed = true;
            if error.kind() != io::ErrorKind::BrokenPipe {
                streams.trouble = Some(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fails(io::ErrorKind);

    impl Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::from(self.0))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_trouble_but_a_full_disk_is() {
        for (kind, troubled) in [(io::ErrorKind::BrokenPipe, false), (io::ErrorKind::StorageFull, true)] {
            let output = Output::to(Box::new(Fails(kind)), Box::new(io::sink()));
            output.line("one");
            output.line("two");
            assert!(output.is_closed());
            assert_eq!(output.trouble().is_some(), troubled, "{kind:?}");
            assert!(output.trouble().is_none(), "told once");
        }
    }
}
