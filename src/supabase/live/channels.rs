//! The channels of one connection, as a state machine without I/O: text and time in, text and events out.
//!
//! One topic per kind of rows, because one table outside the publication takes down every binding of its topic. A kind is live from the
//! `system` message on, not from the reply to the join: what was committed in between never comes. A refused join makes the server silent
//! for five seconds, so one topic is joined first and the others when it was answered, and heartbeats are not missed meanwhile.

use super::backoff;
use super::changes;
use super::presence::Presence;
use crate::domain::live::{Kind, LiveEvent, LiveState};
use crate::domain::safe::Safe;
use crate::supabase::answer::redact;
use crate::supabase::calls::Home;
use crate::supabase::phoenix::{self, Incoming, Refs};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Between heartbeats; the server closes a connection that is silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// For the answer to one.
const HEARTBEAT_ANSWER: Duration = Duration::from_secs(12);
/// For the reply to a join: a refused one takes five seconds, and all the others may queue before it.
const JOIN_ANSWER: Duration = Duration::from_secs(5 * (Kind::ALL.len() as u64 + 1));
/// From there to the `system` message.
const SUBSCRIBED: Duration = Duration::from_secs(15);

/// What the connection is to do.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Out {
    /// Send this text.
    Send(String),
    /// Tell this.
    Event(LiveEvent),
    /// The server does not take the token: get another one.
    Renew,
    /// The connection is of no use any more.
    Lost(&'static str),
}

/// All channels, and the heartbeat.
pub(super) struct Channels {
    refs: Refs,
    home: Home,
    token: SecretString,
    kinds: Vec<Channel>,
    presence: Presence,
    next_heartbeat: Instant,
    heartbeat: Option<(String, Instant)>,
    has_pulse: bool,
    out: Vec<Out>,
}

struct Channel {
    kind: Kind,
    state: State,
    tries: u32,
    is_token_doubted: bool,
}

#[derive(Clone, PartialEq, Debug)]
enum State {
    /// Not joined yet: another topic goes first.
    Idle,
    /// To be joined again.
    Waiting { until: Instant },
    /// The join was sent.
    Joining { join: String, until: Instant },
    /// The join was answered; no word about the subscription yet.
    Joined { join: String, until: Instant },
    /// Changes come.
    Live { join: String, since: Instant },
    /// The server will not send these rows. The topic may still be joined.
    Refused { join: Option<String> },
}

impl Channels {
    /// A fresh connection: asks to join the first topic.
    pub(super) fn open(home: Home, token: SecretString, now: Instant) -> Self {
        let channel = |kind: &Kind| Channel { kind: *kind, state: State::Idle, tries: 0, is_token_doubted: false };
        let mut this = Self {
            refs: Refs::default(),
            home,
            token,
            kinds: Kind::ALL.iter().map(channel).collect(),
            presence: Presence::new(home),
            next_heartbeat: now + HEARTBEAT,
            heartbeat: None,
            has_pulse: false,
            out: Vec::new(),
        };
        for kind in Kind::ALL {
            this.tell(*kind, LiveState::Joining);
        }
        this.join(0, now);
        this
    }

    /// What is to be done now, in order.
    pub(super) fn take(&mut self) -> Vec<Out> {
        std::mem::take(&mut self.out)
    }

    /// Whether any kind has been live for so long that the next trouble is a new one.
    pub(super) fn is_settled(&self, now: Instant) -> bool {
        self.kinds.iter().any(|channel| channel.is_settled(now))
    }

    /// When [`Self::tick`] is needed next.
    pub(super) fn due(&self) -> Instant {
        // None is sent while one is awaited, so its own time may pass meanwhile.
        let pulse = self.heartbeat.as_ref().map_or(self.next_heartbeat, |(_, sent)| *sent + HEARTBEAT_ANSWER);
        let channels = self.kinds.iter().filter_map(|channel| match channel.state {
            State::Waiting { until } | State::Joining { until, .. } | State::Joined { until, .. } => Some(until),
            State::Idle | State::Live { .. } | State::Refused { .. } => None,
        });
        channels.chain(self.presence.due()).fold(pulse, Instant::min)
    }

    /// Takes a newer token of the same user to every joined topic.
    pub(super) fn set_token(&mut self, token: SecretString) {
        if token.expose_secret() == self.token.expose_secret() {
            return;
        }
        self.token = token;
        if let Some(text) = self.presence.renew(&mut self.refs, self.token.expose_secret()) {
            self.out.push(Out::Send(text));
        }
        for channel in &self.kinds {
            if let Some(join) = channel.joined() {
                let text = phoenix::token(&topic(channel.kind), &self.refs.next(), join, self.token.expose_secret());
                self.out.push(Out::Send(text));
            }
        }
    }

    /// Shows colleagues these places from now on, as soon as the server may be told.
    pub(super) fn show(&mut self, places: Vec<crate::domain::presence::Showing>, now: Instant) {
        self.presence.show(places);
        self.keep_presence(now);
    }

