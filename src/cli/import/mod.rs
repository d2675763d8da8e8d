//! `openchair import`: another program's meeting list, brought into a community.

mod report;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use super::output::Output;
use crate::config::Loaded;
use crate::domain::community::Community;
use crate::domain::id::{BadCommunityName, CommunityId};
use crate::domain::import::{ImportedGroup, Source};
use crate::domain::zone::{ZoneName, ZoneProblem, Zones};
use crate::formats::{
    FILE_BYTES_MAX, FileRefused, FormatNames, MeetingList, ReadOptions, bmlt, meeting_guide,
};
use crate::storage::import::{Laid, Laying, lay_in};
use crate::storage::series::Horizon;
use crate::storage::{self, Location, OpenError, Storage, StorageError, Tx};

/// Files with fewer meetings are in before progress could be read.
const PROGRESS_MEETINGS_MIN: usize = 1_000;

/// What `openchair import` is asked.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// Which kind of list it is
    #[arg(value_enum)]
    pub kind: Kind,
    /// The file with the meetings
    pub file: PathBuf,
    /// The community to bring them into; made when it is new
    #[arg(long, default_value = "home", value_name = "NAME")]
    pub community: String,
    /// The time zone of meetings that say none: America/New_York
    #[arg(long)]
    pub zone: Option<String>,
    /// What the feed's codes are called: BMLT's formats, or Meeting Guide's types.json
    #[arg(long, value_name = "FILE")]
    pub formats: Option<PathBuf>,
    /// The feed's own name, where a community takes several feeds of one kind
    #[arg(long, value_name = "NAME")]
    pub feed: Option<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The configuration file
    #[arg(long, value_name = "F")]
    pub config: Option<PathBuf>,
    /// The data folder
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// The kinds of list, as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// The JSON of a BMLT server
    Bmlt,
    /// The JSON feed of the Meeting Guide app
    MeetingGuide,
}

/// What an import needs to know besides its arguments.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// The configuration.
    pub loaded: &'a Loaded,
    /// The zone data in use.
    pub zones: &'a Zones,
    /// Now.
    pub now: DateTime<Utc>,
    /// True where somebody watches standard error: then progress is told there.
    pub watched: bool,
}

/// Why an import did not take place. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportTrouble {
    /// The community's name cannot be one.
    #[error("--community: {0}.")]
    Community(#[from] BadCommunityName),
    /// The zone is not one.
    #[error("--zone: {0}.")]
    Zone(#[from] ZoneProblem),
    /// The feed's name cannot be one.
    #[error("--feed: a feed's name is 1 to 40 small letters, digits or hyphens, such as new-york.")]
    Feed,
    /// A file could not be read.
    #[error("{} cannot be read: {source}.", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("{}: {source}.", .path.display())]
    Refused {
        /// Which.
        path: PathBuf,
        /// Why.
        source: FileRefused,
    },
    /// Every row of the file was rejected; each has been reported.
    #[error("None of the meetings could be brought in.")]
    AllRejected,
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database could not keep it.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl ImportTrouble {
    /// 2 for a mistake in the command, 1 for what could not be done.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Community(_) | Self::Zone(_) | Self::Feed => 2,
            Self::File { .. }
            | Self::Refused { .. }
            | Self::AllRejected
            | Self::Open(_)
            | Self::Storage(_) => 1,
        }
    }
}

/// Reads the file, brings its meetings in, in one step, and reports what became of each.
///
/// # Errors
/// [`ImportTrouble`]; then nothing was changed.
pub async fn import(args: &ImportArgs, of: Circumstances<'_>, output: &Output) -> Result<(), ImportTrouble> {
    let community = CommunityId::new(&args.community)?;
    let zone: Option<ZoneName> = args.zone.as_deref().map(str::parse).transpose()?;
    let list = read(args, zone)?;
    let community = wanted_community(community, zone, &list.groups, of.loaded);
    let laid = match community {
        Some(community) => into_storage(args, &list, &community, of, output).await?,
        None => Laid::default(),
    };
    output.text(&report::report(args, &list, &laid));
    if list.groups.is_empty() { Err(ImportTrouble::AllRejected) } else { Ok(()) }
}

/// The name that external ids begin with.
fn feed_name(args: &ImportArgs) -> Result<&str, ImportTrouble> {
    let Some(name) = args.feed.as_deref() else { return Ok(args.kind.source().name()) };
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let is_name = (1..=40).contains(&name.len()) && name.chars().all(fits);
    if is_name { Ok(name) } else { Err(ImportTrouble::Feed) }
}

