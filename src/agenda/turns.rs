//! Whose turn it is: communities take turns, so that a busy one does not hold up the others (G10). Pure.

use std::collections::{BTreeMap, VecDeque};

use crate::domain::id::CommunityId;
use crate::storage::delivery::Due;

/// What is due on a platform, in the order in which it is sent.
#[derive(Debug, Default)]
pub struct Turns {
    waiting: VecDeque<(CommunityId, i64)>,
}

impl Turns {
    /// Each community sends one in turn; inside a community what is not true any more comes before what is near, what
    /// is near before what is far, and what was due first before the rest.
    #[must_use]
    pub fn of(due: Vec<Due>) -> Self {
        let mut by_community: BTreeMap<CommunityId, Vec<Due>> = BTreeMap::new();
        for due in due {
            by_community.entry(due.community.clone()).or_default().push(due);
        }
        let mut places = Vec::new();
        for (community, mut due) in by_community {
            due.sort_unstable();
            places.extend(
                due.into_iter()
                    .enumerate()
                    .map(|(turn, due)| (turn, due.class, due.at, community.clone(), due.id)),
            );
        }
        places.sort_unstable();
        Self { waiting: places.into_iter().map(|(_, _, _, community, id)| (community, id)).collect() }
    }

    /// The next so many.
    pub fn take(&mut self, count: u32) -> Vec<(CommunityId, i64)> {
        let count = self.waiting.len().min(count as usize);
        self.waiting.drain(..count).collect()
    }

    /// True where everything that was due has had its turn.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn due(community: &str, id: i64, class: i64, minute: i64) -> Due {
        let at = DateTime::from_timestamp(1_774_000_000 + minute * 60, 0).unwrap();
        Due { class, at, id, community: CommunityId::new(community).unwrap() }
    }

    fn order(due: Vec<Due>, count: u32) -> Vec<(String, i64)> {
        let taken = Turns::of(due).take(count);
        taken.into_iter().map(|(community, id)| (community.to_string(), id)).collect()
    }

    #[test]
    fn g10_a_community_with_much_to_say_does_not_hold_up_the_others() {
        let mut all: Vec<Due> = (0..10_000).map(|id| due("big", id, 2, 0)).collect();
        for number in 0..99 {
            all.extend((0..10).map(|id| due(&format!("small{number}"), id, 2, 1)));
        }
        let first = order(all, 1_000);
        let small = first.iter().filter(|(community, _)| community != "big").count();
        assert_eq!(small, 990, "all that the ninety-nine have to say is among the first thousand");
    }

    #[test]
    fn g10_inside_a_community_urgent_things_come_first() {
        let all = vec![due("a", 1, 3, 0), due("a", 2, 0, 5), due("a", 3, 2, 1), due("a", 4, 2, 0)];
        let ids: Vec<i64> = order(all, 9).into_iter().map(|(_, id)| id).collect();
        assert_eq!(ids, [2, 4, 3, 1]);
    }

    #[test]
    fn turns_end() {
        let mut turns = Turns::of(vec![due("a", 1, 0, 0), due("b", 1, 0, 0)]);
        assert_eq!(turns.take(1).len(), 1);
        assert!(!turns.is_over());
        assert_eq!(turns.take(5).len(), 1);
        assert!(turns.is_over() && turns.take(5).is_empty());
    }
}
