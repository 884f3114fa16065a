//! Typing the filter: the list follows every key, and esc brings back the filter as it was.

use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::field::Field;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::filter::{self, Filter};

pub(in crate::app) fn open_filter(model: &mut Model) -> Effects {
    let text = model.incidents.filter_text.clone();
    model.incidents.detail_focused = false;
    model.layers.push(Layer::Filter { field: Field::new(&text), before: text });
    vec![]
}

/// Narrows the list by a text as it is typed. One that does not parse yet leaves the list as it is.
pub(in crate::app) fn try_filter(model: &mut Model, text: String) {
    if let Ok(filter) = Filter::parse(&text) {
        model.incidents.filter = filter;
        model.incidents.filter_text = text;
        model.resort();
        model.looked_at();
    }
}

pub(in crate::app) fn apply_filter(model: &mut Model) -> Effects {
    let Some(Layer::Filter { field, .. }) = model.layers.last() else { return vec![] };
    let text = field.text().trim().to_owned();
    match Filter::parse(&text) {
        Ok(_) => {
            model.layers.pop();
            try_filter(model, text);
        }
        Err(error) => model.say(Tone::Bad, error.message),
    }
    vec![]
}

pub(in crate::app) fn complete_filter(model: &mut Model) -> Effects {
    let words: Vec<String> = model.rows.people.values().map(|person| person.short().to_lowercase()).collect();
    let Some(Layer::Filter { field, .. }) = model.layers.last_mut() else { return vec![] };
    if let Some(completion) = filter::complete(field.text(), field.cursor(), &words).into_iter().next() {
        let text = completion.apply(field.text());
        field.set(&text);
        try_filter(model, text);
    }
    vec![]
}

pub(in crate::app) fn leave_filter(model: &mut Model) -> Effects {
    if let Some(Layer::Filter { before, .. }) = model.layers.pop() {
        try_filter(model, before);
    }
    vec![]
}

pub(in crate::app) fn clear_filter(model: &mut Model) -> Effects {
    try_filter(model, String::new());
    vec![]
}
