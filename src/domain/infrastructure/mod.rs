//! The infrastructure: environments, zones within zones, components, and which relates to which.
//!
//! Owns the rows as the database has them and what follows from them alone: who stands in what, what a change to them is made of
//! ([`deed`]), how far trouble reaches ([`impact`]), how things are ([`health`]), what of them is on a map ([`picture`]) and where
//! ([`drawing`]). It must not know a screen. Invariant: [`Infrastructure`] is sorted, so
//! that the same rows give the same map in whichever order the server tells them.

pub mod deed;
pub mod drawing;
pub mod health;
pub mod impact;
pub mod kinds;
pub mod path;
pub mod picture;
pub mod small;

use super::safe::Safe;
use super::service::{Service, ServiceId};
use super::value::EnvironmentId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// Columns that antops does not show, as JSON, so that a row that was deleted can be put back as it was.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unshown(pub String);

impl fmt::Debug for Unshown {
    /// Only how much there is: nobody reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unshown({} bytes)", self.0.len())
    }
}

/// A part of the world with a map of its own: production, staging.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Environment {
    /// Its id.
    pub id: EnvironmentId,
    /// What it is called; no two of an organization are called the same.
    pub name: Safe,
    /// A sentence about it.
    pub description: Option<Safe>,
    /// Whether it is shown first. The database lets several say so.
    pub is_default: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A frame around components and further zones: a network, a cluster, a rack.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Zone {
    /// Its id, unique among all organizations.
    pub id: ServiceId,
    /// Where it belongs; the schema lets it be nowhere.
    pub environment: Option<EnvironmentId>,
    /// What it is called; no two of an environment are called the same.
    pub name: Safe,
    /// What it is: `vpc`, `subnet`, `cluster`.
    pub kind: Safe,
    /// The zone around it.
    pub parent: Option<ServiceId>,
    /// Pixels from the corner of the zone around it.
    pub at: (i32, i32),
    /// Its width and height in pixels.
    pub size: (i32, i32),
    /// Everything else.
    pub unshown: Unshown,
}

/// A component.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Node {
    /// Its id, unique among all organizations.
    pub id: ServiceId,
    /// Where it belongs; the schema lets it be nowhere.
    pub environment: Option<EnvironmentId>,
    /// What it is called.
    pub label: Safe,
    /// What it is: `database`, `loadbalancer`.
    pub kind: Safe,
    /// The zone around it.
    pub zone: Option<ServiceId>,
    /// Pixels from the corner of the zone around it.
    pub at: (i32, i32),
    /// Everything else.
    pub unshown: Unshown,
}

/// The id of a relationship: text, unique among all organizations.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EdgeId(pub Safe);

/// A relationship between two components or zones. The database lets it name what does not exist.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Edge {
    /// Its id.
    pub id: EdgeId,
    /// Where it belongs; the schema lets it be nowhere.
    pub environment: Option<EnvironmentId>,
    /// Where it starts.
    pub source: ServiceId,
    /// Where its arrowhead is.
    pub target: ServiceId,
    /// What it says: `connected`, `depends_on`.
    pub relationship: Safe,
    /// Everything else.
    pub unshown: Unshown,
}

/// Everything there is.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Infrastructure {
    /// The default first, then the oldest.
    pub environments: Vec<Environment>,
    /// By id.
    pub zones: Vec<Zone>,
    /// By id.
    pub nodes: Vec<Node>,
    /// By id.
    pub edges: Vec<Edge>,
}

