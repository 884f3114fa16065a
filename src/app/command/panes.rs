//! From pane to pane.

use super::Scope::Everywhere;
use super::{Command, row};
use crate::app::panes::Pane;

pub(super) static ROWS: &[Command] = &[
    row("pane.incidents", "Incidents", "Show the queue of incidents.", &["1"], Everywhere, |m| {
        m.show_pane(Pane::Incidents)
    }),
    row("pane.problems", "Problems", "Show the problems: why things break.", &["2"], Everywhere, |m| {
        m.show_pane(Pane::Problems)
    }),
    row(
        "pane.changes",
        "Changes",
        "Show the changes: what is altered, when, and whether it may.",
        &["3"],
        Everywhere,
        |m| m.show_pane(Pane::Changes),
    ),
    row(
        "pane.map",
        "Map",
        "Show the infrastructure: what runs where, and what depends on what.",
        &["4"],
        Everywhere,
        |m| m.show_pane(Pane::Map),
    ),
    row("pane.feed", "Feed", "Show what happens in the organization.", &["5"], Everywhere, |m| m.show_pane(Pane::Feed)),
    row("pane.inbox", "Inbox", "Show what you are told: notifications and mentions.", &["6"], Everywhere, |m| {
        m.show_pane(Pane::Inbox)
    }),
];
