//! Signing in, staying signed in, signing out.

use super::{Bench, client};
use antops::domain::fault::Fault;
use antops::domain::request::Query;
use antops::ports::{Backend, Pending, SignIn, SignedIn, StoredSession, Vault, VaultTurn};
use antops::stack::{FaultPlan, ServiceFault};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use std::io;

fn token(bench: &Bench) -> Option<String> {
    bench.pocket.kept().map(|session| session.refresh_token.expose_secret().to_owned())
}

#[tokio::test]
async fn a_wrong_password_is_a_sentence() {
    let bench = Bench::new().await;
    for is_newer in [false, true] {
        bench.stack.faults().set(FaultPlan { newer_auth: is_newer, ..FaultPlan::default() });
        let step = SignIn::Password { email: "member@acme.example".to_owned(), password: "wrong".into() };
        let answer = bench.client.sign_in(step).await;
        let sentence = answer.expect_err("a refusal").to_string();
        assert_eq!(sentence, "Sign-in is not accepted: the address or the password is wrong");
    }
}

#[tokio::test]
async fn a_session_is_restored_by_the_next_process() {
    let bench = Bench::signed_in("member").await;
    let first = token(&bench);
    let next = client(&bench.stack.url(), bench.stack.keys().anon(), &bench.pocket, &bench.clock);
    assert_eq!(next.sign_in(SignIn::Restore).await, Ok(SignedIn::Ready));
    assert!(next.read(Query::Me).await.is_ok());
    assert_ne!(token(&bench), first, "the refresh token was traded for another");
}

#[tokio::test]
async fn with_nothing_stored_there_is_no_session() {
    let bench = Bench::new().await;
    assert_eq!(bench.client.sign_in(SignIn::Restore).await, Ok(SignedIn::NoSession));
    assert_eq!(bench.read(Query::Me).await, Err(Fault::SignedOut { reason: "".into() }));
}

#[tokio::test]
async fn a_code_by_mail_signs_in() {
    let bench = Bench::new().await;
    let mut codes = bench.stack.codes();
    let email = "member@acme.example".to_owned();
    assert_eq!(bench.client.sign_in(SignIn::SendCode { email: email.clone() }).await, Ok(SignedIn::CodeSent));
    let code = codes.recv().await.unwrap();
    let wrong = SignIn::Code { email: email.clone(), code: "000000".into() };
    assert!(matches!(bench.client.sign_in(wrong).await, Err(Fault::Invalid { .. })));
    let step = SignIn::Code { email, code: code.code.into() };
    assert_eq!(bench.client.sign_in(step).await, Ok(SignedIn::Ready));
}

#[tokio::test]
async fn an_unknown_address_gets_no_code_and_no_account() {
    let bench = Bench::new().await;
    let answer = bench.client.sign_in(SignIn::SendCode { email: "stranger@acme.example".to_owned() }).await;
    assert!(matches!(&answer, Err(Fault::Forbidden { detail }) if detail.contains("no account")), "{answer:?}");
}

#[tokio::test]
async fn many_readers_of_an_ending_session_renew_it_once() {
    let bench = Bench::signed_in("member").await;
    let admin = bench.truth("select count(*)::text from auth.refresh_tokens").await;
    bench.clock.by(SignedDuration::from_hours(2));
    let reads = (0..8).map(|_| bench.read(Query::Incidents));
    for answer in futures_util::future::join_all(reads).await {
        assert!(answer.is_ok(), "{answer:?}");
    }
    let after = bench.truth("select count(*)::text from auth.refresh_tokens").await;
    assert_eq!((admin.as_deref(), after.as_deref()), (Some("1"), Some("2")));
}

#[tokio::test]
async fn two_processes_renew_one_after_the_other() {
    let bench = Bench::signed_in("member").await;
    let other = client(&bench.stack.url(), bench.stack.keys().anon(), &bench.pocket, &bench.clock);
    assert_eq!(other.sign_in(SignIn::Restore).await, Ok(SignedIn::Ready));
    for _ in 0..3 {
        bench.clock.by(SignedDuration::from_hours(2));
        let (here, there) = tokio::join!(bench.read(Query::Me), other.read(Query::Me));
        assert!(here.is_ok() && there.is_ok(), "{here:?} {there:?}");
    }
}

