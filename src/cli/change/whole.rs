//! A change with what it collides with and the incident it ends, which no list holds.

use super::super::Trouble;
use super::super::record::ledger::Ledger;
use crate::domain::change::{Change, window};
use crate::domain::filter::{Condition, Fact};
use crate::domain::service::ServiceId;
use crate::domain::value::IncidentId;
use std::collections::{BTreeMap, BTreeSet};

/// So many incidents are asked for at once: the condition still fits into an address.
const AT_ONCE: usize = 40;

/// A change and what it collides with, what begins first first, each with the services both touch.
pub(super) struct Whole {
    pub(super) change: Change,
    pub(super) collisions: Vec<(Change, Vec<ServiceId>)>,
}

/// These changes with what they collide with, in the same order. The incidents they end are among the ledger's rows then.
pub(super) async fn wholes(ledger: &mut Ledger, changes: Vec<Change>) -> Result<Vec<Whole>, Trouble> {
    let incidents: BTreeSet<IncidentId> = changes.iter().filter_map(|change| change.incident).collect();
    let ids: Vec<String> = incidents.iter().map(ToString::to_string).collect();
    for some in ids.chunks(AT_ONCE) {
        ledger.search(Condition::OneOf(Fact::Id, some.to_vec())).await?;
    }
    Ok(changes.into_iter().map(|change| Whole { collisions: collisions(&change, ledger), change }).collect())
}

fn collisions(change: &Change, ledger: &Ledger) -> Vec<(Change, Vec<ServiceId>)> {
    let rows: &BTreeMap<_, Change> = &ledger.rows.changes;
    let mut found: Vec<(Change, Vec<ServiceId>)> = window::collisions(change, rows.values())
        .into_iter()
        .filter_map(|(id, shared)| Some((rows.get(&id)?.clone(), shared.into_iter().cloned().collect())))
        .collect();
    found.sort_by_key(|(row, _)| (row.scheduled_for, row.id));
    found
}
