//! Making databases: a template per seed with schema and rows in it, and a copy of it per stack.
//!
//! Invariant: a template is complete or absent. It is filled under another name and renamed when done, and one advisory lock
//! per server keeps two stacks from making the same one at once.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use tokio_postgres::{Client, Config, NoTls};

use super::{Cluster, DbError, load};
use crate::stack::fixture::Fixture;
use crate::stack::realtime;

const SUPABASE: &str = include_str!("supabase.sql");
const SCHEMA: &str = include_str!("../../../schema/complete-schema.sql");
const AFTER: &str = include_str!("after.sql");

/// The name of a database that outlives its stack.
const KEPT: &str = "kept";

/// The lock's number means nothing; it only has to be the same for all.
const MAKING: i64 = 0x616e_746f_7073;

/// The name of a new database that holds the schema and the seed's rows.
pub(super) async fn database(server: &Config, cluster: &Cluster, seed: &Fixture) -> Result<String, DbError> {
    let control = connect(server.clone().dbname("postgres")).await?;
    if cluster.is_kept() && exists(&control, KEPT).await? {
        check_edition(&connect(server.clone().dbname(KEPT)).await?).await?;
        return Ok(KEPT.to_owned());
    }
    let template = format!("seed_{:016x}", fingerprint(seed));
    control.batch_execute(&format!("select pg_advisory_lock({MAKING})")).await.map_err(DbError::sql("lock"))?;
    if !exists(&control, &template).await? {
        let raw = format!("{template}_raw");
        run(&control, "making a template", &format!("drop database if exists {raw}")).await?;
        run(&control, "making a template", &format!("create database {raw}")).await?;
        fill(server, &raw, seed).await?;
        run(&control, "making a template", &format!("alter database {raw} rename to {template}")).await?;
    }
    drop_retired(&control, cluster).await?;
    let name = if cluster.is_kept() { KEPT.to_owned() } else { format!("stack_{}", uuid::Uuid::new_v4().simple()) };
    tracing::debug!(database = %name, socket = %cluster.socket().display(), "new database");
    run(&control, "copying a template", &format!("create database {name} template {template}")).await?;
    Ok(name)
}

async fn exists(control: &Client, name: &str) -> Result<bool, DbError> {
    let row = control.query_opt("select from pg_database where datname = $1", &[&name]).await;
    Ok(row.map_err(DbError::sql("looking for a database"))?.is_some())
}

/// Kept rows are of use only to the schema they were made for.
async fn check_edition(client: &Client) -> Result<(), DbError> {
    let query = "select obj_description(to_regnamespace('stack_seed'), 'pg_namespace')";
    let made_by: Option<String> =
        client.query_one(query, &[]).await.map_err(DbError::sql("looking at kept rows"))?.get(0);
    if made_by == Some(edition()) {
        return Ok(());
    }
    let refusal = "the kept database was made by another version of antops; keep the new one in another directory";
    Err(DbError::Engine(refusal.to_owned()))
}

/// Changes with everything that is loaded before the rows.
fn edition() -> String {
    let mut hasher = DefaultHasher::new();
    (SUPABASE, SCHEMA, AFTER, realtime::SQL).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Drops what nobody uses any more. A connection that outlived its stack keeps its database until another stack is made.
async fn drop_retired(control: &Client, cluster: &Cluster) -> Result<(), DbError> {
    for old in cluster.take_retired() {
        let users = control.query_opt("select from pg_stat_activity where datname = $1 limit 1", &[&old]).await;
        if users.map_err(DbError::sql("looking for users of a database"))?.is_some() {
            cluster.retire(old);
        } else {
            run(control, "dropping a database", &format!("drop database if exists {old}")).await?;
        }
    }
    Ok(())
}

async fn fill(server: &Config, name: &str, seed: &Fixture) -> Result<(), DbError> {
    let client = connect(server.clone().dbname(name)).await?;
    install(&client, seed).await
}

/// Schema, grants and rows into an empty database.
pub(super) async fn install(client: &Client, seed: &Fixture) -> Result<(), DbError> {
    run(client, "what Supabase brings", SUPABASE).await?;
    run(client, "the ANTOPS schema", &portable(SCHEMA)).await?;
    // A dump empties the search path for its session.
    run(client, "search path", "reset all").await?;
    run(client, "what Supabase adds", AFTER).await?;
    run(client, "what tells Realtime of changes", realtime::SQL).await?;
    load::fixture(client, seed).await?;
    load::remember(client).await?;
    run(client, "marking the database", &format!("comment on schema stack_seed is '{}'", edition())).await
}

/// A dump of a newer server sets parameters that an older one does not know, and makes the schema that is there.
fn portable(schema: &str) -> String {
    schema
        .lines()
        .filter(|line| {
            let line = line.trim().to_ascii_lowercase();
            !line.starts_with("set transaction_timeout") && line != "create schema public;"
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The client's task ends when the client is dropped.
pub(super) async fn connect(config: &Config) -> Result<Client, DbError> {
    let (client, connection) = config.connect(NoTls).await.map_err(DbError::sql("connecting"))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection of the stack ended");
        }
    });
    Ok(client)
}

pub(super) async fn run(client: &Client, what: &'static str, sql: &str) -> Result<(), DbError> {
    client.batch_execute(sql).await.map_err(DbError::sql(what))
}

fn fingerprint(seed: &Fixture) -> u64 {
    let mut hasher = DefaultHasher::new();
    for user in &seed.users {
        (user.id, &user.email, &user.password, &user.created_at).hash(&mut hasher);
        serde_json::Value::Object(user.raw_user_meta_data.clone()).to_string().hash(&mut hasher);
    }
    seed.sql.hash(&mut hasher);
    hasher.finish()
}
