//! Whether the bindings of a join can be served: tables in the publication, columns that exist, values of the right type.
//!
//! One bad binding takes all of its join down, as on the recorded server. The sentences are that server's; clients show
//! them and must not read them.

use std::time::Duration;

use deadpool_postgres::Object;
use tokio_postgres::error::SqlState;

use super::binding::{Binding, Filter};
use super::join::Join;
use super::sql;
use crate::stack::db::Database;

/// How long until a subscription is tried again when the database was away.
pub(super) const RETRY: Duration = Duration::from_secs(5);

/// How long until a subscription is tried again when changes are not heard yet.
pub(super) const PAUSE: Duration = Duration::from_millis(20);

/// Why a subscription was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The message for the client; trying again would not help.
    Refused(String),
    /// The database could not be asked.
    Unavailable,
}

/// Whether the database answers.
pub(super) async fn is_reachable(db: &Database) -> bool {
    match db.admin().await {
        Ok(client) => client.simple_query("").await.is_ok(),
        Err(_) => false,
    }
}

/// The bindings of a join if all can be served, and the moment (microseconds since 1970, database clock) from which changes count.
pub(super) async fn check(db: &Database, join: &Join, without_tables: bool) -> Result<(Vec<Binding>, i64), Failure> {
    let bindings = join.bindings().map_err(|unreadable| Failure::Refused(unreadable.0))?;
    let client = db.admin().await.map_err(|_| Failure::Unavailable)?;
    for binding in &bindings {
        let tables = if without_tables { Vec::new() } else { published(&client, binding).await? };
        if tables.is_empty() {
            return Err(Failure::Refused(format!(
                "Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given connect parameters: {}",
                binding.shown()
            )));
        }
        for table in &tables {
            check_columns(&client, binding, table).await?;
        }
    }
    let clock = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";
    let row = client.query_one(clock, &[]).await.map_err(unavailable)?;
    Ok((bindings, row.get(0)))
}

/// The tables a binding means, of those in the publication.
async fn published(client: &Object, binding: &Binding) -> Result<Vec<String>, Failure> {
    let query = "select tablename::text from pg_publication_tables
                  where pubname = 'supabase_realtime' and schemaname = $1::text and ($2::text = '*' or tablename = $2::text)";
    let rows = client.query(query, &[&binding.schema, &binding.table]).await.map_err(unavailable)?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

async fn check_columns(client: &Object, binding: &Binding, table: &str) -> Result<(), Failure> {
    let columns = sql::columns(client, &binding.schema, table, &[]).await.map_err(unavailable)?;
    let exists = |name: &str| columns.iter().find(|column| column.name == name);
    for name in binding.select.iter().flatten() {
        if exists(name).is_none() {
            return Err(exception(binding, &format!("ERROR P0001 (raise_exception) invalid column for select {name}")));
        }
    }
    let Some(filter) = &binding.filter else { return Ok(()) };
    let Some(column) = exists(&filter.column) else {
        let message = format!("ERROR P0001 (raise_exception) invalid column for filter {}", filter.column);
        return Err(exception(binding, &message));
    };
    check_value(client, binding, filter, &column.declared).await
}

async fn check_value(client: &Object, binding: &Binding, filter: &Filter, column_type: &str) -> Result<(), Failure> {
    let literal = filter.literal(sql::literal, column_type);
    let Err(error) = client.simple_query(&format!("select {literal}")).await else { return Ok(()) };
    let Some(said) = error.as_db_error() else { return Err(Failure::Unavailable) };
    let (code, message) = (said.code(), said.message());
    Err(exception(binding, &format!("ERROR {} ({}) {message}", code.code(), condition(code))))
}

fn exception(binding: &Binding, what: &str) -> Failure {
    Failure::Refused(format!(
        "Unable to subscribe to changes with given parameters. An exception happened so please check your connect parameters: {}. Exception: {what}",
        binding.shown()
    ))
}

/// PostgreSQL's name of the condition, for those a cast can meet.
fn condition(code: &SqlState) -> &'static str {
    let names = [
        (SqlState::INVALID_TEXT_REPRESENTATION, "invalid_text_representation"),
        (SqlState::INVALID_DATETIME_FORMAT, "invalid_datetime_format"),
        (SqlState::DATETIME_FIELD_OVERFLOW, "datetime_field_overflow"),
        (SqlState::NUMERIC_VALUE_OUT_OF_RANGE, "numeric_value_out_of_range"),
    ];
    names.iter().find(|(known, _)| known == code).map_or("error", |(_, name)| name)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unavailable(error: tokio_postgres::Error) -> Failure {
    tracing::debug!(%error, "a subscription could not be checked");
    Failure::Unavailable
}
