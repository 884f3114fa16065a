//! Realtime: Phoenix frames over a WebSocket, fed by row changes of the private database.
//!
//! A `socket` decodes frames (`frame`) for its `session`, which owns the joined `channel`s and answers; all sessions meet
//! in the [`Hub`]. On the other side `queue` fetches what triggers noted and `deliver` judges it for every `subscribe`r
//! under that user's rights. Start reading at `session`. Invariant: nothing leaves that the recorded server would hold back.

mod binding;
mod channel;
mod deliver;
mod event;
mod frame;
mod hub;
mod join;
mod presence;
mod queue;
mod rate;
mod session;
mod settings;
mod socket;
mod sql;
mod subscribe;
mod token;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::routing::any;
use tokio::task::JoinHandle;

use super::Shared;

pub use hub::Hub;
pub(crate) use queue::SQL;

/// The routes below `/realtime/v1`, where a gateway stands before them, and below `/socket`, where the bare server has them.
pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/websocket", any(socket::upgrade)).fallback(not_found)
}

async fn not_found() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], Html("Not Found"))
}

/// Begins to listen to the database; ends with the stack.
pub(crate) fn start(shared: Shared) -> JoinHandle<()> {
    tokio::spawn(queue::run(shared))
}
