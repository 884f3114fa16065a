//! Realtime: Phoenix frames over a WebSocket, fed by the private database.

use axum::Router;

use super::Shared;

/// The routes below `/realtime/v1`.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
}
