//! What laying out a map costs with 50, 300 and 1,000 components, anew and after a small change. Read the ratios between the sizes, not the
//! times: machines differ. Where Graphviz is installed, `dot` is run on the same graphs, its start included. `cargo bench --bench layout`.

#![allow(missing_docs, unreachable_pub, reason = "a benchmark has no users")]
#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use antops::domain::graph::topology::{Edge, End, Node, Topology, Zone};
use antops::domain::graph::{Before, Manner, lay_out, lay_out_again};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// A team's map, a company's, one that nobody ought to have.
const SIZES: [usize; 3] = [50, 300, 1_000];

/// A web of so many components in zones of forty, each zone in four tiers, each component calling some of the tier below.
fn web(size: usize) -> Topology {
    const STACK: usize = 40;
    let mut web = Topology::default();
    for stack in 0..size.div_ceil(STACK) {
        web.zones.push(Zone { title: 8, parent: None });
        web.zones.extend((0..4).map(|_| Zone { title: 6, parent: Some(stack * 5) }));
    }
    for node in 0..size {
        let tier = node % STACK / 10;
        let zone = Some(node / STACK * 5 + 1 + tier);
        let depth = u8::try_from(tier).unwrap();
        let drawn = (i32::try_from(node % 10 * 20 + node / STACK * 220).unwrap(), i32::from(depth) * 12);
        web.nodes.push(Node { width: 12, height: 3, zone, depth, drawn });
        for call in 0..2 {
            let target = node / STACK * STACK + (tier + 1) * 10 + (node * 7 + call * 3) % 10;
            if tier < 3 && target < size {
                web.edges.push(Edge { source: End::Node(node), target: End::Node(target) });
            }
        }
        if node % STACK == 35 && node + STACK < size {
            web.edges.push(Edge { source: End::Node(node), target: End::Node(node + STACK) });
        }
    }
    web
}

fn anew(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    for size in SIZES {
        let web = web(size);
        for manner in [Manner::Zones, Manner::Flat, Manner::Drawn] {
            group.bench_with_input(BenchmarkId::new(format!("{manner:?}"), size), &web, |bencher, web| {
                bencher.iter(|| lay_out(black_box(web), manner, &|| true).unwrap());
            });
        }
        if let Some(text) = dot(&web) {
            group
                .bench_with_input(BenchmarkId::new("dot", size), &text, |bencher, text| bencher.iter(|| run_dot(text)));
        }
    }
    group.finish();
}

fn after_a_change(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout after a change");
    group.sample_size(10);
    for size in SIZES {
        let web = web(size);
        let layout = lay_out(&web, Manner::Zones, &|| true).unwrap();
        let mut grown = web.clone();
        grown.nodes.push(web.nodes[size / 2].clone());
        grown.edges.push(Edge { source: End::Node(size / 2), target: End::Node(size) });
        let nodes: Vec<Option<usize>> = (0..size).map(Some).chain([None]).collect();
        let zones: Vec<Option<usize>> = (0..web.zones.len()).map(Some).collect();
        group.bench_with_input(BenchmarkId::new("Zones", size), &grown, |bencher, grown| {
            let before = Before { layout: &layout, nodes: &nodes, zones: &zones };
            bencher.iter(|| lay_out_again(black_box(grown), Manner::Zones, before, &|| true).unwrap());
        });
    }
    group.finish();
}

/// The graph in dot's language, if dot is there to read it.
fn dot(web: &Topology) -> Option<String> {
    Command::new("dot").arg("-V").output().ok()?;
    let mut text = String::from("digraph { node [shape=box] ");
    for edge in &web.edges {
        if let (End::Node(source), End::Node(target)) = (edge.source, edge.target) {
            write!(text, "n{source} -> n{target} ").ok()?;
        }
    }
    Some(text + "}")
}

fn run_dot(text: &str) {
    let mut dot = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    dot.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(dot.wait().unwrap().success());
}

criterion_group!(benches, anew, after_a_change);
criterion_main!(benches);
