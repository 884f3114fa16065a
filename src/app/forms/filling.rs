//! Choosing what goes into a field: people, services and problems in a picker, known tags and customers behind the cursor.

use super::super::effect::Effects;
use super::super::layers::Layer;
use super::super::layers::form::{Entry, Name, Offers, Value};
use super::super::layers::picker::{Choice, Item, Picker};
use super::super::model::Model;
use super::super::notice::Tone;
use crate::domain::edits::Editable;
use crate::domain::incident::Incident;
use crate::domain::member::Profile;
use crate::domain::permission::{self, Permission};
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
use crate::domain::service::{Service, ServiceId};
use crate::domain::tag;
use crate::domain::value::{IncidentId, IncidentStatus, ProblemId, ProblemStatus, ProfileId};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What was chosen for the field that has the keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Filling {
    /// Somebody or nobody.
    Person(Option<ProfileId>),
    /// A service, put in or taken out.
    Service(ServiceId),
    /// A problem or none.
    Problem(Option<ProblemId>),
    /// An incident or none.
    Incident(Option<IncidentId>),
}

impl Model {
    /// Opens the picker of the field that has the keys, with a first letter typed.
    pub(in crate::app) fn pick(&mut self, first: Option<char>) -> Effects {
        let Some(entry) = self.record_form().and_then(|form| form.focused()) else { return vec![] };
        let (title, items) = match &entry.value {
            Value::Person(now) => {
                let choice = |to| Choice::Fill(Filling::Person(to));
                ("Assign to", self.people_items(*now, choice, |to| self.shut_to(to)))
            }
            Value::Problem(now) => ("Part of problem", self.problem_items(*now)),
            Value::Incident(now) => ("For incident", self.incident_items(*now)),
            Value::Services(chosen) => ("Services: enter puts one in or takes it out", self.service_items(chosen)),
            _ => return vec![],
        };
        if items.is_empty() {
            self.say(Tone::Plain, "No services are visible to you. Those that are named already stay.");
            return vec![];
        }
        let mut picker = Picker::search(title, items);
        if let (Some(first), Some(query)) = (first, picker.query.as_mut()) {
            query.set(&first.to_string());
            picker.narrow();
        }
        self.layers.push(Layer::Picker(picker));
        vec![]
    }

    /// Everybody a record can be given to, oneself first, then nobody; greyed where `shut` says why.
    pub(in crate::app) fn people_items(
        &self,
        now: Option<ProfileId>,
        choice: impl Fn(Option<ProfileId>) -> Choice,
        shut: impl Fn(Option<ProfileId>) -> Option<String>,
    ) -> Vec<Item> {
        let mut people: Vec<&Profile> = self.rows.people.values().collect();
        people.sort_by_key(|person| (Some(person.id) != self.my_id(), person.label().to_lowercase()));
        let item = |label: &str, to: Option<ProfileId>, note: &str| {
            let note = if now == to { "now" } else { note };
            Item::new(label, choice(to)).with_note(note).shut(shut(to))
        };
        let mut items: Vec<Item> =
            people.into_iter().map(|person| item(person.label(), Some(person.id), person.role.word())).collect();
        items.push(item("Nobody", None, ""));
        items
    }

    /// Why a record that is being edited cannot be given to somebody.
    fn shut_to(&self, to: Option<ProfileId>) -> Option<String> {
        let (me, row) = (self.me.as_ref()?, self.record_form()?.seen.as_ref()?);
        if row.assignee() == to {
            return None;
        }
        match permission::assign(me, row, to) {
            Permission::Allowed => None,
            Permission::Refused(refusal) => Some(self.refusal_sentence(&refusal, &row.name())),
        }
    }

    fn problem_items(&self, now: Option<ProblemId>) -> Vec<Item> {
        let is_over = |status| matches!(status, ProblemStatus::Resolved | ProblemStatus::Closed);
        let mut problems: Vec<&Problem> = self.rows.problems.values().collect();
        problems.sort_by_key(|problem| (is_over(problem.status), Reverse(problem.number.clone())));
        let item = |problem: &Problem| {
            let note = if now == Some(problem.id) { "now" } else { problem.status.word() };
            let label = format!("{} {}", problem.name(), problem.title);
            Item::new(label, Choice::Fill(Filling::Problem(Some(problem.id)))).with_note(note.replace('_', " "))
        };
        let mut items: Vec<Item> = problems.into_iter().map(item).collect();
        items.push(Item::new("None", Choice::Fill(Filling::Problem(None))));
        items
    }

    fn incident_items(&self, now: Option<IncidentId>) -> Vec<Item> {
        let is_meant = |row: &&Incident| row.status != IncidentStatus::Closed || now == Some(row.id);
        let mut incidents: Vec<&Incident> = self.rows.incidents.values().filter(is_meant).collect();
        incidents.sort_by_key(|row| (!row.status.is_active(), Reverse((row.priority, row.created_at)), row.id));
        let item = |row: &Incident| {
            let note = if now == Some(row.id) { "now" } else { row.status.word() };
            let label = format!("{} {}", row.name(), row.title);
            Item::new(label, Choice::Fill(Filling::Incident(Some(row.id)))).with_note(note)
        };
        let mut items: Vec<Item> = incidents.into_iter().map(item).collect();
        items.push(Item::new("None", Choice::Fill(Filling::Incident(None))));
        items
    }

