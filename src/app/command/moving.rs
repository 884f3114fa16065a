//! Moving in lists.

use super::Scope::Lists;
use super::{Command, row};
use crate::app::list::Step;
use crate::app::moving;

pub(super) static ROWS: &[Command] = &[
    row("move.down", "Down", "One row down.", &["j", "down"], Lists, |m| moving::step(m, Step::By(1))),
    row("move.up", "Up", "One row up.", &["k", "up"], Lists, |m| moving::step(m, Step::By(-1))),
    row("move.first", "First", "To the first row.", &["g", "home"], Lists, |m| moving::step(m, Step::First)),
    row("move.last", "Last", "To the last row.", &["G", "end"], Lists, |m| moving::step(m, Step::Last)),
    row("move.page-down", "Page down", "One page down.", &["pagedown", "ctrl-d"], Lists, |m| moving::page(m, 1)),
    row("move.page-up", "Page up", "One page up.", &["pageup", "ctrl-u"], Lists, |m| moving::page(m, -1)),
];
