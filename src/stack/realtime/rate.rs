//! Counting against limits. Pure: the caller brings the time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A project-wide rate, judged at the end of each tick as the recorded server does: a burst within a tick passes,
/// and what is too much is noticed afterwards.
#[derive(Debug)]
pub(super) struct Rate {
    tick_began: Instant,
    count: u32,
    exceeded: bool,
}

impl Rate {
    /// A rate that starts counting at `now`.
    pub(super) fn new(now: Instant) -> Self {
        Self { tick_began: now, count: 0, exceeded: false }
    }

    /// Counts one event.
    pub(super) fn count(&mut self, now: Instant, limit: u32, tick: Duration) {
        self.turn(now, limit, tick);
        self.count = self.count.saturating_add(1);
    }

    /// Whether the last whole tick held more than `limit` events a second.
    pub(super) fn is_exceeded(&mut self, now: Instant, limit: u32, tick: Duration) -> bool {
        self.turn(now, limit, tick);
        self.exceeded
    }

    fn turn(&mut self, now: Instant, limit: u32, tick: Duration) {
        let passed = now.saturating_duration_since(self.tick_began);
        if passed < tick {
            return;
        }
        // More than one tick without a look: the last whole one was empty.
        let latest = passed < tick * 2;
        self.exceeded = latest && f64::from(self.count) > f64::from(limit) * tick.as_secs_f64();
        self.count = 0;
        self.tick_began = now;
    }
}

/// At most so many events in the time just past, judged at each event.
#[derive(Debug, Default)]
pub(super) struct Window {
    times: VecDeque<Instant>,
}

impl Window {
    /// Counts an event unless `limit` events lie within `span` before `now`; says whether it was counted.
    pub(super) fn admits(&mut self, now: Instant, limit: usize, span: Duration) -> bool {
        while self.times.front().is_some_and(|time| now.saturating_duration_since(*time) >= span) {
            self.times.pop_front();
        }
        let admitted = self.times.len() < limit;
        if admitted {
            self.times.push_back(now);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_secs(5);

    #[test]
    fn a_burst_is_noticed_when_its_tick_is_over() {
        let start = Instant::now();
        let mut rate = Rate::new(start);
        for _ in 0..11 {
            rate.count(start, 2, TICK);
        }
        assert!(!rate.is_exceeded(start + TICK / 2, 2, TICK));
        assert!(rate.is_exceeded(start + TICK, 2, TICK));
        assert!(!rate.is_exceeded(start + TICK * 2, 2, TICK));
    }

    #[test]
    fn exactly_the_limit_is_allowed() {
        let start = Instant::now();
        let mut rate = Rate::new(start);
        for _ in 0..10 {
            rate.count(start, 2, TICK);
        }
        assert!(!rate.is_exceeded(start + TICK, 2, TICK));
    }

    #[test]
    fn a_window_admits_again_when_the_oldest_event_has_left_it() {
        let (start, mut window) = (Instant::now(), Window::default());
        assert!(window.admits(start, 2, TICK));
        assert!(window.admits(start + TICK / 2, 2, TICK));
        assert!(!window.admits(start + TICK / 2, 2, TICK));
        assert!(window.admits(start + TICK, 2, TICK));
    }
}
