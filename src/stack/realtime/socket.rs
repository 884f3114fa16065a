//! One WebSocket: the upgrade with its refusals, then frames in and out until somebody ends it.
//!
//! Everything of a socket happens one after the other in one task, as in the recorded server: while a refused join is
//! being delayed, nothing else on that socket moves.

use axum::body::Body;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use super::frame::{self, Version};
use super::hub::Registered;
use super::session::{Next, Session};
use super::settings::Settings;
use super::token::{self, Claims};
use crate::stack::Shared;
use crate::stack::clock::unix_seconds;
use crate::stack::keys::KeyRole;

/// Frames up to here are read at all; beyond, the connection breaks instead of being closed in order.
const READ_LIMIT: usize = 16 << 20;

#[derive(Deserialize)]
pub(super) struct Asked {
    apikey: Option<String>,
    vsn: Option<String>,
}

/// Answers the upgrade request.
pub(super) async fn upgrade(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let settings = Settings::of(&shared.faults.plan());
    let in_header = headers.get("x-api-key").and_then(|key| key.to_str().ok());
    let claims = match claims(&shared, asked.apikey.as_deref().or(in_header)) {
        Ok(claims) => claims,
        Err(sentence) => return refuse(&settings, StatusCode::UNAUTHORIZED, &sentence).await,
    };
    if let Some(sentence) = shared.realtime.refusal(&settings) {
        return refuse(&settings, StatusCode::TOO_MANY_REQUESTS, sentence).await;
    }
    let Some(version) = Version::named(asked.vsn.as_deref()) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    upgrade
        .max_message_size(READ_LIMIT)
        .max_frame_size(READ_LIMIT)
        .on_upgrade(move |socket| serve(socket, shared, version, claims))
}

/// The rights of the API key alone. The opaque keys stand for the legacy ones.
fn claims(shared: &Shared, key: Option<&str>) -> Result<Claims, String> {
    let key = key.filter(|key| !key.is_empty()).ok_or("API key is missing")?;
    let token = match shared.keys.role_of(key) {
        Some(KeyRole::Anon) => shared.keys.anon(),
        Some(KeyRole::Service) => shared.keys.service(),
        None => key,
    };
    let secret = shared.keys.jwt_secret().as_bytes();
    token::check(token, secret, unix_seconds()).map_err(token::Refusal::at_connect)
}

async fn refuse(settings: &Settings, status: StatusCode, sentence: &str) -> Response {
    tokio::time::sleep(settings.refused_upgrade).await;
    let body = Body::from(json!({"error": sentence}).to_string());
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

async fn serve(mut socket: WebSocket, shared: Shared, version: Version, claims: Claims) {
    let mut registered = shared.realtime.open();
    let mut session = Session::new(shared.clone(), registered.id, version, claims);
    let code = converse(&mut socket, &shared, version, &mut session, &mut registered).await;
    session.end();
    if let Some(code) = code {
        let close = Message::Close(Some(CloseFrame { code, reason: "".into() }));
        // The peer may be gone already; then there is nobody to tell.
        if let Err(error) = socket.send(close).await {
            tracing::debug!(%error, "closing a Realtime socket");
        }
    }
}

/// Serves until the socket ends; the code to close it with, if it is there to be closed.
async fn converse(
    socket: &mut WebSocket,
    shared: &Shared,
    version: Version,
    session: &mut Session,
    registered: &mut Registered,
) -> Option<u16> {
    let mut heard = Instant::now();
    loop {
        let idle = heard + session.settings().idle;
        let wake = session.next_wake().map_or(idle, |wake| idle.min(Instant::from_std(wake)));
        // What the client sends comes first, as a mailbox that filled during a delay would have it.
        let next = tokio::select! {
            biased;
            () = registered.cut.cancelled() => return None,
            () = shared.ending.cancelled() => Next::Close(1012),
            message = socket.recv() => {
                heard = Instant::now();
                match read(version, message?.ok()?) {
                    Heard::Frame(frame) => session.hear(frame).await,
                    Heard::Nothing => Next::Stay,
                    Heard::TooLarge => Next::Close(1009),
                    Heard::Close => return None,
                }
            }
            Some(delivery) = registered.deliveries.recv() => session.deliver(delivery),
            () = sleep_until(wake) => {
                session.wake().await;
                if Instant::now() >= heard + session.settings().idle { Next::Close(1000) } else { Next::Stay }
            }
        };
        let outbox = session.take_outbox();
        if !shared.faults.plan().silent_realtime {
            for message in outbox {
                socket.send(message).await.ok()?;
            }
        }
        if let Next::Close(code) = next {
            return Some(code);
        }
    }
}

enum Heard {
    Frame(frame::Incoming),
    /// Pings, and what cannot be read.
    Nothing,
    TooLarge,
    Close,
}

fn read(version: Version, message: Message) -> Heard {
    let frame = match message {
        Message::Close(_) => return Heard::Close,
        Message::Text(text) if text.len() > Settings::FRAME_BYTES => return Heard::TooLarge,
        Message::Binary(bytes) if bytes.len() > Settings::FRAME_BYTES => return Heard::TooLarge,
        Message::Text(text) => frame::read_text(version, &text),
        Message::Binary(bytes) => frame::read_binary(version, &bytes),
        Message::Ping(_) | Message::Pong(_) => None,
    };
    frame.map_or(Heard::Nothing, Heard::Frame)
}
