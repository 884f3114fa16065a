//! An order of all layers under trial, and each vertex's place as its neighbours see it.
//!
//! Invariant: `above` is a vertex's place in the row of ends that the channel above it arrives at, `below` in the row that the channel below
//! it leaves from. In both rows a zone stands for its ports, so the two places of one vertex differ.

use super::super::nest::{Kind, Nest};
use super::super::number;
use super::super::pins::Held;
use super::inner;

/// Rounds in which what is new finds out where its neighbours are.
const ROUNDS: usize = 12;

/// Rows of every frame, with places.
#[derive(Clone, Debug)]
pub(in super::super) struct Standing {
    pub(in super::super) rows: Vec<Vec<Vec<usize>>>,
    /// Of each vertex: its place in its row.
    pub(super) at: Vec<usize>,
    pub(super) above: Vec<i32>,
    pub(super) below: Vec<i32>,
}

impl Standing {
    /// As the nest has it.
    pub(in super::super) fn new(nest: &Nest) -> Self {
        let rows = nest.frames.iter().map(|frame| frame.rows.clone()).collect();
        let count = nest.vertices.len();
        let mut standing = Self { rows, at: vec![0; count], above: vec![0; count], below: vec![0; count] };
        standing.number_all(nest);
        standing
    }

    /// Gives places to all.
    pub(super) fn number_all(&mut self, nest: &Nest) {
        for frame in 0..self.rows.len() {
            for layer in 0..self.rows[frame].len() {
                self.number(nest, frame, layer);
            }
        }
    }

    /// Gives places to a layer whose order has changed, and to what counts along with it.
    pub(super) fn number(&mut self, nest: &Nest, frame: usize, layer: usize) {
        let last = self.rows[frame].len() - 1;
        if layer == 0 || layer == last {
            for at in 0..self.rows[frame][layer].len() {
                let port = self.rows[frame][layer][at];
                self.at[port] = at;
                if layer == 0 {
                    self.below[port] = number::cells(at);
                } else {
                    self.above[port] = number::cells(at);
                }
            }
            if let Some(item) = nest.frames[frame].item {
                let place = &nest.vertices[item];
                self.number(nest, place.frame, place.layer);
            }
            return;
        }
        let (mut above, mut below) = (0, 0);
        for at in 0..self.rows[frame][layer].len() {
            let vertex = self.rows[frame][layer][at];
            self.at[vertex] = at;
            let Some(inside) = inner(nest, vertex) else {
                self.above[vertex] = above;
                self.below[vertex] = below;
                above += 1;
                below += 1;
                continue;
            };
            for &port in &self.rows[inside][0] {
                self.above[port] = above;
                above += 1;
            }
            for &port in self.rows[inside].last().into_iter().flatten() {
                self.below[port] = below;
                below += 1;
            }
        }
    }

    /// Moves a member of a layer, and gives places to those whose places that changes.
    pub(super) fn shift(&mut self, nest: &Nest, (frame, layer): (usize, usize), from: usize, to: usize, plain: bool) {
        let row = &mut self.rows[frame][layer];
        move_member(row, from, to);
        if !plain {
            self.number(nest, frame, layer);
            return;
        }
        for (at, &vertex) in row.iter().enumerate().take(from.max(to) + 1).skip(from.min(to)) {
            let place = number::cells(at);
            (self.at[vertex], self.above[vertex], self.below[vertex]) = (at, place, place);
        }
    }

    /// Sorts every layer by a key per vertex.
    pub(super) fn sort_by_keys(&mut self, nest: &Nest, keys: &[f64]) {
        for rows in &mut self.rows {
            for row in rows {
                row.sort_by(|&a, &b| keys[a].total_cmp(&keys[b]));
            }
        }
        self.number_all(nest);
    }
}

/// Moves a member of a row.
pub(super) fn move_member(row: &mut [usize], from: usize, to: usize) {
    if from < to {
        row[from..=to].rotate_left(1);
    } else {
        row[to..=from].rotate_right(1);
    }
}

/// Neighbours of all vertices, along segments and between a zone and its ports.
fn neighbours(nest: &Nest) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); nest.vertices.len()];
    for segment in &nest.segments {
        near[segment.upper].push(segment.lower);
        near[segment.lower].push(segment.upper);
    }
    for (vertex, found) in nest.vertices.iter().enumerate() {
        let item = if found.kind == Kind::Port { nest.frames[found.frame].item } else { None };
        if let Some(item) = item {
            near[vertex].push(item);
            near[item].push(vertex);
        }
    }
    near
}

/// When a depth-first walk from the top meets each vertex.
pub(super) fn walk(nest: &Nest) -> Vec<f64> {
    let near = neighbours(nest);
    let mut met = vec![-1.0; nest.vertices.len()];
    let mut clock = 0.0;
    for root in nest.frames.iter().flat_map(|frame| frame.rows.iter().flatten().copied()) {
        let mut open = vec![root];
        while let Some(vertex) = open.pop() {
            if met[vertex] >= 0.0 {
                continue;
            }
            met[vertex] = clock;
            clock += 1.0;
            open.extend(near[vertex].iter().rev().filter(|&&next| met[next] < 0.0));
        }
    }
    met
}

/// Where each vertex comes to rest between its neighbours when the two ends of the graph are held apart: a power iteration towards the
/// second eigenvector of the graph (Fiedler), which keeps what belongs together side by side.
pub(super) fn spread(nest: &Nest, rounds: usize) -> Vec<f64> {
    let near = neighbours(nest);
    let weight = |vertex: usize| number::real(near[vertex].len()) + 0.1;
    let total: f64 = (0..near.len()).map(weight).sum();
    let mut at = walk(nest);
    for _ in 0..rounds {
        let mean = (0..near.len()).map(|vertex| at[vertex] * weight(vertex)).sum::<f64>() / total.max(1.0);
        let size = at.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>().sqrt().max(1e-9);
        for x in &mut at {
            *x = (*x - mean) / size;
        }
        at = (0..near.len())
            .map(|vertex| {
                let pull: f64 = near[vertex].iter().map(|&next| at[next]).sum();
                f64::midpoint(at[vertex], pull / number::real(near[vertex].len().max(1)))
            })
            .collect();
    }
    at
}

/// A key for every vertex: where what is held stood, and for all others, in some rounds, the mean of their neighbours.
pub(super) fn between(nest: &Nest, held: &Held) -> Vec<f64> {
    let mut keys: Vec<Option<f64>> = held.left.iter().map(|left| left.map(f64::from)).collect();
    let near = neighbours(nest);
    let around = |vertex: usize| nest.frames[nest.vertices[vertex].frame].item;
    for _ in 0..ROUNDS {
        let before = keys.clone();
        for vertex in (0..keys.len()).filter(|&vertex| held.left[vertex].is_none()) {
            let frame = nest.vertices[vertex].frame;
            // In the columns of the vertex's own frame.
            let seen = near[vertex].iter().filter_map(|&next| {
                let key = before[next]?;
                let other = nest.vertices[next].frame;
                if other == frame || nest.frames[other].item == Some(vertex) {
                    return Some(key);
                }
                if nest.vertices[next].kind == Kind::Port && nest.vertices[vertex].kind != Kind::Port {
                    return Some(key + before[around(next)?]?);
                }
                Some(key - before[around(vertex)?]?)
            });
            let seen: Vec<f64> = seen.collect();
            if !seen.is_empty() {
                keys[vertex] = Some(seen.iter().sum::<f64>() / number::real(seen.len()));
            }
        }
    }
    keys.into_iter().map(|key| key.unwrap_or(f64::MAX)).collect()
}
