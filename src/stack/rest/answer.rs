//! Answers: what a request becomes, by its method, and how the outcome is told in status and headers.
//!
//! It owns the order in which a request is judged and the response headers of each kind of request. It knows nothing of SQL.
//! Invariant: `Preference-Applied` names what had an effect, `Content-Range` what was sent.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::super::Database;
use super::accept::Media;
use super::call::{self, Arguments};
use super::catalog::{Catalog, Function};
use super::page;
use super::payload::Payload;
use super::prefer::{Count, Preferences, Resolution, Return};
use super::query::{Path, Query, Stray};
use super::reading::{MOST_ROWS, Reading};
use super::refusal::Refusal;
use super::run::{Outcome, Stage, run};
use super::statement::{Shape, Statement};
use super::token::Caller;
use super::write::Write;

/// A request whose sender is known.
pub(super) struct Request<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) caller: &'a Caller,
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

impl Request<'_> {
    /// Serves a request to a table or view.
    pub(super) async fn of_table(&self, database: &Database, name: &str) -> Result<Response, Refusal> {
        match *self.method {
            Method::GET | Method::HEAD => self.read(database, name).await,
            Method::POST => self.insert(database, name).await,
            Method::PATCH => self.update(database, name).await,
            Method::DELETE => self.delete(database, name).await,
            Method::PUT => self.put(database, name).await,
            Method::OPTIONS => self.table_methods(name),
            _ => Err(Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "PGRST117",
                format!("Unsupported HTTP method: {}", self.method),
            )),
        }
    }

    async fn read(&self, database: &Database, name: &str) -> Result<Response, Refusal> {
        let query = Query::read(self.uri, Stray::Filter)?;
        let span = page::wanted(self.method, self.headers, &query)?;
        let preferences = Preferences::read(self.headers)?;
        let table = self.catalog.table(name)?;
        let mut reading = Reading::of_table(self.catalog, table, &query, false)?;
        reading.limit = Some(MOST_ROWS);
        reading.restrict(span);
        let media = Media::wanted(self.headers)?;
        let shape = if self.method == Method::HEAD { Shape::Nothing } else { shape_of(media) };
        let statement = Statement::read(&reading, &preferences, shape)?;
        let outcome = self.run(database, &statement, |outcome| single(media, outcome)).await?;
        let applied = Preferences { count: preferences.count, strict: preferences.strict, ..Preferences::default() };
        let mut answer = self.listed(outcome, span.offset.unwrap_or(0), media);
        add(&mut answer, "content-location", self.uri.path_and_query().map(ToString::to_string));
        add(&mut answer, "preference-applied", applied.applied());
        Ok(answer)
    }

    async fn insert(&self, database: &Database, name: &str) -> Result<Response, Refusal> {
        let query = Query::read(self.uri, Stray::Filter)?;
        let payload = Payload::read(self.headers, self.body, query.columns.as_deref())?;
        let preferences = Preferences::read(self.headers)?;
        let table = self.catalog.table(name)?;
        let reading = Reading::of_table(self.catalog, table, &query, true)?;
        let write = Write::to(table, &query, &preferences, &reading);
        let media = Media::wanted(self.headers)?;
        let statement = Statement::write(
            &write.insert_sql(&payload)?,
            &reading,
            &preferences,
            written_shape(&preferences, media),
            &table.primary_key,
        )?;
        let outcome = self.run(database, &statement, |outcome| single(media, outcome)).await?;
        let merged_only = preferences.resolution == Some(Resolution::Merge) && outcome.added.unwrap_or(0) <= 0;
        let status = if merged_only { StatusCode::OK } else { StatusCode::CREATED };
        let resolvable = !table.primary_key.is_empty() || query.on_conflict.is_some();
        let applied = Preferences {
            resolution: preferences.resolution.filter(|_| resolvable),
            max_affected: None,
            ..preferences.clone()
        };
        let location = outcome.key.as_ref().map(|key| format!("/{name}?{}", key_filter(key)));
        let mut answer = written(status, (1, 0), outcome, &preferences, media);
        add(&mut answer, "location", location);
        add(&mut answer, "preference-applied", applied.applied());
        Ok(answer)
    }

    async fn put(&self, database: &Database, name: &str) -> Result<Response, Refusal> {
        let mut query = Query::read(self.uri, Stray::Filter)?;
        query.on_conflict = None;
        if query.spans.contains_key(&Path::new()) {
            let message = "limit/offset querystring parameters are not allowed for PUT";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "PGRST114", message));
        }
        let payload = Payload::read(self.headers, self.body, None)?;
        let mut preferences = Preferences::read(self.headers)?;
        preferences.resolution = Some(Resolution::Merge);
        preferences.missing_default = None;
        preferences.max_affected = None;
        let table = self.catalog.table(name)?;
        let reading = Reading::of_table(self.catalog, table, &query, true)?;
        let sql = Write::to(table, &query, &preferences, &reading).put_sql(&payload)?;
        let media = Media::wanted(self.headers)?;
        let statement = Statement::write(&sql, &reading, &preferences, written_shape(&preferences, media), &[])?;
        let outcome = self.run(database, &statement, one_put).await?;
        let status = match (preferences.returns, outcome.added.unwrap_or(0)) {
            (Some(Return::Representation), 1..) => StatusCode::CREATED,
            (Some(Return::Representation), _) => StatusCode::OK,
            _ => StatusCode::NO_CONTENT,
        };
        let mut answer = written(status, (1, 0), outcome, &preferences, media);
        answer.headers_mut().remove(header::CONTENT_RANGE);
        add(&mut answer, "preference-applied", Preferences { resolution: None, ..preferences }.applied());
        Ok(answer)
    }

    async fn update(&self, database: &Database, name: &str) -> Result<Response, Refusal> {
        let query = Query::read(self.uri, Stray::Filter)?;
        let payload = Payload::read(self.headers, self.body, query.columns.as_deref())?;
        self.change(database, name, &query, Some(&payload)).await
    }

    async fn delete(&self, database: &Database, name: &str) -> Result<Response, Refusal> {
        let query = Query::read(self.uri, Stray::Filter)?;
        self.change(database, name, &query, None).await
    }

    /// An update if there is a payload, else a delete.
    async fn change(
        &self,
        database: &Database,
        name: &str,
        query: &Query,
        payload: Option<&Payload>,
    ) -> Result<Response, Refusal> {
        let preferences = Preferences::read(self.headers)?;
        let table = self.catalog.table(name)?;
        let reading = Reading::of_table(self.catalog, table, query, true)?;
        let write = Write::to(table, query, &preferences, &reading);
        let media = Media::wanted(self.headers)?;
        let sql = match payload {
            Some(payload) => write.update_sql(payload)?,
            None => write.delete_sql()?,
        };
        let shape = written_shape(&preferences, media);
        let statement = Statement::write(&sql, &reading, &preferences, shape, &table.primary_key)?;
        let check = |outcome: &Outcome| single(media, outcome).and_then(|()| few(&preferences, outcome));
        let outcome = self.run(database, &statement, check).await?;
        let represented = preferences.returns == Some(Return::Representation);
        let status = if represented { StatusCode::OK } else { StatusCode::NO_CONTENT };
        let range = if payload.is_some() { (0, outcome.rows - 1) } else { (1, 0) };
        let mut applied = Preferences { resolution: None, ..preferences.clone() };
        if payload.is_none() {
            applied.missing_default = None;
        }
        let mut answer = written(status, range, outcome, &preferences, media);
        add(&mut answer, "preference-applied", applied.applied());
        Ok(answer)
    }

    /// Serves a call of a function.
    pub(super) async fn of_function(&self, database: &Database, name: &str) -> Result<Response, Refusal> {
        let query = match *self.method {
            Method::GET | Method::HEAD => Query::read(self.uri, Stray::Argument)?,
            Method::POST => Query::read(self.uri, Stray::Filter)?,
            Method::OPTIONS => return self.function_methods(name),
            _ => {
                return Err(Refusal::new(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "PGRST101",
                    format!("Cannot use the {} method on RPC", self.method),
                ));
            }
        };
        let span = page::wanted(self.method, self.headers, &query)?;
        let payload = match *self.method {
            Method::POST if self.body.is_empty() => Payload::empty_object(),
            Method::POST => Payload::read(self.headers, self.body, query.columns.as_deref())?,
            _ => Payload::empty_object(),
        };
        let arguments =
            if self.method == Method::POST { Arguments::Body(&payload) } else { Arguments::Texts(&query.arguments) };
        let preferences = Preferences::read(self.headers)?;
        let function = call::choose(self.catalog, name, &arguments)?;
        let mut reading = Reading::of_function(self.catalog, name, function.table.as_deref(), &query)?;
        reading.limit = Some(MOST_ROWS);
        reading.restrict(span);
        let media = Media::wanted(self.headers)?;
        let shape = if self.method == Method::HEAD { Shape::Nothing } else { called_shape(function, media) };
        let mut statement = Statement::call(function, &arguments, &reading, &preferences, shape)?;
        // Only a POST may write; on any other method the database refuses it.
        statement.read_only |= self.method != Method::POST;
        let check = |outcome: &Outcome| single(media, outcome).and_then(|()| few(&preferences, outcome));
        let outcome = self.run(database, &statement, check).await?;
        let applied = Preferences {
            count: preferences.count,
            strict: preferences.strict,
            max_affected: preferences.max_affected,
            ..Preferences::default()
        };
        let mut answer = self.listed(outcome, span.offset.unwrap_or(0), media);
        if function.is_void() {
            *answer.status_mut() = StatusCode::NO_CONTENT;
            *answer.body_mut() = Body::empty();
            answer.headers_mut().remove(header::CONTENT_TYPE);
        }
        add(&mut answer, "preference-applied", applied.applied());
        Ok(answer)
    }

    async fn run(
        &self,
        database: &Database,
        statement: &Statement,
        check: impl Fn(&Outcome) -> Result<(), Refusal>,
    ) -> Result<Outcome, Refusal> {
        let stage = Stage { caller: self.caller, method: self.method, uri: self.uri, headers: self.headers };
        run(database, self.catalog, &stage, statement, check).await
    }

    /// The answer that sends rows `first` and following.
    fn listed(&self, outcome: Outcome, first: i64, media: Media) -> Response {
        let status = page::status(first, outcome.rows, outcome.total);
        let body = match (status, self.method == Method::HEAD) {
            (_, true) => String::new(),
            (StatusCode::RANGE_NOT_SATISFIABLE, false) => {
                page::beyond_the_end(first, outcome.total).body_json().to_string()
            }
            _ => outcome.body,
        };
        let mut answer = (status, body).into_response();
        let range = page::content_range(first, first + outcome.rows - 1, outcome.total);
        add(&mut answer, "content-range", Some(range));
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
        answer
    }

    fn table_methods(&self, name: &str) -> Result<Response, Refusal> {
        let table = self.catalog.table(name)?;
        let writes = if table.is_writable() { ",POST,PUT,PATCH,DELETE" } else { "" };
        Ok(methods(&format!("OPTIONS,GET,HEAD{writes}")))
    }

    fn function_methods(&self, name: &str) -> Result<Response, Refusal> {
        match self.catalog.functions(name).next() {
            Some(function) if function.volatile => Ok(methods("OPTIONS,POST")),
            Some(_) => Ok(methods("OPTIONS,GET,HEAD,POST")),
            None => Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "PGRST202",
                format!("Could not find the function public.{name} without parameters in the schema cache"),
            )),
        }
    }
}

