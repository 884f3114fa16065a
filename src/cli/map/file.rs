//! A graph in a file, as people write and programs make it.
//!
//! Owns the format and every complaint about it: each names the file and the place. Invariant: what comes out of here can be laid out.

use crate::cli::{Code, Trouble};
use crate::domain::graph::kind;
use crate::domain::graph::label::{self, ROWS};
use crate::domain::graph::topology::{Edge, End, Node, Topology, Zone};
use serde::Deserialize;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Pixels of the web app's canvas per cell.
const PIXELS: (f64, f64) = (8.0, 16.0);

/// The file as it is written.
#[derive(Deserialize, Debug)]
pub(super) struct Written {
    /// What the graph is called.
    pub(super) name: String,
    pub(super) nodes: Vec<WrittenNode>,
    #[serde(default)]
    pub(super) edges: Vec<WrittenEdge>,
    #[serde(default)]
    pub(super) zones: Vec<WrittenZone>,
}

#[derive(Deserialize, Debug)]
pub(super) struct WrittenNode {
    pub(super) id: String,
    label: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    position_x: f64,
    #[serde(default)]
    position_y: f64,
    #[serde(default)]
    zone_id: Option<String>,
}

#[derive(Deserialize, Debug)]
pub(super) struct WrittenEdge {
    pub(super) source: String,
    pub(super) target: String,
}

#[derive(Deserialize, Debug)]
pub(super) struct WrittenZone {
    pub(super) id: String,
    name: String,
    #[serde(default)]
    parent_zone_id: Option<String>,
    /// Where a zone stands, what is in it is placed from there.
    #[serde(default)]
    position_x: f64,
    #[serde(default)]
    position_y: f64,
}

/// Reads a graph.
pub(super) fn read(path: &Path) -> Result<(Written, Topology), Trouble> {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let mut text = String::new();
    let read = match path.to_str() {
        Some("-") => std::io::stdin().read_to_string(&mut text),
        _ => std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text)),
    };
    if let Err(error) = read {
        let code = if error.kind() == std::io::ErrorKind::NotFound { Code::Missing } else { Code::Io };
        return Err(Trouble::new(code, format!("{name} cannot be read: {error}")));
    }
    let written: Written = serde_json::from_str(&text)
        .map_err(|error| Trouble::new(Code::Refused, format!("{name} is no graph: {error}")))?;
    let topology = topology(&written).map_err(|flaw| Trouble::new(Code::Refused, format!("{name}: {flaw}")))?;
    Ok((written, topology))
}

/// The graph behind the words; a sentence when it names what is not there.
fn topology(written: &Written) -> Result<Topology, String> {
    let zone_at = numbers("zones", written.zones.iter().map(|zone| zone.id.as_str()))?;
    let node_at = numbers("nodes", written.nodes.iter().map(|node| node.id.as_str()))?;
    let zone = |id: Option<&String>, who: &str| match id {
        None => Ok(None),
        Some(id) => {
            zone_at.get(id.as_str()).copied().map(Some).ok_or(format!("{who} is in zone {id}, which is not there"))
        }
    };
    let mut topology = Topology::default();
    for (at, found) in written.zones.iter().enumerate() {
        let parent = zone(found.parent_zone_id.as_ref(), &format!("zones[{at}] ({})", found.id))?;
        topology.zones.push(Zone { title: columns(found.name.width()), parent });
    }
    let corners = corners(written, &topology)?;
    for (at, found) in written.nodes.iter().enumerate() {
        let zone = zone(found.zone_id.as_ref(), &format!("nodes[{at}] ({})", found.id))?;
        let corner = zone.map_or((0.0, 0.0), |zone| corners[zone]);
        topology.nodes.push(Node {
            width: label::box_width(&found.label),
            height: ROWS,
            zone,
            depth: kind::depth(&found.kind),
            drawn: cells((corner.0 + found.position_x, corner.1 + found.position_y)),
        });
    }
    for (at, found) in written.edges.iter().enumerate() {
        let end = |id: &String| {
            let node = node_at.get(id.as_str()).copied().map(End::Node);
            node.or_else(|| zone_at.get(id.as_str()).copied().map(End::Zone)).ok_or_else(|| {
                format!("edges[{at}] goes from {} to {}, but {id} is not there", found.source, found.target)
            })
        };
        topology.edges.push(Edge { source: end(&found.source)?, target: end(&found.target)? });
    }
    Ok(topology)
}

/// The number of each id in its list.
fn numbers<'a>(list: &str, ids: impl Iterator<Item = &'a str>) -> Result<HashMap<&'a str, usize>, String> {
    let mut numbers = HashMap::new();
    for (at, id) in ids.enumerate() {
        if let Some(first) = numbers.insert(id, at) {
            return Err(format!("{list}[{first}] and {list}[{at}] are both called {id}"));
        }
    }
    Ok(numbers)
}

/// Where each zone stands on the whole canvas: each is placed from the corner of the zone around it.
fn corners(written: &Written, topology: &Topology) -> Result<Vec<(f64, f64)>, String> {
    let corner = |zone: usize| {
        let mut corner = (0.0, 0.0);
        let mut around = Some(zone);
        for _ in 0..=topology.zones.len() {
            let Some(at) = around else { return Ok(corner) };
            corner = (corner.0 + written.zones[at].position_x, corner.1 + written.zones[at].position_y);
            around = topology.zones[at].parent;
        }
        Err(format!("zones[{zone}] ({}) is in itself", written.zones[zone].id))
    };
    (0..topology.zones.len()).map(corner).collect()
}

/// The cell at a point of the canvas.
#[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, and no canvas is that large")]
fn cells((x, y): (f64, f64)) -> (i32, i32) {
    ((x / PIXELS.0).round() as i32, (y / PIXELS.1).round() as i32)
}

fn columns(width: usize) -> i32 {
    i32::try_from(width).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(json: &str) -> String {
        topology(&serde_json::from_str(json).unwrap()).unwrap_err()
    }

    #[test]
    fn what_is_not_there_is_named_with_its_place() {
        let node = r#"{"id": "a", "label": "a"}"#;
        let edge = flaw(&format!(r#"{{"name": "", "nodes": [{node}], "edges": [{{"source": "a", "target": "b"}}]}}"#));
        assert_eq!(edge, "edges[0] goes from a to b, but b is not there");
        let zone = flaw(r#"{"name": "", "nodes": [{"id": "a", "label": "a", "zone_id": "z"}]}"#);
        assert_eq!(zone, "nodes[0] (a) is in zone z, which is not there");
        assert_eq!(
            flaw(&format!(r#"{{"name": "", "nodes": [{node}, {node}]}}"#)),
            "nodes[0] and nodes[1] are both called a"
        );
        let circle = r#"{"name": "", "nodes": [], "zones": [{"id": "z", "name": "z", "parent_zone_id": "z"}]}"#;
        assert_eq!(flaw(circle), "zones[0] (z) is in itself");
    }

    #[test]
    fn what_is_in_a_zone_is_placed_from_its_corner() {
        let json = r#"{"name": "", "zones": [{"id": "z", "name": "z", "position_x": 80, "position_y": 160}],
            "nodes": [{"id": "a", "label": "a", "zone_id": "z", "position_x": 16, "position_y": 16}]}"#;
        assert_eq!(topology(&serde_json::from_str(json).unwrap()).unwrap().nodes[0].drawn, (12, 11));
    }
}
