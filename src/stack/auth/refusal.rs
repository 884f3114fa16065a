//! How Auth says no: one type for every refusal, and the three bodies it can take.
//!
//! A handler returns a [`Refusal`]; [`shape`] writes its body once the request's headers are known, because a client that names
//! the API version of 2024-01-01 is answered in the newer form. Refusals of `/token` keep the OAuth form in either case.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::stack::Shared;

const VERSION_HEADER: &str = "x-supabase-api-version";
const NEWER: &str = "2024-01-01";

/// Why Auth does not do as asked.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    status: StatusCode,
    /// The error code of the newer forms.
    code: String,
    /// The `error` of the OAuth form; only refusals of `/token` have one.
    oauth: Option<&'static str>,
    message: String,
    /// What a weak password lacks.
    reasons: Option<&'static [&'static str]>,
    /// The id under which a server would have logged its own failure.
    error_id: Option<String>,
    /// A failure inside the database's own triggers goes out with its SQLSTATE in a body of its own.
    raised: bool,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let (code, message) = (code.to_owned(), message.into());
        Self { status, code, oauth: None, message, reasons: None, error_id: None, raised: false }
    }

    /// 400
    pub(super) fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 400 with the code for a value that makes no sense.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::bad_request("validation_failed", message)
    }

    /// 403
    pub(super) fn forbidden(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// 422
    pub(super) fn unprocessable(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    /// 400 of `/token`: `error` and description, and the code that newer servers say instead.
    pub(super) fn oauth(error: &'static str, code: &str, message: &str) -> Self {
        Self { oauth: Some(error), ..Self::bad_request(code, message) }
    }

    /// 422 for a password that is too weak.
    pub(super) fn weak_password(message: &str) -> Self {
        Self { reasons: Some(&["length"]), ..Self::unprocessable("weak_password", message) }
    }

    fn body(&self, newer_form: bool, newer_server: bool) -> Value {
        if self.raised {
            return json!({"code": self.code, "message": self.message});
        }
        if let (Some(error), false) = (self.oauth, newer_server) {
            return json!({"error": error, "error_description": self.message});
        }
        let mut body = if newer_form {
            json!({"code": self.code, "message": self.message})
        } else {
            json!({"code": self.status.as_u16(), "error_code": self.code, "msg": self.message})
        };
        if let Some(reasons) = self.reasons {
            body["weak_password"] = json!({"reasons": reasons});
        }
        if let Some(id) = &self.error_id {
            body["error_id"] = json!(id);
        }
        body
    }
}

impl From<tokio_postgres::Error> for Refusal {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(said) = error.as_db_error()
            && said.code().code().starts_with("P0")
        {
            let refusal = Self::new(StatusCode::INTERNAL_SERVER_ERROR, said.code().code(), said.message());
            return Self { raised: true, ..refusal };
        }
        tracing::warn!(%error, "Auth's database");
        Self::failure("Database error querying schema")
    }
}

impl From<deadpool_postgres::PoolError> for Refusal {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        tracing::warn!(%error, "Auth's database");
        Self::failure("Database error querying schema")
    }
}

impl Refusal {
    /// 500: the server's own fault.
    pub(super) fn failure(message: &str) -> Self {
        let refusal = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "unexpected_failure", message);
        Self { error_id: Some(uuid::Uuid::new_v4().to_string()), ..refusal }
    }
}

impl IntoResponse for Refusal {
    /// The status alone; [`shape`] adds the body.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives refusals the body that the request's version of the API has.
pub(super) async fn shape(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let newer_form = wants_newer_form(request.headers());
    let mut response = next.run(request).await;
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else {
        return response;
    };
    let newer_server = shared.faults.plan().newer_auth;
    let mut response = (refusal.status, Json(refusal.body(newer_form, newer_server))).into_response();
    if newer_form {
        response.headers_mut().insert(VERSION_HEADER, HeaderValue::from_static(NEWER));
    }
    if newer_server && let Ok(code) = HeaderValue::from_str(&refusal.code) {
        response.headers_mut().insert("x-sb-error-code", code);
    }
    response
}

/// Versions are dates, so they compare as text.
fn wants_newer_form(headers: &HeaderMap) -> bool {
    headers.get(VERSION_HEADER).and_then(|version| version.to_str().ok()).is_some_and(|version| version >= NEWER)
}
