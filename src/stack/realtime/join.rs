//! What a client asks for when it joins a topic. Pure.
//!
//! Read leniently, as the recorded server does: a field of the wrong type counts as absent. Only a payload without
//! `config` is special: it is the old form, in which the topic itself says `schema:table:filter`.

use serde_json::{Map, Value, json};

use super::binding::{self, Binding, Unreadable};

/// The payload of a `phx_join`.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol has four independent switches")]
pub(super) struct Join {
    /// Answer broadcasts of this channel.
    pub(super) acknowledge: bool,
    /// Send broadcasts of this channel back to it.
    pub(super) echo: bool,
    pub(super) private: bool,
    /// The name the client wants in presence; `None` when the server is to make one.
    pub(super) presence_key: Option<String>,
    pub(super) presence_enabled: bool,
    /// `postgres_changes` as sent.
    entries: Vec<Map<String, Value>>,
    /// The user's token; `None` when the API key counts instead.
    pub(super) token: Option<String>,
}

impl Join {
    /// Reads the payload of a join of `realtime:{name}`.
    pub(super) fn read(name: &str, payload: &Value) -> Self {
        let token = token(payload).map(str::to_owned);
        let Some(config) = payload.get("config") else {
            return Self { entries: vec![entry_of_topic(name)], token, ..Self::default() };
        };
        let flag = |part: &str, field: &str| config[part][field] == Value::Bool(true);
        let key = config["presence"]["key"].as_str().filter(|key| !key.is_empty());
        let entries = config["postgres_changes"].as_array().into_iter().flatten();
        Self {
            acknowledge: flag("broadcast", "ack"),
            echo: flag("broadcast", "self"),
            private: config["private"] == Value::Bool(true),
            presence_key: key.map(str::to_owned),
            presence_enabled: flag("presence", "enabled"),
            entries: entries.filter_map(|entry| entry.as_object().cloned()).collect(),
            token,
        }
    }

    /// The response of the ok reply: the bindings in the order sent, each with its id.
    pub(super) fn response(&self) -> Value {
        let numbered = self.entries.iter().map(|entry| {
            let mut numbered = entry.clone();
            numbered.insert("id".to_owned(), Value::from(binding::id(entry)));
            Value::Object(numbered)
        });
        json!({"postgres_changes": numbered.collect::<Vec<_>>()})
    }

    /// Whether the channel wants row changes at all.
    pub(super) fn wants_changes(&self) -> bool {
        !self.entries.is_empty()
    }

    /// The bindings, or the message about the first that cannot be read.
    pub(super) fn bindings(&self) -> Result<Vec<Binding>, Unreadable> {
        self.entries.iter().map(binding::read).collect()
    }
}

/// The token in a payload of `phx_join` or `access_token`; keys that are no tokens (`sb_…`) count as none.
pub(super) fn token(payload: &Value) -> Option<&str> {
    payload.get("access_token")?.as_str().filter(|token| !token.starts_with("sb_"))
}

fn entry_of_topic(name: &str) -> Map<String, Value> {
    let fields = ["schema", "table", "filter"];
    fields.into_iter().zip(name.splitn(3, ':')).map(|(field, part)| (field.to_owned(), Value::from(part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_without_config_reads_the_topic() {
        let join = Join::read("public:comments", &json!({}));
        let binding = &join.bindings().unwrap()[0];
        assert_eq!((binding.schema.as_str(), binding.table.as_str()), ("public", "comments"));
        let shown = Join::read("noconf", &json!({})).bindings().unwrap()[0].shown();
        assert_eq!(shown, "[event: *, schema: noconf, table: *, filters: [], select: nil]");
    }

    #[test]
    fn a_config_of_null_or_of_wrong_types_asks_for_nothing() {
        let wrong =
            json!({"presence": {"key": 17, "enabled": "maybe"}, "broadcast": {"ack": "x"}, "postgres_changes": {}});
        for config in [Value::Null, wrong] {
            let join = Join::read("any", &json!({"config": config}));
            assert_eq!(join, Join::default());
            assert_eq!(join.response(), json!({"postgres_changes": []}));
        }
    }

    #[test]
    fn a_token_that_is_no_text_or_an_opaque_key_counts_as_none() {
        for token in [json!(17), Value::Null, json!("sb_publishable_x")] {
            assert_eq!(Join::read("any", &json!({"config": {}, "access_token": token})).token, None);
        }
        assert_eq!(Join::read("any", &json!({"config": {}, "access_token": ""})).token.as_deref(), Some(""));
    }

    #[test]
    fn the_reply_lists_the_bindings_as_sent_with_their_ids() {
        let entry = json!({"event": "*", "schema": "public", "table": "comments", "select": ["id"]});
        let join = Join::read("any", &json!({"config": {"postgres_changes": [entry]}}));
        let reply = &join.response()["postgres_changes"][0];
        assert_eq!(reply["select"], json!(["id"]));
        assert_eq!(reply["id"], join.bindings().unwrap()[0].id);
    }
}
