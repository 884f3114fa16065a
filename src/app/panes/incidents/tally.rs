//! How many incidents are active, breached and at risk, and how wide their numbers are: kept row by row, for the header and the columns.
//!
//! Time alone turns an incident at two known moments; the tally knows the next of them and is right until then. It must not look at rows.

use super::order::Judged;
use jiff::Timestamp;

/// The widest number that is told apart.
const WIDEST: usize = 15;

/// How many active incidents there are, and how they stand.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Open or investigating.
    pub active: usize,
    /// Active and over their time.
    pub breached: usize,
    /// Active and short of time.
    pub at_risk: usize,
}

/// The counts, and what it takes to keep them.
#[derive(Clone, Debug)]
pub struct Tally {
    counts: Counts,
    counted_at: Timestamp,
    turns_at: Timestamp,
    widths: [usize; WIDEST + 1],
}

impl Default for Tally {
    fn default() -> Self {
        Self::at(Timestamp::MIN)
    }
}

impl Tally {
    /// Nothing is counted yet, and it is so late.
    pub(super) fn at(now: Timestamp) -> Self {
        Self { counts: Counts::default(), counted_at: now, turns_at: Timestamp::MAX, widths: [0; WIDEST + 1] }
    }

    /// How many there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The cells of the widest short number.
    #[must_use]
    pub fn number_width(&self) -> usize {
        self.widths.iter().rposition(|many| *many > 0).unwrap_or(0)
    }

    /// When it was right.
    pub(super) fn counted_at(&self) -> Timestamp {
        self.counted_at
    }

    /// Whether all must be counted anew because time alone turned one; if not, the counts are those of now.
    pub(super) fn is_due(&mut self, now: Timestamp) -> bool {
        if now < self.counted_at || now >= self.turns_at {
            return true;
        }
        self.counted_at = now;
        false
    }

    pub(super) fn add(&mut self, judged: &Judged) {
        self.step(judged, |many| many + 1);
    }

    pub(super) fn remove(&mut self, judged: &Judged) {
        self.step(judged, |many| many.saturating_sub(1));
    }

    fn step(&mut self, judged: &Judged, step: fn(usize) -> usize) {
        let width = &mut self.widths[judged.width.min(WIDEST)];
        *width = step(*width);
        let Some((at_risk, breached)) = judged.turns else { return };
        self.counts.active = step(self.counts.active);
        if self.counted_at >= breached {
            self.counts.breached = step(self.counts.breached);
        } else if self.counted_at >= at_risk {
            self.counts.at_risk = step(self.counts.at_risk);
        }
        let next = [at_risk, breached].into_iter().find(|turn| *turn > self.counted_at);
        self.turns_at = self.turns_at.min(next.unwrap_or(Timestamp::MAX));
    }
}
