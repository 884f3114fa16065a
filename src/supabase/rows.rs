//! Rows as the database names them, turned into domain types. The only file that knows column names of what is read.
//!
//! Every text goes through [`Safe`]. A column that may be empty in the schema may be empty here, extra ones are ignored, and one that is
//! missing or of another kind is an error that names it: better a sentence than a wrong row.

use crate::domain::change::Change;
use crate::domain::change::beside::{Approval, Automation, Response};
use crate::domain::comment::Comment;
use crate::domain::fault::Fault;
use crate::domain::incident::{Incident, Link};
use crate::domain::member::Profile;
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
use crate::domain::service::{Service, ServiceId};
use crate::domain::value::{
    ApprovalId, ApprovalStatus, AutomationId, AutomationKind, ChangeId, ChangeStatus, CommentId, IncidentId,
    IncidentStatus, OrganizationId, Outcome, Priority, ProblemId, ProblemStatus, ProfileId, Record, ResponseId, Role,
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

mod map;
mod tables;
pub(super) use map::*;
mod notices;
pub(super) use notices::*;
pub(super) use tables::*;

/// A list of columns as `select` wants it.
pub(super) fn select(columns: &[&str]) -> String {
    columns.join(",")
}

/// Reads all rows of an answer.
pub(super) fn list<T>(rows: &[Value], read: impl Fn(&Value) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    rows.iter().map(read).collect()
}

/// Whether a row has all of these columns: Realtime leaves out large values that did not change.
pub(super) fn is_whole(row: &Value, columns: &[&str]) -> bool {
    columns.iter().all(|column| row.get(column).is_some())
}

/// The id of a row, of whatever table.
pub(super) fn id(row: &Value) -> Option<Uuid> {
    row.get("id")?.as_str()?.parse().ok()
}

pub(super) fn incident(row: &Value) -> Result<Incident, Fault> {
    let cells = Cells::new("incidents", row)?;
    Ok(Incident {
        id: IncidentId(cells.id("id")?),
        organization: OrganizationId(cells.id("organization_id")?),
        number: cells.optional_line("incident_number")?,
        title: cells.line("title")?,
        description: cells.optional_text("description")?.unwrap_or_default(),
        priority: cells.word("priority", Priority::from_word)?,
        status: cells.word("status", IncidentStatus::from_word)?,
        assigned_to: cells.optional_id("assigned_to")?.map(ProfileId),
        created_by: ProfileId(cells.id("created_by")?),
        problem: cells.optional_id("problem_id")?.map(ProblemId),
        tags: cells.lines("tags")?,
        services: cells.services()?,
        criticality: cells.rating("criticality")?,
        urgency: cells.rating("urgency")?,
        auto_priority: cells.cell("auto_priority")?.as_bool().unwrap_or(true),
        links: cells.cell("links")?.as_array().map(|links| links.iter().filter_map(link).collect()).unwrap_or_default(),
        customer: cells.optional_line("customer")?,
        created_at: cells.time("created_at")?,
        updated_at: cells.time("updated_at")?,
        resolved_at: cells.optional_time("resolved_at")?,
    })
}

pub(super) fn comment(row: &Value) -> Result<Comment, Fault> {
    let cells = Cells::new("comments", row)?;
    let incident = cells.optional_id("incident_id")?.map(|id| Record::Incident(IncidentId(id)));
    let problem = cells.optional_id("problem_id")?.map(|id| Record::Problem(ProblemId(id)));
    let change = cells.optional_id("change_id")?.map(|id| Record::Change(ChangeId(id)));
    let mentions = cells.lines("mentions")?;
    // The schema lets both times be empty, and gives them a default: only hand-made rows lack them.
    let created_at = cells.optional_time("created_at")?;
    let updated_at = cells.optional_time("updated_at")?;
    let created_at = created_at.or(updated_at).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(Comment {
        id: CommentId(cells.id("id")?),
        on: incident.or(problem).or(change).ok_or_else(|| cells.odd("incident_id", "names no record"))?,
        content: cells.optional_text("content")?.unwrap_or_default(),
        author: ProfileId(cells.id("author_id")?),
        mentions: mentions.iter().filter_map(|id| id.parse().ok().map(ProfileId)).collect(),
        created_at,
        updated_at: updated_at.unwrap_or(created_at),
    })
}

pub(super) fn problem(row: &Value) -> Result<Problem, Fault> {
    let cells = Cells::new("problems", row)?;
    Ok(Problem {
        id: ProblemId(cells.id("id")?),
        number: cells.optional_line("problem_number")?,
        title: cells.line("title")?,
        description: cells.optional_text("description")?.unwrap_or_default(),
        priority: cells.word("priority", Priority::from_word)?,
        status: cells.word("status", ProblemStatus::from_word)?,
        assigned_to: cells.optional_id("assigned_to")?.map(ProfileId),
        created_by: ProfileId(cells.id("created_by")?),
        root_cause: cells.optional_text("root_cause")?,
        workaround: cells.optional_text("workaround")?,
        solution: cells.optional_text("solution")?,
        tags: cells.lines("tags")?,
        services: cells.services()?,
        criticality: cells.rating("criticality")?,
        urgency: cells.rating("urgency")?,
        auto_priority: cells.cell("auto_priority")?.as_bool().unwrap_or(true),
        created_at: cells.time("created_at")?,
        updated_at: cells.time("updated_at")?,
        resolved_at: cells.optional_time("resolved_at")?,
    })
}

pub(super) fn change(row: &Value) -> Result<Change, Fault> {
    let cells = Cells::new("changes", row)?;
    Ok(Change {
        id: ChangeId(cells.id("id")?),
        number: cells.optional_line("change_number")?,
        title: cells.line("title")?,
        description: cells.optional_text("description")?.unwrap_or_default(),
        status: cells.word("status", ChangeStatus::from_word)?,
        priority: cells.word("priority", Priority::from_word)?,
        requested_by: ProfileId(cells.id("requested_by")?),
        assigned_to: cells.optional_id("assigned_to")?.map(ProfileId),
        scheduled_for: cells.optional_time("scheduled_for")?,
        estimated_end: cells.optional_time("estimated_end_time")?,
        completed_at: cells.optional_time("completed_at")?,
        rollback_plan: cells.optional_text("rollback_plan")?.unwrap_or_default(),
        test_plan: cells.optional_text("test_plan")?.unwrap_or_default(),
        tags: cells.lines("tags")?,
        services: cells.services()?,
        problem: cells.optional_id("problem_id")?.map(ProblemId),
        incident: cells.optional_id("incident_id")?.map(IncidentId),
        created_at: cells.time("created_at")?,
        updated_at: cells.time("updated_at")?,
    })
}

pub(super) fn approval(row: &Value) -> Result<Approval, Fault> {
    let cells = Cells::new("change_approvals", row)?;
    Ok(Approval {
        id: ApprovalId(cells.id("id")?),
        change: ChangeId(cells.id("change_id")?),
        requested_by: ProfileId(cells.id("requested_by")?),
        approved_by: cells.optional_id("approved_by")?.map(ProfileId),
        status: cells.word("status", ApprovalStatus::from_word)?,
        comments: cells.optional_text("comments")?,
        requested_at: cells.time("requested_at")?,
        responded_at: cells.optional_time("responded_at")?,
        created_at: cells.time("created_at")?,
        updated_at: cells.time("updated_at")?,
    })
}

pub(super) fn automation(row: &Value) -> Result<Automation, Fault> {
    let cells = Cells::new("change_automations", row)?;
    Ok(Automation {
        id: AutomationId(cells.id("id")?),
        change: ChangeId(cells.id("change_id")?),
        kind: cells.word("automation_type", AutomationKind::from_word)?,
        scheduled_for: cells.time("scheduled_for")?,
        is_executed: cells.cell("executed")?.as_bool().unwrap_or(false),
        executed_at: cells.optional_time("executed_at")?,
        error: cells.optional_line("error_message")?,
        created_at: cells.time("created_at")?,
    })
}

pub(super) fn response(row: &Value) -> Result<Response, Fault> {
    let cells = Cells::new("change_completion_responses", row)?;
    Ok(Response {
        id: ResponseId(cells.id("id")?),
        change: ChangeId(cells.id("change_id")?),
        responded_by: ProfileId(cells.id("responded_by")?),
        outcome: cells.word("outcome", Outcome::from_word)?,
        notes: cells.optional_text("notes")?,
        responded_at: cells.time("responded_at")?,
    })
}

pub(super) fn profile(row: &Value) -> Result<Profile, Fault> {
    let cells = Cells::new("profiles", row)?;
    Ok(Profile {
        id: ProfileId(cells.id("id")?),
        email: cells.line("email")?,
        full_name: cells.optional_line("full_name")?,
        role: cells.word("role", Role::from_word)?,
    })
}

/// The tenant of a row of `profiles`; nothing where the operator has not put the person into one.
pub(super) fn home(row: &Value) -> Result<Option<OrganizationId>, Fault> {
    Ok(Cells::new("profiles", row)?.optional_id("organization_id")?.map(OrganizationId))
}

pub(super) fn organization_name(row: &Value) -> Result<Safe, Fault> {
    Cells::new("organizations", row)?.line("name")
}

pub(super) fn membership(row: &Value) -> Result<Role, Fault> {
    Cells::new("organization_memberships", row)?.word("role", Role::from_word)
}

pub(super) fn slo(row: &Value) -> Result<(Priority, i64), Fault> {
    let cells = Cells::new("slo_configurations", row)?;
    let hours = cells.cell("resolution_time_hours")?.as_i64();
    let hours = hours.ok_or_else(|| cells.odd("resolution_time_hours", "is no whole number"))?;
    Ok((cells.word("priority", Priority::from_word)?, hours))
}

/// Of `infrastructure_nodes` and `infrastructure_zones`; environments by id, as [`environment`] reads them.
pub(super) fn service(
    table: &'static str,
    label: &'static str,
    row: &Value,
    environments: &[(Uuid, Safe)],
) -> Result<Service, Fault> {
    let cells = Cells::new(table, row)?;
    let environment = cells.optional_id("environment_id")?;
    Ok(Service {
        id: ServiceId(cells.line("id")?),
        label: cells.line(label)?,
        environment: environment
            .and_then(|id| environments.iter().find(|(known, _)| *known == id))
            .map(|(_, name)| name.clone()),
    })
}

pub(super) fn environment(row: &Value) -> Result<(Uuid, Safe), Fault> {
    let cells = Cells::new("infrastructure_environments", row)?;
    Ok((cells.id("id")?, cells.line("name")?))
}

pub(super) fn link(value: &Value) -> Option<Link> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(Safe::line);
    Some(Link { title: text("title")?, url: text("url")?, kind: text("type").unwrap_or_else(|| "other".into()) })
}

