//! Everything that is joined on a stack: the meeting point of sockets, and of row changes with those who want them.
//!
//! Owns the seats of channels, presence and the project-wide rates. Holds its lock for memory work only: frames leave
//! through each socket's queue, and a socket whose queue is full is cut rather than waited for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::binding::Binding;
use super::frame;
use super::presence::{ChannelId, Presence};
use super::rate::Rate;
use super::settings::Settings;
use super::token::Claims;

/// Frames that may wait for one socket.
const QUEUE: usize = 16_384;

/// The handle on everything joined; clones share it.
#[derive(Clone)]
pub struct Hub {
    state: Arc<Mutex<State>>,
}

struct State {
    next_id: u64,
    sockets: BTreeMap<u64, Line>,
    seats: BTreeMap<ChannelId, Seat>,
    presence: Presence,
    listening: bool,
    joins: Rate,
    messages: Rate,
}

/// The way to one socket.
#[derive(Debug, Clone)]
struct Line {
    queue: mpsc::Sender<Delivery>,
    cut: CancellationToken,
}

impl Line {
    fn send(&self, delivery: Delivery) {
        if self.queue.try_send(delivery).is_err() {
            self.cut.cancel();
        }
    }
}

struct Seat {
    topic: String,
    line: Line,
    hears_presence: bool,
    subscription: Option<Arc<Subscription>>,
}

/// The row changes a channel gets, and under whose rights.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) claims: Arc<Claims>,
    pub(super) bindings: Arc<[Binding]>,
    /// Microseconds since 1970 on the database's clock: earlier changes are not meant.
    pub(super) since: i64,
}

/// Something for one socket.
#[derive(Debug, Clone)]
pub(super) enum Delivery {
    /// A frame for a channel.
    Push(ChannelId, Push),
    /// The channel breaks down, as a crash in the server would make it.
    Crash(ChannelId),
    /// The operator ends all sockets.
    Disconnect,
    /// The server goes down.
    Restart,
}

/// What a channel is sent unasked.
#[derive(Debug, Clone)]
pub(super) enum Push {
    /// The payload of `postgres_changes`, JSON text.
    Change(Arc<str>),
    /// The payload of `presence_diff`, JSON text.
    Presence(Arc<str>),
    /// A broadcast.
    Broadcast(Arc<Spoken>),
}

/// A broadcast on its way to receivers of both versions.
#[derive(Debug)]
pub(super) enum Spoken {
    /// Came as text: the payload as sent.
    Text(String),
    /// Came as a binary frame.
    Binary(frame::Broadcast),
}

/// A socket's place in the hub.
pub(super) struct Registered {
    pub(super) id: u64,
    pub(super) deliveries: mpsc::Receiver<Delivery>,
    /// Cancelled when the socket has fallen behind and is to be cut.
    pub(super) cut: CancellationToken,
}