    /// Presence comes after the rows: it joins when they are answered, and its troubles are its own.
    fn keep_presence(&mut self, now: Instant) {
        let is_ready = self.kinds.iter().all(|channel| !matches!(channel.state, State::Idle | State::Joining { .. }));
        let sent = self.presence.keep(is_ready, &mut self.refs, self.token.expose_secret(), now);
        self.out.extend(sent.into_iter().map(Out::Send));
        if let Some(present) = self.presence.take_news() {
            self.out.push(Out::Event(LiveEvent::Present(present)));
        }
    }

    /// Something is due.
    pub(super) fn tick(&mut self, now: Instant) {
        for index in 0..self.kinds.len() {
            match self.kinds[index].state {
                State::Waiting { until } if until <= now => self.join(index, now),
                State::Joining { until, .. } if until <= now => self.out.push(Out::Lost("no answer to a join")),
                State::Joined { until, .. } if until <= now => {
                    self.fall(index, "the server did not say whether it sends changes", now);
                }
                _ => {}
            }
        }
        self.keep_presence(now);
        self.beat(now);
    }

    /// The server said something.
    pub(super) fn receive(&mut self, text: &str, now: Instant) {
        let incoming = phoenix::read(text);
        if self.presence.hear(&incoming, now) {
            self.keep_presence(now);
            return;
        }
        match incoming {
            Incoming::Reply { reference, .. }
                if self.heartbeat.as_ref().is_some_and(|(sent, _)| *sent == reference) =>
            {
                if let Some((_, sent)) = self.heartbeat.take() {
                    let millis = u32::try_from(now.duration_since(sent).as_millis()).unwrap_or(u32::MAX);
                    self.out.push(Out::Event(LiveEvent::Pulse { millis }));
                }
            }
            Incoming::Reply { topic, reference, is_ok, response } => {
                self.answered(&topic, &reference, is_ok, &response, now);
            }
            Incoming::System { topic, extension, is_ok, message } => {
                self.informed(&topic, &extension, is_ok, &message, now);
            }
            Incoming::Change { topic, data } => {
                let Some(index) = self.find(&topic) else { return };
                if let Some(event) = changes::event(self.kinds[index].kind, &data) {
                    self.out.push(Out::Event(event));
                }
            }
            Incoming::Closed { topic, join } => {
                self.ended(&topic, join.as_deref(), "the server closed the channel", now);
            }
            Incoming::Crashed { topic, join } => self.ended(&topic, join.as_deref(), "the channel crashed", now),
            Incoming::PresenceState { .. } | Incoming::PresenceDiff { .. } | Incoming::Other => {}
        }
        self.keep_presence(now);
    }

    fn answered(&mut self, topic: &str, reference: &str, is_ok: bool, response: &Value, now: Instant) {
        let Some(index) = self.find(topic) else { return };
        let State::Joining { join, .. } = &self.kinds[index].state else { return };
        if join != reference {
            return;
        }
        if is_ok {
            self.kinds[index].state = State::Joined { join: join.clone(), until: now + SUBSCRIBED };
            if !std::mem::replace(&mut self.has_pulse, true) {
                self.next_heartbeat = now;
            }
        } else {
            let reason =
                response.get("reason").and_then(Value::as_str).or(response.as_str()).unwrap_or("the join was refused");
            self.refused(index, reason, now);
        }
        for index in 0..self.kinds.len() {
            if self.kinds[index].state == State::Idle {
                self.join(index, now);
            }
        }
        self.beat(now);
    }

    fn refused(&mut self, index: usize, reason: &str, now: Instant) {
        match Refusal::of(reason) {
            Refusal::Token => {
                self.out.push(Out::Renew);
                self.fall(index, reason, now);
            }
            Refusal::Settings => {
                self.kinds[index].state = State::Refused { join: None };
                let reason = Safe::line(&redact(reason));
                self.tell(self.kinds[index].kind, LiveState::Refused { reason });
            }
            Refusal::Moment => self.fall(index, reason, now),
        }
    }

    fn informed(&mut self, topic: &str, extension: &str, is_ok: bool, message: &str, now: Instant) {
        let Some(index) = self.find(topic) else { return };
        let channel = &mut self.kinds[index];
        let Some(join) = channel.joined().map(str::to_owned) else { return };
        match (extension, is_ok) {
            ("postgres_changes", true) => {
                let since = if let State::Live { since, .. } = channel.state { since } else { now };
                channel.state = State::Live { join, since };
                self.tell(self.kinds[index].kind, LiveState::Live);
            }
            ("postgres_changes", false) => {
                channel.state = State::Refused { join: Some(join) };
                let reason = Safe::line(&redact(message));
                self.tell(self.kinds[index].kind, LiveState::Refused { reason });
            }
            // The close follows. Only a hint: where it is misread, the next join is refused for the token and says so.
            (_, false) => channel.is_token_doubted = Refusal::of(message) == Refusal::Token,
            (_, true) => {}
        }
    }

