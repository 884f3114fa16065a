//! Where two normalised answers differ, path by path.
//!
//! A case may name `loose` paths, whose text may be another or null, and `unordered` ones, whose lists may be in another order.
//! Numbers compare by value: 20 is 20.0.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

/// One place where an answer is not as recorded.
pub(super) struct Difference {
    pub(super) case: String,
    /// Keys and indices joined by dots: `body.0.title`.
    pub(super) path: String,
    what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "  {} / {}: {}", self.case, self.path, self.what)
    }
}

/// Compares the answers to one case.
pub(super) struct Comparison<'a> {
    pub(super) case: &'a str,
    pub(super) loose: BTreeSet<&'a str>,
    pub(super) unordered: BTreeSet<&'a str>,
    pub(super) found: Vec<Difference>,
}

impl Comparison<'_> {
    pub(super) fn compare(&mut self, want: &Value, got: &Value, path: &str) {
        if self.loose.contains(path) {
            if !want.is_null() && !got.is_null() && kind(want) != kind(got) {
                self.note(path, format!("{} → {}", kind(want), kind(got)));
            }
            return;
        }
        match (want, got) {
            (Value::Object(left), Value::Object(right)) => {
                for key in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
                    let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    match (left.get(key), right.get(key)) {
                        (Some(want), Some(got)) => self.compare(want, got, &below),
                        (Some(want), None) => self.note(&below, format!("{} → missing", short(want))),
                        (None, got) => self.note(&below, format!("absent → {}", short(got.unwrap_or(&Value::Null)))),
                    }
                }
            }
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
                let (mut left, mut right) = (left.clone(), right.clone());
                if self.unordered.contains(path) {
                    left.sort_by_key(Value::to_string);
                    right.sort_by_key(Value::to_string);
                }
                for (at, (want, got)) in left.iter().zip(&right).enumerate() {
                    self.compare(want, got, &format!("{path}.{at}"));
                }
            }
            (Value::Array(left), Value::Array(right)) => {
                self.note(path, format!("{} elements → {}: {}", left.len(), right.len(), short(got)));
            }
            (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64() => {}
            _ if want == got => {}
            _ => self.note(path, format!("{} → {}", short(want), short(got))),
        }
    }

    fn note(&mut self, path: &str, what: String) {
        self.found.push(Difference { case: self.case.to_owned(), path: path.to_owned(), what });
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
