//! The linking view: what is linked to a problem, and what may be.

use super::Scope::{Candidates, Finding, Linked, Linking, Problems};
use super::gate::{on_record, undoable};
use super::{Command, Gate, row};
use crate::app::layers::linking::{Linking as View, Side};
use crate::app::model::Model;

/// Something is under the cursor.
fn listed(model: &Model) -> Gate {
    match model.shown_linking().map(View::selected) {
        Some(Some(_)) => Gate::Open,
        _ => Gate::Shut("nothing is listed here".into()),
    }
}

/// What is marked, or under the cursor, is refused by the rules.
fn refused(model: &Model) -> Gate {
    let Some(linking) = model.shown_linking().filter(|linking| linking.side == Side::Candidates) else {
        return Gate::Absent;
    };
    if model.problem(linking.problem).is_none_or(|problem| problem.number.is_none()) {
        return Gate::Shut("it has no number yet".into());
    }
    if linking.targets().iter().any(|record| model.standing(linking, *record).is_refused()) {
        Gate::Open
    } else {
        Gate::Shut("none of these has to be asked for".into())
    }
}

pub(super) static ROWS: &[Command] = &[
    row(
        "problem.link",
        "Link…",
        "See what is linked to the problem and what may belong to it, with the reason why; link and unlink there.",
        &["l"],
        Problems,
        Model::open_linking,
    )
    .hint(15, "link")
    .when(on_record),
    row(
        "linking.link",
        "Link",
        "Link what is marked to the problem, or the row under the cursor, in one go.",
        &["l", "enter"],
        Candidates,
        Model::link_marked,
    )
    .hint(1, "link")
    .writes()
    .when(listed),
    row(
        "linking.unlink",
        "Unlink",
        "Take what is marked, or the row under the cursor, away from the problem.",
        &["x", "backspace", "delete"],
        Linked,
        Model::unlink_marked,
    )
    .hint(1, "unlink")
    .writes()
    .when(listed),
    row(
        "linking.mark",
        "Mark",
        "Mark the row, or take its mark away; the next verb is for all that are marked.",
        &["space"],
        Linking,
        Model::mark_for_linking,
    )
    .hint(2, "mark")
    .when(listed),
    row(
        "linking.mark-all",
        "Mark what fits",
        "Mark what can be linked and ranks well; all that can be linked where words narrow the list.",
        &["*"],
        Candidates,
        Model::mark_all_for_linking,
    )
    .hint(3, "mark all")
    .when(listed),
    row(
        "linking.ask",
        "Ask to link",
        "Mention the people of what is marked and refused in a comment each, and ask them to link it.",
        &["H"],
        Candidates,
        Model::ask_to_link,
    )
    .hint(5, "ask")
    .writes()
    .when(refused),
    row(
        "linking.find",
        "Find",
        "Find by words in number or title, also what does not rank.",
        &["/"],
        Linking,
        Model::type_linking_words,
    )
    .hint(4, "find"),
    row(
        "linking.turn",
        "Other list",
        "Go to what is linked, and back to the candidates.",
        &["tab"],
        Linking,
        Model::turn_linking,
    )
    .hint(6, "other list"),
    row(
        "linking.open",
        "Open",
        "Read the record under the cursor; esc leads back here.",
        &["o"],
        Linking,
        Model::open_linked,
    )
    .hint(7, "open")
    .when(listed),
    row(
        "linking.rank",
        "Rank again",
        "Rank the candidates as everything stands now.",
        &["r"],
        Linking,
        Model::rank_candidates,
    ),
    row("linking.undo", "Undo", "Take back what you did last.", &["u"], Linking, Model::undo)
        .hint(9, "undo")
        .writes()
        .when(undoable),
    row(
        "linking.leave",
        "Leave",
        "Back to the problem; words and marks go first.",
        &["esc", "q", "ctrl-c"],
        Linking,
        Model::leave_linking,
    )
    .hint(40, "leave"),
    row("find.keep", "Keep", "Keep the words and go back to the rows.", &["enter"], Finding, Model::keep_linking_words)
        .hint(1, "keep"),
    row("find.leave", "Drop", "Back to all candidates.", &["esc", "ctrl-c"], Finding, Model::drop_linking_words)
        .hint(2, "drop"),
];