fn methods(allowed: &str) -> Response {
    let mut answer = StatusCode::OK.into_response();
    add(&mut answer, "allow", Some(allowed.to_owned()));
    add(&mut answer, "access-control-allow-origin", Some("*".to_owned()));
    answer
}

/// The answer to a write; its body is sent only as a representation, and only then has a type.
fn written(
    status: StatusCode,
    (first, last): (i64, i64),
    outcome: Outcome,
    preferences: &Preferences,
    media: Media,
) -> Response {
    let counted = matches!(preferences.count, Some(Count::Exact | Count::Estimated)).then_some(outcome.rows);
    let mut answer = if preferences.returns == Some(Return::Representation) {
        (status, [(header::CONTENT_TYPE, media.content_type())], outcome.body).into_response()
    } else {
        status.into_response()
    };
    add(&mut answer, "content-range", Some(page::content_range(first, last, counted)));
    answer
}

fn add(answer: &mut Response, name: &'static str, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
        answer.headers_mut().insert(name, value);
    }
}

fn shape_of(media: Media) -> Shape {
    match media {
        Media::Json => Shape::List,
        Media::Object => Shape::Single,
    }
}

fn written_shape(preferences: &Preferences, media: Media) -> Shape {
    if preferences.returns == Some(Return::Representation) { shape_of(media) } else { Shape::Nothing }
}

