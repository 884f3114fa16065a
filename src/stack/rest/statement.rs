//! The one statement a request becomes.
//!
//! It owns the frame around a read, a write or a call that counts rows and makes the body in the database. It knows nothing of
//! HTTP. Invariant: every statement gives one row of five texts: total, rows, body, key of the new row, rows added.

use super::call::Arguments;
use super::catalog::Function;
use super::prefer::{Count, Preferences, Return};
use super::reading::{MOST_ROWS, RETURNED, Reading};
use super::refusal::Refusal;
use super::sql::literal;

/// The shape of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A list of rows.
    List,
    /// One row; any other number is refused.
    Single,
    /// One value, as a function returns it.
    Value,
    /// A list of values.
    Values,
    /// No body.
    Nothing,
}

/// What to run, and how.
pub(super) struct Statement {
    pub(super) sql: String,
    /// A statement whose planned number of rows is the total, if that was asked for.
    pub(super) planned: Option<String>,
    pub(super) count: Option<Count>,
    /// Whether the database is to refuse any write.
    pub(super) read_only: bool,
}

impl Statement {
    /// A read of a table.
    pub(super) fn read(reading: &Reading<'_>, preferences: &Preferences, shape: Shape) -> Result<Self, Refusal> {
        let (counting, total) = counting(reading, preferences);
        let sql = format!(
            "WITH {RETURNED} AS ({}){counting} SELECT {total} AS total, count(_postgrest_t) AS rows, {} AS body, \
             NULL AS key, NULL AS added FROM (SELECT * FROM {RETURNED}) _postgrest_t",
            reading.select_sql()?,
            body_sql(shape),
        );
        Ok(Self { sql, planned: planned(reading, preferences), count: preferences.count, read_only: true })
    }

    /// A write whose rows are read back as `reading`.
    pub(super) fn write(
        write: &str,
        reading: &Reading<'_>,
        preferences: &Preferences,
        shape: Shape,
        primary_key: &[String],
    ) -> Result<Self, Refusal> {
        let rows = if shape == Shape::Nothing { format!("SELECT * FROM {RETURNED}") } else { reading.select_sql()? };
        let key = if preferences.returns == Some(Return::HeadersOnly) && !primary_key.is_empty() {
            key_sql(primary_key)
        } else {
            "NULL".to_owned()
        };
        let sql = format!(
            "WITH {RETURNED} AS ({write}) SELECT NULL AS total, count(_postgrest_t) AS rows, {} AS body, \
             {key} AS key, nullif(current_setting('pgrst.inserted', true), '') AS added FROM ({rows}) _postgrest_t",
            body_sql(shape),
        );
        Ok(Self { sql, planned: None, count: preferences.count, read_only: false })
    }

    /// A call whose results are read as `reading`.
    pub(super) fn call(
        function: &Function,
        arguments: &Arguments<'_>,
        reading: &Reading<'_>,
        preferences: &Preferences,
        shape: Shape,
    ) -> Result<Self, Refusal> {
        let (counting, total) = counting(reading, preferences);
        let rows = if function.set { "count(_postgrest_t)" } else { "1" };
        let sql = format!(
            "WITH {RETURNED} AS ({}){counting} SELECT {total} AS total, {rows} AS rows, {} AS body, NULL AS key, \
             NULL AS added FROM ({}) _postgrest_t",
            function.call_sql(arguments)?,
            body_sql(shape),
            reading.select_sql()?,
        );
        Ok(Self { sql, planned: None, count: preferences.count, read_only: !function.volatile })
    }
}

fn body_sql(shape: Shape) -> &'static str {
    match shape {
        Shape::List => "coalesce(json_agg(_postgrest_t), '[]')",
        Shape::Single => "coalesce(json_agg(_postgrest_t)->0, 'null')",
        Shape::Value => "coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')",
        Shape::Values => "coalesce(json_agg(_postgrest_t.pgrst_scalar), '[]')",
        Shape::Nothing => "''",
    }
}

/// A further part of WITH, and the expression of the total.
fn counting(reading: &Reading<'_>, preferences: &Preferences) -> (String, &'static str) {
    let limit = match preferences.count {
        None | Some(Count::Planned) => return (String::new(), "NULL"),
        Some(Count::Exact) => String::new(),
        // One more than may be sent tells that the estimate is needed.
        Some(Count::Estimated) => format!(" LIMIT {}", MOST_ROWS + 1),
    };
    let counting = format!(", pgrst_source_count AS ({}{limit})", reading.count_sql());
    (counting, "(SELECT count(*) FROM pgrst_source_count)")
}

fn planned(reading: &Reading<'_>, preferences: &Preferences) -> Option<String> {
    matches!(preferences.count, Some(Count::Planned | Count::Estimated))
        .then(|| format!("EXPLAIN (FORMAT JSON) {}", reading.count_sql()))
}

/// The primary key of the only row written, as a JSON object of conditions.
fn key_sql(primary_key: &[String]) -> String {
    let names: Vec<String> = primary_key.iter().map(|name| literal(name)).collect();
    format!(
        "CASE WHEN count(_postgrest_t) = 1 THEN (SELECT json_object_agg(key, coalesce('eq.' || value, 'is.null')) \
         FROM (SELECT row_to_json(s) AS row FROM {RETURNED} s LIMIT 1) r, json_each_text(r.row) \
         WHERE key IN ({})) END",
        names.join(", ")
    )
}

/// The statement that sets the stage in a transaction: role, claims, limits, and what else the database may ask about.
pub(super) fn stage_sql(settings: &[(&str, String)]) -> String {
    let calls: Vec<String> = settings
        .iter()
        .map(|(name, value)| format!("set_config({}, {}, true)", literal(name), literal(value)))
        .collect();
    format!("SELECT {}", calls.join(", "))
}