    fn ended(&mut self, topic: &str, join: Option<&str>, reason: &str, now: Instant) {
        let Some(index) = self.find(topic) else { return };
        let channel = &mut self.kinds[index];
        // After a second join of a topic, the close of the first comes; it is not ours any more.
        let is_current = channel.joined().is_some_and(|current| join.is_none_or(|join| join == current));
        if !is_current {
            return;
        }
        if std::mem::take(&mut channel.is_token_doubted) {
            self.out.push(Out::Renew);
        }
        self.fall(index, reason, now);
    }

    /// A channel is down and will be joined again.
    fn fall(&mut self, index: usize, reason: &str, now: Instant) {
        let channel = &mut self.kinds[index];
        if channel.is_settled(now) {
            channel.tries = 0;
        }
        channel.state = State::Waiting { until: now + backoff::pause(channel.tries) };
        channel.tries += 1;
        let kind = channel.kind;
        self.tell(kind, LiveState::Down { reason: Safe::line(&redact(reason)) });
    }

    fn join(&mut self, index: usize, now: Instant) {
        let join = self.refs.next();
        let channel = &mut self.kinds[index];
        let text =
            phoenix::join(&topic(channel.kind), &join, &bindings(channel.kind, self.home), self.token.expose_secret());
        if channel.tries > 0 {
            let kind = channel.kind;
            self.out.push(Out::Event(LiveEvent::State(kind, LiveState::Joining)));
        }
        channel.state = State::Joining { join, until: now + JOIN_ANSWER };
        self.out.push(Out::Send(text));
    }

    fn beat(&mut self, now: Instant) {
        let is_joining = self.kinds.iter().any(|channel| matches!(channel.state, State::Joining { .. }));
        if let Some((_, sent)) = &mut self.heartbeat {
            if *sent + HEARTBEAT_ANSWER > now {
                return;
            }
            if !is_joining {
                self.out.push(Out::Lost("no answer to a heartbeat"));
                return;
            }
            // The server answers one thing after the other, and a join may hold it up: measure again from here.
            *sent = now;
        } else if self.next_heartbeat <= now {
            let reference = self.refs.next();
            self.out.push(Out::Send(phoenix::heartbeat(&reference)));
            self.heartbeat = Some((reference, now));
            self.next_heartbeat = now + HEARTBEAT;
        }
    }

    fn find(&self, topic_name: &str) -> Option<usize> {
        self.kinds.iter().position(|channel| topic(channel.kind) == topic_name)
    }

    fn tell(&mut self, kind: Kind, state: LiveState) {
        self.out.push(Out::Event(LiveEvent::State(kind, state)));
    }
}

impl Channel {
    /// The `ref` of the join that holds now.
    fn joined(&self) -> Option<&str> {
        match &self.state {
            State::Joining { join, .. } | State::Joined { join, .. } | State::Live { join, .. } => Some(join),
            State::Refused { join } => join.as_deref(),
            State::Idle | State::Waiting { .. } => None,
        }
    }

    fn is_settled(&self, now: Instant) -> bool {
        matches!(self.state, State::Live { since, .. } if now.duration_since(since) >= backoff::STABLE)
    }
}

/// What a refusal asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Refusal {
    /// Another token.
    Token,
    /// Somebody who changes the project.
    Settings,
    /// Patience.
    Moment,
}

impl Refusal {
    /// Reasons begin with a code, as a rule; expired tokens are also told in a sentence.
    fn of(reason: &str) -> Self {
        let code = reason.split(':').next().unwrap_or_default();
        match code {
            "InvalidJWTToken" | "MalformedJWT" | "JwtSignatureError" | "JwtSignerError" => Self::Token,
            "Unauthorized" | "TenantNotFound" | "RealtimeDisabledForTenant" | "PrivateOnly" | "TopicNameRequired" => {
                Self::Settings
            }
            _ if reason.contains("oken has expired")
                || reason.contains("signature_error")
                || reason.contains("valid JWT") =>
            {
                Self::Token
            }
            _ => Self::Moment,
        }
    }
}

fn topic(kind: Kind) -> String {
    format!("realtime:antops:{}", kind.table())
}

/// What is watched. A filter on anything but the key keeps deletes from ever arriving, so they have a binding without one; they carry
/// the ids of all organizations, and the taker ignores those it does not know.
fn bindings(kind: Kind, home: Home) -> Value {
    let table = kind.table();
    let own = match kind {
        Kind::Notifications | Kind::Mentions => format!("user_id=eq.{}", home.me),
        _ => format!("organization_id=eq.{}", home.organization),
    };
    json!([
        {"event": "INSERT", "schema": "public", "table": table, "filter": own},
        {"event": "UPDATE", "schema": "public", "table": table, "filter": own},
        {"event": "DELETE", "schema": "public", "table": table},
    ])
}

#[cfg(test)]
mod tests;
