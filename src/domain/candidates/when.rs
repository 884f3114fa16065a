//! How close in time a record is to a problem: to when it was found, or to an incident that is linked to it.
//!
//! Owns the curve. It must not know what is compared besides times. Invariant: what it makes of a distance multiplies, so that time alone is
//! nothing.

use super::{Anchor, Apart, Facts};
use jiff::{SignedDuration, Timestamp};

/// What is closest in time counts so much.
pub(super) const NEAREST: f64 = 1.25;
/// Within this nothing is closer than anything else.
const AT_ONCE: SignedDuration = SignedDuration::from_hours(6);
/// From here on distance counts down.
const FAR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The shortest way in time from a record to a problem, and what it multiplies likeness by. `anchors` are the incidents linked to it.
pub(super) fn apart(times: &[Timestamp; 3], problem: &Facts, anchors: &[(Anchor, Timestamp)]) -> (Apart, f64) {
    let found = (Anchor::Found, problem.times[0]);
    let mut nearest = Apart { from: Anchor::Found, by: times[0].duration_since(found.1) };
    for (from, at) in [&found].into_iter().chain(anchors) {
        for time in times {
            let by = time.duration_since(*at);
            if by.abs() < nearest.by.abs() {
                nearest = Apart { from: from.clone(), by };
            }
        }
    }
    let is_back = times[0] >= problem.times[0] && problem.until.is_none_or(|until| times[0] <= until);
    let near = near(nearest.by);
    (nearest, 1.0 + (NEAREST - 1.0) * if is_back { near.max(0.0) } else { near })
}

/// 1 at once, 0 far away, down to -1, by the logarithm of the distance.
fn near(by: SignedDuration) -> f64 {
    let times = by.abs().as_secs_f64() / AT_ONCE.as_secs_f64();
    (1.0 - times.max(1.0).ln() / (FAR.as_secs_f64() / AT_ONCE.as_secs_f64()).ln()).max(-1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_neither_near_nor_far() {
        let at = |hours| near(SignedDuration::from_hours(hours));
        let close = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(close(at(0), 1.0) && close(at(-6), 1.0) && close(at(720), 0.0) && close(at(-720), 0.0));
        assert!(at(24) > at(48) && at(48) > 0.5 && at(24 * 365) < -0.4 && close(at(24 * 365 * 100), -1.0));
    }
}
