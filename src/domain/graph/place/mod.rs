//! Cells for an ordered nest: columns, doors, tracks and rows of each frame, inner frames first.
//!
//! Owns the geometry of a frame, relative to its upper left corner. It must not change who stands left of whom. Invariants: boxes of a frame
//! do not overlap; a segment runs in the gap between its two layers only, and down its own columns, so it meets no box but its ends.

mod channel;
mod columns;
mod doors;
mod keep;
mod meet;
mod pack;

use super::nest::{Kind, Nest};
use super::number::cells;
use super::pins::Held;
use super::title;
use super::topology::Topology;
use super::{Check, Point, Stopped};
use channel::{Bundle, Thread, Track};
use std::collections::{BTreeMap, BTreeSet};

/// Cells between a zone's border and what is in it: the border itself, and one blank column.
const MARGIN: i32 = 2;

/// What keeps segments together in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BundleOf {
    /// They are of one net.
    Net(usize),
    /// They enter this vertex.
    Bus(usize),
}

/// Where everything is, relative to the frame that it is in.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Of each vertex: its leftmost column.
    pub(super) left: Vec<i32>,
    /// Of each vertex: its first row.
    pub(super) top: Vec<i32>,
    /// Of each vertex: columns.
    pub(super) width: Vec<i32>,
    /// Of each vertex: rows.
    pub(super) height: Vec<i32>,
    /// Of each frame: columns and rows.
    pub(super) size: Vec<(i32, i32)>,
    /// Of each frame: the column of its title on its upper border.
    pub(super) title: Vec<Option<i32>>,
    /// Of each frame that stands aside: where, in the frame that it belongs to.
    pub(super) aside: Vec<(i32, i32)>,
    /// Of each segment: the columns of its upper and its lower end.
    pub(super) ends: Vec<(i32, i32)>,
    /// Of each segment: the bundle of its gap that it runs in. The lines into a box that many enter run in one.
    pub(super) bundle: Vec<BundleOf>,
    /// Of each segment: its corners from its upper to its lower end.
    pub(super) corners: Vec<Vec<Point>>,
}

impl Places {
    fn new(nest: &Nest, topology: &Topology) -> Self {
        let size = |vertex: &super::nest::Vertex| match vertex.kind {
            Kind::Node(node) => (topology.nodes[node].width, topology.nodes[node].height),
            Kind::Inner(_) | Kind::Bend | Kind::Port => (1, 1),
        };
        let count = nest.vertices.len();
        Self {
            left: vec![0; count],
            top: vec![0; count],
            width: nest.vertices.iter().map(|vertex| size(vertex).0).collect(),
            height: nest.vertices.iter().map(|vertex| size(vertex).1).collect(),
            size: vec![(0, 0); nest.frames.len()],
            title: vec![None; nest.frames.len()],
            aside: vec![(0, 0); nest.frames.len()],
            ends: vec![(0, 0); nest.segments.len()],
            bundle: nest.segments.iter().map(|segment| BundleOf::Net(segment.net)).collect(),
            corners: vec![Vec::new(); nest.segments.len()],
        }
    }

    /// How far right of its owner's first column an end is.
    fn door(&self, nest: &Nest, frame: usize, end: usize) -> i32 {
        let found = &nest.vertices[end];
        match found.kind {
            Kind::Port if found.frame != frame => self.left[end],
            Kind::Node(_) => self.width[end] / 2,
            _ => 0,
        }
    }
}

/// Places everything.
pub(super) fn place(nest: &Nest, topology: &Topology, held: &Held, check: &Check<'_>) -> Result<Places, Stopped> {
    let mut places = Places::new(nest, topology);
    for frame in (0..nest.frames.len()).rev() {
        check.point()?;
        columns::settle(nest, &mut places, frame, held, check)?;
        settle_rows(nest, &mut places, frame, held);
        fit(nest, topology, &mut places, frame);
        if let Some(item) = nest.frames[frame].item {
            (places.width[item], places.height[item]) = places.size[frame];
        }
    }
    Ok(places)
}

/// The vertex of `frame` that an end of a segment belongs to: itself, or the zone whose port it is.
fn owner(nest: &Nest, frame: usize, end: usize) -> usize {
    let found = &nest.vertices[end];
    if found.frame == frame { end } else { nest.frames[found.frame].item.unwrap_or(end) }
}

/// The segments between a layer and the next, of all ends left to right.
fn channel_of(nest: &Nest, frame: usize, layer: usize) -> Vec<usize> {
    let rows = &nest.frames[frame].rows;
    let leave = |vertex: usize| match nest.vertices[vertex].kind {
        Kind::Inner(inside) => nest.frames[inside].rows.last().map_or(&[][..], Vec::as_slice).to_vec(),
        _ => vec![vertex],
    };
    let ends = rows[layer].iter().flat_map(|&vertex| leave(vertex));
    ends.flat_map(|end| nest.vertices[end].downs.iter().copied()).collect()
}

