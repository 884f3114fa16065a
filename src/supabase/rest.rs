//! Table requests: from an [`Ask`] to rows or a refusal.
//!
//! The only file that names the `postgrest` library. It builds what goes out (paths, filters, `Prefer`); sending is ours, because the
//! library reads bodies of any size, drops an error body it cannot type, and has no idea of renewing a token. Filter values go in as
//! they are, and the library quotes none outside `in`: ids, words and time stamps need none, and free text comes in quotes from
//! [`super::condition`].

use super::answer::{Refusal, Reply};
use super::auth::Auth;
use super::http::Http;
use super::session::Session;
use crate::domain::fault::Fault;
use crate::domain::safe::Safe;
use postgrest::{Builder, Postgrest};
use rand::Rng as _;
use reqwest::header::CONTENT_RANGE;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

/// What PostgREST gives at most in one answer, on Supabase.
const PAGE: usize = 1000;
/// How often a read is tried.
const TRIES: u32 = 3;

/// A table request, as data.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    table: &'static str,
    select: Cow<'static, str>,
    filters: Vec<(Cow<'static, str>, String)>,
    order: Option<&'static str>,
    limit: Option<usize>,
    count: Option<Count>,
    verb: Verb,
}

/// How rows are counted.
#[derive(Clone, Copy, Debug)]
enum Count {
    /// One by one.
    Exact,
    /// One by one while an answer could hold them all, by the planner's guess beyond.
    Estimated,
}

#[derive(Clone, Debug)]
enum Verb {
    Read,
    Insert(Value),
    /// Inserts and reads nothing back.
    Leave(Value),
    Change(Value),
    Delete,
    Call(Value),
}

/// The rows of an answer.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) rows: Vec<Value>,
    /// How many match in all, where that was asked.
    pub(super) total: Option<u64>,
}

/// Why there are none.
#[derive(Debug)]
pub(super) enum Failure {
    /// No answer, or none that can be used.
    Fault(Fault),
    /// The server says no.
    Refused(Refusal),
}

