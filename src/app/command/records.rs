//! What can be said of any record, in its list and in its detail.

use super::Scope::{Records, Timeline};
use super::gate::{asker, author, commenter, on_record, on_the_map};
use super::{Command, Gate, row};
use crate::app::input;
use crate::app::model::Model;

/// A record is selected, and one shows where one is.
fn shown(model: &Model) -> Gate {
    match on_record(model) {
        Gate::Open if !model.settings.presence => {
            Gate::Shut("nobody sees where you are: presence = true in the config, or --presence, shows it".into())
        }
        gate => gate,
    }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "record.ask",
        "Ask for it",
        "Mention creator and assignee in a comment and ask them to hand the record over.",
        &["H"],
        Records,
        input::ask_selected,
    )
    .writes()
    .when(asker),
    row(
        "record.map",
        "Show on the map",
        "Go to what the record names on the map of the infrastructure; esc leads back.",
        &["L"],
        Records,
        Model::show_services,
    )
    .when(on_the_map),
    row(
        "record.claim",
        "I am on it",
        "Let colleagues see that you work on the record, or no longer; whoever takes it all the same is asked first.",
        &["I"],
        Records,
        Model::toggle_claim,
    )
    .when(shown),
    row("comment.write", "Comment", "Write on the record; @ mentions somebody.", &["c"], Records, Model::comment)
        .hint(12, "comment")
        .writes()
        .when(commenter),
    row(
        "comment.edit",
        "Edit comment",
        "Correct the selected comment, if you wrote it.",
        &["e"],
        Timeline,
        Model::edit_comment,
    )
    .hint(14, "edit comment")
    .writes()
    .over(&["incident.edit", "problem.edit", "change.edit"])
    .when(author),
    row(
        "comment.delete",
        "Delete comment…",
        "Take the selected comment back, if you wrote it.",
        &["D"],
        Timeline,
        Model::delete_comment,
    )
    .writes()
    .when(author),
];
