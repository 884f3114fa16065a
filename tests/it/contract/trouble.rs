//! A network and servers in bad health.

use super::{Ahead, Bench, Pocket, client, person};
use antops::domain::fault::Fault;
use antops::domain::request::Query;
use antops::ports::{Backend, SignIn, SignedIn};
use antops::stack::{FaultPlan, ServiceFault};
use antops::supabase::{ProjectKey, Settings, SetupError, Supabase, Timeouts};
use jiff::SignedDuration;
use std::sync::Arc;
use wiremock::matchers::{header_exists, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn rest(fault: ServiceFault) -> FaultPlan {
    FaultPlan { rest: fault, ..FaultPlan::default() }
}

#[tokio::test]
async fn a_read_gets_over_a_short_outage() {
    let bench = Bench::signed_in("member").await;
    for fault in [
        ServiceFault { status: Some(503), times: Some(1), ..ServiceFault::default() },
        ServiceFault { refuse: true, times: Some(2), ..ServiceFault::default() },
        ServiceFault { truncate: true, times: Some(1), ..ServiceFault::default() },
    ] {
        bench.stack.faults().set(rest(fault.clone()));
        let answer = bench.read(Query::People).await;
        assert!(answer.is_ok(), "{fault:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_deed_is_not_sent_again_behind_our_back() {
    let bench = Bench::signed_in("member").await;
    bench.read(Query::Me).await.unwrap();
    bench.stack.faults().set(rest(ServiceFault { status: Some(503), times: Some(1), ..ServiceFault::default() }));
    let deed = super::assigned(2, person(4));
    let receipt = bench.write(deed).await;
    assert!(matches!(&receipt, Err(Fault::Busy { .. })), "{receipt:?}");
}

#[tokio::test]
async fn a_deed_turned_away_by_something_before_the_server_is_not_sent_for_ever() {
    let bench = Bench::signed_in("member").await;
    bench.stack.faults().set(rest(ServiceFault { status: Some(413), html: true, ..ServiceFault::default() }));
    let receipt = bench.write(super::assigned(2, person(4))).await;
    let fault = receipt.expect_err("a fault");
    assert!(!fault.leaves_deed_open() && fault.to_string().contains("413"), "{fault:?}");
}

#[tokio::test]
async fn a_web_page_instead_of_rows_is_a_short_sentence() {
    let bench = Bench::signed_in("member").await;
    bench.stack.faults().set(rest(ServiceFault { status: Some(500), html: true, ..ServiceFault::default() }));
    let fault = bench.read(Query::People).await.expect_err("a fault");
    let sentence = fault.to_string();
    assert!(fault.is_transient() && sentence.contains("web page") && !sentence.contains('<'), "{sentence}");
}

#[tokio::test]
async fn nobody_listening_is_offline_without_the_address() {
    let bench = Bench::signed_in("member").await;
    let (url, pocket) = (bench.stack.url(), bench.pocket.clone());
    bench.stack.stop().await.unwrap();
    let client = client(&url, "sb_publishable_x", &pocket, &bench.clock);
    let fault = client.sign_in(SignIn::Restore).await.expect_err("a fault");
    assert!(matches!(fault, Fault::Offline { .. }), "{fault:?}");
    assert!(!fault.to_string().contains("127.0.0.1"), "{fault}");
    assert!(pocket.kept().is_some(), "the session outlives the outage");
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(429)
        .insert_header("retry-after", "7")
        .set_body_raw(b"slow down".as_slice(), "text/plain");
    Mock::given(method("POST")).respond_with(busy).mount(&server).await;
    let client = client(&server.uri(), "sb_publishable_x", &Pocket::default(), &Ahead::default());
    let answer = client.sign_in(SignIn::SendCode { email: "a@b.example".to_owned() }).await;
    assert_eq!(answer, Err(Fault::Busy { retry_after: Some(SignedDuration::from_secs(7)) }));
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let (home, elsewhere) = (MockServer::start().await, MockServer::start().await);
    Mock::given(header_exists("apikey")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&elsewhere).await;
    let moved = ResponseTemplate::new(307).insert_header("location", format!("{}/x", elsewhere.uri()));
    Mock::given(method("POST")).respond_with(moved).mount(&home).await;
    let client = client(&home.uri(), "sb_publishable_x", &Pocket::default(), &Ahead::default());
    let answer = client.sign_in(SignIn::SendCode { email: "a@b.example".to_owned() }).await;
    assert!(matches!(&answer, Err(Fault::Broken { .. })), "{answer:?}");
}

#[tokio::test]
async fn the_servers_clock_is_compared_with_ours() {
    let bench = Bench::signed_in("member").await;
    assert!(bench.client.clock_skew().abs() < SignedDuration::from_secs(60));
    bench.clock.by(SignedDuration::from_mins(-10));
    bench.read(Query::Me).await.unwrap();
    assert!(bench.client.clock_skew() > SignedDuration::from_mins(9), "{}", bench.client.clock_skew());
}

#[tokio::test]
async fn a_bad_authority_file_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let settings = |ca_file| Settings {
        url: "https://project.example".to_owned(),
        key: ProjectKey::parse("sb_publishable_x").unwrap(),
        ca_file: Some(ca_file),
        timeouts: Timeouts::default(),
    };
    let make = |path| Supabase::new(&settings(path), Arc::new(Pocket::default()), Arc::new(Ahead::default())).map(drop);
    assert!(matches!(make(file.path().to_owned()), Err(SetupError::CaFile { .. })), "empty");
    let missing = make("/nowhere/ca.pem".into()).expect_err("no file").to_string();
    assert!(missing.contains("/nowhere/ca.pem"), "{missing}");
}

#[tokio::test]
async fn no_fault_holds_a_secret() {
    let bench = Bench::new().await;
    let password = "hunter2-very-secret";
    let step = SignIn::Password { email: "member@acme.example".to_owned(), password: password.into() };
    let printed = format!("{step:?} {:?}", bench.client.sign_in(step.clone()).await);
    assert!(!printed.contains(password), "{printed}");
    assert_eq!(bench.client.sign_in(bench.password("member")).await, Ok(SignedIn::Ready));
}

#[tokio::test]
async fn a_server_that_does_not_count_is_asked_until_a_page_is_not_full() {
    let server = MockServer::start().await;
    let person = |n: usize| {
        serde_json::json!({
            "id": format!("11111111-1111-4111-8111-{n:012}"), "organization_id": "aaaaaaaa-0000-4000-8000-000000000001",
            "email": "a@b.example", "full_name": null, "role": "member", "created_at": format!("2025-01-01T00:00:00.{:06}+00:00", 9999 - n)
        })
    };
    let session =
        serde_json::json!({"access_token": "e30.e30.c2ln", "refresh_token": "r", "user": {"id": person(4)["id"]}});
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200).set_body_json(session)).mount(&server).await;
    let page =
        |from: usize, to: usize| ResponseTemplate::new(200).set_body_json((from..to).map(person).collect::<Vec<_>>());
    let asks_for_more = wiremock::matchers::query_param_contains("or", "created_at.lt");
    Mock::given(method("GET")).and(asks_for_more).respond_with(page(1000, 1005)).with_priority(1).mount(&server).await;
    Mock::given(method("GET")).respond_with(page(0, 1000)).mount(&server).await;
    let client = client(&server.uri(), "sb_publishable_x", &Pocket::default(), &Ahead::default());
    let step = SignIn::Password { email: "a@b.example".to_owned(), password: "x".into() };
    assert_eq!(client.sign_in(step).await, Ok(SignedIn::Ready));
    let answer = client.read(Query::People).await;
    assert!(
        matches!(&answer, Ok(antops::domain::request::Answer::People(people)) if people.len() == 1005),
        "{answer:?}"
    );
}
