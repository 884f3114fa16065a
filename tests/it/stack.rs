//! The embedded stack itself: starting, keys, faults, reset, and leaving nothing behind.

mod auth;
mod process;

use antops::stack::{FaultPlan, Options, Seed, Server, ServiceFault, Stack};
use serde_json::{Value, json};

fn client() -> reqwest::Client {
    // A second installation in this process changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn fixture() -> Seed {
    Seed::Fixture(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/fixture"))
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

#[tokio::test]
async fn a_truncated_answer_promises_more_than_it_sends() {
    let stack = stack().await;
    stack.faults().change(|plan| plan.auth.truncate = true);
    let ask = client().get(format!("{}/auth/v1/health", stack.url())).header("apikey", stack.keys().publishable());
    let answer = ask.send().await.unwrap();
    let promised = answer.content_length().unwrap();
    assert!(promised > 0);
    assert!(answer.bytes().await.is_err());
}

#[tokio::test]
async fn a_status_fault_leaves_again_when_it_is_cleared() {
    let stack = stack().await;
    stack.faults().change(|plan| plan.auth.status = Some(429));
    let ask = || client().get(format!("{}/auth/v1/health", stack.url())).header("apikey", stack.keys().anon()).send();
    assert_eq!(ask().await.unwrap().status(), 429);
    stack.faults().clear();
    assert_eq!(ask().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_knobs_are_not_for_pages_in_a_browser() {
    let stack = stack().await;
    let reset = client().post(format!("{}/_stack/reset", stack.url())).header("origin", "https://example.org");
    assert_eq!(reset.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_publishable_key_is_no_bearer() {
    let stack = stack().await;
    let key = stack.keys().publishable();
    let ask = client().get(format!("{}/rest/v1/incidents", stack.url())).header("apikey", key);
    assert_eq!(ask.bearer_auth(key).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_service_key_alone_reads_as_the_service_role() {
    let stack = Stack::start(Options { seed: fixture(), ..Options::default() }).await.unwrap();
    let ask = |key: &str| {
        let url = format!("{}/rest/v1/organizations?select=name", stack.url());
        client().get(url).header("apikey", key).send()
    };
    let everything: Value = ask(stack.keys().secret_key()).await.unwrap().json().await.unwrap();
    assert_eq!(everything.as_array().unwrap().len(), 2);
    let nothing: Value = ask(stack.keys().publishable()).await.unwrap().json().await.unwrap();
    assert_eq!(nothing, json!([]));
}

#[tokio::test]
async fn a_database_that_no_stack_made_is_refused_and_one_that_a_stack_made_is_taken_again() {
    let host = stack().await;
    let admin = host.database().admin().await.unwrap();
    let row = admin.query_one("select current_setting('unix_socket_directories')", &[]).await.unwrap();
    let socket: String = row.get(0);
    for name in ["not_ours", "ours"] {
        admin.batch_execute(&format!("create database {name}")).await.unwrap();
    }
    let url = |name: &str| format!("host={socket} user=postgres dbname={name}");
    let start = |name: &str| Stack::start(Options { database_url: Some(url(name)), ..Options::default() });

    let (foreign, connection) = tokio_postgres::connect(&url("not_ours"), tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    foreign.batch_execute("create table public.precious ()").await.unwrap();
    let refusal = start("not_ours").await.err().unwrap().to_string();
    assert!(refusal.contains("no stack made"), "{refusal}");
    assert!(foreign.query_one("select to_regclass('precious') is not null", &[]).await.unwrap().get::<_, bool>(0));
    drop(foreign);
    connection.await.unwrap().unwrap();

    for _ in 0..2 {
        start("ours").await.unwrap().stop().await.unwrap();
    }
}

#[tokio::test]
async fn a_database_elsewhere_is_refused_before_anything_is_sent() {
    let url = "postgres://postgres@203.0.113.7/postgres".to_owned();
    let refusal = Stack::start(Options { database_url: Some(url), ..Options::default() }).await.err().unwrap();
    assert!(refusal.to_string().contains("on this machine"), "{refusal}");
}

#[tokio::test]
async fn a_kept_stack_remembers_what_was_written() {
    let directory = tempfile::tempdir().unwrap();
    // As root the server runs as somebody else, who has to come and go.
    std::fs::set_permissions(directory.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let start = || {
        let server = Server::Kept(directory.path().join("kept"));
        Stack::start(Options { seed: fixture(), server, ..Options::default() })
    };
    let stack = start().await.unwrap();
    let admin = stack.database().admin().await.unwrap();
    let rename = "update organizations set name = 'Acme Reborn' where name = 'Acme Corp'";
    assert_eq!(admin.execute(rename, &[]).await.unwrap(), 1);
    drop(admin);
    stack.stop().await.unwrap();

    let stack = start().await.unwrap();
    let admin = stack.database().admin().await.unwrap();
    let query = "select count(*) from organizations where name in ('Acme Reborn', 'Beta Labs')";
    assert_eq!(admin.query_one(query, &[]).await.unwrap().get::<_, i64>(0), 2);
    drop(admin);
    stack.stop().await.unwrap();
}
