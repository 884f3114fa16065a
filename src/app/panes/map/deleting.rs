//! Taking something off the map: what is deleted with it is said before, and what only stood in it stays.
//!
//! Relationships have no foreign key, so those of a component go first, each as a row of its own that can be put back.

use super::choices::{MapChoice, Target};
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::infrastructure::deed::{MapVerb, Part, Step};
use crate::domain::infrastructure::{Infrastructure, Node, Zone};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;

impl Model {
    /// Offers what can be deleted here.
    pub(in crate::app) fn choose_to_delete(&mut self) -> Effects {
        let rows = self.estate.shown();
        let focus = self.map.focus().cloned();
        let mut items = vec![Item::new("Leave it", Choice::Leave).with_key('n')];
        if let Some(id) = &focus {
            let name = rows.name(id).cloned().unwrap_or_default();
            let what = if rows.zone(id).is_some() { "Zone" } else { "Component" };
            let ask = Choice::Map(MapChoice::AskDelete(Target::Place(id.clone())));
            items.push(Item::new(format!("{what} {name}…"), ask).with_key('c'));
            let edges: Vec<_> = rows.edges_at(id).collect();
            for (edge, key) in edges.iter().zip('1'..='9') {
                let ask = Choice::Map(MapChoice::AskDelete(Target::Edge(edge.id.clone())));
                let label = format!("Relationship {}…", self.edge_name(edge));
                items.push(Item::new(label, ask).with_key(key).with_note(edge.relationship.as_str()));
            }
        }
        if let Some(environment) = self.map.at.and_then(|at| rows.environment(at)) {
            let ask = Choice::Map(MapChoice::AskDelete(Target::Environment(environment.id)));
            items
                .push(Item::new(format!("Environment {} with everything in it…", environment.name), ask).with_key('e'));
        }
        self.layers.push(Layer::Picker(Picker::menu("Delete from the map", items)));
        vec![]
    }

    /// Asks, and says what goes with it.
    pub(super) fn ask_to_delete(&mut self, target: &Target) -> Effects {
        let rows = self.estate.shown();
        let counted = |many: usize, what: &str| format!("{many} {what}{}", if many == 1 { "" } else { "s" });
        let (title, text) = match target {
            Target::Place(id) => {
                let name = rows.name(id).cloned().unwrap_or_default();
                let edges = counted(rows.edges_at(id).count(), "relationship");
                let records = self.map.about.naming.incidents.len();
                let named = if records > 0 {
                    format!(" {} would name what is not there.", counted(records, "incident"))
                } else {
                    String::new()
                };
                let text = if rows.zone(id).is_some() {
                    format!(
                        "What stands in it stays, in the zone around it. {edges} of the zone itself go with it.{named}"
                    )
                } else {
                    format!("{edges} go with it.{named}")
                };
                (format!("Delete {name}?"), text)
            }
            Target::Edge(id) => {
                let Some(edge) = rows.edge(id) else { return vec![] };
                (format!("Delete the relationship {}?", self.edge_name(edge)), "Both ends stay.".to_owned())
            }
            Target::Environment(id) => {
                let name = rows.environment(*id).map(|row| row.name.clone()).unwrap_or_default();
                let nodes = rows.nodes.iter().filter(|row| row.environment == Some(*id)).count();
                let zones = rows.zones.iter().filter(|row| row.environment == Some(*id)).count();
                let text = format!(
                    "{} and {} go with it, and all relationships.",
                    counted(nodes, "component"),
                    counted(zones, "zone")
                );
                (format!("Delete the environment {name}?"), text)
            }
        };
        let items = vec![
            Item::new("Keep it", Choice::Leave).with_key('n'),
            Item::new("Delete it, for everybody", Choice::Map(MapChoice::Delete(target.clone()))).with_key('y'),
        ];
        self.layers.push(Layer::Picker(Picker::menu(title, items).with_text(vec![Safe::line(&text)])));
        vec![]
    }

    /// Deletes it.
    pub(super) fn delete_from_map(&mut self, target: &Target) -> Effects {
        let rows = self.estate.shown();
        let (environment, name, steps) = match target {
            Target::Place(id) => {
                (rows.home(id), rows.name(id).cloned().unwrap_or_default().to_string(), without_place(rows, id))
            }
            Target::Edge(id) => match rows.edge(id) {
                Some(edge) => (edge.environment, self.edge_name(edge), vec![Step::remove(Part::Edge(edge.clone()))]),
                None => (None, String::new(), vec![]),
            },
            Target::Environment(id) => {
                let name = rows.environment(*id).map(|row| row.name.to_string()).unwrap_or_default();
                (Some(*id), name, without_environment(rows, *id))
            }
        };
        match environment {
            Some(environment) if !steps.is_empty() => self.decide_on_map(environment, MapVerb::Delete, name, steps),
            _ => {
                self.say(Tone::Bad, "It is gone already.");
                vec![]
            }
        }
    }
}

/// The steps that take a component or a zone away. What stands in a zone comes to stand in the one around it, at the same place.
fn without_place(rows: &Infrastructure, id: &ServiceId) -> Vec<Step> {
    let mut steps: Vec<Step> = rows.edges_at(id).map(|edge| Step::remove(Part::Edge(edge.clone()))).collect();
    if let Some(node) = rows.node(id) {
        steps.push(Step::remove(Part::Node(node.clone())));
    }
    if let Some(zone) = rows.zone(id) {
        let moved = |at: (i32, i32)| (at.0.saturating_add(zone.at.0), at.1.saturating_add(zone.at.1));
        for node in rows.nodes.iter().filter(|node| node.zone.as_ref() == Some(id)) {
            let to = Node { zone: zone.parent.clone(), at: moved(node.at), ..node.clone() };
            steps.push(Step::change(Part::Node(node.clone()), Part::Node(to)));
        }
        for inner in rows.zones.iter().filter(|inner| inner.parent.as_ref() == Some(id)) {
            let to = Zone { parent: zone.parent.clone(), at: moved(inner.at), ..inner.clone() };
            steps.push(Step::change(Part::Zone(inner.clone()), Part::Zone(to)));
        }
        steps.push(Step::remove(Part::Zone(zone.clone())));
    }
    steps
}

/// The steps that take an environment away with all that is in it, the inner zones before the outer.
fn without_environment(rows: &Infrastructure, id: EnvironmentId) -> Vec<Step> {
    let is_here = |home: Option<EnvironmentId>| home == Some(id);
    let edges = rows.edges.iter().filter(|row| is_here(row.environment)).cloned().map(Part::Edge);
    let nodes = rows.nodes.iter().filter(|row| is_here(row.environment)).cloned().map(Part::Node);
    let mut zones: Vec<&Zone> = rows.zones.iter().filter(|row| is_here(row.environment)).collect();
    zones.sort_by_key(|zone| std::cmp::Reverse(rows.around(&zone.id).len()));
    let zones = zones.into_iter().cloned().map(Part::Zone);
    let environment = rows.environment(id).cloned().map(Part::Environment);
    edges.chain(nodes).chain(zones).chain(environment).map(Step::remove).collect()
}
