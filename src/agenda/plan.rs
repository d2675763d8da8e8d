//! What is due and when to wake: pure, so that a call too many does nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::chat::contract::Delivered;
use crate::domain::delivery::Delivery;
use crate::storage::delivery::Settled;

/// What the agenda does, in the order in which it does it: first what decides who is told what, then the
/// telling, then what can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Looks up what an earlier process had begun to send.
    Recover,
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
/// The shortest and the longest wait before it is tried again (G9).
const WAIT: (TimeDelta, TimeDelta) = (TimeDelta::seconds(2), TimeDelta::minutes(5));

/// What a platform's answer means for a delivery.
#[must_use]
pub fn settled(delivered: Delivered, attempts: u32, now: DateTime<Utc>) -> Settled {
    match delivered {
        Delivered::Receipt(receipt) => Settled::Sent(receipt),
        Delivered::TryAgainAfter(_) if attempts >= ATTEMPTS_MAX => {
            Settled::Dead("tried too often".to_owned())
        }
        Delivered::TryAgainAfter(wait) => {
            let asked = TimeDelta::from_std(wait).unwrap_or(WAIT.1);
            Settled::Again(now + asked.max(backoff(attempts)))
        }
        Delivered::Unreachable | Delivered::Unsure => Settled::Again(now + backoff(attempts)),
        Delivered::Unauthorized => Settled::Again(now + WAIT.1),
        Delivered::PlaceGone => Settled::Blocked("the place is gone"),
        Delivered::NotAllowed => Settled::Blocked("the bot may not write there"),
        Delivered::Rejected(why) => Settled::Dead(why),
    }
}

/// Doubles with each attempt.
fn backoff(attempts: u32) -> TimeDelta {
    let doubled = 1_i32.checked_shl(attempts.saturating_sub(1).min(30)).unwrap_or(i32::MAX);
    WAIT.0.checked_mul(doubled).unwrap_or(WAIT.1).min(WAIT.1)
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
        let again = |n| Settled::Again(at(0) + TimeDelta::seconds(n));
        let cases = [
            (Delivered::Receipt("7".to_owned()), 1, Settled::Sent("7".to_owned())),
            (seconds(0), 1, again(2)),
            (seconds(0), 4, again(16)),
            (seconds(0), 11, again(300)),
            (seconds(90), 1, again(90)),
            (seconds(0), 12, Settled::Dead("tried too often".to_owned())),
            (Delivered::PlaceGone, 1, Settled::Blocked("the place is gone")),
            (Delivered::NotAllowed, 1, Settled::Blocked("the bot may not write there")),
            (Delivered::Rejected("too long".to_owned()), 1, Settled::Dead("too long".to_owned())),
        ];
        for (delivered, attempts, expected) in cases {
            assert_eq!(
                settled(delivered.clone(), attempts, at(0)),
                expected,
                "{delivered:?} after {attempts}"
            );
        }
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
