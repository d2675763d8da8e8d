//! One incoming event becomes one answer; the clock is read here, once per event.
