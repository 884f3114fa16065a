//! Where a line leaves its net for a bus while the rest of the net passes on over that bus: there all three seem to join.

use super::super::Point;
use super::super::nest::Nest;
use super::{BundleOf, Places};
use std::collections::BTreeSet;

/// Whether a segment passes a cell of its gap, or turns in it. What goes down ends below all tracks.
fn covers(nest: &Nest, places: &Places, segment: usize, (x, y): Point) -> bool {
    let corners = &places.corners[segment];
    let is_last = |at: usize| at + 2 == corners.len() && !nest.returns(&nest.segments[segment]);
    corners.windows(2).enumerate().any(|(at, pair)| {
        let ((from_x, from_y), (to_x, to_y)) = (pair[0], pair[1]);
        let rows = from_y.min(to_y)..=if is_last(at) { i32::MAX } else { from_y.max(to_y) };
        (from_x.min(to_x)..=from_x.max(to_x)).contains(&x) && rows.contains(&y)
    })
}

/// The segments of one gap that would better not enter by the door of their bus.
pub(super) fn confusing(nest: &Nest, places: &Places, segments: &[usize]) -> BTreeSet<usize> {
    let is_confusing = |&segment: &usize| {
        let bus @ BundleOf::Bus(_) = places.bundle[segment] else { return false };
        let own = nest.segments[segment].net;
        let is_here = |at: Point, is_one: &dyn Fn(usize) -> bool| {
            let mut others = segments.iter().filter(|&&other| other != segment && is_one(other));
            others.any(|&other| covers(nest, places, other, at))
        };
        let is_rest = |other: usize| places.bundle[other] != bus && nest.segments[other].net == own;
        let is_in_bus = |other: usize| places.bundle[other] == bus;
        let corners = &places.corners[segment];
        let mut turns = corners[1..].iter().take(corners.len().saturating_sub(2));
        turns.any(|&at| is_here(at, &is_rest) && is_here(at, &is_in_bus))
    };
    segments.iter().copied().filter(|segment| is_confusing(segment)).collect()
}
