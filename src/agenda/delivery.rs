//! The outbox: what is due is taken up, put into words, sent with its key, and marked.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::gate::{Answers, LEAD_MAX};
use super::line::{Line, Queue};
use super::plan::{Sent, key, settled};
use super::turns::Turns;
use super::{Agenda, WorkDone};
use crate::chat::contract::{Delivered, Destination, LookedUp};
use crate::domain::delivery::{Delivery, MAY_HAVE_ARRIVED, Recipient, Verdict};
use crate::domain::id::CommunityId;
use crate::domain::zone::Zones;
use crate::message::Message;
use crate::storage::delivery::{self as rows, Settled, Taken, Taking};
use crate::storage::{StorageError, Tx, fact};

/// A delivery with its words, ready to be sent.
struct Outgoing {
    delivery: Delivery,
    verdict: Verdict,
    to: Destination,
    message: Message,
    key: String,
}

/// What came of one: none where its row is gone with the person it was for.
struct Outcome {
    outgoing: Outgoing,
    settled: Option<Settled>,
    delivered: Option<Delivered>,
}

impl Agenda {
    /// Sends a batch of what is due on every platform, on all at the same time.
    pub(super) async fn deliver(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut done = WorkDone::default();
        for result in join_all(self.lines.iter().map(|line| self.deliver_on(line, now))).await {
            done.add(result?);
        }
        Ok(done)
    }

    /// Sends a batch of what is due on one platform, as much as its gate lets through.
    pub(super) async fn deliver_on(&self, line: &Line, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut queue = line.queue.lock().await;
        self.begin(line, &mut queue).await?;
        let room = line.gate().open(now);
        if room == 0 {
            return Ok(WorkDone::default());
        }
        let mut done = self.take_back(line, now).await?;
        if queue.is_stale(now, self.means.storage.commits()) {
            let commits = self.means.storage.commits();
            let turns = self.turns(line, now).await?;
            queue.fill(turns, now, commits);
        }
        let wanted = queue.turns.take(room);
        if wanted.is_empty() {
            line.gate().rest();
            return Ok(done);
        }
        let (outgoing, looked_at, commits) = self.take_up(line, &wanted, now).await?;
        done.not_sent += looked_at - outgoing.len();
        let sending = outgoing.into_iter().map(|outgoing| self.send(line, outgoing, (commits, now)));
        let outcomes = join_all(sending).await;
        done.add(self.mark(line, outcomes, (commits, now)).await?);
        Ok(done)
    }

    /// At its first use a line learns what an earlier process knew of its platform, and tries it again where it
    /// had refused the bot.
    async fn begin(&self, line: &Line, queue: &mut Queue) -> Result<(), StorageError> {
        if queue.begun {
            return Ok(());
        }
        let mut tx = self.means.storage.write().await?;
        let platform = line.chat.platform();
        let rate = fact::get(&mut tx, &fact::drain_rate(platform)).await?;
        if let Some(rate) = rate.and_then(|rate| rate.parse().ok()) {
            line.gate().remember(rate);
        }
        fact::remove(&mut tx, &fact::refused(platform)).await?;
        tx.commit().await?;
        queue.begun = true;
        Ok(())
    }

    /// What is due on a platform, in turns. What an earlier process left open is looked up first; the start of a burst
    /// that the platform is slow to take is moved forward.
    async fn turns(&self, line: &Line, now: DateTime<Utc>) -> Result<Turns, StorageError> {
        let platform = line.chat.platform();
        let mut db = self.means.storage.read().await?;
        let orphan = rows::first_orphan(&mut db, platform).await?;
        drop(db);
        if orphan.is_some() {
            let mut tx = self.means.storage.write().await?;
            rows::release_orphans(&mut tx, platform).await?;
            tx.commit().await?;
        }
        let mut db = self.means.storage.read().await?;
        let early = self.next_burst(line, &mut db).await?.is_some_and(|begins| begins <= now);
        let reminders_until = if early { now + LEAD_MAX } else { now };
        Ok(Turns::of(rows::due(&mut db, platform, (now, reminders_until)).await?))
    }

    /// Takes up a batch and puts it into words; what has nothing to say is withdrawn. How many rows were
    /// looked at is the second value, and how many commits there were with this one the third.
    async fn take_up(
        &self,
        line: &Line,
        wanted: &[(CommunityId, i64)],
        now: DateTime<Utc>,
    ) -> Result<(Vec<Outgoing>, usize, u64), StorageError> {
        let mut tx = self.means.storage.write().await?;
        let deployment = fact::deployment(&mut tx).await?;
        let (taken, looked_at) =
            rows::claim(&mut tx, wanted, self.taking(&self.means.zones.current(), now)).await?;
        let mut outgoing = Vec::with_capacity(taken.len());
        for taken in taken {
            outgoing.extend(self.word(&mut tx, taken, &deployment, now).await?);
        }
        // Counted while nobody else can commit: what is committed from now on is noticed before it is sent (G6).
        let commits = self.means.storage.commits() + 1;
        tx.commit().await?;
        tracing::debug!(platform = line.chat.platform(), count = outgoing.len(), "deliveries taken up");
        Ok((outgoing, looked_at, commits))
    }

