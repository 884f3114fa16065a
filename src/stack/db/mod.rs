//! The database under a stack: a real PostgreSQL, private and disposable.
//!
//! Start reading at [`Database`]. `engine` finds the programs, `cluster` runs a server, `build` makes a seeded database,
//! `load` puts accounts and rows into one, `adopt` takes a database
//! that somebody else's server has. Services reach the database only through the connections handed out here:
//! as `authenticator`, who must take a role, or as superuser for what Supabase's own services do.

mod adopt;
mod build;
mod cluster;
mod engine;
mod load;

use std::sync::Arc;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod};
use tokio_postgres::NoTls;

pub use cluster::Cluster;
pub use engine::Engine;

use super::fixture::{Account, Fixture};

/// What can go wrong below the services.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No PostgreSQL of version 15 or newer was found.
    #[error("no PostgreSQL 15 or newer was found on this machine")]
    NoEngine,
    /// The engine was found but does not work.
    #[error("{0}")]
    Engine(String),
    /// A file or program could not be used.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The server refused.
    #[error("{what}: {}", spoken(source))]
    Sql {
        /// What was being done.
        what: &'static str,
        /// What the server said.
        source: tokio_postgres::Error,
    },
    /// No connection could be had.
    #[error("no connection to the private PostgreSQL: {0}")]
    Pool(#[from] PoolError),
    /// A password could not be hashed.
    #[error("a seed's password: {0}")]
    Password(#[from] bcrypt::BcryptError),
    /// A background thread failed.
    #[error("a background thread ended early: {0}")]
    Thread(#[from] tokio::task::JoinError),
}

impl DbError {
    pub(crate) fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { what, source }
    }

    pub(crate) fn sql(what: &'static str) -> impl FnOnce(tokio_postgres::Error) -> Self {
        move |source| Self::Sql { what, source }
    }
}

/// The server's own words; the driver alone says only "db error".
fn spoken(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())
}

/// A stack's own database on a private server. Clones share pools; pools belong to the runtime that made them.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    config: tokio_postgres::Config,
    authenticator: Pool,
    admin: Pool,
    /// Keeps the server alive as long as anyone holds its database; absent when the server is not ours.
    cluster: Option<Arc<Cluster>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let (Some(cluster), Some(name)) = (&self.cluster, self.config.get_dbname())
            && !cluster.is_kept()
        {
            cluster.retire(name.to_owned());
        }
    }
}

impl Database {
    /// Makes a new database with schema and seed on a private server, as a copy of a template that is made once per seed.
    pub async fn create(cluster: Arc<Cluster>, seed: &Fixture) -> Result<Self, DbError> {
        let mut config = tokio_postgres::Config::new();
        config.host_path(cluster.socket()).user("postgres").application_name("antops");
        let name = build::database(&config, &cluster, seed).await?;
        config.dbname(&name);
        Self::on(config, Some(cluster))
    }

    /// Takes an empty database of a server that is not ours, or one an earlier stack made, and fills it anew.
    ///
    /// Refuses a server that is not on this machine, and a schema `public` that no stack made.
    pub async fn adopt(url: &str, seed: &Fixture) -> Result<Self, DbError> {
        let config = adopt::config(url)?;
        adopt::fill(&config, seed).await?;
        Self::on(config, None)
    }

    fn on(config: tokio_postgres::Config, cluster: Option<Arc<Cluster>>) -> Result<Self, DbError> {
        let pool = |size: usize, hook: Option<Hook>| {
            let settings = ManagerConfig { recycling_method: RecyclingMethod::Fast };
            let pool = Pool::builder(Manager::from_config(config.clone(), NoTls, settings)).max_size(size);
            let pool = hook.into_iter().fold(pool, deadpool_postgres::PoolBuilder::post_create);
            pool.build().map_err(|error| DbError::Engine(error.to_string()))
        };
        // As if logged in as that role, whatever the server asks of those who really do.
        let become_authenticator = Hook::async_fn(|client, _| {
            Box::pin(async move {
                let become_it = client.batch_execute("set session authorization authenticator");
                become_it.await.map_err(HookError::Backend)
            })
        });
        let inner =
            Inner { authenticator: pool(12, Some(become_authenticator))?, admin: pool(8, None)?, config, cluster };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A leased connection as `authenticator`: no rights of its own, so take a role inside a transaction.
    pub async fn authenticator(&self) -> Result<Object, PoolError> {
        self.inner.authenticator.get().await
    }

    /// A leased connection as superuser, for what Supabase's own services do.
    pub async fn admin(&self) -> Result<Object, PoolError> {
        self.inner.admin.get().await
    }

    /// A connection of one's own as superuser, for `LISTEN`; the second half must be polled for anything to happen.
    pub async fn listen(
        &self,
    ) -> Result<
        (tokio_postgres::Client, tokio_postgres::Connection<tokio_postgres::Socket, tokio_postgres::tls::NoTlsStream>),
        tokio_postgres::Error,
    > {
        self.inner.config.connect(NoTls).await
    }

    /// Puts every row of `public` and `auth` back to the seed, in place: connections and listeners stay, triggers stay silent.
    pub async fn reset(&self) -> Result<(), DbError> {
        let client = self.admin().await?;
        load::restore(&client).await
    }

    /// Who can sign in, with the role and organization of their profiles.
    pub(crate) async fn accounts(&self, seed: &Fixture) -> Result<Vec<Account>, DbError> {
        let client = self.admin().await?;
        load::accounts(&client, seed).await
    }
}
