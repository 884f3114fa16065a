//! Reporting and editing incidents in the form: opening it, keeping its draft, saving it, and giving back what did not arrive.
//!
//! What stands in the form is a draft the whole time. A draft remembers the row it began from; opened again it is laid over the row as
//! it is by then, and says where the two cross.

mod filling;
mod words;

pub use filling::Filling;

use super::draft::Place;
use super::effect::{Effect, Effects};
use super::layers::Layer;
use super::layers::form::{Form, Kept, Name, Typed, Value};
use super::layers::picker::{Choice, Item, Picker};
use super::model::Model;
use super::notice::Tone;
use crate::domain::edits::Edits;
use crate::domain::incident::Incident;
use crate::domain::member::Me;
use crate::domain::permission::{self, Permission};
use crate::domain::request::{Deed, NewIncident, Verb};
use crate::domain::rich_text;
use crate::domain::value::{IncidentId, IncidentStatus, Record};
use crossterm::event::KeyCode;
use jiff::Timestamp;

/// The fields of the priority alone.
const PRIORITY: &[Name] = &[Name::Criticality, Name::Urgency, Name::Priority];

impl Model {
    /// The form, if it has the keys or lies under the picker that fills it.
    #[must_use]
    pub fn incident_form(&self) -> Option<&Form> {
        self.layers.iter().rev().find_map(|layer| if let Layer::Form(form) = layer { Some(&**form) } else { None })
    }

    fn incident_form_mut(&mut self) -> Option<&mut Form> {
        self.layers
            .iter_mut()
            .rev()
            .find_map(|layer| if let Layer::Form(form) = layer { Some(&mut **form) } else { None })
    }

    /// Opens the form for a new incident, with the draft of one if there is one.
    pub(super) fn report_incident(&mut self) -> Effects {
        let Some(me) = &self.me else { return vec![] };
        if let Permission::Refused(refusal) = permission::comment(me) {
            let sentence = self.refusal_sentence(&refusal, "");
            self.say(Tone::Bad, sentence);
            return vec![];
        }
        let found = self.drafts.new_incident().and_then(|id| {
            let place = Place::NewIncident(id);
            Some((place, Kept::read(self.drafts.at(place))?))
        });
        if let Some((place, kept)) = found {
            self.say(Tone::Plain, "Your draft of a new incident is open again; nothing of it is sent yet.");
            self.layers.push(Layer::Form(Box::new(Form::new(place, kept))));
            return vec![];
        }
        let place = Place::NewIncident(self.new_incident_id());
        let kept = Kept { seen: None, began: Typed::blank(), typed: Typed::blank() };
        self.layers.push(Layer::Form(Box::new(Form::new(place, kept))));
        vec![]
    }

    /// Opens the form for the selected incident.
    pub(super) fn edit_incident(&mut self) -> Effects {
        self.edit_at(Name::Title, &[])
    }

    /// Opens the ratings and the priority of the selected incident.
    pub(super) fn edit_priority(&mut self) -> Effects {
        self.edit_at(Name::Criticality, PRIORITY)
    }

    /// Opens the tags of the selected incident; of those that are marked, chooses one that joins or leaves.
    pub(super) fn edit_tags(&mut self) -> Effects {
        if self.is_about_marks() {
            let targets = self.targets();
            return self.choose_tag(&targets);
        }
        self.edit_at(Name::Tags, &[Name::Tags])
    }

