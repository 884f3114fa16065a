//! Changing the map row by row: something new, another name, another kind, another zone, a line.
//!
//! What a key begins ends in one deed, after a few choices. What the rules refuse is said before anything is asked (the gates of the
//! commands); a name that is taken is said while it is typed.

use super::choices::{MapChoice, Naming};
use super::placing::{grow, place};
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::infrastructure::deed::{MapDeed, MapVerb, Part, Step};
use crate::domain::infrastructure::{Environment, Node, Unshown, Zone, kinds};
use crate::domain::request::Deed;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;

/// What can be begun.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Begin {
    /// A new component.
    Component,
    /// A new zone.
    Zone,
    /// A new environment.
    Environment,
    /// A new relationship from where one stands.
    Connect,
    /// Another name of where one stands.
    Rename,
    /// Another kind of it.
    Kind,
    /// Another zone around it.
    Move,
    /// Something about one of its relationships.
    Edges,
    /// Another name of the environment.
    RenameEnvironment,
    /// Another sentence about it.
    Describe,
}

/// The size of a new zone in pixels.
const ZONE: (i32, i32) = (300, 200);

impl Model {
    /// Offers what can be new.
    pub(in crate::app) fn choose_new_on_map(&mut self) -> Effects {
        let begin = |label: &str, begin, key| Item::new(label, Choice::Map(MapChoice::Begin(begin))).with_key(key);
        let nowhere = self.map.at.is_none().then(|| "there is no environment yet".to_owned());
        let alone = self.map.focus().is_none().then(|| "nothing is on the map".to_owned());
        let items = vec![
            begin("Component…", Begin::Component, 'c').shut(nowhere.clone()),
            begin("Relationship from here…", Begin::Connect, 'r').shut(alone),
            begin("Zone…", Begin::Zone, 'z').shut(nowhere),
            begin("Environment…", Begin::Environment, 'e'),
        ];
        self.layers.push(Layer::Picker(Picker::menu("New on the map", items)));
        vec![]
    }

    /// Offers what can be changed here.
    pub(in crate::app) fn choose_change_on_map(&mut self) -> Effects {
        let rows = self.estate.shown();
        let name = self.map.focus().and_then(|id| rows.name(id)).cloned().unwrap_or_default();
        let environment =
            self.map.at.and_then(|at| rows.environment(at)).map(|row| row.name.clone()).unwrap_or_default();
        let begin = |label: String, begin, key| Item::new(label, Choice::Map(MapChoice::Begin(begin))).with_key(key);
        let alone = self.map.focus().is_none().then(|| "nothing is on the map".to_owned());
        let lines = self.map.about.neighbours.is_empty().then(|| "it has no relationships".to_owned());
        let items = vec![
            begin(format!("Name of {name}…"), Begin::Rename, 'n').shut(alone.clone()),
            begin("Kind…".into(), Begin::Kind, 't').shut(alone.clone()),
            begin("Zone around it…".into(), Begin::Move, 'z').shut(alone.clone()),
            begin("A relationship…".into(), Begin::Edges, 'r').shut(alone.or(lines)),
            begin(format!("Name of the environment {environment}…"), Begin::RenameEnvironment, 'e'),
            begin("What the environment is…".into(), Begin::Describe, 'w'),
        ];
        self.layers.push(Layer::Picker(Picker::menu("Change on the map", items)));
        vec![]
    }

