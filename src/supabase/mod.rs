//! The adapter for Supabase: Auth, REST and Realtime behind the ports `Backend` and `Live`.
//!
//! Nothing of HTTP, JSON, SQL or column names leaves this module; what goes out are domain types and `Fault`s. No error, log line or
//! address ever holds a token, a key or a password. From the outside in: `http` (connections) → `auth` (the session) → `rest` (table
//! requests) → `rows` (column names) → `calls` (what to ask and what it means); `phoenix` and `live` beside them for Realtime.

mod answer;
mod auth;
mod calls;
mod condition;
mod http;
mod key;
mod live;
mod phoenix;
mod rest;
mod rows;
mod sentences;
mod session;

pub use http::{SetupError, project_address};
pub use key::{KeyError, ProjectKey};

use crate::domain::fault::Fault;
use crate::domain::live::LiveEvent;
use crate::domain::notification::NoticeId;
use crate::domain::presence::Showing;
use crate::domain::request::{Answer, Op, Query, Receipt};
use crate::domain::value::ProfileId;
use crate::ports::{Backend, Borrow, Clock, Lend, Lent, Live, Pending, SignIn, SignedIn, Vault};
use jiff::SignedDuration;
use secrecy::SecretString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Which project, and how to reach it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://abcdefgh.supabase.co`, or a path below which `/rest/v1` and the others are.
    pub url: String,
    /// The project's public key.
    pub key: ProjectKey,
    /// Certificates of a private authority (PEM), beside the ones the system trusts.
    pub ca_file: Option<PathBuf>,
    /// How long to wait.
    pub timeouts: Timeouts,
}

/// How long to wait for what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For a whole answer.
    pub request: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), request: Duration::from_secs(30) }
    }
}

/// A project, and the session in it. Clones share both.
#[derive(Clone)]
pub struct Supabase {
    http: http::Http,
    auth: auth::Auth,
    calls: calls::Calls,
    clock: Arc<dyn Clock>,
    showing: Arc<watch::Sender<Option<Vec<Showing>>>>,
}

impl Supabase {
    /// Makes the clients; nothing is sent yet. Fails with a sentence for the person who wrote the settings.
    pub fn new(settings: &Settings, vault: Arc<dyn Vault>, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let http = http::Http::new(settings, Arc::clone(&clock))?;
        let auth = auth::Auth::new(http.clone(), vault, Arc::clone(&clock));
        let rest = rest::Rest::new(http.clone(), auth.clone())?;
        let calls = calls::Calls::new(rest, auth.clone());
        Ok(Self { http, auth, calls, clock, showing: Arc::new(watch::channel(None).0) })
    }

    /// From now on a session is borrowed from another antops of the same person, where one lends it, instead of renewing one here.
    pub fn borrow_from(&self, lenders: Arc<dyn Borrow>) {
        self.auth.borrow_from(lenders);
    }

    /// Looks whether a project answers at the address and takes the key. Needs nobody to be signed in.
    pub async fn probe(&self) -> Result<(), Fault> {
        let reply = self.http.send(self.http.client().get(self.http.url("/auth/v1/settings"))).await?;
        if let Some(refusal) = reply.refusal() {
            return Err(refusal.fault());
        }
        // Anything may answer with 200; only Auth lists its ways to sign in.
        let is_auth = reply.json()?.get("external").is_some();
        is_auth.then_some(()).ok_or_else(|| Fault::Broken { trace: "nothing like Supabase Auth answers there".into() })
    }

    /// Server time minus this machine's, as the last answer had it, to the second. Minutes of it are worth a warning: every clock of an
    /// incident is off by as much.
    #[must_use]
    pub fn clock_skew(&self) -> SignedDuration {
        self.http.skew()
    }
}

impl Backend for Supabase {
    fn sign_in(&self, step: SignIn) -> Pending<'_, Result<SignedIn, Fault>> {
        Box::pin(self.auth.sign_in(step))
    }

    fn sign_out(&self) -> Pending<'_, Result<(), Fault>> {
        Box::pin(self.auth.sign_out())
    }

    fn read(&self, query: Query) -> Pending<'_, Result<Answer, Fault>> {
        Box::pin(self.calls.read(query))
    }

    fn write(&self, ops: Vec<Op>) -> Pending<'_, Vec<(Op, Receipt)>> {
        Box::pin(self.calls.write_all(ops))
    }

    fn mark_read(&self, notices: Vec<NoticeId>, is_read: bool) -> Pending<'_, Result<Vec<NoticeId>, Fault>> {
        Box::pin(async move { self.calls.mark_read(&notices, is_read).await })
    }
}

impl Live for Supabase {
    fn watch(&self) -> mpsc::Receiver<LiveEvent> {
        live::watch(live::Realtime {
            http: self.http.clone(),
            auth: self.auth.clone(),
            calls: self.calls.clone(),
            clock: Arc::clone(&self.clock),
            showing: self.showing.subscribe(),
        })
    }

    fn show(&self, places: Vec<Showing>) {
        self.showing.send_replace(Some(places));
    }
}

impl Lend for Supabase {
    fn who(&self) -> Option<ProfileId> {
        self.auth.who()
    }

    fn lend(&self, refused: Option<SecretString>) -> Pending<'_, Result<Lent, Fault>> {
        Box::pin(self.auth.lend(refused))
    }
}
