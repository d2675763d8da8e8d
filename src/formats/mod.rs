//! Meeting lists of other programs, as pure text to and from the domain.
//!
//! Reading never fails on one bad row: it is rejected with its place and reason, and the rest goes in.

pub mod bmlt;
mod fields;
pub mod format_names;
mod join_details;
mod json_rows;
pub mod meeting_guide;
mod meeting_list;
mod plain_text;
pub mod recurrence_note;

pub use format_names::FormatNames;
pub use json_rows::{FILE_BYTES_MAX, FileRefused};
pub use meeting_list::{MeetingList, ReadOptions};
