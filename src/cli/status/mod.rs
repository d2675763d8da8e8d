//! `openchair status`: what was sent and what was not, the clock, the copies, the disk; every problem with its remedy.
//!
//! It only looks, also while the bot runs. What it can change (`--redrive`, `--trust-clock`) needs a bot that is stopped.

mod needs;
mod report;
mod words;

use chrono::{DateTime, Utc};

use super::Place;
use super::output::Output;
use crate::config::Loaded;
use crate::storage::delivery::counter;
use crate::storage::{Location, OpenError, Storage, StorageError, fact};
use crate::zoneinfo::LoadedZones;

pub use needs::Need;
pub use report::Report;

/// The arguments of `openchair status`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct StatusArgs {
    /// Where the configuration and the data are.
    #[command(flatten)]
    pub place: Place,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Try everything again that could not be sent; the bot must be stopped
    #[arg(long)]
    pub redrive: bool,
    /// Believe the clock as it is now, though it was later before; the bot must be stopped
    #[arg(long)]
    pub trust_clock: bool,
}

/// What `status` looks at besides the database.
pub struct Around<'a> {
    /// The configuration with its folders and secrets.
    pub loaded: &'a Loaded,
    /// The clock laws in use.
    pub zones: &'a LoadedZones,
    /// What time it is.
    pub now: DateTime<Utc>,
}

/// All is well.
const WELL: u8 = 0;
/// Something needs somebody's hand, or could not be done.
const NEEDS: u8 = 1;

/// Prints how things are. Gives the exit code: 1 where something needs attention.
pub async fn run(args: &StatusArgs, around: Around<'_>, output: &Output) -> u8 {
    let location = Location { data: around.loaded.data.clone(), key_file: around.loaded.key_file.clone() };
    let changed = match change(args, &location, &around).await {
        Ok(changed) => changed,
        Err(error) => {
            output.problem(&error.to_string());
            return NEEDS;
        }
    };
    let report = Report::gather(&location, &around, changed).await;
    if args.json {
        output.line(&serde_json::to_string(&report).unwrap_or_default());
    } else {
        words::lines(&report, around.now).iter().for_each(|line| output.line(line));
    }
    if report.needs.is_empty() { WELL } else { NEEDS }
}

/// What was changed, because it was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// How many deliveries are tried again.
    pub redriven: Option<u64>,
    /// True where the clock is believed from now on.
    pub clock_trusted: bool,
}

async fn change(args: &StatusArgs, location: &Location, around: &Around<'_>) -> Result<Changed, OpenError> {
    let mut changed = Changed::default();
    if !args.redrive && !args.trust_clock {
        return Ok(changed);
    }
    let storage = Storage::open_if_there(location, around.loaded.secrets.key.as_ref()).await?;
    let mut tx = storage.write().await?;
    if args.redrive {
        changed.redriven = Some(counter::redrive_all(&mut tx, around.now).await?);
    }
    if args.trust_clock {
        forget_the_clock(&mut tx).await?;
        changed.clock_trusted = true;
    }
    tx.commit().await?;
    storage.close().await;
    Ok(changed)
}

/// The next start takes the clock as it is.
async fn forget_the_clock(db: &mut crate::storage::Connection) -> Result<(), StorageError> {
    fact::remove(db, fact::CLOCK_SEEN).await?;
    fact::remove(db, fact::CLOCK_TROUBLE).await
}
