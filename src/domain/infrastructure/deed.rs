//! What is done to the map: rows that come, change or go, one after the other.
//!
//! A [`Step`] holds a row before and after, so that a step turned around takes it back, and steps laid over the rows show what will be. It
//! must not know how they are sent. Invariant: all steps of a [`MapDeed`] belong to one environment, and no step needs a later one.

use super::{Edge, Environment, Infrastructure, Node, Zone};
use crate::domain::safe::Safe;
use crate::domain::value::EnvironmentId;
use serde::{Deserialize, Serialize};

/// A row of the map.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Part {
    /// Of `infrastructure_environments`.
    Environment(Environment),
    /// Of `infrastructure_zones`.
    Zone(Zone),
    /// Of `infrastructure_nodes`.
    Node(Node),
    /// Of `infrastructure_edges`.
    Edge(Edge),
}

impl Part {
    /// What rows of its kind are called.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Environment(_) => "environment",
            Self::Zone(_) => "zone",
            Self::Node(_) => "component",
            Self::Edge(_) => "relationship",
        }
    }

    /// Whether both are the same row, whatever it says.
    #[must_use]
    pub fn is_same_row(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Environment(a), Self::Environment(b)) => a.id == b.id,
            (Self::Zone(a), Self::Zone(b)) => a.id == b.id,
            (Self::Node(a), Self::Node(b)) => a.id == b.id,
            (Self::Edge(a), Self::Edge(b)) => a.id == b.id,
            _ => false,
        }
    }
}

/// What becomes of one row. A row that is nowhere before and after is none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// As it was seen; nothing for one that is new.
    pub from: Option<Part>,
    /// As it is to be; nothing for one that goes.
    pub to: Option<Part>,
}

impl Step {
    /// A row that comes.
    #[must_use]
    pub fn add(part: Part) -> Self {
        Self { from: None, to: Some(part) }
    }

    /// A row that changes.
    #[must_use]
    pub fn change(from: Part, to: Part) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    /// A row that goes.
    #[must_use]
    pub fn remove(part: Part) -> Self {
        Self { from: Some(part), to: None }
    }

    /// Whether the row goes: that takes more of a role than any other change.
    #[must_use]
    pub const fn is_removal(&self) -> bool {
        self.to.is_none()
    }
}

/// What somebody means by it: it decides the words, never the columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MapVerb {
    /// Something new.
    Add,
    /// Another name.
    Rename,
    /// Another kind, relationship, or description.
    Change,
    /// Another zone.
    Move,
    /// A new relationship.
    Connect,
    /// Away with it.
    Delete,
    /// Takes back what was done before.
    Undo,
}

/// Something done to the map.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MapDeed {
    /// Where. What is done to one environment is done in order.
    pub environment: EnvironmentId,
    /// What is meant.
    pub verb: MapVerb,
    /// What it is done to, as a person calls it.
    pub name: Safe,
    /// Row by row.
    pub steps: Vec<Step>,
}

impl MapDeed {
    /// What takes it back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let turned = |step: &Step| Step { from: step.to.clone(), to: step.from.clone() };
        Self { verb: MapVerb::Undo, steps: self.steps.iter().rev().map(turned).collect(), ..self.clone() }
    }

    /// Whether anything goes.
    #[must_use]
    pub fn removes(&self) -> bool {
        self.steps.iter().any(Step::is_removal)
    }

    /// The deed as something to do: `Rename lb-eu`.
    #[must_use]
    pub fn about(&self) -> String {
        let verb = match self.verb {
            MapVerb::Add => "Add",
            MapVerb::Rename => "Rename",
            MapVerb::Change => "Change",
            MapVerb::Move => "Move",
            MapVerb::Connect => "Connect",
            MapVerb::Delete => "Delete",
            MapVerb::Undo => "Undo on",
        };
        format!("{verb} {}", self.name)
    }

    /// The deed as something that was done.
    #[must_use]
    pub fn done(&self) -> String {
        let name = &self.name;
        match self.verb {
            MapVerb::Add => format!("Added {name}."),
            MapVerb::Rename => format!("It is called {name} now."),
            MapVerb::Change => format!("Changed {name}."),
            MapVerb::Move => format!("Moved {name}."),
            MapVerb::Connect => format!("Connected {name}."),
            MapVerb::Delete => format!("Deleted {name}."),
            MapVerb::Undo => format!("Undone: {name} is as before."),
        }
    }

    /// The deed as something under way.
    #[must_use]
    pub fn doing(&self) -> String {
        match self.verb {
            MapVerb::Add => "adding it",
            MapVerb::Rename => "renaming it",
            MapVerb::Change => "changing it",
            MapVerb::Move => "moving it",
            MapVerb::Connect => "connecting it",
            MapVerb::Delete => "deleting it",
            MapVerb::Undo => "taking back what was done",
        }
        .to_owned()
    }
}

impl Infrastructure {
    /// Makes the rows what they are when a deed is done.
    pub fn apply(&mut self, deed: &MapDeed) {
        for step in &deed.steps {
            match step.from.as_ref().or(step.to.as_ref()) {
                Some(Part::Environment(row)) => self.environments.retain(|known| known.id != row.id),
                Some(Part::Zone(row)) => self.zones.retain(|known| known.id != row.id),
                Some(Part::Node(row)) => self.nodes.retain(|known| known.id != row.id),
                Some(Part::Edge(row)) => self.edges.retain(|known| known.id != row.id),
                None => {}
            }
            match step.to.clone() {
                Some(Part::Environment(row)) => self.environments.push(row),
                Some(Part::Zone(row)) => self.zones.push(row),
                Some(Part::Node(row)) => self.nodes.push(row),
                Some(Part::Edge(row)) => self.edges.push(row),
                None => {}
            }
        }
        *self = std::mem::take(self).sorted();
    }
}
