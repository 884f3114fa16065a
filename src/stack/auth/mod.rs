//! Auth: accounts, sessions, refresh tokens and second factors, as GoTrue answers them.

use axum::Router;

use super::Shared;

/// The routes below `/auth/v1`.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
}
