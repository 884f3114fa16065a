//! The demo company: that its rows are whole, that its queue looks alive, and (`life`) that its people do.

#![expect(clippy::unwrap_used, reason = "a test that cannot arrange its rows has failed")]

mod life;

use antops::stack::{Cluster, DEMO_EMAIL, DEMO_PASSWORD, Options, Seed, Stack};
use deadpool_postgres::Object;

async fn company() -> Stack {
    Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap()
}

async fn superuser() -> Object {
    company().await.database().admin().await.unwrap()
}

async fn one(client: &Object, sql: &str) -> String {
    client.query_one(sql, &[]).await.unwrap().get(0)
}

/// Every foreign key with the number of rows that point nowhere. The seed is loaded with the checks off.
const DANGLING: &str = "
create function pg_temp.dangling() returns setof text language plpgsql as $$
declare
  key record;
  lost bigint;
begin
  for key in
    select k.conname, k.conrelid::regclass as child, a.attname as child_column, k.confrelid::regclass as parent, b.attname as parent_column
    from pg_constraint k
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace
  loop
    execute format('select count(*) from %s c where %I is not null and not exists (select from %s p where p.%I = c.%I)',
                   key.child, key.child_column, key.parent, key.parent_column, key.child_column) into lost;
    if lost > 0 then
      return next format('%s: %s', key.conname, lost);
    end if;
  end loop;
end
$$";

#[tokio::test]
async fn nothing_in_the_seed_points_nowhere() {
    let client = superuser().await;
    client.batch_execute(DANGLING).await.unwrap();
    let lost = client.query("select pg_temp.dangling()", &[]).await.unwrap();
    let lost: Vec<String> = lost.iter().map(|row| row.get(0)).collect();
    assert_eq!(lost, Vec::<String>::new());
    for ids in ["incidents", "problems", "changes"] {
        let strangers = format!(
            "select coalesce(string_agg(distinct service, ', '), '') from {ids}, unnest(affected_services) service
             where service not in (select id from infrastructure_nodes union select id from infrastructure_zones)"
        );
        assert_eq!(one(&client, &strangers).await, "", "{ids}");
    }
    let loose = "select count(*)::text from infrastructure_edges e
                 where (select count(*) from infrastructure_nodes n where n.id in (e.source, e.target) and n.environment_id = e.environment_id) <> 2";
    assert_eq!(one(&client, loose).await, "0");
}

#[tokio::test]
async fn the_queue_has_two_breached_and_three_at_risk_whenever_it_is_loaded() {
    let client = superuser().await;
    let standing = "
        select count(*) || ' active, ' || count(*) filter (where left_over <= interval '0') || ' breached, '
          || count(*) filter (where left_over > interval '0' and left_over <= greatest(interval '2 hours', target / 4)) || ' at risk'
        from (
          select target, target - (now() - i.created_at) as left_over
          from incidents i
          join slo_configurations s using (organization_id, priority)
          cross join lateral (select s.resolution_time_hours * interval '1 hour' as target) t
          where i.status in ('open', 'investigating')
        ) active";
    assert_eq!(one(&client, standing).await, "23 active, 2 breached, 3 at risk");
}

#[tokio::test]
async fn the_story_is_in_order() {
    let client = superuser().await;
    let early_or_late = "
        select count(*)::text from comments c
        left join incidents i on i.id = c.incident_id left join problems p on p.id = c.problem_id left join changes h on h.id = c.change_id
        where c.created_at > now() or c.created_at < coalesce(i.created_at, p.created_at, h.created_at)";
    assert_eq!(one(&client, early_or_late).await, "0");
    let written = "select (count(*) > 140) || ' ' || (max(now() - created_at) > interval '60 days') from comments";
    assert_eq!(one(&client, written).await, "true true");
    let states = "select string_agg(distinct status::text, ' ' order by status::text) from changes";
    assert_eq!(one(&client, states).await, "approved cancelled completed draft failed in_progress pending");
    let problems = "select string_agg(problem_number, ' ' order by problem_number) from problems
                    where status = 'known_error' and workaround is not null";
    assert_eq!(one(&client, problems).await, "ACM-PRBM-0003 ACM-PRBM-0007");
    let unapproved = "select count(*)::text from change_approvals a join profiles p on p.id = a.approved_by
                      where p.role not in ('owner', 'admin', 'manager')";
    assert_eq!(one(&client, unapproved).await, "0");
}

#[tokio::test]
async fn every_mention_names_a_colleague_and_is_in_the_inbox_of_that_person() {
    let client = superuser().await;
    let lost = "select count(*)::text from comments c, jsonb_array_elements_text(c.mentions) as m (id)
                where m.id::uuid <> c.author_id and not exists
                  (select from comment_notifications n where n.comment_id = c.id and n.user_id = m.id::uuid)";
    assert_eq!(one(&client, lost).await, "0");
    // A name the seed did not know would be left standing as typed.
    let typed = "select count(*)::text from comments where regexp_replace(content, '<span[^>]*>[^<]*</span>', '', 'g') ~ '@[a-z]+'";
    assert_eq!(one(&client, typed).await, "0");
    let unread = "select count(*)::text from comment_notifications n join profiles p on p.id = n.user_id
                  where p.email = 'dana@acme.example' and not is_read";
    assert!(one(&client, unread).await.parse::<u32>().unwrap() >= 5);
}

#[tokio::test]
async fn the_next_numbers_are_free() {
    let client = superuser().await;
    for (kind, number) in [("incident", "ACM-INC-0045"), ("problem", "ACM-PRBM-0009"), ("change", "ACM-CHG-0011")] {
        let next = format!(
            "select generate_{kind}_number(id) from organizations where slug = 'acme-production' and not exists
             (select from {kind}s where {kind}_number = '{number}')"
        );
        assert_eq!(one(&client, &next).await, number);
    }
}

#[tokio::test]
async fn the_seed_loads_with_every_trigger_and_foreign_key_on() {
    let cluster = tokio::task::spawn_blocking(Cluster::shared).await.unwrap().unwrap();
    let mut demo = antops::stack::demo();
    let sql = std::mem::take(&mut demo.sql);
    let database = antops::stack::Database::create(cluster, &demo).await.unwrap();
    let client = database.admin().await.unwrap();
    client.batch_execute(&sql).await.unwrap();
    assert_eq!(one(&client, "select count(*)::text from incidents").await, "45");
}

#[tokio::test]
async fn dana_signs_in_and_reads_the_queue_over_the_wire() {
    let stack = company().await;
    drop(rustls::crypto::ring::default_provider().install_default());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let session: serde_json::Value = http
        .post(format!("{}/auth/v1/token?grant_type=password", stack.url()))
        .header("apikey", stack.keys().anon())
        .json(&serde_json::json!({"email": DEMO_EMAIL, "password": DEMO_PASSWORD}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let rows: serde_json::Value = http
        .get(format!("{}/rest/v1/incidents?select=incident_number&status=in.(open,investigating)", stack.url()))
        .header("apikey", stack.keys().anon())
        .bearer_auth(session["access_token"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    // The stranger's incident is the twenty-fourth.
    assert_eq!(rows.as_array().unwrap().len(), 23);
}
