//! Making and editing incidents, problems and changes in the form: opening it, keeping its draft, saving it.
//!
//! What stands in the form is a draft the whole time. A draft remembers the row it began from; opened again it is laid over the row as
//! it is by then, and says where the two cross.

mod filling;
mod making;
mod undelivered;
mod unmade;
mod words;

pub use filling::Filling;
pub(in crate::app) use making::Making;

use super::command;
use super::draft::Place;
use super::effect::{Effect, Effects};
use super::layers::Layer;
use super::layers::form::{Around, Form, Kept, Name, Seen, Typed, Value};
use super::layers::picker::{Choice, Item, Picker};
use super::model::Model;
use super::notice::Tone;
use super::panes::Pane;
use crate::domain::edits::{Editable, Edits};
use crate::domain::permission::{self, Permission};
use crate::domain::request::{Deed, Verb};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::{IncidentId, Record};
use crossterm::event::KeyCode;

/// The fields of the priority alone.
const PRIORITY: &[Name] = &[Name::Criticality, Name::Urgency, Name::Priority];
/// The same of a change, which nobody rates.
const PRIORITY_OF_CHANGE: &[Name] = &[Name::Priority];

impl Model {
    /// What a form is read and written with.
    #[must_use]
    pub fn around(&self) -> Around {
        Around { people: self.labelled_people(), zone: self.zone.clone(), now: self.now }
    }

    /// The form, if it has the keys or lies under the picker that fills it.
    #[must_use]
    pub fn record_form(&self) -> Option<&Form> {
        self.layers.iter().rev().find_map(|layer| if let Layer::Form(form) = layer { Some(&**form) } else { None })
    }

    fn record_form_mut(&mut self) -> Option<&mut Form> {
        self.layers
            .iter_mut()
            .rev()
            .find_map(|layer| if let Layer::Form(form) = layer { Some(&mut **form) } else { None })
    }

    /// Opens the form for a new incident, with the draft of one if there is one.
    pub(super) fn report_incident(&mut self) -> Effects {
        let begun = self.drafts.new_incidents().first().copied().map(Place::NewIncident);
        let fresh = Place::NewIncident(self.new_incident_id());
        self.make_anew(begun, fresh)
    }

    /// Opens the form for a new problem, with the draft of one if there is one.
    pub(super) fn write_problem_down(&mut self) -> Effects {
        let begun = self.drafts.new_problems().first().copied().map(Place::NewProblem);
        let fresh = Place::NewProblem(self.new_problem_id());
        self.make_anew(begun, fresh)
    }

    /// Opens the form for a new change, with the draft of one if there is one.
    pub(super) fn draft_change(&mut self) -> Effects {
        let begun = self.drafts.new_changes().first().copied().map(Place::NewChange);
        let fresh = Place::NewChange(self.new_change_id());
        self.make_anew(begun, fresh)
    }

    /// Opens the form for a change that ends the selected incident or problem, filled in as far as that tells of it.
    pub(super) fn plan_change(&mut self) -> Effects {
        if !self.may_make() {
            return vec![];
        }
        let typed = match self.subject() {
            Some(Record::Incident(id)) => self.incident(id).map(|row| Typed::change_for_incident(&row)),
            Some(Record::Problem(id)) => self.problem(id).map(|row| Typed::change_for_problem(&row, &self.around())),
            Some(Record::Change(_)) | None => None,
        };
        let Some(typed) = typed else { return vec![] };
        let place = Place::NewChange(self.new_change_id());
        self.layers.push(Layer::Form(Box::new(Form::new(place, Kept::new_from(typed)))));
        vec![]
    }

    /// Opens the window of the selected change, with the status it may be moved in.
    pub(super) fn edit_window(&mut self) -> Effects {
        self.edit_at(Name::Starts, &[Name::Starts, Name::Ends])
    }

    /// Opens the form for something new: as it was begun, or empty.
    fn make_anew(&mut self, begun: Option<Place>, fresh: Place) -> Effects {
        if !self.may_make() {
            return vec![];
        }
        let found = begun.and_then(|place| Some((place, Kept::read(self.drafts.at(place))?)));
        let (place, kept) = match found {
            Some((place, kept)) => {
                let kind = place.record().kind();
                self.say(Tone::Plain, format!("Your draft of a new {kind} is open again; nothing of it is sent yet."));
                (place, kept)
            }
            None if matches!(fresh, Place::NewChange(_)) => (fresh, Kept::new_from(Typed::blank_change())),
            None => (fresh, Kept::blank()),
        };
        self.layers.push(Layer::Form(Box::new(Form::new(place, kept))));
        vec![]
    }

