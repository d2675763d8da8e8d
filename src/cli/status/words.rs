//! The report as lines for a person.

use chrono::{DateTime, TimeDelta, Utc};

use super::report::{Report, Row};

/// The report, line by line.
pub(super) fn lines(report: &Report, now: DateTime<Utc>) -> Vec<String> {
    let mut lines = vec![running(report), database(report), checks(report, now), copies(report, now)];
    lines.extend(report.free_bytes.map(|free| format!("Disk: {} free.", size(free))));
    let of = if report.zone_data_of == "computer" { "this computer" } else { "this program" };
    lines.push(format!("Time zones: version {} of {of}.", report.zone_data));
    lines.extend(report.clock_seen.map(|seen| format!("Clock: last seen {}.", when(seen, now))));
    lines.extend(deliveries(&report.deliveries));
    lines.extend(report.lag.as_ref().map(|lag| {
        format!(
            "From due to sent, last {} days: half within {} s, 99 of 100 within {} s ({} messages).",
            lag.days, lag.p50_seconds, lag.p99_seconds, lag.count
        )
    }));
    lines.extend(report.platforms.iter().filter_map(|platform| {
        let rate = platform.drain_per_second?;
        Some(format!("{} takes {rate:.1} messages in a second from the bot.", platform.name))
    }));
    lines.extend(changed(report));
    for replaced in &report.database.replaced {
        lines.push(format!(
            "{} is kept from a restore; delete it when you no longer need it.",
            replaced.display()
        ));
    }
    for need in &report.needs {
        lines.push(format!("attention: {}", need.what));
        lines.extend((!need.remedy.is_empty()).then(|| format!("    {}", need.remedy)));
    }
    if report.needs.is_empty() {
        lines.push("Nothing needs attention.".to_owned());
    }
    lines
}

fn running(report: &Report) -> String {
    let version = report.version;
    match (report.running, report.process) {
        (true, Some(process)) => format!("Openchair {version} runs (process {process})."),
        (true, None) => format!("Openchair {version} runs."),
        (false, _) => format!("Openchair {version} does not run."),
    }
}

fn database(report: &Report) -> String {
    let (data, database) = (report.data.display(), &report.database);
    let Some(bytes) = database.bytes else { return format!("Database: none in {data}.") };
    let schema = database.schema.map(|schema| format!(", schema {schema}")).unwrap_or_default();
    format!("Database: {} in {data}, write-ahead log {}{schema}.", size(bytes), size(database.log_bytes))
}

fn checks(report: &Report, now: DateTime<Utc>) -> String {
    let told = |time: Option<DateTime<Utc>>| time.map_or("never".to_owned(), |time| when(time, now));
    let result = if report.database.damage.is_empty() { "" } else { " It is damaged." };
    format!(
        "Checked: quickly {}, thoroughly {}.{result}",
        told(report.database.checked_quickly),
        told(report.database.checked_thoroughly)
    )
}

fn copies(report: &Report, now: DateTime<Utc>) -> String {
    let copies = &report.copies;
    match (copies.newest, copies.wanted) {
        (Some(newest), _) => {
            format!("Copies: {} ({}), the newest {}.", copies.count, size(copies.bytes), when(newest, now))
        }
        (None, true) => "Copies: none yet; the bot makes one every hour while it runs.".to_owned(),
        (None, false) => "Copies: none, as the configuration says.".to_owned(),
    }
}

fn changed(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(count) = report.redriven {
        lines.push(format!("{count} of what could not be sent will be tried again at the next start."));
    }
    if report.clock_trusted {
        lines.push("The clock is believed as it is now.".to_owned());
    }
    lines
}

/// The columns of the table of deliveries.
type Column = (&'static str, fn(&Row) -> u64);
const COLUMNS: [Column; 10] = [
    ("planned", |row| row.planned),
    ("overdue", |row| row.overdue),
    ("claimed", |row| row.claimed),
    ("sent", |row| row.sent),
    ("late", |row| row.late),
    ("expired", |row| row.expired),
    ("blocked", |row| row.blocked),
    ("unsure", |row| row.unsure),
    ("dead", |row| row.dead),
    ("withdrawn", |row| row.withdrawn),
];

fn deliveries(rows: &[Row]) -> Vec<String> {
    if rows.is_empty() {
        return vec!["Messages: none are kept.".to_owned()];
    }
    let heads: String = COLUMNS.iter().map(|(name, _)| format!(" {name:>9}")).collect();
    let mut lines = vec![format!("{:<22}{:<10}{heads}", "Messages by kind", "on")];
    for row in rows {
        let numbers: String = COLUMNS.iter().map(|(_, of)| format!(" {:>9}", of(row))).collect();
        lines.push(format!("  {:<20}{:<10}{numbers}", row.kind, row.platform));
    }
    lines
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes % 1_000_000_000 / 100_000_000),
    }
}

/// A time and how long ago it was.
fn when(time: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let ago = now - time;
    let told = time.format("%Y-%m-%d %H:%M UTC");
    let count = |number: i64, unit: &str| {
        format!("{told} ({number} {unit}{} ago)", if number == 1 { "" } else { "s" })
    };
    if ago < TimeDelta::zero() {
        format!("{told} (in the future)")
    } else if ago < TimeDelta::hours(1) {
        count(ago.num_minutes(), "minute")
    } else if ago < TimeDelta::days(2) {
        count(ago.num_hours(), "hour")
    } else {
        count(ago.num_days(), "day")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_told_as_people_say_them() {
        for (bytes, told) in [
            (0, "0 kB"),
            (4_096, "5 kB"),
            (1_250_000, "1.2 MB"),
            (499_999_999, "499.9 MB"),
            (12_345_678_901, "12.3 GB"),
        ] {
            assert_eq!(size(bytes), told);
        }
        let noon: DateTime<Utc> = "2026-03-29T12:00:00Z".parse().unwrap();
        for (ago, told) in [
            (TimeDelta::seconds(59), "(0 minutes ago)"),
            (TimeDelta::minutes(1), "(1 minute ago)"),
            (TimeDelta::minutes(61), "(1 hour ago)"),
            (TimeDelta::hours(47), "(47 hours ago)"),
            (TimeDelta::days(8), "(8 days ago)"),
            (-TimeDelta::days(1), "(in the future)"),
        ] {
            assert!(when(noon - ago, noon).ends_with(told), "{}", when(noon - ago, noon));
        }
    }
}
