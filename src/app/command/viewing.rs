//! Ways to look at the incidents: views and orders.

use super::Scope::Incidents;
use super::{Command, row};
use crate::app::model::Model;

pub(super) static ROWS: &[Command] = &[
    row("view.next", "Next view", "Look at the incidents of the next view.", &["]"], Incidents, |m| m.turn_view(1)),
    row("view.previous", "Previous view", "Look at the incidents of the view before.", &["["], Incidents, |m| {
        m.turn_view(-1)
    }),
    row(
        "view.choose",
        "Views…",
        "Choose what to look at: the built-in views, and those of your config.",
        &["v"],
        Incidents,
        Model::choose_view,
    ),
    row(
        "view.sort",
        "Sort…",
        "Sort by SLO, priority, age, last change, number, title or assignee.",
        &["S"],
        Incidents,
        Model::choose_sort,
    ),
];
