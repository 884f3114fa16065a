//! What Auth does beyond the recordings: codes, sign-up, scopes of sign-out, the second level, newer servers' wording.

use antops::stack::{Options, Stack};
use reqwest::Method;
use serde_json::{Value, json};

struct Auth {
    stack: Stack,
    http: reqwest::Client,
}

impl Auth {
    async fn start() -> Self {
        let seed = super::fixture();
        Self { stack: Stack::start(Options { seed, ..Options::default() }).await.unwrap(), http: super::client() }
    }

    async fn ask(&self, method: Method, path: &str, bearer: Option<&Value>, body: Value) -> (u16, Value) {
        let mut request = self.http.request(method, format!("{}/auth/v1/{path}", self.stack.url()));
        request = request.header("apikey", self.stack.keys().anon()).json(&body);
        if let Some(session) = bearer {
            request = request.bearer_auth(session["access_token"].as_str().unwrap());
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask(Method::POST, path, None, body).await
    }

    async fn sign_in(&self) -> Value {
        let credentials = json!({"email": "member@acme.example", "password": "member-password-1"});
        let (status, session) = self.post("token?grant_type=password", credentials).await;
        assert_eq!(status, 200);
        session
    }

    async fn refresh(&self, session: &Value) -> (u16, Value) {
        self.post("token?grant_type=refresh_token", json!({"refresh_token": session["refresh_token"]})).await
    }

    async fn knows(&self, session: &Value) -> bool {
        self.ask(Method::GET, "user", Some(session), json!({})).await.0 == 200
    }
}

#[tokio::test]
async fn a_code_from_the_mail_signs_in_once() {
    let auth = Auth::start().await;
    let mut mail = auth.stack.codes();
    let (status, _) = auth.post("otp", json!({"email": "member@acme.example", "create_user": false})).await;
    assert_eq!(status, 200);
    let code = mail.recv().await.unwrap();
    let proof = json!({"type": code.purpose, "email": code.email, "token": code.code});
    let (status, session) = auth.post("verify", proof.clone()).await;
    assert_eq!((status, session["user"]["email"].as_str()), (200, Some("member@acme.example")));
    let (status, refusal) = auth.post("verify", proof).await;
    assert_eq!((status, refusal["error_code"].as_str()), (403, Some("otp_expired")));
}

#[tokio::test]
async fn a_second_code_within_a_minute_is_refused_with_the_wait_in_words() {
    let auth = Auth::start().await;
    let ask = json!({"email": "member@acme.example", "create_user": false});
    assert_eq!(auth.post("otp", ask.clone()).await.0, 200);
    let (status, refusal) = auth.post("otp", ask).await;
    assert_eq!((status, refusal["error_code"].as_str()), (429, Some("over_email_send_rate_limit")));
    assert!(refusal["msg"].as_str().unwrap().contains("only request this after"));
}

#[tokio::test]
async fn signing_up_makes_an_organization_and_its_owner() {
    let auth = Auth::start().await;
    let (status, session) =
        auth.post("signup", json!({"email": "nina@gamma.example", "password": "long-enough"})).await;
    assert_eq!((status, session["token_type"].as_str()), (200, Some("bearer")));
    let admin = auth.stack.database().admin().await.unwrap();
    let query = "select p.role::text, o.name from profiles p join organizations o on o.id = p.organization_id
                 where p.email = 'nina@gamma.example'";
    let row = admin.query_one(query, &[]).await.unwrap();
    assert_eq!((row.get(0), row.get(1)), ("owner", "gamma.example"));
}

#[tokio::test]
async fn signing_out_of_the_others_keeps_this_session_alone() {
    let auth = Auth::start().await;
    let (here, there) = (auth.sign_in().await, auth.sign_in().await);
    assert_eq!(auth.ask(Method::POST, "logout?scope=others", Some(&here), json!({})).await.0, 204);
    assert!(auth.knows(&here).await);
    assert!(!auth.knows(&there).await);
}

#[tokio::test]
async fn signing_out_without_a_scope_ends_every_session() {
    let auth = Auth::start().await;
    let (here, there) = (auth.sign_in().await, auth.sign_in().await);
    assert_eq!(auth.ask(Method::POST, "logout", Some(&here), json!({})).await.0, 204);
    assert!(!auth.knows(&here).await);
    assert!(!auth.knows(&there).await);
}

#[tokio::test]
async fn an_old_refresh_token_ends_its_whole_family() {
    let auth = Auth::start().await;
    let first = auth.sign_in().await;
    let (_, second) = auth.refresh(&first).await;
    let (_, third) = auth.refresh(&second).await;
    let admin = auth.stack.database().admin().await.unwrap();
    let age = "update auth.refresh_tokens set updated_at = updated_at - interval '1 minute'";
    admin.execute(age, &[]).await.unwrap();
    let (status, refusal) = auth.refresh(&first).await;
    assert_eq!((status, refusal["error_description"].as_str()), (400, Some("Invalid Refresh Token: Already Used")));
    admin.execute(age, &[]).await.unwrap();
    assert_eq!(auth.refresh(&third).await.0, 400);
}

#[tokio::test]
async fn two_racing_refreshes_get_the_same_successor() {
    let auth = Auth::start().await;
    let session = auth.sign_in().await;
    let ((_, one), (_, other)) = tokio::join!(auth.refresh(&session), auth.refresh(&session));
    assert!(one["refresh_token"].is_string());
    assert_eq!(one["refresh_token"], other["refresh_token"]);
}

#[tokio::test]
async fn a_newer_server_words_its_refusals_otherwise() {
    let auth = Auth::start().await;
    auth.stack.faults().change(|plan| plan.newer_auth = true);
    let wrong = json!({"email": "member@acme.example", "password": "wrong"});
    let (status, refusal) = auth.post("token?grant_type=password", wrong).await;
    let expected = json!({"code": 400, "error_code": "invalid_credentials", "msg": "Invalid login credentials"});
    assert_eq!((status, refusal), (400, expected));
}

#[tokio::test]
async fn a_token_can_be_born_expired() {
    let auth = Auth::start().await;
    auth.stack.faults().change(|plan| plan.token_lifetime = Some(-60));
    let session = auth.sign_in().await;
    let (status, refusal) = auth.ask(Method::GET, "user", Some(&session), json!({})).await;
    assert_eq!((status, refusal["error_code"].as_str()), (403, Some("bad_jwt")));
}

#[tokio::test]
async fn a_changed_password_signs_in_and_ends_the_other_sessions() {
    let auth = Auth::start().await;
    let (here, there) = (auth.sign_in().await, auth.sign_in().await);
    let change = json!({"password": "another-password-2"});
    assert_eq!(auth.ask(Method::PUT, "user", Some(&here), change).await.0, 200);
    assert!(auth.knows(&here).await);
    assert!(!auth.knows(&there).await);
    let credentials = json!({"email": "member@acme.example", "password": "another-password-2"});
    assert_eq!(auth.post("token?grant_type=password", credentials).await.0, 200);
}

#[tokio::test]
async fn a_form_instead_of_json_counts_as_an_empty_body() {
    let auth = Auth::start().await;
    let url = format!("{}/auth/v1/token?grant_type=password", auth.stack.url());
    let request = auth.http.post(url).header("apikey", auth.stack.keys().anon());
    let answer = request.form(&[("email", "member@acme.example")]).send().await.unwrap();
    let refusal: Value = answer.json().await.unwrap();
    assert_eq!(refusal["error_code"], "bad_json");
}
