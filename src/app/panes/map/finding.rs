//! Finding something on the map, going from it to the records that name it, and from a record to what it names.

use super::{MapChoice, walk};
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::panes::Pane;
use crate::domain::infrastructure::kinds;
use crate::domain::request::Row;
use crate::domain::service::ServiceId;
use crate::domain::value::Record;

impl Model {
    /// Offers everything there is, of all environments; that of the one that is shown first.
    pub(in crate::app) fn find_on_map(&mut self) -> Effects {
        let items = self.all_places(None, MapChoice::Show);
        self.layers.push(Layer::Picker(Picker::search("Find on the map", items)));
        vec![]
    }

    /// Components and zones as items of a picker; `only` those of the environment that is shown.
    pub(super) fn all_places(&self, only: Option<()>, choice: impl Fn(ServiceId) -> MapChoice) -> Vec<Item> {
        let rows = self.estate.shown();
        let nodes = rows.nodes.iter().map(|row| (&row.id, &row.label, row.environment, kinds::words(&row.kind)));
        let zones = rows
            .zones
            .iter()
            .map(|row| (&row.id, &row.name, row.environment, format!("{} zone", kinds::words(&row.kind))));
        let mut all: Vec<_> =
            nodes.chain(zones).filter(|(_, _, home, _)| only.is_none() || *home == self.map.at).collect();
        all.sort_by_key(|(id, label, home, _)| (*home != self.map.at, label.as_str(), *id));
        let item = |(id, label, home, kind): (&ServiceId, &crate::domain::safe::Safe, Option<_>, String)| {
            let home = home.and_then(|id| rows.environment(id)).map_or("nowhere", |row| row.name.as_str());
            let note = if only.is_some() { kind } else { format!("{kind}, {home}") };
            Item::new(label.as_str(), Choice::Map(choice(id.clone()))).with_note(note)
        };
        all.into_iter().map(item).collect()
    }

    /// Goes to something on the map, whichever environment it is in and whatever is folded around it.
    pub(in crate::app) fn show_on_map(&mut self, id: &ServiceId) -> Effects {
        let Some(home) = self.estate.shown().home(id).filter(|home| self.estate.shown().environment(*home).is_some())
        else {
            self.say(Tone::Plain, "It stands in no environment, so it is on no map.");
            return vec![];
        };
        self.map.at = Some(home);
        let mut effects = self.keep_map();
        self.unfold_to(id);
        if self.estate.shown().zone(id).is_some()
            && let Some(look) = self.map.look_mut()
        {
            // A zone is a place to stand when it is a box.
            look.folded.insert(id.clone());
        }
        if let Some(look) = self.map.look_mut() {
            look.focus = Some(id.clone());
        }
        self.map.preview = None;
        self.map.about.forget();
        self.map.moved_at = self.now;
        effects.extend(self.keep_map());
        self.follow_map();
        effects
    }

    /// From a record to what it names on the map; where that is several, one chooses. `esc` leads back.
    pub(in crate::app) fn show_services(&mut self) -> Effects {
        let Some(record) = self.subject() else { return vec![] };
        let services = self.services_of(record);
        let rows = self.estate.shown();
        let known: Vec<ServiceId> = services.iter().filter(|id| rows.name(id).is_some()).cloned().collect();
        match known.as_slice() {
            [] => vec![],
            [only] => self.go_to_map(&only.clone()),
            many => {
                let item = |id: &ServiceId| {
                    let name = rows.name(id).map_or_else(|| id.0.to_string(), ToString::to_string);
                    let home =
                        rows.home(id).and_then(|home| rows.environment(home)).map_or("", |row| row.name.as_str());
                    Item::new(name, Choice::Map(MapChoice::GoTo(id.clone()))).with_note(home)
                };
                let items = many.iter().map(item).collect();
                let title = format!("{} on the map", self.rows.record_name(record));
                self.layers.push(Layer::Picker(Picker::search(title, items)));
                vec![]
            }
        }
    }

