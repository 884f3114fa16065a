//! What stood in a form and did not arrive: it becomes a draft again, below anything newer, and a sentence says which key goes on with it.
//!
//! Invariant: a draft that is made again knows what the row was when it was typed, so what changed meanwhile is shown and not written over.

use super::super::draft::Place;
use super::super::effect::Effects;
use super::super::layers::form::{Kept, Seen, Typed};
use super::super::model::Model;
use super::unmade::{change_of, incident_of, problem_of};
use crate::domain::change::step::Step;
use crate::domain::edits::Edits;
use crate::domain::request::{Deed, Verb};
use crate::domain::value::Record;

impl Model {
    /// Makes a draft again of something new or of an edit that did not arrive, below anything newer. Edits that were no text are made again
    /// with one key, and leave none.
    pub(in crate::app) fn give_form_back(&mut self, deed: &Deed) -> Effects {
        let around = self.around();
        match deed {
            Deed::Create { incident, new } => {
                let kept = Kept { typed: Typed::of_new(new, &around), ..Kept::blank() };
                self.keep_draft(Place::NewIncident(*incident), &kept.text(), None)
            }
            Deed::CreateProblem { problem, new } => {
                let (incidents, mut effects) = self.unlink_unmade(*problem);
                let kept = Kept { typed: Typed::of_new_problem(new, &around), incidents, ..Kept::blank() };
                effects.extend(self.keep_draft(Place::NewProblem(*problem), &kept.text(), None));
                effects
            }
            Deed::CreateChange { change, new } => {
                let kept = Kept { typed: Typed::of_new_change(new, &around), ..Kept::blank() };
                self.keep_draft(Place::NewChange(*change), &kept.text(), None)
            }
            Deed::Edit { record, edits, verb: Verb::Edit } if !is_link(edits) => match (*record, edits.only_text()) {
                (Record::Problem(problem), Some((text, turn))) => self.give_text_back(problem, text, turn),
                (record, _) => self.give_edit_back(record, edits),
            },
            // What of a change moved its window was typed in the form, too.
            Deed::Step { change, edits, .. } => self.give_edit_back(Record::Change(*change), edits),
            _ => vec![],
        }
    }

    fn give_edit_back(&mut self, record: Record, edits: &Edits) -> Effects {
        let around = self.around();
        let (place, now) = match record {
            Record::Incident(id) => (Place::EditIncident(id), self.rows.incidents.get(&id).map(Seen::from)),
            Record::Problem(id) => (Place::EditProblem(id), self.rows.problems.get(&id).map(Seen::from)),
            Record::Change(id) => (Place::EditChange(id), self.rows.changes.get(&id).map(Seen::from)),
        };
        let Some(now) = now else { return self.edit_draft_of_new(record, edits) };
        let mut seen = now.clone();
        edits.inverse().apply(&mut seen);
        let mut wanted = seen.clone();
        edits.apply(&mut wanted);
        let mut typed = Typed::of(&wanted, &around);
        let began = Typed::of(&seen, &around);
        if let Some(newer) = Kept::read(self.drafts.at(place)) {
            typed = newer.typed.over(&newer.began, &typed);
        }
        let kept = Kept { began, typed, ..Kept::of(seen, &around) };
        let mut effects = self.keep_draft(place, &kept.text(), None);
        if self.record_form().is_some_and(|form| form.place == place) {
            let form = self.form_of_draft(place, kept, &now);
            if let Some(open) = self.record_form_mut() {
                *open = form;
            }
            effects.extend(self.keep_form());
        }
        effects
    }

    /// An edit of a record that was never made goes into the draft of it.
    fn edit_draft_of_new(&mut self, record: Record, edits: &Edits) -> Effects {
        let place = match record {
            Record::Incident(id) => Place::NewIncident(id),
            Record::Problem(id) => Place::NewProblem(id),
            Record::Change(id) => Place::NewChange(id),
        };
        let (Some(kept), Some(me)) = (Kept::read(self.drafts.at(place)), &self.me) else { return vec![] };
        let around = self.around();
        let mut row = match record {
            Record::Problem(id) => {
                Seen::Problem(Box::new(problem_of(id, &kept.typed.new_problem(&around), me, self.now)))
            }
            Record::Incident(id) => {
                Seen::Incident(Box::new(incident_of(id, &kept.typed.new_incident(&around), me, self.now)))
            }
            Record::Change(id) => Seen::Change(Box::new(change_of(id, &kept.typed.new_change(&around), me, self.now))),
        };
        edits.apply(&mut row);
        let kept = Kept { typed: Typed::of(&row, &around), ..kept };
        self.keep_draft(place, &kept.text(), None)
    }

    /// Where what stood in the form is, once it was given back.
    pub(in crate::app) fn kept_form(&self, deed: &Deed) -> Option<String> {
        let place = match deed {
            Deed::Create { incident, .. } => Place::NewIncident(*incident),
            Deed::CreateProblem { problem, .. } => Place::NewProblem(*problem),
            Deed::CreateChange { change, .. } => Place::NewChange(*change),
            Deed::Edit { record: Record::Change(id), verb: Verb::Edit, .. } => Place::EditChange(*id),
            Deed::Step { change, step, .. } if matches!(**step, Step::Reschedule { .. }) => Place::EditChange(*change),
            Deed::Edit { record: Record::Incident(id), verb: Verb::Edit, .. } => Place::EditIncident(*id),
            Deed::Edit { record: Record::Problem(id), edits, verb: Verb::Edit } => match edits.only_text() {
                Some((text, _)) => Place::Text(*id, text),
                None => Place::EditProblem(*id),
            },
            _ => return None,
        };
        Some(format!(" What you typed is kept; {} goes on with it.", self.going_on_with(place)))
    }
}

/// Whether they are made again with one key.
fn is_link(edits: &Edits) -> bool {
    edits.problem().is_some() && edits.iter().count() == 1
}
