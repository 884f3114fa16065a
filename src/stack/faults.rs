//! Faults on demand: what a stack does wrong on purpose, so that a client can be tried against a bad day.
//!
//! One plan holds at a time and is replaced as a whole. The gateway acts on the parts that concern any service; Realtime and
//! Auth read the parts that only they can act on. A fresh plan does nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// The three services that faults can be set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// `/rest/v1`
    Rest,
    /// `/auth/v1`
    Auth,
    /// `/realtime/v1`
    Realtime,
}

/// Everything a stack does wrong at present; the body of `POST /_stack/faults`. Absent fields mean no fault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of a panel; any combination makes sense")]
pub struct FaultPlan {
    /// Faults of REST.
    pub rest: ServiceFault,
    /// Faults of Auth.
    pub auth: ServiceFault,
    /// Faults of Realtime's handshake; frames of an open socket are not touched by it.
    pub realtime: ServiceFault,
    /// Row changes are not delivered; everything else on the socket works.
    pub drop_realtime_events: bool,
    /// Open sockets receive nothing at all, not even replies.
    pub silent_realtime: bool,
    /// Realtime behaves as if the publication `supabase_realtime` held no table.
    pub publication_without_tables: bool,
    /// Lifetime of new access tokens in seconds, instead of 3600; negative makes them expired at birth.
    pub token_lifetime: Option<i64>,
    /// Auth words its refusals of `/token` as servers from 2.162 on do, with error codes instead of the OAuth form.
    pub newer_auth: bool,
    /// Rate limits of Realtime.
    pub limits: RealtimeLimits,
    /// Delays of Realtime.
    pub realtime_delays: RealtimeDelays,
    /// Cuts every open Realtime socket once, when the plan is set.
    pub cut_sockets: bool,
}

/// What one service does wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceFault {
    /// Milliseconds to wait before anything else.
    pub delay_ms: u64,
    /// Close the connection without an answer.
    pub refuse: bool,
    /// Do the work, then send only half of the answer's body and close.
    pub truncate: bool,
    /// Answer with this status instead of doing the work: 429 or 5xx.
    pub status: Option<u16>,
    /// Answer with a proxy's HTML page instead of JSON (status 502 unless `status` says otherwise).
    pub html: bool,
    /// How many requests are let through before it begins.
    pub after: u32,
    /// How many requests this holds for; then the service is well again. Absent: until the plan changes.
    pub times: Option<u32>,
}

impl ServiceFault {
    fn is_none(&self) -> bool {
        *self == Self::default() || self.times == Some(0)
    }
}

/// Limits of Realtime, to be turned down; absent means the server's ordinary limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RealtimeLimits {
    /// Channels on one socket.
    pub channels: Option<u32>,
    /// Sockets at the same time.
    pub users: Option<u32>,
    /// Joins a second.
    pub joins_per_second: Option<u32>,
    /// Broadcasts and presence changes a second, of all clients together.
    pub messages_per_second: Option<u32>,
    /// Presence tracks of one channel in 30 seconds.
    pub presence_tracks: Option<u32>,
}

/// Delays of Realtime in milliseconds; absent means the stack's ordinary ones, which spare a client the deliberate ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RealtimeDelays {
    /// Before a refused upgrade is answered: 0; a real server waits 2000.
    pub refused_upgrade_ms: Option<u64>,
    /// Before a refused join is answered, while the whole socket stands still: 0; a real server waits 5000.
    pub refused_join_ms: Option<u64>,
    /// From the reply to a join until row changes count: 200; a real server takes a few to 3000.
    pub subscribe_ms: Option<u64>,
    /// From a new token until row changes count for its user: 1000; a real server takes 1000 to 3000.
    pub resubscribe_ms: Option<u64>,
    /// Silence of a client after which its socket is closed: 60000.
    pub idle_ms: Option<u64>,
    /// How often rates are judged: 5000.
    pub rate_tick_ms: Option<u64>,
}

/// The handle on a running stack's faults; clones share one plan.
#[derive(Debug, Clone)]
pub struct Faults {
    plan: Arc<Mutex<FaultPlan>>,
    cuts: watch::Sender<u64>,
    rest: Arc<AtomicU64>,
    auth: Arc<AtomicU64>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { plan: Arc::default(), cuts: watch::channel(0).0, rest: Arc::default(), auth: Arc::default() }
    }
}

impl Faults {
    /// A copy of the plan that holds now.
    #[must_use]
    pub fn plan(&self) -> FaultPlan {
        self.lock().clone()
    }

    /// Replaces the plan; `cut_sockets` acts at once and is not kept.
    pub fn set(&self, mut plan: FaultPlan) {
        let cut = std::mem::take(&mut plan.cut_sockets);
        *self.lock() = plan;
        if cut {
            self.cut_sockets();
        }
    }

    /// Changes the plan in place.
    pub fn change(&self, with: impl FnOnce(&mut FaultPlan)) {
        let mut plan = self.plan();
        with(&mut plan);
        self.set(plan);
    }

    /// Ends all faults.
    pub fn clear(&self) {
        self.set(FaultPlan::default());
    }

    /// How many requests REST was asked since the start, for tests that count round trips.
    #[must_use]
    pub fn rest_requests(&self) -> u64 {
        self.rest.load(Ordering::Relaxed)
    }

    /// The same of Auth: every sign-in and every renewal is one.
    #[must_use]
    pub fn auth_requests(&self) -> u64 {
        self.auth.load(Ordering::Relaxed)
    }

    /// Cuts every open Realtime socket without a closing frame.
    pub fn cut_sockets(&self) {
        self.cuts.send_modify(|count| *count += 1);
    }

    /// Changes whenever open sockets are to be cut.
    pub(crate) fn cuts(&self) -> watch::Receiver<u64> {
        self.cuts.subscribe()
    }

    /// The fault that the next request to a service meets, counted down; `None` when the service is well.
    pub(crate) fn next(&self, service: Service) -> Option<ServiceFault> {
        match service {
            Service::Rest => self.rest.fetch_add(1, Ordering::Relaxed),
            Service::Auth => self.auth.fetch_add(1, Ordering::Relaxed),
            Service::Realtime => 0,
        };
        let mut plan = self.lock();
        let fault = match service {
            Service::Rest => &mut plan.rest,
            Service::Auth => &mut plan.auth,
            Service::Realtime => &mut plan.realtime,
        };
        if fault.is_none() {
            return None;
        }
        if let Some(left) = fault.after.checked_sub(1) {
            fault.after = left;
            return None;
        }
        let met = fault.clone();
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        Some(met)
    }

    fn lock(&self) -> MutexGuard<'_, FaultPlan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
