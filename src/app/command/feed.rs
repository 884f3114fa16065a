//! Finding one's way in the feed.

use super::Scope::Feed;
use super::{Command, Gate, row};
use crate::app::model::Model;
use crate::app::panes::feed::folding::Row;
use crate::app::panes::filtering;

/// An entry is under the cursor.
fn on_entry(model: &Model) -> Gate {
    if model.feed.list.selected().is_none() { Gate::Shut("nothing is selected".into()) } else { Gate::Open }
}

/// A run is under the cursor, or an entry of one that was opened.
fn on_run(model: &Model) -> Gate {
    match model.feed.list.selected() {
        Some(Row::Many(_)) => Gate::Open,
        Some(row) if model.is_of_opened_run(row) => Gate::Open,
        _ => Gate::Shut("it stands alone".into()),
    }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "feed.open",
        "Go to the record",
        "Read the record of the entry in its pane; esc leads back. What stands for several is opened.",
        &["enter"],
        Feed,
        Model::open_entry,
    )
    .hint(10, "go there")
    .over(&["go.enter"])
    .when(on_entry),
    row(
        "feed.unfold",
        "Open or fold",
        "Show what one row stands for, or fold it again.",
        &["space"],
        Feed,
        Model::toggle_run,
    )
    .when(on_run),
    row(
        "feed.new",
        "Go to what is new",
        "Put the cursor below the line between what you read and what is new.",
        &["."],
        Feed,
        Model::go_to_new,
    )
    .hint(13, "new"),
    row(
        "feed.filter",
        "Filter",
        "Narrow the feed: words, or terms like by:omar, what:comment,decision, service:edge, -tag:db.",
        &["/"],
        Feed,
        filtering::open_filter,
    )
    .hint(30, "filter"),
    row("feed.clear-filter", "Clear filter", "Back to the whole feed.", &["backspace"], Feed, filtering::clear_filter),
];
