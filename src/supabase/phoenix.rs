//! The frames of Realtime: Phoenix channels, version 1.0.0, without any I/O.
//!
//! Objects `{topic, event, payload, ref, join_ref}`. The server leaves `join_ref` out of what it sends and names the join a close or crash
//! belongs to in `ref`. What cannot be read is `Other`: servers grow new messages, and none of them may end a connection.

use serde::Deserialize;
use serde_json::{Value, json};

/// The query parameter that asks for this version.
pub(super) const VERSION: &str = "1.0.0";
/// Where heartbeats go.
const PHOENIX: &str = "phoenix";

/// Numbers the messages of one connection.
#[derive(Debug, Default)]
pub(super) struct Refs(u64);

impl Refs {
    pub(super) fn next(&mut self) -> String {
        self.0 += 1;
        self.0.to_string()
    }
}

/// Something the server said.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Incoming {
    /// The answer to the message with this `ref`.
    Reply { topic: String, reference: String, is_ok: bool, response: Value },
    /// News about a channel: subscribed, cannot subscribe, about to close.
    System { topic: String, extension: String, is_ok: bool, message: String },
    /// A row changed: the `data` part.
    Change { topic: String, data: Value },
    /// Everybody on a topic: keys with what each shows.
    PresenceState { topic: String, state: Value },
    /// Who came to a topic and who went.
    PresenceDiff { topic: String, joins: Value, leaves: Value },
    /// A channel is over. `join` is the `ref` it was joined with, where the server says.
    Closed { topic: String, join: Option<String> },
    /// A channel crashed.
    Crashed { topic: String, join: Option<String> },
    /// Anything else.
    Other,
}

#[derive(Deserialize)]
struct Frame {
    topic: String,
    event: String,
    #[serde(default)]
    payload: Value,
    #[serde(default, rename = "ref")]
    reference: Option<String>,
    #[serde(default)]
    join_ref: Option<String>,
}

/// Reads a text frame.
pub(super) fn read(text: &str) -> Incoming {
    let Ok(Frame { topic, event, mut payload, reference, join_ref }) = serde_json::from_str::<Frame>(text) else {
        return Incoming::Other;
    };
    let word = |payload: &Value, name: &str| payload.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_ok = payload.get("status").and_then(Value::as_str) == Some("ok");
    match (event.as_str(), reference) {
        ("phx_reply", Some(reference)) => {
            Incoming::Reply { topic, reference, is_ok, response: part(&mut payload, "response") }
        }
        ("system", _) => {
            let (extension, message) = (word(&payload, "extension"), word(&payload, "message"));
            Incoming::System { topic, extension, is_ok, message }
        }
        ("postgres_changes", _) => Incoming::Change { topic, data: part(&mut payload, "data") },
        ("presence_state", _) => Incoming::PresenceState { topic, state: payload },
        ("presence_diff", _) => {
            Incoming::PresenceDiff { topic, joins: part(&mut payload, "joins"), leaves: part(&mut payload, "leaves") }
        }
        ("phx_close", reference) => Incoming::Closed { topic, join: join_ref.or(reference) },
        ("phx_error", reference) => Incoming::Crashed { topic, join: join_ref.or(reference) },
        _ => Incoming::Other,
    }
}

fn part(payload: &mut Value, name: &str) -> Value {
    payload.get_mut(name).map(Value::take).unwrap_or_default()
}

/// Joins a topic for changes of rows. The token is that of the user: without one the server takes the key's, and shows nothing.
pub(super) fn join(topic: &str, reference: &str, bindings: &Value, token: &str) -> String {
    let payload = json!({
        "config": {
            "broadcast": {"ack": false, "self": false},
            "presence": {"key": "", "enabled": false},
            "postgres_changes": bindings,
            "private": false,
        },
        "access_token": token,
    });
    push(topic, "phx_join", &payload, reference, Some(reference))
}

