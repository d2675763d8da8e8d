//! Who comes to a session: seats, the waiting list, and offers that end.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::id::MemberId;

/// What somebody's answer to a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They come.
    Coming,
    /// They wait for a seat.
    Waiting,
    /// A seat is held for them.
    Offered {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// They come every time, but not this time; kept until the session ends (P6).
    Away,
}

/// One person's answer to one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rsvp {
    /// Whose.
    pub member: MemberId,
    /// What they answered.
    pub answer: Answer,
    /// The order of arrival; smaller came first.
    pub order: i64,
    /// True where it comes from a standing RSVP.
    pub standing: bool,
    /// True where it is their first time in the group; counted, not named.
    pub first_time: bool,
}

/// What came of saying "I'm coming".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// They have a seat now.
    Seated,
    /// They had a seat already.
    AlreadySeated,
    /// They wait; 1 is next.
    Waiting {
        /// Place in the queue.
        place: usize,
    },
    /// They waited already; 1 is next.
    AlreadyWaiting {
        /// Place in the queue.
        place: usize,
    },
}

/// The seats of one session. All changes of who comes go through here, so that the
/// waiting list is strict and nobody is promoted twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// How many there are; none: no limit.
    pub capacity: Option<u32>,
    /// The answers, in order of arrival.
    pub rsvps: Vec<Rsvp>,
    /// Those who hold the session: they need no seat.
    pub holders: BTreeSet<MemberId>,
}

impl Seats {
    /// How many seats are taken or held.
    #[must_use]
    pub fn taken(&self) -> usize {
        let takes = |rsvp: &&Rsvp| matches!(rsvp.answer, Answer::Coming | Answer::Offered { .. });
        self.rsvps.iter().filter(takes).filter(|rsvp| !self.holders.contains(&rsvp.member)).count()
    }

    /// How many people come, holders included.
    #[must_use]
    pub fn coming(&self) -> usize {
        self.rsvps.iter().filter(|rsvp| rsvp.answer == Answer::Coming).count()
    }

