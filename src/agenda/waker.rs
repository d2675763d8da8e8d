//! Tells the agenda that something may be due that was not before.

use tokio::sync::watch;

/// Rung after each commit that may have planned something.
#[derive(Debug, Default)]
pub struct Waker(watch::Sender<u64>);

impl Waker {
    /// Wakes everything that sleeps in the agenda.
    pub fn wake(&self) {
        self.0.send_modify(|rung| *rung = rung.wrapping_add(1));
    }

    /// Hears every ring from now on.
    pub(super) fn listen(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
