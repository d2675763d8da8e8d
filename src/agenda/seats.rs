//! Held seats go on to the next person when their time ends.

use chrono::{DateTime, Utc};

use super::{Agenda, WorkDone};
use crate::domain::delivery::{Notice, NoticeKind};
use crate::domain::id::{CommunityId, MemberId, SessionId};
use crate::domain::reminder::private_notice;
use crate::domain::rsvp::{Seats, offer_ends};
use crate::domain::session::Session;
use crate::storage::rsvp::SeatRules;
use crate::storage::{StorageError, Tx, delivery, rsvp, session};

/// How many sessions are dealt with before others have their turn.
const BATCH: u32 = 50;

impl Agenda {
    /// Takes back the offers that have ended and offers the seats to the next, who are told.
    pub(super) async fn pass_seats(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut tx = self.means.storage.write().await?;
        let sessions = rsvp::with_ended_offers(&mut tx, now, BATCH).await?;
        for (community, session) in &sessions {
            self.pass_on(&mut tx, community, *session, now).await?;
        }
        tx.commit().await?;
        Ok(WorkDone { kept: sessions.len(), ..WorkDone::default() })
    }

    async fn pass_on(
        &self,
        tx: &mut Tx,
        community: &CommunityId,
        id: SessionId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let Some(session) = session::get(tx, community, id).await? else { return Ok(()) };
        let Some(mut seats) = rsvp::seats(tx, community, id).await? else { return Ok(()) };
        let lapsed = if session.takes_place() {
            self.hold_for_the_untold(tx, community, (&session, &mut seats), now).await?;
            seats.lapse(now)
        } else {
            seats.wait_on();
            Vec::new()
        };
        delivery::record(tx, community, &lapse_notices(&session, &lapsed, now)).await?;
        let rules = SeatRules { hold: self.rules.hold, default_offsets: &self.rules.default_offsets, now };
        rsvp::settle(tx, community, &session, seats, rules).await?;
        Ok(())
    }

    /// Whoever could not be told of their offer, because the bot was away, gets their time anew.
    async fn hold_for_the_untold(
        &self,
        tx: &mut Tx,
        community: &CommunityId,
        (session, seats): (&Session, &mut Seats),
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let untold = delivery::untold_offers(tx, community, session.id).await?;
        for member in seats.ended_offers(now).into_iter().filter(|member| untold.contains(member)) {
            seats.hold_until(member, offer_ends(now, session.starts, self.rules.hold));
        }
        Ok(())
    }
}

/// Once the session has started nobody needs to hear of a seat in it.
fn lapse_notices(session: &Session, lapsed: &[MemberId], now: DateTime<Utc>) -> Vec<Notice> {
    if now >= session.starts {
        return Vec::new();
    }
    lapsed.iter().map(|member| private_notice(NoticeKind::OfferLapsed, *member, session, None, now)).collect()
}
