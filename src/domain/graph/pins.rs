//! What is held fast: layers and columns that somebody has already decided, be it the author or an earlier layout.
//!
//! Owns the decision what may stay. It must not know how the rest finds its place. Invariant: within a scope either every item has a layer, and
//! then every edge between two layers has a direction, or none has.

use super::course::{Item, Scope, Scopes};
use super::memory::{self, Mark, Memory, Spot};
use super::nest::{Kind, Nest};
use super::topology::{End, Topology};
use std::collections::HashMap;

/// Layers of items, given or left to be found.
#[derive(Clone, Debug, Default)]
pub(super) struct Pins {
    /// Of each item: its layer, from 1.
    pub(super) layers: Vec<Option<usize>>,
    /// Columns by mark.
    pub(super) memory: Memory,
    /// Whether the author has placed everything: then one frame holds all, edges may stay in one layer, and no node comes to stand left of
    /// another that was left of it.
    pub(super) drawn: bool,
}

/// Rows of the author's drawing that are taken for one row, as no box is less high.
const BAND: i32 = 3;

/// The author's rows as layers and his columns as they are.
pub(super) fn as_drawn(topology: &Topology) -> Pins {
    let mut order: Vec<usize> = (0..topology.nodes.len()).collect();
    order.sort_by_key(|&node| (topology.nodes[node].drawn.1, node));
    let mut layers = vec![None; topology.nodes.len() + topology.zones.len()];
    let mut memory = Memory::default();
    let mut band: Option<(i32, usize)> = None;
    for node in order {
        let (left, row) = topology.nodes[node].drawn;
        let (first, layer) = match band {
            Some((first, layer)) if row.saturating_sub(first) <= BAND => (first, layer),
            Some((_, layer)) => (row, layer + 1),
            None => (row, 1),
        };
        band = Some((first, layer));
        layers[node] = Some(layer);
        memory.spots.insert(Mark::Item(End::Node(node)), Spot { layer, left });
    }
    Pins { layers, memory, drawn: true }
}

/// The layers of an earlier layout, and below or above them what is new. A scope in which that would leave an edge without a direction is
/// left to be layered anew.
pub(super) fn as_before(scopes: &Scopes<'_>, edges: &[(Scope, Item, Item)], memory: Memory) -> Pins {
    let old = |item: Item| memory.spots.get(&Mark::Item(scopes.end(item))).map(|spot| spot.layer);
    let mut layers: Vec<Option<usize>> = (0..scopes.items()).map(old).collect();
    let mut lowest = vec![0; scopes.count()];
    let mut edges_at = vec![0; scopes.items()];
    for (item, layer) in layers.iter().enumerate() {
        lowest[scopes.home(item)] = lowest[scopes.home(item)].max(layer.unwrap_or(0));
    }
    for &(_, source, target) in edges {
        edges_at[source] += 1;
        edges_at[target] += 1;
    }
    // A layer more makes a zone higher and moves all that is below it. A single newcomer can stand beside what it hangs on instead.
    let beside = |scope: Scope, item: Item, layer: usize, at: Item| {
        let boxes = scopes.inside(item).is_none() && scopes.inside(at).is_none();
        boxes && scope > 0 && edges_at[item] == 1 && layer == lowest[scope]
    };
    for _ in 0..scopes.items() {
        let mut moved = false;
        for &(scope, source, target) in edges {
            match (layers[source], layers[target]) {
                (Some(above), None) => {
                    layers[target] = Some(above + usize::from(!beside(scope, target, above, source)));
                }
                (None, Some(below)) if below > 1 => layers[source] = Some(below - 1),
                _ => continue,
            }
            moved = true;
        }
        if !moved {
            break;
        }
    }
    for (item, layer) in layers.iter_mut().enumerate() {
        // What nothing is connected to stands in the first layer of a part of its own.
        if edges_at[item] == 0 {
            *layer = layer.or(Some(1));
        }
    }
    let mut broken = vec![false; scopes.count()];
    for item in 0..scopes.items() {
        broken[scopes.home(item)] |= layers[item].is_none();
    }
    for &(scope, a, b) in edges {
        let newcomer = old(b).is_none() && layers[b].is_some_and(|layer| beside(scope, b, layer, a));
        broken[scope] |= layers[a] == layers[b] && !newcomer;
    }
    for (item, layer) in layers.iter_mut().enumerate() {
        if broken[scopes.home(item)] {
            *layer = None;
        }
    }
    Pins { layers, memory, drawn: false }
}

/// What of a nest is held fast.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// Of each vertex: the column that it keeps if there is room.
    pub(super) left: Vec<Option<i32>>,
    /// Of each frame and layer: the row that it began at.
    pub(super) rows: HashMap<(usize, usize), i32>,
    /// Whether the author has placed all nodes.
    pub(super) drawn: bool,
}

impl Held {
    /// Whether anything is held at all.
    pub(super) fn any(&self) -> bool {
        self.left.iter().any(Option::is_some)
    }
}

impl Pins {
    /// Finds the vertices again that have been placed before.
    pub(super) fn hold(&self, topology: &Topology, nest: &Nest) -> Held {
        let mut held = Held { left: vec![None; nest.vertices.len()], drawn: self.drawn, ..Held::default() };
        if self.layers.is_empty() {
            return held;
        }
        let mut kept = vec![true; nest.frames.len()];
        for found in &nest.vertices {
            let item = match found.kind {
                Kind::Node(node) => Some(node),
                Kind::Inner(inside) => nest.frames[inside].scope.map(|zone| topology.nodes.len() + zone),
                Kind::Bend | Kind::Port => None,
            };
            kept[found.frame] &= item.is_none_or(|item| self.layers[item].is_some());
        }
        for (vertex, found) in nest.vertices.iter().enumerate().filter(|(_, found)| kept[found.frame]) {
            let spot = self.memory.spots.get(&memory::mark(topology, nest, vertex));
            // The lower ports stand in the last layer, whatever its number is by now.
            let same = |spot: &&Spot| spot.layer == found.layer || (found.kind == Kind::Port && found.layer > 0);
            held.left[vertex] = spot.filter(same).map(|spot| spot.left);
        }
        for (frame, found) in nest.frames.iter().enumerate().filter(|&(frame, _)| kept[frame]) {
            for layer in 0..found.rows.len() {
                if let Some(&row) = self.memory.rows.get(&(found.scope, layer)) {
                    held.rows.insert((frame, layer), row);
                }
            }
        }
        held
    }
}