    fn service_items(&self, chosen: &[ServiceId]) -> Vec<Item> {
        let known: Vec<&Service> = self.rows.services.values().collect();
        let item = |id: &ServiceId, note: &str| {
            Item::new(self.service_label(id), Choice::Fill(Filling::Service(id.clone()))).with_note(note)
        };
        let mut rest: Vec<&&Service> = known.iter().filter(|service| !chosen.contains(&service.id)).collect();
        rest.sort_by_key(|service| service.label.to_lowercase());
        let chosen = chosen.iter().map(|id| item(id, "chosen"));
        chosen.chain(rest.into_iter().map(|service| item(&service.id, ""))).collect()
    }

    /// A service with the environment it stands in; one nobody knows by its id.
    #[must_use]
    pub fn service_label(&self, id: &ServiceId) -> String {
        match self.rows.services.get(id) {
            Some(Service { label, environment: Some(environment), .. }) => format!("{label} ({environment})"),
            Some(service) => service.label.to_string(),
            None => id.0.to_string(),
        }
    }

    /// Puts what was chosen into the field. The picker of services stays, for there may be more.
    pub(in crate::app) fn fill(&mut self, filling: Filling) -> Effects {
        let is_service = matches!(filling, Filling::Service(_));
        let effects = self.change_form(|form| {
            let Some(Entry { value, error, .. }) = form.focused_mut() else { return };
            *error = None;
            match (value, filling) {
                (Value::Person(who), Filling::Person(to)) => *who = to,
                (Value::Problem(problem), Filling::Problem(to)) => {
                    *problem = to;
                    form.end_one(to.is_some());
                }
                (Value::Incident(incident), Filling::Incident(to)) => {
                    *incident = to;
                    form.end_one(to.is_some());
                }
                (Value::Services(services), Filling::Service(id)) => {
                    if let Some(at) = services.iter().position(|known| *known == id) {
                        services.remove(at);
                    } else {
                        services.push(id);
                    }
                }
                _ => {}
            }
        });
        if is_service {
            self.pick(None);
        } else {
            self.change_form(|form| form.turn(false));
        }
        effects
    }

    /// Finds the known words for the line that has the keys, where that line is another than the last time: there can be very many rows
    /// to look through, and a frame is drawn far more often than a line changes.
    pub(in crate::app) fn refresh_form_offers(&mut self) {
        let Some(form) = self.record_form() else { return };
        let asked = form.asked();
        if asked == form.offers.asked.as_ref().map(|(name, line)| (*name, line.as_str())) {
            return;
        }
        let (from, words) = asked.map(|(name, line)| self.known_words(name, line)).unwrap_or_default();
        let asked = asked.map(|(name, line)| (name, line.to_owned()));
        if let Some(form) = self.record_form_mut() {
            form.offers = Offers { asked, from, words };
        }
    }

    /// From where on known words go on in a line, and which.
    fn known_words(&self, name: Name, line: &str) -> (usize, Vec<Safe>) {
        let rows = self.rows.incidents.values();
        if name == Name::Tags {
            let others = self.rows.problems.values().flat_map(|row| &row.tags);
            let others = others.chain(self.rows.changes.values().flat_map(|row| &row.tags));
            let known: BTreeSet<&Safe> = rows.flat_map(|row| &row.tags).chain(others).collect();
            let known: Vec<Safe> = known.into_iter().cloned().collect();
            let (from, words) = tag::complete(line, &known);
            return (from, words.into_iter().cloned().collect());
        }
        let wanted = line.trim_start().to_lowercase();
        if wanted.is_empty() {
            return (0, vec![]);
        }
        let is_offered = |known: &&Safe| known.to_lowercase().starts_with(&wanted) && known.as_str() != line;
        let known: BTreeSet<&Safe> = rows.filter_map(|row| row.customer.as_ref()).filter(is_offered).collect();
        (0, known.into_iter().cloned().collect())
    }

    /// Puts the first of the known words.
    pub(in crate::app) fn complete_in_form(&mut self) -> Effects {
        let offers = self.record_form().map(|form| form.offers.clone()).unwrap_or_default();
        let from = offers.from;
        let Some(word) = offers.words.into_iter().next() else {
            self.say(Tone::Plain, "Nothing known begins like that.");
            return vec![];
        };
        self.change_form(|form| {
            if let Some(Entry { value: Value::Line(field), .. }) = form.focused_mut() {
                let line = format!("{}{word}", field.text().get(..from).unwrap_or_default());
                field.set(&line);
            }
        })
    }
}
