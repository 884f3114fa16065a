//! The keys of a stack: the secret that signs tokens, and the four API keys a project hands out.
//!
//! Legacy keys are JWTs signed with the project's secret; the newer `sb_` keys are opaque words that only the gateway
//! can read. Invariant: an opaque key is never a token, so nothing here turns one into a bearer.

use jsonwebtoken::{EncodingKey, Header};
use serde::Serialize;
use serde_json::json;

/// Both legacy keys were signed at this moment and hold for ten years, so that they are the same at every start.
const ISSUED_AT: i64 = 1_735_689_600;
const TEN_YEARS: i64 = 10 * 365 * 86_400;

/// The database role that an API key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRole {
    /// Row level security of the role `anon`.
    Anon,
    /// The role `service_role`, which row level security does not bind.
    Service,
}

/// The secret and the API keys of one stack. They are local, public knowledge and protect nothing.
#[derive(Debug, Clone)]
pub struct Keys {
    secret: String,
    anon: String,
    service: String,
    publishable: String,
    secret_key: String,
}

impl Keys {
    /// The keys every local stack has.
    pub fn local() -> Result<Self, jsonwebtoken::errors::Error> {
        let secret = "antops-local-stack-secret-which-protects-nothing".to_owned();
        let legacy = |role: &str| {
            let claims = json!({"iss": "supabase-local", "role": role, "iat": ISSUED_AT, "exp": ISSUED_AT + TEN_YEARS});
            sign(&claims, &secret)
        };
        Ok(Self {
            anon: legacy("anon")?,
            service: legacy("service_role")?,
            publishable: "sb_publishable_antops_local_stack".to_owned(),
            secret_key: "sb_secret_antops_local_stack".to_owned(),
            secret,
        })
    }

    /// The HS256 secret that signs and verifies every token.
    #[must_use]
    pub fn jwt_secret(&self) -> &str {
        &self.secret
    }

    /// The legacy key of role `anon`, a JWT.
    #[must_use]
    pub fn anon(&self) -> &str {
        &self.anon
    }

    /// The legacy key of role `service_role`, a JWT.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The newer key of role `anon`, `sb_publishable_…`.
    #[must_use]
    pub fn publishable(&self) -> &str {
        &self.publishable
    }

    /// The newer key of role `service_role`, `sb_secret_…`.
    #[must_use]
    pub fn secret_key(&self) -> &str {
        &self.secret_key
    }

    /// The role an `apikey` stands for; `None` when it is not a key of this stack.
    #[must_use]
    pub fn role_of(&self, apikey: &str) -> Option<KeyRole> {
        if apikey == self.anon || apikey == self.publishable {
            Some(KeyRole::Anon)
        } else if apikey == self.service || apikey == self.secret_key {
            Some(KeyRole::Service)
        } else {
            None
        }
    }

    /// An HS256 token of exactly these claims.
    pub fn sign<C: Serialize>(&self, claims: &C) -> Result<String, jsonwebtoken::errors::Error> {
        sign(claims, &self.secret)
    }
}

fn sign<C: Serialize>(claims: &C, secret: &str) -> Result<String, jsonwebtoken::errors::Error> {
    jsonwebtoken::encode(&Header::default(), claims, &EncodingKey::from_secret(secret.as_bytes()))
}