    /// How many people wait or are offered a seat.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.rsvps.iter().filter(|r| matches!(r.answer, Answer::Waiting | Answer::Offered { .. })).count()
    }

    /// Seats that nobody has or is offered; none: no limit.
    #[must_use]
    pub fn free(&self) -> Option<usize> {
        self.capacity.map(|capacity| (capacity as usize).saturating_sub(self.taken()))
    }

    /// Somebody's answer.
    #[must_use]
    pub fn of(&self, member: MemberId) -> Option<&Rsvp> {
        self.rsvps.iter().find(|rsvp| rsvp.member == member)
    }

    /// Somebody's place in the queue, 1 is next.
    #[must_use]
    pub fn place(&self, member: MemberId) -> Option<usize> {
        let queue = self.rsvps.iter().filter(|rsvp| rsvp.answer == Answer::Waiting);
        queue.map(|rsvp| rsvp.member).position(|waiting| waiting == member).map(|index| index + 1)
    }

    /// Somebody comes: into a free seat, into the one held for them, or to the end of the queue.
    /// A free seat goes to nobody who came later than somebody who waits.
    pub fn come(&mut self, member: MemberId, standing: bool, first_time: bool) -> Came {
        match self.of(member).map(|rsvp| rsvp.answer) {
            Some(Answer::Coming) => {
                self.mark_standing(member, standing);
                return Came::AlreadySeated;
            }
            Some(Answer::Offered { .. }) => {
                self.set(member, Answer::Coming);
                self.mark_standing(member, standing);
                return Came::Seated;
            }
            Some(Answer::Waiting) if !self.holders.contains(&member) => {
                self.mark_standing(member, standing);
                return Came::AlreadyWaiting { place: self.place(member).unwrap_or(1) };
            }
            Some(Answer::Waiting | Answer::Away) | None => {}
        }
        let standing = standing || self.of(member).is_some_and(|rsvp| rsvp.standing);
        self.rsvps.retain(|rsvp| rsvp.member != member);
        let queue_is_empty = !self.rsvps.iter().any(|rsvp| rsvp.answer == Answer::Waiting);
        let seat = self.holders.contains(&member) || (queue_is_empty && self.free() != Some(0));
        let answer = if seat { Answer::Coming } else { Answer::Waiting };
        let order = self.rsvps.iter().map(|rsvp| rsvp.order).max().unwrap_or(0) + 1;
        self.rsvps.push(Rsvp { member, answer, order, standing, first_time });
        if seat { Came::Seated } else { Came::Waiting { place: self.place(member).unwrap_or(1) } }
    }

    /// Somebody does not come. With a standing RSVP one's own exception stays; otherwise nothing
    /// is kept (P6). False where there was nothing to withdraw.
    pub fn withdraw(&mut self, member: MemberId, has_standing: bool) -> bool {
        let had = self.of(member).is_some_and(|rsvp| rsvp.answer != Answer::Away);
        if has_standing {
            let order = self.rsvps.iter().map(|rsvp| rsvp.order).max().unwrap_or(0) + 1;
            self.rsvps.retain(|rsvp| rsvp.member != member);
            self.rsvps.push(Rsvp { member, answer: Answer::Away, order, standing: true, first_time: false });
        } else {
            self.rsvps.retain(|rsvp| rsvp.member != member);
        }
        had
    }

    /// Offers every free seat to those who wait longest, until the given time; says to whom.
    /// Calling it again offers nothing twice: an offered seat is no longer free.
    pub fn promote(&mut self, until: DateTime<Utc>) -> Vec<MemberId> {
        let mut promoted = Vec::new();
        while self.free() != Some(0) {
            let Some(next) = self.rsvps.iter_mut().find(|rsvp| rsvp.answer == Answer::Waiting) else { break };
            next.answer = Answer::Offered { until };
            promoted.push(next.member);
        }
        promoted
    }

    /// Takes back the offers that have ended; says whose. They leave the queue.
    pub fn lapse(&mut self, now: DateTime<Utc>) -> Vec<MemberId> {
        let lapsed = self.ended_offers(now);
        self.rsvps.retain(|rsvp| !lapsed.contains(&rsvp.member));
        lapsed
    }

    /// Those whose offers have ended, in order of arrival.
    #[must_use]
    pub fn ended_offers(&self, now: DateTime<Utc>) -> Vec<MemberId> {
        let ended = |rsvp: &&Rsvp| matches!(rsvp.answer, Answer::Offered { until } if until <= now);
        self.rsvps.iter().filter(ended).map(|rsvp| rsvp.member).collect()
    }

    /// Holds an offered seat until another time: whoever was not told of the offer has not had their chance.
    pub fn hold_until(&mut self, member: MemberId, until: DateTime<Utc>) {
        if matches!(self.of(member), Some(Rsvp { answer: Answer::Offered { .. }, .. })) {
            self.set(member, Answer::Offered { until });
        }
    }

    /// Takes every offer back without a change of places: the session does not take place.
    pub fn wait_on(&mut self) {
        for rsvp in &mut self.rsvps {
            if matches!(rsvp.answer, Answer::Offered { .. }) {
                rsvp.answer = Answer::Waiting;
            }
        }
    }

    fn set(&mut self, member: MemberId, answer: Answer) {
        if let Some(rsvp) = self.rsvps.iter_mut().find(|rsvp| rsvp.member == member) {
            rsvp.answer = answer;
        }
    }

    fn mark_standing(&mut self, member: MemberId, standing: bool) {
        if let Some(rsvp) = self.rsvps.iter_mut().find(|rsvp| rsvp.member == member) {
            rsvp.standing |= standing;
        }
    }
}

/// Until when a seat is held: as long as the community holds seats, but at most half of the time
/// that is left, so that the next person has a chance too; never past the start.
#[must_use]
pub fn offer_ends(now: DateTime<Utc>, starts: DateTime<Utc>, hold: TimeDelta) -> DateTime<Utc> {
    let left = (starts - now).max(TimeDelta::zero());
    (now + hold.min(left / 2).max(TimeDelta::minutes(10))).min(starts.max(now))
}