fn called_shape(function: &Function, media: Media) -> Shape {
    match (function.is_scalar(), function.set) {
        (true, false) => Shape::Value,
        (false, false) => Shape::Single,
        (true, true) if media == Media::Json => Shape::Values,
        _ => shape_of(media),
    }
}

/// A primary key's columns and conditions as a query string.
fn key_filter(key: &Map<String, Value>) -> String {
    let pairs: Vec<String> = key
        .iter()
        .map(|(name, value)| {
            format!("{}={}", percent_encoded(name), percent_encoded(value.as_str().unwrap_or_default()))
        })
        .collect();
    pairs.join("&")
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// PGRST116, if one row was asked for and it is not one.
fn single(media: Media, outcome: &Outcome) -> Result<(), Refusal> {
    if media == Media::Object && outcome.rows != 1 { Err(Refusal::not_single(outcome.rows)) } else { Ok(()) }
}

/// PGRST115, if a PUT's body was not the row its query names.
fn one_put(outcome: &Outcome) -> Result<(), Refusal> {
    if outcome.rows == 1 {
        return Ok(());
    }
    let message = "Payload values do not match URL in primary key column(s)";
    Err(Refusal::new(StatusCode::BAD_REQUEST, "PGRST115", message))
}

/// PGRST124, if more rows were touched than the client allowed.
fn few(preferences: &Preferences, outcome: &Outcome) -> Result<(), Refusal> {
    match preferences.limit_affected() {
        Some(limit) if outcome.rows > limit => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "PGRST124",
            "Query result exceeds max-affected preference constraint",
        )
        .details(format!("The query affects {} rows", outcome.rows))),
        _ => Ok(()),
    }
}