/// Tracks and rows, layer by layer from the top. A layer keeps its distance from the one above it, or gets more.
fn settle_rows(nest: &Nest, places: &mut Places, frame: usize, held: &Held) {
    let layers = nest.frames[frame].rows.len();
    let mut row = 0;
    for layer in 0..layers {
        let members = &nest.frames[frame].rows[layer];
        let height = members.iter().map(|&vertex| places.height[vertex]).max().unwrap_or(0);
        let bordered = nest.frames[frame].zone.is_some() && (layer == 0 || layer + 1 == layers);
        let height = if bordered { 1 } else { height };
        for &vertex in members {
            places.top[vertex] = row;
            if nest.vertices[vertex].kind == Kind::Bend {
                places.height[vertex] = height;
            }
        }
        if layer + 1 == layers {
            places.size[frame].1 = row + height;
            return;
        }
        let segments = channel_of(nest, frame, layer);
        let segments = doors::join_neighbours(nest, places, (frame, layer), segments);
        let old = held.rows.get(&(frame, layer)).zip(held.rows.get(&(frame, layer + 1)));
        let old = old.map(|(old, next)| row + next - old);
        let begins = settle_gap(nest, places, (frame, layer), row + height, old, &segments);
        for segment in segments.into_iter().filter(|&segment| !nest.returns(&nest.segments[segment])) {
            if let Some(last) = places.corners[segment].last_mut() {
                last.1 = begins;
            }
        }
        row = begins;
    }
}

/// Doors and tracks of the gap below a layer, which begins at `from`; the row at which the next layer begins. `old` is where it began before.
fn settle_gap(
    nest: &Nest,
    places: &mut Places,
    (frame, layer): (usize, usize),
    from: i32,
    old: Option<i32>,
    segments: &[usize],
) -> i32 {
    let layers = nest.frames[frame].rows.len();
    if segments.is_empty() {
        let inner = layer > 0 && layer + 2 < layers;
        return (from + i32::from(inner)).max(old.unwrap_or(0));
    }
    // One row below boxes keeps lines off their borders, one above them takes the arrowheads. Lines that all run straight down have room for
    // their arrowheads in the first.
    let above = i32::from(layer > 0);
    let below = |tracks: i32| i32::from(layer + 2 < layers && (tracks > 0 || layer == 0));
    let given = old.map(|old| super::number::count(old - from - above - below(1)));
    let mut apart = BTreeSet::new();
    let tracks = loop {
        doors::assign(nest, places, frame, segments, &apart);
        let tracks = lay_tracks(nest, places, segments, (from, from + above), given);
        let found = meet::confusing(nest, places, segments);
        if found.is_subset(&apart) {
            break tracks;
        }
        apart.extend(found);
    };
    let end = from + above + tracks + below(tracks);
    let arrow_above = segments.iter().any(|&segment| {
        let segment = &nest.segments[segment];
        segment.net % 2 == 1 || nest.returns(segment)
    });
    if arrow_above || above == 0 || tracks == 0 {
        return end.max(old.unwrap_or(0));
    }
    // The row below boxes can go where no line would run along a foreign border, or where everything below would move.
    let moves = old.is_some_and(|old| end > old);
    if !moves && (old.is_some() || scrapes(nest, places, (frame, layer), segments, from + above)) {
        return end.max(old.unwrap_or(0));
    }
    lay_tracks(nest, places, segments, (from, from), given);
    (end - above).max(old.unwrap_or(0))
}

/// Whether a line that runs along the track in `row` passes below a box of the layer that it does not come from.
fn scrapes(nest: &Nest, places: &Places, (frame, layer): (usize, usize), segments: &[usize], row: i32) -> bool {
    let boxes = nest.frames[frame].rows[layer].iter().filter(|&&vertex| nest.vertices[vertex].kind != Kind::Bend);
    let boxes: Vec<usize> = boxes.copied().collect();
    segments.iter().any(|&segment| {
        let own = owner(nest, frame, nest.segments[segment].upper);
        places.corners[segment].windows(2).filter(|pair| pair[0].1 == row && pair[1].1 == row).any(|pair| {
            let (from, to) = (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0));
            let meets =
                |&vertex: &usize| places.left[vertex] <= to && from < places.left[vertex] + places.width[vertex];
            boxes.iter().filter(|&&vertex| vertex != own).any(meets)
        })
    })
}

