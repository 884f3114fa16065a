//! The order of a listing: which rows are shown, and where each stands until the cursor moves.
//!
//! There are few enough to sort all of them whenever one changes. What is sorted is not shown at once: rows that stay keep their place, new
//! ones come where they belong, and the row under the cursor stays even when the filter would let it go. Invariant: after
//! sorting the list is what was last sorted, and nothing counts as moved.

use crate::app::list::{List, Step};
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

/// A row and the column of the board it belongs in; in a list all are in the first.
pub(super) type Placed<I> = (u8, I);

/// The order of a listing.
#[derive(Clone, Debug)]
pub struct Order<I> {
    /// As they would stand if the list were sorted now.
    sorted: Vec<Placed<I>>,
    /// The column each row of the list is shown in.
    lanes: HashMap<I, u8>,
    moved: usize,
    lingering: bool,
}

impl<I> Default for Order<I> {
    fn default() -> Self {
        Self { sorted: vec![], lanes: HashMap::new(), moved: 0, lingering: false }
    }
}

impl<I: Copy + Eq + Hash> Order<I> {
    /// How many rows would stand elsewhere if the list were sorted now.
    #[must_use]
    pub fn moved(&self) -> usize {
        self.moved
    }

    /// Whether the list is not what it would be if it were sorted now.
    pub(super) fn is_late(&self) -> bool {
        self.moved > 0 || self.lingering
    }

    /// The column a row is shown in.
    pub(super) fn lane_of(&self, id: I) -> usize {
        usize::from(self.lanes.get(&id).copied().unwrap_or(0))
    }

    /// Which rows of the list are shown in a column.
    pub(super) fn lane(&self, lane: usize, shown: &[I]) -> Range<usize> {
        let before = |lane: usize| shown.partition_point(|id| self.lane_of(*id) < lane);
        before(lane)..before(lane + 1)
    }

    /// Takes what is to be shown, sorted. Rows that stay keep their place; a card in a wrong column does not, unless it is the selected one.
    pub(super) fn take_in(&mut self, sorted: Vec<Placed<I>>, list: &mut List<I>, height: usize) {
        let was_empty = list.order().is_empty();
        let selected = list.selected();
        let places: HashMap<I, (usize, u8)> =
            sorted.iter().enumerate().map(|(at, (lane, id))| (*id, (at, *lane))).collect();
        let stays = |id: &I| match places.get(id) {
            _ if selected == Some(*id) => true,
            Some((_, lane)) => self.lanes.get(id) == Some(lane),
            None => false,
        };
        let mut shown: Vec<Placed<I>> = list
            .order()
            .iter()
            .filter(|id| stays(id))
            .map(|id| (self.lanes.get(id).copied().unwrap_or(0), *id))
            .collect();
        if was_empty {
            shown.clone_from(&sorted);
        }
        let mut before: Option<Placed<I>> = None;
        for (lane, id) in sorted.iter().filter(|_| !was_empty) {
            match shown.iter().find(|(_, other)| other == id) {
                Some((shown_in, _)) if shown_in == lane => {}
                Some(_) => continue, // The selected card, still in the column it left.
                None => {
                    let neighbour = before.filter(|(other, _)| other == lane);
                    let at = neighbour.and_then(|it| shown.iter().position(|other| *other == it));
                    let at = at.map_or_else(|| shown.partition_point(|(other, _)| other < lane), |at| at + 1);
                    shown.insert(at, (*lane, *id));
                }
            }
            before = Some((*lane, *id));
        }
        let ranks: Vec<usize> = shown.iter().filter_map(|(_, id)| places.get(id).map(|(at, _)| *at)).collect();
        self.moved = ranks.len() - longest_rise(&ranks);
        self.lingering = selected.is_some_and(|id| !places.contains_key(&id));
        self.sorted = sorted;
        self.show(shown, list, height);
        if was_empty {
            list.go(Step::First, height);
        }
    }

    /// Forgets a row that is there no more, even under the cursor.
    pub(super) fn forget(&mut self, id: I, list: &mut List<I>) {
        if let Some(at) = list.order().iter().position(|other| *other == id) {
            list.take(at);
        }
        self.lanes.remove(&id);
    }

