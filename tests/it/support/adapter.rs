//! The other end of the pipe: JSON lines to and from the socket, as an adapter in any language would send them.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// No test waits longer for a line.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to the socket.
pub struct Adapter {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

/// A hello of the platform, with what it can do.
pub fn hello(platform: &str, can: Value) -> Value {
    let mut hello = json!({"type": "hello", "protocol": 1, "platform": platform});
    hello.as_object_mut().unwrap().extend(can.as_object().cloned().unwrap_or_default());
    hello
}

impl Adapter {
    /// Connects as soon as somebody listens there.
    pub async fn connect(socket: &Path) -> Self {
        let connected = async {
            loop {
                match UnixStream::connect(socket).await {
                    Ok(stream) => return stream,
                    Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            }
        };
        let stream = tokio::time::timeout(PATIENCE, connected).await.expect("somebody listens at the socket");
        Self::over(stream)
    }

    /// Over a stream that is connected.
    pub fn over(stream: UnixStream) -> Self {
        let (reader, writer) = stream.into_split();
        Self { reader: BufReader::new(reader), writer }
    }

    /// Connects and is welcomed.
    pub async fn welcomed(socket: &Path, platform: &str, can: Value) -> Self {
        let mut adapter = Self::connect(socket).await;
        adapter.send(&hello(platform, can)).await;
        let welcome = adapter.next().await.expect("a welcome");
        assert_eq!((&welcome["type"], &welcome["protocol"]), (&json!("welcome"), &json!(1)), "{welcome}");
        adapter
    }

    /// Sends a line. A connection that is gone is noticed when something is read.
    pub async fn send(&mut self, line: &Value) {
        self.send_bytes(format!("{line}\n").as_bytes()).await;
    }

    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        let _gone = self.writer.write_all(bytes).await;
    }

    /// The next line; none where the other side has hung up.
    pub async fn next(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = tokio::time::timeout(PATIENCE, self.reader.read_line(&mut line)).await;
        match read.expect("a line comes in time") {
            Ok(1..) => Some(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))),
            Ok(0) | Err(_) => None,
        }
    }

    /// Reads until a line of this type comes.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let line = self.next().await.unwrap_or_else(|| panic!("hung up before {kind}"));
            if line["type"] == kind {
                return line;
            }
        }
    }

    /// Both halves, to read and write at once.
    pub fn split(self) -> (BufReader<OwnedReadHalf>, OwnedWriteHalf) {
        (self.reader, self.writer)
    }
}
