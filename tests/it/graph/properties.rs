//! What holds for every graph in every manner, tried on graphs that chance made.

use super::score::score;
use antops::domain::graph::topology::{Edge, End, Flaw, Node, Topology, Zone};
use antops::domain::graph::{Before, Layout, Manner, Point, Refusal, lay_out, lay_out_again};
use proptest::prelude::*;
use std::cell::Cell;

const MANNERS: [Manner; 3] = [Manner::Zones, Manner::Flat, Manner::Drawn];

/// Up to thirty components in up to five nested zones, with edges between anything and anything.
fn any_topology() -> impl Strategy<Value = Topology> {
    let zones = prop::collection::vec((0..14_i32, any::<Option<prop::sample::Index>>()), 0..6);
    let nodes =
        prop::collection::vec((5..24_i32, any::<Option<prop::sample::Index>>(), 0..6_u8, 0..120_i32, 0..40_i32), 1..30);
    let edges = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60);
    (zones, nodes, edges).prop_map(|(zones, nodes, edges)| {
        let zones: Vec<Zone> = zones
            .into_iter()
            .enumerate()
            // Only earlier zones are around later ones, so that there is an outermost.
            .map(|(at, (title, parent))| Zone {
                title,
                parent: parent.filter(|_| at > 0).map(|parent| parent.index(at.max(1))),
            })
            .collect();
        let nodes: Vec<Node> = nodes
            .into_iter()
            .map(|(width, zone, depth, x, y)| Node {
                width,
                height: 3,
                zone: zone.filter(|_| !zones.is_empty()).map(|zone| zone.index(zones.len().max(1))),
                depth,
                drawn: (x, y),
            })
            .collect();
        let end = |index: &prop::sample::Index| {
            let at = index.index(nodes.len() * 4 + zones.len());
            if at < nodes.len() * 4 { End::Node(at / 4) } else { End::Zone(at - nodes.len() * 4) }
        };
        let edges = edges.iter().map(|(source, target)| Edge { source: end(source), target: end(target) }).collect();
        Topology { nodes, zones, edges }
    })
}

fn must(topology: &Topology, manner: Manner) -> Layout {
    lay_out(topology, manner, &|| true).unwrap()
}

/// Whether each box has a column for each of its lines. Where one has fewer, lines of several nets must enter by one door.
fn has_doors(topology: &Topology) -> bool {
    let lines = |node: usize| {
        let is_of = |edge: &&Edge| edge.source == End::Node(node) || edge.target == End::Node(node);
        i32::try_from(topology.edges.iter().filter(is_of).count()).unwrap()
    };
    topology.nodes.iter().enumerate().all(|(node, found)| lines(node) <= found.width - 2)
}