/// Corners of the segments of one gap, which begins at the row `rows.0` and has its first track at `rows.1`. The number of tracks; `given` were
/// there before.
fn lay_tracks(nest: &Nest, places: &mut Places, segments: &[usize], rows: (i32, i32), given: Option<usize>) -> i32 {
    let mut nets: BTreeMap<BundleOf, Vec<usize>> = BTreeMap::new();
    for &segment in segments {
        nets.entry(places.bundle[segment]).or_default().push(segment);
    }
    let bundles: Vec<Bundle> = nets
        .iter()
        .map(|(of, members)| Bundle {
            bus: matches!(of, BundleOf::Bus(_)),
            threads: members
                .iter()
                .map(|&segment| {
                    let (above, below) = places.ends[segment];
                    let found = &nest.segments[segment];
                    Thread { above, below, returns: nest.returns(found), edges: found.edges }
                })
                .collect(),
        })
        .collect();
    let (tracks, count) = channel::route(&bundles, given);
    for (members, track) in nets.values().zip(tracks) {
        for &segment in members {
            let (above, below) = places.ends[segment];
            let found = &nest.segments[segment];
            let returns = nest.returns(found);
            let mut corners = vec![(above, bottom(nest, places, found.upper, rows.0))];
            match track {
                Track::Straight => {}
                _ if above == below => {}
                Track::Two(first, column, second) if !returns => {
                    let (first, second) = (rows.1 + cells(first), rows.1 + cells(second));
                    corners.extend([(above, first), (column, first), (column, second), (below, second)]);
                }
                Track::One(track) | Track::Two(track, _, _) => {
                    let row = rows.1 + cells(track);
                    corners.extend([(above, row), (below, row)]);
                }
            }
            corners.push((below, if returns { bottom(nest, places, found.lower, rows.0) } else { rows.1 }));
            places.corners[segment] = corners;
        }
    }
    cells(count)
}

/// The row in which a line leaves `end` downwards, when the gap below its layer begins at `gap`.
fn bottom(nest: &Nest, places: &Places, end: usize, gap: i32) -> i32 {
    let found = &nest.vertices[end];
    match found.kind {
        Kind::Node(_) => places.top[end] + places.height[end] - 1,
        Kind::Port if found.layer > 0 => {
            nest.frames[found.frame].item.map_or(gap, |item| places.top[item] + places.height[item] - 1)
        }
        Kind::Port => places.top[end],
        Kind::Inner(_) | Kind::Bend => gap,
    }
}

/// Moves what is in a frame clear of its border, packs what stands aside, and measures the frame.
fn fit(nest: &Nest, topology: &Topology, places: &mut Places, frame: usize) {
    let found = &nest.frames[frame];
    let members: Vec<usize> = found.rows.iter().flatten().copied().collect();
    let segments: Vec<usize> = (0..found.rows.len()).flat_map(|layer| channel_of(nest, frame, layer)).collect();
    let margin = if found.zone.is_some() { MARGIN } else { 0 };
    let columns = || {
        let corners = segments.iter().flat_map(|&segment| places.corners[segment].iter().map(|&(x, _)| (x, x + 1)));
        let boxes = members.iter().map(|&vertex| (places.left[vertex], places.left[vertex] + places.width[vertex]));
        corners.chain(boxes)
    };
    let first = columns().map(|(from, _)| from).min().unwrap_or(0);
    let last = columns().map(|(_, to)| to).max().unwrap_or(0);
    let shift = margin - first;
    let width = if members.is_empty() { margin } else { last + shift };
    for &vertex in &members {
        places.left[vertex] += shift;
    }
    for &segment in &segments {
        places.ends[segment] = (places.ends[segment].0 + shift, places.ends[segment].1 + shift);
        places.corners[segment].iter_mut().for_each(|corner| corner.0 += shift);
    }
    let (mut width, height) = pack_aside(nest, places, frame, (width, places.size[frame].1));
    width += margin;
    if let Some(zone) = found.zone {
        let title = topology.zones[zone].title;
        let ports = || found.rows.first().into_iter().flatten().map(|&port| places.left[port]);
        width = width.max(title::room(title));
        if title::gap(title, width, ports()).is_none() {
            width = ports().next_back().unwrap_or(0) + title::room(title);
        }
        places.title[frame] = title::gap(title, width, ports());
    }
    places.size[frame] = (width, height);
}

/// Packs what stands aside to the right of the rest, which is as large as `size`; how large both are together.
fn pack_aside(nest: &Nest, places: &mut Places, frame: usize, size: (i32, i32)) -> (i32, i32) {
    let found = &nest.frames[frame];
    let (width, height) = size;
    if found.aside.is_empty() {
        return size;
    }
    let (margin, border) = if found.zone.is_some() { (MARGIN, 1) } else { (0, 0) };
    let sizes: Vec<(i32, i32)> = found.aside.iter().map(|&aside| places.size[aside]).collect();
    let alone = found.rows.iter().all(Vec::is_empty);
    let packed = pack::pack(&sizes, if alone { None } else { Some(height - 2 * border) });
    let x = if alone { margin } else { width + MARGIN };
    for (&aside, &(left, top)) in found.aside.iter().zip(&packed.places) {
        places.aside[aside] = (x + left, border + top);
    }
    let grown = packed.height + 2 * border - height;
    if grown <= 0 {
        return (x + packed.width, height);
    }
    for port in found.rows.last().into_iter().flatten() {
        places.top[*port] += grown;
    }
    let lowest = (found.rows.len() > 1).then(|| channel_of(nest, frame, found.rows.len() - 2));
    let leaving = |segment: &usize| !nest.returns(&nest.segments[*segment]);
    for segment in lowest.into_iter().flatten().filter(leaving) {
        if let Some(last) = places.corners[segment].last_mut() {
            last.1 += grown;
        }
    }
    (x + packed.width, height + grown)
}
