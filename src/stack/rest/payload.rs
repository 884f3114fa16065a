//! Bodies: the rows a client sends.
//!
//! It owns the check of type and shape, before the database sees anything. The text itself goes on as it came, so that numbers
//! keep their digits and bad values meet the database's own errors. Invariant: every row has the same keys, unless the client
//! named the columns.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::refusal::Refusal;

/// A JSON body that may be written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Payload {
    pub(super) json: String,
    /// Whether it is one object rather than a list.
    pub(super) is_object: bool,
    /// The columns or arguments it gives.
    pub(super) keys: BTreeSet<String>,
}

impl Payload {
    /// Reads a body. `columns`, if given, are taken for its keys and the shape is left to the database.
    pub(super) fn read(headers: &HeaderMap, body: &[u8], columns: Option<&[String]>) -> Result<Self, Refusal> {
        check_type(headers)?;
        let not_json = || Refusal::body("Empty or invalid json");
        let json = str::from_utf8(body).map_err(|_| not_json())?.to_owned();
        if let Some(columns) = columns {
            let is_object = json.trim_start().starts_with('{');
            return Ok(Self { json, is_object, keys: columns.iter().cloned().collect() });
        }
        match serde_json::from_str(&json).map_err(|_| not_json())? {
            Value::Object(object) => {
                Ok(Self { json, is_object: true, keys: object.into_iter().map(|(key, _)| key).collect() })
            }
            Value::Array(rows) => Ok(Self { json, is_object: false, keys: common_keys(&rows)? }),
            _ => Ok(Self { json: "[]".to_owned(), is_object: false, keys: BTreeSet::new() }),
        }
    }

    /// The body of a call without arguments.
    pub(super) fn empty_object() -> Self {
        Self { json: "{}".to_owned(), is_object: true, keys: BTreeSet::new() }
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let value = value.to_str().unwrap_or_default();
    match value.split(';').next().unwrap_or_default().trim() {
        "application/json" | "" => Ok(()),
        "text/csv" => Err(Refusal::outside_subset("bodies of text/csv")),
        "application/x-www-form-urlencoded" => Err(Refusal::outside_subset("form bodies")),
        other => Err(Refusal::body(format!("Content-Type not acceptable: {other}"))),
    }
}

fn common_keys(rows: &[Value]) -> Result<BTreeSet<String>, Refusal> {
    let keys = |row: &Value| row.as_object().map(|row| row.keys().cloned().collect::<BTreeSet<_>>());
    let Some(first) = rows.first() else { return Ok(BTreeSet::new()) };
    match keys(first) {
        Some(first) if rows.iter().all(|row| keys(row).as_ref() == Some(&first)) => Ok(first),
        _ => Err(Refusal::body("All object keys must match")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_refused_for_their_shape() {
        for (body, expected) in [
            ("", "Empty or invalid json"),
            ("{\"title\":", "Empty or invalid json"),
            ("[{\"a\":1},{\"b\":1}]", "All object keys must match"),
            ("[{\"a\":1},3]", "All object keys must match"),
            ("[3]", "All object keys must match"),
        ] {
            let refusal = Payload::read(&HeaderMap::new(), body.as_bytes(), None).unwrap_err();
            assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("PGRST102", expected), "{body}");
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        let body = "{\"cost\": 0.10000000000000000000001}";
        assert_eq!(Payload::read(&HeaderMap::new(), body.as_bytes(), None).unwrap().json, body);
    }

    #[test]
    fn named_columns_stand_for_the_keys() {
        let columns = ["a".to_owned(), "b".to_owned()];
        let payload = Payload::read(&HeaderMap::new(), b" [{\"a\":1},{}]", Some(&columns)).unwrap();
        assert!(!payload.is_object && payload.keys.len() == 2);
    }
}
