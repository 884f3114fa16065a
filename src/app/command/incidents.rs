//! The verbs of the incident.

use super::Scope::Incidents;
use super::gate::{linked, listed, reporter, selected, single, stakeholder};
use super::{Command, row};
use crate::app::intent::Intent;
use crate::app::model::Model;
use crate::app::panes::filtering;

pub(super) static ROWS: &[Command] = &[
    row("incident.take", "Take", "Make the incident yours and start the investigation.", &["a"], Incidents, |m| {
        m.intend_here(Intent::Take)
    })
    .hint(10, "take")
    .writes()
    .when(stakeholder),
    row("incident.assign", "Assign…", "Give the incident to somebody.", &["A"], Incidents, Model::choose_assignee)
        .writes()
        .when(stakeholder),
    row(
        "incident.status",
        "Set status…",
        "Move the incident to open, investigating, resolved or closed.",
        &["s"],
        Incidents,
        Model::choose_status,
    )
    .hint(11, "status")
    .writes()
    .when(stakeholder),
    row("incident.resolve", "Resolve", "Service is back: stop the clock.", &["R"], Incidents, |m| {
        m.intend_here(Intent::Resolve)
    })
    .hint(13, "resolve")
    .writes()
    .when(stakeholder),
    row(
        "incident.close",
        "Close…",
        "Done with it; asks for the reason, which becomes a comment.",
        &["X"],
        Incidents,
        Model::close_targets,
    )
    .writes()
    .when(stakeholder),
    row(
        "incident.reopen",
        "Reopen",
        "It was not over: open again; the clock counts from when it was reported.",
        &["O"],
        Incidents,
        |m| m.intend_here(Intent::Reopen),
    )
    .writes()
    .when(stakeholder),
    row(
        "incident.link",
        "Link to problem…",
        "Say which problem the incident belongs to, or that it belongs to none.",
        &["l"],
        Incidents,
        Model::choose_problem,
    )
    .writes()
    .when(stakeholder),
    row(
        "incident.problem",
        "Go to its problem",
        "Read the problem the incident belongs to; esc leads back.",
        &["P"],
        Incidents,
        Model::go_to_problem,
    )
    .when(linked),
    row(
        "incident.mark",
        "Mark",
        "Mark the incident, or take its mark away; the next verb is for all that are marked.",
        &["space"],
        Incidents,
        Model::toggle_mark,
    )
    .hint(20, "mark")
    .when(listed),
    row(
        "incident.mark-range",
        "Mark range",
        "Mark everything from the incident marked last to this one.",
        &["V"],
        Incidents,
        Model::mark_range,
    )
    .when(listed),
    row(
        "incident.mark-all",
        "Mark all shown",
        "Mark all that the list shows; take all marks away where all are marked.",
        &["*"],
        Incidents,
        Model::mark_all,
    )
    .when(listed),
    row(
        "incident.report",
        "Report incident…",
        "Fill in the form of a new incident.",
        &["n"],
        Incidents,
        Model::report_incident,
    )
    .hint(31, "new")
    .writes()
    .when(reporter),
    row(
        "incident.edit",
        "Edit…",
        "Change any field of the incident; only what was changed is sent.",
        &["E", "e"],
        Incidents,
        Model::edit_record,
    )
    .hint(32, "edit")
    .writes()
    .when(single),
    row(
        "incident.priority",
        "Set priority…",
        "Rate criticality and urgency, or set the priority by hand.",
        &["p"],
        Incidents,
        Model::edit_priority,
    )
    .writes()
    .when(single),
    row("incident.tags", "Set tags…", "Change the tags of the incident.", &["t"], Incidents, Model::edit_tags)
        .writes()
        .when(stakeholder),
    row(
        "incident.yank",
        "Copy…",
        "Copy number, title, link or a summary to the terminal's clipboard.",
        &["y"],
        Incidents,
        Model::choose_yank,
    )
    .when(selected),
    row("incident.open-link", "Open link", "Open a linked ticket in a browser.", &["o"], Incidents, Model::open_link)
        .when(selected),
    row(
        "incident.next-unseen",
        "Next unseen",
        "Go to the next incident that somebody changed since you looked; those that mention you first.",
        &["."],
        Incidents,
        Model::next_unseen,
    ),
    row(
        "incident.news",
        "What is new…",
        "List what others did since you looked: what calls you first, then new, breached, changed.",
        &[","],
        Incidents,
        Model::show_news,
    ),
    row(
        "incident.filter",
        "Filter",
        "Narrow the list: words, or terms like assignee:me, priority:>=high, slo:<2h, -tag:db.",
        &["/"],
        Incidents,
        filtering::open_filter,
    )
    .hint(30, "filter"),
    row(
        "incident.clear-filter",
        "Clear filter",
        "Back to the whole queue.",
        &["backspace"],
        Incidents,
        filtering::clear_filter,
    ),
];