    /// Goes on with what was begun.
    pub(super) fn begin_on_map(&mut self, begin: Begin) -> Effects {
        let focus = self.map.focus().cloned();
        let rows = self.estate.shown();
        let picker = match (begin, focus) {
            (Begin::Component, _) => {
                Some(kinds_of("Kind of the new component", false, |kind| MapChoice::NewKind(begin, kind)))
            }
            (Begin::Zone, _) => Some(kinds_of("Kind of the new zone", true, |kind| MapChoice::NewKind(begin, kind))),
            (Begin::Environment, _) => {
                Some(Picker::naming("New environment", "", Naming::Environment, self.names_of_environments()))
            }
            (Begin::RenameEnvironment, _) => self.map.at.and_then(|at| {
                let name = rows.environment(at)?.name.to_string();
                let taken = self.names_of_environments();
                Some(Picker::naming("Name of the environment", &name, Naming::RenameEnvironment(at), taken))
            }),
            (Begin::Describe, _) => self.map.at.and_then(|at| {
                let now = rows.environment(at)?.description.as_ref().map_or("", Safe::as_str);
                Some(Picker::naming("What the environment is", now, Naming::Describe(at), vec![]))
            }),
            (_, None) => None,
            (Begin::Rename, Some(id)) => {
                let name = rows.name(&id).map_or("", Safe::as_str);
                Some(Picker::naming(
                    format!("Name of {name}"),
                    name,
                    Naming::Place(id.clone()),
                    self.taken_names(rows.zone(&id).is_some()),
                ))
            }
            (Begin::Kind, Some(id)) => {
                let is_zone = rows.zone(&id).is_some();
                Some(kinds_of("Kind", is_zone, |kind| MapChoice::SetKind(id.clone(), kind)))
            }
            (Begin::Move, Some(id)) => Some(self.zones_for(&id)),
            (Begin::Edges, Some(id)) => Some(self.edges_of(&id)),
            (Begin::Connect, Some(_)) => {
                Some(Picker::search("Relationship to", self.all_places(Some(()), MapChoice::ConnectTo)))
            }
        };
        self.layers.extend(picker.map(Layer::Picker));
        vec![]
    }

    /// Names of environments that are taken.
    fn names_of_environments(&self) -> Vec<Safe> {
        self.estate.shown().environments.iter().map(|row| row.name.clone()).collect()
    }

    /// Names that are taken here: no two zones of an environment may be called the same, and no two components should be.
    fn taken_names(&self, of_zones: bool) -> Vec<Safe> {
        let rows = self.estate.shown();
        if of_zones {
            rows.zones.iter().filter(|row| row.environment == self.map.at).map(|row| row.name.clone()).collect()
        } else {
            rows.nodes.iter().filter(|row| row.environment == self.map.at).map(|row| row.label.clone()).collect()
        }
    }

    /// The zones that something can stand in: not itself, and none that stands in it.
    fn zones_for(&self, id: &ServiceId) -> Picker {
        let rows = self.estate.shown();
        let home = rows.home(id);
        let within = |zone: &Zone| zone.id == *id || rows.around(&zone.id).iter().any(|outer| outer.id == *id);
        let now = rows.around(id).first().map(|zone| zone.id.clone());
        let item = |zone: &Zone| {
            let path: Vec<&str> = rows.around(&zone.id).iter().rev().map(|outer| outer.name.as_str()).collect();
            let is_now = now.as_ref() == Some(&zone.id);
            Item::new(zone.name.as_str(), Choice::Map(MapChoice::SetZone(id.clone(), Some(zone.id.clone()))))
                .with_note(path.join(" / "))
                .shut(is_now.then(|| "it stands there".to_owned()))
        };
        let out = Item::new("No zone", Choice::Map(MapChoice::SetZone(id.clone(), None)))
            .shut(now.is_none().then(|| "it stands in none".to_owned()));
        let zones = rows.zones.iter().filter(|row| row.environment == home && !within(row)).map(item);
        Picker::search("Zone around it", std::iter::once(out).chain(zones).collect())
    }

    pub(super) fn not_there(&mut self) -> Effects {
        self.say(Tone::Bad, "It is gone, or hidden from you. Nothing was written.");
        vec![]
    }

