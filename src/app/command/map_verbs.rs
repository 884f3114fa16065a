//! Changing the map, and saying in records what they are about.

use super::Scope::Map;
use super::map::somewhere;
use super::{Command, Gate, row};
use crate::app::model::Model;
use crate::domain::permission::{self, Permission};

fn may(model: &Model, is_removal: bool) -> Gate {
    match &model.me {
        None => Gate::Shut("nobody is signed in".into()),
        Some(me) => match permission::map(me, is_removal) {
            Permission::Allowed => Gate::Open,
            Permission::Refused(refusal) => Gate::Shut(refusal.on_the_map().trim_end_matches('.').into()),
        },
    }
}

fn changer(model: &Model) -> Gate {
    may(model, false)
}

/// There is something to change, too.
fn changer_here(model: &Model) -> Gate {
    match changer(model) {
        Gate::Open if model.map.at.is_none() => Gate::Shut("there is no environment yet".into()),
        gate => gate,
    }
}

fn keeper(model: &Model) -> Gate {
    match may(model, true) {
        Gate::Open if model.map.at.is_none() => Gate::Shut("there is no environment yet".into()),
        gate => gate,
    }
}

/// Something names it.
fn named(model: &Model) -> Gate {
    match somewhere(model) {
        Gate::Open if model.map.about.naming.is_empty() => Gate::Shut("nothing names it".into()),
        gate => gate,
    }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "map.new",
        "New…",
        "Add a component, a relationship from here, a zone or an environment.",
        &["n"],
        Map,
        Model::choose_new_on_map,
    )
    .hint(30, "new")
    .writes()
    .when(changer),
    row(
        "map.edit",
        "Change…",
        "Change name, kind or zone of the box, one of its relationships, or the environment.",
        &["e"],
        Map,
        Model::choose_change_on_map,
    )
    .hint(31, "change")
    .writes()
    .when(changer_here),
    row(
        "map.delete",
        "Delete…",
        "Delete the box with its relationships, one of those, or the environment.",
        &["D"],
        Map,
        Model::choose_to_delete,
    )
    .writes()
    .when(keeper),
    row(
        "map.link",
        "Link record…",
        "Choose an incident, a problem or a change that is about the box.",
        &["i"],
        Map,
        Model::choose_to_name,
    )
    .hint(32, "link")
    .writes()
    .when(somewhere),
    row(
        "map.unlink",
        "Unlink record…",
        "Choose an incident, a problem or a change that is not about the box after all.",
        &["I"],
        Map,
        Model::choose_to_unname,
    )
    .writes()
    .when(named),
];
