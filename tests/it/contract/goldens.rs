//! Recorded answers of the real servers, the odd ones first: the client must make the right fault of each.
//!
//! They are served as they were recorded, to a client that asks for something ordinary.

use super::{Ahead, Pocket, client};
use antops::domain::fault::Fault;
use antops::domain::request::Query;
use antops::ports::{Backend, SignIn, SignedIn};
use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const ANON: &str = "sb_publishable_test";

/// The recorded answers of a topic that are no success, by case name.
fn refusals(topic: &str) -> Vec<(String, Value)> {
    let file = format!("{}/tests/wire/golden/{topic}.json", env!("CARGO_MANIFEST_DIR"));
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let answers = golden["answers"].as_object().unwrap().clone().into_iter();
    answers.filter(|(_, answer)| answer["status"].as_u64().unwrap() >= 300).collect()
}

fn template(answer: &Value) -> ResponseTemplate {
    let status = u16::try_from(answer["status"].as_u64().unwrap()).unwrap();
    let mut template = ResponseTemplate::new(status);
    if let Some(text) = answer["text"].as_str() {
        template = template.set_body_raw(text.as_bytes(), "text/plain");
    } else if !answer["body"].is_null() {
        template = template.set_body_json(&answer["body"]);
    }
    let headers = answer["headers"].as_object().unwrap().iter();
    headers
        .filter(|(name, _)| *name != "content-type" && *name != "location")
        .fold(template, |template, (name, value)| template.insert_header(name.as_str(), value.as_str().unwrap()))
}

fn session() -> Value {
    json!({
        "access_token": "e30.e30.c2ln", "refresh_token": "r", "expires_in": 3600,
        "user": {"id": "11111111-1111-4111-8111-000000000004", "email": "member@acme.example"}
    })
}

async fn server() -> MockServer {
    let server = MockServer::start().await;
    for grant in ["password", "refresh_token"] {
        Mock::given(method("POST"))
            .and(path("/auth/v1/token"))
            .and(query_param("grant_type", grant))
            .respond_with(ResponseTemplate::new(200).set_body_json(session()))
            .with_priority(9)
            .mount(&server)
            .await;
    }
    server
}

fn password() -> SignIn {
    SignIn::Password { email: "member@acme.example".to_owned(), password: "x".into() }
}

/// What a read comes to when the tables answer so.
async fn read(answer: &Value) -> Fault {
    let server = server().await;
    Mock::given(method("GET")).respond_with(template(answer)).mount(&server).await;
    let client = client(&server.uri(), ANON, &Pocket::default(), &Ahead::default());
    assert_eq!(client.sign_in(password()).await, Ok(SignedIn::Ready));
    client.read(Query::Me).await.expect_err("a fault")
}

/// What signing in comes to when Auth answers so.
async fn sign_in(answer: &Value) -> Fault {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(template(answer)).mount(&server).await;
    let client = client(&server.uri(), ANON, &Pocket::default(), &Ahead::default());
    client.sign_in(password()).await.expect_err("a fault")
}

/// Which variant it is, and the sentence.
fn kind(fault: &Fault) -> &'static str {
    match fault {
        Fault::Offline { .. } => "offline",
        Fault::TimedOut => "timed out",
        Fault::SignedOut { .. } => "signed out",
        Fault::Forbidden { .. } => "forbidden",
        Fault::Conflict { .. } => "conflict",
        Fault::Gone => "gone",
        Fault::Invalid { .. } => "invalid",
        Fault::Busy { .. } => "busy",
        Fault::Vault { .. } => "vault",
        Fault::Broken { .. } => "broken",
    }
}

#[tokio::test]
async fn every_recorded_refusal_of_rest_is_the_fault_its_code_asks_for() {
    let mut seen = 0;
    for topic in [
        "errors",
        "filters-quoting",
        "inserts",
        "patches-preconditions",
        "reads-embeds",
        "rls-by-role",
        "rpc",
        "upserts-deletes",
    ] {
        for (name, answer) in refusals(topic) {
            let code = answer["body"]["code"].as_str().unwrap_or_default();
            let expected = match (code, answer["status"].as_u64().unwrap()) {
                ("23505", _) => "conflict",
                ("PGRST116", _) => "gone",
                ("57014", _) => "timed out",
                (_, 401 | 403) => "forbidden",
                (_, 300 | 400..500) => "invalid",
                _ => "broken",
            };
            let fault = read(&answer).await;
            assert_eq!(kind(&fault), expected, "{topic}: {name}: {fault}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} refusals");
}

#[tokio::test]
async fn every_recorded_refusal_of_auth_is_a_sentence_that_ends_nothing_but_the_step() {
    let mut seen = 0;
    for topic in ["auth-password", "auth-otp-errors", "auth-mfa", "auth-user-logout", "auth-refresh"] {
        for (name, answer) in refusals(topic) {
            let fault = sign_in(&answer).await;
            assert!(matches!(kind(&fault), "invalid" | "forbidden"), "{topic}: {name}: {fault:?}");
            let sentence = fault.to_string();
            assert!(!sentence.contains('{') && sentence.len() > 20, "{name}: {sentence}");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} refusals");
}

#[tokio::test]
async fn recorded_refusals_of_a_renewal_end_the_session() {
    for (name, answer) in refusals("auth-refresh") {
        let server = MockServer::start().await;
        Mock::given(path("/auth/v1/token")).respond_with(template(&answer)).mount(&server).await;
        let pocket = Pocket::default();
        antops::ports::Vault::save(
            &pocket,
            antops::ports::StoredSession {
                refresh_token: "r".into(),
                project: format!("{}/", server.uri()),
                user: super::person(4),
                email: "".into(),
            },
        )
        .await
        .unwrap();
        let client = client(&server.uri(), ANON, &pocket, &Ahead::default());
        let fault = client.sign_in(SignIn::Restore).await.expect_err("a fault");
        assert!(matches!(fault, Fault::SignedOut { .. }), "{name}: {fault:?}");
        assert!(pocket.kept().is_none(), "{name}");
    }
}
