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