    fn taking<'z>(&self, zones: &'z Zones, now: DateTime<Utc>) -> Taking<'z> {
        Taking { zones, quiet: self.rules.quiet, hold: self.rules.hold, now }
    }

    async fn word(
        &self,
        tx: &mut Tx,
        taken: Taken,
        deployment: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Outgoing>, StorageError> {
        let Taken { delivery, facts, verdict } = taken;
        let words = (self.means.render)(&facts).zip(destination(&delivery));
        let Some((mut message, to)) = words else {
            rows::settle(tx, &delivery, &Settled::Withdrawn, now).await?;
            return Ok(None);
        };
        message.late = facts.late;
        message.silent = facts.silent;
        self.means.buttons.mint(tx, &delivery.community, &to, (&mut message, now)).await?;
        let key = key(deployment, &delivery);
        Ok(Some(Outgoing { delivery, verdict, to, message, key }))
    }

    /// Sends one. One that may have arrived already is looked up first (G3), and one that became untrue
    /// since it was taken up is not sent (G6).
    async fn send(
        &self,
        line: &Line,
        outgoing: Outgoing,
        (commits, now): (u64, DateTime<Utc>),
    ) -> Result<Outcome, StorageError> {
        let done = |outgoing, settled| Ok(Outcome { outgoing, settled, delivered: None });
        match self.arrived(line, &outgoing, now).await {
            Arrived::No => {}
            Arrived::Settled(settled) => return done(outgoing, Some(settled)),
            Arrived::Unreachable => {
                return Ok(Outcome {
                    settled: Some(self.settled(line, &outgoing.delivery, Delivered::Unreachable, now)),
                    outgoing,
                    delivered: Some(Delivered::Unreachable),
                });
            }
        }
        let verdict = if self.means.storage.commits() == commits {
            Some(outgoing.verdict)
        } else {
            let mut db = self.means.storage.read().await?;
            rows::recheck(&mut db, &outgoing.delivery, self.taking(&self.means.zones.current(), now)).await?
        };
        let settled = match verdict {
            None => None,
            Some(Verdict::Withdrawn) => Some(Settled::Withdrawn),
            Some(Verdict::Expired) => Some(Settled::Expired),
            Some(Verdict::Wait(until)) => Some(Settled::Uncounted(until)),
            Some(Verdict::Send { .. }) => {
                let delivered = line.chat.deliver(&outgoing.to, &outgoing.message, &outgoing.key).await;
                let settled = self.settled(line, &outgoing.delivery, delivered.clone(), now);
                return Ok(Outcome { outgoing, settled: Some(settled), delivered: Some(delivered) });
            }
        };
        done(outgoing, settled)
    }

    /// Finds out whether one arrived that was sent before without an answer.
    async fn arrived(&self, line: &Line, outgoing: &Outgoing, now: DateTime<Utc>) -> Arrived {
        let Some(unsure) = outgoing.delivery.unsure else { return Arrived::No };
        let to_send = matches!(outgoing.verdict, Verdict::Send { .. });
        let remembered = now >= unsure.since && now - unsure.since < memory(line);
        if to_send && remembered && now < unsure.look_up_from {
            return Arrived::No;
        }
        match line.chat.look_up(&outgoing.to, &outgoing.key, unsure.since).await {
            LookedUp::Found(receipt) => Arrived::Settled(Settled::Sent(receipt)),
            LookedUp::Nothing => Arrived::No,
            LookedUp::CannotTell if to_send && remembered => Arrived::No,
            LookedUp::CannotTell => Arrived::Settled(Settled::Dead(MAY_HAVE_ARRIVED.to_owned())),
            LookedUp::Unreachable => Arrived::Unreachable,
        }
    }

    fn settled(&self, line: &Line, delivery: &Delivery, delivered: Delivered, now: DateTime<Utc>) -> Settled {
        let sent = Sent { attempts: delivery.attempts, unsure: delivery.unsure, memory: memory(line), now };
        settled(delivered, sent, &mut *self.dice())
    }

    /// Marks what came of a batch, and lets the gate learn from it. What was sent is marked even where
    /// another one failed.
    async fn mark(
        &self,
        line: &Line,
        outcomes: Vec<Result<Outcome, StorageError>>,
        (commits, now): (u64, DateTime<Utc>),
    ) -> Result<WorkDone, StorageError> {
        let mut done = WorkDone::default();
        let (mut trouble, mut gone) = (None, Vec::new());
        let mut tx = self.means.storage.write().await?;
        let changed = self.means.storage.commits() != commits;
        self.learn(line, &mut tx, &outcomes, now).await?;
        for outcome in outcomes {
            match outcome {
                Ok(Outcome { outgoing, settled: Some(settled), .. }) => {
                    let kept = self.mark_one(&mut tx, (&outgoing.delivery, &settled), (changed, now)).await?;
                    match settled {
                        Settled::Sent(receipt) => {
                            done.sent += 1;
                            gone.extend((!kept).then_some((outgoing.to, receipt)));
                        }
                        _ => done.not_sent += 1,
                    }
                }
                Ok(_) => done.not_sent += 1,
                Err(error) => trouble = Some(error),
            }
        }
        tx.commit().await?;
        for (to, receipt) in gone {
            // Its person was erased while it was on its way, and nothing is left that could be tried again.
            let _tried = line.chat.take_back(&to, &receipt).await;
        }
        trouble.map_or(Ok(done), Err)
    }

    /// Marks one. False where its row is gone.
    async fn mark_one(
        &self,
        tx: &mut Tx,
        (delivery, settled): (&Delivery, &Settled),
        (changed, now): (bool, DateTime<Utc>),
    ) -> Result<bool, StorageError> {
        let kind = delivery.notice.kind.word();
        match settled {
            Settled::Sent(_) if changed => {
                let verdict =
                    rows::recheck(tx, delivery, self.taking(&self.means.zones.current(), now)).await?;
                rows::settle(tx, delivery, settled, now).await?;
                if verdict == Some(Verdict::Withdrawn) {
                    rows::take_back_at(tx, delivery, Some(now)).await?;
                }
                return Ok(verdict.is_some());
            }
            Settled::Blocked(reason) => tracing::warn!(kind, reason, "a platform refused a delivery"),
            // The platform's own words could hold an id or a text, so they stay in the database (P13).
            Settled::Dead(_) => tracing::error!(kind, "a delivery could not be sent"),
            _ => {}
        }
        rows::settle(tx, delivery, settled, now).await?;
        if let (Settled::Blocked(_), Recipient::Member(member)) = (settled, &delivery.notice.recipient) {
            rows::switch_off(tx, &delivery.community, *member, now).await?;
        }
        Ok(true)
    }

    /// Lets the gate learn from a batch; what the next process and the admin should know of it is kept.
    async fn learn(
        &self,
        line: &Line,
        tx: &mut Tx,
        outcomes: &[Result<Outcome, StorageError>],
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let delivered: Vec<&Delivered> =
            outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()?.delivered.as_ref()).collect();
        let platform = line.chat.platform();
        let (learned, rate, refused) = {
            let mut gate = line.gate();
            let sent = u32::try_from(delivered.len()).unwrap_or(u32::MAX);
            let learned = gate.learn(sent, answers(&delivered), now, &mut *self.dice());
            (learned, gate.rate(), gate.is_refused())
        };
        if let Some(rate) = rate.filter(|_| learned) {
            fact::put(tx, &fact::drain_rate(platform), &format!("{rate:.3}")).await?;
        }
        if refused && learned {
            tracing::error!(
                platform,
                "the platform does not accept the bot's credentials: nothing is sent there until they are mended and the bot is started again"
            );
            fact::put(tx, &fact::refused(platform), &now.to_rfc3339()).await?;
        }
        Ok(())
    }
}

