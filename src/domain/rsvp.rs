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
    /// A free seat goes to nobody who came later than somebody who waits. What they said singly before
    /// stays said singly, also where they now come every time.
    pub fn come(&mut self, member: MemberId, standing: bool, first_time: bool) -> Came {
        match self.of(member).map(|rsvp| rsvp.answer) {
            Some(Answer::Coming) => return Came::AlreadySeated,
            Some(Answer::Offered { .. }) => {
                self.set(member, Answer::Coming);
                return Came::Seated;
            }
            Some(Answer::Waiting) if !self.holders.contains(&member) => {
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
}

/// Until when a seat is held: as long as the community holds seats, but at most half of the time
/// that is left, so that the next person has a chance too; never past the start.
#[must_use]
pub fn offer_ends(now: DateTime<Utc>, starts: DateTime<Utc>, hold: TimeDelta) -> DateTime<Utc> {
    let left = (starts - now).max(TimeDelta::zero());
    (now + hold.min(left / 2).max(TimeDelta::minutes(10))).min(starts.max(now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_774_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn seats(capacity: u32) -> Seats {
        Seats { capacity: Some(capacity), rsvps: Vec::new(), holders: BTreeSet::new() }
    }

    fn ids<const N: usize>(ids: [i64; N]) -> Vec<MemberId> {
        ids.into_iter().map(MemberId).collect()
    }

    #[test]
    fn a_full_session_has_a_queue_in_order_of_arrival() {
        let mut seats = seats(1);
        assert_eq!(seats.come(MemberId(1), false, true), Came::Seated);
        assert_eq!(seats.come(MemberId(2), false, true), Came::Waiting { place: 1 });
        assert_eq!(seats.come(MemberId(3), false, true), Came::Waiting { place: 2 });
        assert_eq!(seats.come(MemberId(2), false, true), Came::AlreadyWaiting { place: 1 });
        assert_eq!(seats.come(MemberId(1), false, true), Came::AlreadySeated);
        assert!(seats.withdraw(MemberId(1), false));
        assert!(!seats.withdraw(MemberId(1), false));
        assert_eq!(
            seats.come(MemberId(4), false, true),
            Came::Waiting { place: 3 },
            "nobody overtakes the queue"
        );
        assert_eq!(seats.promote(at(60)), ids([2]));
        assert_eq!(seats.promote(at(60)), ids([]), "the held seat is not free");
        assert_eq!(seats.come(MemberId(2), false, true), Came::Seated);
        assert_eq!((seats.coming(), seats.waiting(), seats.free()), (1, 2, Some(0)));
    }

    #[test]
    fn an_offer_goes_on_when_its_time_ends_unless_its_person_was_not_told() {
        let mut seats = seats(1);
        for member in [1, 2, 3, 4] {
            seats.come(MemberId(member), false, false);
        }
        seats.withdraw(MemberId(1), false);
        seats.promote(at(60));
        assert_eq!(seats.lapse(at(59)), ids([]));
        assert_eq!(seats.ended_offers(at(60)), ids([2]));
        seats.hold_until(MemberId(2), at(90));
        seats.hold_until(MemberId(3), at(90));
        assert_eq!(seats.of(MemberId(3)).unwrap().answer, Answer::Waiting, "only an offer is held longer");
        assert_eq!(seats.lapse(at(60)), ids([]));
        assert_eq!(seats.lapse(at(90)), ids([2]));
        assert_eq!(seats.promote(at(120)), ids([3]));
        seats.wait_on();
        assert_eq!((seats.place(MemberId(3)), seats.place(MemberId(4))), (Some(1), Some(2)));
    }

    #[test]
    fn whoever_holds_the_session_needs_no_seat() {
        let mut seats = seats(1);
        seats.holders.insert(MemberId(9));
        assert_eq!(seats.come(MemberId(1), false, false), Came::Seated);
        assert_eq!(seats.come(MemberId(9), false, false), Came::Seated);
        assert_eq!((seats.taken(), seats.coming()), (1, 2));
    }

    #[test]
    fn what_was_said_for_one_session_stays_so_when_somebody_comes_every_time() {
        let mut seats = Seats { capacity: Some(1), rsvps: Vec::new(), holders: BTreeSet::new() };
        seats.come(MemberId(1), false, false);
        seats.come(MemberId(2), false, false);
        assert_eq!(seats.come(MemberId(1), true, false), Came::AlreadySeated);
        assert_eq!(seats.come(MemberId(2), true, false), Came::AlreadyWaiting { place: 1 });
        assert!(seats.rsvps.iter().all(|rsvp| !rsvp.standing));
    }

    #[test]
    fn p6_only_an_exception_from_a_standing_rsvp_is_kept() {
        let mut seats = seats(2);
        seats.come(MemberId(1), true, false);
        seats.come(MemberId(2), false, false);
        seats.withdraw(MemberId(1), true);
        seats.withdraw(MemberId(2), false);
        let kept: Vec<_> = seats.rsvps.iter().map(|rsvp| (rsvp.member, rsvp.answer)).collect();
        assert_eq!(kept, [(MemberId(1), Answer::Away)]);
        assert_eq!(seats.come(MemberId(1), false, false), Came::Seated);
        assert!(seats.of(MemberId(1)).unwrap().standing, "it was an exception, and is none any more");
    }

    #[test]
    fn a_seat_is_held_for_half_of_what_is_left_and_never_past_the_start() {
        let hold = TimeDelta::hours(12);
        for (starts, ends) in [(3 * 24 * 60, 12 * 60), (120, 60), (15, 10), (5, 5), (0, 0), (-10, 0)] {
            assert_eq!(offer_ends(at(0), at(starts), hold), at(ends), "{starts} minutes before the start");
        }
    }

    /// Something that happens to a session's seats.
    #[derive(Debug, Clone)]
    enum Step {
        Come(i64, bool),
        Withdraw(i64, bool),
        Promote,
        Pass(i64),
        Capacity(u32),
    }

    fn step() -> impl Strategy<Value = Step> {
        let member = 0..8_i64;
        prop_oneof![
            4 => (member.clone(), any::<bool>()).prop_map(|(member, standing)| Step::Come(member, standing)),
            3 => (member, any::<bool>()).prop_map(|(member, standing)| Step::Withdraw(member, standing)),
            2 => Just(Step::Promote),
            1 => (1..90_i64).prop_map(Step::Pass),
            1 => (0..6_u32).prop_map(Step::Capacity),
        ]
    }

    fn queue(seats: &Seats) -> Vec<MemberId> {
        seats.rsvps.iter().filter(|rsvp| rsvp.answer == Answer::Waiting).map(|rsvp| rsvp.member).collect()
    }

    /// Carries out a step and checks what it alone may do.
    fn take(seats: &mut Seats, now: &mut i64, step: &Step) {
        let before = seats.clone();
        match *step {
            Step::Come(member, standing) => {
                seats.come(MemberId(member), standing, false);
            }
            Step::Withdraw(member, standing) => {
                seats.withdraw(MemberId(member), standing);
            }
            Step::Promote => {
                let promoted = seats.promote(at(*now + 60));
                let waited = queue(&before);
                assert_eq!(promoted, waited[..promoted.len()], "strictly in order of arrival");
                let free = before.free().unwrap();
                assert_eq!(promoted.len(), free.min(waited.len()), "every free seat, and no other");
                assert_eq!(seats.rsvps.len(), before.rsvps.len(), "promotion loses nobody");
            }
            Step::Pass(minutes) => {
                *now += minutes;
                let lapsed = seats.lapse(at(*now));
                assert_eq!(seats.rsvps.len() + lapsed.len(), before.rsvps.len());
            }
            Step::Capacity(capacity) => seats.capacity = Some(capacity),
        }
        assert!(
            seats.taken() <= before.taken().max(seats.capacity.unwrap() as usize),
            "never more seated than seats"
        );
        let orders: Vec<i64> = seats.rsvps.iter().map(|rsvp| rsvp.order).collect();
        assert!(orders.is_sorted_by(|left, right| left < right), "one order of arrival");
        let stayed: Vec<_> =
            queue(&before).into_iter().filter(|member| queue(seats).contains(member)).collect();
        let now_waiting: Vec<_> = queue(seats).into_iter().filter(|member| stayed.contains(member)).collect();
        if !matches!(step, Step::Come(..) | Step::Withdraw(..)) {
            assert_eq!(stayed, now_waiting, "nobody overtakes");
        }
    }

    proptest! {
        #[test]
        fn the_waiting_list_keeps_its_laws(steps in prop::collection::vec(step(), 1..60)) {
            let (mut seats, mut now) = (seats(3), 0);
            for step in &steps {
                take(&mut seats, &mut now, step);
            }
            // A raised capacity promotes everybody who waits, in order, and each once.
            let waited = queue(&seats);
            seats.capacity = Some(1_000);
            prop_assert_eq!(seats.promote(at(now + 60)), waited);
            prop_assert_eq!(seats.promote(at(now + 60)), vec![]);
        }
    }
}
