//! The clock laws are read again while the program runs, and what older ones computed follows the newer (G8).
//!
//! A group's sessions, their reminders and the news for its roster change in one transaction, so that a crash leaves
//! nothing half done; groups follow in batches, each of one community, so that nobody waits for a long one. How
//! far it has come is in the sessions themselves: each names the data that computed it.

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Agenda, WorkDone};
use crate::domain::group::{Group, Status};
use crate::domain::id::{CommunityId, GroupId, SessionId};
use crate::domain::reminder;
use crate::domain::session::{Session, SessionState};
use crate::domain::zone::{ZoneName, Zones};
use crate::storage::delivery::{self, Planned};
use crate::storage::session::laws;
use crate::storage::{StorageError, Tx, fact, group, roster};

/// Reads the zone data as it is now; none where it cannot be read. It may block.
pub type ReadZones = Arc<dyn Fn() -> Option<Zones> + Send + Sync>;

/// How often the laws are looked at.
const LOOK_EVERY: TimeDelta = TimeDelta::hours(6);
/// How many groups are dealt with before others have their turn.
const BATCH: u32 = 100;

/// How far the laws are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Look {
    /// A look goes through the groups; it has come to this one.
    Through(Option<(CommunityId, GroupId)>),
    /// The next look is at this time.
    At(DateTime<Utc>),
}

impl Default for Look {
    /// After a start everything is looked through, by the data that was read then.
    fn default() -> Self {
        Self::Through(None)
    }
}

impl Agenda {
    fn following(&self) -> MutexGuard<'_, Look> {
        self.following.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the laws are looked at next.
    pub(super) fn next_look(&self) -> DateTime<Utc> {
        match &*self.following() {
            Look::Through(_) => DateTime::UNIX_EPOCH,
            Look::At(time) => *time,
        }
    }

    /// Looks whether the laws changed; then a batch of groups follows them, the next at the next call.
    pub(super) async fn follow_laws(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let look = self.following().clone();
        let after = match look {
            Look::Through(after) => after,
            Look::At(_) => {
                self.read_laws().await;
                None
            }
        };
        let zones = self.means.zones.current();
        self.note_data(&zones).await?;
        let mut db = self.means.storage.read().await?;
        let behind = laws::behind(&mut db, zones.data(), after.as_ref(), (now, BATCH)).await?;
        drop(db);
        let Some((community, _)) = behind.first().cloned() else {
            *self.following() = Look::At(now + LOOK_EVERY);
            return Ok(WorkDone::default());
        };
        let groups: Vec<GroupId> =
            behind.iter().take_while(|(of, _)| *of == community).map(|(_, group)| *group).collect();
        let mut tx = self.means.storage.write().await?;
        for group in &groups {
            self.follow_in(&mut tx, (&community, *group), &zones, now).await?;
        }
        tx.commit().await?;
        *self.following() = Look::Through(groups.last().map(|last| (community, *last)));
        Ok(WorkDone { kept: groups.len(), ..WorkDone::default() })
    }

    /// Reads the laws again; newer ones are in use from then on.
    async fn read_laws(&self) {
        let read = Arc::clone(&self.means.read_zones);
        let Ok(Some(newest)) = tokio::task::spawn_blocking(move || read()).await else { return };
        let known = self.means.zones.current();
        if newest.data() != known.data() {
            tracing::info!(from = known.data(), to = newest.data(), "the time zone data changed");
            self.means.zones.replace(newest);
        }
    }

    /// Notes which data is in use. Since this waits for the one writer, every command that still went by older data has
    /// ended after it, and the look finds what it kept.
    async fn note_data(&self, zones: &Zones) -> Result<(), StorageError> {
        let mut db = self.means.storage.read().await?;
        let known = fact::get(&mut db, fact::ZONE_DATA).await?;
        drop(db);
        if known.as_deref() == Some(zones.data()) {
            return Ok(());
        }
        let mut tx = self.means.storage.write().await?;
        fact::put(&mut tx, fact::ZONE_DATA, zones.data()).await?;
        tx.commit().await
    }

    /// One group follows the laws.
    async fn follow_in(
        &self,
        tx: &mut Tx,
        (community, id): (&CommunityId, GroupId),
        zones: &Zones,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let behind = laws::of_group_behind(tx, community, id, zones.data(), now).await?;
        laws::mark(tx, community, id, zones.data(), now).await?;
        let moved: Vec<(Session, TimeDelta)> =
            behind.into_iter().filter_map(|session| moved(session, zones, now)).collect();
        if moved.is_empty() {
            return Ok(());
        }
        let shifts: Vec<(SessionId, TimeDelta)> =
            moved.iter().map(|(session, by)| (session.id, *by)).collect();
        laws::shift(tx, community, &shifts).await?;
        delivery::shift(tx, community, &shifts).await?;
        let Some(seen) = group::get(tx, community, id, None).await? else { return Ok(()) };
        // What was past for somebody who answered at the last minute may be ahead again.
        let sessions: Vec<Session> = moved
            .iter()
            .filter(|(_, by)| *by > TimeDelta::zero())
            .map(|(session, _)| session.clone())
            .collect();
        let planned = Planned { group: &seen.group, sessions: &sessions };
        delivery::reconcile(tx, community, planned, &self.rules.default_offsets, now).await?;
        self.tell_roster(tx, community, (&seen.group, &zones_of(&moved)), (zones.data(), now)).await
    }

    /// Tells a group's roster of the laws that changed, each once.
    async fn tell_roster(
        &self,
        tx: &mut Tx,
        community: &CommunityId,
        (group, changed): (&Group, &[ZoneName]),
        (data, now): (&str, DateTime<Utc>),
    ) -> Result<(), StorageError> {
        if group.status == Status::Ended {
            return Ok(());
        }
        let roster = roster::of_group(tx, community, group.id).await?;
        let told: BTreeSet<_> = roster.into_iter().map(|on| on.member).collect();
        for zone in changed {
            let notices = reminder::law_changed(group, (*zone, data), &told, now);
            delivery::record(tx, community, &notices).await?;
        }
        Ok(())
    }
}

/// The session as these laws have it, and by how much it moved. None where nothing changes for anybody: its instant is the
/// same, or its time has come both ways.
fn moved(session: Session, zones: &Zones, now: DateTime<Utc>) -> Option<(Session, TimeDelta)> {
    let by = session.shift_by(zones);
    let starts = session.starts + by;
    let waits = !matches!(session.state, SessionState::Open | SessionState::Closed);
    let ahead = waits && session.starts.max(starts) > now;
    (by != TimeDelta::zero() && ahead).then_some((Session { starts, ..session }, by))
}

/// The zones whose law changed for sessions that take place.
fn zones_of(moved: &[(Session, TimeDelta)]) -> Vec<ZoneName> {
    let mut zones: Vec<ZoneName> =
        moved.iter().filter(|(session, _)| session.takes_place()).map(|(session, _)| session.zone).collect();
    zones.sort_unstable_by_key(|zone| zone.as_str());
    zones.dedup();
    zones
}
