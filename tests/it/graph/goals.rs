//! How good the drawings of known graphs are, measured against Graphviz 2.43 (`dot`, also with orthogonal lines) and ELK 0.12 on the same graphs.
//! Their numbers stand here as they were measured once; nothing of them runs here.

use super::read::graph;
use super::score::{Score, score};
use antops::domain::graph::topology::{Edge, End, Node, Topology};
use antops::domain::graph::{Before, Layout, Manner, lay_out, lay_out_again};
use std::sync::{Arc, Mutex, OnceLock};

/// A graph drawn and measured, once for all tests.
fn draw(name: &'static str, manner: Manner) -> Arc<(Layout, Score)> {
    type Drawn = Arc<OnceLock<Arc<(Layout, Score)>>>;
    static DRAWN: Mutex<Vec<((&str, Manner), Drawn)>> = Mutex::new(Vec::new());
    let mut drawn = DRAWN.lock().unwrap();
    let found = drawn.iter().find(|(key, _)| *key == (name, manner)).map(|(_, drawn)| Arc::clone(drawn));
    let cell = found.unwrap_or_else(|| {
        let cell = Drawn::default();
        drawn.push(((name, manner), Arc::clone(&cell)));
        cell
    });
    drop(drawn);
    let make = || {
        let topology = graph(name);
        let layout = lay_out(&topology, manner, &|| true).unwrap();
        let score = score(&topology, &layout);
        Arc::new((layout, score))
    };
    Arc::clone(cell.get_or_init(make))
}

/// A graph and what others made of it without zones.
struct Mark {
    name: &'static str,
    /// Pairs of edges that may cross: as many as with dot's orthogonal lines; at 500 nodes a quarter more than with its curves.
    crossings: usize,
    /// Points at which lines cross with dot.
    points: usize,
}

const MARKS: [Mark; 7] = [
    Mark { name: "web20", crossings: 63, points: 52 },
    Mark { name: "cyc40", crossings: 50, points: 40 },
    Mark { name: "dag60", crossings: 52, points: 40 },
    Mark { name: "web100", crossings: 611, points: 510 },
    Mark { name: "cyc200", crossings: 320, points: 258 },
    Mark { name: "dag300", crossings: 413, points: 331 },
    Mark { name: "web500", crossings: 5_397 * 5 / 4, points: 5_644 },
];

#[test]
fn fewer_lines_cross_than_in_the_drawings_of_others() {
    for mark in &MARKS {
        let (_, score) = &*draw(mark.name, Manner::Flat);
        assert!(score.crossings <= mark.crossings, "{}: {} pairs of edges cross", mark.name, score.crossings);
        let most = if mark.name == "web500" { mark.points } else { mark.points * 85 / 100 };
        assert!(score.points <= most, "{}: lines cross at {} points", mark.name, score.points);
    }
}

#[test]
fn every_known_graph_is_drawn_cleanly_in_every_manner() {
    for name in MARKS.iter().map(|mark| mark.name).filter(|&name| name != "web500").chain(["web10"]) {
        for manner in [Manner::Zones, Manner::Flat, Manner::Drawn] {
            let (_, score) = &*draw(name, manner);
            let clean = Score { crossings: score.crossings, points: score.points, ..Score::default() };
            let clean = if manner == Manner::Drawn {
                Score { strangers: score.strangers.clone(), tangled: score.tangled.clone(), ..clean }
            } else {
                clean
            };
            assert_eq!(*score, clean, "{name} {manner:?}");
        }
    }
}

#[test]
fn drawings_take_six_tenths_of_the_room_that_elk_takes() {
    let area = |layout: &Layout| i64::from(layout.size.0) * i64::from(layout.size.1);
    for (name, columns, rows) in
        [("web20", 141, 68), ("web100", 837, 146), ("dag300", 1_070, 363), ("web500", 3_880, 358)]
    {
        let (layout, _) = &*draw(name, Manner::Flat);
        assert!(area(layout) * 10 <= columns * rows * 6, "{name}: {:?}", layout.size);
    }
    let (layout, _) = &*draw("web100", Manner::Zones);
    assert!(area(layout) * 10 <= 1_180 * 420 * 5, "web100 with zones: {:?}", layout.size);
}

#[test]
fn zones_cost_no_more_crossings_than_others_need_without_them() {
    for (name, crossings) in [("web20", 63), ("web100", 611), ("web500", 5_397)] {
        let (_, score) = &*draw(name, Manner::Zones);
        assert!(score.crossings <= crossings, "{name}: {} pairs of edges cross", score.crossings);
        assert!(score.strangers.is_empty() && score.tangled.is_empty(), "{name}: {score:?}");
    }
}

/// The graph with a new component behind one of the old ones.
fn with_leaf(topology: &Topology, at: usize) -> Topology {
    let mut grown = topology.clone();
    grown.nodes.push(Node { width: 12, height: 3, zone: topology.nodes[at].zone, depth: 5, drawn: (0, 0) });
    grown.edges.push(Edge { source: End::Node(at), target: End::Node(topology.nodes.len()) });
    grown
}

fn median(mut numbers: Vec<i32>) -> i32 {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

#[test]
fn a_new_component_leaves_nine_of_ten_where_they_were_and_turns_no_pair_around() {
    for (name, manner, most) in [
        ("dag60", Manner::Flat, 10),
        ("web100", Manner::Flat, 10),
        ("web100", Manner::Zones, 10),
        ("cyc200", Manner::Flat, 10),
    ] {
        let topology = graph(name);
        let size = topology.nodes.len();
        let (before, _) = &*draw(name, manner);
        let mut moved = 0;
        let trials = 6;
        for trial in 0..trials {
            let grown = with_leaf(&topology, (trial * 37 + 5) % size);
            let nodes: Vec<Option<usize>> = (0..size).map(Some).chain([None]).collect();
            let zones: Vec<Option<usize>> = (0..topology.zones.len()).map(Some).collect();
            let same = Before { layout: before, nodes: &nodes, zones: &zones };
            let after = lay_out_again(&grown, manner, same, &|| true).unwrap();
            let shift =
                |node: usize| (after.nodes[node].x - before.nodes[node].x, after.nodes[node].y - before.nodes[node].y);
            let x = median((0..size).map(|node| shift(node).0).collect());
            let y = median((0..size).map(|node| shift(node).1).collect());
            // More than a cell and a half.
            let far = |&node: &usize| (shift(node).0 - x).pow(2) + (shift(node).1 - y).pow(2) > 2;
            moved += (0..size).filter(far).count();
            for (a, b) in (0..size).flat_map(|a| (0..a).map(move |b| (a, b))) {
                if before.nodes[a].y == before.nodes[b].y {
                    let left = |layout: &Layout| layout.nodes[a].x < layout.nodes[b].x;
                    assert_eq!(left(before), left(&after), "{name}: {a} and {b} changed sides");
                }
            }
        }
        assert!(moved * 100 <= most * trials * size, "{name} {manner:?}: {moved} of {} moved", trials * size);
    }
}
