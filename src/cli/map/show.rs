//! `antops map show`: the map of an environment drawn as text, or what is known of one thing on it.

use super::estate::Estate;
use super::{Draw, ShowArgs};
use crate::app::panes::map::Zoom;
use crate::cli::paint::Paper;
use crate::cli::record::prose::{fact, section};
use crate::cli::record::select;
use crate::cli::{Code, Scene, Trouble};
use crate::domain::graph::Manner;
use crate::domain::infrastructure::drawing::{Sketch, draw};
use crate::domain::infrastructure::kinds;
use crate::domain::infrastructure::picture::Picture;
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;
use crate::ui;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Shows what was asked for.
pub(super) fn show(scene: &mut Scene<'_>, estate: &Estate, wanted: &ShowArgs) -> Result<(), Trouble> {
    let Some(name) = &wanted.name else {
        let environment = estate.environment(wanted.environment.as_deref())?.id;
        if wanted.json {
            return scene.say(&whole(estate, environment).to_string());
        }
        let lines = drawn(scene, estate, environment, &wanted.draw)?;
        return lines.iter().try_for_each(|line| scene.say(line));
    };
    let id = select::service(&estate.ledger, name)?;
    if wanted.json { scene.say(&about(estate, &id).to_string()) } else { tell(scene, estate, &id) }
}

/// The drawing of an environment as lines of text.
pub(super) fn drawn(
    scene: &Scene<'_>,
    estate: &Estate,
    environment: EnvironmentId,
    wanted: &Draw,
) -> Result<Vec<String>, Trouble> {
    let rows = &estate.rows;
    let zones = rows.zones.iter().filter(|zone| zone.environment == Some(environment));
    let folded: BTreeSet<ServiceId> = zones
        .filter(|zone| wanted.folded.is_some_and(|depth| rows.around(&zone.id).len() >= depth))
        .map(|zone| zone.id.clone())
        .collect();
    let picture = Picture::of(rows, environment, &folded);
    let manner = if wanted.as_drawn { Manner::Drawn } else { Manner::Zones };
    let sketch = Sketch { generation: 0, picture, manner, before: None };
    let large =
        || Trouble::new(Code::Refused, "the drawing is too large for text; --folded 0 makes it smaller".to_owned());
    let drawing = draw(&sketch, &|| true).ok_or_else(large)?;
    let zoom = if wanted.chips { Zoom::Chip } else { Zoom::Box };
    ui::map_text(&drawing, zoom, &estate.healths, &Paper::of(scene)?.theme).ok_or_else(large)
}

/// An environment as numbers.
fn whole(estate: &Estate, environment: EnvironmentId) -> Value {
    let is_here = |home: Option<EnvironmentId>| home == Some(environment);
    let nodes: Vec<Value> =
        estate.rows.nodes.iter().filter(|row| is_here(row.environment)).map(|row| estate.node_json(row)).collect();
    let name = estate.rows.environment(environment).map(|row| row.name.clone());
    let edges = estate.rows.edges.iter().filter(|row| is_here(row.environment));
    let edges: Vec<Value> = edges
        .map(|row| json!({ "id": row.id.0, "source": row.source.0, "target": row.target.0, "relationship": row.relationship }))
        .collect();
    let zones = estate.rows.zones.iter().filter(|row| is_here(row.environment));
    let zones: Vec<Value> =
        zones.map(|row| json!({ "id": row.id.0, "name": row.name, "kind": row.kind, "parent": row.parent })).collect();
    json!({ "environment": name, "components": nodes, "zones": zones, "relationships": edges })
}

/// Everything known of one thing.
fn about(estate: &Estate, id: &ServiceId) -> Value {
    let rows = &estate.rows;
    let mut value = match (rows.node(id), rows.zone(id)) {
        (Some(node), _) => estate.node_json(node),
        (None, Some(zone)) => {
            let health = estate.healths.whole(id);
            json!({
                "id": zone.id.0, "name": zone.name, "kind": zone.kind, "environment": estate.home(id), "zones": estate.zones(id),
                "health": { "worst": health.worst, "open_incidents": health.incidents, "running_changes": health.running },
                "components": rows.within(id).len() - 1,
            })
        }
        (None, None) => json!({ "id": id.0 }),
    };
    let edge = |other: &ServiceId, relationship: &str| json!({ "id": other.0, "name": estate.name(other), "relationship": relationship });
    let leaving = rows.edges.iter().filter(|row| row.source == *id).map(|row| edge(&row.target, &row.relationship));
    let arriving = rows.edges.iter().filter(|row| row.target == *id).map(|row| edge(&row.source, &row.relationship));
    value["leads_to"] = leaving.collect();
    value["reached_from"] = arriving.collect();
    value["incidents"] = open_incidents(estate, id).into_iter().map(|(name, _)| Value::from(name)).collect();
    value
}

/// The open incidents that name something, number and title.
fn open_incidents(estate: &Estate, id: &ServiceId) -> Vec<(String, String)> {
    let within = estate.rows.within(id);
    let mut open: Vec<_> = estate
        .incidents
        .iter()
        .filter(|row| row.status.is_active() && row.services.iter().any(|id| within.contains(id)))
        .collect();
    open.sort_by_key(|row| (std::cmp::Reverse((row.priority, row.created_at)), row.id));
    open.into_iter().map(|row| (row.name(), format!("{}  {}", row.priority, row.title))).collect()
}

fn tell(scene: &mut Scene<'_>, estate: &Estate, id: &ServiceId) -> Result<(), Trouble> {
    let paper = Paper::of(scene)?;
    let rows = &estate.rows;
    scene.say(&paper.ink(estate.name(id), paper.theme.strong()))?;
    let kind = match (rows.node(id), rows.zone(id)) {
        (Some(node), _) => kinds::words(&node.kind),
        (None, Some(zone)) => format!("{} zone", kinds::words(&zone.kind)),
        (None, None) => String::new(),
    };
    fact(scene, "kind", &kind, &paper)?;
    let path: Vec<&str> = std::iter::once(estate.home(id)).chain(estate.zones(id)).collect();
    fact(scene, "stands in", &path.join(" / "), &paper)?;
    fact(scene, "health", &Estate::word(estate.healths.whole(id)), &paper)?;
    let touched = estate.web.touched(std::slice::from_ref(id));
    fact(scene, "impact", &touched.to_string(), &paper)?;
    let line = |other: &ServiceId, relationship: &str| format!("{}  {relationship}", estate.name(other));
    let leaving: Vec<String> =
        rows.edges.iter().filter(|row| row.source == *id).map(|row| line(&row.target, &row.relationship)).collect();
    section(scene, "Leads to", &leaving, &paper)?;
    let arriving: Vec<String> =
        rows.edges.iter().filter(|row| row.target == *id).map(|row| line(&row.source, &row.relationship)).collect();
    section(scene, "Reached from", &arriving, &paper)?;
    let open: Vec<String> =
        open_incidents(estate, id).into_iter().map(|(name, title)| format!("{name}  {title}")).collect();
    section(scene, "Open incidents", &open, &paper)
}
