//! Looking at the map and walking on it.

use super::Scope::Map;
use super::{Command, Gate, row};
use crate::app::model::Model;
use crate::app::panes::map::{Side, Towards};

/// There is something to look at.
pub(super) fn somewhere(model: &Model) -> Gate {
    match &model.me {
        None => Gate::Shut("nobody is signed in".into()),
        Some(_) if model.map.focus().is_none() => Gate::Shut("nothing is on the map".into()),
        Some(_) => Gate::Open,
    }
}

/// One stands at a folded zone.
fn folded(model: &Model) -> Gate {
    match somewhere(model) {
        Gate::Open if model.folded_here().is_none() => Gate::Shut("it is no folded zone".into()),
        gate => gate,
    }
}

/// A zone is around it.
fn in_a_zone(model: &Model) -> Gate {
    match somewhere(model) {
        Gate::Open if model.zone_here().is_none() => Gate::Shut("no zone is around it".into()),
        gate => gate,
    }
}

/// One came along a line.
fn come_along(model: &Model) -> Gate {
    if model.map.has_trail() { Gate::Open } else { Gate::Shut("you came along no line".into()) }
}

/// The blast radius is shown.
fn blasting(model: &Model) -> Gate {
    if model.map.blast.is_some() { Gate::Open } else { Gate::Shut("the blast radius is not shown".into()) }
}

pub(super) static ROWS: &[Command] = &[
    row("map.left", "Left", "Go to the nearest box on the left.", &["h", "left"], Map, |m| m.walk_map(Towards::Left)),
    row("map.down", "Down", "Go to the nearest box below.", &["j", "down"], Map, |m| m.walk_map(Towards::Down)),
    row("map.up", "Up", "Go to the nearest box above.", &["k", "up"], Map, |m| m.walk_map(Towards::Up)),
    row("map.right", "Right", "Go to the nearest box on the right.", &["l", "right"], Map, |m| {
        m.walk_map(Towards::Right)
    }),
    row(
        "map.out",
        "Next line out",
        "Preview where the next line leads that leaves the box; enter goes there.",
        &[">"],
        Map,
        |m| m.preview_line(Side::Out),
    )
    .hint(12, "line out")
    .when(somewhere),
    row(
        "map.in",
        "Next line in",
        "Preview where the next line comes from that reaches the box; enter goes there.",
        &["<"],
        Map,
        |m| m.preview_line(Side::In),
    )
    .hint(13, "in")
    .when(somewhere),
    row(
        "map.open",
        "Follow, or what names it",
        "Follow the line that is previewed; without one, choose an incident, a problem or a change that names the box.",
        &["enter"],
        Map,
        Model::enter_map,
    )
    .hint(10, "what names it")
    .over(&["go.enter"])
    .when(somewhere),
    row(
        "map.back",
        "Back along the line",
        "Back to where you came from along a line.",
        &["backspace"],
        Map,
        Model::walk_back,
    )
    .when(come_along),
    row(
        "map.blast",
        "Blast radius",
        "Show what depends on the box, then what it depends on, then both, then neither.",
        &["b"],
        Map,
        Model::turn_blast,
    )
    .hint(11, "blast radius")
    .when(somewhere),
    row(
        "map.depth",
        "Depth of the blast radius",
        "Show it over one step, two, three, or as far as it goes.",
        &["d"],
        Map,
        Model::turn_depth,
    )
    .when(blasting),
    row("map.unfold", "Open zone", "Show what is in the folded zone.", &["space"], Map, Model::open_zone)
        .hint(14, "open zone")
        .when(folded),
    row("map.fold", "Fold zone", "Make one box of the zone around it.", &["z"], Map, Model::fold_zone)
        .hint(15, "fold")
        .when(in_a_zone),
    row("map.fold-all", "Fold or open all", "Fold the zones, or open all of them.", &["Z"], Map, Model::fold_all)
        .when(somewhere),
    row(
        "map.find",
        "Find…",
        "Find a component or a zone of any environment, and go there.",
        &["/"],
        Map,
        Model::find_on_map,
    )
    .hint(16, "find"),
    row("map.environment-next", "Next environment", "Look at the next environment.", &["]"], Map, |m| {
        m.turn_environment(1)
    })
    .hint(20, "environment"),
    row("map.environment-previous", "Previous environment", "Look at the environment before.", &["["], Map, |m| {
        m.turn_environment(-1)
    }),
    row("map.nearer", "Nearer", "Look from nearer: dots, chips, boxes.", &["+", "="], Map, |m| m.zoom_map(true)),
    row("map.farther", "Farther", "Look from farther: boxes, chips, dots.", &["-"], Map, |m| m.zoom_map(false))
        .hint(21, "farther"),
    row("map.fit", "Fit", "Look from so near that all of it is in sight.", &["f"], Map, Model::fit_map),
    row("map.centre", "Centre", "Bring the box to the middle.", &["0"], Map, Model::centre_map).when(somewhere),
    row("map.pan-left", "Pan left", "Move the canvas to the left.", &["H"], Map, |m| m.pan_map(-1, 0)),
    row("map.pan-down", "Pan down", "Move the canvas down.", &["J", "pagedown"], Map, |m| m.pan_map(0, 1)),
    row("map.pan-up", "Pan up", "Move the canvas up.", &["K", "pageup"], Map, |m| m.pan_map(0, -1)),
    row("map.pan-right", "Pan right", "Move the canvas to the right.", &["L"], Map, |m| m.pan_map(1, 0)),
    row("map.overview", "Overview", "Show all of it in small, or hide that.", &["m"], Map, Model::toggle_overview),
    row("map.legend", "Legend", "Show what the signs and lines mean, or hide that.", &["s"], Map, Model::toggle_legend)
        .hint(22, "legend"),
    row(
        "map.manner",
        "Laid out or as drawn",
        "Lay the map out by what depends on what, or show it as it was drawn in the web app.",
        &["o"],
        Map,
        Model::turn_manner,
    ),
    row("map.yank", "Copy…", "Copy name, path or id to the terminal's clipboard.", &["y"], Map, Model::choose_map_yank)
        .when(somewhere),
];
