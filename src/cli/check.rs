//! `openchair check`: what an admin should know about this installation, found without starting it.

use chrono::{DateTime, NaiveDate, Utc};

use super::output::Output;
use crate::config::{HELP_LINE_FRESH_DAYS, HelpLine, Loaded, Verification};
use crate::storage::look::{Look, Surroundings};
use crate::storage::{Health, Location, OpenError, Storage};
use crate::zoneinfo::LoadedZones;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Good to know.
    Note,
    /// It runs, but somebody should do something.
    Warning,
    /// It cannot run so.
    Problem,
}

/// One thing that `check` has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// What was found; one sentence.
    pub what: String,
    /// What to do, or what follows from it; empty where there is nothing to do.
    pub next: String,
}

impl Finding {
    /// A finding of this weight.
    fn new(weight: Weight, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { weight, what: what.into(), next: next.into() }
    }
}

/// Looks at everything and prints it. Gives the exit code: 1 where something keeps the bot from running.
pub async fn run(loaded: &Loaded, zones: &LoadedZones, now: DateTime<Utc>, output: &Output) -> u8 {
    let mut findings = config_report(loaded, now.date_naive());
    findings.push(clock_data(zones));
    findings.extend(database(loaded).await);
    for finding in &findings {
        let mark = match finding.weight {
            Weight::Note => "ok",
            Weight::Warning => "warning",
            Weight::Problem => "problem",
        };
        output.line(&format!("{mark}: {}", finding.what));
        if !finding.next.is_empty() {
            output.line(&format!("    {}", finding.next));
        }
    }
    let wrong = findings.iter().any(|finding| finding.weight == Weight::Problem);
    output.line(if wrong { "The bot cannot run like this." } else { "The bot can run." });
    u8::from(wrong)
}

/// Which clock laws are in force.
fn clock_data(zones: &LoadedZones) -> Finding {
    let from = if zones.not_used.is_none() { "this computer" } else { "this program" };
    let next = zones.not_used.as_ref().map(|reason| format!("{reason}.")).unwrap_or_default();
    Finding::new(Weight::Note, format!("Time zones: version {} of {from}.", zones.zones.version()), next)
}

/// Whether the database opens with its key, and its pages fit together.
async fn database(loaded: &Loaded) -> Vec<Finding> {
    let location = Location { data: loaded.data.clone(), key_file: loaded.key_file.clone() };
    if Surroundings::of(&location).process.is_some() {
        return vec![in_use(&location, loaded).await];
    }
    let storage = match Storage::open_if_there(&location, loaded.secrets.key.as_ref()).await {
        Ok(storage) => storage,
        Err(OpenError::Missing { .. }) => {
            let what = "There is no database yet.";
            return vec![Finding::new(Weight::Note, what, "It is made at the first start.")];
        }
        Err(error) => return vec![Finding::new(Weight::Problem, error.to_string(), "")],
    };
    match storage.check_quickly().await {
        Ok(Health::Sound) => vec![Finding::new(Weight::Note, "The database opens and is sound.", "")],
        Ok(Health::Damaged(signs)) => vec![Finding::new(
            Weight::Problem,
            format!("The database is damaged: {}.", signs.join("; ")),
            "Keep the file, and put the last backup back: openchair restore.",
        )],
        Err(error) => vec![Finding::new(Weight::Problem, error.to_string(), "")],
    }
}

/// A running bot has the database: it is looked at from outside.
async fn in_use(location: &Location, loaded: &Loaded) -> Finding {
    match Look::at(location, loaded.secrets.key.as_ref()).await {
        Ok(_) => Finding::new(
            Weight::Note,
            "The bot runs, and its database opens with this key.",
            "How it is: openchair status.",
        ),
        Err(error) => Finding::new(Weight::Problem, error.to_string(), ""),
    }
}

