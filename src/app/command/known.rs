//! Reading the known errors behind an incident.

use super::Scope::{Incidents, Known};
use super::gate::{commenter, selected};
use super::{Command, Gate, row};
use crate::app::input;
use crate::app::model::Model;

fn matched(model: &Model) -> Gate {
    match selected(model) {
        Gate::Open if model.known_problems().next().is_none() => Gate::Shut("none looks like this incident".into()),
        gate => gate,
    }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "incident.known-error",
        "Known error",
        "Read the known error behind the incident: why it matches, what helps, what causes it.",
        &["K"],
        Incidents,
        Model::read_known_error,
    )
    .when(matched),
    row(
        "known.comment",
        "Comment",
        "Write on the incident, with the known error above what you write.",
        &["c"],
        Known,
        Model::comment,
    )
    .hint(1, "comment")
    .writes()
    .when(commenter),
    row(
        "known.use",
        "Use workaround",
        "Write on the incident, beginning with the steps of the workaround.",
        &["enter"],
        Known,
        Model::use_workaround,
    )
    .hint(2, "use workaround")
    .writes()
    .when(commenter),
    row(
        "known.copy",
        "Copy workaround",
        "Copy the workaround to the terminal's clipboard.",
        &["y", "w"],
        Known,
        Model::copy_workaround,
    )
    .hint(3, "copy"),
    row("known.next", "Next match", "The next problem that looks like it.", &["n"], Known, |m| m.turn_known(false))
        .hint(4, "next"),
    row("known.before", "Match before", "The problem before.", &["p"], Known, |m| m.turn_known(true)),
    row("known.leave", "Leave", "Back to where you were.", &["esc", "q", "K", "ctrl-c"], Known, input::leave_layer)
        .hint(5, "leave"),
];
