//! The socket: adapters come, say who they are, and are served one line at a time.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixStream as Probe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::incoming::{self, Event, Fault, Hello, Problem, Question, Reply, Told};
use super::lines::{self, Next};
use super::port::{Asked, Port, RETURN_WAIT, Seat};
use super::{Communities, LINE_BYTES_MAX, PipeSettings, outgoing};
use crate::chat::contract::{Abilities, Chat, Delivered, Destination, Hopeless, Inbox, LookedUp, Shutdown};
use crate::clock::Clock;
use crate::message::Message;

/// How long an adapter may take to say who it is.
const HELLO_WAIT: Duration = Duration::from_secs(10);
/// How many may be asked who they are at once.
const STRANGERS_MAX: usize = 32;
/// How long an adapter may not read anything before the connection is given up.
const READ_WAIT: Duration = Duration::from_secs(30);
/// How long the last lines may take at the end of a connection.
const LAST_LINES_WAIT: Duration = Duration::from_secs(5);
/// The pause after a connection could not be taken, such as when too many files are open.
const TROUBLE_WAIT: Duration = Duration::from_secs(1);
/// How many events wait while one is being carried out. An adapter that sends more has to wait.
const EVENTS_WAITING: usize = 64;

/// Why nobody can connect.
#[derive(Debug, thiserror::Error)]
enum NoSocket {
    #[error(
        "The pipe's socket {0} is in use by another program. Stop that one, or name another path in [pipe]."
    )]
    InUse(PathBuf),
    #[error(
        "{0} is in the way of the pipe's socket, and it is not a socket. Move it, or name another path in [pipe]."
    )]
    InTheWay(PathBuf),
    #[error(
        "The pipe's socket {0} cannot be made: {1}. Name another path in [pipe], in a folder that is there, and short: systems take about 100 bytes."
    )]
    Refused(PathBuf, io::Error),
}

/// The adapter for other languages, for one platform.
pub struct Pipe {
    port: Arc<Port>,
    communities: Communities,
    hub: Arc<Hub>,
    /// Adapters that said who they are.
    arrivals: tokio::sync::Mutex<mpsc::Receiver<Arrival>>,
    clock: Arc<dyn Clock>,
}

/// The socket that all platforms share.
struct Hub {
    path: PathBuf,
    doors: Vec<Door>,
    clock: Arc<dyn Clock>,
    listening: Mutex<Weak<Listening>>,
}

/// The way to one platform.
struct Door {
    port: Arc<Port>,
    in_: mpsc::Sender<Arrival>,
}

/// The open socket; it is closed and its file removed with the last platform that runs.
struct Listening {
    task: AbortHandle,
    path: PathBuf,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
        // A file that cannot be removed is replaced at the next start.
        let _left = fs::remove_file(&self.path);
    }
}

/// An adapter that said who it is.
struct Arrival {
    seat: Seat,
    told: mpsc::Receiver<String>,
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

/// One chat per platform of the settings, all behind one socket, which opens when the first of them runs.
#[must_use]
pub fn open(settings: PipeSettings, clock: &Arc<dyn Clock>) -> Vec<Arc<dyn Chat>> {
    let (mut doors, mut places) = (Vec::new(), Vec::new());
    for (platform, communities) in settings.platforms {
        let port = Arc::new(Port::new(platform, Arc::clone(clock)));
        // An adapter has its seat before it comes in, so there is one at a time.
        let (in_, arrivals) = mpsc::channel(1);
        places.push((Arc::clone(&port), communities, arrivals));
        doors.push(Door { port, in_ });
    }
    let (path, clock) = (settings.path, Arc::clone(clock));
    let hub = Arc::new(Hub { path, doors, clock: Arc::clone(&clock), listening: Mutex::default() });
    let pipe = |(port, communities, arrivals)| Pipe {
        port,
        communities,
        hub: Arc::clone(&hub),
        arrivals: tokio::sync::Mutex::new(arrivals),
        clock: Arc::clone(&clock),
    };
    places.into_iter().map(|place| Arc::new(pipe(place)) as Arc<dyn Chat>).collect()
}

impl Hub {
    /// The open socket. The first platform opens it.
    fn listen(self: &Arc<Self>) -> Result<Arc<Listening>, NoSocket> {
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = listening.upgrade() {
            return Ok(open);
        }
        let listener = bind(&self.path)?;
        let task = tokio::spawn(Arc::clone(self).accept(listener)).abort_handle();
        let open = Arc::new(Listening { task, path: self.path.clone() });
        *listening = Arc::downgrade(&open);
        Ok(open)
    }

