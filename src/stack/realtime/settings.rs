//! The limits and delays that hold at present: what the recorded server does by default, unless the stack's fault plan says otherwise.
//!
//! The two delays by which the real server punishes refusals are off by default, so that tests and demos do not wait.

use std::time::Duration;

use crate::stack::faults::FaultPlan;

/// One consistent reading of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    /// Before a refused upgrade is answered (2 s on a real server).
    pub(super) refused_upgrade: Duration,
    /// Before a refused join is answered (5 s on a real server); the whole socket waits.
    pub(super) refused_join: Duration,
    /// From the ok of a join to `Subscribed to PostgreSQL` (some ms to 3 s).
    pub(super) subscribe: Duration,
    /// From a new token to the second `Subscribed to PostgreSQL` (1 to 3 s).
    pub(super) resubscribe: Duration,
    /// Silence of the client after which the socket is closed.
    pub(super) idle: Duration,
    /// Channels on one socket.
    pub(super) channels: usize,
    /// Sockets at the same time.
    pub(super) users: usize,
    /// Joins a second, of the whole project.
    pub(super) joins: u32,
    /// Broadcasts and presence changes a second, of the whole project.
    pub(super) messages: u32,
    /// How often rates are judged.
    pub(super) tick: Duration,
    /// Tracks of one channel within [`Settings::PRESENCE_SPAN`].
    pub(super) tracks: usize,
}

impl Settings {
    /// The span in which tracks are counted.
    pub(super) const PRESENCE_SPAN: Duration = Duration::from_secs(30);
    /// The largest broadcast in bytes of JSON.
    pub(super) const BROADCAST_BYTES: usize = 3_000_000;
    /// The largest frame in bytes.
    pub(super) const FRAME_BYTES: usize = 5_000_000;

    /// Reads the plan.
    pub(super) fn of(plan: &FaultPlan) -> Self {
        let (limits, delays) = (&plan.limits, &plan.realtime_delays);
        let delay = |set: Option<u64>, default: u64| Duration::from_millis(set.unwrap_or(default));
        let size = |set: Option<u32>, default: usize| set.map_or(default, |set| set as usize);
        Self {
            refused_upgrade: delay(delays.refused_upgrade_ms, 0),
            refused_join: delay(delays.refused_join_ms, 0),
            subscribe: delay(delays.subscribe_ms, 200),
            resubscribe: delay(delays.resubscribe_ms, 1000),
            idle: delay(delays.idle_ms, 60_000),
            channels: size(limits.channels, 100),
            users: size(limits.users, 200),
            joins: limits.joins_per_second.unwrap_or(100),
            messages: limits.messages_per_second.unwrap_or(100),
            tick: delay(delays.rate_tick_ms, 5000),
            tracks: size(limits.presence_tracks, 5),
        }
    }
}
