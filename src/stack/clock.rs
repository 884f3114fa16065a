//! The stack's one clock.
//!
//! The stack is a server of its own, so it reads real time; it does so here and nowhere else.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since the Unix epoch, as tokens count them.
#[expect(clippy::disallowed_methods, reason = "the stack plays a server, and a server has its own clock")]
pub(crate) fn unix_seconds() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
