//! Request bodies as GoTrue reads them: JSON or nothing.
//!
//! A body sent as a form, which is what a bare `curl -d` does, is consumed by the server's form parser before anyone reads
//! it as JSON, so it counts as empty.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;

use super::refusal::Refusal;
use crate::stack::Shared;

/// A parsed body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Refusal> {
        let form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        let refuse =
            |why: String| Refusal::bad_request("bad_json", format!("Could not parse request body as JSON: {why}"));
        let bytes = Bytes::from_request(request, shared).await.map_err(|error| refuse(error.to_string()))?;
        let bytes = if form { Bytes::new() } else { bytes };
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            refuse(if error.is_eof() { "unexpected end of JSON input".to_owned() } else { error.to_string() })
        })
    }
}
