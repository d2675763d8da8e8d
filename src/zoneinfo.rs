//! The reader of the operating system's time zone database.
