//! What `openchair status` tells, as one value: printed as text, or as JSON whose names stay.

use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use secrecy::SecretString;
use serde::{Serialize, Serializer};

use super::needs::{self, Need};
use super::{Around, Changed};
use crate::storage::delivery::counter::{self, Counter, Lag};
use crate::storage::look::{Look, Surroundings};
use crate::storage::{Location, OpenError, StorageError, fact};

/// How far back the lag looks.
const LAG_DAYS: i64 = 7;

/// How things are.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The version of this program.
    pub version: &'static str,
    /// When this was looked at.
    #[serde(serialize_with = "instant")]
    pub at: DateTime<Utc>,
    /// True while a process has the database.
    pub running: bool,
    /// The number of that process, where it is known.
    pub process: Option<u32>,
    /// Where the data is.
    pub data: PathBuf,
    /// Which clock laws are in use, such as `2026a`.
    pub zone_data: String,
    /// Where they come from: `computer` or `program`.
    pub zone_data_of: &'static str,
    /// The last time that the bot saw.
    #[serde(serialize_with = "optional_instant")]
    pub clock_seen: Option<DateTime<Utc>>,
    /// The database file.
    pub database: Database,
    /// How many bytes are left on the disk; none where the system does not tell.
    pub free_bytes: Option<u64>,
    /// The copies that are made by themselves.
    pub copies: Copies,
    /// Deliveries by kind and platform, of those that are still kept.
    pub deliveries: Vec<Row>,
    /// From due to sent, over the last days; none where nothing was sent.
    pub lag: Option<LagRow>,
    /// What is known of each platform.
    pub platforms: Vec<Platform>,
    /// How many deliveries are tried again, where that was asked for.
    pub redriven: Option<u64>,
    /// True where the clock is believed from now on, because that was asked for.
    pub clock_trusted: bool,
    /// What needs somebody's hand.
    pub needs: Vec<Need>,
}

/// The database file.
#[derive(Debug, Default, Serialize)]
pub struct Database {
    /// How large it is; none where there is none.
    pub bytes: Option<u64>,
    /// How long its write-ahead log is.
    pub log_bytes: u64,
    /// The version of its schema; none where it could not be opened.
    pub schema: Option<i64>,
    /// When the last quick check was made.
    #[serde(serialize_with = "optional_instant")]
    pub checked_quickly: Option<DateTime<Utc>>,
    /// When the last thorough check was made.
    #[serde(serialize_with = "optional_instant")]
    pub checked_thoroughly: Option<DateTime<Utc>>,
    /// The signs of damage.
    pub damage: Vec<String>,
    /// Databases that a restore moved aside.
    pub replaced: Vec<PathBuf>,
}

/// The copies that are made by themselves.
#[derive(Debug, Default, Serialize)]
pub struct Copies {
    /// True where the configuration wants them.
    pub wanted: bool,
    /// How many there are.
    pub count: usize,
    /// How large they are together.
    pub bytes: u64,
    /// When the newest was made.
    #[serde(serialize_with = "optional_instant")]
    pub newest: Option<DateTime<Utc>>,
    /// The newest.
    pub newest_path: Option<PathBuf>,
}

/// Deliveries of one kind on one platform; the numbers are those of [`Counter`].
#[derive(Debug, Serialize)]
pub struct Row {
    pub kind: &'static str,
    pub platform: String,
    pub planned: u64,
    pub overdue: u64,
    pub claimed: u64,
    pub sent: u64,
    pub late: u64,
    pub expired: u64,
    pub blocked: u64,
    pub unsure: u64,
    pub dead: u64,
    pub withdrawn: u64,
}

/// From due to sent, in seconds.
#[derive(Debug, Serialize)]
pub struct LagRow {
    /// How many days back.
    pub days: i64,
    /// How many were sent.
    pub count: u64,
    /// Half took no longer.
    pub p50_seconds: i64,
    /// Ninety-nine of a hundred took no longer.
    pub p99_seconds: i64,
}

/// What is known of a platform.
#[derive(Debug, Serialize)]
pub struct Platform {
    /// Its name.
    pub name: String,
    /// How many deliveries it takes in a second, where it limits the bot.
    pub drain_per_second: Option<f64>,
    /// Since when it does not accept the bot's credentials.
    #[serde(serialize_with = "optional_instant")]
    pub refused_since: Option<DateTime<Utc>>,
    /// Since when something is overdue there.
    #[serde(serialize_with = "optional_instant")]
    pub overdue_since: Option<DateTime<Utc>>,
}

