//! Which key a client may hold: the project's public one, never one that opens everything.
//!
//! A key is read without verifying it: only the server can do that. What is refused here is what would make row level security
//! void if it ever got into a configuration file of ours.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// The public key of a project: `sb_publishable_…`, or the older `anon` JWT.
#[derive(Clone, Debug)]
pub struct ProjectKey(SecretString);

/// Why a key is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum KeyError {
    /// Nothing was given.
    #[error("the project key is empty: copy the publishable key (or the anon key) from the project's API settings")]
    Empty,
    /// An `sb_secret_…` key.
    #[error(
        "this is a secret key: it ignores row level security and belongs on servers only; use the publishable key, and consider \
         this one leaked"
    )]
    Secret,
    /// A JWT with the role `service_role`.
    #[error(
        "this is the service_role key: it ignores row level security and belongs on servers only; use the anon or the publishable \
         key, and consider this one leaked"
    )]
    ServiceRole,
    /// A JWT with another role, such as a user's access token.
    #[error("this token is not the project's anon key: its role is another one")]
    OtherRole,
    /// Neither form.
    #[error("this is no project key: it should begin with sb_publishable_ or be the anon key, a JWT of three parts")]
    Unknown,
}

impl ProjectKey {
    /// Takes a key, or says in a sentence why not. The sentence never holds the key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        if text.starts_with("sb_secret_") {
            return Err(KeyError::Secret);
        }
        if !text.chars().all(|c| c.is_ascii_graphic()) {
            return Err(KeyError::Unknown);
        }
        if !text.starts_with("sb_publishable_") {
            let claims = claims(text).ok_or(KeyError::Unknown)?;
            match claims.get("role").and_then(serde_json::Value::as_str) {
                Some("anon") => {}
                Some("service_role") => return Err(KeyError::ServiceRole),
                _ => return Err(KeyError::OtherRole),
            }
        }
        Ok(Self(text.into()))
    }

    /// The key itself, for a header.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// The claims of a JWT, unverified; nothing when it is none.
pub(super) fn claims(token: &str) -> Option<serde_json::Map<String, serde_json::Value>> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn public_keys_of_both_generations_are_taken() {
        assert!(ProjectKey::parse(" sb_publishable_abc ").is_ok());
        assert!(ProjectKey::parse(&jwt(r#"{"role":"anon"}"#)).is_ok());
    }

    #[test]
    fn keys_that_open_everything_are_refused() {
        assert_eq!(ProjectKey::parse("sb_secret_abc").err(), Some(KeyError::Secret));
        assert_eq!(ProjectKey::parse(&jwt(r#"{"role":"service_role"}"#)).err(), Some(KeyError::ServiceRole));
    }

    #[test]
    fn other_tokens_and_texts_are_refused() {
        assert_eq!(ProjectKey::parse(&jwt(r#"{"role":"authenticated"}"#)).err(), Some(KeyError::OtherRole));
        assert_eq!(ProjectKey::parse(&jwt("{}")).err(), Some(KeyError::OtherRole));
        assert_eq!(ProjectKey::parse("hunter2").err(), Some(KeyError::Unknown));
        assert_eq!(ProjectKey::parse("sb_publishable_a\nb").err(), Some(KeyError::Unknown));
        assert_eq!(ProjectKey::parse("  ").err(), Some(KeyError::Empty));
    }

    #[test]
    fn a_key_never_prints() {
        let key = ProjectKey::parse("sb_publishable_abc").expect("a public key");
        assert!(!format!("{key:?}").contains("abc"));
    }
}
