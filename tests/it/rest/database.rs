//! What the database decides by itself: privileges, its own errors, limits, and what functions see of a request.

use antops::stack::Server;
use serde_json::json;

use super::{Answer, Asking, MEMBER};

#[tokio::test]
async fn a_lack_of_privilege_is_403_when_signed_in_and_401_otherwise() {
    let asking = Asking::start().await;
    asking.arrange("create table hidden (id int); revoke all on hidden from anon, authenticated").await;
    let answer = asking.get("hidden", "").await;
    assert_eq!(answer.refusal(), (403, "42501".to_owned()));
    assert_eq!(answer.json()["message"], "permission denied for table hidden");
    let anonymous = Answer::of(asking.request("GET", "hidden")).await;
    assert_eq!(anonymous.refusal(), (401, "42501".to_owned()));
    assert_eq!(anonymous.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn exceptions_of_functions_pass_through() {
    let asking = Asking::start().await;
    asking
        .arrange(
            "create function raise_plainly() returns void language plpgsql as
               $$ begin raise exception 'no luck' using detail = 'none at all', hint = 'try again'; end $$;
             create function raise_payment() returns void language plpgsql as
               $$ begin raise sqlstate 'PT402' using message = 'pay first'; end $$;",
        )
        .await;
    let plain = asking.ask("POST", "rpc/raise_plainly", &[], None).await;
    assert_eq!(plain.status, 400);
    let expected = json!({"code": "P0001", "message": "no luck", "details": "none at all", "hint": "try again"});
    assert_eq!(plain.json(), expected);
    assert_eq!(asking.ask("POST", "rpc/raise_payment", &[], None).await.refusal(), (402, "PT402".to_owned()));
}

#[tokio::test]
async fn functions_see_who_asks_and_how_and_with_which_limits() {
    let asking = Asking::start().await;
    asking
        .arrange(
            "create function stage() returns json language sql stable as $$ select json_build_object(
               'role', current_user, 'user', auth.uid(), 'method', current_setting('request.method'),
               'path', current_setting('request.path'), 'limit', current_setting('statement_timeout'),
               'zone', current_setting('timezone'),
               'agent', current_setting('request.headers')::json->>'x-agent') $$;",
        )
        .await;
    let answer = asking.ask("POST", "rpc/stage", &[("x-agent", "test")], Some(json!({}))).await;
    let expected = json!({"role": "authenticated", "user": MEMBER, "method": "POST", "path": "/rpc/stage",
                          "limit": "8s", "zone": "UTC", "agent": "test"});
    assert_eq!(answer.json(), expected);
    let anonymous = Answer::of(asking.request("GET", "rpc/stage")).await.json();
    assert_eq!((anonymous["role"].as_str(), anonymous["limit"].as_str()), (Some("anon"), Some("3s")));
    assert_eq!(anonymous["user"], json!(null));
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_500() {
    let asking = Asking::start().await;
    asking.arrange("create function linger() returns void language sql as 'select pg_sleep(20)'").await;
    let answer = Answer::of(asking.request("POST", "rpc/linger")).await;
    assert_eq!(answer.refusal(), (500, "57014".to_owned()));
    assert_eq!(answer.json()["message"], "canceling statement due to statement timeout");
}

#[tokio::test]
async fn a_new_table_is_unknown_until_the_reload_is_asked_for() {
    let asking = Asking::start().await;
    assert_eq!(asking.get("incidents?select=id&limit=0", "").await.status, 200);
    asking.arrange("create table latecomers (id int)").await;
    assert_eq!(asking.get("latecomers", "").await.refusal(), (404, "PGRST205".to_owned()));
    asking.arrange("notify pgrst, 'reload schema'").await;
    // The notification arrives on a connection of its own: as many requests as it takes, each a round trip.
    let mut last = 0;
    for _ in 0..1000 {
        last = asking.get("latecomers", "").await.status;
        if last == 200 {
            break;
        }
    }
    assert_eq!(last, 200);
}

#[tokio::test]
async fn a_database_that_is_down_is_503_with_leave_to_retry_at_once() {
    let asking = Asking::start_on(Server::Private).await;
    assert_eq!(asking.get("incidents?select=id&limit=0", "").await.status, 200);
    // The statement that ends the server may or may not live to hear of its own success.
    let admin = asking.stack.database().admin().await.unwrap();
    drop(admin.batch_execute("copy (select 1) to program 'kill -QUIT $(head -1 postmaster.pid)'").await);
    let mut last = asking.get("incidents", "").await;
    // A request that was being served when it went down says so in other words.
    for _ in 0..1000 {
        if last.refusal() == (503, "PGRST002".to_owned()) {
            break;
        }
        last = asking.get("incidents", "").await;
    }
    assert_eq!(last.refusal(), (503, "PGRST002".to_owned()));
    assert_eq!(last.header("retry-after"), "0");
}

#[tokio::test]
async fn a_long_list_is_cut_at_a_thousand_rows_and_counted_whole() {
    let asking = Asking::start().await;
    asking
        .arrange(
            "insert into incidents (organization_id, incident_number, created_by, title, description)
             select 'aaaaaaaa-0000-4000-8000-000000000001', 'BULK-' || n, '11111111-1111-4111-8111-000000000004',
                    'Incident ' || n, 'x' from generate_series(1, 10000) n; analyze incidents",
        )
        .await;
    let path = "incidents?select=id,incident_number,title,status,priority,created_at,\
                assignee:profiles!incidents_assigned_to_fkey(full_name)&order=created_at.desc,id.desc";
    let answer = asking.get(path, "count=exact").await;
    assert_eq!(answer.range(), (206, "0-999/10012"));
}
