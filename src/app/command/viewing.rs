//! Ways to look at what a pane lists: views, orders, the board.

use super::Scope::{Board, Records};
use super::gate::one_card;
use super::{Command, Gate, row};
use crate::app::model::Model;
use crate::app::panes::Pane;

/// There are several ways to look at it.
fn viewed(model: &Model) -> Gate {
    if model.pane == Pane::Feed {
        Gate::Shut("the feed has one view; narrow it by a filter".into())
    } else {
        Gate::Open
    }
}

/// It can stand in another order, or in columns.
fn sorted(model: &Model) -> Gate {
    match model.pane {
        Pane::Feed => Gate::Shut("the feed stands in the order of time".into()),
        Pane::Inbox => Gate::Shut("the inbox has what is unread first".into()),
        _ => Gate::Open,
    }
}

pub(super) static ROWS: &[Command] = &[
    row("view.next", "Next view", "Look at what the next view shows.", &["]"], Records, |m| m.turn_view(1))
        .when(viewed),
    row("view.previous", "Previous view", "Look at what the view before shows.", &["["], Records, |m| m.turn_view(-1))
        .when(viewed),
    row(
        "view.choose",
        "Views…",
        "Choose what to look at: the built-in views, and for incidents those of your config.",
        &["v"],
        Records,
        Model::choose_view,
    )
    .when(viewed),
    row(
        "view.sort",
        "Sort…",
        "Choose what the list is sorted by: priority, age, last change and more.",
        &["S"],
        Records,
        Model::choose_sort,
    )
    .when(sorted),
    row(
        "view.board",
        "Board or list",
        "Lay the list out in a column for each status, or as a list again.",
        &["b"],
        Records,
        Model::toggle_board,
    )
    .when(sorted),
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
