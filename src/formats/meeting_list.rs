//! What reading a file gives: the groups, and the rows that were rejected.

use std::collections::HashMap;

use crate::domain::import::{ExternalId, ImportedGroup, Place, RejectReason, Rejected, ReviewReason, Source};
use crate::domain::text;
use crate::domain::zone::ZoneName;
use crate::formats::fields::{self, Fields};
use crate::formats::format_names::FormatNames;
use crate::formats::{json_rows, plain_text, recurrence_note};

/// The longest name of a group, in letters; `domain::text::name` has the same limit.
const NAME_LETTERS_MAX: usize = 80;
/// The longest note, in letters.
pub(super) const NOTE_LETTERS_MAX: usize = 2_000;
/// The longest text quoted as a reason to look, in letters.
const REASON_LETTERS_MAX: usize = 240;
/// The longest address or access note, in letters.
pub(super) const PLACE_LETTERS_MAX: usize = 300;
/// Ids longer than this, in letters, are refused.
const ID_LETTERS_MAX: usize = 200;
/// The most format or type codes kept of one row.
pub(super) const TAGS_MAX: usize = 50;

/// What the admin says about a file, because the file itself may not.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The zone of rows that say none.
    pub zone: Option<ZoneName>,
    /// What the feed's codes are called.
    pub names: FormatNames,
    /// The feed's own name, where a community reads several of one kind; its source's name otherwise.
    pub feed: Option<String>,
}

/// A file read to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingList {
    /// The rows that can be imported, in their order.
    pub groups: Vec<ImportedGroup>,
    /// The rows that cannot.
    pub rejected: Vec<Rejected>,
}

/// How one format turns the fields of a row into a group; the id was read already.
pub(super) type ReadRow<'a> = dyn Fn(&Fields, ExternalId) -> Result<ImportedGroup, RejectReason> + 'a;

/// Reads every row. Ids must differ: of two rows with one id the first counts.
pub(super) fn read_rows(
    rows: &[&str],
    feed: &str,
    id_field: &'static str,
    read: &ReadRow<'_>,
) -> MeetingList {
    let mut list = MeetingList::default();
    let mut rows_by_id: HashMap<String, usize> = HashMap::new();
    for (text, number) in rows.iter().zip(1_usize..) {
        let mut place = Place { row: number, id: None };
        let group = json_rows::row(text).and_then(|row| {
            let id = id_of(&row, id_field)?;
            place.id = Some(plain_text::excerpt(&id));
            if let Some(&first_row) = rows_by_id.get(&id) {
                return Err(RejectReason::DuplicateId { first_row });
            }
            rows_by_id.insert(id.clone(), number);
            read(&row, ExternalId { feed: feed.to_owned(), id })
        });
        match group {
            Ok(group) => list.groups.push(group),
            Err(reason) => list.rejected.push(Rejected { place, reason }),
        }
    }
    list
}

fn id_of(row: &Fields, field: &'static str) -> Result<String, RejectReason> {
    let written = fields::required(row, field)?;
    let cleaned = text::clean(&written);
    let fits = !cleaned.is_empty() && cleaned.chars().count() <= ID_LETTERS_MAX;
    if fits { Ok(cleaned) } else { Err(fields::unreadable(field, &written)) }
}

/// The name that every group needs: cleaned, cut to its limit, freed from mentions (P29).
pub(super) fn name(row: &Fields, field: &'static str) -> Result<String, RejectReason> {
    let written = fields::required(row, field)?;
    let plain = plain_text::without_mentions(&written);
    if plain.is_empty() && !text::clean(&written).is_empty() {
        return Err(RejectReason::NameOfMentions);
    }
    let line = plain_text::line(&plain, NAME_LETTERS_MAX).ok_or(RejectReason::Missing(field))?;
    text::name(&line).map_err(|problem| match problem {
        text::TextProblem::Mention => RejectReason::NameOfMentions,
        _ => fields::unreadable(field, &written),
    })
}

/// The name a feed goes by in external ids.
pub(super) fn feed_name(options: &ReadOptions, source: Source) -> &str {
    options.feed.as_deref().unwrap_or_else(|| source.name())
}

/// A reason to look for each of these texts that seems to hide a rule.
pub(super) fn rules_in_texts(
    row: &Fields,
    fields: &[&'static str],
) -> Result<Vec<ReviewReason>, RejectReason> {
    let mut reasons = Vec::new();
    for &field in fields {
        let written = fields::text(row, field)?.unwrap_or_default();
        if let Some(sign) = recurrence_note::hidden_rule(&written) {
            reasons.push(ReviewReason::RuleInText { field, text: telling_part(&written), sign });
        }
    }
    Ok(reasons)
}

/// The whole of a short text; of a long one, the first sentence that hides a rule.
fn telling_part(written: &str) -> String {
    let is_long = written.chars().count() > REASON_LETTERS_MAX;
    let sentences = written.split_inclusive(['.', '!', '\n']);
    let found =
        sentences.filter(|_| is_long).find(|sentence| recurrence_note::hidden_rule(sentence).is_some());
    plain_text::line(found.unwrap_or(written), REASON_LETTERS_MAX).unwrap_or_default()
}

/// Joins what is there with commas, without saying the same thing twice in a row.
pub(super) fn joined(parts: &[Option<String>]) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.iter().flatten() {
        if kept.last() != Some(&part.as_str()) {
            kept.push(part);
        }
    }
    plain_text::line(&kept.join(", "), PLACE_LETTERS_MAX)
}
