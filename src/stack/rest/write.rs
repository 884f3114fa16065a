//! Writes: inserts, upserts, updates and deletes as SQL.
//!
//! It owns the way a body becomes rows: the database itself takes the JSON apart by the columns' types, so that bad values,
//! defaults and triggers act as in the real server. It knows nothing of answers. Invariant: the written rows are named
//! `pgrst_source`, and columns are returned only if the answer needs them, for returning one asks for the right to see the row.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::catalog::Table;
use super::payload::Payload;
use super::prefer::{Preferences, Resolution, Return};
use super::query::{Filter, Logic, Query, Test};
use super::reading::Reading;
use super::refusal::Refusal;
use super::sql::{identifier, listed, literal, public, where_all};

/// Counts the rows an upsert adds, within the transaction.
const ADDED: &str = "coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0)";

/// A write to one table.
pub(super) struct Write<'a> {
    table: &'a Table,
    query: &'a Query,
    preferences: &'a Preferences,
    /// The columns to return; none if no answer needs them.
    returned: Vec<String>,
}

impl<'a> Write<'a> {
    /// A write to a table, whose rows are read back as `reading` if they are sent back at all.
    pub(super) fn to(table: &'a Table, query: &'a Query, preferences: &'a Preferences, reading: &Reading<'_>) -> Self {
        let returned = match preferences.returns {
            None | Some(Return::Minimal) => Vec::new(),
            Some(Return::HeadersOnly | Return::Representation) => reading.needed_columns(&table.primary_key),
        };
        Self { table, query, preferences, returned }
    }

    /// The insert of a body, and of what is to happen to rows that are there already.
    pub(super) fn insert_sql(&self, payload: &Payload) -> Result<String, Refusal> {
        self.insert_where_sql(payload, Vec::new())
    }

    fn insert_where_sql(&self, payload: &Payload, mut conditions: Vec<String>) -> Result<String, Refusal> {
        self.check_columns(payload)?;
        let columns = listed("", &payload.keys);
        let into = if columns.is_empty() { String::new() } else { format!(" ({columns})") };
        let values = listed("pgrst_body.", &payload.keys);
        if self.preferences.resolution == Some(Resolution::Merge) {
            // Merging counts up for every row and down again for those that turn out to be updates.
            conditions.push(format!("set_config('pgrst.inserted', ({ADDED} + 1)::text, true) <> '0'"));
        }
        Ok(format!(
            "INSERT INTO {}{into} SELECT {values} {}{}{} {}",
            public(&self.table.name),
            self.rows_sql(payload),
            where_all(&conditions),
            self.conflict_sql(payload),
            self.returning_sql()
        ))
    }

