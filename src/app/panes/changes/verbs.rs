//! What can be done with a change besides the steps of its life: who does it, what it ends.

use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::change::Change;
use crate::domain::change::step::Kind;
use crate::domain::edits::{Edit, Edits, Turn};
use crate::domain::member::Me;
use crate::domain::permission::{self, Permission};
use crate::domain::request::{Deed, Verb};
use crate::domain::value::{ChangeId, IncidentId, ProblemId, ProfileId, Record};
use std::cmp::Reverse;

/// What was chosen for a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// Somebody's, or nobody's.
    Assign(Option<ProfileId>),
    /// A step of its life.
    Step(Kind),
    /// It ends this problem, or this incident, or nothing.
    Ends(Option<Record>),
}

impl Model {
    /// Me and the selected change, if the rules let me change it; where they do not, the offer to ask is on the screen.
    fn own_change(&mut self) -> Option<(Me, Change)> {
        let (me, change) = (self.me.clone()?, self.selected_change()?.into_owned());
        if let Permission::Refused(refusal) = permission::change(&me, &change) {
            self.offer_to_ask(Record::Change(change.id), &refusal);
            return None;
        }
        Some((me, change))
    }

    /// Makes the selected change mine to do.
    pub(in crate::app) fn take_change(&mut self) -> Effects {
        let (Some(me), Some(change)) = (self.me.clone(), self.selected_change().map(std::borrow::Cow::into_owned))
        else {
            return vec![];
        };
        let edits = Edits::assign(&change, Some(me.profile.id));
        if edits.is_empty() {
            self.say(Tone::Plain, format!("{} is yours already.", change.name()));
            return vec![];
        }
        self.edit_change(&change, edits, Verb::Take)
    }

    /// Chooses whom the selected change goes to.
    pub(in crate::app) fn choose_change_assignee(&mut self) -> Effects {
        let Some((me, change)) = self.own_change() else { return vec![] };
        let shut = |to| match permission::assign(&me, &change, to) {
            Permission::Refused(refusal) if to != change.assigned_to => {
                Some(self.refusal_sentence(&refusal, &change.name()))
            }
            _ => None,
        };
        let choice = |to| Choice::Change(change.id, Chosen::Assign(to));
        let items = self.people_items(change.assigned_to, choice, shut);
        self.layers.push(Layer::Picker(Picker::search(format!("Assign {}", change.name()), items)));
        vec![]
    }

    /// Chooses what the selected change ends: a problem or an incident, one of both.
    pub(in crate::app) fn choose_what_it_ends(&mut self) -> Effects {
        let Some((_, change)) = self.own_change() else { return vec![] };
        let choice = |record| Choice::Change(change.id, Chosen::Ends(record));
        let mut items = vec![];
        let mut problems: Vec<_> = self.rows.problems.values().filter(|row| !row.status.is_over()).collect();
        problems.sort_by_key(|row| (change.problem != Some(row.id), Reverse((row.priority, row.created_at))));
        for row in problems {
            let note = if change.problem == Some(row.id) { "now" } else { row.status.words() };
            let label = format!("{} {}", row.name(), row.title);
            items.push(Item::new(label, choice(Some(Record::Problem(row.id)))).with_note(note));
        }
        let mut incidents: Vec<_> = self.rows.incidents.values().filter(|row| row.status.is_active()).collect();
        incidents.sort_by_key(|row| (change.incident != Some(row.id), Reverse((row.priority, row.created_at)), row.id));
        for row in incidents {
            let note = if change.incident == Some(row.id) { "now" } else { row.status.word() };
            let label = format!("{} {}", row.name(), row.title);
            items.push(Item::new(label, choice(Some(Record::Incident(row.id)))).with_note(note));
        }
        items.push(Item::new("Nothing: unlink", choice(None)));
        self.layers.push(Layer::Picker(Picker::search(format!("What {} ends", change.name()), items)));
        vec![]
    }

    /// Does what was chosen for a change.
    pub(in crate::app) fn do_to_change(&mut self, id: ChangeId, chosen: Chosen) -> Effects {
        let Some(change) = self.change(id).map(std::borrow::Cow::into_owned) else {
            self.say(Tone::Bad, "The change is gone, or hidden from you.");
            return vec![];
        };
        let name = change.name();
        match chosen {
            Chosen::Assign(to) if to == change.assigned_to => {
                let whose = to.map_or_else(|| "nobody's".to_owned(), |who| format!("{}'s", self.rows.full_name(who)));
                self.say(Tone::Plain, format!("{name} is {whose} already."));
                vec![]
            }
            Chosen::Assign(to) => self.edit_change(&change, Edits::assign(&change, to), Verb::Assign),
            Chosen::Step(kind) => self.take_step(kind),
            Chosen::Ends(record) => {
                let (problem, incident) = match record {
                    Some(Record::Problem(id)) => (Some(id), None),
                    Some(Record::Incident(id)) => (None, Some(id)),
                    Some(Record::Change(_)) | None => (None, None),
                };
                self.end_with(&change, problem, incident)
            }
        }
    }

    fn end_with(&mut self, change: &Change, problem: Option<ProblemId>, incident: Option<IncidentId>) -> Effects {
        let edits = Edits::of([
            Edit::Problem(Turn::new(change.problem, problem)),
            Edit::Incident(Turn::new(change.incident, incident)),
        ]);
        if edits.is_empty() {
            self.say(Tone::Plain, format!("{} is linked so already.", change.name()));
            return vec![];
        }
        self.edit_change(change, edits, Verb::Edit)
    }

    fn edit_change(&mut self, change: &Change, edits: Edits, verb: Verb) -> Effects {
        let record = Record::Change(change.id);
        let Some(me) = &self.me else { return vec![] };
        if let Permission::Refused(refusal) = permission::edit(me, change, &edits) {
            self.offer_to_ask(record, &refusal);
            return vec![];
        }
        self.decide(Deed::Edit { record, edits, verb })
    }
}
