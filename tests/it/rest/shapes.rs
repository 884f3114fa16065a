//! Requests that succeed, and what they answer.

use serde_json::json;

use super::{Asking, incident};

const FIRST: &str = "id=eq.1c000000-0000-4000-8000-000000000001";

#[tokio::test]
async fn a_count_tells_a_part_from_the_whole() {
    let asking = Asking::start().await;
    for (path, prefer, expected) in [
        ("incidents?select=id&limit=0", "count=exact", (206, "*/12")),
        ("incidents?select=id&limit=0", "", (200, "*/*")),
        ("incidents?select=id&offset=12", "count=exact", (206, "*/12")),
        ("incidents?select=id&offset=13", "count=exact", (416, "*/12")),
        ("incidents?select=id&status=eq.closed&title=eq.none", "count=exact", (200, "*/0")),
        ("incidents?select=id&limit=5", "count=estimated", (206, "0-4/12")),
        ("incidents?select=id,problems!inner(id)&limit=1", "count=exact", (206, "0-0/3")),
        ("incidents?select=id,problems!inner(id)&problems.status=eq.resolved", "count=exact", (200, "0-0/1")),
    ] {
        let answer = asking.get(path, prefer).await;
        assert_eq!(answer.range(), expected, "{path} {prefer}");
    }
    let planned = asking.get("incidents?select=id", "count=planned").await;
    assert!(planned.header("content-range").starts_with("0-11/"), "{:?}", planned.range());
    assert_ne!(planned.header("content-range"), "0-11/*");
}

#[tokio::test]
async fn a_list_is_cut_at_a_thousand_rows_and_only_the_count_tells() {
    let asking = Asking::start().await;
    asking
        .arrange(
            "insert into notifications (organization_id, user_id, type, title, message)
             select 'aaaaaaaa-0000-4000-8000-000000000001', '11111111-1111-4111-8111-000000000004',
                    'change_approval_request', 't' || n, 'm' from generate_series(1, 1500) n",
        )
        .await;
    let exact = asking.get("notifications?select=id&limit=1400", "count=exact").await;
    assert_eq!(exact.range(), (206, "0-999/1502"));
    let estimated = asking.get("notifications?select=id", "count=estimated").await;
    let total: i64 = estimated.header("content-range").rsplit('/').next().unwrap().parse().unwrap();
    assert!(total > 1000, "{total}");
    assert_eq!(asking.get("notifications?select=id", "").await.range(), (200, "0-999/*"));
}

#[tokio::test]
async fn an_insert_answers_as_much_as_was_preferred() {
    let asking = Asking::start().await;
    let mut body = incident("Where am I");
    body["id"] = json!("f0000000-0000-4000-8000-0000000000aa");
    let headers = [("prefer", "return=headers-only")];
    let answer = asking.ask("POST", "incidents", &headers, Some(body)).await;
    assert_eq!((answer.range(), answer.text.as_str()), ((201, "*/*"), ""));
    assert_eq!(answer.header("location"), "/incidents?id=eq.f0000000-0000-4000-8000-0000000000aa");
    let node = json!({"id": "odd & key=ü", "organization_id": super::ACME, "type": "service", "label": "x"});
    let answer = asking.ask("POST", "infrastructure_nodes", &headers, Some(node)).await;
    assert_eq!(answer.header("location"), "/infrastructure_nodes?id=eq.odd%20%26%20key%3D%C3%BC", "{}", answer.text);
    let answer = asking.ask("POST", "incidents", &[], Some(incident("Quiet"))).await;
    assert_eq!((answer.status, answer.header("location"), answer.text.as_str()), (201, "", ""));
    let headers = [("prefer", "return=representation, tx=rollback")];
    let answer = asking.ask("POST", "incidents?select=title", &headers, Some(json!([incident("Kept")]))).await;
    assert_eq!(answer.header("preference-applied"), "return=representation");
    assert_eq!(asking.get("incidents?select=title&title=eq.Kept", "").await.json(), json!([{"title": "Kept"}]));
}

#[tokio::test]
async fn an_upsert_that_ignores_duplicates_adds_nothing() {
    let asking = Asking::start().await;
    let row = json!({"id": "1c000000-0000-4000-8000-000000000001"});
    let mut body = incident("Twice");
    body["id"] = row["id"].clone();
    let headers = [("prefer", "resolution=ignore-duplicates, return=representation")];
    let answer = asking.ask("POST", "incidents?select=id", &headers, Some(json!([body]))).await;
    assert_eq!((answer.status, answer.json()), (201, json!([])));
}

#[tokio::test]
async fn a_patch_without_columns_changes_nothing() {
    let asking = Asking::start().await;
    let headers = [("prefer", "return=representation")];
    let answer = asking.ask("PATCH", &format!("incidents?{FIRST}"), &headers, Some(json!({}))).await;
    assert_eq!((answer.range(), answer.json()), ((200, "*/*"), json!([])));
}

