//! `antops map layout`: where everything of a graph goes, in cells.

use super::file::{self, Written};
use super::{LayoutArgs, Manner};
use crate::cli::{Code, Scene, Trouble};
use crate::domain::graph::{self, Area, Before, Layout, lay_out, lay_out_again};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::time::Instant;

/// A terminal of a common size, to say how large a drawing is.
const SCREEN: (i32, i32) = (200, 60);

/// Lays out a file and prints the drawing's geometry.
pub(super) fn layout(scene: &mut Scene<'_>, wanted: &LayoutArgs) -> Result<(), Trouble> {
    let (written, topology) = file::read(&wanted.from)?;
    let manner = match wanted.manner {
        Manner::Zones => graph::Manner::Zones,
        Manner::Flat => graph::Manner::Flat,
        Manner::Drawn => graph::Manner::Drawn,
    };
    let made = |refusal| Trouble::new(Code::Software, format!("the layout was refused: {refusal:?}"));
    let before = match &wanted.after {
        None => None,
        Some(path) => {
            let (earlier, topology) = file::read(path)?;
            Some((lay_out(&topology, manner, &|| true).map_err(made)?, earlier))
        }
    };
    let begun = Instant::now();
    let layout = match &before {
        None => lay_out(&topology, manner, &|| true),
        Some((layout, earlier)) => {
            let nodes = same(written.nodes.iter().map(|node| &node.id), earlier.nodes.iter().map(|node| &node.id));
            let zones = same(written.zones.iter().map(|zone| &zone.id), earlier.zones.iter().map(|zone| &zone.id));
            lay_out_again(&topology, manner, Before { layout, nodes: &nodes, zones: &zones }, &|| true)
        }
    };
    let layout = layout.map_err(made)?;
    let took = begun.elapsed().as_secs_f64() * 1e3;
    if wanted.json {
        scene.say(&as_json(&written, &layout, took).to_string())
    } else {
        summary(scene, &written, &layout, took)
    }
}

/// Which of the earlier ones each of the new ones was.
fn same<'a>(new: impl Iterator<Item = &'a String>, old: impl Iterator<Item = &'a String>) -> Vec<Option<usize>> {
    let old: HashMap<&String, usize> = old.enumerate().map(|(at, id)| (id, at)).collect();
    new.map(|id| old.get(id).copied()).collect()
}

fn area(area: &Area) -> Value {
    json!([area.x, area.y, area.width, area.height])
}

/// The drawing in cells. Points of edges are the centres of cells.
fn as_json(written: &Written, layout: &Layout, took: f64) -> Value {
    let nodes: Map<String, Value> =
        written.nodes.iter().zip(&layout.nodes).map(|(node, found)| (node.id.clone(), area(found))).collect();
    let zones: Map<String, Value> = written
        .zones
        .iter()
        .zip(&layout.zones)
        .enumerate()
        .filter(|(zone, _)| !layout.torn.contains(zone))
        .map(|(_, (zone, found))| (zone.id.clone(), area(found)))
        .collect();
    let torn: Vec<&String> = layout.torn.iter().map(|&zone| &written.zones[zone].id).collect();
    let edges: Vec<Value> = written
        .edges
        .iter()
        .zip(&layout.routes)
        .map(|(edge, route)| {
            let corners = route.iter().map(|&(x, y)| json!([f64::from(x) + 0.5, f64::from(y) + 0.5]));
            json!([edge.source, edge.target, corners.collect::<Vec<_>>()])
        })
        .collect();
    json!({
        "tool": "antops", "graph": written.name, "ms": took, "size": [layout.size.0, layout.size.1],
        "nodes": nodes, "edges": edges, "zones": zones, "torn": torn,
    })
}

/// The drawing in a few words.
fn summary(scene: &mut Scene<'_>, written: &Written, layout: &Layout, took: f64) -> Result<(), Trouble> {
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    scene.say(&format!(
        "{}: {}, {}, {}",
        written.name,
        counted(written.nodes.len(), "component"),
        counted(written.edges.len(), "relationship"),
        counted(written.zones.len(), "zone"),
    ))?;
    let (columns, rows) = layout.size;
    let screens = (f64::from(columns) / f64::from(SCREEN.0), f64::from(rows) / f64::from(SCREEN.1));
    scene.say(&format!(
        "{columns} columns, {rows} rows: {:.1} by {:.1} screens of {}x{}; laid out in {took:.0} ms",
        screens.0, screens.1, SCREEN.0, SCREEN.1,
    ))?;
    let hidden = layout.routes.iter().filter(|route| route.is_empty()).count();
    if hidden > 0 {
        scene.say(&format!(
            "{} not drawn: to itself, or of a zone that is not laid out",
            counted(hidden, "relationship")
        ))?;
    }
    for &zone in &layout.torn {
        scene
            .say(&format!("zone {} has others between its members: no frame fits around it", written.zones[zone].id))?;
    }
    Ok(())
}
