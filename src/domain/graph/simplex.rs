//! Layers by network simplex: edges point down and are as short as they can be altogether.
//!
//! After Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs" (1993), with their incremental cut values. Owns the
//! spanning tree and nothing else; vertices are numbers. Invariant: every edge spans at least one layer, and the sum of weight times length
//! never grows.

use super::{Check, Stopped};
use std::collections::VecDeque;

/// An edge that wants to be short, from a vertex to a deeper one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pull {
    /// The upper vertex.
    pub(super) from: usize,
    /// The lower vertex.
    pub(super) to: usize,
    /// How much one layer of its length costs.
    pub(super) weight: i32,
}

/// The layer of each vertex, from 0. The graph must be connected and free of circles.
pub(super) fn layers(vertices: usize, pulls: &[Pull], check: &Check<'_>) -> Result<Vec<i32>, Stopped> {
    let mut simplex = Simplex::new(vertices, pulls);
    simplex.grow_tree();
    simplex.number_tree(0, 0);
    simplex.cut_values();
    // Degenerate pivots could go on for long; what stands by then is a valid layering.
    for _ in 0..vertices.saturating_mul(8) {
        check.point()?;
        let Some(leaving) = simplex.leaving() else { break };
        let Some(entering) = simplex.entering(leaving) else { break };
        simplex.exchange(leaving, entering);
    }
    let first = simplex.layer.iter().copied().min().unwrap_or(0);
    Ok(simplex.layer.iter().map(|layer| layer - first).collect())
}

struct Simplex<'a> {
    pulls: &'a [Pull],
    layer: Vec<i32>,
    /// Edges at each vertex.
    at: Vec<Vec<usize>>,
    in_tree: Vec<bool>,
    /// Tree edges at each vertex.
    tree_at: Vec<Vec<usize>>,
    cut: Vec<i32>,
    /// The tree edge to the parent.
    parent: Vec<usize>,
    /// A subtree is the vertices numbered `low..=number` in postorder.
    low: Vec<usize>,
    number: Vec<usize>,
    /// Vertices by number.
    order: Vec<usize>,
    /// Where the search for a negative cut goes on.
    scan: usize,
}

/// No edge.
const NONE: usize = usize::MAX;

impl<'a> Simplex<'a> {
    /// Starts from the longest paths.
    fn new(vertices: usize, pulls: &'a [Pull]) -> Self {
        let mut at = vec![Vec::new(); vertices];
        let mut waiting = vec![0; vertices];
        for (edge, pull) in pulls.iter().enumerate() {
            at[pull.from].push(edge);
            at[pull.to].push(edge);
            waiting[pull.to] += 1;
        }
        let mut layer = vec![0; vertices];
        let mut ready: VecDeque<usize> = (0..vertices).filter(|&vertex| waiting[vertex] == 0).collect();
        while let Some(vertex) = ready.pop_front() {
            for &edge in &at[vertex] {
                let pull = &pulls[edge];
                if pull.from == vertex {
                    layer[pull.to] = layer[pull.to].max(layer[vertex] + 1);
                    waiting[pull.to] -= 1;
                    if waiting[pull.to] == 0 {
                        ready.push_back(pull.to);
                    }
                }
            }
        }
        Self {
            pulls,
            layer,
            at,
            in_tree: vec![false; pulls.len()],
            tree_at: vec![Vec::new(); vertices],
            cut: vec![0; pulls.len()],
            parent: vec![NONE; vertices],
            low: vec![0; vertices],
            number: vec![0; vertices],
            order: vec![0; vertices],
            scan: 0,
        }
    }

    fn slack(&self, edge: usize) -> i32 {
        let pull = &self.pulls[edge];
        self.layer[pull.to] - self.layer[pull.from] - 1
    }

    fn other(&self, edge: usize, vertex: usize) -> usize {
        let pull = &self.pulls[edge];
        if pull.from == vertex { pull.to } else { pull.from }
    }

    /// A spanning tree of edges without slack; vertices move where none would reach.
    fn grow_tree(&mut self) {
        let vertices = self.layer.len();
        let mut reached = vec![false; vertices];
        let mut members = Vec::with_capacity(vertices);
        if vertices == 0 {
            return;
        }
        reached[0] = true;
        members.push(0);
        let mut open = vec![0];
        loop {
            while let Some(vertex) = open.pop() {
                for edge in self.at[vertex].clone() {
                    let next = self.other(edge, vertex);
                    if !reached[next] && self.slack(edge) == 0 {
                        reached[next] = true;
                        self.take(edge);
                        members.push(next);
                        open.push(next);
                    }
                }
            }
            if members.len() == vertices {
                return;
            }
            let border = members
                .iter()
                .flat_map(|&member| self.at[member].iter().copied())
                .filter(|&edge| reached[self.pulls[edge].from] != reached[self.pulls[edge].to])
                .min_by_key(|&edge| (self.slack(edge), edge));
            let Some(edge) = border else { return };
            let gap = self.slack(edge);
            let shift = if reached[self.pulls[edge].to] { -gap } else { gap };
            for &member in &members {
                self.layer[member] += shift;
            }
            let pull = &self.pulls[edge];
            open.push(if reached[pull.from] { pull.from } else { pull.to });
        }
    }

    fn take(&mut self, edge: usize) {
        self.in_tree[edge] = true;
        self.tree_at[self.pulls[edge].from].push(edge);
        self.tree_at[self.pulls[edge].to].push(edge);
    }

