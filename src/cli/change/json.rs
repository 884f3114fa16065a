//! Changes as JSON: the names of the fields are the command line's promise and never change their meaning. docs/cli.md lists them.

use super::super::record::{json, ledger::Ledger};
use super::standing::{Weight, answer_word, mismatch_word, resolution};
use super::whole::Whole;
use crate::app::layers::form::People;
use crate::domain::change::Change;
use crate::domain::change::asked::{Since, since};
use crate::domain::change::beside::{Approval, Automation, Response};
use crate::domain::change::standing::{Answer, Standing};
use crate::domain::change::step::Kind;
use crate::domain::comment::Comment;
use crate::domain::rich_text;
use serde_json::{Value, json};

/// The fields of a change in JSON and what stands in them. `null` where nothing is known.
pub const CHANGE_FIELDS: &[(&str, &str)] = &[
    ("number", "`ACM-CHG-0007`; the first eight characters of the id where there is none"),
    ("id", "the id in the database"),
    ("title", "one line"),
    ("status", "draft, pending, approved, in_progress, completed, failed, cancelled"),
    ("priority", "low, medium, high, critical"),
    ("requester", "`{id, name}`"),
    ("assignee", "`{id, name}` or null"),
    ("services", "array of `{id, name}`"),
    ("tags", "array of texts"),
    ("starts_at", "RFC 3339, UTC, like all times; null where nobody said when"),
    ("ends_at", "the same; without it a change is taken to last an hour"),
    (
        "collisions",
        "array of `{id, number, title, status, starts_at, ends_at, services}`: what else happens to the same then",
    ),
    ("problem", "`{id, number, title, status}`: the problem it ends, or null"),
    ("incident", "the same of an incident"),
    (
        "approval",
        "`{answer, asked_by, asked_at, decided_by, decided_at, comment, mismatch, resolution}`; answers are unasked, waiting, approved, rejected and say \
         what counts; a mismatch is how `status` says other: undone, unasked, unapproved, overruled, or null; the resolution is a sentence or null",
    ),
    ("steps", "array of verbs that you can take with it now"),
    ("created_at", "time"),
    ("updated_at", "when somebody last said they changed it"),
    ("completed_at", "time or null"),
    ("description", "in the composer's markdown; `show` only, like all that follow"),
    ("rollback_plan", "the same"),
    ("test_plan", "the same"),
    (
        "since_asked",
        "same, changed or unknown: whether it says what it said when it was asked for; null where it does not wait for an answer",
    ),
    (
        "approvals",
        "array of `{id, status, weight, asked_by, asked_at, answered_by, answered_at, comment}`, oldest first; weights are counts, undecided, superseded, \
         and of what does not count stale, forged, nameless, no_role, undated, outsider",
    ),
    ("automations", "array of `{id, kind, at, is_done, done_at, error}`: what is to happen at its time, or did"),
    ("responses", "array of `{id, by, outcome, notes, at}`: what came of it"),
    ("comments", "array of `{id, author, created_at, updated_at, event, text, mentions}`"),
];

/// A change without its texts and without what stands beside it.
pub(super) fn change(row: &Whole, ledger: &Ledger) -> Value {
    let change = &row.change;
    let collisions = row.collisions.iter().map(|(other, shared)| {
        json!({
            "id": other.id,
            "number": other.name(),
            "title": other.title,
            "status": other.status,
            "starts_at": other.scheduled_for,
            "ends_at": other.estimated_end,
            "services": json::services(shared, ledger),
        })
    });
    let problem = change.problem.map(|id| {
        let known = ledger.rows.problems.get(&id);
        json!({
            "id": id,
            "number": known.map(crate::domain::problem::Problem::name),
            "title": known.map(|row| &row.title),
            "status": known.map(|row| row.status),
        })
    });
    let incident = change.incident.map(|id| {
        let known = ledger.rows.incidents.get(&id);
        json!({
            "id": id,
            "number": known.map(crate::domain::incident::Incident::name),
            "title": known.map(|row| &row.title),
            "status": known.map(|row| row.status),
        })
    });
    json!({
        "number": change.name(),
        "id": change.id,
        "title": change.title,
        "status": change.status,
        "priority": change.priority,
        "requester": json::person(change.requested_by, ledger),
        "assignee": change.assigned_to.map(|who| json::person(who, ledger)),
        "services": json::services(&change.services, ledger),
        "tags": change.tags,
        "starts_at": change.scheduled_for,
        "ends_at": change.estimated_end,
        "collisions": collisions.collect::<Vec<_>>(),
        "problem": problem,
        "incident": incident,
        "approval": approval(change, ledger),
        "steps": steps(change, ledger).map(Kind::word).collect::<Vec<_>>(),
        "created_at": change.created_at,
        "updated_at": change.updated_at,
        "completed_at": change.completed_at,
    })
}

