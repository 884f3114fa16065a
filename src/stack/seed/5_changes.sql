-- Changes in all seven states. The windows lie around now, and 7 and 8 collide at edge-eu. 5 is decided but not yet
-- applied: its requester, Dana, has to finish it, as row level security will have it.

insert into changes (id, organization_id, change_number, title, description, status, priority, requested_by, assigned_to, scheduled_for, estimated_end_time,
                     rollback_plan, test_plan, tags, affected_services, problem_id, incident_id, created_at, updated_at, completed_at)
select pg_temp.id('c4c40000', change.n), pg_temp.org(), 'ACM-CHG-' || lpad(change.n::text, 4, '0'), change.title, change.description,
       change.status::change_status_type, change.priority::priority_type, pg_temp.who(change.requester), pg_temp.who(change.assignee),
       date_trunc('minute', now() + change.starts), date_trunc('minute', now() + change.starts + change.takes), change.rollback, change.test,
       change.tags::text[], change.services::text[], pg_temp.id('9b9b0000', change.problem), pg_temp.id('1c1c0000', change.incident),
       now() - change.age, now() - change.touched, now() - change.completed
from (values
  (1, interval '88 days', interval '80 days', 'completed', 'high', 'priya', 'jun', interval '-80 days', interval '1 hour', interval '80 days' - interval '50 minutes', 1, null,
   'Let the renewal job ask the edge what it serves', '<p>Fetch, install, <strong>ask</strong>. If the edge shows another serial number than the one just fetched, page.</p>',
   'Put the old job back; it is one file.', 'Run it against staging with a certificate that is deliberately wrong.', '{tls}', '{cert-wildcard,edge-eu}'),
  (2, interval '24 days', interval '18 days', 'failed', 'medium', 'lena', 'lena', interval '-18 days', interval '3 hours', null, 6, null,
   'Move orders-replica to the faster storage class', '<p>Snapshot, restore on the new class, re-attach. Reads go to the primary meanwhile.</p>',
   'Re-attach the old volume. It stays untouched for a week.', 'Lag below 2 s for an hour under evening load.', '{database,storage}', '{db-orders-replica}'),
  (3, interval '20 days', interval '19 days', 'cancelled', 'low', 'priya', 'wei', interval '-17 days', interval '30 minutes', null, 4, null,
   'Switch IPv6 off at the Shanghai edge', 'If AAAA is what times out, stop asking for AAAA.',
   'Switch it on again.', 'Look whether the graph gets boring.', '{dns,apac}', '{edge-apac}'),
  (4, interval '3 days', interval '26 hours', 'approved', 'high', 'lena', 'lena', interval '5 hours', interval '45 minutes', null, 3, null,
   'Give the rate-limit counters an expiry', '<p>Every <code>rl:*</code> key gets 15 minutes at its first increment. 40 lines, half of them tests.</p>',
   '<p>Feature flag <code>limiter.ttl</code> off. Keys that already have an expiry just expire.</p>', '<ol><li><p>flag on for one of twelve pods</p></li><li><p>memory flat for ten minutes</p></li><li><p>rest of the fleet</p></li></ol>',
   '{cache}', '{cache-session}'),
  (5, interval '9 hours', interval '8 hours', 'pending', 'high', 'dana', 'priya', interval '20 hours', interval '30 minutes', null, null, 39,
   'Raise the idle timeout of fw-eu to one hour', '<p>350 s is the default of the box, not anybody''s decision. Order screens need more.</p><p>Session table is at 11 % of its size; with 3600 s we expect 40 %.</p>',
   'Set it back to 350; takes effect for new sessions at once.', 'A websocket that idles for 20 minutes survives. Session table below 60 % after two hours.', '{network,websocket}', '{fw-eu}'),
  (6, interval '11 hours', interval '40 minutes', 'in_progress', 'medium', 'omar', 'lena', interval '-40 minutes', interval '2 hours', null, null, 37,
   'Rebuild the statistics of catalog-db', '<p><code>ANALYZE</code> with a target of 1000 on the three price tables, then watch the plan.</p>',
   'Reset the target, analyse again.', 'The price query is back under 100 ms.', '{database}', '{db-catalog}'),
  (7, interval '30 hours', interval '6 hours', 'pending', 'critical', 'omar', 'omar', interval '6 hours', interval '1 hour', null, 7, null,
   'Check pooled connections before they are used at edge-eu', '<p>Turns on <code>validate_on_borrow</code>. Costs one round trip of 0.2 ms per request, saves us from ACM-PRBM-0007.</p><p>Rolls through the eight workers one by one.</p>',
   '<p>Same knob, other direction, same order. Ten minutes.</p>', '<ul><li><p>restart checkout-api on purpose and count 500s: <strong>zero</strong></p></li><li><p>p99 at the edge below 40 ms</p></li></ul>',
   '{edge,checkout}', '{edge-eu,api-checkout}'),
  (8, interval '12 hours', interval '11 hours', 'pending', 'medium', 'dana', 'priya', interval '6 hours 30 minutes', interval '30 minutes', null, null, 38,
   'Install the renewed certificate at the CDN', 'Upload, switch, purge. Touches the edge as well because the CDN pins its origin.',
   'Switch back to the old certificate; it is good for six more days.', '`openssl s_client` from four continents shows the new serial.', '{tls,cdn}', '{cert-wildcard,cdn-assets,edge-eu}'),
  (9, interval '6 days', interval '7 hours', 'draft', 'high', 'lena', 'lena', null, null, null, 6, null,
   'Settle in batches of ten thousand', '<p>One transaction per 10 000 rows instead of one for all 1.8 million. The report may then be interrupted, which it has never liked before.</p>',
   'Old job is kept beside the new one for a month.', 'Totals of both jobs agree for three nights.', '{database,batch}', '{batch,db-orders,db-orders-replica}'),
  (10, interval '22 hours', interval '22 hours', 'draft', 'low', 'dana', null, null, null, null, null, 30,
   'Throw away thumbnails nobody has looked at for a year', 'Lifecycle rule on the bucket. They are made again when somebody asks.',
   'Versioning keeps them 30 days.', 'Count before, count after, look at ten products.', '{storage}', '{store-media}')
) as change (n, age, touched, status, priority, requester, assignee, starts, takes, completed, problem, incident, title, description, rollback, test, tags, services);

