//! Where lines leave and enter boxes.
//!
//! A box has one door below for each net that leaves it and one door above for each line that enters. Invariants: doors lie within the border,
//! not in its corners; two nets share a door only where a box has fewer columns than lines.

use super::super::nest::{Kind, Nest};
use super::super::number::cells;
use super::columns::{Wish, isotonic};
use super::{BundleOf, Places, owner};
use std::collections::{BTreeMap, BTreeSet};

/// Sets the columns of both ends of the segments of one gap. Those that keep `apart` enter by doors of their own.
pub(super) fn assign(nest: &Nest, places: &mut Places, frame: usize, segments: &[usize], apart: &BTreeSet<usize>) {
    for &segment in segments {
        let found = &nest.segments[segment];
        places.bundle[segment] = BundleOf::Net(found.net);
        let column = |end: usize| {
            let owner = owner(nest, frame, end);
            places.left[owner] + places.door(nest, frame, end)
        };
        places.ends[segment] = (column(found.upper), column(found.lower));
    }
    gather(nest, places, segments, apart);
    leave(nest, places, segments);
    enter(nest, places, segments);
    part(nest, places, segments);
}

/// Joins neighbours of one layer straight across, one line between two, and returns the segments that need the gap below.
pub(super) fn join_neighbours(
    nest: &Nest,
    places: &mut Places,
    layer: (usize, usize),
    segments: Vec<usize>,
) -> Vec<usize> {
    let row = &nest.frames[layer.0].rows[layer.1];
    let mut joined = BTreeSet::new();
    let mut others = Vec::with_capacity(segments.len());
    for segment in segments {
        let found = &nest.segments[segment];
        let at = |vertex: usize| row.iter().position(|&member| member == vertex).unwrap_or(usize::MAX);
        let neighbours = nest.returns(found) && at(found.upper).abs_diff(at(found.lower)) == 1;
        let (left, right) = (found.upper.min(found.lower), found.upper.max(found.lower));
        if !neighbours || !joined.insert((left, right)) {
            others.push(segment);
            continue;
        }
        let (from, to) = (found.upper, found.lower);
        let border =
            |vertex: usize, right: bool| places.left[vertex] + if right { places.width[vertex] - 1 } else { 0 };
        let onwards = places.left[from] < places.left[to];
        let line = places.top[from] + places.height[from].min(places.height[to]) / 2;
        places.ends[segment] = (border(from, onwards), border(to, !onwards));
        places.corners[segment] = vec![(places.ends[segment].0, line), (places.ends[segment].1, line)];
    }
    others
}

/// Doors below: one per net, in the order of where the nets go. A net that goes to one bend leaves right above it if it can.
fn leave(nest: &Nest, places: &mut Places, segments: &[usize]) {
    let mut boxes: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for &segment in segments {
        let found = &nest.segments[segment];
        if matches!(nest.vertices[found.upper].kind, Kind::Node(_)) {
            boxes.entry(found.upper).or_default().entry(found.net).or_default().push(segment);
        }
        if nest.returns(found) {
            boxes.entry(found.lower).or_default().entry(found.net).or_default().push(segment);
        }
    }
    for (vertex, nets) in boxes {
        let here = |segment: usize| nest.segments[segment].upper == vertex;
        let middle = places.left[vertex] + places.width[vertex] / 2;
        let mut wishes: Vec<(i32, usize)> = Vec::new();
        for (&net, members) in &nets {
            let below = members.iter().map(
                |&segment| {
                    if here(segment) { places.ends[segment].1 } else { places.ends[segment].0 }
                },
            );
            let only_line =
                members.len() == 1 && !matches!(nest.vertices[nest.segments[members[0]].lower].kind, Kind::Node(_));
            let wish = if only_line {
                below.sum()
            } else if nets.len() == 1 {
                middle
            } else {
                below.sum::<i32>() / cells(members.len())
            };
            wishes.push((wish, net));
        }
        wishes.sort_unstable();
        for (&(_, net), door) in wishes.iter().zip(spread(&wishes, places.left[vertex], places.width[vertex])) {
            for &segment in &nets[&net] {
                let end = &mut places.ends[segment];
                if here(segment) { end.0 = door } else { end.1 = door }
            }
        }
    }
}

/// From so many lines on they enter a box by one door.
const MANY: usize = 4;

