//! The verbs of the problem, and making one.

use super::Scope::{Incidents, Problems};
use super::gate::{changer, proposer, reporter};
use super::{Command, row};
use crate::app::model::Model;

pub(super) static ROWS: &[Command] = &[
    row(
        "problem.take",
        "Take",
        "Make the problem yours and start to look for the cause.",
        &["a"],
        Problems,
        Model::take_problem,
    )
    .hint(10, "take")
    .writes()
    .when(changer),
    row("problem.assign", "Assign…", "Give the problem to somebody.", &["A"], Problems, Model::choose_problem_assignee)
        .writes()
        .when(changer),
    row(
        "problem.status",
        "Set status…",
        "Move the problem to identified, investigating, known error, resolved or closed.",
        &["s"],
        Problems,
        Model::choose_problem_status,
    )
    .hint(11, "status")
    .writes()
    .when(changer),
    row(
        "problem.write",
        "Write…",
        "Write the root cause, the workaround or the solution of the problem.",
        &["w"],
        Problems,
        Model::choose_text,
    )
    .hint(13, "write")
    .writes()
    .when(changer),
    row(
        "problem.create",
        "Write problem down…",
        "Fill in the form of a new problem.",
        &["n"],
        Problems,
        Model::write_problem_down,
    )
    .hint(31, "new")
    .writes()
    .when(reporter),
    row(
        "problem.edit",
        "Edit…",
        "Change any field of the problem; only what was changed is sent.",
        &["E", "e"],
        Problems,
        Model::edit_record,
    )
    .hint(32, "edit")
    .writes()
    .when(changer),
    row(
        "problem.priority",
        "Set priority…",
        "Rate criticality and urgency, or set the priority by hand.",
        &["p"],
        Problems,
        Model::edit_priority,
    )
    .writes()
    .when(changer),
    row("problem.tags", "Set tags…", "Change the tags of the problem.", &["t"], Problems, Model::edit_tags)
        .writes()
        .when(changer),
    row(
        "incident.make-problem",
        "Make problem…",
        "Write down the problem that the incident, or those that are marked, have in common, and link them to it.",
        &["N"],
        Incidents,
        Model::propose_problem,
    )
    .writes()
    .when(proposer),
];