    /// Opens the form at a field; with some fields only, unless there is a draft, which may have changed others.
    fn edit_at(&mut self, at: Name, only: &[Name]) -> Effects {
        let Some(me) = self.me.clone() else { return vec![] };
        let Some(incident) = self.selected_incident().map(std::borrow::Cow::into_owned) else { return vec![] };
        if let Permission::Refused(refusal) = permission::change(&me, &incident) {
            self.offer_to_ask(Record::Incident(incident.id), &refusal);
            return vec![];
        }
        let place = Place::EditIncident(incident.id);
        let form = if let Some(kept) = Kept::read(self.drafts.at(place)) {
            let name = incident.name();
            self.say(Tone::Plain, format!("Your draft of {name} is open again; nothing of it is sent yet."));
            self.form_of_draft(place, kept, &incident)
        } else {
            let typed = Typed::of(&incident, &self.labelled_people());
            let notes = self.untypable_in(&incident);
            let form =
                Form::new(place, Kept { seen: Some(Box::new(incident)), began: typed.clone(), typed }).noting(notes);
            if only.is_empty() { form } else { form.only(only) }
        };
        self.layers.push(Layer::Form(Box::new(form.at(at))));
        vec![]
    }

    /// A draft laid over the row as it is now.
    fn form_of_draft(&self, place: Place, kept: Kept, now: &Incident) -> Form {
        let people = self.labelled_people();
        let (kept, crossed) = kept.rebased(now, &people);
        let notes = crossed
            .into_iter()
            .map(|name| (name, format!("meanwhile it became {}", self.worded(name, &kept.began, Some(now)))))
            .chain(self.untypable_in(now))
            .collect();
        Form::new(place, kept).noting(notes)
    }

    /// What a change of the description would lose, said under it from the first.
    fn untypable_in(&self, incident: &Incident) -> Vec<(Name, String)> {
        let lost = rich_text::untypable(&incident.description, &self.labelled_people());
        if lost.is_empty() {
            return vec![];
        }
        let sentence =
            format!("parts of it cannot be typed here ({}); changing the description drops them", lost.join(", "));
        vec![(Name::Description, sentence)]
    }

    /// Keeps what stands in the form.
    pub(super) fn keep_form(&mut self) -> Effects {
        let Some(form) = self.incident_form() else { return vec![] };
        let (place, kept) = (form.place, form.kept());
        self.keep_draft(place, &kept.text(), None)
    }

    /// Does something to the form and keeps what became of it.
    pub(super) fn change_form<R>(&mut self, change: impl FnOnce(&mut Form) -> R) -> Effects {
        let Some(form) = self.incident_form_mut() else { return vec![] };
        change(form);
        self.keep_form()
    }

    /// Enter: on to the next field, a new line in a text, the picker, another link. At the end of a short form it saves.
    pub(super) fn enter_in_form(&mut self) -> Effects {
        let Some(form) = self.incident_form() else { return vec![] };
        let Some(entry) = form.focused() else { return vec![] };
        match &entry.value {
            Value::Text(_) => self.change_form(|form| form.key(crossterm::event::KeyEvent::from(KeyCode::Enter))),
            Value::Adder => self.change_form(Form::add_link),
            _ if entry.is_picked() => self.pick(None),
            _ if form.is_quick && form.is_at_end() => self.save_form(),
            _ => self.change_form(|form| form.turn(false)),
        }
    }

    /// Pasted text, taken or refused with the reason.
    pub(super) fn paste_in_form(&mut self, text: &str) -> Effects {
        let mut refused = None;
        let effects = self.change_form(|form| refused = form.paste(text).err());
        if let Some(sentence) = refused {
            self.say(Tone::Bad, sentence);
        }
        effects
    }

    /// Asks what to put back: a field, or everything.
    pub(super) fn ask_put_back(&mut self) -> Effects {
        let Some(form) = self.incident_form() else { return vec![] };
        let Some(entry) = form.focused() else { return vec![] };
        let all = if form.seen.is_some() { "All fields: forget the draft" } else { "Everything: report nothing" };
        let items = vec![
            Item::new(format!("{} as it was", entry.name.label().trim()), Choice::PutBack).with_key('f'),
            Item::new(all, Choice::Discard).with_key('a'),
            Item::new("Leave it", Choice::Leave).with_key('n'),
        ];
        self.layers.push(Layer::Picker(Picker::menu("Put back", items)));
        vec![]
    }