impl Infrastructure {
    /// Puts the rows in their order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.environments.sort_by_key(|row| (!row.is_default, row.created_at, row.id));
        self.zones.sort_by(|a, b| a.id.cmp(&b.id));
        self.nodes.sort_by(|a, b| a.id.cmp(&b.id));
        self.edges.sort_by(|a, b| a.id.cmp(&b.id));
        self
    }

    /// The environment of this id.
    #[must_use]
    pub fn environment(&self, id: EnvironmentId) -> Option<&Environment> {
        self.environments.iter().find(|row| row.id == id)
    }

    /// The component of this id.
    #[must_use]
    pub fn node(&self, id: &ServiceId) -> Option<&Node> {
        self.nodes.binary_search_by(|row| row.id.cmp(id)).ok().map(|at| &self.nodes[at])
    }

    /// The zone of this id.
    #[must_use]
    pub fn zone(&self, id: &ServiceId) -> Option<&Zone> {
        self.zones.binary_search_by(|row| row.id.cmp(id)).ok().map(|at| &self.zones[at])
    }

    /// The relationship of this id.
    #[must_use]
    pub fn edge(&self, id: &EdgeId) -> Option<&Edge> {
        self.edges.binary_search_by(|row| row.id.cmp(id)).ok().map(|at| &self.edges[at])
    }

    /// What a component or a zone is called.
    #[must_use]
    pub fn name(&self, id: &ServiceId) -> Option<&Safe> {
        self.node(id).map(|row| &row.label).or_else(|| self.zone(id).map(|row| &row.name))
    }

    /// The environment that a component or a zone belongs to.
    #[must_use]
    pub fn home(&self, id: &ServiceId) -> Option<EnvironmentId> {
        self.node(id).map_or_else(|| self.zone(id).and_then(|row| row.environment), |row| row.environment)
    }

    /// The zones around a component or a zone, the innermost first. A circle of zones is left where it closes.
    #[must_use]
    pub fn around(&self, id: &ServiceId) -> Vec<&Zone> {
        let mut around = vec![];
        let mut next = match self.node(id) {
            Some(node) => node.zone.as_ref(),
            None => self.zone(id).and_then(|zone| zone.parent.as_ref()),
        };
        while let Some(zone) = next.and_then(|id| self.zone(id)) {
            if around.iter().any(|known: &&Zone| known.id == zone.id) || zone.id == *id {
                break;
            }
            around.push(zone);
            next = zone.parent.as_ref();
        }
        around
    }

    /// A component, or a zone with all that stands in it.
    #[must_use]
    pub fn within(&self, id: &ServiceId) -> HashSet<ServiceId> {
        let mut within = HashSet::from([id.clone()]);
        if self.zone(id).is_some() {
            let is_in = |other: &ServiceId| self.around(other).iter().any(|zone| zone.id == *id);
            let all = self.nodes.iter().map(|row| &row.id).chain(self.zones.iter().map(|row| &row.id));
            within.extend(all.filter(|other| is_in(other)).cloned());
        }
        within
    }

    /// The relationships at a component or a zone.
    pub fn edges_at<'a>(&'a self, id: &'a ServiceId) -> impl Iterator<Item = &'a Edge> {
        self.edges.iter().filter(move |edge| edge.source == *id || edge.target == *id)
    }

    /// What components and zones are called and where they stand.
    #[must_use]
    pub fn services(&self) -> Vec<Service> {
        let names: HashMap<EnvironmentId, &Safe> = self.environments.iter().map(|row| (row.id, &row.name)).collect();
        let service = |id: &ServiceId, label: &Safe, environment: Option<EnvironmentId>| Service {
            id: id.clone(),
            label: label.clone(),
            environment: environment.and_then(|id| names.get(&id)).map(|name| (*name).clone()),
        };
        let nodes = self.nodes.iter().map(|row| service(&row.id, &row.label, row.environment));
        nodes.chain(self.zones.iter().map(|row| service(&row.id, &row.name, row.environment))).collect()
    }

    /// Whether an environment that has components here has none in `later`. The web app saves a map by deleting all of its rows and
    /// inserting them again, so whoever looks in between sees nothing.
    #[must_use]
    pub fn is_emptied_in(&self, later: &Self) -> bool {
        let there: HashSet<_> = later.nodes.iter().map(|row| row.environment).collect();
        let is_kept = |id: EnvironmentId| later.environment(id).is_some();
        self.nodes.iter().filter_map(|row| row.environment).any(|id| is_kept(id) && !there.contains(&Some(id)))
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
