//! What it costs to look at a map of 1,000 and of 5,000 components: a frame of 200x60 wherever one looks, near and far, and a step. And the
//! processor time that a layout takes beside that of Graphviz's dot, in the same run, where that is installed. `cargo bench --bench map`.

#![allow(missing_docs, unreachable_pub, reason = "a benchmark has no users")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a benchmark fails by panicking and tells what it measures"
)]

#[path = "../tests/it/support/mod.rs"]
mod support;

use antops::app::panes::map::Zoom;
use antops::domain::graph::topology::End;
use antops::domain::graph::{Manner, lay_out};
use antops::domain::infrastructure::Infrastructure;
use antops::domain::infrastructure::picture::{Level, Picture};
use antops::ui::draw;
use antops::ui::theme::{Depth, Theme};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};
use support::estate::{large, of_graph};
use support::world::{Rows, World, boot};

/// The map of so many components, all zones open.
fn open(size: usize) -> World {
    let rows = Rows { infrastructure: large(size), ..Rows::default() };
    let mut world = World::with(boot(200, 60), rows);
    world.press("4 Z");
    world
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("map");
    group.sample_size(20);
    for size in [1_000, 5_000] {
        let mut world = open(size);
        for zoom in Zoom::ALL {
            world.press(match zoom {
                Zoom::Box => "+ +",
                Zoom::Chip | Zoom::Dot => "-",
            });
            let theme = Theme::new(Depth::Sixteen, antops::app::settings::Glyphs::Unicode);
            let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
            // A step before every frame: nothing on the screen is as it was, so the comparison of cells is in it, too.
            group.bench_function(BenchmarkId::new(format!("step and frame, {}", zoom.word()), size), |bencher| {
                let mut keys = ["J", "J", "L", "J", "K", "l", "j", "h"].into_iter().cycle();
                bencher.iter(|| {
                    world.press(keys.next().unwrap());
                    terminal.draw(|frame| draw(frame, black_box(&world.model), &theme)).unwrap();
                });
            });
        }
    }
    group.finish();
}

/// Seconds of processor this process and the children it waited for have taken so far.
fn processor() -> Option<[f64; 2]> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    // Of a hundredth of a second each, on every Linux there is.
    Some([(ticks(11)? + ticks(12)?) / 100.0, (ticks(13)? + ticks(14)?) / 100.0])
}

/// Milliseconds of processor that each of many runs takes, of this process or of its children.
fn per_run(which: usize, runs: u32, mut run: impl FnMut()) -> Option<f64> {
    let before = processor()?[which];
    (0..runs).for_each(|_| run());
    Some((processor()?[which] - before) * 1000.0 / f64::from(runs))
}

fn dot_of(rows: &Infrastructure) -> String {
    let picture = Picture::of(rows, rows.environments[0].id, &BTreeSet::new());
    let mut text = String::from("digraph { node [shape=box] ");
    for tie in &picture.ties {
        if let (End::Node(source), End::Node(target)) = (tie.source, tie.target) {
            write!(text, "n{source} -> n{target} ").unwrap();
        }
    }
    text + "}"
}

fn run_dot(text: &str) {
    let mut dot = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    dot.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(dot.wait().unwrap().success());
}

/// Not sampled by criterion, which knows only the time on the wall: processor time, ours and dot's, in one table.
fn beside_dot(_: &mut Criterion) {
    let has_dot = Command::new("dot").arg("-V").output().is_ok();
    eprintln!("processor time of a layout in ms: graph, flat, with zones, dot, dot divided by flat");
    let graphs = ["web100", "cyc200", "dag300", "web500"].map(|name| (name.to_owned(), of_graph(name)));
    for (name, rows) in graphs.into_iter().chain([("stacks of 40, 1,000".to_owned(), large(1000))]) {
        let topology = Picture::of(&rows, rows.environments[0].id, &BTreeSet::new()).topology(Level::Box);
        let runs = if topology.nodes.len() > 400 { 5 } else { 20 };
        let ours = |manner| per_run(0, runs, || drop(black_box(lay_out(&topology, manner, &|| true).unwrap())));
        let (Some(flat), Some(zones)) = (ours(Manner::Flat), ours(Manner::Zones)) else {
            eprintln!("this system does not tell processor time");
            return;
        };
        let text = dot_of(&rows);
        let dot = if has_dot { per_run(1, runs, || run_dot(&text)) } else { None };
        let dot = dot.map_or("not installed".to_owned(), |dot| format!("{dot:.1}\t{:.1}", dot / flat.max(0.1)));
        eprintln!("{name}\t{flat:.1}\t{zones:.1}\t{dot}");
    }
}

criterion_group!(benches, beside_dot, frames);
criterion_main!(benches);
