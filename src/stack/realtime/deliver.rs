//! From a batch of changes to the events of each channel: filters, row level security, rights on columns.
//!
//! Each changed row is judged once per filter and once per distinct claims, however many channels wait for it. Rights are
//! those at the moment of delivery, against the row as it then is; a DELETE is not judged at all.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio_postgres::{Client, Error};

use super::binding::{Binding, Filter, Operation};
use super::event::{Event, Rights};
use super::hub::{Push, Subscription};
use super::presence::ChannelId;
use super::queue::{Change, by_table};
use super::sql::{self, Column};
use super::token::Claims;
use crate::stack::Shared;

type Table<'a> = (&'a str, &'a str);

/// What is known about a batch before anybody is sent anything.
struct Judgement<'a> {
    columns: HashMap<Table<'a>, Vec<Column>>,
    /// Filters that a change (by its number) passes.
    passed: HashSet<(i64, Filter)>,
    /// Rows that holders of claims see.
    visible: HashSet<(i64, Arc<Claims>)>,
}

/// Sends the changes to all that are subscribed to them. `client` is a superuser's connection.
pub(super) async fn deliver(shared: &Shared, client: &Client, changes: &[Change]) -> Result<(), Error> {
    let subscriptions = shared.realtime.subscriptions();
    let wanted: Vec<&Change> = changes
        .iter()
        .filter(|change| subscriptions.iter().any(|(_, subscription)| matching(subscription, change).next().is_some()))
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let judgement = judge(shared, client, &wanted, &subscriptions).await?;
    for change in wanted {
        let mut made = HashMap::new();
        for (channel, subscription) in &subscriptions {
            send(shared, change, &judgement, (*channel, subscription), &mut made);
        }
    }
    Ok(())
}

/// The bindings of a subscription that a change concerns, filters aside.
fn matching<'a>(subscription: &'a Subscription, change: &'a Change) -> impl Iterator<Item = &'a Binding> {
    let is_new = change.noted_at >= subscription.since;
    subscription
        .bindings
        .iter()
        .filter(move |binding| is_new && binding.concerns(&change.schema, &change.table, change.operation))
}

async fn judge<'a>(
    shared: &Shared,
    client: &Client,
    changes: &[&'a Change],
    subscriptions: &[(ChannelId, Arc<Subscription>)],
) -> Result<Judgement<'a>, Error> {
    let claims: HashSet<Arc<Claims>> =
        subscriptions.iter().map(|(_, subscription)| Arc::clone(&subscription.claims)).collect();
    let roles: HashSet<&str> = claims.iter().map(|claims| claims.role.as_str()).collect();
    let roles: Vec<&str> = roles.into_iter().collect();
    let mut judgement = Judgement { columns: HashMap::new(), passed: HashSet::new(), visible: HashSet::new() };
    for (table, rows) in by_table(changes.iter().copied()) {
        let columns = sql::columns(client, table.0, table.1, &roles).await?;
        let filters: HashSet<&Filter> = subscriptions
            .iter()
            .flat_map(|(_, subscription)| rows.iter().flat_map(|change| matching(subscription, change)))
            .filter_map(|binding| binding.filter.as_ref())
            .collect();
        for filter in filters {
            let passed = filtered(client, table, &columns, filter, &rows).await?;
            judgement.passed.extend(passed.into_iter().map(|seq| (seq, filter.clone())));
        }
        judgement.columns.insert(table, columns);
    }
    for claims in claims {
        match seen(shared, &claims, changes, &judgement.columns).await {
            Ok(seqs) => judgement.visible.extend(seqs.into_iter().map(|seq| (seq, Arc::clone(&claims)))),
            // A role that does not exist, or a policy that fails: its holders see nothing, the others must not suffer.
            Err(error) => tracing::debug!(%error, role = %claims.role, "rows could not be judged"),
        }
    }
    Ok(judgement)
}

