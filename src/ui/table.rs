//! Which columns a list of this width has, and how wide each is. Columns vanish in one known order as the width shrinks: customer,
//! services, age, who, number. Priority, SLO and title never do. What one sees at a width depends on nothing else, so places are kept.

/// Cells before the number: margin, priority, SLO (six, right-aligned), a blank, status, mark of unsent deeds.
const FIXED: usize = 1 + 1 + 6 + 1 + 1 + 1;
/// The last cell of a row stays empty.
const EDGE: usize = 1;

/// The columns of a list; those of width 0 have vanished.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Columns {
    /// The record's number.
    pub(super) number: usize,
    /// What is left.
    pub(super) title: usize,
    /// Whom it hurts.
    pub(super) customer: usize,
    /// What is broken.
    pub(super) services: usize,
    /// Who works on it.
    pub(super) who: usize,
    /// When it began.
    pub(super) age: usize,
}

/// One of the columns that can vanish.
type Column = fn(&mut Columns) -> &mut usize;

impl Columns {
    /// The columns of a list so wide, whose longest number takes `number` cells.
    pub(super) fn of(width: usize, number: usize, age: usize) -> Self {
        let mut columns = Self { title: width.saturating_sub(FIXED + EDGE), ..Self::default() };
        // Each takes its cells and a blank, as long as it leaves the title this much.
        let wanted: [(Column, usize, usize); 5] = [
            (|columns| &mut columns.number, number, 12),
            (|columns| &mut columns.who, 8, 16),
            (|columns| &mut columns.age, age, 20),
            (|columns| &mut columns.services, 18, 36),
            (|columns| &mut columns.customer, 14, 40),
        ];
        for (column, cells, least) in wanted {
            let Some(title) = columns.title.checked_sub(cells + 1).filter(|title| *title >= least) else { break };
            columns.title = title;
            *column(&mut columns) = cells;
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_vanish_in_their_order_and_the_row_is_always_full() {
        let mut before = 0;
        for width in 20..220 {
            let columns = Columns::of(width, 8, 4);
            let cells = [columns.number, columns.who, columns.age, columns.services, columns.customer];
            let many = cells.iter().take_while(|cells| **cells > 0).count();
            assert!(cells[many..].iter().all(|cells| *cells == 0), "{columns:?}");
            assert!(many >= before, "a wider list has no fewer columns");
            before = many;
            assert_eq!(FIXED + EDGE + columns.title + cells.iter().sum::<usize>() + many, width);
        }
        assert_eq!(before, 5);
    }

    #[test]
    fn eighty_columns_show_number_who_and_age() {
        let columns = Columns::of(80, 8, 4);
        assert_eq!((columns.number, columns.who, columns.age, columns.services), (8, 8, 4, 0));
    }
}
