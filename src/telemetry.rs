//! Logging without names, ids or texts (P13): what the program itself does, to standard error.

use tracing_subscriber::EnvFilter;

/// Begins to log. `level` is the configuration's; other crates speak only when something is wrong.
/// A second call does nothing.
pub fn start(level: &str) {
    let filter =
        EnvFilter::try_new(format!("warn,openchair={level}")).unwrap_or_else(|_| EnvFilter::new("warn"));
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr);
    let _already_started = log.try_init();
}