/// Gathers the lines into a box that many enter. A line of a net joins one bus at most: where it leaves the net, two would cross.
fn gather(nest: &Nest, places: &mut Places, segments: &[usize], apart: &BTreeSet<usize>) {
    let mut boxes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &segment in segments {
        let lower = nest.segments[segment].lower;
        if nest.returns(&nest.segments[segment]) || apart.contains(&segment) {
            continue;
        }
        if matches!(nest.vertices[lower].kind, Kind::Node(_)) {
            boxes.entry(lower).or_default().push(segment);
        }
    }
    let mut full: Vec<(usize, Vec<usize>)> = boxes.into_iter().filter(|(_, lines)| lines.len() >= MANY).collect();
    full.sort_by_key(|(vertex, lines)| (std::cmp::Reverse(lines.len()), *vertex));
    let mut joined = BTreeSet::new();
    for (vertex, mut lines) in full {
        lines.retain(|&segment| !joined.contains(&(nest.segments[segment].upper, nest.segments[segment].net)));
        if lines.len() < MANY {
            continue;
        }
        for segment in lines {
            joined.insert((nest.segments[segment].upper, nest.segments[segment].net));
            places.bundle[segment] = BundleOf::Bus(vertex);
        }
    }
}

/// Doors above: one per bundle, in the order of where the lines come from.
fn enter(nest: &Nest, places: &mut Places, segments: &[usize]) {
    for (vertex, bundles) in entering(nest, places, segments) {
        let mut lines: Vec<(i32, BundleOf)> = bundles
            .iter()
            .map(|(&of, members)| {
                let above = members.iter().map(|&segment| places.ends[segment].0);
                (above.sum::<i32>() / cells(members.len()), of)
            })
            .collect();
        lines.sort_unstable();
        for (&(_, of), door) in lines.iter().zip(spread(&lines, places.left[vertex], places.width[vertex])) {
            for &segment in &bundles[&of] {
                places.ends[segment].1 = door;
            }
        }
    }
}

/// The segments into each box, by bundle.
fn entering(nest: &Nest, places: &Places, segments: &[usize]) -> BTreeMap<usize, BTreeMap<BundleOf, Vec<usize>>> {
    let mut boxes: BTreeMap<usize, BTreeMap<BundleOf, Vec<usize>>> = BTreeMap::new();
    for &segment in segments {
        let found = &nest.segments[segment];
        if matches!(nest.vertices[found.lower].kind, Kind::Node(_)) && !nest.returns(found) {
            boxes.entry(found.lower).or_default().entry(places.bundle[segment]).or_default().push(segment);
        }
    }
    boxes
}

/// Columns within a box near the wishes, in their order, with a blank between if there is room for that.
fn spread<T>(wishes: &[(i32, T)], left: i32, width: i32) -> Vec<i32> {
    let (first, last) = (left + 1, left + width - 2);
    let count = cells(wishes.len());
    if count > last - first + 1 {
        return (0..count).map(|at| first + at * (last - first) / (count - 1).max(1)).collect();
    }
    let step = if (count - 1) * 2 <= last - first { 2 } else { 1 };
    let reach = |at: i32| (first + at * step, last - (count - 1 - at) * step);
    let wanted: Vec<Wish> = wishes
        .iter()
        .zip(0..)
        .map(|((wish, _), at)| Wish { place: f64::from((*wish).clamp(reach(at).0, reach(at).1)), weight: 1.0 })
        .collect();
    let rooms = vec![f64::from(step); wishes.len()];
    let mut places = Vec::new();
    isotonic(&wanted, &rooms, &mut places);
    places
        .iter()
        .zip(0..)
        .map(|(&place, at)| super::super::number::nearest(place).clamp(reach(at).0, reach(at).1))
        .collect()
}

/// Moves doors above out of columns in which another net comes down, as far as the box has free columns.
fn part(nest: &Nest, places: &mut Places, segments: &[usize]) {
    let mut down: BTreeMap<i32, usize> = BTreeMap::new();
    for &segment in segments {
        let found = &nest.segments[segment];
        down.insert(places.ends[segment].0, found.net);
        if nest.returns(found) {
            down.insert(places.ends[segment].1, found.net);
        }
    }
    for (vertex, bundles) in entering(nest, places, segments) {
        let mut doors: Vec<(i32, BundleOf)> =
            bundles.iter().map(|(&of, members)| (places.ends[members[0]].1, of)).collect();
        doors.sort_unstable();
        let (first, last) = (places.left[vertex] + 1, places.left[vertex] + places.width[vertex] - 2);
        let mut taken: BTreeSet<i32> = doors.iter().map(|&(door, _)| door).collect();
        for at in 0..doors.len() {
            let (door, of) = doors[at];
            let own = |net: usize| bundles[&of].iter().any(|&segment| nest.segments[segment].net == net);
            let free = |column: i32| down.get(&column).is_none_or(|&net| own(net));
            if free(door) {
                continue;
            }
            let low = if at > 0 { doors[at - 1].0 + 1 } else { first };
            let high = if at + 1 < doors.len() { doors[at + 1].0 - 1 } else { last };
            let mut near = (1..=last - first).flat_map(|step| [door - step, door + step]);
            let better = near.find(|column| (low..=high).contains(column) && !taken.contains(column) && free(*column));
            if let Some(column) = better {
                taken.insert(column);
                doors[at].0 = column;
                for &segment in &bundles[&of] {
                    places.ends[segment].1 = column;
                }
            }
        }
    }
}
