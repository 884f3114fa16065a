//! The clock of this machine: the one place where time is read.

use crate::ports::Clock;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The system's clock and zone. `TZ` names another zone.
#[derive(Clone, Debug)]
pub struct SystemClock {
    zone: TimeZone,
}

impl SystemClock {
    /// Looks the zone up once; a machine without one shows UTC.
    #[must_use]
    pub fn new() -> Self {
        Self { zone: TimeZone::try_system().unwrap_or(TimeZone::UTC) }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else asks")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }
}
