//! Which time zone database is used: the embedded one or a folder, the newer as a whole.

use std::fs;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use openchair::domain::zone::{ZoneName, Zones};
use openchair::zoneinfo::{NotUsed, load};

/// A zone file (RFC 8536, version 2) without any change: this offset for ever, under this POSIX name.
pub(crate) fn zone_file(offset: i32, footer: &str) -> Vec<u8> {
    let header = |times: u8| {
        let mut bytes = b"TZif2".to_vec();
        bytes.extend([0; 15]);
        // Counts: UT, standard, leap seconds, transitions, types, characters.
        for count in [0, 0, 0, 0, times, 4] {
            bytes.extend(u32::from(count).to_be_bytes());
        }
        bytes
    };
    let mut bytes = Vec::new();
    for _ in 0..2 {
        bytes.extend(header(1));
        bytes.extend(offset.to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(b"TST\0");
    }
    bytes.extend(format!("\n{footer}\n").into_bytes());
    bytes
}

fn folder(version: Option<(&str, &str)>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("Europe")).unwrap();
    fs::write(folder.path().join("Europe/Vienna"), zone_file(7200, "TST-2")).unwrap();
    if let Some((file, text)) = version {
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

fn vienna_in_winter(zones: &Zones) -> DateTime<Utc> {
    let noon: NaiveDateTime = "2026-01-15T12:00:00".parse().unwrap();
    zones.resolve(&"Europe/Vienna".parse().unwrap(), noon).utc
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn without_a_better_folder_the_programs_own_zones_know_the_latest_laws() {
    let zones = load(Some(Path::new("/nonexistent/zoneinfo"))).zones;
    assert!(zones.version() >= Zones::embedded_version());
    // British Columbia keeps its summer time from 2026 on; chrono-tz does not know it yet.
    let vancouver: ZoneName = "America/Vancouver".parse().unwrap();
    let evening: NaiveDateTime = "2026-12-01T19:00:00".parse().unwrap();
    assert_eq!(zones.resolve(&vancouver, evening).utc, instant("2026-12-02T02:00:00Z"));
    // Where no law changed, both databases agree.
    for name in [
        "Europe/Vienna",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "US/Eastern",
        "Africa/Cairo",
    ] {
        let zone: ZoneName = name.parse().unwrap();
        for step in 0..400 {
            let at = instant("2026-01-01T00:00:00Z") + chrono::TimeDelta::hours(step * 1_861);
            assert_eq!(zones.local(&zone, at), Zones::embedded().local(&zone, at), "{name} {at}");
        }
    }
}

#[test]
fn a_newer_folder_is_used() {
    for version in [("tzdata.zi", "# version 2099a\nR d 1916"), ("+VERSION", "2099a\n")] {
        let folder = folder(Some(version));
        let loaded = load(Some(folder.path()));
        assert!(loaded.not_used.is_none(), "{:?}", loaded.not_used);
        assert_eq!(loaded.zones.version(), "2099a");
        assert_eq!(vienna_in_winter(&loaded.zones), instant("2026-01-15T10:00:00Z"));
    }
}

#[test]
fn a_folder_named_by_hand_needs_no_version_and_wins_a_tie() {
    for version in [None, Some(("+VERSION", Zones::embedded_version()))] {
        let folder = folder(version);
        let loaded = load(Some(folder.path()));
        assert!(loaded.not_used.is_none(), "{:?}", loaded.not_used);
        assert_eq!(vienna_in_winter(&loaded.zones), instant("2026-01-15T10:00:00Z"));
    }
}

#[test]
fn an_older_missing_or_broken_folder_leaves_the_programs_own_zones() {
    let old = folder(Some(("+VERSION", "1999a")));
    let broken = folder(Some(("+VERSION", "2099a")));
    fs::write(broken.path().join("Europe/Berlin"), "not a zone").unwrap();
    let empty = tempfile::tempdir().unwrap();
    let gone = Path::new("/nonexistent/zoneinfo");
    let reasons = [old.path(), broken.path(), empty.path(), gone].map(|folder| {
        let loaded = load(Some(folder));
        assert_eq!(vienna_in_winter(&loaded.zones), instant("2026-01-15T11:00:00Z"));
        loaded.not_used.unwrap()
    });
    assert!(
        matches!(
            &reasons,
            [
                NotUsed::NotNewer { .. },
                NotUsed::Broken { .. },
                NotUsed::Missing { .. },
                NotUsed::Missing { .. }
            ]
        ),
        "{reasons:?}"
    );
}

#[test]
fn links_that_a_distribution_leaves_out_are_followed() {
    let folder = folder(Some((
        "tzdata.zi",
        "# version 2099a\nZ Europe/Vienna 2 - TST\nL Europe/Vienna Europe/Zagreb\n",
    )));
    let zones = load(Some(folder.path())).zones;
    let zagreb: ZoneName = "Europe/Zagreb".parse().unwrap();
    let noon: NaiveDateTime = "2026-01-15T12:00:00".parse().unwrap();
    assert_eq!(zones.resolve(&zagreb, noon).utc, instant("2026-01-15T10:00:00Z"));
}

fn skipped(why: &dyn std::fmt::Display) {
    eprintln!("SKIPPED: the system's zones are not compared: {why}");
}

/// The system's own folder is read whole and agrees with the embedded database where both have the same version.
#[test]
fn the_systems_folder_agrees_with_the_embedded_zones_of_its_version() {
    let folder = Path::new("/usr/share/zoneinfo");
    let loaded = load(Some(folder));
    if let Some(reason) = &loaded.not_used {
        skipped(reason);
        return;
    }
    if loaded.zones.version() != Zones::embedded_version() {
        skipped(&loaded.zones.version());
        return;
    }
    let embedded = Zones::embedded();
    let mut differing = Vec::new();
    for zone in ZoneName::all().step_by(4) {
        // From 2026 into the years that only a lasting rule covers, at steps that drift through the day.
        let differs = (0..250)
            .map(|step| instant("2026-01-01T00:00:00Z") + chrono::TimeDelta::hours(step * 2_971))
            .any(|at| loaded.zones.local(&zone, at) != embedded.local(&zone, at));
        if differs {
            differing.push(zone.as_str());
        }
    }
    assert!(differing.is_empty(), "{differing:?}");
}
