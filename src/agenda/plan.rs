//! What is due and when to wake: pure, so that a call too many does nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use sha2::{Digest, Sha256};

use super::gate::backoff;
use crate::chat::contract::Delivered;
use crate::domain::delivery::{Delivery, MAY_HAVE_ARRIVED, Unsure};
use crate::storage::delivery::Settled;

/// What the agenda does, in the order in which it does it: first what decides who is told what, then the
/// telling, then what can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Looks whether the clock laws changed, and moves what they concern.
    FollowLaws,
    /// Ends pauses whose time has come.
    Resume,
    /// Passes held seats on.
    PassSeats,
    /// Plans the week's digests.
    PlanDigests,
    /// Sends what is due.
    Deliver,
    /// Lays out sessions further ahead.
    LayOut,
    /// Forgets what is no longer to be kept.
    Sweep,
}

/// When each task is wanted next, as the database tells; none: not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    times: Vec<(Task, DateTime<Utc>)>,
}

impl Plan {
    /// The plan with one more time; the first time of a task counts.
    pub fn add(&mut self, task: Task, time: Option<DateTime<Utc>>) {
        self.times.extend(time.map(|time| (task, time)));
    }

    /// When the agenda has to wake next.
    #[must_use]
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.times.iter().map(|(_, time)| *time).min()
    }

    /// What is due, in the order in which it is done, each once.
    #[must_use]
    pub fn due(&self, now: DateTime<Utc>) -> Vec<Task> {
        let mut due: Vec<Task> =
            self.times.iter().filter(|(_, time)| *time <= now).map(|(task, _)| *task).collect();
        due.sort_unstable();
        due.dedup();
        due
    }
}

/// How often a delivery is tried (G9).
pub const ATTEMPTS_MAX: u32 = 12;

/// How a delivery was sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// How often, this time included.
    pub attempts: u32,
    /// Where it was sent before without an answer.
    pub unsure: Option<Unsure>,
    /// For how long the platform remembers keys.
    pub memory: TimeDelta,
    /// When.
    pub now: DateTime<Utc>,
}

/// What a platform's answer means for a delivery. What cannot be reached is tried again without end, since that is
/// the platform's trouble: the late policy ends it.
#[must_use]
pub fn settled(delivered: Delivered, sent: Sent, dice: &mut impl Rng) -> Settled {
    let now = sent.now;
    match delivered {
        Delivered::Receipt(receipt) => Settled::Sent(receipt),
        Delivered::Unreachable | Delivered::Unauthorized => Settled::Uncounted(now),
        Delivered::TryAgainAfter(_) if sent.attempts >= ATTEMPTS_MAX => {
            Settled::Dead("tried too often".to_owned())
        }
        Delivered::TryAgainAfter(wait) => {
            let asked = TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1));
            Settled::Again(now + asked.max(backoff(sent.attempts, dice)))
        }
        Delivered::Unsure if sent.attempts >= ATTEMPTS_MAX => Settled::Dead(MAY_HAVE_ARRIVED.to_owned()),
        Delivered::Unsure => {
            let since = sent.unsure.map_or(now, |unsure| unsure.since);
            let look_up_from = since.checked_add_signed(sent.memory).unwrap_or(DateTime::<Utc>::MAX_UTC);
            Settled::Unsure(now + backoff(sent.attempts, dice), Unsure { since, look_up_from })
        }
        Delivered::PlaceGone => Settled::Blocked("the place is gone"),
        Delivered::NotAllowed => Settled::Blocked("the bot may not write there"),
        Delivered::Rejected(why) => Settled::Dead(why),
    }
}