impl Kind {
    const fn source(self) -> Source {
        match self {
            Self::Bmlt => Source::Bmlt,
            Self::MeetingGuide => Source::MeetingGuide,
        }
    }
}

fn read(args: &ImportArgs, zone: Option<ZoneName>) -> Result<MeetingList, ImportTrouble> {
    let feed = Some(feed_name(args)?.to_owned());
    let names = match &args.formats {
        Some(path) => {
            let file = bytes(path)?;
            let read = match args.kind {
                Kind::Bmlt => FormatNames::from_bmlt(&file),
                Kind::MeetingGuide => FormatNames::from_meeting_guide(&file),
            };
            read.map_err(|source| ImportTrouble::Refused { path: path.clone(), source })?
        }
        None => FormatNames::default(),
    };
    let (file, options) = (bytes(&args.file)?, ReadOptions { zone, names, feed });
    let list = match args.kind {
        Kind::Bmlt => bmlt::read(&file, &options),
        Kind::MeetingGuide => meeting_guide::read(&file, &options),
    };
    list.map_err(|source| ImportTrouble::Refused { path: args.file.clone(), source })
}

/// The file's bytes, at most one more than are allowed, so that an endless file is refused and not swallowed.
fn bytes(path: &Path) -> Result<Vec<u8>, ImportTrouble> {
    let trouble = |source| ImportTrouble::File { path: path.to_owned(), source };
    let most = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut read = Vec::new();
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut read)).map_err(trouble)?;
    Ok(read)
}

/// The community as the configuration has it; its zone, where nothing says it, is the first meeting's. None where
/// there is no meeting.
fn wanted_community(
    id: CommunityId,
    zone: Option<ZoneName>,
    groups: &[ImportedGroup],
    loaded: &Loaded,
) -> Option<Community> {
    let settings = loaded.config.community(id.as_str());
    let first = groups.first().and_then(|group| group.series.first()).map(|series| series.zone)?;
    Some(Community {
        id,
        title: settings.title,
        zone: settings.zone.or(zone).unwrap_or(first),
        language: settings.language.unwrap_or_default(),
    })
}

async fn into_storage(
    args: &ImportArgs,
    list: &MeetingList,
    community: &Community,
    of: Circumstances<'_>,
    output: &Output,
) -> Result<Laid, ImportTrouble> {
    let storage = open(args, of.loaded).await?;
    let done = in_one_step(args, list, community, (of, output), &storage).await;
    storage.close().await;
    done
}

/// A dry run without a database leaves none behind.
async fn open(args: &ImportArgs, loaded: &Loaded) -> Result<Storage, OpenError> {
    let location = Location { data: loaded.data.clone(), key_file: loaded.key_file.clone() };
    if args.dry_run && !location.database().exists() {
        return Storage::in_memory().await;
    }
    Storage::open(&location, loaded.secrets.key.as_ref()).await
}

async fn in_one_step(
    args: &ImportArgs,
    list: &MeetingList,
    community: &Community,
    (of, output): (Circumstances<'_>, &Output),
    storage: &Storage,
) -> Result<Laid, ImportTrouble> {
    let mut tx = storage.write().await?;
    let known = storage::community::get(&mut tx, &community.id).await?;
    if known.is_none() {
        storage::community::put(&mut tx, community).await?;
    }
    let laying = Laying {
        feed: feed_name(args)?,
        language: known.as_ref().unwrap_or(community).language,
        horizon: Horizon::ahead(of.now, of.loaded.config.defaults.layout_days, of.zones),
        default_offsets: &of.loaded.config.reminders.offsets_minutes,
    };
    let total = list.groups.len();
    let mut progress = |done: usize| {
        if of.watched && total >= PROGRESS_MEETINGS_MIN {
            output.problem(&format!("{done} of {total} meetings"));
        }
    };
    let laid = lay_in(&mut tx, &community.id, &list.groups, &laying, &mut progress).await?;
    finish(args, tx).await?;
    Ok(laid)
}

/// A dry run does everything and keeps nothing, so that it shows exactly what would happen.
async fn finish(args: &ImportArgs, tx: Tx) -> Result<(), StorageError> {
    if args.dry_run {
        drop(tx);
        return Ok(());
    }
    tx.commit().await
}
