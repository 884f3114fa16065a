//! Row level security as a table: a command on a table, one statement that tries it on a row of Acme, and who may.
//!
//! Whoever is not named must be refused: an insert with 42501, anything else by touching no row.

use super::Who::{self, Admin, Anon, Beta, Manager, Member, Member2, Owner, Viewer};

/// What a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Command {
    Select,
    Insert,
    Update,
    Delete,
}

use Command::{Delete, Insert, Select, Update};

impl Command {
    pub(super) const ALL: [Self; 4] = [Select, Insert, Update, Delete];
}

#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) command: Command,
    /// What a superuser does first.
    pub(super) arrange: &'static str,
    pub(super) sql: &'static str,
    pub(super) may: &'static [Who],
}

impl Rule {
    /// The table that the statement is about.
    pub(super) fn table(&self) -> &'static str {
        let words: Vec<_> = self.sql.split_whitespace().collect();
        match self.command {
            Update => words[1],
            Select | Insert | Delete => words[2],
        }
    }
}

pub(super) const EVERYBODY: &[Who] = &[Anon, Owner, Admin, Manager, Member, Member2, Viewer, Beta];
const SIGNED_IN: &[Who] = &[Owner, Admin, Manager, Member, Member2, Viewer, Beta];
/// A profile in Acme.
const COLLEAGUES: &[Who] = &[Owner, Admin, Manager, Member, Member2, Viewer];
/// A membership row in Acme: the owner has none.
const ENROLLED: &[Who] = &[Admin, Manager, Member, Member2, Viewer];
const ENROLLED_WRITERS: &[Who] = &[Admin, Manager, Member, Member2];
const ENROLLED_MANAGERS: &[Who] = &[Admin, Manager];
const MANAGERS: &[Who] = &[Owner, Admin, Manager];
const NOBODY: &[Who] = &[];

const fn rule(command: Command, sql: &'static str, may: &'static [Who]) -> Rule {
    Rule { command, arrange: "", sql, may }
}

const fn after(arrange: &'static str, rule: Rule) -> Rule {
    Rule { arrange, ..rule }
}

const A_QUOTA: &str = "insert into ai_scan_tokens (user_id, organization_id) values \
    ('11111111-1111-4111-8111-000000000004', 'aaaaaaaa-0000-4000-8000-000000000001')";
const A_GRAFANA: &str = "insert into grafana_integrations (organization_id, webhook_url) values \
    ('aaaaaaaa-0000-4000-8000-000000000001', 'https://grafana.example')";

const NO_SEQUENCES: &str =
    "delete from incident_sequences; delete from problem_sequences; delete from change_sequences";

