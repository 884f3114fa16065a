//! The map of what hangs together with a record.

use super::Scope::{Records, Relation};
use super::gate::on_record;
use super::row;
use super::{Command, Gate};
use crate::app::input;
use crate::app::layers::relation::Side;
use crate::app::model::Model;

/// Something is selected on the map.
fn on_a_node(model: &Model) -> Gate {
    match model.relation_map() {
        Some(map) if map.place().is_some() => Gate::Open,
        _ => Gate::Shut("there is nothing on the map".into()),
    }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "record.relations",
        "Map of relations",
        "Draw what hangs together: the problem, the incidents that belong to it, the changes for it and for them.",
        &["m"],
        Records,
        Model::map_subject,
    )
    .when(on_record),
    row(
        "relation.left",
        "Go left",
        "Towards the incidents, along a line where there is one.",
        &["h", "left"],
        Relation,
        |m| m.cross_relations(Side::Left),
    )
    .hint(4, "left"),
    row(
        "relation.right",
        "Go right",
        "Towards the changes, along a line where there is one.",
        &["l", "right"],
        Relation,
        |m| m.cross_relations(Side::Right),
    )
    .hint(5, "right"),
    row(
        "relation.open",
        "Open",
        "Leave the map for the selected record; where it stands for several that are over, show or fold them.",
        &["enter"],
        Relation,
        Model::open_related,
    )
    .hint(1, "open")
    .when(on_a_node),
    row(
        "relation.centre",
        "Map of this",
        "Draw the map anew, of the selected record and what hangs together with that.",
        &["m"],
        Relation,
        Model::centre_relations,
    )
    .hint(2, "map of this")
    .when(on_a_node),
    row("relation.leave", "Leave", "Back to where you were.", &["esc", "q", "ctrl-c"], Relation, input::leave_layer)
        .hint(9, "leave"),
];
