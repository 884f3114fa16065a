//! The relationship map in the machine: opened, kept true to the rows, walked, left for a record.
//!
//! What is drawn is what the rows and the deeds without a verdict say; the map itself holds no row. Only `update` walks it.

use super::effect::Effects;
use super::layers::Layer;
use super::layers::relation::{self, RelationMap, Side};
use super::list::Step;
use super::model::Model;
use crate::domain::change::Change;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::relation::{Folding, Key, Records, relations};
use crate::domain::value::{ChangeId, IncidentId, ProblemId, Record};
use ratatui::layout::Size;
use std::borrow::Cow;

/// The rows as the screen shows them.
impl Records for Model {
    fn incidents(&self) -> impl Iterator<Item = Cow<'_, Incident>> {
        self.rows.incidents.values().map(|row| self.pending.over(row))
    }

    fn changes(&self) -> impl Iterator<Item = Cow<'_, Change>> {
        self.rows.changes.values().map(|row| self.pending.over(row))
    }

    fn incident(&self, id: IncidentId) -> Option<Cow<'_, Incident>> {
        Self::incident(self, id)
    }

    fn problem(&self, id: ProblemId) -> Option<Cow<'_, Problem>> {
        Self::problem(self, id)
    }

    fn change(&self, id: ChangeId) -> Option<Cow<'_, Change>> {
        Self::change(self, id)
    }
}

impl Model {
    /// The map that is open, if one is.
    #[must_use]
    pub fn relation_map(&self) -> Option<&RelationMap> {
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Relations(map) => Some(&**map),
            _ => None,
        })
    }

    /// The room of the map on this screen.
    fn relation_room(&self) -> Size {
        self.plan().map_or(Size::default(), |plan| relation::page(&plan).room())
    }

    /// Opens the map of a record.
    pub(super) fn map_relations(&mut self, root: Record) -> Effects {
        self.layers.push(Layer::Relations(Box::new(RelationMap::new(root))));
        vec![]
    }

    pub(super) fn map_subject(&mut self) -> Effects {
        self.subject().map_or_else(Vec::new, |record| self.map_relations(record))
    }

    /// Finds again what hangs together, while a map is open.
    pub(super) fn refresh_relations(&mut self) {
        let Some(map) = self.relation_map() else { return };
        let room = self.relation_room();
        // What is over is folded where it would keep the rest from being drawn with room.
        let folding = Folding { most: usize::from(room.height / 3).max(4), open: map.open.clone() };
        let found = relations(map.root, self, &folding);
        self.change_map(|map| map.take(found, room));
    }

    fn change_map(&mut self, change: impl FnOnce(&mut RelationMap)) {
        let map = self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Relations(map) => Some(map),
            _ => None,
        });
        if let Some(map) = map {
            change(map);
        }
    }

    /// Walks up or down.
    pub(super) fn walk_relations(&mut self, step: Step) {
        let room = self.relation_room();
        self.change_map(|map| map.walk_along(step, room));
    }

    /// Walks to another column.
    pub(super) fn cross_relations(&mut self, side: Side) -> Effects {
        let room = self.relation_room();
        self.change_map(|map| map.walk_across(side, room));
        vec![]
    }

    /// Makes the selected record the one the map is of.
    pub(super) fn centre_relations(&mut self) -> Effects {
        self.change_map(|map| {
            if let Key::Record(record) = map.selected {
                map.root = record;
            }
        });
        vec![]
    }

    /// Leaves the map for the selected record, or shows and folds those that are over.
    pub(super) fn open_related(&mut self) -> Effects {
        match self.relation_map().map(|map| map.selected) {
            Some(Key::Finished(column)) => self.change_map(|map| {
                if !map.open.remove(&column) {
                    map.open.insert(column);
                }
            }),
            Some(Key::Record(record)) => {
                let jumped = self.trail.len();
                let effects = self.go_to_record(record);
                if self.trail.len() > jumped {
                    self.layers.retain(|layer| !matches!(layer, Layer::Relations(_)));
                }
                return effects;
            }
            None => {}
        }
        vec![]
    }
}
