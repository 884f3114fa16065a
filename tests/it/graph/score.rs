//! What a drawing is measured by: cells that edges share, boxes that they pass, lines that cross.
//!
//! Works cell by cell, so it knows nothing of how a layout is made. Two edges are related when they have an end in common.

use antops::domain::graph::topology::{Edge, End, Topology};
use antops::domain::graph::{Area, Layout, Point};
use std::collections::{BTreeMap, BTreeSet};

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Pairs of unrelated edges that cross, once per place.
    pub crossings: usize,
    /// Places where lines cross, of whatever edges.
    pub points: usize,
    /// Edges through boxes that are not theirs: edge and node.
    pub through: Vec<(usize, usize)>,
    /// Cells that two unrelated edges share other than by crossing straight.
    pub shared: Vec<(Point, usize, usize)>,
    /// Cells in which an edge that is related to two others turns while they pass, though those two are not related: all three seem to join.
    pub meetings: usize,
    /// Boxes with a cell in common.
    pub overlaps: Vec<(usize, usize)>,
    /// Zones with a cell in common though neither is in the other, or of which one sticks out of the zone around it.
    pub tangled: Vec<(usize, usize)>,
    /// Nodes in zones that they do not belong to, or outside those that they do.
    pub strangers: Vec<(usize, usize)>,
    /// Edges that do not begin or end at the border of their ends, or run at an angle.
    pub loose: Vec<usize>,
}

/// Directions in which a line leaves a cell.
const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const UP: u8 = 4;
const DOWN: u8 = 8;

/// The cells of a route, with the directions in which it leaves each.
fn cells(route: &[Point]) -> BTreeMap<Point, u8> {
    let mut cells: BTreeMap<Point, u8> = BTreeMap::new();
    for pair in route.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let step = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
        let mut at = from;
        while at != to {
            let (out, back) = match step {
                (1, _) => (RIGHT, LEFT),
                (-1, _) => (LEFT, RIGHT),
                (_, 1) => (DOWN, UP),
                _ => (UP, DOWN),
            };
            *cells.entry(at).or_default() |= out;
            at = (at.0 + step.0, at.1 + step.1);
            *cells.entry(at).or_default() |= back;
        }
    }
    cells
}

fn related(a: &Edge, b: &Edge) -> bool {
    [a.source, a.target].iter().any(|end| [b.source, b.target].contains(end))
}

fn contains(area: Area, (x, y): Point) -> bool {
    (area.x..area.x + area.width).contains(&x) && (area.y..area.y + area.height).contains(&y)
}

fn on_border(area: Area, (x, y): Point) -> bool {
    let edge = x == area.x || x == area.x + area.width - 1 || y == area.y || y == area.y + area.height - 1;
    contains(area, (x, y)) && edge
}

/// Measures a drawing.
pub fn score(topology: &Topology, layout: &Layout) -> Score {
    let mut score = Score::default();
    let slants = |pair: &[Point]| pair[0].0 != pair[1].0 && pair[0].1 != pair[1].1;
    score.loose = (0..layout.routes.len()).filter(|&edge| layout.routes[edge].windows(2).any(slants)).collect();
    if !score.loose.is_empty() {
        // A slanted line has no cells to measure.
        return score;
    }
    let mut at: BTreeMap<Point, Vec<(usize, u8)>> = BTreeMap::new();
    for (edge, route) in layout.routes.iter().enumerate() {
        for (cell, ways) in cells(route) {
            at.entry(cell).or_default().push((edge, ways));
        }
    }
    let straight = |ways: u8| ways == LEFT | RIGHT || ways == UP | DOWN;
    for (&cell, edges) in &at {
        let mut seen = false;
        for (n, &(a, a_ways)) in edges.iter().enumerate() {
            for &(b, b_ways) in &edges[n + 1..] {
                let related = related(&topology.edges[a], &topology.edges[b]);
                let crosses = straight(a_ways) && straight(b_ways) && a_ways != b_ways;
                seen |= crosses;
                if crosses && !related {
                    score.crossings += 1;
                } else if !crosses && !related {
                    score.shared.push((cell, a, b));
                }
            }
        }
        score.points += usize::from(seen);
        let related = |a: usize, b: usize| related(&topology.edges[a], &topology.edges[b]);
        let here: Vec<usize> = edges.iter().map(|(edge, _)| *edge).collect();
        let turning: Vec<usize> = edges.iter().filter(|(_, ways)| !straight(*ways)).map(|(edge, _)| *edge).collect();
        let meets = |a: usize, b: usize| !related(a, b) && turning.iter().any(|&c| related(a, c) && related(b, c));
        score.meetings += usize::from(here.iter().any(|&a| here.iter().any(|&b| meets(a, b))));
    }
    boxes(topology, layout, &mut score);
    ends(topology, layout, &mut score);
    score
}

