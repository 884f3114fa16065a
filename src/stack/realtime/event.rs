//! The `data` of a `postgres_changes` event, as JSON text. Pure.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::binding::Operation;
use super::queue::Change;
use super::sql::Column;

/// Above this many bytes a record is cut down to its small values (1 MiB).
const LARGEST_RECORD: usize = 1 << 20;
/// What counts as small then, in bytes.
const SMALL_VALUE: usize = 64;

/// What a role may read of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rights<'a> {
    columns: HashSet<&'a str>,
    key: HashSet<&'a str>,
    /// The role may read the whole primary key; without that it learns nothing of a row.
    pub(super) reads_key: bool,
}

impl<'a> Rights<'a> {
    /// The rights of a role, from columns that were looked up with it.
    pub(super) fn of(columns: &'a [Column], role: &str) -> Self {
        let reads = |column: &&Column| column.readers.iter().any(|reader| reader == role);
        let readable: HashSet<&str> = columns.iter().filter(reads).map(|column| column.name.as_str()).collect();
        let key: HashSet<&str> =
            columns.iter().filter(|column| column.is_key).map(|column| column.name.as_str()).collect();
        Self { reads_key: key.is_subset(&readable), columns: readable, key }
    }
}

/// A change as one kind of reader sees it.
pub(super) struct Event<'a> {
    pub(super) change: &'a Change,
    pub(super) columns: &'a [Column],
    pub(super) rights: &'a Rights<'a>,
    /// The columns the binding selects; `None` is all.
    pub(super) select: Option<&'a [String]>,
}

impl Event<'_> {
    /// The JSON text of `data`.
    pub(super) fn json(&self) -> String {
        let change = self.change;
        let is_delete = change.operation == Operation::Delete;
        let is_denied = !self.rights.reads_key && !is_delete;
        let is_large = change.image().len() > LARGEST_RECORD;
        let mut errors = Value::Null;
        if is_denied {
            errors = json!(["Error 401: Unauthorized"]);
        } else if is_large {
            errors = json!(["Error 413: Payload Too Large"]);
        }
        let shown = self.columns.iter().filter(|column| self.shows(&column.name));
        let shown = shown.map(|column| json!({"name": column.name, "type": column.type_name}));
        let mut event = Map::new();
        event.insert("columns".to_owned(), shown.collect());
        event.insert("commit_timestamp".to_owned(), if is_denied { Value::Null } else { json!(change.committed) });
        event.insert("errors".to_owned(), errors);
        if !is_delete {
            let record =
                if is_denied { Value::Object(Map::new()) } else { self.record(change.new.as_deref(), is_large, false) };
            event.insert("record".to_owned(), record);
        }
        if change.operation != Operation::Insert && !is_denied {
            // Row level security cannot judge a row that is gone, so nothing but its key may be told.
            let key_only = !change.full_identity || is_delete && change.secured;
            event.insert("old_record".to_owned(), self.record(change.old.as_deref(), is_large, key_only));
        }
        event.insert("schema".to_owned(), json!(change.schema));
        event.insert("table".to_owned(), json!(change.table));
        event.insert("type".to_owned(), json!(change.operation.name()));
        Value::Object(event).to_string()
    }

    fn shows(&self, column: &str) -> bool {
        let selected = self.select.is_none_or(|names| names.iter().any(|name| name == column));
        // Without the key nothing is shown at all.
        self.rights.reads_key && selected && self.rights.columns.contains(column)
    }

    fn record(&self, image: Option<&str>, small_only: bool, key_only: bool) -> Value {
        let image: Map<String, Value> = image.and_then(|image| serde_json::from_str(image).ok()).unwrap_or_default();
        let fits = |value: &Value| match value {
            Value::Null => false,
            Value::String(text) => text.len() <= SMALL_VALUE,
            other => other.to_string().len() <= SMALL_VALUE,
        };
        let kept = image.into_iter().filter(|(name, value)| {
            self.shows(name) && (!key_only || self.rights.key.contains(name.as_str())) && (!small_only || fits(value))
        });
        Value::Object(kept.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, is_key: bool, readers: &[&str]) -> Column {
        Column {
            name: name.to_owned(),
            type_name: "text".to_owned(),
            declared: "text".to_owned(),
            is_key,
            readers: readers.iter().map(ToString::to_string).collect(),
        }
    }

    fn change(operation: Operation, old: Option<Value>, new: Option<Value>) -> Change {
        Change {
            seq: 1,
            noted_at: 0,
            committed: "2026-01-01T00:00:00.000Z".to_owned(),
            schema: "public".to_owned(),
            table: "t".to_owned(),
            operation,
            full_identity: false,
            secured: true,
            old: old.map(|row| row.to_string()),
            new: new.map(|row| row.to_string()),
        }
    }

    fn shown(change: &Change, columns: &[Column], select: Option<&[String]>) -> Value {
        let rights = Rights::of(columns, "reader");
        serde_json::from_str(&Event { change, columns, rights: &rights, select }.json()).unwrap()
    }

    #[test]
    fn a_record_too_large_keeps_only_small_values_that_are_not_null() {
        let columns =
            [column("id", true, &["reader"]), column("a", false, &["reader"]), column("b", false, &["reader"])];
        let row = json!({"id": "1", "a": "x".repeat(LARGEST_RECORD), "b": null});
        let event = shown(&change(Operation::Insert, None, Some(row)), &columns, None);
        assert_eq!(event["errors"], json!(["Error 413: Payload Too Large"]));
        assert_eq!(event["record"], json!({"id": "1"}));
        assert_eq!(event["columns"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn a_reader_without_the_key_learns_that_something_happened_and_no_more() {
        let columns = [column("id", true, &[]), column("a", false, &["reader"])];
        let insert = shown(&change(Operation::Insert, None, Some(json!({"id": 1, "a": 2}))), &columns, None);
        let expected = json!({"columns": [], "commit_timestamp": null, "errors": ["Error 401: Unauthorized"],
            "record": {}, "schema": "public", "table": "t", "type": "INSERT"});
        assert_eq!(insert, expected);
        let delete = shown(&change(Operation::Delete, Some(json!({"id": 1})), None), &columns, None);
        assert_eq!((&delete["old_record"], &delete["errors"]), (&json!({}), &Value::Null));
    }

    #[test]
    fn columns_without_the_right_or_not_selected_are_not_shown() {
        let columns = [column("id", true, &["reader"]), column("a", false, &[]), column("b", false, &["reader"])];
        let row = json!({"id": 1, "a": 2, "b": 3});
        let all = shown(&change(Operation::Insert, None, Some(row.clone())), &columns, None);
        assert_eq!(all["record"], json!({"id": 1, "b": 3}));
        let some = shown(&change(Operation::Insert, None, Some(row)), &columns, Some(&["id".to_owned()]));
        assert_eq!(some["record"], json!({"id": 1}));
    }
}
