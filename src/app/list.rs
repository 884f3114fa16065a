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
    moved: usize,
}

impl<I> Default for List<I> {
    fn default() -> Self {
        Self { order: Vec::new(), cursor: 0, offset: 0, moved: 0 }
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

    /// How many rows would stand elsewhere if the list were sorted now.
    #[must_use]
    pub fn moved(&self) -> usize {
        self.moved
    }

    /// Takes a fresh order. The selected row stays selected and keeps its line on the screen.
    pub fn resort(&mut self, fresh: Vec<I>, height: usize) {
        let line = self.cursor.saturating_sub(self.offset);
        if let Some(place) = self.selected().and_then(|id| fresh.iter().position(|other| *other == id)) {
            self.cursor = place;
        }
        self.order = fresh;
        self.moved = 0;
        self.cursor = self.cursor.min(self.order.len().saturating_sub(1));
        self.offset = self.cursor.saturating_sub(line);
        self.clamp(height);
    }

    /// Takes rows in and out but leaves the order of those that stay; counts how many would move.
    ///
    /// A new row goes where the fresh order has it, next to its neighbour; a row that left stays while the cursor is on it.
    pub fn merge(&mut self, fresh: &[I], height: usize) {
        let line = self.cursor.saturating_sub(self.offset);
        let selected = self.selected();
        let places: std::collections::HashMap<I, usize> = fresh.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut next: Vec<I> =
            self.order.iter().copied().filter(|id| places.contains_key(id) || Some(*id) == selected).collect();
        let known: std::collections::HashSet<I> = next.iter().copied().collect();
        for (at, id) in fresh.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
            let before =
                fresh[..at].iter().rev().find_map(|neighbour| next.iter().position(|other| other == neighbour));
            next.insert(before.map_or(0, |place| place + 1), *id);
        }
        let there: Vec<usize> = next.iter().filter_map(|id| places.get(id).copied()).collect();
        self.moved = there.len() - longest_rising(&there);
        self.order = next;
        if let Some(place) = selected.and_then(|id| self.order.iter().position(|other| *other == id)) {
            self.cursor = place;
        }
        self.cursor = self.cursor.min(self.order.len().saturating_sub(1));
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

/// How many of these numbers can stay where they are when they are sorted: the length of the longest rising subsequence.
fn longest_rising(numbers: &[usize]) -> usize {
    // `ends[n]` is the smallest number that a rising run of n + 1 numbers can end with.
    let mut ends: Vec<usize> = Vec::new();
    for number in numbers {
        let place = ends.partition_point(|end| end < number);
        match ends.get_mut(place) {
            Some(end) => *end = *number,
            None => ends.push(*number),
        }
    }
    ends.len()
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
        let line = list.cursor() - list.offset();
        list.merge(&[9, 8, 1, 2, 3, 4, 5, 6], 3);
        assert_eq!(list.selected(), Some(5));
        assert_eq!(list.cursor() - list.offset(), line);
    }

    #[test]
    fn a_new_order_waits_and_is_counted() {
        let mut list = list(&[1, 2, 3]);
        list.merge(&[3, 1, 2], 3);
        assert_eq!((list.order(), list.moved()), (&[1, 2, 3][..], 1));
        list.resort(vec![3, 1, 2], 3);
        assert_eq!((list.order(), list.selected(), list.moved()), (&[3, 1, 2][..], Some(1), 0));
    }

    #[test]
    fn the_selected_row_stays_when_it_leaves_the_list_and_goes_with_the_cursor() {
        let mut list = list(&[1, 2, 3]);
        list.go(Step::By(1), 3);
        list.merge(&[1, 3], 3);
        assert_eq!(list.order(), [1, 2, 3]);
        list.go(Step::By(1), 3);
        list.resort(vec![1, 3], 3);
        assert_eq!((list.order(), list.selected()), (&[1, 3][..], Some(3)));
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