    /// The insert or update of the one row whose primary key the query names; PGRST105 if it names anything else.
    pub(super) fn put_sql(&self, payload: &Payload) -> Result<String, Refusal> {
        let named: BTreeSet<&str> =
            self.query.conditions.iter().filter_map(|(path, logic)| equality(path, logic)).collect();
        let key: BTreeSet<&str> = self.table.primary_key.iter().map(String::as_str).collect();
        if key.is_empty() || named != key || self.query.conditions.len() != named.len() {
            return Err(Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "PGRST105",
                "Filters must include all and only primary key columns with 'eq' operators",
            ));
        }
        // A body for another row inserts nothing, which the outcome's number of rows then shows.
        let body = Reading::of_target(self.table, "pgrst_body".to_owned());
        let conditions = self.query.conditions.iter().map(|(_, logic)| body.logic_sql(logic, false)).collect();
        self.insert_where_sql(payload, conditions)
    }

    fn conflict_sql(&self, payload: &Payload) -> String {
        let keys = self.query.on_conflict.as_ref().unwrap_or(&self.table.primary_key);
        let Some(resolution) = self.preferences.resolution.filter(|_| !keys.is_empty()) else { return String::new() };
        let target = listed("", keys);
        if resolution == Resolution::Ignore || payload.keys.is_empty() {
            return format!(" ON CONFLICT ({target}) DO NOTHING");
        }
        let set: Vec<String> = payload.keys.iter().map(|key| format!("{0} = EXCLUDED.{0}", identifier(key))).collect();
        format!(
            " ON CONFLICT ({target}) DO UPDATE SET {} WHERE set_config('pgrst.inserted', ({ADDED} - 1)::text, true) <> '-1'",
            set.join(", ")
        )
    }

    /// The update of the rows the query finds. A body without columns changes nothing; without conditions it is refused.
    pub(super) fn update_sql(&self, payload: &Payload) -> Result<String, Refusal> {
        self.check_columns(payload)?;
        if payload.keys.is_empty() {
            let columns = if self.returned.is_empty() { "1".to_owned() } else { listed("", &self.returned) };
            return Ok(format!("SELECT {columns} FROM {} WHERE false", public(&self.table.name)));
        }
        self.check_filtered("UPDATE")?;
        let set: Vec<String> =
            payload.keys.iter().map(|key| format!("{0} = pgrst_body.{0}", identifier(key))).collect();
        Ok(format!(
            "UPDATE {} SET {} {}{} {}",
            public(&self.table.name),
            set.join(", "),
            self.rows_sql(payload),
            self.where_sql(),
            self.returning_sql()
        ))
    }

    /// The delete of the rows the query finds; without conditions it is refused.
    pub(super) fn delete_sql(&self) -> Result<String, Refusal> {
        self.check_filtered("DELETE")?;
        Ok(format!("DELETE FROM {}{} {}", public(&self.table.name), self.where_sql(), self.returning_sql()))
    }

    fn where_sql(&self) -> String {
        let conditions: Vec<_> =
            self.query.conditions.iter().filter(|(path, _)| path.is_empty()).map(|(_, logic)| logic.clone()).collect();
        Reading::of_target(self.table, public(&self.table.name)).where_sql(&conditions)
    }

    fn returning_sql(&self) -> String {
        let columns = if self.returned.is_empty() {
            "1".to_owned()
        } else {
            listed(&format!("{}.", public(&self.table.name)), &self.returned)
        };
        format!("RETURNING {columns}")
    }

    /// The body as rows of the columns' types, named `pgrst_body`.
    fn rows_sql(&self, payload: &Payload) -> String {
        let columns = self.table.columns.iter().filter(|column| payload.keys.contains(&column.name));
        let typed: Vec<(&str, &str)> =
            columns.clone().map(|column| (column.name.as_str(), column.kind.as_str())).collect();
        let mut body = Body { json: payload, columns: &typed, defaults: None };
        if self.preferences.missing_default == Some(true) && !typed.is_empty() {
            let defaults =
                columns.filter_map(|column| Some(format!("{}, {}", literal(&column.name), column.default.as_ref()?)));
            body.defaults = Some(format!("jsonb_build_object({})", defaults.collect::<Vec<_>>().join(", ")));
        }
        body.sql()
    }

    fn check_columns(&self, payload: &Payload) -> Result<(), Refusal> {
        if !self.table.is_writable() {
            return Err(Refusal::outside_subset("writes to views"));
        }
        match payload.keys.iter().find(|key| self.table.column(key).is_none()) {
            Some(key) => Err(Refusal::unknown_column(&self.table.name, key)),
            None => Ok(()),
        }
    }

    /// What the extension safeupdate does on hosted projects.
    fn check_filtered(&self, verb: &str) -> Result<(), Refusal> {
        if self.query.is_filtered() {
            return Ok(());
        }
        Err(Refusal::new(StatusCode::BAD_REQUEST, "21000", format!("{verb} requires a WHERE clause")))
    }
}

/// The column that a condition on the table itself holds equal to a value, if that is what it does.
fn equality<'q>(path: &[String], logic: &'q Logic) -> Option<&'q str> {
    match logic {
        Logic::One(Filter { field, negated: false, test: Test::Compare { operator: "=", quantifier: None, .. } }) => {
            (path.is_empty() && field.path.is_empty()).then_some(field.name.as_str())
        }
        _ => None,
    }
}

/// A JSON body and the columns or arguments to take from it.
pub(super) struct Body<'a> {
    pub(super) json: &'a Payload,
    /// Names and types.
    pub(super) columns: &'a [(&'a str, &'a str)],
    /// A JSON object of what fills the gaps.
    pub(super) defaults: Option<String>,
}

impl Body<'_> {
    /// A FROM clause with the body's rows as `pgrst_body`.
    pub(super) fn sql(&self) -> String {
        let json = literal(&self.json.json);
        let kind = if self.defaults.is_some() { "jsonb" } else { "json" };
        let (defaulted, source) = match (&self.defaults, self.json.is_object) {
            (None, _) => (String::new(), "pgrst_payload.json_data"),
            (Some(defaults), true) => (
                format!("LATERAL (SELECT {defaults} || pgrst_payload.json_data AS val) pgrst_defaults, "),
                "pgrst_defaults.val",
            ),
            (Some(defaults), false) => (
                format!(
                    "LATERAL (SELECT jsonb_agg({defaults} || elem) AS val \
                     FROM jsonb_array_elements(pgrst_payload.json_data) elem) pgrst_defaults, "
                ),
                "pgrst_defaults.val",
            ),
        };
        let names: Vec<String> = self.columns.iter().map(|(name, _)| identifier(name)).collect();
        let rows = if names.is_empty() {
            // No columns: one row for an object, one for each element of a list.
            if self.json.is_object { "(VALUES (1)) _".to_owned() } else { format!("{kind}_array_elements({source}) _") }
        } else {
            let typed: Vec<String> =
                self.columns.iter().map(|(name, kind)| format!("{} {kind}", identifier(name))).collect();
            let function = if self.json.is_object { "to_record" } else { "to_recordset" };
            format!("{kind}_{function}({source}) AS _({})", typed.join(", "))
        };
        format!(
            "FROM (SELECT {json}::{kind} AS json_data) pgrst_payload, {defaulted}LATERAL (SELECT {} FROM {rows}) pgrst_body",
            names.join(", ")
        )
    }
}
