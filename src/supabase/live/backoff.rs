//! How long to wait before trying again: longer each time, never in step with others.

use rand::Rng as _;
use std::time::Duration;

/// After so long without trouble the next trouble is a new one.
pub(super) const STABLE: Duration = Duration::from_secs(30);
/// Seconds before the first, second, … try; the last holds from there on.
const SECONDS: [u64; 6] = [1, 2, 5, 10, 20, 30];

/// The pause after this many failures: half of it for certain, the other half by chance.
pub(super) fn pause(failures: u32) -> Duration {
    let step = usize::try_from(failures).unwrap_or(usize::MAX).min(SECONDS.len() - 1);
    let half = Duration::from_secs(SECONDS[step]) / 2;
    half + rand::rng().random_range(Duration::ZERO..half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_half_a_minute() {
        assert!(pause(0) < Duration::from_secs(1));
        assert!((15..30).contains(&pause(5).as_secs()));
        assert!((15..30).contains(&pause(u32::MAX).as_secs()));
    }
}
