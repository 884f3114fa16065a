//! Phoenix frames as a Realtime server reads and writes them: text of vsn 1.0.0 (objects) and 2.0.0 (arrays),
//! and the two binary kinds of 2.0.0 that carry broadcasts.
//!
//! Knows nothing of channels. What cannot be read is `None`: the recorded server ignores such frames without an answer,
//! so there is no error to describe.

use serde_json::{Value, json};

/// The serializer a socket asked for with `vsn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// Objects `{topic, event, payload, ref, join_ref}`; the server leaves `join_ref` out.
    V1,
    /// Arrays `[join_ref, ref, topic, event, payload]`, and binary broadcasts.
    V2,
}

impl Version {
    /// The version of a `vsn` query parameter; without one the server speaks 1.0.0.
    pub(super) fn named(vsn: Option<&str>) -> Option<Self> {
        match vsn {
            None | Some("1.0.0") => Some(Self::V1),
            Some("2.0.0") => Some(Self::V2),
            Some(_) => None,
        }
    }
}

/// A frame from a client. Refs are kept as sent (strings as a rule) and echoed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Incoming {
    pub(super) join_ref: Value,
    pub(super) reference: Value,
    pub(super) topic: String,
    pub(super) event: String,
    pub(super) payload: Payload,
}

/// What a client frame carries.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Payload {
    /// Any JSON value.
    Json(Value),
    /// A broadcast of binary kind 3.
    Binary(Broadcast),
}

/// A broadcast that came as a binary frame: JSON text or bytes without meaning to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broadcast {
    pub(super) event: String,
    pub(super) metadata: Vec<u8>,
    pub(super) encoding: Encoding,
    pub(super) payload: Vec<u8>,
}

/// How the payload of a binary broadcast is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Raw,
    Json,
}

impl Encoding {
    fn byte(self) -> u8 {
        match self {
            Self::Raw => 0,
            Self::Json => 1,
        }
    }
}

/// A frame to a client, its payload already JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outgoing<'a> {
    /// JSON text; only 2.0.0 shows it.
    pub(super) join_ref: &'a Value,
    pub(super) reference: &'a Value,
    pub(super) topic: &'a str,
    pub(super) event: &'a str,
    pub(super) payload: &'a str,
}

impl Outgoing<'_> {
    /// The text frame of this message.
    pub(super) fn text(&self, version: Version) -> String {
        let (event, topic) = (quote(self.event), quote(self.topic));
        let (payload, reference) = (self.payload, self.reference);
        match version {
            Version::V1 => {
                format!(r#"{{"event":{event},"payload":{payload},"ref":{reference},"topic":{topic}}}"#)
            }
            Version::V2 => {
                let join_ref = self.join_ref;
                format!("[{join_ref},{reference},{topic},{event},{payload}]")
            }
        }
    }
}

/// A string as JSON text.
pub(super) fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

/// Reads a text frame.
pub(super) fn read_text(version: Version, text: &str) -> Option<Incoming> {
    let value: Value = serde_json::from_str(text).ok()?;
    let (join_ref, reference, topic, event, payload) = match (version, value) {
        (Version::V1, Value::Object(mut fields)) => {
            let mut take = |name: &str| fields.remove(name).unwrap_or(Value::Null);
            (take("join_ref"), take("ref"), take("topic"), take("event"), take("payload"))
        }
        (Version::V2, Value::Array(parts)) => <[Value; 5]>::try_from(parts).ok()?.into(),
        _ => return None,
    };
    Some(Incoming {
        join_ref,
        reference,
        topic: topic.as_str()?.to_owned(),
        event: event.as_str()?.to_owned(),
        payload: Payload::Json(payload),
    })
}

