//! The way between counting (`usize`), cells (`i32`) and averages (`f64`), in one place, so that each rounding is meant.
//!
//! Invariant: what does not fit is the largest that does; nothing wraps and nothing panics.

/// A count as cells.
pub(super) fn cells(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Cells as a count; nothing is less than none.
pub(super) fn count(cells: i32) -> usize {
    usize::try_from(cells).unwrap_or(0)
}

/// The cell nearest to an average.
#[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, and drawings are far smaller than i32")]
pub(super) fn nearest(average: f64) -> i32 {
    (average + 0.5).floor() as i32
}

/// A count to average with.
pub(super) fn real(count: usize) -> f64 {
    f64::from(cells(count))
}

/// Numbers that look random and are the same every time: the shuffles of the ordering must not depend on the day.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice that always fall alike.
    pub(super) fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    /// A number below `sides` (xorshift, Marsaglia 2003).
    pub(super) fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(sides.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}
