//! The embedded local Supabase: a real PostgreSQL behind a small REST, Auth and Realtime, for `demo`, `stack` and tests.
//!
//! It is an independent reading of the wire and shares no code with the client, so that the two cannot share a mistake.
//! Start reading at [`Stack::start`]: it makes a database (`db`), and serves three services (`rest`, `auth`, `realtime`) behind
//! a `gateway` on loopback. Invariant: whatever a stack started ends with it.

mod auth;
mod clock;
mod connection;
mod db;
mod faults;
mod fixture;
mod gateway;
mod keys;
pub mod life;
mod realtime;
mod rest;
mod seed;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use auth::Code;
pub use db::{Cluster, Database, DbError, Engine};
pub use faults::{FaultPlan, Faults, RealtimeDelays, RealtimeLimits, Service, ServiceFault};
pub use fixture::{Account, Fixture, SeedUser};
pub use keys::{KeyRole, Keys};
pub use life::Pace;

pub use realtime::Hub;
pub use seed::{DEMO_EMAIL, DEMO_PASSWORD, demo};

use connection::{CuttableListener, Wire};

/// What a new stack begins with.
#[derive(Debug, Clone, Default)]
pub enum Seed {
    /// The schema, no rows, no accounts.
    #[default]
    Empty,
    /// The demo company, mid-shift.
    Demo,
    /// A directory with `users.json` and `seed.sql`.
    Fixture(PathBuf),
}

/// Whether a stack's database lives on a server of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Server {
    /// On the one server that all stacks of this process share; it ends with the process.
    #[default]
    Shared,
    /// On a server of its own, which ends with the stack.
    Private,
    /// On a server of its own whose files stay in this directory. When it holds any, they count and the seed does not.
    Kept(PathBuf),
}

/// How to start a stack.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// What the database begins with.
    pub seed: Seed,
    /// Where the database lives.
    pub server: Server,
    /// Take this database, which must be on this machine and empty or made by a stack, instead of a private server.
    pub database_url: Option<String>,
    /// How fast colleagues act on the demo's rows; absent, nobody does.
    pub life: Option<Pace>,
}

/// Why a stack did not start.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The fixture could not be read.
    #[error("fixture: {0}")]
    Fixture(String),
    /// The port could not be taken.
    #[error("listening on 127.0.0.1: {0}")]
    Listen(#[from] std::io::Error),
    /// The keys could not be made.
    #[error("signing the API keys: {0}")]
    Keys(#[from] jsonwebtoken::errors::Error),
}

/// What the services share: the state of all routes.
#[derive(Clone)]
pub(crate) struct Shared {
    /// The database.
    pub(crate) db: Database,
    /// The secret and the API keys.
    pub(crate) keys: Arc<Keys>,
    /// What is to go wrong.
    pub(crate) faults: Faults,
    /// Where one-time codes go instead of by mail.
    pub(crate) codes: broadcast::Sender<Code>,
    /// Everything joined over Realtime.
    pub(crate) realtime: Hub,
    /// Cancelled when the stack ends; background tasks of a service stop with it.
    pub(crate) ending: CancellationToken,
}

/// A running stack. Dropping it ends everything it started; [`Stack::stop`] also waits for that.
pub struct Stack {
    address: SocketAddr,
    shared: Shared,
    accounts: Vec<Account>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Stack {
    /// Makes a database, seeds it and serves it on loopback; returns when the first request can be answered.
    pub async fn start(options: Options) -> Result<Self, StackError> {
        let seed = match &options.seed {
            Seed::Empty => Fixture::default(),
            Seed::Demo => seed::demo(),
            Seed::Fixture(directory) => Fixture::read(directory)?,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let db = database(&options, &seed).await?;
        let accounts = db.accounts(&seed).await?;
        let shared = Shared {
            db,
            keys: Arc::new(Keys::local()?),
            faults: Faults::default(),
            realtime: Hub::default(),
            codes: broadcast::channel(16).0,
            ending: CancellationToken::new(),
        };
        realtime::start(shared.clone());
        let listener = CuttableListener::new(listener, shared.ending.clone());
        let service = gateway::router(shared.clone()).into_make_service_with_connect_info::<Wire>();
        if let Some(pace) = options.life {
            tokio::spawn(life::run(shared.db.clone(), pace, shared.ending.clone()));
        }
        let ending = shared.ending.clone();
        let serving = tokio::spawn(async move {
            axum::serve(listener, service).with_graceful_shutdown(ending.cancelled_owned()).await
        });
        Ok(Self { address, shared, accounts, serving })
    }

    /// The base address, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The secret and the API keys.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.shared.keys
    }

    /// The seeded accounts, passwords in clear.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The database, for asserting and arranging the truth.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.shared.db
    }

    /// The handle on what goes wrong.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// One-time codes from now on, which a real project would mail.
    #[must_use]
    pub fn codes(&self) -> broadcast::Receiver<Code> {
        self.shared.codes.subscribe()
    }

    /// What an operator of Realtime can do.
    #[must_use]
    pub fn realtime(&self) -> &Hub {
        &self.shared.realtime
    }

    /// Puts the database back to its seed; connections stay.
    pub async fn reset(&self) -> Result<(), DbError> {
        self.shared.db.reset().await
    }

    /// Cuts every connection, ends every task, and waits until the database is gone.
    pub async fn stop(mut self) -> Result<(), DbError> {
        self.shared.ending.cancel();
        let served = (&mut self.serving).await?;
        if let Err(error) = served {
            tracing::debug!(%error, "the stack's server ended");
        }
        // The last holder of a private server waits for it to stop.
        let shared = self.shared.clone();
        drop(self);
        tokio::task::spawn_blocking(move || drop(shared)).await?;
        Ok(())
    }
}

async fn database(options: &Options, seed: &Fixture) -> Result<Database, DbError> {
    if let Some(url) = &options.database_url {
        return Database::adopt(url, seed).await;
    }
    let server = options.server.clone();
    let cluster = tokio::task::spawn_blocking(move || match server {
        Server::Shared => Cluster::shared(),
        Server::Private => Cluster::start().map(Arc::new),
        Server::Kept(directory) => Cluster::keep(&directory).map(Arc::new),
    });
    Database::create(cluster.await??, seed).await
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.shared.ending.cancel();
        self.serving.abort();
    }
}
