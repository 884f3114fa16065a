//! Writing: the composer's commands, from the first key to the deed that is sent. What stands in it is a draft the whole time.

use super::draft::Place;
use super::effect::{Effect, Effects};
use super::intent::Intent;
use super::layers::Layer;
use super::layers::compose::Compose;
use super::model::Model;
use super::notice::Tone;
use super::suggestion::{self, Asked, Named, Sign, Suggestion};
use crate::domain::change::step::Kind;
use crate::domain::problem::ProblemText;
use crate::domain::request::Deed;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::{IncidentId, Record};
use jiff::Timestamp;
use std::borrow::Cow;

pub(super) fn edit_outside(model: &mut Model) -> Effects {
    model.compose().map(|compose| vec![Effect::Edit(compose.text())]).unwrap_or_default()
}

/// The external editor is back.
pub(super) fn edited(model: &mut Model, result: Result<Option<String>, Safe>) -> Effects {
    if let (Ok(Some(text)), Some(Layer::Form(_))) = (&result, model.layers.last()) {
        return model.text_edited(Safe::new(text).trim_end());
    }
    match (result, model.compose().map(|compose| (compose.place, compose.seen))) {
        (Ok(Some(text)), Some((Place::Text(..), _))) => {
            changed(model, |compose| compose.set(Safe::new(&text).trim_end()))
        }
        (Ok(Some(text)), Some((place, seen))) => model.set_draft(place, Safe::new(&text).trim_end(), seen),
        (Err(reason), _) => {
            model.say(Tone::Bad, format!("The editor did not work: {reason}. Your text is unchanged."));
            vec![]
        }
        (Ok(_), _) => vec![],
    }
}

/// Puts the selected suggestion.
pub(super) fn complete(model: &mut Model) -> Effects {
    changed(model, |compose| {
        if let Some(suggestion) = compose.offers().get(compose.suggested()).cloned() {
            compose.complete(&suggestion);
        }
    })
}

pub(super) fn next_suggestion(model: &mut Model) -> Effects {
    let many = model.suggestions().len();
    if let Some(Layer::Compose(compose)) = model.layers.last_mut() {
        compose.suggest_next(many);
    }
    vec![]
}

pub(super) fn undo(model: &mut Model) -> Effects {
    let mut is_first = false;
    let effects = changed(model, |compose| is_first = !compose.undo());
    if is_first {
        model.say(Tone::Plain, "Nothing to take back: this is what the text began as.");
    }
    effects
}

pub(super) fn redo(model: &mut Model) -> Effects {
    let mut is_last = false;
    let effects = changed(model, |compose| is_last = !compose.redo());
    if is_last {
        model.say(Tone::Plain, "Nothing was taken back that could come again.");
    }
    effects
}

pub(super) fn toggle_preview(model: &mut Model) -> Effects {
    if let Some(Layer::Compose(compose)) = model.layers.last_mut() {
        compose.toggle_preview();
    }
    vec![]
}

/// Pasted text, taken whole or refused with the reason.
pub(super) fn paste(model: &mut Model, text: &str) -> Effects {
    let mut refused = None;
    let effects = changed(model, |compose| refused = compose.paste(text).err());
    if let Some(sentence) = refused {
        model.say(Tone::Bad, sentence);
    }
    effects
}

/// Does something to the text being written and keeps what became of it.
fn changed(model: &mut Model, change: impl FnOnce(&mut Compose)) -> Effects {
    let Some(Layer::Compose(compose)) = model.layers.last_mut() else { return vec![] };
    change(compose);
    keep(model)
}

/// Keeps what stands in the composer as the draft of its place.
pub(super) fn keep(model: &mut Model) -> Effects {
    let Some(compose) = model.compose() else { return vec![] };
    if let Place::Text(..) = compose.place {
        return model.keep_text();
    }
    let (place, text, seen) = (compose.place, compose.text(), compose.seen);
    model.keep_draft(place, &text, seen)
}

impl Model {
    /// Puts a text, and what it began from, in a place: its draft, and the composer if it is open there.
    pub(super) fn set_draft(&mut self, place: Place, text: &str, seen: Option<Timestamp>) -> Effects {
        for layer in &mut self.layers {
            if let Layer::Compose(compose) = layer
                && compose.place == place
            {
                compose.set(text);
                compose.seen = seen;
            }
        }
        self.keep_draft(place, text, seen)
    }

    /// The texts left on a record, each with its place: a comment, a reason for closing, corrections.
    pub fn drafts_on(&self, record: Record) -> impl Iterator<Item = (Place, &str)> {
        let own = match record {
            Record::Incident(id) => vec![Place::EditIncident(id), Place::CloseReason(id)],
            Record::Problem(id) => {
                let texts = ProblemText::ALL.iter().map(|text| Place::Text(id, *text));
                [Place::EditProblem(id)].into_iter().chain(texts).collect()
            }
            Record::Change(id) => {
                let steps = Kind::ALL.iter().map(|kind| Place::Step(id, *kind));
                [Place::EditChange(id)].into_iter().chain(steps).collect()
            }
        };
        let known = if self.drafts.is_empty() { &[] } else { self.rows.timeline(record) };
        let corrections = known.iter().map(move |comment| Place::Edit(record, comment.id));
        let places = [Place::Comment(record)].into_iter().chain(own).chain(corrections);
        places.filter_map(|place| self.drafts.get(place).map(|draft| (place, draft.text.as_str())))
    }

