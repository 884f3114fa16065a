//! The form in which an incident, a problem or a change is made or edited: a list of fields, one of which has the keys. Which fields there are
//! depends on the kind, and that its place tells.
//!
//! It holds what was typed and what it began from, so that leaving it loses nothing and saving it sends no more than what was touched.
//! It knows no rows but the one it began from; names, pickers and drafts are the business of [`crate::app::forms`].

mod entry;
mod fields;
mod seen;
mod typed;

pub use entry::{Entry, Name, Part, Value};
pub use seen::Seen;
pub use typed::{Around, Outcome, People, Typed, TypedLink, matrix};

use crate::app::draft::Place;
use crate::domain::edits::{Editable, Edits};
use crate::domain::safe::Safe;
use crate::domain::value::{IncidentId, Priority, Record};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use entry::letter;
use serde::{Deserialize, Serialize};

/// The form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The name of its draft; it also says whether it reports or edits.
    pub place: Place,
    /// The row it began from; none for a new one.
    pub seen: Option<Seen>,
    /// The incidents that a new problem is made from.
    pub incidents: Vec<IncidentId>,
    /// The fields that are shown.
    pub entries: Vec<Entry>,
    /// Which of them has the keys.
    pub focus: usize,
    /// Whether it shows a few fields only: then Enter on the last saves.
    pub is_quick: bool,
    /// What could go on in the line that has the keys, as it was when a key last changed that line.
    pub offers: Offers,
    began: Typed,
    notes: Vec<(Name, String)>,
}

/// What could go on in a line: where it would stand, in bytes, and what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Offers {
    /// For which line they were found.
    pub asked: Option<(Name, String)>,
    /// From where on the line it replaces.
    pub from: usize,
    /// The whole words.
    pub words: Vec<Safe>,
}

/// What a draft keeps of a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The row it began from.
    pub seen: Option<Seen>,
    /// The incidents that a new problem is made from.
    #[serde(default)]
    pub incidents: Vec<IncidentId>,
    /// That row as the form showed it.
    pub began: Typed,
    /// What was typed.
    pub typed: Typed,
}

impl Kept {
    /// Nothing typed yet for something new.
    #[must_use]
    pub fn blank() -> Self {
        Self::new_from(Typed::blank())
    }

    /// Something new as it was proposed.
    #[must_use]
    pub fn new_from(typed: Typed) -> Self {
        Self { seen: None, incidents: vec![], began: typed.clone(), typed }
    }

    /// A row of which nothing was touched yet.
    #[must_use]
    pub fn of(row: Seen, around: &Around) -> Self {
        let typed = Typed::of(&row, around);
        Self { seen: Some(row), incidents: vec![], began: typed.clone(), typed }
    }

    /// Reads a draft.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// As a draft; nothing where nothing was typed.
    #[must_use]
    pub fn text(&self) -> String {
        if self.began == self.typed { String::new() } else { serde_json::to_string(self).unwrap_or_default() }
    }

    /// The same begun anew from how the row is now, with what was touched and changed meanwhile.
    #[must_use]
    pub fn rebased(self, now: &Seen, around: &Around) -> (Self, Vec<Name>) {
        let fresh = Typed::of(now, around);
        let crossed = entry::crossed(&self.typed, &self.began, &fresh);
        let typed = self.typed.over(&self.began, &fresh);
        (Self { seen: Some(now.clone()), incidents: self.incidents, began: fresh, typed }, crossed)
    }
}

impl Form {
    /// A form for these values, all fields shown.
    #[must_use]
    pub fn new(place: Place, kept: Kept) -> Self {
        let mut form = Self {
            place,
            seen: kept.seen,
            incidents: kept.incidents,
            entries: vec![],
            focus: 0,
            is_quick: false,
            offers: Offers::default(),
            began: kept.began,
            notes: vec![],
        };
        form.show(&kept.typed);
        form
    }

    /// The same with some fields only.
    #[must_use]
    pub fn only(mut self, names: &[Name]) -> Self {
        self.entries.retain(|entry| names.contains(&entry.name));
        self.is_quick = true;
        self
    }

    /// The same with the keys at a field.
    #[must_use]
    pub fn at(mut self, name: Name) -> Self {
        self.focus = self.entries.iter().position(|entry| entry.name == name).unwrap_or(0);
        self
    }