    /// Whether I may make anything; if not, that is said.
    fn may_make(&mut self) -> bool {
        let Some(me) = &self.me else { return false };
        if let Permission::Refused(refusal) = permission::comment(me) {
            let sentence = self.refusal_sentence(&refusal, "");
            self.say(Tone::Bad, sentence);
            return false;
        }
        true
    }

    /// Opens the form for the selected record.
    pub(super) fn edit_record(&mut self) -> Effects {
        self.edit_at(Name::Title, &[])
    }

    /// Opens the ratings and the priority of the selected record.
    pub(super) fn edit_priority(&mut self) -> Effects {
        if self.pane == Pane::Changes {
            return self.edit_at(Name::Priority, PRIORITY_OF_CHANGE);
        }
        self.edit_at(Name::Criticality, PRIORITY)
    }

    /// Opens the tags of the selected record; of incidents that are marked, chooses one that joins or leaves.
    pub(super) fn edit_tags(&mut self) -> Effects {
        if self.pane == Pane::Incidents && self.is_about_marks() {
            let targets = self.targets();
            return self.choose_tag(&targets);
        }
        self.edit_at(Name::Tags, &[Name::Tags])
    }

    /// Opens the form at a field; with some fields only, unless there is a draft, which may have changed others.
    fn edit_at(&mut self, at: Name, only: &[Name]) -> Effects {
        let Some(record) = self.subject() else { return vec![] };
        let Some(row) = self.record(record).and_then(Seen::of) else { return vec![] };
        if let Some(Permission::Refused(refusal)) = self.may_change_record(record) {
            self.offer_to_ask(record, &refusal);
            return vec![];
        }
        let place = match record {
            Record::Incident(id) => Place::EditIncident(id),
            Record::Problem(id) => Place::EditProblem(id),
            Record::Change(id) => Place::EditChange(id),
        };
        let form = if let Some(kept) = Kept::read(self.drafts.at(place)) {
            let name = row.name();
            self.say(Tone::Plain, format!("Your draft of {name} is open again; nothing of it is sent yet."));
            self.form_of_draft(place, kept, &row)
        } else {
            let notes = self.untypable_in(&row);
            let form = Form::new(place, Kept::of(row, &self.around())).noting(notes);
            if only.is_empty() { form } else { form.only(only) }
        };
        self.layers.push(Layer::Form(Box::new(form.at(at))));
        vec![]
    }

    /// A draft laid over the row as it is now.
    fn form_of_draft(&self, place: Place, kept: Kept, now: &Seen) -> Form {
        let (kept, crossed) = kept.rebased(now, &self.around());
        let notes = crossed
            .into_iter()
            .map(|name| (name, format!("meanwhile it became {}", self.worded(name, &kept.began, Some(now)))))
            .chain(self.untypable_in(now))
            .collect();
        Form::new(place, kept).noting(notes)
    }

    /// What a change of a text would lose, said under it from the first.
    fn untypable_in(&self, row: &Seen) -> Vec<(Name, String)> {
        let people = self.labelled_people();
        let note = |(name, text): (Name, &Safe)| {
            let lost = rich_text::untypable(text, &people);
            let what = name.label().to_lowercase();
            let words =
                format!("parts of it cannot be typed here ({}); changing the {what} drops them", lost.join(", "));
            (!lost.is_empty()).then_some((name, words))
        };
        row.texts().filter_map(note).collect()
    }

    /// Keeps what stands in the form.
    pub(super) fn keep_form(&mut self) -> Effects {
        let Some(form) = self.record_form() else { return vec![] };
        let (place, kept) = (form.place, form.kept());
        self.keep_draft(place, &kept.text(), None)
    }

    /// Does something to the form and keeps what became of it.
    pub(super) fn change_form<R>(&mut self, change: impl FnOnce(&mut Form) -> R) -> Effects {
        let Some(form) = self.record_form_mut() else { return vec![] };
        change(form);
        self.keep_form()
    }