    /// Who or what could be meant by the word being typed.
    #[must_use]
    pub fn suggestions(&self) -> &[Suggestion] {
        self.compose().map_or(&[], Compose::offers)
    }

    /// Finds who or what could be meant, where the word being typed is another than the last time: a frame only draws what was found.
    pub(super) fn refresh_suggestions(&mut self) {
        let Some(compose) = self.compose() else { return };
        let Some(asked) = compose.asks_anew() else { return };
        let offers = self.meant_by(asked.as_ref(), compose.is_one_line());
        let open = self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Compose(compose) => Some(compose),
            _ => None,
        });
        if let Some(compose) = open {
            compose.offer(asked, offers);
        }
    }

    /// A reason for closing calls nobody.
    fn meant_by(&self, asked: Option<&Asked>, is_reason: bool) -> Vec<Suggestion> {
        match asked {
            Some(Asked { sign: Sign::Person, text }) if !is_reason => {
                let me = self.my_id();
                let others = self.rows.people.values().filter(|person| Some(person.id) != me);
                suggestion::people(text, others.map(|person| (person.label(), person.email.as_str())))
            }
            Some(Asked { sign: Sign::Record, text }) => suggestion::records(text, self.records()),
            _ => vec![],
        }
    }

    /// What can be named by a number.
    fn records(&self) -> impl Iterator<Item = Named<'_>> {
        let incidents = self.rows.incidents.values().map(|incident| Named {
            number: incident.number.as_deref().map_or_else(|| incident.name().into(), Cow::Borrowed),
            short: incident.short_name(),
            title: &incident.title,
            age: incident.created_at.as_second(),
            is_active: incident.status.is_active(),
        });
        let problems = self.rows.problems.values().map(|problem| Named {
            number: problem.name().into(),
            short: problem.short_name().into(),
            title: &problem.title,
            age: i64::MIN,
            is_active: true,
        });
        let changes = self.rows.changes.values().map(|change| Named {
            number: change.name().into(),
            short: change.short_name(),
            title: &change.title,
            age: i64::MIN,
            is_active: !change.status.is_over(),
        });
        incidents.chain(problems).chain(changes)
    }

    /// Closes incidents with a reason, or plans it for several. The reason stays a draft until it is on its way.
    fn close_with(&mut self, place: Place, reason: &str, targets: &[IncidentId]) -> Effects {
        self.layers.pop();
        self.incidents.detail.comment = None;
        let mut effects = self.intend(Intent::Close(reason.to_owned()), targets);
        if !effects.is_empty() {
            effects.extend(self.keep_draft(place, "", None));
        }
        effects
    }

    /// Sends what stands in the composer. Its text stays a draft until the server has it.
    pub(super) fn send_composed(&mut self) -> Effects {
        let Some(Layer::Compose(compose)) = self.layers.last() else { return vec![] };
        let (place, text, seen) = (compose.place, compose.text(), compose.seen);
        if let Place::Text(problem, of) = place {
            return self.send_text(problem, of);
        }
        if text.trim().is_empty() {
            self.say(
                Tone::Plain,
                match place {
                    Place::Step(_, Kind::Complete | Kind::Fail) => {
                        "Say in a few words what was seen; it becomes a comment."
                    }
                    Place::CloseReason(_) | Place::Step(..) => "Say why first; the reason becomes a comment on it.",
                    _ => "There is nothing to send yet.",
                },
            );
            return vec![];
        }
        let me = self.my_id();
        let people: Vec<_> = self.labelled_people();
        let written = rich_text::write(&text, &people);
        let mentions = written.mentions.into_iter().filter(|who| Some(*who) != me).collect();
        let deed = match place {
            Place::Comment(on) => Deed::Comment { comment: self.new_comment_id(), on, content: written.html, mentions },
            Place::Edit(on, comment) => {
                Deed::EditComment { comment, on, content: written.html, mentions, seen: seen.unwrap_or(self.now) }
            }
            // Forms are saved, not composed.
            Place::NewIncident(_)
            | Place::EditIncident(_)
            | Place::NewProblem(_)
            | Place::EditProblem(_)
            | Place::NewChange(_)
            | Place::EditChange(_)
            | Place::Text(..) => return vec![],
            Place::Step(change, kind) => {
                self.layers.pop();
                let mut effects = self.decide_step(change, kind, &text);
                if !effects.is_empty() {
                    effects.extend(self.keep_draft(place, "", None));
                }
                return effects;
            }
            Place::CloseReason(first) => {
                let targets = if compose.targets.is_empty() { vec![first] } else { compose.targets.clone() };
                return self.close_with(place, text.trim(), &targets);
            }
        };
        self.layers.pop();
        // Whoever read a known error while writing has read it.
        self.layers.retain(|layer| !matches!(layer, Layer::Known(_)));
        self.incidents.detail.comment = None;
        let mut effects = self.decide(deed);
        effects.extend(self.keep_draft(place, "", None));
        effects
    }
}
