//! How fast people may go (P31): a bucket for each person and one for each community, in memory.
//! A person who hurries is asked to wait; others do not notice.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::id::CommunityId;

/// How many commands fit into a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Of one person.
    pub person_per_minute: u32,
    /// Of one community.
    pub community_per_minute: u32,
}

/// Buckets are forgotten when there are more than this: those that are full again first.
const BUCKETS_MAX: usize = 20_000;

/// What somebody may still do: as much as fits into a minute at most.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    seen: DateTime<Utc>,
}

/// Counts commands.
pub(super) struct Pacer {
    pace: Pace,
    buckets: Mutex<HashMap<(CommunityId, Option<String>), Bucket>>,
}

impl Pacer {
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one command from the buckets of a person and of their community. False: it was too fast.
    pub(super) fn allows(&self, community: &CommunityId, asked: &str, now: DateTime<Utc>) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > BUCKETS_MAX {
            buckets.retain(|_, bucket| now - bucket.seen < TimeDelta::minutes(1));
        }
        let own = (community.clone(), Some(asked.to_owned()));
        let all = (community.clone(), None);
        take(&mut buckets, own, self.pace.person_per_minute, now)
            && take(&mut buckets, all, self.pace.community_per_minute, now)
    }
}

fn take(
    buckets: &mut HashMap<(CommunityId, Option<String>), Bucket>,
    whose: (CommunityId, Option<String>),
    per_minute: u32,
    now: DateTime<Utc>,
) -> bool {
    let most = f64::from(per_minute);
    let bucket = buckets.entry(whose).or_insert(Bucket { left: most, seen: now });
    // A clock that goes back fills nothing.
    let seconds = (now - bucket.seen).to_std().map_or(0.0, |passed| passed.as_secs_f64());
    bucket.left = (bucket.left + seconds * most / 60.0).min(most);
    bucket.seen = now;
    if bucket.left < 1.0 {
        return false;
    }
    bucket.left -= 1.0;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p31_one_who_floods_waits_and_others_do_not_notice() {
        let pacer = Pacer::new(Pace { person_per_minute: 3, community_per_minute: 100 });
        let home = CommunityId::home();
        let now: DateTime<Utc> = "2026-03-26T18:00:00Z".parse().unwrap();
        let asked = (0..5).map(|_| pacer.allows(&home, "flood", now)).collect::<Vec<_>>();
        assert_eq!(asked, [true, true, true, false, false]);
        assert!(pacer.allows(&home, "ben", now));
        assert!(!pacer.allows(&home, "flood", now + TimeDelta::seconds(19)));
        assert!(pacer.allows(&home, "flood", now + TimeDelta::seconds(40)));
    }

    #[test]
    fn p31_a_community_has_a_bound_of_its_own() {
        let pacer = Pacer::new(Pace { person_per_minute: 100, community_per_minute: 2 });
        let (home, other) = (CommunityId::home(), CommunityId::new("other").unwrap());
        let now: DateTime<Utc> = "2026-03-26T18:00:00Z".parse().unwrap();
        assert!(pacer.allows(&home, "a", now) && pacer.allows(&home, "b", now));
        assert!(!pacer.allows(&home, "c", now));
        assert!(pacer.allows(&other, "c", now));
    }
}
