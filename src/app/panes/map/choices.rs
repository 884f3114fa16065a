//! What choosing in a picker of the map means, and what a text that is typed in one is for.

use super::editing::Begin;
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::domain::infrastructure::EdgeId;
use crate::domain::service::ServiceId;
use crate::domain::value::{EnvironmentId, Record};

/// What was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MapChoice {
    /// Goes there.
    Show(ServiceId),
    /// Leaves a record for the map, and goes there.
    GoTo(ServiceId),
    /// Begins with something that takes more choices.
    Begin(Begin),
    /// The kind of something new.
    NewKind(Begin, String),
    /// Another kind.
    SetKind(ServiceId, String),
    /// Another zone, or none.
    SetZone(ServiceId, Option<ServiceId>),
    /// What a new relationship leads to.
    ConnectTo(ServiceId),
    /// A relationship, to do something to.
    Edge(EdgeId),
    /// Turns the arrow of a relationship around.
    Turn(EdgeId),
    /// Asks for another word for a relationship.
    Relate(EdgeId),
    /// A text, for what it is for.
    Name(Naming, String),
    /// Asks before something is deleted.
    AskDelete(Target),
    /// Deletes it.
    Delete(Target),
    /// Says in a record that it is about this.
    Link(Record, ServiceId),
    /// Takes that back.
    Unlink(Record, ServiceId),
}

/// What can be deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A component or a zone.
    Place(ServiceId),
    /// A relationship.
    Edge(EdgeId),
    /// An environment with all that is in it.
    Environment(EnvironmentId),
}

/// What a typed text is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Naming {
    /// The name of a new component of this kind.
    Component(String),
    /// The name of a new zone of this kind.
    Zone(String),
    /// The name of a new environment.
    Environment,
    /// Another name.
    Place(ServiceId),
    /// Another name of an environment.
    RenameEnvironment(EnvironmentId),
    /// A sentence about an environment.
    Describe(EnvironmentId),
    /// What a new relationship says.
    Connect(ServiceId, ServiceId),
    /// What a relationship says from now on.
    Relate(EdgeId),
}

impl Model {
    /// Does what was chosen.
    pub(in crate::app) fn choose_on_map(&mut self, choice: MapChoice) -> Effects {
        match choice {
            MapChoice::Show(id) => self.show_on_map(&id),
            MapChoice::GoTo(id) => self.go_to_map(&id),
            MapChoice::Begin(begin) => self.begin_on_map(begin),
            MapChoice::NewKind(begin, kind) => self.name_new(begin, kind),
            MapChoice::SetKind(id, kind) => self.set_kind(&id, &kind),
            MapChoice::SetZone(id, zone) => self.set_zone(&id, zone.as_ref()),
            MapChoice::ConnectTo(id) => self.choose_relationship(&id),
            MapChoice::Edge(id) => self.choose_for_edge(&id),
            MapChoice::Turn(id) => self.turn_edge(&id),
            MapChoice::Relate(id) => self.ask_to_relate(&id),
            MapChoice::Name(naming, text) => self.name_on_map(naming, &text),
            MapChoice::AskDelete(target) => self.ask_to_delete(&target),
            MapChoice::Delete(target) => self.delete_from_map(&target),
            MapChoice::Link(record, id) => self.link_service(record, &id, true),
            MapChoice::Unlink(record, id) => self.link_service(record, &id, false),
        }
    }
}
