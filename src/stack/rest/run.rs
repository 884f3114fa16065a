//! Running a statement: one transaction, in the caller's role.
//!
//! It owns the transaction's stage (role, claims, time zone, limits) and its end. It knows nothing of what the statement does.
//! Invariant: what is refused after the statement ran is rolled back, and nothing of a request outlives its transaction.

use axum::http::{HeaderMap, Method, Uri};
use serde_json::{Map, Value};
use tokio_postgres::{IsolationLevel, SimpleQueryMessage, SimpleQueryRow, Transaction};

use super::super::Database;
use super::catalog::Catalog;
use super::prefer::Count;
use super::reading::MOST_ROWS;
use super::refusal::Refusal;
use super::statement::{Statement, stage_sql};
use super::token::Caller;

/// What a statement found or did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The number of all rows there are, if it was asked for.
    pub(super) total: Option<i64>,
    /// The number of rows sent or written.
    pub(super) rows: i64,
    pub(super) body: String,
    /// The primary key of the new row: its columns, and the conditions that find it.
    pub(super) key: Option<Map<String, Value>>,
    /// How many rows an upsert added; unknown for anything else.
    pub(super) added: Option<i64>,
}

/// On whose behalf and over what request a statement runs: what policies and functions may ask about.
pub(super) struct Stage<'a> {
    pub(super) caller: &'a Caller,
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
}

/// Runs the statement and commits it, unless `check` refuses its outcome.
pub(super) async fn run(
    database: &Database,
    catalog: &Catalog,
    stage: &Stage<'_>,
    statement: &Statement,
    check: impl Fn(&Outcome) -> Result<(), Refusal>,
) -> Result<Outcome, Refusal> {
    let refused = |error: tokio_postgres::Error| Refusal::database(&error, stage.caller.signed_in());
    let mut client = database.authenticator().await.map_err(|error| {
        tracing::error!(%error, "no connection to the database");
        Refusal::database_down()
    })?;
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::ReadCommitted)
        .read_only(statement.read_only)
        .start()
        .await
        .map_err(refused)?;
    transaction.simple_query(&stage_sql(&stage.settings(catalog))).await.map_err(refused)?;
    let mut outcome =
        one_row(&transaction, &statement.sql).await.map_err(refused)?.as_ref().map(Outcome::read).unwrap_or_default();
    check(&outcome)?;
    if let Some(planned) = &statement.planned {
        let row = one_row(&transaction, planned).await.map_err(refused)?;
        let planned = row.and_then(|row| planned_rows(row.get(0)?));
        outcome.total = match (statement.count, outcome.total) {
            (Some(Count::Estimated), Some(total)) if total > MOST_ROWS => planned.max(Some(total)),
            (Some(Count::Estimated), total) => total,
            _ => planned,
        };
    }
    transaction.commit().await.map_err(refused)?;
    Ok(outcome)
}

async fn one_row(transaction: &Transaction<'_>, sql: &str) -> Result<Option<SimpleQueryRow>, tokio_postgres::Error> {
    let messages = transaction.simple_query(sql).await?;
    Ok(messages.into_iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    }))
}

fn planned_rows(plan: &str) -> Option<i64> {
    let plan: Value = serde_json::from_str(plan).ok()?;
    plan.pointer("/0/Plan/Plan Rows")?.as_i64()
}

impl Outcome {
    fn read(row: &SimpleQueryRow) -> Self {
        let number = |place: usize| row.get(place).and_then(|text| text.parse().ok());
        Self {
            total: number(0),
            rows: number(1).unwrap_or(0),
            body: row.get(2).unwrap_or_default().to_owned(),
            key: row.get(3).and_then(|text| serde_json::from_str(text).ok()),
            added: number(4),
        }
    }
}

impl Stage<'_> {
    fn settings(&self, catalog: &Catalog) -> Vec<(&'static str, String)> {
        let headers: Map<String, Value> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != "cookie")
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), Value::from(value.to_str().ok()?))))
            .collect();
        let mut settings = vec![
            ("search_path", "public, extensions".to_owned()),
            ("timezone", "UTC".to_owned()),
            ("role", self.caller.role.clone()),
            ("request.jwt.claims", Value::Object(self.caller.claims.clone()).to_string()),
            ("request.method", self.method.to_string()),
            ("request.path", self.uri.path().to_owned()),
            ("request.headers", Value::Object(headers).to_string()),
            ("request.cookies", "{}".to_owned()),
        ];
        settings.extend(catalog.timeouts.get(&self.caller.role).map(|timeout| ("statement_timeout", timeout.clone())));
        settings
    }
}