    fn drop(&mut self, edge: usize) {
        self.in_tree[edge] = false;
        self.tree_at[self.pulls[edge].from].retain(|&at| at != edge);
        self.tree_at[self.pulls[edge].to].retain(|&at| at != edge);
    }

    /// Numbers the subtree of `root` in postorder, beginning with `first`.
    fn number_tree(&mut self, root: usize, first: usize) {
        let mut next = first;
        let mut walk = vec![(root, 0)];
        self.low[root] = first;
        while let Some(step) = walk.last_mut() {
            let (vertex, at) = *step;
            step.1 += 1;
            match self.tree_at[vertex].get(at) {
                Some(&edge) if edge == self.parent[vertex] => {}
                Some(&edge) => {
                    let child = self.other(edge, vertex);
                    self.parent[child] = edge;
                    self.low[child] = next;
                    walk.push((child, 0));
                }
                None => {
                    self.number[vertex] = next;
                    self.order[next] = vertex;
                    next += 1;
                    walk.pop();
                }
            }
        }
    }

    /// Whether `vertex` is in the subtree of `root`.
    fn below(&self, root: usize, vertex: usize) -> bool {
        (self.low[root]..=self.number[root]).contains(&self.number[vertex])
    }

    /// What leaves a subtree upwards less what enters it from above, summed from the leaves.
    fn cut_values(&mut self) {
        let mut excess = vec![0; self.layer.len()];
        for pull in self.pulls {
            excess[pull.from] += pull.weight;
            excess[pull.to] -= pull.weight;
        }
        for number in 0..self.order.len() {
            let vertex = self.order[number];
            let edge = self.parent[vertex];
            if edge == NONE {
                continue;
            }
            let inside_is_tail = self.pulls[edge].from == vertex;
            self.cut[edge] = if inside_is_tail { excess[vertex] } else { -excess[vertex] };
            let up = self.other(edge, vertex);
            excess[up] += excess[vertex];
        }
    }

    /// A tree edge that would rather be longer.
    fn leaving(&mut self) -> Option<usize> {
        let vertices = self.order.len();
        let found = (0..vertices).map(|step| (self.scan + step) % vertices).find(|&number| {
            let edge = self.parent[self.order[number]];
            edge != NONE && self.cut[edge] < 0
        })?;
        self.scan = found;
        Some(self.parent[self.order[found]])
    }

    /// The edge with the least slack that joins the halves again, against the direction of the one that leaves.
    fn entering(&self, leaving: usize) -> Option<usize> {
        let pull = &self.pulls[leaving];
        let tail_inside = self.number[pull.from] < self.number[pull.to];
        let root = if tail_inside { pull.from } else { pull.to };
        let inside = self.low[root]..=self.number[root];
        inside
            .flat_map(|number| self.at[self.order[number]].iter().map(move |&edge| (number, edge)))
            .filter(|&(number, edge)| {
                let pull = &self.pulls[edge];
                let enters = self.number[pull.to] == number;
                enters == tail_inside && !self.below(root, self.other(edge, self.order[number]))
            })
            .map(|(_, edge)| edge)
            .min_by_key(|&edge| (self.slack(edge), edge))
    }

    /// Swaps the two edges in the tree and moves the cut-off half by the slack.
    fn exchange(&mut self, leaving: usize, entering: usize) {
        let pull = &self.pulls[leaving];
        let tail_inside = self.number[pull.from] < self.number[pull.to];
        let root = if tail_inside { pull.from } else { pull.to };
        let gap = self.slack(entering);
        let shift = if tail_inside { -gap } else { gap };
        if shift != 0 {
            for number in self.low[root]..=self.number[root] {
                self.layer[self.order[number]] += shift;
            }
        }
        let value = self.cut[leaving];
        let (tail, head) = (self.pulls[entering].from, self.pulls[entering].to);
        let top = self.raise(tail, head, value, true);
        self.raise(head, tail, value, false);
        self.cut[entering] = -value;
        self.cut[leaving] = 0;
        self.drop(leaving);
        self.take(entering);
        let first = self.low[top];
        self.number_tree(top, first);
    }

    /// Corrects the cuts from `vertex` up to the first vertex above both ends, and names that.
    fn raise(&mut self, mut vertex: usize, other: usize, value: i32, from_tail: bool) -> usize {
        while !self.below(vertex, other) {
            let edge = self.parent[vertex];
            let along = (self.pulls[edge].from == vertex) == from_tail;
            self.cut[edge] += if along { value } else { -value };
            vertex = self.other(edge, vertex);
        }
        vertex
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pull(from: usize, to: usize) -> Pull {
        Pull { from, to, weight: 1 }
    }

    #[test]
    fn a_vertex_stands_next_to_where_most_of_its_edges_go() {
        // 0 -> 1 -> 2 -> 3, and 4 with two edges to 3's layer: the longest path would leave 4 at the top.
        let pulls = [pull(0, 1), pull(1, 2), pull(2, 3), pull(0, 4), pull(4, 3), pull(4, 5), pull(2, 5)];
        let layers = layers(6, &pulls, &Check::never()).unwrap();
        assert_eq!(layers, [0, 1, 2, 3, 2, 3]);
    }

    #[test]
    fn every_edge_points_down() {
        let pulls: Vec<Pull> = (1..40).map(|to| pull((to * 7) % to, to)).collect();
        let layers = layers(40, &pulls, &Check::never()).unwrap();
        assert!(pulls.iter().all(|pull| layers[pull.from] < layers[pull.to]));
    }
}