/// A row, and the table it is of for the sentence when something is wrong with it.
struct Cells<'a> {
    table: &'static str,
    row: &'a Map<String, Value>,
}

impl<'a> Cells<'a> {
    fn new(table: &'static str, row: &'a Value) -> Result<Self, Fault> {
        let row =
            row.as_object().ok_or_else(|| Fault::Broken { trace: Safe::line(&format!("a row of {table} is none")) })?;
        Ok(Self { table, row })
    }

    fn odd(&self, column: &str, what: &str) -> Fault {
        Fault::Broken { trace: Safe::line(&format!("{}.{column} {what}", self.table)) }
    }

    /// What the column holds; one that is missing is an error, one that is empty is null.
    fn cell(&self, column: &str) -> Result<&'a Value, Fault> {
        self.row.get(column).ok_or_else(|| self.odd(column, "is missing"))
    }

    fn optional_str(&self, column: &str) -> Result<Option<&'a str>, Fault> {
        match self.cell(column)? {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text)),
            _ => Err(self.odd(column, "is no text")),
        }
    }

    fn str(&self, column: &str) -> Result<&'a str, Fault> {
        self.optional_str(column)?.ok_or_else(|| self.odd(column, "is empty"))
    }

    fn line(&self, column: &str) -> Result<Safe, Fault> {
        self.str(column).map(Safe::line)
    }

    fn optional_line(&self, column: &str) -> Result<Option<Safe>, Fault> {
        Ok(self.optional_str(column)?.map(Safe::line))
    }

    fn optional_text(&self, column: &str) -> Result<Option<Safe>, Fault> {
        Ok(self.optional_str(column)?.map(Safe::new))
    }

    fn id(&self, column: &str) -> Result<Uuid, Fault> {
        self.str(column)?.parse().map_err(|_| self.odd(column, "is no UUID"))
    }

    fn optional_id(&self, column: &str) -> Result<Option<Uuid>, Fault> {
        self.optional_str(column)?.map(|text| text.parse().map_err(|_| self.odd(column, "is no UUID"))).transpose()
    }

    fn time(&self, column: &str) -> Result<Timestamp, Fault> {
        self.str(column)?.parse().map_err(|_| self.odd(column, "is no time stamp"))
    }

    fn optional_time(&self, column: &str) -> Result<Option<Timestamp>, Fault> {
        self.optional_str(column)?
            .map(|text| text.parse().map_err(|_| self.odd(column, "is no time stamp")))
            .transpose()
    }

    fn word<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
        read(self.str(column)?).ok_or_else(|| self.odd(column, "holds a word antops does not know"))
    }

    /// Criticality or urgency, where one is set.
    fn rating(&self, column: &str) -> Result<Option<Priority>, Fault> {
        Ok(self.optional_line(column)?.and_then(|word| Priority::from_word(&word)))
    }

    fn services(&self) -> Result<Vec<ServiceId>, Fault> {
        Ok(self.lines("affected_services")?.into_iter().map(ServiceId).collect())
    }

    /// A list of texts; null is an empty one, and what is no text in it is left out.
    fn lines(&self, column: &str) -> Result<Vec<Safe>, Fault> {
        match self.cell(column)? {
            Value::Null => Ok(Vec::new()),
            Value::Array(items) => Ok(items.iter().filter_map(Value::as_str).map(Safe::line).collect()),
            _ => Err(self.odd(column, "is no list")),
        }
    }
}

#[cfg(test)]
mod tests;
