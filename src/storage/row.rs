//! Columns to domain values; a value that means nothing is an error naming table, column and row.

use std::fmt::Display;

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use serde::de::DeserializeOwned;

use super::error::{Inconsistency, StorageError};
use crate::domain::zone::ZoneName;

/// How wall times are written: `2026-03-29T19:30:00`.
const WALL: &str = "%Y-%m-%dT%H:%M:%S";
/// How times of day are written: `22:00`.
const TIME: &str = "%H:%M";

/// The row that is being read.
pub(super) struct RowOf {
    table: &'static str,
    row: String,
}

impl RowOf {
    /// Names the row: its table, and its key in it.
    pub(super) fn new(table: &'static str, row: impl Display) -> Self {
        Self { table, row: row.to_string() }
    }

    /// The error for a column whose value means nothing.
    pub(super) fn bad(&self, column: &'static str) -> StorageError {
        Inconsistency { table: self.table, column, row: self.row.clone() }.into()
    }

    /// A word of a closed list.
    pub(super) fn word<T>(
        &self,
        column: &'static str,
        text: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StorageError> {
        read(text).ok_or_else(|| self.bad(column))
    }

    /// A whole number that is not negative and fits the domain's type.
    pub(super) fn count<T: TryFrom<i64>>(&self, column: &'static str, value: i64) -> Result<T, StorageError> {
        T::try_from(value).map_err(|_| self.bad(column))
    }

    /// An instant, kept as whole seconds of Unix time.
    pub(super) fn instant(&self, column: &'static str, seconds: i64) -> Result<DateTime<Utc>, StorageError> {
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| self.bad(column))
    }

    /// A wall time.
    pub(super) fn wall(&self, column: &'static str, text: &str) -> Result<NaiveDateTime, StorageError> {
        NaiveDateTime::parse_from_str(text, WALL).map_err(|_| self.bad(column))
    }

    /// A time of day.
    pub(super) fn time(&self, column: &'static str, text: &str) -> Result<NaiveTime, StorageError> {
        NaiveTime::parse_from_str(text, TIME).map_err(|_| self.bad(column))
    }

    /// A time zone. One that the program does not know is an error, never silently another.
    pub(super) fn zone(&self, column: &'static str, text: &str) -> Result<ZoneName, StorageError> {
        text.parse().map_err(|_| self.bad(column))
    }

    /// A value kept as JSON.
    pub(super) fn json<T: DeserializeOwned>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, StorageError> {
        serde_json::from_str(text).map_err(|_| self.bad(column))
    }
}

/// A wall time as it is kept.
pub(super) fn wall_text(wall: NaiveDateTime) -> String {
    wall.format(WALL).to_string()
}

/// A time of day as it is kept.
pub(super) fn time_text(time: NaiveTime) -> String {
    time.format(TIME).to_string()
}

/// A list as it is kept.
pub(super) fn json_text<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_return_as_they_were_kept() {
        let row = RowOf::new("session", 7);
        let wall = NaiveDateTime::parse_from_str("2026-03-29T19:30:00", WALL).unwrap();
        assert_eq!(row.wall("slot", &wall_text(wall)).unwrap(), wall);
        let time = NaiveTime::from_hms_opt(22, 0, 0).unwrap();
        assert_eq!(row.time("quiet_from", &time_text(time)).unwrap(), time);
        let words = vec!["a \"b\"".to_owned(), "ñ".to_owned()];
        assert_eq!(row.json::<Vec<String>>("languages", &json_text(&words)).unwrap(), words);
    }

    #[test]
    fn invariant_3_values_that_mean_nothing_are_errors_with_their_place() {
        let row = RowOf::new("session", 7);
        for error in [
            row.wall("slot", "tomorrow").unwrap_err(),
            row.time("slot", "25:00").unwrap_err(),
            row.zone("slot", "Europe/Wien").unwrap_err(),
            row.instant("slot", i64::MAX).unwrap_err(),
            row.count::<u32>("slot", -1).unwrap_err(),
            row.json::<Vec<String>>("slot", "{").unwrap_err(),
            row.word("slot", "often", |_| None::<()>).unwrap_err(),
        ] {
            assert!(error.to_string().ends_with("table session, column slot, row 7."), "{error}");
        }
    }
}
