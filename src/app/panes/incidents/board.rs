//! The board: the same list in a column for each status. The cursor is the list's, so every verb acts on the selected card.
//!
//! On a board the status comes first in the key of an incident, so a column is a stretch of the list, found by two binary searches. It knows
//! nothing of cells. Invariant: a card stands in the column of its status; only the selected one may wait for the cursor to move, and not for
//! a deed of one's own.

use super::IncidentsPane;
use crate::app::effect::Effects;
use crate::app::list::Step;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::screen::LANES;
use crate::app::view::Layout;
use crate::domain::value::{IncidentId, IncidentStatus};
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

impl IncidentsPane {
    /// Whether incidents are laid out as a board.
    #[must_use]
    pub fn is_board(&self) -> bool {
        self.layout == Layout::Board
    }

    /// The column with the cursor.
    #[must_use]
    pub fn lane(&self) -> usize {
        self.list.selected().map_or(0, |id| self.order.lane_of(id))
    }

    /// The cards of a column, and the first that is on the screen.
    #[must_use]
    pub fn cards(&self, lane: usize) -> (&[IncidentId], usize) {
        let shown = self.list.order();
        let range = self.stretch(lane);
        (shown.get(range).unwrap_or_default(), self.board.offsets.get(lane).copied().unwrap_or(0))
    }

    /// Where the cards of a column stand in the list.
    fn stretch(&self, lane: usize) -> Range<usize> {
        self.order.lane(u8::try_from(lane).unwrap_or(u8::MAX - 1), self.list.order())
    }

    /// How many cards are above the cursor in its column.
    fn above(&self) -> usize {
        self.list.cursor().saturating_sub(self.stretch(self.lane()).start)
    }

    /// Where the cursor is on the screen, counted in cards.
    pub(super) fn board_line(&self) -> usize {
        self.above().saturating_sub(self.board.offsets[self.lane()])
    }

    /// Scrolls its column as little as brings the cursor on the screen.
    pub(in crate::app) fn follow(&mut self, height: usize) {
        let row = self.board_line();
        self.rest_board(row, height);
    }

    /// Brings the selected card back to its line, and no column further than its cards.
    pub(super) fn rest_board(&mut self, row: usize, height: usize) {
        if height == 0 || !self.is_board() {
            return; // not on the screen: where it was is where it will be
        }
        let (lane, above) = (self.lane(), self.above());
        self.board.offsets[lane] = above.saturating_sub(row.min(height - 1));
        for lane in 0..LANES {
            let most = self.stretch(lane).len().saturating_sub(height);
            self.board.offsets[lane] = self.board.offsets[lane].min(most);
        }
    }
}

impl Model {
    /// A step of the list that stays in the column of the cursor.
    pub(super) fn within_lane(&self, step: Step) -> Step {
        let range = self.incidents.stretch(self.incidents.lane());
        let at = self.incidents.list.cursor();
        let last = range.end.saturating_sub(1).max(range.start);
        let to = match step {
            Step::By(rows) => at.saturating_add_signed(rows).clamp(range.start, last),
            Step::First => range.start,
            Step::Last => last,
        };
        Step::By(to.cast_signed().saturating_sub(at.cast_signed()))
    }

    /// To the next column that has cards, in this direction; to the card on the same line.
    pub(in crate::app) fn turn_lane(&mut self, is_back: bool) -> Effects {
        let pane = &self.incidents;
        let from = pane.lane();
        let has_cards = |lane: &usize| !pane.stretch(*lane).is_empty();
        let next = if is_back { (0..from).rev().find(has_cards) } else { (from + 1..LANES).find(has_cards) };
        let Some(lane) = next else { return vec![] };
        let range = pane.stretch(lane);
        let at = (pane.board.offsets[lane] + pane.board_line()).min(range.len() - 1);
        let to = range.start + at;
        let step = Step::By(to.cast_signed() - pane.list.cursor().cast_signed());
        self.go_in_queue(step)
    }

    /// Moves the selected card to the status of the next column, or of the one before.
    pub(in crate::app) fn shift_status(&mut self, is_back: bool) -> Effects {
        let Some(incident) = self.target() else { return vec![] };
        let at = incident.status as usize;
        let to = if is_back { at.checked_sub(1) } else { at.checked_add(1) };
        if let Some(to) = to.and_then(|to| IncidentStatus::ALL.get(to)) {
            return self.set_status(&[incident.id], *to);
        }
        self.say(Tone::Plain, format!("{} is {}: there is no column beyond.", incident.name(), incident.status));
        vec![]
    }

    /// A board for a list, or the other way round. What is selected stays so where both show it.
    pub(in crate::app) fn toggle_board(&mut self) -> Effects {
        let before = self.incidents.list.selected();
        let pane = &mut self.incidents;
        pane.layout = if pane.is_board() { Layout::List } else { Layout::Board };
        self.resort();
        self.begin_anew_unless_on(before);
        vec![]
    }
}
