//! What works wherever no text is typed.

use super::Scope::Everywhere;
use super::gate::{signed_in, undoable};
use super::{Command, row};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::{input, moving};

pub(super) static ROWS: &[Command] = &[
    row(
        "go.detail",
        "List or detail",
        "Move between the list and the detail.",
        &["tab"],
        Everywhere,
        moving::toggle_focus,
    ),
    row("go.enter", "Open", "Read what is selected.", &["enter"], Everywhere, moving::enter),
    row(
        "go.back",
        "Back",
        "One step back. It never quits and never throws anything away.",
        &["esc"],
        Everywhere,
        moving::back,
    ),
    row(
        "app.refresh",
        "Refresh",
        "Ask the server for everything on the screen again, and sort anew.",
        &["r"],
        Everywhere,
        input::refresh,
    )
    .when(signed_in),
    row(
        "app.undo",
        "Undo",
        "Take back what you did last, unless somebody changed it since.",
        &["u"],
        Everywhere,
        Model::undo,
    )
    .writes()
    .when(undoable),
    row(
        "app.times",
        "Relative or absolute times",
        "Switch how times are shown in the list.",
        &["T"],
        Everywhere,
        input::toggle_times,
    ),
    row("app.palette", "All commands", "Find a command by typing.", &[":"], Everywhere, input::open_palette)
        .hint(40, "all"),
    row("app.help", "Help", "What can be pressed here.", &["?"], Everywhere, input::open_help).hint(41, "help"),
    row("app.redraw", "Draw anew", "For a screen that something else wrote on.", &["ctrl-l"], Everywhere, |_| {
        vec![Effect::Redraw]
    }),
    row(
        "app.sign-out",
        "Sign out…",
        "End this session here and forget its tokens.",
        &[],
        Everywhere,
        input::ask_sign_out,
    )
    .when(signed_in),
    row("app.quit", "Quit", "Leave antops. Drafts and unsent writes are kept.", &["q", "ctrl-c"], Everywhere, |_| {
        vec![Effect::Quit]
    }),
];
