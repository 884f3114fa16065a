-- The demo company: who works there. Loaded with triggers and foreign keys off, so everything is explicit: ids, record
-- numbers, priorities, mentions. All times are relative to the moment of loading, so the queue always looks alive.
begin;
set local timezone = 'UTC';

-- Words for the rest of the seed; they go away with the session.

create function pg_temp.org() returns uuid language sql immutable as
  $$ select 'acac0000-0000-4000-8000-000000000001'::uuid $$;

create function pg_temp.id(family text, number bigint) returns uuid language sql immutable as
  $$ select (family || '-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid $$;

create temporary table person (nick text primary key, id uuid, full_name text) on commit drop;
insert into person values
  ('ines',  pg_temp.id('da7a0000',  1), 'Ines Okafor'),
  ('jun',   pg_temp.id('da7a0000',  2), 'Jun Park'),
  ('ana',   pg_temp.id('da7a0000',  3), 'Ana Ferreira'),
  ('bo',    pg_temp.id('da7a0000',  4), 'Bo Lindqvist'),
  ('dana',  pg_temp.id('da7a0000',  5), 'Dana Petrov'),
  ('omar',  pg_temp.id('da7a0000',  6), 'Omar Haddad'),
  ('lena',  pg_temp.id('da7a0000',  7), 'Lena Vogt'),
  ('priya', pg_temp.id('da7a0000',  8), 'Priya Nair'),
  ('wei',   pg_temp.id('da7a0000',  9), 'Chen Wei 陈伟'),
  ('mia',   pg_temp.id('da7a0000', 10), 'Mia Tanaka');

create function pg_temp.who(nick text) returns uuid language sql stable as
  $$ select id from person where person.nick = who.nick $$;

-- "@ana" becomes the mention that the web application's editor writes. Plain "@" elsewhere stays as it is.
create function pg_temp.said(content text) returns text language plpgsql stable as $$
declare
  someone person;
begin
  for someone in select * from person loop
    content := regexp_replace(
      content,
      '@' || someone.nick || '\M',
      format('<span data-type="mention" data-id="%s" data-label="%s">@%2$s</span>', someone.id, someone.full_name),
      'g'
    );
  end loop;
  return content;
end
$$;

create function pg_temp.mentioned(content text) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(distinct found[1]), '[]')
  from regexp_matches(content, 'data-type="mention" data-id="([^"]+)"', 'g') as found
$$;

insert into organizations (id, name, slug, description, settings, billing_tier, created_at, updated_at) values
  (pg_temp.org(), 'Acme Production', 'acme-production', 'Anvils, rockets and giant magnets, shipped overnight to 31 countries.',
   '{"timezone": "Europe/Zurich"}', 'pro', now() - interval '410 days', now() - interval '40 days');

-- Ines signed up by herself and founded the organization: she has no membership row, so she sees no infrastructure.
insert into profiles (id, email, full_name, organization_id, role, job_title, created_at, updated_at)
select person.id, person.nick || '@acme.example', person.full_name, pg_temp.org(), staff.role::user_role_type, staff.title,
       now() - staff.since, now() - staff.since
from (values
  ('ines',  'owner',   'CTO',                       interval '410 days'),
  ('jun',   'admin',   'Platform lead',             interval '402 days'),
  ('ana',   'manager', 'Problem manager',           interval '380 days'),
  ('bo',    'manager', 'Change manager',            interval '371 days'),
  ('dana',  'member',  'Site reliability engineer', interval '240 days'),
  ('omar',  'member',  'Site reliability engineer', interval '355 days'),
  ('lena',  'member',  'Database engineer',         interval '310 days'),
  ('priya', 'member',  'Network engineer',          interval '198 days'),
  ('wei',   'member',  'Site reliability engineer, Shanghai', interval '122 days'),
  ('mia',   'viewer',  'Customer support lead',     interval '290 days')
) as staff (nick, role, title, since)
join person using (nick);

insert into organization_memberships (id, user_id, organization_id, role, invited_by, invited_at, joined_at, created_at, updated_at)
select pg_temp.id('3e3e0000', row_number() over (order by p.created_at)), p.id, p.organization_id, p.role, pg_temp.who('ines'),
       p.created_at - interval '1 day', p.created_at, p.created_at, p.created_at
from profiles p where p.organization_id = pg_temp.org() and p.role <> 'owner';

insert into team_invitations (id, organization_id, email, role, invited_by, invite_token, status, expires_at, created_at, updated_at) values
  (pg_temp.id('17170000', 1), pg_temp.org(), 'night.shift@acme.example', 'member', pg_temp.who('jun'), 'f3c1b9e2-6b0c-4f58-9a39-51a2c7d80e11',
   'pending', now() + interval '5 days', now() - interval '2 days', now() - interval '2 days'),
  (pg_temp.id('17170000', 2), pg_temp.org(), 'auditor@ledger.example', 'viewer', pg_temp.who('ines'), '0d9a7d54-38f0-4d3e-8a53-7c3f6f1c2b77',
   'expired', now() - interval '60 days', now() - interval '67 days', now() - interval '60 days');

-- A second tenant on the same server, whom nobody at Acme may ever see.
insert into organizations (id, name, slug, billing_tier, created_at, updated_at) values
  ('b0b00000-0000-4000-8000-000000000001', 'Borealis Freight', 'borealis-freight', 'pro', now() - interval '90 days', now() - interval '90 days');
insert into profiles (id, email, full_name, organization_id, role, job_title, created_at, updated_at) values
  (pg_temp.id('da7a0000', 11), 'signe@borealis.example', 'Signe Holm', 'b0b00000-0000-4000-8000-000000000001', 'owner', 'Operations',
   now() - interval '90 days', now() - interval '90 days');
insert into incidents (id, organization_id, incident_number, title, description, priority, status, created_by, criticality, urgency, created_at, updated_at) values
  (pg_temp.id('1c1c0000', 9001), 'b0b00000-0000-4000-8000-000000000001', 'BOR-INC-0001', 'Customs feed stopped at midnight',
   '<p>No manifests since 00:04.</p>', 'high', 'open', pg_temp.id('da7a0000', 11), 'high', 'high', now() - interval '3 hours', now() - interval '3 hours');
insert into incident_sequences (organization_id, next_number) values ('b0b00000-0000-4000-8000-000000000001', 2);

insert into slo_configurations (id, organization_id, priority, resolution_time_hours, created_at, updated_at)
select pg_temp.id('50500000', row_number() over ()), pg_temp.org(), target.priority::priority_type, target.hours,
       now() - interval '370 days', now() - interval '370 days'
from (values ('critical', 2), ('high', 8), ('medium', 24), ('low', 72)) as target (priority, hours);
