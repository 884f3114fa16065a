//! One drawing out of frames: everything moves to where its frame is.
//!
//! Invariant: the drawing begins at column 0 and row 0.

use super::nest::{Kind, Nest};
use super::place::Places;
use super::topology::Topology;
use super::{Area, Layout, Point};

/// The layout with absolute cells.
pub(super) fn assemble(topology: &Topology, nest: &Nest, places: &Places) -> Layout {
    let corner = corners(nest, places);
    let mut layout = Layout {
        nodes: vec![Area::default(); topology.nodes.len()],
        zones: vec![Area::default(); topology.zones.len()],
        titles: vec![None; topology.zones.len()],
        routes: Vec::with_capacity(topology.edges.len()),
        size: places.size.first().copied().unwrap_or_default(),
        ..Layout::default()
    };
    for (vertex, found) in nest.vertices.iter().enumerate() {
        if let Kind::Node(node) = found.kind {
            let (x, y) = corner[found.frame];
            layout.nodes[node] = Area {
                x: x + places.left[vertex],
                y: y + places.top[vertex],
                width: places.width[vertex],
                height: places.height[vertex],
            };
        }
    }
    for (frame, found) in nest.frames.iter().enumerate() {
        if let Some(zone) = found.zone {
            let (x, y) = corner[frame];
            let (width, height) = places.size[frame];
            layout.zones[zone] = Area { x, y, width, height };
            layout.titles[zone] = places.title[frame].map(|column| (x + column, y));
        }
    }
    for (path, turned) in &nest.paths {
        let mut route: Vec<Point> = Vec::new();
        for &segment in path {
            let (x, y) = corner[channel_frame(nest, segment)];
            for &(column, row) in &places.corners[segment] {
                add_corner(&mut route, (column + x, row + y));
            }
        }
        if *turned {
            route.reverse();
        }
        layout.routes.push(route);
    }
    layout
}

/// The frame in whose gap a segment runs: a lower port leads out of its frame, an upper port into it.
fn channel_frame(nest: &Nest, segment: usize) -> usize {
    let found = &nest.segments[segment];
    let upper = &nest.vertices[found.upper];
    let leads_out = upper.kind == Kind::Port && upper.layer > 0;
    let around = nest.frames[upper.frame].item.filter(|_| leads_out);
    around.map_or(upper.frame, |item| nest.vertices[item].frame)
}

/// Adds a corner, unless the line only goes on straight.
fn add_corner(route: &mut Vec<Point>, corner: Point) {
    if route.last() == Some(&corner) {
        return;
    }
    if let [.., before, last] = route[..]
        && ((before.0 == last.0 && last.0 == corner.0) || (before.1 == last.1 && last.1 == corner.1))
    {
        route.pop();
    }
    route.push(corner);
}

/// The upper left corner of each frame in the whole drawing.
fn corners(nest: &Nest, places: &Places) -> Vec<Point> {
    let mut corner = vec![(0, 0); nest.frames.len()];
    for (frame, found) in nest.frames.iter().enumerate() {
        if let Some(item) = found.item {
            let (x, y) = corner[nest.vertices[item].frame];
            corner[frame] = (x + places.left[item], y + places.top[item]);
        }
        for &aside in &found.aside {
            let (x, y) = places.aside[aside];
            corner[aside] = (corner[frame].0 + x, corner[frame].1 + y);
        }
    }
    corner
}

/// Blank columns and rows between a zone's border and what is in it, when the zone is drawn around what stands there anyway.
const AROUND: (i32, i32) = (2, 1);

/// Draws zones around their members, and says which hold something foreign.
pub(super) fn frame_zones(topology: &Topology, layout: &mut Layout) {
    let depth = |zone: usize| std::iter::successors(Some(zone), |&zone| topology.zones[zone].parent).count();
    let mut order: Vec<usize> = (0..topology.zones.len()).collect();
    order.sort_by_key(|&zone| std::cmp::Reverse(depth(zone)));
    let mut around: Vec<Option<Area>> = vec![None; topology.zones.len()];
    for (node, found) in topology.nodes.iter().enumerate() {
        if let Some(zone) = found.zone {
            around[zone] = Some(around[zone].map_or(layout.nodes[node], |area| area.with(layout.nodes[node])));
        }
    }
    for zone in order {
        let Some(area) = around[zone] else { continue };
        let width = (area.width + 2 * AROUND.0).max(topology.zones[zone].title + 4);
        let area = Area { x: area.x - AROUND.0, y: area.y - AROUND.1, width, height: area.height + 2 * AROUND.1 };
        around[zone] = Some(area);
        if let Some(parent) = topology.zones[zone].parent {
            around[parent] = Some(around[parent].map_or(area, |outer| outer.with(area)));
        }
    }
    layout.zones = around.into_iter().map(Option::unwrap_or_default).collect();
    let inside = |mut zone: Option<usize>, outer: usize| {
        while let Some(at) = zone {
            if at == outer {
                return true;
            }
            zone = topology.zones[at].parent;
        }
        false
    };
    layout.torn = (0..layout.zones.len())
        .filter(|&zone| {
            let area = layout.zones[zone];
            let node = |node: usize| !inside(topology.nodes[node].zone, zone) && area.meets(layout.nodes[node]);
            let other = |other: usize| {
                !inside(Some(other), zone) && !inside(Some(zone), other) && area.meets(layout.zones[other])
            };
            (0..layout.nodes.len()).any(node) || (0..layout.zones.len()).any(other)
        })
        .collect();
    shift(layout);
}

/// Moves everything so that the drawing begins at column 0 and row 0.
fn shift(layout: &mut Layout) {
    let areas = || layout.nodes.iter().chain(&layout.zones);
    let points = || layout.routes.iter().flatten();
    let left = areas().map(|area| area.x).chain(points().map(|point| point.0)).min().unwrap_or(0);
    let top = areas().map(|area| area.y).chain(points().map(|point| point.1)).min().unwrap_or(0);
    let right = areas().map(|area| area.x + area.width).chain(points().map(|point| point.0 + 1)).max().unwrap_or(0);
    let bottom = areas().map(|area| area.y + area.height).chain(points().map(|point| point.1 + 1)).max().unwrap_or(0);
    for area in layout.nodes.iter_mut().chain(&mut layout.zones) {
        (area.x, area.y) = (area.x - left, area.y - top);
    }
    for point in layout.routes.iter_mut().flatten() {
        *point = (point.0 - left, point.1 - top);
    }
    layout.size = (right - left, bottom - top);
}