#[tokio::test]
async fn a_blip_while_renewing_ends_nothing() {
    let bench = Bench::signed_in("member").await;
    bench.clock.by(SignedDuration::from_hours(2));
    for fault in [
        ServiceFault { status: Some(502), html: true, ..ServiceFault::default() },
        ServiceFault { refuse: true, ..ServiceFault::default() },
        ServiceFault { truncate: true, ..ServiceFault::default() },
        ServiceFault { status: Some(429), ..ServiceFault::default() },
    ] {
        bench.stack.faults().set(FaultPlan { auth: fault.clone(), ..FaultPlan::default() });
        let answer = bench.read(Query::Me).await;
        assert!(matches!(&answer, Err(fault) if fault.is_transient()), "{fault:?}: {answer:?}");
        assert!(token(&bench).is_some());
    }
    bench.stack.faults().clear();
    assert!(bench.read(Query::Me).await.is_ok());
}

#[tokio::test]
async fn a_session_ended_on_the_server_is_forgotten_with_a_reason() {
    let bench = Bench::signed_in("member").await;
    bench.arrange("delete from auth.sessions").await;
    bench.clock.by(SignedDuration::from_hours(2));
    let answer = bench.read(Query::Me).await;
    assert_eq!(answer, Err(Fault::SignedOut { reason: "the session was ended".into() }));
    assert!(bench.pocket.kept().is_none());
}

#[tokio::test]
async fn a_token_the_server_no_longer_takes_is_renewed_once() {
    let bench = Bench::new().await;
    bench.stack.faults().set(FaultPlan { token_lifetime: Some(-3600), ..FaultPlan::default() });
    // Tokens that are born expired look alive to nobody; the first renewal gives a good one.
    let signed_in = bench.client.sign_in(bench.password("member")).await;
    assert_eq!(signed_in, Ok(SignedIn::Ready));
    bench.stack.faults().clear();
    assert!(bench.read(Query::Me).await.is_ok());
}

#[tokio::test]
async fn signing_out_ends_this_session_alone_and_works_without_a_network() {
    let bench = Bench::signed_in("member").await;
    let elsewhere = bench.another("member").await;
    assert_eq!(bench.client.sign_out().await, Ok(()));
    assert!(bench.pocket.kept().is_none());
    assert!(matches!(bench.read(Query::Me).await, Err(Fault::SignedOut { .. })));
    bench.clock.by(SignedDuration::from_hours(2));
    assert!(elsewhere.read(Query::Me).await.is_ok(), "the other session lives");
    bench
        .stack
        .faults()
        .set(FaultPlan { auth: ServiceFault { refuse: true, ..ServiceFault::default() }, ..FaultPlan::default() });
    assert!(matches!(elsewhere.sign_out().await, Err(Fault::Offline { .. })), "the server could not be told");
    assert!(
        matches!(elsewhere.read(Query::Me).await, Err(Fault::SignedOut { .. })),
        "and it is over here all the same"
    );
}

#[tokio::test]
async fn another_process_signing_out_is_told_apart_from_an_error() {
    let bench = Bench::signed_in("member").await;
    let other = client(&bench.stack.url(), bench.stack.keys().anon(), &bench.pocket, &bench.clock);
    assert_eq!(other.sign_in(SignIn::Restore).await, Ok(SignedIn::Ready));
    assert_eq!(other.sign_out().await, Ok(()));
    bench.clock.by(SignedDuration::from_hours(2));
    let answer = bench.read(Query::Me).await;
    assert!(matches!(&answer, Err(Fault::SignedOut { reason }) if reason.contains("another antops")), "{answer:?}");
}

