//! The housekeeping: pauses that end, sessions laid out further ahead, what is forgotten.

use chrono::{DateTime, Utc};

use super::{Agenda, WorkDone};
use crate::domain::group::{Group, Status};
use crate::storage::delivery::{self, Planned};
use crate::storage::series::Horizon;
use crate::storage::{StorageError, group, retention, series};

/// How many rows are dealt with before others have their turn.
const BATCH: u32 = 50;

impl Agenda {
    /// Ends the pauses whose time has come; the reminders of the sessions ahead are planned anew.
    pub(super) async fn resume(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut tx = self.means.storage.write().await?;
        let groups = group::to_resume(&mut tx, now, BATCH).await?;
        for (community, id) in &groups {
            let Some(seen) = group::get(&mut tx, community, *id, None).await? else { continue };
            group::update(&mut tx, community, &Group { status: Status::Active, ..seen.group }).await?;
            delivery::reconcile_group(&mut tx, community, *id, &self.rules.default_offsets, now).await?;
        }
        tx.commit().await?;
        Ok(WorkDone { kept: groups.len(), ..WorkDone::default() })
    }

    /// Lays out the sessions of some series, with the reminders of those that are new.
    pub(super) async fn lay_out(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut tx = self.means.storage.write().await?;
        let zones = self.means.zones.current();
        let horizon = Horizon::ahead(now, self.rules.layout_days, &zones);
        let due = series::to_lay_out(&mut tx, now, self.rules.layout_days, BATCH).await?;
        for (community, series) in &due {
            let new = series::lay_out(&mut tx, community, series, horizon).await?;
            if new.is_empty() {
                continue;
            }
            let Some(seen) = group::get(&mut tx, community, series.group, None).await? else { continue };
            let planned = Planned { group: &seen.group, sessions: &new };
            delivery::reconcile(&mut tx, community, planned, &self.rules.default_offsets, now).await?;
        }
        tx.commit().await?;
        Ok(WorkDone { kept: due.len(), ..WorkDone::default() })
    }

    /// Forgets what is no longer to be kept (P6, P20).
    pub(super) async fn sweep(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut tx = self.means.storage.write().await?;
        retention::sweep(&mut tx, &self.rules.retention, now).await?;
        tx.commit().await?;
        Ok(WorkDone { kept: 1, ..WorkDone::default() })
    }
}
