//! The relationship map: what hangs together with a record, which node is selected, how one walks from node to node.
//!
//! What is tied to what is [`crate::domain::relation`]'s business, where it stands [`arrange`]'s. Walking is pure: the same node and the same
//! way lead to the same node.

pub mod arrange;

use crate::app::list::Step;
use crate::app::screen::Plan;
use crate::domain::relation::{Column, Key, Relations};
use crate::domain::value::Record;
use arrange::Arrangement;
use ratatui::layout::{Rect, Size};
use std::collections::BTreeSet;

/// The map that is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelationMap {
    /// What it began with.
    pub root: Record,
    /// What hangs together with it.
    pub relations: Relations,
    /// The node the keys are for.
    pub selected: Key,
    /// The columns in which what is over is shown, too.
    pub open: BTreeSet<Column>,
    /// Rows of each column scrolled past.
    pub scroll: [u16; 3],
}

impl RelationMap {
    /// The map of a record, with nothing found yet.
    #[must_use]
    pub fn new(root: Record) -> Self {
        Self {
            root,
            relations: Relations::default(),
            selected: Key::Record(root),
            open: BTreeSet::new(),
            scroll: [0; 3],
        }
    }

    /// The place of the selected node; nothing where nothing was found.
    #[must_use]
    pub fn place(&self) -> Option<usize> {
        self.relations.place(self.selected)
    }

    /// Where everything stands in so much room.
    #[must_use]
    pub fn arrangement(&self, room: Size) -> Arrangement {
        arrange::arrange(&self.relations, room, self.scroll, self.place())
    }

    /// Takes what hangs together now. What was selected stays so while it is there.
    pub fn take(&mut self, relations: Relations, room: Size) {
        self.relations = relations;
        if self.place().is_none() {
            // Folded away with the others that are over, or gone.
            let fold = Key::Finished(self.selected.column());
            let begun = Key::Record(self.root);
            let next = [fold, begun].into_iter().find(|key| self.relations.place(*key).is_some());
            self.selected = next.or_else(|| self.relations.nodes().first().map(|node| node.key)).unwrap_or(begun);
        }
        self.follow(room);
    }

    /// Keeps the selected node in sight.
    fn follow(&mut self, room: Size) {
        self.scroll = self.arrangement(room).lanes.map(|lane| lane.scroll);
    }

    /// Selects another node of the same column.
    pub fn walk_along(&mut self, step: Step, room: Size) {
        if let Some(at) = self.place() {
            self.select(along(&self.relations, at, step), room);
        }
    }

    /// Selects a node of a column to the left or to the right.
    pub fn walk_across(&mut self, side: Side, room: Size) {
        if let Some(at) = self.place() {
            let next = across(&self.relations, &self.arrangement(room), at, side);
            self.select(next, room);
        }
    }

    fn select(&mut self, at: usize, room: Size) {
        if let Some(node) = self.relations.nodes().get(at) {
            self.selected = node.key;
            self.follow(room);
        }
    }
}

/// To the left or to the right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Towards the incidents.
    Left,
    /// Towards the changes.
    Right,
}

/// The node a step away in its column; at the ends the same.
#[must_use]
pub fn along(relations: &Relations, at: usize, step: Step) -> usize {
    let Some(node) = relations.nodes().get(at) else { return at };
    let range = relations.column(node.key.column());
    match step {
        Step::First => range.start,
        Step::Last => range.end.saturating_sub(1),
        Step::By(rows) => at.saturating_add_signed(rows).clamp(range.start, range.end.saturating_sub(1)),
    }
}

/// The node to the left or to the right: of those a line leads to, in the nearest column that has one, the nearest in height; where no line
/// leads that way, the nearest of the next column. The same where there is none.
#[must_use]
pub fn across(relations: &Relations, arrangement: &Arrangement, at: usize, side: Side) -> usize {
    let Some(node) = relations.nodes().get(at) else { return at };
    let column = node.key.column();
    let mut columns: Vec<Column> = match side {
        Side::Left => Column::ALL.into_iter().filter(|other| *other < column).collect(),
        Side::Right => Column::ALL.into_iter().filter(|other| *other > column).collect(),
    };
    if side == Side::Left {
        columns.reverse();
    }
    let is_tied = |other: usize| relations.ties(at).any(|edge| edge.from == other || edge.to == other);
    let distance = |other: &usize| (arrangement.middle(*other) - arrangement.middle(at)).abs();
    let nearest = |column: &Column, is_wanted: &dyn Fn(usize) -> bool| {
        relations.column(*column).filter(|other| is_wanted(*other)).min_by_key(distance)
    };
    let tied = columns.iter().find_map(|column| nearest(column, &is_tied));
    tied.or_else(|| columns.iter().find_map(|column| nearest(column, &|_| true))).unwrap_or(at)
}

/// The parts of the map's page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// What it is the map of.
    pub title: Rect,
    /// What the columns are called.
    pub headings: Rect,
    /// The map.
    pub map: Rect,
    /// The selected node in words.
    pub foot: Rect,
}

impl Page {
    /// The room of the map: never so narrow that its columns say nothing. What does not fit the screen is panned to.
    #[must_use]
    pub fn room(&self) -> Size {
        Size { width: self.map.width.max(LEAST), height: self.map.height }
    }