    /// Shows what was last sorted.
    pub(super) fn resort(&mut self, list: &mut List<I>, height: usize) {
        (self.moved, self.lingering) = (0, false);
        self.show(self.sorted.clone(), list, height);
    }

    fn show(&mut self, shown: Vec<Placed<I>>, list: &mut List<I>, height: usize) {
        self.lanes = shown.iter().map(|(lane, id)| (*id, *lane)).collect();
        list.resort(shown.into_iter().map(|(_, id)| id).collect(), height);
    }
}

/// How many of these numbers stand in order, at most, if the others are taken out.
fn longest_rise(numbers: &[usize]) -> usize {
    // The smallest number that ends a rise of each length.
    let mut ends: Vec<usize> = vec![];
    for number in numbers {
        let at = ends.partition_point(|end| end < number);
        match ends.get_mut(at) {
            Some(end) => *end = *number,
            None => ends.push(*number),
        }
    }
    ends.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::ProblemId;
    use uuid::Uuid;

    fn id(n: u128) -> ProblemId {
        ProblemId(Uuid::from_u128(n))
    }

    fn flat(ids: &[u128]) -> Vec<Placed<ProblemId>> {
        ids.iter().map(|n| (0, id(*n))).collect()
    }

    fn shown(list: &List<ProblemId>) -> Vec<u128> {
        list.order().iter().map(|id| id.0.as_u128()).collect()
    }

    fn begun(ids: &[u128], cursor: isize) -> (Order<ProblemId>, List<ProblemId>) {
        let (mut order, mut list) = (Order::default(), List::default());
        order.take_in(flat(ids), &mut list, 10);
        list.go(Step::By(cursor), 10);
        (order, list)
    }

    #[test]
    fn rows_that_stay_keep_their_place_and_new_ones_come_where_they_belong() {
        let (mut order, mut list) = begun(&[1, 2, 3, 4], 1);
        order.take_in(flat(&[4, 9, 1, 2, 3]), &mut list, 10);
        assert_eq!((shown(&list), order.moved()), (vec![1, 2, 3, 4, 9], 2));
        assert_eq!(list.selected(), Some(id(2)));
        order.resort(&mut list, 10);
        assert_eq!((shown(&list), order.is_late()), (vec![4, 9, 1, 2, 3], false));
        assert_eq!(list.selected(), Some(id(2)));
    }

    #[test]
    fn what_the_filter_lets_go_goes_but_not_from_under_the_cursor() {
        let (mut order, mut list) = begun(&[1, 2, 3], 1);
        order.take_in(flat(&[3]), &mut list, 10);
        assert_eq!((shown(&list), order.moved(), order.is_late()), (vec![2, 3], 0, true));
        order.resort(&mut list, 10);
        assert_eq!(shown(&list), [3]);
        let (mut order, mut list) = begun(&[1, 2, 3], 1);
        order.forget(id(2), &mut list);
        order.take_in(flat(&[1, 3]), &mut list, 10);
        assert_eq!((shown(&list), list.selected()), (vec![1, 3], Some(id(3))));
    }

    #[test]
    fn a_card_changes_its_column_at_once_unless_it_is_the_selected_one() {
        let (mut order, mut list) = (Order::default(), List::default());
        order.take_in(vec![(0, id(1)), (0, id(2)), (1, id(3)), (4, id(4))], &mut list, 10);
        order.take_in(vec![(1, id(2)), (1, id(3)), (4, id(1)), (4, id(4))], &mut list, 10);
        assert_eq!([0, 1, 2, 3, 4].map(|lane| order.lane(lane, list.order()).len()), [1, 2, 0, 0, 1], "1 waits");
        assert!(order.is_late());
        order.resort(&mut list, 10);
        assert_eq!([0, 1, 2, 3, 4].map(|lane| order.lane(lane, list.order()).len()), [0, 2, 0, 0, 2]);
        assert_eq!(list.selected(), Some(id(1)));
    }

    #[test]
    fn the_longest_rise_is_what_need_not_move() {
        for (numbers, expected) in [(&[][..], 0), (&[0, 1, 2], 3), (&[2, 0, 1], 2), (&[2, 1, 0], 1), (&[0, 3, 1, 2], 3)]
        {
            assert_eq!(longest_rise(numbers), expected, "{numbers:?}");
        }
    }
}
