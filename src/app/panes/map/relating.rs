//! Relationships: which one is meant, a new one, another word for one, an arrow turned around.

use super::choices::{MapChoice, Naming};
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::infrastructure::deed::{MapVerb, Part, Step};
use crate::domain::infrastructure::{Edge, EdgeId, Unshown, kinds};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;

impl Model {
    /// The relationships of something, one to be chosen.
    pub(super) fn edges_of(&self, id: &ServiceId) -> Picker {
        let rows = self.estate.shown();
        let named = |id: &ServiceId| rows.name(id).map_or_else(|| id.0.to_string(), ToString::to_string);
        let item = |edge: &Edge| {
            let label = format!("{} → {}", named(&edge.source), named(&edge.target));
            Item::new(label, Choice::Map(MapChoice::Edge(edge.id.clone()))).with_note(edge.relationship.as_str())
        };
        Picker::search("Which relationship", rows.edges_at(id).map(item).collect())
    }

    /// Offers what can be done to a relationship.
    pub(super) fn choose_for_edge(&mut self, id: &EdgeId) -> Effects {
        let Some(edge) = self.estate.shown().edge(id) else { return self.not_there() };
        let title = self.edge_name(edge);
        let items = vec![
            Item::new("What it says…", Choice::Map(MapChoice::Relate(id.clone())))
                .with_key('w')
                .with_note(edge.relationship.as_str()),
            Item::new("Turn it around", Choice::Map(MapChoice::Turn(id.clone()))).with_key('t'),
            Item::new("Leave it", Choice::Leave).with_key('n'),
        ];
        self.layers.push(Layer::Picker(Picker::menu(title, items)));
        vec![]
    }

    pub(super) fn edge_name(&self, edge: &Edge) -> String {
        let rows = self.estate.shown();
        let named = |id: &ServiceId| rows.name(id).map_or_else(|| id.0.to_string(), ToString::to_string);
        format!("{} → {}", named(&edge.source), named(&edge.target))
    }

    /// Asks what a new relationship says.
    pub(super) fn choose_relationship(&mut self, to: &ServiceId) -> Effects {
        let Some(from) = self.map.focus().cloned() else { return vec![] };
        let naming = Naming::Connect(from, to.clone());
        self.layers.push(Layer::Picker(self.words_for(naming)));
        vec![]
    }

    /// Asks what a relationship says from now on.
    pub(super) fn ask_to_relate(&mut self, id: &EdgeId) -> Effects {
        self.layers.push(Layer::Picker(self.words_for(Naming::Relate(id.clone()))));
        vec![]
    }

    /// The relationships worth offering, with which way trouble goes along each.
    fn words_for(&self, naming: Naming) -> Picker {
        let flows = self.estate.flows();
        let item = |word: &&str| {
            let choice = Choice::Map(MapChoice::Name(naming.clone(), (*word).to_owned()));
            Item::new(*word, choice).with_note(flows.of(word).meaning())
        };
        Picker::search("What the relationship says", kinds::RELATIONSHIPS.iter().map(item).collect()).or_naming(naming)
    }

    pub(super) fn connect(&mut self, source: ServiceId, target: ServiceId, relationship: Safe) -> Effects {
        let rows = self.estate.shown();
        let Some(environment) = rows.home(&source).filter(|home| rows.home(&target) == Some(*home)) else {
            return self.not_there();
        };
        if rows
            .edges
            .iter()
            .any(|edge| edge.source == source && edge.target == target && edge.relationship == relationship)
        {
            self.say(Tone::Plain, "They are connected so already.");
            return vec![];
        }
        let id = EdgeId(Safe::line(&format!("edge-{}", self.ids.next())));
        let unshown = Unshown::default();
        let edge = Edge { id, environment: Some(environment), source, target, relationship, unshown };
        let name = self.edge_name(&edge);
        self.decide_on_map(environment, MapVerb::Connect, name, vec![Step::add(Part::Edge(edge))])
    }

    pub(super) fn turn_edge(&mut self, id: &EdgeId) -> Effects {
        self.change_edge(id, |edge| std::mem::swap(&mut edge.source, &mut edge.target))
    }

    pub(super) fn change_edge(&mut self, id: &EdgeId, change: impl FnOnce(&mut Edge)) -> Effects {
        let Some(from) = self.estate.shown().edge(id).cloned() else { return self.not_there() };
        let (mut to, environment) = (from.clone(), from.environment);
        change(&mut to);
        let Some(environment) = environment.filter(|_| to != from) else {
            self.say(Tone::Plain, "It is so already.");
            return vec![];
        };
        let name = self.edge_name(&to);
        self.decide_on_map(environment, MapVerb::Change, name, vec![Step::change(Part::Edge(from), Part::Edge(to))])
    }
}