    /// The first column of the map that is on the screen: the selected node is, and what stands beside it as far as there is room.
    #[must_use]
    pub fn pan(&self, arrangement: &Arrangement, selected: Option<usize>) -> i32 {
        let hidden = i32::from(self.room().width - self.map.width);
        let place = selected.and_then(|at| arrangement.places.get(at)).copied().unwrap_or_default();
        let middle = place.x + i32::from(place.width) / 2;
        (middle - i32::from(self.map.width) / 2).clamp(0, hidden)
    }
}

/// The least columns of a map.
const LEAST: u16 = 78;

/// Where the page is: all of the screen between the tabs and the messages.
#[must_use]
pub fn page(plan: &Plan) -> Page {
    let body = plan.body();
    let air = u16::from(body.height > 16);
    let inner = Rect { x: body.x + 1, width: body.width.saturating_sub(2), y: body.y + air, height: body.height - air };
    let title = Rect { height: 1, ..inner };
    let headings = Rect { y: title.bottom() + air, height: 1, ..inner };
    let foot_height = 2;
    let foot = Rect { y: inner.bottom().saturating_sub(foot_height), height: foot_height, ..inner };
    let top = headings.bottom() + air;
    let map = Rect { y: top, height: foot.y.saturating_sub(top + air), ..inner };
    Page { title, headings, map, foot }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::relation::tests::{Shelf, change, incident, of_problem, problem};
    use crate::domain::relation::{Folding, relations};
    use proptest::prelude::*;

    /// A problem with so many incidents, and changes for some of those.
    fn map(incidents: u128, changes: u128) -> RelationMap {
        let shelf = Shelf {
            incidents: (1..=incidents).map(|n| incident(n, Some(1))).collect(),
            problems: vec![problem(1)],
            changes: (1..=changes).map(|n| change(100 + n, (n % 2 == 0).then_some(1), Some(n))).collect(),
        };
        let mut map = RelationMap::new(of_problem(1));
        let folding = Folding { most: 1000, open: BTreeSet::new() };
        map.take(relations(of_problem(1), &shelf, &folding), Size { width: 80, height: 15 });
        map
    }

    fn is_in_sight(map: &RelationMap, room: Size) -> bool {
        let arrangement = map.arrangement(room);
        let place = arrangement.places[map.place().unwrap()];
        place.y >= 0 && place.bottom() <= i32::from(room.height)
    }

    #[test]
    fn across_leads_along_a_line_to_the_nearest_and_past_a_column_without_one() {
        let room = Size { width: 80, height: 40 };
        let map = map(3, 1);
        let arrangement = map.arrangement(room);
        let place = |name: &str| map.relations.nodes().iter().position(|node| node.name == name).unwrap();
        let name = |at: usize| map.relations.nodes()[at].name.as_str();
        let walk = |from: &str, side| name(across(&map.relations, &arrangement, place(from), side));
        assert_eq!(walk("INC-0003", Side::Right), "PRBM-0001");
        assert_eq!(walk("PRBM-0001", Side::Left), "INC-0002", "of three the one in the middle");
        assert_eq!(walk("PRBM-0001", Side::Right), "CHG-0101", "no line leads there, but nothing else is there");
        assert_eq!(walk("CHG-0101", Side::Left), "INC-0001", "past the problem it has nothing to do with");
        assert_eq!(walk("CHG-0101", Side::Right), "CHG-0101");
        assert_eq!(walk("INC-0001", Side::Left), "INC-0001");
    }

    #[test]
    fn the_middle_one_of_an_odd_number_has_a_straight_line() {
        for (many, size) in [(1, (80, 15)), (3, (80, 15)), (9, (80, 15)), (5, (120, 31)), (3, (120, 31))] {
            let map = map(many, 0);
            let arrangement = map.arrangement(Size { width: size.0, height: size.1 });
            let middle = arrangement.places[usize::try_from(many).unwrap() / 2];
            let problem = arrangement.places[map.relations.column(Column::Problems).start];
            assert_eq!(middle.port, problem.port, "{many} on {size:?}");
        }
    }

    proptest! {
        #[test]
        fn wherever_one_walks_the_selected_node_is_in_sight(
            (incidents, changes) in (0_u128..70, 0_u128..20),
            (width, height) in (60_u16..200, 8_u16..60),
            steps in prop::collection::vec(0..7, 0..40),
        ) {
            let room = Size { width, height };
            let mut map = map(incidents, changes.min(incidents));
            map.take(map.relations.clone(), room);
            for step in steps {
                match step {
                    0 => map.walk_across(Side::Left, room),
                    1 => map.walk_across(Side::Right, room),
                    2 => map.walk_along(Step::First, room),
                    3 => map.walk_along(Step::Last, room),
                    4 => map.walk_along(Step::By(-1), room),
                    5 => map.walk_along(Step::By(10), room),
                    _ => map.walk_along(Step::By(1), room),
                }
                prop_assert!(is_in_sight(&map, room), "{:?}", map.selected);
            }
        }

        #[test]
        fn nodes_of_a_column_never_lie_over_each_other_and_columns_stay_apart(
            (incidents, changes) in (0_u128..70, 0_u128..20),
            (width, height) in (60_u16..240, 8_u16..60),
        ) {
            let arrangement = map(incidents, changes.min(incidents)).arrangement(Size { width, height });
            for (at, one) in arrangement.places.iter().enumerate() {
                prop_assert!(one.x >= 0 && one.right() <= i32::from(width), "{one:?} in {width}");
                for other in &arrangement.places[at + 1..] {
                    let apart = one.right() < other.x || other.right() < one.x || one.bottom() <= other.y || other.bottom() <= one.y;
                    prop_assert!(apart, "{one:?} {other:?}");
                }
            }
        }
    }
}
