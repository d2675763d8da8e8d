//! The outbox: what is due is taken up, put into words, sent with its key, and marked.

use chrono::{DateTime, Utc};

use super::plan::{key, settled};
use super::{Agenda, WorkDone};
use crate::chat::contract::{Chat, Destination, LookedUp};
use crate::domain::delivery::{Delivery, Recipient, Verdict};
use crate::message::Message;
use crate::storage::delivery::{self as rows, Settled, Taken};
use crate::storage::{StorageError, Tx, fact};

/// How many deliveries are taken up in one transaction. Each costs two waits for the disk per batch; a
/// crash leaves at most so many to be looked up.
const BATCH: u32 = 16;

/// A delivery with its words, ready to be sent.
struct Outgoing {
    delivery: Delivery,
    to: Destination,
    message: Message,
    key: String,
}

impl Agenda {
    /// Sends some of what is due on every platform, in the order in which it is due.
    pub(super) async fn deliver(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut done = WorkDone::default();
        for chat in &self.means.chats {
            let (outgoing, looked_at) = self.take_up(chat.platform(), now).await?;
            done.not_sent += looked_at - outgoing.len();
            let mut results = Vec::with_capacity(outgoing.len());
            for outgoing in outgoing {
                let settled = self.send(chat.as_ref(), &outgoing, now).await;
                results.push((outgoing.delivery, settled));
            }
            done.add(self.mark(results, now).await?);
        }
        Ok(done)
    }

    /// Takes up a batch and puts it into words; what has nothing to say is withdrawn. How many rows were
    /// looked at is the second value.
    async fn take_up(
        &self,
        platform: &str,
        now: DateTime<Utc>,
    ) -> Result<(Vec<Outgoing>, usize), StorageError> {
        let mut tx = self.means.storage.write().await?;
        let deployment = fact::deployment(&mut tx).await?;
        let (taken, looked_at) = rows::claim(&mut tx, platform, BATCH, now).await?;
        let mut outgoing = Vec::with_capacity(taken.len());
        for taken in taken {
            outgoing.extend(self.word(&mut tx, taken, &deployment, now).await?);
        }
        tx.commit().await?;
        Ok((outgoing, looked_at))
    }

    async fn word(
        &self,
        tx: &mut Tx,
        taken: Taken,
        deployment: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Outgoing>, StorageError> {
        let Taken { delivery, facts } = taken;
        let words = (self.means.render)(&facts).zip(destination(&delivery));
        let Some((mut message, to)) = words else {
            rows::settle(tx, &delivery, &Settled::Withdrawn, now).await?;
            return Ok(None);
        };
        message.late = facts.late;
        self.means.buttons.mint(tx, &delivery.community, &to, (&mut message, now)).await?;
        let key = key(deployment, &delivery);
        Ok(Some(Outgoing { delivery, to, message, key }))
    }

    /// Sends one, unless it is no longer true: others were sent since it was taken up (G6). None: its row
    /// is gone with the person it was for.
    async fn send(
        &self,
        chat: &dyn Chat,
        outgoing: &Outgoing,
        now: DateTime<Utc>,
    ) -> Result<Option<Settled>, StorageError> {
        let mut db = self.means.storage.read().await?;
        let verdict = rows::recheck(&mut db, &outgoing.delivery, now).await?;
        drop(db);
        Ok(match verdict {
            None => None,
            Some(Verdict::Withdrawn) => Some(Settled::Withdrawn),
            Some(Verdict::Expired) => Some(Settled::Expired),
            Some(Verdict::Send { .. }) => {
                let delivered = chat.deliver(&outgoing.to, &outgoing.message, &outgoing.key).await;
                Some(settled(delivered, outgoing.delivery.attempts, now))
            }
        })
    }

    /// Marks what came of a batch. What was sent is marked even where a later one failed.
    async fn mark(
        &self,
        results: Vec<(Delivery, Result<Option<Settled>, StorageError>)>,
        now: DateTime<Utc>,
    ) -> Result<WorkDone, StorageError> {
        let mut done = WorkDone::default();
        if results.is_empty() {
            return Ok(done);
        }
        let mut trouble = None;
        let mut tx = self.means.storage.write().await?;
        for (delivery, result) in results {
            match result {
                Ok(Some(settled)) => self.mark_one(&mut tx, (&delivery, &settled), now, &mut done).await?,
                Ok(None) => done.not_sent += 1,
                Err(error) => trouble = Some(error),
            }
        }
        tx.commit().await?;
        trouble.map_or(Ok(done), Err)
    }

    async fn mark_one(
        &self,
        tx: &mut Tx,
        (delivery, settled): (&Delivery, &Settled),
        now: DateTime<Utc>,
        done: &mut WorkDone,
    ) -> Result<(), StorageError> {
        rows::settle(tx, delivery, settled, now).await?;
        match settled {
            Settled::Sent(_) => done.sent += 1,
            _ => done.not_sent += 1,
        }
        let kind = delivery.notice.kind.word();
        match settled {
            Settled::Blocked(reason) => tracing::warn!(kind, reason, "a platform refused a delivery"),
            // The platform's own words could hold an id or a text, so they stay in the database (P13).
            Settled::Dead(_) => tracing::error!(kind, "a delivery could not be sent"),
            _ => {}
        }
        if let (Settled::Blocked(_), Recipient::Member(member)) = (settled, &delivery.notice.recipient) {
            rows::switch_off(tx, &delivery.community, *member, now).await?;
        }
        Ok(())
    }

    /// Looks up what an earlier process had taken up and not marked (G3). What its platform knows is
    /// marked as sent; the rest is sent again with the same key, which shows one message.
    pub(super) async fn recover(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut done = WorkDone::default();
        for chat in &self.means.chats {
            let mut db = self.means.storage.read().await?;
            let orphans = rows::orphans(&mut db, chat.platform()).await?;
            let deployment = fact::deployment(&mut db).await?;
            drop(db);
            let mut results = Vec::with_capacity(orphans.len());
            for delivery in orphans {
                let found = match destination(&delivery) {
                    Some(to) => chat.look_up(&to, &key(&deployment, &delivery), now).await,
                    None => LookedUp::Nothing,
                };
                let settled = match found {
                    LookedUp::Found(receipt) => Settled::Sent(receipt),
                    LookedUp::CannotTell => Settled::Dead("nobody can tell whether it arrived".to_owned()),
                    LookedUp::Nothing | LookedUp::Unreachable => Settled::Again(now),
                };
                results.push((delivery, Ok(Some(settled))));
            }
            done.add(self.mark(results, now).await?);
        }
        Ok(done)
    }
}

/// Where a delivery goes; none where the person's account is gone.
fn destination(delivery: &Delivery) -> Option<Destination> {
    match &delivery.notice.recipient {
        Recipient::Room(room) => Some(Destination::Room(room.clone())),
        Recipient::Member(_) => delivery.account.clone().map(Destination::Person),
    }
}
