//! Rows of the infrastructure: environments, zones, components, relationships, and what of them is written.
//!
//! The kind of a component stands in its metadata, and its own name there, too; positions are floats that the web app rounds. Columns that
//! antops does not show are kept as they came, so that a deleted row can be put back as it was.

use super::Cells;
use crate::domain::fault::Fault;
use crate::domain::infrastructure::deed::Part;
use crate::domain::infrastructure::{Edge, EdgeId, Environment, Infrastructure, Node, Unshown, Zone};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;
use crate::supabase::calls::Home;
use serde_json::{Map, Value, json};

/// What is read of each table of the map.
pub(in crate::supabase) struct MapTable {
    pub(in crate::supabase) name: &'static str,
    pub(in crate::supabase) columns: &'static [&'static str],
    /// Whether its `updated_at` is kept by a trigger; otherwise whoever writes sends it.
    pub(in crate::supabase) is_stamped: bool,
}

/// Of `infrastructure_environments`.
pub(in crate::supabase) const ENVIRONMENTS: MapTable = MapTable {
    name: "infrastructure_environments",
    columns: &["id", "name", "description", "is_default", "created_at", "updated_at"],
    is_stamped: true,
};
/// Of `infrastructure_zones`.
pub(in crate::supabase) const ZONES: MapTable = MapTable {
    name: "infrastructure_zones",
    columns: &[
        "id",
        "environment_id",
        "name",
        "zone_type",
        "parent_zone_id",
        "position_x",
        "position_y",
        "width",
        "height",
        "description",
        "zone_config",
        "style_config",
        "tags",
        "is_collapsed",
        "is_locked",
        "created_at",
        "updated_at",
    ],
    is_stamped: false,
};
/// Of `infrastructure_nodes`.
pub(in crate::supabase) const NODES: MapTable = MapTable {
    name: "infrastructure_nodes",
    columns: &[
        "id",
        "environment_id",
        "label",
        "metadata",
        "zone_id",
        "position_x",
        "position_y",
        "created_at",
        "updated_at",
    ],
    is_stamped: true,
};
/// Of `infrastructure_edges`.
pub(in crate::supabase) const EDGES: MapTable = MapTable {
    name: "infrastructure_edges",
    columns: &["id", "environment_id", "source", "target", "relationship", "metadata", "created_at", "updated_at"],
    is_stamped: true,
};

/// The table that a row of the map stands in.
pub(in crate::supabase) const fn map_table(part: &Part) -> &'static MapTable {
    match part {
        Part::Environment(_) => &ENVIRONMENTS,
        Part::Zone(_) => &ZONES,
        Part::Node(_) => &NODES,
        Part::Edge(_) => &EDGES,
    }
}

/// The id of a row of the map, as text.
pub(in crate::supabase) fn map_id(part: &Part) -> String {
    match part {
        Part::Environment(row) => row.id.to_string(),
        Part::Zone(row) => row.id.0.to_string(),
        Part::Node(row) => row.id.0.to_string(),
        Part::Edge(row) => row.id.0.to_string(),
    }
}

/// Everything, sorted.
pub(in crate::supabase) fn infrastructure(
    environments: &[Value],
    zones: &[Value],
    nodes: &[Value],
    edges: &[Value],
) -> Result<Infrastructure, Fault> {
    let rows = Infrastructure {
        environments: super::list(environments, environment_row)?,
        zones: super::list(zones, zone)?,
        nodes: super::list(nodes, node)?,
        edges: super::list(edges, edge)?,
    };
    Ok(rows.sorted())
}

/// A row of the same table as `part`.
pub(in crate::supabase) fn part_like(part: &Part, row: &Value) -> Result<Part, Fault> {
    Ok(match part {
        Part::Environment(_) => Part::Environment(environment_row(row)?),
        Part::Zone(_) => Part::Zone(zone(row)?),
        Part::Node(_) => Part::Node(node(row)?),
        Part::Edge(_) => Part::Edge(edge(row)?),
    })
}

fn environment_row(row: &Value) -> Result<Environment, Fault> {
    let cells = Cells::new(ENVIRONMENTS.name, row)?;
    Ok(Environment {
        id: EnvironmentId(cells.id("id")?),
        name: cells.line("name")?,
        description: cells.optional_line("description")?,
        is_default: cells.cell("is_default")?.as_bool().unwrap_or(false),
        created_at: cells.time("created_at")?,
    })
}

fn zone(row: &Value) -> Result<Zone, Fault> {
    let cells = Cells::new(ZONES.name, row)?;
    Ok(Zone {
        id: ServiceId(cells.line("id")?),
        environment: cells.optional_id("environment_id")?.map(EnvironmentId),
        name: cells.line("name")?,
        kind: cells.line("zone_type")?,
        parent: cells.optional_line("parent_zone_id")?.map(ServiceId),
        at: (pixels(&cells, "position_x")?, pixels(&cells, "position_y")?),
        size: (pixels(&cells, "width")?, pixels(&cells, "height")?),
        unshown: unshown(
            row,
            &["description", "zone_config", "style_config", "tags", "is_collapsed", "is_locked", "created_at"],
        ),
    })
}

