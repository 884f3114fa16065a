//! What two runs of the same conversation have in common: ids, refs and times replaced by words.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// Strings above this were replaced in the recordings.
const LONGEST: usize = 4000;

/// Replaces what differs from run to run, and remembers which binding each id stands for.
#[derive(Default)]
pub(super) struct Shaper {
    bindings: HashMap<u64, String>,
}

impl Shaper {
    /// The shape of a server frame.
    pub(super) fn shape(&mut self, frame: &Value) -> Value {
        self.learn(frame);
        self.walk("", frame)
    }

    fn learn(&mut self, frame: &Value) {
        let payload = frame.get("payload").or_else(|| frame.get(4));
        let Some(listed) = payload.and_then(|payload| payload["response"]["postgres_changes"].as_array()) else {
            return;
        };
        for binding in listed {
            let mut text = binding.as_object().unwrap().clone();
            if let Some(id) = text.remove("id") {
                self.bindings.insert(id.as_u64().unwrap(), Value::Object(text).to_string());
            }
        }
    }

    fn walk(&self, name: &str, value: &Value) -> Value {
        match value {
            Value::Object(fields) => self.object(fields),
            Value::Array(items) if name == "ids" => {
                let mut ids: Vec<&str> = items.iter().map(|id| self.bindings[&id.as_u64().unwrap()].as_str()).collect();
                ids.sort_unstable();
                json!(ids)
            }
            Value::Array(items) => items.iter().map(|item| self.walk("", item)).collect(),
            Value::Number(_) if name == "id" => json!("<binding>"),
            Value::String(text) if name == "phx_ref" || name == "phx_ref_prev" => {
                assert_eq!(text.len(), 16, "a phx_ref of another kind: {text}");
                json!("<ref>")
            }
            Value::String(text) => json!(word(text)),
            other => other.clone(),
        }
    }

    fn object(&self, fields: &Map<String, Value>) -> Value {
        let shaped = fields.iter().map(|(name, value)| (word(name), self.walk(name, value)));
        Value::Object(shaped.collect())
    }
}

fn word(text: &str) -> String {
    if text.chars().count() > LONGEST {
        return format!("<string of {} characters>", text.chars().count());
    }
    if is_time(text, "Z") {
        return "<time of commit>".to_owned();
    }
    if is_time(text, "+00:00") {
        return "<time>".to_owned();
    }
    // The fixed ids all have this middle; anything else of the form was made by chance.
    if uuid::Uuid::parse_str(text).is_ok() && !text.contains("-0000-4000-8000-") {
        return "<uuid>".to_owned();
    }
    if text.starts_with("Unable to subscribe") {
        // Long terms were broken into lines.
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        return lines.join(" ").replace("[ {", "[{").replace("} ]", "}]");
    }
    if let Some(age) = text.strip_suffix(" seconds ago")
        && let Some((before, _)) = age.rsplit_once(' ')
    {
        return format!("{before} <n> seconds ago");
    }
    match text.split('-').collect::<Vec<_>>()[..] {
        [prefix, kind @ ("INC" | "CHG"), number] if prefix.len() == 3 && number.len() == 4 => format!("<{kind}>"),
        _ => text.to_owned(),
    }
}

/// `2026-11-22T12:40:46.29751+00:00` with up to six digits, or `…46.303Z` with three.
fn is_time(text: &str, zone: &str) -> bool {
    let Some(text) = text.strip_suffix(zone) else { return false };
    let Some((date, clock)) = text.split_once('T') else { return false };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let digits = |text: &str| text.chars().all(|character| character.is_ascii_digit() || "-:".contains(character));
    let fits = if zone == "Z" { fraction.len() == 3 } else { fraction.len() <= 6 && !fraction.ends_with('0') };
    date.len() == 10 && clock.len() == 8 && digits(date) && digits(clock) && digits(fraction) && fits
}