    /// Asks what a new thing of this kind is called.
    pub(super) fn name_new(&mut self, begin: Begin, kind: String) -> Effects {
        let words = kinds::words(&kind);
        let picker = match begin {
            Begin::Zone => {
                Picker::naming(format!("Name of the new {words} zone"), "", Naming::Zone(kind), self.taken_names(true))
            }
            _ => {
                Picker::naming(format!("Name of the new {words}"), "", Naming::Component(kind), self.taken_names(false))
            }
        };
        self.layers.push(Layer::Picker(picker));
        vec![]
    }

    /// A text was typed, or a word chosen: does what it is for.
    pub(super) fn name_on_map(&mut self, naming: Naming, text: &str) -> Effects {
        let text = Safe::line(text.trim());
        match naming {
            Naming::Component(kind) => self.add_component(&kind, text),
            Naming::Zone(kind) => self.add_zone(&kind, text),
            Naming::Environment => self.add_environment(text),
            Naming::Place(id) => self.rename(&id, text),
            Naming::RenameEnvironment(id) => self.change_environment(id, MapVerb::Rename, |row| row.name = text),
            Naming::Describe(id) => self.change_environment(id, MapVerb::Change, |row| {
                row.description = Some(text).filter(|text| !text.is_empty());
            }),
            Naming::Connect(from, to) => self.connect(from, to, text),
            Naming::Relate(id) => self.change_edge(&id, |edge| edge.relationship = text),
        }
    }

    /// Decides on something done to the map of an environment.
    pub(super) fn decide_on_map(
        &mut self,
        environment: EnvironmentId,
        verb: MapVerb,
        name: impl AsRef<str>,
        steps: Vec<Step>,
    ) -> Effects {
        let name = Safe::line(name.as_ref());
        let effects = self.decide(Deed::Map(Box::new(MapDeed { environment, verb, name, steps })));
        self.keep_estate();
        effects
    }

    /// The zone that something new stands in: the folded one one stands at, or the one around.
    fn zone_for_new(&self) -> Option<ServiceId> {
        self.folded_here().or_else(|| self.zone_here())
    }

    fn add_component(&mut self, kind: &str, label: Safe) -> Effects {
        let Some(environment) = self.map.at else { return vec![] };
        let zone = self.zone_for_new();
        let id = ServiceId(Safe::line(&format!("{kind}-{}", self.ids.next())));
        let rows = self.estate.shown();
        let at = place(rows, environment, zone.as_ref());
        let mut steps = grow(rows, zone.as_ref(), at);
        let kind = Safe::line(kind);
        let unshown = Unshown::default();
        let node =
            Node { id: id.clone(), environment: Some(environment), label: label.clone(), kind, zone, at, unshown };
        steps.push(Step::add(Part::Node(node)));
        let mut effects = self.decide_on_map(environment, MapVerb::Add, label, steps);
        effects.extend(self.show_on_map(&id));
        effects
    }

    fn add_zone(&mut self, kind: &str, name: Safe) -> Effects {
        let Some(environment) = self.map.at else { return vec![] };
        let parent = self.zone_for_new();
        let id = ServiceId(Safe::line(&self.ids.next().to_string()));
        let rows = self.estate.shown();
        let at = place(rows, environment, parent.as_ref());
        let mut steps = grow(rows, parent.as_ref(), (at.0 + ZONE.0 - 200, at.1 + ZONE.1 - 90));
        let (kind, unshown) = (Safe::line(kind), Unshown::default());
        let zone = Zone {
            id: id.clone(),
            environment: Some(environment),
            name: name.clone(),
            kind,
            parent,
            at,
            size: ZONE,
            unshown,
        };
        steps.push(Step::add(Part::Zone(zone)));
        let mut effects = self.decide_on_map(environment, MapVerb::Add, name, steps);
        effects.extend(self.show_on_map(&id));
        effects
    }

    fn add_environment(&mut self, name: Safe) -> Effects {
        let id = EnvironmentId(self.ids.next());
        let is_default = self.estate.shown().environments.is_empty();
        let row = Environment { id, name: name.clone(), description: None, is_default, created_at: self.now };
        let mut effects = self.decide_on_map(id, MapVerb::Add, name, vec![Step::add(Part::Environment(row))]);
        self.map.at = Some(id);
        effects.extend(self.keep_map());
        effects
    }

