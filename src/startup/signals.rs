//! Being asked to stop, by a key or by the system.

/// Returns when somebody asks the program to stop: Ctrl-C, the end of the system's service, a
/// terminal that is closed.
pub async fn stop_asked() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let signals = (signal(SignalKind::terminate()), signal(SignalKind::hangup()));
        if let (Ok(mut terminate), Ok(mut hangup)) = signals {
            tokio::select! {
                _asked = tokio::signal::ctrl_c() => {}
                _asked = terminate.recv() => {}
                _asked = hangup.recv() => {}
            }
            return;
        }
    }
    let _asked = tokio::signal::ctrl_c().await;
}
