//! What a support group is: pure, synchronous, without a clock and without I/O.

pub mod recurrence;
pub mod zone;
