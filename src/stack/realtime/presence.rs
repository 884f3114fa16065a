//! Who is present on a topic, by key. Pure.
//!
//! One entry per channel that tracks; several channels may share a key and then show as several `metas`. Every change
//! is one diff, in which a repeated track is a join (naming its predecessor) and a leave at once.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// Identifies a joined channel among all of the stack, for as long as it is joined.
pub(super) type ChannelId = u64;

#[derive(Debug, Clone)]
struct Entry {
    channel: ChannelId,
    key: String,
    meta: Map<String, Value>,
}

/// The presence of all topics.
#[derive(Debug, Default)]
pub(super) struct Presence {
    topics: HashMap<String, Vec<Entry>>,
}

impl Presence {
    /// The payload of `presence_state`.
    pub(super) fn state(&self, topic: &str) -> Value {
        let mut state = Map::new();
        for entry in self.topics.get(topic).into_iter().flatten() {
            let shown = state.entry(entry.key.clone()).or_insert_with(|| json!({"metas": []}));
            if let Some(metas) = shown["metas"].as_array_mut() {
                metas.push(Value::Object(entry.meta.clone()));
            }
        }
        Value::Object(state)
    }

    /// Records what a channel tells about itself, and gives the payload of the `presence_diff`.
    pub(super) fn track(&mut self, topic: &str, channel: ChannelId, key: &str, told: &Map<String, Value>) -> Value {
        let mut meta = told.clone();
        meta.insert("phx_ref".to_owned(), Value::from(new_ref()));
        let entries = self.topics.entry(topic.to_owned()).or_default();
        let known = entries.iter_mut().find(|entry| entry.channel == channel);
        let Some(entry) = known else {
            entries.push(Entry { channel, key: key.to_owned(), meta: meta.clone() });
            return json!({"joins": {key: {"metas": [meta]}}, "leaves": {}});
        };
        if let Some(previous) = entry.meta.get("phx_ref") {
            meta.insert("phx_ref_prev".to_owned(), previous.clone());
        }
        let previous = std::mem::replace(&mut entry.meta, meta.clone());
        json!({"joins": {key: {"metas": [meta]}}, "leaves": {key: {"metas": [previous]}}})
    }

    /// Forgets a channel; the payload of the `presence_diff`, if it was there at all.
    pub(super) fn untrack(&mut self, topic: &str, channel: ChannelId) -> Option<Value> {
        let entries = self.topics.get_mut(topic)?;
        let index = entries.iter().position(|entry| entry.channel == channel)?;
        let entry = entries.remove(index);
        if entries.is_empty() {
            self.topics.remove(topic);
        }
        Some(json!({"joins": {}, "leaves": {entry.key: {"metas": [entry.meta]}}}))
    }
}

/// Sixteen characters, as Phoenix makes them.
fn new_ref() -> String {
    URL_SAFE_NO_PAD.encode(&uuid::Uuid::new_v4().as_bytes()[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn tracking_again_leaves_and_joins_in_one_diff() {
        let mut presence = Presence::default();
        let first = presence.track("room", 1, "alice", &told(&json!({"at": 1})));
        assert_eq!(first["leaves"], json!({}));
        let second = presence.track("room", 1, "alice", &told(&json!({"at": 2})));
        let (joined, left) = (&second["joins"]["alice"]["metas"][0], &second["leaves"]["alice"]["metas"][0]);
        assert_eq!(left, &first["joins"]["alice"]["metas"][0]);
        assert_eq!(joined["phx_ref_prev"], left["phx_ref"]);
        assert_eq!(joined["at"], 2);
    }

    #[test]
    fn channels_that_share_a_key_show_as_several_metas() {
        let mut presence = Presence::default();
        presence.track("room", 1, "same", &told(&json!({"from": "a"})));
        presence.track("room", 2, "same", &told(&json!({"from": "b"})));
        assert_eq!(presence.state("room")["same"]["metas"].as_array().unwrap().len(), 2);
        let diff = presence.untrack("room", 1).unwrap();
        assert_eq!(diff["leaves"]["same"]["metas"][0]["from"], "a");
        assert_eq!(presence.state("room")["same"]["metas"][0]["from"], "b");
    }

    #[test]
    fn a_channel_that_never_tracked_leaves_no_diff() {
        assert_eq!(Presence::default().untrack("room", 1), None);
    }
}
