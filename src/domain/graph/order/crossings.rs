//! How many lines cross: the measure that the search lowers.
//!
//! Counted gap by gap with a Fenwick tree (Barth, Jünger, Mutzel 2002). A segment counts for as many lines as it looks like.

use super::super::nest::{Nest, Segment};
use super::super::number;
use super::{Standing, inner};

/// What a crossing with this segment costs. Lines on one bus look like one, but whoever follows one of them meets them all.
pub(super) fn weight(segment: &Segment) -> i32 {
    1 + segment.edges
}

/// The vertices that the channel below a layer leaves from, left to right.
pub(super) fn bottoms<'a>(
    nest: &'a Nest,
    standing: &'a Standing,
    frame: usize,
    layer: usize,
) -> impl Iterator<Item = usize> + 'a {
    standing.rows[frame][layer]
        .iter()
        .flat_map(move |vertex| match inner(nest, *vertex) {
            Some(inside) => standing.rows[inside].last().map_or(&[][..], Vec::as_slice),
            None => std::slice::from_ref(vertex),
        })
        .copied()
}

/// The crossings in the gap below a layer, by weight.
pub(super) fn count(nest: &Nest, standing: &Standing, frame: usize, layer: usize) -> i64 {
    let downs = |vertex: usize| {
        let segments = nest.vertices[vertex].downs.iter().map(|&down| &nest.segments[down]);
        segments.filter(|segment| !nest.returns(segment))
    };
    let end = |segment: &Segment| number::count(standing.above[segment.lower]);
    let ends = bottoms(nest, standing, frame, layer).flat_map(downs).map(|segment| end(segment) + 1);
    let mut tree = vec![0; ends.max().unwrap_or(0)];
    let (mut total, mut seen) = (0, 0);
    for vertex in bottoms(nest, standing, frame, layer) {
        for segment in downs(vertex) {
            total += i64::from(weight(segment)) * (seen - sum_to(&tree, end(segment)));
        }
        for segment in downs(vertex) {
            add(&mut tree, end(segment), i64::from(weight(segment)));
            seen += i64::from(weight(segment));
        }
    }
    total
}

/// All crossings of the drawing, by weight.
pub(super) fn count_all(nest: &Nest, standing: &Standing) -> i64 {
    let gaps = (0..nest.frames.len())
        .flat_map(|frame| (0..standing.rows[frame].len().saturating_sub(1)).map(move |layer| (frame, layer)));
    gaps.map(|(frame, layer)| count(nest, standing, frame, layer)).sum()
}

/// What has arrived at `end` or left of it.
fn sum_to(tree: &[i64], end: usize) -> i64 {
    let mut at = end + 1;
    let mut sum = 0;
    while at > 0 {
        sum += tree[at - 1];
        at &= at - 1;
    }
    sum
}

fn add(tree: &mut [i64], end: usize, weight: i64) {
    let mut at = end + 1;
    while at <= tree.len() {
        tree[at - 1] += weight;
        at += at & at.wrapping_neg();
    }
}