    /// The same with lines under some fields: what they have come to be meanwhile, what of them cannot be typed.
    #[must_use]
    pub fn noting(mut self, notes: Vec<(Name, String)>) -> Self {
        self.notes = notes;
        self
    }

    /// The record being edited; none where one is being made.
    #[must_use]
    pub fn edited(&self) -> Option<Record> {
        self.seen.as_ref().map(Editable::record)
    }

    fn show(&mut self, typed: &Typed) {
        self.entries = fields::entries(self.place, typed);
    }

    /// Of a change: one of both, a problem or an incident, was chosen in the field with the keys; the other field gives it up.
    pub fn end_one(&mut self, is_chosen: bool) {
        let focus = self.focus;
        let is_change = matches!(self.place.record(), Record::Change(_));
        for (_, entry) in self.entries.iter_mut().enumerate().filter(|(at, _)| is_chosen && is_change && *at != focus) {
            match &mut entry.value {
                Value::Problem(other) => *other = None,
                Value::Incident(other) => *other = None,
                _ => {}
            }
        }
    }

    /// What stands in the fields; in those that are not shown, what they began with.
    #[must_use]
    pub fn typed(&self) -> Typed {
        let mut typed = self.began.clone();
        if !self.is_quick {
            typed.links.clear();
        }
        for entry in &self.entries {
            entry.read_into(&mut typed);
        }
        typed
    }

    /// What its draft keeps.
    #[must_use]
    pub fn kept(&self) -> Kept {
        Kept {
            seen: self.seen.clone(),
            incidents: self.incidents.clone(),
            began: self.began.clone(),
            typed: self.typed(),
        }
    }

    /// What becomes of the row; nothing for a new one.
    #[must_use]
    pub fn edits(&self, around: &Around) -> Edits {
        self.seen.as_ref().map_or_else(Edits::default, |row| self.typed().edits(&self.began, row, around))
    }

