//! Writing: the composer's commands, from the first key to the deed that is sent. What stands in it is a draft the whole time.

use super::draft::Place;
use super::effect::{Effect, Effects};
use super::layers::Layer;
use super::model::Model;
use super::notice::Tone;
use crate::domain::request::Deed;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use std::borrow::Cow;

pub(super) fn edit_outside(model: &mut Model) -> Effects {
    model.compose().map(|compose| vec![Effect::Edit(compose.text())]).unwrap_or_default()
}

/// The external editor is back.
pub(super) fn edited(model: &mut Model, result: Result<Option<String>, Safe>) -> Effects {
    match (result, model.compose().map(|compose| compose.place)) {
        (Ok(Some(text)), Some(place)) => model.set_draft(place, Safe::new(&text).trim_end()),
        (Err(reason), _) => {
            model.say(Tone::Bad, format!("The editor did not work: {reason}. Your text is unchanged."));
            vec![]
        }
        (Ok(_), _) => vec![],
    }
}

pub(super) fn complete_mention(model: &mut Model) -> Effects {
    let suggestions = model.mention_suggestions();
    let Some(Layer::Compose(compose)) = model.layers.last_mut() else { return vec![] };
    let Some((_, label)) = suggestions.get(compose.suggested()) else { return vec![] };
    compose.complete_mention(label);
    let (place, text) = (compose.place, compose.text());
    model.keep_draft(place, &text)
}

pub(super) fn next_suggestion(model: &mut Model) -> Effects {
    let many = model.mention_suggestions().len();
    if let Some(Layer::Compose(compose)) = model.layers.last_mut() {
        compose.suggest_next(many);
    }
    vec![]
}

impl Model {
    /// Puts a text in a place: its draft, and the composer if it is open there.
    pub(super) fn set_draft(&mut self, place: Place, text: &str) -> Effects {
        for layer in &mut self.layers {
            if let Layer::Compose(compose) = layer
                && compose.place == place
            {
                compose.set(text);
            }
        }
        self.keep_draft(place, text)
    }

    /// Who could be meant by the name being typed.
    #[must_use]
    pub fn mention_suggestions(&self) -> Vec<(ProfileId, String)> {
        let me = self.my_id();
        let people = self.rows.people.values().filter(|person| Some(person.id) != me);
        self.compose()
            .map(|compose| compose.suggestions(people.map(|p| (p.id, p.label(), p.email.as_str()))))
            .unwrap_or_default()
    }

    /// Sends what stands in the composer. Its text stays a draft until the server has it.
    pub(super) fn send_composed(&mut self) -> Effects {
        let Some(Layer::Compose(compose)) = self.layers.last() else { return vec![] };
        let (place, text, seen) = (compose.place, compose.text(), compose.seen);
        if text.trim().is_empty() {
            self.say(Tone::Plain, "There is nothing to send yet.");
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
            Place::CloseReason(incident) => {
                let Some(row) = self.incident(incident).map(Cow::into_owned) else { return vec![] };
                let (seen, seen_resolved_at) = (row.status, row.resolved_at);
                let comment = self.new_comment_id();
                Deed::Close { incident, seen, seen_resolved_at, comment, reason: text.trim().to_owned() }
            }
        };
        self.layers.pop();
        self.incidents.comment = None;
        let mut effects = self.decide(deed);
        effects.extend(self.keep_draft(place, ""));
        effects
    }
}
