//! Which columns a list of this width has, and how wide each is. Of the columns that are wanted, those that do not fit vanish in one known
//! order as the width shrinks: tags, customer, services, problem, who reported it, last change, age, what belongs to it, who, number. Priority, SLO, status and
//! title never do. What one sees at a width depends on nothing else, so places are kept.

use crate::app::view::Column;

/// A column that is shown, and its cells.
pub(super) type Cell = (Column, usize);

/// The columns of a list so wide, from left to right, whose longest number takes `number` cells and whose times take `age`.
///
/// A margin stands before the first; each takes its cells and a blank, but for the SLO, which stands close to the priority before it.
pub(super) fn columns(wanted: &[Column], width: usize, number: usize, age: usize) -> Vec<Cell> {
    let mut shown: Vec<Column> = wanted.iter().copied().filter(|column| fixed(*column).is_some()).collect();
    let close = wanted.windows(2).any(is_close);
    let taken: usize = shown.iter().filter_map(|column| fixed(*column)).map(|cells| cells + 1).sum();
    let mut title = (width + usize::from(close)).saturating_sub(1 + taken + 1);
    // Each as long as it leaves the title this much.
    let wants = [
        (Column::Number, number, 12),
        (Column::Who, 8, 16),
        (Column::Linked, 7, 18),
        (Column::Age, age, 20),
        (Column::Updated, age, 20),
        (Column::CreatedBy, 8, 24),
        (Column::Problem, 9, 28),
        (Column::Services, 18, 36),
        (Column::Customer, 14, 40),
        (Column::Tags, 16, 40),
    ];
    for (column, cells, least) in wants.into_iter().filter(|(column, ..)| wanted.contains(column)) {
        let Some(left) = title.checked_sub(cells + 1).filter(|left| *left >= least) else { break };
        title = left;
        shown.push(column);
    }
    let cells = |column: Column| match column {
        Column::Title => title,
        _ => {
            fixed(column).or(wants.iter().find(|(other, ..)| *other == column).map(|(_, cells, _)| *cells)).unwrap_or(0)
        }
    };
    let of = |column: &Column| (shown.contains(column) || *column == Column::Title).then(|| (*column, cells(*column)));
    wanted.iter().filter_map(of).collect()
}

/// Whether the second of two neighbours needs no blank before it: it is right-aligned.
pub(super) fn is_close(pair: &[Column]) -> bool {
    matches!(pair, [Column::Priority, Column::Slo | Column::Begins])
}

/// The cells of a column that never vanishes.
fn fixed(column: Column) -> Option<usize> {
    match column {
        Column::Priority | Column::Status => Some(1),
        Column::Slo | Column::Begins => Some(6),
        Column::Flags => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Column::{Age, Number, Priority, Slo, Status, Title, Who};

    /// Everything a row takes but its last, empty cell.
    fn taken(cells: &[Cell]) -> usize {
        let order: Vec<Column> = cells.iter().map(|(column, _)| *column).collect();
        let close = order.windows(2).filter(|pair| is_close(pair)).count();
        1 + cells.iter().map(|(_, cells)| cells + 1).sum::<usize>() - close
    }

    #[test]
    fn columns_vanish_in_their_order_and_the_row_is_always_full() {
        let all = Column::ALL;
        let mut reversed = Column::ALL;
        reversed.reverse();
        for wanted in [&Column::USUAL[..], &all, &reversed, &[Column::Title], &[Column::Title, Column::Tags]] {
            let mut before = 0;
            for width in 20..260 {
                let cells = columns(wanted, width, 8, 4);
                assert!(cells.len() >= before, "a wider list has no fewer columns");
                before = cells.len();
                assert_eq!(taken(&cells), width, "{cells:?}");
            }
            assert_eq!(before, wanted.len(), "there is room for all in the end");
        }
    }

    #[test]
    fn eighty_columns_show_number_who_and_age() {
        let shown: Vec<Column> = columns(&Column::USUAL, 80, 8, 4).into_iter().map(|(column, _)| column).collect();
        assert_eq!(shown, [Priority, Slo, Status, Number, Title, Who, Age]);
    }

    #[test]
    fn columns_stand_in_the_order_they_were_asked_for() {
        let wanted = [Column::Age, Column::Title, Column::Who, Column::Priority];
        let shown: Vec<Column> = columns(&wanted, 120, 8, 4).into_iter().map(|(column, _)| column).collect();
        assert_eq!(shown, wanted);
    }
}