    /// Forgets what stands in the form, and leaves it.
    pub(super) fn discard_form(&mut self) -> Effects {
        let Some(Layer::Form(form)) = self.layers.pop() else { return vec![] };
        self.say(Tone::Plain, "The draft is forgotten; nothing was sent.");
        self.keep_draft(form.place, "", None)
    }

    /// Leaves the form; what was typed is a draft.
    pub(super) fn leave_form(&mut self) -> Effects {
        let Some(Layer::Form(form)) = self.layers.pop() else { return vec![] };
        let kept = form.kept().text();
        if !kept.is_empty() {
            let key = if form.seen.is_some() { "incident.edit" } else { "incident.report" };
            let key = self.settings.keymap.hint(key);
            self.say(Tone::Good, format!("Kept as a draft; {key} goes on with it."));
        }
        self.keep_draft(form.place, &kept, None)
    }

    /// Sends what stands in the form: only what was touched, or a whole new incident.
    pub(super) fn save_form(&mut self) -> Effects {
        let people = self.labelled_people();
        let Some(form) = self.incident_form_mut() else { return vec![] };
        if !form.check() {
            self.clear_notice();
            return vec![];
        }
        let (place, edits, incident) = (form.place, form.edits(&people), form.edits_incident());
        let deed = match (incident, place) {
            (Some(_), _) if edits.is_empty() => {
                self.say(Tone::Plain, "Nothing changed yet, so there is nothing to send.");
                return vec![];
            }
            (Some(incident), _) => {
                if let Some(sentence) = self.refused_edits(incident, &edits) {
                    self.say(Tone::Bad, sentence);
                    return vec![];
                }
                Deed::Edit { record: Record::Incident(incident), edits, verb: Verb::Edit }
            }
            (None, Place::NewIncident(incident)) => {
                Deed::Create { incident, new: Box::new(form.typed().new_incident(&people)) }
            }
            (None, _) => return vec![],
        };
        self.layers.pop();
        let is_new = matches!(deed, Deed::Create { .. });
        let mut effects = self.decide(deed);
        effects.extend(self.keep_draft(place, "", None));
        if let (true, Place::NewIncident(id)) = (is_new, place) {
            self.show_reported(id);
        }
        effects
    }

    fn refused_edits(&self, id: IncidentId, edits: &Edits) -> Option<String> {
        let (me, row) = (self.me.as_ref()?, self.incident(id)?);
        match permission::edit(me, &*row, edits) {
            Permission::Allowed => None,
            Permission::Refused(refusal) => Some(self.refusal_sentence(&refusal, &row.name())),
        }
    }

    /// Puts the cursor on an incident that was just reported. A filter that would hide it goes, and that is said.
    fn show_reported(&mut self, id: IncidentId) {
        let before = self.incidents.filter_text.clone();
        self.select_incident(id);
        if !before.is_empty() && self.incidents.filter_text.is_empty() {
            self.say(Tone::Plain, format!("The filter “{before}” does not show the new incident, so it is off."));
        }
    }

    /// An incident that was reported and is not at the server yet, as it will be.
    pub(super) fn reported(&self, id: IncidentId) -> Option<Incident> {
        let me = self.me.as_ref()?;
        self.pending.on(Record::Incident(id)).find_map(|unjudged| match &unjudged.op.deed {
            Deed::Create { incident, new } if *incident == id => Some(as_row(id, new, me, unjudged.op.at)),
            _ => None,
        })
    }

