//! Reading the known errors behind an incident.

use super::Scope::{Incidents, Known, Records};
use super::gate::{commenter, selected, signed_in};
use super::{Command, Gate, row};
use crate::app::input;
use crate::app::layers::Layer;
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::domain::permission::{self, Permission};

fn matched(model: &Model) -> Gate {
    match selected(model) {
        Gate::Open if model.known_problems().next().is_none() => Gate::Shut("none looks like this incident".into()),
        gate => gate,
    }
}

/// The incident that one would write on is the selected one.
fn beside_incident(model: &Model) -> Gate {
    if model.pane == Pane::Incidents { commenter(model) } else { Gate::Absent }
}

/// Whoever may comment may use a workaround, wherever it was found.
fn helper(model: &Model) -> Gate {
    match &model.me {
        Some(me) if permission::comment(me) == Permission::Allowed => Gate::Open,
        _ => commenter(model),
    }
}

/// There is more than one match to turn to.
fn matches(model: &Model) -> Gate {
    match model.layers.last() {
        Some(Layer::Known(reading)) if reading.only.is_none() => Gate::Open,
        _ => Gate::Absent,
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
        "known.search",
        "Known errors…",
        "Search everything that is known to help: known errors and problems that are done with.",
        &["B"],
        Records,
        Model::search_known,
    )
    .when(signed_in),
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
    .when(beside_incident),
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
    .when(helper),
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
        .hint(4, "next")
        .when(matches),
    row("known.before", "Match before", "The problem before.", &["p"], Known, |m| m.turn_known(true)).when(matches),
    row("known.leave", "Leave", "Back to where you were.", &["esc", "q", "K", "ctrl-c"], Known, input::leave_layer)
        .hint(5, "leave"),
];
