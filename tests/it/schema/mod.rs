//! The schema against its contract: what stands in it (`catalog`), who may do what (`policies`, with the table in `rules`),
//! and what happens by itself (`numbers`, `triggers`, `functions`).
//!
//! Everything runs in a real PostgreSQL on the rows of `tests/wire/fixture`, and every try is rolled back.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot arrange its rows has failed")]

mod catalog;
mod functions;
mod numbers;
mod policies;
mod rules;
mod triggers;

use std::path::Path;

use antops::stack::{Cluster, Database, Fixture};
use deadpool_postgres::{Object, Transaction};
use tokio_postgres::error::SqlState;

const ACME: &str = "aaaaaaaa-0000-4000-8000-000000000001";

/// The people of the fixture. Acme's owner has a profile but no membership row, and so has Beta's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Anon,
    Owner,
    Admin,
    Manager,
    Member,
    Member2,
    Viewer,
    Beta,
    Newcomer,
}

impl Who {
    /// The account's id; the fixture numbers them in this order.
    fn id(self) -> String {
        format!("11111111-1111-4111-8111-{:012}", self as u8)
    }

    fn role(self) -> &'static str {
        if self == Self::Anon { "anon" } else { "authenticated" }
    }

    fn claims(self) -> String {
        match self {
            Self::Anon => r#"{"role": "anon"}"#.to_owned(),
            _ => format!(r#"{{"role": "authenticated", "sub": "{}"}}"#, self.id()),
        }
    }
}

async fn fixture() -> Database {
    let seed = Fixture::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wire/fixture"))).unwrap();
    let cluster = tokio::task::spawn_blocking(Cluster::shared).await.unwrap().unwrap();
    Database::create(cluster, &seed).await.unwrap()
}

async fn superuser() -> Object {
    fixture().await.admin().await.unwrap()
}

/// From here on the transaction is that person's, as PostgREST would have it.
async fn become_person(transaction: &Transaction<'_>, who: Who) {
    transaction.execute("select set_config('request.jwt.claims', $1, true)", &[&who.claims()]).await.unwrap();
    transaction.batch_execute(&format!("set local role {}", who.role())).await.unwrap();
}

/// Back to the superuser who sees the truth.
async fn become_superuser(transaction: &Transaction<'_>) {
    transaction.batch_execute("reset role").await.unwrap();
}

/// Runs one statement as somebody after what a superuser arranged, and takes all of it back: rows touched or returned,
/// or the code of the refusal.
async fn attempt(client: &mut Object, who: Who, arrange: &str, sql: &str) -> Result<u64, SqlState> {
    let transaction = client.transaction().await.unwrap();
    transaction.batch_execute(arrange).await.unwrap();
    become_person(&transaction, who).await;
    transaction.execute(sql, &[]).await.map_err(|error| code(&error))
}

fn code(error: &tokio_postgres::Error) -> SqlState {
    error.code().unwrap_or_else(|| panic!("not a refusal of the server: {error}")).clone()
}

/// The one value of the one row, as text.
async fn one(transaction: &Transaction<'_>, sql: &str) -> String {
    let row = transaction.query_one(sql, &[]).await.unwrap();
    row.get(0)
}