/// What a configuration without mistakes still leaves to say: where its files are, what the encryption protects (P24), which
/// chats are not available, which help lines nobody verified (P34). `today` is the day at the admin's.
#[must_use]
pub fn config_report(loaded: &Loaded, today: NaiveDate) -> Vec<Finding> {
    let mut findings = vec![files(loaded)];
    findings.extend(encryption(loaded));
    findings.extend(platforms(loaded));
    findings.extend(pipe(loaded));
    findings.extend(help_lines(&loaded.config.help_lines, today));
    findings
}

/// Which file counts, and where the data is.
fn files(loaded: &Loaded) -> Finding {
    let settings = match &loaded.file {
        Some(file) => format!("The settings come from {}.", file.display()),
        None => "There is no openchair.toml, so the defaults hold.".to_owned(),
    };
    Finding::new(Weight::Note, settings, format!("The data is kept in {}.", loaded.data.display()))
}

/// What the encryption is good for, and what not.
fn encryption(loaded: &Loaded) -> Vec<Finding> {
    let key = match &loaded.secrets.key {
        Some(_) => "The key comes from the environment or the service manager.".to_owned(),
        None => format!("The key is in {}.", loaded.key_file.display()),
    };
    let mut findings = vec![
        Finding::new(
            Weight::Note,
            format!("The database and its backups are encrypted. {key}"),
            "Keep a copy of the key apart from the backups: without it nobody can read them.",
        ),
        Finding::new(
            Weight::Note,
            "The encryption protects a stolen disk, a lost backup and a copied data folder.",
            "It does not protect against somebody who can log in as this user or as the administrator of this computer while the program runs, or who has the key too.",
        ),
    ];
    findings.extend(loaded.secrets.readable_by_others.iter().map(|file| {
        Finding::new(
            Weight::Warning,
            format!("Other users of this computer can read the secret in {}.", file.display()),
            "Let only its owner read it: chmod 600.",
        )
    }));
    findings
}

/// The chats that are enabled but not part of this version.
fn platforms(loaded: &Loaded) -> Vec<Finding> {
    let enabled = [("Discord", loaded.config.discord.enabled), ("Matrix", loaded.config.matrix.enabled)];
    enabled
        .into_iter()
        .filter(|(_, enabled)| *enabled)
        .map(|(name, _)| {
            Finding::new(
                Weight::Warning,
                format!("{name} is enabled, but it is not available in this version."),
                "Use the terminal for now, openchair console, or an adapter behind the pipe (docs/pipe.md).",
            )
        })
        .collect()
}

/// Who may connect in other languages, and where.
fn pipe(loaded: &Loaded) -> Option<Finding> {
    let pipe = &loaded.config.pipe;
    let socket = loaded.pipe_socket();
    let what = format!("Adapters may connect at {} for: {}.", socket.display(), pipe.platforms.join(", "));
    let next = "Whoever can log in as this user can connect too.";
    pipe.enabled.then(|| Finding::new(Weight::Note, what, next))
}

/// The help lines that somebody should call.
fn help_lines(lines: &[HelpLine], today: NaiveDate) -> Vec<Finding> {
    if lines.is_empty() {
        return vec![Finding::new(
            Weight::Warning,
            "There is no help line, so /help-now has nobody to name.",
            "Add at least one [[help_lines]], or remove `help_lines = []` to get the well-known ones back.",
        )];
    }
    lines.iter().filter_map(|line| help_line(line, today)).collect()
}

