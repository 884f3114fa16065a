//! Ways to look at what a pane lists: views, orders, the board.

use super::Scope::{Board, Records};
use super::gate::one_card;
use super::{Command, row};
use crate::app::model::Model;

pub(super) static ROWS: &[Command] = &[
    row("view.next", "Next view", "Look at what the next view shows.", &["]"], Records, |m| m.turn_view(1)),
    row("view.previous", "Previous view", "Look at what the view before shows.", &["["], Records, |m| m.turn_view(-1)),
    row(
        "view.choose",
        "Views…",
        "Choose what to look at: the built-in views, and for incidents those of your config.",
        &["v"],
        Records,
        Model::choose_view,
    ),
    row(
        "view.sort",
        "Sort…",
        "Choose what the list is sorted by: priority, age, last change and more.",
        &["S"],
        Records,
        Model::choose_sort,
    ),
    row(
        "view.board",
        "Board or list",
        "Lay the list out in a column for each status, or as a list again.",
        &["b"],
        Records,
        Model::toggle_board,
    ),
    row("board.left", "Left", "To the column before.", &["h", "left"], Board, |m| m.turn_lane(true)).hint(8, "left"),
    row("board.right", "Right", "To the next column.", &["l", "right"], Board, |m| m.turn_lane(false)).hint(9, "right"),
    row("board.back", "Move back", "Move the card to the status before.", &["<"], Board, |m| m.shift_status(true))
        .writes()
        .when(one_card),
    row(
        "board.forth",
        "Move on",
        "Move the card to the next status; closing an incident asks for the reason.",
        &[">"],
        Board,
        |m| m.shift_status(false),
    )
    .hint(15, "move")
    .writes()
    .when(one_card),
];