/// Whether boxes keep clear of each other, of lines and of zones.
fn boxes(topology: &Topology, layout: &Layout, score: &mut Score) {
    for (a, &area) in layout.nodes.iter().enumerate() {
        score.overlaps.extend((0..a).filter(|&b| area.meets(layout.nodes[b])).map(|b| (b, a)));
    }
    for (edge, route) in layout.routes.iter().enumerate() {
        let found = &topology.edges[edge];
        let through: BTreeSet<usize> = cells(route)
            .into_keys()
            .flat_map(|cell| (0..layout.nodes.len()).filter(move |&node| contains(layout.nodes[node], cell)))
            .filter(|&node| ![found.source, found.target].contains(&End::Node(node)))
            .collect();
        score.through.extend(through.into_iter().map(|node| (edge, node)));
    }
    let within = |mut zone: Option<usize>, outer: usize| {
        while let Some(inner) = zone {
            if inner == outer {
                return true;
            }
            zone = topology.zones[inner].parent;
        }
        false
    };
    let holds = |outer: Area, inner: Area| {
        outer.x < inner.x
            && outer.y < inner.y
            && inner.x + inner.width < outer.x + outer.width
            && inner.y + inner.height < outer.y + outer.height
    };
    for (zone, &area) in layout.zones.iter().enumerate().filter(|(zone, _)| !layout.torn.contains(zone)) {
        for (node, &other) in layout.nodes.iter().enumerate() {
            let inside = within(topology.nodes[node].zone, zone);
            if if inside { !holds(area, other) } else { area.meets(other) } {
                score.strangers.push((zone, node));
            }
        }
        for (other, &around) in layout.zones.iter().enumerate().filter(|&(other, _)| other != zone) {
            let nested = within(Some(zone), other) || within(Some(other), zone);
            if if within(Some(zone), other) { !holds(around, area) } else { !nested && area.meets(around) } {
                score.tangled.push((zone, other));
            }
        }
    }
}

/// Whether every line begins and ends where it should, and leaves its boxes alone in between.
fn ends(topology: &Topology, layout: &Layout, score: &mut Score) {
    for (edge, found) in topology.edges.iter().enumerate() {
        let area = |end: End| match end {
            End::Node(node) => Some(layout.nodes[node]),
            End::Zone(zone) => layout.zones.get(zone).copied(),
        };
        let (Some(source), Some(target)) = (area(found.source), area(found.target)) else { continue };
        let route = &layout.routes[edge];
        let (Some(&first), Some(&last)) = (route.first(), route.last()) else {
            continue;
        };
        let passes = |node: usize| {
            cells(route).into_iter().any(|(cell, ways)| {
                let inside = contains(layout.nodes[node], cell);
                inside && (!on_border(layout.nodes[node], cell) || ways.count_ones() > 1)
            })
        };
        let own = [found.source, found.target];
        let scratches = own.iter().any(|&end| matches!(end, End::Node(node) if passes(node)));
        if !on_border(source, first) || !on_border(target, last) || scratches {
            score.loose.push(edge);
        }
    }
}
