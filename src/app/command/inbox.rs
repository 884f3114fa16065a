//! What one does in the inbox.

use super::Scope::Inbox;
use super::{Command, Gate, row};
use crate::app::model::Model;

/// A notification is under the cursor.
fn on_notice(model: &Model) -> Gate {
    if model.selected_notice().is_none() { Gate::Shut("nothing is selected".into()) } else { Gate::Open }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "inbox.open",
        "Go to the record",
        "Read the record it is about in its pane, and mark it read; esc leads back.",
        &["enter"],
        Inbox,
        Model::open_notice,
    )
    .hint(10, "go there")
    .over(&["go.enter"])
    .when(on_notice),
    row(
        "inbox.read",
        "Mark read or unread",
        "Mark it read and go on to the next, or unread again.",
        &["space"],
        Inbox,
        Model::toggle_read,
    )
    .hint(11, "read")
    .writes()
    .when(on_notice),
    row("inbox.read-all", "Mark all read", "Mark everything the list shows as read.", &["M"], Inbox, Model::read_all)
        .hint(13, "all read")
        .writes()
        .when(on_notice),
    row(
        "inbox.archive",
        "Put away",
        "Put it away on this machine, or take it out of the archive again; others and the web app still show it.",
        &["x"],
        Inbox,
        Model::toggle_archived,
    )
    .hint(14, "put away")
    .when(on_notice),
    row("inbox.next-unread", "Next unread", "Go to the next one you have not read.", &["."], Inbox, Model::next_unread)
        .when(on_notice),
];
