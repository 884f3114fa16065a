//! What one socket has joined, and what it is answered. The order of frames is the recorded server's.
//!
//! Works on decoded frames and leaves finished ones in an outbox; it does not touch the socket. A refused join waits in
//! place when the delay is on, which holds up everything else on the socket: that is how the real server behaves.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::Message;
use serde_json::{Map, Value, json};

use super::channel::Channel;
use super::frame::{Encoding, Incoming, Outgoing, Payload, Version};
use super::hub::{Delivery, Hub, Push, Spoken, Subscription};
use super::join::{self, Join};
use super::presence::ChannelId;
use super::settings::Settings;
use super::subscribe::{self, Failure};
use super::token::{self, Claims};
use crate::stack::Shared;
use crate::stack::clock::unix_seconds;

/// Whether the socket goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Next {
    Stay,
    /// Close with this code.
    Close(u16),
}

/// The state of one socket.
pub(super) struct Session {
    shared: Shared,
    hub: Hub,
    socket: u64,
    version: Version,
    /// What the API key alone may do.
    key_claims: Arc<Claims>,
    channels: HashMap<String, Channel>,
    outbox: Vec<Message>,
}

impl Session {
    pub(super) fn new(shared: Shared, socket: u64, version: Version, key_claims: Claims) -> Self {
        let hub = shared.realtime.clone();
        let key_claims = Arc::new(key_claims);
        Self { shared, hub, socket, version, key_claims, channels: HashMap::new(), outbox: Vec::new() }
    }

    /// The settings that hold now.
    pub(super) fn settings(&self) -> Settings {
        Settings::of(&self.shared.faults.plan())
    }

    /// The frames to send, in order.
    pub(super) fn take_outbox(&mut self) -> Vec<Message> {
        mem::take(&mut self.outbox)
    }

    /// When [`Session::wake`] is next due.
    pub(super) fn next_wake(&self) -> Option<Instant> {
        self.channels.values().map(Channel::next_wake).min()
    }

    /// Answers a frame of the client.
    pub(super) async fn hear(&mut self, frame: Incoming) -> Next {
        match (frame.topic.as_str(), frame.event.as_str()) {
            ("phoenix", "heartbeat") => self.reply(&frame, "ok", &json!({})),
            (_, "phx_join") => return self.join(&frame).await,
            (_, "phx_leave") => self.leave(&frame),
            (topic, _) if !self.channels.contains_key(topic) => {
                self.reply(&frame, "error", &json!({"reason": "unmatched topic"}));
            }
            (_, "access_token") => self.renew(&frame),
            (_, "broadcast") => self.broadcast(frame),
            (_, "presence") => self.presence(&frame),
            // The recorded server says nothing to events it does not know.
            _ => {}
        }
        Next::Stay
    }

    /// Passes on what the hub has for this socket.
    pub(super) fn deliver(&mut self, delivery: Delivery) -> Next {
        match delivery {
            Delivery::Push(id, push) => self.push(id, &push),
            Delivery::Crash(id) => {
                if let Some(channel) = self.take(id) {
                    self.send(&channel.join_ref, &channel.join_ref, &channel.topic, "phx_error", "{}");
                }
            }
            Delivery::Disconnect => {
                let message = json!({"extension": "system", "message": "Server requested disconnect", "status": "ok"});
                let mut topics: Vec<_> =
                    self.channels.values().map(|channel| (channel.id, channel.topic.clone())).collect();
                topics.sort_unstable();
                for (_, topic) in topics {
                    self.send(&Value::Null, &Value::Null, &topic, "system", &message.to_string());
                }
                return Next::Close(1012);
            }
            Delivery::Restart => return Next::Close(1012),
        }
        Next::Stay
    }

    /// Does what has become due: subscriptions to make, tokens that ended.
    pub(super) async fn wake(&mut self) {
        let now = Instant::now();
        let due = self.channels.values().filter(|channel| channel.is_due(now));
        let mut due: Vec<_> = due.map(|channel| (channel.id, channel.topic.clone())).collect();
        due.sort_unstable();
        for (_, topic) in due {
            let Some(channel) = self.channels.get_mut(&topic) else { continue };
            let seconds = unix_seconds() - channel.claims.expires;
            if seconds >= 0 {
                self.expel(&topic, &format!("Token has expired {seconds} seconds ago"));
            } else if channel.subscribe_at.is_some_and(|at| at <= now) {
                channel.subscribe_at = None;
                self.subscribe(&topic).await;
            }
        }
    }

    /// Leaves everything.
    pub(super) fn end(&mut self) {
        for channel in mem::take(&mut self.channels).into_values() {
            self.hub.vacate(channel.id);
        }
        self.hub.close(self.socket);
    }

