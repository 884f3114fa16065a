//! The column of every vertex of a frame: near its neighbours, in the order of its layer, with room between.
//!
//! Sweeps down and up; in each layer the nearest places that keep order and room are an isotonic regression, solved by pooling neighbours
//! that want to overlap (Ayer et al. 1955). Room is a whole number of cells, so rounding the pools keeps it. Invariant: in every layer each
//! vertex begins right of the end of the one before it, with the gap that both need.

use super::super::nest::{Kind, Nest};
use super::super::number::nearest;
use super::super::pins::Held;
use super::super::{Check, Stopped};
use super::{Places, keep, owner};
use std::collections::BTreeMap;

/// Sweeps that look one way only, then sweeps that look both ways.
const SWEEPS: (usize, usize) = (16, 10);

/// How much a vertex without lines cares for where it is.
const LAZY: f64 = 0.05;
/// How much more than any line somebody cares for a column that is kept.
const KEPT: f64 = 1e9;
/// Rounds that put lines below each other.
const STRAIGHTENINGS: usize = 12;

/// Where something would like to stand, and how much it cares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) place: f64,
    pub(super) weight: f64,
}

/// The places nearest to the wishes (least squares) of which each is at least `room` further right than the one before it.
pub(super) fn isotonic(wishes: &[Wish], room: &[f64], into: &mut Vec<f64>) {
    let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(wishes.len());
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wishes.len());
    for (wish, room) in wishes.iter().zip(room) {
        offset += room;
        offsets.push(offset);
        pools.push((wish.place - offset, wish.weight, 1));
        while let [.., left, right] = pools[..] {
            if left.0 <= right.0 {
                break;
            }
            pools.pop();
            let weight = left.1 + right.1;
            let mean = (left.0 * left.1 + right.0 * right.1) / weight;
            if let Some(last) = pools.last_mut() {
                *last = (mean, weight, left.2 + right.2);
            }
        }
    }
    into.clear();
    let places = pools.iter().flat_map(|&(place, _, members)| std::iter::repeat_n(place, members));
    into.extend(places.zip(&offsets).map(|(place, offset)| place + offset));
}

/// Blank columns between two vertices of a layer.
pub(super) fn gap(nest: &Nest, left: usize, right: usize) -> i32 {
    let line = |vertex: usize| matches!(nest.vertices[vertex].kind, Kind::Bend | Kind::Port);
    if line(left) || line(right) { 1 } else { 2 }
}

/// A tie between a vertex of the layer and one of a neighbouring layer: who, how far left of it the vertex wants to begin, and how much.
struct Tie {
    other: usize,
    offset: f64,
    weight: f64,
}

/// Sets `places.left` of all vertices of `frame`. The frames inside must have been placed.
pub(super) fn settle(
    nest: &Nest,
    places: &mut Places,
    frame: usize,
    held: &Held,
    check: &Check<'_>,
) -> Result<(), Stopped> {
    let rows = &nest.frames[frame].rows;
    let kept = keep::columns(nest, places, frame, held);
    let mut left = vec![0.0; nest.vertices.len()];
    let mut room: Vec<Vec<f64>> = Vec::with_capacity(rows.len());
    for row in rows {
        let mut rooms = vec![0.0; row.len()];
        for at in 1..row.len() {
            rooms[at] = f64::from(places.width[row[at - 1]] + gap(nest, row[at - 1], row[at]));
            left[row[at]] = left[row[at - 1]] + rooms[at];
        }
        for vertex in row {
            if let Some(&column) = kept.get(vertex) {
                left[*vertex] = f64::from(column);
            }
        }
        room.push(rooms);
    }
    let ties: Vec<Vec<(Vec<Tie>, Vec<Tie>)>> =
        rows.iter().map(|row| row.iter().map(|&vertex| ties(nest, places, vertex)).collect()).collect();
    let (mut wishes, mut found) = (Vec::new(), Vec::new());
    for round in 0..SWEEPS.0 + SWEEPS.1 {
        check.point()?;
        let down = round % 2 == 0;
        let looks = (down || round >= SWEEPS.0, !down || round >= SWEEPS.0);
        for step in 0..rows.len() {
            let layer = if down { step } else { rows.len() - 1 - step };
            wishes.clear();
            wishes.extend(rows[layer].iter().zip(&ties[layer]).map(|(vertex, ties)| match kept.get(vertex) {
                Some(&column) => Wish { place: f64::from(column), weight: KEPT },
                None => wish(*vertex, &left, ties, looks),
            }));
            isotonic(&wishes, &room[layer], &mut found);
            for (&vertex, &place) in rows[layer].iter().zip(&found) {
                left[vertex] = place;
            }
        }
    }
    for row in rows {
        // Rooms are whole, but sums of them with a mean may fall to either side of a half.
        let mut least = i32::MIN;
        for (at, &vertex) in row.iter().enumerate() {
            let column = nearest(left[vertex]).max(least);
            places.left[vertex] = column;
            if let Some(&next) = row.get(at + 1) {
                least = column + places.width[vertex] + gap(nest, vertex, next);
            }
        }
    }
    straighten(nest, places, rows, &ties, &kept);
    Ok(())
}

