//! Functions that are called by name, and the two trigger functions that no table of `public` uses: the stack attaches
//! `handle_new_user` to `auth.users` as Supabase does, and nobody attaches `update_zone_hierarchy`.

use super::{ACME, Who, become_person, become_superuser, one, superuser};

#[tokio::test]
async fn everybody_is_told_his_own_organization() {
    let mut client = superuser().await;
    for (who, organization) in [
        (Who::Viewer, ACME),
        (Who::Beta, "bbbbbbbb-0000-4000-8000-000000000001"),
        (Who::Newcomer, "none"),
        (Who::Anon, "none"),
    ] {
        let transaction = client.transaction().await.unwrap();
        become_person(&transaction, who).await;
        let own = "select coalesce(get_user_organization_id()::text, 'none')";
        assert_eq!(one(&transaction, own).await, organization);
        let access = format!("select user_has_org_access('{ACME}')::text");
        let expected = (organization == ACME).to_string();
        assert_eq!(one(&transaction, &access).await, expected);
    }
}

#[tokio::test]
async fn a_quota_is_five_a_day_and_spending_more_is_refused() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Member).await;
    let me = Who::Member.id();
    let status = format!(
        "select concat_ws(' ', tokens_used, tokens_remaining, tokens_limit, can_scan, reset_time = date_trunc('day', now()) + interval '1 day')
         from get_user_ai_scan_status('{me}')"
    );
    let consume = |count: u32| {
        format!(
            "select concat_ws(' ', success, tokens_remaining, tokens_limit, message)
             from consume_ai_scan_tokens('{me}', {count})"
        )
    };
    assert_eq!(one(&transaction, &status).await, "0 5 5 t t");
    let rows = "select count(*)::text from ai_scan_tokens";
    assert_eq!(one(&transaction, rows).await, "0", "asking writes nothing");
    assert_eq!(one(&transaction, &consume(2)).await, "t 3 5 Tokens consumed successfully");
    let refused = one(&transaction, &consume(4)).await;
    assert!(refused.starts_with("f 3 5 "), "{refused}");
    assert!(one(&transaction, &consume(3)).await.starts_with("t 0 5 "));
    assert_eq!(one(&transaction, &status).await, "5 0 5 f t");
    let check =
        format!("select concat_ws(' ', has_tokens, tokens_remaining, tokens_limit) from check_ai_scan_tokens('{me}')");
    assert_eq!(one(&transaction, &check).await, "f 0 5");
    assert_eq!(one(&transaction, rows).await, "1");
}

#[tokio::test]
async fn a_quota_can_be_checked_and_burned_for_anybody() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Beta).await;
    let victim = Who::Viewer.id();
    let check = format!(
        "select concat_ws(' ', has_tokens, tokens_remaining, tokens_limit) from check_ai_scan_tokens('{victim}', 6)"
    );
    assert_eq!(one(&transaction, &check).await, "f 5 5");
    let burn = format!("select success::text from consume_ai_scan_tokens('{victim}')");
    assert_eq!(one(&transaction, &burn).await, "true");
    become_superuser(&transaction).await;
    let used = format!("select tokens_used::text from ai_scan_tokens where user_id = '{victim}'");
    assert_eq!(one(&transaction, &used).await, "1");
}

#[tokio::test]
async fn upkeep_counts_what_it_deletes_and_only_api_tokens_mind_who_asks() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Beta).await;
    transaction.batch_execute("select update_cache_access('ca000000-0000-4000-8000-000000000001')").await.unwrap();
    let tokens = "select cleanup_expired_api_tokens()::text";
    assert_eq!(one(&transaction, tokens).await, "0");
    let cache = "select clean_expired_ai_cache()::text";
    assert_eq!(one(&transaction, cache).await, "1");
    assert_eq!(one(&transaction, cache).await, "0");
    become_person(&transaction, Who::Member).await;
    assert_eq!(one(&transaction, tokens).await, "1");
    become_superuser(&transaction).await;
    let read = "select access_count || ' ' || (last_accessed = now()) from ai_cache";
    assert_eq!(one(&transaction, read).await, "2 true");
}

#[tokio::test]
async fn signing_up_makes_an_organization_and_its_owner_but_no_membership() {
    for (email, metadata, name, slug, full_name) in [
        (
            "ida@forge.example",
            r#"{"organization_name": "Müller & Söhne", "full_name": "Ida Müller", "role": "viewer"}"#,
            "Müller & Söhne",
            "m-ller-s-hne-",
            "Ida Müller",
        ),
        ("jo@forge.example", "{}", "forge.example", "forge-example-", "jo"),
    ] {
        let mut client = superuser().await;
        let transaction = client.transaction().await.unwrap();
        // As Supabase Auth does, with a search path that does not know public.
        let insert = format!(
            "set local search_path = auth;
             insert into users (id, email, raw_user_meta_data) values (gen_random_uuid(), '{email}', '{metadata}');
             set local search_path = public"
        );
        transaction.batch_execute(&insert).await.unwrap();
        let made = one(
            &transaction,
            &format!(
                "select concat_ws('|', o.name, left(o.slug, -8), p.full_name, p.role, o.billing_tier,
                                  o.billing_expires_at - o.created_at > interval '58 days', count(m.id))
                 from profiles p join organizations o on o.id = p.organization_id
                 left join organization_memberships m on m.user_id = p.id
                 where p.email = '{email}' group by o.id, p.id"
            ),
        )
        .await;
        assert_eq!(made, format!("{name}|{slug}|{full_name}|owner|free|t|0"));
    }
}

#[tokio::test]
async fn two_organizations_of_one_name_get_different_slugs() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    let insert = "insert into auth.users (id, email, raw_user_meta_data)
                  select gen_random_uuid(), n || '@x.example', '{\"organization_name\": \"Same\"}' from generate_series(1, 2) n";
    transaction.batch_execute(insert).await.unwrap();
    let slugs = "select count(distinct slug)::text from organizations where name = 'Same'";
    assert_eq!(one(&transaction, slugs).await, "2");
}

#[tokio::test]
async fn the_zone_hierarchy_is_kept_by_nobody_until_its_trigger_is_attached() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    let tree = "select string_agg(concat_ws(' ', id, zone_depth, array_to_string(zone_path, '>')), ', ' order by zone_depth, id)
                from infrastructure_zones";
    let touch = "update infrastructure_zones set name = name || '2' where id = 'zone-sg'";
    transaction.batch_execute(touch).await.unwrap();
    let flat = "zone-db 0 , zone-public 0 , zone-sg 0 , zone-vpc 0 ";
    assert_eq!(one(&transaction, tree).await, flat);
    transaction
        .batch_execute(
            "create trigger hierarchy after insert or update or delete on infrastructure_zones
             for each statement execute function update_zone_hierarchy()",
        )
        .await
        .unwrap();
    transaction.batch_execute(touch).await.unwrap();
    assert_eq!(
        one(&transaction, tree).await,
        "zone-vpc 0 zone-vpc, zone-db 1 zone-vpc>zone-db, zone-public 1 zone-vpc>zone-public, \
         zone-sg 2 zone-vpc>zone-db>zone-sg"
    );
}
