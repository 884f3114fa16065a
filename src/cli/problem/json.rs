//! Problems as JSON: the names of the fields are the command line's promise and never change their meaning. docs/cli.md lists them.

use super::super::record::{json, ledger::Ledger};
use super::whole::Whole;
use crate::app::layers::form::People;
use crate::domain::comment::Comment;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use serde_json::{Value, json};

/// The fields of a problem in JSON and what stands in them. `null` where nothing is known.
pub const PROBLEM_FIELDS: &[(&str, &str)] = &[
    ("number", "`ACM-PRBM-0007`; the first eight characters of the id where there is none"),
    ("id", "the id in the database"),
    ("title", "one line"),
    ("status", "identified, investigating, known_error, resolved, closed"),
    ("priority", "low, medium, high, critical"),
    ("criticality", "the same, or null"),
    ("urgency", "the same, or null"),
    ("assignee", "`{id, name}` or null"),
    ("creator", "`{id, name}`"),
    ("services", "array of `{id, name}`"),
    ("tags", "array of texts"),
    ("root_cause", "in the composer's markdown, or null"),
    ("workaround", "the same"),
    ("solution", "the same"),
    (
        "incidents",
        "array of `{id, number, title, status, priority, created_at}`: what is linked to it, the newest first",
    ),
    ("changes", "array of `{id, number, title, status, scheduled_for}`: the same of changes"),
    ("created_at", "RFC 3339, UTC, like all times"),
    ("updated_at", "when somebody last said they changed it"),
    ("resolved_at", "time or null"),
    ("description", "in the composer's markdown; `show` only"),
    ("comments", "array of `{id, author, created_at, updated_at, event, text, mentions}`; `show` only"),
];

/// A problem without its description and its comments; `people` are all of the ledger, listed once.
pub(super) fn problem(row: &Whole, ledger: &Ledger, people: &People) -> Value {
    let problem = &row.problem;
    let text = |text: &Option<Safe>| text.as_ref().map(|text| rich_text::source(text, people));
    let incidents = row.incidents.iter().map(|row| {
        json!({
            "id": row.id,
            "number": row.name(),
            "title": row.title,
            "status": row.status,
            "priority": row.priority,
            "created_at": row.created_at,
        })
    });
    let changes = row.changes.iter().map(|row| {
        json!({
            "id": row.id,
            "number": row.name(),
            "title": row.title,
            "status": row.status,
            "scheduled_for": row.scheduled_for,
        })
    });
    json!({
        "number": problem.name(),
        "id": problem.id,
        "title": problem.title,
        "status": problem.status,
        "priority": problem.priority,
        "criticality": problem.criticality,
        "urgency": problem.urgency,
        "assignee": problem.assigned_to.map(|who| json::person(who, ledger)),
        "creator": json::person(problem.created_by, ledger),
        "services": json::services(&problem.services, ledger),
        "tags": problem.tags,
        "root_cause": text(&problem.root_cause),
        "workaround": text(&problem.workaround),
        "solution": text(&problem.solution),
        "incidents": incidents.collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
        "created_at": problem.created_at,
        "updated_at": problem.updated_at,
        "resolved_at": problem.resolved_at,
    })
}

/// A problem with its description and its comments.
pub(super) fn whole(row: &Whole, comments: &[Comment], ledger: &Ledger, people: &People) -> Value {
    let mut value = problem(row, ledger, people);
    value["description"] = rich_text::source(&row.problem.description, people).into();
    value["comments"] = json::comments(comments, ledger, people);
    value
}
