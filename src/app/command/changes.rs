//! Finding one's way among the changes: the list, the calendar, the approval view.

use super::Scope::{Approval, Calendar, Changes, Deciding};
use super::gate::{on_record, on_the_map};
use super::{Command, Gate, row};
use crate::app::model::Model;
use crate::app::panes::filtering;
use crate::domain::change::step::Kind;
use crate::domain::value::ApprovalStatus;

/// The change on the page can be decided on.
fn decider(model: &Model, kind: Kind) -> Gate {
    model.undecidable(kind).map_or(Gate::Open, Gate::Shut)
}

pub(super) static ROWS: &[Command] = &[
    row(
        "change.ends",
        "Go to what it ends",
        "Read the problem or the incident that the change ends; esc leads back.",
        &["P"],
        Changes,
        Model::go_to_what_it_ends,
    )
    .when(on_record),
    row(
        "change.yank",
        "Copy…",
        "Copy number, title or a summary to the terminal's clipboard.",
        &["y"],
        Changes,
        Model::choose_change_yank,
    )
    .when(on_record),
    row(
        "change.calendar",
        "Calendar or list",
        "Lay the changes out in the days in which they happen, or as a list again.",
        &["w"],
        Changes,
        Model::toggle_calendar,
    )
    .hint(20, "calendar"),
    row(
        "change.filter",
        "Filter",
        "Narrow the list: words, or terms like status:pending, starts:<1d, assignee:me, service:edge.",
        &["/"],
        Changes,
        filtering::open_filter,
    )
    .hint(30, "filter"),
    row(
        "change.clear-filter",
        "Clear filter",
        "Back to the whole view.",
        &["backspace"],
        Changes,
        filtering::clear_filter,
    ),
    row("calendar.earlier", "Earlier", "A day back.", &["left", "h"], Calendar, |m| m.turn_days(-1)).hint(8, "earlier"),
    row("calendar.later", "Later", "A day on.", &["right"], Calendar, |m| m.turn_days(1)).hint(9, "later"),
    row("calendar.week-back", "Week back", "A week back.", &["<"], Calendar, |m| m.turn_days(-7)),
    row("calendar.week-on", "Week on", "A week on.", &[">"], Calendar, |m| m.turn_days(7)),
    row("calendar.today", "Today", "The days from today.", &["0"], Calendar, Model::show_today).hint(21, "today"),
    row("calendar.follow", "Its days", "The days in which the selected change happens.", &["."], Calendar, |m| {
        m.follow_window()
    }),
    row(
        "approval.approve",
        "Approve…",
        "Say yes: a sentence if you like, then the number of the change.",
        &["a"],
        Approval,
        |m| m.begin_to_decide(ApprovalStatus::Approved),
    )
    .hint(1, "approve")
    .writes()
    .when(|m| decider(m, Kind::Approve)),
    row("approval.reject", "Reject…", "Say no, and why.", &["x"], Approval, |m| {
        m.begin_to_decide(ApprovalStatus::Rejected)
    })
    .hint(2, "reject")
    .writes()
    .when(|m| decider(m, Kind::Reject)),
    row(
        "approval.before",
        "Before and after",
        "Show how what changed since it was asked for was before.",
        &["d"],
        Approval,
        Model::toggle_before,
    )
    .hint(3, "what changed"),
    row(
        "approval.map",
        "Show on the map",
        "Leave the page for what the change touches, on the map; esc leads back to the change.",
        &["L"],
        Approval,
        Model::leave_for_the_map,
    )
    .when(on_the_map),
    row(
        "approval.leave",
        "Leave",
        "Back to where you were; nothing is decided.",
        &["esc", "q", "ctrl-c"],
        Approval,
        Model::leave_approval,
    )
    .hint(4, "leave"),
    row(
        "deciding.on",
        "Go on",
        "From the sentence to the number, and from there to the server.",
        &["enter"],
        Deciding,
        Model::go_on_deciding,
    )
    .hint(1, "go on"),
    row("deciding.turn", "Other field", "The other field.", &["tab", "backtab"], Deciding, Model::turn_decision)
        .hint(2, "other field"),
    row(
        "deciding.leave",
        "Leave",
        "Back to the page; nothing is decided, and the sentence is kept.",
        &["esc", "ctrl-c"],
        Deciding,
        Model::leave_approval,
    )
    .hint(3, "leave"),
];