/// Nothing overlaps, nothing passes through anything, and no two lines can be taken for one.
fn assert_clean(topology: &Topology, layout: &Layout, manner: Manner) {
    let score = score(topology, layout);
    assert_eq!(score.overlaps, [], "{manner:?}: boxes overlap");
    assert_eq!(score.through, [], "{manner:?}: an edge passes a foreign box");
    assert_eq!(score.loose, Vec::<usize>::new(), "{manner:?}: an edge does not run from border to border");
    assert_eq!(score.shared, [], "{manner:?}: unrelated edges share a cell");
    if has_doors(topology) {
        assert_eq!(score.meetings, 0, "{manner:?}: a third makes two unrelated edges look joined");
    }
    if manner == Manner::Zones {
        assert_eq!(score.strangers, [], "a node is in a wrong zone");
        assert_eq!(score.tangled, [], "zones overlap");
    }
    for (zone, title) in layout.titles.iter().enumerate() {
        let Some((x, y)) = *title else {
            assert_ne!(manner, Manner::Zones, "zone {zone} has no room for its title");
            continue;
        };
        let (area, columns) = (layout.zones[zone], topology.zones[zone].title);
        assert!(
            y == area.y && area.x < x - 1 && x + columns < area.x + area.width - 1,
            "the title of zone {zone} sticks out"
        );
        let on_title = |pair: &[Point]| {
            let rows = pair[0].1.min(pair[1].1)..=pair[0].1.max(pair[1].1);
            rows.contains(&y) && pair[0].0.min(pair[1].0) <= x + columns && x - 1 <= pair[0].0.max(pair[1].0)
        };
        let through = layout.routes.iter().flat_map(|route| route.windows(2)).any(on_title);
        assert!(!through, "{manner:?}: a line runs through the title of zone {zone}");
    }
    for (edge, route) in topology.edges.iter().zip(&layout.routes) {
        let drawn = |end: End| matches!(end, End::Node(_)) || manner == Manner::Zones;
        let expected = edge.source != edge.target && drawn(edge.source) && drawn(edge.target);
        assert_eq!(!route.is_empty(), expected, "{manner:?}: {edge:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_drawing_has_overlaps_nor_lines_that_pass_boxes_or_look_like_one(topology in any_topology()) {
        for manner in MANNERS {
            assert_clean(&topology, &must(&topology, manner), manner);
        }
    }

    #[test]
    fn the_same_graph_is_drawn_the_same(topology in any_topology()) {
        for manner in MANNERS {
            prop_assert_eq!(must(&topology, manner), must(&topology, manner));
        }
    }

    #[test]
    fn the_author_finds_every_row_and_column_in_his_order(topology in any_topology()) {
        let layout = must(&topology, Manner::Drawn);
        for (a, b) in (0..topology.nodes.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let (drawn, other) = (topology.nodes[a].drawn, topology.nodes[b].drawn);
            let (placed, beside) = (layout.nodes[a], layout.nodes[b]);
            prop_assert!((drawn.0 - other.0).signum() * (placed.x - beside.x).signum() >= 0, "columns of {} and {}", a, b);
            prop_assert!((drawn.1 - other.1).signum() * (placed.y - beside.y).signum() >= 0, "rows of {} and {}", a, b);
        }
    }

    #[test]
    fn a_drawing_after_a_change_is_as_clean_as_any(topology in any_topology(), gone in any::<prop::sample::Index>()) {
        for manner in [Manner::Zones, Manner::Flat] {
            let before = must(&topology, manner);
            let (changed, nodes) = without(&topology, gone.index(topology.nodes.len()));
            let zones: Vec<Option<usize>> = (0..topology.zones.len()).map(Some).collect();
            let same = Before { layout: &before, nodes: &nodes, zones: &zones };
            assert_clean(&changed, &lay_out_again(&changed, manner, same, &|| true).unwrap(), manner);
            let back: Vec<Option<usize>> =
                (0..topology.nodes.len()).map(|node| nodes.iter().position(|&old| old == Some(node))).collect();
            let less = must(&changed, manner);
            let same = Before { layout: &less, nodes: &back, zones: &zones };
            assert_clean(&topology, &lay_out_again(&topology, manner, same, &|| true).unwrap(), manner);
        }
    }

    #[test]
    fn a_layout_can_be_called_off_at_any_time(topology in any_topology(), patience in 0..200_u32) {
        for manner in MANNERS {
            let asked = Cell::new(0);
            let wanted = || { asked.set(asked.get() + 1); asked.get() <= patience };
            match lay_out(&topology, manner, &wanted) {
                Ok(layout) => prop_assert_eq!(layout, must(&topology, manner)),
                Err(refusal) => prop_assert_eq!(refusal, Refusal::Stopped),
            }
        }
    }
}

/// The graph without one node and its edges, and where each remaining node was.
fn without(topology: &Topology, gone: usize) -> (Topology, Vec<Option<usize>>) {
    let new = |end: End| match end {
        End::Node(node) if node == gone => None,
        End::Node(node) => Some(End::Node(node - usize::from(node > gone))),
        zone @ End::Zone(_) => Some(zone),
    };
    let mut changed = topology.clone();
    changed.nodes.remove(gone);
    changed.edges = topology
        .edges
        .iter()
        .filter_map(|edge| Some(Edge { source: new(edge.source)?, target: new(edge.target)? }))
        .collect();
    (changed, (0..topology.nodes.len()).filter(|&node| node != gone).map(Some).collect())
}

#[test]
fn what_does_not_exist_is_named() {
    let node = Node { width: 8, height: 3, ..Node::default() };
    let edge = Edge { source: End::Node(0), target: End::Node(1) };
    let flaw = |topology: &Topology| lay_out(topology, Manner::Zones, &|| true).unwrap_err();
    let dangling = Topology { nodes: vec![node.clone()], edges: vec![edge], ..Topology::default() };
    assert_eq!(flaw(&dangling), Refusal::Flawed(Flaw::Edge(0)));
    let homeless = Topology { nodes: vec![Node { zone: Some(0), ..node }], ..Topology::default() };
    assert_eq!(flaw(&homeless), Refusal::Flawed(Flaw::Node(0)));
    let zones = vec![Zone { title: 1, parent: Some(1) }, Zone { title: 1, parent: Some(0) }];
    assert_eq!(flaw(&Topology { zones, ..Topology::default() }), Refusal::Flawed(Flaw::Zone(0)));
}

#[test]
fn nothing_at_all_is_a_drawing_too() {
    for manner in MANNERS {
        assert_eq!(must(&Topology::default(), manner).size, (0, 0));
    }
}