    async fn join(&mut self, frame: &Incoming) -> Next {
        let Some(name) = frame.topic.strip_prefix("realtime:") else {
            self.reply(frame, "error", &json!({"reason": "unmatched topic"}));
            return Next::Stay;
        };
        let settings = self.settings();
        let replaced = self.channels.remove(&frame.topic);
        if let Some(old) = &replaced {
            self.hub.vacate(old.id);
        }
        let next = if self.hub.count_join(&settings) {
            self.refuse(frame, "ClientJoinRateLimitReached: Too many joins per second", settings.refused_join).await;
            Next::Close(1000)
        } else {
            let payload = match &frame.payload {
                Payload::Json(payload) => payload,
                Payload::Binary(_) => &Value::Null,
            };
            match self.admit(name, Join::read(name, payload), frame, &settings).await {
                Ok(()) => {}
                Err(reason) => self.refuse(frame, &reason, settings.refused_join).await,
            }
            Next::Stay
        };
        // The close of a replaced channel comes after the reply to its successor.
        if let Some(old) = replaced {
            self.send(&old.join_ref, &old.join_ref, &old.topic, "phx_close", "{}");
        }
        next
    }

    async fn refuse(&mut self, frame: &Incoming, reason: &str, delay: Duration) {
        tokio::time::sleep(delay).await;
        self.reply(frame, "error", &json!({"reason": reason}));
    }

    async fn admit(&mut self, name: &str, join: Join, frame: &Incoming, settings: &Settings) -> Result<(), String> {
        if self.channels.len() >= settings.channels {
            return Err("ChannelRateLimitReached: Too many channels".to_owned());
        }
        if name.is_empty() {
            return Err("TopicNameRequired: You must provide a topic name".to_owned());
        }
        let claims = match &join.token {
            None => Arc::clone(&self.key_claims),
            Some(token) => Arc::new(self.check(token).map_err(token::Refusal::at_join)?),
        };
        if join.private {
            return Err(format!("Unauthorized: You do not have permissions to read from this Channel topic: {name}"));
        }
        if join.wants_changes() && !subscribe::is_reachable(&self.shared.db).await {
            return Err("UnableToConnectToProject: Realtime was unable to connect to the project database".to_owned());
        }
        let seat = self.hub.seat(self.socket, &frame.topic, join.presence_enabled);
        let id = seat.ok_or("Unknown Error on Channel")?;
        let mut channel = Channel::new(id, frame, join, claims);
        let response = channel.join.response();
        if channel.join.wants_changes() {
            channel.subscribe_at = Some(Instant::now() + settings.subscribe);
        }
        let presence = channel.join.presence_enabled.then(|| self.hub.presence(&frame.topic).to_string());
        self.channels.insert(frame.topic.clone(), channel);
        self.reply(frame, "ok", &response);
        if let Some(state) = presence {
            self.send(&frame.join_ref, &Value::Null, &frame.topic, "presence_state", &state);
        }
        Ok(())
    }

    fn check(&self, token: &str) -> Result<Claims, token::Refusal> {
        token::check(token, self.shared.keys.jwt_secret().as_bytes(), unix_seconds())
    }

    fn leave(&mut self, frame: &Incoming) {
        let left = self.channels.remove(&frame.topic);
        self.reply(frame, "ok", &json!({}));
        if let Some(channel) = left {
            self.hub.vacate(channel.id);
            self.send(&channel.join_ref, &channel.join_ref, &channel.topic, "phx_close", "{}");
        }
    }

    async fn subscribe(&mut self, topic: &str) {
        let Some(channel) = self.channels.get_mut(topic) else { return };
        if !self.hub.is_listening() {
            channel.subscribe_at = Some(Instant::now() + subscribe::PAUSE);
            return;
        }
        let without_tables = self.shared.faults.plan().publication_without_tables;
        let (status, message) = match subscribe::check(&self.shared.db, &channel.join, without_tables).await {
            Ok((bindings, since)) => {
                let claims = Arc::clone(&channel.claims);
                self.hub.subscribe(channel.id, Subscription { claims, bindings: bindings.into(), since });
                ("ok", "Subscribed to PostgreSQL".to_owned())
            }
            Err(Failure::Refused(message)) => ("error", message),
            Err(Failure::Unavailable) => {
                channel.subscribe_at = Some(Instant::now() + subscribe::RETRY);
                return;
            }
        };
        let (join_ref, payload) = (channel.join_ref.clone(), channel.system("postgres_changes", status, &message));
        self.send(&join_ref, &Value::Null, topic, "system", &payload);
    }

    fn renew(&mut self, frame: &Incoming) {
        let Payload::Json(payload) = &frame.payload else { return };
        let Some(token) = join::token(payload) else { return };
        let resubscribe = self.settings().resubscribe;
        let checked = self.check(token);
        let Some(channel) = self.channels.get_mut(&frame.topic) else { return };
        if channel.join.token.as_deref() == Some(token) {
            return;
        }
        match checked {
            Ok(claims) => {
                channel.claims = Arc::new(claims);
                channel.join.token = Some(token.to_owned());
                if channel.join.wants_changes() {
                    channel.subscribe_at = Some(Instant::now() + resubscribe);
                }
            }
            Err(refusal) => self.expel(&frame.topic, &refusal.while_joined()),
        }
    }

