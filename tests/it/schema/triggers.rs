//! What happens by itself: priority, mentions, `updated_at`, billing, and what happens to nobody.

use tokio_postgres::error::SqlState;

use super::{ACME, Who, attempt, become_person, become_superuser, one, superuser};

/// Rows: criticality low to critical; columns: urgency low to critical.
const MATRIX: [[&str; 4]; 4] = [
    ["low", "low", "low", "medium"],
    ["low", "low", "medium", "high"],
    ["low", "medium", "high", "critical"],
    ["medium", "high", "critical", "critical"],
];
const LEVELS: [&str; 4] = ["low", "medium", "high", "critical"];

#[tokio::test]
async fn priority_follows_the_matrix_on_insert_and_on_update() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    for table in ["incidents", "problems"] {
        for (row, criticality) in LEVELS.iter().enumerate() {
            for (column, urgency) in LEVELS.iter().enumerate() {
                let expected = MATRIX[row][column];
                let function = format!("select calculate_priority('{criticality}', '{urgency}')");
                assert_eq!(one(&transaction, &function).await, expected);
                // The priority sent is the one the matrix never gives here.
                let sent = if expected == "low" { "high" } else { "low" };
                let insert = format!(
                    "insert into {table} (organization_id, title, description, created_by, priority, criticality, urgency)
                     values ('{ACME}', 't', 'd', '{}', '{sent}', '{criticality}', '{urgency}') returning priority::text",
                    Who::Member.id()
                );
                assert_eq!(one(&transaction, &insert).await, expected, "{criticality} {urgency}");
                // From a neighbour to the pair: one of the two inputs changes.
                let from = if *urgency == "low" { "medium" } else { "low" };
                let update = format!(
                    "with fresh as (insert into {table} (organization_id, title, description, created_by, criticality, urgency)
                     values ('{ACME}', 't', 'd', '{}', '{criticality}', '{from}') returning id) select id::text from fresh",
                    Who::Member.id()
                );
                let id = one(&transaction, &update).await;
                let update =
                    format!("update {table} set urgency = '{urgency}' where id = '{id}' returning priority::text");
                assert_eq!(one(&transaction, &update).await, expected, "{criticality} {urgency}");
            }
        }
    }
}

#[tokio::test]
async fn priority_is_left_alone_where_the_rules_do_not_reach() {
    // Each on incident 7: medium, no criticality or urgency.
    for (set, expected) in [
        ("priority = 'critical'", "critical"),
        // Filling in what was empty is no change.
        ("auto_priority = true, criticality = 'critical', urgency = 'critical'", "medium"),
        ("criticality = 'critical'", "medium"),
    ] {
        let mut client = superuser().await;
        let transaction = client.transaction().await.unwrap();
        let sql = format!("update incidents set {set} where incident_number = 'ACM-INC-0007' returning priority::text");
        assert_eq!(one(&transaction, &sql).await, expected, "{set}");
    }
}

#[tokio::test]
async fn switching_automatic_priority_off_in_the_same_update_keeps_the_priority_sent() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    // Incident 1 is critical by the matrix.
    let off = "update incidents set auto_priority = false, priority = 'high', criticality = 'low'
               where incident_number = 'ACM-INC-0001' returning priority::text";
    assert_eq!(one(&transaction, off).await, "high");
    let on = "update incidents set auto_priority = true, criticality = 'medium'
              where incident_number = 'ACM-INC-0001' returning priority::text";
    assert_eq!(one(&transaction, on).await, "high");
    let on = "update incidents set criticality = 'low'
              where incident_number = 'ACM-INC-0001' returning priority::text";
    assert_eq!(one(&transaction, on).await, "medium");
}

fn comment(mentions: &str) -> String {
    format!(
        "insert into comments (organization_id, content, author_id, incident_id, mentions)
         values ('{ACME}', '<p>x</p>', auth.uid(), '1c000000-0000-4000-8000-000000000001', '{mentions}')"
    )
}