impl Default for Hub {
    fn default() -> Self {
        let now = Instant::now();
        let state = State {
            next_id: 0,
            sockets: BTreeMap::new(),
            seats: BTreeMap::new(),
            presence: Presence::default(),
            listening: false,
            joins: Rate::new(now),
            messages: Rate::new(now),
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why no further socket is taken now, if so.
    pub(super) fn refusal(&self, settings: &Settings) -> Option<&'static str> {
        let mut state = self.lock();
        if state.sockets.len() >= settings.users {
            Some("Too many connected users")
        } else if state.joins.is_exceeded(Instant::now(), settings.joins, settings.tick) {
            Some("Too many joins per second")
        } else {
            None
        }
    }

    /// Registers a socket.
    pub(super) fn open(&self) -> Registered {
        let (queue, deliveries) = mpsc::channel(QUEUE);
        let cut = CancellationToken::new();
        let mut state = self.lock();
        let id = state.new_id();
        state.sockets.insert(id, Line { queue, cut: cut.clone() });
        Registered { id, deliveries, cut }
    }

    /// Forgets a socket; its channels were vacated before.
    pub(super) fn close(&self, socket: u64) {
        self.lock().sockets.remove(&socket);
    }

    /// Counts a join; whether there are too many.
    pub(super) fn count_join(&self, settings: &Settings) -> bool {
        let (now, mut state) = (Instant::now(), self.lock());
        state.joins.count(now, settings.joins, settings.tick);
        state.joins.is_exceeded(now, settings.joins, settings.tick)
    }

    /// Seats a channel of a socket.
    pub(super) fn seat(&self, socket: u64, topic: &str, hears_presence: bool) -> Option<ChannelId> {
        let mut state = self.lock();
        let line = state.sockets.get(&socket)?.clone();
        let id = state.new_id();
        state.seats.insert(id, Seat { topic: topic.to_owned(), line, hears_presence, subscription: None });
        Some(id)
    }

    /// Vacates a seat; the others on the topic hear of it if it was present.
    pub(super) fn vacate(&self, channel: ChannelId) {
        let mut state = self.lock();
        if let Some(seat) = state.seats.remove(&channel)
            && let Some(diff) = state.presence.untrack(&seat.topic, channel)
        {
            state.spread(&seat.topic, &diff);
        }
    }

    /// Starts or replaces the subscription of a channel.
    pub(super) fn subscribe(&self, channel: ChannelId, subscription: Subscription) {
        if let Some(seat) = self.lock().seats.get_mut(&channel) {
            seat.subscription = Some(Arc::new(subscription));
        }
    }

    /// Notes whether changes of the database are heard at present.
    pub(super) fn set_listening(&self, listening: bool) {
        self.lock().listening = listening;
    }

    /// Whether a subscription made now would miss nothing.
    pub(super) fn is_listening(&self) -> bool {
        self.lock().listening
    }

    /// All subscriptions that stand.
    pub(super) fn subscriptions(&self) -> Vec<(ChannelId, Arc<Subscription>)> {
        let state = self.lock();
        let standing = state.seats.iter().map(|(id, seat)| (*id, seat.subscription.clone()));
        standing.filter_map(|(id, subscription)| Some((id, subscription?))).collect()
    }

    /// Sends a frame to one channel.
    pub(super) fn push(&self, channel: ChannelId, push: Push) {
        if let Some(seat) = self.lock().seats.get(&channel) {
            seat.line.send(Delivery::Push(channel, push));
        }
    }

    /// Sends a broadcast to everybody else on the sender's topic.
    pub(super) fn broadcast(&self, from: ChannelId, spoken: &Arc<Spoken>, settings: &Settings) {
        let mut state = self.lock();
        state.messages.count(Instant::now(), settings.messages, settings.tick);
        let Some(topic) = state.seats.get(&from).map(|seat| seat.topic.clone()) else { return };
        for (id, seat) in &state.seats {
            if *id != from && seat.topic == topic {
                seat.line.send(Delivery::Push(*id, Push::Broadcast(Arc::clone(spoken))));
            }
        }
    }

    /// Whether the project sends too many messages.
    pub(super) fn is_flooded(&self, settings: &Settings) -> bool {
        self.lock().messages.is_exceeded(Instant::now(), settings.messages, settings.tick)
    }

    /// The payload of `presence_state` of a topic.
    pub(super) fn presence(&self, topic: &str) -> Value {
        self.lock().presence.state(topic)
    }

    /// Makes a channel present; from now on it hears of others, too.
    pub(super) fn track(&self, channel: ChannelId, key: &str, told: &Map<String, Value>, settings: &Settings) {
        let mut state = self.lock();
        state.messages.count(Instant::now(), settings.messages, settings.tick);
        let Some(seat) = state.seats.get_mut(&channel) else { return };
        seat.hears_presence = true;
        let topic = seat.topic.clone();
        let diff = state.presence.track(&topic, channel, key, told);
        state.spread(&topic, &diff);
    }

    /// Makes a channel absent.
    pub(super) fn untrack(&self, channel: ChannelId) {
        let mut state = self.lock();
        let Some(topic) = state.seats.get(&channel).map(|seat| seat.topic.clone()) else { return };
        if let Some(diff) = state.presence.untrack(&topic, channel) {
            state.spread(&topic, &diff);
        }
    }

    /// How many sockets are open.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.lock().sockets.len()
    }

    /// Ends every socket the way an operator's disconnect does: told on each topic, then closed with 1012.
    pub fn disconnect_all(&self) {
        self.send_all(&Delivery::Disconnect);
    }

    /// Closes every socket with 1012 and nothing before, as a deployment of the server does.
    pub fn restart(&self) {
        self.send_all(&Delivery::Restart);
    }

    /// Breaks every channel of a topic with `phx_error`; sockets stay.
    pub fn crash(&self, topic: &str) {
        for (id, seat) in &self.lock().seats {
            if seat.topic == topic {
                seat.line.send(Delivery::Crash(*id));
            }
        }
    }

    fn send_all(&self, delivery: &Delivery) {
        for line in self.lock().sockets.values() {
            line.send(delivery.clone());
        }
    }
}

impl State {
    fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn spread(&self, topic: &str, diff: &Value) {
        let payload: Arc<str> = diff.to_string().into();
        for (id, seat) in &self.seats {
            if seat.hears_presence && seat.topic == topic {
                seat.line.send(Delivery::Push(*id, Push::Presence(Arc::clone(&payload))));
            }
        }
    }
}
