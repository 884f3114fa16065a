//! The embedded stack itself: starting, keys, faults, reset, and leaving nothing behind.

use antops::stack::{FaultPlan, Options, Server, ServiceFault, Stack};
use serde_json::{Value, json};

fn client() -> reqwest::Client {
    // A second installation in this process changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn stack() -> Stack {
    Stack::start(Options::default()).await.unwrap()
}

#[tokio::test]
async fn a_request_without_an_api_key_is_refused_as_the_gateway_does() {
    let stack = stack().await;
    let answer = client().get(format!("{}/rest/v1/incidents", stack.url())).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<Value>().await.unwrap()["message"], "No API key found in request");
}

#[tokio::test]
async fn a_wrong_api_key_is_refused_as_the_gateway_does() {
    let stack = stack().await;
    let request = client().get(format!("{}/rest/v1/incidents", stack.url())).header("apikey", "wrong");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<Value>().await.unwrap()["message"], "Invalid API key");
}

#[tokio::test]
async fn a_refused_connection_closes_without_an_answer_and_only_as_often_as_asked() {
    let stack = stack().await;
    stack.faults().set(FaultPlan {
        auth: ServiceFault { refuse: true, times: Some(1), ..ServiceFault::default() },
        ..FaultPlan::default()
    });
    let ask = || client().get(format!("{}/auth/v1/health", stack.url())).header("apikey", stack.keys().anon()).send();
    assert!(ask().await.unwrap_err().is_request());
    assert!(ask().await.is_ok());
}

#[tokio::test]
async fn faults_are_set_over_http_and_act_on_one_service() {
    let stack = stack().await;
    let plan = json!({"rest": {"status": 503, "html": true}});
    let set = client().post(format!("{}/_stack/faults", stack.url())).json(&plan).send().await.unwrap();
    assert_eq!(set.status(), 200);
    let answer = client().get(format!("{}/rest/v1/incidents", stack.url())).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.text().await.unwrap().starts_with("<html>"));
    let other = client().get(format!("{}/auth/v1/health", stack.url())).send().await.unwrap();
    assert_eq!(other.status(), 401);
}

#[tokio::test]
async fn a_reset_puts_rows_back_and_keeps_connections() {
    let stack = stack().await;
    let admin = stack.database().admin().await.unwrap();
    admin
        .execute("insert into auth.users (id, email) values (gen_random_uuid(), 'late@example.org')", &[])
        .await
        .unwrap();
    let reset = client().post(format!("{}/_stack/reset", stack.url())).send().await.unwrap();
    assert_eq!(reset.status(), 204);
    let left: i64 = admin.query_one("select count(*) from auth.users", &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn stacks_do_not_see_each_other() {
    let (one, other) = (stack().await, stack().await);
    let admin = one.database().admin().await.unwrap();
    admin
        .execute("insert into auth.users (id, email) values (gen_random_uuid(), 'only@example.org')", &[])
        .await
        .unwrap();
    let theirs = other.database().admin().await.unwrap();
    let seen: i64 = theirs.query_one("select count(*) from auth.users", &[]).await.unwrap().get(0);
    assert_eq!(seen, 0);
}

#[tokio::test]
async fn a_stopped_stack_leaves_neither_server_nor_files() {
    let stack = Stack::start(Options { server: Server::Private, ..Options::default() }).await.unwrap();
    let admin = stack.database().admin().await.unwrap();
    let directory: String = admin.query_one("show data_directory", &[]).await.unwrap().get(0);
    assert!(std::fs::exists(&directory).unwrap());
    drop(admin);
    stack.stop().await.unwrap();
    assert!(!std::fs::exists(&directory).unwrap());
}
