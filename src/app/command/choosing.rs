//! Pickers, menus and the help.

use super::Scope::{Help, Menu, Search};
use super::{Command, row};
use crate::app::list::Step;
use crate::app::{input, moving};

pub(super) static ROWS: &[Command] = &[
    row("choose.accept", "Choose", "Choose the selected item.", &["enter"], Search, input::accept).hint(1, "choose"),
    row("choose.down", "Down", "The next item.", &["down", "ctrl-n"], Search, |m| moving::step(m, Step::By(1))),
    row("choose.up", "Up", "The item before.", &["up", "ctrl-p"], Search, |m| moving::step(m, Step::By(-1))),
    row("choose.leave", "Leave", "Choose nothing.", &["esc", "ctrl-c"], Search, input::leave_layer).hint(2, "leave"),
    row(
        "menu.accept",
        "Choose",
        "Choose the selected item; each also has a key of its own.",
        &["enter"],
        Menu,
        input::accept,
    )
    .hint(1, "choose"),
    row("menu.leave", "Leave", "Choose nothing.", &["esc", "ctrl-c"], Menu, input::leave_layer).hint(2, "leave"),
    row("help.leave", "Leave", "Back to where you were.", &["esc", "q", "?", "ctrl-c"], Help, input::leave_layer)
        .hint(1, "leave"),
];
