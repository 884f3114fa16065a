-- The rest: integrations, tokens, what the AI features left, and the counters after the last explicit number.

insert into pagerduty_integrations (id, organization_id, enabled, webhook_url, api_key, created_at, updated_at) values
  (pg_temp.id('9d9d0000', 1), pg_temp.org(), true, 'https://antops.acme.example/api/webhooks/pagerduty', 'pd-demo-not-a-secret',
   now() - interval '300 days', now() - interval '300 days');
insert into grafana_integrations (id, organization_id, enabled, webhook_url, auto_create_incidents, created_at, updated_at) values
  (pg_temp.id('6f6f0000', 1), pg_temp.org(), false, 'https://antops.acme.example/api/webhooks/grafana', false,
   now() - interval '120 days', now() - interval '120 days');
insert into billing_integrations (id, organization_id, enabled, billing_email, created_at, updated_at) values
  (pg_temp.id('b1b10000', 1), pg_temp.org(), true, 'billing@acme.example', now() - interval '400 days', now() - interval '400 days');

-- Hashes of nothing: these tokens open no door.
insert into api_tokens (id, user_id, organization_id, name, token_hash, token_prefix, permissions, scope, last_used_at, usage_count, expires_at, is_active, created_at, updated_at) values
  (pg_temp.id('4b4b0000', 1), pg_temp.who('dana'), pg_temp.org(), 'runbook bot', repeat('0', 63) || '1', 'antops_sk_li...', '["read", "write"]', 'incidents_only',
   now() - interval '5 hours', 1841, now() + interval '120 days', true, now() - interval '110 days', now() - interval '5 hours'),
  (pg_temp.id('4b4b0000', 2), pg_temp.who('dana'), pg_temp.org(), 'old laptop', repeat('0', 63) || '2', 'antops_sk_li...', '["read"]', 'read_only',
   now() - interval '90 days', 12, now() - interval '30 days', true, now() - interval '200 days', now() - interval '200 days'),
  (pg_temp.id('4b4b0000', 3), pg_temp.who('jun'), pg_temp.org(), 'terraform', repeat('0', 63) || '3', 'antops_sk_li...', '["read", "write"]', 'full',
   now() - interval '2 days', 388, null, true, now() - interval '150 days', now() - interval '2 days');

insert into ai_scan_tokens (id, user_id, organization_id, date, tokens_used, tokens_limit, created_at, updated_at) values
  (pg_temp.id('5c5c0000', 1), pg_temp.who('dana'), pg_temp.org(), current_date, 2, 5, now(), now());

insert into ai_cache (id, organization_id, cache_key, cache_type, input_hash, ai_response, confidence_score, token_usage, cost, created_at, last_accessed, access_count)
select pg_temp.id('cacc0000', row_number() over ()), pg_temp.org(), encode(sha256(insight.component::bytea), 'hex'), 'component_insights', md5(insight.component),
       jsonb_build_object(
         'componentId', insight.component, 'componentTitle', insight.label, 'riskScore', insight.risk, 'confidenceLevel', 0.8,
         'riskCategory', insight.category, 'recommendations', jsonb_build_array(insight.advice), 'predictedFailures', '[]'::jsonb,
         'dependencies', '[]'::jsonb, 'lastUpdated', now() - insight.age,
         'metadata', jsonb_build_object('analysisType', 'ai-powered', 'aiModel', 'gpt-4o-mini')),
       0.80, '{"total": 1460}', 0.00041000, now() - insight.age, now() - insight.age, 3
from (values
  ('edge-eu',           'edge-eu',        81, 'high',     'Check pooled connections before use', interval '9 days'),
  ('cache-session',     'session-cache',  74, 'high',     'Give counters an expiry',             interval '9 days'),
  ('db-orders-replica', 'orders-replica', 66, 'medium',   'Shorten the settlement transaction',  interval '9 days'),
  ('store-media',       'media-store',    22, 'low',      'Add a lifecycle rule',                interval '30 days')
) as insight (component, label, risk, category, advice, age);

-- Three months of use, busier on some days than on others.
insert into openai_usage_logs (id, organization_id, model, input_tokens, output_tokens, total_tokens, cost, endpoint, created_at)
select pg_temp.id('05050000', day * 10 + call), pg_temp.org(), 'gpt-4o-mini', 700 + day * 7 % 400, 120 + day * 13 % 200,
       820 + day * 7 % 400 + day * 13 % 200, 0.0001 + (day % 9) * 0.00003,
       (array['incident-create-analysis', 'incident-classification', 'change-impact-analysis', 'problem-root-cause-analysis'])[1 + (day + call) % 4],
       now() - day * interval '1 day' - call * interval '47 minutes'
from generate_series(0, 89) day, generate_series(1, 1 + day * 5 % 4) call;

insert into incident_sequences (organization_id, next_number)
select pg_temp.org(), max(right(incident_number, 4)::int) + 1 from incidents where organization_id = pg_temp.org();
insert into problem_sequences (organization_id, next_number)
select pg_temp.org(), max(right(problem_number, 4)::int) + 1 from problems where organization_id = pg_temp.org();
insert into change_sequences (organization_id, next_number)
select pg_temp.org(), max(right(change_number, 4)::int) + 1 from changes where organization_id = pg_temp.org();

drop function pg_temp.mentioned(text), pg_temp.said(text), pg_temp.who(text), pg_temp.id(text, bigint), pg_temp.org();
commit;
