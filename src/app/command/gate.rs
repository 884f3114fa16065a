//! Whether a command can act now, and if not, why: what many rows of the table ask.

use super::Gate;
use crate::app::intent::Intent;
use crate::app::layers::Layer;
use crate::app::layers::bulk::Fate;
use crate::app::layers::sign_in::Step as SignInStep;
use crate::app::model::{Model, Session};
use crate::app::panes::Pane;
use crate::domain::permission;

pub(super) fn open(_: &Model) -> Gate {
    Gate::Open
}

pub(super) fn signed_in(model: &Model) -> Gate {
    if model.session == Session::Ready { Gate::Open } else { Gate::Shut("nobody is signed in".into()) }
}

/// Only at this step of signing in; at others the key means nothing.
pub(super) fn at_step(model: &Model, steps: &[SignInStep]) -> Gate {
    match model.layers.last() {
        Some(Layer::SignIn(form)) if steps.contains(&form.step) => Gate::Open,
        _ => Gate::Absent,
    }
}

pub(super) fn selected(model: &Model) -> Gate {
    if model.me.is_none() {
        return Gate::Shut("nobody is signed in".into());
    }
    if model.selected_incident().is_none() { Gate::Shut("no incident is selected".into()) } else { Gate::Open }
}

/// Marks are set in the list.
pub(super) fn listed(model: &Model) -> Gate {
    match selected(model) {
        Gate::Open if model.detail().is_focused => Gate::Absent,
        gate => gate,
    }
}

/// The incident belongs to a problem.
pub(super) fn linked(model: &Model) -> Gate {
    match (selected(model), model.selected_incident()) {
        (Gate::Open, Some(incident)) if incident.problem.is_none() => Gate::Shut("it belongs to no problem".into()),
        (gate, _) => gate,
    }
}

/// Something was done that can be taken back.
pub(super) fn undoable(model: &Model) -> Gate {
    if model.undo.is_empty() { Gate::Shut("there is nothing to undo".into()) } else { Gate::Open }
}

/// Only where the plan has rows of this kind.
fn rows_that(model: &Model, is: impl Fn(&Fate) -> bool) -> Gate {
    match model.shown_bulk() {
        Some(bulk) if bulk.count(is) > 0 => Gate::Open,
        _ => Gate::Absent,
    }
}

/// The plan has something to do.
pub(super) fn planned(model: &Model) -> Gate {
    rows_that(model, |fate| matches!(fate, Fate::Will(_)))
}

/// The plan has rows that failed.
pub(super) fn failed(model: &Model) -> Gate {
    rows_that(model, |fate| matches!(fate, Fate::Failed(_)))
}

/// The plan has rows that the rules refuse.
pub(super) fn refused(model: &Model) -> Gate {
    let to = match model.shown_bulk().map(|bulk| &bulk.intent) {
        Some(Intent::Link(Some(to))) => model.problem(*to),
        _ => None,
    };
    match rows_that(model, |fate| matches!(fate, Fate::Refused(_))) {
        // Nobody could tell which problem is meant.
        Gate::Open if to.is_some_and(|to| to.number.is_none()) => Gate::Shut("the problem has no number yet".into()),
        gate => gate,
    }
}

/// The plan has done something.
pub(super) fn bulk_undoable(model: &Model) -> Gate {
    match rows_that(model, |fate| matches!(fate, Fate::Done)) {
        Gate::Open => undoable(model),
        gate => gate,
    }
}

/// For what is filled in for one incident at a time: the one under the cursor.
pub(super) fn single(model: &Model) -> Gate {
    if model.is_about_marks() {
        Gate::Shut("it takes one incident at a time; esc takes the marks away".into())
    } else {
        stakeholder(model)
    }
}

/// For what takes its way from the card under the cursor.
pub(super) fn one_card(model: &Model) -> Gate {
    match model.pane {
        Pane::Incidents => {}
        Pane::Problems => return changer(model),
        // Each step has a rule of its own, and says so.
        Pane::Changes | Pane::Map => return on_record(model),
        Pane::Feed | Pane::Inbox => return Gate::Absent,
    }
    if model.is_about_marks() {
        Gate::Shut("it moves one card; esc takes the marks away".into())
    } else {
        stakeholder(model)
    }
}

