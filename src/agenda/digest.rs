//! The week ahead is planned once a week, for those who hold groups and want reminders.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Agenda, WorkDone};
use crate::domain::delivery::{DIGEST_USEFUL, Notice};
use crate::domain::digest;
use crate::domain::id::CommunityId;
use crate::domain::reminder;
use crate::storage::StorageError;
use crate::storage::delivery::{self, digest as rows};

impl Agenda {
    /// Plans the digests of the Monday that comes, or that came while the bot was away and is still of use.
    pub(super) async fn plan_digests(&self, now: DateTime<Utc>) -> Result<WorkDone, StorageError> {
        let mut tx = self.means.storage.write().await?;
        let zones = self.means.zones.current();
        let monday = digest::monday(now);
        let mut notices: BTreeMap<CommunityId, Vec<Notice>> = BTreeMap::new();
        let mut kept = 0;
        for holder in rows::holders(&mut tx).await? {
            let due = digest::due(monday, &holder.zone, &zones);
            if now <= due + DIGEST_USEFUL {
                notices.entry(holder.community).or_default().push(reminder::digest(holder.member, due));
                kept += 1;
            }
        }
        for (community, notices) in notices {
            delivery::record(&mut tx, &community, &notices).await?;
        }
        rows::planned(&mut tx, now).await?;
        tx.commit().await?;
        Ok(WorkDone { kept, ..WorkDone::default() })
    }
}