#[tokio::test]
async fn a_delete_is_counted_but_has_no_range() {
    let asking = Asking::start().await;
    let path = "comments?id=eq.c0000000-0000-4000-8000-000000000001";
    for rows in ["*/1", "*/0"] {
        let answer = asking.ask("DELETE", path, &[("prefer", "count=exact")], None).await;
        assert_eq!((answer.range(), answer.header("preference-applied")), ((204, rows), "count=exact"));
    }
}

#[tokio::test]
async fn a_put_inserts_or_replaces_the_row_it_names() {
    let asking = Asking::start().await;
    let id = "f0000000-0000-4000-8000-0000000000bb";
    let put = |title: &str| {
        let mut body = incident(title);
        body["id"] = json!(id);
        body
    };
    let path = format!("incidents?id=eq.{id}&select=title");
    let headers = [("prefer", "return=representation")];
    for (title, status) in [("New", 201), ("Replaced", 200)] {
        let answer = asking.ask("PUT", &path, &headers, Some(put(title))).await;
        assert_eq!((answer.status, answer.json()), (status, json!([{"title": title}])));
    }
    let other = asking.ask("PUT", &format!("incidents?{FIRST}"), &headers, Some(put("Other"))).await;
    assert_eq!(other.refusal(), (400, "PGRST115".to_owned()));
}

#[tokio::test]
async fn a_function_may_be_called_by_get_if_it_only_reads() {
    let asking = Asking::start().await;
    let answer = asking.get("rpc/calculate_priority?criticality_val=high&urgency_val=high", "").await;
    assert_eq!((answer.range(), answer.json()), ((200, "0-0/*"), json!("high")));
    let scans = "rpc/get_user_ai_scan_status?user_uuid=11111111-1111-4111-8111-000000000004";
    let answer = asking.get(&format!("{scans}&select=tokens_limit&tokens_limit=eq.5"), "").await;
    assert_eq!(answer.json(), json!([{"tokens_limit": 5}]));
    assert_eq!(asking.get(&format!("{scans}&tokens_limit=eq.6"), "").await.json(), json!([]));
    let org = "org_id=aaaaaaaa-0000-4000-8000-000000000001";
    let writing = asking.get(&format!("rpc/generate_change_number?{org}"), "").await;
    assert_eq!(writing.refusal(), (405, "25006".to_owned()));
}

#[tokio::test]
async fn embeds_filter_order_and_negate_their_parents() {
    let asking = Asking::start().await;
    let numbers = |answer: super::Answer| -> Vec<String> {
        let rows = answer.json();
        let rows = rows.as_array().unwrap_or_else(|| panic!("{}", answer.text));
        rows.iter().map(|row| row["incident_number"].as_str().unwrap().to_owned()).collect()
    };
    let path = "incidents?select=incident_number,problems()&problems=not.is.null&order=incident_number";
    assert_eq!(numbers(asking.get(path, "").await), ["ACM-INC-0002", "ACM-INC-0003", "ACM-INC-0008"]);
    let path = "incidents?select=incident_number,problems(id)&problems=is.null&limit=1";
    assert_eq!(asking.get(path, "count=exact").await.range(), (206, "0-0/9"));
    let path = "incidents?select=incident_number,creator:profiles!created_by(full_name)\
                &order=creator(full_name).desc,incident_number&limit=2";
    assert_eq!(numbers(asking.get(path, "").await), ["ACM-INC-0006", "ACM-INC-0008"]);
    let path = "infrastructure_zones?select=name,infrastructure_zones!parent_zone_id(name)&name=eq.main-vpc";
    let children = asking.get(path, "").await.json();
    assert!(children[0]["infrastructure_zones"].as_array().unwrap().len() > 1, "{children}");
}

#[tokio::test]
async fn operators_mean_what_they_say() {
    let asking = Asking::start().await;
    for (filter, expected) in [
        ("priority=in.(critical)&status=eq.open", 1),
        ("title=like(any).{API*,VPN*}", 2),
        ("title=match.^A", 1),
        ("title=imatch.^a", 1),
        ("assigned_to=isdistinct.11111111-1111-4111-8111-000000000004", 10),
        ("tags=ov.{tls,search}", 2),
        ("tags=cd.{tls}", 4),
        ("auto_priority=is.false", 2),
        ("auto_priority=not.is.true", 2),
        ("links->0->>type=eq.zendesk", 1),
        ("id=in.()", 0),
        ("not.and=(status.eq.open,priority.eq.high)", 10),
    ] {
        let answer = asking.get(&format!("incidents?select=id&{filter}"), "").await;
        assert_eq!(answer.json().as_array().map(Vec::len), Some(expected), "{filter}: {}", answer.text);
    }
    let cast = asking.get(&format!("incidents?select=at:created_at::date,links->0&{FIRST}"), "").await;
    assert_eq!(cast.json(), json!([{"at": "2025-02-01", "links": null}]));
}

#[tokio::test]
async fn options_tell_what_may_be_asked() {
    let asking = Asking::start().await;
    let table = super::Answer::of(asking.request("OPTIONS", "incidents")).await;
    assert_eq!((table.status, table.header("allow")), (200, "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"));
    let function = super::Answer::of(asking.request("OPTIONS", "rpc/user_has_org_access")).await;
    assert_eq!(function.header("allow"), "OPTIONS,GET,HEAD,POST");
}