/// Reads a binary frame of kind 3: `03`, six bytes of lengths and encoding, then the parts and the payload.
pub(super) fn read_binary(version: Version, bytes: &[u8]) -> Option<Incoming> {
    let (header, mut rest) = bytes.split_at_checked(7)?;
    let &[3, join_ref, reference, topic, event, metadata, encoding] = header else { return None };
    if version == Version::V1 {
        return None;
    }
    let encoding = match encoding {
        0 => Encoding::Raw,
        1 => Encoding::Json,
        _ => return None,
    };
    let mut take = |length: u8| {
        let (part, tail) = rest.split_at_checked(usize::from(length))?;
        rest = tail;
        Some(part)
    };
    let text = |part: &[u8]| std::str::from_utf8(part).ok().map(str::to_owned);
    let (join_ref, reference) = (text(take(join_ref)?)?, text(take(reference)?)?);
    let (topic, event) = (text(take(topic)?)?, text(take(event)?)?);
    let metadata = take(metadata)?.to_vec();
    if encoding == Encoding::Json {
        serde_json::from_slice::<serde::de::IgnoredAny>(rest).ok()?;
    }
    let named = |text: String| if text.is_empty() { Value::Null } else { Value::from(text) };
    Some(Incoming {
        join_ref: named(join_ref),
        reference: named(reference),
        topic,
        event: "broadcast".to_owned(),
        payload: Payload::Binary(Broadcast { event, metadata, encoding, payload: rest.to_vec() }),
    })
}

impl Broadcast {
    /// The binary frame (kind 4) for receivers on 2.0.0; `None` if a part is too long for its length byte.
    pub(super) fn binary(&self, topic: &str) -> Option<Vec<u8>> {
        let length = |part: &[u8]| u8::try_from(part.len()).ok();
        let (topic, event) = (topic.as_bytes(), self.event.as_bytes());
        let lengths = [length(topic)?, length(event)?, length(&self.metadata)?];
        let mut frame = vec![4, lengths[0], lengths[1], lengths[2], self.encoding.byte()];
        for part in [topic, event, &self.metadata, &self.payload] {
            frame.extend_from_slice(part);
        }
        Some(frame)
    }

    /// The payload of the text frame for receivers on 1.0.0; raw bytes have none.
    pub(super) fn json(&self) -> Option<String> {
        if self.encoding == Encoding::Raw {
            return None;
        }
        let payload: Value = serde_json::from_slice(&self.payload).ok()?;
        Some(json!({"event": self.event, "payload": payload, "type": "broadcast"}).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_version_1_server_frame_has_no_join_ref() {
        let frame = Outgoing {
            join_ref: &json!("1"),
            reference: &json!("2"),
            topic: "realtime:a",
            event: "phx_reply",
            payload: "{}",
        };
        assert_eq!(frame.text(Version::V1), r#"{"event":"phx_reply","payload":{},"ref":"2","topic":"realtime:a"}"#);
        assert_eq!(frame.text(Version::V2), r#"["1","2","realtime:a","phx_reply",{}]"#);
    }

    #[test]
    fn frames_of_the_other_version_are_not_read() {
        assert_eq!(read_text(Version::V1, r#"[null,"9","phoenix","heartbeat",{}]"#), None);
        assert_eq!(read_text(Version::V2, r#"{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"}"#), None);
        assert_eq!(read_text(Version::V1, r#"{"topic":"realtime:odd"}"#), None);
        assert_eq!(read_text(Version::V1, "this is not json"), None);
    }

    #[test]
    fn a_recorded_binary_broadcast_is_read_and_passed_on() {
        let frame =
            read_binary(Version::V2, &hex("0301020d0600013139307265616c74696d653a76326263637572736f727b226e223a327d"))
                .unwrap();
        assert_eq!((frame.join_ref, frame.reference), (json!("1"), json!("90")));
        assert_eq!(frame.topic, "realtime:v2bc");
        let Payload::Binary(broadcast) = frame.payload else { panic!("not binary") };
        assert_eq!(
            broadcast.binary(&frame.topic).unwrap(),
            hex("040d0600017265616c74696d653a76326263637572736f727b226e223a327d")
        );
        assert_eq!(broadcast.json().unwrap(), r#"{"event":"cursor","payload":{"n":2},"type":"broadcast"}"#);
    }

    #[test]
    fn raw_bytes_have_no_text_form() {
        let frame =
            read_binary(Version::V2, &hex("0301020d0300003139317265616c74696d653a7632626362696e0001ff")).unwrap();
        let Payload::Binary(broadcast) = frame.payload else { panic!("not binary") };
        assert_eq!(broadcast.json(), None);
        assert_eq!(broadcast.payload, [0, 1, 255]);
    }

    #[test]
    fn a_binary_frame_cut_short_is_ignored() {
        assert_eq!(read_binary(Version::V2, &hex("0301020d06")), None);
        assert_eq!(read_binary(Version::V2, &hex("0301020d060001313930")), None);
        assert_eq!(read_binary(Version::V2, &hex("04000000000000")), None);
    }
}
