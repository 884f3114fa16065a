//! The verbs of the change: the steps of its life, and what else can be done with it.

use super::Scope::{Changes, Incidents, Problems};
use super::gate::{changer, on_record, proposer, reporter};
use super::{Command, Gate, row};
use crate::app::model::Model;
use crate::domain::change::step::{Hindrance, Kind};

/// The command of a step.
#[must_use]
pub const fn of_step(kind: Kind) -> &'static str {
    match kind {
        Kind::Request => "change.request",
        Kind::Withdraw => "change.withdraw",
        Kind::Approve | Kind::Reject => "change.decide",
        Kind::Start => "change.start",
        Kind::Complete => "change.complete",
        Kind::Fail => "change.fail",
        Kind::Cancel => "change.cancel",
        Kind::Reschedule => "change.reschedule",
    }
}

/// Whether the step can be taken, and if not, why. Whose change it is not can ask.
fn step(model: &Model, kind: Kind) -> Gate {
    match on_record(model) {
        Gate::Open => {}
        gate => return gate,
    }
    let Some(change) = model.selected_change() else { return Gate::Shut("no change is selected".into()) };
    match model.hindrance(kind, &change) {
        None => Gate::Open,
        Some(hindrance @ Hindrance::NoStake) => Gate::Refused(model.rows.hindrance(kind, hindrance, &change)),
        Some(hindrance) => Gate::Shut(model.rows.hindrance(kind, hindrance, &change)),
    }
}

/// A change can be planned from what is selected: from a change there is nothing to plan.
fn planner(model: &Model) -> Gate {
    match on_record(model) {
        Gate::Open => reporter(model),
        gate => gate,
    }
}

pub(super) static ROWS: &[Command] = &[
    row("change.take", "Take", "Make the change yours to do.", &["a"], Changes, Model::take_change)
        .hint(12, "take")
        .writes()
        .when(changer),
    row("change.assign", "Assign…", "Say who does the change.", &["A"], Changes, Model::choose_change_assignee)
        .writes()
        .when(changer),
    row(
        "change.step",
        "Step…",
        "Choose the next step in the life of the change; what cannot be taken now says why.",
        &["s"],
        Changes,
        Model::choose_step,
    )
    .hint(10, "step")
    .writes()
    .when(on_record),
    row(
        "change.decide",
        "Read and decide…",
        "Read everything that speaks for and against the change on one page, and approve or reject it there.",
        &["d"],
        Changes,
        Model::read_for_approval,
    )
    .hint(11, "decide")
    .when(on_record),
    row(
        "change.request",
        "Ask for approval",
        "Put the draft up for a decision, and tell everybody who may decide.",
        &["R"],
        Changes,
        |m| m.take_step(Kind::Request),
    )
    .writes()
    .when(|m| step(m, Kind::Request)),
    row(
        "change.withdraw",
        "Withdraw request…",
        "Take the request for approval back: the change is a draft again.",
        &["W"],
        Changes,
        |m| m.take_step(Kind::Withdraw),
    )
    .writes()
    .when(|m| step(m, Kind::Withdraw)),
    row("change.start", "Start", "Begin the approved change.", &["i"], Changes, |m| m.take_step(Kind::Start))
        .writes()
        .when(|m| step(m, Kind::Start)),
    row("change.complete", "Complete…", "It worked; asks what was seen.", &["X"], Changes, |m| {
        m.take_step(Kind::Complete)
    })
    .writes()
    .when(|m| step(m, Kind::Complete)),
    row("change.fail", "Fail…", "It did not work; asks what happened.", &["F"], Changes, |m| m.take_step(Kind::Fail))
        .writes()
        .when(|m| step(m, Kind::Fail)),
    row("change.cancel", "Cancel…", "It will not happen; asks why.", &["Z"], Changes, |m| m.take_step(Kind::Cancel))
        .writes()
        .when(|m| step(m, Kind::Cancel)),
    row(
        "change.reschedule",
        "Reschedule…",
        "Move the change to another window; what was to happen at its time moves with it.",
        &["M"],
        Changes,
        |m| m.take_step(Kind::Reschedule),
    )
    .writes()
    .when(|m| step(m, Kind::Reschedule)),
    row("change.create", "Draft change…", "Fill in the form of a new change.", &["n"], Changes, Model::draft_change)
        .hint(31, "new")
        .writes()
        .when(reporter),
    row(
        "change.edit",
        "Edit…",
        "Change any field of the change; only what was changed is sent.",
        &["E", "e"],
        Changes,
        Model::edit_record,
    )
    .hint(32, "edit")
    .writes()
    .when(changer),
    row("change.priority", "Set priority…", "Say how urgent the change is.", &["p"], Changes, Model::edit_priority)
        .writes()
        .when(changer),
    row("change.tags", "Set tags…", "Change the tags of the change.", &["t"], Changes, Model::edit_tags)
        .writes()
        .when(changer),
    row(
        "change.link",
        "Say what it ends…",
        "Link the change to the problem or the incident it ends, or to nothing.",
        &["l"],
        Changes,
        Model::choose_what_it_ends,
    )
    .writes()
    .when(changer),
    row(
        "incident.plan-change",
        "Plan change…",
        "Draft the change that ends the incident, filled in as far as the incident tells of it.",
        &["C"],
        Incidents,
        Model::plan_change,
    )
    .writes()
    .when(proposer),
    row(
        "problem.plan-change",
        "Plan change…",
        "Draft the change that ends the problem, filled in from its solution.",
        &["C"],
        Problems,
        Model::plan_change,
    )
    .writes()
    .when(planner),
];
