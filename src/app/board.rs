//! A board: a list in a column for each status. The cursor is the list's, so every verb acts on the selected card.
//!
//! On a board the status comes first in the order of the list, so a column is a stretch of it. It knows nothing of cells, nor of what is
//! listed. Invariant: a card stands in the column of its status; only the selected one may wait for the cursor to move, and not for a deed
//! of one's own.

use super::list::{List, Step};
use super::screen::{LANES, Lane};
use std::ops::Range;

/// What a board remembers besides the cursor: the first card on the screen in each column.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Board {
    offsets: [usize; LANES],
}

/// The lines of a card.
pub const CARD: u16 = 2;

/// How many cards fit in a column so high, below its head.
#[must_use]
pub fn cards(height: u16) -> usize {
    usize::from(height.saturating_sub(1) / CARD)
}

/// A list that can be laid out as a board.
pub trait Columns {
    /// What a card is known by.
    type Id: Copy + Eq + std::hash::Hash;

    /// The list.
    fn list(&self) -> &List<Self::Id>;

    /// What the board remembers.
    fn board(&self) -> &Board;

    /// The same, to change it.
    fn board_mut(&mut self) -> &mut Board;

    /// Whether it is laid out so now.
    fn is_board(&self) -> bool;

    /// How many columns there are; at most [`LANES`].
    fn lanes(&self) -> usize;

    /// The column with the cursor.
    fn lane(&self) -> usize;

    /// Where the cards of a column stand in the list.
    fn stretch(&self, lane: usize) -> Range<usize>;

    /// The cards of a column, and the first that is on the screen.
    fn cards(&self, lane: usize) -> (&[Self::Id], usize) {
        let shown = self.list().order().get(self.stretch(lane)).unwrap_or_default();
        (shown, self.board().offsets.get(lane).copied().unwrap_or(0))
    }

    /// What the screen has to hold: the column with the cursor, of how many; nothing while it is a list.
    fn wanted(&self) -> Option<Lane> {
        self.is_board().then(|| Lane { at: self.lane(), of: self.lanes() })
    }

    /// How many cards are above the cursor in its column.
    fn above(&self) -> usize {
        self.list().cursor().saturating_sub(self.stretch(self.lane()).start)
    }

    /// Where the cursor is on the screen, counted in cards.
    fn board_line(&self) -> usize {
        self.above().saturating_sub(self.cards(self.lane()).1)
    }

    /// Scrolls its column as little as brings the cursor on the screen.
    fn follow(&mut self, height: usize) {
        let row = self.board_line();
        self.rest_board(row, height);
    }

    /// Brings the selected card back to its line, and no column further than its cards.
    fn rest_board(&mut self, row: usize, height: usize) {
        if height == 0 || !self.is_board() {
            return; // not on the screen: where it was is where it will be
        }
        let (lane, above) = (self.lane(), self.above());
        let mut offsets = self.board().offsets;
        if let Some(offset) = offsets.get_mut(lane) {
            *offset = above.saturating_sub(row.min(height - 1));
        }
        for (lane, offset) in offsets.iter_mut().enumerate().take(self.lanes()) {
            *offset = (*offset).min(self.stretch(lane).len().saturating_sub(height));
        }
        self.board_mut().offsets = offsets;
    }

    /// A step of the list that stays in the column of the cursor.
    fn within_lane(&self, step: Step) -> Step {
        let range = self.stretch(self.lane());
        let at = self.list().cursor();
        let last = range.end.saturating_sub(1).max(range.start);
        let to = match step {
            Step::By(rows) => at.saturating_add_signed(rows).clamp(range.start, last),
            Step::First => range.start,
            Step::Last => last,
        };
        Step::By(to.cast_signed().saturating_sub(at.cast_signed()))
    }

    /// The step to the next column that has cards, in this direction; to the card on the same line. Nothing where there is none.
    fn across(&self, is_back: bool) -> Option<Step> {
        let from = self.lane();
        let has_cards = |lane: &usize| !self.stretch(*lane).is_empty();
        let lane = if is_back { (0..from).rev().find(has_cards) } else { (from + 1..self.lanes()).find(has_cards) }?;
        let range = self.stretch(lane);
        let at = (self.cards(lane).1 + self.board_line()).min(range.len().saturating_sub(1));
        Some(Step::By((range.start + at).cast_signed() - self.list().cursor().cast_signed()))
    }
}