    /// Enter: on to the next field, a new line in a text, the picker, another link. At the end of a short form it saves.
    pub(super) fn enter_in_form(&mut self) -> Effects {
        let Some(form) = self.record_form() else { return vec![] };
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
        let Some(form) = self.record_form() else { return vec![] };
        let Some(entry) = form.focused() else { return vec![] };
        let all = match form.place {
            _ if form.seen.is_some() => "All fields: forget the draft",
            Place::NewProblem(_) => "Everything: write nothing down",
            Place::NewChange(_) => "Everything: draft nothing",
            _ => "Everything: report nothing",
        };
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
            let key = self.going_on_with(form.place);
            self.say(Tone::Good, format!("Kept as a draft; {key} goes on with it."));
        }
        self.keep_draft(form.place, &kept, None)
    }

    /// Which key opens the draft of a place again.
    fn going_on_with(&self, place: Place) -> String {
        let command = match place {
            Place::NewIncident(_) => "incident.report",
            Place::EditIncident(_) => "incident.edit",
            Place::NewProblem(_) => "problem.create",
            Place::EditProblem(_) => "problem.edit",
            Place::Text(..) => "problem.write",
            Place::NewChange(_) => "change.create",
            Place::EditChange(_) => "change.edit",
            Place::Step(_, kind) => command::of_step(kind),
            Place::Comment(_) | Place::Edit(..) | Place::CloseReason(_) => "comment.write",
        };
        let key = self.settings.keymap.hint(command);
        match place {
            Place::NewProblem(_) if self.pane != Pane::Problems => format!("{key} among the problems"),
            Place::NewChange(_) if self.pane != Pane::Changes => format!("{key} among the changes"),
            _ => key,
        }
    }

    /// Sends what stands in the form: only what was touched, or a whole new record.
    pub(super) fn save_form(&mut self) -> Effects {
        let around = self.around();
        let Some(form) = self.record_form_mut() else { return vec![] };
        if !form.check(&around) {
            self.clear_notice();
            return vec![];
        }
        let (place, edits, edited) = (form.place, form.edits(&around), form.edited());
        match (edited, place) {
            (Some(_), _) if edits.is_empty() => {
                self.say(Tone::Plain, "Nothing changed yet, so there is nothing to send.");
                vec![]
            }
            (Some(record), _) => {
                if let Some(sentence) = self.refused_edits(record, &edits) {
                    self.say(Tone::Bad, sentence);
                    return vec![];
                }
                let step = if let Record::Change(id) = record { self.deed_of_edits(id, &edits) } else { None };
                self.send_form(place, step.unwrap_or(Deed::Edit { record, edits, verb: Verb::Edit }))
            }
            (None, Place::NewIncident(incident)) => {
                let new = Box::new(form.typed().new_incident(&around));
                let effects = self.send_form(place, Deed::Create { incident, new });
                self.show_reported(incident);
                effects
            }
            (None, Place::NewProblem(problem)) => {
                let (new, incidents) = (Box::new(form.typed().new_problem(&around)), form.incidents.clone());
                self.make_problem(problem, new, incidents)
            }
            (None, Place::NewChange(change)) => {
                let new = Box::new(form.typed().new_change(&around));
                let effects = self.send_form(place, Deed::CreateChange { change, new });
                if self.pane == Pane::Changes {
                    self.select_change(change);
                }
                effects
            }
            (None, _) => vec![],
        }
    }

    /// Decides on what stood in the form, which is done with.
    fn send_form(&mut self, place: Place, deed: Deed) -> Effects {
        self.layers.pop();
        let mut effects = self.decide(deed);
        effects.extend(self.keep_draft(place, "", None));
        effects
    }

    fn refused_edits(&self, record: Record, edits: &Edits) -> Option<String> {
        let (me, row) = (self.me.as_ref()?, Seen::of(self.record(record)?)?);
        match permission::edit(me, &row, edits) {
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

    /// Goes on with the text that has the keys, or with the description, in the external editor.
    pub(super) fn edit_text_outside(&mut self) -> Effects {
        let Some(form) = self.record_form_mut() else { return vec![] };
        let is_text = |value: &Value| matches!(value, Value::Text(_));
        let focused = form.focused().filter(|entry| is_text(&entry.value)).map(|_| form.focus);
        let Some(at) = focused.or_else(|| form.entries.iter().position(|entry| is_text(&entry.value))) else {
            self.say(Tone::Plain, "There is no long text in this short form.");
            return vec![];
        };
        form.focus = at;
        match form.focused().map(|entry| &entry.value) {
            Some(Value::Text(text)) => vec![Effect::Edit(text.text())],
            _ => vec![],
        }
    }

    /// The external editor is back with the text that has the keys.
    pub(super) fn text_edited(&mut self, text: &str) -> Effects {
        self.change_form(|form| {
            if let Some(Value::Text(area)) = form.focused_mut().map(|entry| &mut entry.value) {
                area.set(text);
            }
        })
    }
}
