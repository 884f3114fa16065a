//! Typing the filter.

use super::Scope::Filter;
use super::{Command, row};
use crate::app::panes::filtering;

pub(super) static ROWS: &[Command] = &[
    row(
        "filter.apply",
        "Apply",
        "Keep the filter and go back to the list.",
        &["enter"],
        Filter,
        filtering::apply_filter,
    )
    .hint(1, "apply"),
    row(
        "filter.complete",
        "Complete",
        "Complete the word of the filter language before the cursor.",
        &["tab"],
        Filter,
        filtering::complete_filter,
    )
    .hint(2, "complete"),
    row("filter.leave", "Undo", "Back to the filter as it was.", &["esc", "ctrl-c"], Filter, filtering::leave_filter)
        .hint(3, "leave"),
];
