//! Bearer tokens: who is asking.
//!
//! It owns the reading of `Authorization`, the HS256 check and the claims' validity. It knows nothing of users: a token whose
//! session was ended is good until it expires, for REST never asks Auth. Invariant: no claim is believed before its signature.

use axum::http::{HeaderMap, header};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// Clocks may differ by so many seconds.
const LEEWAY: i64 = 30;

/// The role of requests without a token.
pub(super) const ANONYMOUS: &str = "anon";

/// On whose behalf a request runs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Caller {
    /// The database role.
    pub(super) role: String,
    /// The token's claims, or just the role if there is no token.
    pub(super) claims: Map<String, Value>,
}

impl Caller {
    /// The caller that a role alone describes: the one behind an API key.
    pub(super) fn of_role(role: &str) -> Self {
        Self { role: role.to_owned(), claims: Map::from_iter([("role".to_owned(), Value::from(role))]) }
    }

    /// Whether a token of a person (or of the service) was given, as opposed to the anonymous key.
    pub(super) fn signed_in(&self) -> bool {
        self.role != ANONYMOUS
    }
}

/// The bearer token of a request, empty if the header holds none; `None` without such a header.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Checks a token against the secret and the time `now`, in seconds since 1970.
pub(super) fn verify(token: &str, secret: &[u8], now: i64) -> Result<Caller, Refusal> {
    if token.is_empty() {
        return Err(Refusal::token("PGRST301", "Empty JWT is sent in Authorization header"));
    }
    let parts = token.split('.').count();
    if parts != 3 {
        return Err(Refusal::token("PGRST301", &format!("Expected 3 parts in JWT; got {parts}")));
    }
    let mut validation = Validation::new(Algorithm::HS256);
    // The claims are judged below, with the texts and the leeway of the real server.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let claims = jsonwebtoken::decode::<Value>(token, &DecodingKey::from_secret(secret), &validation)
        .map_err(|error| undecodable(error.kind(), token))?
        .claims;
    let Value::Object(claims) = claims else {
        return Err(Refusal::token("PGRST303", "Parsing claims failed"));
    };
    check_times(&claims, now)?;
    if !claims.get("aud").is_none_or(|aud| is_text(aud) || aud.as_array().is_some_and(|all| all.iter().all(is_text))) {
        return Err(Refusal::token("PGRST303", "The JWT 'aud' claim must be a string or an array of strings"));
    }
    let role = match claims.get("role") {
        None | Some(Value::Null) => ANONYMOUS.to_owned(),
        Some(Value::String(role)) => role.clone(),
        Some(other) => other.to_string(),
    };
    Ok(Caller { role, claims })
}

fn is_text(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn undecodable(kind: &ErrorKind, token: &str) -> Refusal {
    // Anything unreadable counts as cryptography gone wrong; a readable token that does not verify as a wrong key.
    if jsonwebtoken::decode_header(token).is_err() {
        return Refusal::token("PGRST301", "JWT cryptographic operation failed");
    }
    match kind {
        ErrorKind::Json(_) | ErrorKind::Utf8(_) => Refusal::token("PGRST303", "Parsing claims failed"),
        _ => Refusal::token("PGRST301", "No suitable key or wrong key type")
            .details("None of the keys was able to decode the JWT"),
    }
}

/// A claim may carry a fraction; what does not fit is as good as none.
fn whole_seconds(claim: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and any such time is far from now")]
    claim.as_i64().or_else(|| claim.as_f64().map(|seconds| seconds as i64))
}

fn check_times(claims: &Map<String, Value>, now: i64) -> Result<(), Refusal> {
    for (name, sentence) in [("exp", "JWT expired"), ("nbf", "JWT not yet valid"), ("iat", "JWT issued at future")] {
        let Some(claim) = claims.get(name).filter(|claim| !claim.is_null()) else { continue };
        let Some(time) = whole_seconds(claim) else {
            return Err(Refusal::token("PGRST303", &format!("The JWT '{name}' claim must be a number")));
        };
        let wrong = if name == "exp" { time < now - LEEWAY } else { time > now + LEEWAY };
        if wrong {
            return Err(Refusal::token("PGRST303", sentence));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn message(claims: &Value, secret: &[u8]) -> String {
        let token = encode(&Header::default(), claims, &EncodingKey::from_secret(b"right")).unwrap();
        match verify(&token, secret, NOW) {
            Ok(caller) => format!("role {}", caller.role),
            Err(refusal) => refusal.message.clone(),
        }
    }

    #[test]
    fn claims_are_judged_in_the_real_servers_words() {
        for (claims, expected) in [
            (json!({"role": "authenticated", "exp": NOW + 5}), "role authenticated"),
            (json!({"exp": NOW}), "role anon"),
            (json!({"role": "x", "exp": NOW - 29}), "role x"),
            (json!({"role": "x", "exp": NOW - 31}), "JWT expired"),
            (json!({"role": "x", "nbf": NOW + 31}), "JWT not yet valid"),
            (json!({"role": "x", "iat": NOW + 31}), "JWT issued at future"),
            (json!({"role": "x", "exp": "soon"}), "The JWT 'exp' claim must be a number"),
            (json!({"role": "x", "aud": 3}), "The JWT 'aud' claim must be a string or an array of strings"),
            (json!([1]), "Parsing claims failed"),
        ] {
            assert_eq!(message(&claims, b"right"), expected, "{claims}");
        }
        assert_eq!(message(&json!({"role": "x"}), b"wrong"), "No suitable key or wrong key type");
    }

    #[test]
    fn what_is_no_token_is_told_apart() {
        for (token, expected) in [
            ("", "Empty JWT is sent in Authorization header"),
            ("garbage", "Expected 3 parts in JWT; got 1"),
            ("a.b.c", "JWT cryptographic operation failed"),
        ] {
            assert_eq!(verify(token, b"right", NOW).unwrap_err().message, expected);
        }
    }
}