fn instant<S: Serializer>(time: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
fn optional_instant<S: Serializer>(time: &Option<DateTime<Utc>>, to: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => instant(time, to),
        None => to.serialize_none(),
    }
}

/// Why the database tells nothing, or what only it could tell is missing.
#[derive(Debug, Default)]
pub(super) struct Inside {
    /// Why it was not read.
    pub(super) trouble: Option<String>,
    /// Why the clock is not believed.
    pub(super) clock_trouble: Option<String>,
}

impl Report {
    /// Looks at everything. What cannot be looked at is a need of its own.
    pub(super) async fn gather(location: &Location, around: &Around<'_>, changed: Changed) -> Self {
        let surroundings = Surroundings::of(location);
        let mut report = Self::outside(&surroundings, around, changed);
        let mut inside = Inside::default();
        let key = around.loaded.secrets.key.as_ref();
        if let Err(error) = report.look_inside(location, key, &mut inside).await {
            inside.trouble = Some(error.to_string());
        }
        report.needs = needs::of(&report, &inside);
        report
    }

    fn outside(found: &Surroundings, around: &Around<'_>, changed: Changed) -> Self {
        let newest = found.copies.last();
        let backup = &around.loaded.config.backup;
        let checks = &found.checks;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            at: around.now,
            running: found.process.is_some(),
            process: found.process.and_then(|process| process.pid),
            data: around.loaded.data.clone(),
            zone_data: around.zones.zones.version().to_string(),
            zone_data_of: if around.zones.not_used.is_none() { "computer" } else { "program" },
            clock_seen: None,
            database: Database {
                bytes: found.database_bytes,
                log_bytes: found.log_bytes,
                schema: None,
                checked_quickly: checks.quick.as_ref().map(|checked| checked.at),
                checked_thoroughly: checks.thorough.as_ref().map(|checked| checked.at),
                damage: checks.damage().map(|checked| checked.signs.clone()).unwrap_or_default(),
                replaced: found.replaced.clone(),
            },
            free_bytes: found.free_bytes,
            copies: Copies {
                wanted: backup.hourly + backup.daily + backup.weekly > 0,
                count: found.copies.len(),
                bytes: found.copies.iter().map(|copy| copy.bytes).sum(),
                newest: newest.map(|copy| copy.made),
                newest_path: newest.map(|copy| copy.path.clone()),
            },
            deliveries: Vec::new(),
            lag: None,
            platforms: Vec::new(),
            redriven: changed.redriven,
            clock_trusted: changed.clock_trusted,
            needs: Vec::new(),
        }
    }

    async fn look_inside(
        &mut self,
        location: &Location,
        key: Option<&SecretString>,
        inside: &mut Inside,
    ) -> Result<(), OpenError> {
        let mut look = Look::at(location, key).await?;
        self.database.schema = Some(look.schema);
        if look.current {
            self.count(&mut look, inside).await?;
        }
        Ok(())
    }

    async fn count(&mut self, look: &mut Look, inside: &mut Inside) -> Result<(), StorageError> {
        let db = &mut look.db;
        let seen = fact::get(db, fact::CLOCK_SEEN).await?;
        let seen = seen.and_then(|seen| DateTime::parse_from_rfc3339(&seen).ok());
        self.clock_seen = seen.map(|seen| seen.to_utc());
        inside.clock_trouble = fact::get(db, fact::CLOCK_TROUBLE).await?;
        self.deliveries = counter::counters(db, self.at).await?.into_iter().map(row).collect();
        self.lag = counter::lag(db, self.at - TimeDelta::days(LAG_DAYS)).await?.map(lag_row);
        let platforms = counter::platforms(db, self.at).await?;
        self.platforms = platforms
            .into_iter()
            .map(|(name, known)| Platform {
                name,
                drain_per_second: known.drain_per_second,
                refused_since: known.refused_since,
                overdue_since: known.overdue_since,
            })
            .collect();
        Ok(())
    }
}

fn row(counter: Counter) -> Row {
    Row {
        kind: counter.kind.word(),
        platform: counter.platform,
        planned: counter.planned,
        overdue: counter.overdue,
        claimed: counter.claimed,
        sent: counter.sent,
        late: counter.late,
        expired: counter.expired,
        blocked: counter.blocked,
        unsure: counter.unsure,
        dead: counter.dead,
        withdrawn: counter.withdrawn,
    }
}

fn lag_row(lag: Lag) -> LagRow {
    LagRow {
        days: LAG_DAYS,
        count: lag.count,
        p50_seconds: lag.p50.num_seconds(),
        p99_seconds: lag.p99.num_seconds(),
    }
}
