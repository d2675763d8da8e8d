//! Time zones: names, and local time to instant.