    /// What a record names.
    pub(in crate::app) fn services_of(&self, record: Record) -> Vec<ServiceId> {
        match self.record(record) {
            Some(Row::Incident(row)) => row.services,
            Some(Row::Problem(row)) => row.services,
            Some(Row::Change(row)) => row.services,
            _ => vec![],
        }
    }

    /// Leaves a record for the map; `esc` leads back to it.
    pub(in crate::app) fn go_to_map(&mut self, id: &ServiceId) -> Effects {
        self.leave_trail();
        self.turn_to(Pane::Map);
        self.show_on_map(id)
    }

    /// Follows the line that is previewed; without one, offers what names it.
    pub(in crate::app) fn enter_map(&mut self) -> Effects {
        if self.map.preview.is_some() {
            return self.follow_line();
        }
        let naming = &self.map.about.naming;
        let incidents = naming.incidents.iter().copied().map(Record::Incident);
        let problems = naming.problems.iter().copied().map(Record::Problem);
        let changes = naming.changes.iter().copied().map(Record::Change);
        let records: Vec<Record> = incidents.chain(problems).chain(changes).collect();
        let items: Vec<Item> = records.into_iter().filter_map(|record| self.record_item(record)).collect();
        let name = self.map.focus().and_then(|id| self.estate.shown().name(id)).cloned().unwrap_or_default();
        if items.is_empty() {
            self.say(Tone::Plain, format!("No incident, problem or change names {name}."));
            return vec![];
        }
        self.layers.push(Layer::Picker(Picker::search(format!("What names {name}"), items)));
        vec![]
    }

    /// A record as an item that leads to it.
    fn record_item(&self, record: Record) -> Option<Item> {
        let (title, state, shut) = match self.record(record)? {
            Row::Incident(row) => (row.title, format!("{} {}", row.priority, row.status), None),
            Row::Problem(row) => (row.title, row.status.words().to_owned(), None),
            Row::Change(row) => {
                let shut = Pane::of(record).is_none().then(|| "changes have no pane of their own yet".to_owned());
                (row.title, row.status.words().to_owned(), shut)
            }
            _ => return None,
        };
        let label = format!("{}  {title}", self.rows.record_name(record));
        Some(Item::new(label, Choice::GoTo(record)).with_note(state).shut(shut))
    }

    /// Offers what of it goes to the clipboard.
    pub(in crate::app) fn choose_map_yank(&mut self) -> Effects {
        let Some(id) = self.map.focus().cloned() else { return vec![] };
        let rows = self.estate.shown();
        let name = rows.name(&id).cloned().unwrap_or_default();
        let home = rows.home(&id).and_then(|home| rows.environment(home)).map(|row| row.name.to_string());
        let zones = rows.around(&id).into_iter().rev().map(|zone| zone.name.to_string());
        let path: Vec<String> = home.into_iter().chain(zones).chain([name.to_string()]).collect();
        let path = path.join(" / ");
        let items = vec![
            Item::new("Name", Choice::Copy(name.to_string())).with_key('n').with_note(name.as_str()),
            Item::new("Path", Choice::Copy(path.clone())).with_key('p').with_note(path),
            Item::new("Id", Choice::Copy(id.0.to_string())).with_key('i').with_note(id.0.as_str()),
        ];
        self.layers.push(Layer::Picker(Picker::menu(format!("Copy of {name}"), items)));
        vec![]
    }

    /// What goes on the map when somebody steps: for the keys that move in every list.
    pub(in crate::app) fn step_on_map(&mut self, step: crate::app::list::Step) -> Effects {
        use crate::app::list::Step;
        match step {
            Step::By(rows) if rows < 0 => self.walk_map(walk::Towards::Up),
            Step::By(_) => self.walk_map(walk::Towards::Down),
            Step::First | Step::Last => vec![],
        }
    }
}
