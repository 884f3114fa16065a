//! Moving about: in whatever has the keys, into what is read, and back.

use super::effect::Effects;
use super::layers::Layer;
use super::layers::known::Reading;
use super::list::Step;
use super::model::Model;
use super::panes::{Pane, filtering};

/// Moves in whatever has the keys.
pub(super) fn step(model: &mut Model, step: Step) -> Effects {
    let furthest = match model.layers.last() {
        Some(Layer::Known(reading)) => super::layers::known::furthest(model, *reading),
        Some(Layer::Help { .. }) => super::layers::help::furthest(model),
        Some(Layer::Freshness { .. }) => super::layers::freshness::furthest(model),
        Some(Layer::Approval(view)) => super::layers::approval::furthest(model, view),
        _ => 0,
    };
    let is_reading = model.detail().is_focused;
    match model.layers.last_mut() {
        Some(Layer::Picker(picker)) => picker.go(step),
        Some(Layer::Bulk(bulk)) => bulk.go(step),
        Some(Layer::Linking(_)) => model.move_in_linking(step),
        Some(Layer::Relations(_)) => model.walk_relations(step),
        Some(Layer::Help { scroll } | Layer::Freshness { scroll } | Layer::Known(Reading { scroll, .. })) => {
            *scroll = scrolled(*scroll, step, furthest);
        }
        Some(Layer::Approval(view)) => view.scroll = scrolled(view.scroll, step, furthest),
        Some(_) => {}
        None if is_reading => model.move_in_timeline(step),
        None => return model.move_in_list(step),
    }
    vec![]
}

/// How far a page is scrolled after a step.
fn scrolled(from: u16, step: Step, furthest: u16) -> u16 {
    match step {
        Step::By(rows) => from.saturating_add_signed(i16::try_from(rows).unwrap_or(0)).min(furthest),
        Step::First => 0,
        Step::Last => furthest,
    }
}

/// Moves by a page.
pub(super) fn page(model: &mut Model, pages: isize) -> Effects {
    let rows = match model.layers.last() {
        None if !model.detail().is_focused => model.list_height(),
        None => 4,
        Some(_) => 10,
    };
    step(model, Step::By(pages * isize::try_from(rows.max(2) - 1).unwrap_or(1)))
}

/// Into what is read, or out of it.
pub(super) fn toggle_focus(model: &mut Model) -> Effects {
    let focused = !model.detail().is_focused;
    focus_detail(model, focused)
}

/// Gives the keys to what is read beside the list, or takes them back.
fn focus_detail(model: &mut Model, focused: bool) -> Effects {
    let subject = model.subject();
    let is_focused = focused && subject.is_some();
    model.detail_mut().is_focused = is_focused;
    if is_focused && model.pane == Pane::Incidents {
        model.look();
    }
    if is_focused {
        model.read_what_is_known();
    }
    if let Some(record) = subject.filter(|_| !focused) {
        model.timeline_read(record);
    }
    model.clamp_shown();
    vec![]
}

/// Into what is read.
pub(super) fn enter(model: &mut Model) -> Effects {
    focus_detail(model, true)
}

/// One step back: the message, then what lies over the map, then to where one jumped from, then the detail, then the marks, then the filter.
pub(super) fn back(model: &mut Model) -> Effects {
    if model.clear_notice() {
        return vec![];
    }
    if model.pane == Pane::Map && model.leave_on_map() {
        return vec![];
    }
    let effects = if model.detail().is_focused { Some(focus_detail(model, false)) } else { None };
    if model.go_back() || effects.is_some() {
        return effects.unwrap_or_default();
    }
    if model.pane == Pane::Incidents && !model.incidents.marks.is_empty() {
        model.incidents.clear_marks();
        return vec![];
    }
    if !model.filter_text().is_empty() {
        return filtering::clear_filter(model);
    }
    vec![]
}
