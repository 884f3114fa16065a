//! `antops map export`: an environment for other programs. The JSON is what `antops map layout` reads.

use super::estate::Estate;
use super::show::drawn;
use super::{ExportArgs, Format};
use crate::cli::{Scene, Trouble};
use crate::domain::infrastructure::{Edge, Infrastructure, Node, Zone};
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Writes an environment.
pub(super) fn export(scene: &mut Scene<'_>, estate: &Estate, wanted: &ExportArgs) -> Result<(), Trouble> {
    let environment = estate.environment(wanted.environment.as_deref())?;
    let (id, name) = (environment.id, environment.name.as_str());
    match wanted.format {
        Format::Text => drawn(scene, estate, id, &wanted.draw)?.iter().try_for_each(|line| scene.say(line)),
        Format::Json => scene.say(&as_json(&estate.rows, id, name).to_string()),
        Format::Dot => scene.say(as_dot(&Part::of(&estate.rows, id), name).trim_end()),
        Format::Mermaid => scene.say(as_mermaid(&Part::of(&estate.rows, id)).trim_end()),
    }
}

/// What of the rows belongs to one environment, everything under a short name that no language minds.
struct Part<'a> {
    rows: &'a Infrastructure,
    nodes: Vec<&'a Node>,
    zones: Vec<&'a Zone>,
    edges: Vec<&'a Edge>,
    names: HashMap<&'a ServiceId, String>,
}

impl<'a> Part<'a> {
    fn of(rows: &'a Infrastructure, environment: EnvironmentId) -> Self {
        let home = Some(environment);
        let nodes: Vec<&Node> = rows.nodes.iter().filter(|row| row.environment == home).collect();
        let zones: Vec<&Zone> = rows.zones.iter().filter(|row| row.environment == home).collect();
        let short = nodes.iter().enumerate().map(|(at, row)| (&row.id, format!("n{at}")));
        let names: HashMap<&ServiceId, String> =
            short.chain(zones.iter().enumerate().map(|(at, row)| (&row.id, format!("z{at}")))).collect();
        let is_known = |edge: &&Edge| names.contains_key(&edge.source) && names.contains_key(&edge.target);
        let edges = rows.edges.iter().filter(|row| row.environment == home).filter(is_known).collect();
        Self { rows, nodes, zones, edges, names }
    }

    fn name(&self, id: &ServiceId) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }

    /// The zones and components that stand in a zone, or in none.
    fn inside(&self, zone: Option<&ServiceId>) -> (Vec<&'a Zone>, Vec<&'a Node>) {
        let around = |id: &ServiceId| self.rows.around(id).first().map(|zone| &zone.id);
        let zones = self.zones.iter().copied().filter(|row| around(&row.id) == zone).collect();
        (zones, self.nodes.iter().copied().filter(|row| around(&row.id) == zone).collect())
    }
}

fn as_json(rows: &Infrastructure, environment: EnvironmentId, name: &str) -> serde_json::Value {
    let part = Part::of(rows, environment);
    let nodes: Vec<_> = part
        .nodes
        .iter()
        .map(|row| {
            json!({
                "id": row.id.0, "label": row.label, "type": row.kind, "position_x": row.at.0, "position_y": row.at.1,
                "zone_id": rows.around(&row.id).first().map(|zone| &zone.id.0),
            })
        })
        .collect();
    let zones: Vec<_> = part
        .zones
        .iter()
        .map(|row| {
            json!({
                "id": row.id.0, "name": row.name, "zone_type": row.kind, "position_x": row.at.0, "position_y": row.at.1,
                "parent_zone_id": rows.around(&row.id).first().map(|zone| &zone.id.0),
            })
        })
        .collect();
    let edges: Vec<_> = part
        .edges
        .iter()
        .map(|row| json!({ "source": row.source.0, "target": row.target.0, "relationship": row.relationship }))
        .collect();
    json!({ "name": name, "nodes": nodes, "edges": edges, "zones": zones })
}

/// A text within the quotes of DOT.
fn dot(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', r#"\""#)
}

fn as_dot(part: &Part<'_>, name: &str) -> String {
    let mut out = format!("digraph \"{}\" {{\n  compound=true;\n  node [shape=box];\n", dot(name));
    dot_inside(part, None, 1, &mut out);
    for edge in &part.edges {
        // DOT knows no edge of a cluster: it is drawn from one of its members and cut at the border.
        let end = |id: &ServiceId| match part.rows.zone(id) {
            Some(_) => {
                first_within(part, id).map(|node| (part.name(&node.id).to_owned(), Some(part.name(id).to_owned())))
            }
            None => Some((part.name(id).to_owned(), None)),
        };
        let (Some((source, tail)), Some((target, head))) = (end(&edge.source), end(&edge.target)) else { continue };
        let cut = [("ltail", tail), ("lhead", head)];
        let cut: String =
            cut.iter().filter_map(|(word, zone)| Some(format!(" {word}=\"cluster_{}\"", zone.as_ref()?))).collect();
        let _ = writeln!(out, "  {source} -> {target} [label=\"{}\"{cut}];", dot(&edge.relationship));
    }
    out.push_str("}\n");
    out
}

fn dot_inside(part: &Part<'_>, zone: Option<&ServiceId>, depth: usize, out: &mut String) {
    let (zones, nodes) = part.inside(zone);
    let indent = "  ".repeat(depth);
    for node in nodes {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "{indent}{} [label=\"{}\"];", part.name(&node.id), dot(&node.label));
    }
    for zone in zones {
        let _ = writeln!(
            out,
            "{indent}subgraph \"cluster_{}\" {{\n{indent}  label=\"{}\";",
            part.name(&zone.id),
            dot(&zone.name)
        );
        dot_inside(part, Some(&zone.id), depth + 1, out);
        let _ = writeln!(out, "{indent}}}");
    }
}

/// A component that stands in a zone.
fn first_within<'a>(part: &Part<'a>, zone: &ServiceId) -> Option<&'a Node> {
    part.nodes.iter().copied().find(|node| part.rows.around(&node.id).iter().any(|outer| outer.id == *zone))
}

/// A text within the quotes of Mermaid.
fn mermaid(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;")
}

fn as_mermaid(part: &Part<'_>) -> String {
    let mut out = "flowchart TB\n".to_owned();
    mermaid_inside(part, None, 1, &mut out);
    for edge in &part.edges {
        let (source, target) = (part.name(&edge.source), part.name(&edge.target));
        let _ = writeln!(out, "  {source} -->|\"{}\"| {target}", mermaid(&edge.relationship));
    }
    out
}

fn mermaid_inside(part: &Part<'_>, zone: Option<&ServiceId>, depth: usize, out: &mut String) {
    let (zones, nodes) = part.inside(zone);
    let indent = "  ".repeat(depth);
    for node in nodes {
        let _ = writeln!(out, "{indent}{}[\"{}\"]", part.name(&node.id), mermaid(&node.label));
    }
    for zone in zones {
        let _ = writeln!(out, "{indent}subgraph {}[\"{}\"]", part.name(&zone.id), mermaid(&zone.name));
        mermaid_inside(part, Some(&zone.id), depth + 1, out);
        let _ = writeln!(out, "{indent}end");
    }
}
