-- ANTOPS schema 1.0.0: everything of the schema "public", and nothing else.
--
-- Supabase brings what surrounds it: the schema auth (auth.users, auth.uid()), the roles anon, authenticated and
-- service_role with all grants on public, the trigger on auth.users that runs handle_new_user(), and the publication
-- supabase_realtime. Load this file into an empty schema public after those exist; README.md beside it says how.
--
-- Clients must live with what stands here: names, types, defaults, policies and the side effects of triggers are a
-- contract, odd ones included. A comment marks the odd ones.
--
-- Function bodies name every object with its schema, because they run under whatever search_path the caller has.

-- Kinds -------------------------------------------------------------------------------------------
-- Their order is an order: "priority desc" puts critical first.

create type priority_type as enum ('low', 'medium', 'high', 'critical');
create type incident_status_type as enum ('open', 'investigating', 'resolved', 'closed');
create type problem_status_type as enum ('identified', 'investigating', 'known_error', 'resolved', 'closed');
create type change_status_type as enum (
  'draft', 'pending', 'approved', 'in_progress', 'completed', 'failed', 'cancelled'
);
create type user_role_type as enum ('owner', 'admin', 'manager', 'member', 'viewer');
create type billing_tier_type as enum ('free', 'pro');

-- Tenants and people ------------------------------------------------------------------------------

-- A tenant. Its name drives the prefix of every record number (see the numbers below), so renaming it renames
-- what comes after.
create table organizations (
  id                 uuid              not null default gen_random_uuid(),
  name               text              not null,
  slug               text              not null,
  description        text,
  settings           jsonb             default '{}',
  created_at         timestamptz       not null default timezone('utc', now()),
  updated_at         timestamptz       not null default timezone('utc', now()),
  billing_tier       billing_tier_type not null default 'free',
  billing_expires_at timestamptz,
  constraint organizations_pkey primary key (id),
  constraint organizations_slug_key unique (slug)
);

