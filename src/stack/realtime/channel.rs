//! The state of one joined topic of one socket.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::frame::Incoming;
use super::join::Join;
use super::presence::ChannelId;
use super::rate::Window;
use super::token::Claims;
use crate::stack::clock::unix_seconds;

/// A joined channel.
pub(super) struct Channel {
    pub(super) id: ChannelId,
    pub(super) topic: String,
    /// The ref that matches everything sent to this channel; the join's own ref if it named none.
    pub(super) join_ref: Value,
    pub(super) join: Join,
    pub(super) claims: Arc<Claims>,
    /// The name in presence: the client's, or one made here.
    pub(super) presence_key: String,
    pub(super) tracks: Window,
    /// When the subscription is to be made (again).
    pub(super) subscribe_at: Option<Instant>,
}

impl Channel {
    pub(super) fn new(id: ChannelId, frame: &Incoming, join: Join, claims: Arc<Claims>) -> Self {
        let join_ref = if frame.join_ref.is_null() { &frame.reference } else { &frame.join_ref };
        let presence_key = join.presence_key.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        Self {
            id,
            topic: frame.topic.clone(),
            join_ref: join_ref.clone(),
            join,
            claims,
            presence_key,
            tracks: Window::default(),
            subscribe_at: None,
        }
    }

    /// When there is next something to do: a subscription, or the end of the token.
    pub(super) fn next_wake(&self) -> Instant {
        let left = u64::try_from(self.claims.expires - unix_seconds()).unwrap_or(0);
        // A bound, so that a token without practical end cannot overflow the clock.
        let expiry = Instant::now() + Duration::from_secs(left.min(86_400));
        self.subscribe_at.map_or(expiry, |at| at.min(expiry))
    }

    /// Whether [`Channel::next_wake`] has come.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.claims.expires <= unix_seconds() || self.subscribe_at.is_some_and(|at| at <= now)
    }

    /// The payload of a `system` message.
    pub(super) fn system(&self, extension: &str, status: &str, message: &str) -> String {
        let name = self.topic.strip_prefix("realtime:").unwrap_or(&self.topic);
        json!({"channel": name, "extension": extension, "message": message, "status": status}).to_string()
    }
}