/// Joins a topic for presence alone, under a key of one's own.
pub(super) fn join_presence(topic: &str, reference: &str, key: &str, token: &str) -> String {
    let payload = json!({
        "config": {
            "broadcast": {"ack": false, "self": false},
            "presence": {"key": key, "enabled": true},
            "postgres_changes": [],
            "private": false,
        },
        "access_token": token,
    });
    push(topic, "phx_join", &payload, reference, Some(reference))
}

/// Shows something on a topic joined for presence.
pub(super) fn track(topic: &str, reference: &str, join: &str, shown: &Value) -> String {
    let payload = json!({"type": "presence", "event": "track", "payload": shown});
    push(topic, "presence", &payload, reference, Some(join))
}

/// Shows nothing there any more.
pub(super) fn untrack(topic: &str, reference: &str, join: &str) -> String {
    push(topic, "presence", &json!({"type": "presence", "event": "untrack"}), reference, Some(join))
}

/// Gives a joined topic a newer token of the same user. There is no reply.
pub(super) fn token(topic: &str, reference: &str, join: &str, token: &str) -> String {
    push(topic, "access_token", &json!({"access_token": token}), reference, Some(join))
}

/// Asks whether the server is there.
pub(super) fn heartbeat(reference: &str) -> String {
    push(PHOENIX, "heartbeat", &json!({}), reference, None)
}

fn push(topic: &str, event: &str, payload: &Value, reference: &str, join: Option<&str>) -> String {
    json!({"topic": topic, "event": event, "payload": payload, "ref": reference, "join_ref": join}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frames a real server sent in a recording.
    fn recorded(name: &str) -> Vec<Incoming> {
        let path = format!("{}/tests/wire/realtime/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let recording: Value =
            serde_json::from_str(&std::fs::read_to_string(path).expect("a recording")).expect("JSON");
        let frames = recording["frames"].as_array().expect("frames");
        frames.iter().filter(|frame| frame["dir"] == "server").map(|frame| read(&frame["frame"].to_string())).collect()
    }

    #[test]
    fn an_expired_token_is_a_system_error_and_a_close_with_the_join() {
        let frames = recorded("token_expires_while_joined");
        let expired = frames.iter().position(
            |frame| matches!(frame, Incoming::System { extension, is_ok: false, .. } if extension == "system"),
        );
        let closed = frames.get(expired.expect("the system message") + 1);
        let expected = Incoming::Closed { topic: "realtime:short".to_owned(), join: Some("2".to_owned()) };
        assert_eq!(closed, Some(&expected));
    }

    #[test]
    fn a_crash_names_its_join() {
        let crash = Incoming::Crashed { topic: "realtime:crash".to_owned(), join: Some("1".to_owned()) };
        assert!(recorded("channel_crash").contains(&crash));
    }

    #[test]
    fn every_change_of_a_recording_has_its_data() {
        let frames = recorded("postgres_changes_member");
        let changes: Vec<_> = frames
            .iter()
            .filter_map(|frame| match frame {
                Incoming::Change { data, .. } => data["type"].as_str(),
                _ => None,
            })
            .collect();
        assert!(changes.starts_with(&["INSERT", "UPDATE"]), "{changes:?}");
    }

    #[test]
    fn nothing_that_is_sent_can_break_the_reader() {
        for text in
            ["", "[]", "null", "{", r#"{"topic":1}"#, r#"{"topic":"t","event":"phx_reply","payload":"x","ref":"1"}"#]
        {
            read(text);
        }
        let bare = r#"{"topic":"t","event":"phx_reply","payload":{"status":"error","response":"too large"},"ref":"1"}"#;
        assert!(matches!(read(bare), Incoming::Reply { is_ok: false, response: Value::String(_), .. }));
    }

    #[test]
    fn a_join_always_carries_config_and_token() {
        let frame: Value = serde_json::from_str(&join("realtime:a", "3", &json!([]), "t")).expect("JSON");
        assert_eq!(frame["payload"]["access_token"], "t");
        assert!(frame["payload"]["config"]["postgres_changes"].is_array());
        assert_eq!((frame["ref"].as_str(), frame["join_ref"].as_str()), (Some("3"), Some("3")));
    }
}
