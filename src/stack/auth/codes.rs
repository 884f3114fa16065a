//! One-time codes: asked for by address, "mailed" to whoever listens on the stack, exchanged for a session.
//!
//! A stack has no mail server; a [`Code`] goes to the console or a test instead. Each address gets one code a minute, and a code
//! holds an hour and works once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use deadpool_postgres::GenericClient;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::body::Body;
use super::refusal::Refusal;
use super::{session, user};
use crate::stack::Shared;

/// Seconds between two codes for one address.
const PAUSE: f64 = 60.0;
/// Seconds a code holds.
const LIFETIME: f64 = 3600.0;

/// A code that a real project would have mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Whom it is for.
    pub email: String,
    /// Six digits.
    pub code: String,
    /// The type to verify it as: `email` for signing in, `recovery` for a forgotten password.
    pub purpose: &'static str,
}

#[derive(Deserialize)]
pub(super) struct Request {
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default = "yes")]
    create_user: bool,
    #[serde(default)]
    data: Map<String, Value>,
}

fn yes() -> bool {
    true
}

/// `POST /otp`
pub(super) async fn otp(State(shared): State<Shared>, Body(request): Body<Request>) -> Result<Json<Value>, Refusal> {
    let email = user::normal(&request.email);
    match (email.is_empty(), request.phone.is_empty()) {
        (true, true) => return Err(Refusal::invalid("One of email or phone must be set")),
        (false, false) => return Err(Refusal::invalid("Only an email address or phone number should be provided")),
        (true, false) => return Err(Refusal::bad_request("phone_provider_disabled", "Unsupported phone provider")),
        (false, true) => {}
    }
    user::check_address(&email)?;
    let mut client = shared.db.admin().await?;
    let transaction = client.transaction().await?;
    let known = user::find(&transaction, &email).await?;
    let account = match known {
        Some(account) => account,
        None if !request.create_user => {
            return Err(Refusal::unprocessable("otp_disabled", "Signups not allowed for otp"));
        }
        None => user::create(&transaction, &email, None, request.data).await?,
    };
    let code = make(&transaction, account, "email").await?;
    transaction.commit().await?;
    deliver(&shared, email, code, "email");
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct Recovery {
    #[serde(default)]
    email: String,
}

/// `POST /recover`: an unknown address looks like success.
pub(super) async fn recover(
    State(shared): State<Shared>,
    Body(request): Body<Recovery>,
) -> Result<Json<Value>, Refusal> {
    let email = user::normal(&request.email);
    if email.is_empty() {
        return Err(Refusal::invalid("Password recovery requires an email"));
    }
    user::check_address(&email)?;
    let client = shared.db.admin().await?;
    if let Some(account) = user::find(&client, &email).await? {
        let code = make(&client, account, "recovery").await?;
        deliver(&shared, email, code, "recovery");
    }
    Ok(Json(json!({})))
}

async fn make(client: &impl GenericClient, account: Uuid, purpose: &str) -> Result<String, Refusal> {
    let query =
        "select extract(epoch from now() - max(created_at))::float8 from auth.one_time_tokens where user_id = $1";
    let age: Option<f64> = client.query_one(query, &[&account]).await?.get(0);
    if let Some(age) = age.filter(|age| *age < PAUSE) {
        let message =
            format!("For security purposes, you can only request this after {:.0} seconds.", (PAUSE - age).ceil());
        return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "over_email_send_rate_limit", message));
    }
    let code = format!("{:06}", rand::random_range(0..1_000_000));
    client
        .execute(
            "insert into auth.one_time_tokens (user_id, token_type, code) values ($1, $2, $3)
             on conflict (user_id, token_type) do update set code = excluded.code, created_at = now()",
            &[&account, &purpose, &code],
        )
        .await?;
    client.execute("update auth.users set recovery_sent_at = now() where id = $1", &[&account]).await?;
    Ok(code)
}

/// Nobody listening is no error: the mail is lost, as mails are.
fn deliver(shared: &Shared, email: String, code: String, purpose: &'static str) {
    if shared.codes.send(Code { email, code, purpose }).is_err() {
        tracing::info!("a one-time code was made and nobody listens for codes");
    }
}

#[derive(Deserialize)]
pub(super) struct Verification {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    token: String,
}

/// `POST /verify`: wrong and expired codes are answered alike.
pub(super) async fn verify(
    State(shared): State<Shared>,
    Body(given): Body<Verification>,
) -> Result<Json<Value>, Refusal> {
    let kind = match given.kind.as_str() {
        "email" | "magiclink" | "signup" => "email",
        "recovery" => "recovery",
        "" => return Err(Refusal::invalid("Verify requires a verification type")),
        _ => return Err(Refusal::invalid("Invalid email verification type")),
    };
    if given.token.is_empty() {
        return Err(Refusal::invalid("Verify requires a token or a token hash"));
    }
    if given.email.is_empty() == given.phone.is_empty() {
        return Err(Refusal::invalid("Only an email address or phone number should be provided on verify"));
    }
    let expired = || Refusal::forbidden("otp_expired", "Token has expired or is invalid");
    let mut client = shared.db.admin().await?;
    let transaction = client.transaction().await?;
    let account = user::find(&transaction, &user::normal(&given.email)).await?.ok_or_else(expired)?;
    let used = transaction
        .execute(
            "delete from auth.one_time_tokens where user_id = $1 and token_type = $2 and code = $3
             and created_at > now() - make_interval(secs => $4)",
            &[&account, &kind, &given.token, &LIFETIME],
        )
        .await?;
    if used == 0 {
        return Err(expired());
    }
    let confirm = "update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()) where id = $1";
    transaction.execute(confirm, &[&account]).await?;
    let answer = session::begin(&shared, &transaction, account, "otp").await?;
    transaction.commit().await?;
    Ok(Json(answer))
}