/// What to say about one help line; nothing where it is fresh.
fn help_line(line: &HelpLine, today: NaiveDate) -> Option<Finding> {
    let name =
        if line.country.is_empty() { line.name.clone() } else { format!("{} ({})", line.name, line.country) };
    let what = match line.verification(today) {
        Verification::Fresh => return None,
        Verification::Never => format!("Nobody has verified the help line {name}."),
        Verification::Old(day) => {
            format!(
                "The help line {name} was last verified on {day}, more than {HELP_LINE_FRESH_DAYS} days ago."
            )
        }
        Verification::Future(day) => {
            format!("The help line {name} is said to be verified on {day}, which has not come yet.")
        }
    };
    let next = format!("Check that it answers, then write last_verified = {today} to it, or remove it.");
    Some(Finding::new(Weight::Warning, what, next))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::config::{Config, Secrets};

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();

    fn loaded(toml: &str) -> Loaded {
        Loaded {
            config: Config::defaults().overlay(toml, "openchair.toml").unwrap(),
            file: Some(PathBuf::from("openchair.toml")),
            data: PathBuf::from("/srv/openchair"),
            key_file: PathBuf::from("/srv/openchair.key"),
            secrets: Secrets::default(),
        }
    }

    fn warnings(loaded: &Loaded) -> Vec<String> {
        let findings = config_report(loaded, TODAY);
        findings
            .into_iter()
            .filter(|finding| finding.weight == Weight::Warning)
            .map(|finding| finding.what)
            .collect()
    }

    const OURS: &str = "[[help_lines]]\nname = \"Ours\"\nphone = \"01 234\"\n";

    #[test]
    fn all_is_well_with_fresh_help_lines() {
        assert_eq!(warnings(&loaded(&format!("{OURS}last_verified = 2026-06-30"))), [] as [&str; 0]);
    }

    /// P34: unverified, older than 180 days and impossible days are told.
    #[test]
    fn help_lines_are_to_be_verified_again_after_180_days() {
        for (day, expected) in [
            ("", "Nobody has verified the help line Ours."),
            (
                "last_verified = 2026-01-01",
                "The help line Ours was last verified on 2026-01-01, more than 180 days ago.",
            ),
            (
                "last_verified = 2026-07-02",
                "The help line Ours is said to be verified on 2026-07-02, which has not come yet.",
            ),
        ] {
            assert_eq!(warnings(&loaded(&format!("{OURS}{day}"))), [expected]);
        }
        assert_eq!(
            warnings(&loaded("help_lines = []")),
            ["There is no help line, so /help-now has nobody to name."]
        );
    }

    /// P34: each shipped line is unverified, and said to be.
    #[test]
    fn the_shipped_help_lines_are_warned_about() {
        assert_eq!(warnings(&loaded("")).len(), Config::defaults().help_lines.len());
    }

    #[test]
    fn a_platform_that_is_not_there_is_told() {
        let toml = format!("{OURS}last_verified = 2026-06-30\n[discord]\nenabled = true");
        assert_eq!(
            warnings(&loaded(&toml)),
            ["Discord is enabled, but it is not available in this version."]
        );
    }

    #[test]
    fn who_may_connect_and_where_is_told() {
        let found = |toml: &str| pipe(&loaded(toml)).map(|finding| finding.what);
        assert_eq!(found("[pipe]\nplatforms = [\"mychat\"]"), None);
        assert_eq!(
            found("[pipe]\nenabled = true\nplatforms = [\"mychat\", \"irc\"]").as_deref(),
            Some("Adapters may connect at /srv/openchair/pipe.sock for: mychat, irc.")
        );
    }

    #[test]
    fn an_open_secret_is_told() {
        let mut loaded = loaded(&format!("{OURS}last_verified = 2026-06-30"));
        loaded.secrets.readable_by_others.push(PathBuf::from("/etc/token"));
        assert_eq!(warnings(&loaded), ["Other users of this computer can read the secret in /etc/token."]);
    }

    /// P24: `check` says what the encryption protects and what not.
    #[test]
    fn the_report_says_what_the_encryption_protects_and_what_not() {
        let report: String =
            config_report(&loaded(""), TODAY).iter().map(|f| format!("{} {}\n", f.what, f.next)).collect();
        for part in ["stolen disk", "does not protect", "/srv/openchair.key", "apart from the backups"] {
            assert!(report.contains(part), "{part}\n{report}");
        }
    }
}
