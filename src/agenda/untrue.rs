//! What became untrue while it was on its way is taken back (G6).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::delivery::destination;
use super::gate::backoff;
use super::line::Line;
use super::{Agenda, WorkDone};
use crate::chat::contract::Delivered;
use crate::storage::StorageError;
use crate::storage::delivery::{self as rows};

/// How many are taken back at once.
const BATCH: u32 = 16;
/// How long it is tried: after it everybody has read the message, and the notice that followed it.
const TRIED_FOR: TimeDelta = TimeDelta::hours(1);

impl Agenda {
    /// Takes back what is to be taken back on a platform.
    pub(super) async fn take_back(&self, line: &Line, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut db = self.means.storage.read().await?;
        let untrue = rows::untrue(&mut db, line.chat.platform(), (now, BATCH)).await?;
        drop(db);
        let mut done = WorkDone::default();
        for (delivery, receipt) in untrue {
            let tried = match destination(&delivery) {
                Some(to) => line.chat.take_back(&to, &receipt).await,
                None => Delivered::PlaceGone,
            };
            let again = self.again(&tried, now).filter(|again| *again < delivery.notice.due + TRIED_FOR);
            let mut tx = self.means.storage.write().await?;
            rows::take_back_at(&mut tx, &delivery, again).await?;
            tx.commit().await?;
            done.kept += 1;
        }
        Ok(done)
    }

    /// When it is tried again; none: it is over.
    fn again(&self, tried: &Delivered, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let wait = match tried {
            Delivered::TryAgainAfter(wait) => *wait,
            Delivered::Unreachable | Delivered::Unsure => Duration::ZERO,
            _ => return None,
        };
        let asked = TimeDelta::from_std(wait).unwrap_or(TRIED_FOR);
        Some(now + asked.max(backoff(1, &mut *self.dice())))
    }
}