    fn broadcast(&mut self, frame: Incoming) {
        let Some(channel) = self.channels.get(&frame.topic) else { return };
        let (id, acknowledge, echo) = (channel.id, channel.join.acknowledge, channel.join.echo);
        let answered = Incoming { payload: Payload::Json(Value::Null), ..frame.clone() };
        let (size, spoken) = match frame.payload {
            Payload::Json(payload) => {
                let text = payload.to_string();
                (text.len(), Spoken::Text(text))
            }
            Payload::Binary(broadcast) => (broadcast.payload.len(), Spoken::Binary(broadcast)),
        };
        if size > Settings::BROADCAST_BYTES {
            self.reply(&answered, "error", &json!("payload_size_exceeded"));
            return;
        }
        let spoken = Arc::new(spoken);
        self.hub.broadcast(id, &spoken, &self.settings());
        if echo {
            self.push(id, &Push::Broadcast(spoken));
        }
        if acknowledge && self.channels.contains_key(&answered.topic) {
            self.reply(&answered, "ok", &json!({}));
        }
    }

    fn presence(&mut self, frame: &Incoming) {
        let settings = self.settings();
        let Payload::Json(payload) = &frame.payload else { return };
        let Some(channel) = self.channels.get_mut(&frame.topic) else { return };
        let id = channel.id;
        match payload["event"].as_str() {
            Some("track") => {
                let nothing = Map::new();
                let told = match &payload["payload"] {
                    Value::Object(told) => told,
                    Value::Null => &nothing,
                    _ => {
                        let reason = json!({"reason": "Presence track payload must be a map"});
                        return self.reply(frame, "error", &reason);
                    }
                };
                if !channel.tracks.admits(Instant::now(), settings.tracks, Settings::PRESENCE_SPAN) {
                    return self.expel(&frame.topic, "Client presence rate limit exceeded");
                }
                let key = channel.presence_key.clone();
                self.reply(frame, "ok", &json!({}));
                self.hub.track(id, &key, told, &settings);
            }
            Some("untrack") => {
                self.reply(frame, "ok", &json!({}));
                self.hub.untrack(id);
            }
            _ => self.reply(frame, "error", &json!({})),
        }
    }

    /// Ends a channel from the server's side: the reason, then the close.
    fn expel(&mut self, topic: &str, message: &str) {
        let Some(channel) = self.channels.remove(topic) else { return };
        self.hub.vacate(channel.id);
        let payload = channel.system("system", "error", message);
        self.send(&channel.join_ref, &Value::Null, topic, "system", &payload);
        self.send(&channel.join_ref, &channel.join_ref, topic, "phx_close", "{}");
    }

    fn take(&mut self, id: ChannelId) -> Option<Channel> {
        let topic = self.topic_of(id)?;
        self.hub.vacate(id);
        self.channels.remove(&topic)
    }

    fn topic_of(&self, id: ChannelId) -> Option<String> {
        self.channels.values().find(|channel| channel.id == id).map(|channel| channel.topic.clone())
    }

    fn push(&mut self, id: ChannelId, push: &Push) {
        let Some(topic) = self.topic_of(id) else { return };
        let (event, payload) = match push {
            Push::Change(payload) => ("postgres_changes", payload.as_ref()),
            Push::Presence(payload) => ("presence_diff", payload.as_ref()),
            Push::Broadcast(spoken) => return self.pass_on(&topic, spoken),
        };
        self.send(&Value::Null, &Value::Null, &topic, event, payload);
    }

    fn pass_on(&mut self, topic: &str, spoken: &Spoken) {
        if self.hub.is_flooded(&self.settings()) {
            return self.expel(topic, "Too many messages per second");
        }
        let text = match (spoken, self.version) {
            (Spoken::Text(text), _) => Some(text.clone()),
            (Spoken::Binary(broadcast), Version::V2) => {
                if let Some(frame) = broadcast.binary(topic) {
                    self.outbox.push(Message::Binary(frame.into()));
                }
                None
            }
            // Bytes without a meaning have no place in a 1.0.0 frame.
            (Spoken::Binary(broadcast), Version::V1) if broadcast.encoding == Encoding::Raw => None,
            (Spoken::Binary(broadcast), Version::V1) => broadcast.json(),
        };
        if let Some(text) = text {
            self.send(&Value::Null, &Value::Null, topic, "broadcast", &text);
        }
    }

    fn reply(&mut self, frame: &Incoming, status: &str, response: &Value) {
        let payload = json!({"response": response, "status": status}).to_string();
        self.send(&frame.join_ref, &frame.reference, &frame.topic, "phx_reply", &payload);
    }

    fn send(&mut self, join_ref: &Value, reference: &Value, topic: &str, event: &str, payload: &str) {
        let frame = Outgoing { join_ref, reference, topic, event, payload };
        self.outbox.push(Message::Text(frame.text(self.version).into()));
    }
}