    /// Asks everybody who comes who they are.
    async fn accept(self: Arc<Self>, listener: UnixListener) {
        let mut strangers = JoinSet::new();
        loop {
            while strangers.try_join_next().is_some() {}
            if strangers.len() >= STRANGERS_MAX {
                strangers.join_next().await;
                continue;
            }
            match listener.accept().await {
                Ok((stream, _)) => {
                    strangers.spawn(Arc::clone(&self).greet(stream));
                }
                Err(error) => {
                    tracing::warn!(%error, "an adapter could not connect to the pipe");
                    self.clock.pause(TROUBLE_WAIT).await;
                }
            }
        }
    }

    async fn greet(self: Arc<Self>, stream: UnixStream) {
        let (reader, mut writer) = stream.into_split();
        let mut reader = BufReader::new(reader);
        let hello = tokio::select! {
            hello = hello(&mut reader) => hello,
            () = self.clock.pause(HELLO_WAIT) => Err(Problem::NoHello.into()),
        };
        match hello.and_then(|hello| self.admit(hello)) {
            // Where the platform does not run any more, the arrival goes, and with it the connection.
            Ok((door, seat, told)) => {
                let _not_running = door.in_.send(Arrival { seat, told, reader, writer }).await;
            }
            Err(fault) => {
                let mut told = outgoing::fault(&fault);
                told.push('\n');
                tokio::select! {
                    _told = writer.write_all(told.as_bytes()) => {}
                    () = self.clock.pause(LAST_LINES_WAIT) => {}
                }
            }
        }
    }

    /// Gives an adapter the one seat of its platform.
    fn admit(&self, hello: Hello) -> Result<(&Door, Seat, mpsc::Receiver<String>), Fault> {
        let door = self.doors.iter().find(|door| door.port.platform == hello.platform);
        let door = door.ok_or(Problem::UnknownPlatform)?;
        let (seat, told) = door.port.seat(hello).ok_or(Problem::PlatformTaken)?;
        Ok((door, seat, told))
    }
}

/// The first line of an adapter.
async fn hello(reader: &mut BufReader<OwnedReadHalf>) -> Result<Hello, Fault> {
    match lines::next(reader, LINE_BYTES_MAX).await {
        Ok(Next::Line(line)) => match incoming::read(&line)? {
            Told::Hello(hello) => Ok(hello),
            _ => Err(Problem::NoHello.into()),
        },
        Ok(Next::TooLong) => Err(Problem::TooLong.into()),
        Ok(Next::End) | Err(_) => Err(Problem::NoHello.into()),
    }
}

/// Makes the socket, for this user alone. It is made in a folder that nobody else may enter and then put
/// in its place, so that there is no moment at which others could connect. What an earlier process left
/// there is replaced; a program that still listens is not.
fn bind(path: &Path) -> Result<UnixListener, NoSocket> {
    let refused = |error| NoSocket::Refused(path.to_owned(), error);
    // It could be made by another name, but nobody could connect to a name that is too long.
    SocketAddr::from_pathname(path).map_err(refused)?;
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => return Err(NoSocket::InTheWay(path.to_owned())),
        Ok(_) if Probe::connect(path).is_ok() => return Err(NoSocket::InUse(path.to_owned())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(refused(error)),
    }
    let folder = path.parent().ok_or_else(|| refused(io::ErrorKind::NotFound.into()))?;
    let private =
        tempfile::Builder::new().prefix(".pipe").rand_bytes(3).tempdir_in(folder).map_err(refused)?;
    let made = private.path().join("s");
    let listener = UnixListener::bind(&made).map_err(refused)?;
    fs::set_permissions(&made, fs::Permissions::from_mode(0o600)).map_err(refused)?;
    fs::rename(&made, path).map_err(refused)?;
    Ok(listener)
}

impl Pipe {
    /// Serves one adapter until it goes, does not read any more, or the program stops. What it had said
    /// until then is carried out and answered.
    async fn serve(&self, arrival: Arrival, inbox: &dyn Inbox, shutdown: &mut Shutdown) {
        let Arrival { seat, told, mut reader, writer } = arrival;
        let Some(out) = self.port.out() else { return };
        let (heard, events) = mpsc::channel(EVENTS_WAITING);
        let talking = async {
            let reading = async {
                tokio::select! {
                    () = self.read(&mut reader, &heard, &out) => {}
                    _stop = shutdown.wait_for(|stop| *stop) => {}
                }
                drop(heard);
            };
            tokio::join!(reading, self.hear(events, inbox, &out));
        };
        let mut writing = std::pin::pin!(self.write(told, writer));
        tokio::select! {
            () = talking => {}
            () = &mut writing => return,
        }
        // Nobody is told anything more here, so that the queue ends.
        drop((seat, out));
        tokio::select! {
            () = writing => {}
            () = self.clock.pause(LAST_LINES_WAIT) => {}
        }
    }

