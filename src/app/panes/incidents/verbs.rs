//! What can be done with an incident: one function a verb. Each looks whether the rules will allow it and says so before anybody types;
//! where they will not, it offers to ask those who may.

use crate::app::draft::Place;
use crate::app::effect::Effects;
use crate::app::intent::Intent;
use crate::app::layers::Layer;
use crate::app::layers::compose::Compose;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::incident::Incident;
use crate::domain::member::Profile;
use crate::domain::permission::{self, Permission, Refusal};
use crate::domain::safe::Safe;
use crate::domain::value::{IncidentId, IncidentStatus, ProfileId, Record};

impl Model {
    pub(super) fn target(&self) -> Option<Incident> {
        self.selected_incident().map(std::borrow::Cow::into_owned)
    }

    /// Whether I may change the selected incident.
    #[must_use]
    pub fn may_change(&self) -> Option<Permission> {
        let (me, incident) = (self.me.as_ref()?, self.selected_incident()?);
        Some(permission::change(me, &*incident))
    }

    /// A refusal in words, naming the people.
    #[must_use]
    pub fn refusal_sentence(&self, refusal: &Refusal, name: &str) -> String {
        self.rows.refusal_sentence(refusal, name)
    }

    /// Wants this of the selected or marked incidents.
    pub(in crate::app) fn intend_here(&mut self, intent: Intent) -> Effects {
        let targets = self.targets();
        self.intend(intent, &targets)
    }

    /// Chooses whom the selected or marked incidents go to.
    pub(in crate::app) fn choose_assignee(&mut self) -> Effects {
        let Some(me) = self.me.clone() else { return vec![] };
        let targets = self.targets();
        let only = self.at_once(&targets).and_then(|only| self.incident(only)).map(std::borrow::Cow::into_owned);
        let mut people: Vec<&Profile> = self.rows.people.values().collect();
        people.sort_by_key(|person| (person.id != me.profile.id, person.label().to_lowercase()));
        let shut = |to| match &only {
            Some(incident) => match permission::assign(&me, incident, to) {
                Permission::Allowed => None,
                Permission::Refused(refusal) => Some(self.refusal_sentence(&refusal, &incident.name())),
            },
            None => None,
        };
        let assigned = only.as_ref().and_then(|incident| incident.assigned_to);
        let mut items: Vec<Item> = people
            .into_iter()
            .map(|person| {
                let now = if assigned == Some(person.id) { "assigned now" } else { person.role.word() };
                let intent = Intent::Assign(Some(person.id));
                Item::new(person.label(), Choice::Intend(intent, targets.clone()))
                    .with_note(now)
                    .shut(shut(Some(person.id)))
            })
            .collect();
        items.push(Item::new("Nobody", Choice::Intend(Intent::Assign(None), targets.clone())).shut(shut(None)));
        if let Some(incident) = only.filter(|_| items.iter().all(|item| item.shut.is_some())) {
            if let Permission::Refused(refusal) = permission::assign(&me, &incident, None) {
                self.offer_to_ask(Record::Incident(incident.id), &refusal);
            }
            return vec![];
        }
        let title = format!("Assign {}", self.named(&targets));
        self.layers.push(Layer::Picker(Picker::search(title, items)));
        vec![]
    }

    /// What the verbs act on, in words: a number, or how many.
    #[must_use]
    pub fn named(&self, targets: &[IncidentId]) -> String {
        match targets {
            [only] => self.incident_name(*only),
            many => format!("{} incidents", many.len()),
        }
    }

    /// Whether the rules refuse to change the row that is acted on at once; then the offer to ask is on the screen.
    pub(in crate::app) fn is_refused(&mut self, targets: &[IncidentId]) -> bool {
        let Some(only) = self.at_once(targets) else { return false };
        let (Some(me), Some(incident)) = (self.me.clone(), self.incident(only).map(std::borrow::Cow::into_owned))
        else {
            return true;
        };
        match permission::change(&me, &incident) {
            Permission::Allowed => false,
            Permission::Refused(refusal) => {
                self.offer_to_ask(Record::Incident(incident.id), &refusal);
                true
            }
        }
    }

    /// Chooses a status for the selected or marked incidents.
    pub(in crate::app) fn choose_status(&mut self) -> Effects {
        let targets = self.targets();
        if targets.is_empty() || self.is_refused(&targets) {
            return vec![];
        }
        let now = match targets.as_slice() {
            [only] => self.incident(*only).map(|incident| incident.status),
            _ => None,
        };
        let items = Self::statuses()
            .map(|(key, status)| {
                let note = if Some(status) == now { "now" } else { "" };
                Item::new(status.word(), Choice::SetStatus(targets.clone(), status)).with_key(key).with_note(note)
            })
            .to_vec();
        let at = Self::statuses().iter().position(|(_, status)| Some(*status) == now).unwrap_or_default();
        let menu = Picker::menu(format!("Status of {}", self.named(&targets)), items).selecting(at);
        self.layers.push(Layer::Picker(menu));
        vec![]
    }

    /// Closes the selected or marked incidents.
    pub(in crate::app) fn close_targets(&mut self) -> Effects {
        let targets = self.targets();
        self.set_status(&targets, IncidentStatus::Closed)
    }

    /// Moves incidents to a status. Closing asks for the reason first.
    pub(in crate::app) fn set_status(&mut self, targets: &[IncidentId], to: IncidentStatus) -> Effects {
        if to != IncidentStatus::Closed {
            return self.intend(Intent::SetStatus(to), targets);
        }
        match targets {
            [only] if self.incident(*only).is_some_and(|incident| incident.status == to) => {
                let name = self.incident_name(*only);
                self.say(Tone::Plain, format!("{name} is {to} already."));
                vec![]
            }
            [] => vec![],
            [first, ..] => {
                let place = Place::CloseReason(*first);
                if !self.is_refused(targets) {
                    let compose = Compose::new(place, self.drafts.at(place)).meant_for(targets.to_vec());
                    self.layers.push(Layer::Compose(Box::new(compose)));
                }
                vec![]
            }
        }
    }

    /// Goes to the problem of the selected incident.
    pub(in crate::app) fn go_to_problem(&mut self) -> Effects {
        let problem = self.selected_incident().and_then(|incident| incident.problem);
        problem.map_or_else(Vec::new, |id| self.go_to_record(Record::Problem(id)))
    }

    /// Goes to the next incident that somebody changed since one looked.
    pub(in crate::app) fn next_unseen(&mut self) -> Effects {
        let (order, unseen) = (self.incidents.list.order(), &self.incidents.unseen);
        let from = self.incidents.list.cursor() + 1;
        let others = || order.iter().cycle().skip(from).take(order.len()).copied();
        match others().find(|id| unseen.calls(id)).or_else(|| others().find(|id| unseen.contains(id))) {
            Some(id) => {
                self.select_incident(id);
                self.look();
            }
            None if unseen.is_empty() => self.say(Tone::Plain, "Nothing new since you looked."),
            None => {
                let key = self.settings.keymap.hint("incident.news");
                let elsewhere = unseen.ids().len();
                self.say(Tone::Plain, format!("Nothing new in this list; {key} shows {elsewhere} elsewhere."));
            }
        }
        vec![]
    }

    /// The directory as mentions need it.
    #[must_use]
    pub fn labelled_people(&self) -> Vec<(Safe, ProfileId)> {
        self.rows.people.values().map(|person| (Safe::line(person.label()), person.id)).collect()
    }
}
