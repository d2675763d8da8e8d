//! What needs somebody's hand, each with its remedy.

use chrono::{SecondsFormat, TimeDelta};
use serde::Serialize;

use super::report::{Inside, Platform, Report, Row};
use crate::storage::{LOG_BYTES_MAX, LOW_SPACE_BYTES};

/// A thorough check that is older than this was missed: one is made each week.
const CHECK_AGE: TimeDelta = TimeDelta::days(8);
/// A copy that is older than this was missed, also where one is made a day.
const COPY_AGE: TimeDelta = TimeDelta::hours(26);
/// A clock so far behind the last time that was seen is not believed (G7).
const CLOCK_BEHIND: TimeDelta = TimeDelta::minutes(5);

/// Something that needs somebody's hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// What is wrong.
    pub what: String,
    /// What to do; empty where `what` says it already.
    pub remedy: String,
}

fn need(what: impl Into<String>, remedy: impl Into<String>) -> Need {
    Need { what: what.into(), remedy: remedy.into() }
}

/// Everything that needs somebody's hand, the gravest first.
pub(super) fn of(report: &Report, inside: &Inside) -> Vec<Need> {
    let mut needs = Vec::new();
    needs.extend(damage(report));
    // One sentence with its remedy.
    needs.extend(inside.trouble.iter().map(|trouble| need(trouble, "")));
    needs.extend(space(report));
    needs.extend(clock(report, inside));
    needs.extend(report.platforms.iter().filter_map(refused));
    needs.extend(report.platforms.iter().filter_map(|platform| overdue(report, platform)));
    needs.extend(dead(&report.deliveries));
    needs.extend(missed(report));
    needs.extend(log(report));
    needs
}

fn damage(report: &Report) -> Option<Need> {
    let first = report.database.damage.first()?;
    let copy = report.copies.newest_path.as_ref();
    let copy = copy.map_or("the last good copy".to_owned(), |copy| copy.display().to_string());
    let what = format!("The database is damaged, so nothing is written any more: {first}");
    Some(need(
        what,
        format!("Stop the bot, then: openchair restore {copy} --replace. The damaged file is kept."),
    ))
}

fn space(report: &Report) -> Option<Need> {
    let free = report.free_bytes.filter(|free| *free < LOW_SPACE_BYTES)?;
    let what = format!("The disk is nearly full: {} MB are left.", free / 1_000_000);
    Some(need(
        what,
        "Free some space. On a full disk the bot answers what only reads, and keeps nothing new.",
    ))
}

fn clock(report: &Report, inside: &Inside) -> Option<Need> {
    if let Some(trouble) = &inside.clock_trouble {
        return Some(need(format!("Nothing is sent because of the clock: {trouble}."), ""));
    }
    let seen = report.clock_seen.filter(|seen| *seen - report.at > CLOCK_BEHIND)?;
    let seen = seen.to_rfc3339_opts(SecondsFormat::Secs, true);
    let what = format!("This computer's clock is behind: it was {seen} before.");
    let remedy = "Set the clock, or the bot sends nothing. If it is right now, stop the bot, then: openchair status --trust-clock";
    Some(need(what, remedy))
}

fn refused(platform: &Platform) -> Option<Need> {
    let since = platform.refused_since?.to_rfc3339_opts(SecondsFormat::Secs, true);
    let what = format!("{} has not accepted the bot's credentials since {since}.", platform.name);
    Some(need(what, "Put a new token where openchair check says, and start the bot again."))
}

fn overdue(report: &Report, platform: &Platform) -> Option<Need> {
    let since = platform.overdue_since?.to_rfc3339_opts(SecondsFormat::Secs, true);
    let rows = report.deliveries.iter().filter(|row| row.platform == platform.name);
    let count: u64 = rows.map(|row| row.overdue).sum();
    let what = format!("{} for {} since {since}.", messages(count, "waits", "wait"), platform.name);
    let remedy = match (report.running, platform.drain_per_second) {
        (false, _) => "The bot does not run. Start it: openchair run.".to_owned(),
        (true, Some(rate)) => format!(
            "{} takes {rate:.1} messages in a second from the bot. Ask whoever runs it for a higher limit for the bot.",
            platform.name
        ),
        (true, None) => {
            format!(
                "Look whether {} is enabled and reachable; the bot's log says why it waits.",
                platform.name
            )
        }
    };
    Some(need(what, remedy))
}

fn dead(rows: &[Row]) -> Option<Need> {
    let count: u64 = rows.iter().map(|row| row.dead).sum();
    (count > 0).then(|| {
        let what = format!("{} not be sent.", messages(count, "could", "could"));
        need(what, "To try them again, stop the bot, then: openchair status --redrive. Those who hold a group can do so for a session: /session status.")
    })
}

fn messages(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 message {one}") } else { format!("{count} messages {many}") }
}

/// What the bot does by itself while it runs, and has not done.
fn missed(report: &Report) -> Vec<Need> {
    let mut needs = Vec::new();
    if !report.running || report.database.bytes.is_none() {
        return needs;
    }
    let checked = report.database.checked_thoroughly;
    if checked.is_some_and(|checked| report.at - checked > CHECK_AGE) {
        let what = "The database was not looked at thoroughly for more than a week.";
        needs.push(need(what, "The bot does so by itself each week; its log says why it could not."));
    }
    let late = report.copies.newest.is_some_and(|newest| report.at - newest > COPY_AGE);
    if report.copies.wanted && late {
        let what = "No copy of the database was made for more than a day.";
        needs.push(need(
            what,
            "The bot makes them by itself; its log says why it could not. By hand: openchair backup FILE.",
        ));
    }
    needs
}

fn log(report: &Report) -> Option<Need> {
    let bytes = report.database.log_bytes;
    (bytes > 2 * LOG_BYTES_MAX).then(|| {
        let what = format!(
            "The write-ahead log has grown to {} MB: something reads without end.",
            bytes / 1_000_000
        );
        need(what, "Start the bot again, and end other programs that read the database.")
    })
}