impl Failure {
    /// What it comes to for a change.
    pub(super) fn of_change(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Refused(refusal) => refusal.fault_of_change(),
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Fault(fault) => fault,
            Failure::Refused(refusal) => refusal.fault(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Ask {
    fn new(table: &'static str, select: impl Into<Cow<'static, str>>, verb: Verb) -> Self {
        let select = select.into();
        Self { table, select, filters: Vec::new(), order: None, limit: None, count: None, verb }
    }

    pub(super) fn read(table: &'static str, select: impl Into<Cow<'static, str>>) -> Self {
        Self::new(table, select, Verb::Read)
    }

    /// Inserts one row and reads it back.
    pub(super) fn insert(table: &'static str, select: impl Into<Cow<'static, str>>, row: Value) -> Self {
        Self::new(table, select, Verb::Insert(row))
    }

    /// Inserts rows that the one who inserts them may not read.
    pub(super) fn leave(table: &'static str, rows: Value) -> Self {
        Self::new(table, "", Verb::Leave(rows))
    }

    /// Changes the rows that match and reads them back.
    pub(super) fn change(table: &'static str, select: impl Into<Cow<'static, str>>, row: Value) -> Self {
        Self::new(table, select, Verb::Change(row))
    }

    /// Deletes the rows that match and says which.
    pub(super) fn delete(table: &'static str, select: impl Into<Cow<'static, str>>) -> Self {
        Self::new(table, select, Verb::Delete)
    }

    /// Calls a function; what it returns comes as the one row of the answer.
    pub(super) fn call(function: &'static str, arguments: Value) -> Self {
        Self::new(function, "", Verb::Call(arguments))
    }

    /// Only rows whose column holds this.
    pub(super) fn eq(self, column: &'static str, value: impl Display) -> Self {
        self.filter(column, format!("eq.{value}"))
    }

    /// A filter in the grammar of PostgREST.
    pub(super) fn filter(mut self, column: &'static str, condition: String) -> Self {
        self.filters.push((column.into(), condition));
        self
    }

    pub(super) fn order(mut self, order: &'static str) -> Self {
        self.order = Some(order);
        self
    }

    pub(super) fn limit(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Also asks how many there are.
    pub(super) fn counted(mut self) -> Self {
        self.count = Some(Count::Exact);
        self
    }

    /// Also asks about how many there are: counting a long history row by row would cost more than it tells.
    pub(super) fn estimated(mut self) -> Self {
        self.count = Some(Count::Estimated);
        self
    }

    fn is_read(&self) -> bool {
        matches!(self.verb, Verb::Read)
    }

    fn is_call(&self) -> bool {
        matches!(self.verb, Verb::Call(_))
    }

    fn builder(&self, library: &Postgrest) -> Builder {
        match &self.verb {
            Verb::Call(arguments) => return library.rpc_json(self.table, arguments),
            Verb::Leave(rows) => return library.from(self.table).insert_json(rows).return_minimal(),
            _ => {}
        }
        let mut builder = library.from(self.table).select(self.select.clone());
        for (column, condition) in &self.filters {
            builder.append_query(column.clone(), condition.clone());
        }
        if let Some(order) = self.order {
            builder = builder.order(order);
        }
        if let Some(limit) = self.limit {
            builder = builder.limit(limit);
        }
        builder = match self.count {
            None => builder,
            Some(Count::Exact) => builder.exact_count(),
            Some(Count::Estimated) => builder.estimated_count(),
        };
        match &self.verb {
            Verb::Read | Verb::Call(_) | Verb::Leave(_) => builder,
            Verb::Insert(row) => builder.insert_json(row),
            Verb::Change(row) => builder.update_json(row),
            Verb::Delete => builder.delete(),
        }
    }
}

/// Table requests as the signed-in user.
#[derive(Clone)]
pub(super) struct Rest {
    library: Postgrest,
    http: Http,
    auth: Auth,
}

impl Rest {
    pub(super) fn new(http: Http, auth: Auth) -> Result<Self, super::SetupError> {
        let library = Postgrest::new_with_client(http.url("/rest/v1").as_str(), http.client())
            .map_err(|error| super::SetupError::Url(error.to_string()))?;
        Ok(Self { library, http, auth })
    }

    /// Asks once, or for a read a few times. A refused token is renewed and the question asked again, once.
    pub(super) async fn ask(&self, ask: &Ask) -> Result<Rows, Failure> {
        let mut session = self.auth.ready().await?;
        let mut is_renewed = false;
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = self.send(ask, &session).await;
            let (failure, wait) = match answer.map(|reply| (reply.refusal(), reply)) {
                Ok((None, reply)) => return rows(ask, &reply).map_err(Failure::Fault),
                Ok((Some(refusal), _)) if refusal.status == 401 && !is_renewed => {
                    session = self.auth.session_after(&session.access).await?;
                    is_renewed = true;
                    tries -= 1;
                    continue;
                }
                Ok((Some(refusal), _)) if ask.is_read() && matches!(refusal.status, 503 | 520) => {
                    let wait = refusal.retry_after.and_then(|wait| Duration::try_from(wait).ok());
                    (Failure::Refused(refusal), wait)
                }
                Ok((Some(refusal), _)) => return Err(Failure::Refused(refusal)),
                Err(fault @ Fault::Offline { .. }) if ask.is_read() => (Failure::Fault(fault), None),
                Err(fault) => return Err(Failure::Fault(fault)),
            };
            // Whoever asks for a longer pause than this gets it from the one who shows the fault.
            let wait = wait.filter(|wait| !wait.is_zero()).unwrap_or_else(|| pause(tries));
            if tries >= TRIES || wait > Duration::from_secs(5) {
                return Err(failure);
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// All rows that match, newest first, up to `most`. Needs the columns `id` and `created_at` in the selection.
    ///
    /// Pages by key and not by offset, for rows are added while we read.
    pub(super) async fn all(&self, ask: Ask, most: usize) -> Result<Rows, Failure> {
        let ask = ask.order("created_at.desc,id.desc");
        let first = self.ask(&ask.clone().counted().limit(PAGE.min(most))).await?;
        let (mut all, total) = (first.rows, first.total);
        let mut is_full = all.len() == PAGE;
        let is_short = |have: usize| total.map(|total| u64::try_from(have).is_ok_and(|have| have < total));
        // A server may give fewer rows than asked for, so the count decides; without one, a full page may not be the last.
        while all.len() < most && is_short(all.len()).unwrap_or(is_full) {
            let Some(below) = all.last().and_then(below) else { break };
            let next = ask.clone().filter("or", below).limit(PAGE.min(most - all.len()));
            let next = self.ask(&next).await?.rows;
            if next.is_empty() {
                break;
            }
            is_full = next.len() == PAGE;
            all.extend(next);
        }
        Ok(Rows { rows: all, total })
    }

    #[tracing::instrument(level = "debug", name = "rest", skip_all, fields(table = ask.table))]
    async fn send(&self, ask: &Ask, session: &Session) -> Result<Reply, Fault> {
        let request = ask.builder(&self.library).auth(session.access.expose_secret()).build();
        let request = request.map_err(|error| Fault::Broken { trace: Safe::line(&error.to_string()) })?;
        let reply = self.http.send(request).await?;
        tracing::debug!(status = reply.status.as_u16(), bytes = reply.body.len());
        Ok(reply)
    }
}

fn rows(ask: &Ask, reply: &Reply) -> Result<Rows, Fault> {
    if let Verb::Leave(_) = ask.verb {
        return Ok(Rows { rows: Vec::new(), total: None });
    }
    let rows = match reply.json()? {
        Value::Array(rows) => rows,
        value if ask.is_call() => vec![value],
        _ => return Err(Fault::Broken { trace: "something other than a list of rows".into() }),
    };
    let range = reply.headers.get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let total = range.and_then(|range| range.rsplit_once('/')).and_then(|(_, total)| total.parse().ok());
    Ok(Rows { rows, total })
}

/// The condition for rows after this one, in the order of [`Rest::all`].
fn below(row: &Value) -> Option<String> {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    let (at, id) = (text("created_at")?, text("id")?);
    if at.contains(['"', '\\']) || id.contains(['"', '\\']) {
        return None;
    }
    Some(format!("(created_at.lt.\"{at}\",and(created_at.eq.\"{at}\",id.lt.\"{id}\"))"))
}

/// Half a second, a second, … and up to as much again, so that clients cut off together do not come back together.
fn pause(tries: u32) -> Duration {
    let base = Duration::from_millis(250) * 2_u32.pow(tries);
    base + rand::rng().random_range(Duration::ZERO..base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn query(ask: &Ask) -> Vec<String> {
        let library = Postgrest::new("http://127.0.0.1:1/rest/v1").expect("a client");
        ask.builder(&library).query_pairs().map(|(key, value)| format!("{key}={value}")).collect()
    }

    #[test]
    fn a_change_names_its_guards_and_what_comes_back() {
        let ask = Ask::change("incidents", "id,status", json!({"status": "closed"}))
            .eq("id", 7)
            .filter("assigned_to", "is.null".to_owned())
            .eq("status", "open");
        assert_eq!(query(&ask), ["select=id,status", "id=eq.7", "assigned_to=is.null", "status=eq.open"]);
    }

    #[test]
    fn the_next_page_begins_below_the_last_row() {
        let row = json!({"id": "i", "created_at": "2025-01-01T08:00:00.5+00:00"});
        assert_eq!(
            below(&row).as_deref(),
            Some(
                r#"(created_at.lt."2025-01-01T08:00:00.5+00:00",and(created_at.eq."2025-01-01T08:00:00.5+00:00",id.lt."i"))"#
            )
        );
        assert_eq!(below(&json!({"id": "i"})), None);
    }
}
