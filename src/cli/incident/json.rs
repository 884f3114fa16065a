//! Incidents as JSON: the names of the fields are the command line's promise and never change their meaning. docs/cli.md lists them.

use super::super::record::{json, ledger::Ledger};
use crate::app::layers::form::People;
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::rich_text;
use crate::domain::slo::Standing;
use crate::domain::value::ProblemId;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// The fields of an incident in JSON and what stands in them. `null` where nothing is known.
pub const FIELDS: &[(&str, &str)] = &[
    ("number", "`ACM-INC-0042`; the first eight characters of the id where there is none"),
    ("id", "the id in the database"),
    ("title", "one line"),
    ("status", "open, investigating, resolved, closed"),
    ("priority", "low, medium, high, critical"),
    ("criticality", "the same, or null"),
    ("urgency", "the same, or null"),
    ("assignee", "`{id, name}` or null"),
    ("creator", "`{id, name}`"),
    ("customer", "text or null"),
    ("services", "array of `{id, name}`"),
    ("tags", "array of texts"),
    ("problem", "`{id, number, title, status, workaround}` or null"),
    ("links", "array of `{title, url, type}`"),
    ("created_at", "RFC 3339, UTC, like all times"),
    ("updated_at", "when somebody last said they changed it"),
    ("resolved_at", "time or null"),
    (
        "slo",
        "`{target_hours, due_at, state, remaining_seconds}`; states are breached, at_risk, fine, met, missed, unknown",
    ),
    ("description", "in the composer's markdown; `show` and `export` only"),
    (
        "comments",
        "array of `{id, author, created_at, updated_at, event, text, mentions}`; `show`, and `export --comments`",
    ),
];

/// An incident without its texts.
pub(super) fn incident(row: &Incident, ledger: &Ledger) -> Value {
    let links = row.links.iter().map(|link| json!({ "title": link.title, "url": link.url, "type": link.kind }));
    json!({
        "number": row.name(),
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "priority": row.priority,
        "criticality": row.criticality,
        "urgency": row.urgency,
        "assignee": row.assigned_to.map(|who| json::person(who, ledger)),
        "creator": json::person(row.created_by, ledger),
        "customer": row.customer,
        "services": json::services(&row.services, ledger),
        "tags": row.tags,
        "problem": row.problem.map(|id| problem(id, ledger)),
        "links": links.collect::<Vec<_>>(),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "resolved_at": row.resolved_at,
        "slo": slo(row, ledger),
    })
}

/// An incident with its description and its comments; `people` are all of the ledger, listed once.
pub(super) fn whole(row: &Incident, comments: Option<&[Comment]>, ledger: &Ledger, people: &People) -> Value {
    let mut value = incident(row, ledger);
    value["description"] = rich_text::source(&row.description, people).into();
    if let Some(comments) = comments {
        value["comments"] = json::comments(comments, ledger, people);
    }
    value
}

fn problem(id: ProblemId, ledger: &Ledger) -> Value {
    let known = ledger.rows.problems.get(&id);
    json!({
        "id": id,
        "number": known.and_then(|problem| problem.number.as_ref()),
        "title": known.map(|problem| &problem.title),
        "status": known.map(|problem| problem.status),
        "workaround": known.and_then(|problem| problem.workaround.as_ref()).map(|text| rich_text::source(text, &[])),
    })
}

fn slo(row: &Incident, ledger: &Ledger) -> Value {
    let standing = ledger.rows.slo.standing(row, ledger.now);
    let state = match standing {
        Standing::Breached { .. } => "breached",
        Standing::AtRisk { .. } => "at_risk",
        Standing::Fine { .. } => "fine",
        Standing::Met => "met",
        Standing::Missed => "missed",
        Standing::Unknown => "unknown",
    };
    let hours = ledger.rows.slo.hours(row.priority);
    let due = row.created_at.checked_add(SignedDuration::from_hours(i64::from(hours))).ok();
    json!({
        "target_hours": hours,
        "due_at": due,
        "state": state,
        "remaining_seconds": standing.left().map(|left| left.as_secs()),
    })
}