/// Shut with the reason where the rules will refuse; it can be pressed all the same, for then it offers to ask. What is marked is planned
/// row by row: what the rules refuse stands in the plan.
pub(super) fn stakeholder(model: &Model) -> Gate {
    if model.is_about_marks() {
        return selected(model);
    }
    match (selected(model), model.may_change(), model.selected_incident()) {
        (Gate::Open, Some(permission::Permission::Refused(refusal)), Some(incident)) => {
            Gate::Refused(model.refusal_sentence(&refusal, &incident.name()))
        }
        (gate, _, _) => gate,
    }
}

/// For what changes the record under the cursor, of whichever kind: shut with the reason where the rules will refuse, as above.
pub(super) fn changer(model: &Model) -> Gate {
    let subject = model.subject();
    match (on_record(model), subject.and_then(|record| model.may_change_record(record)), subject) {
        (Gate::Open, Some(permission::Permission::Refused(refusal)), Some(record)) => {
            Gate::Refused(model.refusal_sentence(&refusal, &model.rows.record_name(record)))
        }
        (gate, _, _) => gate,
    }
}

/// Whether I may make something of what is selected.
pub(super) fn proposer(model: &Model) -> Gate {
    match selected(model) {
        Gate::Open => reporter(model),
        gate => gate,
    }
}

/// A record of any kind is under the cursor.
pub(super) fn on_record(model: &Model) -> Gate {
    if model.me.is_none() {
        return Gate::Shut("nobody is signed in".into());
    }
    if model.subject().is_none() { Gate::Shut("nothing is selected".into()) } else { Gate::Open }
}

pub(super) fn commenter(model: &Model) -> Gate {
    match (on_record(model), &model.me) {
        (Gate::Open, Some(me)) => match permission::comment(me) {
            permission::Permission::Allowed => Gate::Open,
            permission::Permission::Refused(refusal) => Gate::Shut(model.refusal_sentence(&refusal, "")),
        },
        (gate, _) => gate,
    }
}

/// Whether I may report anything.
pub(super) fn reporter(model: &Model) -> Gate {
    match &model.me {
        None => Gate::Shut("nobody is signed in".into()),
        Some(me) => match permission::comment(me) {
            permission::Permission::Allowed => Gate::Open,
            permission::Permission::Refused(refusal) => Gate::Shut(model.refusal_sentence(&refusal, "")),
        },
    }
}

pub(super) fn author(model: &Model) -> Gate {
    match (commenter(model), &model.me, model.selected_entry()) {
        (Gate::Open, Some(_), Some(entry)) if entry.sending => Gate::Shut("it is still on its way".into()),
        (Gate::Open, Some(me), Some(entry)) => match permission::change_comment(me, &entry.comment) {
            permission::Permission::Allowed => Gate::Open,
            permission::Permission::Refused(refusal) => Gate::Shut(model.refusal_sentence(&refusal, "")),
        },
        (Gate::Open, _, None) => Gate::Absent,
        (gate, _, _) => gate,
    }
}

pub(super) fn asker(model: &Model) -> Gate {
    match (commenter(model), model.subject().and_then(|record| model.may_change_record(record))) {
        (Gate::Open, Some(permission::Permission::Allowed)) => Gate::Shut("it is yours to change".into()),
        (gate, _) => gate,
    }
}

/// The record names something that is on the map.
pub(super) fn on_the_map(model: &Model) -> Gate {
    let services = model.subject().map(|record| model.services_of(record)).unwrap_or_default();
    let has_no_row = model.me.as_ref().is_some_and(|me| me.membership.is_none());
    match on_record(model) {
        Gate::Open if services.is_empty() => Gate::Shut("it names no service".into()),
        Gate::Open if services.iter().any(|id| model.estate.shown().name(id).is_some()) => Gate::Open,
        Gate::Open if has_no_row => {
            Gate::Shut(permission::Refusal::NoMembership.on_the_map().trim_end_matches('.').into())
        }
        Gate::Open => Gate::Shut("what it names is on no map".into()),
        gate => gate,
    }
}
