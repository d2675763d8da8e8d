//! What a feed says otherwise than before, brought into a group that people may already count on.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use sqlx::SqliteConnection;

use super::rows;
use super::said::{Part, Said, disputed_text};
use super::{Known, Laying};
use crate::domain::delivery::NoticeKind;
use crate::domain::group::{Group, Status};
use crate::domain::id::{CommunityId, GroupId, SeriesId};
use crate::domain::import::{ImportedSeries, TimeChange, time_changes};
use crate::domain::recurrence::{Frequency, Recurrence, Rule};
use crate::domain::reminder;
use crate::domain::session::{Series, Session};
use crate::storage::error::StorageError;
use crate::storage::row::RowOf;
use crate::storage::series::{self, Horizon};
use crate::storage::{delivery, group, session};

/// The parts whose change is told to those who count on a session: they would come to the wrong place or hour.
const TOLD: [Part; 3] = [Part::Times, Part::Place, Part::WayIn];

/// Brings a group up to what its feed says now, and tells whoever counts on it.
pub(super) async fn bring_up(
    db: &mut SqliteConnection,
    community: &CommunityId,
    known: &Known,
    says: &Said,
    laying: &Laying<'_>,
) -> Result<BTreeSet<Part>, StorageError> {
    let said = Said::read(known.imported.as_deref(), known.id)?;
    let parts = says.parts_changed(&said);
    let now = laying.horizon.now;
    let seen = group::get(db, community, GroupId(known.id), None).await?;
    let mut changed = seen.ok_or_else(|| RowOf::new("group", known.id).bad("id"))?.group;
    let told = session::concerned_by_group(db, community, changed.id, now).await?;
    says.put_changes(&said, &mut changed);
    if parts.contains(&Part::Times) && changed.status != Status::Ended {
        let times = time_changes(
            &times_of(&said),
            &times_of(says),
            &held(db, community, &changed, laying.horizon).await?,
        );
        for change in times {
            change_time(db, community, &mut changed, change, laying.horizon).await?;
        }
    }
    changed.revision = group::update(db, community, &changed).await?;
    if TOLD.iter().any(|part| parts.contains(part)) {
        let notices = reminder::group_notices(NoticeKind::GroupChanged, &changed, &told, None, now);
        delivery::record(db, community, &notices).await?;
    }
    delivery::reconcile_group(db, community, changed.id, laying.default_offsets, now).await?;
    Ok(parts)
}

fn times_of(said: &Said) -> Vec<ImportedSeries> {
    said.times().unwrap_or_default()
}

/// The weekly series of a group that still go on, as a feed would write them.
async fn held(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: &Group,
    horizon: Horizon<'_>,
) -> Result<Vec<(SeriesId, ImportedSeries)>, StorageError> {
    let all = series::of_group(db, community, group.id).await?;
    Ok(all.iter().filter_map(|series| Some((series.id, weekly_time(series, horizon)?))).collect())
}

fn weekly_time(series: &Series, horizon: Horizon<'_>) -> Option<ImportedSeries> {
    use chrono::Datelike;
    let now = horizon.zones.local(&series.zone, horizon.now);
    let goes_on = series.ends_before.is_none_or(|end| end > now);
    let is_weekly = series.recurrence.rule() == Some(&Rule::every(Frequency::Weekly));
    let start = series.recurrence.start();
    (goes_on && is_weekly).then(|| ImportedSeries {
        weekday: start.weekday(),
        start: start.time(),
        minutes: series.minutes,
        zone: series.zone,
    })
}

async fn change_time(
    db: &mut SqliteConnection,
    community: &CommunityId,
    group: &mut Group,
    change: TimeChange,
    horizon: Horizon<'_>,
) -> Result<(), StorageError> {
    match change {
        TimeChange::Add(time) => {
            let recurrence = rows::weekly(&time, horizon)?;
            let series =
                series::insert(db, community, group.id, (time.zone, time.minutes), recurrence).await?;
            series::lay_out(db, community, &series, horizon).await?;
        }
        TimeChange::Retime { series, to } => retime(db, community, series, &to, horizon).await?,
        TimeChange::End(series) => end(db, community, series, horizon).await?,
        TimeChange::Disputed(time) => {
            let words = [group.review.take(), Some(disputed_text(&time))];
            group.review = Some(words.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        }
    }
    Ok(())
}

/// The series goes on at another time. Answers, duties and cancellations stay with their dates.
async fn retime(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: SeriesId,
    to: &ImportedSeries,
    horizon: Horizon<'_>,
) -> Result<(), StorageError> {
    let (series, ahead) = with_sessions_ahead(db, community, id, horizon).await?;
    let at = |slot: NaiveDateTime| slot.date().and_time(to.start);
    let bad = |_| RowOf::new("series", id.0).bad("starts_at");
    let recurrence = Recurrence::new(at(series.recurrence.start()), series.recurrence.rule().cloned())
        .and_then(|new| new.excepting(series.recurrence.except().iter().copied().map(at)))
        .and_then(|new| new.adding(series.recurrence.also().iter().copied()))
        .map_err(bad)?;
    let series = Series { zone: to.zone, minutes: to.minutes, recurrence, ..series };
    series::update(db, community, &series).await?;
    for session in ahead {
        let slot = at(session.slot);
        let starts = horizon.zones.resolve(&to.zone, session.moved_to.unwrap_or(slot)).utc;
        let revision = session.revision + 1;
        let session = Session { slot, zone: to.zone, starts, minutes: to.minutes, revision, ..session };
        session::save(db, community, &session, horizon.zones).await?;
    }
    series::lay_out(db, community, &series, horizon).await?;
    Ok(())
}

/// The series has no more sessions: those that somebody counts on are cancelled, the others were never needed.
async fn end(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: SeriesId,
    horizon: Horizon<'_>,
) -> Result<(), StorageError> {
    let (series, ahead) = with_sessions_ahead(db, community, id, horizon).await?;
    let ends_before = Some(horizon.zones.local(&series.zone, horizon.now));
    series::update(db, community, &Series { ends_before, ..series }).await?;
    for session in ahead {
        if session::concerned(db, community, session.id).await?.is_empty() {
            session::remove(db, community, session.id).await?;
        } else if session.takes_place() {
            session::save(db, community, &session.cancelled(), horizon.zones).await?;
        }
    }
    Ok(())
}

/// A series and its sessions that have not begun.
async fn with_sessions_ahead(
    db: &mut SqliteConnection,
    community: &CommunityId,
    id: SeriesId,
    horizon: Horizon<'_>,
) -> Result<(Series, Vec<Session>), StorageError> {
    let series = series::get(db, community, id).await?.ok_or_else(|| RowOf::new("series", id.0).bad("id"))?;
    let now = horizon.zones.local(&series.zone, horizon.now);
    let mut ahead = session::of_series(db, community, id, now).await?;
    ahead.retain(|session| session.starts > horizon.now);
    Ok((series, ahead))
}