#[tokio::test]
async fn an_account_with_a_second_factor_is_asked_for_its_code() {
    let bench = Bench::new().await;
    // Enrolling happens in the web app; here by hand.
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = |path: &str, bearer: Option<String>, body: serde_json::Value| {
        let request =
            http.post(format!("{}/auth/v1/{path}", bench.stack.url())).header("apikey", bench.stack.keys().anon());
        let request = bearer.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth).json(&body);
        async move { request.send().await.unwrap().json::<serde_json::Value>().await.unwrap() }
    };
    let login = serde_json::json!({"email": "admin@acme.example", "password": "admin-password-1"});
    let session = call("token?grant_type=password", None, login).await;
    let bearer = session["access_token"].as_str().map(str::to_owned);
    let factor =
        call("factors", bearer.clone(), serde_json::json!({"factor_type": "totp", "friendly_name": "phone"})).await;
    let id = factor["id"].as_str().unwrap().to_owned();
    let secret = data_encoding::BASE32_NOPAD.decode(factor["totp"]["secret"].as_str().unwrap().as_bytes()).unwrap();
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    let code = || totp.generate_current().unwrap();
    let challenge = call(&format!("factors/{id}/challenge"), bearer.clone(), serde_json::json!({})).await;
    let verify = serde_json::json!({"challenge_id": challenge["id"], "code": code()});
    assert!(call(&format!("factors/{id}/verify"), bearer, verify).await["access_token"].is_string());

    assert_eq!(bench.client.sign_in(bench.password("admin")).await, Ok(SignedIn::TotpNeeded));
    assert!(matches!(bench.read(Query::Me).await, Err(Fault::SignedOut { .. })), "nothing is read at the first level");
    let wrong: SecretString = if code() == "000000" { "000001" } else { "000000" }.into();
    assert!(matches!(bench.client.sign_in(SignIn::Totp { code: wrong }).await, Err(Fault::Invalid { .. })));
    assert_eq!(bench.client.sign_in(SignIn::Totp { code: code().into() }).await, Ok(SignedIn::Ready));
    let next = client(&bench.stack.url(), bench.stack.keys().anon(), &bench.pocket, &bench.clock);
    assert_eq!(next.sign_in(SignIn::Restore).await, Ok(SignedIn::Ready), "the second level survives a restart");
}

#[tokio::test]
async fn processes_that_share_a_file_renew_one_after_the_other() {
    let bench = Bench::new().await;
    let home = tempfile::tempdir().unwrap();
    let process = || {
        let vault = antops::store::vault(antops::store::Keep::File, "work", home.path()).unwrap();
        super::client_with(&bench.stack.url(), bench.stack.keys().anon(), vault, &bench.clock)
    };
    let (here, there) = (process(), process());
    assert_eq!(here.sign_in(bench.password("member")).await, Ok(SignedIn::Ready));
    assert_eq!(there.sign_in(SignIn::Restore).await, Ok(SignedIn::Ready));
    for _ in 0..3 {
        bench.clock.by(SignedDuration::from_hours(2));
        let (one, other) = tokio::join!(here.read(Query::Me), there.read(Query::Me));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    }
    assert_eq!(here.sign_out().await, Ok(()));
    assert_eq!(process().sign_in(SignIn::Restore).await, Ok(SignedIn::NoSession));
}

#[tokio::test]
async fn a_session_is_never_sent_to_another_project() {
    let bench = Bench::signed_in("member").await;
    let elsewhere = wiremock::MockServer::start().await;
    let client = client(&elsewhere.uri(), "sb_publishable_x", &bench.pocket, &bench.clock);
    assert_eq!(client.sign_in(SignIn::Restore).await, Ok(SignedIn::NoSession));
    assert_eq!(elsewhere.received_requests().await.unwrap().len(), 0);
}

/// A key store that fails at everything.
struct Broken;

impl Vault for Broken {
    fn load(&self) -> Pending<'_, io::Result<Option<StoredSession>>> {
        Box::pin(async { Err(io::Error::other("the desktop's key store: it does not answer")) })
    }
    fn save(&self, _: StoredSession) -> Pending<'_, io::Result<()>> {
        Box::pin(async { Err(io::Error::other("locked")) })
    }
    fn clear(&self) -> Pending<'_, io::Result<()>> {
        Box::pin(async { Err(io::Error::other("locked")) })
    }
    fn turn(&self) -> Pending<'_, io::Result<VaultTurn>> {
        Box::pin(async { Ok(Box::new(()) as VaultTurn) })
    }
    fn where_kept(&self) -> antops::domain::safe::Safe {
        "in the key store of the desktop".into()
    }
}

#[tokio::test]
async fn a_key_store_that_fails_asks_for_signing_in_and_is_named() {
    let bench = Bench::new().await;
    let client =
        super::client_with(&bench.stack.url(), bench.stack.keys().anon(), std::sync::Arc::new(Broken), &bench.clock);
    let fault = client.sign_in(SignIn::Restore).await.expect_err("a fault");
    assert!(!fault.is_transient(), "it would be tried for ever: {fault:?}");
    let sentence = fault.to_string();
    for part in ["the desktop's key store", "Sign in again", "--token-store file"] {
        assert!(sentence.contains(part), "{sentence}");
    }
    assert_eq!(client.sign_in(bench.password("member")).await, Ok(SignedIn::Ready), "it works without being kept");
    let told = client.sign_out().await;
    assert!(matches!(told, Err(Fault::Vault { .. })), "not forgotten, whatever the server knows: {told:?}");
}
