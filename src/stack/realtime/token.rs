//! The tokens Realtime accepts: HS256 JWTs with `role` and `exp`, checked in the order the recorded server checks them.
//!
//! Owns the sentences of each refusal, which differ between the upgrade, a join and a later `access_token`.
//! The claims travel as text, as the database will see them in `request.jwt.claims`.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

/// Whose rights a channel has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Claims {
    /// The database role to take.
    pub(super) role: String,
    /// The whole payload as JSON text.
    pub(super) text: String,
    /// End of validity in seconds since 1970.
    pub(super) expires: i64,
}

/// Why a token was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Malformed,
    Signature,
    MissingClaims,
    /// How many seconds ago the token ended.
    Expired(i64),
    /// `exp` is there and no number: the recorded server stumbles over it.
    Unreadable,
}

impl Refusal {
    /// The sentence of a refused upgrade.
    pub(super) fn at_connect(self) -> String {
        match self {
            Self::Expired(_) => "Token has expired".to_owned(),
            other => other.sentence(),
        }
    }

    /// The reason of a refused join, with its code.
    pub(super) fn at_join(self) -> String {
        let code = match self {
            Self::Malformed => "MalformedJWT: ",
            Self::Signature => "JwtSignatureError: ",
            Self::MissingClaims | Self::Expired(_) => "InvalidJWTToken: ",
            Self::Unreadable => "",
        };
        format!("{code}{}", self.sentence())
    }

    /// The message that closes a joined channel.
    pub(super) fn while_joined(self) -> String {
        match self {
            Self::Signature => ":signature_error".to_owned(),
            other => other.sentence(),
        }
    }

    fn sentence(self) -> String {
        match self {
            Self::Malformed => "The token provided is not a valid JWT".to_owned(),
            Self::Signature => "Failed to validate JWT signature".to_owned(),
            Self::MissingClaims => "Fields `role` and `exp` are required in JWT".to_owned(),
            Self::Expired(seconds) => format!("Token has expired {seconds} seconds ago"),
            Self::Unreadable => "Unknown Error on Channel".to_owned(),
        }
    }
}

/// Checks a token against the secret at `now` (seconds since 1970).
pub(super) fn check(token: &str, secret: &[u8], now: i64) -> Result<Claims, Refusal> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Value>(token, &DecodingKey::from_secret(secret), &validation);
    let payload = decoded.map_err(|error| match error.kind() {
        ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => Refusal::Signature,
        _ => Refusal::Malformed,
    })?;
    let payload = payload.claims;
    let role = payload.get("role").and_then(Value::as_str);
    let (Some(role), Some(exp)) = (role, payload.get("exp").filter(|exp| !exp.is_null())) else {
        return Err(Refusal::MissingClaims);
    };
    let expires = exp.as_i64().or_else(|| exp.as_f64().map(whole_seconds)).ok_or(Refusal::Unreadable)?;
    if expires <= now {
        return Err(Refusal::Expired(now - expires));
    }
    Ok(Claims { role: role.to_owned(), text: payload.to_string(), expires })
}

#[expect(clippy::cast_possible_truncation, reason = "a time beyond the range saturates, which is what we want of it")]
fn whole_seconds(seconds: f64) -> i64 {
    seconds as i64
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::json;

    use super::*;

    const SECRET: &[u8] = b"a secret of enough characters for HS256";

    fn minted(claims: &Value, secret: &[u8]) -> String {
        jsonwebtoken::encode(&Header::default(), claims, &EncodingKey::from_secret(secret)).unwrap()
    }

    fn refused(claims: &Value) -> Refusal {
        check(&minted(claims, SECRET), SECRET, 1000).unwrap_err()
    }

    #[test]
    fn a_good_token_keeps_all_its_claims() {
        let claims = check(&minted(&json!({"role": "authenticated", "exp": 1001, "sub": "me"}), SECRET), SECRET, 1000);
        let claims = claims.unwrap();
        assert_eq!((claims.role.as_str(), claims.expires), ("authenticated", 1001));
        assert_eq!(claims.text, r#"{"exp":1001,"role":"authenticated","sub":"me"}"#);
    }

    #[test]
    fn each_kind_of_bad_token_has_the_recorded_reason() {
        let reasons = [
            (refused(&json!({"role": "a", "exp": 940})), "InvalidJWTToken: Token has expired 60 seconds ago"),
            (refused(&json!({"role": "a"})), "InvalidJWTToken: Fields `role` and `exp` are required in JWT"),
            (refused(&json!({"exp": 1001})), "InvalidJWTToken: Fields `role` and `exp` are required in JWT"),
            (refused(&json!({"role": "a", "exp": "1001"})), "Unknown Error on Channel"),
            (check("", SECRET, 0).unwrap_err(), "MalformedJWT: The token provided is not a valid JWT"),
            (check("garbage", SECRET, 0).unwrap_err(), "MalformedJWT: The token provided is not a valid JWT"),
        ];
        for (refusal, reason) in reasons {
            assert_eq!(refusal.at_join(), reason);
        }
    }

    #[test]
    fn another_secret_reads_differently_at_the_join_and_later() {
        let forged = minted(&json!({"role": "a", "exp": 1001}), b"another secret of enough characters");
        let refusal = check(&forged, SECRET, 1000).unwrap_err();
        assert_eq!(refusal.at_join(), "JwtSignatureError: Failed to validate JWT signature");
        assert_eq!(refusal.while_joined(), ":signature_error");
        assert_eq!(refusal.at_connect(), "Failed to validate JWT signature");
    }
}
