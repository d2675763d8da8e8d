//! What can go wrong while the database is in use, each with one sentence that says what to do.

/// Why something could not be read or kept. Unless it says otherwise nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database refused.
    #[error("{trouble}")]
    Database {
        /// What sort of trouble it is.
        trouble: Trouble,
        /// What the database said; for the log, never for a person.
        source: sqlx::Error,
    },
    /// A row does not mean anything (invariant 3).
    #[error(transparent)]
    Inconsistent(#[from] Inconsistency),
    /// The database was found damaged, and nothing is written to it any more.
    #[error(
        "The database is damaged, so nothing is written any more. Stop the bot and bring back a copy with `openchair restore`."
    )]
    WritingStopped,
}

/// What sort of trouble a database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No room is left on the disk.
    #[error("The disk is full, so nothing was changed. Free some space and try again.")]
    Full,
    /// Somebody else kept the database to themselves for too long.
    #[error("The database is busy, so nothing was changed. Try again in a moment.")]
    Busy,
    /// The work took longer than it may.
    #[error("Reading took too long and was stopped. Try again, or ask for less at once.")]
    TooLong,
    /// The file may be read, not written.
    #[error(
        "The database may not be written to, so nothing was changed. Give this user the right to write it."
    )]
    ReadOnly,
    /// The file is not whole.
    #[error("The database is damaged. Stop the bot and bring back a copy with `openchair restore`.")]
    Damaged,
    /// It is no database, or the key is another's.
    #[error("The database cannot be read with this key. Name the key that belongs to it.")]
    Unreadable,
    /// A rule of the schema, such as "one row each", would have been broken.
    #[error("This does not go together with what is kept already, so nothing was changed.")]
    Clash,
    /// Anything else.
    #[error("The database could not do this, so nothing was changed. The log says why.")]
    Other,
}

/// A row that does not become a domain type. It tells where, never what: the value may be personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The database holds a value that means nothing: table {table}, column {column}, row {row}.")]
pub struct Inconsistency {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The key of the row.
    pub row: String,
}

impl From<sqlx::Error> for StorageError {
    fn from(source: sqlx::Error) -> Self {
        Self::Database { trouble: Trouble::of(&source), source }
    }
}

impl StorageError {
    /// True where nothing can be written at the moment, though what is kept may well be read.
    #[must_use]
    pub fn stops_writing(&self) -> bool {
        let stops = [Trouble::Full, Trouble::ReadOnly, Trouble::Damaged, Trouble::Unreadable];
        matches!(self, Self::WritingStopped) || self.trouble().is_some_and(|trouble| stops.contains(&trouble))
    }

    /// What sort of trouble the database has; none where it is something else.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Database { trouble, .. } => Some(*trouble),
            Self::Inconsistent(_) | Self::WritingStopped => None,
        }
    }
}

impl Trouble {
    /// Sorts an error by SQLite's result code (<https://www.sqlite.org/rescode.html>; the low byte is the primary one).
    pub(super) fn of(error: &sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy;
        }
        if matches!(error, sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull) {
            return Self::Full;
        }
        let code = error.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<i32>().ok());
        match code.map(|code| (code, code & 0xff)) {
            Some((_, 5 | 6)) => Self::Busy,
            Some((_, 8)) => Self::ReadOnly,
            Some((_, 9)) => Self::TooLong,
            Some((_, 11)) => Self::Damaged,
            Some((_, 13)) => Self::Full,
            Some((_, 19)) => Self::Clash,
            Some((_, 26)) => Self::Unreadable,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_is_one_or_two_short_sentences() {
        for trouble in [
            Trouble::Full,
            Trouble::Busy,
            Trouble::TooLong,
            Trouble::ReadOnly,
            Trouble::Damaged,
            Trouble::Unreadable,
            Trouble::Clash,
            Trouble::Other,
        ] {
            let text = trouble.to_string();
            assert!(text.ends_with('.') && text.split(". ").count() <= 2, "{text}");
        }
    }

    #[test]
    fn a_waiting_writer_that_gives_up_is_busy() {
        assert_eq!(StorageError::from(sqlx::Error::PoolTimedOut).trouble(), Some(Trouble::Busy));
    }

    #[test]
    fn invariant_3_an_inconsistency_names_table_column_and_row() {
        let error = Inconsistency { table: "group", column: "venue", row: "home 7".to_owned() };
        assert_eq!(
            StorageError::from(error).to_string(),
            "The database holds a value that means nothing: table group, column venue, row home 7."
        );
    }
}
