//! REST: the PostgREST grammar over the private database.

use axum::Router;

use super::Shared;

/// The routes below `/rest/v1`.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
}
