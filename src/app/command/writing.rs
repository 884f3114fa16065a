//! Writing a comment or a reason.

use super::Scope::{Compose, Reason};
use super::{Command, row};
use crate::app::input;
use crate::app::model::Model;
use crate::app::writing;

pub(super) static ROWS: &[Command] = &[
    row("compose.send", "Send", "Send what you wrote.", &["alt-enter", "ctrl-enter"], Compose, Model::send_composed)
        .hint(1, "send")
        .writes(),
    row("compose.editor", "Editor", "Go on writing in $EDITOR.", &["ctrl-e"], Compose, writing::edit_outside)
        .hint(2, "editor"),
    row("compose.complete", "Complete", "Put the suggested name.", &["tab"], Compose, writing::complete_mention),
    row("compose.next-suggestion", "Next suggestion", "Another name.", &["ctrl-n"], Compose, writing::next_suggestion),
    row(
        "compose.leave",
        "Keep draft",
        "Leave; what you wrote is kept as a draft.",
        &["esc", "ctrl-c"],
        Compose,
        input::leave_layer,
    )
    .hint(3, "keep draft"),
    row("reason.send", "Close it", "Close the incident with this reason.", &["enter"], Reason, Model::send_composed)
        .hint(0, "close it")
        .writes(),
];