    /// Makes a draft again of a report or an edit that did not arrive, below anything newer. Edits that were no text are made again with
    /// one key, and leave none.
    pub(super) fn give_form_back(&mut self, deed: &Deed) -> Effects {
        let people = self.labelled_people();
        match deed {
            Deed::Create { incident, new } => {
                let kept = Kept { seen: None, began: Typed::blank(), typed: Typed::of_new(new, &people) };
                self.keep_draft(Place::NewIncident(*incident), &kept.text(), None)
            }
            Deed::Edit { record: Record::Incident(incident), edits, verb: Verb::Edit }
                if edits.problem().is_none() || edits.iter().count() > 1 =>
            {
                let Some(now) = self.rows.incidents.get(incident).cloned() else {
                    return self.edit_draft_of_report(*incident, edits);
                };
                let mut seen = now.clone();
                edits.inverse().apply(&mut seen);
                let mut wanted = seen.clone();
                edits.apply(&mut wanted);
                let place = Place::EditIncident(*incident);
                let mut typed = Typed::of(&wanted, &people);
                let began = Typed::of(&seen, &people);
                if let Some(newer) = Kept::read(self.drafts.at(place)) {
                    typed = newer.typed.over(&newer.began, &typed);
                }
                let kept = Kept { seen: Some(Box::new(seen)), began, typed };
                let mut effects = self.keep_draft(place, &kept.text(), None);
                if self.incident_form().is_some_and(|form| form.place == place) {
                    let form = self.form_of_draft(place, kept, &now);
                    if let Some(open) = self.incident_form_mut() {
                        *open = form;
                    }
                    effects.extend(self.keep_form());
                }
                effects
            }
            _ => vec![],
        }
    }

    /// An edit of an incident that was never reported goes into the draft of the report.
    fn edit_draft_of_report(&mut self, id: IncidentId, edits: &Edits) -> Effects {
        let place = Place::NewIncident(id);
        let (Some(kept), Some(me)) = (Kept::read(self.drafts.at(place)), &self.me) else { return vec![] };
        let people = self.labelled_people();
        let mut row = as_row(id, &kept.typed.new_incident(&people), me, self.now);
        edits.apply(&mut row);
        let kept = Kept { typed: Typed::of(&row, &people), ..kept };
        self.keep_draft(place, &kept.text(), None)
    }

    /// Where what stood in the form is, once it was given back.
    pub(super) fn kept_form(&self, deed: &Deed) -> Option<String> {
        let command = match deed {
            Deed::Create { .. } => "incident.report",
            Deed::Edit { verb: Verb::Edit, .. } => "incident.edit",
            _ => return None,
        };
        let key = self.settings.keymap.hint(command);
        Some(format!(" What you typed is kept; {key} goes on with it."))
    }

    /// Goes on with the description in the external editor.
    pub(super) fn edit_description_outside(&mut self) -> Effects {
        let Some(form) = self.incident_form_mut() else { return vec![] };
        let Some(at) = form.entries.iter().position(|entry| entry.name == Name::Description) else {
            self.say(Tone::Plain, "There is no description in this short form.");
            return vec![];
        };
        form.focus = at;
        vec![Effect::Edit(form.typed().description)]
    }

    /// The external editor is back with a description.
    pub(super) fn description_edited(&mut self, text: &str) -> Effects {
        self.change_form(|form| {
            for entry in &mut form.entries {
                if let Value::Text(area) = &mut entry.value {
                    area.set(text);
                }
            }
        })
    }
}

/// A new incident as a row that has no number yet.
fn as_row(id: IncidentId, new: &NewIncident, me: &Me, at: Timestamp) -> Incident {
    Incident {
        id,
        organization: me.organization,
        number: None,
        title: new.title.clone(),
        description: new.description.clone(),
        priority: new.priority,
        status: IncidentStatus::Open,
        assigned_to: new.assigned_to,
        created_by: me.profile.id,
        problem: new.problem,
        tags: new.tags.clone(),
        services: new.services.clone(),
        criticality: new.criticality,
        urgency: new.urgency,
        auto_priority: new.auto_priority,
        links: new.links.clone(),
        customer: new.customer.clone(),
        created_at: at,
        updated_at: at,
        resolved_at: None,
    }
}
