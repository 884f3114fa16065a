//! `POST /token`: a session for a password or for a refresh token, and `POST /logout`, its end.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::body::Body;
use super::caller::Caller;
use super::refusal::Refusal;
use super::session::{self, Scope};
use super::user;
use crate::stack::Shared;

#[derive(Deserialize)]
pub(super) struct Grant {
    #[serde(default)]
    grant_type: String,
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    refresh_token: String,
}

/// `POST /token`
pub(super) async fn token(
    State(shared): State<Shared>,
    Query(grant): Query<Grant>,
    Body(credentials): Body<Credentials>,
) -> Result<Json<Value>, Refusal> {
    match grant.grant_type.as_str() {
        "password" => password(&shared, credentials).await.map(Json),
        "refresh_token" => refresh(&shared, &credentials.refresh_token).await.map(Json),
        _ => Err(Refusal::oauth("unsupported_grant_type", "validation_failed", "unsupported_grant_type")),
    }
}

async fn password(shared: &Shared, credentials: Credentials) -> Result<Value, Refusal> {
    let wrong = || Refusal::oauth("invalid_grant", "invalid_credentials", "Invalid login credentials");
    let mut client = shared.db.admin().await?;
    let query = "select id, encrypted_password, email_confirmed_at is not null, coalesce(banned_until > now(), false)
                 from auth.users where email = $1";
    let row = client.query_opt(query, &[&user::normal(&credentials.email)]).await?.ok_or_else(wrong)?;
    if !user::matches(credentials.password, row.get(1)).await? {
        return Err(wrong());
    }
    if row.get(3) {
        return Err(Refusal::bad_request("user_banned", "User is banned"));
    }
    if !row.get::<_, bool>(2) {
        return Err(Refusal::oauth("invalid_grant", "email_not_confirmed", "Email not confirmed"));
    }
    let user: Uuid = row.get(0);
    let transaction = client.transaction().await?;
    let answer = session::begin(shared, &transaction, user, "password").await?;
    transaction.commit().await?;
    Ok(answer)
}

async fn refresh(shared: &Shared, token: &str) -> Result<Value, Refusal> {
    if token.is_empty() {
        return Err(Refusal::oauth("invalid_request", "validation_failed", "refresh_token required"));
    }
    let mut client = shared.db.admin().await?;
    let transaction = client.transaction().await?;
    let outcome = session::refresh(shared, &transaction, token).await?;
    // A refusal is committed too: it may have ended the family.
    transaction.commit().await?;
    outcome
}

#[derive(Deserialize)]
pub(super) struct Leaving {
    scope: Option<String>,
}

/// `POST /logout`: 204, and every session unless told otherwise.
pub(super) async fn logout(
    State(shared): State<Shared>,
    caller: Caller,
    Query(leaving): Query<Leaving>,
) -> Result<StatusCode, Refusal> {
    let scope = match leaving.scope.as_deref() {
        None | Some("" | "global") => Scope::Global,
        Some("local") => Scope::Local,
        Some("others") => Scope::Others,
        Some(other) => return Err(Refusal::invalid(format!("Unsupported logout scope {other:?}"))),
    };
    let client = shared.db.admin().await?;
    session::end(&client, caller.user, caller.session, scope).await?;
    Ok(StatusCode::NO_CONTENT)
}