    fn rename(&mut self, id: &ServiceId, name: Safe) -> Effects {
        self.change_place(id, MapVerb::Rename, |part| match part {
            Part::Node(row) => row.label = name,
            Part::Zone(row) => row.name = name,
            Part::Environment(_) | Part::Edge(_) => {}
        })
    }

    pub(super) fn set_kind(&mut self, id: &ServiceId, kind: &str) -> Effects {
        self.change_place(id, MapVerb::Change, |part| match part {
            Part::Node(row) => row.kind = Safe::line(kind),
            Part::Zone(row) => row.kind = Safe::line(kind),
            Part::Environment(_) | Part::Edge(_) => {}
        })
    }

    pub(super) fn set_zone(&mut self, id: &ServiceId, zone: Option<&ServiceId>) -> Effects {
        let rows = self.estate.shown();
        let Some(environment) = rows.home(id) else { return self.not_there() };
        let at = place(rows, environment, zone);
        let mut steps = grow(rows, zone, at);
        let (from, to) = match (rows.node(id), rows.zone(id)) {
            (Some(row), _) => (Part::Node(row.clone()), Part::Node(Node { zone: zone.cloned(), at, ..row.clone() })),
            (None, Some(row)) => {
                (Part::Zone(row.clone()), Part::Zone(Zone { parent: zone.cloned(), at, ..row.clone() }))
            }
            (None, None) => return self.not_there(),
        };
        steps.push(Step::change(from, to));
        let name = rows.name(id).cloned().unwrap_or_default();
        let mut effects = self.decide_on_map(environment, MapVerb::Move, name, steps);
        effects.extend(self.show_on_map(id));
        effects
    }

    /// Changes a component or a zone.
    fn change_place(&mut self, id: &ServiceId, verb: MapVerb, change: impl FnOnce(&mut Part)) -> Effects {
        let rows = self.estate.shown();
        let node = rows.node(id).cloned().map(Part::Node);
        let part = node.or_else(|| rows.zone(id).cloned().map(Part::Zone));
        let (Some(from), Some(environment)) = (part, rows.home(id)) else { return self.not_there() };
        let mut to = from.clone();
        change(&mut to);
        if to == from {
            self.say(Tone::Plain, "It is so already.");
            return vec![];
        }
        let name = match &to {
            Part::Node(row) => row.label.clone(),
            Part::Zone(row) => row.name.clone(),
            Part::Environment(_) | Part::Edge(_) => Safe::default(),
        };
        self.decide_on_map(environment, verb, name, vec![Step::change(from, to)])
    }

    fn change_environment(
        &mut self,
        id: EnvironmentId,
        verb: MapVerb,
        change: impl FnOnce(&mut Environment),
    ) -> Effects {
        let Some(from) = self.estate.shown().environment(id).cloned() else { return self.not_there() };
        let mut to = from.clone();
        change(&mut to);
        if to == from {
            self.say(Tone::Plain, "It is so already.");
            return vec![];
        }
        let name = to.name.clone();
        self.decide_on_map(id, verb, name, vec![Step::change(Part::Environment(from), Part::Environment(to))])
    }
}

/// The kinds to choose from.
fn kinds_of(title: &str, is_zone: bool, choice: impl Fn(String) -> MapChoice) -> Picker {
    let item = |kind: &str, letters: &str| {
        Item::new(kinds::words(kind), Choice::Map(choice(kind.to_owned()))).with_note(letters).with_text_behind(kind)
    };
    let items = if is_zone {
        kinds::ZONES.iter().map(|kind| item(kind, "")).collect()
    } else {
        kinds::COMPONENTS.iter().map(|(kind, letters)| item(kind, letters)).collect()
    };
    Picker::search(title, items)
}
