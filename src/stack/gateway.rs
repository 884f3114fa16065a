//! The gateway: what stands before the three services. It asks for an API key and acts out the faults of the day.
//!
//! A key without an `Authorization` counts with its role: nothing more is needed for `anon`, for the services take a request
//! without a token as that; for a service key a token is put in. Invariant: an `sb_` key is never made a bearer, nor accepted
//! as one: as a bearer it goes on as it came and the service refuses it as no token.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use super::connection::Wire;
use super::faults::{FaultPlan, Service, ServiceFault};
use super::keys::KeyRole;
use super::{Shared, auth, realtime, rest};

/// Everything a stack answers to.
pub(super) fn router(shared: Shared) -> Router {
    Router::new()
        .nest("/rest/v1", rest::router())
        .nest("/auth/v1", auth::router(shared.clone()))
        .nest("/realtime/v1", realtime::router())
        .nest("/socket", realtime::router())
        .nest("/_stack", knobs())
        .fallback(no_route)
        .layer(DefaultBodyLimit::max(16 << 20))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// What the gateway says of a path that no service has.
async fn no_route() -> (StatusCode, Json<Value>) {
    (StatusCode::NOT_FOUND, Json(json!({"message": "no Route matched with those values"})))
}

fn service_of(path: &str) -> Option<Service> {
    let mut parts = path.trim_start_matches('/').split('/');
    match (parts.next()?, parts.next()?) {
        ("rest", "v1") => Some(Service::Rest),
        ("auth", "v1") => Some(Service::Auth),
        ("realtime", "v1") | ("socket", _) => Some(Service::Realtime),
        _ => None,
    }
}

/// Faults first (a broken proxy asks for no key), then the key.
async fn guard(
    State(shared): State<Shared>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(service) = service_of(request.uri().path()) else {
        return next.run(request).await;
    };
    let fault = shared.faults.next(service).unwrap_or_default();
    if fault.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
    if fault.refuse {
        wire.token.cancel();
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if let Some(answer) = canned(&fault) {
        return answer;
    }
    // The path of the bare server, which has no gateway before it and judges keys itself.
    let is_bare = request.uri().path().starts_with("/socket/");
    match check_key(&shared, &request) {
        Err(_) if is_bare => {}
        Err(refusal) => return *refusal,
        Ok(KeyRole::Service) if service == Service::Rest && !request.headers().contains_key(header::AUTHORIZATION) => {
            if let Ok(bearer) = HeaderValue::from_str(&format!("Bearer {}", shared.keys.service())) {
                request.headers_mut().insert(header::AUTHORIZATION, bearer);
            }
        }
        Ok(_) => {}
    }
    if service == Service::Realtime {
        cut_on_demand(&shared, &wire);
    }
    let answer = next.run(request).await;
    if fault.truncate { truncated(answer).await } else { answer }
}

fn canned(fault: &ServiceFault) -> Option<Response> {
    let status = fault.status.and_then(|code| StatusCode::from_u16(code).ok());
    if fault.html {
        let status = status.unwrap_or(StatusCode::BAD_GATEWAY);
        let reason = status.canonical_reason().unwrap_or("Error");
        let page = format!(
            "<html>\r\n<head><title>{0} {reason}</title></head>\r\n<body>\r\n<center><h1>{0} {reason}</h1></center>\r\n</body>\r\n</html>\r\n",
            status.as_u16()
        );
        return Some((status, [(header::CONTENT_TYPE, "text/html")], page).into_response());
    }
    let status = status?;
    let message = if status == StatusCode::TOO_MANY_REQUESTS {
        "API rate limit exceeded"
    } else {
        "An invalid response was received from the upstream server"
    };
    Some((status, Json(json!({"message": message}))).into_response())
}

/// The key is in the header `apikey`; a socket, which browsers open without headers, brings it in its query.
fn check_key(shared: &Shared, request: &Request) -> Result<KeyRole, Box<Response>> {
    let in_query = || {
        let query = request.uri().query()?;
        query.split('&').find_map(|pair| pair.strip_prefix("apikey=")).map(str::to_owned)
    };
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let refuse = |body| Err(Box::new((StatusCode::UNAUTHORIZED, Json(body)).into_response()));
    let Some(key) = header("apikey").or_else(|| header("x-api-key")).or_else(in_query) else {
        return refuse(json!({
            "message": "No API key found in request",
            "hint": "No `apikey` request header or url param was found."
        }));
    };
    match shared.keys.role_of(&key) {
        Some(role) => Ok(role),
        None => refuse(json!({
            "message": "Invalid API key",
            "hint": "Double check your Supabase `anon` or `service_role` API key."
        })),
    }
}

/// The connection of a socket is cut with all others when a plan says so.
fn cut_on_demand(shared: &Shared, wire: &Wire) {
    let mut cuts = shared.faults.cuts();
    let token = wire.token.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = token.cancelled() => {}
            changed = cuts.changed() => if changed.is_ok() { token.cancel() },
        }
    });
}

/// The whole answer's head and half of its body, then a broken connection.
async fn truncated(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(whole) = axum::body::to_bytes(body, 64 << 20).await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half: std::io::Result<Bytes> = Ok(whole.slice(..whole.len() / 2));
    let pieces = stream::once(std::future::ready(half)).chain(stream::once(async {
        // The half that was promised has to be on its way before the connection breaks.
        tokio::task::yield_now().await;
        Err(std::io::ErrorKind::ConnectionReset.into())
    }));
    Response::from_parts(parts, Body::from_stream(pieces))
}

/// The routes that exist only on a stack and answer only on loopback.
fn knobs() -> Router<Shared> {
    Router::new()
        .route("/faults", post(set_faults).get(get_faults).delete(clear_faults))
        .route("/reset", post(reset))
        .layer(middleware::from_fn(loopback_only))
}

async fn loopback_only(
    ConnectInfo(wire): ConnectInfo<Wire>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    // A page in a browser can reach loopback too, but not without an Origin.
    if wire.peer.ip().is_loopback() && !headers.contains_key(header::ORIGIN) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn set_faults(State(shared): State<Shared>, Json(plan): Json<FaultPlan>) -> Json<FaultPlan> {
    shared.faults.set(plan);
    Json(shared.faults.plan())
}

async fn get_faults(State(shared): State<Shared>) -> Json<FaultPlan> {
    Json(shared.faults.plan())
}

async fn clear_faults(State(shared): State<Shared>) -> Json<FaultPlan> {
    shared.faults.clear();
    Json(shared.faults.plan())
}

async fn reset(State(shared): State<Shared>) -> Response {
    match shared.db.reset().await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({"message": error.to_string()}))).into_response(),
    }
}
