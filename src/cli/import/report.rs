//! What an import tells the admin when it is done.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

use super::ImportArgs;
use crate::domain::import::{ImportedGroup, ReviewReason, RuleSign};
use crate::formats::MeetingList;
use crate::storage::import::{Laid, Part};

/// The whole summary, ending in a line feed.
pub(super) fn report(args: &ImportArgs, list: &MeetingList, laid: &Laid) -> String {
    let mut text = String::new();
    let file = args.file.file_name().unwrap_or(args.file.as_os_str()).to_string_lossy();
    let (new, changed, unchanged) = (laid.new, laid.changed.len(), laid.unchanged);
    line(
        &mut text,
        &format!("{file} into {}: {new} new, {changed} changed, {unchanged} unchanged.", args.community),
    );
    for (at, parts) in &laid.changed {
        if let Some(group) = list.groups.get(*at) {
            line(&mut text, &format!("  {}: {}", named(group), part_words(parts)));
        }
    }
    let not_listed = list.groups.iter().filter(|group| !group.listed).count();
    if not_listed > 0 {
        let who = groups(not_listed);
        line(
            &mut text,
            &format!(
                "{who} not listed, because the feed does not publish them: they are kept and shown to nobody."
            ),
        );
    }
    review(&mut text, list);
    rejected(&mut text, list);
    absent(&mut text, list, laid);
    if args.dry_run {
        line(&mut text, "This was a dry run: nothing was changed. Without --dry-run it happens as shown.");
    }
    text
}

fn review(text: &mut String, list: &MeetingList) {
    let marked: Vec<&ImportedGroup> = list.groups.iter().filter(|group| !group.review.is_empty()).collect();
    if marked.is_empty() {
        return;
    }
    line(
        text,
        &format!(
            "{} for review. They meet every week until somebody mends that with /group edit:",
            groups(marked.len())
        ),
    );
    for group in marked {
        for reason in &group.review {
            line(text, &format!("  {}: {}", named(group), reason_words(reason)));
        }
    }
}

fn rejected(text: &mut String, list: &MeetingList) {
    if list.rejected.is_empty() {
        return;
    }
    let count = list.rejected.len();
    let rows = if count == 1 { "1 meeting was".to_owned() } else { format!("{count} meetings were") };
    line(text, &format!("{rows} rejected, each for the reason given; the rest went in:"));
    for row in &list.rejected {
        line(text, &format!("  {} {}", row.place, row.reason));
    }
}

/// Groups of this feed that the file does not name any more. A rejected row is in the file.
fn absent(text: &mut String, list: &MeetingList, laid: &Laid) {
    let rejected: HashSet<&str> = list.rejected.iter().filter_map(|row| row.place.id.as_deref()).collect();
    let in_file = |id: &str| id.split_once(':').is_some_and(|(_, id)| rejected.contains(id));
    let gone: Vec<&str> = laid.absent.iter().map(String::as_str).filter(|id| !in_file(id)).collect();
    if !gone.is_empty() {
        line(
            text,
            &format!("{} here from before and not in this file; nothing is deleted:", groups(gone.len())),
        );
        gone.iter().for_each(|id| line(text, &format!("  {id}")));
    }
}

fn groups(count: usize) -> String {
    if count == 1 { "1 group is".to_owned() } else { format!("{count} groups are") }
}

fn named(group: &ImportedGroup) -> String {
    format!("{} ({})", group.name, group.external_id)
}

fn part_words(parts: &BTreeSet<Part>) -> String {
    let word = |part: &Part| match part {
        Part::Name => "name",
        Part::Listed => "listed or not",
        Part::Times => "times",
        Part::Place => "place",
        Part::WayIn => "way into the call",
        Part::Description => "description",
    };
    parts.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn reason_words(reason: &ReviewReason) -> String {
    match reason {
        ReviewReason::RuleInText { field, text, sign } => {
            format!("{}; `{field}` says \"{text}\"", sign_words(*sign))
        }
        ReviewReason::LengthMissing => "it says no length, so 60 minutes are assumed".to_owned(),
        ReviewReason::LengthUnreadable { text } => {
            format!("it cannot last \"{text}\", so 60 minutes are assumed")
        }
        ReviewReason::LengthUnusual { minutes } => {
            format!("it lasts {} h {:02}, which is long", minutes / 60, minutes % 60)
        }
        ReviewReason::AlmostMidnight => "it starts at 23:59, which may mean midnight".to_owned(),
        ReviewReason::TemporarilyClosed => "its place is closed for now (TC)".to_owned(),
    }
}

const fn sign_words(sign: RuleSign) -> &'static str {
    match sign {
        RuleSign::NthWeek => "something holds on some weeks of the month",
        RuleSign::Interval => "it may not be weekly",
        RuleSign::Rotation => "its format changes in turn",
        RuleSign::Exception => "some meetings may be left out",
        RuleSign::Holidays => "holidays change it",
        RuleSign::Season => "it may hold for a time only",
    }
}

fn line(text: &mut String, words: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{words}");
}