/// Where the ties of a vertex pull it, when it looks at those above and at those below.
fn wish(vertex: usize, left: &[f64], ties: &(Vec<Tie>, Vec<Tie>), looks: (bool, bool)) -> Wish {
    let (mut sum, mut weight) = (0.0, 0.0);
    for (ties, looks) in [(&ties.0, looks.0), (&ties.1, looks.1)] {
        for tie in ties.iter().filter(|_| looks) {
            sum += (left[tie.other] + tie.offset) * tie.weight;
            weight += tie.weight;
        }
    }
    if weight > 0.0 { Wish { place: sum / weight, weight } } else { Wish { place: left[vertex], weight: LAZY } }
}

/// Moves vertices within the room that their neighbours in the layer leave them, to where their lines are shortest (least absolute
/// deviations): unlike an average, that puts as many lines as possible exactly below each other.
fn straighten(
    nest: &Nest,
    places: &mut Places,
    rows: &[Vec<usize>],
    ties: &[Vec<(Vec<Tie>, Vec<Tie>)>],
    kept: &BTreeMap<usize, i32>,
) {
    let mut wanted: Vec<(i32, i32)> = Vec::new();
    for round in 0..STRAIGHTENINGS {
        for step in 0..rows.len() {
            let layer = if round % 2 == 0 { step } else { rows.len() - 1 - step };
            let row = &rows[layer];
            for step in 0..row.len() {
                let at = if round % 4 < 2 { step } else { row.len() - 1 - step };
                let vertex = row[at];
                if kept.contains_key(&vertex) {
                    continue;
                }
                let (ups, downs) = &ties[layer][at];
                wanted.clear();
                wanted.extend(
                    ups.iter()
                        .chain(downs)
                        .map(|tie| (places.left[tie.other] + nearest(tie.offset), nearest(tie.weight))),
                );
                let before = at.checked_sub(1).map(|at| row[at]);
                let low =
                    before.map_or(i32::MIN, |left| places.left[left] + places.width[left] + gap(nest, left, vertex));
                let after = row.get(at + 1);
                let high = after
                    .map_or(i32::MAX, |&right| places.left[right] - places.width[vertex] - gap(nest, vertex, right));
                if let Some((least, most)) = medians(&mut wanted) {
                    places.left[vertex] = places.left[vertex].clamp(least, most).min(high).max(low);
                }
            }
        }
    }
}

/// The range in which the sum of weighted distances is smallest.
fn medians(wanted: &mut [(i32, i32)]) -> Option<(i32, i32)> {
    wanted.sort_unstable();
    let total: i32 = wanted.iter().map(|&(_, weight)| weight).sum();
    let mut sum = 0;
    let mut least = None;
    for &(place, weight) in wanted.iter() {
        sum += weight;
        if 2 * sum >= total && least.is_none() {
            least = Some(place);
        }
        if 2 * sum > total {
            return least.map(|least| (least, place));
        }
    }
    None
}

/// The ties of a vertex to the layers above and below it; a zone has those of its ports.
fn ties(nest: &Nest, places: &Places, vertex: usize) -> (Vec<Tie>, Vec<Tie>) {
    let (mut ups, mut downs) = (Vec::new(), Vec::new());
    let frame = nest.vertices[vertex].frame;
    let line = |vertex: usize| matches!(nest.vertices[vertex].kind, Kind::Bend | Kind::Port);
    let mut add = |end: usize, up: bool| {
        let found = &nest.vertices[end];
        for &at in if up { &found.ups } else { &found.downs } {
            let segment = &nest.segments[at];
            if nest.returns(segment) {
                continue;
            }
            let other = if up { segment.upper } else { segment.lower };
            let owner = owner(nest, frame, other);
            let offset = f64::from(places.door(nest, frame, other) - places.door(nest, frame, end));
            let weight = match (line(end), line(other)) {
                (true, true) => 8.0,
                (false, false) => 1.0,
                _ => 2.0,
            };
            let tie = Tie { other: owner, offset, weight };
            if up { ups.push(tie) } else { downs.push(tie) }
        }
    };
    if let Kind::Inner(inside) = nest.vertices[vertex].kind {
        let rows = &nest.frames[inside].rows;
        rows.first().into_iter().flatten().for_each(|&port| add(port, true));
        rows.last().into_iter().flatten().for_each(|&port| add(port, false));
    } else {
        // The upper ports of this very frame have nothing above them here, the lower ones nothing below.
        let layer = nest.vertices[vertex].layer;
        if layer > 0 {
            add(vertex, true);
        }
        if layer + 1 < nest.frames[frame].rows.len() {
            add(vertex, false);
        }
    }
    (ups, downs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wants_to_overlap_is_pushed_apart_by_halves() {
        let wish = |place| Wish { place, weight: 1.0 };
        let mut places = Vec::new();
        isotonic(&[wish(0.0), wish(10.0), wish(10.0)], &[0.0, 4.0, 4.0], &mut places);
        assert_eq!(places, [0.0, 8.0, 12.0]);
    }
}
