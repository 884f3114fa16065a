//! Auth: accounts, sessions, refresh tokens, one-time codes and second factors, as GoTrue 2.153 answers them.
//!
//! Start reading at [`router`]. `caller` turns a bearer into an account, `session` owns tokens, `refusal` every way to say no.
//! Passwords are bcrypt, tokens HS256, and all state is in the schema `auth` of the stack's database.

mod body;
mod caller;
mod codes;
mod factors;
mod grants;
mod refusal;
mod session;
mod user;

use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router, middleware};
use serde_json::{Value, json};

pub use codes::Code;

use super::Shared;

/// The routes below `/auth/v1`.
pub(crate) fn router(shared: Shared) -> Router<Shared> {
    Router::new()
        .route("/token", post(grants::token))
        .route("/logout", post(grants::logout))
        .route("/signup", post(user::sign_up))
        .route("/user", get(user::show).put(user::change))
        .route("/otp", post(codes::otp))
        .route("/verify", post(codes::verify))
        .route("/recover", post(codes::recover))
        .route("/factors", post(factors::enroll))
        .route("/factors/{id}", delete(factors::unenroll))
        .route("/factors/{id}/challenge", post(factors::challenge))
        .route("/factors/{id}/verify", post(factors::verify))
        .route("/settings", get(settings))
        .route("/health", get(health))
        .route("/.well-known/jwks.json", get(signing_keys))
        .fallback(no_page)
        .layer(middleware::from_fn_with_state(shared, refusal::shape))
}

async fn settings() -> Json<Value> {
    Json(json!({
        "external": {"email": true, "phone": false, "anonymous_users": false},
        "disable_signup": false,
        "mailer_autoconfirm": true,
        "phone_autoconfirm": false,
        "sms_provider": "",
        "saml_enabled": false,
    }))
}

async fn health() -> Json<Value> {
    Json(json!({
        "version": concat!("antops-stack ", env!("CARGO_PKG_VERSION")),
        "name": "GoTrue",
        "description": "GoTrue is a user registration and authentication API",
    }))
}

/// None: a shared secret has no public half.
async fn signing_keys() -> Json<Value> {
    Json(json!({"keys": []}))
}

async fn no_page() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "404 page not found\n")
}