#[rustfmt::skip] // one line per rule
pub(super) const RULES: &[Rule] = &[
    // Tenants and people
    rule(Select, "select from organizations where id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    rule(Insert, "insert into organizations (name, slug) values ('Other', 'other')", NOBODY),
    rule(Update, "update organizations set description = 'x' where id = 'aaaaaaaa-0000-4000-8000-000000000001'", &[Owner, Admin]),
    rule(Delete, "delete from organizations where id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    rule(Select, "select from profiles where id = '11111111-1111-4111-8111-000000000004'", COLLEAGUES),
    rule(Insert, "insert into profiles (id, email) values ('11111111-1111-4111-8111-000000000008', 'somebody@else.example')", NOBODY),
    rule(Update, "update profiles set job_title = 'x' where id = '11111111-1111-4111-8111-000000000004'", &[Member]),
    rule(Delete, "delete from profiles where id = '11111111-1111-4111-8111-000000000004'", NOBODY),
    rule(Select, "select from organization_memberships where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    rule(Insert, "insert into organization_memberships (user_id, organization_id) values (auth.uid(), 'aaaaaaaa-0000-4000-8000-000000000001')", NOBODY),
    rule(Update, "update organization_memberships set role = 'owner' where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    rule(Delete, "delete from organization_memberships where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    rule(Select, "select from team_invitations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    rule(Insert, "insert into team_invitations (organization_id, email, role, invite_token, expires_at) values ('aaaaaaaa-0000-4000-8000-000000000001', 'x@y.example', 'owner', 'x', now())", EVERYBODY),
    rule(Update, "update team_invitations set role = 'owner' where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    rule(Delete, "delete from team_invitations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    // Incident 1: created by the member, assigned to the manager
    rule(Select, "select from incidents where incident_number = 'ACM-INC-0001'", COLLEAGUES),
    rule(Insert, "insert into incidents (organization_id, title, description, created_by) values ('aaaaaaaa-0000-4000-8000-000000000001', 't', 'd', auth.uid())", COLLEAGUES),
    rule(Update, "update incidents set status = 'closed' where incident_number = 'ACM-INC-0001'", &[Manager, Member]),
    rule(Delete, "delete from incidents where incident_number = 'ACM-INC-0001'", NOBODY),
    // Problem 1: created by the manager, assigned to the member
    rule(Select, "select from problems where problem_number = 'ACM-PRBM-0001'", COLLEAGUES),
    rule(Insert, "insert into problems (organization_id, title, description, created_by) values ('aaaaaaaa-0000-4000-8000-000000000001', 't', 'd', auth.uid())", COLLEAGUES),
    rule(Update, "update problems set status = 'closed' where problem_number = 'ACM-PRBM-0001'", &[Manager, Member]),
    rule(Delete, "delete from problems where problem_number = 'ACM-PRBM-0001'", NOBODY),
    // Change 2: requested by the member, assigned to the second member, waiting for approval
    rule(Select, "select from changes where change_number = 'ACM-CHG-0002'", COLLEAGUES),
    rule(Insert, "insert into changes (organization_id, title, description, rollback_plan, test_plan, requested_by) values ('aaaaaaaa-0000-4000-8000-000000000001', 't', 'd', 'r', 'p', auth.uid())", COLLEAGUES),
    rule(Update, "update changes set status = 'completed' where change_number = 'ACM-CHG-0002'", &[Member, Member2]),
    rule(Delete, "delete from changes where change_number = 'ACM-CHG-0002'", NOBODY),
    rule(Select, "select from change_approvals where change_id = 'c4000000-0000-4000-8000-000000000002'", COLLEAGUES),
    rule(Insert, "insert into change_approvals (organization_id, change_id, requested_by) values ('aaaaaaaa-0000-4000-8000-000000000001', 'c4000000-0000-4000-8000-000000000002', auth.uid())", COLLEAGUES),
    rule(Update, "update change_approvals set status = 'approved', approved_by = auth.uid() where change_id = 'c4000000-0000-4000-8000-000000000002'", MANAGERS),
    rule(Delete, "delete from change_approvals where change_id = 'c4000000-0000-4000-8000-000000000002'", NOBODY),
    rule(Select, "select from change_automations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    rule(Insert, "insert into change_automations (organization_id, change_id, automation_type, scheduled_for) values ('aaaaaaaa-0000-4000-8000-000000000001', 'c4000000-0000-4000-8000-000000000002', 'auto_start', now())", COLLEAGUES),
    rule(Update, "update change_automations set executed = true where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    rule(Delete, "delete from change_automations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    rule(Select, "select from change_completion_responses where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    rule(Insert, "insert into change_completion_responses (organization_id, change_id, responded_by, outcome) values ('aaaaaaaa-0000-4000-8000-000000000001', 'c4000000-0000-4000-8000-000000000002', auth.uid(), 'completed')", &[Member2]),
    rule(Update, "update change_completion_responses set notes = 'x' where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    rule(Delete, "delete from change_completion_responses where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    // Record numbers
    rule(Select, "select from incident_sequences where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    after(NO_SEQUENCES, rule(Insert, "insert into incident_sequences (organization_id) values ('bbbbbbbb-0000-4000-8000-000000000001')", EVERYBODY)),
    rule(Update, "update incident_sequences set next_number = 1 where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    rule(Delete, "delete from incident_sequences where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    rule(Select, "select from problem_sequences where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    after(NO_SEQUENCES, rule(Insert, "insert into problem_sequences (organization_id) values ('bbbbbbbb-0000-4000-8000-000000000001')", EVERYBODY)),
    rule(Update, "update problem_sequences set next_number = 1 where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    rule(Delete, "delete from problem_sequences where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    rule(Select, "select from change_sequences where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    after(NO_SEQUENCES, rule(Insert, "insert into change_sequences (organization_id) values ('bbbbbbbb-0000-4000-8000-000000000001')", EVERYBODY)),
    rule(Update, "update change_sequences set next_number = 1 where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    rule(Delete, "delete from change_sequences where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", EVERYBODY),
    // A comment of the viewer, a mention of the member, a notification of the manager
    rule(Select, "select from comments where id = 'c0000000-0000-4000-8000-000000000003'", COLLEAGUES),
    rule(Insert, "insert into comments (organization_id, content, author_id, incident_id) values ('aaaaaaaa-0000-4000-8000-000000000001', 'x', auth.uid(), '1c000000-0000-4000-8000-000000000001')", COLLEAGUES),
    rule(Update, "update comments set content = 'x' where id = 'c0000000-0000-4000-8000-000000000003'", &[Viewer]),
    rule(Delete, "delete from comments where id = 'c0000000-0000-4000-8000-000000000003'", &[Viewer]),
    rule(Select, "select from comment_notifications where id = '7c000000-0000-4000-8000-000000000002'", &[Member]),
    rule(Insert, "insert into comment_notifications (comment_id, user_id) values ('c0000000-0000-4000-8000-000000000003', '11111111-1111-4111-8111-000000000001')", EVERYBODY),
    rule(Update, "update comment_notifications set is_read = true where id = '7c000000-0000-4000-8000-000000000002'", &[Member]),
    rule(Delete, "delete from comment_notifications where id = '7c000000-0000-4000-8000-000000000002'", NOBODY),
    rule(Select, "select from notifications where id = '70000000-0000-4000-8000-000000000001'", &[Manager]),
    rule(Insert, "insert into notifications (organization_id, user_id, type, title, message) values ('aaaaaaaa-0000-4000-8000-000000000001', '11111111-1111-4111-8111-000000000002', 'change_approved', 't', 'm')", COLLEAGUES),
    rule(Update, "update notifications set read = true where id = '70000000-0000-4000-8000-000000000001'", &[Manager]),
    rule(Delete, "delete from notifications where id = '70000000-0000-4000-8000-000000000001'", NOBODY),
    // Infrastructure map
    rule(Select, "select from infrastructure_environments where id = 'e0000000-0000-4000-8000-000000000001'", ENROLLED),
    rule(Insert, "insert into infrastructure_environments (organization_id, name) values ('aaaaaaaa-0000-4000-8000-000000000001', 'x')", ENROLLED_WRITERS),
    rule(Update, "update infrastructure_environments set description = 'x' where id = 'e0000000-0000-4000-8000-000000000001'", ENROLLED_WRITERS),
    rule(Delete, "delete from infrastructure_environments where id = 'e0000000-0000-4000-8000-000000000001'", ENROLLED_MANAGERS),
    rule(Select, "select from infrastructure_zones where id = 'zone-vpc'", ENROLLED),
    rule(Insert, "insert into infrastructure_zones (organization_id, environment_id, id, name, zone_type) values ('aaaaaaaa-0000-4000-8000-000000000001', 'e0000000-0000-4000-8000-000000000001', 'z', 'z', 'vpc')", ENROLLED_WRITERS),
    rule(Update, "update infrastructure_zones set name = 'x' where id = 'zone-vpc'", ENROLLED_WRITERS),
    rule(Delete, "delete from infrastructure_zones where id = 'zone-vpc'", ENROLLED_MANAGERS),
    rule(Select, "select from infrastructure_nodes where id = 'node-api'", ENROLLED),
    rule(Insert, "insert into infrastructure_nodes (organization_id, id, type, label) values ('aaaaaaaa-0000-4000-8000-000000000001', 'n', 'infrastructure', 'n')", ENROLLED_WRITERS),
    rule(Update, "update infrastructure_nodes set label = 'x' where id = 'node-api'", ENROLLED_WRITERS),
    rule(Delete, "delete from infrastructure_nodes where id = 'node-api'", ENROLLED_MANAGERS),
    rule(Select, "select from infrastructure_edges where id = 'edge-api-db'", ENROLLED),
    rule(Insert, "insert into infrastructure_edges (organization_id, id, source, target) values ('aaaaaaaa-0000-4000-8000-000000000001', 'e', 'a', 'b')", ENROLLED_WRITERS),
    rule(Update, "update infrastructure_edges set metadata = '{}' where id = 'edge-api-db'", ENROLLED_WRITERS),
    rule(Delete, "delete from infrastructure_edges where id = 'edge-api-db'", ENROLLED_MANAGERS),
    // Service level objectives
    rule(Select, "select from slo_configurations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001' and priority = 'critical'", COLLEAGUES),
    rule(Insert, "insert into slo_configurations (organization_id, priority) values ('aaaaaaaa-0000-4000-8000-000000000001', 'low')", COLLEAGUES),
    rule(Update, "update slo_configurations set resolution_time_hours = -1 where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001' and priority = 'critical'", COLLEAGUES),
    rule(Delete, "delete from slo_configurations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001' and priority = 'critical'", COLLEAGUES),
    // AI features; the quota is the member's
    rule(Select, "select from ai_cache where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", ENROLLED),
    rule(Insert, "insert into ai_cache (organization_id, cache_key, cache_type, input_hash, ai_response) values ('aaaaaaaa-0000-4000-8000-000000000001', 'k', 't', 'h', '{}')", ENROLLED),
    rule(Update, "update ai_cache set access_count = 0 where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", ENROLLED),
    rule(Delete, "delete from ai_cache where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", ENROLLED),
    after(A_QUOTA, rule(Select, "select from ai_scan_tokens where true", &[Member])),
    rule(Insert, "insert into ai_scan_tokens (user_id, organization_id) values (auth.uid(), 'aaaaaaaa-0000-4000-8000-000000000001')", SIGNED_IN),
    after(A_QUOTA, rule(Update, "update ai_scan_tokens set tokens_used = 0", &[Member])),
    after(A_QUOTA, rule(Delete, "delete from ai_scan_tokens where true", NOBODY)),
    rule(Select, "select from openai_usage_logs where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", ENROLLED),
    rule(Insert, "insert into openai_usage_logs (organization_id, model, endpoint) values ('aaaaaaaa-0000-4000-8000-000000000001', 'm', 'e')", EVERYBODY),
    rule(Update, "update openai_usage_logs set cost = 0 where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    rule(Delete, "delete from openai_usage_logs where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    // A token of the member, and integrations
    rule(Select, "select from api_tokens where id = '4b000000-0000-4000-8000-000000000001'", &[Member]),
    rule(Insert, "insert into api_tokens (user_id, organization_id, name, token_hash, token_prefix) values (auth.uid(), 'aaaaaaaa-0000-4000-8000-000000000001', 'n', 'h', 'p')", SIGNED_IN),
    rule(Update, "update api_tokens set is_active = false where id = '4b000000-0000-4000-8000-000000000001'", &[Member]),
    rule(Delete, "delete from api_tokens where id = '4b000000-0000-4000-8000-000000000001'", &[Member]),
    rule(Select, "select from pagerduty_integrations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    after("delete from pagerduty_integrations", rule(Insert, "insert into pagerduty_integrations (organization_id, webhook_url) values ('aaaaaaaa-0000-4000-8000-000000000001', 'https://x.example')", COLLEAGUES)),
    rule(Update, "update pagerduty_integrations set api_key = 'x' where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    rule(Delete, "delete from pagerduty_integrations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES),
    after(A_GRAFANA, rule(Select, "select from grafana_integrations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES)),
    rule(Insert, "insert into grafana_integrations (organization_id, webhook_url) values ('aaaaaaaa-0000-4000-8000-000000000001', 'https://x.example')", COLLEAGUES),
    after(A_GRAFANA, rule(Update, "update grafana_integrations set api_key = 'x' where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES)),
    after(A_GRAFANA, rule(Delete, "delete from grafana_integrations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", COLLEAGUES)),
    rule(Select, "select from billing_integrations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    after("delete from billing_integrations", rule(Insert, "insert into billing_integrations (organization_id) values ('aaaaaaaa-0000-4000-8000-000000000001')", NOBODY)),
    rule(Update, "update billing_integrations set enabled = false where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
    rule(Delete, "delete from billing_integrations where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'", NOBODY),
];
