//! Who asks: from a bearer to an account and its session, with every way this can fail.
//!
//! Tokens are checked by hand around `jsonwebtoken`, in the order GoTrue checks them, because the order decides the message.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use uuid::Uuid;

use super::refusal::Refusal;
use crate::stack::{Shared, clock};

/// A signed-in account, and the session its token belongs to.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) user: Uuid,
    /// Absent for a token that names no session.
    pub(super) session: Option<Uuid>,
    /// Whether the session has passed a second factor.
    pub(super) second_level: bool,
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Refusal> {
        let bearer = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")))
            .filter(|token| !token.is_empty() && !token.contains(char::is_whitespace));
        let Some(token) = bearer else {
            let message = "This endpoint requires a Bearer token";
            return Err(Refusal::new(StatusCode::UNAUTHORIZED, "no_authorization", message));
        };
        let claims = claims(token, shared.keys.jwt_secret())?;
        let subject = claims["sub"].as_str().filter(|subject| !subject.is_empty());
        let Some(subject) = subject else {
            return Err(Refusal::forbidden("bad_jwt", "invalid claim: missing sub claim"));
        };
        let Ok(user) = Uuid::parse_str(subject) else {
            return Err(Refusal::bad_request("bad_jwt", "invalid claim: sub claim must be a UUID"));
        };
        find(shared, user, claims["session_id"].as_str()).await
    }
}

async fn find(shared: &Shared, user: Uuid, session: Option<&str>) -> Result<Caller, Refusal> {
    let client = shared.db.admin().await?;
    if client.query_opt("select from auth.users where id = $1", &[&user]).await?.is_none() {
        return Err(Refusal::forbidden("user_not_found", "User from sub claim in JWT does not exist"));
    }
    let Some(session) = session.filter(|id| !id.is_empty()) else {
        return Ok(Caller { user, session: None, second_level: false });
    };
    let Ok(session) = Uuid::parse_str(session) else {
        return Err(Refusal::forbidden("bad_jwt", "invalid claim: session_id claim must be a UUID"));
    };
    let query = "select aal = 'aal2' from auth.sessions where id = $1 and user_id = $2";
    match client.query_opt(query, &[&session, &user]).await? {
        Some(row) => Ok(Caller { user, session: Some(session), second_level: row.get(0) }),
        None => Err(Refusal::forbidden("session_not_found", "Session from session_id claim in JWT does not exist")),
    }
}

/// The claims of a token that is well-formed, ours, and in force.
fn claims(token: &str, secret: &str) -> Result<Value, Refusal> {
    let refuse =
        |why: &str| Refusal::forbidden("bad_jwt", format!("invalid JWT: unable to parse or verify signature, {why}"));
    if token.split('.').count() != 3 {
        return Err(refuse("token contains an invalid number of segments"));
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_secret(secret.as_bytes());
    let claims = jsonwebtoken::decode::<Value>(token, &key, &validation).map_err(|error| match error.kind() {
        ErrorKind::InvalidSignature => refuse("signature is invalid"),
        ErrorKind::InvalidAlgorithm => refuse("signing method is invalid"),
        _ => refuse("token is malformed"),
    })?;
    let claims = claims.claims;
    let now = clock::unix_seconds();
    if let Some(expiry) = claims["exp"].as_i64()
        && now > expiry
    {
        return Err(refuse(&format!("token is expired by {}", duration(now - expiry))));
    }
    if claims["iat"].as_i64().is_some_and(|issued| issued > now) {
        return Err(refuse("token used before issued"));
    }
    if claims["nbf"].as_i64().is_some_and(|begins| begins > now) {
        return Err(refuse("token is not valid yet"));
    }
    Ok(claims)
}

/// Seconds as Go prints a duration: `1h0m0s`, `2m5s`, `7s`.
fn duration(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest}s"),
        (0, _) => format!("{minutes}m{rest}s"),
        _ => format!("{hours}h{minutes}m{rest}s"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn durations_read_as_in_go() {
        let printed: Vec<_> = [7, 125, 3600, 90_061].into_iter().map(super::duration).collect();
        assert_eq!(printed, ["7s", "2m5s", "1h0m0s", "25h1m1s"]);
    }
}
