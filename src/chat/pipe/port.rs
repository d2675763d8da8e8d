//! One platform's place at the socket: who is connected now, and what is asked of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use super::incoming::{Hello, Problem, Question, Reply};
use super::outgoing;
use crate::chat::contract::Abilities;
use crate::clock::Clock;

/// How many lines wait for an adapter that reads slowly.
const QUEUE_LINES: usize = 256;
/// How long an adapter that is away is waited for before it counts as away.
pub(super) const RETURN_WAIT: Duration = Duration::from_secs(1);
/// How long a line waits for room in the queue.
const QUEUE_WAIT: Duration = Duration::from_secs(5);
/// How long an adapter may take to answer.
const ANSWER_WAIT: Duration = Duration::from_secs(30);

/// What came of asking an adapter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Its answer.
    Answered(Reply),
    /// It cannot do that.
    Unable,
    /// The question did not reach it.
    NotThere,
    /// It may have reached it, and no answer came.
    NoAnswer,
}

/// Whether an adapter is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// It has just gone, or the program has just begun: it may come any moment.
    Awaited,
    There,
    Away,
}

/// The place of one platform.
pub(super) struct Port {
    pub(super) platform: String,
    clock: Arc<dyn Clock>,
    presence: watch::Sender<Presence>,
    guest: Mutex<Guest>,
}

/// The adapter that is connected; the numbers of requests go on when the next one comes.
#[derive(Default)]
struct Guest {
    asked: u64,
    line: Option<Line>,
}

struct Line {
    hello: Hello,
    out: mpsc::Sender<String>,
    waiting: HashMap<u64, (Question, oneshot::Sender<Reply>)>,
}

/// The right to be the one adapter of a platform. It ends when it is dropped: whoever waits for an
/// answer learns that none will come.
pub(super) struct Seat(Arc<Port>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.guest().line = None;
        self.0.presence.send_replace(Presence::Awaited);
    }
}

impl Port {
    pub(super) fn new(platform: String, clock: Arc<dyn Clock>) -> Self {
        Self {
            platform,
            clock,
            presence: watch::Sender::new(Presence::Awaited),
            guest: Mutex::new(Guest::default()),
        }
    }

    fn guest(&self) -> MutexGuard<'_, Guest> {
        self.guest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the place for an adapter, and welcomes it. What it is told comes out of the receiver, and
    /// ends with the seat. None: somebody has the place.
    pub(super) fn seat(self: &Arc<Self>, hello: Hello) -> Option<(Seat, mpsc::Receiver<String>)> {
        let (out, told) = mpsc::channel(QUEUE_LINES);
        let mut guest = self.guest();
        if guest.line.is_some() {
            return None;
        }
        // The queue is empty, so there is room.
        let _welcomed = out.try_send(outgoing::welcome(&self.platform));
        guest.line = Some(Line { hello, out, waiting: HashMap::new() });
        drop(guest);
        self.presence.send_replace(Presence::There);
        Some((Seat(Arc::clone(self)), told))
    }

    /// Nobody came while somebody was awaited.
    pub(super) fn give_up(&self) {
        self.presence.send_if_modified(|presence| {
            let awaited = *presence == Presence::Awaited;
            if awaited {
                *presence = Presence::Away;
            }
            awaited
        });
    }

    /// Where what the adapter is told goes; none where nobody is there.
    pub(super) fn out(&self) -> Option<mpsc::Sender<String>> {
        self.guest().line.as_ref().map(|line| line.out.clone())
    }

    /// What the platform can do, as its adapter says. While none is there, no key counts as remembered.
    pub(super) fn abilities(&self) -> Abilities {
        let guest = self.guest();
        let hello = guest.line.as_ref().map(|line| &line.hello);
        Abilities {
            buttons: hello.is_none_or(|hello| hello.buttons),
            private_replies: hello.is_none_or(|hello| hello.private_replies),
            edits: hello.is_some_and(|hello| hello.edits),
            remembers_keys: Duration::from_secs(hello.map_or(0, |hello| hello.remembers_keys.into())),
            per_second: hello.and_then(|hello| hello.per_second),
        }
    }

    /// Asks the adapter, and waits for its answer. `line` writes the question with its number.
    pub(super) async fn ask(&self, question: Question, line: impl FnOnce(u64) -> String + Send) -> Asked {
        self.awaited().await;
        let (answered, answer) = oneshot::channel();
        let (request, out) = match self.number(question, answered) {
            Ok(numbered) => numbered,
            Err(asked) => return asked,
        };
        let queued = tokio::select! {
            sent = out.send(line(request)) => sent.is_ok(),
            () = self.clock.pause(QUEUE_WAIT) => false,
        };
        // From here on the seat alone holds the queue open.
        drop(out);
        let asked = if queued { self.wait(answer).await } else { Asked::NotThere };
        self.forget(request);
        asked
    }

    async fn wait(&self, answer: oneshot::Receiver<Reply>) -> Asked {
        tokio::select! {
            answered = answer => answered.map_or(Asked::NoAnswer, Asked::Answered),
            () = self.clock.pause(ANSWER_WAIT) => Asked::NoAnswer,
        }
    }

    /// Returns when the adapter is there, or is no longer awaited.
    async fn awaited(&self) {
        let mut presence = self.presence.subscribe();
        tokio::select! {
            _known = presence.wait_for(|presence| *presence != Presence::Awaited) => {}
            () = self.clock.pause(RETURN_WAIT) => {}
        }
    }

    /// Numbers a question for the adapter, if it is there and can do that.
    fn number(
        &self,
        question: Question,
        answered: oneshot::Sender<Reply>,
    ) -> Result<(u64, mpsc::Sender<String>), Asked> {
        let mut guest = self.guest();
        let request = guest.asked + 1;
        let line = guest.line.as_mut().ok_or(Asked::NotThere)?;
        let able = match question {
            Question::Deliver => true,
            Question::LookUp => line.hello.looks_up,
            Question::TakeBack => line.hello.edits,
        };
        if !able {
            return Err(Asked::Unable);
        }
        let out = line.out.clone();
        line.waiting.insert(request, (question, answered));
        guest.asked = request;
        Ok((request, out))
    }

    fn forget(&self, request: u64) {
        if let Some(line) = self.guest().line.as_mut() {
            line.waiting.remove(&request);
        }
    }

    /// Hands an answer to whoever waits for it.
    pub(super) fn answered(&self, request: u64, reply: Reply) -> Result<(), Problem> {
        let mut guest = self.guest();
        let waiting = guest.line.as_mut().map(|line| &mut line.waiting);
        let Some(waiting) = waiting else { return Err(Problem::UnknownRequest) };
        match waiting.get(&request) {
            None => Err(Problem::UnknownRequest),
            Some((question, _)) if *question != reply.question() => Err(Problem::OtherQuestion),
            Some(_) => {
                if let Some((_, answer)) = waiting.remove(&request) {
                    let _nobody_waits = answer.send(reply);
                }
                Ok(())
            }
        }
    }
}