/// The changes whose image passes a filter.
async fn filtered(
    client: &Client,
    (schema, table): Table<'_>,
    columns: &[Column],
    filter: &Filter,
    changes: &[&Change],
) -> Result<Vec<i64>, Error> {
    let Some(column) = columns.iter().find(|column| column.name == filter.column) else { return Ok(Vec::new()) };
    let query = format!(
        "select x.seq from unnest($1::bigint[], $2::text[]) x(seq, image),
                lateral jsonb_populate_record(null::{}.{}, x.image::jsonb) r where r.{} {} {}",
        sql::identifier(schema),
        sql::identifier(table),
        sql::identifier(&column.name),
        filter.operator.sql(),
        filter.literal(sql::literal, &column.declared),
    );
    let seqs: Vec<i64> = changes.iter().map(|change| change.seq).collect();
    let images: Vec<&str> = changes.iter().map(|change| change.image()).collect();
    match client.query(&query, &[&seqs, &images]).await {
        Ok(rows) => Ok(rows.iter().map(|row| row.get(0)).collect()),
        // The column has changed since the filter was accepted: it matches nothing, and others must not suffer.
        Err(error) if error.as_db_error().is_some() => {
            tracing::debug!(%error, column = %filter.column, "a filter no longer fits its table");
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

/// The inserted and updated rows that exist still and that these claims may see.
async fn seen(
    shared: &Shared,
    claims: &Claims,
    changes: &[&Change],
    columns: &HashMap<Table<'_>, Vec<Column>>,
) -> Result<Vec<i64>, Error> {
    let kept = changes.iter().copied().filter(|change| change.operation != Operation::Delete);
    let mut client = match shared.db.authenticator().await {
        Ok(client) => client,
        Err(error) => {
            tracing::debug!(%error, "no connection to judge rows with");
            return Ok(Vec::new());
        }
    };
    let transaction = client.transaction().await?;
    let become_user = "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)";
    transaction.query(become_user, &[&claims.role, &claims.text]).await?;
    let mut visible = Vec::new();
    for ((schema, table), rows) in by_table(kept) {
        let Some(columns) = columns.get(&(schema, table)) else { continue };
        if !Rights::of(columns, &claims.role).reads_key {
            continue;
        }
        let on = columns.iter().filter(|column| column.is_key).map(|column| {
            let name = sql::identifier(&column.name);
            format!("t.{name} = k.{name}")
        });
        // The limit keeps the look-up by key: policies are then asked of these rows only.
        let query = format!(
            "select x.seq from unnest($1::bigint[], $2::text[]) x(seq, image),
                    lateral jsonb_populate_record(null::{0}, x.image::jsonb) k,
                    lateral (select from {0} t where {1} limit 1) seen",
            format_args!("{}.{}", sql::identifier(schema), sql::identifier(table)),
            on.collect::<Vec<_>>().join(" and "),
        );
        let seqs: Vec<i64> = rows.iter().map(|change| change.seq).collect();
        let images: Vec<&str> = rows.iter().map(|change| change.image()).collect();
        let rows = transaction.query(&query, &[&seqs, &images]).await?;
        visible.extend(rows.iter().map(|row| row.get::<_, i64>(0)));
    }
    transaction.commit().await?;
    Ok(visible)
}

/// Sends one change to one channel: one event per list of selected columns, each with the ids of its bindings.
fn send<'a>(
    shared: &Shared,
    change: &'a Change,
    judgement: &Judgement<'_>,
    (channel, subscription): (ChannelId, &'a Subscription),
    made: &mut HashMap<(&'a str, Option<&'a [String]>), String>,
) {
    let Some(columns) = judgement.columns.get(&(change.schema.as_str(), change.table.as_str())) else { return };
    let claims = &subscription.claims;
    let rights = Rights::of(columns, &claims.role);
    let judged = change.operation != Operation::Delete && rights.reads_key;
    if judged && !judgement.visible.contains(&(change.seq, Arc::clone(claims))) {
        return;
    }
    let mut events: Vec<(Option<&[String]>, Vec<u32>)> = Vec::new();
    for binding in matching(subscription, change) {
        let passes = |filter: &Filter| judgement.passed.contains(&(change.seq, filter.clone()));
        if rights.reads_key && !binding.filter.as_ref().is_none_or(passes) {
            continue;
        }
        let select = binding.select.as_deref();
        match events.iter_mut().find(|event| event.0 == select) {
            Some((_, ids)) if ids.contains(&binding.id) => {}
            Some((_, ids)) => ids.push(binding.id),
            None => events.push((select, vec![binding.id])),
        }
    }
    for (select, ids) in events {
        let role = claims.role.as_str();
        let record =
            made.entry((role, select)).or_insert_with(|| Event { change, columns, rights: &rights, select }.json());
        let payload = format!(r#"{{"data":{record},"ids":{ids:?}}}"#);
        shared.realtime.push(channel, Push::Change(payload.into()));
    }
}
