//! REST: the grammar of `PostgREST` over the private database, as far as antops and its tests need it.
//!
//! A request goes one way: who asks (`token`), what is asked (`query`, `prefer`, `accept`, `page`, `payload`), what that means in
//! this database (`kept`, `catalog`, `reading`, `write`, `call`), one statement (`statement`, `sql`) in one transaction (`run`), one
//! answer (`answer`). It knows nothing of Auth beyond its secret. Invariant: what the real server serves and this one does not is
//! answered 501; nothing is served differently in silence.

mod accept;
mod answer;
mod call;
mod catalog;
mod kept;
mod page;
mod payload;
mod prefer;
mod query;
mod reading;
mod refusal;
mod relation;
mod run;
mod sql;
mod statement;
mod token;
mod write;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};

use self::answer::Request;
use self::kept::Kept;
use self::refusal::Refusal;
use self::token::Caller;
use super::{Shared, clock};

/// The routes below `/rest/v1`.
pub(crate) fn router() -> Router<Shared> {
    Router::new().fallback(serve).layer(Extension(Kept::default()))
}

async fn serve(
    State(shared): State<Shared>,
    Extension(kept): Extension<Kept>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answered = async {
        let caller = match token::bearer(&headers) {
            Some(token) => token::verify(token, shared.keys.jwt_secret().as_bytes(), clock::unix_seconds())?,
            None => Caller::of_role(token::ANONYMOUS),
        };
        let catalog = kept.catalog(&shared).await?;
        let request =
            Request { catalog: &catalog, caller: &caller, method: &method, uri: &uri, headers: &headers, body: &body };
        let negotiated = accept::profile(&method, &headers)?;
        let mut answer = match resource(uri.path())? {
            Resource::Root => Err(Refusal::outside_subset("the OpenAPI document")),
            Resource::Table(name) => request.of_table(&shared.db, name).await,
            Resource::Function(name) => request.of_function(&shared.db, name).await,
        }?;
        if negotiated {
            answer.headers_mut().insert("content-profile", HeaderValue::from_static("public"));
        }
        Ok::<Response, Refusal>(answer)
    };
    answered.await.unwrap_or_else(IntoResponse::into_response)
}

/// What a path names.
enum Resource<'a> {
    Root,
    Table(&'a str),
    Function(&'a str),
}

fn resource(path: &str) -> Result<Resource<'_>, Refusal> {
    let mut parts = path.trim_matches('/').split('/');
    match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("", None, None) => Ok(Resource::Root),
        (table, None, None) => Ok(Resource::Table(table)),
        ("rpc", Some(function), None) => Ok(Resource::Function(function)),
        _ => Err(Refusal::new(StatusCode::NOT_FOUND, "PGRST125", "Invalid path specified in request URL")),
    }
}
