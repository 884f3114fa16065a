//! Tokens and codes that cases ask for: minted claims, and right or surely wrong TOTP codes.

use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Map, Value};
use totp_rs::{Algorithm, TOTP};

/// Seconds since the Unix epoch.
#[expect(clippy::disallowed_methods, reason = "recordings hold times relative to the moment of asking")]
pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// An HS256 token of these claims; `iat`, `exp` and `nbf` are given as seconds from now.
pub(super) fn mint(claims: &Map<String, Value>, secret: &str) -> String {
    let mut claims = claims.clone();
    for (name, value) in &mut claims {
        if let ("iat" | "exp" | "nbf", Some(offset)) = (name.as_str(), value.as_i64()) {
            *value = Value::from(now() + offset);
        }
    }
    jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn code(secret: &str, periods: i64) -> String {
    let key = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, key).unwrap();
    totp.generate(u64::try_from(now() + periods * 30).unwrap())
}

/// The code of this moment.
pub(super) fn right_code(secret: &str) -> String {
    code(secret, 0)
}

/// A code of no moment near this one.
pub(super) fn wrong_code(secret: &str) -> String {
    let near: Vec<_> = (-3..=3).map(|period| code(secret, period)).collect();
    (0..8).map(|digit| digit.to_string().repeat(6)).find(|guess| !near.contains(guess)).unwrap()
}