/// The steps that I can take with a change now.
pub(super) fn steps(change: &Change, ledger: &Ledger) -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(|kind| kind.hindrance(&ledger.me, change).is_none())
}

fn approval(change: &Change, ledger: &Ledger) -> Value {
    let standing = ledger.rows.standing_of(change);
    let decided = standing.decided;
    json!({
        "answer": answer_word(standing.answer()),
        "asked_by": standing.asked.map(|row| json::person(row.requested_by, ledger)),
        "asked_at": standing.asked.map(|row| row.requested_at),
        "decided_by": decided.and_then(|row| row.approved_by).map(|who| json::person(who, ledger)),
        "decided_at": decided.and_then(|row| row.responded_at),
        "comment": decided.and_then(|row| row.comments.as_ref()),
        "mismatch": standing.mismatch(change).map(mismatch_word),
        "resolution": resolution(change, &standing, ledger),
    })
}

/// A change with its texts, what stands beside it and its comments; `people` are all of the ledger, listed once.
pub(super) fn whole(row: &Whole, comments: &[Comment], ledger: &Ledger, people: &People) -> Value {
    let change = &row.change;
    let standing = ledger.rows.standing_of(change);
    let mut value = self::change(row, ledger);
    value["description"] = rich_text::source(&change.description, people).into();
    value["rollback_plan"] = rich_text::source(&change.rollback_plan, people).into();
    value["test_plan"] = rich_text::source(&change.test_plan, people).into();
    value["since_asked"] = since_asked(change, &standing, comments).into();
    let asked = requests(change, ledger);
    value["approvals"] = asked.iter().map(|row| request(row, change, &standing, ledger)).collect();
    value["automations"] = ledger.rows.automations.of(change.id).map(automation).collect();
    value["responses"] = ledger.rows.responses.of(change.id).map(|row| response(row, ledger)).collect();
    value["comments"] = json::comments(comments, ledger, people);
    value
}

/// The approvals of a change, oldest first.
pub(super) fn requests<'a>(change: &Change, ledger: &'a Ledger) -> Vec<&'a Approval> {
    let mut rows: Vec<&Approval> = ledger.rows.approvals.of(change.id).collect();
    rows.sort_by_key(|row| (row.requested_at, row.id));
    rows
}

/// Whether a change says what it said when it was asked for, in one word; nothing where it waits for no answer.
pub(super) fn since_asked(change: &Change, standing: &Standing<'_>, comments: &[Comment]) -> Option<&'static str> {
    let Answer::Waiting(asked) = standing.answer() else { return None };
    Some(match since(change, asked, None, comments.iter()) {
        Since::Same => "same",
        Since::NoSign => "unknown",
        Since::Unseen | Since::Parts(..) => "changed",
    })
}

fn request(row: &Approval, change: &Change, standing: &Standing<'_>, ledger: &Ledger) -> Value {
    json!({
        "id": row.id,
        "status": row.status,
        "weight": Weight::of(row, change, standing).word(),
        "asked_by": json::person(row.requested_by, ledger),
        "asked_at": row.requested_at,
        "answered_by": row.approved_by.map(|who| json::person(who, ledger)),
        "answered_at": row.responded_at,
        "comment": row.comments,
    })
}

fn automation(row: &Automation) -> Value {
    json!({
        "id": row.id,
        "kind": row.kind,
        "at": row.scheduled_for,
        "is_done": row.is_executed,
        "done_at": row.executed_at,
        "error": row.error,
    })
}

fn response(row: &Response, ledger: &Ledger) -> Value {
    json!({
        "id": row.id,
        "by": json::person(row.responded_by, ledger),
        "outcome": row.outcome,
        "notes": row.notes,
        "at": row.responded_at,
    })
}
