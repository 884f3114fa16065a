//! The plan for several incidents.

use super::Scope::Bulk;
use super::gate::{bulk_undoable, failed, planned, refused};
use super::{Command, row};
use crate::app::input;
use crate::app::model::Model;

pub(super) static ROWS: &[Command] = &[
    row("bulk.do", "Do it", "Do what the plan says, on every row that will change.", &["enter"], Bulk, Model::do_bulk)
        .hint(1, "do it")
        .writes()
        .when(planned),
    row(
        "bulk.retry",
        "Try the failed again",
        "Plan what failed anew, with the rows as they are now, and do it.",
        &["r"],
        Bulk,
        Model::retry_bulk,
    )
    .hint(2, "retry failed")
    .writes()
    .when(failed),
    row(
        "bulk.ask",
        "Ask for the refused",
        "Mention the people of every refused row in a comment and ask them to hand it over.",
        &["H"],
        Bulk,
        Model::ask_bulk,
    )
    .hint(3, "ask for refused")
    .writes()
    .when(refused),
    row("bulk.undo", "Undo", "Take back what the plan did.", &["u"], Bulk, Model::undo_bulk)
        .hint(4, "undo")
        .writes()
        .when(bulk_undoable),
    row(
        "bulk.leave",
        "Leave",
        "Back to the list; what is on its way goes on.",
        &["esc", "q", "ctrl-c"],
        Bulk,
        input::leave_layer,
    )
    .hint(5, "leave"),
];
