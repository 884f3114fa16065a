//! Writing a comment or a reason.

use super::Scope::{Compose, Reason};
use super::{Command, Gate, row};
use crate::app::input;
use crate::app::layers::compose;
use crate::app::model::Model;
use crate::app::writing;

pub(super) static ROWS: &[Command] = &[
    row("compose.send", "Send", "Send what you wrote.", &["alt-enter", "ctrl-enter"], Compose, Model::send_composed)
        .hint(1, "send")
        .writes(),
    row("compose.editor", "Editor", "Go on writing in $EDITOR.", &["ctrl-e"], Compose, writing::edit_outside)
        .hint(2, "editor"),
    row(
        "compose.preview",
        "Preview",
        "Show the text as it will be read; typing goes on writing.",
        &["ctrl-o"],
        Compose,
        writing::toggle_preview,
    )
    .hint(3, "preview")
    .when(rich),
    row(
        "compose.complete",
        "Complete",
        "Put the suggested person (behind @) or the number of a record (behind #).",
        &["tab"],
        Compose,
        writing::complete,
    ),
    row(
        "compose.next-suggestion",
        "Next suggestion",
        "Select another suggestion.",
        &["ctrl-n"],
        Compose,
        writing::next_suggestion,
    ),
    row("compose.undo", "Undo", "Take back the last word or change.", &["ctrl-_"], Compose, writing::undo)
        .hint(5, "undo"),
    row("compose.redo", "Redo", "Do again what was taken back.", &["ctrl-r"], Compose, writing::redo),
    row(
        "compose.leave",
        "Keep draft",
        "Leave; what you wrote is kept as a draft.",
        &["esc", "ctrl-c"],
        Compose,
        input::leave_layer,
    )
    .hint(4, "keep draft"),
    row("reason.send", "Close it", "Close the incident with this reason.", &["enter"], Reason, Model::send_composed)
        .hint(0, "close it")
        .writes(),
];

/// Only where the text is more than one plain line.
fn rich(model: &Model) -> Gate {
    if model.compose().is_some_and(compose::Compose::is_one_line) { Gate::Absent } else { Gate::Open }
}
