//! A database on a server that is not ours: which one may be taken, and how it is emptied and filled.
//!
//! Invariant: only rows that a stack made are ever removed. A schema `public` with anything in it that carries no mark of a
//! stack is refused, and so is every server that is not on this machine.

use std::net::IpAddr;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::DbError;
use super::build::{connect, install, run};
use crate::stack::fixture::Fixture;

/// Removes what an earlier stack made in this database; roles belong to the server and stay.
const EMPTY: &str = "
do $$
declare
  old text;
begin
  for old in select nspname from pg_namespace where nspname in ('public', 'auth', 'extensions') or nspname ~ '^(antops_)?stack' loop
    execute format('drop schema %I cascade', old);
  end loop;
end
$$;
drop publication if exists supabase_realtime;
create schema public;
grant usage on schema public to public;
";

/// The connection that a URL means, if it stays on this machine.
pub(super) fn config(url: &str) -> Result<Config, DbError> {
    let config: Config = url.parse().map_err(|error| DbError::Engine(format!("database URL: {error}")))?;
    let local = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
    });
    if local && config.get_hostaddrs().iter().all(IpAddr::is_loopback) {
        Ok(config)
    } else {
        Err(DbError::Engine("database URL: a stack takes only a database on this machine".to_owned()))
    }
}

/// Schema and seed into a database that is empty or was made by a stack.
pub(super) async fn fill(config: &Config, seed: &Fixture) -> Result<(), DbError> {
    let client = connect(config).await?;
    let query = "select to_regnamespace('stack_seed') is not null,
                        exists (select from pg_class where relnamespace = to_regnamespace('public'))";
    let row = client.query_one(query, &[]).await.map_err(DbError::sql("looking at the database"))?;
    match (row.get(0), row.get(1)) {
        (true, _) => run(&client, "removing an earlier stack", EMPTY).await?,
        (false, true) => {
            let refusal = "the schema public of this database has tables that no stack made; give an empty database";
            return Err(DbError::Engine(refusal.to_owned()));
        }
        (false, false) => {}
    }
    install(&client, seed).await
}