    /// Reads until the adapter ends its side of the connection.
    async fn read(
        &self,
        reader: &mut BufReader<OwnedReadHalf>,
        heard: &mpsc::Sender<Event>,
        out: &mpsc::Sender<String>,
    ) {
        loop {
            let told = match lines::next(reader, LINE_BYTES_MAX).await {
                Ok(Next::Line(line)) => incoming::read(&line),
                Ok(Next::TooLong) => Err(Problem::TooLong.into()),
                Ok(Next::End) | Err(_) => return,
            };
            let fault = match told {
                Ok(Told::Event(event)) => {
                    let _hears_until_the_end = heard.send(event).await;
                    continue;
                }
                Ok(Told::Reply { request, reply }) => match self.port.answered(request, reply) {
                    Ok(()) => continue,
                    Err(problem) => Fault { problem, event: None, request: Some(request) },
                },
                Ok(Told::Hello(_)) => Problem::SecondHello.into(),
                Err(fault) => fault,
            };
            let _writes_until_the_end = out.send(outgoing::fault(&fault)).await;
        }
    }

    /// Carries out what people said, one after the other, and answers.
    async fn hear(&self, mut events: mpsc::Receiver<Event>, inbox: &dyn Inbox, out: &mpsc::Sender<String>) {
        while let Some(event) = events.recv().await {
            let id = event.id.clone();
            let line = match event.heard(&self.port.platform, &self.communities) {
                Ok(incoming) => outgoing::answers(&id, &inbox.hear(incoming).await),
                Err(fault) => outgoing::fault(&fault),
            };
            let _writes_until_the_end = out.send(line).await;
        }
    }

    /// Writes until there is nothing more to tell, or the adapter has not read for too long.
    async fn write(&self, mut told: mpsc::Receiver<String>, mut writer: OwnedWriteHalf) {
        while let Some(mut line) = told.recv().await {
            line.push('\n');
            let written = tokio::select! {
                written = writer.write_all(line.as_bytes()) => written.is_ok(),
                () = self.clock.pause(READ_WAIT) => false,
            };
            if !written {
                return;
            }
        }
    }

    /// The next adapter; none: the program stops.
    async fn next(&self, arrivals: &mut mpsc::Receiver<Arrival>, shutdown: &mut Shutdown) -> Option<Arrival> {
        let mut awaited = true;
        loop {
            tokio::select! {
                biased;
                _stop = shutdown.wait_for(|stop| *stop) => return None,
                arrival = arrivals.recv() => return arrival,
                () = self.clock.pause(RETURN_WAIT), if awaited => {
                    self.port.give_up();
                    awaited = false;
                }
            }
        }
    }
}

#[async_trait]
impl Chat for Pipe {
    fn platform(&self) -> &str {
        &self.port.platform
    }

    fn abilities(&self) -> Abilities {
        self.port.abilities()
    }

    async fn run(&self, inbox: &dyn Inbox, mut shutdown: Shutdown) -> Result<(), Hopeless> {
        let _listening = self.hub.listen().map_err(|why| Hopeless(why.to_string()))?;
        let mut arrivals = self.arrivals.lock().await;
        while let Some(arrival) = self.next(&mut arrivals, &mut shutdown).await {
            tracing::info!(platform = self.platform(), "an adapter is connected to the pipe");
            self.serve(arrival, inbox, &mut shutdown).await;
            tracing::info!(platform = self.platform(), "an adapter has left the pipe");
        }
        Ok(())
    }

    async fn deliver(&self, to: &Destination, message: &Message, key: &str) -> Delivered {
        let asked = |request| outgoing::deliver(request, key, to, message);
        match self.port.ask(Question::Deliver, asked).await {
            Asked::Answered(Reply::Delivered(delivered)) => delivered,
            Asked::NotThere | Asked::Unable => Delivered::Unreachable,
            Asked::Answered(_) | Asked::NoAnswer => Delivered::Unsure,
        }
    }

    async fn look_up(&self, to: &Destination, key: &str, since: DateTime<Utc>) -> LookedUp {
        let asked = |request| outgoing::look_up(request, key, to, since);
        match self.port.ask(Question::LookUp, asked).await {
            Asked::Answered(Reply::LookedUp(found)) => found,
            Asked::Unable => LookedUp::CannotTell,
            Asked::Answered(_) | Asked::NotThere | Asked::NoAnswer => LookedUp::Unreachable,
        }
    }

    async fn take_back(&self, to: &Destination, receipt: &str) -> Delivered {
        let asked = |request| outgoing::take_back(request, to, receipt);
        match self.port.ask(Question::TakeBack, asked).await {
            Asked::Answered(Reply::TakenBack(taken)) => taken,
            Asked::Unable => Delivered::NotAllowed,
            Asked::NotThere => Delivered::Unreachable,
            Asked::Answered(_) | Asked::NoAnswer => Delivered::Unsure,
        }
    }
}
