//! The row changes that the triggers noted: waiting for them and fetching them, one listening connection per stack.
//!
//! A fetched change is gone from the queue, and whatever was noted while nobody listened is thrown away: there is no
//! replay, as on a real server. Changes come in the order the rows were written.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_postgres::{AsyncMessage, Client, Error, Row};

use super::binding::Operation;
use super::deliver;
use crate::stack::Shared;

/// What must be installed into a database, after its schema, for its rows to be heard of.
pub(crate) const SQL: &str = include_str!("triggers.sql");

/// How many changes are fetched at once.
const BATCH: i64 = 500;
/// Between two tries to reach a database that is away.
const PAUSE: Duration = Duration::from_millis(200);

/// One row that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) seq: i64,
    /// When the trigger ran, in microseconds since 1970.
    pub(super) noted_at: i64,
    /// The commit's time as events show it; equal for all rows of a transaction.
    pub(super) committed: String,
    pub(super) schema: String,
    pub(super) table: String,
    pub(super) operation: Operation,
    /// `REPLICA IDENTITY FULL`: `old` is the whole row.
    pub(super) full_identity: bool,
    /// Whether row level security is on for the table.
    pub(super) secured: bool,
    /// JSON text; the primary key only, unless the identity is full.
    pub(super) old: Option<String>,
    /// JSON text; large values an update left alone are absent.
    pub(super) new: Option<String>,
}

/// Listens until the stack ends, and delivers to everybody subscribed.
pub(super) async fn run(shared: Shared) {
    let ending = shared.ending.clone();
    let work = async {
        loop {
            let lost = listen(&shared).await;
            shared.realtime.set_listening(false);
            if let Err(error) = lost {
                tracing::debug!(%error, "Realtime lost its database");
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = ending.cancelled() => {}
        () = work => {}
    }
}

async fn listen(shared: &Shared) -> Result<(), Error> {
    let (client, mut connection) = shared.db.listen().await?;
    let noted = Arc::new(Notify::new());
    let wake = Arc::clone(&noted);
    let lost = async move {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(_) = message? {
                wake.notify_one();
            }
        }
        Ok(())
    };
    let drained = async {
        client.batch_execute("listen antops_stack_changes; delete from antops_stack.changes").await?;
        shared.realtime.set_listening(true);
        loop {
            noted.notified().await;
            while drain(shared, &client).await? {}
        }
    };
    // Both run until the connection breaks; dropping them closes it.
    tokio::select! {
        result = lost => result,
        result = drained => result,
    }
}

/// Fetches and delivers a batch; whether there may be more.
async fn drain(shared: &Shared, client: &Client) -> Result<bool, Error> {
    let query = "
        with fetched as (
          delete from antops_stack.changes
           where seq in (select seq from antops_stack.changes order by seq limit $1) returning *)
        select f.seq, (extract(epoch from f.noted_at) * 1000000)::bigint,
               to_char(max(f.noted_at) over (partition by f.transaction) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'),
               f.schema_name::text, f.table_name::text, f.operation, f.full_identity, c.relrowsecurity,
               f.old_row::text, f.new_row::text
          from fetched f
          join pg_namespace n on n.nspname = f.schema_name
          join pg_class c on c.relnamespace = n.oid and c.relname = f.table_name
         where exists (select from pg_publication_tables p where p.pubname = 'supabase_realtime'
                          and p.schemaname = f.schema_name and p.tablename = f.table_name)
         order by f.seq";
    let left = "select exists (select from antops_stack.changes)";
    // Before the fetch: who finds the queue empty may end a fault and not meet it in what was there.
    let plan = shared.faults.plan();
    let changes: Vec<Change> = client.query(query, &[&BATCH]).await?.iter().filter_map(change).collect();
    if !changes.is_empty() && !plan.drop_realtime_events && !plan.publication_without_tables {
        deliver::deliver(shared, client, &changes).await?;
    }
    Ok(client.query_one(left, &[]).await?.get(0))
}

fn change(row: &Row) -> Option<Change> {
    Some(Change {
        seq: row.get(0),
        noted_at: row.get(1),
        committed: row.get(2),
        schema: row.get(3),
        table: row.get(4),
        operation: Operation::named(row.get(5))?,
        full_identity: row.get(6),
        secured: row.get(7),
        old: row.get(8),
        new: row.get(9),
    })
}

impl Change {
    /// The image filters are held against.
    pub(super) fn image(&self) -> &str {
        let image = self.new.as_deref().or(self.old.as_deref());
        image.unwrap_or("{}")
    }
}

/// Changes by table, each group in order.
pub(super) fn by_table<'a>(
    changes: impl IntoIterator<Item = &'a Change>,
) -> HashMap<(&'a str, &'a str), Vec<&'a Change>> {
    let mut tables: HashMap<_, Vec<_>> = HashMap::new();
    for change in changes {
        tables.entry((change.schema.as_str(), change.table.as_str())).or_default().push(change);
    }
    tables
}