    /// The priority that follows from what was chosen.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.typed().outcome(self.seen.as_ref())
    }

    /// The field that has the keys.
    #[must_use]
    pub fn focused(&self) -> Option<&Entry> {
        self.entries.get(self.focus)
    }

    /// The same, to be changed.
    pub fn focused_mut(&mut self) -> Option<&mut Entry> {
        self.entries.get_mut(self.focus)
    }

    /// What there is to know of a field, a sentence each.
    pub fn notes(&self, name: Name) -> impl Iterator<Item = &str> {
        self.notes.iter().filter(move |(noted, _)| *noted == name).map(|(_, note)| note.as_str())
    }

    /// The line with the keys that known words could go on, if the cursor stands behind it.
    #[must_use]
    pub fn asked(&self) -> Option<(Name, &str)> {
        let Entry { name: name @ (Name::Tags | Name::Customer), value: Value::Line(field), .. } = self.focused()?
        else {
            return None;
        };
        (field.cursor() == field.text().chars().count()).then(|| (*name, field.text()))
    }

    /// Goes to the next field or the one before, and stays at the ends.
    pub fn turn(&mut self, back: bool) {
        let last = self.entries.len().saturating_sub(1);
        self.focus = if back { self.focus.saturating_sub(1) } else { (self.focus + 1).min(last) };
    }

    /// Goes up or down: within a text as long as there is a line, then to another field. Says whether a text had the key.
    pub fn climb(&mut self, key: KeyCode) {
        if let Some(Entry { value: Value::Text(text), .. }) = self.entries.get_mut(self.focus) {
            let before = text.area().cursor();
            text.key(KeyEvent::new(key, KeyModifiers::NONE));
            if text.area().cursor() != before {
                return;
            }
        }
        self.turn(key == KeyCode::Up);
    }

    /// Whether the last field has the keys.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.focus + 1 >= self.entries.len()
    }

    /// Takes a key that types; says whether anything changed.
    pub fn key(&mut self, event: KeyEvent) -> bool {
        let shown = self.outcome().priority;
        let Some(entry) = self.entries.get_mut(self.focus) else { return false };
        entry.error = None;
        match (&mut entry.value, event.code) {
            (Value::Line(field), _) => field.key(event),
            (Value::Text(text), _) => text.key(event),
            (Value::Rating(rating), KeyCode::Char(c)) => {
                letter(c).is_some_and(|value| rating.replace(value) != Some(value))
            }
            (Value::Priority(by_hand), KeyCode::Char(c)) => letter(c)
                .is_some_and(|value| (by_hand.is_some() || value != shown) && by_hand.replace(value) != Some(value)),
            (Value::Kind(kind), KeyCode::Char(c)) => entry::kind_by_letter(kind, c),
            _ => false,
        }
    }

    /// Takes pasted text, or says why not.
    ///
    /// # Errors
    /// The sentence to say.
    pub fn paste(&mut self, text: &str) -> Result<(), String> {
        let Some(entry) = self.entries.get_mut(self.focus) else { return Ok(()) };
        entry.error = None;
        match &mut entry.value {
            Value::Line(field) => {
                field.paste(text);
                Ok(())
            }
            Value::Text(area) => area.paste(text),
            _ => Err("Nothing is typed in this field, so nothing was pasted.".into()),
        }
    }

    /// One step along a scale.
    pub fn slide(&mut self, by: isize) {
        let shown = self.outcome().priority;
        let Some(entry) = self.entries.get_mut(self.focus) else { return };
        match &mut entry.value {
            Value::Rating(rating) => *rating = entry::slide(*rating, by),
            Value::Priority(by_hand) => {
                let next = entry::slide(Some(shown), by).unwrap_or(Priority::Low);
                if by_hand.is_some() || next != shown {
                    *by_hand = Some(next);
                }
            }
            Value::Kind(kind) => entry::slide_kind(kind, by),
            _ => {}
        }
    }

    /// Empties a choice: nobody, no rating, the priority of the matrix; of several services the last goes.
    pub fn clear(&mut self) {
        let Some(entry) = self.entries.get_mut(self.focus) else { return };
        entry.error = None;
        match &mut entry.value {
            Value::Rating(choice) | Value::Priority(choice) => *choice = None,
            Value::Person(choice) => *choice = None,
            Value::Problem(choice) => *choice = None,
            Value::Incident(choice) => *choice = None,
            Value::Services(services) => {
                services.pop();
            }
            Value::Line(_) | Value::Text(_) | Value::Kind(_) | Value::Adder => {}
        }
    }

    /// Puts the field that has the keys back to what it began with; in a link, the whole link.
    pub fn put_back(&mut self) {
        let Some(name) = self.focused().map(|entry| entry.name) else { return };
        let mut typed = self.typed();
        if let Name::Link(at, _) = name {
            match self.began.links.get(at) {
                Some(link) => typed.links[at] = link.clone(),
                None => drop(typed.links.remove(at)),
            }
        }
        let mut fresh = self.clone();
        fresh.show(&if matches!(name, Name::Link(..)) { typed } else { self.began.clone() });
        if let Name::Link(..) = name {
            self.entries = fresh.entries;
            self.focus = self.focus.min(self.entries.len().saturating_sub(1));
        } else if let (Some(entry), Some(place)) =
            (fresh.entries.into_iter().find(|entry| entry.name == name), self.focused_mut())
        {
            *place = entry;
        }
    }

    /// Adds a link and goes to its address.
    pub fn add_link(&mut self) {
        let Some(adder) = self.entries.iter().position(|entry| entry.name == Name::Links) else { return };
        let many = self.entries.iter().filter(|entry| matches!(entry.name, Name::Link(_, Part::Url))).count();
        let link = TypedLink { kind: "other".into(), ..TypedLink::default() };
        self.entries.splice(adder..adder, entry::link(many, &link));
        self.focus = adder;
    }

    /// Looks at every field; says whether all may be sent. The first bad one gets the keys.
    pub fn check(&mut self, around: &Around) -> bool {
        let typed = self.typed();
        let known = self.seen.as_ref().map_or(&[][..], |row| row.columns().tags);
        for entry in &mut self.entries {
            entry.error = typed.mistake(entry.name, &self.began, known, around);
        }
        let bad = self.entries.iter().position(|entry| entry.error.is_some());
        self.focus = bad.unwrap_or(self.focus);
        bad.is_none()
    }
}

#[cfg(test)]
mod tests;
