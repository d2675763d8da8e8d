//! Recurring rules and their sessions in local time.
