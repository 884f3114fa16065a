//! Refusals: what `PostgREST` answers when a request cannot be served, as status, headers and JSON.
//!
//! It owns the `PGRST…` codes with their texts and the table from SQLSTATE to HTTP status. It knows nothing of how a request
//! is parsed or run. Invariant: every refusal carries `code`, `message`, `details` and `hint`, absent ones as null, and
//! repeats its code in `Proxy-Status`.

use std::ops::{Deref, DerefMut};

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A request that is not served, and why.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal(Box<Parts>);

/// What a refusal says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parts {
    /// The HTTP status.
    pub(super) status: StatusCode,
    /// A `PGRST…` code or an SQLSTATE.
    pub(super) code: String,
    /// One sentence.
    pub(super) message: String,
    /// Text, or for an ambiguous embed a list; null if there is nothing to add.
    pub(super) details: Value,
    /// What to try instead, or null.
    pub(super) hint: Value,
    /// The value of `WWW-Authenticate`, on 401 only.
    pub(super) challenge: Option<String>,
}

impl Deref for Refusal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Refusal {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

impl Refusal {
    /// A refusal without details or hint.
    pub(super) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            status,
            code: code.to_owned(),
            message: message.into(),
            details: Value::Null,
            hint: Value::Null,
            challenge: None,
        }))
    }

    /// The same refusal with details.
    pub(super) fn details(mut self, details: impl Into<Value>) -> Self {
        self.details = details.into();
        self
    }

    /// The same refusal with a hint; an empty option leaves it null.
    pub(super) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.map_or(Value::Null, Value::String);
        self
    }

    /// A request the real server would serve and this one does not.
    pub(super) fn outside_subset(what: &str) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "ANTOPS501", format!("The embedded stack does not serve {what}"))
            .details("PostgREST itself does. Only what antops uses is served here.")
    }

    /// PGRST102: the body, or its declared type, cannot be used.
    pub(super) fn body(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "PGRST102", message)
    }

    /// PGRST103: a range that is empty or negative before any row is looked at.
    pub(super) fn range(details: &str) -> Self {
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "PGRST103", "Requested range not satisfiable").details(details)
    }

    /// PGRST116: a single object was asked for and `rows` were found.
    pub(super) fn not_single(rows: i64) -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "PGRST116", "Cannot coerce the result to a single JSON object")
            .details(format!("The result contains {rows} rows"))
    }

    /// PGRST204: a body names a column which the table lacks.
    pub(super) fn unknown_column(table: &str, column: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "PGRST204",
            format!("Could not find the '{column}' column of '{table}' in the schema cache"),
        )
    }

    /// PGRST205: no such table; `nearest` is suggested if there is one.
    pub(super) fn unknown_table(table: &str, nearest: Option<&str>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "PGRST205",
            format!("Could not find the table 'public.{table}' in the schema cache"),
        )
        .hint(nearest.map(|near| format!("Perhaps you meant the table 'public.{near}'")))
    }

    /// PGRST301 and PGRST303: a token that does not let anybody in.
    pub(super) fn token(code: &str, message: &str) -> Self {
        let mut refusal = Self::new(StatusCode::UNAUTHORIZED, code, message);
        refusal.challenge = Some(format!("Bearer error=\"invalid_token\", error_description=\"{message}\""));
        refusal
    }

    /// What the database itself refused. `signed_in` is false for the anonymous role: it turns a lack of privilege into 401.
    pub(super) fn database(error: &tokio_postgres::Error, signed_in: bool) -> Self {
        let Some(fault) = error.as_db_error() else {
            return Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "PGRST001",
                "Database client error. Retrying the connection.",
            )
            .details(error.to_string());
        };
        let code = fault.code().code();
        let status = status_of(code, fault.message(), signed_in);
        let mut refusal = Self::new(status, code, fault.message()).hint(fault.hint().map(str::to_owned));
        refusal.details = fault.detail().map_or(Value::Null, |text| Value::String(text.to_owned()));
        if status == StatusCode::UNAUTHORIZED {
            refusal.challenge = Some("Bearer".to_owned());
        }
        refusal
    }

    /// PGRST002: there is no database to ask.
    pub(super) fn database_down() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "PGRST002",
            "Could not query the database for the schema cache. Retrying.",
        )
    }

    /// The JSON object of the answer.
    pub(super) fn body_json(&self) -> Value {
        json!({"code": self.code, "details": self.details, "hint": self.hint, "message": self.message})
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body_json().to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        if let Ok(value) = HeaderValue::from_str(&format!("PostgREST; error={}", self.code)) {
            headers.insert("proxy-status", value);
        }
        if let Some(value) = self.challenge.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
            headers.insert(header::WWW_AUTHENTICATE, value);
        }
        if self.code == "PGRST002" {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("0"));
        }
        response
    }
}

/// The HTTP status for an SQLSTATE, as `PostgREST` documents it.
fn status_of(code: &str, message: &str, signed_in: bool) -> StatusCode {
    if let Some(number) = code.strip_prefix("PT") {
        let status = number.parse().ok().and_then(|number| StatusCode::from_u16(number).ok());
        return status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    }
    match code {
        "23503" | "23505" => StatusCode::CONFLICT,
        "25006" => StatusCode::METHOD_NOT_ALLOWED,
        "21000" if message.ends_with("requires a WHERE clause") => StatusCode::BAD_REQUEST,
        "22023" if message.starts_with("role") && message.ends_with("does not exist") => StatusCode::UNAUTHORIZED,
        "42501" if signed_in => StatusCode::FORBIDDEN,
        "42501" => StatusCode::UNAUTHORIZED,
        "42883" | "42P01" => StatusCode::NOT_FOUND,
        "P0001" => StatusCode::BAD_REQUEST,
        "57P01" => StatusCode::SERVICE_UNAVAILABLE,
        "21000" | "42P17" | "53400" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => match code.get(..2).unwrap_or_default() {
            "08" | "53" => StatusCode::SERVICE_UNAVAILABLE,
            "0L" | "0P" | "28" => StatusCode::FORBIDDEN,
            "09" | "25" | "2D" | "38" | "39" | "3B" | "40" | "54" | "55" | "57" | "58" | "F0" | "HV" | "P0" | "XX" => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            _ => StatusCode::BAD_REQUEST,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlstates_become_the_documented_statuses() {
        for (code, message, signed_in, status) in [
            ("42501", "", true, 403),
            ("42501", "", false, 401),
            ("23505", "", true, 409),
            ("23514", "", true, 400),
            ("22P02", "", true, 400),
            ("57014", "", true, 500),
            ("21000", "DELETE requires a WHERE clause", true, 400),
            ("21000", "more than one row returned", true, 500),
            ("22023", "role \"x\" does not exist", true, 401),
            ("25006", "", true, 405),
            ("PT402", "", true, 402),
            ("PT9", "", true, 500),
            ("P0001", "", true, 400),
            ("P0002", "", true, 500),
        ] {
            assert_eq!(status_of(code, message, signed_in).as_u16(), status, "{code} {message}");
        }
    }
}
