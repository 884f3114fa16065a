//! Ways to look at the incidents: views, orders, the board.

use super::Scope::{Board, Incidents};
use super::gate::one_card;
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
    row(
        "view.board",
        "Board or list",
        "Lay the incidents out in a column for each status, or in a list again.",
        &["b"],
        Incidents,
        Model::toggle_board,
    ),
    row("board.left", "Left", "To the column before.", &["h", "left"], Board, |m| m.turn_lane(true)).hint(8, "left"),
    row("board.right", "Right", "To the next column.", &["l", "right"], Board, |m| m.turn_lane(false)).hint(9, "right"),
    row("board.back", "Move back", "Move the incident to the status before.", &["<"], Board, |m| m.shift_status(true))
        .writes()
        .when(one_card),
    row(
        "board.forth",
        "Move on",
        "Move the incident to the next status; closing asks for the reason.",
        &[">"],
        Board,
        |m| m.shift_status(false),
    )
    .hint(15, "move")
    .writes()
    .when(one_card),
];
