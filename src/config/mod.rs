//! The configuration file: TOML in, typed values or every mistake at once out.
