//! Lines from a stream, none of them longer than is allowed.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// What comes next in a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A line, without its end.
    Line(Vec<u8>),
    /// A line that was too long. It was skipped, and never held in memory.
    TooLong,
    /// Nothing more.
    End,
}

/// Reads the next line that has anything in it. A stream that ends without a line feed ends its last line.
///
/// Dropped while it waits, it may have taken the beginning of a line with it: whoever drops it reads no further.
pub(super) async fn next(
    stream: &mut (impl AsyncBufRead + Unpin + Send),
    bytes_max: usize,
) -> io::Result<Next> {
    let (mut line, mut too_long) = (Vec::new(), false);
    loop {
        let buffer = stream.fill_buf().await?;
        if buffer.is_empty() {
            return Ok(match (too_long, line.is_empty()) {
                (true, _) => Next::TooLong,
                (false, true) => Next::End,
                (false, false) => Next::Line(line),
            });
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let piece = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
        too_long |= line.len() + piece.len() > bytes_max;
        if too_long {
            line.clear();
        } else {
            line.extend_from_slice(piece);
        }
        let used = piece.len() + usize::from(end.is_some());
        stream.consume(used);
        if end.is_some() {
            if too_long {
                return Ok(Next::TooLong);
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Next::Line(line));
            }
            line.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::BufReader;

    use super::*;

    #[tokio::test]
    async fn lines_are_cut_at_line_feeds_and_long_ones_are_skipped_whole() {
        let text = b"one\r\n\n  \ntwo\n1234567890123\nthree\n12345678901\n\xff\nlast";
        // A buffer of three bytes: no line comes whole.
        let mut stream = BufReader::with_capacity(3, &text[..]);
        let mut seen = Vec::new();
        loop {
            match next(&mut stream, 10).await.unwrap() {
                Next::End => break,
                next => seen.push(next),
            }
        }
        let line = |text: &[u8]| Next::Line(text.to_vec());
        let expected = [
            line(b"one\r"),
            line(b"two"),
            Next::TooLong,
            line(b"three"),
            Next::TooLong,
            line(b"\xff"),
            line(b"last"),
        ];
        assert_eq!(seen, expected);
    }
}