insert into change_approvals (id, organization_id, change_id, requested_by, approved_by, status, comments, requested_at, responded_at, created_at, updated_at)
select pg_temp.id('a9a90000', approval.n), pg_temp.org(), pg_temp.id('c4c40000', approval.n), c.requested_by, pg_temp.who(approval.decider),
       approval.status, approval.comments, now() - approval.asked, now() - approval.answered, now() - approval.asked,
       now() - coalesce(approval.answered, approval.asked)
from (values
  (1, 'bo',  'approved', 'Yes please.',                                            interval '87 days',  interval '86 days'),
  (2, 'bo',  'approved', 'Fine, but not on a Thursday.',                           interval '22 days',  interval '21 days'),
  (3, 'bo',  'rejected', 'That hides it. What does the resolver do at nine?',      interval '20 days',  interval '19 days'),
  (4, 'ana', 'approved', 'Ends a known error. Thank you.',                         interval '2 days',   interval '26 hours'),
  (5, 'bo',  'approved', 'Reasonable, and easy to take back.',                     interval '8 hours',  interval '25 minutes'),
  (6, 'jun', 'approved', 'Go ahead, tell mia when the price list may be slow.',    interval '10 hours', interval '9 hours'),
  (7, null,  'pending',  null,                                                     interval '6 hours',  null),
  (8, null,  'pending',  null,                                                     interval '11 hours', null)
) as approval (n, decider, status, comments, asked, answered)
join changes c on c.id = pg_temp.id('c4c40000', approval.n);

