//! One `postgres_changes` binding of a join: which rows of which table a channel wants to hear of.
//!
//! Pure: reads bindings and their filters, and writes them in the notation the server's messages use. Whether table,
//! column and value exist is asked of the database elsewhere.

use serde_json::{Map, Value};

/// The kind of change a row went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    Insert,
    Update,
    Delete,
}

impl Operation {
    /// As the payload names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }

    /// The operation of a trigger's `TG_OP`.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Insert, Self::Update, Self::Delete].into_iter().find(|operation| operation.name() == name)
    }
}

/// A binding that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binding {
    /// Stable for the same binding text, on every topic.
    pub(super) id: u32,
    /// `None` is every kind of change.
    pub(super) operation: Option<Operation>,
    pub(super) schema: String,
    /// `*` is every table of the schema that is in the publication.
    pub(super) table: String,
    pub(super) filter: Option<Filter>,
    /// The columns wanted; `None` is all.
    pub(super) select: Option<Vec<String>>,
}

/// A condition `column=operator.value`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Filter {
    pub(super) column: String,
    pub(super) operator: Operator,
    /// For `in` the list without its brackets.
    pub(super) value: String,
}

/// The comparisons a filter may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operator {
    Eq,
    Neq,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
}

impl Operator {
    const ALL: [(&'static str, Self, &'static str); 7] = [
        ("eq", Self::Eq, "="),
        ("neq", Self::Neq, "<>"),
        ("lt", Self::Lt, "<"),
        ("lte", Self::Lte, "<="),
        ("gt", Self::Gt, ">"),
        ("gte", Self::Gte, ">="),
        ("in", Self::In, "= any"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.0 == name).map(|row| row.1)
    }

    fn row(self) -> (&'static str, Self, &'static str) {
        Self::ALL.into_iter().find(|row| row.1 == self).unwrap_or(Self::ALL[0])
    }

    /// The operator in SQL.
    pub(super) fn sql(self) -> &'static str {
        self.row().2
    }
}

/// The text that answers a binding whose filter cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unreadable(pub(super) String);

/// Reads one entry of `postgres_changes`.
pub(super) fn read(entry: &Map<String, Value>) -> Result<Binding, Unreadable> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    if text("schema").is_none() && text("table").is_none() {
        return Err(Unreadable(format!(
            "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: {}",
            Value::Object(entry.clone())
        )));
    }
    let select = entry.get("select").and_then(Value::as_array);
    Ok(Binding {
        id: id(entry),
        operation: text("event").and_then(Operation::named),
        schema: text("schema").unwrap_or("public").to_owned(),
        table: text("table").unwrap_or("*").to_owned(),
        filter: text("filter").map(read_filter).transpose()?,
        select: select.map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
    })
}

/// The id of a binding: a hash of what was sent (FNV-1a), in the range the recorded ids have (27 bits).
pub(super) fn id(entry: &Map<String, Value>) -> u32 {
    let text = Value::Object(entry.clone()).to_string();
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash >> 5
}

fn read_filter(text: &str) -> Result<Filter, Unreadable> {
    let unreadable = |parts: &[&str]| {
        let parts: Vec<String> = parts.iter().map(|part| format!("{part:?}")).collect();
        Unreadable(format!("Error parsing `filter` params: [{}]", parts.join(", ")))
    };
    let (column, condition) = text.split_once('=').ok_or_else(|| unreadable(&[text]))?;
    let (operator, value) = condition.split_once('.').ok_or_else(|| unreadable(&[column, condition]))?;
    let Some(operator) = Operator::named(operator) else {
        return Err(unreadable(&[operator, value]));
    };
    let value = match operator {
        Operator::In => {
            let list = value.strip_prefix('(').and_then(|list| list.strip_suffix(')'));
            list.ok_or_else(|| Unreadable(format!("`in` filter value must be wrapped by parentheses: {value}")))?
        }
        _ => value,
    };
    Ok(Filter { column: column.to_owned(), operator, value: value.to_owned() })
}

impl Binding {
    /// The binding as the server's messages show it.
    pub(super) fn shown(&self) -> String {
        let event = self.operation.map_or("*", Operation::name);
        let filters = self.filter.as_ref().map(Filter::shown).unwrap_or_default();
        let select = match &self.select {
            None => "nil".to_owned(),
            Some(names) => format!("{names:?}"),
        };
        format!(
            "[event: {event}, schema: {}, table: {}, filters: [{filters}], select: {select}]",
            self.schema, self.table
        )
    }

    /// Whether changes of this table and kind concern the binding, its filter aside.
    pub(super) fn concerns(&self, schema: &str, table: &str, operation: Operation) -> bool {
        self.schema == schema
            && (self.table == "*" || self.table == table)
            && self.operation.is_none_or(|wanted| wanted == operation)
    }
}

impl Filter {
    fn shown(&self) -> String {
        let value = match self.operator {
            Operator::In => format!("{{{}}}", self.value),
            _ => self.value.clone(),
        };
        format!("{{{:?}, {:?}, {value:?}, false}}", self.column, self.operator.row().0)
    }

    /// The right side of the comparison as an SQL literal; `quoted` escapes a text.
    pub(super) fn literal(&self, quoted: impl Fn(&str) -> String, column_type: &str) -> String {
        match self.operator {
            Operator::In => format!("({}::{column_type}[])", quoted(&format!("{{{}}}", self.value))),
            _ => format!("{}::{column_type}", quoted(&self.value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn binding(entry: &Value) -> Result<Binding, Unreadable> {
        read(entry.as_object().unwrap())
    }

    #[test]
    fn a_binding_is_shown_in_the_servers_notation() {
        let shown = binding(&json!({"event": "*", "schema": "public", "table": "problems", "filter": "a=eq.b"}));
        assert_eq!(
            shown.unwrap().shown(),
            r#"[event: *, schema: public, table: problems, filters: [{"a", "eq", "b", false}], select: nil]"#
        );
    }

    #[test]
    fn an_unknown_event_and_a_missing_one_mean_every_change() {
        for entry in [json!({"event": "BOGUS", "schema": "public", "table": "t"}), json!({"table": "t"})] {
            assert_eq!(binding(&entry).unwrap().operation, None);
        }
    }

    #[test]
    fn filters_that_cannot_be_read_are_quoted_back() {
        for (filter, message) in [
            ("organization_id", r#"Error parsing `filter` params: ["organization_id"]"#),
            ("content=resembles.x", r#"Error parsing `filter` params: ["resembles", "x"]"#),
        ] {
            let error = binding(&json!({"schema": "public", "table": "t", "filter": filter})).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn the_value_of_a_filter_is_everything_after_the_operator() {
        let binding = binding(&json!({"table": "t", "filter": "a=eq.b.c&d=eq.e"})).unwrap();
        assert_eq!(binding.filter.unwrap().value, "b.c&d=eq.e");
    }

    #[test]
    fn the_same_binding_has_the_same_id_whatever_the_order_of_its_keys() {
        let one = json!({"event": "*", "schema": "public", "table": "t"});
        let other: Value = serde_json::from_str(r#"{"table":"t","event":"*","schema":"public"}"#).unwrap();
        assert_eq!(binding(&one).unwrap().id, binding(&other).unwrap().id);
        assert_ne!(binding(&one).unwrap().id, binding(&json!({"schema": "public", "table": "t"})).unwrap().id);
    }
}