#[tokio::test]
async fn a_mention_tells_everybody_mentioned_but_the_author_and_twice_who_is_named_twice() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    transaction.batch_execute("delete from comment_notifications").await.unwrap();
    become_person(&transaction, Who::Viewer).await;
    let [viewer, owner, admin] = [Who::Viewer, Who::Owner, Who::Admin].map(Who::id);
    let sql = comment(&format!(r#"["{viewer}", "{owner}", "{admin}", "{admin}"]"#));
    transaction.batch_execute(&sql).await.unwrap();
    become_superuser(&transaction).await;
    let told = "select string_agg(right(user_id::text, 1), ' ' order by user_id)
                from comment_notifications where not is_read";
    assert_eq!(one(&transaction, told).await, "1 2 2");
}

#[tokio::test]
async fn a_comment_with_a_mention_that_is_no_profile_is_refused_whole() {
    let mut client = superuser().await;
    let newcomer = Who::Newcomer.id();
    for (mentions, refusal) in [
        (r#"["mona@acme.example"]"#.to_owned(), SqlState::INVALID_TEXT_REPRESENTATION),
        (format!(r#"[{{"id": "{newcomer}"}}]"#), SqlState::INVALID_TEXT_REPRESENTATION),
        (format!(r#"["{newcomer}"]"#), SqlState::FOREIGN_KEY_VIOLATION),
        (format!(r#""{newcomer}""#), SqlState::INVALID_PARAMETER_VALUE),
    ] {
        assert_eq!(attempt(&mut client, Who::Member, "", &comment(&mentions)).await, Err(refusal), "{mentions}");
    }
    let without = comment("[]").replace("'[]'", "null");
    assert_eq!(attempt(&mut client, Who::Member, "", &without).await, Ok(1));
}

#[tokio::test]
async fn editing_a_comment_tells_nobody_again() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    let edit = format!(r#"update comments set mentions = '["{}"]' where incident_id is not null"#, Who::Admin.id());
    transaction.batch_execute(&edit).await.unwrap();
    let told = format!("select count(*)::text from comment_notifications where user_id = '{}'", Who::Admin.id());
    assert_eq!(one(&transaction, &told).await, "0");
}

#[tokio::test]
async fn updated_at_moves_by_itself_on_thirteen_tables_and_stands_still_on_the_others() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    let old = "'2020-01-01 00:00+00'";
    // One row each where the fixture has none; grafana and quota have triggers.
    transaction
        .batch_execute(&format!(
            "insert into grafana_integrations (organization_id, webhook_url) values ('{ACME}', 'https://x.example');
             insert into ai_scan_tokens (user_id, organization_id) values ('{}', '{ACME}')",
            Who::Member.id()
        ))
        .await
        .unwrap();
    let tables = transaction
        .query(
            "select table_name::text from information_schema.columns
             where table_schema = 'public' and column_name = 'updated_at' order by 1",
            &[],
        )
        .await
        .unwrap();
    let mut kept = Vec::new();
    for row in &tables {
        let table: &str = row.get(0);
        let changed = transaction
            .query_one(
                &format!("with touched as (update {table} set updated_at = {old} returning updated_at) select count(*), count(*) filter (where updated_at = now()) from touched"),
                &[],
            )
            .await
            .unwrap();
        let (all, moved): (i64, i64) = (changed.get(0), changed.get(1));
        assert!(all > 0 && (moved == 0 || moved == all), "{table}: {moved} of {all}");
        if moved > 0 {
            kept.push(table);
        }
    }
    assert_eq!(
        kept,
        [
            "ai_scan_tokens",
            "api_tokens",
            "change_approvals",
            "change_automations",
            "change_completion_responses",
            "comments",
            "grafana_integrations",
            "infrastructure_edges",
            "infrastructure_environments",
            "infrastructure_nodes",
            "notifications",
            "pagerduty_integrations",
            "slo_configurations",
        ]
    );
}

#[tokio::test]
async fn resolving_and_completing_set_no_time_by_themselves() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    for sql in [
        "update incidents set status = 'resolved' where incident_number = 'ACM-INC-0001' returning coalesce(resolved_at::text, 'none')",
        "update problems set status = 'resolved' where problem_number = 'ACM-PRBM-0001' returning coalesce(resolved_at::text, 'none')",
        "update changes set status = 'completed' where change_number = 'ACM-CHG-0001' returning coalesce(completed_at::text, 'none')",
    ] {
        assert_eq!(one(&transaction, sql).await, "none");
    }
}

#[tokio::test]
async fn a_free_organization_gets_two_months_and_then_becomes_pro() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    for (values, expires) in [
        ("'free', null", "2025-03-05 06:07:08+00"),
        ("'free', '2025-02-01 00:00+00'", "2025-02-01 00:00:00+00"),
        ("'pro', null", "never"),
    ] {
        let sql = format!(
            "insert into organizations (name, slug, created_at, billing_tier, billing_expires_at)
             values ('Gamma', gen_random_uuid()::text, '2025-01-05 06:07:08+00', {values})
             returning coalesce(billing_expires_at::text, 'never')"
        );
        assert_eq!(one(&transaction, &sql).await, expires);
    }
    transaction
        .batch_execute(
            "update organizations set billing_expires_at = now() + interval '1 day' where slug = 'beta-labs'",
        )
        .await
        .unwrap();
    become_person(&transaction, Who::Viewer).await;
    transaction.batch_execute("select check_and_update_billing_tiers()").await.unwrap();
    become_superuser(&transaction).await;
    let free = "select string_agg(slug, ' ') from organizations where billing_tier = 'free'";
    assert_eq!(one(&transaction, free).await, "beta-labs");
}

#[tokio::test]
async fn a_default_time_is_shifted_in_a_session_that_is_not_in_utc() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    // India has no summer time, so the shift is the same all year.
    transaction.batch_execute("set local timezone = 'Asia/Kolkata'").await.unwrap();
    let shift = |table: &str| {
        format!(
            "insert into {table} (organization_id, title, description, created_by)
             values ('{ACME}', 't', 'd', '{}') returning (created_at - now())::text",
            Who::Member.id()
        )
    };
    assert_eq!(one(&transaction, &shift("incidents")).await, "-05:30:00");
}

#[tokio::test]
async fn constraints_refuse_what_the_contract_refuses() {
    let mut client = superuser().await;
    let twice = "insert into comments (organization_id, content, author_id, incident_id, change_id) values
                 ('aaaaaaaa-0000-4000-8000-000000000001', 'x', auth.uid(), '1c000000-0000-4000-8000-000000000001', 'c4000000-0000-4000-8000-000000000001')";
    let nowhere = "insert into comments (organization_id, content, author_id)
                   values ('aaaaaaaa-0000-4000-8000-000000000001', 'x', auth.uid())";
    let kind = "insert into notifications (organization_id, user_id, type, title, message)
                values ('aaaaaaaa-0000-4000-8000-000000000001', auth.uid(), 'change_completed', 't', 'm')";
    let deep = "update infrastructure_zones set zone_depth = 11";
    let itself = "update infrastructure_zones set parent_zone_id = id";
    for sql in [twice, nowhere, kind, deep, itself] {
        assert_eq!(attempt(&mut client, Who::Manager, "", sql).await, Err(SqlState::CHECK_VIOLATION), "{sql}");
    }
    // No order of states is enforced.
    let reopened = "update incidents set status = 'open' where status = 'closed'";
    assert!(attempt(&mut client, Who::Manager, "", reopened).await.unwrap() > 0);
}