/// Whether a delivery arrived that was sent before.
enum Arrived {
    /// It did not, or the platform shows one message for its key: it is sent.
    No,
    /// It did, or nobody can tell any more.
    Settled(Settled),
    /// The platform does not answer.
    Unreachable,
}

/// For how long a platform remembers keys.
fn memory(line: &Line) -> TimeDelta {
    TimeDelta::from_std(line.chat.abilities().remembers_keys).unwrap_or(TimeDelta::MAX)
}

fn answers(delivered: &[&Delivered]) -> Answers {
    let mut answers = Answers::default();
    for delivered in delivered {
        match delivered {
            Delivered::Receipt(_) | Delivered::PlaceGone | Delivered::NotAllowed | Delivered::Rejected(_) => {
                answers.taken += 1;
            }
            Delivered::TryAgainAfter(wait) => answers.wait = answers.wait.max(Some(*wait)),
            Delivered::Unreachable | Delivered::Unsure => answers.unreachable = true,
            Delivered::Unauthorized => answers.refused = true,
        }
    }
    answers
}

/// Where a delivery goes; none where the person's account is gone.
pub(super) fn destination(delivery: &Delivery) -> Option<Destination> {
    match &delivery.notice.recipient {
        Recipient::Room(room) => Some(Destination::Room(room.clone())),
        Recipient::Member(_) => delivery.account.clone().map(Destination::Person),
    }
}