/// The key that a platform knows a delivery by: the same for every attempt (G2, G3). Discord takes 25
/// characters at most.
#[must_use]
pub fn key(deployment: &str, delivery: &Delivery) -> String {
    let row = format!("{deployment}\n{}\n{}\n{}", delivery.community, delivery.id, delivery.notice.revision);
    URL_SAFE_NO_PAD.encode(Sha256::digest(row.as_bytes())).chars().take(22).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::domain::delivery::{Notice, NoticeKind, Recipient};
    use crate::domain::id::{CommunityId, MemberId};

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_774_000_000 + minutes * 60, 0).unwrap()
    }

    #[test]
    fn a_plan_wakes_for_the_first_time_and_does_what_is_due_in_order() {
        let mut plan = Plan::default();
        assert_eq!(plan.next_wakeup(), None);
        for (task, time) in [
            (Task::Sweep, Some(at(5))),
            (Task::Deliver, Some(at(3))),
            (Task::Deliver, Some(at(9))),
            (Task::PassSeats, Some(at(5))),
            (Task::LayOut, None),
        ] {
            plan.add(task, time);
        }
        assert_eq!(plan.next_wakeup(), Some(at(3)));
        assert_eq!(plan.due(at(2)), []);
        assert_eq!(plan.due(at(3)), [Task::Deliver]);
        assert_eq!(plan.due(at(60)), [Task::PassSeats, Task::Deliver, Task::Sweep]);
    }

    #[test]
    fn g9_every_answer_of_a_platform_ends_or_comes_later() {
        let seconds = |n| Delivered::TryAgainAfter(Duration::from_secs(n));
        let (now, memory) = (at(0), TimeDelta::minutes(2));
        let unsure = Unsure { since: at(-1), look_up_from: at(1) };
        let cases = [
            (Delivered::Receipt("7".to_owned()), 1, Settled::Sent("7".to_owned())),
            (seconds(900), 1, Settled::Again(at(15))),
            (seconds(0), 12, Settled::Dead("tried too often".to_owned())),
            (Delivered::Unreachable, 12, Settled::Uncounted(now)),
            (Delivered::Unauthorized, 12, Settled::Uncounted(now)),
            (Delivered::Unsure, 12, Settled::Dead(MAY_HAVE_ARRIVED.to_owned())),
            (Delivered::PlaceGone, 1, Settled::Blocked("the place is gone")),
            (Delivered::NotAllowed, 1, Settled::Blocked("the bot may not write there")),
            (Delivered::Rejected("too long".to_owned()), 1, Settled::Dead("too long".to_owned())),
        ];
        let mut dice = StdRng::seed_from_u64(1);
        for (delivered, attempts, expected) in cases {
            let sent = Sent { attempts, unsure: Some(unsure), memory, now };
            let settled = settled(delivered.clone(), sent, &mut dice);
            assert_eq!(settled, expected, "{delivered:?} after {attempts}");
        }
    }

    #[test]
    fn g9_waits_are_drawn_between_two_seconds_and_five_minutes() {
        let mut dice = StdRng::seed_from_u64(1);
        for attempts in 1..ATTEMPTS_MAX {
            let sent = Sent { attempts, unsure: None, memory: TimeDelta::zero(), now: at(0) };
            let again = settled(Delivered::TryAgainAfter(Duration::ZERO), sent, &mut dice);
            let Settled::Again(again) = again else { panic!("{again:?}") };
            assert!((TimeDelta::seconds(2)..=TimeDelta::minutes(5)).contains(&(again - at(0))), "{again}");
        }
    }

    #[test]
    fn g3_what_may_have_arrived_is_looked_up_once_its_key_is_forgotten() {
        let mut dice = StdRng::seed_from_u64(1);
        let sent = Sent { attempts: 1, unsure: None, memory: TimeDelta::minutes(20), now: at(0) };
        let first = settled(Delivered::Unsure, sent, &mut dice);
        let Settled::Unsure(_, unsure) = first else { panic!("{first:?}") };
        assert_eq!(unsure, Unsure { since: at(0), look_up_from: at(20) });
        let later = Sent { attempts: 2, unsure: Some(unsure), now: at(3), ..sent };
        let second = settled(Delivered::Unsure, later, &mut dice);
        let Settled::Unsure(_, again) = second else { panic!("{second:?}") };
        assert_eq!(again, unsure, "the first time counts");
    }

    #[test]
    fn g2_a_key_names_one_row_and_revision_of_one_deployment() {
        let delivery = |community: &str, id, revision| Delivery {
            community: CommunityId::new(community).unwrap(),
            id,
            notice: Notice {
                kind: NoticeKind::Reminder,
                recipient: Recipient::Member(MemberId(1)),
                group: None,
                session: None,
                offset_minutes: 60,
                due: at(0),
                revision,
                about: None,
                detail: None,
            },
            account: None,
            attempts: 1,
            held_until: None,
            unsure: None,
        };
        let first = key("a", &delivery("home", 1, 0));
        assert_eq!(first.len(), 22);
        assert!(first.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{first}");
        assert_eq!(first, key("a", &Delivery { attempts: 2, ..delivery("home", 1, 0) }));
        for other in [
            key("b", &delivery("home", 1, 0)),
            key("a", &delivery("away", 1, 0)),
            key("a", &delivery("home", 2, 0)),
            key("a", &delivery("home", 1, 1)),
        ] {
            assert_ne!(first, other);
        }
    }
}