insert into change_automations (id, organization_id, change_id, automation_type, scheduled_for, executed, executed_at, created_at, updated_at)
select pg_temp.id('a7a70000', automation.n), pg_temp.org(), c.id, automation.kind,
       case automation.kind when 'auto_start' then c.scheduled_for else c.estimated_end_time end, automation.executed,
       case when automation.executed then c.scheduled_for + interval '20 seconds' end, now() - interval '8 hours', now() - interval '8 hours'
from (values
  (1, 4, 'auto_start', false), (2, 4, 'completion_prompt', false), (3, 6, 'auto_start', true), (4, 6, 'completion_prompt', false)
) as automation (n, change, kind, executed)
join changes c on c.id = pg_temp.id('c4c40000', automation.change);

insert into change_completion_responses (id, organization_id, change_id, responded_by, outcome, notes, responded_at, created_at, updated_at) values
  (pg_temp.id('cece0000', 1), pg_temp.org(), pg_temp.id('c4c40000', 1), pg_temp.who('jun'), 'completed', 'Pages as it should. Sorry for the page.',
   now() - interval '80 days' + interval '50 minutes', now() - interval '80 days' + interval '50 minutes', now() - interval '80 days' + interval '50 minutes'),
  (pg_temp.id('cece0000', 2), pg_temp.org(), pg_temp.id('c4c40000', 2), pg_temp.who('lena'), 'failed', 'Restore would have taken nine hours. Rolled back at 23:40.',
   now() - interval '18 days' + interval '2 hours', now() - interval '18 days' + interval '2 hours', now() - interval '18 days' + interval '2 hours');

-- What the system told people. The finished ones were read long ago.
insert into notifications (id, organization_id, user_id, type, title, message, data, read, change_id, created_at, updated_at)
select pg_temp.id('70700000', row_number() over (order by told.ago desc, told.nick)), pg_temp.org(), pg_temp.who(told.nick), told.kind, told.title, c.title,
       case told.kind
         when 'change_approval_request' then jsonb_build_object('changeId', c.id, 'changTitle', c.title)
         when 'change_auto_started' then jsonb_build_object('changeId', c.id, 'autoStarted', true)
         else jsonb_build_object('changeId', c.id, 'action', case told.kind when 'change_rejected' then 'reject' else 'approve' end,
                                 'approvedBy', a.approved_by, 'comments', a.comments)
       end,
       told.read, c.id, now() - told.ago, now() - told.ago
from (values
  (3, 'priya', 'change_rejected', 'Change rejected', interval '19 days', true),
  (4, 'lena', 'change_approved', 'Change approved', interval '26 hours', true),
  (5, 'dana', 'change_approved', 'Change approved', interval '25 minutes', false),
  (6, 'omar', 'change_approved', 'Change approved', interval '9 hours', true),
  (6, 'lena', 'change_auto_started', 'Change started', interval '40 minutes', false),
  (6, 'omar', 'change_auto_started', 'Change started', interval '40 minutes', false),
  (7, 'ines', 'change_approval_request', 'Approval needed', interval '6 hours', false),
  (7, 'jun', 'change_approval_request', 'Approval needed', interval '6 hours', true),
  (7, 'ana', 'change_approval_request', 'Approval needed', interval '6 hours', false),
  (7, 'bo', 'change_approval_request', 'Approval needed', interval '6 hours', false),
  (8, 'ines', 'change_approval_request', 'Approval needed', interval '11 hours', false),
  (8, 'jun', 'change_approval_request', 'Approval needed', interval '11 hours', true),
  (8, 'ana', 'change_approval_request', 'Approval needed', interval '11 hours', true),
  (8, 'bo', 'change_approval_request', 'Approval needed', interval '11 hours', false)
) as told (change, nick, kind, title, ago, read)
join changes c on c.id = pg_temp.id('c4c40000', told.change)
join change_approvals a on a.change_id = c.id;
