//! Typing the filter of the pane that is shown: the list follows every key, and esc brings back the filter as it was.

use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::field::Field;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::panes::Pane;
use crate::app::panes::changes::Changes;
use crate::app::panes::problems::Problems;
use crate::domain::filter::{self, Filter, Vocabulary};
use crate::domain::safe::Safe;
use std::collections::BTreeSet;

pub(in crate::app) fn open_filter(model: &mut Model) -> Effects {
    let text = model.filter_text().to_owned();
    model.detail_mut().is_focused = false;
    model.layers.push(Layer::Filter { field: Field::new(&text), before: text });
    vec![]
}

/// Narrows the list by a text as it is typed. One that does not parse yet leaves the list as it is.
pub(in crate::app) fn try_filter(model: &mut Model, text: String) {
    match model.pane {
        Pane::Incidents => try_incident_filter(model, text),
        Pane::Problems => model.try_filter_of::<Problems>(text),
        Pane::Changes => model.try_filter_of::<Changes>(text),
        Pane::Feed => model.try_feed_filter(text),
        Pane::Map | Pane::Inbox => {}
    }
}

fn try_incident_filter(model: &mut Model, text: String) {
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
    match Filter::parse_for(model.pane.listed(), &text) {
        Ok(_) => {
            model.layers.pop();
            try_filter(model, text);
        }
        Err(error) => model.say(Tone::Bad, error.message),
    }
    vec![]
}

pub(in crate::app) fn complete_filter(model: &mut Model) -> Effects {
    let rows = &model.rows;
    let people: Vec<Safe> = rows.people.values().map(|person| Safe::line(person.label())).collect();
    let services: Vec<Safe> = rows.services.values().map(|service| service.label.clone()).collect();
    let problems: Vec<Safe> = rows.problems.values().filter_map(|problem| problem.number.clone()).collect();
    let tags: BTreeSet<Safe> = match model.pane {
        Pane::Incidents => rows.incidents.values().flat_map(|incident| &incident.tags).cloned().collect(),
        Pane::Problems => rows.problems.values().flat_map(|problem| &problem.tags).cloned().collect(),
        Pane::Changes => rows.changes.values().flat_map(|change| &change.tags).cloned().collect(),
        Pane::Map => BTreeSet::new(),
        Pane::Feed | Pane::Inbox => {
            let incidents = rows.incidents.values().flat_map(|incident| &incident.tags);
            let problems = rows.problems.values().flat_map(|problem| &problem.tags);
            let changes = rows.changes.values().flat_map(|change| &change.tags);
            incidents.chain(problems).chain(changes).cloned().collect()
        }
    };
    let customers: BTreeSet<Safe> = rows.incidents.values().filter_map(|incident| incident.customer.clone()).collect();
    let (tags, customers) = (Vec::from_iter(tags), Vec::from_iter(customers));
    let words = Vocabulary {
        listed: model.pane.listed(),
        people: &people,
        services: &services,
        tags: &tags,
        customers: &customers,
        problems: &problems,
    };
    let Some(Layer::Filter { field, .. }) = model.layers.last_mut() else { return vec![] };
    let cursor = field.text().char_indices().nth(field.cursor()).map_or(field.text().len(), |(at, _)| at);
    if let Some(completion) = filter::complete(field.text(), cursor, &words).into_iter().next() {
        let (text, _) = completion.apply(field.text());
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
    model.stay();
    try_filter(model, String::new());
    vec![]
}

impl Model {
    /// What was typed to narrow the list that is shown.
    #[must_use]
    pub fn filter_text(&self) -> &str {
        match self.pane {
            Pane::Incidents => &self.incidents.filter_text,
            Pane::Problems => &self.problems.filter_text,
            Pane::Changes => &self.changes.filter_text,
            Pane::Feed => &self.feed.filter_text,
            Pane::Map | Pane::Inbox => "",
        }
    }
}
