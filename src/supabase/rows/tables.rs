//! Which columns are read of each table, and what is to be known of the tables that hold records.

use super::{change, incident, problem};
use crate::domain::fault::Fault;
use crate::domain::filter::Fact;
use crate::domain::request::Row;
use crate::domain::value::Record;
use serde_json::Value;

/// Of `incidents`.
pub(in crate::supabase) const INCIDENT: &[&str] = &[
    "id",
    "organization_id",
    "incident_number",
    "title",
    "description",
    "priority",
    "status",
    "assigned_to",
    "created_by",
    "problem_id",
    "tags",
    "affected_services",
    "criticality",
    "urgency",
    "auto_priority",
    "links",
    "customer",
    "created_at",
    "updated_at",
    "resolved_at",
];
/// Of `comments`.
pub(in crate::supabase) const COMMENT: &[&str] =
    &["id", "incident_id", "problem_id", "change_id", "content", "author_id", "mentions", "created_at", "updated_at"];
/// Of `problems`.
pub(in crate::supabase) const PROBLEM: &[&str] = &[
    "id",
    "problem_number",
    "title",
    "description",
    "priority",
    "status",
    "assigned_to",
    "created_by",
    "root_cause",
    "workaround",
    "solution",
    "tags",
    "affected_services",
    "criticality",
    "urgency",
    "auto_priority",
    "created_at",
    "updated_at",
    "resolved_at",
];
/// Of `changes`.
pub(in crate::supabase) const CHANGE: &[&str] = &[
    "id",
    "change_number",
    "title",
    "description",
    "status",
    "priority",
    "requested_by",
    "assigned_to",
    "scheduled_for",
    "estimated_end_time",
    "completed_at",
    "rollback_plan",
    "test_plan",
    "tags",
    "affected_services",
    "problem_id",
    "incident_id",
    "created_at",
    "updated_at",
];
/// Of `change_approvals`.
pub(in crate::supabase) const APPROVAL: &[&str] = &[
    "id",
    "change_id",
    "requested_by",
    "approved_by",
    "status",
    "comments",
    "requested_at",
    "responded_at",
    "created_at",
    "updated_at",
];
/// Of `change_automations`.
pub(in crate::supabase) const AUTOMATION: &[&str] =
    &["id", "change_id", "automation_type", "scheduled_for", "executed", "executed_at", "error_message", "created_at"];
/// Of `change_completion_responses`; `created_at` is for paging.
pub(in crate::supabase) const RESPONSE: &[&str] =
    &["id", "change_id", "responded_by", "outcome", "notes", "responded_at", "created_at"];
/// Of `notifications`.
pub(in crate::supabase) const NOTIFICATION: &[&str] =
    &["id", "type", "title", "message", "data", "read", "change_id", "incident_id", "problem_id", "created_at"];
/// Of `comment_notifications`.
pub(in crate::supabase) const MENTION: &[&str] = &["id", "comment_id", "is_read", "created_at"];
/// Of `profiles`; `created_at` is for paging.
pub(in crate::supabase) const PROFILE: &[&str] = &["id", "organization_id", "email", "full_name", "role", "created_at"];
/// Of `organizations`.
pub(in crate::supabase) const ORGANIZATION: &[&str] = &["id", "name"];
/// Of `organization_memberships`.
pub(in crate::supabase) const MEMBERSHIP: &[&str] = &["role"];
/// Of `slo_configurations`.
pub(in crate::supabase) const SLO: &[&str] = &["priority", "resolution_time_hours"];
/// Of `infrastructure_nodes`; `created_at` is for paging.
pub(in crate::supabase) const NODE: &[&str] = &["id", "label", "environment_id", "created_at"];
/// Of `infrastructure_zones`; `created_at` is for paging.
pub(in crate::supabase) const ZONE: &[&str] = &["id", "name", "environment_id", "created_at"];
/// Of `infrastructure_environments`.
pub(in crate::supabase) const ENVIRONMENT: &[&str] = &["id", "name"];

/// A table of records: its columns, how a row of it is read and how its numbers are made.
pub(in crate::supabase) struct Table {
    pub(in crate::supabase) name: &'static str,
    /// The column of the number that people call a record by. It is unique over all organizations.
    pub(in crate::supabase) number: &'static str,
    /// The column of who made a record: for a change, who asks for it.
    pub(in crate::supabase) creator: &'static str,
    /// What stands in a number between the organization and the count.
    pub(in crate::supabase) infix: &'static str,
    /// The function that uses up the organization's next number and returns it.
    pub(in crate::supabase) next_number: &'static str,
    pub(in crate::supabase) columns: &'static [&'static str],
    pub(in crate::supabase) read: fn(&Value) -> Result<Row, Fault>,
}

static INCIDENTS: Table = Table {
    name: "incidents",
    number: "incident_number",
    creator: "created_by",
    infix: "-INC-",
    next_number: "generate_incident_number",
    columns: INCIDENT,
    read: |row| incident(row).map(|row| Row::Incident(Box::new(row))),
};
static PROBLEMS: Table = Table {
    name: "problems",
    number: "problem_number",
    creator: "created_by",
    infix: "-PRBM-",
    next_number: "generate_problem_number",
    columns: PROBLEM,
    read: |row| problem(row).map(|row| Row::Problem(Box::new(row))),
};
static CHANGES: Table = Table {
    name: "changes",
    number: "change_number",
    creator: "requested_by",
    infix: "-CHG-",
    next_number: "generate_change_number",
    columns: CHANGE,
    read: |row| change(row).map(|row| Row::Change(Box::new(row))),
};

/// The table a record stands in.
pub(in crate::supabase) fn table(record: Record) -> &'static Table {
    match record {
        Record::Incident(_) => &INCIDENTS,
        Record::Problem(_) => &PROBLEMS,
        Record::Change(_) => &CHANGES,
    }
}

/// The column of `incidents` that holds a fact.
pub(in crate::supabase) const fn column(fact: Fact) -> &'static str {
    match fact {
        Fact::Id => "id",
        Fact::Number => "incident_number",
        Fact::Title => "title",
        Fact::Customer => "customer",
        Fact::Status => "status",
        Fact::Priority => "priority",
        Fact::Criticality => "criticality",
        Fact::Urgency => "urgency",
        Fact::Assignee => "assigned_to",
        Fact::Creator => "created_by",
        Fact::Problem => "problem_id",
        Fact::Tags => "tags",
        Fact::Services => "affected_services",
        Fact::Created => "created_at",
        Fact::Updated => "updated_at",
        Fact::Resolved => "resolved_at",
    }
}
