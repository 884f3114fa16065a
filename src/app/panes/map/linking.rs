//! Saying in a record that it is about something on the map, and taking that back, from where one stands.

use super::MapChoice;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::edits::{Edit, Edits, Members};
use crate::domain::permission::Permission;
use crate::domain::request::{Deed, Row, Verb};
use crate::domain::service::ServiceId;
use crate::domain::value::Record;

impl Model {
    /// Offers the records that may be about where one stands: those that are not over and do not name it yet.
    pub(in crate::app) fn choose_to_name(&mut self) -> Effects {
        let Some(id) = self.map.focus().cloned() else { return vec![] };
        let incidents = self
            .rows
            .incidents
            .values()
            .filter(|row| row.status.is_active())
            .map(|row| (row.created_at, Record::Incident(row.id)));
        let problems = self
            .rows
            .problems
            .values()
            .filter(|row| !row.status.is_over())
            .map(|row| (row.created_at, Record::Problem(row.id)));
        let changes = self
            .rows
            .changes
            .values()
            .filter(|row| !row.status.is_over())
            .map(|row| (row.created_at, Record::Change(row.id)));
        let mut records: Vec<_> = incidents.chain(problems).chain(changes).collect();
        records.sort_by_key(|(at, record)| (std::cmp::Reverse(*at), *record));
        let others =
            records.into_iter().map(|(_, record)| record).filter(|record| !self.services_of(*record).contains(&id));
        let items = self.namings(others.collect(), |record| MapChoice::Link(record, id.clone()));
        let name = self.estate.shown().name(&id).cloned().unwrap_or_default();
        self.layers.push(Layer::Picker(Picker::search(format!("What is about {name}"), items)));
        vec![]
    }

    /// Offers the records that name where one stands, to take one away.
    pub(in crate::app) fn choose_to_unname(&mut self) -> Effects {
        let Some(id) = self.map.focus().cloned() else { return vec![] };
        let naming = &self.map.about.naming;
        let incidents = naming.incidents.iter().copied().map(Record::Incident);
        let problems = naming.problems.iter().copied().map(Record::Problem);
        let records = incidents.chain(problems).chain(naming.changes.iter().copied().map(Record::Change)).collect();
        let items = self.namings(records, |record| MapChoice::Unlink(record, id.clone()));
        let name = self.estate.shown().name(&id).cloned().unwrap_or_default();
        self.layers.push(Layer::Picker(Picker::search(format!("What is not about {name} after all"), items)));
        vec![]
    }

    fn namings(&self, records: Vec<Record>, choice: impl Fn(Record) -> MapChoice) -> Vec<Item> {
        let item = |record: Record| {
            let (title, state) = match self.record(record)? {
                Row::Incident(row) => (row.title, row.status.to_string()),
                Row::Problem(row) => (row.title, row.status.words().to_owned()),
                Row::Change(row) => (row.title, row.status.words().to_owned()),
                _ => return None,
            };
            let name = self.rows.record_name(record);
            let shut = match self.may_change_record(record) {
                Some(Permission::Refused(refusal)) => Some(self.refusal_sentence(&refusal, &name)),
                _ => None,
            };
            Some(Item::new(format!("{name}  {title}"), Choice::Map(choice(record))).with_note(state).shut(shut))
        };
        records.into_iter().filter_map(item).collect()
    }

    /// Says in a record that it is about something, or takes that back. Everything else it names stays, known or not.
    pub(super) fn link_service(&mut self, record: Record, id: &ServiceId, joins: bool) -> Effects {
        let (join, leave) = if joins { (vec![id.clone()], vec![]) } else { (vec![], vec![id.clone()]) };
        if self.services_of(record).contains(id) == joins {
            self.say(Tone::Plain, "It is so already.");
            return vec![];
        }
        let edits = Edits::of([Edit::Services(Members { join, leave })]);
        self.decide(Deed::Edit { record, edits, verb: Verb::Edit })
    }
}
