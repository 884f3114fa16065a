//! Finding one's way among the problems.

use super::Scope::Problems;
use super::{Command, Gate, row};
use crate::app::model::Model;
use crate::app::panes::filtering;

/// A problem is under the cursor.
fn on_problem(model: &Model) -> Gate {
    if model.me.is_none() {
        return Gate::Shut("nobody is signed in".into());
    }
    if model.selected_problem().is_none() { Gate::Shut("no problem is selected".into()) } else { Gate::Open }
}

/// Something belongs to it.
fn with_links(model: &Model) -> Gate {
    let has_none = || model.selected_problem().is_none_or(|row| model.linked(row.id).is_none());
    match on_problem(model) {
        Gate::Open if has_none() => Gate::Shut("no incident and no change belongs to it".into()),
        gate => gate,
    }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "problem.linked",
        "Go to linked…",
        "Choose one of the incidents and changes that belong to the problem, and read it; esc leads back.",
        &["P"],
        Problems,
        Model::choose_linked,
    )
    .hint(33, "linked")
    .when(with_links),
    row(
        "problem.yank",
        "Copy…",
        "Copy number, title, workaround or a summary to the terminal's clipboard.",
        &["y"],
        Problems,
        Model::choose_problem_yank,
    )
    .when(on_problem),
    row(
        "problem.filter",
        "Filter",
        "Narrow the list: words, or terms like status:known_error, assignee:me, service:edge, -tag:db.",
        &["/"],
        Problems,
        filtering::open_filter,
    )
    .hint(30, "filter"),
    row(
        "problem.clear-filter",
        "Clear filter",
        "Back to the whole view.",
        &["backspace"],
        Problems,
        filtering::clear_filter,
    ),
];