fn node(row: &Value) -> Result<Node, Fault> {
    let cells = Cells::new(NODES.name, row)?;
    let kind = cells.cell("metadata")?.get("type").and_then(Value::as_str);
    Ok(Node {
        id: ServiceId(cells.line("id")?),
        environment: cells.optional_id("environment_id")?.map(EnvironmentId),
        label: cells.line("label")?,
        kind: Safe::line(kind.unwrap_or("component")),
        zone: cells.optional_line("zone_id")?.map(ServiceId),
        at: (pixels(&cells, "position_x")?, pixels(&cells, "position_y")?),
        unshown: unshown(row, &["metadata", "created_at"]),
    })
}

fn edge(row: &Value) -> Result<Edge, Fault> {
    let cells = Cells::new(EDGES.name, row)?;
    Ok(Edge {
        id: EdgeId(cells.line("id")?),
        environment: cells.optional_id("environment_id")?.map(EnvironmentId),
        source: ServiceId(cells.line("source")?),
        target: ServiceId(cells.line("target")?),
        relationship: cells.line("relationship")?,
        unshown: unshown(row, &["metadata", "created_at"]),
    })
}

/// A length on the web app's canvas, in whole pixels.
#[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, and no canvas is that large")]
fn pixels(cells: &Cells<'_>, column: &str) -> Result<i32, Fault> {
    match cells.cell(column)? {
        Value::Null => Ok(0),
        value => value.as_f64().map(|at| at.round() as i32).ok_or_else(|| cells.odd(column, "is no number")),
    }
}

fn unshown(row: &Value, columns: &[&str]) -> Unshown {
    let kept: Map<String, Value> =
        columns.iter().filter_map(|column| Some(((*column).to_owned(), row.get(*column)?.clone()))).collect();
    Unshown(Value::Object(kept).to_string())
}

fn shown_again(unshown: &Unshown) -> Map<String, Value> {
    match serde_json::from_str(&unshown.0) {
        Ok(Value::Object(kept)) => kept,
        _ => Map::new(),
    }
}

/// The row to insert: what is known of it over what was kept of it, if it was there before.
pub(in crate::supabase) fn map_row(part: &Part, home: Home) -> Value {
    let mut row = match part {
        Part::Environment(_) => Map::new(),
        Part::Zone(row) => shown_again(&row.unshown),
        Part::Node(row) => shown_again(&row.unshown),
        Part::Edge(row) => shown_again(&row.unshown),
    };
    row.insert("id".to_owned(), json!(map_id(part)));
    row.insert("organization_id".to_owned(), json!(home.organization));
    if let Part::Environment(environment) = part {
        row.insert("created_at".to_owned(), json!(environment.created_at.to_string()));
        row.insert("is_default".to_owned(), json!(environment.is_default));
    }
    row.extend(map_columns(part));
    if let Part::Node(node) = part {
        row.insert("type".to_owned(), json!("infrastructure"));
        row.insert("metadata".to_owned(), metadata(node, row.get("metadata")));
    }
    Value::Object(row)
}

/// The columns that antops shows and changes. What a component is stands in its metadata, see [`metadata`].
pub(in crate::supabase) fn map_columns(part: &Part) -> Map<String, Value> {
    let columns = match part {
        Part::Environment(row) => json!({"name": row.name, "description": row.description}),
        Part::Zone(row) => json!({
            "environment_id": row.environment, "name": row.name, "zone_type": row.kind, "parent_zone_id": row.parent,
            "position_x": row.at.0, "position_y": row.at.1, "width": row.size.0, "height": row.size.1,
        }),
        Part::Node(row) => json!({
            "environment_id": row.environment, "label": row.label, "zone_id": row.zone,
            "position_x": row.at.0, "position_y": row.at.1,
            "zone_constraint": if row.zone.is_some() { "parent" } else { "none" },
        }),
        Part::Edge(row) => json!({
            "environment_id": row.environment, "source": row.source, "target": row.target,
            "relationship": row.relationship,
        }),
    };
    match columns {
        Value::Object(columns) => columns,
        _ => Map::new(),
    }
}

/// Metadata that says what a component is and is called; everything else in it stays.
pub(in crate::supabase) fn metadata(node: &Node, held: Option<&Value>) -> Value {
    let mut metadata = held.and_then(Value::as_object).cloned().unwrap_or_default();
    metadata.insert("type".to_owned(), json!(node.kind));
    metadata.insert("customTitle".to_owned(), json!(node.label));
    Value::Object(metadata)
}