-- One row per account of auth.users. organization_id and role here decide nearly everything a user may see or
-- do.
create table profiles (
  id              uuid           not null,
  email           text           not null,
  full_name       text,
  avatar_url      text,
  organization_id uuid,
  role            user_role_type not null default 'member',
  created_at      timestamptz    not null default timezone('utc', now()),
  updated_at      timestamptz    not null default timezone('utc', now()),
  job_title       text,
  constraint profiles_pkey primary key (id),
  constraint profiles_email_key unique (email),
  constraint profiles_id_fkey
    foreign key (id) references auth.users (id) on delete cascade,
  constraint profiles_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_profiles_organization_id on profiles (organization_id);

-- The second source of truth: infrastructure and the AI tables ask this table, not profiles. Nothing keeps
-- the two in step, and a user who signed up by himself has no row here.
create table organization_memberships (
  id              uuid           not null default gen_random_uuid(),
  user_id         uuid,
  organization_id uuid,
  role            user_role_type not null default 'member',
  invited_by      uuid,
  invited_at      timestamptz    default timezone('utc', now()),
  joined_at       timestamptz,
  created_at      timestamptz    not null default timezone('utc', now()),
  updated_at      timestamptz    not null default timezone('utc', now()),
  constraint organization_memberships_pkey primary key (id),
  constraint organization_memberships_user_id_organization_id_key unique (user_id, organization_id),
  constraint organization_memberships_invited_by_fkey
    foreign key (invited_by) references profiles (id),
  constraint organization_memberships_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint organization_memberships_user_id_fkey
    foreign key (user_id) references profiles (id) on delete cascade
);
create index idx_organization_memberships_organization_id on organization_memberships (organization_id);
create index idx_organization_memberships_user_id on organization_memberships (user_id);

-- Row level security stays off: whoever holds a grant on it reads and writes the invitations of every
-- organization, tokens included.
create table team_invitations (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid,
  email           text        not null,
  role            text        not null,
  invited_by      uuid,
  invite_token    text        not null,
  status          text        default 'pending',
  expires_at      timestamptz not null,
  created_at      timestamptz default now(),
  updated_at      timestamptz default now(),
  constraint team_invitations_pkey primary key (id),
  constraint team_invitations_invite_token_key unique (invite_token),
  constraint team_invitations_invited_by_fkey
    foreign key (invited_by) references profiles (id),
  constraint team_invitations_organization_id_fkey
    foreign key (organization_id) references organizations (id)
);

-- Incidents, problems, changes --------------------------------------------------------------------

-- Root cause, workaround and solution may be plain text, markdown or HTML, as may every description.
create table problems (
  id                uuid                not null default gen_random_uuid(),
  organization_id   uuid                not null,
  title             text                not null,
  description       text                not null,
  priority          priority_type       not null default 'medium',
  status            problem_status_type not null default 'identified',
  assigned_to       uuid,
  created_by        uuid                not null,
  root_cause        text,
  workaround        text,
  solution          text,
  tags              text[]              default '{}',
  affected_services text[]              default '{}',
  created_at        timestamptz         not null default timezone('utc', now()),
  updated_at        timestamptz         not null default timezone('utc', now()),
  resolved_at       timestamptz,
  criticality       text,
  urgency           text,
  problem_number    text,
  auto_priority     boolean             default true,
  attachments       jsonb               default '[]',
  constraint problems_pkey primary key (id),
  constraint problems_problem_number_key unique (problem_number),
  constraint problems_assigned_to_fkey
    foreign key (assigned_to) references profiles (id),
  constraint problems_created_by_fkey
    foreign key (created_by) references profiles (id),
  constraint problems_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint problems_criticality_check check (criticality in ('low', 'medium', 'high', 'critical')),
  constraint problems_urgency_check check (urgency in ('low', 'medium', 'high', 'critical'))
);
create index idx_problems_attachments on problems using gin (attachments);
create index idx_problems_organization_id on problems (organization_id);

-- updated_at and resolved_at are the client's business: no trigger touches them.
create table incidents (
  id                uuid                 not null default gen_random_uuid(),
  organization_id   uuid                 not null,
  title             text                 not null,
  description       text                 not null,
  priority          priority_type        not null default 'medium',
  status            incident_status_type not null default 'open',
  assigned_to       uuid,
  created_by        uuid                 not null,
  problem_id        uuid,
  tags              text[]               default '{}',
  affected_services text[]               default '{}',
  created_at        timestamptz          not null default timezone('utc', now()),
  updated_at        timestamptz          not null default timezone('utc', now()),
  resolved_at       timestamptz,
  criticality       text,
  urgency           text,
  incident_number   text,
  auto_priority     boolean              default true,
  links             jsonb                default '[]',
  attachments       jsonb                default '[]',
  customer          text,
  constraint incidents_pkey primary key (id),
  constraint incidents_incident_number_key unique (incident_number),
  constraint incidents_assigned_to_fkey
    foreign key (assigned_to) references profiles (id),
  constraint incidents_created_by_fkey
    foreign key (created_by) references profiles (id),
  constraint incidents_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint incidents_problem_id_fkey
    foreign key (problem_id) references problems (id),
  constraint incidents_criticality_check check (criticality in ('low', 'medium', 'high', 'critical')),
  constraint incidents_urgency_check check (urgency in ('low', 'medium', 'high', 'critical'))
);
create index idx_incidents_attachments on incidents using gin (attachments);
create index idx_incidents_customer on incidents (customer);
create index idx_incidents_links on incidents using gin (links);
create index idx_incidents_organization_id on incidents (organization_id);
create index idx_incidents_problem_id on incidents (problem_id);

-- Nothing here enforces the order of states or asks for an approval: the clients do. updated_at and
-- completed_at are theirs too.
create table changes (
  id                 uuid               not null default gen_random_uuid(),
  organization_id    uuid               not null,
  title              text               not null,
  description        text               not null,
  status             change_status_type not null default 'draft',
  priority           priority_type      not null default 'medium',
  requested_by       uuid               not null,
  assigned_to        uuid,
  scheduled_for      timestamptz,
  rollback_plan      text               not null,
  test_plan          text               not null,
  tags               text[]             default '{}',
  affected_services  text[]             default '{}',
  created_at         timestamptz        not null default timezone('utc', now()),
  updated_at         timestamptz        not null default timezone('utc', now()),
  completed_at       timestamptz,
  problem_id         uuid,
  incident_id        uuid,
  estimated_end_time timestamptz,
  change_number      text,
  attachments        jsonb              default '[]',
  constraint changes_pkey primary key (id),
  constraint changes_change_number_key unique (change_number),
  constraint changes_assigned_to_fkey
    foreign key (assigned_to) references profiles (id),
  constraint changes_incident_id_fkey
    foreign key (incident_id) references incidents (id) on delete set null,
  constraint changes_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint changes_problem_id_fkey
    foreign key (problem_id) references problems (id) on delete set null,
  constraint changes_requested_by_fkey
    foreign key (requested_by) references profiles (id)
);
create index idx_changes_attachments on changes using gin (attachments);
create index idx_changes_estimated_end_time on changes (estimated_end_time);
create index idx_changes_incident_id on changes (incident_id);
create index idx_changes_organization_id on changes (organization_id);
create index idx_changes_problem_id on changes (problem_id);

-- A request for approval and its answer. Several per change are possible; the newest counts.
create table change_approvals (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid        not null,
  change_id       uuid        not null,
  requested_by    uuid        not null,
  approved_by     uuid,
  status          text        not null default 'pending',
  comments        text,
  requested_at    timestamptz not null default timezone('utc', now()),
  responded_at    timestamptz,
  created_at      timestamptz not null default timezone('utc', now()),
  updated_at      timestamptz not null default timezone('utc', now()),
  constraint change_approvals_pkey primary key (id),
  constraint change_approvals_approved_by_fkey
    foreign key (approved_by) references profiles (id) on delete cascade,
  constraint change_approvals_change_id_fkey
    foreign key (change_id) references changes (id) on delete cascade,
  constraint change_approvals_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint change_approvals_requested_by_fkey
    foreign key (requested_by) references profiles (id) on delete cascade,
  constraint change_approvals_status_check check (status in ('pending', 'approved', 'rejected'))
);
create index idx_change_approvals_change_id on change_approvals (change_id);
create index idx_change_approvals_organization_id on change_approvals (organization_id);
create index idx_change_approvals_status on change_approvals (status);

-- What a scheduler should do with a change, and whether it has.
create table change_automations (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid        not null,
  change_id       uuid        not null,
  automation_type text        not null,
  scheduled_for   timestamptz not null,
  executed        boolean     default false,
  executed_at     timestamptz,
  error_message   text,
  created_at      timestamptz not null default timezone('utc', now()),
  updated_at      timestamptz not null default timezone('utc', now()),
  constraint change_automations_pkey primary key (id),
  constraint change_automations_change_id_fkey
    foreign key (change_id) references changes (id) on delete cascade,
  constraint change_automations_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint change_automations_automation_type_check check (automation_type in ('auto_start', 'completion_prompt'))
);
create index idx_change_automations_executed on change_automations (executed);
create index idx_change_automations_organization_id on change_automations (organization_id);
create index idx_change_automations_scheduled_for on change_automations (scheduled_for);

-- The assignee's verdict. Never updated: a correction is a second row, and the newest counts.
create table change_completion_responses (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid        not null,
  change_id       uuid        not null,
  responded_by    uuid        not null,
  outcome         text        not null,
  notes           text,
  responded_at    timestamptz not null default timezone('utc', now()),
  created_at      timestamptz not null default timezone('utc', now()),
  updated_at      timestamptz not null default timezone('utc', now()),
  constraint change_completion_responses_pkey primary key (id),
  constraint change_completion_responses_change_id_fkey
    foreign key (change_id) references changes (id) on delete cascade,
  constraint change_completion_responses_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint change_completion_responses_responded_by_fkey
    foreign key (responded_by) references profiles (id) on delete cascade,
  constraint change_completion_responses_outcome_check check (outcome in ('completed', 'failed'))
);
create index idx_change_completion_responses_change_id on change_completion_responses (change_id);
create index idx_change_completion_responses_organization_id on change_completion_responses (organization_id);

-- Record numbers ----------------------------------------------------------------------------------

-- next_number is the number that the next record gets. One table per kind, no row level security: they are
-- written by the number functions with the rights of whoever inserts a record.
create table incident_sequences (
  organization_id uuid    not null,
  next_number     integer default 1,
  constraint incident_sequences_pkey primary key (organization_id),
  constraint incident_sequences_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);

create table problem_sequences (
  organization_id uuid    not null,
  next_number     integer default 1,
  constraint problem_sequences_pkey primary key (organization_id),
  constraint problem_sequences_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);

create table change_sequences (
  organization_id uuid    not null,
  next_number     integer default 1,
  constraint change_sequences_pkey primary key (organization_id),
  constraint change_sequences_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);

-- Talk: comments and what tells people of them ----------------------------------------------------

-- Belongs to exactly one incident, problem or change. mentions is a JSON array of profile ids as strings.
-- organization_id has no foreign key.
create table comments (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid        not null,
  content         text        not null,
  author_id       uuid        not null,
  incident_id     uuid,
  problem_id      uuid,
  change_id       uuid,
  mentions        jsonb       default '[]',
  created_at      timestamptz default now(),
  updated_at      timestamptz default now(),
  attachments     jsonb       default '[]',
  constraint comments_pkey primary key (id),
  constraint comments_author_id_fkey
    foreign key (author_id) references profiles (id) on delete cascade,
  constraint comments_change_id_fkey
    foreign key (change_id) references changes (id) on delete cascade,
  constraint comments_incident_id_fkey
    foreign key (incident_id) references incidents (id) on delete cascade,
  constraint comments_problem_id_fkey
    foreign key (problem_id) references problems (id) on delete cascade,
  constraint chk_comment_single_reference
    check ((incident_id is not null)::integer + (problem_id is not null)::integer + (change_id is not null)::integer = 1)
);
create index idx_comments_attachments on comments using gin (attachments);
create index idx_comments_author_id on comments (author_id);
create index idx_comments_change_id on comments (change_id);
create index idx_comments_created_at on comments (created_at);
create index idx_comments_incident_id on comments (incident_id);
create index idx_comments_mentions on comments using gin (mentions);
create index idx_comments_organization_id on comments (organization_id);
create index idx_comments_problem_id on comments (problem_id);

-- Made by the trigger on comments, one per mentioned profile. No unique key: a profile mentioned twice is
-- told twice.
create table comment_notifications (
  id         uuid        not null default gen_random_uuid(),
  comment_id uuid        not null,
  user_id    uuid        not null,
  is_read    boolean     default false,
  created_at timestamptz default now(),
  constraint comment_notifications_pkey primary key (id),
  constraint comment_notifications_comment_id_fkey
    foreign key (comment_id) references comments (id) on delete cascade,
  constraint comment_notifications_user_id_fkey
    foreign key (user_id) references profiles (id) on delete cascade
);
create index idx_comment_notifications_comment_id on comment_notifications (comment_id);
create index idx_comment_notifications_is_read on comment_notifications (is_read);
create index idx_comment_notifications_user_id on comment_notifications (user_id);

-- Only these five kinds exist: finishing, failing or cancelling a change notifies nobody.
create table notifications (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid        not null,
  user_id         uuid        not null,
  type            text        not null,
  title           text        not null,
  message         text        not null,
  data            jsonb       default '{}',
  read            boolean     default false,
  change_id       uuid,
  incident_id     uuid,
  problem_id      uuid,
  created_at      timestamptz not null default timezone('utc', now()),
  updated_at      timestamptz not null default timezone('utc', now()),
  attempts        integer     not null default 0,
  last_attempt_at timestamptz,
  sent_at         timestamptz,
  error           text,
  constraint notifications_pkey primary key (id),
  constraint notifications_change_id_fkey
    foreign key (change_id) references changes (id) on delete cascade,
  constraint notifications_incident_id_fkey
    foreign key (incident_id) references incidents (id) on delete cascade,
  constraint notifications_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint notifications_problem_id_fkey
    foreign key (problem_id) references problems (id) on delete cascade,
  constraint notifications_user_id_fkey
    foreign key (user_id) references profiles (id) on delete cascade,
  constraint notifications_type_check
    check (
      type in (
        'change_approval_request', 'change_approved', 'change_rejected', 'change_completion_prompt', 'change_auto_started'
      )
    )
);
create index idx_notifications_organization_id on notifications (organization_id);
create index idx_notifications_read on notifications (read);
create index idx_notifications_type on notifications (type);
create index idx_notifications_user_id on notifications (user_id);

-- Infrastructure map ------------------------------------------------------------------------------

-- is_default is not unique: readers take the first in order of creation.
create table infrastructure_environments (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid        not null,
  name            text        not null,
  description     text,
  is_default      boolean     default false,
  created_at      timestamptz not null default timezone('utc', now()),
  updated_at      timestamptz not null default timezone('utc', now()),
  constraint infrastructure_environments_pkey primary key (id),
  constraint infrastructure_environments_organization_id_name_key unique (organization_id, name),
  constraint infrastructure_environments_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_infrastructure_environments_org_id on infrastructure_environments (organization_id);

-- The primary key is text and spans all organizations. zone_depth and zone_path are kept by nobody (see
-- update_zone_hierarchy): trust parent_zone_id.
create table infrastructure_zones (
  id              text             not null,
  organization_id uuid             not null,
  environment_id  uuid             not null,
  name            text             not null,
  description     text,
  zone_type       text             not null,
  parent_zone_id  text,
  zone_depth      integer          default 0,
  zone_path       text[],
  position_x      double precision not null default 0,
  position_y      double precision not null default 0,
  width           double precision default 300,
  height          double precision default 200,
  zone_config     jsonb            default '{}',
  style_config    jsonb            default '{}',
  tags            text[]           default '{}',
  is_collapsed    boolean          default false,
  is_locked       boolean          default false,
  created_at      timestamptz      not null default timezone('utc', now()),
  updated_at      timestamptz      not null default timezone('utc', now()),
  constraint infrastructure_zones_pkey primary key (id),
  constraint infrastructure_zones_organization_id_environment_id_name_key unique (organization_id, environment_id, name),
  constraint infrastructure_zones_environment_id_fkey
    foreign key (environment_id) references infrastructure_environments (id) on delete cascade,
  constraint infrastructure_zones_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint infrastructure_zones_parent_zone_id_fkey
    foreign key (parent_zone_id) references infrastructure_zones (id) on delete cascade,
  constraint infrastructure_zones_check check (parent_zone_id <> id),
  constraint infrastructure_zones_zone_depth_check check (zone_depth >= 0 and zone_depth <= 10),
  constraint infrastructure_zones_zone_type_check check (zone_type in (
    'vpc', 'subnet', 'lan', 'wan', 'vlan', 'dmz', 'security_group', 'network_acl', 'security_zone', 'trust_zone',
    'untrust_zone', 'datacenter', 'availability_zone', 'region', 'rack', 'cluster', 'namespace', 'resource_group',
    'application', 'service_mesh', 'microservice', 'environment_tier', 'custom', 'aws_vpc', 'aws_subnet',
    'aws_security_group', 'aws_ecs_cluster', 'aws_eks_cluster', 'aws_db_subnet_group', 'aws_internet_gateway',
    'aws_nat_gateway', 'aws_route_table', 'azurerm_virtual_network', 'azurerm_subnet',
    'azurerm_network_security_group', 'azurerm_resource_group', 'azurerm_kubernetes_cluster',
    'google_compute_network', 'google_compute_subnetwork', 'google_container_cluster', 'google_compute_firewall'
  ))
);
create index idx_infrastructure_zones_org_env on infrastructure_zones (organization_id, environment_id);
create index idx_infrastructure_zones_parent on infrastructure_zones (parent_zone_id);
create index idx_infrastructure_zones_path on infrastructure_zones using gin (zone_path);
create index idx_infrastructure_zones_type on infrastructure_zones (zone_type);

-- type is the word 'infrastructure'; what a node really is stands in metadata.type. Positions are relative to
-- the zone.
create table infrastructure_nodes (
  id              text             not null,
  organization_id uuid             not null,
  type            text             not null,
  label           text             not null,
  position_x      double precision not null default 0,
  position_y      double precision not null default 0,
  metadata        jsonb            default '{}',
  created_at      timestamptz      not null default timezone('utc', now()),
  updated_at      timestamptz      not null default timezone('utc', now()),
  environment_id  uuid,
  zone_constraint text             default 'none',
  zone_id         text,
  constraint infrastructure_nodes_pkey primary key (id),
  constraint infrastructure_nodes_env_id_unique unique (environment_id, id),
  constraint infrastructure_nodes_environment_id_fkey
    foreign key (environment_id) references infrastructure_environments (id) on delete cascade,
  constraint infrastructure_nodes_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint infrastructure_nodes_zone_id_fkey
    foreign key (zone_id) references infrastructure_zones (id) on delete set null,
  constraint infrastructure_nodes_zone_constraint_check check (zone_constraint in ('none', 'parent', 'strict'))
);
create index idx_infrastructure_nodes_env_id on infrastructure_nodes (environment_id);
create index idx_infrastructure_nodes_org_id on infrastructure_nodes (organization_id);
create index idx_infrastructure_nodes_type on infrastructure_nodes (type);
create index idx_infrastructure_nodes_zone_id on infrastructure_nodes (zone_id);

-- source and target are ids of nodes or zones, without foreign keys: an edge may dangle.
create table infrastructure_edges (
  id              text        not null,
  organization_id uuid        not null,
  source          text        not null,
  target          text        not null,
  relationship    text        not null default 'connected',
  metadata        jsonb       default '{}',
  created_at      timestamptz not null default timezone('utc', now()),
  updated_at      timestamptz not null default timezone('utc', now()),
  environment_id  uuid,
  constraint infrastructure_edges_pkey primary key (id),
  constraint infrastructure_edges_environment_id_fkey
    foreign key (environment_id) references infrastructure_environments (id) on delete cascade,
  constraint infrastructure_edges_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_infrastructure_edges_env_id on infrastructure_edges (environment_id);
create index idx_infrastructure_edges_org_id on infrastructure_edges (organization_id);
create index idx_infrastructure_edges_source on infrastructure_edges (source);
create index idx_infrastructure_edges_target on infrastructure_edges (target);

-- Service level objectives ------------------------------------------------------------------------

-- Hours to resolution per priority. The constraints and the index keep the name under which the table was
-- born.
create table slo_configurations (
  id                    uuid          not null default gen_random_uuid(),
  organization_id       uuid          not null,
  priority              priority_type not null,
  resolution_time_hours integer       not null default 24,
  created_at            timestamptz   not null default timezone('utc', now()),
  updated_at            timestamptz   not null default timezone('utc', now()),
  constraint sla_configurations_pkey primary key (id),
  constraint sla_configurations_organization_id_priority_key unique (organization_id, priority),
  constraint sla_configurations_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_sla_configurations_org_priority on slo_configurations (organization_id, priority);

-- AI features -------------------------------------------------------------------------------------

-- Answers of the AI features, several per key possible; the newest that has not expired counts.
create table ai_cache (
  id               uuid        not null default gen_random_uuid(),
  organization_id  uuid        not null,
  cache_key        text        not null,
  cache_type       text        not null,
  input_hash       text        not null,
  ai_response      jsonb       not null,
  confidence_score numeric(3,2),
  token_usage      jsonb,
  cost             numeric(10,8),
  created_at       timestamptz default now(),
  expires_at       timestamptz,
  last_accessed    timestamptz default now(),
  access_count     integer     default 1,
  constraint ai_cache_pkey primary key (id),
  constraint ai_cache_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_ai_cache_cache_key on ai_cache (cache_key);
create index idx_ai_cache_expires_at on ai_cache (expires_at);
create index idx_ai_cache_input_hash on ai_cache (input_hash);
create index idx_ai_cache_org_type_key on ai_cache (organization_id, cache_type, cache_key);
create index idx_ai_cache_organization_id on ai_cache (organization_id);
create index idx_ai_cache_type on ai_cache (cache_type);

-- How many AI scans a user has used on a day.
create table ai_scan_tokens (
  id              uuid        not null default gen_random_uuid(),
  user_id         uuid        not null,
  organization_id uuid        not null,
  date            date        not null default current_date,
  tokens_used     integer     default 0,
  tokens_limit    integer     default 5,
  created_at      timestamptz default now(),
  updated_at      timestamptz default now(),
  constraint ai_scan_tokens_pkey primary key (id),
  constraint ai_scan_tokens_user_id_date_key unique (user_id, date),
  constraint ai_scan_tokens_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint ai_scan_tokens_user_id_fkey
    foreign key (user_id) references auth.users (id) on delete cascade
);
create index idx_ai_scan_tokens_organization on ai_scan_tokens (organization_id);
create index idx_ai_scan_tokens_user_date on ai_scan_tokens (user_id, date);

-- What the AI features cost.
create table openai_usage_logs (
  id              uuid          not null default gen_random_uuid(),
  organization_id uuid          not null,
  model           text          not null,
  input_tokens    integer       not null default 0,
  output_tokens   integer       not null default 0,
  total_tokens    integer       not null default 0,
  cost            numeric(10,8) not null default 0,
  endpoint        text          not null,
  created_at      timestamptz   default now(),
  constraint openai_usage_logs_pkey primary key (id),
  constraint openai_usage_logs_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_openai_usage_logs_created_at on openai_usage_logs (created_at);
create index idx_openai_usage_logs_endpoint on openai_usage_logs (endpoint);
create index idx_openai_usage_logs_model on openai_usage_logs (model);
create index idx_openai_usage_logs_org_date on openai_usage_logs (organization_id, created_at);
create index idx_openai_usage_logs_organization_id on openai_usage_logs (organization_id);

-- Tokens and integrations -------------------------------------------------------------------------

-- Tokens of the web application's own API: only the hash is kept. PostgREST knows nothing of them.
create table api_tokens (
  id              uuid         not null default gen_random_uuid(),
  user_id         uuid         not null,
  organization_id uuid         not null,
  name            varchar(255) not null,
  token_hash      text         not null,
  token_prefix    varchar(20)  not null,
  permissions     jsonb        default '["read", "write"]',
  scope           text         default 'full',
  last_used_at    timestamptz,
  last_used_ip    inet,
  usage_count     integer      default 0,
  expires_at      timestamptz,
  is_active       boolean      default true,
  created_at      timestamptz  default now(),
  updated_at      timestamptz  default now(),
  constraint api_tokens_pkey primary key (id),
  constraint api_tokens_token_hash_key unique (token_hash),
  constraint api_tokens_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade,
  constraint api_tokens_user_id_fkey
    foreign key (user_id) references auth.users (id) on delete cascade
);
create index idx_api_tokens_active on api_tokens (is_active) where is_active = true;
create index idx_api_tokens_expires_at on api_tokens (expires_at) where expires_at is not null;
create index idx_api_tokens_organization_id on api_tokens (organization_id);
create index idx_api_tokens_token_hash on api_tokens (token_hash);
create index idx_api_tokens_user_id on api_tokens (user_id);

-- api_key stands in the clear and is readable to the whole organization, here and in the next table.
create table pagerduty_integrations (
  id              uuid        not null default gen_random_uuid(),
  organization_id uuid        not null,
  enabled         boolean     not null default false,
  webhook_url     text        not null,
  api_key         text,
  routing_key     text,
  created_at      timestamptz default now(),
  updated_at      timestamptz default now(),
  constraint pagerduty_integrations_pkey primary key (id),
  constraint pagerduty_integrations_organization_id_key unique (organization_id),
  constraint fk_pagerduty_organization
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_pagerduty_integrations_organization_id on pagerduty_integrations (organization_id);

create table grafana_integrations (
  id                    uuid        not null default gen_random_uuid(),
  organization_id       uuid        not null,
  enabled               boolean     not null default false,
  webhook_url           text        not null,
  api_key               text,
  auto_create_incidents boolean     not null default true,
  created_at            timestamptz default now(),
  updated_at            timestamptz default now(),
  constraint grafana_integrations_pkey primary key (id),
  constraint grafana_integrations_organization_id_key unique (organization_id),
  constraint grafana_integrations_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);
create index idx_grafana_integrations_enabled on grafana_integrations (enabled);
create index idx_grafana_integrations_organization_id on grafana_integrations (organization_id);

-- Row level security without a policy: only the service role ever sees a row.
create table billing_integrations (
  id                   uuid        not null default gen_random_uuid(),
  organization_id      uuid        not null,
  enabled              boolean     default false,
  stripe_customer_id   text,
  subscription_id      text,
  subscription_status  text,
  current_plan         text        default 'free',
  billing_email        text,
  billing_interval     text,
  price_id             text,
  seats_limit          integer     default 5,
  incidents_limit      integer     default 100,
  storage_limit        integer     default 1,
  current_period_start timestamptz,
  current_period_end   timestamptz,
  trial_end            timestamptz,
  cancel_at            timestamptz,
  canceled_at          timestamptz,
  metadata             jsonb       default '{}',
  created_at           timestamptz default now(),
  updated_at           timestamptz default now(),
  constraint billing_integrations_pkey primary key (id),
  constraint billing_integrations_organization_id_key unique (organization_id),
  constraint billing_integrations_organization_id_fkey
    foreign key (organization_id) references organizations (id) on delete cascade
);

-- Who is asking -----------------------------------------------------------------------------------
-- With their owner's rights: the policies on profiles ask them, and would ask themselves for ever otherwise.

create function get_user_organization_id() returns uuid
  language sql stable security definer set search_path = ''
as $$
  select organization_id from public.profiles where id = auth.uid()
$$;

create function user_has_org_access(org_id uuid) returns boolean
  language sql stable security definer set search_path = ''
as $$
  select exists (select 1 from public.profiles where id = auth.uid() and organization_id = org_id)
$$;

-- Record numbers ----------------------------------------------------------------------------------
-- AAA-INC-0001: three letters of the organization's name and the organization's own count. The numbers are unique over
-- all organizations, the prefix is not: where two organizations share it, the second one's insert fails on the number
-- and rolls its counter back, every time, until the client sends a number of its own. Calling a function here by itself
-- does advance the counter. lpad cuts what is longer than four digits, so the ten thousandth number repeats the
-- thousandth. With the caller's rights: for somebody else's organization the name is invisible and the answer null.

create function generate_incident_number(org_id uuid) returns text
  language plpgsql
as $$
declare
  number integer;
begin
  insert into public.incident_sequences as s (organization_id, next_number) values (org_id, 2)
  on conflict (organization_id) do update set next_number = s.next_number + 1
  returning s.next_number - 1 into number;
  return (
    select upper(left(o.name, 3)) || '-INC-' || lpad(number::text, 4, '0')
    from public.organizations o where o.id = org_id
  );
end
$$;

create function generate_problem_number(org_id uuid) returns text
  language plpgsql
as $$
declare
  number integer;
begin
  insert into public.problem_sequences as s (organization_id, next_number) values (org_id, 2)
  on conflict (organization_id) do update set next_number = s.next_number + 1
  returning s.next_number - 1 into number;
  return (
    select upper(left(o.name, 3)) || '-PRBM-' || lpad(number::text, 4, '0')
    from public.organizations o where o.id = org_id
  );
end
$$;

create function generate_change_number(org_id uuid) returns text
  language plpgsql
as $$
declare
  number integer;
begin
  insert into public.change_sequences as s (organization_id, next_number) values (org_id, 2)
  on conflict (organization_id) do update set next_number = s.next_number + 1
  returning s.next_number - 1 into number;
  return (
    select upper(left(o.name, 3)) || '-CHG-' || lpad(number::text, 4, '0')
    from public.organizations o where o.id = org_id
  );
end
$$;

-- Priority ----------------------------------------------------------------------------------------

create function calculate_priority(criticality_val text, urgency_val text) returns text
  language plpgsql immutable
as $$
begin
  -- The matrix is symmetric.
  return case
    when (criticality_val, urgency_val) in (('critical', 'critical'), ('critical', 'high'), ('high', 'critical'))
      then 'critical'
    when (criticality_val, urgency_val) in (('critical', 'medium'), ('medium', 'critical'), ('high', 'high'))
      then 'high'
    when (criticality_val, urgency_val) in (
      ('critical', 'low'), ('low', 'critical'), ('high', 'medium'), ('medium', 'high')
    )
      then 'medium'
    else 'low'
  end;
end
$$;

-- Triggers of incidents, problems, changes --------------------------------------------------------
-- On insert a missing number is filled in, and the priority sent is overwritten where automatic priority has both of
-- its inputs. On update only a change from one value to another counts: filling in an empty criticality or urgency
-- leaves the priority alone, and so does setting the priority itself.

create function handle_incident_before_insert() returns trigger
  language plpgsql
as $$
begin
  if new.incident_number is null then
    new.incident_number := public.generate_incident_number(new.organization_id);
  end if;
  if new.auto_priority and new.criticality is not null and new.urgency is not null then
    new.priority := public.calculate_priority(new.criticality, new.urgency)::public.priority_type;
  end if;
  return new;
end
$$;

create function handle_incident_before_update() returns trigger
  language plpgsql
as $$
begin
  if new.auto_priority and (new.criticality <> old.criticality or new.urgency <> old.urgency) then
    new.priority := public.calculate_priority(new.criticality, new.urgency)::public.priority_type;
  end if;
  return new;
end
$$;

create function handle_problem_before_insert() returns trigger
  language plpgsql
as $$
begin
  if new.problem_number is null then
    new.problem_number := public.generate_problem_number(new.organization_id);
  end if;
  if new.auto_priority and new.criticality is not null and new.urgency is not null then
    new.priority := public.calculate_priority(new.criticality, new.urgency)::public.priority_type;
  end if;
  return new;
end
$$;

create function handle_problem_before_update() returns trigger
  language plpgsql
as $$
begin
  if new.auto_priority and (new.criticality <> old.criticality or new.urgency <> old.urgency) then
    new.priority := public.calculate_priority(new.criticality, new.urgency)::public.priority_type;
  end if;
  return new;
end
$$;

create function handle_change_before_insert() returns trigger
  language plpgsql
as $$
begin
  if new.change_number is null then
    new.change_number := public.generate_change_number(new.organization_id);
  end if;
  return new;
end
$$;

-- Other triggers ----------------------------------------------------------------------------------

-- With the author's rights, which the open insert policy on comment_notifications allows for. An entry that is no uuid,
-- or a profile that does not exist, refuses the whole comment.
create function create_mention_notifications() returns trigger
  language plpgsql
as $$
begin
  insert into public.comment_notifications (comment_id, user_id)
  select new.id, mentioned.id::uuid
  from jsonb_array_elements_text(new.mentions) as mentioned (id)
  where mentioned.id::uuid <> new.author_id
  on conflict do nothing;
  return new;
end
$$;

create function set_billing_expiration() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if new.billing_tier = 'free' and new.billing_expires_at is null then
    new.billing_expires_at := new.created_at + interval '2 months';
  end if;
  return new;
end
$$;

create function update_updated_at_column() returns trigger
  language plpgsql
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

-- Four tables have a function of their own that does the same; the last is named as its table once was.
create function update_ai_scan_tokens_updated_at() returns trigger
  language plpgsql
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create function update_api_tokens_updated_at() returns trigger
  language plpgsql
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create function update_grafana_integrations_updated_at() returns trigger
  language plpgsql
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create function update_sla_configurations_updated_at() returns trigger
  language plpgsql
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

-- Depth and path of all zones from their parents; zones caught in a circle are left as they are. Attached to no table.
create function update_zone_hierarchy() returns trigger
  language plpgsql
as $$
begin
  -- Its own update must not start it again, should somebody attach it to the zones.
  if pg_trigger_depth() > 1 then
    return new;
  end if;
  with recursive tree as (
    select id, 0 as depth, array[id] as path
    from public.infrastructure_zones where parent_zone_id is null
    union all
    select child.id, tree.depth + 1, tree.path || child.id
    from public.infrastructure_zones child join tree on child.parent_zone_id = tree.id
  )
  update public.infrastructure_zones zone
  set zone_depth = tree.depth, zone_path = tree.path
  from tree
  where zone.id = tree.id
    and (zone.zone_depth, zone.zone_path) is distinct from (tree.depth, tree.path);
  return new;
end
$$;

-- Supabase runs it after an insert into auth.users. A person who signs up owns a new organization; the membership row
-- that infrastructure asks for is not made.
create function handle_new_user() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  org_id   uuid := gen_random_uuid();
  org_name text := coalesce(new.raw_user_meta_data ->> 'organization_name', split_part(new.email, '@', 2));
begin
  insert into public.organizations (id, name, slug)
  values (
    org_id,
    org_name,
    regexp_replace(lower(org_name), '[^a-z0-9]+', '-', 'g') || '-' || left(gen_random_uuid()::text, 8)
  );
  insert into public.profiles (id, email, full_name, organization_id, role)
  values (
    new.id,
    new.email,
    coalesce(new.raw_user_meta_data ->> 'full_name', split_part(new.email, '@', 1)),
    org_id,
    'owner'
  );
  return new;
end
$$;

-- AI quota ----------------------------------------------------------------------------------------
-- With their owner's rights and for any user they are given. A day without a row counts as unused, with the usual limit
-- of five; the count starts anew at midnight of the session's time zone.

create function check_ai_scan_tokens(user_uuid uuid, required_tokens integer default 1)
  returns table (has_tokens boolean, tokens_remaining integer, tokens_limit integer, reset_time timestamptz)
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.ai_scan_tokens (user_id, organization_id)
  select p.id, p.organization_id from public.profiles p where p.id = user_uuid
  on conflict on constraint ai_scan_tokens_user_id_date_key do nothing;
  return query
    select
      t.tokens_limit - t.tokens_used >= required_tokens,
      t.tokens_limit - t.tokens_used,
      t.tokens_limit,
      (current_date + 1)::timestamptz
    from public.ai_scan_tokens t
    where t.user_id = user_uuid and t.date = current_date;
end
$$;

create function consume_ai_scan_tokens(user_uuid uuid, tokens_to_consume integer default 1)
  returns table (success boolean, tokens_remaining integer, tokens_limit integer, message text)
  language plpgsql security definer set search_path = ''
as $$
begin
  perform public.check_ai_scan_tokens(user_uuid, tokens_to_consume);
  -- The condition stands in the update, so that two at once cannot spend the same token.
  return query
    update public.ai_scan_tokens t
    set tokens_used = t.tokens_used + tokens_to_consume
    where t.user_id = user_uuid and t.date = current_date
      and t.tokens_limit - t.tokens_used >= tokens_to_consume
    returning true, t.tokens_limit - t.tokens_used, t.tokens_limit, 'Tokens consumed successfully'::text;
  if not found then
    return query
      select false, t.tokens_limit - t.tokens_used, t.tokens_limit, 'Not enough tokens left today'::text
      from public.ai_scan_tokens t
      where t.user_id = user_uuid and t.date = current_date;
  end if;
end
$$;

create function get_user_ai_scan_status(user_uuid uuid)
  returns table (
    tokens_used integer, tokens_remaining integer, tokens_limit integer, reset_time timestamptz, can_scan boolean
  )
  language plpgsql security definer set search_path = ''
as $$
begin
  return query
    select
      coalesce(t.tokens_used, 0),
      coalesce(t.tokens_limit, 5) - coalesce(t.tokens_used, 0),
      coalesce(t.tokens_limit, 5),
      (current_date + 1)::timestamptz,
      coalesce(t.tokens_limit, 5) - coalesce(t.tokens_used, 0) > 0
    from (values (user_uuid)) as asked (id)
    left join public.ai_scan_tokens t on t.user_id = asked.id and t.date = current_date;
end
$$;

-- Upkeep ------------------------------------------------------------------------------------------
-- Meant for a scheduler, open to every role. All but the API tokens' cleaner act on every organization.

create function update_cache_access(cache_id uuid) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  update public.ai_cache set last_accessed = now(), access_count = access_count + 1 where id = cache_id;
end
$$;

create function clean_expired_ai_cache() returns integer
  language plpgsql security definer set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.ai_cache where expires_at < now();
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

create function cleanup_expired_api_tokens() returns integer
  language plpgsql
as $$
declare
  deleted integer;
begin
  delete from public.api_tokens where expires_at < now();
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

create function check_and_update_billing_tiers() returns void
  language sql security definer set search_path = ''
as $$
  update public.organizations set billing_tier = 'pro'
  where billing_tier = 'free' and billing_expires_at < now()
$$;

-- Triggers ----------------------------------------------------------------------------------------
-- updated_at is kept for some tables only. Incidents, problems, changes, profiles, organizations, memberships,
-- invitations, zones and billing are not among them: there the client sends it.

create trigger trigger_set_billing_expiration before insert on organizations
  for each row execute function set_billing_expiration();
create trigger problem_before_insert before insert on problems
  for each row execute function handle_problem_before_insert();
create trigger problem_before_update before update on problems
  for each row execute function handle_problem_before_update();
create trigger incident_before_insert before insert on incidents
  for each row execute function handle_incident_before_insert();
create trigger incident_before_update before update on incidents
  for each row execute function handle_incident_before_update();
create trigger change_before_insert before insert on changes
  for each row execute function handle_change_before_insert();
create trigger update_change_approvals_updated_at before update on change_approvals
  for each row execute function update_updated_at_column();
create trigger update_change_automations_updated_at before update on change_automations
  for each row execute function update_updated_at_column();
create trigger update_change_completion_responses_updated_at before update on change_completion_responses
  for each row execute function update_updated_at_column();
create trigger create_mention_notifications_trigger after insert on comments
  for each row execute function create_mention_notifications();
create trigger update_comments_updated_at before update on comments
  for each row execute function update_updated_at_column();
create trigger update_notifications_updated_at before update on notifications
  for each row execute function update_updated_at_column();
create trigger update_infrastructure_environments_updated_at before update on infrastructure_environments
  for each row execute function update_updated_at_column();
create trigger update_infrastructure_nodes_updated_at before update on infrastructure_nodes
  for each row execute function update_updated_at_column();
create trigger update_infrastructure_edges_updated_at before update on infrastructure_edges
  for each row execute function update_updated_at_column();
create trigger update_sla_configurations_updated_at before update on slo_configurations
  for each row execute function update_sla_configurations_updated_at();
create trigger update_ai_scan_tokens_updated_at_trigger before update on ai_scan_tokens
  for each row execute function update_ai_scan_tokens_updated_at();
create trigger update_api_tokens_updated_at_trigger before update on api_tokens
  for each row execute function update_api_tokens_updated_at();
create trigger update_pagerduty_integrations_updated_at before update on pagerduty_integrations
  for each row execute function update_updated_at_column();
create trigger trigger_update_grafana_integrations_updated_at before update on grafana_integrations
  for each row execute function update_grafana_integrations_updated_at();

-- Statistics --------------------------------------------------------------------------------------
-- Runs with its owner's rights, so it shows every organization to everybody: a reader filters by organization_id. The
-- join is not for show: over a single table the view would be writable, and with those same rights.

create view user_organization_stats as
select
  o.id as organization_id,
  o.name as organization_name,
  counted.total_members,
  counted.open_incidents,
  counted.active_problems,
  counted.active_changes
from organizations o
cross join lateral (
  select
    (select count(*) from profiles p where p.organization_id = o.id) as total_members,
    (select count(*) from incidents i where i.organization_id = o.id and i.status <> 'closed') as open_incidents,
    (
      select count(*) from problems p where p.organization_id = o.id and p.status not in ('resolved', 'closed')
    ) as active_problems,
    (
      select count(*) from changes c where c.organization_id = o.id and c.status in ('in_progress', 'pending')
    ) as active_changes
) counted;

-- Row level security ------------------------------------------------------------------------------
-- What no policy allows is refused: an insert with 42501, an update or delete by touching no row. An update policy
-- without "with check" asks its "using" of the new row as well, so a row cannot be moved out of reach.
-- No policy lets anybody delete an incident, a problem or a change.
-- Off on purpose for team_invitations and the three sequences.

alter table organizations enable row level security;
alter table profiles enable row level security;
alter table organization_memberships enable row level security;
alter table problems enable row level security;
alter table incidents enable row level security;
alter table changes enable row level security;
alter table change_approvals enable row level security;
alter table change_automations enable row level security;
alter table change_completion_responses enable row level security;
alter table comments enable row level security;
alter table comment_notifications enable row level security;
alter table notifications enable row level security;
alter table infrastructure_environments enable row level security;
alter table infrastructure_zones enable row level security;
alter table infrastructure_nodes enable row level security;
alter table infrastructure_edges enable row level security;
alter table slo_configurations enable row level security;
alter table ai_cache enable row level security;
alter table ai_scan_tokens enable row level security;
alter table openai_usage_logs enable row level security;
alter table api_tokens enable row level security;
alter table pagerduty_integrations enable row level security;
alter table grafana_integrations enable row level security;
alter table billing_integrations enable row level security;

-- Tenants and people

create policy "Users can view their own organization" on organizations for select
  using (id = get_user_organization_id());
create policy "Organization owners/admins can update their organization" on organizations for update
  using (id in (select organization_id from profiles where id = auth.uid() and role in ('owner', 'admin')));

create policy "Users can view profiles in their organization" on profiles for select
  using (id = auth.uid() or organization_id = get_user_organization_id());
create policy "Users can insert their own profile" on profiles for insert
  with check (id = auth.uid());
-- Of any column, role and organization included.
create policy "Users can update their own profile" on profiles for update
  using (id = auth.uid());

create policy "Users can view memberships in their organization" on organization_memberships for select
  using (organization_id = get_user_organization_id());

-- Incidents, problems, changes: the organization reads, everybody in it creates in his own name, and only the creator
-- (or requester) and the assignee update. Roles play no part.

create policy "Users can view incidents in their organization" on incidents for select
  using (organization_id = get_user_organization_id());
create policy "Authenticated users can insert incidents in their organization" on incidents for insert
  with check (created_by = auth.uid() and organization_id = get_user_organization_id());
create policy "Users can update incidents in their organization" on incidents for update
  using (user_has_org_access(organization_id) and (created_by = auth.uid() or assigned_to = auth.uid()));

create policy "Users can view problems in their organization" on problems for select
  using (organization_id = get_user_organization_id());
create policy "Authenticated users can insert problems in their organization" on problems for insert
  with check (created_by = auth.uid() and organization_id = get_user_organization_id());
create policy "Users can update problems in their organization" on problems for update
  using (user_has_org_access(organization_id) and (created_by = auth.uid() or assigned_to = auth.uid()));

create policy "Users can view changes in their organization" on changes for select
  using (user_has_org_access(organization_id));
create policy "Authenticated users can insert changes in their organization" on changes for insert
  with check (requested_by = auth.uid() and organization_id = get_user_organization_id());
create policy "Users can update changes in their organization" on changes for update
  using (user_has_org_access(organization_id) and (requested_by = auth.uid() or assigned_to = auth.uid()));

-- A request may be inserted with any status: readers have to check who answered it.
create policy "Users can view approvals in their organization" on change_approvals for select
  using (user_has_org_access(organization_id));
create policy "Users can request approvals in their organization" on change_approvals for insert
  with check (requested_by = auth.uid() and organization_id = get_user_organization_id());
create policy "Managers can approve changes in their organization" on change_approvals for update
  using (
    user_has_org_access(organization_id)
    and exists (select 1 from profiles where id = auth.uid() and role in ('owner', 'admin', 'manager'))
  );

create policy "Users can view automations in their organization" on change_automations for select
  using (user_has_org_access(organization_id));
create policy "System can manage automations" on change_automations for all
  using (user_has_org_access(organization_id));

create policy "Users can view completion responses in their organization" on change_completion_responses for select
  using (user_has_org_access(organization_id));
create policy "Assigned users can respond to their changes" on change_completion_responses for insert
  with check (
    responded_by = auth.uid()
    and organization_id = get_user_organization_id()
    and exists (
      select 1 from changes c where c.id = change_completion_responses.change_id and c.assigned_to = auth.uid()
    )
  );

-- Talk. Nothing checks that the record a comment belongs to is of the same organization.

create policy "Users can view comments from their organization" on comments for select
  using (organization_id = get_user_organization_id());
create policy "Users can insert comments for their organization" on comments for insert
  with check (author_id = auth.uid() and organization_id = get_user_organization_id());
create policy "Users can update their own comments" on comments for update
  using (author_id = auth.uid() and organization_id = get_user_organization_id())
  with check (author_id = auth.uid() and organization_id = get_user_organization_id());
create policy "Users can delete their own comments" on comments for delete
  using (author_id = auth.uid() and organization_id = get_user_organization_id());

-- Said twice each; policies add up, so the wider one decides, and inserting is open to all.
create policy "Users can view their own notifications" on comment_notifications for select
  using (user_id = auth.uid());
create policy "Users can read their own comment notifications" on comment_notifications for select
  using (user_id = auth.uid());
create policy "Allow authenticated users to create comment notifications" on comment_notifications for insert
  with check (auth.uid() is not null);
create policy "Allow system to create comment notifications" on comment_notifications for insert
  with check (true);
create policy "Users can update their own notifications" on comment_notifications for update
  using (user_id = auth.uid());
create policy "Users can update their own comment notifications" on comment_notifications for update
  using (user_id = auth.uid());

create policy "Users can view their own notifications" on notifications for select
  using (user_id = auth.uid() and user_has_org_access(organization_id));
create policy "System can insert notifications" on notifications for insert
  with check (user_has_org_access(organization_id));
create policy "Users can update their own notifications" on notifications for update
  using (user_id = auth.uid() and user_has_org_access(organization_id));

-- Infrastructure map: by membership. The subqueries are themselves under row level security, so a membership outside
-- the profile's organization counts for nothing.

create policy "Users can view environments for their organization" on infrastructure_environments for select
  using (organization_id in (select m.organization_id from organization_memberships m where m.user_id = auth.uid()));
create policy "Users can insert environments for their organization" on infrastructure_environments for insert
  with check (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can update environments for their organization" on infrastructure_environments for update
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can delete environments for their organization" on infrastructure_environments for delete
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager')
    )
  );

create policy "Users can view zones for their organization" on infrastructure_zones for select
  using (organization_id in (select m.organization_id from organization_memberships m where m.user_id = auth.uid()));
create policy "Users can insert zones for their organization" on infrastructure_zones for insert
  with check (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can update zones for their organization" on infrastructure_zones for update
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can delete zones for their organization" on infrastructure_zones for delete
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager')
    )
  );

create policy "Users can view infrastructure nodes for their organization" on infrastructure_nodes for select
  using (organization_id in (select m.organization_id from organization_memberships m where m.user_id = auth.uid()));
create policy "Users can insert infrastructure nodes for their organization" on infrastructure_nodes for insert
  with check (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can update infrastructure nodes for their organization" on infrastructure_nodes for update
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can delete infrastructure nodes for their organization" on infrastructure_nodes for delete
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager')
    )
  );

create policy "Users can view infrastructure edges for their organization" on infrastructure_edges for select
  using (organization_id in (select m.organization_id from organization_memberships m where m.user_id = auth.uid()));
create policy "Users can insert infrastructure edges for their organization" on infrastructure_edges for insert
  with check (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can update infrastructure edges for their organization" on infrastructure_edges for update
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager', 'member')
    )
  );
create policy "Users can delete infrastructure edges for their organization" on infrastructure_edges for delete
  using (
    organization_id in (
      select m.organization_id from organization_memberships m
      where m.user_id = auth.uid() and m.role in ('owner', 'admin', 'manager')
    )
  );

-- Service level objectives: every member of the organization, but nobody who has not signed in. The only policy that
-- names a role.

create policy "Organization members can manage SLA configurations" on slo_configurations for all to authenticated
  using (organization_id in (select p.organization_id from profiles p where p.id = auth.uid()))
  with check (organization_id in (select p.organization_id from profiles p where p.id = auth.uid()));

-- AI features. The quota is the user's own row, to write as well as to read.

create policy "Users can access their organization's AI cache" on ai_cache for all
  using (organization_id in (select m.organization_id from organization_memberships m where m.user_id = auth.uid()));

create policy "Users can view own ai scan tokens" on ai_scan_tokens for select
  using (user_id = auth.uid());
create policy "Users can create own ai scan tokens" on ai_scan_tokens for insert
  with check (user_id = auth.uid());
create policy "Users can update own ai scan tokens" on ai_scan_tokens for update
  using (user_id = auth.uid());

create policy "Users can view their organization's OpenAI usage logs" on openai_usage_logs for select
  using (organization_id in (select m.organization_id from organization_memberships m where m.user_id = auth.uid()));
create policy "System can insert OpenAI usage logs" on openai_usage_logs for insert
  with check (true);

-- Tokens and integrations

create policy "Users can view own api tokens" on api_tokens for select
  using (user_id = auth.uid());
create policy "Users can create own api tokens" on api_tokens for insert
  with check (user_id = auth.uid());
create policy "Users can update own api tokens" on api_tokens for update
  using (user_id = auth.uid());
create policy "Users can delete own api tokens" on api_tokens for delete
  using (user_id = auth.uid());

create policy "Users can view their organization's PagerDuty integration" on pagerduty_integrations for select
  using (organization_id = get_user_organization_id());
create policy "Users can manage their organization's PagerDuty integration" on pagerduty_integrations for all
  using (organization_id = get_user_organization_id());

-- The three for managers restrict nothing: the first already lets everybody in the organization do everything.
create policy "grafana_integrations_organization_policy" on grafana_integrations for all
  using (organization_id = get_user_organization_id());
create policy "grafana_integrations_modify_policy" on grafana_integrations for insert
  with check (
    organization_id in (
      select p.organization_id from profiles p where p.id = auth.uid() and p.role in ('owner', 'admin', 'manager')
    )
  );
create policy "grafana_integrations_update_policy" on grafana_integrations for update
  using (
    organization_id in (
      select p.organization_id from profiles p where p.id = auth.uid() and p.role in ('owner', 'admin', 'manager')
    )
  );
create policy "grafana_integrations_delete_policy" on grafana_integrations for delete
  using (
    organization_id in (
      select p.organization_id from profiles p where p.id = auth.uid() and p.role in ('owner', 'admin', 'manager')
    )
  );
