//! What a layout remembers of itself, so that the next one after a small change looks the same.
//!
//! Owns the names of vertices that survive a new numbering. It must not decide anything: [`super::pins`] makes of it what is held fast.
//! Invariant: two vertices of one nest never have the same mark.

use super::nest::{Kind, Nest};
use super::place::Places;
use super::topology::{End, Topology};
use std::collections::HashMap;

/// A net by what it hangs on: its upper end, and whether its edges are turned.
pub(super) type NetMark = (End, bool);

/// What a vertex is called from one layout to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// A component or a zone.
    Item(End),
    /// Where a net passes a layer inside a zone.
    Bend(Option<usize>, NetMark, usize),
    /// Where a net passes the border of a zone, and whether it is the lower one.
    Port(Option<usize>, NetMark, bool),
}

/// Where a vertex stood in its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) layer: usize,
    pub(super) left: i32,
}

/// Where everything stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) spots: HashMap<Mark, Spot>,
    /// The first row of each layer of each scope.
    pub(super) rows: HashMap<(Option<usize>, usize), i32>,
}

/// The mark of a vertex, in the numbers of its own topology.
pub(super) fn mark(topology: &Topology, nest: &Nest, vertex: usize) -> Mark {
    let found = &nest.vertices[vertex];
    let scope = nest.frames[found.frame].scope;
    let nodes = topology.nodes.len();
    let hangs_on = || {
        let item = found.net / 2;
        (if item < nodes { End::Node(item) } else { End::Zone(item - nodes) }, found.net % 2 == 1)
    };
    match found.kind {
        Kind::Node(node) => Mark::Item(End::Node(node)),
        Kind::Inner(frame) => Mark::Item(nest.frames[frame].scope.map_or(End::Zone(usize::MAX), End::Zone)),
        Kind::Bend => Mark::Bend(scope, hangs_on(), found.layer),
        Kind::Port => Mark::Port(scope, hangs_on(), found.layer > 0),
    }
}

impl Memory {
    /// Remembers a layout.
    pub(super) fn of(topology: &Topology, nest: &Nest, places: &Places) -> Self {
        let mut memory = Self::default();
        for (vertex, found) in nest.vertices.iter().enumerate() {
            let spot = Spot { layer: found.layer, left: places.left[vertex] };
            memory.spots.insert(mark(topology, nest, vertex), spot);
            let row = (nest.frames[found.frame].scope, found.layer);
            memory.rows.entry(row).or_insert(places.top[vertex]);
        }
        memory
    }

    /// The same in new numbers; what is no more is forgotten.
    pub(super) fn renumber(&self, nodes: &[Option<usize>], zones: &[Option<usize>]) -> Self {
        let back = |list: &[Option<usize>]| -> HashMap<usize, usize> {
            list.iter().enumerate().filter_map(|(new, old)| old.map(|old| (old, new))).collect()
        };
        let (nodes, zones) = (back(nodes), back(zones));
        let end = |end: End| match end {
            End::Node(node) => nodes.get(&node).copied().map(End::Node),
            End::Zone(zone) => zones.get(&zone).copied().map(End::Zone),
        };
        let scope = |scope: Option<usize>| match scope {
            Some(zone) => zones.get(&zone).copied().map(Some),
            None => Some(None),
        };
        let mark = |mark: &Mark| {
            Some(match *mark {
                Mark::Item(item) => Mark::Item(end(item)?),
                Mark::Bend(zone, (upper, turned), layer) => Mark::Bend(scope(zone)?, (end(upper)?, turned), layer),
                Mark::Port(zone, (upper, turned), lower) => Mark::Port(scope(zone)?, (end(upper)?, turned), lower),
            })
        };
        Self {
            spots: self.spots.iter().filter_map(|(old, &spot)| Some((mark(old)?, spot))).collect(),
            rows: self.rows.iter().filter_map(|(&(zone, layer), &row)| Some(((scope(zone)?, layer), row))).collect(),
        }
    }
}
