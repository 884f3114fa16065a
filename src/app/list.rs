//! A cursor over rows that come and go: which is selected, which are on screen, how to page.
//!
//! The cursor holds an id, not a place. Rows keep their order while the cursor rests; a fresh order is taken when it moves, so nothing
//! jumps under a hand that is about to press a key.

/// The rows of a list in their order, with a cursor.
#[derive(Clone, Debug)]
pub struct List<I> {
    order: Vec<I>,
    cursor: usize,
    offset: usize,
}

impl<I> Default for List<I> {
    fn default() -> Self {
        Self { order: Vec::new(), cursor: 0, offset: 0 }
    }
}

/// Where to move the cursor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// So many rows down, or up.
    By(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl<I: Copy + Eq + std::hash::Hash> List<I> {
    /// The rows in the order they are shown.
    #[must_use]
    pub fn order(&self) -> &[I] {
        &self.order
    }

    /// Which one is selected.
    #[must_use]
    pub fn selected(&self) -> Option<I> {
        self.order.get(self.cursor).copied()
    }

    /// Its place from the top.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The first row on screen.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Takes a fresh order. The selected row stays selected and keeps its line on the screen.
    pub fn resort(&mut self, fresh: Vec<I>, height: usize) {
        let line = self.cursor.saturating_sub(self.offset);
        if let Some(place) = self.selected().and_then(|id| fresh.iter().position(|other| *other == id)) {
            self.cursor = place;
        }
        self.order = fresh;
        self.cursor = self.cursor.min(self.order.len().saturating_sub(1));
        self.offset = self.cursor.saturating_sub(line);
        self.clamp(height);
    }

    /// How far the selected row is from the top of the screen: what [`List::rest_on`] keeps while rows come and go.
    #[must_use]
    pub fn line(&self) -> usize {
        self.cursor.saturating_sub(self.offset)
    }

    /// Puts a row in at a place. The selected row stays selected.
    pub fn put(&mut self, at: usize, id: I) {
        let at = at.min(self.order.len());
        if at <= self.cursor && !self.order.is_empty() {
            self.cursor += 1;
        }
        self.order.insert(at, id);
    }

    /// Takes the row at a place out. If it was the selected one, the next comes under the cursor.
    pub fn take(&mut self, at: usize) -> Option<I> {
        if at >= self.order.len() {
            return None;
        }
        if at < self.cursor {
            self.cursor -= 1;
        }
        let id = self.order.remove(at);
        self.cursor = self.cursor.min(self.order.len().saturating_sub(1));
        Some(id)
    }

    /// Brings the selected row back to its line on the screen after rows came and went.
    pub fn rest_on(&mut self, line: usize, height: usize) {
        self.offset = self.cursor.saturating_sub(line);
        self.clamp(height);
    }

    /// Moves the cursor; says whether it moved.
    pub fn go(&mut self, step: Step, height: usize) -> bool {
        let last = self.order.len().saturating_sub(1);
        let before = self.cursor;
        self.cursor = match step {
            Step::By(rows) => self.cursor.saturating_add_signed(rows).min(last),
            Step::First => 0,
            Step::Last => last,
        };
        self.clamp(height);
        self.cursor != before
    }

    /// Puts the cursor on a row, if it is there.
    pub fn select(&mut self, id: I, height: usize) -> bool {
        let Some(place) = self.order.iter().position(|other| *other == id) else { return false };
        self.cursor = place;
        self.clamp(height);
        true
    }

    /// Keeps the cursor on the screen after the screen changed. A list of no height is hidden and stays as it is.
    pub fn clamp(&mut self, height: usize) {
        if height == 0 {
            return; // not on the screen: where it was is where it will be
        }
        if self.cursor < self.offset {
            self.offset = self.cursor;
        } else if self.cursor >= self.offset + height {
            self.offset = self.cursor + 1 - height;
        }
        self.offset = self.offset.min(self.order.len().saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[u8]) -> List<u8> {
        let mut list = List::default();
        list.resort(rows.to_vec(), 3);
        list
    }

    #[test]
    fn the_selected_row_keeps_its_line_when_rows_arrive_above_it() {
        let mut list = list(&[1, 2, 3, 4, 5, 6]);
        list.go(Step::By(4), 3);
        let line = list.line();
        list.put(0, 9);
        list.put(0, 8);
        list.rest_on(line, 3);
        assert_eq!((list.selected(), list.line()), (Some(5), line));
    }

    #[test]
    fn the_next_row_comes_under_the_cursor_when_the_selected_one_is_taken_out() {
        let mut list = list(&[1, 2, 3]);
        list.go(Step::By(1), 3);
        assert_eq!(list.take(1), Some(2));
        assert_eq!(list.selected(), Some(3));
        assert_eq!((list.take(1), list.selected()), (Some(3), Some(1)));
        assert_eq!((list.take(0), list.selected(), list.take(0)), (Some(1), None, None));
    }

    #[test]
    fn a_fresh_order_keeps_the_selected_row() {
        let mut list = list(&[1, 2, 3]);
        list.resort(vec![3, 1, 2], 3);
        assert_eq!((list.order(), list.selected()), (&[3, 1, 2][..], Some(1)));
    }

    #[test]
    fn an_empty_list_has_nothing_selected_and_survives_every_step() {
        let mut list = list(&[]);
        for step in [Step::By(-3), Step::By(5), Step::First, Step::Last] {
            list.go(step, 0);
            assert_eq!(list.selected(), None);
        }
    }
}
